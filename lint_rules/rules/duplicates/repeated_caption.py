"""DUP002: a caption once more."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.finding import Finding, Note
from lint_rules.rule import Context, Invalid, Rule, Valid, quoted, remove_lines
from lint_rules.shapes.repeats import is_caption, repeats

EXACT, EDITED = 0.95, 0.85  # confidence, by how the copy was made


class RepeatedCaption(Rule):
    """The caption of the picture at the top stands there twice.

    ## Why it matters
    Pages hold a caption for the picture, for its enlargement and for readers who do not see it. A scraper takes them all, and the first
    sentences of the text are the same sentence.

    ## How it is found
    Two lines near the top, at most five lines apart, that say the same: word for word, or with the same names and numbers and most of the words in
    the same order. Numbered items and lines that share only their pattern are left alone.

    ## When it is right to keep
    Never; but which of two edited versions to keep is yours to choose.

    ## Fix safety
    Taking out an exact copy is safe.
    """

    code = "DUP002"
    confidence = EXACT

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each copy near the top."""
        doc = ctx.doc
        for repeat in doc.view(repeats):
            if is_caption(repeat, doc):
                how = "word for word" if repeat.likeness == 1 else f"with {repeat.likeness:.0%} of its words"
                yield self.finding(
                    repeat.line.span,
                    f"repeated caption {quoted(repeat.line.text, 40)}: stands {repeat.line.index - repeat.earlier.index} lines above, {how}",
                    confidence=EXACT if repeat.likeness == 1 else EDITED,
                    fix=remove_lines(repeat.line, safe=repeat.likeness == 1),
                    related=(Note("the caption", repeat.earlier.span),),
                )

    VALID = (
        Valid(
            "The market hall\n\nTraders of the market hall wait for customers on a rainy Friday morning in May.\nPhoto: A. Berg\n\n"
            "The traders of the hall say that the new road has taken their customers away.\n"
        ),
        Valid(
            "Results\n\nTickets for the match against Leeds on Saturday 4 May cost 12 pounds at the gate.\n"
            "Tickets for the match against Derby on Saturday 11 May cost 14 pounds at the gate.\n"
        ),
        Valid(
            "Terms\n\n(a) The tenant pays the rent to the owner on the first day of the month.\n"
            "(b) The tenant pays the rent to the owner on the first day of the month.\n"
        ),
        Valid("The river\n\nSing of the river, the river that runs\n\nSing of the river, the river that runs\n\nTo the sea.\n"),
        Valid(
            "Add salt and stir.\n\nAdd salt and stir.\n\nServe with bread and a salad of leaves from the garden, which takes no time to make.\n"
        ),
        Valid(
            "The left wing of the house was built in 1702 by the brothers Adam.\nThe right wing of the house was built in 1745 by the sons of the brothers.\n"
        ),
        Valid("x\n"),
        Valid(
            "Ana Ruiz, left, and Tom Day wait at the door of the court in Leeds on Monday.\nSue Parr, left, and Jan Hill wait at the door of the court in Derby on Friday.\n"
        ),
    )
    INVALID = (
        Invalid(
            "Storm closes the pass\n\nA snow plough clears the road below the Sella pass on Sunday evening after the storm.\nMarco Riva\n"
            "⟦A snow plough clears the road below the Sella pass on Sunday evening after the storm.⟧\n\nThe storm came at noon.\n",
            fixed="Storm closes the pass\n\nA snow plough clears the road below the Sella pass on Sunday evening after the storm.\nMarco Riva\n\nThe storm came at noon.\n",
        ),
        Invalid(
            "Fishermen mend their nets on the quay at Ostend on Tuesday, ahead of the new season.\n"
            "⟦Fishermen mend nets on the quay in Ostend on Tuesday, ahead of the new fishing season. (Photo: J. Claes)⟧\n\nThe season begins in May.\n"
        ),
        Invalid(
            "Judge Maria Lopez listens to a witness in the second week of the trial in Porto, on March 3.\nView gallery\n3 Images\n"
            "⟦Judge Maria Lopez listens to a witness during the second week of the trial in Porto on March 3.⟧\n\nThe trial goes on.\n"
        ),
        Invalid(
            "The choir of St Anne's sings at the opening of the restored organ in the nave, last Sunday\n\n"
            "⟦The choir of St Anne's sings at the opening of the restored organ in the nave, last Sunday⟧\n\nThe organ dates from 1760.\n"
        ),
        Invalid(
            "Der Bürgermeister Karl Huber und die Wirtin Eva Maier eröffnen am Samstag das Fest in Hallein.\nFoto: Huber\n"
            "⟦Bürgermeister Karl Huber und Wirtin Eva Maier eröffnen am Samstag das Fest in Hallein.⟧\n\nDas Fest dauert drei Tage.\n"
        ),
    )
