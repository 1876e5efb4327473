"""From what a user names to documents. A module of this package that has `SUFFIXES` is a format: nothing else names it.

`collect` says which inputs there are; `read` yields the documents of one. Its two halves are `pieces`, which runs where
the inputs are found and does as little as it can, and `documents`, which does the work and may run in another process:
what passes between them can be pickled. So one process and many read alike by construction.
"""

from __future__ import annotations

import io
import os
import pkgutil
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from itertools import islice
from typing import Any, BinaryIO, NamedTuple, Protocol, cast

from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.errors import InputError
from lint_rules.finding import Source
from lint_rules.formats import remote
from lint_rules.formats.compression import bare, unpacked

STDIN = "-"
UNKNOWN = ""  # the format of what has no telling suffix: its first bytes decide

_MAGIC = ((b"PAR1", "parquet"), (b"WARC/", "warc"))
# What a page begins with that says that it is one; comments may stand before it.
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,1000}(?:<!--[^>]{0,1000}-->\s{0,1000}){0,3}<(?:!doctype\s{1,100}html|html)[\s>]", re.IGNORECASE
)
# A JSON record, or a list of them (which the reader of records then refuses by name); no text begins so.
_RECORD = re.compile(rb'(?:\xef\xbb\xbf)?\s{0,100}(?:\[\s{0,100})?\{\s{0,100}"[^"\\]{0,200}"\s{0,100}:')


class Found(NamedTuple):
    """An input. `path` is as the user would write it; `format` a key of `formats()`, or UNKNOWN; `page` the HTML file
    beside a text, its source page; `error` why it cannot be read at all (a missing path, a folder with nothing to
    check); `stdin` says that it is read from standard input, whatever its path.
    """

    path: str
    format: str = UNKNOWN
    page: str | None = None
    error: str | None = None
    stdin: bool = False


class Unreadable(NamedTuple):
    """An input (`source.record` is None) or a record that cannot be read, and why. The run goes on."""

    source: Source
    error: str


class Remark(NamedTuple):
    """Something about an input that the user should know and that fails nothing.

    Remarks with the same `path` and `about` are one, told once with their number and the first one's `detail`.
    """

    path: str
    about: str
    detail: str = ""


class Piece(NamedTuple):
    """A part of an input that makes some documents: about how many, from how many bytes, and what is needed to make them.

    `stored` is how many bytes of the input, as it is stored, lie between the end of the piece before and that of this one,
    where that is not `weight`: what is packed is smaller, and not all of a file is documents.
    """

    found: Found
    documents: int
    weight: int
    payload: object
    stored: int | None = None


class One(NamedTuple):
    """The payload of a piece that is one document (or remark) out of another piece, by its number from 0."""

    piece: Piece
    number: int


Read = Document | Unreadable | Remark


class Format(Protocol):
    """What a module must have to be a format."""

    SUFFIXES: tuple[str, ...]
    """The suffixes of its files, lower case, with the dot."""

    def pieces(self, found: Found, config: Config, stream: io.BufferedReader | None) -> Iterable[Piece]:
        """Yield the pieces of an input, at little cost. `stream` is given where the input can be read here and now only
        (stdin, a pipe). May raise OSError and InputError.
        """

    def documents(self, piece: Piece, config: Config) -> Iterable[Read]:
        """Yield what a piece holds. May raise OSError and InputError."""


@cache
def formats() -> dict[str, Format]:
    """Return the formats by name, which is their module's."""
    modules = {info.name: import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)}
    return {name: cast("Format", module) for name, module in modules.items() if hasattr(module, "SUFFIXES")}


@cache
def suffixes() -> dict[str, str]:
    """Return the format for each suffix."""
    return {suffix: name for name, each in formats().items() for suffix in each.SUFFIXES}


def format_of(path: str) -> str:
    """Return the format of a file by its suffix, that of what is packed in it, UNKNOWN where that tells nothing."""
    return suffixes().get(os.path.splitext(bare(path))[1].lower(), UNKNOWN)


def collect(
    inputs: Iterable[str],
    config: Config,
    *,
    files_from: str | None = None,
    stdin_filename: str | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Found]:
    """Yield the inputs there are, each file once, in the order named and, within a folder, by name.

    `inputs` are files, folders, globs and `-`; `files_from` names a file with one file or folder a line (`-`: stdin).
    `stdin_filename` is what stdin is called and typed by. What was named and is not there is yielded with its error.
    """
    from lint_rules.formats.collecting import collect as collected

    return collected(inputs, config, files_from=files_from, stdin_filename=stdin_filename, stdin=stdin)


