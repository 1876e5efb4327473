"""How text is drawn in a terminal: escaped, measured in cells, cut to a width and painted.

Colours are the sixteen that every terminal has, as its user set them; nothing is imported for them, for start-up is short.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple, TextIO

from lint_rules.finding import Severity
from lint_rules.rule import escaped

TAB = "    "  # what a tab is shown as: the same in the line and under it, so that marks stay below their words

_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")

BOLD, DIM, RED, GREEN, YELLOW, BLUE, CYAN = "1", "2", "31", "32", "33", "34", "36"
SEVERITY_COLOUR: Mapping[Severity, str] = {Severity.ERROR: RED, Severity.WARNING: YELLOW, Severity.INFO: CYAN}


def wants_colour(stream: TextIO, environment: Mapping[str, str] | None = None) -> bool:
    """Tell whether a stream is to be coloured: `NO_COLOR` forbids, `FORCE_COLOR` demands, else only a terminal is.

    Both variables count when they are set to anything but the empty string (no-color.org, force-color.org);
    `FORCE_COLOR=0` is what other tools write to switch colours off.
    """
    environment = os.environ if environment is None else environment
    if environment.get("NO_COLOR"):
        return False
    forced = environment.get("FORCE_COLOR")
    if forced:
        return forced != "0"
    return environment.get("TERM") != "dumb" and stream.isatty()


def paint(text: str, *codes: str, color: bool) -> str:
    """Return the text in the colours given by their SGR codes; as it is where `color` is off or the text empty."""
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if color and text and codes else text


def shown(text: str) -> str:
    """Return document text as it is safe to print on one line: escaped, line ends as spaces, tabs as four spaces."""
    for end in ("\r\n", "\n", "\r"):
        text = text.replace(end, " ")
    return escaped(text).replace("\t", TAB)


def printed(text: str) -> str:
    """Return a whole text as it is safe to print on a terminal: its lines as they are, what could take it over escaped."""
    return re.sub("[^\n]+", lambda match: escaped(match[0]), text.replace("\r\n", "\n"))


def cells(text: str) -> int:
    """Return the number of terminal cells that shown text takes: two for wide characters, none for accents that combine."""
    if text.isascii():
        return len(text)
    return sum(_cells_of(character) for character in text)


def _cells_of(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def even(text: str) -> str:
    """Return text with plain spaces for no-break and thin ones, which harm nobody and would be noise as escapes."""
    return text if text.isascii() else _SPACES.sub(" ", text)


class Piece(NamedTuple):
    """A line with one marked part, ready to print: what stands before it, the part, and what follows."""

    before: str
    marked: str
    after: str


def piece(text: str, start: int, end: int, width: int) -> Piece:
    """Return a line of document text, escaped and cut to about `width` cells around its marked part (`start` to `end`).

    A cut is shown by `…`. Some of the words before the mark stay, for a reader finds a place by them. Spaces of other
    widths are shown as spaces, unless nothing else is marked: then they are what it is about.
    """
    words = text[start:end]
    before, marked, after = shown(even(text[:start])), shown(even(words) if words.strip() else words), shown(even(text[end:]))
    room = max(width - cells(marked), width // 4)
    if cells(before) + cells(after) > room:
        lead = min(cells(before), max(room // 2, room - cells(after)))
        before = _last(before, lead)
        after = _first(after, room - cells(before))
    cut = _first(marked, width)
    return Piece(before, cut, after if cut == marked else "")


def _first(text: str, width: int) -> str:
    """Return the beginning of shown text that fits into `width` cells, `…` at its end where it was cut."""
    if cells(text) <= width:
        return text
    taken = 0
    for index, character in enumerate(text):
        taken += _cells_of(character)
        if taken > width - 1:
            return text[:index].rstrip("…") + "…"
    return text


def _last(text: str, width: int) -> str:
    """Return the end of shown text that fits into `width` cells, `…` at its beginning where it was cut."""
    if cells(text) <= width:
        return text
    taken = 0
    for index in range(len(text) - 1, -1, -1):
        taken += _cells_of(text[index])
        if taken > width - 1:
            return "…" + text[index + 1 :].lstrip("…")
    return text
