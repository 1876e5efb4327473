"""The documents with the lowest scores, of however many."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Generic, TypeVar

_BEYOND_BEST = 101.0  # where documents without a score stand among the others: after them

T = TypeVar("T")


class Worst(Generic[T]):
    """Keeps what belongs to the documents with the lowest scores, `limit` of them (0: all); of equals, the earlier."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._heap: list[tuple[float, int, T]] = []
        self._added = 0

    def add(self, score: float | None, make: Callable[[], T]) -> None:
        """Take a document; `make` is asked only where it is kept."""
        self._added += 1
        # The heap's first is the best of the worst: what is worse than it takes its place.
        key = (-(_BEYOND_BEST if score is None else score), -self._added)
        if not self._limit or len(self._heap) < self._limit:
            heapq.heappush(self._heap, (*key, make()))
        elif key > self._heap[0][:2]:
            heapq.heapreplace(self._heap, (*key, make()))

    def in_order(self) -> list[T]:
        """Return what was kept, worst first, documents without a score last."""
        return [kept for _, _, kept in sorted(self._heap, key=lambda entry: entry[:2], reverse=True)]
