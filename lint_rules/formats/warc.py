"""WARC and WET: archives of a crawl. Of a response with a page, the page reduced to text; of a conversion, its text as it is.

A record's number counts all records of the file, of whatever kind. Its id is `WARC-Record-ID`, its address
`WARC-Target-URI`, its `date` in `meta` `WARC-Date`; `meta-field` names further headers of the record. Requests, metadata
and revisits are no documents; responses that hold no page are passed over and counted.

Where records begin and end is told here, so that a broken one is passed over and the next is found; what a record holds is
fastwarc's to understand.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from lint_rules.config import Config
from lint_rules.document import Document, host_of
from lint_rules.errors import InputError
from lint_rules.finding import Source
from lint_rules.formats import Found, Piece, Read, Remark, Unreadable, cause
from lint_rules.formats.charset import page_text
from lint_rules.formats.compression import Unpacking, missing
from lint_rules.formats.html import reduced
from lint_rules.formats.opening import Meter, decoded, host_of_path, stream_of, too_large
from lint_rules.rule import escaped

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

SUFFIXES = (".warc", ".wet")

PIECE_RECORDS = 32
PIECE_SIZE = 1 << 18
HEADER_SIZE = 1 << 16  # bytes of a record's header, or of a line in it, beyond which it is none; headers have some 500
BLOCK = 1 << 16
# A length that is too large makes a record swallow those that follow. They are found in it, but no more often than this in
# one file: one that says so of every record would be read thousands of times.
MOST_REWINDS = 100
# Damaged members of a packed file behind which the next is sought: it may be found in each third byte of one made for that.
MOST_RESUMES = 1000

_VERSION = re.compile(rb"WARC/\d{1,3}\.\d{1,3}\s*$")
_NEXT = re.compile(rb"(?<=\n)WARC/\d{1,3}\.\d{1,3}[ \t]*\r?\n")
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_TYPE = re.compile(rb"^warc-type[ \t]*:[ \t]*([a-z]{1,20})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_WANTED = (b"response", b"conversion", b"resource")
_PAGES = ("text/html", "application/xhtml+xml")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,1000}<[!?a-z]", re.IGNORECASE)


class Raw(NamedTuple):
    """A record as it stands in the file, and its number."""

    number: int
    content: bytes


def pieces(found: Found, config: Config, stream: io.BufferedReader | None) -> Iterator[Piece]:
    """Yield records, some at a time. Raises InputError where the package to understand them is missing."""
    _record_class()
    with stream_of(found, stream) as file:
        yield from _pieces(found, config, file)


def _pieces(found: Found, config: Config, stream: io.BufferedReader) -> Iterator[Piece]:
    meter = Meter(stream)
    made: list[Raw | Unreadable] = []
    size = 0
    for each in _records(found.path, config, stream):
        made.append(each)
        size += len(each.content) if isinstance(each, Raw) else 0
        if len(made) >= PIECE_RECORDS or size >= PIECE_SIZE:
            yield Piece(found, len(made), size, made, meter())
            made, size = [], 0
    if made:
        yield Piece(found, len(made), size, made, meter())


def documents(piece: Piece, config: Config) -> Iterator[Read]:
    """Yield the documents of some records, and what is wrong with those that give none."""
    for each in cast("list[Raw | Unreadable]", piece.payload):
        if isinstance(each, Raw):
            yield _document(piece.found.path, each, config)
        else:
            yield each


class _Rewindable:
    """A stream that takes back what was read too far."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._back = io.BytesIO()

    def line(self) -> bytes:
        """Return the next line, or as much of it as a header's line may have; nothing at the end."""
        line = self._back.readline(HEADER_SIZE)
        if line.endswith(b"\n") or len(line) == HEADER_SIZE:
            return line
        return line + self._stream.readline(HEADER_SIZE - len(line))

    def read(self, size: int) -> bytes:
        """Return so many bytes, fewer at the end only."""
        data = self._back.read(size)
        return data + self._stream.read(size - len(data)) if len(data) < size else data

    def back(self, data: bytes) -> None:
        """Take back what was read last."""
        self._back = io.BytesIO(data + self._back.read())

    def resume(self) -> bool:
        """Go on behind damaged data, where the stream can; what was taken back is before it and is gone."""
        self._back = io.BytesIO()
        return isinstance(self._stream.raw, Unpacking) and self._stream.raw.resume()


class _BrokenError(Exception):
    """A record is broken, and why. What was read of it has been given back as far as another may begin there."""


def _records(path: str, config: Config, stream: io.BufferedReader) -> Iterator[Raw | Unreadable]:
    """Yield the records that may be documents, and what of the others cannot be read."""
    reader = _Rewindable(stream)
    number = rewinds = resumes = 0
    lost = False  # whether the next record has to be looked for
    while True:
        number += 1
        source = Source(f"{path}#{number}", path, number)
        try:
            if lost:
                _to_next(reader)
                lost = False
            header = _header(reader)
            if not header:
                return
            content = _content(reader, header, config, rewind=rewinds < MOST_REWINDS)
            if content is not None:
                yield Raw(number, header + content)
        except _BrokenError as error:
            yield Unreadable(source, str(error))
            rewinds += 1
            lost = True
        except _TooLargeError:
            yield Unreadable(source, too_large(config))
        except (OSError, InputError) as error:
            yield Unreadable(source, cause(error))
            resumes += 1
            if resumes > MOST_RESUMES or not reader.resume():
                return
            lost = True


