"""CRD003: the name of who took a picture that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity, Span
from lint_rules.rule import Anchor, Context, Hit, Invalid, Rule, Trigger, Valid, phrases, quoted, remove_lines
from lint_rules.shapes import by_line, looks_like_name

OWN_LENGTH = 140  # characters of a line that is nothing but a credit
OWN_WORDS = 16  # words of such a line
NAMED_WORDS = 5  # words that may follow a label which has other uses
CAPTION_LENGTH = 600  # characters of a caption at the end of which a credit is looked for
TAIL = 160  # characters at its end in which the credit stands
LONG_CAPTION = 40  # characters from which a line above a name is a caption, if it ends as a sentence

# Small words that stand between the names of a credit.
_SMALL = frozenset(
    "by via of the for from in on at with and or & a an und von vom der die das für über im zur et de du des le la les l pour par sur y e el los "
    "del por para en da do dos das di della dello dei van het een voor och av för w z na dla / | - – — • · + x © (c) courtesy photo photos "
    "image images file pool handout illustration photograph archive credit screenshot screengrab foto kuva fot bild".split()
)
_TOKEN = re.compile(r"[^\s/|,;:•·()\[\]]+")
_PARENTHESIS = re.compile(r"[(\[][^()\[\]]{2,120}[)\]]\W{0,3}$")
_SLASHED = re.compile(r"(?:^|[\s.(|:–—-])((?:[A-ZÀ-Þ][\w.'’-]{0,25}[ ]){0,4}[A-ZÀ-Þ][\w.'’-]{0,25} ?(?:/|\|| via | for ) ?[^.!?]{2,60})$")
_LISTED_ROLE = re.compile(r"[A-Za-z][\w ]{2,30}(?: by|:) ?[A-Z]")
_SENTENCE_WITHIN = re.compile(r"\w{3}\. [^\W\d_]|\. ?\(")  # a caption with its credit, or the end of one
_NOTICE = re.compile(r"copyright \W|rights|\b(?:llc|inc|ltd|gmbh|limited|ag|s\.a)\b")  # a notice of rights, not of a picture
_SOURCES = frozenset(("source", "quelle", "fuente", "bron", "fonte", "copyright"))  # labels of data, too: only an agency will do
_AGENCIES = frozenset(trigger.phrase for trigger in (*phrases("photo_agency"), *phrases("wire_agency"))) | {"npr", "cnn", "tt", "reuters file"}
_LABELS = phrases("photo_label", Anchor.ANYWHERE)
_PICTURE_AGENCIES = phrases("photo_agency", Anchor.ANYWHERE)


class PhotoCredit(Rule):
    """The credit of a picture was scraped without the picture.

    ## Why it matters
    "Getty Images", "Photo: …" and a photographer's name on a line of its own interrupt the text at every picture. A name
    that nobody in the story bears is taken for somebody in it.

    ## When it is right to keep
    In a catalogue or a text on photography. A credit at the end of a caption that is kept belongs to it, and is shown as
    information only.

    ## How it is found
    A line that holds nothing but a credit: a label ("Photo:", "Bildquelle", "Crédit photo") with names after it; a name with
    an agency after a stroke or "via"; a picture agency alone; the copyright sign with a name but no year. Every word must be
    a name, an agency or one of a few small words, so that no headline and no sentence passes. The name of a photographer
    alone on a line counts directly above an agency's and below a caption, or between the two copies of a caption.
    """

    code = "CRD003"
    confidence = 0.95
    triggers = (*_LABELS, *_PICTURE_AGENCIES, *phrases("wire_agency"), Trigger("©", Anchor.ANYWHERE), Trigger("npr", Anchor.LINE))

    VALID = (
        Valid("Getty Images sued the start-up in London; Reuters and the Associated Press joined the case.\n"),
        Valid("Getty Images Sues Maker of Machine That Draws\n\nThe library says that twelve million of its pictures were read without leave.\n"),
        Valid("By Ada Brennick, Associated Press\n\nLISK — The ferry ran aground at dawn, and forty people walked home.\n"),
        Valid("Storm tears roof off the fish hall at Lisk harbour\nJane Doe\nAssociated Press\n\nThe roof came down in one piece at noon.\n"),
        Valid("Image: 24 MP\nVideo: 4K\nPicture: OLED, 120 Hz\nWeight: 410 g\n"),
        Valid("Photo by photo, the album takes the reader down the river, from the spring in the wood to the mud flats.\n"),
        Valid("Directed by Ines Sool\nPhotography by Paul Ruiz\nMusic by Ada Brennick\nCostumes by Ute Lamm\n"),
        Valid("Our team\n\nHedda Moen\nEditor\n\nPaul Ruiz\nPhotographer\n\nUte Lamm\nDesigner\n"),
        Valid("Tom Hale: And then the roof came down.\nAnn Reed: On the fish?\nTom Hale: On the fish.\n"),
        Valid("Credit: what banks lend, and why they stopped lending it to shops on the quay in the spring of that year.\n"),
        Valid("Reuters/Ipsos Poll Finds Most Voters Undecided\n\nFour in ten had not made up their minds on Tuesday.\n"),
        Valid("Foto: so heißt das neue Stück am Theater, und es handelt von einem Bild, das niemand gesehen hat.\n"),
        Valid("Unsplash and Pexels\n\nBoth lend pictures for nothing, and both say so on every page.\n"),
    )
    INVALID = (
        Invalid(
            "Children run below a kite in the shape of a whale.\n⟦Photograph: Petra Lindal/Coastline Pictures⟧\n\nIt is thirty metres long.\n",
            fixed="Children run below a kite in the shape of a whale.\n\nIt is thirty metres long.\n",
        ),
        Invalid(
            "Divers look for the anchor of the Lady Arun off the pier at Brigham on Friday.\n⟦Oleg Marchenko⟧\n⟦Meridian Pool Photo via AP⟧\n"
            "Divers look for the anchor of the Lady Arun off the pier at Brigham on Friday.\n"
        ),
        Invalid("The kites went up at noon.\n\n⟦(Image credit: Brigham Kite Society)⟧\n\nAll of them came down again.\n"),
        Invalid("The kites went up at noon.\n\n⟦Getty Images⟧\n\nAll of them came down again.\n"),
        Invalid("Die Drachen stiegen um zwölf.\n⟦Foto: Uwe Lamm/dpa⟧\n⟦Bildquelle: Drachenverein Brigheim⟧\n⟦© Uwe Lamm/AdobeStock⟧\n"),
        Invalid("Les cerfs-volants sont partis à midi.\n⟦Crédit photo : Inès Moreau / AFP⟧\n"),
        Invalid("Las cometas subieron a mediodía.\n⟦Foto: Inés Moreno / EFE⟧\n"),
        Invalid("As pipas subiram ao meio-dia.\n⟦Foto: Inês Moreira/Divulgação⟧\n"),
        Invalid("Gli aquiloni sono saliti a mezzogiorno.\n⟦Foto di Ines Moretti⟧\n"),
        Invalid("De vliegers gingen om twaalf uur op.\n⟦Beeld: ANP⟧\n"),
        Invalid("Drakarna steg klockan tolv.\n⟦Foto: Ines Moberg/TT⟧\n"),
        Invalid("Leijat nousivat keskipäivällä.\n⟦Kuva: Ines Moilanen / Lehtikuva⟧\n"),
        Invalid("Latawce wzbiły się w południe.\n⟦Fot. Inga Morawska / Agencja Gazeta⟧\n"),
        Invalid(
            "Children run below a kite in the shape of a whale at Brigham on Sunday. ⟦(Photo by Petra Lindal/AP)⟧\n\nIt is thirty metres long.\n",
            severity=Severity.INFO,
        ),
        Invalid("A kite over the sands, seen from the pier at low water on Sunday. ⟦Photograph: Petra Lindal/Coastline⟧\n", severity=Severity.INFO),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each line that is a credit, and an information for each credit at a caption's end."""
        doc = ctx.doc
        owned: set[int] = set()
        for line, hits in by_line(ctx.hits):
            if _is_own_line(doc, line, hits):
                owned.add(line.index)
                yield self._own(doc, line, "photo credit")
            elif (span := _tail(line, hits)) is not None:
                text = doc.text[span.start : span.end]
                yield self.finding(span, f"photo credit {quoted(text)} at the end of a caption", severity=Severity.INFO)
            elif _is_second_of_two(doc, line):
                owned.add(line.index)
                yield self._own(doc, line, "photo credit")
        for index in sorted(owned):
            if index and index - 1 not in owned and _is_photographer(doc, doc.lines[index - 1], doc.lines[index]):
                yield self._own(doc, doc.lines[index - 1], "photographer's name")

    def _own(self, doc: Document, line: Line, noun: str) -> Finding:
        return self.finding(line.span, f"{noun} {quoted(line.text)}, alone on its line", fix=remove_lines(doc, line))


