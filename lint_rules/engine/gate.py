"""What passes: the one definition of a failing document, of a failing run and of the exit status, for every door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from lint_rules.config import Config
from lint_rules.engine.limits import Condition, Totals, conditions, exceeds, in_words
from lint_rules.engine.registry import names_code
from lint_rules.finding import INPUT, Diagnostic, Result, Severity, Verdict
from lint_rules.reports.wording import plural
from lint_rules.rule import escaped

PASSED, FAILED, INCOMPLETE = 0, 1, 2

_VERDICTS = {
    Verdict.UNJUDGED: ("unjudged", "unjudged"),
    Verdict.NOT_AN_ARTICLE: ("not an article", "not articles"),
    Verdict.STUB: ("stub", "stubs"),
    Verdict.PARTIAL: ("partial", "partial"),
}
HOSTS_NAMED = 10  # hosts that a sentence names
NOT_AS_EXPECTED = "not as expected"
"""Why a document fails that has expectations beside it."""


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


def failing_findings(result: Result, config: Config) -> list[Diagnostic]:
    """Return the findings by which a document fails: of a severity or a rule at which it does, neither known nor in preview."""
    least = None if config.fail_on == "never" else Severity[config.fail_on.upper()]
    named = config.fail_on_rule  # mostly none: then nothing is asked of each finding
    return [
        each
        for each in result.diagnostics
        if not (each.preview or each.known)
        and ((least is not None and each.finding.severity >= least) or (named and names_code(named, each.finding.code)))
    ]


def _reason(result: Result, config: Config) -> tuple[str, str] | None:
    """Return why a document fails, said of one and of several; None where it passes."""
    failing = failing_findings(result, config)
    if failing:
        worst = max(each.finding.severity for each in failing)
        if config.fail_on != "never" and worst >= Severity[config.fail_on.upper()]:
            return f"with {worst.label}s", f"with {worst.label}s"
        code = next(code for code in config.fail_on_rule if any(names_code([code], each.finding.code) for each in failing))
        return f"with {code}", f"with {code}"
    verdict = result.score.verdict
    if verdict.value in config.fail_on_verdict and not _is_known(verdict, result.diagnostics):
        return _VERDICTS[verdict]
    if config.min_score is not None and result.score.value is not None and result.score.value < config.min_score:
        below = f"below a score of {config.min_score:g}"
        return below, below
    return None


def _is_known(verdict: Verdict, diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether a verdict comes of nothing but findings that stand in the baseline."""
    settling = [each.known for each in diagnostics if each.finding.settles is verdict]
    return bool(settling) and all(settling)


