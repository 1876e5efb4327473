"""What the credits of pictures look like: shared by the rules on credits and on captions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from lint_rules.document import Document, Line
from lint_rules.finding import Span
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Hit, PhraseList, Trigger, patterns, phrases
from lint_rules.shapes import looks_like_name

OWN_LENGTH = 140  # characters of a line that is nothing but a credit
OWN_WORDS = 16  # words of such a line
NAMED_WORDS = 5  # words that may follow a label which has other uses
CAPTION_LENGTH = 600  # characters of a caption at the end of which a credit is looked for
TAIL = 160  # characters at its end in which the credit stands

# Small words that stand between the names of a credit.
_BETWEEN_NAMES = (
    "by via of the for from in on at with and or & a an und von vom der die das für über im zur et de du des le la les l pour "
    "par sur y e el los del por para en da do dos das di della dello dei van het een voor och av för w z na dla - – — + x © "
    "courtesy photo photos image images file pool handout illustration photograph archive credit screenshot screengrab foto kuva "
    "fot bild"
)
_SMALL = frozenset(_BETWEEN_NAMES.split())
_TOKEN = pattern(r"[^\s/|,;:•·()\[\]]+")
_PARENTHESIS = pattern(r"[(\[][^()\[\]]{2,120}[)\]]\W{0,3}$")
_SLASHED = pattern(
    r"(?:^|[\s.(|:–—-])((?:[A-ZÀ-Þ](?:[\w'’-]{0,25}|\.) ){0,4}[A-ZÀ-Þ][\w'’-]{0,25} ?(?:/|\|| via | for ) ?[^.!?]{2,60})$"
)
# How an agency stands in a credit.
_SIGNED = pattern(r"[/|©]| via |^(?:ap|afp|reuters|file|pool) photos?\b|, pool", re.IGNORECASE)
_BYLINES = ("by ", "von ", "par ", "por ", "di ", "door ", "av ")
_YEAR = pattern(r"(?:19|20)\d\d")
_LISTED_ROLE = pattern(r"[A-Za-z][\w ]{2,30}(?: by|:) ?[A-Z]")
_SENTENCE_WITHIN = pattern(r"\w{3}\. [^\W\d_]|\. ?\(")  # a caption with its credit, or the end of one
_NOTICE = pattern(r"copyright \W|rights|\b(?:llc|inc|ltd|gmbh|limited|ag|s\.a)\b")  # a notice of rights, not of a picture
_SOURCES = frozenset(("source", "quelle", "fuente", "bron", "fonte", "copyright"))  # labels of data, too: only an agency will do
_LABELS = phrases("photo_label", Anchor.ANYWHERE)
_PICTURE_AGENCIES = phrases("photo_agency", Anchor.ANYWHERE)
_NETWORKS = frozenset(("npr", "cnn", "tt"))
TRIGGERS: tuple[Trigger | PhraseList, ...] = (
    _LABELS,
    _PICTURE_AGENCIES,
    phrases("wire_agency"),
    Trigger("©", Anchor.ANYWHERE),
    # "Jo Marsh / River Trust": between a caption and its copy such a line needs no agency that is known.
    Trigger(" / ", Anchor.ANYWHERE),
    *patterns(r"(?:pool|file|handout|courtesy) (?:photo|picture|image)s?", r"(?:photo|picture|image)s? via"),
    *(Trigger(phrase, Anchor.LINE) for phrase in ("npr", "for npr", "for the associated press", "for getty images")),
)
"""What a line must hold to be looked at."""


@cache
def agencies() -> frozenset[str]:
    """Return the names of agencies, and of networks whose photographers sign with them, folded."""
    return phrases("photo_agency").words | phrases("wire_agency").words | _NETWORKS


def is_credit_line(doc: Document, line: Line, hits: Sequence[Hit]) -> bool:
    """Tell whether a line is nothing but a credit: a label with names, the sign with a name, or an agency as it signs."""
    text = line.text.strip("()[]*_ .")
    if len(text) > OWN_LENGTH or line.words > OWN_WORDS or not text or _NOTICE.search(text.lower()):
        return False
    labels = [hit for hit in hits if hit.trigger in _LABELS and not doc.text[line.start : hit.span.start].strip(" ([*_©|•>–—-")]
    agency = any(hit.trigger in _PICTURE_AGENCIES for hit in hits)
    if labels:
        label = max(labels, key=lambda hit: (not hit.trigger.weak, hit.span.end))
        rest = doc.text[label.span.end : line.end].strip(" :,.()[]*_©|")
        return is_names_only(rest) and not _stands_in_roles(doc, line) and _is_labelled(doc, label, rest, agency=agency)
    if text.startswith("©"):
        rest = text.lstrip("© ")
        return is_names_only(rest) and not _YEAR.search(rest) and rest.count(" ") < (2 * NAMED_WORDS if agency else NAMED_WORDS)
    folded = text.lower()
    if folded.startswith(_BYLINES) or not (agency or _ends_in_agency(text)):
        return False
    if any(hit.trigger in _PICTURE_AGENCIES and hit.trigger.phrase == folded for hit in hits):
        return True
    return is_names_only(text) and _ends_in_agency(text) and _SIGNED.search(text) is not None


def _is_labelled(doc: Document, label: Hit, rest: str, *, agency: bool) -> bool:
    """Tell whether names after a label are a credit: the more uses a label has, the more they must look like one."""
    if label.trigger.phrase.rstrip(" :") in _SOURCES:
        return agency or _ends_in_agency(rest)
    if agency or _ends_in_agency(rest):
        return True
    if label.trigger.weak and not rest.istitle():
        return False
    few = rest.count(" ") < NAMED_WORDS and not any(map(str.isdigit, rest))
    plain = not label.trigger.weak and (":" in doc.text[label.span.start : label.span.end + 2] or not label.line.stopped)
    return few and (plain or looks_like_name(rest))


def is_names_only(text: str) -> bool:
    """Tell whether a text is names and small words, in no more than one sentence."""
    return bool(text) and not _SENTENCE_WITHIN.search(text) and _is_names(text)


def _is_names(text: str) -> bool:
    """Tell whether every word of a text is a name, a handle or a small word, and one at least is a name."""
    named = 0
    for match in _TOKEN.finditer(text):
        token = match[0].strip(".'’\"“”*_")
        if not token or token.lower() in _SMALL:
            continue
        proper = token[0] in "@©#" or "." in token or token.isdigit() or any(map(str.isupper, token))
        if not proper and token.lower() not in agencies():
            return False
        named += 1
    return named > 0


def _ends_in_agency(text: str) -> bool:
    """Tell whether the last name of a credit is an agency."""
    last = re.split(r" ?[/|,;] ?| via | - | – ", text.lower().strip(" .)"))[-1].strip(" .,)")
    return last.removeprefix("the ").removesuffix(" file") in agencies() or last in ("file", "pool", "handout", "stock")


def _stands_in_roles(doc: Document, line: Line) -> bool:
    """Tell whether a line is one of a list of roles: the credits of a film or a magazine."""
    if any(mark in line.key for mark in ("credit", "/", "bildquelle", "foto", "©")):
        return False
    above = doc.lines[line.index - 1] if line.index and not line.gap else None
    below = doc.lines[line.index + 1] if line.index + 1 < len(doc.lines) else None
    beside = [other for other in (above, below) if other is not None and len(other.text) < OWN_LENGTH]
    return any(_LISTED_ROLE.match(other.text) for other in beside if other is above or not other.gap)


def credit_tail(line: Line, hits: Sequence[Hit]) -> Span | None:
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
