"""How likely chance alone would bring about a difference: the tests that hosts are compared by.

All are standard, two-sided where nothing else is said, and hold for two random halves of one population, which is what two
scrapes are that differ in nothing but chance:

- Mann & Whitney, "On a test of whether one of two random variables is stochastically larger than the other", Annals of
  Mathematical Statistics 18 (1947); with the variance for ties of Lehmann, "Nonparametrics" (1975), 1.2.
- Fisher's exact test: Fisher, "Statistical Methods for Research Workers", 5th edition (1934), § 21.02.
- Two counts of one rate: given their sum, one of them is binomial: Przyborowski & Wilenski, Biometrika 31 (1940).
- Tarone, "A modified Bonferroni method for discrete data", Biometrics 46 (1990): what could not be found in any case needs no
  share of the allowance for chance.
- Benjamini & Hochberg, "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57 (1995); the least of
  their rates is the test of Simes, Biometrika 73 (1986), of all together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Counts = NDArray[np.int64]

# Probabilities within this of each other are equal: sums of logarithms differ in their last digits.
EQUAL: Final = 1e-7


def mann_whitney(old: Sequence[float] | Numbers, new: Sequence[float] | Numbers) -> float:
    """Return the chance that values of one kind come out as far apart as `old` and `new`; 1 where one of them is empty.

    The normal approximation, corrected for ties and for continuity: right to a few percent from some twenty values a side on,
    and in the far tails too large rather than too small.
    """
    import numpy as np

    n, m = len(old), len(new)
    if not n or not m:
        return 1.0
    values, counts = np.unique(np.concatenate([np.asarray(old, float), np.asarray(new, float)]), return_counts=True)
    # Equal values share the mean of their ranks.
    ranks = np.cumsum(counts) - (counts - 1) / 2
    rank_sum = float(ranks[np.searchsorted(values, np.asarray(new, float))].sum())
    total = n + m
    ties = float((counts.astype(float) ** 3 - counts).sum())
    variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
    if variance <= 0:
        return 1.0
    away = abs(rank_sum - m * (total + 1) / 2)
    return math.erfc(max(0.0, away - 0.5) / math.sqrt(2 * variance))


def fisher(old: int, of_old: int, new: int, of_new: int) -> float:
    """Return the chance that shares of one kind come out as far apart as `old` of `of_old` and `new` of `of_new`."""
    import numpy as np

    total, marked = of_old + of_new, old + new
    if not of_old or not of_new or marked in (0, total):
        return 1.0
    factorials = _log_factorials(total)
    drawn = np.arange(max(0, marked - of_new), min(marked, of_old) + 1, dtype=np.int64)
    chances = np.exp(
        _log_choose(factorials, of_old, drawn)
        + _log_choose(factorials, of_new, marked - drawn)
        - _log_choose(factorials, total, marked)
    )
    own = chances[old - drawn[0]]
    return min(1.0, float(chances[chances <= own * (1 + EQUAL)].sum()))


def as_few(old: int, new: int) -> float:
    """Return the chance that of two counts of one rate the second comes out as `new` or lower, where they add up to as much."""
    import numpy as np

    total = old + new
    factorials = _log_factorials(total)
    return min(1.0, float(np.exp(_log_choose(factorials, total, np.arange(new + 1, dtype=np.int64)) - total * math.log(2)).sum()))


def false_discovery_rates(chances: Sequence[float]) -> list[float]:
    """Return, for each chance, the share of false ones that is to be expected among all that are no greater, at most."""
    order = sorted(range(len(chances)), key=chances.__getitem__, reverse=True)
    rates = [1.0] * len(chances)
    least = 1.0
    for rank, index in zip(range(len(chances), 0, -1), order, strict=True):
        least = min(least, chances[index] * len(chances) / rank)
        rates[index] = least
    return rates


def bound(least: Sequence[float], allowed: float) -> float:
    """Return the chance up to which a difference counts, so that of all together one is false with the chance `allowed` at most.

    `least` are the smallest chances that each could have come to, by its size alone.
    """
    ordered = sorted(least)
    for share in range(1, len(ordered) + 1):
        # As many as could come below their share: the first that is beyond ends the row.
        if share == len(ordered) or ordered[share] > allowed / share:
            return allowed / share
    return allowed


@lru_cache(maxsize=1)
def _largest_log_factorials(most: int) -> Numbers:
    import numpy as np

    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, most + 1)))])


def _log_factorials(most: int) -> Numbers:
    """Return the logarithms of the factorials from 0 to `most` at least."""
    # By powers of two, so that hosts of all sizes share one table.
    return _largest_log_factorials(1 << max(16, most.bit_length()))


def _log_choose(factorials: Numbers, of: int, drawn: Counts | int) -> Numbers:
    """Return the logarithm of in how many ways so many are drawn of so many."""
    chosen: Numbers = factorials[of] - factorials[drawn] - factorials[of - drawn]
    return chosen
