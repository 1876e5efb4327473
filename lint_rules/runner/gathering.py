"""Documents, or results that were saved, to the lines of a baseline: in one process or several, with the same answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from lint_rules.config import Config
from lint_rules.engine.gate import is_unreadable
from lint_rules.engine.keeping.baseline import Gathered
from lint_rules.engine.keeping.baseline_file import Scope
from lint_rules.engine.linter import Linter
from lint_rules.formats import Piece, Remark
from lint_rules.runner import Batch, Chunk, Inputs, worked
from lint_rules.runner.feed import CHUNK_DOCUMENTS
from lint_rules.runner.judging import Seen, judge
from lint_rules.runner.saved import Saved
from lint_rules.runner.tally import Tally


class Harvest(NamedTuple):
    """What comes of some documents: what is counted of every run, and the lines of their findings."""

    batch: Batch
    gathered: Gathered


class Gathering(NamedTuple):
    """The work of gathering, for a baseline of a scope in the folder `base`; `text` says whether words are kept to show."""

    scope: Scope
    base: str
    text: bool = True

    def begin(self, config: Config) -> Callable[[Sequence[Piece]], Harvest]:
        """Return what gathers from pieces. Raises ConfigError where the configuration cannot be used."""
        return self.judging(Linter(config))

    def judging(self, linter: Linter) -> Callable[[Sequence[Piece]], Harvest]:
        """Return what gathers from pieces with a linter that is there already."""
        return lambda pieces: self.harvest(judge(pieces, linter), linter.config)

    def harvest(self, judged: Iterable[Seen | Remark], config: Config) -> Harvest:
        """Return what comes of documents that were judged."""
        gathered = self.empty()

        def passing() -> Iterator[Seen | Remark]:
            for each in judged:
                if isinstance(each, Seen) and not is_unreadable(each.result):
                    gathered.add(each.result, each.text)
                yield each

        return Harvest(Tally((), config)(passing()), gathered)

    def empty(self) -> Gathered:
        """Return what has gathered nothing yet."""
        return Gathered(self.scope, self.base, text=self.text)


def gathered(linter: Linter, inputs: Inputs, work: Gathering) -> Iterator[tuple[Chunk, Harvest]]:
    """Yield what comes of all documents, some at a time, in input order."""
    config = linter.config
    return worked(inputs.feed(config), work, config, config.jobs, work.judging(linter))


def gathered_again(linter: Linter, saved: Saved, work: Gathering) -> Iterator[tuple[Chunk, Harvest]]:
    """Yield what comes of saved results, some at a time. Raises InputError where they cannot be read, ConfigError where other
    rules judged.
    """
    judged = map(Seen, saved.results(linter))
    while held := list(islice(judged, CHUNK_DOCUMENTS)):
        yield Chunk((), len(held), 0), work.harvest(held, linter.config)
