"""CSV and TSV: a table whose first row names the columns, one document a row. A row is read, judged and forgotten.

A record's number is that of its row below the header, blank lines not counted; what is wrong with a row is told with its
lines, for a quoted field may hold line breaks. As RFC 4180 has it, quotes are doubled inside of quotes. A row that has more
or fewer fields than the header is refused: one comma too many, and what stands in the column of the text is something else.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from lint_rules.config import Config
from lint_rules.errors import InputError
from lint_rules.finding import Source
from lint_rules.formats import Found, Piece, Unreadable, cause
from lint_rules.formats.compression import bare
from lint_rules.formats.opening import Meter, stream_of, too_large
from lint_rules.formats.records import Rows, fields_named, names_wanted, of_rows
from lint_rules.rule import escaped

SUFFIXES = (".csv", ".tsv")

# Rows and characters of a piece: a pipe that is slow is judged as it comes, and a worker has something to do.
PIECE_ROWS = 32
PIECE_SIZE = 1 << 18

documents = of_rows


def pieces(found: Found, config: Config, stream: io.BufferedReader | None) -> Iterator[Piece]:
    """Yield rows, some at a time. Raises InputError where the header does not name the column of the text."""
    with stream_of(found, stream) as file:
        yield from _pieces(found, config, file)


def _pieces(found: Found, config: Config, stream: io.BufferedReader) -> Iterator[Piece]:
    meter = Meter(stream)
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="")
    try:
        parsed = rows(found, config, Lines(text, config.max_document_size))
        header = next(parsed, None)
        if header is None:
            return
        if isinstance(header, Unreadable):
            raise InputError(header.error)
        fields = tuple(name.strip() for name in header)
        places = columns(fields, config)
        names = tuple(places)
        made: list[tuple[int, list[str]] | Unreadable] = []
        size = 0
        for number, row in enumerate(parsed, 1):
            if isinstance(row, Unreadable):
                made.append(row._replace(source=Source(f"{found.path}#{number}", found.path, number)))
            else:
                values = [row[place] for place in places.values()]
                made.append((number, values))
                size += sum(map(len, values))
            if len(made) >= PIECE_ROWS or size >= PIECE_SIZE:
                yield Piece(found, len(made), size, Rows(names, fields, made), meter())
                made, size = [], 0
        if made:
            yield Piece(found, len(made), size, Rows(names, fields, made), meter())
    finally:
        text.detach()  # the stream is closed by whoever opened it


def delimiter(found: Found) -> str:
    """Return what stands between the cells of an input."""
    return "\t" if bare(found.path).lower().endswith(".tsv") else ","


def columns(fields: tuple[str, ...], config: Config) -> dict[str, int]:
    """Return where the columns stand that are looked at. Raises InputError where the text has none, or one has two."""
    if config.text_field not in fields:
        raise InputError(f"no column '{escaped(config.text_field)}'; {fields_named(fields, 'the file')}")
    places = {name: fields.index(name) for name in names_wanted(config) if name in fields}
    for name in places:
        if fields.count(name) > 1:
            raise InputError(f"the header names '{escaped(name)}' {fields.count(name)} times")
    return places


class _TooLongError(Exception):
    """A row is larger than a document may be."""


class Lines:
    """The lines of a text with their ends, for the parser, which asks for as many as a row takes."""

    def __init__(self, text: io.TextIOWrapper, limit: int) -> None:
        self._text = text
        self._limit = limit
        self.number = 0  # of the last line given
        self.size = 0  # characters given of the row

    def begin(self) -> None:
        """Forget what was given: another row begins."""
        self.size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._limit + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.size += len(line)
        if self.size > self._limit:
            while line and line[-1] not in "\r\n":
                line = self._text.readline(self._limit + 1)
            raise _TooLongError
        return line


def rows(found: Found, config: Config, lines: Lines) -> Iterator[list[str] | Unreadable]:
    """Yield the rows that are not blank, the header among them, and what is wrong with the others."""
    import csv

    # The limit is one for the whole process, and only ever raised: it is `Lines` that counts.
    csv.field_size_limit(max(csv.field_size_limit(), config.max_document_size))
    kind: type[csv.Dialect] = csv.excel_tab if delimiter(found) == "\t" else csv.excel
    nowhere = Source(found.path, found.path)
    reader: Any = csv.reader(lines, kind, strict=True)
    width: int | None = None
    while True:
        first = lines.number + 1
        lines.begin()
        error = None
        row: list[str] = []
        try:
            row = next(reader, [])
        except _TooLongError:
            error = too_large(config)
            reader = csv.reader(lines, kind, strict=True)  # the old one holds the beginning of the row
        except csv.Error as raised:
            error = "a quotation mark is never closed" if "end of data" in str(raised) else str(raised)
        except (OSError, InputError) as raised:
            yield Unreadable(nowhere, cause(raised))
            return
        if error is None and row and len(row) != (width or len(row)):
            error = f"{len(row)} field{'s' * (len(row) != 1)}, where the header names {width}"
        if error is not None:
            yield Unreadable(nowhere, f"{_place(first, lines.number)}: {error}")
        elif row:
            width = width or len(row)
            yield row
        elif lines.number < first:  # nothing was read: this is the end
            return


def _place(first: int, last: int) -> str:
    return f"line {first:,}" if last <= first else f"lines {first:,} to {last:,}"
