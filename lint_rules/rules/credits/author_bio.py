"""CRD006: a line about who wrote the text."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.finding import Finding, Severity
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Invalid, Rule, Valid, phrases, quoted
from lint_rules.shapes import by_line

LAST = 8  # lines at the end among which a note on the author stands
LONGEST = 600  # characters of such a note
EARLY = 140  # characters at its beginning in which it says what the author is
SUBJECT = 2  # mentions before it from which a person is what the text is about

_NAME_IS = pattern(
    r"(?P<name>[^\W\d_a-z][\w'’.-]{0,20}(?: (?:[^\W\d_a-z][\w'’.-]{0,20}|de|da|van|von|der|al|bin|la)){1,4})(?:, [^,]{2,60},)? "
    r"(?:is|ist|est|es|é|è|är|on|jest|schreibt|covers|writes|has been)\b"
)


class AuthorBio(Rule):
    """A note at the end says who wrote the text.

    ## Why it matters
    It tells of the author, not of the matter, and stands under every text of the same author.

    ## When it is right to keep
    Mostly: a reader may want to know. The finding is information, and never lowers the score.
    """

    code = "CRD006"
    severity = Severity.INFO
    confidence = 0.85
    triggers = phrases("author_role", Anchor.ANYWHERE)

    VALID = (
        Valid(
            "Nell Garrity is the author of nine novels, two of which have been filmed.\n\n"
            + "She writes on her feet, in pencil, at dawn.\n\n" * 9
        ),
        Valid("The reporter left the hall before the vote, and the correspondent of the Tribune slept through all of it.\n"),
        Valid(
            "Ada Brennick came late.\n\nAda Brennick spoke first.\n\nAda Brennick is a journalist, and nobody had told the mayor.\n"
        ),
        Valid("Why do you say that? a journalist asked, and the minister is said to have thrown his hat.\n"),
    )
    INVALID = (
        Invalid(
            "The fox sleeps under platform nine.\n\nIt eats worms.\n\n⟦Imke Saalfeld is a science reporter at the Estmoor Tribune. She has written about animals since 2012.⟧\n"
        ),
        Invalid("The talks will go on.\n\nNobody knows how long.\n\n⟦Judith Prynne is MPR's Kaledere correspondent.⟧\n"),
        Invalid(
            "Der Fuchs schläft unter Gleis neun.\n\nEr frisst Würmer.\n\n⟦Imke Saalfeld ist Redakteurin im Ressort Wissen.⟧\n"
        ),
        Invalid(
            "Le renard dort sous la voie neuf.\n\nIl mange des vers.\n\n⟦Inès Moreau est journaliste au service Sciences.⟧\n"
        ),
        Invalid("El zorro duerme bajo el andén nueve.\n\nCome lombrices.\n\n⟦Inés Moreno es periodista de ciencia.⟧\n"),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield the lines near the end that say what their first name is."""
        doc = ctx.doc
        for line, hits in by_line(ctx.hits):
            if line.index < max(2, len(doc.lines) - LAST) or len(line.text) > LONGEST:
                continue
            match = _NAME_IS.match(line.text)
            if match is None or all(hit.span.start - line.start > EARLY for hit in hits):
                continue
            if doc.text.count(match["name"], 0, line.start) < SUBJECT:
                yield self.finding(line.span, f"note on the author {quoted(line.text)}")
