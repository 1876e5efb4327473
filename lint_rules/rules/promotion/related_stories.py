"""PRO005: lists of other stories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import chain

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity, Span
from lint_rules.rule import Anchor, Context, Hit, Invalid, Option, Rule, Valid, patterns, phrases, quoted, remove_lines
from lint_rules.shapes import by_line, looks_like_headline
from lint_rules.shapes.vocabulary import LineStems, stems

TEASER_ENDS = ("...", "…", "[…]", "[...]", "»")  # a long line that ends so is a cut teaser, no running text
HEAD_LINES = 8  # lines before the first running text among which the story's own headline, byline and date stand
FIELD_WORDS = 2  # words of a field's label
TAKEN_UP_IN_HEAD = 2  # words that the story's headline shares with the first paragraph; a teaser may share one by chance
REST_BODY = 5  # paragraphs of a text that end it: what follows a heading below fewer of them may be the text
REST_PARAGRAPHS = 2  # paragraphs below a heading of whose words a share can be said; one has new words by chance
REST_LENGTH = 0.5  # of the text's length that the paragraphs below a heading have at most; the text itself is longer
REST_DRIFT = 0.8  # share of their content words that occur nowhere in the text before; its own last paragraphs have half
REST_FIRST = 3  # paragraphs in which the text might resume, if only for its end …
FIRST_DRIFT = 0.6  # … each of which has such a share of new words …
FIRST_LENGTH = 400  # characters of a line whose words are looked for in the text above, which is cheap for a few words
MAY_DRIFT = 0.35  # share of new words without which a paragraph is not worth a comparison, found within others or not
TOPIC_SHARE = 0.3  # … and none of the words that stand in so many of the text's paragraphs
FOOT_LINES = 12  # lines under an everyday heading after the text that are looked at …
FOOT_HEADLINES = 2  # … among which so many headlines make it one of other stories …
FOOT_DRIFT = 0.6  # … if such a share of their words occurs nowhere in the text; a recipe's ingredients and a summary do
REST_TRIES = 5  # headings of a text below which the words are compared, so that a page of headings costs no more
TAKEN_UP = 1  # words that a subheading shares with the paragraph under it

# The text above a heading, so that the cases have one to compare with.
_BRIDGE = (
    "The bridge at Orle will stay shut until the autumn, the council said, because its bearings are worn on one side.\n\n"
    "Engineers had found the damage in March. Since then buses have gone round by the mill, which takes half an hour.\n\n"
    "Shops on the far bank complain of empty mornings. The baker has bought a boat and rows his bread to the bridge steps.\n\n"
    "New bearings were ordered from a foundry in the north, and the council will pay for them with what was meant for a pool.\n\n"
    "Until the bridge is open again the ferry is free, and it runs from six in the morning until the last train has come in.\n\n"
)


class RelatedStories(Rule):
    """A heading such as "You may also like", and the headlines of other stories under it, were scraped with the text.

    ## Why it matters
    The list is a dozen sentences about a dozen other things, each with its names. In the middle of a text it splits the
    story; at the end it may be longer than the story. The heading often stays when the list is lost.

    ## How it is found
    By customary headings in ten languages, alone on their line. All lines under one belong to its list until running text
    resumes, if at least one of them has the shape of a headline. Where the text resumes, a last line whose words the next
    paragraph takes up is the text's own subheading; where it begins, the last lines whose words it takes up are its
    headline. Everyday headings ("Latest", "Features") own nothing and count only among other residue; after the text they own
    what is under them if its headlines have words of their own.

    Teasers are running text, so a list of them looks like the text resuming. It does not where what follows the heading is
    less than half as long as the text above, to the end of the page, has few of its words (a fifth) and, in its first
    paragraphs, none of its subject's: all of it goes with the list then.

    ## When it is right to keep
    Bibliographies ("Further reading", "Sources") are no such headings. Round-ups and live blogs, whose headlines are the
    text, have none either.
    """

    code = "PRO005"
    severity = Severity.WARNING
    confidence = 0.95
    triggers = (
        phrases("related_stories"),
        # English headings by their make, because the name of the site or section stands within: "Latest Courier headlines".
        *patterns(
            r"(?:more|most|other|latest|recent|related|popular|top|trending|today's|recommended|similar)(?: [\w&'-]{1,20}){0,3} "
            r"(?:stories|articles|news|news items|posts|headlines|links|reads|coverage|blogs|insights)"
        ),
    )
    max_items = Option(60, "most lines that are taken as one list")

    VALID = (
        Valid("Further reading\n\nAsplund, K. (1988). Drowned Forests of the Western Lowlands. Marsden: Fenland Press.\n"),
        Valid("Sources\n\nRing counts from the Cors beams\n\nThe parish book of Pinnick, 1641 to 1702\n"),
        Valid(
            "The week in headlines\n\nEvery Friday we look back at what the papers of the province made of the last seven days.\n\n"
            "Bishop of Orle says he will not move out of palace\n\nPalace roof falls in\n\nGoose returns to Skarholm by itself\n\n"
            "Two of these deserve a second look, and the bishop, who was in the garden at the time, has earned a third.\n"
        ),
        Valid(
            "Council vote on the trams: as it happened\n\n14.38 Opposition wants a longer route\n\nCouncillor Amis asks why the line stops short "
            "of the hospital that everybody goes to.\n\n15.47 Hospital amendment falls\n\nThe amendment is lost by nineteen votes to twenty-two.\n"
        ),
        Valid("The most popular of the songs was sung at every wedding on the island until the bridge was built.\n"),
        Valid(
            "Latest\n\nThe latest of the letters, dated in March, is also the shortest: it says that the roof has been mended.\n"
        ),
        Valid(
            "Features\n\nThe lamp has two wicks, a brass foot and a handle that stays cool, which is more than can be said of its price.\n"
        ),
        Valid("She had related stories of the flood so often that her children could tell them with the gestures.\n"),
        Valid(
            f"{_BRIDGE}Features\n\nRailing: cast iron, painted green every four years\n\nTwo lanes for carts and one for geese\n"
        ),
        Valid(f"{_BRIDGE}Video\n\nHow the bread is rowed to the bridge\n\nThe ferry at six in the morning\n"),
        Valid("See also\n\nBog oak\n\nFen carr\n\nTurbary, the right to cut turf, was sold with the house or without it.\n"),
        Valid("Más de cuarenta vecinos se quedaron sin luz, y la panadera vendió pan a la luz de una vela.\n"),
    )
    INVALID = (
        Invalid(
            f"{_BRIDGE}⟦Latest stories\n\nMan finds lost dog in his own garden\n\nA retired postman looked for his spaniel in three "
            "counties while it slept under the rhubarb.\n\nFive soups for a cold week\n\nLentils, leeks and patience: our cook shows "
            "how little else is needed between now and Friday.⟧\n"
        ),
        Invalid(f"{_BRIDGE}⟦More from Skarholm\nMan finds lost dog in his own garden\nFive soups for a cold week⟧\n"),
        Invalid(
            f"{_BRIDGE}⟦Related stories\n\nMan finds lost dog in his own garden⟧\n\nThe bearings will be lifted in by a crane "
            "that has to be rowed across as well.\n\nThe bridge was built for carts, and the council would like to see carts again.\n"
        ),
        Invalid(
            "The bridge will open on Monday, the engineer said, and nobody in the room believed him.\n\n"
            "⟦Stories you might have missed\n\nMan finds lost dog in his own garden\n\nBakery wins prize for bread without flour⟧\n",
            fixed="The bridge will open on Monday, the engineer said, and nobody in the room believed him.\n",
        ),
        Invalid(
            "The bridge will open on Monday, the engineer said, and nobody in the room believed him.\n\n"
            "⟦People also read\n\nMan finds lost dog in his own garden\n\nFive soups for a cold week⟧\n\nWho pays for the railing\n\n"
            "The railing was paid for by the province, which has asked for the money back in four letters and one visit.\n"
        ),
        Invalid(
            "The bridge is shut until the autumn, and the swans have it to themselves again at last.\n\n⟦Recommended for you⟧\n"
        ),
        Invalid(
            "⟦Most viewed today\nMan finds lost dog in his own garden\nFive soups for a cold week⟧\nBridge to stay shut until autumn\nTuesday, 9 May\n\n"
            "The bridge at Orle will stay shut until the autumn, the council said, because its bearings are worn on one side.\n"
        ),
        Invalid(
            "Die Brücke bleibt gesperrt.\n\n⟦Das könnte Sie auch interessieren\nHund kehrt nach drei Jahren heim\nFünf Suppen für kalte Tage⟧\n"
        ),
        Invalid("Le pont reste fermé.\n\n⟦Sur le même sujet\nLe chien revient après trois ans\nCinq soupes pour l'hiver⟧\n"),
        Invalid("El puente sigue cerrado.\n\n⟦Te puede interesar\nEl perro vuelve después de tres años⟧\n"),
        Invalid("A ponte continua fechada.\n\n⟦Veja também\nO cão volta depois de três anos⟧\n"),
        Invalid("Il ponte resta chiuso.\n\n⟦Potrebbe interessarti anche\nIl cane torna dopo tre anni⟧\n"),
        Invalid("De brug blijft dicht.\n\n⟦Meest gelezen\nHond keert na drie jaar terug naar huis⟧\n"),
        Invalid("Bron är stängd.\n\n⟦Läs också\nHunden kom hem efter tre år⟧\n"),
        Invalid("Silta on suljettu.\n\n⟦Luetuimmat\nKoira palasi kotiin kolmen vuoden jälkeen⟧\n"),
        Invalid("Most jest zamknięty.\n\n⟦Czytaj także\nPies wrócił do domu po trzech latach⟧\n"),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each heading with its list."""
        done = -1
        rest = _Rest(ctx.doc)
        for line, hits in by_line([hit for hit in ctx.hits if _is_heading(hit)]):
            if line.index <= done:
                continue
            weak = all(hit.trigger.weak for hit in hits)
            if weak and rest.is_list(line):
                weak = False
            items = () if weak else self._items(ctx.doc, line)
            last = items[-1] if items else line
            if not weak and rest.is_foreign(line.index, last.index + 1):
                last = ctx.doc.lines[-1]
            done = last.index
            under = f"{last.index - line.index} lines" if last is not line else "nothing"
            yield self.finding(
                Span(line.start, last.end),
                f"heading of other stories {quoted(line.text)}, with {under} under it",
                weak=weak,
                fix=remove_lines(line, last, safe=last is line),
            )

    def _items(self, doc: Document, label: Line) -> Sequence[Line]:
        """Return the lines under a heading that belong to its list."""
        first = last = label.index + 1
        while last < min(len(doc.lines), first + self.max_items) and not _is_running_text(doc.lines[last]):
            last += 1
            if last + 1 < len(doc.lines) and _is_field(doc.lines[last]) and _is_field(doc.lines[last + 1]):
                break
        if last < len(doc.lines) and doc.lines[last].prose:
            last = _before_own_headline(doc, first, last)
        items = doc.lines[first:last]
        return items if any(map(looks_like_headline, items)) else ()


