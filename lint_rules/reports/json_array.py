"""JSON: one array of all documents, for programs that read a file at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from lint_rules.finding import Diagnostic, Result
from lint_rules.reports import Outcome, ReportOptions
from lint_rules.reports.record import encoded, record


class JsonArray:
    """Writes the array as results come, one object a line, so that memory does not grow with it."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self.stream = stream
        self.options = options
        self._separator = "\n"

    def start(self) -> None:
        """Open the array."""
        self.stream.write("[")

    def add(self, result: Result, passed: bool, to_show: Sequence[Diagnostic] | None = None) -> None:  # noqa: ARG002 - for people
        """Write the object of one document."""
        if not (passed and self.options.only_failing):
            self.stream.write(self._separator + encoded(record(result, passed, self.options.ruleset, self.options.text)))
            self._separator = ",\n"

    def finish(self, outcome: Outcome) -> None:  # noqa: ARG002 - the array holds documents and nothing else
        """Close the array."""
        self.stream.write("\n]\n")
