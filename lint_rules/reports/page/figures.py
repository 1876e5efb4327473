"""What the page says of all documents: counted as they pass by, with memory that is bounded however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from lint_rules.finding import Severity
from lint_rules.reports.distribution import Distribution
from lint_rules.reports.groups import Fields
from lint_rules.reports.page.rows import CodeCount, Found, Row
from lint_rules.reports.unjudged import NotJudged
from lint_rules.reports.wording import State, title
from lint_rules.reports.worst import Worst

INDEXED = 10_000
"""Documents that can be searched on the page, worst first: about 1.5 MB of it."""
EXAMPLES_COUNTED = 64  # different words of a rule's findings that are counted, the first ones


class Entry(NamedTuple):
    """A document in the index of the page: what it is searched and filtered by."""

    name: str
    url: str | None
    host: str | None
    score: float | None
    state: State
    why: str
    verdict: str
    codes: tuple[str, ...]
    findings: int


class Example(NamedTuple):
    """Words that a rule found, how often, and where first."""

    words: str
    message: str
    place: str
    times: int


class RuleFigures:
    """How often a rule found something, and examples. `known` and `suppressed` findings are not among `findings`."""

    def __init__(self, code: str, rule: str) -> None:
        self.code = code
        self.rule = rule
        self._worst = Severity.INFO
        self.severities: Counter[Severity] = Counter()
        self.findings = self.documents = self.known = self.suppressed = 0
        self._examples: dict[str, Example] = {}

    def add(self, counted: CodeCount) -> None:
        """Count the findings of a document."""
        self._worst = max(self._worst, counted.worst)
        self.severities.update(counted.severities)
        self.findings += counted.new
        self.documents += counted.new > 0
        self.known += counted.known
        self.suppressed += counted.suppressed

    @property
    def severity(self) -> Severity:
        """The worst severity of the findings; where all are known or suppressed, of these."""
        return max(self.severities, default=self._worst)

    def show(self, found: Found, place: str) -> None:
        """Take a finding for an example."""
        words = found.words.strip()
        before = self._examples.get(words)
        if before:
            self._examples[words] = before._replace(times=before.times + 1)
        elif words and len(self._examples) < EXAMPLES_COUNTED:
            self._examples[words] = Example(words, found.message, place, 1)

    def examples(self, most: int) -> list[Example]:
        """Return the examples that came up most often; of equals, the earlier."""
        return sorted(self._examples.values(), key=lambda example: -example.times)[:most]


class Figures:
    """Counts of all documents, and the worst of them. `worst` is how many are kept with their texts, 0 for all."""

    def __init__(self, worst: int) -> None:
        self.documents = 0
        self.states: Counter[State] = Counter()
        self.verdicts: Counter[str] = Counter()
        self.findings = self.known = self.suppressed = 0
        self.crashed = 0
        self.scores = Distribution()
        self.failed_scores = Distribution()
        self.fields = Fields()
        self.not_judged = NotJudged()
        self.worst: Worst[Row] = Worst(worst)
        self.index: Worst[Entry] = Worst(max(worst, INDEXED) if worst else 0)
        self._rules: dict[str, RuleFigures] = {}

    def add(self, each: Row) -> None:
        """Count a document."""
        self.documents += 1
        self.states[each.state] += 1
        score = each.score.value
        if score is not None:
            self.scores.add(score)
            if each.state is State.FAILED:
                self.failed_scores.add(score)
        if each.state is not State.UNREAD:
            self.verdicts[str(each.score.verdict)] += 1
            self.fields.add(each.source, score, failed=each.state is State.FAILED)
        self._add_findings(each)
        self.crashed += each.state is not State.UNREAD and bool(each.failures)
        self.not_judged.add(each.source, each.failures)
        failed = each.state is State.FAILED
        self.worst.add(score, lambda: each, failed=failed)
        self.index.add(score, lambda: _entry(each), failed=failed)

    def rules(self) -> list[RuleFigures]:
        """Return the rules that found something: those with new findings first, the busiest of them first."""
        return sorted(self._rules.values(), key=lambda rule: (-rule.findings, -rule.known - rule.suppressed, rule.code))

    @property
    def unjudged(self) -> int:
        """The number of documents that were read and have no score."""
        return self.documents - self.states[State.UNREAD] - self.scores.count

    def _add_findings(self, each: Row) -> None:
        for counted in each.counts:
            self.findings += counted.new
            self.known += counted.known
            self.suppressed += counted.suppressed
            rule = self._rules.setdefault(counted.code, RuleFigures(counted.code, counted.rule))
            rule.add(counted)
        where = title(each.source)
        for found in each.found:
            if not found.apart:
                self._rules[found.code].show(found, where)


def _entry(each: Row) -> Entry:
    source = each.source
    codes = _codes(each.counts)
    return Entry(
        title(source),
        source.url,
        source.host,
        each.score.value,
        each.state,
        each.why,
        str(each.score.verdict),
        codes,
        each.findings,
    )


def _codes(counts: Iterable[CodeCount]) -> tuple[str, ...]:
    return tuple(counted.code for counted in counts if counted.new)
