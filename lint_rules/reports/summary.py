"""What is said of many documents at once: kept as counts while they pass, so that a million take no more than ten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TextIO

from lint_rules.finding import Diagnostic, Result, Score, Severity, Source
from lint_rules.reports import ReportOptions
from lint_rules.reports.distribution import Distribution
from lint_rules.reports.style import BOLD, SEVERITY_COLOUR, cells, paint
from lint_rules.reports.wording import UNKNOWN, State, percent, plural, points, severities, state, title
from lint_rules.reports.worst import Worst

WORST = 10  # documents that are named as the worst
CODES_NAMED = 3  # rules that a list of documents names for one
QUANTILES = (("lowest", 0.0), ("5 %", 0.05), ("25 %", 0.25), ("median", 0.5), ("75 %", 0.75), ("95 %", 0.95), ("highest", 1.0))


class RuleCount(NamedTuple):
    """How often a rule found something: findings, documents with one, the worst severity, and how many findings have which."""

    code: str
    rule: str
    severity: Severity
    findings: int
    documents: int
    severities: Mapping[Severity, int]


class Row(NamedTuple):
    """One document in a list of documents. Its source comes without `meta`, which may be long; `worst` are the first codes of its
    new findings of the worst severity.
    """

    source: Source
    score: Score
    state: State
    errors: int
    warnings: int
    info: int
    worst: tuple[str, ...] = ()
    known: int = 0

    @property
    def found(self) -> str:
        """How many findings it has of each severity, and how many are known, in words."""
        new = {Severity.ERROR: self.errors, Severity.WARNING: self.warnings, Severity.INFO: self.info}
        return severities(new, self.known)


class Tally:
    """Counts of all that passed by: documents, verdicts, findings by rule, the distribution of scores, the worst.

    Findings are the new ones: those that are `known` or `suppressed` are counted apart.
    `worst` is how many of the worst documents are kept, 0 for all; half of them at least are some that failed, if so many did.
    """

    def __init__(self, worst: int = WORST) -> None:
        self.documents = 0
        self.failed = 0
        self.findings = self.known = self.suppressed = 0
        self.unread = 0
        self.crashed = 0
        self.unjudged = 0
        self.verdicts: Counter[str] = Counter()
        self._worst: Worst[Row] = Worst(worst)
        self._scores = Distribution()
        self._documents: Counter[str] = Counter()
        self._rules: dict[str, tuple[str, Counter[Severity]]] = {}

    def add(self, result: Result, passed: bool) -> None:
        """Count a result; `passed` is the gate's answer for it."""
        self.documents += 1
        how = state(result, passed)
        self.failed += how is State.FAILED
        self.unread += how is State.UNREAD
        self.crashed += how is not State.UNREAD and bool(result.failures)
        new = new_of(result)
        self.findings += len(new)
        self.known += len(result.diagnostics) - len(new)
        self.suppressed += len(result.suppressed)
        score = result.score
        self.verdicts[score.verdict] += 1
        for diagnostic in new:
            finding = diagnostic.finding
            _, counts = self._rules.setdefault(finding.code, (diagnostic.rule, Counter()))
            counts[finding.severity] += 1
        self._documents.update({diagnostic.finding.code for diagnostic in new})
        if score.value is None:
            self.unjudged += 1
        else:
            self._scores.add(score.value)
        self._worst.add(score.value, lambda: _row(result, passed), failed=how is State.FAILED)

    @property
    def judged(self) -> int:
        """The number of documents with a score."""
        return self._scores.count

    def quantile(self, which: float) -> float | None:
        """Return the score below which that share of the judged documents stands, to a tenth of a point; None without any."""
        return self._scores.quantile(which)

    def quantiles(self) -> Iterator[tuple[str, float | None]]:
        """Yield the quantiles that are shown, with their names."""
        return ((name, self.quantile(which)) for name, which in QUANTILES)

    def rules(self) -> list[RuleCount]:
        """Return the rules that found something, the busiest first."""
        counts = [
            RuleCount(code, rule, max(found), found.total(), self._documents[code], found)
            for code, (rule, found) in self._rules.items()
        ]
        return sorted(counts, key=lambda count: (-count.findings, count.code))

    def worst(self) -> list[Row]:
        """Return the documents that are listed, the lowest score first, those without a score after all others."""
        return self._worst.in_order()


