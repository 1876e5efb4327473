"""What people said of the entries of a baseline: kept in the file itself, each answer written at once and whole."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from lint_rules.engine.keeping.baseline_file import Audit, Entry, File, Scope, encoded, folder_of, frame, relative, save
from lint_rules.engine.keeping.suppressions import Suppression
from lint_rules.errors import ConfigError

REASON = "a false alarm, by an audit of the baseline"


class Auditing:
    """A baseline of which entries are judged, one by one. Raises ConfigError where it is not what was written.

    `entries` are those that stand for findings, in the order of the file.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._seen = _state(path)
        file = File(path)
        self.scope = file.scope
        self._lines: list[str] = []
        self.entries: list[Entry] = []
        self._places: list[int] = []  # of each entry, its line
        for entry in sorted(file.entries(), key=lambda each: each.order):
            if entry.times:
                self._places.append(len(self._lines))
                self.entries.append(entry)
            self._lines.append(encoded(entry))

    @property
    def open(self) -> list[int]:
        """The positions of the entries that nobody has judged."""
        return [number for number, entry in enumerate(self.entries) if entry.audit is None]

    def judge(self, numbers: Sequence[int], audit: Audit) -> None:
        """Write what was said of entries. Raises ConfigError where the file cannot be written, or is not what it was."""
        if _state(self.path) != self._seen:
            raise ConfigError(f"{self.path}: was changed meanwhile by another program: audit again, all said so far is kept")
        said = {number: self.entries[number]._replace(audit=audit) for number in numbers}
        lines = {self._places[number]: encoded(entry) for number, entry in said.items()}
        save(self.path, frame((lines.get(place, line) for place, line in enumerate(self._lines)), self.scope))
        for number, entry in said.items():
            self.entries[number] = entry
            self._lines[self._places[number]] = lines[self._places[number]]
        self._seen = _state(self.path)

    def false_alarms(self, path: str, by: str) -> Iterator[Suppression]:
        """Yield suppressions of all false alarms, for a file of them at `path`; `by` says who judged."""
        for entry in self.entries:
            if entry.audit is Audit.FALSE_ALARM:
                yield Suppression(
                    entry.code,
                    entry.fingerprint,
                    REASON,
                    excerpt=entry.line,
                    by=by,
                    count=entry.times,
                    hosts=(entry.key,) if entry.kind is Scope.HOST else (),
                    documents=(self._seen_from(path, entry.key),) if entry.kind is Scope.DOCUMENT else (),
                )

    def _seen_from(self, path: str, key: str) -> str:
        """Return the name of a document as it is in the folder of another file: that of a file on disk is a path."""
        here, there = folder_of(self.path), folder_of(path)
        name, mark, record = key.rpartition("#") if "#" in key else (key, "", "")
        for file, rest in ((key, ""), (name, mark + record)):
            if here != there and os.path.isfile(os.path.join(here, file)):  # noqa: PTH113, PTH118 - a name may be anything
                return relative(os.path.join(here, file), there) + rest  # noqa: PTH118
        return key


def _state(path: str) -> tuple[int, ...]:
    """Return what tells whether a file was changed."""
    try:
        found = os.stat(path)  # noqa: PTH116 - as above
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino
