"""Pieces of inputs to the pages of a profile: the work of the first of two passes, in one process or several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from lint_rules import formats
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine.linter import Linter
from lint_rules.finding import Result
from lint_rules.formats import Piece, Remark, Unreadable
from lint_rules.profiles.marks import UNKNOWN, Marks, marks_of, page_hash, score_of, site_of
from lint_rules.profiles.sample import Draw
from lint_rules.runner import Inputs, worked
from lint_rules.runner.feed import Chunk, Shard
from lint_rules.runner.judging import unreadable_result
from lint_rules.runner.remarks import Named, named

# Hashes of pages that a process remembers, to pass over pages that a site's sample has no room for: some 80 MB.
HASHES_REMEMBERED: Final = 1_000_000


class Page(NamedTuple):
    """A page of a host, by its hash, and what is remembered of it."""

    host: str
    hash: int
    marks: Marks


class Observed(NamedTuple):
    """What comes of pieces: pages, how many documents there were and how many of them without a host, what could not be read,
    and what passed by, for remarks.
    """

    pages: Sequence[Page]
    documents: int
    homeless: int
    unreadable: Sequence[Result]
    passed: Sequence[Named | Remark]


class Observing(NamedTuple):
    """The work of counting. `limit` is the number of pages that are kept of a host; `scores` says whether they are scored."""

    limit: int
    scores: bool

    def begin(self, config: Config) -> Callable[[Sequence[Piece]], Observed]:
        """Return what counts pieces. Raises ConfigError where the configuration cannot be used."""
        return self.observing(config, Linter(config) if self.scores else None)

    def observing(self, config: Config, linter: Linter | None) -> Callable[[Sequence[Piece]], Observed]:
        """Return what counts pieces with a linter that is there already; without one, pages are not scored."""
        draws = _Draws(self.limit)
        return lambda pieces: _observed(pieces, config, linter, draws)


class _Draws:
    """Which pages of which hosts are wanted, as far as one process knows. What it forgets costs work, and nothing else."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._draws: dict[str, Draw] = {}
        self._held = 0

    def takes(self, host: str, page: int) -> bool:
        """Tell whether a page is wanted, and take note of it."""
        if self._held > HASHES_REMEMBERED:
            self._draws.clear()
            self._held = 0
        if host not in self._draws:
            self._draws[host] = Draw(self._limit)
        wanted = self._draws[host].takes(page)
        self._held += wanted
        return wanted


def observed(
    config: Config, inputs: Inputs, work: Observing, linter: Linter | None, shard: Shard | None = None
) -> Iterator[tuple[Chunk, Observed]]:
    """Yield what comes of all inputs, some documents at a time, in input order; with `linter`, made from the same configuration,
    pages are scored. `shard` is the part of the inputs to read. Raises ConfigError where inputs cannot be shared out.
    """
    return worked(inputs.feed(config, shard), work, config, config.jobs, work.observing(config, linter))


def _observed(pieces: Iterable[Piece], config: Config, linter: Linter | None, draws: _Draws) -> Observed:
    pages: list[Page] = []
    unreadable: list[Result] = []
    passed: list[Named | Remark] = []
    documents = homeless = 0
    for each in _documents(pieces, config):
        if isinstance(each, Remark):
            passed.append(each)
            continue
        passed.append(named(each.source))
        if isinstance(each, Unreadable):
            unreadable.append(unreadable_result(each.source, each.error))
            continue
        documents += 1
        host, page = site_of(each.source), page_hash(each.source)
        if host is None:
            homeless += 1
        elif draws.takes(host, page):
            try:
                pages.append(Page(host, page, _marks(each, linter)))
            except Exception as error:  # noqa: BLE001 - whatever a text brings about must not end the run
                words = f"could not be counted: {type(error).__name__}: {error}"
                unreadable.append(unreadable_result(each.source, words))
    return Observed(pages, documents, homeless, unreadable, passed)


def _marks(doc: Document, linter: Linter | None) -> Marks:
    reading = doc.reading
    return marks_of(reading, score_of(reading, linter.facts(reading)) if linter else UNKNOWN)


def _documents(pieces: Iterable[Piece], config: Config) -> Iterator[Document | Unreadable | Remark]:
    for piece in pieces:
        yield from formats.documents(piece, config)
