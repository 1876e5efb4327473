"""JSON lines: one object a line, one document an object. A line is read, judged and forgotten.

A record's number is that of its line, so that an editor finds it; blank lines are passed over.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from lint_rules.config import SETTINGS, Config
from lint_rules.document import Document, host_of
from lint_rules.errors import InputError
from lint_rules.finding import Source
from lint_rules.formats import Found, Piece, Read, Remark, Unreadable, cause, opened
from lint_rules.formats.opening import host_of_path, normalised_host, too_large
from lint_rules.rule import escaped

SUFFIXES = (".jsonl", ".ndjson")

BLOCK = 1 << 18  # bytes read at a time: large enough to cost nothing, small enough to share out between processes
FIELDS_NAMED = 12  # fields that a message names
_MISSING = object()


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
    if stream is None:
        with opened(found) as file:
            yield from _pieces(found, config, file)
    else:
        yield from _pieces(found, config, stream)


def _pieces(found: Found, config: Config, stream: io.BufferedReader) -> Iterator[Piece]:
    plain = not found.stdin and isinstance(stream.raw, io.FileIO) and stream.seekable()
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
            yield Piece(found, count, length, payload)
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
    if isinstance(piece.payload, Stretch):
        first, offset, length = piece.payload
        with open(piece.found.path, "rb") as file:
            file.seek(offset)
            content = file.read(length)
    else:
        assert isinstance(piece.payload, Lines)
        first, content = piece.payload
    if first == 1:
        content = content.removeprefix(b"\xef\xbb\xbf")
    for number, line in enumerate(content.split(b"\n"), first):
        if line and not line.isspace():
            yield from _record(piece.found.path, number, line, config)


def _record(path: str, number: int, line: bytes, config: Config) -> Iterator[Read]:
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
        yield Unreadable(source, f"a line holds {_kind(record)}, where an object with the field '{config.text_field}' is wanted")
        return
    yield from _document(source, record, config)


def _document(source: Source, record: Mapping[str, Any], config: Config) -> Iterator[Read]:
    path = source.path or ""
    given: dict[str, Any] = {}
    for attribute in ("id_field", "url_field", "html_field", "host_field"):
        name = getattr(config, attribute)
        value = _MISSING if name is None else _reach(record, name)
        given[attribute] = None if value is _MISSING else value
        if value is _MISSING and name is not None and name != SETTINGS[attribute.replace("_", "-")].default:
            yield Remark(path, f"a record has no field '{escaped(name)}' ({attribute.replace('_', '-')})", _fields(record))
    meta: dict[str, object] = {}
    for name in config.meta_field:
        value = _reach(record, name)
        if value is _MISSING:
            yield Remark(path, f"a record has no field '{escaped(name)}' (meta-field)", _fields(record))
        else:
            meta[name] = value
    url = _text(given["url_field"])
    host = _text(given["host_field"])
    host = normalised_host((host_of(host) or host) if "://" in host else host) if host else None
    host = host or host_of(url) or host_of_path(path, config.host_from_path)
    name = given["id_field"]
    # Ids are often numbers; true, null and structures name nothing.
    identifier = str(name) if isinstance(name, (str, int)) and not isinstance(name, bool) else None
    text = _reach(record, config.text_field)
    if isinstance(text, str):
        yield Document(
            text,
            id=identifier,
            path=path,
            record=source.record,
            url=url,
            host=host,
            html=_text(given["html_field"]),
            meta=meta,
            markdown=config.text_format == "markdown",
        )
        return
    known = Source(identifier or url or source.id, path, source.record, url, host, tuple(meta.items()))
    if text is _MISSING:
        yield Unreadable(known, f"no field '{escaped(config.text_field)}'; {_fields(record)}")
    else:
        yield Unreadable(known, f"the field '{escaped(config.text_field)}' is {_kind(text)}, not a text")


def _reach(record: Mapping[str, Any], name: str) -> Any:
    """Return the value of a field, _MISSING where there is none; a dot reaches into an object, unless a key has it."""
    if name in record:
        return record[name]
    value: Any = record
    for part in name.split("."):
        if not isinstance(value, dict) or part not in value:
            return _MISSING
        value = value[part]
    return value


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _fields(record: Mapping[str, Any]) -> str:
    """Return the sentence that names the fields of a record."""
    names = [escaped(name[:40]) for name in list(record)[:FIELDS_NAMED]]
    more = f" and {len(record) - FIELDS_NAMED} more" if len(record) > FIELDS_NAMED else ""
    return f"the record has {', '.join(names)}{more}" if names else "the record is empty"


def _kind(value: object) -> str:
    """Return what a JSON value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    kinds = {str: "a text", dict: "an object", list: "a list"}
    return next((name for kind, name in kinds.items() if isinstance(value, kind)), "a number")
