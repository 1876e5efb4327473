"""DOC004: the beginning of a text whose rest stands elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lint_rules.document import Document, Line
from lint_rules.finding import Counts, Finding, Severity, Span, Verdict
from lint_rules.language import FUNCTION_WORDS
from lint_rules.rule import Anchor, Context, Invalid, Rule, Valid, phrases, quoted
from lint_rules.shapes import by_line

SHORT = 90  # words of running text that a teaser has and an article of news has not: the first sign
LONGEST = 250  # words of running text above a link to the rest; a longer beginning is a part, not a stub
REACH = 2  # lines between the last paragraph and the link to the rest
MOST_LINKS = 3  # lines with such links and notices: more stand in a list of stories, one behind each
MOST_BELOW = 6  # lines below that link: more are a page that goes on
CUT_TAIL = 40
# An ellipsis at the end, alone or in brackets.
_CUT = re.compile(r"(?:\[ ?(?:…|\.{3}) ?\]|…|\.{3})[\])\"”’»›→ ]*$")

_REST = phrases("stub_mark")
_PAYWALL = phrases("paywall_prompt")
_PAYWALL_START = phrases("paywall_prompt_start", Anchor.START)


class Stub(Rule):
    """The text is only the beginning of an article: a teaser, or what stands before a paywall.

    ## Why it matters
    A stub looks like a short article and holds none of its facts. Whoever counts, trains on or quotes such texts works with
    first paragraphs.

    ## How it is found
    By at least two of three signs, for short texts alone are nothing bad: fewer than 90 words of running text; a last paragraph
    that ends in an ellipsis or in mid-phrase; and, right behind it, a link to the rest or a notice that it must be paid for
    ("Continue reading", "Bereits Abonnent?", "Article réservé aux abonnés"). The link must be among them, with little behind it.


    ## When it is right to keep
    Where the teaser is all that is wanted. The whole text is reported and settles its verdict: a stub.
    """

    code = "DOC004"
    severity = Severity.WARNING
    counts = Counts.NOTHING
    confidence = 0.9
    triggers = (_REST, _PAYWALL, _PAYWALL_START)

    VALID = (
        Valid("The weir holds. It was built for higher floods than this one, and it has seen them all.\n"),
        Valid(
            "The boat is late again. Passengers to Hale had to wait for two hours when a rope in the engine room ...\n\nBut that is another story.\n"
        ),
        Valid(
            "Read more\n\nThe weir at Ollen holds, and so the people below it can carry their carpets down again. It was built for higher floods.\n"
        ),
        Valid("Haiku\n\nThe weir holds its breath\nand the river holds its own\nuntil the rain ends\n\nMore\n"),
        Valid(
            "Weir holds, town dries its carpets. It was built for higher floods than this one, and it has seen them all, as the miller says who has slept at its gates.\n\n"
            "Read more: A night with the keeper of the weir\n\nThe water fell by a hand's breadth an hour on Monday, and by noon the road to Hale was open again for carts and cars.\n"
        ),
        Valid(
            "The ferry runs hourly from six in the morning until midnight, on Sundays from eight, and on the day of the regatta not at all.\n\nMore\n\nTimetable\n\nFares\n\nLost property\n\nDogs\n\nBicycles\n\nGroups\n\nContact\n"
        ),
        Valid("He waited, and the rain went on, and nobody came down the road to the mill on that evening …\n"),
        Valid(
            "Police ask for help. A green boat was taken from the pier at Ollen in the night to Monday, with its oars and a basket of eels.\n"
        ),
    )
    INVALID = (
        Invalid(
            "⟦Weir holds against the spring flood\n\nIt was built for higher floods than this one, and so the people below it have carried their carpets down again, as the…\n\nContinue reading⟧\n"
        ),
        Invalid(
            "⟦Mill for sale\n\nThe last mill in the valley will go under the hammer in June, and the miller does not know where he and his cats will live.\n\nThis article is for subscribers only\nAlready a subscriber? Log in⟧\n"
        ),
        Invalid(
            "⟦Twelve swans on the ice\n\nNobody knows how the birds found their way to the pond behind the mill, but they have been there since the […]\n\nRead the full story⟧\n"
        ),
        Invalid(
            "⟦Das Wehr hält\n\nEs wurde für höhere Fluten gebaut als diese, und so haben die Leute im Tal ihre Teppiche wieder hinuntergetragen, wie der…\n\nJetzt weiterlesen⟧\n"
        ),
        Invalid(
            "⟦Le barrage tient\n\nIl a été bâti pour des crues plus fortes que celle-ci, et les gens de la vallée ont redescendu leurs tapis.\n\nArticle réservé aux abonnés⟧\n"
        ),
        Invalid(
            "⟦La presa aguanta\n\nSe construyó para crecidas mayores que esta, y la gente del valle ha vuelto a bajar sus alfombras, según el...\n\nSeguir leyendo⟧\n"
        ),
        Invalid(
            "⟦La diga tiene\n\nFu costruita per piene più alte di questa, e la gente della valle ha riportato giù i tappeti, come dice il...\n\nContinua a leggere⟧\n"
        ),
        Invalid(
            "⟦A represa aguenta\n\nFoi construída para cheias maiores do que esta, e as pessoas do vale voltaram a descer os tapetes, segundo o...\n\nContinue lendo⟧\n"
        ),
        Invalid(
            "⟦De stuw houdt\n\nHij werd gebouwd voor hoger water dan dit, en de mensen in het dal hebben hun kleden weer naar beneden gedragen.\n\nDit artikel is alleen voor abonnees⟧\n"
        ),
        Invalid(
            "⟦Dammen håller\n\nDen byggdes för högre flöden än så här, och folk i dalen har burit ned sina mattor igen, som mjölnaren säger…\n\nFortsätt läsa⟧\n"
        ),
        Invalid(
            "⟦Pato kestää\n\nSe rakennettiin tätä suurempia tulvia varten, ja laakson väki on kantanut mattonsa takaisin alakertaan…\n\nJatka lukemista⟧\n"
        ),
        Invalid(
            "⟦Tama trzyma\n\nZbudowano ją na większe powodzie niż ta, więc ludzie z doliny znieśli dywany z powrotem na dół, jak mówi…\n\nCzytaj dalej⟧\n"
        ),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding over the whole text where two signs say that it is a beginning only."""
        doc = ctx.doc
        lines = doc.lines
        last = doc.last_prose
        if last < 0:
            return
        body = sum(line.words for line in lines if line.prose)
        links = [line for line, hits in by_line(ctx.hits) if not all(hit.trigger.weak for hit in hits)]
        marks = [line for line in links if last < line.index <= last + REACH]
        if body > LONGEST or not marks or len(links) > MOST_LINKS or len(lines) - 1 - marks[0].index > MOST_BELOW:
            return
        is_cut = _is_cut(doc, lines[last])
        if body < SHORT or is_cut:
            signs = (
                [f"{body} words of running text"] * (body < SHORT) + ["cut off"] * is_cut + [f"then {quoted(marks[0].text, 40)}"]
            )
            yield self.finding(Span(lines[0].start, lines[-1].end), f"only a beginning: {', '.join(signs)}", settles=Verdict.STUB)


def _is_cut(doc: Document, line: Line) -> bool:
    """Tell whether a paragraph ends in an ellipsis, or stops without a mark at a word that leans on the next."""
    tail = doc.folded[max(line.start, line.end - CUT_TAIL) : line.end]
    word = tail.rpartition(" ")[2]
    return bool(_CUT.search(tail)) or word in FUNCTION_WORDS.get(doc.language or "", ())
