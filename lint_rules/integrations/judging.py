"""What all adapters share: one linter a process for each configuration, and a judgement for each record, whatever it holds."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import Any

from lint_rules import runner
from lint_rules.config import Config
from lint_rules.engine.gate import passes
from lint_rules.engine.linter import Linter
from lint_rules.finding import Result, Source
from lint_rules.formats import Remark, Unreadable
from lint_rules.formats.records import of_row
from lint_rules.reports.record import record

LINTERS_KEPT = 4  # configurations for which a process keeps a linter: a job has one, rarely two


class Judge:
    """A linter of this process. One thread at a time uses it, which `lock` is for."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.lock = Lock()
        self._linter = Linter(config)

    def result(self, values: Mapping[str, Any], *, path: str | None, number: int | None, error: str | None = None) -> Result:
        """Return the result of a record. Never raises for what it holds.

        `values` are its fields; `path` and `number` say where it comes from, as far as that is known. With an `error`, the
        record cannot be read, and `values` are what is known of it.
        """
        source = Source(f"{path or '-'}#{number}" if number else path or "-", path, number)
        for each in of_row(source, values, self.config):
            if isinstance(each, Remark):
                continue
            if error is not None:
                return runner.unreadable_result(each.source, error)
            if isinstance(each, Unreadable):
                return runner.unreadable_result(each.source, each.error)
            return runner.check(each, self._linter)
        raise AssertionError("a record is a document, or why it is none")

    def said(self, result: Result) -> dict[str, Any]:
        """Return the JSON object of a result."""
        return record(result, passes(result, self.config), self._linter.ruleset, not self.config.no_text)


_judges: list[Judge] = []
_making = Lock()


def judge(config: Config) -> Judge:
    """Return this process's judge by a configuration. Raises ConfigError where that cannot be used."""
    with _making:
        for each in _judges:  # configurations hold tables, and so have no hash to be found by
            if each.config == config:
                return each
        del _judges[: max(0, len(_judges) - LINTERS_KEPT + 1)]
        _judges.append(Judge(config))
        return _judges[-1]
