"""CRD007: who else worked on a story."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.document import Line
from lint_rules.finding import Finding, Severity
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Hit, Invalid, Rule, Trigger, Valid, phrases, quoted
from lint_rules.shapes import by_line

LAST_SHARE = 0.5  # share of the text before such a line; in a short item it may be half
LONGEST = 500  # characters of the line
NAMES = 2  # capitalised words that name somebody

_CAPITALISED = pattern(r"\b[^\W\d_a-z][\w'’-]+")
_CONTRIBUTED = Trigger("contributed", Anchor.END)


class ContributorLine(Rule):
    """A line at the end names who else worked on the story.

    ## Why it matters
    It tells of how the story was made, and stands apart from it.

    ## When it is right to keep
    Mostly: it is those people's due. The finding is information, and never lowers the score.
    """

    code = "CRD007"
    severity = Severity.INFO
    confidence = 0.95
    triggers = (phrases("contributor_line", Anchor.ANYWHERE), _CONTRIBUTED)

    VALID = (
        Valid("Soot from the ferry contributed to this report of a grey winter, the doctors said, and so did the stoves.\n"),
        Valid("The fair\n\nEverybody brought what they had, and even the rain contributed.\n"),
        Valid("Reporting by night was his habit, and by day he slept under the desk with a lamp in his arms for company.\n"),
        Valid(
            "Compiled by hand, the list took eleven years, and it was wrong in four places on the day that it was done.\n\nNobody minded.\n"
        ),
    )
    INVALID = (
        Invalid(
            "The talks will go on.\n\nThey always do.\n\n⟦Mirza Ozan in Kaledere and Judith Prynne in Geneva contributed to this report.⟧\n"
        ),
        Invalid("The talks will go on, said the minister.\n\n⟦(Reporting by Mirza Ozan; editing by Judith Prynne)⟧\n"),
        Invalid(
            "The talks will go on, said the minister.\n\n⟦Prynne reported from Geneva. MPR writers Mirza Ozan and Lev Adler contributed.⟧\n"
        ),
        Invalid("Die Gespräche gehen weiter, sagte der Minister.\n\n⟦Mitarbeit: Mirza Ozan, Judith Prinz⟧\n"),
        Invalid("Les pourparlers continuent, dit le ministre.\n\n⟦Mirza Ozan et Judith Prin ont contribué à cet article.⟧\n"),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield the lines in the second half that name contributors."""
        doc = ctx.doc
        for line, hits in by_line(ctx.hits):
            late = line.end > LAST_SHARE * len(doc.text) and line.index > 0
            if late and len(line.text) <= LONGEST and _names_somebody(line, hits):
                yield self.finding(line.span, f"line of contributors {quoted(line.text)}")


def _names_somebody(line: Line, hits: list[Hit]) -> bool:
    """Tell whether names stand where the words want them: before "contributed", after "by"."""
    for hit in hits:
        before, after = line.text[: hit.span.start - line.start], line.text[hit.span.end - line.start :]
        follows = hit.trigger.phrase.endswith((" by", ":", " von", " de", " van", "colaborou", "colaboraram"))
        named = _CAPITALISED.findall(after[:80] if follows else before)
        # Where names are to follow, they follow at once, and nothing but a bracket stands before.
        prompt = not follows or (bool(_CAPITALISED.match(after.lstrip(" :"))) and len(before) < len("(Additional "))
        if len(named) >= NAMES and prompt:
            return True
    return False
