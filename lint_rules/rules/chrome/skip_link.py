"""CHR001: links that jump over the menu."""

from __future__ import annotations

from lint_rules.finding import Severity
from lint_rules.rule import Invalid, Valid, phrases
from lint_rules.shapes import PhraseLine


class SkipLink(PhraseLine):
    """A link that jumps over the page's menu was scraped as text.

    ## Why it matters
    Every page of a site carries the same "Skip to content" for keyboard users. It is the first line of the page, so it
    becomes the title of whatever reads first lines, and it repeats in every document.

    ## When it is right to keep
    In an article about accessibility, where the words stand in a sentence: the rule looks at whole lines only.
    """

    code = "CHR001"
    severity = Severity.ERROR
    confidence = 0.99
    triggers = phrases("skip_link")
    noun = "skip link"

    VALID = (
        Valid("A skip link reads Skip to content and is the first thing on the page.\n"),
        Valid("Skip to content designers who know their craft and you will hear the same story.\n"),
    )
    INVALID = (
        Invalid("⟦Skip to Content⟧\n\nThe harbour opened at dawn.\n", fixed="The harbour opened at dawn.\n"),
        Invalid("The harbour opened at dawn.\n\n⟦» Jump to navigation⟧\n", fixed="The harbour opened at dawn.\n"),
        Invalid("⟦Zum Inhalt springen⟧\nDer Hafen öffnete früh.\n", fixed="Der Hafen öffnete früh.\n"),
    )
