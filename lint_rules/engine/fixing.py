"""Applying fixes: each is made whole or not at all, and lines that are emptied go with the smaller of the gaps around them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence

from lint_rules.finding import Edit, Fix, Span

_BREAKS = "\n\r"
_SPACES = " \t"


def apply(text: str, fixes: Iterable[Fix]) -> str:
    """Return the text with the edits of the fixes made; where two fixes cannot both be made, the first is.

    Deletions that overlap are one, and so are those with nothing but white space between them that empty whole lines.
    """
    return made(text, edits(text, fixes))


def edits(text: str, fixes: Iterable[Fix]) -> list[Edit]:
    """Return what `apply` changes: edits in the order of the text, none of which overlap."""
    chosen = _Chosen()
    for fix in sorted(fixes, key=lambda each: (each.edits[0].span.start, -each.edits[-1].span.end)):
        if not any(map(chosen.clashes, fix.edits)):
            chosen.add(fix.edits)
    taken_out: list[Span] = []
    for span in _deletions(text, chosen.taken_out):
        gone = _with_gap(text, span)
        # White space that goes along may hold what another fix puts in: that is then left as it is.
        gone = span if any(gone.overlaps(edit.span) for edit in _within(chosen.put_in, gone)) else gone
        # … and may go with the one before already.
        if taken_out and gone.start <= taken_out[-1].end:
            taken_out[-1] = Span(min(gone.start, taken_out[-1].start), max(gone.end, taken_out[-1].end))
        else:
            taken_out.append(gone)
    return sorted([*chosen.put_in, *(Edit(span, "") for span in taken_out)])


def made(text: str, changes: Iterable[Edit]) -> str:
    """Return the text with edits made that are in the order of the text and do not overlap."""
    parts: list[str] = []
    position = 0
    for span, replacement in changes:
        parts += (text[position : span.start], replacement)
        position = span.end
    parts.append(text[position:])
    return "".join(parts)


class _Chosen:
    """The edits that are to be made, so arranged that one more can be asked about without looking at all."""

    def __init__(self) -> None:
        self.put_in: list[Edit] = []  # in the order of the text; none overlap
        self.taken_out: list[Span] = []  # in the order of the text; those that overlap are one

    def clashes(self, edit: Edit) -> bool:
        """Tell whether an edit cannot be made besides those: it overlaps one, and one of the two puts something in."""
        if any(edit.span.overlaps(other.span) for other in _within(self.put_in, edit.span)):
            return True
        if not edit.replacement:
            return False
        index = bisect_left(self.taken_out, edit.span)
        return any(edit.span.overlaps(other) for other in self.taken_out[max(0, index - 1) : index + 1])

    def add(self, chosen: Iterable[Edit]) -> None:
        """Take edits that clash with none."""
        for edit in chosen:
            if edit.replacement:
                insort(self.put_in, edit)
                continue
            first = bisect_left(self.taken_out, edit.span)
            if first and self.taken_out[first - 1].end >= edit.span.start:
                first -= 1
            last = bisect_right(self.taken_out, edit.span.end, lo=first, key=lambda span: span.start)
            joined = [edit.span, *self.taken_out[first:last]]
            self.taken_out[first:last] = [Span(min(span.start for span in joined), max(span.end for span in joined))]


def _within(put_in: Sequence[Edit], span: Span) -> Iterator[Edit]:
    """Yield the edits, of some that do not overlap, which may overlap a span."""
    index = max(0, bisect_left(put_in, span.start, key=lambda edit: edit.span.start) - 1)
    while index < len(put_in) and put_in[index].span.start < max(span.end, span.start + 1):
        yield put_in[index]
        index += 1


def _deletions(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return the stretches that the spans take out, joined where nothing is left between lines that they empty."""
    merged: list[Span] = []
    for span in spans:
        if merged:
            before = merged[-1]
            gap = text[before.end : span.start]
            if gap.isspace() and _empties(text, before) and _empties(text, span):
                merged[-1] = Span(before.start, span.end)
                continue
        merged.append(span)
    return merged


def _empties(text: str, span: Span) -> bool:
    """Tell whether nothing is left on the lines of a span."""
    start, end = _inner(text, span)
    return (start == 0 or text[start - 1] in _BREAKS) and (end == len(text) or text[end] in _BREAKS)


def _inner(text: str, span: Span) -> Span:
    """Return a span with the spaces beside it on its lines."""
    start, end = span
    while start > 0 and text[start - 1] in _SPACES:
        start -= 1
    while end < len(text) and text[end] in _SPACES:
        end += 1
    return Span(start, end)


def _with_gap(text: str, span: Span) -> Span:
    """Return a deletion with the gap that goes with it: where it empties lines, the smaller of the gaps around them; amid a
    line, one of the spaces between which it stood.
    """
    if not _empties(text, span):
        return _with_space(text, span)
    start, end = span
    while start > 0 and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end].isspace():
        end += 1
    if start == 0:
        return Span(0, end)
    if end == len(text):
        # The last line keeps its line break, if it had one.
        return Span(start, end - len(_last_break(text[span.end : end])))
    before, after = text[start : span.start], text[span.end : end]
    return Span(span.start, end) if _breaks(after) <= _breaks(before) else Span(start, span.end)


def _with_space(text: str, span: Span) -> Span:
    """Return a deletion amid a line with the spaces that would stand double, or at an end of the line, without it."""
    start, end = _inner(text, span)
    if start == 0 or text[start - 1] in _BREAKS:
        # An indent may mean something, as in Markdown: it stays where it is.
        return Span(span.start, end)
    if end == len(text) or text[end] in _BREAKS:
        return Span(start, end)
    return Span(span.start, end) if start < span.start else span


def _breaks(gap: str) -> int:
    r"""Return the number of line breaks in white space, `\r\n` being one."""
    return gap.count("\n") + gap.count("\r") - gap.count("\r\n")


def _last_break(gap: str) -> str:
    """Return the line break that white space ends with, nothing where it ends otherwise."""
    return "\r\n" if gap.endswith("\r\n") else gap[-1:] if gap.endswith(("\n", "\r")) else ""
