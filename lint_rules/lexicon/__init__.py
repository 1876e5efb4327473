"""Word frequencies for ten languages, mapped into memory when a rule first asks for them.

A lexicon answers one question in well under a microsecond: how common is this word? The answer is a Zipf frequency, the
base-10 logarithm of the occurrences in a thousand million words: "the" has 7.7, "paper" 5.1, a word met once in a
hundred million words 1.0. Words stand lower-cased, with straight apostrophes; names stand among them, lower-cased too.

Of the commoner words it also knows how often they stand inside longer words, at the beginning and at the end: "haus" begins
and ends hundreds of German words, "sehr" hardly any. From both figures follows how much a string of letters tells of being
a word that *stands alone*, see `opening` and `closing`; it takes no list of affixes and respects each language's compounds.

The data are wordfreq's lists (see NOTICE for the sources and the licence), made compact by `lint_rules.lexicon.build`.
Each language is one file beside this module:

    header   magic, format version, number of words, length of their trie, number of common words, length of their trie,
             CRC-32 of all that follows
    trie     a marisa trie that gives each word an identifier
    trie     another, of the common words only
    zipfs    one byte for each identifier: the Zipf frequency in steps of 1/32
    opening  one byte for each common word, in steps of 1/32: its Zipf frequency less the base-10 logarithm of the number of
             words that begin with it (see `lint_rules.lexicon.build`)
    closing  the same of the words that end with it

Nothing is parsed at load: the file is mapped, its checksum taken (under a millisecond a megabyte), and the trie reads the map.
"""

from __future__ import annotations

import math
import mmap
import struct
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

import marisa_trie

LANGUAGES: Final = ("de", "en", "es", "fi", "fr", "it", "nl", "pl", "pt", "sv")
"""The languages that have a lexicon, as ISO 639-1 codes."""

MAGIC: Final = b"SLINTLEX"
FORMAT_VERSION: Final = 2

HEADER: Final = struct.Struct("<8sIIIIII")
"""Magic, format version, words, bytes of their trie, common words, bytes of their trie, CRC-32 of the rest. 32 bytes, so that
the trie starts aligned to 8; marisa's tries are as long as a multiple of 8, so the second does, too."""

STEPS_PER_ZIPF: Final = 32
"""Zipf frequencies end below 8, so a byte holds steps of 1/32: finer than the noise of the lists themselves."""


RARE_LOSS: Final = 0.5
"""What a word that is not among the common ones is taken to lose for the longer words it stands in (measured: .1 to .4 for
those of Zipf 3 to 3.5, the most that are asked about)."""


class LexiconError(Exception):
    """A lexicon's data file is missing, damaged, or of another format version; the message names the file."""


