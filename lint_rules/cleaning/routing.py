"""What becomes of each document: it is kept, cleaned or as it is, or it is rejected, with the reasons."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any, NamedTuple

from lint_rules.cleaning.text import Cleaned, Policy, clean
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine import gate
from lint_rules.engine.linter import Linter
from lint_rules.finding import Result
from lint_rules.formats.copying import PREFIX, RAW, Fields
from lint_rules.reports.record import record

BUDGET = "over the budget"
REASONS = f"{PREFIX}reasons"

_SAID = {
    "score": "number",
    "purity": "number",
    "integrity": "number",
    "verdict": "text",
    "passed": "truth",
    "language": "text",
    "findings": "json",
    "ruleset": "text",
}
COLUMNS: Fields = {PREFIX + name: kind for name, kind in _SAID.items()}
"""The fields that `annotate` adds, which mean what they mean in results."""
REJECTED: Fields = {
    REASONS: "json",
    f"{PREFIX}record": "whole",
    f"{PREFIX}score": "number",
    f"{PREFIX}verdict": "text",
    f"{PREFIX}findings": "json",
    RAW: "text",
}
"""The fields that rejected documents have besides their own."""


class Mode(enum.StrEnum):
    """What is done to documents."""

    CLEAN = "clean"
    KEEP_ONLY = "keep-only"
    ANNOTATE = "annotate"


class Outcome(NamedTuple):
    """What becomes of a document: it is kept where there are no `reasons` against it; `why` says the first of them in few
    words, alike for all documents. `cleaned` is how it was cleaned, None where it was not.
    """

    reasons: tuple[str, ...] = ()
    why: str | None = None
    cleaned: Cleaned | None = None


def route(doc: Document, result: Result, linter: Linter, mode: Mode, policy: Policy, *, passed: bool) -> Outcome:
    """Return what becomes of a document, of which `result` is what the linter said, and which `passed` the gate, or not. It is
    judged as it came, whatever it would be without what is taken out.
    """
    if mode is Mode.ANNOTATE:
        return Outcome()
    if not passed:
        why = gate.why_not(result, linter.config) or "failed"
        codes = sorted({each.finding.code for each in gate.failing_findings(result, linter.config)})
        return Outcome((f"{why}: {', '.join(codes)}" if codes else why,), why)
    if mode is Mode.KEEP_ONLY:
        return Outcome()
    cleaned = clean(doc, result, linter, policy)
    if cleaned.lost > policy.budget:
        return Outcome((f"would lose {cleaned.lost:.0%} of its text (budget: {policy.budget:.0%})",), BUDGET)
    return Outcome(cleaned=cleaned)


def unread(error: str, config: Config, result: Result) -> Outcome:
    """Return what becomes of a document that cannot be read: nothing can be done but to say so."""
    why = gate.why_not(result, config) or "not readable"
    return Outcome((f"{why}: {error}",), why)


def columns(result: Result, linter: Linter, *, passed: bool) -> dict[str, Any]:
    """Return the fields that `annotate` adds."""
    said = record(result, passed, linter.ruleset, not linter.config.no_text)
    return {PREFIX + name: said[name] for name in _SAID}


def rejection(outcome: Outcome, said: Mapping[str, Any], result: Result) -> dict[str, Any]:
    """Return the fields that a rejected document has besides its own; `said` are those of `columns`."""
    fields = {name: said.get(name) for name in REJECTED}
    return {**fields, REASONS: list(outcome.reasons), PREFIX + "record": result.source.record}
