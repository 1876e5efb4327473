"""JSON lines: one object a line, one document an object. A line is read, judged and forgotten.

A record's number is that of its line, so that an editor finds it; blank lines are passed over.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import NamedTuple

from lint_rules.config import Config
from lint_rules.errors import InputError
from lint_rules.finding import Source
from lint_rules.formats import Found, Piece, Read, Unreadable, cause
from lint_rules.formats.opening import Meter, stream_of, too_large
from lint_rules.formats.records import kind, of_record

SUFFIXES = (".jsonl", ".ndjson")

BOM = b"\xef\xbb\xbf"
BLOCK = 1 << 18  # bytes read at a time: large enough to cost nothing, small enough to share out between processes


class Lines(NamedTuple):
    """Some whole lines, and the number of the first."""

    first: int
    content: bytes


class Stretch(NamedTuple):
    """Where some whole lines stand in a plain file, and the number of the first: whoever makes documents of them reads
    them there, which costs less than to send them from process to process.
    """

    first: int
    offset: int
    length: int


def pieces(found: Found, config: Config, stream: io.BufferedReader | None) -> Iterator[Piece]:
    """Yield blocks of whole lines. A line longer than a document may be is passed over without being kept."""
    with stream_of(found, stream) as file:
        yield from _pieces(found, config, file)


def _pieces(found: Found, config: Config, stream: io.BufferedReader) -> Iterator[Piece]:
    plain = not found.stdin and isinstance(stream.raw, io.FileIO) and stream.seekable()
    meter = Meter(stream)
    number = 1
    offset = 0  # of the line of that number
    held: list[bytes] = []  # the beginning of a line whose end is not read yet
    size = 0  # … its bytes, of which those above the limit are not kept
    while True:
        try:
            # As much as there is: a pipe that is slow is read as it comes.
            block = stream.read1(BLOCK)
        except (OSError, InputError) as error:
            # What was read of the line that is cut off here is no record.
            yield Piece(found, 1, 0, Unreadable(Source(f"{found.path}#{number}", found.path, number), cause(error)))
            return
        if not block:
            break
        start = 0
        end = block.rfind(b"\n") + 1
        if size > config.max_document_size and end:
            start = block.index(b"\n") + 1
            yield _too_long(found, config, number)
            number += 1
            offset += size + start
            held, size = [], 0
        if end > start:
            length = size + end - start
            count = block.count(b"\n", start, end)
            payload = Stretch(number, offset, length) if plain else Lines(number, b"".join([*held, block[start:end]]))
            yield Piece(found, count, length, payload, None if plain else meter())
            number += count
            offset += length
            held, size = [], 0
        size += len(block) - end
        if size > config.max_document_size:
            held.clear()
        elif size and not plain:
            held.append(block[end:])
    if size > config.max_document_size:
        yield _too_long(found, config, number)
    elif size:
        yield Piece(found, 1, size, Stretch(number, offset, size) if plain else Lines(number, b"".join(held)))


def _too_long(found: Found, config: Config, number: int) -> Piece:
    source = Source(f"{found.path}#{number}", found.path, number)
    return Piece(found, 1, 0, Unreadable(source, too_large(config)))


def documents(piece: Piece, config: Config) -> Iterator[Read]:
    """Yield a document for each record, and what is wrong with those that give none."""
    for number, line in lines(piece):
        if line and not line.isspace():
            yield from of_line(piece.found.path, number, line.removeprefix(BOM) if number == 1 else line, config)


def lines(piece: Piece) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a piece without their ends, blank ones too, each with its number. Behind the last end there is an
    empty one.
    """
    if isinstance(piece.payload, Stretch):
        first, offset, length = piece.payload
        with open(piece.found.path, "rb") as file:
            file.seek(offset)
            content = file.read(length)
    else:
        assert isinstance(piece.payload, Lines)
        first, content = piece.payload
    return enumerate(content.split(b"\n"), first)


def of_line(path: str, number: int, line: bytes, config: Config) -> Iterator[Read]:
    """Yield the document of a line, or what is wrong with it, and remarks."""
    source = Source(f"{path}#{number}", path, number)
    if len(line) > config.max_document_size:
        yield Unreadable(source, too_large(config))
        return
    try:
        record = json.loads(line.decode("utf-8", "replace"))
    except json.JSONDecodeError as error:
        yield Unreadable(source, f"not JSON: {error.msg} (column {error.colno:,})")
        return
    except RecursionError:
        yield Unreadable(source, "not JSON that can be read: nested too deeply")
        return
    except ValueError as error:  # a number of thousands of digits
        yield Unreadable(source, f"not JSON that can be read: {error}")
        return
    if not isinstance(record, dict):
        yield Unreadable(source, f"a line holds {kind(record)}, where an object with the field '{config.text_field}' is wanted")
        return
    yield from of_record(source, record, config)
