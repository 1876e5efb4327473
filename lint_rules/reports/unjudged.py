"""What could not be judged, for the reports that are made at the end: how much of it, and the first of each kind by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lint_rules.finding import INPUT, Failure, Source
from lint_rules.reports.wording import title

KEPT = 20  # of each code
ERROR_KEPT = 500  # characters of what is said of one: errors quote what they are about


class Failing(NamedTuple):
    """A document that could not be judged, and why."""

    place: str
    error: str


class Cause(NamedTuple):
    """Why documents could not be judged: the code of a rule or `INPUT`, `what` in words, how many, and the first of them."""

    code: str
    what: str
    documents: int
    first: list[Failing]


class NotJudged:
    """Counts what could not be judged, by cause. Memory is bounded by the number of rules."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._first: dict[str, list[Failing]] = {}

    def add(self, source: Source, failures: Iterable[Failure]) -> None:
        """Count what failed in one document."""
        for failure in failures:
            self._counts[failure.code] = self._counts.get(failure.code, 0) + 1
            first = self._first.setdefault(failure.code, [])
            if len(first) < KEPT:
                first.append(Failing(title(source), failure.error[:ERROR_KEPT]))

    def __iter__(self) -> Iterator[Cause]:
        for code, count in self._counts.items():
            what = "could not be read" if code == INPUT else "this rule crashed"
            yield Cause(code, what, count, self._first[code])

    def __bool__(self) -> bool:
        return bool(self._counts)
