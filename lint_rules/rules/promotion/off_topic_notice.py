"""PRO007: notices about something other than the story."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from lint_rules import phrases as phrase_lists
from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity
from lint_rules.rule import Context, Invalid, Rule, Valid, quoted, remove_lines
from lint_rules.vocabulary import stems

ABOVE, BELOW = 4, 6  # sentences at the beginning and at the end of a text among which notices stand
SENTENCE_WORDS = 5  # words of a line that may be a notice …
SENTENCE_LENGTH = 40  # … and its characters; shorter lines are labels
NOTICE_LENGTH = 900  # characters of a notice; longer paragraphs tell something
MIN_STORY = 3  # paragraphs besides the notice that a story must have before anything can be foreign to it
MIN_STEMS = 5  # content words of a notice without which a share of foreign ones says nothing
FOREIGN = 0.8  # share of its content words that occur nowhere in the story; the paragraphs of a story share a third and more
FOREIGN_IF_CLEAR = 0.7  # … of one that says more clearly that it is a notice
FOREIGN_PHRASE = 0.5  # … of one that holds a customary sentence: what is left is the occasion
SPECIFIC = 2  # points for a word that is rare outside notices ("transmitter", "donate"); other words have one
NOTICE_POINTS = 4  # points of a notice that is foreign …
CLEAR_POINTS = 5  # … and of one that says clearly that it is one
HEAD_POINTS = 3  # … and of one that stands above the story's headline: there nothing of the story can stand
HEAD_PERSONS = 2  # words for "we" and "you" that such a one has
TAKEN_UP = 2  # content words that a headline shares with the paragraphs below it
HEADLINE_REACH = 3  # lines below a notice in which the story's headline stands
OPENING = 3  # paragraphs of a story that take up its headline
EDGE_LINES = 60  # lines at either end that are looked at at most

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_QUOTES = '"“”«»„‟'
# Disclosures and notes on the article itself speak of the article, or are owed to the reader by law: they are arguable.
_ABOUT_ARTICLE = re.compile(
    r"affiliate|commission|disclaimer|disclosure|informational purposes|educational purposes|medical advice|editor'?s'? note|correction|"
    r"earlier version|this (?:article|story|post|piece|report) (?:was|has been) (?:updated|corrected|amended|edited|translated|produced|written|first|originally)|"
    r"anmerkung der redaktion|hinweis der redaktion|korrektur|note de la rédaction|\bndlr\b|rectificatif|nota de la redacción|nota del editor|fe de erratas|"
    r"nota da redação|nota do editor|nota della redazione|\bndr\b|noot van de redactie|rättelse|toimituksen huomautus|oikaisu|od redakcji|sprostowanie"
)


class Vocabulary(NamedTuple):
    """The words of notices in a language: rare ones, everyday ones, those for "we" and those for "you"."""

    specific: frozenset[str]
    general: frozenset[str]
    speakers: frozenset[str]
    readers: frozenset[str]


class OffTopicNotice(Rule):
    """A notice of the site or station about itself stands above or below the story.

    ## Why it matters
    Outages, pledge drives, maintenance and archive notes are printed over every story of a site for as long as they last.
    In the scrape the notice is the first paragraph, and where first lines are read as titles it is the title.

    ## How it is found
    Only among the first four and the last six sentences of a text, where notices stand. Such a sentence must

    - *speak as the site*, to the reader: "we", "our", or at least "you", "your";
    - *use the words of notices*: rare ones ("transmitter", "maintenance", "donate", "archived") have two points, everyday ones
      ("website", "support", "edition") one, and four points are needed; without a rare one it must say "we" or "our";
    - *be foreign to the story*: eight in ten of its content words occur in no paragraph of it. The paragraphs of a story
      share a third of their words and more with the rest, first and last ones too. For a notice of five points seven in
      ten will do; and above the story's own headline (a short line whose words the story takes up), where nothing of the
      story can stand, seven in ten and three points.

    A customary sentence ("We apologise for the inconvenience", "Cet article date de plus de …") needs no points, but half of
    its words must be foreign. Nothing is found if the story uses the notice's rare words itself: then the outage is the
    story. Quotations are left alone, and so are notes on the article ("Editor's note", "An earlier version …") and
    disclosures, which are arguable.

    ## When it is right to keep
    In a report in the first person plural, and where the notice is what the text is about.
    """

    code = "PRO007"
    severity = Severity.WARNING
    confidence = 0.95
    languages = frozenset(phrase_lists.LANGUAGES)

    VALID = (Valid("x"),)
    INVALID = (Invalid("⟦x⟧"),)

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding a notice."""
        doc = ctx.doc
        if doc.language is None:
            return
        vocabulary, customary = _vocabulary(doc.language), _customary(doc.language)
        likely = [each for line in _edges(doc) if (each := _read(doc, line, vocabulary, customary)) is not None]
        if not likely:
            return
        story = _Story(doc, {each.line.index for each in likely})
        if story.paragraphs < MIN_STORY:
            return
        for notice in likely:
            foreign = story.foreign_share(notice)
            if not story.uses(notice.specific) and _is_notice(notice, foreign, above=story.stands_above_headline(notice.line)):
                yield self.finding(
                    notice.line.span,
                    f"notice {quoted(notice.line.text)}: {foreign:.0%} of its words are not in the story",
                    fix=remove_lines(doc, notice.line, safe=False),
                )


