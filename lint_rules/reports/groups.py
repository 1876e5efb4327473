"""Scores by host, or by the values of a metadata field: counted with memory that is bounded however many there are."""

from __future__ import annotations

import heapq
from collections.abc import Mapping

from lint_rules.finding import Source
from lint_rules.reports.distribution import HIGHEST, Distribution
from lint_rules.reports.record import encoded

GROUPS_COUNTED = 20_000  # values of a field that are told apart: ten megabytes, and more than a person would look through
FIELDS_COUNTED = 8  # metadata fields by which scores are told apart
VALUE_SHOWN = 80  # characters of a value

HOST = "host"


class Group:
    """The documents of one host, or with one value of a field."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.documents = self.failed = 0
        self.scores = Distribution()
        self.lost = 0.0
        """Points that its documents fall short of 100, together: where mending pays most."""

    def add(self, score: float | None, *, failed: bool) -> None:
        """Count a document."""
        self.documents += 1
        self.failed += failed
        if score is not None:
            self.scores.add(score)
            self.lost += HIGHEST - score


class Field:
    """The groups of one field. Past `GROUPS_COUNTED` values, documents with further ones are counted and not told apart."""

    def __init__(self) -> None:
        self._groups: dict[str, Group] = {}
        self.others = 0
        """Documents that are not told apart."""

    def add(self, value: str, score: float | None, *, failed: bool) -> None:
        """Count a document with a value."""
        group = self._groups.get(value)
        if group is None:
            if len(self._groups) >= GROUPS_COUNTED:
                self.others += 1
                return
            group = self._groups[value] = Group(value)
        group.add(score, failed=failed)

    def __len__(self) -> int:
        return len(self._groups)

    def most_lost(self, most: int) -> list[Group]:
        """Return the groups that fall short of 100 by the most points together."""
        return heapq.nsmallest(most, self._groups.values(), key=lambda group: (-group.lost, -group.documents, group.name))

    def names(self, most: int) -> list[str]:
        """Return the values with the most documents, in the order of the alphabet."""
        groups = heapq.nsmallest(most, self._groups.values(), key=lambda group: (-group.documents, group.name))
        return sorted(group.name for group in groups)


class Fields:
    """The groups of hosts and of the first few metadata fields."""

    def __init__(self) -> None:
        self.hosts = Field()
        self._others: dict[str, Field] = {}

    def add(self, source: Source, score: float | None, *, failed: bool) -> None:
        """Count a document."""
        if source.host:
            self.hosts.add(shortened(source.host), score, failed=failed)
        for name, value in source.meta:
            if name in self._others or len(self._others) < FIELDS_COUNTED:
                said = value if isinstance(value, str) else encoded(value)
                self._others.setdefault(name, Field()).add(shortened(said), score, failed=failed)

    def by_name(self) -> Mapping[str, Field]:
        """Return those with a value in any document: the hosts first, then by the order in which they came up."""
        fields = {HOST: self.hosts} if len(self.hosts) else {}
        for name, field in self._others.items():
            fields[f"{name} (metadata)" if name in fields else name] = field
        return fields


def shortened(value: str) -> str:
    """Return both ends of a long value: paths and addresses that begin alike often end differently, and are not to be one."""
    half = VALUE_SHOWN // 2
    return value if len(value) <= VALUE_SHOWN else f"{value[:half]}…{value[1 - half :]}"
