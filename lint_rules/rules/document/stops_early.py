"""DOC005: texts that stop before their end."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.document import PROSE_WITH_STOP, Document, Line
from lint_rules.finding import Counts, Finding, Severity, Span, Verdict
from lint_rules.lazy import pattern
from lint_rules.lexicon import lexicon
from lint_rules.rule import Context, Invalid, Rule, Valid, phrases, quoted

FEWEST = 2  # paragraphs before the last: fewer do not show how the text ends its paragraphs
ENDED = 0.75  # share of them that end as sentences do
LONGEST_WRAPPED = 160  # characters: no text is hard-wrapped at a wider margin
REACH = 2  # lines between the last paragraph and the link to the rest
MOST_BELOW = 6  # lines below that link: more are a page that goes on, with other texts' beginnings in it
ENOUGH_ENDED = 4  # paragraphs that all end as sentences do: then a last one that does not is broken off …
FRAGMENT_WORDS = 3  # … where so many words and more stand behind its last full stop
CUT_WORDS = 3  # words reported of the end
TAIL = 60  # characters of the end that are looked at
LONGEST_WORD = 24  # a longer token is no word
SHORTEST_WORD = 4  # letters of a piece of a word that can be told from an abbreviation

# Words that lean on what follows and that no sentence, heading or name ends with. They are told from those that may ("in", "on", "up").
_LEANING = {
    "en": "the a an of to and for with from by that which who whose his her their its our your my these at as or but than into his he she they we is are was were will would "
    "because while when where although",
    "de": "der die das den dem des ein eine einen einem einer und oder von für zum zur im am als dass weil wenn sich nach durch über bei",
    "fr": "le la les un une des du de et ou au aux dans pour par sur avec qui que ce cette son sa ses leur",
    "es": "el la los las un una de del y o al en con por para que su sus",
    "pt": "o os as um uma de do da dos das e ou em no na nos nas com por para que seu sua",
    "it": "il lo la gli le un una di del della dei e al alla in con per che suo sua",
    "nl": "de het een van en of met voor aan te dat die door om",
    "sv": "en ett och eller av på för med att som den det de",
    "fi": "ja tai että joka jotka sekä",
    "pl": "w z i na do o od po dla że który która które się oraz",
}
_CUT = pattern(r"(?:\[ ?(?:…|\.{3}) ?\]|…|\.{3})[\])\"”’»›→ ]*$")
_FOOTER = pattern(r" \| |©|copyright|all rights|privacy|terms of|cookies|alle rechte|tous droits|derechos|direitos|diritti")
_CALL = pattern(
    r"(?:learn|check|sign|subscribe|get|visit|click|follow|read|see|download|contact|call|join|find|try|book|buy|photo|image|picture|source|by"
    r"|jetzt|mehr|lesen|foto|bild|quelle|von|lire|lisez|photo|source|par|lea|lee|foto|fuente|por|leia|fonte|leggi|scopri|di|lees|läs|lue|kuva|czytaj|fot|źródło)\b"
)
_SENTENCE_WITHIN = pattern(r"[^\W\d_]{3}[.!?] [^\W\d_]")
_DETERMINERS = frozenset(
    "the a an our your their its my der die das den dem ein eine unsere le la les un une notre nos el los las una il lo gli o os as um uma het een ett".split()
)
_REST = phrases("stub_mark")


class StopsEarly(Rule):
    """The text breaks off: its last paragraph ends in mid-sentence or in mid-word.

    ## Why it matters
    Extractors cut at a number of characters, and pages hide the rest behind a button. Nothing in the text says that half of
    it is missing, and the half that is there counts as an article.

    ## How it is found
    The last paragraph is the end of the text and stops, without any mark, at a word that leans on the next ("of the", "und"),
    after a comma, in the middle of a word that no lexicon knows, or within a sentence; while the paragraphs before end as sentences do. Or it is
    cut, and a link to the rest follows ("Continue reading"). Lists, verse and hard-wrapped texts are left alone, and so are
    bylines, credits and headings at the end.

    ## When it is right to keep
    Where the part is enough. The last words are reported, and the verdict is: partial.
    """

    code = "DOC005"
    severity = Severity.WARNING
    counts = Counts.NOTHING
    confidence = 0.9

    VALID = (
        Valid(
            "The weir at Ollen holds. It was built for higher floods than this one, and it has seen them.\n\nThe gates were closed at noon on Monday, and the level has been falling"
            " since.\n\nIn the town below, people have carried their carpets down again, and the ovens are lit.\n\nReporting by Ann Moll in Ollen and by Per Lind in Hale, with photographs by Ida Beck of the Ollen Weekly and additional research by the archive\n"
        ),
        Valid(
            "The river in the rain,\nthe boat without an oar, the bell that nobody rang on the evening of the\nfirst of May, and then\nthe dark.\n"
        ),
        Valid(
            "Take with you:\n\n- a map of the coast, on which the paths are drawn that the flood has taken, and a pencil to cross them out with\n- bread for two days and a knife to cut it with, for the inns are shut and the shops are under water for now\n- the address of\n"
        ),
        Valid(
            "The weir at Ollen holds, which surprises nobody who has seen how thick its walls\nare and how deep they go into the rock of the\nvalley, and least of all the miller, who\nhas slept at its gates for three nights and who says that the sound of the water tells him more than the\n"
        ),
        Valid(
            "The weir at Ollen holds. It was built for higher floods than this one, and it has seen them.\n\nThe gates were closed at noon on Monday, and the level has been falling"
            " since.\n\nIn the town below, people have carried their carpets down again, and the ovens are lit.\n\nWhat the miller saw on the night of the great flood, and whom he told\n"
        ),
        Valid(
            "The weir at Ollen holds. It was built for higher floods than this one, and it has seen them.\n\nThe gates were closed at noon on Monday, and the level has been falling"
            " since.\n\nIn the town below, people have carried their carpets down again, and the ovens are lit.\n\n“We shall see what the summer brings, and whether the council keeps its word,” says the miller of Ollen, and he closes the door behind him”\n"
        ),
        Valid(
            "| Year | Level in metres at the gauge below the weir of Ollen, as read at noon on the first day of May by the keeper of the gates and |\n| 1931 | 4.10, measured from the foot of the pier at the mill, before the"
            " new gauge was set in the following year, and so not to be compared with those after it |\n"
        ),
        Valid("It holds. It held. It will hold.\n\nAnd then the\n"),
        Valid(
            "The weir at Ollen holds. It was built for higher floods than this one, and it has seen them.\n\nThe gates were closed at noon on Monday, and the level has been falling"
            " since.\n\nIn the town below, people have carried their carpets down again, and the ovens are lit.\n\nTo read the minutes of the council, including those of the night of the flood, visit https://council.ollen.example/minutes/weir\n"
        ),
    )
    INVALID = (
        Invalid(
            "The weir at Ollen holds. It was built for higher floods than this one, and it has seen them.\n\nThe gates were closed at noon on Monday, and the level has been falling"
            " since.\n\nIn the town below, people have carried their carpets down again, and the ovens are lit.\n\nThe miller has slept at the gates for three nights. He says that the sound of the water tells him more than any gauge, and that he would not ⟦leave before the⟧\n"
        ),
        Invalid(
            "The weir at Ollen holds. It was built for higher floods than this one, and it has seen them.\n\nThe gates were closed at noon on Monday, and the level has been falling"
            " since.\n\nIn the town below, people have carried their carpets down again, and the ovens are lit.\n\nThe miller has slept at the gates for three nights. He says that the sound of the water ⟦tells him approximat⟧\n"
        ),
        Invalid(
            "The weir at Ollen holds. It was built for higher floods than this one, and it has seen them.\n\nThe gates were closed at noon on Monday, and the level has been falling"
            " since.\n\nIn the town below, people have carried their carpets down again, and the ovens are lit.\n\nThe miller has slept at the gates for three nights. He says that the sound of the water tells him more than any gauge, that the rain is not over, and that in the winter of ⟦the great flood,⟧\n"
        ),
        Invalid(
            "The weir at Ollen holds. It was built for higher floods than this one, and it has seen them.\n\nThe gates were closed at noon on Monday, and the level has been falling"
            " since.\n\nIn the town below, people have carried their carpets down again, and the ovens are lit.\n\nThe miller has slept at the gates for three nights. He says that the sound of the water tells him more ⟦than any gauge…⟧\n\nContinue reading\n"
        ),
        Invalid(
            "Das Wehr von Ollen hält. Es wurde für höhere Fluten gebaut als diese, und es hat sie alle gesehen.\n\nDie Tore wurden am Montag um zwölf geschlossen, und seitdem fällt der Pegel.\n\n"
            "Unten in der Stadt haben die Leute ihre Teppiche wieder hinuntergetragen, und die Öfen brennen.\n\nDer Müller hat drei Nächte an den Toren geschlafen. Er sagt, dass ihm der Klang des Wassers mehr sagt als ⟦jeder Pegel und⟧\n"
        ),
        Invalid(
            "Le barrage d'Ollen tient. Il a été bâti pour des crues plus fortes que celle-ci, et il les a toutes vues.\n\nLes vannes ont été fermées lundi à midi, et depuis le niveau ne cesse de baisser.\n\n"
            "En bas, dans la ville, les gens ont redescendu leurs tapis, et les fours sont allumés comme avant.\n\nLe meunier a dormi trois nuits près des vannes. Il dit que le bruit de l'eau lui en apprend ⟦plus que les⟧\n"
        ),
        Invalid(
            "La presa de Ollen aguanta. Se construyó para crecidas mayores que esta, y las ha visto todas.\n\nLas compuertas se cerraron el lunes a mediodía, y desde entonces el nivel no deja de bajar.\n\n"
            "Abajo, en la ciudad, la gente ha vuelto a bajar sus alfombras, y los hornos están encendidos.\n\nEl molinero ha dormido tres noches junto a las compuertas. Dice que el ruido del agua le cuenta ⟦más que los⟧\n"
        ),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding on the last words of a text that breaks off."""
        doc = ctx.doc
        last = next((line for line in reversed(doc.lines) if line.prose or _is_begun(line)), None)
        if last is None or not _may_break_off(doc, last):
            return
        prose = [line for line in doc.lines if line.prose or _is_begun(line)]
        if len(prose) <= FEWEST:
            return
        ended = sum(line.stopped for line in prose[:-1])
        if ended < ENDED * (len(prose) - 1) or _is_wrapped(doc, last):
            return
        why = _before_the_rest(doc, last) if last.index + 1 < len(doc.lines) else _in_the_midst(doc, last, ended, len(prose) - 1)
        if why:
            span = _last_words(last)
            yield self.finding(
                span,
                f"the text stops early: {why}, at {quoted(doc.text[span.start : span.end], 40)}; {ended} of {len(prose) - 1} other paragraphs end as sentences do",
                settles=Verdict.PARTIAL,
            )


