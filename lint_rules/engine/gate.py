"""What passes: the one definition of a failing document, of a failing run and of the exit status, for every door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from lint_rules.config import Config
from lint_rules.finding import Result, Severity, Verdict

INPUT = "INPUT"
"""The code of a failure that is the input's and not a rule's."""

PASSED, FAILED, INCOMPLETE = 0, 1, 2

_VERDICTS = {
    Verdict.UNJUDGED: ("unjudged", "unjudged"),
    Verdict.NOT_AN_ARTICLE: ("not an article", "not articles"),
    Verdict.STUB: ("stub", "stubs"),
    Verdict.PARTIAL: ("partial", "partial"),
}
_NOT_AS_EXPECTED = ("not as expected", "not as expected")


def passes(result: Result, config: Config) -> bool:
    """Tell whether one document passes; one that could not be read does not."""
    return why_not(result, config) is None


def why_not(result: Result, config: Config) -> str | None:
    """Return in a few words why a document fails, such as `with errors` or `stub`; None where it passes."""
    if is_unreadable(result):
        return "not readable"
    reason = _reason(result, config)
    return None if reason is None else reason[0]


def is_unreadable(result: Result) -> bool:
    """Tell whether a result stands for an input or a record that could not be read."""
    return any(failure.code == INPUT for failure in result.failures)


def _reason(result: Result, config: Config) -> tuple[str, str] | None:
    """Return why a document fails, said of one and of several; None where it passes."""
    if config.fail_on != "never":
        least = Severity[config.fail_on.upper()]
        worst = max((each.finding.severity for each in result.diagnostics if not each.preview), default=None)
        if worst is not None and worst >= least:
            return f"with {worst.label}s", f"with {worst.label}s"
    if result.score.verdict.value in config.fail_on_verdict:
        return _VERDICTS[result.score.verdict]
    if config.min_score is not None and result.score.value is not None and result.score.value < config.min_score:
        below = f"below a score of {config.min_score:g}"
        return below, below
    return None


class Gate:
    """Counts the documents of a run and says, at its end, whether it passed. Keeps numbers only."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.documents = 0  # judged
        self.failing = 0
        self.unopened = 0  # inputs that could not be read at all
        self.unreadable = 0  # records that could not be read
        self.crashed: Counter[str] = Counter()  # documents in which a rule crashed, by code
        self._reasons: Counter[tuple[str, str]] = Counter()

    def add(self, result: Result, *, met: bool | None = None) -> bool:
        """Count a result; return whether its document passes.

        `met` says whether the document is as the expectations beside it want it: where there are any, they alone decide.
        """
        if is_unreadable(result):
            if result.source.record is None:
                self.unopened += 1
            else:
                self.unreadable += 1
            return False
        self.documents += 1
        self.crashed.update({failure.code for failure in result.failures})
        reason = _reason(result, self.config) if met is None else None if met else _NOT_AS_EXPECTED
        if reason is None:
            return True
        self.failing += 1
        self._reasons[reason] += 1
        return False

    def counts(self) -> dict[str, Any]:
        """Return what was counted, as plain values that JSON has: for `merge`, in another process or another run."""
        return {
            "documents": self.documents,
            "failing": self.failing,
            "unopened": self.unopened,
            "unreadable": self.unreadable,
            "crashed": dict(self.crashed),
            "reasons": [[*names, count] for names, count in self._reasons.items()],
        }

    def merge(self, counts: Mapping[str, Any]) -> None:
        """Add what another gate of the same configuration counted."""
        self.documents += counts["documents"]
        self.failing += counts["failing"]
        self.unopened += counts["unopened"]
        self.unreadable += counts["unreadable"]
        self.crashed.update(counts["crashed"])
        for one, many, count in counts["reasons"]:
            self._reasons[one, many] += count

    @property
    def failed(self) -> bool:
        """Whether more documents failed than may: exit status 1."""
        return _exceeds(self.failing, self.documents, self.config.max_failing)

    @property
    def incomplete(self) -> bool:
        """Whether not all could be judged: exit status 2."""
        records = self.documents + self.unreadable
        return bool(self.unopened or self.crashed) or _exceeds(self.unreadable, records, self.config.max_unreadable)

    def exit_status(self, *, exit_zero: bool | None = None) -> int:
        """Return the exit status; `exit_zero` (by default the configuration's) turns FAILED into PASSED, never INCOMPLETE."""
        if self.incomplete:
            return INCOMPLETE
        forgiven = self.config.exit_zero if exit_zero is None else exit_zero
        return FAILED if self.failed and not forgiven else PASSED

    def sentence(self) -> str:
        """Return the last line of a run, such as `gate: FAILED – 4,312 of 100,000 documents failed (4.3 %, allowed 2 %):
        3,900 with errors, 412 stubs`; what could not be judged follows after a semicolon.
        """
        word = "FAILED" if self.failed else "INCOMPLETE" if self.incomplete else "passed"
        parts = [self._failing(), *self._unjudged()]
        return f"gate: {word} – {'; '.join(parts)}"

    def _failing(self) -> str:
        total = _counted(self.documents, "document")
        if not self.documents:
            return "no document was judged"
        if not self.failing:
            return f"none of {total} failed" if self.documents > 1 else "the document passed"
        allowed = _allowed(self.config.max_failing)
        share = f"{100 * self.failing / self.documents:.1f} %"
        remarks = ", ".join(filter(None, (share if self.documents > 1 else "", f"allowed {allowed}" if allowed else "")))
        reasons = ", ".join(f"{count:,} {names[count > 1]}" for names, count in self._reasons.most_common())
        return f"{self.failing:,} of {total} failed{f' ({remarks})' if remarks else ''}: {reasons}"

    def _unjudged(self) -> list[str]:
        said = []
        if self.unopened:
            said.append(f"{_counted(self.unopened, 'input')} could not be read")
        if self.unreadable:
            allowed = _allowed(self.config.max_unreadable)
            said.append(f"{_counted(self.unreadable, 'record')} could not be read{f' (allowed {allowed})' if allowed else ''}")
        said += [f"{code} crashed on {_counted(count, 'document')}" for code, count in sorted(self.crashed.items())]
        return said


def _exceeds(count: int, total: int, allowed: float) -> bool:
    """Tell whether a count is above what is allowed: a number where that is an int, a share of the total where a float."""
    return count > (allowed * total if isinstance(allowed, float) else allowed)


def _allowed(allowed: float) -> str:
    """Return what is allowed in words, nothing where nothing is."""
    if not allowed:
        return ""
    return f"{100 * allowed:g} %" if isinstance(allowed, float) else f"{allowed:,}"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
