"""One host on both sides, whatever its documents are called: figures, and which of their differences are no chance."""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from lint_rules.comparing import statistics
from lint_rules.comparing.entry import Entry
from lint_rules.comparing.limits import ALWAYS_BY_CHANCE, HALVED, NEW_LINE_PAGES, NEW_LINE_SHARE, OLD_LINE_SHARE, Limits
from lint_rules.comparing.pairs import Reason
from lint_rules.comparing.store import HostCount
from lint_rules.reports.style import shown
from lint_rules.reports.wording import plural, points

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PAGES_SAMPLED: Final = 500
"""Pages of a host on a side whose lines are looked at: a share of 30 % is then known to within 2 % (one standard deviation)."""

FEW_ENOUGH: Final = 1000
"""Documents beyond which the chance of losing all of them is none: smaller numbers than this are no floats."""

LINES_NAMED: Final = 5  # new lines of a host that are named, the most frequent first


class Figures(NamedTuple):
    """What is said of a host on one side. `length` is the median of the characters that are no white space, `score` the mean;
    None where no document has one.
    """

    documents: int
    length: float | None
    score: float | None
    failing: int


class RuleChange(NamedTuple):
    """The findings of a rule on a host, a document on the average."""

    code: str
    rule: str
    old: float
    new: float


class NewLine(NamedTuple):
    """A line that many new pages of a host have and hardly any old one, by its hash: on so many of the pages sampled."""

    key: int
    old: int
    of_old: int
    new: int
    of_new: int

    @property
    def share(self) -> float:
        """The share of the new pages that have it."""
        return self.new / self.of_new


class Host(NamedTuple):
    """A host (None: no host is known), or (`pooled` is how many they are) all that have too few documents to be compared by
    themselves. `worse` and `better` are the differences that no chance explains, with the numbers that decided each; `compared`
    is False where there are too few documents to tell.
    """

    name: str | None
    pooled: int
    old: Figures
    new: Figures
    rules: tuple[RuleChange, ...] = ()
    lines: tuple[NewLine, ...] = ()
    compared: bool = False
    worse: tuple[Reason, ...] = ()
    better: tuple[Reason, ...] = ()

    @property
    def title(self) -> str:
        """What reports call it, safe to print."""
        if self.pooled:
            return f"{plural(self.pooled, 'host')} with few documents"
        return "no known host" if self.name is None else shown(self.name)


class Counts:
    """The figures of one side of a host, as they add up."""

    def __init__(self) -> None:
        self.lengths = array("q")
        self.scores = array("d")
        self.failing = 0
        self.found: dict[str, list[int]] = defaultdict(list)  # findings by rule, in the documents that have some
        self.rules: dict[str, str] = {}

    def add(self, entry: Entry) -> None:
        """Count a document."""
        self.lengths.append(entry.characters)
        if entry.score is not None:
            self.scores.append(entry.score)
        self.failing += entry.why is not None
        for code, count in Counter(each.code for each in entry.findings if each.weighs).items():
            self.found[code].append(count)
        self.rules.update((each.code, each.rule) for each in entry.findings)

    def figures(self) -> Figures:
        """Return the figures."""
        import numpy as np

        return Figures(
            len(self.lengths),
            float(np.median(self.lengths)) if self.lengths else None,
            # Exact, so that the order of documents does not show.
            math.fsum(self.scores) / len(self.scores) if self.scores else None,
            self.failing,
        )

    def mean_found(self, code: str) -> float:
        """Return the findings of a rule, a document on the average."""
        return sum(self.found.get(code, ())) / max(1, len(self.lengths))

    def each_found(self, code: str) -> NDArray[np.float64]:
        """Return the findings of a rule in each document."""
        import numpy as np

        some = self.found.get(code, ())
        return np.concatenate([np.zeros(len(self.lengths) - len(some)), np.asarray(some, float)])


class _Difference(NamedTuple):
    """A difference that was tested: by how many points, how likely by chance, and what is said of it; worse where above 0."""

    points: float
    chance: float
    reason: Reason


class Told(NamedTuple):
    """What all hosts together say of one: the false-discovery rate at which it is told of, the rate up to which each of its
    differences counts (below 0: the host is not told of), and the chance up to which its length counts as halved.
    """

    rate: float
    level: float
    shortened: float


