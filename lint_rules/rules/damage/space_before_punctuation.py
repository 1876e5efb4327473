"""TXT004: a space before a full stop or comma."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lint_rules.finding import Counts, Edit, Finding, Fix, Severity, Span
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Invalid, Rule, Trigger, Valid, quoted

MARKS: Final = (" .", " ,")
"""Folded, so that the space may be a no-break one. French and older English set spaces before ; : ! ? », but in no language does one stand before a full stop or a comma."""
HABIT = 6  # this many marks set apart …
HABIT_SHARE = 0.3  # … and this share of all full stops and commas: a text is set so (tokenised, transcribed), no links were lost

_BEFORE = pattern(r"(?:[^\W_]|[)\]”’\"'%])[ \u00a0]{1,2}\Z")
_AFTER = pattern(r"(?! ?[.,])(?:[\s)”’\"']|\Z)")
_LAST_WORD = pattern(r"[\w.’'-]{0,40}[^\w\s]{0,2}\Z")
_WINDOW = 48  # characters before a mark in which its word begins


class SpaceBeforePunctuation(Rule):
    """A space stands before a full stop or a comma.

    ## Why it matters
    It is the trace of a link or an icon that was taken out: "on your dashboard ." Sentence splitters stumble over it, and a
    reader sees the seam.

    ## How it is found
    A word, one or two spaces, a full stop or comma, and then the end of the sentence. Decimal points (" .5"), names like .NET, dots of an
    ellipsis and the spaces that French puts before ; : ! ? » are no such thing. Where a third of a text's stops stand so, the text is
    set that way (tokenised corpora, transcripts): that is noted once, as `info`.

    ## When it is right to keep
    In texts split into tokens on purpose.

    ## Fix safety
    Taking out the space is safe.
    """

    code = "TXT004"
    counts = Counts.DAMAGE
    confidence = 0.95
    triggers = tuple(Trigger(mark, Anchor.ANYWHERE) for mark in MARKS)

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each mark set apart; the span is the word, the space and the mark."""
        text = ctx.doc.text
        places = [place for hit in ctx.hits if (place := _place(text, hit.span))]
        if not places:
            return
        all_marks = text.count(".") + text.count(",")
        if len(places) >= HABIT and len(places) >= HABIT_SHARE * all_marks:
            start, end = places[0]
            message = f"full stops and commas are set apart throughout: {len(places)} of {all_marks}"
            yield self.finding(Span(start, end), message, severity=Severity.INFO)
            return
        for start, end in places:
            word = _LAST_WORD.search(text, max(0, start - _WINDOW), start)
            first = word.start() if word else start
            fix = Fix((Edit(Span(start, end - 1), ""),), safe=True, description="take out the space")
            yield self.finding(Span(first, end), f"space before punctuation: {quoted(text[first:end])}", fix=fix)

    VALID = (
        Valid("It costs .5 of a pound, runs on .NET and ends in .txt; then there was … nothing . . . at all ...\n"),
        Valid("Il dit : « Venez ! » Elle répond : « Pourquoi ? » Puis ils partent ; la route est longue.\n"),
        Valid("Press “,” and then “.” on the keypad.\n"),
        Valid("Call foo(a, b, c) and x = a.b to see.\n"),
        Valid("Wait ... what? She paused .... and left.\n"),
        Valid("Files: ./run.sh ../lib .hidden ,v\n"),
        Valid("Really ? Yes ! He wrote so : always ; like this.\n"),
    )
    INVALID = (
        Invalid(
            "Save the plan on your ⟦planner .⟧ Then print it.\n",
            fixed="Save the plan on your planner. Then print it.\n",
        ),
        Invalid(
            "We met Jo ⟦Park ,⟧ a baker, and her son.\n",
            fixed="We met Jo Park, a baker, and her son.\n",
        ),
        Invalid("See the ⟦map .⟧\n\nThe road is open.\n", fixed="See the map.\n\nThe road is open.\n"),
        Invalid("It was painted in ⟦1612 .⟧ Nobody knows by whom.\n"),
        Invalid("Lisez le ⟦rapport .⟧ Il est court.\n"),
        Invalid(
            "the cat⟦ ,⟧ she said , sat on the mat . it was warm . the dog , too , lay down . all slept .\n",
            severity=Severity.INFO,
        ),
        Invalid("It is in the ⟦annex\u00a0.⟧ The key is lost.\n"),
    )


def _place(text: str, span: Span) -> tuple[int, int] | None:
    """Return from the first space before a mark to its end; None where the mark is not set apart."""
    start, end = span
    before = _BEFORE.search(text, max(0, start - 2), end - 1)
    return (before.start() + 1, end) if before and _AFTER.match(text, end) else None
