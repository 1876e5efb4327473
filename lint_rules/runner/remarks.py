"""Remarks on inputs, told once each; and ids that occur again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from lint_rules.finding import Source
from lint_rules.formats import Remark
from lint_rules.rule import escaped, quoted

# Ids of records that are remembered to tell doubled ones: some 100 bytes each, so 50 MB.
IDS_REMEMBERED = 1 << 19


class Named(NamedTuple):
    """A document that passed by: its input, and its record and id where it has an id of its own."""

    path: str | None
    record: int | None = None
    id: str | None = None


def named(source: Source) -> Named:
    """Return what of a source is looked at here."""
    if source.record is None or source.id == f"{source.path}#{source.record}":
        return Named(source.path)
    return Named(source.path, source.record, source.id)


class Told:
    """Tells remarks, equal ones of one input once; and notices ids that occur again."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._remarks: dict[tuple[str, str], tuple[int, str]] = {}
        self._path: str | None = None
        self._ids: set[int] = set()

    def add(self, each: Named | Remark) -> None:
        """Take what passed by: a document, or a remark, to be told when its input is done with."""
        if isinstance(each, Remark):
            self._note(each.path, each.about, each.detail)
            return
        if each.path != self._path:
            self._path = each.path
            self.flush(keep=each.path)
        if each.id is None or each.record is None:
            return
        key = hash(each.id)
        if key in self._ids:
            self._note(each.path or "-", "an id occurs again", f"first in record {each.record:,}, {quoted(each.id)}")
        elif len(self._ids) < IDS_REMEMBERED:
            self._ids.add(key)

    def _note(self, path: str, about: str, detail: str, times: int = 1) -> None:
        count, first = self._remarks.get((path, about), (0, detail))
        self._remarks[path, about] = (count + times, first)

    def flush(self, *, keep: str | None = None) -> None:
        """Tell the remarks on all inputs but one."""
        for key, (count, detail) in list(self._remarks.items()):
            path, about = key
            if path != keep:
                del self._remarks[key]
                times = f" ({count:,} times)" if count > 1 else ""
                self._tell(escaped(f"{path}: {about}{times}: {detail}"))

    def waiting(self) -> list[tuple[str, str, str, int]]:
        """Return the remarks that are not told yet: path, what about, the first one's detail, how many."""
        return [(path, about, detail, count) for (path, about), (count, detail) in self._remarks.items()]

    def restore(self, waiting: Iterable[tuple[str, str, str, int]]) -> None:
        """Take up the remarks that an earlier run had not told yet."""
        for path, about, detail, count in waiting:
            self._note(path, about, detail, count)