class Tested:
    """A host whose differences were measured: `host` without what they come to, until all hosts are known."""

    def __init__(
        self,
        name: str | None,
        pooled: int,
        counts: tuple[Counts, Counts],
        lines: NewLines | None,
        limits: Limits,
    ) -> None:
        old, new = counts
        codes = sorted(old.found.keys() | new.found.keys())
        names = old.rules | new.rules
        rules = tuple(RuleChange(code, names[code], old.mean_found(code), new.mean_found(code)) for code in codes)
        self.host = Host(name, pooled, old.figures(), new.figures(), rules)
        self.shortened = 1.0
        self.differences: list[_Difference] = []
        if min(self.host.old.documents, self.host.new.documents) >= limits.documents:
            self.shortened = statistics.mann_whitney(old.lengths, new.lengths)
            self.differences += [self._length(), *self._scores(old, new, limits), self._failing()]
            self.differences += self._rules(old, new, limits)
            if lines is not None and lines.tried:
                self.differences.append(_Difference(100 * lines.share, lines.chance(), lines.reason()))
        if lines is not None:
            self.host = self.host._replace(lines=tuple(lines.found[:LINES_NAMED]))
        self.host = self.host._replace(compared=bool(self.differences))

    @property
    def chance(self) -> float:
        """How likely chance alone makes one of the host's differences, at least, what it is (Simes); 1 where there are none."""
        return min(self._rates(), default=1.0)

    def judged(self, told: Told, certain: Sequence[Reason], limits: Limits) -> Host:
        """Return the host with what no chance explains. `certain` is what needs no such question."""
        host = self.host
        halved = [*certain, *_halved(host, self.shortened, told.shortened)]
        kinds = {reason.kind for reason in halved}
        said = [
            (each.points > 0, each.reason._replace(words=f"{each.reason.words}; {_by_chance(each.chance, told.rate)}"))
            for each, rate in zip(self.differences, self._rates(), strict=True)
            # By as many points as are asked for: what is 10 of 100 must not miss that by the last digit of a float.
            if rate <= told.level and round(abs(each.points), 9) >= limits.change and each.reason.kind not in kinds
        ]
        worse = (*halved, *(reason for is_worse, reason in said if is_worse))
        better = tuple(reason for is_worse, reason in said if not is_worse)
        return host._replace(worse=worse, better=better)

    def _rates(self) -> list[float]:
        return statistics.false_discovery_rates([each.chance for each in self.differences])

    def _length(self) -> _Difference:
        old, new = self.host.old.length or 0.0, self.host.new.length or 0.0
        change = 100 * (old - new) / old if old else 0.0
        words = f"median length {old:,.0f} → {new:,.0f} characters ({_signed(-change)} %)"
        # Longer is neither better nor worse: it may be text, or residue.
        return _Difference(max(0.0, change), self.shortened, Reason("length", words))

    def _scores(self, old: Counts, new: Counts, limits: Limits) -> Iterable[_Difference]:
        before, after = self.host.old.score, self.host.new.score
        if before is None or after is None or min(len(old.scores), len(new.scores)) < limits.documents:
            return
        words = f"mean score {points(before)} → {points(after)}"
        yield _Difference(before - after, statistics.mann_whitney(old.scores, new.scores), Reason("score", words))

    def _failing(self) -> _Difference:
        old, new = self.host.old, self.host.new
        before, after = 100 * old.failing / old.documents, 100 * new.failing / new.documents
        chance = statistics.fisher(old.failing, old.documents, new.failing, new.documents)
        return _Difference(after - before, chance, Reason("failing", f"failing {before:.1f} % → {after:.1f} % of documents"))

    def _rules(self, old: Counts, new: Counts, limits: Limits) -> Iterable[_Difference]:
        fewest = min(len(old.lengths), len(new.lengths))
        for rule in self.host.rules:
            found = sum(old.found.get(rule.code, ())) + sum(new.found.get(rule.code, ()))
            if 100 * found < limits.change * fewest:
                continue  # it could not differ by as much
            chance = statistics.mann_whitney(old.each_found(rule.code), new.each_found(rule.code))
            words = f"{rule.code} {rule.rule} {100 * rule.old:.1f} → {100 * rule.new:.1f} findings in 100 documents"
            yield _Difference(100 * (rule.new - rule.old), chance, Reason("rule", words))


