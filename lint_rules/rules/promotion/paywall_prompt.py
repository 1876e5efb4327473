"""PRO002: offers of a paywall."""
from __future__ import annotations
from lint_rules.finding import Severity
from lint_rules.rule import Anchor, Invalid, Valid, phrases
from lint_rules.shapes import Prompt


class PaywallPrompt(Prompt):
    """x
    ## Why it matters
    x
    ## When it is right to keep
    x
    """
    code = "PRO002"
    severity = Severity.WARNING
    triggers = (
        *phrases("paywall_prompt"),
        *phrases("paywall_prompt_start", Anchor.START),
        *phrases("paywall_prompt_part", Anchor.ANYWHERE),
    )
    noun = "paywall prompt"
    topic = ("paywall", "subscriber", "subscription", "log in", "login")
    VALID = (Valid("x"),)
    INVALID = (Invalid("⟦Subscribe now⟧"),)
