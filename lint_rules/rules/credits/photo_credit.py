"""CRD003: the name of who took a picture that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity
from lint_rules.rule import Context, Invalid, Rule, Valid, quoted, remove_lines
from lint_rules.shapes import by_line, looks_like_name, picture_credits
from lint_rules.shapes.picture_credits import agencies, credit_tail, is_credit_line, is_names_only
from lint_rules.shapes.repeats import is_caption, repeats

LEAST_ABOVE = 2  # lines above an agency's name: the photographer's and the caption
LONG_CAPTION = 40  # characters from which a line above a name is a caption, if it ends as a sentence


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
    triggers = picture_credits.TRIGGERS

    VALID = (
        Valid("Getty Images sued the start-up in London; Reuters and the Associated Press joined the case.\n"),
        Valid(
            "Getty Images Sues Maker of Machine That Draws\n\nThe library says that twelve million of its pictures were read without leave.\n"
        ),
        Valid("By Ada Brennick, Associated Press\n\nLISK — The ferry ran aground at dawn, and forty people walked home.\n"),
        Valid(
            "Storm tears roof off the fish hall at Lisk harbour\nJane Doe\nAssociated Press\n\nThe roof came down in one piece at noon.\n"
        ),
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
        Invalid(
            "A crane lifts the bell out of the harbour at Lisk on Tuesday, watched by two classes.\n\n⟦Petra Lindal⟧\n\n⟦/ AFP via Getty Images⟧\n\n"
            "The bell is cracked.\n"
        ),
        Invalid(
            "A crane lifts the bell out of the harbour at Lisk on Tuesday at noon.\n⟦Petra Lindal⟧\n⟦for NPR⟧\n\nThe bell is cracked.\n"
        ),
        Invalid("The kites went up at noon.\n\n⟦(Image credit: Brigham Kite Society)⟧\n\nAll of them came down again.\n"),
        Invalid("The kites went up at noon.\n\n⟦Getty Images⟧\n\nAll of them came down again.\n"),
        Invalid(
            "Die Drachen stiegen um zwölf.\n⟦Foto: Uwe Lamm/dpa⟧\n⟦Bildquelle: Drachenverein Brigheim⟧\n⟦© Uwe Lamm/AdobeStock⟧\n"
        ),
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
        Invalid(
            "A kite over the sands, seen from the pier at low water on Sunday. ⟦Photograph: Petra Lindal/Coastline⟧\n",
            severity=Severity.INFO,
        ),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each line that is a credit, and an information for each credit at a caption's end."""
        doc = ctx.doc
        owned: set[int] = set()
        for line, hits in by_line(ctx.hits):
            if is_credit_line(doc, line, hits):
                owned.add(line.index)
                yield self._own(doc, line, "photo credit")
            elif (span := credit_tail(line, hits)) is not None:
                text = doc.text[span.start : span.end]
                yield self.finding(span, f"photo credit {quoted(text)} at the end of a caption", severity=Severity.INFO)
            elif _is_second_of_two(doc, line) or (line.index in doc.view(_between_copies) and is_names_only(line.text)):
                owned.add(line.index)
                yield self._own(doc, line, "photo credit")
        for index in sorted(owned):
            if index and index - 1 not in owned and _is_photographer(doc, doc.lines[index - 1], doc.lines[index]):
                yield self._own(doc, doc.lines[index - 1], "photographer's name")

    def _own(self, doc: Document, line: Line, noun: str) -> Finding:
        return self.finding(line.span, f"{noun} {quoted(line.text)}, alone on its line", fix=remove_lines(line))


def _is_second_of_two(doc: Document, line: Line) -> bool:
    """Tell whether a line is an agency's bare name below a photographer's, under a caption: "AP", "for NPR"."""
    if line.index < LEAST_ABOVE or line.key.removeprefix("for ") not in agencies():
        return False
    return _is_photographer(doc, doc.lines[line.index - 1], line)


def _between_copies(doc: Document) -> frozenset[int]:
    """Return the indices of lines that stand between a caption and its copy, where nothing but credits and buttons do."""
    captions = [repeat for repeat in doc.view(repeats) if is_caption(repeat, doc)]
    return frozenset(index for repeat in captions for index in range(repeat.earlier.index + 1, repeat.line.index))


def _is_photographer(doc: Document, line: Line, below: Line) -> bool:
    """Tell whether a line is a person's bare name between a caption and an agency's line."""
    if not line.index or line.stopped or ":" in below.text or not looks_like_name(line.text):
        return False
    caption = doc.lines[line.index - 1]
    after = doc.lines[below.index + 1] if below.index + 1 < len(doc.lines) else None
    again = after is not None and after.key == caption.key
    evenly = below.gap == line.gap or not below.gap
    return again or (evenly and below.gap <= 1 and caption.stopped and len(caption.text) >= LONG_CAPTION)
