"""Compressed inputs: one layer under every format, so that `page.txt.gz` is read as `page.txt` is.

What a name ends in says how its bytes are packed; where that tells nothing, the first bytes do. Data is unpacked as it is
read, never as a whole. Data that is cut off, damaged or a bomb raises InputError at the place where it stops being good;
what comes before has then been read already.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from typing import Any, BinaryIO, NamedTuple, Protocol, cast

from lint_rules.errors import InputError

FED = 1 << 14  # packed bytes given to a decompressor at a time: what it makes of the last ones before a fault is lost
BLOCK = 1 << 18  # unpacked bytes asked for at a time
# Text shrinks to a third or a tenth, pages that all share a template to a fiftieth. What grows beyond this was made to, or
# holds hardly anything; and gzip, the least of these, can grow a thousandfold.
MOST_EXPANSION = 250
# … but a few megabytes of very even text may; up to here a bomb costs a second.
EXPANSION_FLOOR = 256_000_000
# What must be kept in memory of the data before, by the data's own word: what `zstd` itself accepts unless it is told
# otherwise, and twice what `xz -9` asks for.
MOST_WINDOW = 1 << 27
_XZ_OVERHEAD = 1 << 20


class Decompressor(Protocol):
    """What unpacks one stretch of data (a member of a file), as those of the standard library do."""

    @property
    def eof(self) -> bool:
        """Whether the end of the member was reached."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes without further data."""

    @property
    def unused_data(self) -> bytes:
        """What was given beyond the end of the member."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most so many bytes of what the data unpacks to."""


class _Codec(NamedTuple):
    name: str
    suffix: str
    magic: bytes
    make: Callable[[bytes], tuple[Callable[[], Decompressor], type[Exception]]]
    """From the first bytes to what makes a decompressor for each member, and the error that it raises besides OSError."""


class _Inflating:
    """gzip, with the names that the other decompressors have."""

    def __init__(self) -> None:
        import zlib

        self._made = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)  # with gzip's header and checksum

    @property
    def eof(self) -> bool:
        return self._made.eof

    @property
    def needs_input(self) -> bool:
        return not self._made.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._made.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._made.decompress(self._made.unconsumed_tail + data, max_length)


def _gzip(_: bytes) -> tuple[Callable[[], Decompressor], type[Exception]]:
    import zlib

    return _Inflating, zlib.error


def _bzip2(_: bytes) -> tuple[Callable[[], Decompressor], type[Exception]]:
    import bz2

    return bz2.BZ2Decompressor, OSError


def _xz(_: bytes) -> tuple[Callable[[], Decompressor], type[Exception]]:
    import lzma

    return lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MOST_WINDOW + _XZ_OVERHEAD), lzma.LZMAError


def _zstandard(head: bytes) -> tuple[Callable[[], Decompressor], type[Exception]]:
    zstd = zstd_module()
    shared = _zstd_dictionary(zstd, head) if head else None
    options = {zstd.DecompressionParameter.window_log_max: MOST_WINDOW.bit_length() - 1}
    return lambda: cast("Decompressor", zstd.ZstdDecompressor(zstd_dict=shared, options=options)), zstd.ZstdError


def zstd_module(doing: str = "read") -> Any:
    """Return the standard library's module, or the same for older versions of Python. Raises InputError."""
    import importlib
    import sys

    try:
        return importlib.import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
    except ImportError as error:
        raise InputError(missing("zstd", "Zstandard", doing)) from error


def missing(extra: str, what: str, doing: str = "read") -> str:
    """Return what is said where a package is not there that an extra brings."""
    return f"to {doing} {what}, install the extra '{extra}': pip install 'scrapelint[{extra}]'"


