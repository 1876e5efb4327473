"""What is said on platforms that show only so much: everything up to a limit, past it equal things as one with their number.

The same footer in ten thousand documents is one thing to mend. So where a limit would be passed, and only there, findings
that have a key in common are one; if that is not enough the worst and the most frequent stay, and what is left out is counted.
Memory is bounded: one item stands for its cluster, and clusters are pruned where there are too many of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from lint_rules.reports.wording import plural

# Clusters that are counted at least, however few can be shown: to know the ten most frequent, more than ten must be counted.
# With an example of half a kilobyte each, ten megabytes.
LEAST_COUNTED = 20_000
KINDS_NAMED = 5  # of what is left out: the rest is summed up


class Item(NamedTuple):
    """One thing to be said: a finding, or a document.

    `rank` says how bad it is, the worst highest; `kind` what it is counted as where it is left out, such as
    `CHR004 share-prompt`; `key` what it has in common with others of its cluster; `document` which document it is about;
    `message` what is said; `body` is the format's own. `size` is the bytes that it takes in the output, where there is a limit
    to that.
    """

    rank: int
    kind: str
    key: str
    document: str
    message: str
    body: Any
    size: int = 0


class Cluster:
    """Equal items: the `first` of them, how many there are (`count`), and in how many documents."""

    __slots__ = ("_latest", "count", "documents", "first")

    def __init__(self, first: Item) -> None:
        self.first = first
        self.count = 1
        self.documents = 1
        self._latest = first.document

    def add(self, item: Item) -> None:
        """Count one more. Those of a document come one after the other."""
        self.count += 1
        if item.document != self._latest:
            self.documents += 1
            self._latest = item.document

    def others(self) -> str:
        """Return what is said beyond the first: ` (and 9,999 more like it, in 10,000 documents)`, or nothing."""
        if self.count == 1:
            return ""
        where = plural(self.documents, "document") if self.documents > 1 else "this document"
        return f" (and {self.count - 1:,} more like it, in {where})"


class Cut(NamedTuple):
    """What is to be shown, and what is not: how many there were, how many are in clusters, and how many are left out, by kind."""

    shown: list[Cluster]
    total: int
    left_out: Mapping[str, int]

    @property
    def is_cut(self) -> bool:
        """Whether anything is not shown by itself."""
        return len(self.shown) < self.total

    def sentence(self, limit: str) -> str:
        """Return in words what was done, naming the limit that made it necessary; nothing where nothing was.

        `limit` follows after "takes", such as `25,000 results`.
        """
        if not self.is_cut:
            return ""
        said = f"{self.total:,} in all, and this report takes {limit}: equal ones are shown as one with their number"
        missing = sum(self.left_out.values())
        if not missing:
            return said
        kinds = sorted(self.left_out.items(), key=lambda entry: (-entry[1], entry[0]))
        named = ", ".join(f"{count:,} {kind}" for kind, count in kinds[:KINDS_NAMED])
        others = sum(count for _, count in kinds[KINDS_NAMED:])
        return f"{said}; {missing:,} are left out ({named}{f', {others:,} others' if others else ''})"


class Clusters:
    """Takes items in the order of the documents, and says at the end which are shown.

    At most `limit` are, and of no more than `budget` bytes together. Up to there all are shown as they came.
    """

    def __init__(self, limit: int, budget: int | None = None) -> None:
        self.limit = limit
        self.total = 0
        self._budget = budget
        self._size = 0  # bytes of all that is held
        self._counted = max(limit + limit // 4, LEAST_COUNTED)
        self._single: list[Item] = []
        self._clusters: dict[tuple[int, str], Cluster] | None = None
        self._left_out: Counter[str] = Counter()

    def add(self, item: Item) -> None:
        """Take one more item."""
        self.total += 1
        if self._clusters is not None:
            self._count(item)
            return
        self._size += item.size
        self._single.append(item)
        if len(self._single) > self.limit or (self._budget is not None and self._size > self._budget):
            self.fold()

    def fold(self) -> None:
        """Make one of those that are equal, from here on."""
        if self._clusters is None:
            self._clusters = {}
            self._size = 0
            for item in self._single:
                self._count(item)
            self._single = []

    def end(self, limit: int | None = None) -> Cut:
        """Return what is to be shown: in the order it came, or, where a limit was passed, the worst and most frequent first.

        `limit` is another than that of the beginning, and lower.
        """
        limit = self.limit if limit is None else limit
        if self._clusters is None and len(self._single) <= limit:
            return Cut([Cluster(item) for item in self._single], self.total, {})
        self.fold()
        left_out = Counter(self._left_out)
        shown: list[Cluster] = []
        room = self._budget
        for cluster in self._ranked():
            fits = room is None or cluster.first.size <= room
            if len(shown) < limit and fits:
                shown.append(cluster)
                room = None if room is None else room - cluster.first.size
            else:
                left_out[cluster.first.kind] += cluster.count
        return Cut(shown, self.total, left_out)

    def _ranked(self) -> list[Cluster]:
        """Return the clusters, the worst first, of these the most frequent, of these the earliest."""
        clusters = self._clusters or {}
        return sorted(clusters.values(), key=lambda each: (-each.first.rank, -each.documents, -each.count))

    def _count(self, item: Item) -> None:
        clusters = self._clusters
        assert clusters is not None
        key = item.rank, item.key
        known = clusters.get(key)
        if known is not None:
            known.add(item)
            return
        if len(clusters) >= self._counted or (self._budget is not None and self._size > 2 * self._budget):
            self._prune()
        clusters[key] = Cluster(item)
        self._size += item.size

    def _prune(self) -> None:
        """Keep the best, and as many as could be shown. What comes up often soon comes up again, and is counted from there."""
        clusters = self._clusters or {}
        most, room = max(self.limit, self._counted // 2), self._budget
        kept, self._size = 0, 0
        for cluster in self._ranked():
            first = cluster.first
            if kept < most and (room is None or self._size + first.size <= room):
                kept += 1
                self._size += first.size
            else:
                self._left_out[first.kind] += cluster.count
                del clusters[first.rank, first.key]
