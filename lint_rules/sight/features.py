"""What a page looks like, line by line: the words, the shape and the place of each line, as numbers."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from lint_rules.document import Document, Line, lines_touched, mostly_covers
from lint_rules.finding import Counts, Finding, Severity
from lint_rules.language import is_function_word
from lint_rules.sight.units import units

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

FEWEST_ROWS = 2048  # that a growing array has room for at first, halved

LINE_FACTS = 4
CERTAIN, LIKELY, ARGUABLE, HURT = range(LINE_FACTS)  # columns of `Page.facts`: sure, weak and info findings, and damage
TRAITS = 10
PLACE = 39
MOST_THEMES = 64  # words of a line that are looked through for its themes: of a longer line the first, and the last few
_READ = MOST_THEMES - LAST_WORDS
THEME_BITS = 32
NO_TOKEN = -1
NO_THEME = -1  # of words too short to be one
NEARBY = 6  # lines within which a theme that comes again holds a passage together
LEAD = 10  # lines of running text at the top that say what the article is about


Ints = NDArray[np.int32]


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


class Page(NamedTuple):
    """The lines of a page: `words` are the numbers of the first and last words of each, one line after another, line i from
    `bounds[i]` to `bounds[i + 1]`; `themes` the numbers of its longer words, one after another likewise, by `theme_bounds`;
    `looks` what can be said of each line by itself; `facts` what the explicit rules said of it.
    """

    words: Ints
    bounds: Ints
    themes: Ints
    theme_bounds: Ints
    looks: NDArray[np.float32]
    facts: NDArray[np.float32]


# Columns of `Page.looks`.
LOOKS = 8
LENGTH, WORDS, STOPPED, PROSE, LOWER, GAP, TWINS, FIRST = range(LOOKS)


class Reader:
    """Turns documents into pages. Tokens and themes are numbered as they come; `tokens` and `themes` say what a number
    stands for.
    """

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes: Mapping[str, int] = {code: LINE_FACTS + number for number, code in enumerate(codes)}
        self.tokens: list[str] = []
        self.themes: list[str] = []
        self._numbers = _Numbers(self._add)
        self._numbered_themes: dict[str, int] = {}
        self._theme_of = Growing(np.int32)  # the theme that each token is, by its number
        self._themes_of_new: list[int] = []  # … of the tokens that came since

    def read(self, doc: Document, facts: Sequence[Finding]) -> Page:
        """Return the page that a document (as a reader sees it) is, with the findings of the explicit rules."""
        lines = units(doc)
        split: Sequence[list[str]] = doc.tokens_by_line if lines is doc.lines else [line.text.split() for line in lines]
        counts = list(map(len, split))
        if max(counts) > MOST_THEMES:
            split = [tokens if len(tokens) <= MOST_THEMES else tokens[:_READ] + tokens[-LAST_WORDS:] for tokens in split]
        kept = np.fromiter(map(len, split), np.int32, len(split))
        size = int(kept.sum())
        numbers = np.fromiter(map(self._numbers.__getitem__, chain.from_iterable(split)), np.int32, size)
        starts = kept.cumsum() - kept
        line = np.repeat(np.arange(len(kept)), kept)
        place_in_line = np.arange(size) - starts[line]
        words = numbers[(place_in_line < FIRST_WORDS) | (place_in_line >= (kept - LAST_WORDS)[line])]
        themes, theme_bounds = self._themed(numbers, line, len(kept))
        return Page(
            words,
            _bounds(np.minimum(kept, FIRST_WORDS + LAST_WORDS)),
            themes,
            theme_bounds,
            _looks(lines, counts, numbers[starts]),
            self._facts(lines, facts),
        )

    def _themed(self, numbers: Ints, line: NDArray[np.intp], lines: int) -> tuple[Ints, Ints]:
        """Return the themes of each line, once each and in order of their numbers, and their bounds."""
        if self._themes_of_new:
            self._theme_of.extend(self._themes_of_new)
            self._themes_of_new = []
        of = self._theme_of.values[numbers]
        told = of != NO_THEME
        # Line and theme in one number: to sort those is to sort by both.
        pairs = line[told] << THEME_BITS | of[told]
        pairs.sort()
        if len(pairs):
            pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])]
        return (pairs & ((1 << THEME_BITS) - 1)).astype(np.int32), _bounds(np.bincount(pairs >> THEME_BITS, minlength=lines))

    def _add(self, token: str) -> int:
        """Take a token that was never met, and return its number."""
        core = core_of(token.strip(MARKS))
        theme = NO_THEME
        if len(core) > SUFFIX:
            theme = self._numbered_themes.setdefault(core, len(self.themes))
            if theme == len(self.themes):
                self.themes.append(core)
        self._themes_of_new.append(theme)
        self.tokens.append(token)
        return len(self.tokens) - 1

    def _facts(self, lines: Sequence[Line], facts: Sequence[Finding]) -> NDArray[np.float32]:
        """Return, for each line, whether it stands under a certain, a likely, an arguable finding, a hurt, and of what code."""
        found = np.zeros((len(lines), LINE_FACTS + len(self.codes)), np.float32)
        starts = [line.start for line in lines]
        for fact in facts:
            touched = lines_touched(starts, fact.span)
            if not touched:
                continue
            if fact.counts is Counts.DAMAGE:
                found[touched.start, HURT] = 1
                continue
            if not mostly_covers(fact.span, lines, touched):
                continue
            column = LIKELY if fact.weak else CERTAIN if fact.severity >= Severity.WARNING else ARGUABLE
            found[touched.start : touched.stop, column] = 1
            if fact.code in self.codes:
                found[touched.start : touched.stop, self.codes[fact.code]] = 1
        return found


class Growing:
    """An array that grows at its end: its room doubles, so that what stands there is seldom copied."""

    def __init__(self, kind: DTypeLike, width: int | None = None) -> None:
        self.values: NDArray[Any] = np.zeros(0 if width is None else (0, width), kind)
        self.size = 0

    def grow(self, size: int) -> None:
        """Make the array this long, zeros at its end."""
        if size > len(self.values):
            more = np.zeros((max(size, FEWEST_ROWS) * 2, *self.values.shape[1:]), self.values.dtype)
            more[: self.size] = self.values[: self.size]
            self.values = more
        self.size = size

    def extend(self, values: Sequence[float] | NDArray[Any]) -> None:
        """Add values at the end."""
        start = self.size
        self.grow(start + len(values))
        self.values[start : self.size] = values


class _Numbers(dict[str, int]):
    """The numbers of tokens; a token that has none is given one."""

    def __init__(self, add: Callable[[str], int]) -> None:
        super().__init__()
        self._add = add

    def __missing__(self, token: str) -> int:
        self[token] = number = self._add(token)
        return number


def _bounds(sizes: NDArray[np.integer[Any]]) -> Ints:
    """Return where each of several stretches begins, and where the last one ends."""
    bounds = np.zeros(len(sizes) + 1, np.int32)
    np.cumsum(sizes, out=bounds[1:])
    return bounds


def _looks(lines: Sequence[Line], counts: Sequence[int], first: Ints) -> NDArray[np.float32]:
    """Return the columns of `Page.looks`, one row a line."""
    texts = [line.text for line in lines]
    twins = Counter(texts)
    looks = np.empty((LOOKS, len(lines)), np.float32)
    looks[LENGTH] = list(map(len, texts))
    looks[WORDS] = counts
    looks[STOPPED] = [line.stopped for line in lines]
    looks[PROSE] = [line.prose for line in lines]
    looks[LOWER] = [text[0].islower() for text in texts]
    looks[GAP] = [line.gap for line in lines]
    looks[TWINS] = [twins[text] - 1 for text in texts]
    looks[FIRST] = first
    return looks.T


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
    length, words, gap, opening = looks[:, LENGTH], looks[:, WORDS], looks[:, GAP], looks[:, FIRST]
    index = np.arange(count, dtype=np.float32)
    prose = looks[:, PROSE] > 0
    where = prose.nonzero()[0]
    first, last = (where[0], where[-1]) if len(where) else (count, -1)
    following = _shifted(gap, -1, 1)
    size = np.log1p(length)
    total = max(1.0, float(length.sum()))
    # Blocks are what stands between blank lines.
    begins = gap > 0
    begins[0] = True
    block = begins.cumsum() - 1
    starts = begins.nonzero()[0]
    same = _shifted(opening, 1, NO_TOKEN) == opening
    same |= _shifted(opening, 2, NO_TOKEN) == opening
    # How far the next running text is, on either side.
    ahead = np.minimum.accumulate(np.where(prose, index, count + 20)[::-1])[::-1] - index
    behind = index - np.maximum.accumulate(np.where(prose, index, -20))
    placed = np.empty((PLACE, count), np.float32)
    columns: list[NDArray[Any] | float] = [
        size / 6,
        np.log1p(words) / 5,
        looks[:, STOPPED],
        prose,
        looks[:, LOWER],
        np.minimum(10, _steps(page.theme_bounds)) / 10,
        gap == 0,
        gap == 1,
        gap >= 2,
        following == 0,
        following == 1,
        following >= 2,
        index / count,
        (length.cumsum() - length) / total,
        np.log1p(index) / 6,
        np.log1p(count - 1 - index) / 6,
        index < first,
        index > last,
        np.minimum(20, np.abs(index - first)) / 20,
        np.minimum(20, np.abs(index - last)) / 20,
        np.minimum(3, looks[:, TWINS]) / 3,
        float(length[where].sum()) / total,
        np.log1p(count) / 7,
        same,
        np.minimum(1, np.abs(size - _shifted(size, 1, size[0]))),
        np.minimum(20, np.bincount(block)[block]) / 20,
        np.minimum(20, index - starts[block]) / 20,
        np.minimum(20, ahead) / 20,
        np.minimum(20, behind) / 20,
        len(where) / count,
        float(np.count_nonzero(gap[1:] == 0)) / max(1, count - 1),
        length / np.maximum(1, words) / 10,
        *_cohesion(page, prose, rarity),
    ]
    for number, column in enumerate(columns):
        placed[number] = column
    return placed.T


def _shifted(values: NDArray[np.float32], by: int, otherwise: float) -> NDArray[np.float32]:
    """Return the values of the lines `by` before each (after it, where `by` is negative), `otherwise` where there is none."""
    shifted = np.full(len(values), otherwise, np.float32)
    if by > 0:
        shifted[by:] = values[:-by]
    else:
        shifted[:by] = values[-by:]
    return shifted


def _steps(bounds: Ints) -> Ints:
    """Return the sizes of stretches, given their bounds."""
    return bounds[1:] - bounds[:-1]


def _cohesion(page: Page, prose: NDArray[np.bool_], rarity: NDArray[np.float32]) -> list[NDArray[np.float64]]:
    """Return how each line's themes, the rare ones before the common ones, hold it together with the rest of the page: the
    share that comes anywhere else, earlier, later, among the nearest lines before and after, and at the top of the running
    text, and the share that comes here first. Another story in the middle of the page has themes of its own (Hearst's
    TextTiling, 1997, cuts texts thus).
    """
    count = len(prose)
    line = np.arange(count).repeat(_steps(page.theme_bounds))
    order = page.themes.argsort(kind="stable")
    theme, where = page.themes[order], line[order]
    size = len(theme)
    weight = rarity[theme]
    # A line has a theme once: the entry before, where it is of the same theme, is the line above that has it.
    again = theme[1:] == theme[:-1]
    nearby = again & (where[1:] - where[:-1] <= NEARBY)
    marks = np.zeros((6, size), np.bool_)
    anywhere, earlier, later, above, below, at_top = marks
    earlier[1:] = later[: size - 1] = again
    above[1:] = below[: size - 1] = nearby
    np.logical_or(earlier, later, out=anywhere)
    running = prose.nonzero()[0][:LEAD]
    if size and len(running):
        # Whether a theme stands on a line of the top, and on another than this one.
        inside = (where >= running[0]) & (where <= running[-1])
        of = np.cumsum(~earlier) - 1
        np.greater(np.bincount(of, inside)[of], inside, out=at_top)
    total = np.bincount(where, weight, count)
    share = np.maximum(1e-6, total)
    shares = [np.bincount(where, row, count) / share for row in marks * weight]
    return [*shares, total / share - shares[1]]
