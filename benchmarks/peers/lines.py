"""Lines of a text, as all peers see them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

Span = tuple[int, int]
"""Start and end in code points, end exclusive."""


class Line(NamedTuple):
    """A line that is not blank: where it stands, and its words without white space around them."""

    span: Span
    text: str


def lines_of(text: str) -> Iterator[Line]:
    """Yield the lines of a text that are not blank; they end at line feeds and carriage returns."""
    start = 0
    for raw in text.replace("\r", "\n").split("\n"):
        if raw.strip():
            yield Line((start, start + len(raw)), raw.strip())
        start += len(raw) + 1
