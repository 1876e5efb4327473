"""How figures and places are put into words, so that every report and every door says them alike."""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Mapping

from lint_rules.finding import INPUT, Result, Score, Severity, Source, Verdict
from lint_rules.reports import Outcome
from lint_rules.reports.style import GREEN, RED, YELLOW, shown

UNKNOWN = "–"
PASSED, INCOMPLETE = "Passed", "Incomplete"  # of the gate's three answers; the third is `Failed`
_GATE = re.compile(r"gate: (\w+) – (.*)", re.DOTALL)
SUSPECTED_WORTH_SAYING = 0.5  # characters: less would be shown as 0


class State(enum.StrEnum):
    """What became of a document at the gate, in one word. `unread`: it never got there."""

    PASSED = "passed"
    FAILED = "failed"
    UNREAD = "unread"


def state(result: Result, passed: bool) -> State:
    """Return what became of a document; `passed` is the gate's answer."""
    if any(failure.code == INPUT for failure in result.failures):
        return State.UNREAD
    return State.PASSED if passed else State.FAILED


STATE_COLOUR: Mapping[State, str] = {State.PASSED: GREEN, State.FAILED: RED, State.UNREAD: YELLOW}


def plural(count: int, noun: str, many: str | None = None) -> str:
    """Return a count with its noun: `1 finding`, `2,310 findings`; `many` where the plural is not made with s."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def share(value: float) -> str:
    """Return a share as three decimals without the leading zero: `.918`; `1.000` only where nothing is missing."""
    # Rounding must not make a blemished text look perfect.
    value = min(value, 0.999) if value < 1 else value
    return f"{value:.3f}".removeprefix("0")


def percent(count: int, total: int) -> str:
    """Return a count as a share of a total with one decimal: `2.2 %`."""
    return f"{100 * count / max(1, total):.1f} %"


def points(value: float | None) -> str:
    """Return a score with one decimal: `90.1`; `100.0` only where nothing is missing, `–` where none can be said."""
    if value is None:
        return UNKNOWN
    return f"{min(value, 99.9) if value < 100 else value:.1f}"


def distinct(value: float, limit: float) -> str:
    """Return a value with one decimal place, or as many as it takes to tell it from the limit."""
    return next(
        (shown for places in range(1, 16) if float(shown := f"{value:.{places}f}") != limit or value == limit), repr(value)
    )


def score_sentence(score: Score) -> str:
    """Return the score with all that it was made of, in the one form that all doors show."""
    if score.value is None or score.purity is None or score.integrity is None:
        return f"score {UNKNOWN}: {_why_unjudged(score)}"
    purity = f"purity {share(score.purity)} ({_purity(score)})"
    integrity = f"integrity {share(score.integrity)} ({score.hurt:,} of {plural(score.sentences, 'sentence')})"
    return f"score {points(score.value)} = 100 × {purity} × {integrity}"


def _purity(score: Score) -> str:
    if score.verdict is Verdict.NOT_AN_ARTICLE:
        return "the whole is not an article"
    said = f"{score.flagged:,} of {plural(score.characters, 'character')}"
    said += f" in {plural(score.spans, 'span')}" if score.spans else ""
    suspected = (1 - (score.purity or 0)) * score.characters - score.flagged
    return f"{said}, {suspected:,.0f} suspected" if suspected >= SUSPECTED_WORTH_SAYING else said


def _why_unjudged(score: Score) -> str:
    if not score.characters:
        return "there is no text to judge"
    return f"only {share(score.coverage)} of the text is in a language and form that the rules can judge"


def verdict(outcome: Outcome) -> tuple[str, str]:
    """Return the gate's answer as one word, `Passed`, `Failed` or `Incomplete`, and as a sentence without it."""
    found = _GATE.fullmatch(outcome.sentence())
    word, said = found.groups() if found else ("FAILED" if outcome.failed else "passed", outcome.sentence())
    return word.capitalize(), said[:1].upper() + said[1:]


def details(outcome: Outcome) -> list[str]:
    """Return what was decided besides: the lines that the gate's sentence does not say already."""
    said = outcome.sentence()
    return [detail for detail in outcome.details() if detail.partition(": ")[2] not in said]


def place(source: Source) -> str:
    """Return the name of a document in reports, safe to print: its path, with the number of its record."""
    name = source.path or source.id
    return shown(name if source.record is None or source.path is None else f"{name}#{source.record}")


def title(source: Source) -> str:
    """Return the place of a document, and its id where that says more."""
    where = place(source)
    name = shown(source.id)
    return where if name in (where, source.path, source.url) else f"{where} ({name})"


def severities(counts: Mapping[Severity, int], known: int = 0) -> str:
    """Return how many findings there are of each severity, worst first, and how many besides that stand in the baseline:
    `1 error, 8 warnings, 2 info, 3 known`.
    """
    said = [
        f"{counts[severity]:,} info" if severity is Severity.INFO else plural(counts[severity], severity.label)
        for severity in sorted(Severity, reverse=True)
        if counts.get(severity)
    ]
    if not known:
        return ", ".join(said) or "nothing found"
    return ", ".join([*(said or ["nothing new"]), f"{known:,} known"])


def mixed(counts: Mapping[Severity, int]) -> str:
    """Return the severity that findings of a rule have, and how many of each where they have several: `12 errors, 3 warnings`."""
    several = [severity for severity, count in counts.items() if count]
    return several[0].label if len(several) == 1 else severities(counts)


def severities_of(result: Result) -> str:
    """Return how many findings a document has of each severity, and how many besides that stand in the baseline."""
    counts = Counter(diagnostic.finding.severity for diagnostic in result.diagnostics if not diagnostic.known)
    return severities(counts, len(result.diagnostics) - counts.total())
