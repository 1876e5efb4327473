"""What is counted over all documents of a run, wherever they were judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TextIO

from lint_rules.config import Config
from lint_rules.engine.gate import Gate
from lint_rules.reports.failures import Failures
from lint_rules.reports.unused import Unused, Used
from lint_rules.runner.remarks import Told
from lint_rules.runner.tally import Batch


class Books:
    """The gate, what could not be judged, remarks, and what of the configuration was used.

    Failures are written to `stream` when their file is done with; `remark` is told what fails nothing, one line each.
    `previous` is what an earlier run counted that this one is held against; `wanted` says that there must be documents.
    """

    def __init__(
        self,
        config: Config,
        stream: TextIO,
        remark: Callable[[str], None],
        *,
        color: bool = False,
        previous: Gate | None = None,
        wanted: bool = False,
    ) -> None:
        self.gate = Gate(config, previous, wanted=wanted)
        self.unused = Unused(config)
        self._failures = Failures(stream, color=color)
        self._told = Told(remark)

    def add(self, batch: Batch) -> None:
        """Count some documents."""
        self.gate.merge(batch.counts)
        self.unused.merge(batch.used)
        for each in batch.failing:
            self._failures.add(each.source, each.failures, each.unmet)
        for passed in batch.passed_by:
            self._told.add(passed)
        if batch.passed_by:
            self._failures.reach(batch.passed_by[-1].path)

    def finish(self) -> None:
        """Say what is still to be said."""
        self._told.flush()
        self._failures.finish()

    def kept(self) -> dict[str, Any]:
        """Return all that was counted, as JSON has it, for a run that is taken up again."""
        return {
            "gate": self.gate.counts(),
            "used": self.unused.used(),
            "remarks": self._told.waiting(),
            "failures": self._failures.waiting(),
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Take up what an earlier run had counted."""
        self.gate.merge(kept["gate"])
        allowed, phrases, suppressions = kept["used"]
        self.unused.merge(Used(tuple(allowed), tuple((code, phrase) for code, phrase in phrases), tuple(suppressions)))
        self._told.restore(kept["remarks"])
        self._failures.restore(*kept["failures"])
