"""How many documents may fail: proposed from those that fail today, so that today passes, and a worse crawl does not."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

# Fewer documents are mostly a fixed set, such as fixtures: the same ones are judged tomorrow. A share of so few would have to
# be so generous that it says nothing (of 50 documents with 5 failing, 32 % would have to be allowed).
LEAST_FOR_A_SHARE: Final = 100

# The chance that a crawl as good as today's passes is 99 % (one-sided): more often red without a cause, and people look away.
NORMAL_QUANTILE: Final = 2.326

HOLDS_NOTHING: Final = "So many fail that no crawl could be told to be worse: look at the busiest rules first."

# Shares are rounded up to what people would write: tenths of a percent below 2 %, halves below 10 %, else whole ones.
STEPS: Final = ((2.0, 0.1), (10.0, 0.5), (100.0, 1.0))


def max_failing(failing: int, documents: int) -> int | str:
    """Return how many documents may fail, as the setting takes it: a count, or a share such as `4.5%`.

    Of few documents it is the number of those that fail today. Of many it is a bound for a later crawl of the same size and
    quality: both are draws, so the difference of their shares varies with √2 times the standard error of one, and the bound
    is Wilson's score bound with its quantile raised by that factor; it holds where no document fails, too.
    """
    if documents < LEAST_FOR_A_SHARE:
        return failing
    return _rounded_up(100 * bound(failing, documents))


def bound(failing: int, documents: int) -> float:
    """Return the share, 0 to 1, that no more than one in a hundred later crawls of the same size and quality exceeds."""
    z_squared = 2 * NORMAL_QUANTILE**2
    share = failing / documents
    spread = math.sqrt(z_squared * (share * (1 - share) / documents + z_squared / (4 * documents**2)))
    # Where all fail, the bound is 1, but for rounding.
    return min(1.0, (share + z_squared / (2 * documents) + spread) / (1 + z_squared / documents))


def reason(failing: int, documents: int) -> Iterable[str]:
    """Yield, in lines of a sentence or two, why `max_failing` proposes what it does."""
    if documents < LEAST_FOR_A_SHARE:
        if failing == 0:
            yield "None fails today: one that does fails the run."
        elif failing == documents:
            yield HOLDS_NOTHING
        else:
            yield "As many as today: one more fails the run. (Of fewer than 100 documents, a share would say little.)"
        return
    share, most = 100 * failing / documents, 100 * bound(failing, documents)
    yield f"Today {share:.1f} % fail. Of crawls of this size and quality, 99 in 100 stay below {most:.1f} %."
    if max_failing(failing, documents) == "100%":
        yield HOLDS_NOTHING


def _rounded_up(percent: float) -> str:
    step = next(step for limit, step in STEPS if percent <= limit)
    # In whole steps, as their sums would not be what they look like.
    return f"{min(100.0, math.ceil(percent / step) * step):.1f}".removesuffix(".0") + "%"
