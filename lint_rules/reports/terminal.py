"""`scrapelint report` on a terminal: figures, a table of rules, a table of documents, worst first. The one user of rich."""

from __future__ import annotations

from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from lint_rules.finding import Severity
from lint_rules.reports import Outcome, ReportOptions
from lint_rules.reports.drawing import console
from lint_rules.reports.summary import SummingReport, Tally, distribution, overall
from lint_rules.reports.wording import UNKNOWN, State, percent, plural, points, share, title

_STYLE = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}

_STATE_STYLE = {State.PASSED: "green", State.FAILED: "red", State.UNREAD: "yellow"}


class Terminal(SummingReport):
    """Draws tables when all documents have passed by."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        super().__init__(stream, options)
        self._console = console(stream, options.width, color=options.color)

    def finish(self, outcome: Outcome) -> None:  # noqa: ARG002 - the gate's sentence is the door's last line
        """Draw the report."""
        tally = self.tally
        self._console.print(Text(overall(tally)))
        if tally.judged:
            self._console.print(Text(distribution(tally)))
        if tally.findings:
            self._console.print(_rules(tally))
        if tally.documents:
            self._console.print(_documents(tally))
        left_out = tally.documents - len(tally.worst())
        if left_out:
            self._console.print(Text(f"{plural(left_out, 'further document')} not listed (--documents 0 lists all)"))


def _rules(tally: Tally) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("findings", "code", "rule", "severity", "documents", "share"):
        table.add_column(name, justify="right" if name in ("findings", "documents", "share") else "left", no_wrap=True)
    for rule in tally.rules():
        style = _STYLE[rule.severity]
        table.add_row(
            f"{rule.findings:,}",
            Text(rule.code, style),
            Text(rule.rule),
            Text(rule.severity.label, style),
            f"{rule.documents:,}",
            percent(rule.documents, tally.documents),
        )
    return table


def _documents(tally: Tally) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("score", "purity", "integrity"):
        table.add_column(name, justify="right", no_wrap=True)
    for name in ("verdict", "gate", "findings"):
        table.add_column(name, no_wrap=True)
    table.add_column("document", overflow="fold")
    for row in tally.worst():
        score = row.score
        table.add_row(
            points(score.value),
            UNKNOWN if score.purity is None else share(score.purity),
            UNKNOWN if score.integrity is None else share(score.integrity),
            str(score.verdict),
            Text(row.state, _STATE_STYLE[row.state]),
            Text(UNKNOWN if row.state is State.UNREAD else row.found),
            Text(title(row.source)),
        )
    return table
