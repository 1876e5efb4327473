"""One result as the object that programs read. Its names and shapes are promised: add to them, never change one."""

from __future__ import annotations

import json
import math
from base64 import b64encode
from datetime import date, time
from typing import Any

from lint_rules.finding import Diagnostic, Result


def record(result: Result, passed: bool, ruleset: str, text: bool = True, scores_only: bool = False) -> dict[str, Any]:
    """Return a result as an object of plain values, ready for JSON.

    `ruleset` is the `version+hash` of the rules that judged. `text` says whether the findings carry the document's words;
    `scores_only` leaves the findings out.
    Offsets are code points into the text as read, ends exclusive; lines, columns and record numbers are 1-based.
    """
    source, score = result.source, result.score
    return {
        "id": source.id,
        "path": source.path,
        "record": source.record,
        "url": source.url,
        "host": source.host,
        "meta": dict(source.meta),
        "language": result.language,
        "coverage": score.coverage,
        "score": score.value,
        "purity": score.purity,
        "integrity": score.integrity,
        "verdict": str(score.verdict),
        "passed": passed,
        "characters": score.characters,
        "flagged": score.flagged,
        "sentences": score.sentences,
        "hurt": score.hurt,
        **({} if scores_only else _findings(result, text)),
        "failures": [{"code": failure.code, "error": failure.error} for failure in result.failures],
        "skipped": [{"code": skipped.code, "reason": skipped.reason} for skipped in result.skipped],
        "ruleset": ruleset,
    }


def _findings(result: Result, text: bool) -> dict[str, Any]:
    """Return the findings, and apart from them those that were taken out, where there are any."""
    findings = [_finding(diagnostic, text) for diagnostic in result.diagnostics]
    if not result.suppressed:
        return {"findings": findings}
    suppressed = [{**_finding(each.diagnostic, text), "by": each.by, "reason": each.reason} for each in result.suppressed]
    return {"findings": findings, "suppressed": suppressed}


def _finding(diagnostic: Diagnostic, text: bool) -> dict[str, Any]:
    finding = diagnostic.finding
    return {
        "code": finding.code,
        "rule": diagnostic.rule,
        "severity": finding.severity.label,
        "counts": str(finding.counts),
        "confidence": finding.confidence,
        "message": finding.message,
        **({"text": diagnostic.text} if text else {}),
        "start": finding.span.start,
        "end": finding.span.end,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "end_line": diagnostic.end_line,
        "end_column": diagnostic.end_column,
        "fixable": finding.fix is not None,
        "fingerprint": diagnostic.fingerprint,
        **({} if diagnostic.xpath is None else {"xpath": diagnostic.xpath}),
        **({"lines": list(diagnostic.lines), "edges": list(diagnostic.edges)} if diagnostic.lines else {}),
        **({"known": True} if diagnostic.known else {}),
        **({"preview": True} if diagnostic.preview else {}),
        **({} if finding.settles is None else {"settles": str(finding.settles)}),
    }


def encoded(value: object, *, indent: int | None = None) -> str:
    r"""Return a value as JSON in ASCII.

    What is not ASCII stands as \uXXXX: so lone surrogates survive, a line stays a line for every reader (U+2028), and
    nothing in it can play tricks on a terminal. Infinite numbers and NaN, which JSON does not have, become null; what typed
    columns may hold besides (times, decimals, bytes) becomes text.
    """
    separators = (", ", ": ")
    try:
        return json.dumps(
            value, allow_nan=False, indent=indent, separators=separators if indent is None else None, default=_as_text
        )
    except ValueError:
        return json.dumps(_finite(value), indent=indent, separators=separators if indent is None else None, default=_as_text)


def _as_text(value: object) -> str:
    """Return as a text what JSON does not have: times in ISO 8601, bytes in Base64, all else as Python prints it."""
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _finite(value: object) -> object:
    """Return the value with null for every number that JSON cannot say."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
