"""Bytes from inputs, and text from bytes: what the formats of one document a file have in common."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import BinaryIO

from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.errors import InputError
from lint_rules.formats import Found, Piece, Read, Remark, cause, opened
from lint_rules.formats.charset import page_text
from lint_rules.formats.compression import Unpacking, is_packed, is_packed_data
from lint_rules.formats.remote import is_remote, is_web

BLOCK = 1 << 18  # bytes read at a time: what is asked for is set aside, however little there is
REMOTE_SIZE = 50_000  # bytes that are taken for the size of a remote file: to ask costs as much as to fetch it


def whole(found: Found, config: Config, stream: io.BufferedReader | None) -> Iterator[Piece]:
    """Yield an input as one piece. A file is opened only where its document is made; a stream is read here."""
    if stream is None:
        yield Piece(found, 1, REMOTE_SIZE if is_remote(found.path) else os.stat(found.path).st_size, None)
    else:
        content = limited(stream, config)
        yield Piece(found, 1, len(content), content)


def content(piece: Piece, config: Config) -> bytes:
    """Return the bytes of a piece that `whole` made. Raises OSError and InputError."""
    if isinstance(piece.payload, bytes):
        return piece.payload
    path = piece.found.path
    if not is_packed(path) and not is_remote(path):
        # Many files are small, and to open them is most of the work: a buffer would be five times that.
        with open(path, "rb", buffering=0) as file:
            read = b"" if os.fstat(file.fileno()).st_size > config.max_document_size else file.readall()
        if read and len(read) <= config.max_document_size and not is_packed_data(read):
            return read
    with opened(piece.found) as stream:
        return limited(stream, config)


def stream_of(
    found: Found, stream: io.BufferedReader | None, *, seekable: bool = False
) -> AbstractContextManager[io.BufferedReader]:
    """Give the stream of an input: the one that is there already, and stays open; or one that is opened for the time."""
    return opened(found, seekable=seekable) if stream is None else nullcontext(stream)


class Meter:
    """Tells, each time it is asked, how many bytes of a file were read since: of a packed one, packed ones."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._before = 0

    def __call__(self) -> int | None:
        """Return the bytes, None where the stream does not tell."""
        raw = self._stream.raw
        if isinstance(raw, Unpacking):
            place = raw.taken
        elif self._stream.seekable():
            place = self._stream.tell()
        else:
            return None
        read, self._before = place - self._before, place
        return read


def limited(stream: BinaryIO, config: Config) -> bytes:
    """Return all bytes of a stream. Raises InputError where they are more than a document may have."""
    read: list[bytes] = []
    left = config.max_document_size
    while data := stream.read(BLOCK):
        left -= len(data)
        if left < 0:
            raise InputError(too_large(config))
        read.append(data)
    return b"".join(read)


def too_large(config: Config) -> str:
    """Return what is said of a document that is not read for its size."""
    return f"larger than max-document-size ({config.max_document_size:,} bytes)"


def decoded(content: bytes) -> str:
    """Return bytes as text: UTF-8, a byte-order mark dropped, bad bytes as U+FFFD, newlines as they are."""
    return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


def of_text(piece: Piece, config: Config, *, markdown: bool) -> Iterator[Read]:
    """Yield the document of a piece that `whole` made from a text file, with the page beside it."""
    found = piece.found
    text = decoded(content(piece, config))
    html = None
    if found.page is not None:
        try:
            with opened(Found(found.page)) as stream:
                html = page_text(limited(stream, config))
        except (OSError, InputError) as error:
            yield Remark(found.page, "this page of a text is not used", cause(error))
    host = host_of_path(found.path, config.host_from_path)
    yield Document(text, path=found.path, url=address(found), html=html, host=host, markdown=markdown)


def address(found: Found) -> str | None:
    """Return the address from which a file is fetched, None where that is no place on the web."""
    return found.path if is_web(found.path) and not found.stdin else None


def host_of_path(path: str, pattern: str | None) -> str | None:
    """Return the host that stands in a path, by a pattern such as `crawl/{host}/*`; None where it does not match.

    The pattern may begin at any folder of the path; `*` stands for anything.
    """
    match = _host_pattern(pattern).fullmatch(path.replace(os.sep, "/")) if pattern else None
    return normalised_host(match["host"]) if match else None


def normalised_host(host: str) -> str:
    """Return a host as results have it: lower case, without `www.`."""
    return host.strip().lower().removeprefix("www.")


@lru_cache(maxsize=8)
def _host_pattern(pattern: str) -> re.Pattern[str]:
    parts = (re.escape(part) for part in re.split(r"\*+", pattern))
    return re.compile("(?:.*/)?" + ".*".join(parts).replace(re.escape("{host}"), "(?P<host>[^/]+)"), re.DOTALL)
