"""Copies of CSV and TSV. Of a row, the cell with the text is replaced where it stands: all others keep their characters, quotes
and line ends.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.errors import InputError
from lint_rules.finding import Source
from lint_rules.formats import Found, Piece, Read, Remark, Unreadable
from lint_rules.formats.copying import RAW, Copy, Fields, Item, edited
from lint_rules.formats.csv import PIECE_ROWS, PIECE_SIZE, Lines, columns, delimiter, rows
from lint_rules.formats.opening import Meter, stream_of
from lint_rules.formats.records import Rows, of_rows

SUFFIXES = ()  # files of these are read as csv; this is how they are read to be copied
HAS_FIELDS = True
MARK = "\ufeff"

_ESCAPED = re.compile("[\udc80-\udcff]+")
_NEEDS_QUOTES = re.compile(r'["\r\n]')
_END = re.compile(r"[\r\n]*\Z")


class Table(NamedTuple):
    """Some rows as `Rows` has them, and each as it stands in the file; the header, and what stands between cells."""

    rows: Rows
    raw: Sequence[str]
    header: str
    between: str


class _Kept(Lines):
    """The lines of a text, of which those are kept that were given since they were last taken."""

    def __init__(self, text: io.TextIOWrapper, limit: int) -> None:
        super().__init__(text, limit)
        self._given: list[str] = []

    def __next__(self) -> str:
        line = super().__next__()
        self._given.append(line)
        return line

    def taken(self) -> str:
        """Return the lines given since this was last asked for, blank ones before a row too."""
        given, self._given = self._given, []
        return "".join(given)


def pieces(found: Found, config: Config, stream: io.BufferedReader | None) -> Iterator[Piece]:
    """Yield rows, some at a time. Raises InputError where the header does not name the column of the text."""
    with stream_of(found, stream) as file:
        yield from _pieces(found, config, file)


def _pieces(found: Found, config: Config, stream: io.BufferedReader) -> Iterator[Piece]:
    meter = Meter(stream)
    text = io.TextIOWrapper(stream, "utf-8", errors="surrogateescape", newline="")
    try:
        begun = _WithoutMark(text)
        lines = _Kept(cast("io.TextIOWrapper", begun), config.max_document_size)
        parsed = rows(found, config, lines)
        header = next(parsed, None)
        if header is None:
            return
        if isinstance(header, Unreadable):
            raise InputError(header.error)
        first = begun.mark + lines.taken()
        fields = tuple(map(_readable, (name.strip() for name in header)))
        places = columns(fields, config)
        names = tuple(places)
        between = delimiter(found)
        made: list[tuple[int, list[str]] | Unreadable] = []
        raw: list[str] = []
        size = 0

        def piece() -> Piece:
            table = Table(Rows(names, fields, tuple(made)), tuple(raw), first, between)
            return Piece(found, len(made), size, table, meter())

        yield piece()  # so that a table without a row has its header copied
        for number, row in enumerate(parsed, 1):
            raw.append(lines.taken())
            if isinstance(row, Unreadable):
                made.append(row._replace(source=Source(f"{found.path}#{number}", found.path, number)))
            else:
                made.append((number, [_readable(row[place]) for place in places.values()]))
            size += len(raw[-1])
            if len(made) >= PIECE_ROWS or size >= PIECE_SIZE:
                yield piece()
                made, raw, size = [], [], 0
        if made:
            raw[-1] += lines.taken()  # blank lines behind the last row
            yield piece()
    finally:
        text.detach()  # the stream is closed by whoever opened it


class _WithoutMark:
    """A text whose byte-order mark is not given with its first line, but told as `mark`."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._begun = False
        self.mark = ""

    def readline(self, limit: int) -> str:
        """Return a line, or as much of it."""
        line = self._text.readline(limit)
        if not self._begun and line.startswith(MARK):
            self.mark = MARK
            line = line[1:] or self._text.readline(limit)
        self._begun = True
        return line


