"""Many documents to results, in input order: streamed, in one process or several, with the same answers.

Inputs are found and cut into pieces here; documents are made and judged where the work is done. A worker is sent the
configuration, and makes its own linter of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, NamedTuple, TypeVar

from lint_rules import formats
from lint_rules.config import Config
from lint_rules.engine.linter import Linter
from lint_rules.finding import Result
from lint_rules.formats import Piece, Remark
from lint_rules.reports import ReportOptions
from lint_rules.runner.feed import Chunk, Feed, Position, Shard, state_of
from lint_rules.runner.judging import Judging, check, judge, unreadable_result
from lint_rules.runner.processes import MOST_WORKERS, Work, in_processes, usable_cpus
from lint_rules.runner.remarks import Told, named
from lint_rules.runner.tally import Batch, Compare, Tallying

__all__ = [
    "Batch",
    "Chunk",
    "Inputs",
    "Position",
    "Shard",
    "batches",
    "check",
    "judge",
    "run",
    "unreadable_result",
    "usable_cpus",
    "worked",
]

# Below this much work, starting processes costs more than they save.
PARALLEL_DOCUMENTS = 64
PARALLEL_BYTES = 4_000_000

T = TypeVar("T")


class Inputs(NamedTuple):
    """What a run reads.

    `named` are files, folders, globs and `-` (stdin: the bytes of `stdin`, by default the process's own, named and typed by
    `stdin_filename`); `files_from` is a file that lists further ones, `-` for stdin.
    """

    named: Sequence[str]
    files_from: str | None = None
    stdin: BinaryIO | None = None
    stdin_filename: str | None = None

    def feed(
        self, config: Config, shard: Shard | None = None, start: Position | None = None, *, repeatable: bool = False
    ) -> Feed:
        """Return the inputs as chunks of work: all of them, or a part."""
        return Feed(lambda: self.found(config), config, stdin=self.stdin, shard=shard, start=start, repeatable=repeatable)

    def found(self, config: Config) -> Iterator[formats.Found]:
        """Yield the inputs there are."""
        return formats.collect(
            self.named, config, files_from=self.files_from, stdin_filename=self.stdin_filename, stdin=self.stdin
        )

    def size(self, config: Config) -> int:
        """Return the bytes of all inputs as they are stored, 0 where that cannot be known: of what standard input holds."""
        if "-" in self.named or self.files_from == "-":
            return 0
        return sum(state_of(found, remote_too=False).size for found in self.found(config))


def run(
    config: Config,
    inputs: Sequence[str],
    *,
    files_from: str | None = None,
    stdin: BinaryIO | None = None,
    stdin_filename: str | None = None,
    jobs: int | None = None,
    linter: Linter | None = None,
    remark: Callable[[str], None] = lambda _: None,
) -> Iterator[Result]:
    """Yield the results of all documents in input order.

    For `inputs`, `files_from`, `stdin` and `stdin_filename` see `Inputs`. `jobs` (by default the configuration's, else what
    pays) is the number of processes; with more than one, the program's main module must be importable, as for everything
    that starts processes. `linter`, made from the same configuration, is used where one process is enough. What cannot be
    read, a missing path too, is a result with code INPUT. `remark` is told, in one line each, what the user should know
    and what fails nothing. Raises ConfigError at the first result where the configuration cannot be used.
    """
    linter = linter or Linter(config)
    feed = Inputs(inputs, files_from, stdin, stdin_filename).feed(config)
    work = Judging()
    told = Told(remark)
    for _, judged in worked(feed, work, config, jobs or config.jobs, work.judging(linter)):
        for each in judged:
            if isinstance(each, Remark):
                told.add(each)
            else:
                told.add(named(each.source))
                yield each
    told.flush()


def batches(
    linter: Linter,
    inputs: Inputs,
    outputs: Sequence[tuple[str, ReportOptions]],
    *,
    shard: Shard | None = None,
    start: Position | None = None,
    repeatable: bool = False,
    compare: Compare | None = None,
) -> Iterator[tuple[Chunk, Batch]]:
    """Yield what is left of all documents, in input order, when the `outputs` (formats with their options) are served: some
    documents at a time, with where they stood.

    `shard` is the part of the inputs to read, `start` where an earlier run stopped; `repeatable` says
    that this one may be taken up again. `compare` holds results against what was
    expected; as it looks at documents in their order, one process does the work then. Raises ConfigError where inputs
    cannot be shared out, or are not what they were.
    """
    config = linter.config
    work = Tallying(tuple(outputs))
    jobs = 1 if compare else config.jobs
    return worked(inputs.feed(config, shard, start, repeatable=repeatable), work, config, jobs, work.judging(linter, compare))


def worked(
    feed: Feed, work: Work[T], config: Config, jobs: int | None, here: Callable[[Sequence[Piece]], T]
) -> Iterator[tuple[Chunk, T]]:
    """Yield all chunks with what comes of them, in order; `jobs` processes, by default what pays, do the work, and `here` does it
    where one is enough.
    """
    if jobs != 1:
        ahead = feed.ahead(PARALLEL_DOCUMENTS, PARALLEL_BYTES)
        wanted = jobs or (usable_cpus() if ahead.is_much else 1)
        jobs = min(wanted, MOST_WORKERS) if ahead.is_any else 1
    if jobs > 1:
        yield from in_processes(feed, work, config, jobs, here)
    else:
        yield from ((chunk, here(chunk.pieces)) for chunk in feed.chunks())
