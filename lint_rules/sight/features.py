"""What a page looks like, line by line: the words, the shape and the place of each line, as numbers."""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lint_rules.document import Document, Line
from lint_rules.finding import Counts, Finding, Severity
from lint_rules.language import is_function_word

# Of a long line the beginning and the end tell what it is; the middle of a paragraph is like any other.
FIRST_WORDS = 16
LAST_WORDS = 8
SHAPES = 1 << 10
SUFFIXES = 1 << 11
SUFFIX = 3  # letters of a word's end: morphology where the word itself is unknown
LONGEST_SHAPE = 12
LONGEST_WORD = 24
MARKS = ".,;:!?\"'“”‘’()[]{}«»‹›…*"
_DIGIT = re.compile(r"\d")

FEWEST_LINES = 5  # lines from which there is a context to see
# Where a sentence ends, the space behind it lost or not: a text of one line has lost its line breaks, and often the spaces.
_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*(?:\s+(?=\W*[^\W\d_a-z])|(?=[A-ZÀ-Þ][^\W\d_]))")

LINE_FACTS = 4
CERTAIN, LIKELY, ARGUABLE, HURT = range(LINE_FACTS)  # columns of `Page.facts`: sure, weak and info findings, and damage
TRAITS = 10
PLACE = 39
MOST_THEMES = 64  # words of a line that are looked through for its themes
NO_THEME = -1  # of words too short to be one
NEARBY = 6  # lines within which a theme that comes again holds a passage together
LEAD = 10  # lines of running text at the top that say what the article is about


class Word(NamedTuple):
    """One word as the network sees it: its core (folded, without marks around it), hashed shape and suffix, and traits."""

    core: str
    shape: int
    suffix: int
    traits: tuple[float, ...]


def word(text: str) -> Word:
    """Return what a space-separated word looks like."""
    bare = text.strip(MARKS)
    core = core_of(bare)
    length = len(text)
    last = text[-1]
    # Most words are letters only: what else there is need not be counted.
    plain = text.isalpha()
    traits = (
        float(text[0].isupper()),
        float(len(bare) > 1 and bare.isupper()),
        0.0 if plain else sum(map(str.isdigit, text)) / length,
        float(is_function_word(core)),
        min(length, 20) / 10,
        float(last in ".!?…"),
        float(last == ","),
        float(last == ":"),
        float(not bare),
        float(not (plain or bare.isalnum())),
    )
    suffix = core[-SUFFIX:] if len(core) > SUFFIX + 1 else core
    return Word(core, _hashed(_shape(text), SHAPES), _hashed(suffix, SUFFIXES), traits)


def core_of(bare: str) -> str:
    """Return a word without marks around it, folded: in small letters, every digit 0."""
    core = bare.lower().replace("’", "'")
    return (core if core.isalpha() else _DIGIT.sub("0", core))[:LONGEST_WORD]


def _hashed(text: str, size: int) -> int:
    return zlib.crc32(text.encode("utf-8", "replace")) % size