def _readable(value: str) -> str:
    """Return a value with U+FFFD for bytes that are no UTF-8, as it is read otherwise."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if _ESCAPED.search(value) else value


def documents(piece: Piece, config: Config) -> Iterator[Read]:
    """Yield the documents of a piece."""
    return of_rows(piece._replace(payload=cast("Table", piece.payload).rows), config)


def items(piece: Piece, config: Config) -> Iterator[Item | Remark]:
    """Yield the documents, each with its row."""
    table = cast("Table", piece.payload)
    for row, raw in zip(table.rows.rows, table.raw, strict=True):
        for each in of_rows(piece._replace(payload=table.rows._replace(rows=[row])), config):
            yield Item(each, raw) if isinstance(each, Document | Unreadable) else each


def head(piece: Piece, fields: Fields) -> bytes | None:
    """Return the header, with further fields behind the others."""
    if not isinstance(piece.payload, Table):
        return None
    table = piece.payload
    return _encoded(_appended(table.header, [name for name in fields if name not in table.rows.fields], table.between))


def body(copies: Sequence[Copy], piece: Piece, fields: Fields, config: Config) -> bytes:
    """Return the rows. Of one that cannot be read, all cells are empty but those of further fields."""
    if not isinstance(piece.payload, Table):
        return b""
    table = piece.payload
    return b"".join(_encoded(_row(copy, table, fields, config)) for copy in copies)


def _row(copy: Copy, table: Table, fields: Fields, config: Config) -> str:
    raw: str = copy.item.raw or ""
    have = table.rows.fields
    new = {name: _cell(copy.fields.get(name)) for name in fields} if copy.fields is not None else {}
    if isinstance(copy.item.read, Unreadable):
        if not new:
            return raw
        if not _is_row(raw, len(have), table.between):
            new[RAW] = raw
            raw = table.between * (len(have) - 1) + _line_end(table.header)
    values = {have.index(name): value for name, value in new.items() if name in have}
    if copy.text is not None:
        place = have.index(config.text_field)
        start, end = _cells(raw, table.between)[place]
        text = raw[start:end]
        text = text[1:-1].replace('""', '"') if text.startswith('"') else text
        values[place] = edited(text.encode("utf-8", "surrogateescape"), copy.edits).decode("utf-8", "surrogateescape")
    if values:
        raw = _replaced(raw, values, table.between)
    return _appended(raw, [value for name, value in new.items() if name not in have], table.between)


def _is_row(raw: str, width: int, between: str) -> bool:
    """Tell whether this is one row of so many cells, as it is read otherwise."""
    import csv

    try:
        return [len(row) for row in csv.reader(io.StringIO(raw, newline=""), delimiter=between, strict=True) if row] == [width]
    except csv.Error:
        return False


def _replaced(raw: str, values: Mapping[int, str], between: str) -> str:
    """Return a row with other values in some cells, quoted where they were or must be."""
    cells = _cells(raw, between)
    parts: list[str] = []
    position = 0
    for number, value in sorted(values.items()):
        start, end = cells[number]
        parts += (raw[position:start], _quoted(value, between, always=raw[start : start + 1] == '"' or len(cells) == 1))
        position = end
    return "".join([*parts, raw[position:]])


def _cells(raw: str, between: str) -> list[tuple[int, int]]:
    """Return where the cells of a row stand, that may have blank lines before it and behind it."""
    cell = re.compile(rf'"[^"]*(?:""[^"]*)*"|[^{between}\r\n]*')
    offset = len(raw) - len(raw.lstrip("\r\n"))
    cells: list[tuple[int, int]] = []
    while True:
        match = cell.match(raw, offset)
        assert match is not None
        cells.append(match.span())
        offset = match.end()
        if raw[offset : offset + 1] != between:
            return cells
        offset += 1


def _appended(raw: str, values: Sequence[str], between: str) -> str:
    """Return a row with further cells."""
    if not values:
        return raw
    end = _line_end(raw)
    inner = raw[: len(raw) - len(end)]
    return inner + "".join(between + _quoted(value, between, always=False) for value in values) + (end or "\n")


def _line_end(raw: str) -> str:
    match = _END.search(raw)
    return match[0] if match else ""


def _quoted(value: str, between: str, *, always: bool) -> str:
    if always or between in value or _NEEDS_QUOTES.search(value):
        return '"' + value.replace('"', '""') + '"'
    return value


def _cell(value: Any) -> str:
    """Return a value as a cell has it: what is no text as JSON."""
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _encoded(row: str) -> bytes:
    return row.encode("utf-8", "surrogateescape")
