"""The report as a Markdown page: for a pull request, a wiki, a notebook."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lint_rules.reports import Outcome
from lint_rules.reports.summary import SummingReport, Tally, overall
from lint_rules.reports.wording import UNKNOWN, State, percent, plural, points, share, title

# What Markdown or HTML would take for a mark. A backslash before it makes it a plain character in every dialect.
_MARKS = re.compile(r"([\\`*_{}\[\]<>|~&])")


class Markdown(SummingReport):
    """Writes figures, findings by rule and the documents, worst first, when all have passed by."""

    def finish(self, outcome: Outcome) -> None:
        """Write the page."""
        tally = self.tally
        lines = ["# ScrapeLint report", "", text(outcome.sentence()), "", *_figures(tally), *_rules(tally), *_documents(tally)]
        if self.options.ruleset:
            lines += [f"Rule set `{self.options.ruleset}`.", ""]
        self.stream.write("\n".join(lines))


def text(words: str) -> str:
    """Return words, escaped already, as Markdown that shows them as they are, also within a table."""
    return _MARKS.sub(r"\\\1", words)


def _figures(tally: Tally) -> list[str]:
    lines = ["## Scores", "", f"{overall(tally)}.", ""]
    if tally.judged:
        names, values = zip(*tally.quantiles(), strict=True)
        lines += [_cells(names), _cells("---:" for _ in names), _cells(map(points, values)), ""]
    return lines


def _rules(tally: Tally) -> list[str]:
    if not tally.findings:
        return ["## Findings", "", "None.", ""]
    lines = ["## Findings by rule", ""]
    lines += [_cells(("Findings", "Code", "Rule", "Severity", "Documents", "Share")), "|---:|---|---|---|---:|---:|"]
    for rule in tally.rules():
        frequency = percent(rule.documents, tally.documents)
        row = (f"{rule.findings:,}", rule.code, text(rule.rule), rule.severity.label, f"{rule.documents:,}", frequency)
        lines.append(_cells(row))
    return [*lines, ""]


def _documents(tally: Tally) -> list[str]:
    rows = tally.worst()
    if not rows:
        return []
    lines = ["## Documents, worst first", ""]
    lines += [
        _cells(("Score", "Purity", "Integrity", "Verdict", "Gate", "Findings", "Document")),
        "|---:|---:|---:|---|---|---|---|",
    ]
    for row in rows:
        score = row.score
        lines.append(
            _cells(
                (
                    points(score.value),
                    UNKNOWN if score.purity is None else share(score.purity),
                    UNKNOWN if score.integrity is None else share(score.integrity),
                    str(score.verdict),
                    str(row.state) if row.state is State.PASSED else f"**{row.state}**",
                    UNKNOWN if row.state is State.UNREAD else row.found,
                    text(title(row.source)),
                )
            )
        )
    left_out = tally.documents - len(rows)
    return [*lines, "", *([f"{plural(left_out, 'better document')} not listed.", ""] if left_out else [])]


def _cells(values: Iterable[str]) -> str:
    return "| " + " | ".join(values) + " |"
