"""`--statistics`: how often each rule found something, instead of what it found; and which of the user's words did nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from lint_rules.finding import Diagnostic, Result
from lint_rules.reports import Outcome, ReportOptions
from lint_rules.reports.summary import Tally, apart, rule_table
from lint_rules.reports.wording import plural


class RuleCounts:
    """Writes one line a rule, the busiest first, when all documents have passed."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self.stream = stream
        self.options = options
        self._tally = Tally()

    def start(self) -> None:
        """Write nothing: counts come last."""

    def add(self, result: Result, passed: bool, to_show: Sequence[Diagnostic] | None = None) -> None:  # noqa: ARG002 - for people
        """Count the findings of one document."""
        if not (passed and self.options.only_failing):
            self._tally.add(result, passed)

    def finish(self, outcome: Outcome) -> None:  # noqa: ARG002 - the gate's sentence is the door's last line
        """Write the counts."""
        tally = self._tally
        besides = apart(tally.known, tally.suppressed)
        said = f"{plural(tally.findings, 'finding')} in {plural(tally.documents, 'document')}"
        self.stream.write(f"{said}{f', {besides}' if besides else ''}\n")
        self.stream.write(rule_table(tally.rules(), tally.documents, color=self.options.color))