def new_of(result: Result) -> list[Diagnostic]:
    """Return the findings of a document that are not in the baseline."""
    return [diagnostic for diagnostic in result.diagnostics if not diagnostic.known]


def _row(result: Result, passed: bool) -> Row:
    new = [diagnostic.finding for diagnostic in new_of(result)]
    counts = Counter(finding.severity for finding in new)
    errors, warnings, info = (counts[severity] for severity in sorted(Severity, reverse=True))
    codes = dict.fromkeys(finding.code for finding in new if finding.severity is max(counts))
    worst = tuple(codes)[: CODES_NAMED + 1]
    known = len(result.diagnostics) - len(new)
    return Row(result.source._replace(meta=()), result.score, state(result, passed), errors, warnings, info, worst, known)


def summary(tally: Tally, *, color: bool = False) -> str:
    """Return the summary that the report for people ends with when there are many documents."""
    parts = [_scores(tally), _rules(tally, color), _worst(tally)]
    return "\n".join(part for part in parts if part)


def overall(tally: Tally) -> str:
    """Return how many documents there are, of which verdicts, and what became of them at the gate."""
    verdicts = ", ".join(f"{count:,} {verdict}" for verdict, count in tally.verdicts.most_common()) or "none"
    crashed = f", {tally.crashed:,} not judged by all rules" if tally.crashed else ""
    unread = f", {tally.unread:,} unread" if tally.unread else ""
    return f"{plural(tally.documents, 'document')}: {verdicts}; {tally.failed:,} failed{unread}{crashed}"


def distribution(tally: Tally) -> str:
    """Return the quantiles of the scores on one line; nothing where there are no scores."""
    return "score: " + " · ".join(f"{name} {points(value)}" for name, value in tally.quantiles()) if tally.judged else ""


def apart(known: int, suppressed: int) -> str:
    """Return how many findings are known or suppressed, in words; nothing where there are none."""
    said = [f"{known:,} known" if known else "", f"{suppressed:,} suppressed" if suppressed else ""]
    return ", ".join(filter(None, said))


def _scores(tally: Tally) -> str:
    return "".join(f"{line}\n" for line in (overall(tally), distribution(tally)) if line)


def _rules(tally: Tally, color: bool) -> str:
    besides = apart(tally.known, tally.suppressed)
    said = f"findings apart: {besides}\n" if besides else ""
    return "findings by rule:\n" + rule_table(tally.rules(), tally.documents, color=color) + said if tally.findings else said


def rule_table(rules: list[RuleCount], documents: int, *, color: bool = False) -> str:
    """Return one line a rule: its findings, its code and name, and in how many documents it found them."""
    counted = max((len(f"{rule.findings:,}") for rule in rules), default=0)
    named = max((cells(rule.rule) for rule in rules), default=0)
    lines = ""
    for rule in rules:
        code = paint(rule.code, BOLD, SEVERITY_COLOUR[rule.severity], color=color)
        where = f"in {plural(rule.documents, 'document')} ({percent(rule.documents, documents)})"
        lines += f"  {rule.findings:>{counted},}  {code}  {rule.rule:<{named}}  {rule.severity.label:<7}  {where}\n"
    return lines


def _worst(tally: Tally) -> str:
    worst = [row for row in tally.worst() if row.state is State.FAILED or (row.score.value is not None and row.score.value < 100)]
    worst = worst[:WORST]
    if not worst:
        return ""
    names = [title(row.source) for row in worst]
    width = max(map(cells, names))
    rows = [
        f"  {points(row.score.value):>5}  {name}{' ' * (width - cells(name))}  {row.score.verdict}; {row.found}\n"
        for name, row in zip(names, worst, strict=True)
    ]
    further = tally.unjudged - sum(row.score.value is None for row in worst)
    unjudged = f"  {UNKNOWN:>5}  and {plural(further, 'document')} without a score\n" if further else ""
    return f"worst {plural(len(worst), 'document')}:\n" + "".join(rows) + unjudged


class SummingReport:
    """What the reports share that are written at the end: they count while documents pass, and the worst are known last."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self.stream = stream
        self.options = options
        self.tally = Tally(options.documents)

    def start(self) -> None:
        """Write nothing yet."""

    def add(self, result: Result, passed: bool, to_show: Sequence[Diagnostic] | None = None) -> None:  # noqa: ARG002 - for people
        """Count one document."""
        if not (passed and self.options.only_failing):
            self.tally.add(result, passed)