class _TooLargeError(Exception):
    """A record has more bytes than a document may have, and was passed over."""


def _to_next(reader: _Rewindable) -> None:
    """Go to where a record begins, or to the end."""
    while line := reader.line():
        if _VERSION.match(line):
            reader.back(line)
            return


def _header(reader: _Rewindable) -> bytes:
    """Return the header of a record with the blank line that ends it, nothing at the end of the file."""
    line = reader.line()
    while line and not line.strip():
        line = reader.line()
    if not line:
        return b""
    if not _VERSION.match(line):
        raise _BrokenError("no record begins where one should")
    lines = [line]
    size = len(line)
    while line.strip():
        line = reader.line()
        lines.append(line)
        size += len(line)
        if not line:
            raise _BrokenError("the file ends in the header of a record")
        if _VERSION.match(line):
            reader.back(line)
            raise _BrokenError("another record begins in the header of this one")
        if size > HEADER_SIZE:
            raise _BrokenError(f"its header is longer than {HEADER_SIZE:,} bytes")
    return b"".join(lines)


def _content(reader: _Rewindable, header: bytes, config: Config, *, rewind: bool) -> bytes | None:
    """Return what follows a header, None where it is of no interest."""
    match = _LENGTH.search(header)
    if match is None:
        raise _BrokenError("its header does not say how long it is (Content-Length)")
    length = int(match[1])
    kind = _TYPE.search(header)
    wanted = kind is None or kind[1].lower() in _WANTED
    large = length > config.max_document_size
    if large or not wanted:
        left = length
        while left and (data := reader.read(min(BLOCK, left))):
            left -= len(data)
        _end(reader, length, length - left)
        if large and wanted:
            raise _TooLargeError
        return None
    content = reader.read(length)
    try:
        _end(reader, length, len(content))
    except _BrokenError:
        begin = _NEXT.search(content) if rewind else None
        if begin is not None:
            reader.back(content[begin.start() :])
        raise
    return content


def _end(reader: _Rewindable, length: int, read: int) -> None:
    """See that a record ends here, as it says."""
    if read < length:
        raise _BrokenError(f"it ends too early: {read:,} of {length:,} bytes are there")
    # Two empty lines; some writers leave one.
    first = reader.line()
    second = b"" if first.strip() else reader.line()
    if first.strip() or (second.strip() and not _VERSION.match(second)):
        reader.back(first + second)
        raise _BrokenError(f"it is not as long as it says ({length:,} bytes)")
    if second.strip():
        reader.back(second)


def _record_class() -> type[WarcRecord]:
    try:
        from fastwarc.warc import WarcRecord
    except ImportError as error:
        raise InputError(missing("warc", "archives of the web")) from error
    return WarcRecord


def _document(path: str, raw: Raw, config: Config) -> Read:
    """Return the document of a record, or why there is none."""
    source = Source(f"{path}#{raw.number}", path, raw.number)
    try:
        record = _record_class().from_bytes(raw.content)
        headers = record.headers
        url = (headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">") or None
        named = (name for name in config.meta_field if name != "date")
        meta = {"date": headers.get("WARC-Date"), **{name: headers.get(name) for name in named}}
        host = host_of(url) or host_of_path(path, config.host_from_path)
        source = Source(record.record_id or url or source.id, path, raw.number, url, host, tuple(meta.items()))
        kind, charset, content = _body(record, raw, config.max_document_size + 1)
    except (OSError, ValueError) as error:
        return Unreadable(source, f"this record cannot be read: {error}")
    if len(content) > config.max_document_size:
        return Unreadable(source, too_large(config))
    known: Any = {"id": record.record_id, "path": path, "record": raw.number, "url": url, "host": host, "meta": meta}
    if str(record.record_type) == "conversion":
        return Document(decoded(content), **known)
    if not content.strip():
        return Remark(path, "a record without content is passed over", f"record {raw.number:,}, {escaped(url or '')}")
    if kind not in _PAGES and (kind or not _MARKUP.match(content)):
        return Remark(path, "a record that is no page is passed over", f"record {raw.number:,}, {escaped(kind or 'of no type')}")
    page = page_text(content, charset)
    try:
        text, source_map = reduced(page)
        return Document(text, html=page, source_map=source_map, **known)
    except InputError as error:
        return Unreadable(source, str(error))


def _body(record: WarcRecord, raw: Raw, most: int) -> tuple[str | None, str | None, bytes]:
    """Return the kind, the character set and at most so many bytes of what a record holds, as the server meant it."""
    if not record.is_http:
        kind = (record.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        return kind, None, record.reader.read(most)
    try:
        record.parse_http(auto_decode="all")
        content = record.reader.read(most)
    except OSError:
        # Some crawlers decode what they fetch and keep the header that says it is encoded.
        record = _record_class().from_bytes(raw.content)
        record.parse_http()
        content = record.reader.read(most)
        if not _MARKUP.match(content):
            raise
    return (record.http_content_type or "").lower(), record.http_charset, content
