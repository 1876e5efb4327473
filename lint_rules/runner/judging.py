"""Pieces of inputs to results: the step that every number of processes takes alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from lint_rules import formats
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine.linter import Linter
from lint_rules.finding import INPUT, Failure, Result, Score, Source, Verdict
from lint_rules.formats import Piece, Remark, Unreadable


class Seen(NamedTuple):
    """A document that was judged, and its text as read, None where it could not be read."""

    result: Result
    text: str | None = None


Judged = Result | Remark
"""What comes of a piece."""


def judge(pieces: Iterable[Piece], linter: Linter) -> Iterator[Seen | Remark]:
    """Yield the results of pieces with their texts, and remarks on them, in order. Never raises for what they hold."""
    for piece in pieces:
        for each in formats.documents(piece, linter.config):
            if isinstance(each, Document):
                yield Seen(check(each, linter), each.text)
            elif isinstance(each, Unreadable):
                yield Seen(unreadable_result(each.source, each.error))
            else:
                yield each


def check(doc: Document, linter: Linter) -> Result:
    """Return the result of a document, whatever it brings about."""
    try:
        return linter.check(doc)
    except Exception as error:  # noqa: BLE001 - see below
        # Rules that crash are the linter's to report. Whatever else a text brings about must not end the run either.
        return unreadable_result(doc.source, f"could not be judged: {type(error).__name__}: {error}")


def unreadable_result(source: Source, error: str) -> Result:
    """Return the result of what could not be read: nulls, the verdict unjudged, and a failure with code INPUT."""
    score = Score(None, None, None, Verdict.UNJUDGED, 0.0, 0, 0, 0, 0, 0)
    return Result(source, (), score, (Failure(INPUT, error),), (), None)


class Judging:
    """The work of judging, of which the results are wanted as they are."""

    def begin(self, config: Config) -> Callable[[Sequence[Piece]], list[Judged]]:
        """Return what judges pieces. Raises ConfigError where the configuration cannot be used."""
        return self.judging(Linter(config))

    def judging(self, linter: Linter) -> Callable[[Sequence[Piece]], list[Judged]]:
        """Return what judges pieces with a linter that is there already."""
        return lambda pieces: [each.result if isinstance(each, Seen) else each for each in judge(pieces, linter)]
