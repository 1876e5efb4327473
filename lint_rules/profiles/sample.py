"""The sample of a host's pages, and how two of them become one: whatever the order, the result is the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lint_rules.profiles.marks import MOST_KEYS, Marks

PAGES: Final = 500
"""Pages of a host that are kept, unless a profile says otherwise: a share of 30 % is then known to within 2 % (one standard
deviation), and a host costs half a megabyte at most of what its pages usually hold.
"""
# A sample grows to this many times its size before it is cut back: to look for the largest hash at every page would cost more.
SLACK: Final = 2


class Draw:
    """Which pages are drawn: those with the smallest hashes, `limit` of them at most. Knows the hashes alone."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._drawn: set[int] = set()
        self._bound: int | None = None

    def takes(self, page: int) -> bool:
        """Tell whether a page is drawn, as far as is known, and take note of it."""
        if self._bound is not None and page > self._bound:
            return False
        self._drawn.add(page)
        if len(self._drawn) >= SLACK * self._limit:
            self._drawn = set(sorted(self._drawn)[: self._limit])
            self._bound = max(self._drawn)
        return True


class Sample:
    """The pages of a host with the smallest hashes, `limit` of them at most, each with its marks."""

    def __init__(self, limit: int, pages: Mapping[int, Marks] | None = None) -> None:
        self.limit = limit
        self._pages = dict(pages or {})
        self._bound: int | None = None  # pages with a larger hash are not wanted any more
        self._cut()

    @property
    def pages(self) -> Mapping[int, Marks]:
        """The pages by hash, in the order of their hashes."""
        self._cut()
        return dict(sorted(self._pages.items()))

    @property
    def is_full(self) -> bool:
        """Whether pages have been turned away, or would be."""
        return self._bound is not None

    def emptied(self) -> Sample:
        """Return a sample without pages that wants what this one wants."""
        sample = Sample(self.limit)
        sample._bound = self._bound
        return sample

    def wants(self, page: int) -> bool:
        """Tell whether a page belongs into the sample, as far as is known: what it holds need not be looked at otherwise."""
        return self._bound is None or page <= self._bound

    def add(self, page: int, marks: Marks) -> None:
        """Add a page. Where it is there already, it becomes what both hold together."""
        if self.wants(page):
            known = self._pages.get(page)
            self._pages[page] = joined(known, marks) if known else marks
            if len(self._pages) >= SLACK * self.limit:
                self._cut()

    def _cut(self) -> None:
        if len(self._pages) > self.limit:
            self._pages = dict(sorted(self._pages.items())[: self.limit])
        if len(self._pages) == self.limit:
            self._bound = max(self._pages)


def joined(first: Marks, second: Marks) -> Marks:
    """Return what two looks at one page hold together (by two extractors, or on two days): all their lines, the lower of
    their scores, the greater of their lengths. The order of the two does not matter, nor that of several.
    """
    import numpy as np

    return Marks(
        min(first.name, second.name),
        np.union1d(first.keys, second.keys)[:MOST_KEYS],
        np.minimum(first.signature, second.signature),
        max(first.length, second.length),
        min(first.score, second.score),
    )
