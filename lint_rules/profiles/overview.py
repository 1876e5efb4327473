"""What a profile holds, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import nlargest
from pathlib import Path
from typing import Final, NamedTuple

from lint_rules.profiles.layout import ProfileFile, Record
from lint_rules.profiles.marks import PER_MILLE, UNKNOWN, algorithm
from lint_rules.profiles.sites import Site

FEWEST: Final = 3  # documents that have a line, and …
SHARE: Final = 0.3  # … the share of all, from which it is said that the site repeats it: as the rules say it of one page


class Overview(NamedTuple):
    """A profile file: how many hosts and pages it holds, of how many pages of a host at most, what its scores were taken by
    (nothing where there are none), and its largest hosts.
    """

    hosts: int
    pages: int
    limit: int
    scored_by: str
    largest: Sequence[HostOverview]


class HostOverview(NamedTuple):
    """A host: how many pages are kept, how many documents these are, the middle of their lengths in characters and scores in
    points of 100 (None without), the lines and blocks that it repeats (by their hashes, with the number of documents that
    have each, the most first), and the pages that are one document, by name.
    """

    host: str
    pages: int
    documents: int
    length: int
    score: float | None
    repeated: Mapping[int, int]
    copies: Sequence[Sequence[str]]


def overview(path: Path, most: int) -> Overview:
    """Return what a profile holds, of its hosts the `most` largest (0: all). Reads all of it: raises ProfileError where anything
    is damaged.
    """
    with ProfileFile.open(path, algorithm()) as file:
        sizes = ((len(record.pages), record.host) for _, record in file.records())
        named = nlargest(most, sizes) if most else sorted(sizes, reverse=True)
        largest = list(filter(None, (_find(file, host) for _, host in named)))
        return Overview(file.hosts, file.pages, file.head.limit, file.head.scored_by, largest)


def of_host(path: Path, host: str) -> HostOverview | None:
    """Return what a profile holds of a host, None where that is nothing. Raises ProfileError."""
    with ProfileFile.open(path, algorithm()) as file:
        return _find(file, host)


def _find(file: ProfileFile, host: str) -> HostOverview | None:
    entry = file.find(host)
    return _of(file.record(entry)) if entry else None


def _of(record: Record) -> HostOverview:
    site = Site(record)
    groups: dict[int, list[str]] = {}
    for document, name in zip(site.documents, site.names, strict=True):
        groups.setdefault(document, []).append(name)
    counts = {key: len({site.documents[page] for page in pages}) for key, pages in site.holding.items()}
    least = max(FEWEST, SHARE * len(groups))
    repeated = sorted((-count, key) for key, count in counts.items() if count >= least)
    scores = sorted(score for score in site.scores if score != UNKNOWN)
    return HostOverview(
        record.host,
        len(site.names),
        len(groups),
        sorted(site.lengths)[len(site.lengths) // 2],
        scores[len(scores) // 2] * 100 / PER_MILLE if scores else None,
        {key: -count for count, key in repeated},
        [names for names in groups.values() if len(names) > 1],
    )


def described(known: Overview) -> Iterator[str]:
    """Yield lines that tell what a profile holds."""
    yield f"{_plural(known.hosts, 'host')}, {_plural(known.pages, 'page')}, of a host {known.limit:,} at most"
    yield f"scores: {known.scored_by or 'none'}"
    for each in known.largest:
        yield f"{each.host}: {sizes(each)}"
    if known.hosts > len(known.largest):
        yield f"… and {_plural(known.hosts - len(known.largest), 'more host')}"


def sizes(host: HostOverview) -> str:
    """Return in words how much there is of a host."""
    documents = f" ({host.documents:,} documents)" if host.documents < host.pages else ""
    score = f", score {host.score:.0f}" if host.score is not None else ""
    pages, repeated = _plural(host.pages, "page"), _plural(len(host.repeated), "line or block", "lines and blocks")
    return f"{pages}{documents}, {host.length:,} characters{score}; repeats {repeated}"


def _plural(count: int, noun: str, nouns: str = "") -> str:
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"
