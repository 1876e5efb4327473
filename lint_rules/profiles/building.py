"""Counting: documents go in, in any order and in as many parts as one likes, and the same profile comes out."""

from __future__ import annotations

import heapq
import io
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple, Self

from lint_rules.document import Document
from lint_rules.profiles.layout import MIXED, Head, ProfileError, ProfileFile, Record, as_bytes, host_key, write
from lint_rules.profiles.marks import UNKNOWN, Marks, algorithm, marks_of, page_hash, site_of
from lint_rules.profiles.sample import PAGES, Sample
from lint_rules.whole import replacing

# Pages in memory before they are set aside in a file, to be put together at the end: some 150 MB.
PAGES_IN_MEMORY: Final = 100_000
# Files that are put together at a time: all of them are open, and what each holds of one host is in memory.
MOST_PARTS: Final = 32

Keyed = tuple[bytes, Record]
"""A record with the key of its host."""


class Part(NamedTuple):
    """A file of pages that were set aside, and how many times over it was put together of others."""

    path: Path
    level: int


class Profile:
    """What the sites of a corpus repeat, while it is counted.

    `pages_per_host` is the number of pages that are kept of a host. `pages_in_memory` bounds the memory: what is more lies
    in a temporary folder, which goes with the profile. `scored_by` names the rules that scores are taken by, where
    `observe` is given any. Raises MissingLibraryError where the library for MinHash is not installed.
    """

    def __init__(self, *, pages_per_host: int = PAGES, scored_by: str = "", pages_in_memory: int = PAGES_IN_MEMORY) -> None:
        if pages_per_host < 1:
            raise ProfileError(f"{pages_per_host} pages of a host cannot be kept: one at least")
        self.head = Head(pages_per_host, algorithm(), scored_by)
        self._samples: dict[str, Sample] = {}
        self._held = 0  # pages added since some were set aside
        self._pages_in_memory = pages_in_memory
        self._parts: list[Part] = []
        self._folder: Path | None = None
        self._made = 0  # files: they are numbered

    @classmethod
    def empty(cls, *, pages_per_host: int = PAGES, scored_by: str = "") -> Self:
        """Return a profile of nothing, to which everything else can be added."""
        return cls(pages_per_host=pages_per_host, scored_by=scored_by)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Return the profile in a file, to be added to. Raises ProfileError where it cannot be used."""
        with ProfileFile.open(Path(path), algorithm()) as file:
            return cls._of(file)

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Return the profile that `to_bytes` made bytes of. Raises ProfileError where they are something else."""
        with ProfileFile(io.BytesIO(content), "what was sent", algorithm()) as file:
            return cls._of(file)

    def observe(self, documents: Iterable[Document], score: Callable[[Document], int] | None = None) -> Self:
        """Count documents. Those without a host are passed over: they are of no site.

        `score` takes the score of a document as its reader sees it, in thousandths (`marks.score_of`); it is asked only for
        pages that are kept, as far as is known by then. Returns the profile itself.
        """
        for doc in documents:
            host, page = site_of(doc.source), page_hash(doc.source)
            if host and self.wants(host, page):
                reading = doc.reading
                self.add(host, page, marks_of(reading, score(reading) if score else UNKNOWN))
        return self

    def wants(self, host: str, page: int) -> bool:
        """Tell whether a page belongs among those that are kept of its host, as far as is known."""
        sample = self._samples.get(host)
        return sample is None or sample.wants(page)

    def add(self, host: str, page: int, marks: Marks) -> None:
        """Count one page, known by its hash."""
        if host not in self._samples:
            self._samples[host] = Sample(self.head.limit)
        self._samples[host].add(page, marks)
        self._held += 1
        if self._held >= self._pages_in_memory:
            self._set_aside()

    def merge(self, other: Profile) -> Self:
        """Add what another profile counted. Returns the profile itself.

        Raises ProfileError where the other keeps another number of pages of a host.
        """
        self.head = _common([self.head, other.head])
        for _, record in other._records():
            self._take(record)
        return self

    def save(self, path: str | Path) -> None:
        """Write the profile: beside its place, and moved there when it is whole. Raises ProfileError where it cannot be."""
        with _saving(Path(path)) as stream:
            write(stream, self.head, (record for _, record in self._records()))

    def to_bytes(self) -> bytes:
        """Return the profile as bytes: those of its file."""
        return as_bytes(self.head, (record for _, record in self._records()))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_bytes, (self.to_bytes(),)

    @classmethod
    def _of(cls, file: ProfileFile) -> Self:
        profile = cls(pages_per_host=file.head.limit, scored_by=file.head.scored_by)
        for _, record in file.records():
            profile._take(record)
        return profile

    def _take(self, record: Record) -> None:
        for page, marks in record.pages.items():
            if self.wants(record.host, page):
                self.add(record.host, page, marks)

    def _records(self) -> Iterator[Keyed]:
        """Yield all hosts with the pages that are kept of them, in the order of their keys."""
        yield from _together([part.path for part in self._parts], self.head, _ordered(self._samples))

    def _set_aside(self) -> None:
        """Write what is in memory to a file; put files together where there are many."""
        self._write_part(0, _ordered(self._samples))
        # Of a site that has more pages than are kept, what is known of those that are not wanted stays known.
        self._samples = {host: sample.emptied() for host, sample in self._samples.items() if sample.is_full}
        self._held = 0
        while sum(part.level == self._parts[-1].level for part in self._parts) >= MOST_PARTS:
            level = self._parts[-1].level
            merged = [part for part in self._parts if part.level == level]
            self._parts = [part for part in self._parts if part.level != level]
            self._write_part(level + 1, _together([part.path for part in merged], self.head))
            for part in merged:
                part.path.unlink()

    def _write_part(self, level: int, records: Iterable[Keyed]) -> None:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="scrapelint-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        path = self._folder / str(self._made)
        self._made += 1
        with _saving(path) as stream:
            write(stream, self.head, (record for _, record in records))
        self._parts.append(Part(path, level))


