"""PRO005: lists of other stories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity, Span
from lint_rules.rule import Anchor, Context, Hit, Invalid, Option, Rule, Valid, patterns, phrases, quoted, remove_lines
from lint_rules.shapes import by_line, looks_like_headline
from lint_rules.shapes.vocabulary import stems

TEASER_ENDS = ("...", "…", "[…]", "[...]", "»")  # a long line that ends so is a cut teaser, no running text
HEAD_LINES = 8  # lines before the first running text among which the story's own headline, byline and date stand
FIELD_WORDS = 2  # words of a field's label
TAKEN_UP_IN_HEAD = 2  # words that the story's headline shares with the first paragraph; a teaser may share one by chance
TAKEN_UP = 1  # words that a subheading shares with the paragraph under it


class RelatedStories(Rule):
    """A heading such as "You may also like", and the headlines of other stories under it, were scraped with the text.

    ## Why it matters
    The list is a dozen sentences about a dozen other things, each with its names. In the middle of a text it splits the
    story; at the end it may be longer than the story. The heading often stays when the list is lost.

    ## How it is found
    By customary headings in ten languages, alone on their line. All lines under one belong to its list until running text
    resumes, if at least one of them has the shape of a headline. Where the text resumes, a last line whose words the next
    paragraph takes up is the text's own subheading; where it begins, the last lines whose words it takes up are its
    headline. Everyday headings ("Latest", "Features") own nothing and count only among other residue.

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
        Valid("See also\n\nBog oak\n\nFen carr\n\nTurbary, the right to cut turf, was sold with the house or without it.\n"),
        Valid("Más de cuarenta vecinos se quedaron sin luz, y la panadera vendió pan a la luz de una vela.\n"),
    )
    INVALID = (
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
        for line, hits in by_line([hit for hit in ctx.hits if _is_heading(hit)]):
            if line.index <= done:
                continue
            weak = all(hit.trigger.weak for hit in hits)
            items = () if weak else self._items(ctx.doc, line)
            last = items[-1] if items else line
            done = last.index
            under = f"{len(items)} lines" if items else "nothing"
            yield self.finding(
                Span(line.start, last.end),
                f"heading of other stories {quoted(line.text)}, with {under} under it",
                weak=weak,
                fix=remove_lines(line, last, safe=not items),
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