def _is_own_line(doc: Document, line: Line, hits: list[Hit]) -> bool:
    """Tell whether a line is nothing but a credit."""
    text = line.text.strip("()[]*_ .")
    if len(text) > OWN_LENGTH or line.words > OWN_WORDS or not text or _SENTENCE_WITHIN.search(text) or _NOTICE.search(text.lower()):
        return False
    labels = [hit for hit in hits if hit.trigger in _LABELS and not doc.text[line.start : hit.span.start].strip(" ([*_©|•>–—-")]
    agency = any(hit.trigger in _PICTURE_AGENCIES for hit in hits) or _ends_in_agency(text)
    if labels:
        label = max(labels, key=lambda hit: (not hit.trigger.weak, hit.span.end))
        rest = doc.text[label.span.end : line.end].strip(" :,.()[]*_©|")
        if not rest or not _is_names(rest) or _stands_in_roles(doc, line):
            return False
        word = label.trigger.phrase.rstrip(" :")
        if word in _SOURCES:
            return _ends_in_agency(rest) or any(hit.trigger in _PICTURE_AGENCIES for hit in hits)
        if label.trigger.weak and not rest.istitle():
            return _ends_in_agency(rest)
        certain = not label.trigger.weak and (":" in doc.text[label.span.start : label.span.end + 2] or looks_like_name(rest) or not line.stopped)
        few = rest.count(" ") < NAMED_WORDS and not any(character.isdigit() for character in rest)
        return agency or _ends_in_agency(rest) or (certain and few) or (few and looks_like_name(rest))
    if text.startswith("©"):
        rest = text.lstrip("© ")
        return bool(rest) and _is_names(rest) and not re.search(r"(?:19|20)\d\d", rest) and rest.count(" ") < NAMED_WORDS + agency * NAMED_WORDS
    folded = text.lower()
    if not agency or folded.startswith(("by ", "von ", "par ", "por ", "di ", "door ", "av ")):
        return False
    if folded in {hit.trigger.phrase for hit in hits if hit.trigger in _PICTURE_AGENCIES}:
        return True
    return _is_names(text) and _ends_in_agency(text) and bool(re.search(r"[/|©]| via |^(?:ap|afp|reuters|file|pool) photos?\b|, pool", text, re.IGNORECASE))


