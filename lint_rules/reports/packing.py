"""Compressed output files: packed as they are written, in members that each can be read by itself.

Where a member ends depends on what was written and nothing else: the same results give the same bytes, and a file that
was cut off at the end of a member can be gone on with. Every reader of these formats reads members one after the other.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import Any, BinaryIO, Protocol

from lint_rules.formats.compression import zstd_module

# The middle of what each offers, where it is as fast as results come. xz asks for 94 MB from 6 on.
GZIP_LEVEL, BZIP2_LEVEL, XZ_PRESET = 6, 9, 3


class Compressor(Protocol):
    """What packs one member, as those of the standard library do."""

    def compress(self, data: Any) -> bytes:
        """Take data; return what is packed so far and was not returned yet."""

    def flush(self) -> bytes:
        """End the member; return the rest."""


def _gzip() -> Compressor:
    import zlib

    # Without a name and a time in the header, which would make equal results differ.
    return zlib.compressobj(GZIP_LEVEL, wbits=16 + zlib.MAX_WBITS)


def _bzip2() -> Compressor:
    import bz2

    return bz2.BZ2Compressor(BZIP2_LEVEL)


def _xz() -> Compressor:
    import lzma

    return lzma.LZMACompressor(preset=XZ_PRESET)


def _zstandard() -> Compressor:
    compressor: Compressor = zstd_module("write").ZstdCompressor()
    return compressor


_MAKERS: dict[str, Callable[[], Compressor]] = {".gz": _gzip, ".bz2": _bzip2, ".xz": _xz, ".zst": _zstandard}


def packed(stream: BinaryIO, path: str, *, begun: bool = False) -> BinaryIO | Packing:
    """Return what packs into a stream as the suffix of a path says, the stream itself where that says nothing. `begun` says
    that members stand there already.

    Raises InputError where a package is missing.
    """
    make = _MAKERS.get(os.path.splitext(path)[1].lower())  # noqa: PTH122 - a name
    if make is None:
        return stream
    first = make()  # here, where nothing is left half made if a package is missing
    # Nothing, packed, is a member without content; but to what stands there nothing is added.
    return Packing(stream, make, None if begun else first)


class Packing(io.BufferedIOBase):
    """Packs what is written to it into another stream, from the member on that is begun. The two are closed together."""

    def __init__(self, stream: BinaryIO, make: Callable[[], Compressor], member: Compressor | None) -> None:
        self._stream = stream
        self._make = make
        self._member = member

    def writable(self) -> bool:
        """Tell that this can be written."""
        return True

    def write(self, data: Any) -> int:
        """Take bytes, and return how many."""
        self._member = self._member or self._make()
        self._stream.write(self._member.compress(data))
        return len(data)

    def end_member(self) -> None:
        """End the member, if one was begun: what is written later makes another."""
        if self._member is not None:
            member, self._member = self._member, None
            self._stream.write(member.flush())

    def close(self) -> None:
        """End the member and close both."""
        if not self.closed:
            try:
                self.end_member()
            finally:
                super().close()
                self._stream.close()
