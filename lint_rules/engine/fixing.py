"""Applying fixes: edits that overlap are left for another round, so that each is made on the text it was meant for."""

from __future__ import annotations

from collections.abc import Iterable

from lint_rules.finding import Edit, Fix


def apply(text: str, fixes: Iterable[Fix]) -> str:
    """Return the text with all edits of the fixes made, first come first served; a fix is made whole or not at all.

    Deletions that overlap are made as one: neighbouring lines each take the gap between them along.
    """
    chosen: list[Edit] = []
    for fix in sorted(fixes, key=lambda each: (each.edits[0].span.start, -each.edits[-1].span.end)):
        if not any(_clash(edit, other) for edit in fix.edits for other in chosen):
            chosen += fix.edits
    end = len(text)
    for edit in sorted(chosen, key=lambda each: (each.span.end, each.span.start), reverse=True):
        start, stop = edit.span.start, min(edit.span.end, end)
        if start < stop or not edit.span.end - edit.span.start:
            text = text[:start] + edit.replacement + text[max(start, stop) :]
        end = min(end, start)
    return text


def _clash(edit: Edit, other: Edit) -> bool:
    """Tell whether two edits cannot both be made: they overlap, and one of them puts something in."""
    return edit.span.overlaps(other.span) and bool(edit.replacement or other.replacement)