class Notice(NamedTuple):
    """A line that may be a notice, and what speaks for it."""

    line: Line
    stems: frozenset[str]
    specific: frozenset[str]
    points: int
    persons: int
    customary: bool


class _Story:
    """The paragraphs of a text that are no notices."""

    def __init__(self, doc: Document, notices: Container[int]) -> None:
        self._doc = doc
        lines = [line for line in doc.lines if line.prose and line.index not in notices]
        self.paragraphs = len(lines)
        self._indices = [line.index for line in lines]
        self._opening = stems(" ".join(doc.folded[line.start : min(line.end, line.start + NOTICE_LENGTH)] for line in lines[:OPENING]))
        self._stems: set[str] = set()
        for line in lines:
            self._stems |= stems(doc.folded[line.start : line.end])

    def foreign_share(self, notice: Notice) -> float:
        """Return the share of a notice's content words that occur nowhere in the story."""
        return sum(stem not in self._stems for stem in notice.stems) / max(1, len(notice.stems))

    def uses(self, specific: frozenset[str]) -> bool:
        """Tell whether the story uses one of a notice's rare words itself."""
        return not self._stems.isdisjoint(specific)

    def stands_above_headline(self, line: Line) -> bool:
        """Tell whether the story's own headline stands below a line."""
        if not self._indices or line.index > self._indices[0]:
            return False
        below = self._doc.lines[line.index + 1 : min(line.index + 1 + HEADLINE_REACH, self._indices[0])]
        return any(
            not each.prose and len(stems(self._doc.folded[each.start : each.end]) & self._opening) >= TAKEN_UP for each in below
        )


def _is_notice(notice: Notice, foreign: float, *, above: bool) -> bool:
    if notice.customary and foreign >= FOREIGN_PHRASE:
        return True
    if not notice.persons or len(notice.stems) < MIN_STEMS or len(notice.line.text) < SENTENCE_LENGTH:
        return False
    if notice.points >= NOTICE_POINTS and foreign >= FOREIGN:
        return True
    enough = notice.points >= CLEAR_POINTS or (above and notice.points >= HEAD_POINTS and notice.persons >= HEAD_PERSONS)
    return enough and foreign >= FOREIGN_IF_CLEAR


def _edges(doc: Document) -> Iterator[Line]:
    """Yield the lines at the beginning and at the end of a text, as far as so many sentences reach."""
    lines = doc.lines
    first = _reach(lines, ABOVE)
    last = max(first, len(lines) - _reach(tuple(reversed(lines[-EDGE_LINES:])), BELOW))
    yield from lines[:first]
    yield from lines[last:]


def _reach(lines: Sequence[Line], sentences: int) -> int:
    """Return how many lines it takes to pass so many sentences."""
    passed = 0
    for count, line in enumerate(lines[:EDGE_LINES], 1):
        passed += line.prose or (line.stopped and line.words >= SENTENCE_WORDS and len(line.text) >= SENTENCE_LENGTH)
        if passed >= sentences:
            return count
    return min(len(lines), EDGE_LINES)


def _read(doc: Document, line: Line, vocabulary: Vocabulary, customary: re.Pattern[str]) -> Notice | None:
    """Return a line with what speaks for a notice, None where too little does."""
    if line.words < SENTENCE_WORDS or len(line.text) > NOTICE_LENGTH or any(mark in line.text for mark in _QUOTES):
        return None
    folded = doc.folded[line.start : line.end]
    if _ABOUT_ARTICLE.search(folded):
        return None
    words = _WORD.findall(folded)
    used = set(words)
    specific = used & vocabulary.specific
    points = SPECIFIC * len(specific) + len(used & vocabulary.general - specific)
    speakers = sum(word in vocabulary.speakers for word in words)
    persons = speakers + sum(word in vocabulary.readers for word in words)
    is_customary = customary.search(folded) is not None
    # Everyday words alone are a notice's only where the site names itself: "you" stands in every guide.
    if not is_customary and (points < HEAD_POINTS or not (speakers if not specific else persons)):
        return None
    return Notice(line, frozenset(stems(folded)), frozenset(stems(" ".join(specific))), points, persons, is_customary)


@cache
def _vocabulary(language: str) -> Vocabulary:
    lists = ("notice_word", "notice_word.weak", "notice_person", "notice_person.weak")
    return Vocabulary(*(frozenset(phrase_lists.read(language, name)) for name in lists))


@cache
def _customary(language: str) -> re.Pattern[str]:
    """Return the expression for the customary sentences of a language; `#` in them stands for a number in figures or words."""
    phrases = (re.escape(phrase).replace(r"\#", r"\w+") for phrase in phrase_lists.read(language, "off_topic_notice"))
    return re.compile(r"\b(?:" + "|".join(phrases) + r")(?!\w)")
