"""The profile file: how it is written, read, and known to be whole. docs/profiles.md has the same as a table.

A head, the hosts' records in the order of their digests, and an index of them. The head holds a digest of itself and of
the index, the index a checksum of each record: so a damaged file is told when it is opened, a damaged record when it is
read, and no file need be read through before it can be asked. The same pages make the same bytes.
"""

from __future__ import annotations

import io
import os
import struct
import weakref
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Final, NamedTuple, Self

from lint_rules.errors import ScrapeLintError
from lint_rules.profiles.marks import SIGNATURE, Marks

MAGIC: Final = b"\x89SITES\r\n"  # no text begins so, and a transfer as text would spoil it
FORMAT: Final = 1
MIXED: Final = "mixed"
"""What stands for the rules that scores were taken by, where not all were taken by the same."""

# magic, format, pages kept of a host, algorithm, rules that scores were taken by, hosts, pages, place of the index, digest of it
_HEAD: Final = struct.Struct("<8sII32s48sQQQ16s")
_ENTRY: Final = struct.Struct("<16sQQI8s")  # digest of the host's name, place, length, pages, checksum
_DIGEST: Final = 16
ENTRIES_READ: Final = 1024  # of the index, at a time: 45 kB
_HOST: Final = struct.Struct("<HI")  # bytes of the host's name, pages


class ProfileError(ScrapeLintError):
    """A profile that cannot be read, written, or put together with another."""


class Head(NamedTuple):
    """What is said of a profile as a whole.

    `limit` is the number of pages that are kept of a host; `algorithm` names what the hashes were made by, `scored_by` the
    rules that scores were taken by (nothing where none were).
    """

    limit: int
    algorithm: str
    scored_by: str


class Entry(NamedTuple):
    """Where the record of a host stands, how many pages it holds, and its checksum. `key` is the digest of the host's name."""

    key: bytes
    offset: int
    length: int
    pages: int
    checksum: bytes


class Record(NamedTuple):
    """A host and the pages that are kept of it, by hash, in the order of their hashes."""

    host: str
    pages: Mapping[int, Marks]


def host_key(host: str) -> bytes:
    """Return what hosts are ordered and found by."""
    return blake2b(host.encode("utf-8", "replace"), digest_size=16).digest()


def encoded(record: Record) -> bytes:
    """Return a record as it stands in a file."""
    import numpy as np

    host = record.host.encode("utf-8", "replace")
    marks = list(record.pages.values())
    names = [each.name.encode("utf-8", "replace") for each in marks]
    parts = [
        _HOST.pack(len(host), len(marks)),
        host,
        np.array(list(record.pages), "<u8").tobytes(),
        np.array([each.length for each in marks], "<u4").tobytes(),
        np.array([each.score for each in marks], "<u2").tobytes(),
        np.array([len(each.keys) for each in marks], "<u2").tobytes(),
        np.array([len(name) for name in names], "<u2").tobytes(),
        *(each.signature.tobytes() for each in marks),
        *(each.keys.tobytes() for each in marks),
        *names,
    ]
    return b"".join(parts)


def decoded(content: bytes) -> Record:
    """Return the record that some bytes hold. Raises ProfileError where they do not fit together."""
    import numpy as np

    try:
        name_length, count = _HOST.unpack_from(content)
        place = _HOST.size + name_length
        host = content[_HOST.size : place].decode("utf-8")
        columns = []
        for kind in ("<u8", "<u4", "<u2", "<u2", "<u2"):
            column = np.frombuffer(content, kind, count, place)
            columns.append(column.tolist())
            place += column.nbytes
        hashes, lengths, scores, keys, names = columns
        signatures = np.frombuffer(content, "<u4", count * SIGNATURE, place).reshape(count, SIGNATURE)
        place += signatures.nbytes
        held = np.frombuffer(content, "<u4", sum(keys), place)
        place += held.nbytes
        pages: dict[int, Marks] = {}
        start = 0
        for number, page in enumerate(hashes):
            name = content[place : place + names[number]].decode("utf-8")
            own = held[start : start + keys[number]]
            pages[page] = Marks(name, own, signatures[number], lengths[number], scores[number])
            place += names[number]
            start += keys[number]
    except (ValueError, struct.error) as error:
        raise ProfileError(f"a record is damaged: {error}") from error
    if place != len(content):
        raise ProfileError(f"a record is damaged: {place:,} bytes of {len(content):,} are accounted for")
    return Record(host, pages)


def write(stream: BinaryIO, head: Head, records: Iterable[Record]) -> None:
    """Write a profile to a stream that can be written anywhere. `records` are in the order of their hosts' keys."""
    stream.write(b"\0" * (_HEAD.size + _DIGEST))
    offset = _HEAD.size + _DIGEST
    index = bytearray()
    pages = 0
    for record in records:
        content = encoded(record)
        stream.write(content)
        checksum = blake2b(content, digest_size=8).digest()
        index += _ENTRY.pack(host_key(record.host), offset, len(content), len(record.pages), checksum)
        offset += len(content)
        pages += len(record.pages)
    stream.write(index)
    first = _HEAD.pack(
        MAGIC,
        FORMAT,
        head.limit,
        head.algorithm.encode("ascii"),
        head.scored_by.encode("ascii"),
        len(index) // _ENTRY.size,
        pages,
        offset,
        blake2b(index, digest_size=_DIGEST).digest(),
    )
    stream.seek(0)
    stream.write(first + blake2b(first, digest_size=_DIGEST).digest())


