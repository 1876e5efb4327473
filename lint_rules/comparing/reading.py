"""The two sides of a comparison, from what a user names: saved results, or documents, which are judged."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from lint_rules import formats
from lint_rules.comparing.entry import Entry, entry_of
from lint_rules.comparing.passages import can_be_read_again
from lint_rules.comparing.reunion import Texts, reunited
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine.gate import Gate, is_unreadable
from lint_rules.engine.linter import Linter
from lint_rules.finding import Result
from lint_rules.formats import Piece, Remark, Unreadable
from lint_rules.reports import saved
from lint_rules.runner import Chunk, Inputs, worked
from lint_rules.runner.judging import check, unreadable_result
from lint_rules.runner.remarks import Named, named
from lint_rules.runner.tally import Failing

RESULTS_AT_ONCE = 1000  # saved results between two signs of life


class Batch(NamedTuple):
    """What is kept of some documents, in their order; the fields are those of the runner's batch."""

    entries: tuple[Entry, ...]
    counts: dict[str, Any]
    failing: tuple[Failing, ...]
    passed_by: tuple[Named | Remark, ...]


class Summing:
    """The work of keeping what a comparison needs of documents."""

    def begin(self, config: Config) -> Callable[[Sequence[Piece]], Batch]:
        """Return what keeps it of pieces. Raises ConfigError where the configuration cannot be used."""
        return self.summing(Linter(config))

    def summing(self, linter: Linter) -> Callable[[Sequence[Piece]], Batch]:
        """Return what keeps it of pieces with a linter that is there already."""
        return lambda pieces: _batch(_judged(pieces, linter), linter.config)


def judged(named_: str, linter: Linter) -> Iterator[tuple[Chunk, Batch]]:
    """Yield what is kept of the documents of an input, in their order, as they are judged."""
    work = Summing()
    return worked(Inputs((named_,)).feed(linter.config), work, linter.config, linter.config.jobs, work.summing(linter))


def saved_in(named_: str, config: Config) -> list[str]:
    """Return the files of saved results that a user named: one, or those of a folder or pattern that begins with one; none where
    documents were named.
    """
    if not can_be_read_again(named_):
        return []
    if Path(named_).is_file():
        return [named_] if saved.is_saved(named_) else []
    inputs = formats.collect([named_], config)
    # A part of a crawl may have had no document.
    first = next((each for each in inputs if each.error is not None or not _is_empty(each.path)), None)
    if first is None or first.error is not None or not saved.is_saved(first.path):
        return []
    return [first.path, *(each.path for each in inputs)]


def _is_empty(path: str) -> bool:
    return os.path.isfile(path) and not os.path.getsize(path)  # noqa: PTH113, PTH202 - of remote ones there is no telling


def read(paths: Sequence[str], linter: Linter, texts: Texts | None = None, *, allow_change: bool) -> Iterator[Batch]:
    """Yield what is kept of saved results, in their order, or in that of their texts, where these are at hand.

    Raises InputError, naming file and line, where they cannot be read, or there are no such texts; ConfigError where other rules
    judged and no such change is allowed.
    """
    results = saved.results(paths, linter.ruleset, allow_change=allow_change)
    each = reunited(results, texts, linter.config) if texts else ((result, None) for result in results)
    while some := list(islice(each, RESULTS_AT_ONCE)):
        yield _batch(some, linter.config)


def _judged(pieces: Iterable[Piece], linter: Linter) -> Iterator[tuple[Result, Document | None] | Remark]:
    for piece in pieces:
        for each in formats.documents(piece, linter.config):
            if isinstance(each, Document):
                yield check(each, linter), each
            elif isinstance(each, Unreadable):
                yield unreadable_result(each.source, each.error), None
            else:
                yield each


def _batch(judged_: Iterable[tuple[Result, Document | None] | Remark], config: Config) -> Batch:
    gate = Gate(config)
    entries: list[Entry] = []
    failing: list[Failing] = []
    passed_by: list[Named | Remark] = []
    for each in judged_:
        if isinstance(each, Remark):
            passed_by.append(each)
            continue
        result, doc = each
        gate.add(result)
        passed_by.append(named(result.source))
        if result.failures:
            failing.append(Failing(result.source, result.failures))
        if not is_unreadable(result):
            entries.append(entry_of(result, config, doc))
    return Batch(tuple(entries), gate.counts(), tuple(failing), tuple(passed_by))
