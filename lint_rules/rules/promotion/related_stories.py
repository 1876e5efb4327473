"""PRO005"""
from __future__ import annotations
from lint_rules.rule import Context, Invalid, Valid, Rule, phrases, quoted
from lint_rules.shapes import by_line
class RelatedStories(Rule):
    """x
    ## Why it matters
    x
    ## When it is right to keep
    x
    """
    code = "PRO005"
    triggers = phrases("related_stories")
    VALID = (Valid("x"),)
    INVALID = (Invalid("⟦Related stories⟧"),)
    def check(self, ctx):
        for line, hits in by_line(ctx.hits):
            yield self.finding(line.span, f"related {quoted(line.text)}, alone on its line", weak=all(h.trigger.weak for h in hits))
