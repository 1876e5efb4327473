"""What could not be judged, said on standard error: equal failures once a file, with their count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from lint_rules.finding import INPUT, Failure, Source
from lint_rules.reports.style import BOLD, RED, paint, shown
from lint_rules.reports.wording import place, plural

# Causes of one file that are told apart. A file of a million broken records in a million ways needs no million lines.
DISTINCT = 20
UNMET = "EXPECT"  # the code of what is no failure of ours: the document is not as it was expected to be


class Failures:
    """Takes results in input order and writes the failures of a file when its last record has passed."""

    def __init__(self, stream: TextIO, *, color: bool = False) -> None:
        self.stream = stream
        self.color = color
        self._file: str | None = None
        self._seen: dict[Failure, tuple[str, int]] = {}
        self._further = 0

    def reach(self, file: str | None) -> None:
        """Say what is to be said of the file before, now that the run has come to this one."""
        if file != self._file:
            self.finish()
            self._file = file

    def add(self, source: Source, failures: Iterable[Failure], unmet: Iterable[str] = ()) -> None:
        """Take note of what failed in one document; `unmet` are expectations that it did not meet, one line each."""
        self.reach(source.path or source.id)
        where = place(source)
        for failure in (*failures, *(Failure(UNMET, words) for words in unmet)):
            self._note(failure, where, 1)

    def _note(self, failure: Failure, where: str, times: int) -> None:
        if failure in self._seen:
            first, count = self._seen[failure]
            self._seen[failure] = (first, count + times)
        elif len(self._seen) < DISTINCT:
            self._seen[failure] = (where, times)
        else:
            self._further += times

    def waiting(self) -> tuple[str | None, list[tuple[str, str, str, int]], int]:
        """Return what is not said yet: the file, its failures with code, cause, place and number, and how many further."""
        return self._file, [(*failure, where, count) for failure, (where, count) in self._seen.items()], self._further

    def restore(self, file: str | None, seen: Iterable[tuple[str, str, str, int]], further: int) -> None:
        """Take up what an earlier run had not said yet."""
        self._file, self._further = file, further
        for code, error, where, count in seen:
            self._note(Failure(code, error), where, count)

    def finish(self) -> None:
        """Write what is still to be said."""
        word = paint("error:", BOLD, RED, color=self.color)
        for failure, (where, count) in self._seen.items():
            cause = shown(failure.error)
            if failure.code not in (INPUT, UNMET):
                cause = f"rule {failure.code} crashed: {cause}"
            more = f" (and {plural(count - 1, 'more record')} of this file)" if count > 1 else ""
            self.stream.write(f"{word} {where}: {cause}{more}\n")
        if self._further:
            self.stream.write(f"{word} {shown(self._file or '')}: {plural(self._further, 'further failure')} of other causes\n")
        self._seen.clear()
        self._further = 0
