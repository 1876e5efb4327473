"""PRO003: consent banners."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Span
from lint_rules.rule import Anchor, Context, Hit, Invalid, Rule, Valid, phrases, quoted, remove_lines
from lint_rules.shapes import by_line, speaks_of

REACH = 2
ABOUT = re.compile(
    "cookie|consent|gdpr|rgpd|ccpa|privacy|datenschutz|privatsphäre|einwilligung|zustimmung|confidentialit|consentement|vie privée|"
    "privacidad|consentimiento|privacidade|consentimento|consenso|toestemming|samtycke|kakor|integritet|eväste|suostumu|tietosuoj|zgod|prywatno"
)
SITE = re.compile(
    r"\b(?:web ?site|site|browser|brows|traffic|personali|analy[sz]|technolog|partner|experience|preference|settings|advert|content|device|features|"
    "consent|privacy|policy|vendors|third|improv|"
    "webseite|seite|nutzung|nutzer|einstellung|anzeigen|werbung|erlebnis|inhalte|dienste|"
    "navigation|expérience|publicit|contenu|audience|utilisateur|partenaires|navegaci|navega|experiencia|publicidad|contenid|usuario|sitio|"
    "experiência|publicidade|conteúdo|sito|navigazion|esperienza|pubblicit|contenuti|utent|ervaring|advertent|gebruik|webbplats|upplevelse|annons|"
    "innehåll|sivusto|käyttökokemu|mainon|kumppani|stron|serwis|reklam|użytkown|treści|urządz)"
)

class CookieBanner(Rule):
    """x
    ## Why it matters
    x
    ## When it is right to keep
    x
    """
    code = "PRO003"
    triggers = (
        *phrases("cookie_banner"),
        *phrases("cookie_banner_start", Anchor.START),
        *phrases("cookie_banner_part", Anchor.ANYWHERE),
    )
    VALID = (Valid("x"),)
    INVALID = (Invalid("⟦Accept all cookies⟧"),)

    def check(self, ctx):
        doc = ctx.doc
        for block in _blocks(doc, list(by_line(ctx.hits))):
            firm = [line for line, hits in block if _is_firm(doc, line, hits)]
            if not firm:
                for line, hits in block:
                    if ABOUT.search(line.key) and hits[0].trigger.anchor is Anchor.LINE:
                        yield self.finding(line.span, f"consent {quoted(line.text)}", weak=True)
                continue
            first, last = block[0][0], block[-1][0]
            text = doc.folded[first.start:last.end]
            if not ABOUT.search(text): continue
            inside = range(first.index, last.index + 1)
            weak = speaks_of(doc, ("cookie", "consent"), inside)
            yield self.finding(Span(first.start, last.end), f"consent banner {quoted(firm[0].text)} {len(block)} lines", weak=weak)


def _blocks(doc, lines):
    blocks=[]
    for line, hits in lines:
        if blocks and line.index - blocks[-1][-1][0].index <= REACH and not any(o.prose for o in doc.lines[blocks[-1][-1][0].index+1:line.index]):
            blocks[-1].append((line,hits))
        else:
            blocks.append([(line,hits)])
    return blocks

def _is_firm(doc, line, hits):
    if any(h.trigger.anchor is Anchor.LINE and not h.trigger.weak for h in hits):
        return True
    text=doc.folded[line.start:min(line.end,line.start+2000)]
    if any(h.trigger.anchor is Anchor.ANYWHERE for h in hits): return True
    return any(h.trigger.anchor is Anchor.START for h in hits) and ABOUT.search(text) and SITE.search(text)
