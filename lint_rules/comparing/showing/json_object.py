"""A comparison as one JSON object. Its names and shapes are promised: add to them, never change one."""

from __future__ import annotations

from typing import Any

from lint_rules.comparing.comparison import Documents, Rule
from lint_rules.comparing.entry import Found
from lint_rules.comparing.hosts import Figures, Host
from lint_rules.comparing.pairs import Pair, Reason, State
from lint_rules.comparing.showing import Shown
from lint_rules.finding import Source
from lint_rules.reports.record import encoded


def written(shown: Shown) -> str:
    """Return the object."""
    comparison = shown.comparison
    limits = comparison.limits
    said = {
        "regressed": comparison.regressed,
        "sentence": comparison.sentence(),
        "reasons": list(comparison.reasons),
        "compared_by": "host" if comparison.documents is None else "document",
        "paired": comparison.paired,
        "old": {"name": shown.old, **_figures(comparison.old)},
        "new": {"name": shown.new, **_figures(comparison.new)},
        "documents": None if comparison.documents is None else _documents(comparison.documents, shown),
        "hosts": [_host(host, shown) for host in comparison.hosts],
        "rules": [_rule(rule, shown) for rule in comparison.rules],
        "limits": {**limits._asdict(), "by": str(limits.by)},
        "ruleset": shown.ruleset,
    }
    return encoded(said, indent=2) + "\n"


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "documents": figures.documents,
        "median_characters": figures.length,
        "mean_score": figures.score,
        "failing": figures.failing,
    }


def _documents(documents: Documents, shown: Shown) -> dict[str, Any]:
    most = shown.documents or None
    return {
        **{str(state): documents.states[state] for state in State},
        "missing": documents.vanished,
        "appeared": documents.appeared,
        "text": {"lost": documents.lost, "gained": documents.gained, "unit": documents.unit},
        "worse_by": dict(sorted(documents.kinds.items())),
        "listed": {
            "worse": [_pair(pair, shown) for pair in documents.worse[:most]],
            "better": [_pair(pair, shown) for pair in documents.better[:most]],
            "missing": [_source(each) for each in documents.listed_vanished[:most]],
            "appeared": [_source(each) for each in documents.listed_appeared[:most]],
        },
    }


def _pair(pair: Pair, shown: Shown) -> dict[str, Any]:
    old, new, text = pair.old, pair.new, pair.text
    passages = shown.passages.texts.get(new.source) if shown.text else None
    return {
        **_source(new.source),
        "old": {"score": old.score, "verdict": old.verdict, "passed": old.why is None, "characters": old.characters},
        "new": {"score": new.score, "verdict": new.verdict, "passed": new.why is None, "characters": new.characters},
        "reasons": [_reason(reason) for reason in pair.reasons],
        "text": {"lost": text.lost, "gained": text.gained, "share_lost": text.share, "unit": text.unit},
        "appeared": [_found(each, shown) for each in pair.appeared],
        "gone": [_found(each, shown) for each in pair.gone],
        **({"passages": {"lost": list(passages.lost), "gained": list(passages.gained)}} if passages else {}),
    }


def _host(host: Host, shown: Shown) -> dict[str, Any]:
    return {
        "host": host.name,
        "pooled": host.pooled,
        "compared": host.compared,
        "regressed": bool(host.worse),
        "worse": [_reason(reason) for reason in host.worse],
        "better": [_reason(reason) for reason in host.better],
        "old": _figures(host.old),
        "new": _figures(host.new),
        "rules": [rule._asdict() for rule in host.rules],
        "lines": [
            {
                "old": each.old,
                "of_old": each.of_old,
                "new": each.new,
                "of_new": each.of_new,
                **_line(shown, host.name, each.key),
            }
            for each in host.lines
        ],
    }


def _line(shown: Shown, host: str | None, key: int) -> dict[str, Any]:
    """Return the words of a line and a document that has it, where they were at hand."""
    found = shown.passages.lines.get((host, key)) if shown.text else None
    return {} if found is None else {"text": found[0], "in": _source(found[1])}


def _rule(rule: Rule, shown: Shown) -> dict[str, Any]:
    return {
        "code": rule.code,
        "rule": rule.rule,
        "findings": dict(zip(("old", "new"), rule.findings, strict=True)),
        "documents": dict(zip(("old", "new"), rule.documents, strict=True)),
        "appeared": rule.appeared,
        "gone": rule.gone,
        "examples": [{"text": each.words, "in": _source(each.source)} for each in rule.examples] if shown.text else [],
    }


def _source(source: Source) -> dict[str, Any]:
    return {"id": source.id, "path": source.path, "record": source.record, "url": source.url, "host": source.host}


def _reason(reason: Reason) -> dict[str, Any]:
    return {"kind": reason.kind, "text": reason.words}


def _found(found: Found, shown: Shown) -> dict[str, Any]:
    words = {"text": found.words} if shown.text else {}
    return {"code": found.code, "rule": found.rule, "fingerprint": found.fingerprint, **words}
