"""What the commands say: results to stdout, all else to stderr, and nothing that could take over a terminal."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO

NARROW, WIDE = 60, 200  # columns of a terminal between which its width is believed


def columns(terminal: TextIO) -> int:
    """Return the width of a terminal, within reason."""
    # `shutil` knows this too, and takes every compressor there is along.
    try:
        columns = int(os.environ.get("COLUMNS", "")) or os.get_terminal_size(terminal.fileno()).columns
    except ValueError:
        columns = os.get_terminal_size(terminal.fileno()).columns
    return max(NARROW, min(WIDE, columns))


def say(words: str, end: str = "\n") -> None:
    """Write to stdout."""
    sys.stdout.write(words + end)


def complain(words: str) -> None:
    """Write an error to stderr, after all that stands on stdout so far."""
    _to_stderr("error:", "31", words)


def warn(words: str) -> None:
    """Write a warning to stderr, after all that stands on stdout so far."""
    _to_stderr("warning:", "33", words)


def note(words: str) -> None:
    """Write a note to stderr, after all that stands on stdout so far."""
    _to_stderr("note:", "36", words)


def ignore(words: str) -> None:
    """Say nothing: what a quiet run does with warnings."""


def _to_stderr(label: str, colour: str, words: str) -> None:
    from lint_rules.reports.style import BOLD, paint, wants_colour

    with suppress(OSError):
        sys.stdout.flush()
    sys.stderr.write(f"{paint(label, BOLD, colour, color=wants_colour(sys.stderr))} {words}\n")


def printable(words: str) -> str:
    """Return a name that a person or a file gave, safe to print on one line."""
    from lint_rules.reports.style import shown

    return shown(words)
