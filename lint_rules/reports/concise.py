"""One line a finding, as compilers write them: for hooks, editors and logs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from lint_rules.finding import Diagnostic, Result
from lint_rules.reports import Outcome, ReportOptions
from lint_rules.reports.blocks import blocks, new, others
from lint_rules.reports.style import BOLD, SEVERITY_COLOUR, paint, shown
from lint_rules.reports.wording import place, plural


class Concise:
    """Writes `path:line:column: severity: CODE message`, which problem matchers made for compilers understand."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self.stream = stream
        self.options = options
        self._shown = 0
        self._left_out = 0

    def start(self) -> None:
        """Write nothing: the first finding comes first."""

    def add(self, result: Result, passed: bool, to_show: Sequence[Diagnostic] | None = None) -> None:
        """Write the findings of one document, up to the limit of the run."""
        if passed and self.options.only_failing:
            return
        where = place(result.source)
        color = self.options.color
        for block in blocks(new(result.diagnostics if to_show is None else to_show)):
            if self.options.max_findings and self._shown >= self.options.max_findings:
                self._left_out += len(block)
                continue
            self._shown += len(block)
            first = block[0]
            colour = SEVERITY_COLOUR[first.finding.severity]
            spot = f"{paint(where, BOLD, color=color)}:{first.line}:{first.column}"
            severity = paint(first.finding.severity.label, colour, color=color)
            code = paint(first.finding.code, BOLD, colour, color=color)
            self.stream.write(f"{spot}: {severity}: {code} {shown(first.finding.message)}{others(block)}\n")

    def finish(self, outcome: Outcome) -> None:  # noqa: ARG002 - the gate's sentence is the door's last line
        """Write how many findings were left out."""
        if self._left_out:
            self.stream.write(f"{plural(self._left_out, 'more finding')} not shown (--max-findings 0 shows all)\n")