def _is_names(text: str) -> bool:
    """Tell whether every word of a text is a name, a handle or a small word, and one at least is a name."""
    tokens = [token.strip(".'’\"“”*_") for token in _TOKEN.findall(text)]
    named = 0
    for token in filter(None, tokens):
        if token.lower() in _SMALL:
            continue
        if not (token[0].isupper() or token[0] in "@©#" or "." in token or any(map(str.isupper, token)) or token.lower() in _AGENCIES or token.isdigit()):
            return False
        named += 1
    return named > 0


def _ends_in_agency(text: str) -> bool:
    """Tell whether the last name of a credit is an agency."""
    last = re.split(r" ?[/|,;] ?| via | - | – ", text.lower().strip(" .)"))[-1].strip(" .,)")
    return last.removeprefix("the ").removesuffix(" file").removesuffix(", file") in _AGENCIES or last in ("file", "pool", "handout", "stock")


def _stands_in_roles(doc: Document, line: Line) -> bool:
    """Tell whether a line is one of a list of roles: the credits of a film or a magazine."""
    beside = [other for other in doc.around(line) if max(other.index, line.index) and not max(line, other, key=lambda each: each.index).gap]
    return sum(bool(_LISTED_ROLE.match(other.text)) and not other.prose and len(other.text) < OWN_LENGTH for other in beside) >= 1 and not any(
        trigger in line.key for trigger in ("credit", "/", "bildquelle", "foto", "©")
    )


def _tail(line: Line, hits: list[Hit]) -> Span | None:
    """Return the place of a credit at the end of a caption."""
    text = line.text
    if len(text) > CAPTION_LENGTH:
        return None
    offset = max(0, len(text) - TAIL)
    near = [hit for hit in hits if hit.span.start - line.start >= offset and hit.span.start > line.start]
    if not near:
        return None
    bracket = _PARENTHESIS.search(text, offset)
    if bracket is not None and any(hit.span.start - line.start >= bracket.start() for hit in near):
        inner = bracket[0].strip("()[]. ")
        return Span(line.start + bracket.start(), line.end) if bracket.start() and _is_names(inner) else None
    labels = [hit for hit in near if hit.trigger in _LABELS and not hit.trigger.weak]
    for hit in labels:
        rest = text[hit.span.end - line.start :].strip(" :,.")
        if rest and _is_names(rest) and rest.count(" ") <= NAMED_WORDS:
            return Span(hit.span.start, line.end)
    slashed = _SLASHED.search(text, offset)
    if slashed is not None and slashed.start(1) and _is_names(slashed[1]) and _ends_in_agency(slashed[1]):
        return Span(line.start + slashed.start(1), line.end)
    return None


def _is_second_of_two(doc: Document, line: Line) -> bool:
    """Tell whether a line is an agency's bare name below a photographer's, under a caption."""
    return (
        line.key in _AGENCIES
        and line.index >= 2
        and not line.gap
        and looks_like_name(doc.lines[line.index - 1].text)
        and _is_photographer(doc, doc.lines[line.index - 1], line)
    )


def _is_photographer(doc: Document, line: Line, below: Line) -> bool:
    """Tell whether a line is a person's bare name between a caption and an agency's line."""
    if below.gap or not line.index or line.stopped or not looks_like_name(line.text):
        return False
    caption = doc.lines[line.index - 1]
    after = doc.lines[below.index + 1] if below.index + 1 < len(doc.lines) else None
    again = after is not None and after.key == caption.key
    return again or (not line.gap and caption.stopped and len(caption.text) >= LONG_CAPTION)
