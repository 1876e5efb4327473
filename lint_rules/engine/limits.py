"""Limits on all documents of a run together, or of a host: sums that add up in any order, and what they are held against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from math import ldexp
from typing import Any, NamedTuple

from lint_rules.config import Config, limit_of
from lint_rules.reports.wording import distinct, plural
from lint_rules.rule import quoted

# Scores are added as whole multiples of 2^-60, which any score of a 128th or more is: so sums do not depend on the order in
# which documents were judged, and a mean is compared as it is.
_BITS = 60


class Condition(NamedTuple):
    """A limit: in words, with the number that decides, and whether it is held."""

    said: str
    held: bool


@dataclass
class Totals:
    """What documents add up to: how many, how many of them fail and have a score, the sum of the scores (in 2^-60 points), the
    lowest with its document's id, and how many are below each score of `max-below`.
    """

    documents: int = 0
    failing: int = 0
    scored: int = 0
    sum: int = 0
    lowest: tuple[float, str] | None = None
    below: dict[str, int] = field(default_factory=dict)

    def add(self, value: float | None, name: str, *, passed: bool, config: Config) -> None:
        """Count a document by its score and id."""
        self.documents += 1
        self.failing += not passed
        if value is None:
            return
        self.scored += 1
        self.sum += int(ldexp(value, _BITS))
        if self.lowest is None or (value, name) < self.lowest:
            self.lowest = value, name
        for limit in config.max_below:
            if value < limit_of(limit)[0]:
                self.below[limit] = self.below.get(limit, 0) + 1

    def merge(self, counts: Mapping[str, Any]) -> None:
        """Add what other totals counted, as `counts` returns it."""
        self.documents += counts["documents"]
        self.failing += counts["failing"]
        self.scored += counts["scored"]
        self.sum += counts["sum"]
        if counts["lowest"] is not None:
            lowest = (counts["lowest"][0], counts["lowest"][1])
            self.lowest = lowest if self.lowest is None else min(self.lowest, lowest)
        for limit, count in counts["below"].items():
            self.below[limit] = self.below.get(limit, 0) + count

    def counts(self) -> dict[str, Any]:
        """Return what was counted, as plain values that JSON has."""
        return asdict(self)

    @property
    def mean(self) -> float | None:
        """The mean score, None where no document has one."""
        return self.sum / (self.scored << _BITS) if self.scored else None

    @property
    def passing(self) -> float | None:
        """The percentage of documents that pass, None where there are none."""
        return 100 * (self.documents - self.failing) / self.documents if self.documents else None


def conditions(totals: Totals, config: Config, previous: Totals | None = None) -> Iterator[Condition]:
    """Yield the limits that the configuration sets, beside `max-failing`, on documents with these totals.

    `previous` are those of the earlier run that this one is held against.
    """
    if config.lowest_score is not None and totals.lowest is not None:
        value, name = totals.lowest
        said = f"lowest score {distinct(value, config.lowest_score)} of {quoted(name)} (at least {config.lowest_score:g})"
        yield Condition(said, value >= config.lowest_score)
    mean = totals.mean
    if config.mean_score is not None and mean is not None:
        said = f"mean score {distinct(mean, config.mean_score)} (at least {config.mean_score:g})"
        yield Condition(said, mean >= config.mean_score)
    for limit in config.max_below:
        score, allowed = limit_of(limit)
        yield _below(totals.below.get(limit, 0), totals.scored, score, allowed)
    if previous is not None:
        yield from _not_behind(totals, previous, config.max_drop)


def _below(count: int, scored: int, score: float, allowed: float) -> Condition:
    share = f"{100 * count / scored:.1f} %, " if scored else ""
    said = f"{count:,} of {plural(scored, 'document')} below a score of {score:g} ({share}allowed {in_words(allowed)})"
    return Condition(said, not exceeds(count, scored, allowed))


def _not_behind(totals: Totals, previous: Totals, most: float) -> Iterator[Condition]:
    """Yield what this run is held against of the earlier one: neither mean score nor share passing may fall by much."""
    if not previous.documents:
        yield Condition("the earlier run has no document, and there is nothing to fall behind", held=True)
    for what, unit, now, before in (
        ("mean score", "", totals.mean, previous.mean),
        ("documents that pass", " %", totals.passing, previous.passing),
    ):
        if now is not None and before is not None:
            shown = distinct(now, before - most)
            said = f"{what}: {shown}{unit} after {before:.1f}{unit} (at most {most:g} {'point' if most == 1 else 'points'} lower)"
            yield Condition(said, now >= before - most)


def exceeds(count: int, total: int, allowed: float) -> bool:
    """Tell whether a count is above what is allowed: a number where that is an int, a share of the total where a float."""
    return count > (allowed * total if isinstance(allowed, float) else allowed)


def in_words(allowed: float) -> str:
    """Return a number of documents that is allowed, as a count or a share, in words."""
    return f"{100 * allowed:g} %" if isinstance(allowed, float) else f"{allowed:,}"