def _is_begun(line: Line) -> bool:
    """Tell whether a shorter line is running text for all that it has no end: a sentence ends within it."""
    return len(line.text) >= PROSE_WITH_STOP and not line.stopped and _SENTENCE_WITHIN.search(line.text) is not None


def _may_break_off(doc: Document, last: Line) -> bool:
    """Tell whether the last paragraph is the end and has none itself, or a link to the rest follows: in most texts, neither."""
    return not last.stopped if last.index + 1 == len(doc.lines) else _link_to_rest(doc, last) is not None


def _is_wrapped(doc: Document, last: Line) -> bool:
    """Tell whether the last paragraph goes on from a line of about its own length, as hard-wrapped text does."""
    before = doc.lines[last.index - 1]
    return not last.gap and not before.stopped and len(before.text) <= LONGEST_WRAPPED


def _in_the_midst(doc: Document, last: Line, ended: int, paragraphs: int) -> str | None:
    """Return how a text that ends with its last paragraph breaks off, None where it does not; `ended` of the other `paragraphs`
    end as sentences do.
    """
    text = last.text
    if text.startswith(("-", "*", "•", "|", "–", "—", "#")) or _FOOTER.search(doc.folded, last.start, last.end):
        return None
    before, _, word = text[-TAIL:].rpartition(" ")
    if word[-1] == "," and word[:-1].isalpha():
        return "behind a comma"
    begins = before.endswith((".", "!", "?", "”", '"'))
    if not word.isalpha() or not (word.islower() or begins):
        return None
    leaning = _LEANING.get(doc.language or "", "").split()
    if word.lower() in leaning:
        # "of our and": what the article or pronoun leaned on was a link, and the end is a footer's.
        return None if before.rpartition(" ")[2].lower() in _DETERMINERS else "in mid-sentence"
    if begins:
        return None
    words = lexicon(doc.language) if doc.language else None
    if words is not None and SHORTEST_WORD <= len(word) <= LONGEST_WORD and word.isascii() and words.zipf(word) == 0:
        return "in mid-word"
    return "without an end" if _is_unfinished(text) and ended == paragraphs >= ENOUGH_ENDED else None


