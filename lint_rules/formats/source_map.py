"""The way back from the text of a page to its markup: for each run of the text, the element that it stands in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from lint_rules.finding import Span

NOWHERE = -1  # the parent of the outermost element
# Names that XPath takes as they are. Markup has others (`o:p`, which would ask for a namespace): these are counted instead.
_NAME = re.compile(r"[a-z_][a-z0-9_-]*", re.ASCII)


class Run(NamedTuple):
    """A stretch of the text that is one piece of text in the markup, and its element as an XPath."""

    start: int
    end: int
    xpath: str


class SourceMap:
    """Where the runs of a text stand in a page.

    Each run is given by the length of what separates it from the one before and by its own, in turn, and by the number of
    its element; elements are numbered in the order in which they begin, and given by their parent's number and their name.
    Paths are made when they are asked for: most pages need a few, or none.
    """

    def __init__(self, lengths: Sequence[int], owners: Sequence[int], parents: Sequence[int], names: Sequence[str]) -> None:
        self._lengths = lengths
        self._owners = owners
        self._parents = parents
        self._names = names

    def runs(self) -> Iterator[Run]:
        """Yield all runs, in the order of the text."""
        for start, end, owner in zip(self._starts, self._ends, self._owners, strict=True):
            yield Run(start, end, self._path(owner))

    def xpath(self, span: Span) -> str | None:
        """Return the path of the smallest element that holds all text of a span; None where the span holds none.

        lxml, given the same page, finds the element by it, and so does whatever else builds the same tree.
        """
        first = bisect_right(self._ends, span.start)
        last = bisect_left(self._starts, max(span.end, span.start + 1))
        if first >= last:
            return None
        common = self._owners[first]
        parents = self._parents
        for owner in set(self._owners[first + 1 : last]):
            # A parent's number is less than its children's.
            element = owner
            while common != element:
                if common > element:
                    common = parents[common]
                else:
                    element = parents[element]
        return self._path(common)

    @cached_property
    def _bounds(self) -> list[int]:
        return list(accumulate(self._lengths))

    @cached_property
    def _starts(self) -> list[int]:
        return self._bounds[0::2]

    @cached_property
    def _ends(self) -> list[int]:
        return self._bounds[1::2]

    @cached_property
    def _places(self) -> tuple[list[int], dict[tuple[int, str], int]]:
        """The number of each element among those of its name and parent, and how many of these there are."""
        counts: dict[tuple[int, str], int] = {}
        places: list[int] = []
        for key in zip(self._parents, self._names, strict=True):
            counts[key] = place = counts.get(key, 0) + 1
            places.append(place)
        return places, counts

    @cached_property
    def _children(self) -> list[int]:
        """The number of each element among all of its parent."""
        counts: dict[int, int] = {}
        places: list[int] = []
        for parent in self._parents:
            counts[parent] = place = counts.get(parent, 0) + 1
            places.append(place)
        return places

    def _path(self, element: int) -> str:
        steps: list[str] = []
        while element != NOWHERE:
            steps.append(self._step(element))
            element = self._parents[element]
        return "/" + "/".join(reversed(steps))

    def _step(self, element: int) -> str:
        places, counts = self._places
        parent, name = self._parents[element], self._names[element]
        if not _NAME.fullmatch(name):
            return f"*[{self._children[element]}]"
        return f"{name}[{places[element]}]" if counts[parent, name] > 1 else name
