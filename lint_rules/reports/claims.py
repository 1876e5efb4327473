"""What platforms are told of a document, in claims: its findings, what could not be judged, what is not as it was expected, and
that it failed where none of these says so.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import NamedTuple

from lint_rules.finding import INPUT, Diagnostic, Result, Severity
from lint_rules.reports import ReportOptions, Shown
from lint_rules.reports.failures import UNMET
from lint_rules.reports.location import brief, within
from lint_rules.reports.wording import score_sentence, severities_of

GATE = "gate"  # what a claim is called that a document failed


class Level(enum.IntEnum):
    """How bad a claim is, in the three steps that all platforms have."""

    NOTICE = 1
    WARNING = 2
    ERROR = 3


_LEVELS = {Severity.INFO: Level.NOTICE, Severity.WARNING: Level.WARNING, Severity.ERROR: Level.ERROR}


class Claim(NamedTuple):
    """One claim about a document. `kind` is its code and name; claims of one `key` say the same. `diagnostic` is None where it is
    about the document as a whole.
    """

    level: Level
    code: str
    kind: str
    key: str
    message: str
    diagnostic: Diagnostic | None = None


def level_of(diagnostic: Diagnostic) -> Level:
    """Return how bad a finding is; what a preview rule says is never more than a notice, as it fails nothing."""
    return Level.NOTICE if diagnostic.preview else _LEVELS[diagnostic.finding.severity]


def kind_of(diagnostic: Diagnostic) -> str:
    """Return what findings are called together: the code and name of their rule."""
    return f"{diagnostic.finding.code} {diagnostic.rule}"


def visible(shown: Shown) -> Iterator[Diagnostic]:
    """Yield the findings that people are to act on: not those that were expected."""
    yield from shown.result.diagnostics if shown.to_show is None else shown.to_show


def claims(shown: Shown, options: ReportOptions) -> Iterator[Claim]:
    """Yield the claims about one document, in text order. What stands in the baseline is nothing new, and not claimed."""
    if shown.passed and options.only_failing:
        return
    result = shown.result
    where = within(result.source)
    unread = False
    for failure in result.failures:
        unread = unread or failure.code == INPUT
        what = "could not be read" if failure.code == INPUT else f"rule {failure.code} crashed"
        error = brief(failure.error)
        yield Claim(Level.ERROR, failure.code, what, f"{failure.code} {error}", f"{where}{what}: {error}")
    for unmet in shown.unmet:
        yield Claim(Level.ERROR, UNMET, "unmet expectations", unmet, f"{where}{brief(unmet)}")
    worst = Level.ERROR if shown.unmet else None
    if not options.scores_only:
        for diagnostic in visible(shown):
            if diagnostic.known:
                continue
            level = level_of(diagnostic)
            worst = max(worst or level, level)
            message = within(result.source, diagnostic) + brief(diagnostic.finding.message)
            yield Claim(level, diagnostic.finding.code, kind_of(diagnostic), diagnostic.fingerprint, message, diagnostic)
    # What fails by its findings (the gate says: with errors) needs no more words where there is an error among them.
    is_told = worst is Level.ERROR and (shown.why is None or bool(shown.unmet) or shown.why.startswith("with "))
    if not shown.passed and not unread and not is_told:
        why = shown.why or "at the gate"
        yield Claim(
            Level.ERROR, GATE, f"documents that fail: {why}", why, f"{where}the document fails, {why}: {outcome_of(result)}"
        )


def outcome_of(result: Result) -> str:
    """Return what a document is, and what was found in it, in a sentence."""
    return f"{result.score.verdict}, {score_sentence(result.score)}; {severities_of(result)}"
