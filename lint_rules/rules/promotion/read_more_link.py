"""PRO008"""
from __future__ import annotations
import re
from lint_rules.rule import Anchor, Context, Invalid, Valid, Rule, phrases, quoted, remove_lines, patterns
from lint_rules.shapes import by_line
LINK_LENGTH=260
CITATION=re.compile(r"\(\d{4}[a-z]?\)|\bpp?\. ?\d|\bdoi\b|\bISBN\b|\bvol\. ?\d|\bed\.|\(ed", re.I)
class ReadMoreLink(Rule):
    """x
    ## Why it matters
    x
    ## When it is right to keep
    x
    """
    code = "PRO008"
    triggers = (*phrases("read_more_link"), *phrases("read_more_label", Anchor.START), *patterns(r"\[ [^\[\]\n]{15,160} \]"))
    VALID = (Valid("x"),)
    INVALID = (Invalid("⟦Read more: The ferry returns to Orle⟧"),)
    def check(self, ctx):
        for line, hits in by_line(ctx.hits):
            whole=[h for h in hits if h.trigger.anchor is Anchor.LINE]
            if whole:
                yield self.finding(line.span, f"button {quoted(line.text)}", weak=all(h.trigger.weak for h in whole)); continue
            starts=[h for h in hits if h.trigger.anchor is Anchor.START]
            if starts:
                h=max(starts,key=lambda h:h.span.end)
                rest=line.text[h.span.end-line.start:].strip()
                if not rest or len(line.text)>LINK_LENGTH or rest.count(" ")<2 or CITATION.search(rest) : continue
                if rest[0].islower(): continue
                yield self.finding(line.span, f"label {quoted(line.text)}", weak=h.trigger.weak)
            elif line.text.startswith("[ ") and line.text.endswith(" ]"):
                yield self.finding(line.span, f"bracket {quoted(line.text)}")