class Gate:
    """Counts the documents of a run and says, at its end, whether it passed. Keeps numbers only.

    `previous` is what an earlier run counted, for this one to be held against. Where documents are `wanted`, a run without any
    could not judge what it was to judge.
    """

    def __init__(self, config: Config, previous: Gate | None = None, *, wanted: bool = False) -> None:
        self.config = config
        self.previous = previous
        self.wanted = wanted
        self.totals = Totals()
        self.hosts: dict[str, Totals] = {}  # of each, where limits are to hold for each
        self.unopened = 0  # inputs that could not be read at all
        self.unreadable = 0  # records that could not be read
        self.known = self.new = 0  # findings in the baseline and not, where there is one
        self.crashed: Counter[str] = Counter()  # documents in which a rule crashed, by code
        self._reasons: Counter[tuple[str, str]] = Counter()

    @property
    def documents(self) -> int:
        """The documents that were judged."""
        return self.totals.documents

    @property
    def failing(self) -> int:
        """Those of them that fail."""
        return self.totals.failing

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
        self.crashed.update({failure.code for failure in result.failures})
        reason = _reason(result, self.config) if met is None else None if met else (NOT_AS_EXPECTED, NOT_AS_EXPECTED)
        passed = reason is None
        if reason is not None:
            self._reasons[reason] += 1
        self.totals.add(result.score.value, result.source.id, passed=passed, config=self.config)
        if self.config.per_host and result.source.host is not None:
            host = self.hosts.setdefault(result.source.host, Totals())
            host.add(result.score.value, result.source.id, passed=passed, config=self.config)
        if self.config.baseline is not None:
            known = sum(each.known for each in result.diagnostics)
            self.known += known
            self.new += sum(not each.preview for each in result.diagnostics) - known
        return passed

    def counts(self) -> dict[str, Any]:
        """Return what was counted, as plain values that JSON has: for `merge`, in another process or another run."""
        return {
            "totals": self.totals.counts(),
            "hosts": {host: totals.counts() for host, totals in self.hosts.items()},
            "unopened": self.unopened,
            "unreadable": self.unreadable,
            "known": self.known,
            "new": self.new,
            "crashed": dict(self.crashed),
            "reasons": [[*names, count] for names, count in self._reasons.items()],
        }

    def merge(self, counts: Mapping[str, Any]) -> None:
        """Add what another gate of the same configuration counted."""
        self.totals.merge(counts["totals"])
        for host, totals in counts["hosts"].items():
            self.hosts.setdefault(host, Totals()).merge(totals)
        self.unopened += counts["unopened"]
        self.unreadable += counts["unreadable"]
        self.known += counts["known"]
        self.new += counts["new"]
        self.crashed.update(counts["crashed"])
        for one, many, count in counts["reasons"]:
            self._reasons[one, many] += count

    @property
    def failed(self) -> bool:
        """Whether more documents failed than may, or another limit is not held: exit status 1."""
        return not all(each.held for each in self.conditions())

    def conditions(self) -> list[Condition]:
        """Return all limits that the configuration sets, each with the number that decides it: `max-failing` first, and those
        of hosts, where there are any, as the last.
        """
        config = self.config
        failing = Condition(self._failing(), not exceeds(self.failing, self.documents, config.max_failing))
        limits = [failing, *conditions(self.totals, config, self.previous.totals if self.previous else None)]
        return [*limits, self._per_host()] if config.per_host else limits

    def _per_host(self) -> Condition:
        """Return how many hosts do not hold the limits, the first of them named."""
        least = self.config.per_host
        hosts = {host: totals for host, totals in self.hosts.items() if totals.documents >= least}
        broken = [(host, said) for host, totals in sorted(hosts.items()) for said in self._broken_by(host, totals)[:1]]
        if not hosts:
            ways = "" if self.hosts else ": none is known (--url-field, --host-field, --host-from-path)"
            return Condition(f"no host has {plural(least, 'document')} or more{ways}", held=True)
        said = f"{plural(len(broken), 'host')} of {len(hosts):,} with {plural(least, 'document')} or more"
        said += " do not hold the limits" if len(broken) != 1 else " does not hold the limits"
        named = [f"{escaped(host)}: {why}" for host, why in broken[:HOSTS_NAMED]]
        more = [f"{len(broken) - HOSTS_NAMED:,} more"] if len(broken) > HOSTS_NAMED else []
        return Condition(f"{said} ({'; '.join([*named, *more])})" if broken else said, not broken)

    def _broken_by(self, host: str, totals: Totals) -> list[str]:
        """Return the limits that a host does not hold."""
        config = self.config
        before = self.previous.hosts.get(host) if self.previous else None
        before = before if before and before.documents >= config.per_host else None
        share = f"{totals.failing:,} of {plural(totals.documents, 'document')} failed"
        failing = Condition(share, not exceeds(totals.failing, totals.documents, config.max_failing))
        return [each.said for each in (failing, *conditions(totals, config, before)) if not each.held]

    @property
    def incomplete(self) -> bool:
        """Whether not all could be judged: exit status 2."""
        records = self.documents + self.unreadable
        missing = self.wanted and not self.documents
        return bool(self.unopened or self.crashed) or missing or exceeds(self.unreadable, records, self.config.max_unreadable)

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
        failing, *others = self.conditions()
        parts = [failing.said, *(each.said for each in others if not each.held), *self.unjudged()]
        return f"gate: {word} – {'; '.join(parts)}"

    def details(self) -> list[str]:
        """Return what stands before the last line, where more decides than the number of documents that fail: one line each."""
        lines = [f"limit {'held' if each.held else 'NOT HELD'}: {each.said}" for each in self.conditions()[1:]]
        if self.config.baseline is not None:
            way = " (`scrapelint baseline update --add` makes known what may stay)" if self.new and self.failed else ""
            lines.append(f"baseline: {plural(self.known, 'finding')} known, {self.new:,} new{way}")
        return lines

    def _failing(self) -> str:
        total = plural(self.documents, "document")
        if not self.documents:
            return "no document was judged" + (" (--allow-empty lets that pass)" if self.wanted and not self.unopened else "")
        if not self.failing:
            return f"none of {total} failed" if self.documents > 1 else "the document passed"
        allowed = self.config.max_failing and in_words(self.config.max_failing)
        share = f"{100 * self.failing / self.documents:.1f} %"
        remarks = ", ".join(filter(None, (share if self.documents > 1 else "", f"allowed {allowed}" if allowed else "")))
        reasons = ", ".join(f"{count:,} {names[count > 1]}" for names, count in self._reasons.most_common())
        return f"{self.failing:,} of {total} failed{f' ({remarks})' if remarks else ''}: {reasons}"

    def unjudged(self) -> list[str]:
        """Return what could not be judged, in words: inputs, records, and documents on which a rule crashed."""
        said = []
        if self.unopened:
            said.append(f"{plural(self.unopened, 'input')} could not be read")
        if self.unreadable:
            allowed = self.config.max_unreadable and in_words(self.config.max_unreadable)
            said.append(f"{plural(self.unreadable, 'record')} could not be read{f' (allowed {allowed})' if allowed else ''}")
        said += [f"{code} crashed on {plural(count, 'document')}" for code, count in sorted(self.crashed.items())]
        return said
