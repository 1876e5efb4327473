"""PRO004: labels of advertisements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lint_rules.document import Line
from lint_rules.finding import Finding, Severity
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Hit, Invalid, Rule, Valid, patterns, phrases, quoted, remove_lines
from lint_rules.shapes import by_line, speaks_of

# Stems by which running text speaks of advertising, in the languages of the lists.
TOPIC = ("advert", "sponsor", " ads ", "anzeige", "werbung", "publicit", "publicidad", "pubblicit", "reclame", "reklam", "mainos")
TOPIC_LINES = 2  # two paragraphs that speak of advertising make it the subject; one may be a story's passing remark
REPEATED = 3  # a heading stands once; a label that stands so often in a document is none
SLOT_LINE = 60  # characters of a line that names a slot; longer ones describe something that has a size
# Words that name a place for advertisements. A bare size ("300x250") is a slot only if it is one of the trade's own.
_SLOT_NAME = pattern(
    r"(?:\b|_)(?:ads?|advert\w*|banner\w*|billboard|half ?page|interstitial|leaderboard|mpu|robapaginas?|rectangle|skyscraper|slot|megabanner|dfp|gpt)(?:\b|_|\d)"
)
_SIZES = (
    "88x31 120x60 120x90 120x240 120x600 125x125 160x600 180x150 200x200 234x60 240x400 250x250 300x50 300x100 300x250 300x600 300x1050 320x50 320x100 "
    "320x480 336x280 468x60 728x90 970x90 970x250 980x120 990x90"
)
STANDARD_SIZES = frozenset(_SIZES.split())
"""The sizes that advertisements are sold in, width by height in pixels."""


class AdvertisingMark(Rule):
    """The label of an advertisement stands in the text, the advertisement itself being lost.

    ## Why it matters
    "Advertisement" between two paragraphs cuts a report in two. It is the commonest line of all in scraped news, and a
    model that reads enough of it writes it.

    ## How it is found
    Whole lines only: the label ("Anzeige", "Contenu sponsorisé", "Story continues below"), or the name or size of a slot
    ("300x250"). Where two paragraphs speak of advertising the label may be a heading: then it counts if it stands three
    times or more, or among other residue.

    ## When it is right to keep
    In an article about advertising, and wherever the word stands in a sentence.
    """

    code = "PRO004"
    severity = Severity.ERROR
    confidence = 0.99
    triggers = (phrases("advertising_mark"), *patterns(r"\d{2,4} ?x ?\d{2,4}"))

    VALID = (
        Valid("The advertisement cost him four pounds and brought him a wife.\n"),
        Valid("Advertising\n\nThe department spends a fifth of its money on posters, and nobody can say who reads them.\n"),
        Valid(
            "How a soap became a habit\n\nThe first advertisement for it stood in a parish paper, between a sermon and a lost umbrella.\n\n"
            "Advertisement\n\nThe word itself meant a warning. To advertise a ship of a rock was to save it, and nobody was paid.\n"
        ),
        Valid("The photograph was printed at 300x250 and looked it.\n"),
        Valid(
            "Screen\n\n1920x1080\n\nThe panel is bright enough for a train in the sun, and its colours are true without being loud.\n"
        ),
        Valid("Anzeige erstattete nach Angaben der Polizei ein Nachbar, der das Boot um vier Uhr morgens hatte ablegen sehen.\n"),
        Valid(
            "Sponsored\n\nShe has been sponsored by a maker of boots since the spring, and is allowed to say that they leak.\n"
        ),
        Valid("La publicité disparut des murs du métro le temps d'un hiver, et personne n'écrivit pour s'en plaindre.\n"),
        Valid(
            "Promoted\n\nDunmere Rovers\nSkarholm\n\nBoth go up after a season in which neither won away from home before March.\n"
        ),
        Valid("Plot size\n\nThe garden measures 40 x 25 paces, a banner of roses on one side and the railway on the other.\n"),
    )
    INVALID = (
        Invalid(
            "The bells rang for an hour.\n\n⟦ADVERTISEMENT⟧\n\nThen the mayor appeared.\n",
            fixed="The bells rang for an hour.\n\nThen the mayor appeared.\n",
        ),
        Invalid("The bells rang for an hour.\n\n⟦Article continues below this ad⟧\n\nThen the mayor appeared.\n"),
        Invalid("The bells rang for an hour.\n\n⟦Leaderboard bottom 728x90⟧\n\nThen the mayor appeared.\n"),
        Invalid("The bells rang for an hour.\n\n⟦300x600⟧\n\nThen the mayor appeared.\n"),
        Invalid("Die Glocken läuteten.\n\n⟦-- Anzeige --⟧\n\nDann kam der Bürgermeister.\n"),
        Invalid("Les cloches sonnèrent.\n\n⟦La suite après cette publicité⟧\n\nPuis le maire parut.\n"),
        Invalid("Sonaron las campanas.\n\n⟦Publicidad⟧\n\nLuego salió el alcalde.\n"),
        Invalid("Os sinos tocaram.\n\n⟦Continua após a publicidade⟧\n\nDepois veio o prefeito.\n"),
        Invalid("Suonarono le campane.\n\n⟦Pubblicità⟧\n\nPoi venne il sindaco.\n"),
        Invalid("De klokken luidden.\n\n⟦Advertentie⟧\n\nToen kwam de burgemeester.\n"),
        Invalid("Klockorna ringde.\n\n⟦Annons⟧\n\nSedan kom borgmästaren.\n"),
        Invalid("Kellot soivat.\n\n⟦Mainos⟧\n\nSitten tuli pormestari.\n"),
        Invalid("Biły dzwony.\n\n⟦Reklama⟧\n\nPotem wyszedł burmistrz.\n"),
        Invalid("The bells rang.\n\n⟦Ad⟧\n\nThen came the mayor.\n\n⟦Ad⟧\n\nHe did not speak.\n"),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding a line."""
        marks = [(line, weak) for line, hits in by_line(ctx.hits) if (weak := _is_mark(line, hits)) is not None]
        if not marks:
            return
        is_topic = speaks_of(ctx.doc, TOPIC, enough=TOPIC_LINES)
        count = Counter(line.key for line, _ in marks)
        for line, weak in marks:
            often = count[line.key]
            hint = weak or (is_topic and often < REPEATED)
            times = f", {often} times in the text" if often > 1 else ""
            yield self.finding(
                line.span,
                f"label of an advertisement {quoted(line.text)}, alone on its line{times}",
                severity=Severity.WARNING if hint else self.severity,
                weak=hint,
                fix=remove_lines(line),
            )


def _is_mark(line: Line, hits: list[Hit]) -> bool | None:
    """Tell whether a line is a label that needs neighbours (True), one that does not (False), or none (None)."""
    phrase = [hit for hit in hits if hit.trigger.anchor is Anchor.LINE]
    if phrase:
        return all(hit.trigger.weak for hit in phrase)
    if len(line.text) <= SLOT_LINE and not line.stopped:
        bare = line.key.replace(" ", "") in STANDARD_SIZES
        if bare or _SLOT_NAME.search(line.key):
            return False
    return None
