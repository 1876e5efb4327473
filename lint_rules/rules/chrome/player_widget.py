"""CHR003: controls, clocks, labels and errors of players and picture viewers."""

from __future__ import annotations

from collections.abc import Sequence

from lint_rules.document import Document, Line
from lint_rules.finding import Severity
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Hit, Invalid, Valid, patterns, phrases
from lint_rules.shapes import PhraseLine, list_opener

PHRASES = phrases("player_widget")
# A clock, or the two of a player: where it stands and how long it runs. "2:1" is a score: seconds have two digits.
CLOCK = patterns(r"\d{1,2}:[0-5]\d(?::[0-5]\d)?(?: ?[/|-]? ?-?\d{1,2}:[0-5]\d(?::[0-5]\d)?)?")
SPEED = patterns(r"[0-3](?:\.\d{1,2})? ?x(?: [0-3](?:\.\d{1,2})? ?x){1,12}")
# What a station's page says above its text: "Listen live to …", "All streams and frequencies". Names vary, these words do not.
RADIO = patterns(r"(?:listen|live|streams?|frequenc(?:y|ies)|on[ -]air|stations?|fm|dab|radio|podcasts?|player|broadcasts?)\b")
COUNTDOWN = phrases("player_countdown", Anchor.START)
STATES = phrases("player_state")
ERRORS = phrases("player_error", Anchor.START)
ELLIPSIS = ("...", "…")
TIMETABLE_REACH = 2  # lines within which another time makes a timetable of one
RADIO_WORDS = 2  # words of broadcasting on a short line; one is in any headline
RADIO_LINE = 6  # words of such a line at most
ERROR_LENGTH = 260  # characters of a line that may be an error message as a whole
_TIMES = pattern(r"\d{1,2}(?::\d\d){1,2}")
_ONLY_TIMES = pattern(r"\d{1,2}:\d\d[\d:/ -]*")
_UNSTARTED = pattern(r"[0:]+")


