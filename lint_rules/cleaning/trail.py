"""A text that is edited step by step, and the way back to where it began."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from lint_rules.finding import Edit, Span


class _Piece(NamedTuple):
    """A stretch of the text as it is now: where it comes from, and what stands for that now, None where it is as it was."""

    origin: Span
    replacement: str | None = None

    @property
    def length(self) -> int:
        return self.origin.end - self.origin.start if self.replacement is None else len(self.replacement)

    def part(self, start: int, end: int) -> _Piece:
        """Return some of this stretch. Of what was put in, the first part stands for all that it replaced."""
        if self.replacement is None:
            return _Piece(Span(self.origin.start + start, self.origin.start + end))
        origin = self.origin if start == 0 else Span(self.origin.end, self.origin.end)
        return _Piece(origin, self.replacement[start:end])


class Trail:
    """A text in the making: `text` as it is now. All other offsets are those of the text that it began as."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._original = text
        self._pieces = [_Piece(Span(0, len(text)))]
        self._starts = [0]

    def edit(self, changes: Iterable[Edit]) -> None:
        """Make edits of the text as it is now; they stand in its order and do not overlap."""
        made: list[_Piece] = []
        position = 0
        waiting = iter(self._pieces)
        piece, begun = next(waiting, None), 0  # … and how much of it is used up

        def forward(until: int, *, keep: bool) -> Span:
            """Use up the text until an offset; return where that stood."""
            nonlocal piece, begun, position
            first = last = None
            while piece is not None and position < until:
                taken = min(piece.length - begun, until - position)
                part = piece.part(begun, begun + taken)
                if keep and taken:
                    made.append(part)
                first = part.origin.start if first is None else first
                last = part.origin.end
                begun += taken
                position += taken
                if begun == piece.length:
                    piece, begun = next(waiting, None), 0
            here = self._here(piece, begun)
            return Span(here if first is None else first, here if last is None else last)

        for span, replacement in changes:
            forward(span.start, keep=True)
            gone = forward(span.end, keep=False)
            if replacement:
                made.append(_Piece(gone, replacement))
        forward(len(self.text), keep=True)
        self._pieces = made
        self._starts = list(accumulate((each.length for each in made[:-1]), initial=0))
        self.text = "".join(self._shown(each) for each in made)

    def origin(self, span: Span) -> Span:
        """Return where a span of the text as it is now stood."""
        start = self._origin_of(span.start, bisect_right(self._starts, span.start) - 1)
        if span.end <= span.start:
            return Span(start.start, start.start)
        end = self._origin_of(span.end - 1, bisect_left(self._starts, span.end) - 1)
        return Span(start.start, end.end)

    def _origin_of(self, offset: int, number: int) -> Span:
        """Return where one character stood that is in the piece of a number."""
        if not 0 <= number < len(self._pieces):
            return Span(len(self._original), len(self._original))
        begun = offset - self._starts[number]
        return self._pieces[number].part(begun, begun + 1).origin

    def changes(self) -> Iterator[Edit]:
        """Yield what tells the text as it is now from what it was, in order."""
        position = 0
        put_in: list[str] = []
        for piece in (*self._pieces, _Piece(Span(len(self._original), len(self._original)))):
            if piece.replacement is not None:
                put_in.append(piece.replacement)
                continue
            gone = Span(position, piece.origin.start)
            if put_in or gone.end > gone.start:
                yield Edit(gone, "".join(put_in))
            position = piece.origin.end
            put_in = []

    def _shown(self, piece: _Piece) -> str:
        return self._original[piece.origin.start : piece.origin.end] if piece.replacement is None else piece.replacement

    def _here(self, piece: _Piece | None, begun: int) -> int:
        """Return where in the original the text stands that is used up so far."""
        return len(self._original) if piece is None else piece.part(begun, piece.length).origin.start
