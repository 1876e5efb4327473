"""The scores of many documents, kept as counts: so that a million take no more than ten."""

from __future__ import annotations

from collections import Counter

from lint_rules.reports.wording import points

BINS_A_POINT = 10  # scores are shown with one decimal, so a tenth of a point is all that a quantile must tell apart
HIGHEST = 100


class Distribution:
    """Counts scores by tenths of a point, as they are shown: what is not quite 100 never counts as 100."""

    def __init__(self) -> None:
        self.count = 0
        self._bins: Counter[int] = Counter()

    def add(self, value: float) -> None:
        """Count a score, 0 to 100."""
        self.count += 1
        self._bins[round(float(points(value)) * BINS_A_POINT)] += 1

    def quantile(self, which: float) -> float | None:
        """Return the score below which that share (0 to 1) of all stands, to a tenth of a point; None without any."""
        rank = min(self.count - 1, int(which * self.count))
        for tenth in sorted(self._bins):
            rank -= self._bins[tenth]
            if rank < 0:
                return tenth / BINS_A_POINT
        return None

    def histogram(self, width: int) -> list[int]:
        """Return how many scores lie in each bin of `width` points, the lowest first; the last one holds 100 too."""
        found = [0] * (HIGHEST // width)
        for tenth, count in self._bins.items():
            found[min(tenth // (width * BINS_A_POINT), len(found) - 1)] += count
        return found
