"""Applying fixes: edits that overlap are left for another round, so that each is made on the text it was meant for."""

from __future__ import annotations

from collections.abc import Iterable

from lint_rules.finding import Edit, Fix


def apply(text: str, fixes: Iterable[Fix]) -> str:
    """Return the text with all edits of the fixes made, first come first served; a fix is made whole or not at all.

    An edit that is the same as, or lies inside, a deletion already chosen is made by it.
    """
    chosen: list[Edit] = []
    for fix in sorted(fixes, key=lambda each: (each.edits[0].span.start, -each.edits[-1].span.end)):
        fresh = [edit for edit in fix.edits if not any(_covered(edit, other) for other in chosen)]
        if not any(edit.span.overlaps(other.span) for edit in fresh for other in chosen):
            chosen += fresh
    for edit in sorted(chosen, reverse=True):
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    return text


def _covered(edit: Edit, other: Edit) -> bool:
    inside = other.span.start <= edit.span.start and edit.span.end <= other.span.end
    return inside and not other.replacement and not edit.replacement