_CODECS = (
    _Codec("gzip", ".gz", b"\x1f\x8b\x08", _gzip),
    _Codec("bzip2", ".bz2", b"BZh", _bzip2),
    _Codec("xz", ".xz", b"\xfd7zXZ\0", _xz),
    _Codec("zstd", ".zst", b"\x28\xb5\x2f\xfd", _zstandard),
)
_BY_SUFFIX = {codec.suffix: codec for codec in _CODECS}
SUFFIXES_PACKED = tuple(_BY_SUFFIX)
_BZIP2_BLOCK = b"1AY&SY"  # stands behind "BZh" and a digit: without it, that may be the beginning of a text
# Archives of the web packed by zstd may begin with a dictionary for all that follows, in a frame of this kind
# (IIPC, "Zstandard compression of WARC files").
_ZSTD_DICTIONARY = b"\x5d\x2a\x4d\x18"
_ZSTD_PASSED_OVER = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")  # frames without data
_HEAD = 10  # bytes by which packed data is known
_BEGINNINGS = (*(codec.magic for codec in _CODECS), _ZSTD_DICTIONARY)


def bare(path: str) -> str:
    """Return a path without the suffix that says how it is packed: the name of what is inside."""
    path = _name(path)
    return os.path.splitext(path)[0] if path.lower().endswith(SUFFIXES_PACKED) else path


def is_packed(path: str) -> bool:
    """Tell whether a path ends in a suffix of packed data."""
    return _name(path).lower().endswith(SUFFIXES_PACKED)


def is_packed_data(content: bytes) -> bool:
    """Tell whether bytes are packed data, by the first of them."""
    return content.startswith(_BEGINNINGS) and _recognised(content[:_HEAD]) is not None


def _codec_of(path: str) -> _Codec | None:
    return _BY_SUFFIX.get(os.path.splitext(_name(path))[1].lower())


def _name(path: str) -> str:
    """Return a path without what an address of the web may have behind it."""
    return re.split("[?#]", path, maxsplit=1)[0] if path.startswith(("http://", "https://")) else path


def unpacked(stream: io.BufferedReader, path: str) -> io.BufferedReader:
    """Return the stream of what a stream holds, itself where that is not packed. Closing the one closes the other.

    Raises InputError where a package to unpack it is missing, and so does reading where the data is bad.
    """
    codec = _codec_of(path) or _recognised(stream.peek(_HEAD)[:_HEAD])
    if codec is None:
        return stream
    return io.BufferedReader(Unpacking(stream, codec), BLOCK)


def _recognised(head: bytes) -> _Codec | None:
    if head.startswith(_ZSTD_DICTIONARY):
        return _BY_SUFFIX[".zst"]
    codec = next((codec for codec in _CODECS if head.startswith(codec.magic)), None)
    return None if codec and codec.name == "bzip2" and head[4:] != _BZIP2_BLOCK else codec


