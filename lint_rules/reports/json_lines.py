"""JSON lines: one object a document, in input order, for programs that read as results come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from lint_rules.reports import Outcome, ReportOptions, Shown
from lint_rules.reports.record import encoded, record


def encode(shown: Sequence[Shown], options: ReportOptions) -> str:
    """Return the lines of some documents."""
    return "".join(each + "\n" for each in objects(shown, options))


def objects(shown: Sequence[Shown], options: ReportOptions) -> list[str]:
    """Return the objects of the documents that are wanted, as JSON."""
    return [
        encoded(record(each.result, each.passed, options.ruleset, options.text, options.scores_only))
        for each in shown
        if not (each.passed and options.only_failing)
    ]


class JsonLines:
    """Writes one line a document."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self.stream = stream
        self.options = options

    def start(self) -> None:
        """Write nothing: every line stands for itself."""

    def write(self, part: str) -> None:
        """Write the lines that `encode` returned."""
        self.stream.write(part)

    def finish(self, outcome: Outcome) -> None:
        """Write nothing: every line stands for itself."""