def merge_files(inputs: Sequence[str | Path], output: str | Path) -> None:
    """Write the sum of profile files to a file, a host at a time: memory does not grow with them.

    Raises ProfileError where one cannot be used, keeps another number of pages of a host, or the sum cannot be written.
    """
    paths = [Path(path) for path in inputs]
    heads = []
    for path in paths:
        with ProfileFile.open(path, algorithm()) as file:
            heads.append(file.head)
    head = _common(heads, [str(path) for path in paths])
    with _saving(Path(output)) as stream:
        write(stream, head, (record for _, record in _together(paths, head)))


@contextmanager
def _saving(path: Path) -> Iterator[BinaryIO]:
    """Give a stream to write a profile to. Raises ProfileError where that cannot be done."""
    try:
        with replacing(path) as stream:
            yield stream
    except OSError as error:
        raise ProfileError(f"{path}: cannot be written: {error.strerror or error}") from error


def _common(heads: Sequence[Head], names: Sequence[str] = ()) -> Head:
    """Return the head of the sum of profiles. Raises ProfileError where they do not go together."""
    first = heads[0]
    for number, head in enumerate(heads):
        if head.limit != first.limit:
            which, whose = (names[number], names[0]) if names else ("the other profile", "this one")
            raise ProfileError(f"{which} keeps {head.limit:,} pages of a host, and {whose} {first.limit:,}: they do not add up")
    scored_by = {head.scored_by for head in heads} - {""}
    return first._replace(scored_by=scored_by.pop() if len(scored_by) == 1 else MIXED if scored_by else "")


def _ordered(samples: Mapping[str, Sample]) -> Iterator[Keyed]:
    for key, host in sorted((host_key(host), host) for host in samples):
        pages = samples[host].pages
        if pages:
            yield key, Record(host, pages)


def _together(paths: Sequence[Path], head: Head, held: Iterable[Keyed] = ()) -> Iterator[Keyed]:
    """Yield the hosts of several files, and of what is held in memory, each once, in the order of their keys."""
    with ExitStack() as opened:
        files = [opened.enter_context(ProfileFile.open(path, head.algorithm)) for path in paths]
        merged = heapq.merge(*(file.records() for file in files), held, key=itemgetter(0))
        for key, group in groupby(merged, key=itemgetter(0)):
            records = [record for _, record in group]
            sample = Sample(head.limit, records[0].pages)
            for record in records[1:]:
                for page, marks in record.pages.items():
                    sample.add(page, marks)
            yield key, Record(records[0].host, sample.pages)