class _Kinds(dict[int, str]):
    """The class of each character, by its code point, found when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.islower():
            kind = "a"
        elif character.isupper():
            kind = "A"
        elif character.isdigit():
            kind = "0"
        else:
            kind = "o" if character > "\x7f" and character.isalpha() else character
        self[code] = kind
        return kind


_KINDS = _Kinds()
_LONG_RUN = re.compile(r"(.)\1{2,}", re.DOTALL)


def _shape(text: str) -> str:
    """Return a word with its letters and digits as classes, runs cut to two: `Aa`, `00:00`, `#aa`."""
    return _LONG_RUN.sub(r"\1\1", text[:LONGEST_SHAPE].translate(_KINDS))


def units(doc: Document) -> tuple[Line, ...]:
    """Return what is judged one by one: the lines; of a text with hardly any, as some extractors leave, its sentences."""
    return doc.lines if len(doc.lines) >= FEWEST_LINES else doc.view(_sentences)


def _sentences(doc: Document) -> tuple[Line, ...]:
    found: list[Line] = []
    for line in doc.lines:
        start, gap = 0, line.gap
        for end in [*(match.end() for match in _SENTENCE.finditer(line.text)), len(line.text)]:
            text = line.text[start:end].rstrip()
            if text:
                found.append(Line(len(found), line.start + start, text, gap, doc.folded))
                gap = 0
            start = end
    return tuple(found)


class Page(NamedTuple):
    """The lines of a page: `words` are the numbers of the first and last words of each, one line after another, line i from
    `bounds[i]` to `bounds[i + 1]`; `themes` the numbers of its longer words, one after another likewise, by `theme_bounds`;
    `looks` what can be said of each line by itself; `facts` what the explicit rules said of it.
    """

    words: NDArray[np.int32]
    bounds: NDArray[np.int32]
    themes: NDArray[np.int32]
    theme_bounds: NDArray[np.int32]
    looks: NDArray[np.float32]
    facts: NDArray[np.float32]


# Columns of `Page.looks`.
LENGTH, WORDS, STOPPED, PROSE, LOWER, GAP, TWINS, FIRST = range(8)


class Reader:
    """Turns documents into pages. Words are numbered as they come; `words` and `themes` say what a number stands for."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes: Mapping[str, int] = {code: LINE_FACTS + number for number, code in enumerate(codes)}
        self.words: list[Word] = []
        self._numbers: dict[str, tuple[int, int]] = {}
        self.themes: list[str] = []
        self._themes: dict[str, int] = {}
        self._theme_of: dict[str, int] = {}

    def read(self, doc: Document, facts: Sequence[Finding]) -> Page:
        """Return the page that a document (as a reader sees it) is, with the findings of the explicit rules."""
        lines = units(doc)
        twins = Counter(line.text for line in lines)
        words: list[int] = []
        themes: list[int] = []
        bounds, theme_bounds = [0], [0]
        looks: list[tuple[float, ...]] = []
        numbers = self._numbers
        for line in lines:
            text = line.text
            tokens = text.split()
            count = len(tokens)
            if count > FIRST_WORDS + LAST_WORDS:
                tokens = tokens[:FIRST_WORDS] + tokens[-LAST_WORDS:]
            seen = [numbers.get(token) or self._number(token) for token in tokens]
            words += [number for number, _ in seen]
            told = {theme for _, theme in seen}
            if count > len(tokens):
                known = self._theme_of
                for token in text.split()[FIRST_WORDS : MOST_THEMES - LAST_WORDS]:
                    theme = known.get(token)
                    told.add(self._theme(token) if theme is None else theme)
            told.discard(NO_THEME)
            themes += told
            bounds.append(len(words))
            theme_bounds.append(len(themes))
            first = seen[0][0]
            looks.append((len(text), count, line.stopped, line.prose, text[0].islower(), line.gap, twins[text] - 1, first))
        return Page(
            np.array(words, np.int32),
            np.array(bounds, np.int32),
            np.array(themes, np.int32),
            np.array(theme_bounds, np.int32),
            np.array(looks, np.float32).reshape(-1, 8),
            self._facts(lines, facts),
        )

    def _number(self, token: str) -> tuple[int, int]:
        self.words.append(word(token))
        self._numbers[token] = numbers = len(self.words) - 1, self._theme(token)
        return numbers

    def _theme(self, token: str) -> int:
        """Return the number of the theme that a word is, and remember it."""
        core = core_of(token.strip(MARKS))
        theme = NO_THEME
        if len(core) > SUFFIX:
            theme = self._themes.setdefault(core, len(self.themes))
            if theme == len(self.themes):
                self.themes.append(core)
        self._theme_of[token] = theme
        return theme

    def _facts(self, lines: Sequence[Line], facts: Sequence[Finding]) -> NDArray[np.float32]:
        """Return, for each line, whether it stands under a certain, a likely, an arguable finding, a hurt, and of what code."""
        found = np.zeros((len(lines), LINE_FACTS + len(self.codes)), np.float32)
        starts = [line.start for line in lines]
        for fact in facts:
            first = bisect_right(starts, fact.span.start) - 1
            last = bisect_left(starts, fact.span.end) - 1
            if first < 0 or last < first:
                continue
            if fact.counts is Counts.DAMAGE:
                found[first, HURT] = 1
                continue
            # A finding on a few words of a line says little of the line.
            if first == last and 2 * (fact.span.end - fact.span.start) < lines[first].end - lines[first].start:
                continue
            found[first : last + 1, LIKELY if fact.weak else CERTAIN if fact.severity >= Severity.WARNING else ARGUABLE] = 1
            if fact.code in self.codes:
                found[first : last + 1, self.codes[fact.code]] = 1
        return found


def rarities(themes: Iterable[str], ranks: Mapping[str, int]) -> NDArray[np.float32]:
    """Return how rare themes are, 0 to 1, by the rank that each has among the known words, from 1: by Zipf's law frequency
    falls as rank rises. An unknown word is as rare as can be.
    """
    last = np.log1p(len(ranks)) or 1.0
    return np.array([np.log(ranks[theme]) / last if theme in ranks else 1.0 for theme in themes], np.float32)


