"""Results of a run held against the expectations that stand beside their files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lint_rules import expectations, formats
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.expectations import Awaited, Expectations
from lint_rules.finding import Diagnostic, Result


class Compared(NamedTuple):
    """How a result compares: `unexpected` are the findings that should not be, `unmet` says what else is not as it should
    be, one line each.
    """

    unexpected: tuple[Diagnostic, ...]
    met: bool
    unmet: tuple[str, ...]


class Sidecars:
    """Compares results as they come, in input order. The text of a file with expectations is read once more, beside them."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self._path: str | None = None
        self._expected: Expectations | None = None
        self._texts: Iterator[Document | formats.Unreadable] = iter(())
        self._next: Document | formats.Unreadable | None = None
        self._awaited: Awaited | None = None

    def judge(self, result: Result) -> Compared | None:
        """Return how a document compares, None where nothing is expected of it.

        Raises InputError where its sidecar cannot be read.
        """
        path = result.source.path
        if path is None:
            return None
        if path != self._path:
            self._path = path
            self._expected = expectations.find(Path(path))
            if self._expected is not None:
                self._texts = formats.read(formats.Found(path, formats.format_of(path)), self.config)
                self._next = next(self._texts, None)
                self._awaited = Awaited(self._expected)
        if self._expected is None or self._awaited is None:
            return None
        read = self._text_of(result, self._awaited)
        text = read.text if isinstance(read, Document) else ""
        unmet = expectations.unmet(self._expected, result, text)
        missing = self._awaited.missing if self._next is None else []
        if not unmet:
            return Compared((), not missing, tuple(missing))
        judgement = expectations.judge(self._expected, result, text)
        # Findings are shown as findings; of the other complaints each is a line.
        lines = [*judgement.score, *judgement.other] if judgement.unmet == unmet else unmet
        return Compared(judgement.unexpected, False, (*lines, *missing))

    def _text_of(self, result: Result, awaited: Awaited) -> Document | formats.Unreadable | None:
        """Return the document that a result is about. Before it there may be some that another shard judges."""
        while self._next is not None:
            read, self._next = self._next, next(self._texts, None)
            awaited.see(read.source)
            if read.source.record == result.source.record:
                return read
        return None