class _Rest:
    """What stands below a heading to the end of the page, and whether it has anything to do with the text above."""

    def __init__(self, doc: Document) -> None:
        self._doc = doc
        self._tries = 0

    def is_list(self, heading: Line) -> bool:
        """Tell whether an everyday heading stands after the text, over headlines of other things."""
        doc = self._doc
        if heading.index <= doc.last_prose or not doc.is_text or self._tries == REST_TRIES:
            return False
        self._tries += 1
        items = doc.lines[heading.index + 1 : heading.index + 1 + FOOT_LINES]
        heads = list(filter(looks_like_headline, items))
        if len(heads) < FOOT_HEADLINES or heading.stopped or any(item.text.endswith(":") or _is_field(item) for item in items):
            return False
        return self._new_share(heads, heading.index) >= FOOT_DRIFT

    def _new_share(self, lines: Sequence[Line], before: int) -> float:
        """Return the share of the words of some lines that are found nowhere before a line, not even within a word."""
        folded, end = self._doc.folded, self._doc.lines[before].start
        words = stems(" ".join(folded[line.start : line.end][:FIRST_LENGTH] for line in lines))
        return sum(folded.find(stem, 0, end) < 0 for stem in words) / len(words) if words else 0.0

    def is_foreign(self, heading: int, after: int) -> bool:
        """Tell whether the paragraphs from a line on are far fewer than those above a heading, and of other things."""
        lines = self._doc.lines
        if after > self._doc.last_prose or heading <= self._doc.first_prose or self._tries == REST_TRIES:
            return False
        self._tries += 1
        body = [line for line in lines[:heading] if line.prose]
        rest = [line for line in lines[after:] if line.prose]
        if len(body) < REST_BODY or len(rest) < REST_PARAGRAPHS or _length(rest) > REST_LENGTH * _length(body):
            return False
        if self._new_share(rest[:1], heading) < MAY_DRIFT:
            return False
        line_stems = self._doc.view(LineStems)
        uses = Counter(chain.from_iterable(map(line_stems.of, body)))
        topic = {stem for stem, count in uses.items() if count >= TOPIC_SHARE * len(body)}
        words = list(map(line_stems.of, rest))
        first = words[:REST_FIRST]
        if any(not topic.isdisjoint(each) for each in first):
            return False
        return min(_drift([each], uses) for each in first) >= FIRST_DRIFT and _drift(words, uses) >= REST_DRIFT


