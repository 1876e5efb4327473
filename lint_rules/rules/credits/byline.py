"""CRD004: the name of who wrote the text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from lint_rules.document import Line
from lint_rules.finding import Finding, Severity
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Invalid, Rule, Valid, phrases, quoted
from lint_rules.shapes import looks_like_name

HEAD = 15  # lines at the top among which a byline stands
BEGINNING = 2  # letters by which most other lines are told at once; nothing that bylines begin with is shorter
LONGEST = 160  # characters of a byline

_NEXT_NAME = pattern(r" (?:and|und|et|y|e|en|och|ja|i|for|für|pour|para|on|am|le|el|il) |[,|•·–—(/-]|\d")


class Byline(Rule):
    """A line at the top names who wrote the text.

    ## Why it matters
    It is no sentence of the article, and whoever counts words or trains on text may want to leave it out.

    ## When it is right to keep
    Mostly: it is the author's due. The finding is information, and never lowers the score.
    """

    code = "CRD004"
    severity = Severity.INFO
    confidence = 0.9

    VALID = (
        Valid("By dawn the ferry had gone, and with it the only doctor on the island, who had meant to stay for a week.\n"),
        Valid("The mill\n\nBy river and by road the grain came in for six hundred years.\n"),
        Valid("Von Null auf Hundert\n\nDie neue Bahn braucht neun Sekunden.\n"),
        Valid("Por amor al arte\n\nEl pintor regala sus cuadros.\n"),
        Valid("By 2019 the mill had closed\n\nNobody bought it.\n"),
    )
    INVALID = (
        Invalid("Five more years for the market\n\n⟦By Lorena Stubbs and Farid Kazemi⟧\n\nThe traders stay.\n"),
        Invalid("Five more years for the market\n⟦By SELMA MARCHETTI, CWN⟧\nThe traders stay.\n"),
        Invalid("Fünf Jahre mehr für den Markt\n\n⟦Von Lore Stumm | 3. Mai 2021⟧\n\nDie Händler bleiben.\n"),
        Invalid("Cinq ans de plus pour le marché\n\n⟦Par Laure Estève⟧\n\nLes marchands restent.\n"),
        Invalid("Cinque anni in più per il mercato\n\n⟦di Lorena Stucchi⟧\n\nI banchi restano.\n"),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield the lines at the top that are bylines."""
        for line in ctx.doc.lines[:HEAD]:
            if len(line.text) <= LONGEST and _is_byline(line):
                yield self.finding(line.span, f"byline {quoted(line.text)}")


@cache
def _leads() -> tuple[str, ...]:
    """Return what bylines begin with, the longest first."""
    return tuple(sorted(phrases("byline_lead", Anchor.START).words, key=lambda lead: (-len(lead), lead)))


@cache
def _beginnings() -> frozenset[str]:
    """Return the first letters of what bylines begin with: few lines begin so."""
    return frozenset(lead[:BEGINNING] for lead in _leads())


def _is_byline(line: Line) -> bool:
    if line.key[:BEGINNING] not in _beginnings() or not line.key.startswith(_leads()):
        return False
    for lead in _leads():
        if line.key.startswith(lead):
            rest = line.text[line.text.lower().find(lead) + len(lead) :]
            if rest[:1] in (" ", "\u00a0", ":") or lead.endswith(":"):
                return looks_like_name(_NEXT_NAME.split(rest.strip(" \u00a0:"), maxsplit=1)[0])
    return False
