"""Lines that say what an earlier line of the same text said: word for word, or lightly edited.

Edited copies are told from lines that are merely built alike ("Tickets for the match against Leeds cost 12 pounds"):
an edited copy changes the wording and keeps the names and numbers, a template keeps the wording and changes those.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise
from typing import Final, NamedTuple

from lint_rules.document import EDGE, Document, Line

SHORTEST: Final = 40  # characters of a line worth comparing: shorter ones repeat for many good reasons
SHORTEST_WORDS: Final = 6
SHORTEST_PARAGRAPH: Final = 100  # characters of a paragraph that repeats for no good reason: shorter ones are items, refrains and cells
SHORTEST_EDITED: Final = 9  # words: fewer leave no room to tell an edited copy from a line built alike
EDGE_LENGTH: Final = 18  # characters of a beginning or end that two copies share, as a rule
LONGEST_LOOK: Final = 200  # characters of a line in which its longest word is looked for
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

_WORD = re.compile(r"\w+")
_MARKER = re.compile(
    r"(?:[(\[]?(?:\d{1,3}|[a-z]|[ivxlc]{1,6})[.):\]]|§|\d+(?:\.\d+)+|(?:article|section|clause|rule|art\.)\s\d)", re.IGNORECASE
)


class Repeat(NamedTuple):
    """A line, the earlier one that it repeats, and how alike they are: 1.0 for word for word."""

    line: Line
    earlier: Line
    likeness: float


class Words(NamedTuple):
    """A line's words as they are compared."""

    all: list[str]
    counts: Counter[str]
    pairs: frozenset[tuple[str, str]]
    names: frozenset[str]


def repeats(doc: Document) -> tuple[Repeat, ...]:
    """Return the longer lines that repeat an earlier one, in order, each with the nearest earlier copy.

    Numbered clauses and lines without letters are left out. Rules ask for it as `doc.view(repeats)`.
    """
    exact: dict[str, Line] = {}
    holders = _Holders()
    words: dict[int, Words] = {}
    found: list[Repeat] = []
    last_of_head = doc.first_prose + HEAD_AFTER_PROSE + HEAD_NEAR
    for line in doc.lines:
        if line.words < SHORTEST_WORDS or len(line.text) < SHORTEST:
            continue
        key = line.key or doc.folded[line.start : line.end].strip(EDGE)
        if not key:
            continue
        earlier = exact.get(key)
        exact[key] = line
        if earlier is not None:
            found.append(Repeat(line, earlier, 1.0))
        elif line.words >= SHORTEST_EDITED:
            in_head = line.index <= last_of_head and line.words <= LONGEST_CAPTION
            is_paragraph = line.stopped and len(line.text) >= SHORTEST_PARAGRAPH
            blocks = [key[:EDGE_LENGTH], key[-EDGE_LENGTH:]]
            if in_head or is_paragraph:
                blocks.append(_longest_word(key))
            best = max(
                ((likeness(line, other, words), other) for other in holders.take(line, blocks)), key=_likeness, default=None
            )
            if best is not None and best[0] > 0:
                found.append(Repeat(line, best[1], best[0]))
    return tuple(found)


class _Holders:
    """Lines by what an edited copy is likely to share with its source. Numbered clauses are passed over.

    Most lines share nothing with another: whether a line is numbered is asked only if it does, so the first of those that
    share something may be.
    """

    def __init__(self) -> None:
        self._first: dict[str, Line] = {}
        self._all: dict[str, list[Line]] = {}

    def take(self, line: Line, blocks: Sequence[str]) -> Iterable[Line]:
        """Return the nearest earlier lines that share one of the blocks, each once; take the line in."""
        shared = [block for block in blocks if self._first.setdefault(block, line) is not line]
        if not shared or _MARKER.match(line.text):
            return ()
        near: dict[int, Line] = {}
        for block in shared:
            holders = self._all.get(block)
            if holders is None:
                first = self._first[block]
                holders = self._all[block] = [] if _MARKER.match(first.text) else [first]
            near.update((other.index, other) for other in holders[-MOST_COMPARED:] if other is not line)
            holders.append(line)
        return near.values()


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


def _likeness(pair: tuple[float, Line]) -> tuple[float, int]:
    return pair[0], pair[1].index


def _longest_word(key: str) -> str:
    """Return the longest word of a line, with the word before it: what an edited copy keeps that begins and ends anew."""
    words = key[:LONGEST_LOOK].split()
    longest = max(words, key=len)
    place = words.index(longest)
    return f"{words[place - 1]} {longest}" if place else longest


def likeness(line: Line, other: Line, known: dict[int, Words]) -> float:
    """Return the share of words that two lines have in common, 0 where neither is an edited copy of the other.

    `known` remembers the words of lines by their index.
    """
    if not LENGTH_RATIO * line.words <= other.words <= line.words / LENGTH_RATIO:
        return 0.0
    ours, theirs = set(line.text.lower().split()), set(other.text.lower().split())
    if len(ours & theirs) < ROUGHLY_SHARED * min(len(ours), len(theirs)):
        return 0.0
    first, second = (known.setdefault(each.index, _words(each)) for each in (line, other))
    if not first.all or not second.all:
        return 0.0
    shorter = min(len(first.all), len(second.all))
    share = sum((first.counts & second.counts).values()) / shorter
    if share < SHARED_WORDS or len(first.pairs & second.pairs) < SHARED_PAIRS * min(len(first.pairs), len(second.pairs)):
        return 0.0
    if not first.names and not second.names:
        # Nothing tells an edited copy from a line built alike but how much of the wording they share.
        nameless = share >= SHARED_WORDS_NAMELESS and shorter >= SHORTEST_NAMELESS
        return min(share, 0.99) if nameless else 0.0
    if len(first.names & second.names) < SHARED_NAMES * min(len(first.names), len(second.names)):
        return 0.0
    return min(share, 0.99)


def _words(line: Line) -> Words:
    found = _WORD.findall(line.text)
    folded = [word.lower() for word in found]
    # The first word's capital says nothing; a name that opens the line is missed, which the others make up for.
    names = frozenset(word.lower() for word in islice(found, 1, None) if word[0].isupper() or word[0].isdigit())
    return Words(folded, Counter(folded), frozenset(pairwise(folded)), names)