def _length(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _drift(paragraphs: Sequence[frozenset[str]], known: Container[str]) -> float:
    """Return the share of the words of some paragraphs that are not known."""
    words = sum(map(len, paragraphs))
    return sum(stem not in known for each in paragraphs for stem in each) / words if words else 0.0


def _is_heading(hit: Hit) -> bool:
    return hit.trigger.anchor is Anchor.LINE or (hit.span.end - hit.span.start == len(hit.line.key) and not hit.line.stopped)


def _is_running_text(line: Line) -> bool:
    return line.prose and not line.text.endswith(TEASER_ENDS)


def _is_field(line: Line) -> bool:
    """Tell whether a line is a label with or without its value; two of them are a table ("Author: …", "Views: …")."""
    label, colon, _ = line.text.partition(":")
    return bool(colon) and label.count(" ") < FIELD_WORDS


def _before_own_headline(doc: Document, first: int, resumes: int) -> int:
    """Return where a list ends before running text: in front of the headline or subheading that the text takes up."""
    text = doc.lines[resumes]
    taken = stems(doc.folded[text.start : text.end])
    in_head = resumes <= doc.first_prose
    enough, reach = (TAKEN_UP_IN_HEAD, HEAD_LINES) if in_head else (TAKEN_UP, 1)
    for line in doc.lines[max(first, resumes - reach) : resumes]:
        if len(stems(doc.folded[line.start : line.end]) & taken) >= enough:
            return line.index
    return resumes
