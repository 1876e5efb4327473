"""The report as one JSON object: the figures of the whole, findings by rule, and every document's score, worst first."""

from __future__ import annotations

from typing import Any

from lint_rules.reports import Outcome
from lint_rules.reports.record import encoded
from lint_rules.reports.summary import QUANTILES, Row, RuleCount, SummingReport
from lint_rules.reports.wording import State


class Overview(SummingReport):
    """Keeps one short row a document, for the worst are known last, and writes one object."""

    def finish(self, outcome: Outcome) -> None:
        """Write the object."""
        tally = self.tally
        said = {
            "gate": {"failed": outcome.failed, "sentence": outcome.sentence()},
            "documents": tally.documents,
            "failed": tally.failed,
            "unjudged": tally.unjudged,
            "unread": tally.unread,
            "crashed": tally.crashed,
            "verdicts": dict(tally.verdicts.most_common()),
            "score": {name.replace(" %", "%"): tally.quantile(which) for name, which in QUANTILES},
            "findings": tally.findings,
            "known": tally.known,
            "suppressed": tally.suppressed,
            "rules": [_rule(rule) for rule in tally.rules()],
            "files": [_file(row) for row in tally.worst()],
            "ruleset": self.options.ruleset,
        }
        self.stream.write(encoded(said, indent=2) + "\n")


def _rule(rule: RuleCount) -> dict[str, Any]:
    severities = {severity.label: count for severity, count in sorted(rule.severities.items(), reverse=True)}
    return {**rule._asdict(), "severity": rule.severity.label, "severities": severities}


def _file(row: Row) -> dict[str, Any]:
    source, score = row.source, row.score
    return {
        "id": source.id,
        "path": source.path,
        "record": source.record,
        "url": source.url,
        "host": source.host,
        "score": score.value,
        "purity": score.purity,
        "integrity": score.integrity,
        "verdict": str(score.verdict),
        "passed": row.state is State.PASSED,
        "errors": row.errors,
        "warnings": row.warnings,
        "info": row.info,
    }