class ProfileFile:
    """A profile that is read where it lies: what is not asked for is not kept in memory. Used as a context manager, or closed.

    Raises ProfileError, from the start, where the file is no profile, was written by another version, was made by other
    hashes than `algorithm` (None: any), or is damaged; and from `record` and `records` where a record is damaged.
    """

    def __init__(self, stream: BinaryIO, name: str, algorithm: str | None) -> None:
        self._stream = stream
        weakref.finalize(self, stream.close)  # a linter is never closed, and neither is what it asks
        self._lock = Lock()  # rules may ask from several threads, and a stream has one place
        self.name = name
        head = self._read(0, _HEAD.size + _DIGEST)
        if head[: len(MAGIC)] != MAGIC:
            raise self._error("is no profile")
        if len(head) < _HEAD.size + _DIGEST:
            raise self._error("is damaged: it ends within its head")
        _, version, limit, made_by, scored_by, self.hosts, self.pages, self._index, index_digest = _HEAD.unpack_from(head)
        if version != FORMAT:
            raise self._error(f"is a profile of format {version}, and this version reads format {FORMAT}: build it anew")
        self.digest = head[_HEAD.size :]
        if blake2b(head[: _HEAD.size], digest_size=_DIGEST).digest() != self.digest:
            raise self._error("is damaged: its head is not what was written")
        size, end = stream.seek(0, os.SEEK_END), self._index + self.hosts * _ENTRY.size
        if size != end:
            raise self._error(f"is damaged: it has {size:,} bytes, and {end:,} were written")
        digest = blake2b(digest_size=_DIGEST)
        for block in self._index_blocks():
            digest.update(block)
        if digest.digest() != index_digest:
            raise self._error("is damaged: its index is not what was written")
        self.head = Head(limit, *(text.rstrip(b"\0").decode("ascii") for text in (made_by, scored_by)))
        if algorithm is not None and self.head.algorithm != algorithm:
            raise self._error(f"was made by other hashes ({self.head.algorithm}; here: {algorithm}): build it anew")

    @classmethod
    def open(cls, path: Path, algorithm: str | None) -> Self:
        """Return the profile in a file."""
        try:
            stream = path.open("rb")
        except FileNotFoundError:
            raise ProfileError(f"there is no profile '{path}'") from None
        except OSError as error:
            raise ProfileError(f"{path}: cannot be read: {error.strerror or error}") from error
        try:
            return cls(stream, str(path), algorithm)
        except ProfileError:
            stream.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._stream.close()

    def find(self, host: str) -> Entry | None:
        """Return where a host's record stands, None where there is none."""
        key = host_key(host)
        number = bisect_left(range(self.hosts), key, key=lambda number: self._entry(number).key)
        if number == self.hosts:
            return None
        entry = self._entry(number)
        return entry if entry.key == key else None

    def entries(self) -> Iterator[Entry]:
        """Yield where each record stands, in their order."""
        for block in self._index_blocks():
            yield from (Entry(*fields) for fields in _ENTRY.iter_unpack(block))

    def record(self, entry: Entry) -> Record:
        """Return a record."""
        content = self._read(entry.offset, entry.length)
        if blake2b(content, digest_size=len(entry.checksum)).digest() != entry.checksum:
            raise self._error(f"is damaged: the record at byte {entry.offset:,} is not what was written")
        return decoded(content)

    def records(self) -> Iterator[tuple[bytes, Record]]:
        """Yield all records with their hosts' keys, in their order."""
        for entry in self.entries():
            yield entry.key, self.record(entry)

    def _index_blocks(self) -> Iterator[bytes]:
        """Yield the index, some entries at a time."""
        for first in range(0, self.hosts, ENTRIES_READ):
            count = min(ENTRIES_READ, self.hosts - first)
            yield self._read(self._index + first * _ENTRY.size, count * _ENTRY.size)

    def _entry(self, number: int) -> Entry:
        return Entry(*_ENTRY.unpack(self._read(self._index + number * _ENTRY.size, _ENTRY.size)))

    def _read(self, offset: int, length: int) -> bytes:
        try:
            with self._lock:
                self._stream.seek(offset)
                return self._stream.read(length)
        except OSError as error:
            raise self._error(f"cannot be read: {error.strerror or error}") from error

    def _error(self, words: str) -> ProfileError:
        return ProfileError(f"{self.name} {words}")


def as_bytes(head: Head, records: Iterable[Record]) -> bytes:
    """Return a profile file as bytes."""
    stream = io.BytesIO()
    write(stream, head, records)
    return stream.getvalue()