class NewLines(NamedTuple):
    """Lines that are new on many pages of a host, the most frequent first; and of how many lines that stand on as many pages of
    both sides that was asked. Lines that always stand together, as those of a banner, are one in that number.
    """

    found: list[NewLine]
    tried: int

    @property
    def share(self) -> float:
        """The share of the new pages that have the most frequent."""
        return max((each.share for each in self.found), default=0.0)

    def chance(self) -> float:
        """Return how likely chance alone makes any of the lines asked for look as new."""
        chances = (statistics.fisher(each.old, each.of_old, each.new, each.of_new) for each in self.found)
        return min(1.0, self.tried * min(chances, default=1.0))

    def reason(self) -> Reason:
        """Return what is said of them."""
        return Reason("lines", f"{plural(len(self.found), 'new line')} on up to {100 * self.share:.0f} % of pages")


def new_lines(old: Sequence[bytes], new: Sequence[bytes]) -> NewLines:
    """Return the lines that are new on many pages, given the lines of each page of both sides."""
    import numpy as np

    fewest = max(NEW_LINE_PAGES, NEW_LINE_SHARE * len(new))
    pages = [np.frombuffer(each, "<u4") for each in (*old, *new)]
    keys, counts = np.unique(np.concatenate([np.empty(0, "<u4"), *pages]), return_counts=True)
    frequent = keys[counts >= fewest]
    if not len(frequent):
        return NewLines([], 0)
    stands = np.array([np.isin(frequent, page, assume_unique=True) for page in pages])
    before, after = stands[: len(old)].sum(axis=0), stands[len(old) :].sum(axis=0)
    found = [
        NewLine(int(key), int(on_old), len(old), int(on_new), len(new))
        for key, on_old, on_new in zip(frequent, before, after, strict=True)
        if on_new >= fewest and on_old <= OLD_LINE_SHARE * len(old)
    ]
    return NewLines(sorted(found, key=lambda each: (-each.new, each.old, each.key)), np.unique(stands, axis=1).shape[1])


def told(tested: Sequence[Tested], limits: Limits) -> list[Told]:
    """Return what all hosts together say of each.

    First hosts are told of, so that no more of them are false alarms than may be; then of each the differences, more strictly
    the fewer hosts there are: so this holds for these as well (Benjamini & Bogomolov, "Selective inference on multiple families
    of hypotheses", Journal of the Royal Statistical Society B 76, 2014).
    """
    measured = [each for each in tested if each.differences]
    rates = statistics.false_discovery_rates([each.chance for each in measured])
    many = max(1, len(measured))
    level = limits.false_discoveries * sum(rate <= limits.false_discoveries for rate in rates) / many
    shortened = ALWAYS_BY_CHANCE / many
    left = iter(rates)
    own = (next(left) if each.differences else 1.0 for each in tested)
    return [Told(rate, level if rate <= limits.false_discoveries else -1.0, shortened) for rate in own]


def lost_documents(hosts: Iterable[HostCount]) -> dict[str | None, Reason]:
    """Return the hosts that vanished or were halved, as no chance explains, each with what is said of it."""
    counted = list(hosts)
    # The least chance that so many documents could have come to: had all of them been on the old side.
    bound = statistics.bound([2.0 ** -min(each.old + each.new, FEW_ENOUGH) for each in counted], ALWAYS_BY_CHANCE)
    lost: dict[str | None, Reason] = {}
    for each in counted:
        if each.new > HALVED * each.old:
            continue
        chance = statistics.as_few(each.old, each.new)
        if chance > bound:
            continue
        if each.new:
            words = f"documents {each.old:,} → {each.new:,}; by chance: {_chance(chance)}"
            lost[each.host] = Reason("documents", words)
        else:
            lost[each.host] = Reason("vanished", f"vanished: none of {plural(each.old, 'document')} is left")
    return lost


def _halved(host: Host, chance: float, most: float) -> Iterable[Reason]:
    old, new = host.old.length, host.new.length
    if chance <= most and old and new is not None and new <= HALVED * old:
        words = f"median length {old:,.0f} → {new:,.0f} characters ({_signed(100 * (new - old) / old)} %)"
        yield Reason("length", f"{words}; by chance: {_chance(chance)}")


def _by_chance(chance: float, rate: float) -> str:
    return f"by chance: {_chance(chance)}; false-discovery rate of the host: {_chance(rate)}"


def _chance(value: float) -> str:
    """Return a probability in words."""
    return f"{value:.4f}".rstrip("0") if value >= 0.0001 else "below 0.0001"


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'}{abs(value):.0f}"
