"""CRD005: the place, the day and the agency before the first sentence."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.finding import Finding, Severity, Span
from lint_rules.lazy import pattern
from lint_rules.rule import Context, Invalid, Rule, Valid, quoted

HEAD = 20  # lines at the top among which the first sentence stands
SHORTEST = 40  # characters that follow: a dateline opens a sentence
DASHES = "—–-―"  # one of them stands behind a dateline
CAPITALS = 4  # letters of a place in capitals; fewer are an abbreviation

_PLACE = r"[^\W\d_a-z][\w.'’-]{1,24}(?:,? (?:and |und |et |y )?[^\W\d_a-z][\w.'’-]{0,24}){0,5}"
_DAY = r"(?:, (?:[^\W\d_]{3,10}\.? \d{1,2}|\d{1,2}\.? [^\W\d_]{3,10}\.?))?"
_AGENCY = r"(?P<agency> ?\([^()]{2,40}\))?"
_AND = pattern(r" (?:and|und|et|y) ")
_LABEL = pattern(
    r"\b(?:FILE|PHOTOS?|VIDEOS?|WATCH|UPDATED?|REVIEW|OPINION|EXCLUSIVE|BREAKING|LIVE|NOTE|WARNING|EDITORIAL|INTERVIEW)\b"
)
_DATELINE = pattern(rf"(?P<place>{_PLACE})(?P<day>{_DAY}){_AGENCY} ?(?:—|–|--|-|―)(?=\s*[^\s\d-])")


class Dateline(Rule):
    """The first sentence has a place, a day or an agency before it.

    ## Why it matters
    It tells where and by whom a story was written. Who splits texts into sentences gets it as part of the first.

    ## When it is right to keep
    Mostly: it is custom in news. The finding is information, and never lowers the score.
    """

    code = "CRD005"
    severity = Severity.INFO
    confidence = 0.9

    VALID = (
        Valid("NATO — the alliance of thirty — met on Monday, and NATO had much to say about the ice.\n"),
        Valid("Spring - or what passes for it here - came on a Tuesday, and it was gone again by the end of the week.\n"),
        Valid("Ada Brennick — a tuner by trade — has listened to pianos for thirty years and has not yet heard a good one.\n"),
        Valid(
            "LARKSPUR – a brand from the north, known for wool and for the colours of the moor in late autumn.\n"
            "HOLMDAHL – a brand from the south, known for linen and for a shop that nobody has found twice.\n"
        ),
        Valid("Yoga Mat – a good choice for workouts with or without weights, whether you want a soft surface or not.\n"),
    )
    INVALID = (
        Invalid("⟦KARVINGEN, Sept. 4 —⟧ The furnace at the glassworks was lit again on Wednesday morning.\n"),
        Invalid("Ferry aground\n\n⟦Port Calder (CWN) —⟧ A ferry with forty people on board ran aground at dawn.\n"),
        Invalid("⟦LISK and BRIGHAM —⟧ The kites went up at noon in both of the towns, and came down in the sea.\n"),
        Invalid("Fähre auf Grund\n\n⟦Elbing (dpa) –⟧ Eine Fähre mit vierzig Menschen ist im Morgengrauen aufgelaufen.\n"),
        Invalid("⟦MARSANNE (AFP) -⟧ Un bac avec quarante passagers s'est échoué à l'aube sur le sable.\n"),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield the datelines at the beginning of the text."""
        doc = ctx.doc
        shouted: list[Finding] = []
        for line in doc.lines[:HEAD]:
            if len(line.text) < SHORTEST or not any(map(line.text.__contains__, DASHES)):
                continue
            match = _DATELINE.match(line.text)
            if match is None or len(line.text) - match.end() < SHORTEST:
                continue
            finding = self.finding(Span(line.start, line.start + match.end()), f"dateline {quoted(match[0])}")
            if match["agency"] or match["day"]:
                yield finding
            elif _is_shouted(match["place"]) and doc.text.count(match["place"]) == 1:
                shouted.append(finding)
        # Several of them are the items of a list.
        if len(shouted) == 1:
            yield shouted[0]


def _is_shouted(place: str) -> bool:
    """Tell whether a place is written in capitals, but for "and"; a short word or a label in capitals is none."""
    letters = [character for character in _AND.sub(" ", place) if character.isalpha()]
    return len(letters) >= CAPITALS and all(map(str.isupper, letters)) and _LABEL.search(place) is None
