"""Which language a text is in, and how much of it the language-bound rules can judge.

Told from function words: a few dozen words a language make up a third of its running text, and no model is needed. The
languages are those in which the phrase lists speak.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from lint_rules.lazy import pattern

FUNCTION_WORDS: dict[str, frozenset[str]] = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the of and to in is that for it was on are with as his they be at this have from or had by but what were "
        "when your can said there an each which their will about how up out them then she has would these her him into "
        "our who its not you we i my more than he been if no us",
        "de": "der die das und ist in den von zu mit sich des auf für nicht ein eine als auch es an werden aus er hat dass "
        "sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr "
        "durch man sein wurde wenn ich wir ihr kann im dem vom",
        "fr": "le la les des et est un une du que qui dans pour pas sur au par il ce avec ne se plus sont son ses aux elle "
        "cette mais ou été nous vous leur comme ont tout fait être cela ces avait était entre où sans deux je leurs",
        "es": "el la los las de que y en un una es se del por con para no su al lo como más pero sus le ha o este sí porque "
        "esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante fue ser son está han era",
        "pt": "o a os as de que e do da em um uma para é com não no na por mais dos das se foi ao ele como mas sua ou ser "
        "quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter seus são você",
        "it": "il lo la i gli le di che e è un una per in non con si da come del della dei delle nel nella al alla sono ma "
        "anche più ha questo questa se dal dalla ho hanno era suo sua stato essere o ci quando tra molto dopo alle sul",
        "nl": "de het een en van ik te dat die in je niet zijn is was op aan met als voor had er maar om hem dan zou of wat "
        "mijn men dit zo door over ze zich bij ook tot uit naar heeft hebben worden wordt werd deze nog wel geen kan meer",
        "sv": "och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan när nu "
        "man skulle också efter hade eller ut där här vid mot bara alla varit över denna detta blir än sin deras finns",
        "fi": "ja on ei että se hän oli mutta kun niin myös ovat tai jos kuin joka mitä sen ole olla hänen jotka nyt vain "
        "sitä tämä jo mukaan voi jossa mikä siitä vielä kanssa noin tämän sekä olivat kuitenkin ennen ollut minä me ne kun "
        "hyvin aina paljon kaikki joten vaan koska jälkeen kautta sekä eri yli alle asti kohti varten myöskin tällä sillä",
        "pl": "i w nie na się z do to że jest o jak za po co od tak ale przez dla są czy być tym był była było już tylko "
        "może jego jej ich przed który która które oraz też ze przy nad bardzo kiedy tego pod nas ma jako roku",
    }.items()
}

# Reading more than this many words changes no answer and costs time on long documents.
SAMPLE = 300
# In running text a third of the words and more are function words (in Finnish a tenth); a list of names has hardly one in
# any language. Where the sample is such a list, the whole text is asked, and fewer will do: tables have few.
MIN_SHARE = 0.05
MIN_SHARE_OF_ALL = 0.025
MIN_HITS = 3
MIN_HITS_OF_ALL = 6
LONGEST_LOOK = 20_000  # words of a text that are looked at when all are asked
MANY_BEYOND = 0.02  # share of characters beyond Latin-1 from which another script may matter; dashes and quotes stay below
SIGNS = b"0123456789{}[]()<>=;|\\"
MANY_SIGNS = 0.1  # share of a text that such signs are from which some of its lines may be no words; in articles it is 0.02
LEAST_LETTERS = 0.6  # share of a line that are letters, where it is made of words
# Fewer words than this say nothing about a language: such texts are taken to be judged by what rules find in them.
MIN_WORDS = 12
# Letters beyond Latin Extended-B: a script in which no phrase list speaks.
_OTHER_SCRIPT = pattern(
    "[\u0370-\u1dff\u2c00-\ua71f\ua800-\ufaff\ufb00-\ufdff\ufe70-\ufeff\U00010000-\U0001d3ff\U00020000-\U0003ffff]+"
)

_LANGUAGES_OF: dict[str, tuple[str, ...]] = {}
for _code, _words in FUNCTION_WORDS.items():
    for _word in _words:
        _LANGUAGES_OF[_word] = (*_LANGUAGES_OF.get(_word, ()), _code)


def identify(tokens: Sequence[str]) -> str | None:
    """Return the ISO 639-1 code of the main language of a text given as words, None where it cannot be told."""
    if len(tokens) <= SAMPLE:
        return _most_spoken(tokens, MIN_SHARE, MIN_HITS)
    # A stretch from the middle: pages begin and end with menus.
    middle = (len(tokens) - SAMPLE) // 2
    sample = _most_spoken(tokens[middle : middle + SAMPLE], MIN_SHARE, MIN_HITS)
    return sample or _most_spoken(tokens[:LONGEST_LOOK], MIN_SHARE_OF_ALL, MIN_HITS_OF_ALL)


def _most_spoken(tokens: Sequence[str], min_share: float, min_hits: int) -> str | None:
    """Return the language with the most function words among the tokens, None where it has too few."""
    # Function words stand in lower case, but in texts that are all capitals.
    hits = Counter(chain.from_iterable(filter(None, map(_LANGUAGES_OF.get, tokens))))
    if not hits:
        hits = Counter(chain.from_iterable(filter(None, map(_LANGUAGES_OF.get, map(str.lower, tokens)))))
    if not hits:
        return None
    best, count = hits.most_common(1)[0]
    return best if count >= max(min_hits, min_share * len(tokens)) else None


def is_function_word(word: str) -> bool:
    """Tell whether a word, in lower case, is a function word of any known language."""
    return word in _LANGUAGES_OF


def coverage(text: str, tokens: Sequence[str], identified: str | None) -> float:
    """Return the share of the text, 0 to 1, that stands in a language and a form that the rules can judge.

    A text in a known language is judged but for its letters of other scripts, and for its lines that are made of figures and
    signs, as tables and code are; one too short for a language to show is judged by its script alone; one that is long and in
    no known language is not judged.
    """
    if identified is None and len(tokens) >= MIN_WORDS:
        return 0.0
    latin = text.encode("latin-1", "ignore")
    return _latin_share(text, len(latin)) * _in_words(text, latin)


def latin_share(text: str) -> float:
    """Return the share of the text, 0 to 1, that is not in letters of another script than the Latin."""
    return _latin_share(text, len(text.encode("latin-1", "ignore")))


def _latin_share(text: str, in_latin_1: int) -> float:
    # Counting letters of other scripts is slow; nearly all texts have too few characters beyond Latin-1 to need it.
    if len(text) - in_latin_1 <= MANY_BEYOND * len(text):
        return 1.0
    other = sum(map(len, _OTHER_SCRIPT.findall(text)))
    return 1.0 - min(1.0, other / max(1, len(text) - text.count(" ")))


def _in_words(text: str, latin: bytes) -> float:
    """Return the share of the characters on lines that are made of words; `latin` is what of the text is Latin-1."""
    if len(latin) - len(latin.translate(None, SIGNS)) <= MANY_SIGNS * len(text):
        return 1.0
    lines = ["".join(line.split()) for line in text.splitlines()]
    unread = sum(len(line) for line in lines if sum(map(str.isalpha, line)) < LEAST_LETTERS * len(line))
    return 1.0 - unread / max(1, sum(map(len, lines)))
