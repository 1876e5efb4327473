"""A text cut into segments, each with the findings that lie on all of it: what is drawn in one colour."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from lint_rules.finding import Counts, Severity
from lint_rules.reports.page.rows import Found, Stretch

KINDS = ("error", "warning", "damage", "info", "apart")
"""What a finding is coloured as; where several lie on the same words, the first of them shows."""


class Segment(NamedTuple):
    """Words under the same findings: their positions among those of the document, worst kind first and of
    one kind the shortest; `left_out` is how many
    characters before these words are not shown.
    """

    words: str
    marks: tuple[int, ...] = ()
    left_out: int = 0


def kind(found: Found) -> str:
    """Return what a finding is coloured as: hurt words alike, however sure that is; all others by severity."""
    if found.apart:
        return "apart"
    return "damage" if found.counts is Counts.DAMAGE and found.severity > Severity.INFO else found.severity.label


def segments(stretches: Sequence[Stretch], found: Sequence[Found], length: int) -> list[Segment]:
    """Return the parts of a text that are shown, cut wherever a finding begins or ends.

    `length` is that of the whole text. A finding of the text as a whole marks nothing.
    """
    marking = [(each.span, number) for number, each in enumerate(found) if not each.is_whole and each.span.start < each.span.end]
    rank = [(KINDS.index(kind(each)), each.span.end - each.span.start) for each in found]
    made: list[Segment] = []
    reached = 0
    for stretch in stretches:
        first, last = stretch.start, stretch.start + len(stretch.words)
        edges = {first, last} | {edge for span, _ in marking for edge in span if first < edge < last}
        places = sorted(edges)
        for start, end in pairwise(places):
            marks = [number for span, number in marking if span.start <= start and end <= span.end]
            marks.sort(key=rank.__getitem__)
            made.append(Segment(stretch.words[start - first : end - first], tuple(marks), start - reached))
            reached = end
    if reached < length:
        made.append(Segment("", (), length - reached))
    return made
