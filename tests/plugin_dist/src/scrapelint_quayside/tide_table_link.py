"""LOC701: the link to the tide table that harbour offices put under every story."""

from __future__ import annotations

from lint_rules.finding import Severity
from lint_rules.rule import Anchor, Invalid, Trigger, Valid
from lint_rules.shapes import PhraseLine


class TideTableLink(PhraseLine):
    """A link to the tide table was scraped as text.

    ## Why it matters
    It stands under every story of a harbour office and has nothing to do with any of them.

    ## When it is right to keep
    On the page of the tide table itself.
    """

    code = "LOC701"
    severity = Severity.ERROR
    confidence = 1.0
    triggers = (Trigger("to the tide table", Anchor.LINE),)
    noun = "tide table link"

    VALID = (Valid("We walked to the tide table and read it twice.\n"),)
    INVALID = (Invalid("The lock opens at nine.\n\n⟦» To the tide table⟧\n", fixed="The lock opens at nine.\n"),)