class PlayerWidget(PhraseLine):
    """The buttons, clocks, labels or errors of an audio or video player, or of a picture viewer, were scraped as text.

    ## Why it matters
    A player shows its state in words: "Play Live Radio", "0:00", "Next Up:", "Your browser cannot play this video". They
    stand at the very head of broadcasters' pages and between the paragraphs of others, and no reader takes them for text.

    ## How it is found
    Customary labels and messages are known in ten languages; words that are English as well ("Pause", "Chapters") count
    only beside others. Two clocks on a line of which one stands at nought belong to a player that was never started. Any
    other time alone on a line is a hint: it may be a kick-off, or midnight. So is a short line with two words of
    broadcasting, whatever the station's name ("Listen live to …", "All streams and frequencies").

    ## When it is right to keep
    In a text about players. Running times, results, live tickers and kick-off times are left alone.
    """

    code = "CHR003"
    severity = Severity.ERROR
    hint_severity = Severity.WARNING
    confidence = 0.99
    triggers = (PHRASES, *CLOCK, *SPEED, COUNTDOWN, STATES, ERRORS, *RADIO)
    noun = "player widget"

    VALID = (
        Valid("Quayside 2:1 Old Mill\nKick-off 19:30\nHalf-time 0:0\n"),
        Valid("19:30\nQuayside – Old Mill\n20:15\nNorth Pier – The Ropewalk\n21:00\nFinal\n"),
        Valid("Fireworks\n0:00\nOld Mill Quay\n"),
        Valid("Fixtures\n2:1\n0:3\n1:1\n"),
        Valid("12:04 The first boat is in.\n12:10 The second is in.\n12:31 All are in.\n"),
        Valid("Pause\n\nBetween the acts the curtain stayed down for so long that half the house went out for air.\n"),
        Valid("Chapters\n\nThe book has twelve of them, each named for a ship that the author sailed in as a boy.\n"),
        Valid("The player has three keys only:\nPlay\nPause\nMute\nA fourth was never fitted.\n"),
        Valid("Press the play button and hold it until the light turns green.\n"),
        Valid("She ran the mile in 4:31 and the half in 2:05.\n4:31\n"),
        Valid(
            "Quay FM and its two stations go off air\n\nThe last live broadcast is on Sunday, and the mast comes down in May.\n"
        ),
        Valid("Next up for the rowers is the long race to the island, which they have never won.\n"),
        Valid('<video src="tug.mp4" controls>\n  Your browser does not support the video tag.\n</video>\n'),
        Valid("Gallery\n\nThe new wing has three rooms and a long hall for the ship models, lit from the north.\n"),
        Valid("Zoom 2x and 3x lenses were compared.\n"),
    )
    INVALID = (
        Invalid("⟦Play Live Radio⟧\nThe harbour opened at dawn.\n", fixed="The harbour opened at dawn.\n"),
        Invalid("⟦Listen live to Quay FM⟧\n⟦On now:⟧\n⟦00:00⟧\n⟦All streams and frequencies⟧\n", severity=Severity.WARNING),
        Invalid("⟦0:00 0:00⟧\nThe harbour opened at dawn.\n", fixed="The harbour opened at dawn.\n"),
        Invalid("The harbour opened at dawn.\n⟦00:00 / 03:45⟧\nIt closed at dusk.\n"),
        Invalid("⟦Now playing⟧\n⟦3:45⟧\n⟦Mute⟧\nThe harbour opened at dawn.\n", severity=Severity.WARNING),
        Invalid("The harbour opened at dawn.\n⟦Your video will play in 00:25⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦Sorry, the player could not be started. (Code: 11)⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦Loading…⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦0.5x 1x 1.5x 2x⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦View photo gallery⟧\n⟦Photo 1 of 12⟧\n"),
        Invalid("⟦Video abspielen⟧\nDer Hafen öffnete früh.\n"),
        Invalid("⟦Votre navigateur ne peut pas lire cette vidéo.⟧\nLe port a ouvert tôt.\n"),
        Invalid("⟦Escuchar este artículo⟧\nEl puerto abrió temprano.\n"),
        Invalid("⟦Clique para ampliar⟧\nO porto abriu cedo.\n"),
        Invalid("⟦Ascolta l'articolo⟧\nIl porto ha aperto presto.\n"),
        Invalid("⟦Luister naar dit artikel⟧\nDe haven ging vroeg open.\n"),
        Invalid("⟦Lyssna på artikeln⟧\nHamnen öppnade tidigt.\n"),
        Invalid("⟦Avaa kuvagalleria⟧\nSatama aukesi aikaisin.\n"),
        Invalid("⟦Posłuchaj artykułu⟧\nPort otwarto wcześnie.\n"),
    )

    def weakness(self, ctx: Context, line: Line, hits: Sequence[Hit]) -> bool | None:
        """Return how sure it is that a line is a player's."""
        anchors = {hit.trigger.anchor for hit in hits}
        whole = [hit.trigger for hit in hits if 0 < len(line.key) <= hit.span.end - hit.span.start]
        if not whole and anchors == {Anchor.PATTERN}:
            return self._radio(ctx.doc, line, hits)
        if any(trigger in STATES for trigger in whole):
            return not line.text.endswith(ELLIPSIS)
        if any(hit.trigger.phrase in PHRASES.firm for hit in hits if hit.trigger.anchor is Anchor.LINE):
            return None if _within_code(ctx.doc, line) else False
        if Anchor.START in anchors:
            return None if len(line.text) > ERROR_LENGTH or _within_code(ctx.doc, line) else False
        if any(trigger in SPEED for trigger in whole):
            return False
        if any(trigger in CLOCK for trigger in whole):
            return _clock(ctx.doc, line)
        if Anchor.LINE not in anchors:
            return self._radio(ctx.doc, line, hits)
        return True if not line.prose and list_opener(ctx.doc, line) is None else None

    def _radio(self, doc: Document, line: Line, hits: Sequence[Hit]) -> bool | None:
        """Return that a short line is a hint if it has several words of broadcasting, as most that have one have not."""
        if len(hits) < RADIO_WORDS or line.words > RADIO_LINE or line.stopped:
            return None
        said = {doc.folded[slice(*hit.span)] for hit in hits if hit.trigger in RADIO}
        return True if len(said) >= RADIO_WORDS else None


def _clock(doc: Document, line: Line) -> bool | None:
    """Return how sure it is that times alone on a line are a player's clock; None among other times: a timetable."""
    times = _TIMES.findall(line.key)
    unstarted = any(map(_UNSTARTED.fullmatch, times))
    if unstarted and len(times) > 1:
        return False
    if not unstarted and any(_ONLY_TIMES.fullmatch(each.key) for each in doc.around(line, TIMETABLE_REACH)):
        return None
    return True


def _within_code(doc: Document, line: Line) -> bool:
    """Tell whether a line stands between tags: what a page shows where it cannot play is part of every sample of its code."""
    return any(each.text.startswith("<") and each.text.endswith(">") for each in doc.around(line))
