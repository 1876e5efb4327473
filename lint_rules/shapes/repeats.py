"""Lines that say what an earlier line of the same text said: word for word, or lightly edited.

Edited copies are told from lines that are merely built alike ("Tickets for the match against Leeds cost 12 pounds"):
an edited copy changes the wording and keeps the names and numbers, a template keeps the wording and changes those.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from lint_rules.document import EDGE, Document, Line
from lint_rules.lazy import pattern

SHORTEST: Final = 40  # characters of a line worth comparing: shorter ones repeat for many good reasons
SHORTEST_WORDS: Final = 6
SHORTEST_SENTENCE: Final = 50  # characters: half of a paragraph that is worth reporting, as its source may be
SHORTEST_EDITED: Final = 9  # words: fewer leave no room to tell an edited copy from a line built alike
EDGE_LENGTH: Final = 18  # characters of a beginning or end that two copies share, as a rule
LONGEST_LOOK: Final = 30  # words of a line among which its longest is looked for
MOST_COMPARED: Final = 4  # earlier lines with the same beginning, end or longest word that are looked at, the nearest first
SHARED_WORDS: Final = 0.7  # share of the shorter line's words that an edited copy has in common …
ROUGHLY_SHARED: Final = 0.55  # … of which so much must be seen at a glance, marks left on the words, before they are counted
SHARED_PAIRS: Final = 0.5  # … and share of its pairs of neighbouring words: the order is kept, too
SHARED_WORDS_NAMELESS: Final = 0.8  # share of words that is asked of lines without names and numbers …
SHORTEST_NAMELESS: Final = 12  # … which must have as many words as this
SHARED_NAMES: Final = 0.85  # share of names and numbers that both lines have
LENGTH_RATIO: Final = 0.5  # the shorter of two copies has at least this share of the longer one's words
HEAD_NEAR: Final = 5  # lines between a caption and its copy: the credit, the agency, a button
HEAD_AFTER_PROSE: Final = (
    3  # the head of an article reaches this far beyond its first running text: captions may be that themselves
)
LONGEST_CAPTION: Final = 90  # words

_WORD = pattern(r"\w+")
_MARKER = pattern(
    r"(?:[(\[]?(?:\d{1,3}|[a-z]|[ivxlc]{1,6})[.):\]]|§|\d+(?:\.\d+)+|(?:article|section|clause|rule|art\.)\s\d)", re.IGNORECASE
)


class Repeat(NamedTuple):
    """A line, the earlier one that it repeats, and how alike they are: 1.0 for word for word."""

    line: Line
    earlier: Line
    likeness: float


class Words(NamedTuple):
    """A line's words as they are compared, in lower case: all in order, how often each stands, the pairs of neighbours, and the
    names and numbers.
    """

    all: list[str]
    counts: Counter[str]
    pairs: frozenset[tuple[str, str]]
    names: frozenset[str]


class Compared:
    """A line that is compared with others. Most differ at a glance; its words are made when a closer look asks for them."""

    __slots__ = ("_words", "line", "rough")

    def __init__(self, line: Line, tokens: Iterable[str]) -> None:
        self.line = line
        self.rough = frozenset(map(str.lower, tokens))  # with the marks that stand at the words
        self._words: Words | None = None

    @property
    def words(self) -> Words:
        """The words without marks."""
        if self._words is None:
            found = _WORD.findall(self.line.text)
            folded = [word.lower() for word in found]
            # The first word's capital says nothing; a name that opens the line is missed, which the others make up for.
            names = frozenset([word.lower() for word in set(found[1:]) if word[0].isupper() or word[0].isdigit()])
            self._words = Words(folded, Counter(folded), frozenset(pairwise(folded)), names)
        return self._words


def repeats(doc: Document) -> tuple[Repeat, ...]:
    """Return the longer lines that repeat an earlier one, in order, each with the nearest earlier copy.

    Edited copies are looked for where they mean something: in the head of the text and among its sentences. Numbered
    clauses and lines without letters are left out. Rules ask for it as `doc.view(repeats)`.
    """
    exact: dict[str, Line] = {}
    holders: dict[str, Line] = {}
    groups: dict[str, list[Line]] = {}
    compared: dict[int, Compared] = {}
    found: list[Repeat] = []
    last_of_head = doc.first_prose + HEAD_AFTER_PROSE + HEAD_NEAR
    for line in doc.lines:
        length = line.end - line.start
        if length < SHORTEST:
            continue
        key = line.key or doc.folded[line.start : line.end].strip(EDGE)
        earlier = exact.get(key)
        exact[key] = line
        if earlier is not None:
            if key and line.words >= SHORTEST_WORDS:
                found.append(Repeat(line, earlier, 1.0))
            continue
        is_sentence = line.prose or (length >= SHORTEST_SENTENCE and line.stopped)
        if line.words < SHORTEST_EDITED or not (is_sentence or line.index <= last_of_head) or not key:
            continue
        # What an edited copy is likely to share with its source. Few lines share anything with another.
        beginning, end, longest = key[:EDGE_LENGTH], key[-EDGE_LENGTH:], _longest_word(doc.tokens_by_line[line.index])
        if not (beginning in holders or end in holders or longest in holders):
            holders[beginning] = holders[end] = holders[longest] = line
        elif _is_comparable(line):
            near = _nearest(line, (beginning, end, longest), holders, groups)
            best = max(((likeness(doc, line, other, compared), other.index) for other in near.values()), default=None)
            if best is not None and best[0] > 0:
                found.append(Repeat(line, near[best[1]], best[0]))
    return tuple(found)


def _nearest(line: Line, blocks: Iterable[str], holders: dict[str, Line], groups: dict[str, list[Line]]) -> dict[int, Line]:
    """Return the nearest earlier lines that share one of the blocks with a line, by index, and add the line to them.

    `holders` has the first line with each block, `groups` all where there are several. Whether the first is comparable is
    not known until another shares something with it.
    """
    near: dict[int, Line] = {}
    for block in blocks:
        first = holders.setdefault(block, line)
        if first is line:
            continue
        if block not in groups:
            groups[block] = [first] if _is_comparable(first) else []
        group = groups[block]
        near.update((other.index, other) for other in group[-MOST_COMPARED:] if other is not line)
        group.append(line)
    return near


def _is_comparable(line: Line) -> bool:
    """Tell whether a line has words enough to be known for an edited copy, and is no numbered clause."""
    return line.words >= SHORTEST_EDITED and not _MARKER.match(line.text)


def is_caption(repeat: Repeat, doc: Document) -> bool:
    """Tell whether a repetition is a caption's: short, near its source with nothing but credits and buttons between them,
    and in the head of the article.
    """
    line, earlier = repeat.line, repeat.earlier
    if (
        line.index - earlier.index > HEAD_NEAR
        or earlier.index > doc.first_prose + HEAD_AFTER_PROSE
        or line.words > LONGEST_CAPTION
    ):
        return False
    return not any(between.prose for between in doc.lines[earlier.index + 1 : line.index])


def _longest_word(words: Sequence[str]) -> str:
    """Return the longest word of a line, with the word before it: what an edited copy keeps that begins and ends anew."""
    lengths = list(map(len, words[:LONGEST_LOOK]))
    place = lengths.index(max(lengths))
    pair = " ".join(words[max(0, place - 1) : place + 1]).lower()
    # Marks around a line are none of its words.
    return pair.strip(EDGE) if place < 2 or place + 1 == len(words) else pair


def likeness(doc: Document, line: Line, other: Line, known: dict[int, Compared]) -> float:
    """Return the share of words that two lines have in common, 0 where neither is an edited copy of the other.

    `known` remembers the words of lines by their index.
    """
    if not LENGTH_RATIO * line.words <= other.words <= line.words / LENGTH_RATIO:
        return 0.0
    for each in (line, other):
        if each.index not in known:
            known[each.index] = Compared(each, doc.tokens_by_line[each.index])
    ours, theirs = known[line.index], known[other.index]
    if len(ours.rough & theirs.rough) < ROUGHLY_SHARED * min(len(ours.rough), len(theirs.rough)):
        return 0.0
    first, second = ours.words, theirs.words
    shorter = min(len(first.all), len(second.all))
    if not shorter or len(first.names & second.names) < SHARED_NAMES * min(len(first.names), len(second.names)):
        return 0.0
    if len(first.pairs & second.pairs) < SHARED_PAIRS * min(len(first.pairs), len(second.pairs)):
        return 0.0
    share = sum((first.counts & second.counts).values()) / shorter
    if share < SHARED_WORDS:
        return 0.0
    if not first.names and not second.names and not (share >= SHARED_WORDS_NAMELESS and shorter >= SHORTEST_NAMELESS):
        # Nothing tells an edited copy from a line built alike but how much of the wording they share.
        return 0.0
    return min(share, 0.99)
