"""Where tables for people are drawn: what documents hold is shown as it is, and nothing in it is taken for markup."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console


def console(stream: TextIO, width: int, *, color: bool) -> Console:
    """Return a console that draws on a stream, `width` cells wide, in colours where they are wanted and wherever it leads."""
    return Console(
        file=stream,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
