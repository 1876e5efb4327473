"""Copies of JSON lines. What changes is put into the line as it stands: all else of it keeps its bytes, its escapes too."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.finding import Edit, Span
from lint_rules.formats import Piece, Remark, Unreadable
from lint_rules.formats.copying import RAW, Copy, Fields, Item, edited
from lint_rules.formats.jsonl import BOM, lines, of_line

HAS_FIELDS = True

# Lines that are blank to `bytes.isspace` come with a record.
_SPACE = re.compile(r"[ \t\r\n\v\f\ufeff]*")
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_PLAIN = re.compile(rf"{_STRING}|[^\s,\]}}]*", re.DOTALL)
_NESTED = re.compile(rf"{_STRING}|[\[\]{{}}]", re.DOTALL)
# A pair of escapes is one character where it is a surrogate pair, as JSON has it.
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)


def items(piece: Piece, config: Config) -> Iterator[Item | Remark]:
    """Yield the documents, each with its line and its line's end. Blank lines go with the line behind them; those at the end
    of a piece, which have none, with the one before.
    """
    every = list(lines(piece))
    filled = [place for place, (_, line) in enumerate(every) if line and not line.isspace()]
    begun = 0
    for place in filled:
        until = len(every) if place == filled[-1] else place + 1
        raw = b"\n".join(line for _, line in every[begun:until]) + (b"" if until == len(every) else b"\n")
        begun = until
        number, line = every[place]
        for each in of_line(piece.found.path, number, line.removeprefix(BOM) if number == 1 else line, config):
            yield Item(each, raw) if isinstance(each, Document | Unreadable) else each


def head(piece: Piece, fields: Fields) -> bytes:  # noqa: ARG001 - every line says what its fields are
    """Return nothing: every line stands for itself."""
    return b""


def body(copies: Sequence[Copy], piece: Piece, fields: Fields, config: Config) -> bytes:  # noqa: ARG001 - see above
    """Return the lines."""
    return b"".join(_line(copy, config) for copy in copies)


def _line(copy: Copy, config: Config) -> bytes:
    raw: bytes = copy.item.raw or b""
    if copy.text is None and not copy.fields:
        return raw
    if isinstance(copy.item.read, Unreadable) and not _is_object(raw):
        shown = raw.decode("utf-8", "replace").strip()
        return (json.dumps({**(copy.fields or {}), **({RAW: shown} if raw else {})}) + "\n").encode("ascii")
    return edited(raw, sorted(_changes(raw.decode("utf-8", "replace"), copy, config)))


def _is_object(raw: bytes) -> bool:
    """Tell whether a line holds an object, and nothing else."""
    try:
        return isinstance(json.loads(raw.removeprefix(BOM).decode("utf-8", "replace").strip()), dict)
    except (ValueError, RecursionError):
        return False


def _changes(line: str, copy: Copy, config: Config) -> Iterator[Edit]:
    """Yield what is to be changed in a line, which holds an object."""
    members = list(_members(line, _past_space(line, 0)))
    last = {member.name: member for member in members}  # of members with one name, the last counts
    if copy.text is not None:
        member = _reached(line, last, config.text_field)
        yield from _in_string(line, member.value, copy)
    new = {}
    for name, value in (copy.fields or {}).items():
        if name == RAW and value is None:
            continue  # it could be read
        if name in last:
            yield Edit(last[name].value, json.dumps(value))
        else:
            new[name] = value
    if new:
        end = members[-1].value.end if members else _past_space(line, 0) + 1
        written = json.dumps(new)[1:-1]
        yield Edit(Span(end, end), f", {written}" if members else written)


class _Member(NamedTuple):
    """A member of an object: its name, and where its value stands."""

    name: str
    value: Span


def _members(line: str, start: int) -> Iterator[_Member]:
    """Yield the members of the object that begins at an offset."""
    offset = _past_space(line, start + 1)
    while line[offset] != "}":
        end = _past_value(line, offset)
        name = json.loads(line[offset:end])
        offset = _past_space(line, _past_space(line, end) + 1)
        end = _past_value(line, offset)
        yield _Member(name, Span(offset, end))
        offset = _past_space(line, end)
        if line[offset] == ",":
            offset = _past_space(line, offset + 1)


def _past_value(line: str, offset: int) -> int:
    """Return where the value ends that begins at an offset. It is counted, not parsed: a parser gives up on one that is nested so
    deeply that it could just be read.
    """
    if line[offset] not in "[{":
        match = _PLAIN.match(line, offset)
        return match.end() if match else offset
    depth = 0
    for match in _NESTED.finditer(line, offset):
        depth += (match[0] in "[{") - (match[0] in "]}")
        if not depth:
            return match.end()
    return len(line)


def _past_space(line: str, offset: int) -> int:
    match = _SPACE.match(line, offset)
    return match.end() if match else offset


def _reached(line: str, members: dict[str, _Member], name: str) -> _Member:
    """Return the member that a name leads to; a dot reaches into an object, unless a key has it."""
    if name in members:
        return members[name]
    first, *parts = name.split(".")
    member = members[first]
    for part in parts:
        member = {each.name: each for each in _members(line, member.value.start)}[part]
    return member


def _in_string(line: str, value: Span, copy: Copy) -> Iterator[Edit]:
    """Yield what changes a string, at the offset of its first quotation mark, as the edits of what it says have it."""
    content = line[value.start + 1 : value.end - 1]
    shifts = [(0, 0)]  # offsets in what the string says, and as it stands, behind each escape
    said = written = 0
    for match in _ESCAPE.finditer(content):
        said += match.start() - written + 1
        written = match.end()
        shifts.append((said, written))

    def place(offset: int) -> int:
        said, written = shifts[bisect_right(shifts, offset, key=lambda shift: shift[0]) - 1]
        return value.start + 1 + written + offset - said

    for span, replacement in copy.edits:
        put_in = json.dumps(replacement, ensure_ascii=content.isascii())[1:-1]
        yield Edit(Span(place(span.start), place(span.end)), put_in)