def read(
    found: Found, config: Config, *, stdin: BinaryIO | None = None, remark: Callable[[Remark], None] | None = None
) -> Iterator[Document | Unreadable]:
    """Yield the documents of an input, and what of it cannot be read. Never raises for what an input holds."""
    for piece in pieces(found, config, stdin=stdin):
        for each in documents(piece, config):
            if not isinstance(each, Remark):
                yield each
            elif remark is not None:
                remark(each)


def pieces(found: Found, config: Config, *, stdin: BinaryIO | None = None) -> Iterator[Piece]:
    """Yield the pieces of an input; what cannot be read is a piece too."""
    if found.error is not None:
        yield _unreadable(found, found.error)
        return
    try:
        if found.stdin or not _is_regular(found.path):
            with opened(found, stdin) as stream:
                if found.format == UNKNOWN:
                    found = found._replace(format=_recognised(stream))
                yield from formats()[found.format].pieces(found, config, stream)
            return
        if found.format == UNKNOWN:
            with opened(found) as stream:
                found = found._replace(format=_recognised(stream))
        yield from formats()[found.format].pieces(found, config, None)
    except Exception as error:  # noqa: BLE001 - libraries that read what strangers wrote raise what they will
        yield _unreadable(found, cause(error))


def documents(piece: Piece, config: Config) -> Iterator[Read]:
    """Yield what a piece holds: documents, what cannot be read, and remarks."""
    if isinstance(piece.payload, Unreadable):
        yield piece.payload
        return
    if isinstance(piece.payload, One):
        yield from islice(documents(piece.payload.piece, config), piece.payload.number, piece.payload.number + 1)
        return
    try:
        yield from formats()[piece.found.format].documents(piece, config)
    except Exception as error:  # noqa: BLE001 - see above
        yield Unreadable(Source(piece.found.path, piece.found.path), cause(error))


def cause(error: Exception) -> str:
    """Return what an error says, without the path that every message names anyway."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {error.strerror[0].lower()}{error.strerror[1:]}"
    return (
        str(error) if isinstance(error, (OSError, ValueError, InputError)) else f"cannot be read: {type(error).__name__}: {error}"
    )


def _unreadable(found: Found, error: str) -> Piece:
    return Piece(found, 1, 0, Unreadable(Source(found.path, found.path), error))


def _is_regular(path: str) -> bool:
    """Tell whether a path can be opened again, in another process too, and gives the same."""
    return remote.is_shared(path) if remote.is_remote(path) else stat.S_ISREG(os.stat(path).st_mode)


def opened(found: Found, stdin: BinaryIO | None = None, *, seekable: bool = False) -> io.BufferedReader:
    """Return the stream of an input, unpacked where it is packed; closing that of stdin leaves stdin open. `seekable` asks
    for one that can be read out of order, which is not always to be had. Raises OSError and InputError, and so does reading.
    """
    stream = _opened(found, stdin, seekable=seekable)
    try:
        return unpacked(stream, found.path)
    except BaseException:
        stream.close()
        raise


def _opened(found: Found, stdin: BinaryIO | None, *, seekable: bool) -> io.BufferedReader:
    if not found.stdin:
        return remote.opened(found.path, seekable=seekable) if remote.is_remote(found.path) else open(found.path, "rb")
    if stdin is None:
        import sys

        if sys.stdin is None:
            raise InputError("standard input is closed")
        stdin = sys.stdin.buffer
    return _Borrowed(stdin)


class _Borrowed(io.BufferedReader):
    """A reader of a stream that belongs to another: closing it leaves the stream open."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(_AsItComes(stream))

    def close(self) -> None:
        if not self.closed:
            self.detach()


class _AsItComes(io.RawIOBase):
    """Hands on what a stream has: a buffered one, asked by its `readinto`, would wait until there is as much as was asked for."""

    def __init__(self, stream: BinaryIO) -> None:
        self._readinto = getattr(stream, "readinto1", None) or cast("io.RawIOBase", stream).readinto

    def readable(self) -> bool:
        """Tell that this can be read."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Fill the buffer as far as it goes without waiting, and return its bytes."""
        count: int | None = self._readinto(buffer)
        return count


def _recognised(stream: io.BufferedReader) -> str:
    """Return the format of a stream by its first bytes. Raises InputError where it holds no text."""
    head = stream.peek(8192)
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if _RECORD.match(head):
        return "jsonl"
    if _PAGE.match(head):
        return "html"
    if b"\0" in head and not _is_utf8(head):
        raise InputError("this is no text, and no format that is known")
    return "text"


def _is_utf8(head: bytes) -> bool:
    try:
        # The last character may be cut.
        head[:-3].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
