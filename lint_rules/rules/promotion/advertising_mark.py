"""PRO004: labels of advertisements."""
from __future__ import annotations
from collections.abc import Iterator
from lint_rules.document import Line
from lint_rules.finding import Finding, Severity
from lint_rules.rule import Context, Invalid, Valid, patterns, phrases, quoted, remove_lines
from lint_rules.shapes import by_line, whole_line


class AdvertisingMark(__import__("lint_rules.rule").rule.Rule):
    """x
    ## Why it matters
    x
    ## When it is right to keep
    x
    """
    code = "PRO004"
    severity = Severity.WARNING
    triggers = phrases("advertising_mark")
    VALID = (Valid("x"),)
    INVALID = (Invalid("⟦Advertisement⟧"),)
    def check(self, ctx):
        for line, hits in by_line(ctx.hits):
            yield self.finding(line.span, f"advertising mark {quoted(line.text)}, alone on its line", weak=all(h.trigger.weak for h in hits))