class Lexicon:
    """The words of one language with their frequencies, read from a mapped file.

    `word in lexicon` tells whether the word is listed; `lexicon.zipf(word)` tells how common it is. Both expect the word
    lower-cased. A lexicon never changes and may be shared between threads.
    """

    __slots__ = ("_beginnings", "_closings", "_find", "_find_common", "_openings", "_words", "_zipfs", "language")

    def __init__(self, language: str, data: memoryview) -> None:
        """Read the lexicon of `language` from the bytes of its data file.

        `data` must stay valid for the lexicon's life. Raises LexiconError where the bytes are not a whole lexicon of this
        format version.
        """
        if len(data) < HEADER.size:
            raise LexiconError(f"{len(data)} bytes are too few for a lexicon")
        magic, version, words, trie_bytes, common, common_bytes, checksum = HEADER.unpack_from(data)
        if magic != MAGIC:
            raise LexiconError("it is not a lexicon")
        if version != FORMAT_VERSION:
            raise LexiconError(f"its format version is {version}, this program reads {FORMAT_VERSION}")
        body = data[HEADER.size :]
        tries = trie_bytes + common_bytes
        if len(body) != tries + words + 2 * common or zlib.crc32(body) != checksum:
            raise LexiconError("its contents do not match its checksum")
        self.language = language
        self._words: int = words
        trie = marisa_trie.Trie().map(body[:trie_bytes])
        self._find = trie.get
        self._beginnings = trie.iter_prefixes_with_ids
        self._zipfs = body[tries : tries + words]
        self._find_common = marisa_trie.Trie().map(body[trie_bytes:tries]).get
        self._openings = body[tries + words : tries + words + common]
        self._closings = body[tries + words + common :]

    def zipf(self, word: str) -> float:
        """Return the Zipf frequency of a lower-cased word, 0.0 when it is not listed."""
        if "\0" in word:  # marisa would look up what stands before the NUL
            return 0.0
        try:
            identifier = self._find(word)
        except UnicodeEncodeError:  # a lone surrogate: no word, but hostile text may hold one
            return 0.0
        return 0.0 if identifier is None else self._zipfs[identifier] / STEPS_PER_ZIPF

    def opening(self, word: str) -> float:
        """Return how much a lower-cased word tells of standing alone where a string begins with it; 0.0 when it is not listed.

        The figure is its Zipf frequency less the base-10 logarithm of the words it begins. `word` must hold letters only.
        """
        return self._alone(word, self._openings)

    def closing(self, word: str) -> float:
        """Return the same where a string ends with the word."""
        return self._alone(word, self._closings)

    def _alone(self, word: str, figures: memoryview) -> float:
        zipf = self.zipf(word)
        if not zipf:
            return 0.0
        identifier = self._find_common(word)
        return zipf - RARE_LOSS if identifier is None else figures[identifier] / STEPS_PER_ZIPF

    def beginnings(self, word: str) -> list[tuple[int, float]]:
        """Return the listed words that a lower-cased word begins with (itself, too), each as its length and Zipf frequency."""
        try:
            return [(len(listed), self._zipfs[identifier] / STEPS_PER_ZIPF) for listed, identifier in self._beginnings(word)]
        except UnicodeEncodeError:
            return []

    def at_least(self, zipf: float) -> Callable[[str], bool]:
        """Return a function that tells whether a lower-cased word of letters only is at least so common.

        It is what a loop over all words of a text asks, twice as fast as `zipf`; other strings than letters may make it fail.
        """
        find, zipfs, lowest = self._find, self._zipfs, math.ceil(zipf * STEPS_PER_ZIPF)

        def is_common(word: str) -> bool:
            identifier = find(word)
            return identifier is not None and zipfs[identifier] >= lowest

        return is_common

    def __contains__(self, word: str) -> bool:
        """Tell whether a lower-cased word is listed."""
        return self.zipf(word) > 0.0

    def __len__(self) -> int:
        """Return the number of words listed."""
        return self._words


def lexicon_path(language: str) -> Path:
    """Return where the data file of a language lies, whether or not it exists."""
    return Path(__file__).with_name(f"{language}.lex")


def load(language: str, path: Path) -> Lexicon:
    """Map the lexicon file at `path`; raise LexiconError, naming the file, where it is missing or damaged."""
    try:
        with path.open("rb") as handle:
            mapped = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:  # ValueError: an empty file cannot be mapped
        raise LexiconError(f"cannot read the {language!r} lexicon {path}: {error}; reinstall ScrapeLint") from error
    try:
        return Lexicon(language, memoryview(mapped))
    except LexiconError as error:
        raise LexiconError(f"the {language!r} lexicon {path} is damaged: {error}; reinstall ScrapeLint") from error


def lexicon(language: str) -> Lexicon | None:
    """Return the lexicon of a language ("en", "en-GB", "DE"), or None where there is none.

    The first call for a language maps its file; later calls return the same object. Raises LexiconError where the data
    file of a known language is missing or damaged.
    """
    primary = language.partition("-")[0].lower()
    return _lexicon(primary) if primary in LANGUAGES else None


@cache
def _lexicon(language: str) -> Lexicon:
    return load(language, lexicon_path(language))
