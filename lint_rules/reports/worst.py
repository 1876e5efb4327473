"""The documents that a report lists, of however many: those with the lowest scores, and of those that failed not too few.

What turned a run red may be one error in a text that is fine otherwise, and a hundred texts that passed may score lower. So
half of the places are for documents that failed, as far as there are any.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Generic, TypeVar

_BEYOND_BEST = 101.0  # where documents without a score stand among the others: after them

T = TypeVar("T")

_Kept = tuple[float, int, T]
"""The negative score and number of a document, so that a heap's first is the best and latest of them, and what belongs to it."""


class _Lowest(Generic[T]):
    """Keeps the documents with the lowest scores, `limit` of them (0: all); of equals, the earlier."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.heap: list[_Kept[T]] = []

    def wants(self, key: tuple[float, int]) -> bool:
        """Tell whether a document would be kept."""
        return not self._limit or len(self.heap) < self._limit or key > self.heap[0][:2]

    def add(self, entry: _Kept[T]) -> None:
        """Keep a document that is wanted, in the place of another where there is no room."""
        if not self._limit or len(self.heap) < self._limit:
            heapq.heappush(self.heap, entry)
        else:
            heapq.heapreplace(self.heap, entry)


class Worst(Generic[T]):
    """Keeps what belongs to the worst documents, `limit` of them (0: all); of equals, the earlier."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lowest: _Lowest[T] = _Lowest(limit)
        self._failed: _Lowest[T] = _Lowest((limit + 1) // 2)
        self._added = 0

    def add(self, score: float | None, make: Callable[[], T], *, failed: bool) -> None:
        """Take a document; `make` is asked only where it is kept."""
        self._added += 1
        key = (-(_BEYOND_BEST if score is None else score), -self._added)
        # Where all are kept, those that failed are among them.
        lists = (self._lowest, self._failed) if failed and self._limit else (self._lowest,)
        wanting = [each for each in lists if each.wants(key)]
        if wanting:
            entry = (*key, make())
            for each in wanting:
                each.add(entry)

    def numbered(self) -> list[tuple[int, T]]:
        """Return what was kept, lowest score first, documents without a score last; each with the number of its document, from
        1, in the order in which they were added.
        """
        failed = {entry[1] for entry in self._failed.heap}
        others = [entry for entry in sorted(self._lowest.heap, key=_order) if entry[1] not in failed]
        room = self._limit - len(failed) if self._limit else len(others)
        return [(-number, kept) for _, number, kept in sorted([*self._failed.heap, *others[:room]], key=_order)]

    def in_order(self) -> list[T]:
        """Return what was kept, lowest score first, documents without a score last."""
        return [kept for _, kept in self.numbered()]


def _order(entry: _Kept[T]) -> tuple[float, int]:
    return -entry[0], -entry[1]
