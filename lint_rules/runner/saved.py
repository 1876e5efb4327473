"""Results that were saved, taken up in the place of documents: counted and encoded as if they had just been judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from glob import glob
from itertools import islice
from typing import NamedTuple

from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine.gate import Gate, passes
from lint_rules.engine.linter import Linter
from lint_rules.errors import ConfigError, InputError
from lint_rules.finding import Result
from lint_rules.formats import Remark, read
from lint_rules.reports import FORMATS, ReportOptions
from lint_rules.reports.saved import is_saved, results
from lint_rules.reports.wording import State, state
from lint_rules.reports.worst import Worst
from lint_rules.rule import quoted
from lint_rules.runner import Batch, Chunk, Inputs
from lint_rules.runner.feed import CHUNK_DOCUMENTS
from lint_rules.runner.judging import Seen
from lint_rules.runner.tally import Tally


class Saved(NamedTuple):
    """Files of results, which rules they may be of (those in force, or any), and the inputs that hold their texts."""

    paths: tuple[str, ...]
    allow_change: bool = False
    texts: tuple[str, ...] = ()

    def batches(self, linter: Linter, outputs: Sequence[tuple[str, ReportOptions]]) -> Iterator[tuple[Chunk, Batch]]:
        """Yield what is left of all results when the `outputs` (formats with their options) are served, some at a time.

        Raises InputError where a file cannot be read, ConfigError where other rules judged than those of the linter.
        """
        tally = Tally(outputs, linter.config)
        texts, remarks = self._texts(linter, outputs)
        judged = (Seen(each, texts.get(each.source.id)) for each in self.results(linter))
        yield Chunk((), 0, 0), tally(remarks)
        while held := list(islice(judged, CHUNK_DOCUMENTS)):
            yield Chunk((), len(held), 0), tally(held)

    def results(self, linter: Linter) -> Iterator[Result]:
        """Yield the results. Raises InputError where a file cannot be read, ConfigError where other rules judged."""
        return map(linter.marked, results(self.paths, linter.ruleset, allow_change=self.allow_change))

    def _texts(self, linter: Linter, outputs: Sequence[tuple[str, ReportOptions]]) -> tuple[Mapping[str, str], list[Remark]]:
        """Return the texts of the documents that outputs show whole, by id, and what is to be said of those inputs."""
        asked = [options for name, options in outputs if FORMATS[name].texts]
        if not self.texts or not asked:
            return {}, []
        lists = [(options, Worst[Result](options.documents)) for options in asked]
        for each in self.results(linter):
            passed = passes(each, linter.config)
            failed = state(each, passed) is State.FAILED
            for options, worst in lists:
                if not (passed and options.only_failing):
                    worst.add(each.score.value, lambda: each, failed=failed)  # noqa: B023 - asked for at once
        listed = [each for _, worst in lists for each in worst.in_order() if state(each, passed=True) is not State.UNREAD]
        return _texts_of({each.source.id: each for each in listed}, self.texts, linter.config)


def _texts_of(wanted: Mapping[str, Result], named: Sequence[str], config: Config) -> tuple[Mapping[str, str], list[Remark]]:
    """Return the texts of documents, found by their id in inputs; those that are not what was judged are left out, and told."""
    texts: dict[str, str] = {}
    remarks: list[Remark] = []
    for found in Inputs(named).found(config):
        if found.error is not None:
            raise InputError(f"--texts {found.path}: {found.error}")
        for each in read(found, config):
            if not isinstance(each, Document) or each.source.id not in wanted:
                continue
            if sum(map(len, each.text.split())) == wanted[each.source.id].score.characters:
                texts[each.source.id] = each.text
            else:
                about = "texts are not what was judged, and are not shown"
                remarks.append(Remark(found.path, about, quoted(each.source.id)))
    missing = wanted.keys() - texts.keys()
    if missing and not remarks:
        remarks.append(Remark(named[0], "texts of some documents are not there", f"{len(missing):,} of {len(wanted):,}"))
    return texts, remarks


def expanded(names: Iterable[str]) -> tuple[str, ...]:
    """Return the files that are named. Patterns, which not every shell resolves, are; what matches nothing stays."""
    # `Path.glob` takes no pattern that begins at the root.
    return tuple(path for name in names for path in sorted(glob(name, recursive=True)) or [name])  # noqa: PTH207


def holds_results(paths: Sequence[str]) -> bool:
    """Tell whether inputs are files of saved results. Raises ConfigError where some are and others are not."""
    kinds = [is_saved(path) for path in paths]
    if any(kinds) and not all(kinds):
        raise ConfigError(f"{paths[kinds.index(False)]}: holds no results, as {paths[kinds.index(True)]} does: give one kind")
    return any(kinds)


def earlier(config: Config, ruleset: str, *, allow_change: bool = False) -> Gate | None:
    """Return what the run counted whose results the configuration names as `previous`; None where it names none.

    Raises InputError where they cannot be read, ConfigError where other rules judged.
    """
    if config.previous is None:
        return None
    gate = Gate(config)
    try:
        for each in results([config.previous], ruleset, allow_change=allow_change):
            gate.add(each)
    except (InputError, ConfigError) as error:
        raise type(error)(f"previous: {error}") from error
    return gate
