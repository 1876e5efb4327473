"""Make the lexicon files from wordfreq's lists: `python -m lint_rules.lexicon.build`.

Needs `wordfreq` (3.1.1 made the shipped files), which ScrapeLint itself does not. The same lists give the same bytes.
With `--check` nothing is written; the exit status is 1 where a shipped file differs from what would be made.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
import unicodedata
import zlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import marisa_trie

from lint_rules.lexicon import FORMAT_VERSION, HEADER, LANGUAGES, MAGIC, STEPS_PER_ZIPF, lexicon_path

ZIPF_OF_A_FREQUENCY_OF_1: Final = 9.0
"""Zipf = log10(frequency per word) + 9, as wordfreq defines it."""

FLOORS: Final = {"en": 1.0, "fi": 1.8}
DEFAULT_FLOOR: Final = 1.5
"""The rarest words kept, in Zipf. English in depth, for it is most of what is linted; Finnish has twice as many forms as the
others, so its list is cut higher. All ten together stay under ten megabytes."""

COMMON: Final = 3.5
"""Words from this Zipf frequency on have their figures of standing alone stored; rarer ones begin and end few words."""

REST: Final = 2.5
REST_LETTERS: Final = 3
"""A word stands inside a longer one where the rest of that is a word, too: at least so common (in Zipf) and so long."""

WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
"""Letters, with apostrophes inside. Left out are numbers (which wordfreq smashes to zeros), abbreviations with dots, emoji
and addresses."""


def is_listed_word(word: str) -> bool:
    """Tell whether a wordlist entry is a word in Latin letters, the script of all ten languages."""
    return WORD.fullmatch(word) is not None and all(
        character == "'" or unicodedata.name(character, "").startswith("LATIN ") for character in word
    )


def insides(zipfs: Mapping[str, float]) -> tuple[Counter[str], Counter[str]]:
    """Count for each string how many of the words begin, and how many end with it where the rest is a word, too."""
    rests = {word for word, zipf in zipfs.items() if zipf >= REST and len(word) >= REST_LETTERS}
    begun: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    for word in zipfs:
        for cut in range(1, len(word)):
            first, second = word[:cut], word[cut:]
            if second in rests:
                begun[first] += 1
            if first in rests:
                ended[second] += 1
    return begun, ended


def compile_lexicon(frequencies: Mapping[str, float], floor: float) -> bytes:
    """Return the bytes of a lexicon file for words with their frequencies (occurrences per word of text).

    Words rarer than `floor` (in Zipf) and entries that are no words are left out.
    """
    zipfs = {
        word: zipf
        for word, frequency in frequencies.items()
        if is_listed_word(word) and (zipf := math.log10(frequency) + ZIPF_OF_A_FREQUENCY_OF_1) >= floor
    }
    trie = _trie(zipfs)
    by_identifier = bytearray(len(zipfs))
    for word, zipf in zipfs.items():
        by_identifier[trie[word]] = round(zipf * STEPS_PER_ZIPF)
    common = {word for word, zipf in zipfs.items() if zipf >= COMMON}
    common_trie = _trie(common)
    openings, closings = bytearray(len(common)), bytearray(len(common))
    for figures, inside in zip((openings, closings), insides(zipfs), strict=True):
        for word in common:
            alone = zipfs[word] - math.log10(1 + inside[word])
            figures[common_trie[word]] = round(max(0.0, alone) * STEPS_PER_ZIPF)
    trie_bytes: bytes = trie.tobytes()
    common_bytes: bytes = common_trie.tobytes()
    body = trie_bytes + common_bytes + bytes(by_identifier) + bytes(openings) + bytes(closings)
    sizes = (len(zipfs), len(trie_bytes), len(common), len(common_bytes))
    return HEADER.pack(MAGIC, FORMAT_VERSION, *sizes, zlib.crc32(body)) + body


def _trie(words: Collection[str]) -> marisa_trie.Trie:
    # One trie without nesting, and a large cache, cost a tenth more space and are the fastest of marisa's variants to ask.
    return marisa_trie.Trie(sorted(words), num_tries=1, cache_size=marisa_trie.HUGE_CACHE)


def build(language: str) -> bytes:
    """Return the bytes of the lexicon file of one language, from the installed wordfreq.

    Raises ModuleNotFoundError where wordfreq is not installed.
    """
    from wordfreq import get_frequency_dict

    return compile_lexicon(get_frequency_dict(language, "large"), FLOORS.get(language, DEFAULT_FLOOR))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write, or with --check compare, the files of the languages named (default: all); return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m lint_rules.lexicon.build", description=__doc__)
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help=f"of {', '.join(LANGUAGES)} (default: all)")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a shipped file differs")
    options = parser.parse_args(arguments)
    differing = 0
    for language in options.languages or LANGUAGES:
        made, path = build(language), lexicon_path(language)
        same = path.is_file() and path.read_bytes() == made
        differing += not same
        if not same and not options.check:
            path.write_bytes(made)
        sys.stdout.write(
            f"{path.name}: {len(made):,} bytes, {'unchanged' if same else 'differs' if options.check else 'written'}" + "\n"
        )
    return 1 if options.check and differing else 0


if __name__ == "__main__":
    sys.exit(main())
