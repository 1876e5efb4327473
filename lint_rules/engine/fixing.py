"""Applying fixes: each is made whole or not at all, and lines that are emptied go with the smaller of the gaps around them."""

from __future__ import annotations

from collections.abc import Iterable

from lint_rules.finding import Edit, Fix, Span


def apply(text: str, fixes: Iterable[Fix]) -> str:
    """Return the text with the edits of the fixes made; where two fixes cannot both be made, the first is.

    Deletions that overlap are one, and so are those with nothing but white space between them that empty whole lines.
    """
    chosen: list[Edit] = []
    for fix in sorted(fixes, key=lambda each: (each.edits[0].span.start, -each.edits[-1].span.end)):
        if not any(_clash(edit, other) for edit in fix.edits for other in chosen):
            chosen += fix.edits
    changes = [edit for edit in chosen if edit.replacement]
    changes += [Edit(_with_gap(text, span), "") for span in _deletions(text, [e.span for e in chosen if not e.replacement])]
    for edit in sorted(changes, reverse=True):
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    return text


def _clash(edit: Edit, other: Edit) -> bool:
    """Tell whether two edits cannot both be made: they overlap, and one of them puts something in."""
    return edit.span.overlaps(other.span) and bool(edit.replacement or other.replacement)


def _deletions(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return the stretches that the spans take out, sorted and disjoint."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged:
            before = merged[-1]
            gap = text[before.end : span.start]
            if span.start <= before.end or (gap.isspace() and _empties(text, before) and _empties(text, span)):
                merged[-1] = Span(before.start, max(before.end, span.end))
                continue
        merged.append(span)
    return merged


def _empties(text: str, span: Span) -> bool:
    """Tell whether nothing is left on the lines of a span."""
    return not _around(text, span)[0].rpartition("\n")[2].strip(" \t") and not _around(text, span)[1].partition("\n")[0].strip(
        " \t"
    )


def _around(text: str, span: Span) -> tuple[str, str]:
    """Return the rest of the line before a span and after it, with the white space beyond."""
    start, end = span
    while start > 0 and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end].isspace():
        end += 1
    return text[max(0, start - 1) : span.start], text[span.end : end + 1]


def _with_gap(text: str, span: Span) -> Span:
    """Return a deletion with the gap that goes with it: where it empties lines, the smaller of the gaps around them."""
    if not _empties(text, span):
        return span
    start, end = span
    while start > 0 and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end].isspace():
        end += 1
    if start == 0:
        return Span(0, end)
    if end == len(text):
        # The last line keeps its line break, if it had one.
        return Span(start, end - 1 if end > span.end and text[end - 1] == "\n" else end)
    before, after = text[start : span.start], text[span.end : end]
    return Span(span.start, end) if after.count("\n") <= before.count("\n") else Span(start, span.end)