class Unpacking(io.RawIOBase):
    """What a packed stream holds, member after member."""

    def __init__(self, stream: BinaryIO, codec: _Codec) -> None:
        self._stream = stream
        self._codec = codec
        self._decompressor: Decompressor | None = None
        self._waiting = b""  # read and not yet given to a decompressor
        self._fed = b""  # … and given last
        self._read = self._unpacked = 0  # bytes
        self._over = False
        dictionary = b""
        if codec.suffix == ".zst" and cast("io.BufferedReader", stream).peek(4).startswith(_ZSTD_DICTIONARY):
            dictionary = self._frame()
        self._make, self._error = codec.make(dictionary)

    def readable(self) -> bool:
        """Tell that this can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as one step gets, and return its bytes. Raises InputError where the data is bad, once."""
        if self._over:
            return 0
        try:
            data = self._next(len(buffer))
        except InputError:
            self._over = True
            raise
        except (self._error, OSError, EOFError, MemoryError) as error:
            self._over = True
            if "memory" in str(error).lower():
                wanted = f"the {self._codec.name} data wants more than {MOST_WINDOW >> 20} MB of memory"
                raise InputError(f"{wanted}; unpack it yourself if you trust it") from error
            raise InputError(f"the {self._codec.name} data is damaged {self._place()}: {_lower(str(error))}") from error
        self._unpacked += len(data)
        if self._is_bomb():
            self._over = True
            raise InputError(
                f"the {self._codec.name} data grows more than {MOST_EXPANSION}-fold {self._place()}: this looks like a bomb; "
                "unpack it yourself if you trust it"
            )
        buffer[: len(data)] = data
        return len(data)

    @property
    def taken(self) -> int:
        """How many packed bytes were read so far."""
        return self._read

    def resume(self) -> bool:
        """After damage, go to where the next member seems to begin; tell whether there is such a place.

        What stands between is lost, and with it how much that was: of use where what is unpacked says where it begins.
        """
        if self._is_bomb():
            return False
        magic = self._codec.magic
        data = self._fed[1:]
        while (start := data.find(magic)) < 0:
            # The beginning may be at the end of what was read.
            more = self._stream.read(FED)
            if not more:
                return False
            self._read += len(more)
            data = data[-len(magic) + 1 :] + more
        self._decompressor = self._make()
        self._waiting = data[start:]
        self._over = False
        return True

    def close(self) -> None:
        """Close this and the packed stream."""
        if not self.closed:
            self._stream.close()
        super().close()

    def _is_bomb(self) -> bool:
        return self._unpacked > EXPANSION_FLOOR and self._unpacked > MOST_EXPANSION * self._read

    def _next(self, most: int) -> bytes:
        """Return some unpacked bytes, nothing at the end."""
        while True:
            if self._decompressor is None or self._decompressor.eof:
                if not self._another():
                    self._over = True
                    return b""
            elif self._decompressor.needs_input and not self._waiting:
                self._fetch()
            assert self._decompressor is not None
            given, self._waiting = self._waiting, b""
            self._fed = given or self._fed
            data = self._decompressor.decompress(given, most)
            if data:
                return data
            if not given and self._decompressor.needs_input and not self._decompressor.eof:
                raise InputError(f"the {self._codec.name} data ends too early, {self._place()}: it is cut off")

    def _another(self) -> bool:
        """Make ready for the next member; tell whether there is one."""
        first = self._decompressor is None
        if self._decompressor is not None:
            self._waiting = self._decompressor.unused_data
        while True:
            # Tapes and disks pad with zeros, and no member begins so.
            self._waiting = self._waiting if first else self._waiting.lstrip(b"\0")
            if self._waiting:
                break
            self._fetch()
            if not self._waiting:
                if first:
                    raise InputError(f"the {self._codec.name} data is cut off: there is none")
                return False
        if first and not self._waiting.startswith(self._codec.magic) and not _ZSTD_PASSED_OVER.match(self._waiting):
            raise InputError(f"this is no {self._codec.name} data, whatever its name says")
        self._decompressor = self._make()
        return True

    def _fetch(self) -> None:
        self._waiting = self._stream.read(FED)
        self._read += len(self._waiting)

    def _frame(self) -> bytes:
        """Return the content of the frame at the beginning of the stream that decompressors pass over."""
        head = self._stream.read(8)
        size = int.from_bytes(head[4:], "little")
        if size > MOST_WINDOW:
            raise InputError(f"the {self._codec.name} data wants a dictionary of {size:,} bytes")
        self._read += 8 + size
        return self._stream.read(size)

    def _place(self) -> str:
        return f"after {self._unpacked:,} bytes unpacked"


def _zstd_dictionary(zstd: Any, content: bytes) -> Any:
    """Return a dictionary, which may be packed itself. Raises InputError."""
    try:
        if content.startswith(_BY_SUFFIX[".zst"].magic):
            content = zstd.ZstdDecompressor().decompress(content, MOST_WINDOW)
        return zstd.ZstdDict(content)
    except (zstd.ZstdError, ValueError) as error:
        raise InputError(f"the dictionary of the zstd data is damaged: {error}") from error


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