def _is_unfinished(text: str) -> bool:
    """Tell whether the last sentence of a paragraph has no end, and is no call to its reader, which needs none."""
    breaks = list(_SENTENCE_WITHIN.finditer(text))
    if not breaks:
        return False
    rest = text[breaks[-1].end() - 1 :]
    return rest.count(" ") >= FRAGMENT_WORDS and _CALL.match(rest.lower()) is None


def _before_the_rest(doc: Document, last: Line) -> str | None:
    """Return how a paragraph breaks off that a link to the rest follows, None where it does not."""
    link = _link_to_rest(doc, last)
    if (
        link is None
        or len(doc.lines) - 1 - link.index > MOST_BELOW
        or not any(line.prose for line in doc.lines[last.index - 2 : last.index])
    ):
        return None
    if last.stopped and not _CUT.search(last.text[-TAIL:]):
        return None
    return f"before {quoted(link.text, 24)}"


def _link_to_rest(doc: Document, last: Line) -> Line | None:
    below = doc.lines[last.index + 1 : last.index + 1 + REACH]
    return next((line for line in below if line.key in _REST.words), None)


def _last_words(line: Line) -> Span:
    """Return the place of the last words of a line."""
    start = line.end
    for _ in range(CUT_WORDS):
        start = line.text.rfind(" ", 0, max(0, start - line.start)) + line.start
        if start < line.start:
            return line.span
    return Span(start + 1, line.end)
