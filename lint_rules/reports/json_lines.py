"""JSON lines: one object a document, in input order, for programs that read as results come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from lint_rules.finding import Diagnostic, Result
from lint_rules.reports import Outcome, ReportOptions
from lint_rules.reports.record import encoded, record


class JsonLines:
    """Writes one line a document."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self.stream = stream
        self.options = options

    def start(self) -> None:
        """Write nothing: every line stands for itself."""

    def add(self, result: Result, passed: bool, to_show: Sequence[Diagnostic] | None = None) -> None:  # noqa: ARG002 - for people
        """Write the object of one document."""
        if not (passed and self.options.only_failing):
            self.stream.write(encoded(record(result, passed, self.options.ruleset, self.options.text)) + "\n")

    def finish(self, outcome: Outcome) -> None:
        """Write nothing: every line stands for itself."""
