"""CHR012: moments that a template put on a line of their own."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Invalid, Rule, Valid, patterns, phrases, quoted, remove_lines
from lint_rules.shapes import by_line
from lint_rules.shapes.stamps import AGO, CLOCK, DAY

STAMP_WORDS = 12  # words of a line that is a stamp with its label, its zone and perhaps a name; more are a sentence
STAMP_LENGTH = 110
AGO_WORDS = 5  # "· 3 hours ago", "posted 2 days ago": more words tell of something
OLD = pattern(
    r"(?:[1-9]0|\d5|[a-z]+) (?:years|jahren?|ans|años|anos|anni|jaar|år|vuotta|lat)\b"
)  # a column of memories, "50 years ago"
HEAD = 4  # lines at the beginning among which a stamp belongs to the title, even behind a standfirst

ISO = pattern(r"\d{4}-\d\d-\d\dt\d\d:\d\d")
SHORT_AGE = pattern(r"(?:^|[·•|]\s?)\d{1,2} ?(?:y|yr|mo|w|d|h|hr|m|min)s?$")
CODE = pattern(r"[{}<>=;$`\\]|\"\s*:|^\W*(?:info|debug|warn|error|trace)\b")

_LABEL = phrases("timestamp_label", Anchor.START)
_STAMPS = patterns(
    r"\d{4}-\d\d-\d\dt\d\d:\d\d",
    r"(?:\d{1,3}|an?|one) ?[a-z]{1,7},? ago",
    r"vor [^ ]{1,5} [^ ]{3,8}",
    r"il y a [^ ]{1,3} [^ ]{1,8}",
    r"hace [^ ]{1,3} [^ ]{3,8}",
    r"(?:fa|geleden|sedan|sitten|temu)\b",
    r"\d{1,2} ?(?:y|yr|mo|w|d|h|hr|m|min)s?\b",
)


class Timestamp(Rule):
    """A line holds nothing but a moment as templates write it: "Updated: Nov 8, 2023 / 04:43 PM CST", "3 hours ago".

    ## Why it matters
    "8 months ago" was true on the day of the scrape and is false for ever after. ISO stamps and minutes with their time zone
    are data for machines; in a text they are read as figures.

    ## How it is found
    Short lines that hold an ISO stamp; that say how long ago something was and nothing else; or that name a day *and* a time
    of day after a label ("Last updated", "Stand", "Mis à jour le"). The stamps next to the title are shown as
    information: when a story appeared is worth knowing. Days without a time of day, times without a day (kick-off times, the
    entries of a live ticker), datelines and chronologies are left alone.

    ## When it is right to keep
    In logs, and wherever the moment is what the text is about.
    """

    code = "CHR012"
    severity = Severity.WARNING
    confidence = 0.97
    triggers = (_LABEL, *_STAMPS)

    VALID = (
        Valid("8 May 1945\n\nThe guns fell silent.\n\n9 May 1945\n\nThe bells rang.\n"),
        Valid("14:05\n\nThe first boat is in sight.\n\n14:20\n\nIt has turned back.\n"),
        Valid("Saturday, 15:30: Ollen against Torne\n\nSunday, 13:00: Arden against Hale\n"),
        Valid("50 years ago\n\nThe cinema in Mill Street showed its last film.\n\n25 years ago\n\nIt burned down.\n"),
        Valid("She left the island three years ago and has not been back.\n"),
        Valid("OLLEN, 3 March 2021, 10:15 local time: the gates of the weir were opened for the first time in forty years.\n"),
        Valid('{"updated": "2023-11-08T16:43:00Z"}\n\nThe field holds the moment of the last change.\n'),
        Valid("INFO 2023-11-08T16:43:00Z started\nINFO 2023-11-08T16:43:01Z listening\n"),
        Valid("Updated every spring, the list now has four hundred names.\n"),
        Valid("Vor 20 Jahren\n\nDas Kino in der Mühlgasse zeigte seinen letzten Film.\n"),
        Valid("The deadline is 2023-11-08 at noon.\n"),
    )
    INVALID = (
        Invalid(
            "The weir holds. It was built for higher floods than this one, and it has seen them.\nThe gates were closed at noon, and since then the level has been falling by a hand's breadth an hour.\n⟦Last updated: 8 November 2023, 16:43 GMT⟧\n",
            fixed="The weir holds. It was built for higher floods than this one, and it has seen them.\nThe gates were closed at noon, and since then the level has been falling by a hand's breadth an hour.\n",
        ),
        Invalid("⟦2023-11-08T16:43:00+01:00⟧\nThe weir holds.\n"),
        Invalid(
            "The weir holds. It was built for higher floods than this one, and it has seen them.\nThe gates were closed at noon, and since then the level has been falling by a hand's breadth an hour.\nBridge closed\n⟦3 hours ago⟧\nMill sold\n⟦2 days ago⟧\n"
        ),
        Invalid(
            "The weir holds. It was built for higher floods than this one, and it has seen them.\nThe gates were closed at noon, and since then the level has been falling by a hand's breadth an hour.\n⟦Ollen Weekly · 1y⟧\n"
        ),
        Invalid("The weir holds.\n⟦By Ann Moll 2023-11-08T16:43:00Z⟧\n"),
        Invalid(
            "⟦Updated: Nov 8, 2023 / 04:43 PM CST⟧\nThe weir holds. It was built for higher floods than this one.\n",
            severity=Severity.INFO,
        ),
        Invalid(
            "Das Wehr hält. Es wurde für höhere Fluten gebaut als diese, und es hat sie gesehen.\nDie Tore wurden mittags geschlossen, und der Pegel fällt seitdem um eine Handbreit in der Stunde.\n⟦vor 5 Stunden⟧\n⟦Zuletzt aktualisiert: 08.11.2023, 16:43 Uhr⟧\n"
        ),
        Invalid(
            "Le barrage tient. Il a été bâti pour des crues plus fortes que celle-ci, et il en a vu.\nLes vannes ont été fermées à midi, et depuis le niveau baisse d'une main toutes les heures.\n⟦il y a 3 heures⟧\n⟦Mis à jour le 08/11/2023 à 16h43⟧\n"
        ),
        Invalid(
            "La presa aguanta. Se construyó para crecidas mayores que esta, y las ha visto.\nLas compuertas se cerraron a mediodía, y desde entonces el nivel baja un palmo cada hora.\n⟦hace 2 días⟧\n"
        ),
        Invalid(
            "La diga tiene. Fu costruita per piene più alte di questa, e ne ha viste.\nLe paratoie sono state chiuse a mezzogiorno, e da allora il livello scende di un palmo l'ora.\n⟦3 ore fa⟧\n"
        ),
        Invalid(
            "De stuw houdt. Hij werd gebouwd voor hoger water dan dit, en hij heeft het gezien.\nDe deuren gingen om twaalf uur dicht, en sindsdien zakt het peil een handbreed per uur.\n⟦2 uur geleden⟧\n"
        ),
        Invalid(
            "Dammen håller. Den byggdes för högre flöden än så här, och den har sett dem.\nLuckorna stängdes vid lunch, och sedan dess sjunker nivån en handsbredd i timmen.\n⟦för 3 timmar sedan⟧\n"
        ),
        Invalid(
            "Pato kestää. Se rakennettiin tätä suurempia tulvia varten, ja se on nähnyt niitä.\nLuukut suljettiin keskipäivällä, ja siitä lähtien pinta on laskenut kämmenen leveyden tunnissa.\n⟦5 tuntia sitten⟧\n"
        ),
        Invalid(
            "Tama trzyma. Zbudowano ją na większe powodzie niż ta i już je widziała.\nŚluzy zamknięto w południe i od tej pory poziom opada o szerokość dłoni na godzinę.\n⟦2 godziny temu⟧\n"
        ),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield a finding a stamp; those beside the title are information."""
        doc = ctx.doc
        for line, hits in by_line(ctx.hits):
            labelled = any(hit.trigger in _LABEL for hit in hits)
            kind = _kind(doc, line, labelled=labelled)
            if kind is None:
                continue
            belongs = kind != "ISO stamp" and (
                line.index < doc.first_prose < len(doc.lines) or (line.index < HEAD and line.index - doc.first_prose < 2)
            )
            yield self.finding(
                line.span,
                f"{kind} {quoted(line.text)}, alone on its line{', beside the title' if belongs else ''}",
                severity=Severity.INFO if belongs else None,
                fix=None if belongs else remove_lines(line),
            )


def _kind(doc: Document, line: Line, *, labelled: bool) -> str | None:
    """Return what kind of stamp a line is, None where it is none."""
    if len(line.text) > STAMP_LENGTH or line.words > STAMP_WORDS:
        return None
    text = " ".join(doc.folded[line.start : line.end].split())
    if CODE.search(text):
        return None
    if ISO.search(text):
        return "ISO stamp"
    if labelled and DAY.search(text) and CLOCK.search(text):
        return "labelled time stamp"
    if text.endswith((".", "!", "?", ",")) or line.words > AGO_WORDS + labelled:
        return None
    if AGO.search(text):
        return None if OLD.search(text) else "relative time stamp"
    return "relative time stamp" if SHORT_AGE.search(text) and not text[0].isdigit() else None
