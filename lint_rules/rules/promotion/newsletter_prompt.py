"""PRO001: offers of a newsletter."""
from __future__ import annotations
from lint_rules.finding import Severity
from lint_rules.rule import Anchor, Invalid, Valid, phrases
from lint_rules.shapes import Prompt


class NewsletterPrompt(Prompt):
    """x
    ## Why it matters
    x
    ## When it is right to keep
    x
    """
    code = "PRO001"
    severity = Severity.WARNING
    triggers = (
        *phrases("newsletter_prompt"),
        *phrases("newsletter_prompt_start", Anchor.START),
        *phrases("newsletter_prompt_part", Anchor.ANYWHERE),
    )
    noun = "newsletter prompt"
    topic = ("newsletter", "subscriber", "mailing list", "inbox")
    VALID = (Valid("x"),)
    INVALID = (Invalid("⟦Subscribe now⟧"),)
