"""What a stretch of text is about: its content words, cut to stems, so that two stretches can be compared.

No dictionary is needed and any language will do: function words are left out where they are known, short words always, and
an inflected word is told by its first letters ("reject", "rejects" and "rejected" are one).
"""

from __future__ import annotations

from functools import cache

from lint_rules.document import Document, Line
from lint_rules.language import FUNCTION_WORDS
from lint_rules.lazy import pattern

SHORTEST = 4  # letters of a content word; shorter ones are mostly articles, prepositions and pronouns, in any language
STEM = 5  # letters by which a word is told: endings begin after them in all languages of the phrase lists
_LETTERS = pattern(r"[^\W\d_]+")
_BEYOND_LATIN_1 = pattern(r"[^\x00-\xff]")
# Words that stand in any English text without being its subject.
_COMMON = (
    "also after again against another around because before being below between both could does doing down during each even "
    "ever every first from further have having here hers herself himself into itself just last like made make many might "
    "most much must never next only other over said same says shall should since some still such take than that then there "
    "these they thing things this those three through today tomorrow under until upon very want well went were what when "
    "where whether which while whom whose will with within without would year years yesterday your yours yourself"
)
_FUNCTION_WORDS = frozenset().union(*FUNCTION_WORDS.values())
STOP_WORDS = frozenset(word for word in (*_FUNCTION_WORDS, *_COMMON.split()) if len(word) >= SHORTEST)
"""Words of four letters and more that say nothing about a subject: the function words of all languages, and `_COMMON`."""


def letter_runs(folded: str) -> list[str]:
    """Return the runs of letters in a text, in order: its words, taken apart at apostrophes and hyphens.

    Where all letters are Latin-1's, the text is split with a table, several times faster than an expression finds words.
    """
    try:
        encoded = folded.encode("latin-1")
    except UnicodeEncodeError:
        if any(map(str.isalnum, set(_BEYOND_LATIN_1.findall(folded)))):
            return _LETTERS.findall(folded)
        encoded = folded.encode("latin-1", "replace")  # dashes and dots become question marks
    return encoded.translate(_letters_alone()).decode("latin-1").split()


@cache
def _letters_alone() -> bytes:
    """Return the table that makes blanks of all characters in Latin-1 but letters (by `_LETTERS`, which takes ² for one)."""
    return bytes(code if chr(code).isalnum() and not chr(code).isdecimal() else ord(" ") for code in range(256))


def stems(folded: str) -> set[str]:
    """Return the stems of the content words in a folded text."""
    return {word[:STEM] for word in set(letter_runs(folded)) - STOP_WORDS if len(word) >= SHORTEST}


class LineStems:
    """The stems of a document's lines, each line's found when first asked for. Rules share it: `doc.view(LineStems)`."""

    def __init__(self, doc: Document) -> None:
        self._folded = doc.folded
        self._found: dict[int, frozenset[str]] = {}

    def of(self, line: Line) -> frozenset[str]:
        """Return the stems of the content words in a line."""
        found = self._found.get(line.index)
        if found is None:
            found = self._found[line.index] = frozenset(stems(self._folded[line.start : line.end]))
        return found
