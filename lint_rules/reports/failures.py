"""What could not be judged, said on standard error: equal failures once a file, with their count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from lint_rules.finding import Failure, Result
from lint_rules.reports.style import BOLD, RED, paint, shown
from lint_rules.reports.wording import INPUT, place, plural

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

    def add(self, result: Result, unmet: Sequence[str] = ()) -> None:
        """Take note of what failed in one document; `unmet` are expectations that it did not meet, one line each."""
        file = result.source.path or result.source.id
        if file != self._file:
            self.finish()
            self._file = file
        for failure in (*result.failures, *(Failure(UNMET, words) for words in unmet)):
            if failure in self._seen:
                first, count = self._seen[failure]
                self._seen[failure] = (first, count + 1)
            elif len(self._seen) < DISTINCT:
                self._seen[failure] = (place(result.source), 1)
            else:
                self._further += 1

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
