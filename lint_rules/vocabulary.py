"""What a stretch of text is about: its content words, cut to stems, so that two stretches can be compared.

No dictionary is needed and any language will do: function words are left out where they are known, short words always, and
an inflected word is told by its first letters ("reject", "rejects" and "rejected" are one).
"""

from __future__ import annotations

from lint_rules.language import FUNCTION_WORDS
from lint_rules.lazy import pattern

SHORTEST = 4  # letters of a content word; shorter ones are mostly articles, prepositions and pronouns, in any language
STEM = 5  # letters by which a word is told: endings begin after them in all languages of the phrase lists
_WORD = pattern(rf"[^\W\d_]{{{SHORTEST},}}")
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


def stems(folded: str) -> set[str]:
    """Return the stems of the content words in a folded text."""
    return {word[:STEM] for word in _WORD.findall(folded) if word not in STOP_WORDS}
