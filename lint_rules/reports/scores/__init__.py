"""Scores as a table: one flat row a document, for spreadsheets and data frames. What was found where is left to other outputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from lint_rules.finding import Severity
from lint_rules.reports import Shown
from lint_rules.reports.record import encoded

COLUMNS: Mapping[str, type] = {
    "id": str,
    "path": str,
    "record": int,
    "url": str,
    "host": str,
    "score": float,
    "purity": float,
    "integrity": float,
    "verdict": str,
    "passed": bool,
    "characters": int,
    "flagged": int,
    "errors": int,
    "warnings": int,
    "info": int,
    "known": int,
    "suppressed": int,
    "meta": str,
}
"""The columns and what they hold, promised as the keys of the JSON object are (docs/output.md); what has the name of one of them
has its meaning. `errors`, `warnings` and `info` count new findings, `known` those in the baseline, `suppressed` those that a
suppression or an allowance took out. `meta` is JSON.
"""


def score_row(shown: Shown) -> dict[str, Any]:
    """Return the row of a document, with all columns in their order."""
    result, score, source = shown.result, shown.result.score, shown.result.source
    new = Counter(each.finding.severity for each in result.diagnostics if not each.known)
    values = (
        source.id,
        source.path,
        source.record,
        source.url,
        source.host,
        score.value,
        score.purity,
        score.integrity,
        str(score.verdict),
        shown.passed,
        score.characters,
        score.flagged,
        new[Severity.ERROR],
        new[Severity.WARNING],
        new[Severity.INFO],
        sum(each.known for each in result.diagnostics),
        len(result.suppressed),
        encoded(dict(source.meta)),
    )
    return dict(zip(COLUMNS, values, strict=True))
