"""PRO010: beginnings of other stories, cut short."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity
from lint_rules.language import FUNCTION_WORDS
from lint_rules.lazy import pattern
from lint_rules.rule import Context, Invalid, Rule, Valid, quoted, remove_lines
from lint_rules.shapes import lines_with

TEASER_WORDS = range(6, 26)  # words of a teaser; shorter lines that trail off are an author's pause, longer ones paragraphs
EXCERPT_WORDS = 6  # words from which a line that ends in "[…]" or in a link to the rest is an excerpt
LONE_EXCERPT_WORDS = 26  # from here on a lone one is a paragraph that its author shortened
REACH = 3  # lines between two teasers of a list: a headline, a date and a caption may stand between them
MANY = 3  # lines cut near one another that need no further sign
TAIL = 60  # characters at the end of a line in which the cut and the link to the rest stand
QUOTE = 48  # characters of a teaser's end that the message quotes

_MORE = (
    r"(?:\(?(?:(?:read|see|view|learn|continue|full|find out) ?)?(?:more|reading|story|article)\)?|weiterlesen|mehr(?: lesen)?"
    r"|lire (?:la suite|plus)|(?:leer|ver) más|seguir leyendo|(?:ler|leia|ver|saiba) mais|leggi(?: tutto)?|continua(?: a leggere)?"
    r"|lees (?:meer|verder)|läs mer|lue lisää|(?:czytaj )?więcej|czytaj dalej)"
)
# What a list of stories cuts with: an ellipsis, alone or in brackets, and perhaps a link to the rest.
_CUT = pattern(rf"(?P<bracket>\[ ?(?:…|\.{{3}}) ?\])?(?:(?<=\])|…|\.{{3,4}}) ?(?P<more>{_MORE})?[ »›→>]*$")
_SPEECH = ('"', "“", "„", "«", "'", "‘", "–", "—")
# Words at which only a machine stops; a writer who trails off may well stop at a verb or an adverb.
_MAY_END = frozenset(
    "it him her them this that so on in up out over more been was is are not no more mehr auf ein aus lui elle".split()
)
_UNFINISHED = {code: (words | {"a", "an"}) - _MAY_END for code, words in FUNCTION_WORDS.items()}


class CutTeaser(Rule):
    """The beginnings of other stories stand here, cut off in mid-sentence.

    ## Why it matters
    Lists of "latest posts" show the first hundred characters of each story and cut wherever that is. Taken for text, they
    are sentences that end nowhere, about things that the article never mentions.

    ## How it is found
    Lines that end in an ellipsis: alone where it stands in brackets, as blogs cut their excerpts ("[…]"), or before a link
    to the rest ("… Read more"); else where several such lines of a teaser's length stand near one another, and one of them
    stops at a word that leans on the next, or there are three of them. Very short lines are an author's pauses, long ones paragraphs.

    ## When it is right to keep
    Verse and dialogue that trail off line by line; a round-up that quotes the beginnings of other articles on purpose.
    """

    code = "PRO010"
    severity = Severity.WARNING
    confidence = 0.97

    VALID = (
        Valid("She waited for the boat to come in ...\n\nIt never came, and in the morning she sold the house.\n"),
        Valid("And so we went on walking…\n\nAnd on…\n\nUntil the lamp went out…\n"),
        Valid("“I thought that you would never come back to the…”\n\n“To the island? I never left it in my thoughts and…”\n"),
        Valid("The report quotes the treaty: each party shall warn the others [...] before it opens its gates.\n"),
        Valid("To be continued ...\n"),
        Valid("Loading ...\n\nPlease wait ...\n"),
        Valid(
            "The treaty of 1921 says that each party shall warn the others before it opens its gates, that the warning shall go by telegraph, and that the"
            " gauges shall be read at noon and at midnight, on working days and on Sundays [...]\n"
        ),
        Valid("If the weir fails ...\n\n- leave by the upper road\n- take the animals with you\n"),
        Valid(
            "The wind was in the willows and the rain was on the roof …\nThe boat was on the water and the water on the move …\n"
        ),
    )
    INVALID = (
        Invalid(
            "The weir holds.\nTwelve swans on the ice\n⟦Nobody knows how the birds found their way to the pond behind the […]⟧\n",
            fixed="The weir holds.\nTwelve swans on the ice\n",
        ),
        Invalid(
            "The weir holds.\nMill for sale\n⟦The last mill in the valley will go under the hammer after the owner's...⟧\n"
            "Ferry late again\n⟦Passengers on the noon boat to Hale had to wait for two hours when a...⟧\n"
        ),
        Invalid("The weir holds.\n⟦Passengers on the noon boat to Hale had to wait for … Read more »⟧\n"),
        Invalid("Das Wehr hält.\n⟦Die letzte Mühle im Tal kommt unter den Hammer, weil der Besitzer … weiterlesen⟧\n"),
        Invalid("Le barrage tient.\n⟦Le dernier moulin de la vallée sera vendu aux enchères après la […]⟧\n"),
        Invalid("La presa aguanta.\n⟦El último molino del valle saldrá a subasta porque el dueño... Leer más⟧\n"),
        Invalid("La diga tiene.\n⟦L'ultimo mulino della valle andrà all'asta perché il proprietario [...]⟧\n"),
        Invalid(
            "The weir holds.\n⟦New bells for the church of Saint Anne, cast in Torne…⟧\n⟦Seven questions for the keeper of the gates, Per Beck…⟧\n"
            "⟦How the baker of Mill Street kept his ovens dry…⟧\n"
        ),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each excerpt, and for each of several teasers near one another."""
        doc = ctx.doc
        dotted = {line.index: line for dots in ("…", "...") for line in lines_with(doc, dots)}
        cut = [(line, kind) for _, line in sorted(dotted.items()) if (kind := _cut(doc, line)) is not None]
        for group in _groups(cut):
            together = len(group) > 1 and (len(group) >= MANY or any(kind != "trailing" for _, kind in group))
            for line, kind in group:
                if together or (kind == "excerpt" and line.words < LONE_EXCERPT_WORDS):
                    beside = f"beside {len(group) - 1} more that are cut" if together else "as lists of stories cut"
                    yield self.finding(
                        line.span, f"cut teaser {quoted(line.text[-QUOTE:])}, {beside}", fix=remove_lines(line, safe=False)
                    )


def _cut(doc: Document, line: Line) -> str | None:
    """Return how a line is cut: as an "excerpt", "unfinished" at a word that leans on the next, "trailing" off; None where it is not."""
    tail = doc.folded[max(line.start, line.end - TAIL) : line.end]
    if "…" not in tail and "..." not in tail:
        return None
    match = _CUT.search(tail)
    if match is None or line.text.startswith(_SPEECH):
        return None
    if match["bracket"] or match["more"]:
        return "excerpt" if line.words >= EXCERPT_WORDS else None
    before = tail[: match.start()]
    if line.words not in TEASER_WORDS or not (before[-1:].isalnum() or before[-1:] in ",'"):
        return None
    word = before.rpartition(" ")[2]
    leaning = _UNFINISHED.get(doc.language or "en", frozenset())
    return "unfinished" if word in leaning or word.endswith((",", "'", "'s")) else "trailing"


def _groups(cut: list[tuple[Line, str]]) -> list[list[tuple[Line, str]]]:
    groups: list[list[tuple[Line, str]]] = []
    for line, kind in cut:
        if groups and line.index - groups[-1][-1][0].index <= REACH:
            groups[-1].append((line, kind))
        else:
            groups.append([(line, kind)])
    return groups
