"""CRD008: the caption of a picture that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity
from lint_rules.rule import Context, Invalid, Rule, Valid, quoted
from lint_rules.shapes import by_line, looks_like_name
from lint_rules.shapes.picture_credits import TRIGGERS, credit_tail, is_credit_line

LENGTH = range(30, 401)  # characters of a caption


class Caption(Rule):
    """The caption of the first picture was scraped without the picture.

    ## Why it matters
    A sentence that tells what can be seen is hard to follow where nothing can be seen, and interrupts the story.

    ## When it is right to keep
    Often: it is part of the article as it was printed. The finding is information, and never lowers the score; a caption
    that comes twice is reported as a repeat.
    """

    code = "CRD008"
    severity = Severity.INFO
    confidence = 0.8
    triggers = TRIGGERS

    VALID = (
        Valid("The kites went up at noon over the sands of Brigham.\n\nPhoto: Petra Lindal\n"),
        Valid("Getty Images sued the start-up in London over twelve million pictures, and nobody knows who will win.\n"),
        Valid("Whale over the sands\nPhoto by Petra Lindal\n\nIt is thirty metres long.\n"),
        Valid("Photo: Petra Lindal\n\nThe kites went up at noon over the sands of Brigham.\n"),
    )
    INVALID = (
        Invalid(
            "Whale over the sands\n\n⟦Children run below a kite at Brigham on Sunday.⟧\nPhoto: Petra Lindal\n\nIt is thirty metres long.\n"
        ),
        Invalid(
            "⟦Actors rehearse a sword fight on the deck of the Thalia on Monday.⟧\nGetty Images\n\nThe barge leaves in May.\n"
        ),
        Invalid("⟦Children run below a kite in the shape of a whale. (Photo by Petra Lindal/AP)⟧\n\nIt is thirty metres long.\n"),
        Invalid("⟦Kinder laufen unter einem Drachen in Gestalt eines Wals.⟧\nFoto: Uwe Lamm/dpa\n\nEr ist dreißig Meter lang.\n"),
        Invalid(
            "⟦Des enfants courent sous un cerf-volant en forme de baleine.⟧\nCrédit photo : Inès Moreau\n\nIl fait trente mètres.\n"
        ),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield the first caption: the line above a credit, or the line that ends in one."""
        doc = ctx.doc
        for line, hits in by_line(ctx.hits):
            if is_credit_line(doc, line, hits):
                caption = _above(doc, line)
            else:
                tail = credit_tail(line, hits)
                caption = line if tail is not None and len(line.text) in LENGTH and tail.start > line.start else None
            if caption is not None:
                yield self.finding(caption.span, f"caption {quoted(caption.text)}")
                return


def _above(doc: Document, credit: Line) -> Line | None:
    """Return the caption directly above a line of credit, or above the photographer's name there."""
    if not credit.index or credit.gap:
        return None
    above = doc.lines[credit.index - 1]
    if looks_like_name(above.text) and above.index and not above.gap:
        above = doc.lines[above.index - 1]
    # A text without blank lines does not show that caption and credit belong together.
    apart = above.gap > 0 or not above.index
    return above if apart and above.stopped and len(above.text) in LENGTH else None