def place(page: Page, rarity: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return, for each line, its look and where it stands: on the page, among running text, in its block, among themes.

    `rarity` says of each theme, by its number, how rare the word is, 0 to 1.
    """
    looks = page.looks
    count = len(looks)
    length, words, gap = looks[:, LENGTH], looks[:, WORDS], looks[:, GAP]
    index = np.arange(count, dtype=np.float32)
    following = np.append(gap[1:], np.float32(1))
    prose = looks[:, PROSE] > 0
    where = np.flatnonzero(prose)
    first, last = (where[0], where[-1]) if len(where) else (count, -1)
    before = np.cumsum(length) - length
    total = max(1.0, float(length.sum()))
    size = np.log1p(length)
    starts = np.flatnonzero(np.append(True, gap[1:] > 0))
    block = np.cumsum(np.append(False, gap[1:] > 0))
    in_block = np.diff(np.append(starts, count))[block]
    at = index - starts[block]
    opening = looks[:, FIRST]
    same = np.zeros(count, np.float32)
    same[1:] = opening[1:] == opening[:-1]
    same[2:] = np.maximum(same[2:], opening[2:] == opening[:-2])
    step = np.zeros(count, np.float32)
    step[1:] = np.abs(size[1:] - size[:-1])
    # How far the next running text is, on either side.
    ahead = np.minimum.accumulate(np.where(prose, index, count + 20)[::-1])[::-1] - index
    behind = index - np.maximum.accumulate(np.where(prose, index, -20))
    kin = np.diff(page.theme_bounds)
    columns = [
        size / 6,
        np.log1p(words) / 5,
        looks[:, STOPPED],
        prose,
        looks[:, LOWER],
        np.minimum(1, kin / 10),
        gap == 0,
        gap == 1,
        gap >= 2,
        following == 0,
        following == 1,
        following >= 2,
        index / max(1, count),
        before / total,
        np.log1p(index) / 6,
        np.log1p(count - 1 - index) / 6,
        index < first,
        index > last,
        np.minimum(1, np.abs(index - first) / 20),
        np.minimum(1, np.abs(index - last) / 20),
        np.minimum(3, looks[:, TWINS]) / 3,
        np.full(count, float((length * prose).sum()) / total),
        np.full(count, np.log1p(count) / 7),
        same,
        np.minimum(1, step),
        np.minimum(20, in_block) / 20,
        np.minimum(20, at) / 20,
        np.minimum(20, ahead) / 20,
        np.minimum(20, behind) / 20,
        np.full(count, float(prose.sum()) / count),
        np.full(count, float((gap[1:] == 0).mean()) if count > 1 else 0.0),
        length / np.maximum(1, words) / 10,
        *_cohesion(page, prose, rarity),
    ]
    return np.stack([column.astype(np.float32) for column in columns], 1)


def _cohesion(page: Page, prose: NDArray[np.bool_], rarity: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Return how each line's themes, the rare ones before the common ones, hold it together with the rest of the page: the
    share that comes anywhere else, earlier, later, among the nearest lines before and after, and at the top of the running
    text. Another story in the middle of the page has themes of its own (Hearst's TextTiling, 1997, cuts texts thus).
    """
    count = len(prose)
    line = np.repeat(np.arange(count), np.diff(page.theme_bounds))
    weight = rarity[page.themes]
    total = np.maximum(1e-6, np.bincount(line, weight, count))
    order = np.lexsort((line, page.themes))
    theme, where = page.themes[order], line[order]
    same = theme[1:] == theme[:-1]
    step = where[1:] - where[:-1]
    far = 1 << 20
    back = np.full(len(order), far)
    back[1:][same] = step[same]
    ahead = np.full(len(order), far)
    ahead[:-1][same] = step[same]
    starts = np.flatnonzero(np.append(True, ~same)) if len(order) else np.zeros(0, np.intp)
    first = where[starts][np.cumsum(np.append(True, ~same)) - 1] if len(order) else where
    running = np.flatnonzero(prose)
    low, high = (running[0], running[min(LEAD, len(running)) - 1]) if len(running) else (0, -1)
    at_top = np.zeros(len(order), bool)
    if len(order):
        # Whether a theme stands on a line of the top, and on another than this one.
        inside = (where >= low) & (where <= high)
        tops = np.add.reduceat(inside.astype(np.int32), starts)[np.cumsum(np.append(True, ~same)) - 1]
        at_top = tops > inside
    earlier, later = back < far, ahead < far
    marks = (earlier | later, earlier, later, back <= NEARBY, ahead <= NEARBY, at_top, first == where)
    weight = weight[order]
    return [(np.bincount(where, weight * mark, count) / total).astype(np.float32) for mark in marks]
