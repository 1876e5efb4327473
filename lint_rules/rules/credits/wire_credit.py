"""CRD002: the name of the agency that a story came from."""

from __future__ import annotations

from collections.abc import Sequence

from lint_rules.document import Line
from lint_rules.lazy import pattern
from lint_rules.rule import Context, Hit, Invalid, Valid, patterns, phrases
from lint_rules.shapes import PhraseLine, whole_line

REACH = 3  # lines after the story in which an agency's bare name is its credit
END_SHARE = 0.75  # share of the text before it, so that a short item's byline is not taken for its credit

_AGENCIES = phrases("wire_agency")
# "the-cnn-wire", and whatever other network signs in that way.
_SIGNED = r"the-[a-z0-9]{2,20}-(?:news)?(?:wire|source)"
# "dpa/AFP", "jka/dpa": agencies and the initials of editors, joined.
_JOINABLE = r"(?:afp|anp|ansa|ap|apa|belga|dpa|efe|epd|kna|lusa|pap|reuters|rtr|sid|stt)"
_JOINED = (rf"{_JOINABLE}(?:/[a-z]{{2,8}}){{1,3}}", rf"[a-z]{{2,4}}(?:/[a-z]{{2,4}})?/{_JOINABLE}(?:/[a-z]{{2,8}})?")
_BETWEEN = pattern(r"[/,;&+ ]+|\bund\b|\bet\b|\by\b|\be\b")
INITIALS = 4  # letters of an editor's sign beside an agency's name


class WireCredit(PhraseLine):
    """The name of the agency that handed the story on stands alone on a line.

    ## Why it matters
    "The-CNN-Wire", "CNN Newsource" and a bare "AFP" under the last paragraph are marks of the trade. They are on every story
    that an agency sends out, on hundreds of sites.

    ## When it is right to keep
    Where the source of each text matters: then keep it as metadata, and allow the line. The agency's name in a sentence,
    in a dateline or in a byline is not reported.

    ## How it is found
    Known lines of credit wherever they stand alone; the bare name of an agency, or agencies and editors' initials joined by
    strokes, only directly after the story, in the last quarter of the text: at the top it is who wrote the story.
    """

    code = "CRD002"
    confidence = 0.95
    triggers = (phrases("wire_credit"), phrases("wire_agency"), *patterns(_SIGNED, *_JOINED))
    noun = "agency credit"

    VALID = (
        Valid(
            "Associated Press\n\nThe ferry ran aground at dawn, and the forty people on board walked home across the sand at low water.\n"
        ),
        Valid("Getty Images sued the start-up in London; Reuters and the Associated Press joined the case on Monday.\n"),
        Valid(
            "Reuters\n\nThe agency was founded in 1851 with forty-five pigeons, and the last of them is said to have retired in 1870.\n"
        ),
        Valid("LISK (AP) — The ferry ran aground at dawn, and the forty people on board walked home across the sand.\n"),
        Valid(
            "Four agencies\n\nAP\nFounded in 1846.\nAFP\nFounded in 1835.\nReuters\nFounded in 1851.\nTASS\nFounded in 1904.\n"
        ),
        Valid(
            "Ferry aground\n\nReuters\n\nThe ferry ran aground at dawn, and the forty people on board walked home over the sand.\n\nIt is the third this year.\n"
        ),
        Valid("He worked for the wire and the wire for him, he liked to say, and there was something in it.\n"),
        Valid(
            "and/or\n\nThe two words with a stroke between them were forbidden in the house, and the house was the better for it.\n"
        ),
        Valid(
            "CNN Newsource sells stories to stations that have no reporters in the place, which is most stations and most places.\n"
        ),
    )
    INVALID = (
        Invalid(
            "The ferry ran aground at dawn, and the forty people on board walked home across the sand at low water.\n\n⟦The-MRD-Wire⟧\n",
            fixed="The ferry ran aground at dawn, and the forty people on board walked home across the sand at low water.\n",
        ),
        Invalid("⟦CNN Newsource⟧\n\nThe ferry ran aground at dawn, and the forty people on board walked home.\n"),
        Invalid(
            "The ferry ran aground at dawn, and the forty people on board walked home across the sand at low water.\n\n⟦(AFP)⟧\n"
        ),
        Invalid(
            "Die Fähre lief im Morgengrauen auf Grund, und die vierzig Leute an Bord gingen bei Ebbe über den Sand nach Hause.\n⟦mkl/dpa/AFP⟧\n"
        ),
        Invalid(
            "Le bac s'est échoué à l'aube, et les quarante passagers sont rentrés à pied par le sable à marée basse.\n⟦Avec AFP⟧\n"
        ),
        Invalid(
            "El barco encalló al amanecer, y las cuarenta personas a bordo volvieron a casa andando por la arena.\n⟦Con información de EFE⟧\n"
        ),
        Invalid(
            "O barco encalhou de madrugada, e as quarenta pessoas a bordo voltaram para casa a pé pela areia.\n⟦Com agências⟧\n"
        ),
        Invalid("Il traghetto si è incagliato all'alba, e le quaranta persone a bordo sono tornate a casa a piedi.\n⟦(ANSA)⟧\n"),
        Invalid(
            "De veerboot liep bij dageraad vast, en de veertig mensen aan boord liepen bij eb over het zand naar huis.\n⟦Bron: ANP⟧\n"
        ),
        Invalid("Färjan gick på grund i gryningen, och de fyrtio ombord gick hem över sanden vid lågvatten.\n⟦Källa: TT⟧\n"),
        Invalid("Lautta ajoi karille aamunkoitteessa, ja sen neljäkymmentä matkustajaa käveli kotiin hiekkaa pitkin.\n⟦STT⟧\n"),
        Invalid("Prom osiadł na mieliźnie o świcie, a czterdzieści osób wróciło do domu pieszo po piasku.\n⟦Źródło: PAP⟧\n"),
    )

    def weakness(self, ctx: Context, line: Line, hits: Sequence[Hit]) -> bool | None:
        """Accept known lines of credit anywhere, names and initials after the story."""
        whole = [hit for hit in hits if whole_line(hit)]
        if any(hit.trigger.phrase not in _AGENCIES.words and hit.trigger.phrase not in _JOINED for hit in whole):
            return False
        doc = ctx.doc
        after = doc.last_prose >= 0 and doc.last_prose < line.index <= doc.last_prose + REACH
        late = after and line.start >= END_SHARE * len(doc.text)
        return False if whole and late and _is_credit(line.key) else None


def _is_credit(key: str) -> bool:
    """Tell whether a key is an agency, or agencies and editors' initials."""
    if key in _AGENCIES.words:
        return True
    names = [name for name in _BETWEEN.split(key) if name]
    return any(name in _AGENCIES.words for name in names) and all(
        name in _AGENCIES.words or len(name) <= INITIALS for name in names
    )
