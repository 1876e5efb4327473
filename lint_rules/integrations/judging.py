"""What all adapters share: one linter a process for each configuration, and an answer for each record, whatever it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from lint_rules import runner
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine.gate import passes
from lint_rules.engine.linter import Linter
from lint_rules.finding import Result, Source
from lint_rules.formats import Remark, Unreadable
from lint_rules.formats.records import of_row
from lint_rules.profiles import Profile
from lint_rules.profiles.marks import score_of
from lint_rules.profiles.sample import PAGES
from lint_rules.reports.record import record
from lint_rules.runner.tally import thinned

LINTERS_KEPT = 4  # configurations for which a process keeps a linter: a job has one, or two with a first pass


class Judge:
    """A linter of this process. One thread at a time uses it, which `lock` is for."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.stamp = _stamp(config)
        self.lock = Lock()
        self.linter = Linter(config)

    def result(self, values: Mapping[str, Any], *, path: str | None, number: int | None, error: str | None = None) -> Result:
        """Return the result of a record. Never raises for what it holds.

        `values` are its fields; `path` and `number` say where it comes from, as far as that is known. With an `error`, the
        record cannot be read, and `values` are what is known of it.
        """
        read = document(values, self.config, path, number)
        if error is not None:
            return runner.unreadable_result(read.source, error)
        if isinstance(read, Unreadable):
            return runner.unreadable_result(read.source, read.error)
        return runner.check(read, self.linter)

    def said(self, result: Result, *, scores_only: bool = False) -> dict[str, Any]:
        """Return the JSON object of a result, as the command writes it by this configuration."""
        shown = thinned(result, self.config.min_confidence)
        return record(shown, passes(result, self.config), self.linter.ruleset, not self.config.no_text, scores_only)


class Observer:
    """The first of two passes: counts what sites repeat, for a second one to judge by.

    `scores` says whether pages are scored; `pages_per_host` is the number of pages that are kept of a host.
    """

    def __init__(self, config: Config, *, scores: bool = True, pages_per_host: int = PAGES) -> None:
        self._config = without_profile(config)
        self._judge = judge(self._config) if scores else None
        self.profile = Profile.empty(pages_per_host=pages_per_host, scored_by=self._judge.linter.scored_by if self._judge else "")

    def observe(self, values: Mapping[str, Any], *, path: str | None, number: int | None) -> None:
        """Count a record, where it is one. Never raises for what it holds."""
        read = document(values, self._config, path, number)
        if isinstance(read, Unreadable):
            return
        try:
            self.profile.observe([read], self._score if self._judge else None)
        except Exception:  # noqa: BLE001 - what a text brings about, the second pass reports
            return

    def _score(self, reading: Document) -> int:
        assert self._judge is not None
        with self._judge.lock:
            return score_of(reading, self._judge.linter.facts(reading))


def document(values: Mapping[str, Any], config: Config, path: str | None, number: int | None) -> Document | Unreadable:
    """Return the document of a record, or why it is none."""
    source = Source(f"{path or '-'}#{number}" if number else path or "-", path, number)
    for each in of_row(source, values, config):
        if not isinstance(each, Remark):
            return each
    raise AssertionError("a record is a document, or why it is none")


def without_profile(config: Config) -> Config:
    """Return a configuration to count by: what was counted before has no say."""
    return config if config.profile is None else replace(config, profile=None)


_judges: list[Judge] = []
_making = Lock()


def judge(config: Config) -> Judge:
    """Return this process's judge by a configuration. Raises ScrapeLintError where it, or a file it names, cannot be used."""
    with _making:
        for each in _judges:  # configurations hold tables, and so have no hash to be found by
            if each.config == config and each.stamp == _stamp(config):
                return each
        del _judges[: max(0, len(_judges) - LINTERS_KEPT + 1)]
        _judges.append(Judge(config))
        return _judges[-1]


def _stamp(config: Config) -> tuple[tuple[int, int] | None, ...]:
    """Return what tells files that were made anew under the same name: all those that a linter reads once."""
    return tuple(map(_state, (config.profile, config.baseline, config.suppressions)))


def _state(name: str | None) -> tuple[int, int] | None:
    if name is None:
        return None
    try:
        status = Path(name).stat()
    except OSError:
        return None  # whoever opens it says so
    return status.st_mtime_ns, status.st_size
