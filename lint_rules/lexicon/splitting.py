"""Where a token falls apart into words: the evidence that a space was lost inside it.

A scraper that strips each text node and joins them leaves no space where an inline tag stood ("the <a>industry</a>" becomes
"theindustry"), and one that drops line breaks welds a sentence to the next ("it rained.The game"). Such a token shows a
*seam*: two words that are each common while the whole is no word, a capital after a small letter, a full stop without
a space. Each kind of seam is sought by one function here, and each says how sure it is:

- a seam is *certain* when one side is a function word that hardly any English word begins or ends with ("the", "with",
  but not "in", "over"), or when a sentence end is followed at once by a capitalised word;
- where a function word is an affix, too, or both halves are words of content, it is *likely*;
- where a token has no more than the look of a seam (a capital within it, a mark without a space), it is *weak*.

In other languages than English a seam between small letters is certain or likely by how much its halves tell of standing alone
(see `lint_rules.lexicon`), and no list of affixes is needed. How sure a seam must be to be believed depends on the text it stands
in: each split has its odds (see `lint_rules.lexicon.odds`), and the rule decides.

A token is analysed once a process, for what is found depends on nothing but the token and the language.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from lint_rules.lazy import pattern
from lint_rules.lexicon import Lexicon, lexicon
from lint_rules.lexicon.odds import MARK_ELSEWHERE, STANDING_BESIDE, STANDS_ALONE, standing_odds, token_odds


class Kind(enum.Enum):
    """What stands at a seam; the order is that of their weight in judging a whole token."""

    WORD = "a function word"
    STOP = "the end of a sentence"
    COMMA = "a comma"
    BARE = "two words of content"


class Split(NamedTuple):
    """Where a token falls apart.

    `start` and `end` enclose the token without the marks around it, `cuts` are the offsets at which a space was lost, all
    counted from the token's beginning; `certain` tells whether the token alone is proof enough, `weak` whether it has no more
    than the look of a seam. `odds` is what the token says of being fused (see `lint_rules.lexicon.odds`), `beside` what
    each of two other fused words in the text adds; `halves` are the two
    words at the first seam where a capital or nothing parts them, empty where a word is too common to tell anything by standing
    elsewhere in the text, too.
    """

    start: int
    end: int
    cuts: tuple[int, ...]
    certain: bool
    kind: Kind
    weak: bool = False
    odds: float = 0.0
    beside: float = 0.0
    halves: tuple[str, ...] = ()

    def mended(self, token: str) -> str:
        """Return the token, without the marks around it, with the lost spaces put back."""
        edges = (self.start, *self.cuts, self.end)
        return " ".join(token[first:last] for first, last in pairwise(edges))


class Look(NamedTuple):
    """What a seam looks like: its name among the weights of `lint_rules.lexicon.odds`, and the words on both sides."""

    name: str
    left: str
    right: str


class Seam(NamedTuple):
    """One place where a space was lost: its offset, how sure it is, and what stands there."""

    offset: int
    certain: bool
    kind: Kind


class Mark(NamedTuple):
    """A punctuation mark between two letters of a token: the token's core, the sign, the words on both sides and their
    Zipf frequencies.
    """

    core: str
    sign: str
    left: str
    right: str
    left_zipf: float
    right_zipf: float


class Words(NamedTuple):
    """The function words of one language, by what they prove.

    `before_capital`: standing in small letters before a capital ("theVortex"). `left`, `right`: as the first, the second half of
    a token in small letters ("theindustry", "industrywith"); no affix is among them. `loose`: further function words, which
    are affixes too ("over", "in") and prove nothing alone. `letters`: words of one letter; `elisions`: what is left of words
    before an apostrophe, `elided` the longer words of which something is left there, where these are all; `inflected`: a
    pattern of whole words whose ending only looks like a word ("entscheiden" + "dem");
    `compounds`: what two content words must tell more of standing alone, for two words are often written as one (where
    `noun_capitals` is true, only with a capital: nouns have one); `unlisted`: whether a half may be an unlisted word, for
    many compounds are; `genders`: endings with a capital of their own ("MitarbeiterInnen").

    Only English has lists of what proves a seam between small letters. For the others the lexicon tells how much a word tells
    of standing alone.
    """

    before_capital: frozenset[str]
    left: frozenset[str] = frozenset()
    right: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    elisions: tuple[str, ...] = ()
    elided: frozenset[str] = frozenset()
    inflected: str = ""
    compounds: float = 0.0
    noun_capitals: bool = False
    unlisted: bool = False
    genders: frozenset[str] = frozenset()


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ENGLISH_FIRM = (
    "the of and with that this which from their there these those they when where while what who whose because between "
    "about against into through during without within towards among are was were been being have has had would could "
    "should its our your his said says told called including also for"
)
_ENGLISH_LEFT = _set(f"{_ENGLISH_FIRM} to is than but")
_ENGLISH_RIGHT = _set(f"{_ENGLISH_FIRM} will if we but then than")
_ENGLISH_LOOSE = _set(
    "a an as at by in it on or be so do he me my no up us we if is to not off out over under after before since until only even "
    "more most much many some such any each other another every both all very too here now never always often him them her "
    "she you can may will would must might does did just like then than am how why use used using via per says less "
    "around across near above below"
)

WORDS: Final[dict[str, Words]] = {
    "en": Words(_ENGLISH_LEFT, _ENGLISH_LEFT, _ENGLISH_RIGHT, _ENGLISH_LOOSE | _ENGLISH_LEFT | _ENGLISH_RIGHT),
    "de": Words(
        _set(
            "der die das den dem des und oder ein eine einer einem einen eines mit von vom zum zur für im am auf aus bei nach "
            "über durch sich als wie ist sind war wird wurde hat haben nicht auch dass sowie ihre seine diese dieser dieses beim"
        ),
        inflected=r"[elr]nd(?:e[rmns]?|sten?)",
        compounds=1.0,
        noun_capitals=True,
        unlisted=True,
        genders=_set("in innen"),
    ),
    "fr": Words(
        _set(
            "le la les des du de un une et ou au aux en dans par pour sur avec que qui est sont ce cette ces son sa ses "
            "leur leurs"
        ),
        letters=_set("à a y"),
        elisions=("qu", "l", "d", "n", "s", "j", "m", "t", "c"),
        elided=_set("jusqu lorsqu puisqu quoiqu quelqu presqu aujourd prud entr grand"),
    ),
    "es": Words(
        _set("el la los las de del al en un una que con por para se su sus es como lo"),
        letters=_set("y a o e u"),
        inflected=r"(?:[aeiáéí]r|ndo)(?:[mts]e|nos|l[aoe]s?)|(?:[mts]e|nos)l[aoe]s?|[ai][aeo]?ra[ns]?|[ai]e?se[ns]?",
    ),
    "pt": Words(
        _set("os as de do da dos das em no na um uma que com por para se ao não"),
        letters=_set("a o e é à"),
        inflected=r"(?:[aei]r|ndo)(?:[mts]e|lhes?|[ao]s?)",
    ),
    "it": Words(
        _set("il lo la gli le di del della dei delle dal nel nella un una in con per che si al alla da su sono come"),
        letters=_set("e è a i o"),
        elisions=("dell", "nell", "all", "dall", "sull", "l", "d", "un", "c", "s"),
        inflected=r"(?:[aei]r|ndo|[aei]t[aeio])(?:[mtcvs][ie]|n?e|l[aoie]|gli)",
    ),
    "nl": Words(
        _set("de het een en van in op te met voor is dat die zijn aan bij uit om naar door ook niet"),
        inflected=r"ende",
        compounds=1.0,
        noun_capitals=True,
        unlisted=True,
        genders=_set("in innen"),
    ),
    "sv": Words(
        _set("och att det som en ett på är av för med till den har de inte om"), letters=_set("i"), compounds=1.0, unlisted=True
    ),
    "fi": Words(
        _set("ja on ei että oli kun myös"),
        inflected=r"(?:ni|si|mme|nne|nsa|nsä|[kh]?aan|[kh]?ään|kin|ko|kö|han|hän|pa|pä|ne)",
        compounds=3.0,
    ),
    "pl": Words(_set("na się nie do to że jest jak za po od dla oraz który która które"), letters=_set("w z i o a u")),
}
"""Function words by language. Those before a capital are the commonest that no brand begins with."""

INNOCENT: Final = _set(
    "hereof hereto herewith hereby herein hereon hereunder thereof thereto therewith thereby therein thereon thereat therefrom "
    "thereunder therethrough therebetween whereof whereto wherewith whereby wherein whereon whereat wherefrom outwith suchlike "
    "inbetween foreach forreal forsure kindof typeof instanceof sizeof indexof keyof valueof lengthof "
    "countof partof oneof anyof allof"
)
"""Whole words and names of program code that look like two words."""

ABBREVIATIONS: Final = _set(
    "vs etc mr mrs ms dr prof st no vol fig ca approx inc ltd co corp dept est jr sr gen col sgt capt lt gov sen rep rev hon "
    "ave blvd jan feb mar apr jun jul aug sept oct nov dec ph www http https ie eg al cf tel fax ext min max avg ed eds pp ch "
    "sec univ bzw nr usw"
)
"""What a full stop may follow without ending a sentence."""

NAMES_OF_CODE: Final = _set(
    "string array each click number value index list map object json date time type name id key node element event change "
    "submit load error rejected resolved success upper lower case fixed exponential precision text html xml url path file stream "
    "buffer bytes int float double bool boolean empty null undefined nan valid checked selected disabled visible hidden ready "
    "mouse touch scroll focus blur resize hover equal equals contains next previous code char instance data init primitive "
    "props state view create destroy update end front behind credentials iso raw published"
)
"""Second halves of common identifiers (toString, isEmpty, onClick): such a token is likely at most."""

SUFFIXES_AFTER_STOP: Final = _set(
    "com org net js io co md me it in info news tv app dev jpg jpeg png gif pdf html htm txt ai innen"
)
"""What makes "word.Word" a file name, an address or a gender form."""

WORDS_TOO: Final = _set("in it")
"""Suffixes that are words as well and may begin a sentence."""

_ONLY_SUFFIXES: Final = SUFFIXES_AFTER_STOP - WORDS_TOO

BETWEEN_LETTERS: Final = frozenset({"small", "title", "camel", "names", "capitals"})
"""The looks of a seam that no mark stands at."""
TELLING: Final = 5.0  # Zipf of a word that stands in every text; that it stands in this one tells nothing
SHORTEST, LONGEST = 4, 80  # characters of a token worth looking at; what is longer is an address, data or another script
MEMORY: Final = 200_000
"""Tokens remembered before all are forgotten: some 30 MB, and more than the everyday vocabulary of a large crawl."""
LONGEST_REMEMBERED: Final = 100  # characters of a token; longer ones, addresses and data, do not come again
FIRST_LISTED: Final = 2.0  # Zipf of a word that speaks for its language; rarer ones are often another's
LEAST_READ: Final = (
    0.75  # share of such words among those in small letters: running text has nine in ten, heavily damaged text eight
)
MOST_SAMPLED: Final = 400  # tokens looked at for that, the first
SHORTEST_WITH_THREE: Final = 8  # letters of a token of three words: a function word within two others
KNOWN: Final = 2.7  # Zipf: from here on a word is a word (one in two million), whatever it could be split into …
KNOWN_RARE: Final = 1.8  # … and from here on only two function words outweigh it ("inthe" is on the list, being misspelt often)
HALF: Final = 3.0  # Zipf of a half that is common enough to be taken for a word
HALF_SHORT: Final = 4.0  # … of three letters: there are few such words, and most strings of three letters are on the list
HALF_LONG: Final = 2.0  # … of six letters and more, which hardly occur inside another word by chance
KNOWN_BEFORE_STOP: Final = 2.5  # Zipf of a word in small letters that may end a sentence; rarer ones are often names of code
SENTENCE_BEGINNING: Final = 5.3  # Zipf of a word that begins many sentences: the fifty commonest (The, However, After)
HALF_SIX: Final = 2.5  # … in other languages, whose lists of words are less deep
RAREST_HALF: Final = 1.5  # … of five letters and more beside what is as good as a function word
LETTER_PAIR: Final = 5.3  # … of two letters: the articles, prepositions and pronouns
FUNCTION_WORD: Final = 5.0  # standing alone of what is as good as a function word: the few hundred that begin or end few words
STANDS_BESIDE: Final = 6.0  # … in a text that has lost spaces elsewhere; alone it would divide six times as many wrongly
STANDS_ELIDED: Final = 9.0  # of a word and an elided one before its apostrophe ("dansl’eau"), which nothing else looks like
TITLE_MAY_BE_NAME: Final = 1.0  # what a capital takes from it: most rare words with one are names (Delacroix) …
TITLE_MAY_BE_NOUN: Final = 0.5  # … and in German nouns, which begin many fused words, too
BESIDE_COMPOUND: Final = 4.2  # standing alone of what is common enough to be believed beside a compound that no list has
UNLISTED_HALF: Final = 1.0  # what a half that is no listed word tells beside a function word: a name, perhaps …
UNLISTED_COMPOUND: Final = 2.5  # … or a compound of two words, which no list has all of
LONGEST_FUNCTION_WORD: Final = 8  # letters; longer ones are too rare to be looked for at every word's end
SHORTEST_ELIDED: Final = 3  # letters of a word and an elided one before its apostrophe: "enl’air"
SHORTEST_NAME: Final = 3  # letters of a capitalised half that no list knows
SHORTEST_UNLISTED: Final = 5  # letters of such a half
SHORTEST_IN_COMPOUND: Final = 3  # letters of a word in a compound
LINKS: Final = ("", "s", "es", "n", "en", "e")  # what may stand between the two words of a compound
FIRM_HALF: Final = 3.5  # Zipf of a half beside a loose function word, or of what stands beside a lost apostrophe
MOST_PIECES: Final = 5  # words in one token: a link text of two or three words with both its spaces lost
PIECE_PENALTY: Final = 9.5  # log10 of the chance that costs one more word: 9 for the Zipf scale, 0.5 for the seam itself
UNKNOWN_WHOLE: Final = 12.5  # log10 of the rarity of a word not on the list: ten times rarer than the rarest listed, and more

_EDGE: Final = ".,;:!?()[]{}\"'“”‘’«»*…-–—"
POSSESSIVES: Final = frozenset({"'s", "’s"})
_RUN = pattern(r"[^\W\d_]+")
# A search tries every alternative at every character: in all of these a sign that few tokens have stands first, and what must
# stand before it is looked at afterwards.
_NOT_PROSE = pattern(
    r"[@#_=<>{}$%&|\\^~+*`©®™]|/(?:/|\Z|(?<=\A.))|www\.|\((?:\)|(?<=\w.)[^)]*\Z)|::|->|['\"]\]|\.(?:\w{1,4}/|(?<=\w.)[a-z])"
)
"""Addresses, handles, hashtags, file names, code, markup, prices: what holds one of these is not looked at further."""
_MOJIBAKE = pattern(r"[^\W\d_A-Z][ÃÂ]|[ÃÂ][^\w]")  # "fÃ¼r": its capitals are none, and another rule's business
_BEFORE_ADDRESS = pattern(r"([^\W\d_]+):?(?=https?://|www\.)")
_AFTER_DOMAIN = pattern(r"[\w-]+(?:\.[\w-]+)?\.(?:com|org|net|gov|edu)(?=[A-Z][a-z])")
_AFTER_ORDINAL = pattern(r"\d+(?:st|nd|rd|th)(?=(?:St|Ave|Street|Avenue|Floor|Century|Annual)(?![a-z]))")
_MARK = pattern(r"((?:[.!?](?<=[^\W\d_].)[\"”’')\]]*|[,;:](?<=[^\W\d_].)[\"”’]?|[)”\"](?<=[^\W\d_].)))(?=[^\W\d_])")
_WORD_BEFORE = pattern(r"[^\W\d_]+(?:['’][^\W\d_]+)?$")
_DIGIT = pattern(r"\d")
_NUMBER = pattern(
    r"(?<![^\W_])(?:([a-z]+)(?=(\d[\d,.]+)(?![^\W_]))|\d{2,}(?=(and|the|of|to|with|from|for|that|was|were|are)(?![^\W_])))"
)
_NUMBER_ELSEWHERE = pattern(r"(?<![^\W_])(?:([^\W\d_]{2,20})(?=\d{1,4}(?![^\W_]))|\d{1,4}(?=([^\W\d_]{3,20})(?![^\W_])))")
_CASE_CHANGE = pattern(r"[a-zß-ÿ](?=[A-ZÀ-Þ])|[A-ZÀ-Þ]{2,}(?=[A-ZÀ-Þ][a-zß-ÿ]|[a-zß-ÿ]{2})")
_CAPITALS = pattern(r"[A-Z]{2,}(?=[a-z])")
_NEGATED = pattern(r"(?:is|was|did|does|do|wo|would|could|should|are|were|have|has|had)n$")
_CAPITAL = "A-Z\u00c0-\u00de\u0100-\u017f\u0386-\u03ab\u0410-\u042f"  # small letters are among them: this only sifts
_SEAM = pattern(
    rf"[{_CAPITAL}](?<=[^\W\d_A-Z].)|[.!?,:;)”\"][\"”’')\]]*[^\W\d_]|[A-Z]{{2}}[a-z]{{2}}|n['’]t(?<=[a-z]{{3}}n.t)|https?://|www\."
    r"|\d(?:\d(?<=[a-z]\d\d)|and|the|of|to|with|from|for|that|was|were|are|(?:st|nd|rd|th)[A-Z])|['’](?:s|t|re|ve|ll)[^\W\d_]{2}"
)
"""What every certain seam in a token of more than small letters shows; it only sifts."""
_MIDDLE = pattern("the|and|of|for")  # the commonest words in the middle of three; others are found by their ends
_NONE: Final[tuple[str, ...]] = ()
_LEFT_CONTEXT = 32  # characters looked at before a mark: no word is longer


class Splitter:
    """Finds seams in the tokens of one language, and remembers what it found.

    Most tokens are seen to be innocent by a look or two; `certain` gives up there. `likely` divides every token that is
    not a word, which takes several times as long: it is meant for texts that have lost spaces elsewhere.
    """

    def __init__(self, words: Lexicon, function_words: Words) -> None:
        self._zipf = words.zipf
        self._beginnings = words.beginnings
        self._is_common = words.at_least(KNOWN)
        self._is_listed = words.at_least(FIRST_LISTED)
        self._alone = words.opening, words.closing
        self._words = function_words
        self._inflected = re.compile(rf"(?:{function_words.inflected})\Z") if function_words.inflected else None
        self._any = function_words.left | function_words.right | function_words.loose | function_words.before_capital
        self._rich = bool(function_words.loose)  # only English: the others have too many compounds for what is likely at most
        # What was found is kept apart by who asked, so that an answer never depends on what was asked before.
        self._innocent: set[str] = set()
        self._certain: dict[str, Split] = {}
        self._whole: set[str] = set()
        self._uncertain: dict[str, Split] = {}
        self._beginning = _by_edge(function_words.left, lambda word: word[:2])
        self._ending = _by_edge(function_words.right, lambda word: word[-2:])

    def reads(self, tokens: Sequence[str]) -> bool:
        """Tell whether the tokens are in this language, going by how many of those in small letters are listed words.

        English is not asked: a text falls back to it. Others are taken for a language they are like (Indonesian for Spanish).
        """
        if self._rich:
            return True
        small = {token for token in tokens[:MOST_SAMPLED] if token.isalpha() and token.islower()}
        return sum(map(self._is_listed, small)) >= LEAST_READ * len(small)

    def certain(self, tokens: Collection[str]) -> dict[str, Split]:
        """Return the tokens that certainly fall apart, with where. Costs one set operation for tokens seen before."""
        return _recalled(tokens, self._innocent, self._certain, self._find_certain)

    def uncertain(self, tokens: Collection[str]) -> dict[str, Split]:
        """Return the tokens that may fall apart: those that are likely to and, in English, those with the look of a seam.

        Meant for what `certain` leaves of a text: a certain seam among the tokens is called likely here.
        """
        return _recalled(tokens, self._whole, self._uncertain, self._find_uncertain)

    def _find_certain(self, tokens: Iterable[str]) -> dict[str, Split]:
        found: dict[str, Split] = {}
        for token in filter(self._is_suspicious, tokens):
            split = self._divided(token, token.strip(_EDGE))
            if split is not None and split.certain:
                found[token] = self._weighed(token, split)
        return found

    def _find_uncertain(self, tokens: Iterable[str]) -> dict[str, Split]:
        found: dict[str, Split] = {}
        for token in tokens:
            core = token.strip(_EDGE)
            if self._is_whole(core):
                continue
            split = self._divided(token, core) or (self._weak_split(token, core) if self._rich else None)
            if split is not None:
                found[token] = self._weighed(token, split._replace(certain=False))
        return found

    def _is_suspicious(self, token: str) -> bool:
        """Tell whether a token may hold a certain seam; what is passed over wrongly is only not found.

        Every token that was not seen before is asked this, the cheapest questions first.
        """
        core = token.strip(_EDGE)
        if core[-2:] in POSSESSIVES:
            core = core[:-2]
        if core.isalpha():
            word = core.lower()
            if core == word or core.istitle():
                # Elsewhere than in English, to cut a word costs as much as to divide it.
                return self._may_hold(word) if self._rich else not self._is_common(word)
            return not core.isupper() and _SEAM.search(core) is not None
        return SHORTEST <= len(core) <= LONGEST and (
            _SEAM.search(core) is not None or self._may_be_elided(core) or any(map(self._may_hold, _RUN.findall(core.lower())))
        )

    def _may_hold(self, word: str) -> bool:
        """Tell whether letters that are no common word begin or end with a function word that proves a seam, or have one within;
        in other languages than English, whether they can be cut into two words.
        """
        length = len(word)
        if not SHORTEST <= length <= LONGEST:
            return False
        if not self._rich:
            return not self._is_common(word) and any(self._cuts(word))
        return (
            word.startswith(self._beginning.get(word[:2], _NONE))
            or word.endswith(self._ending.get(word[-2:], _NONE))
            or (length >= SHORTEST_WITH_THREE and _MIDDLE.search(word) is not None)
        ) and not self._is_common(word)

    def _may_be_elided(self, core: str) -> bool:
        """Tell whether an apostrophe follows more letters than an elided word has."""
        return bool(self._words.elided) and max(core.find("'"), core.find("’")) >= SHORTEST_ELIDED

    def _is_whole(self, core: str) -> bool:
        """Tell at a glance whether a token, without the marks around it, cannot fall apart: a common word, or capitals."""
        if not core.isalpha():
            return not SHORTEST <= len(core) <= LONGEST
        return (
            not SHORTEST <= len(core) <= LONGEST
            or core.isupper()
            or ((core.islower() or core.istitle()) and self._is_common(core.lower()))
        )

    def _weighed(self, token: str, split: Split) -> Split:
        """Return the split with its odds."""
        look = _look(token, split)
        halves = (look.left, look.right) if look.name in BETWEEN_LETTERS else ("", "")
        rare = tuple(half if self._zipf(half.lower()) < TELLING else "" for half in halves)
        beside = 0.0
        if self._rich or look.name in ("camel", "names", "capitals"):
            odds = token_odds(self.evidence(token, split))
        elif look.name in BETWEEN_LETTERS:
            odds, beside = standing_odds(self._standing(look, split)), STANDING_BESIDE
        else:
            odds = token_odds(self.evidence(token, split)) + MARK_ELSEWHERE
        return split._replace(odds=odds, beside=beside, halves=rare)

    def evidence(self, token: str, split: Split) -> dict[str, float]:
        """Return what a token's split shows, by the names of `odds.TOKEN_WEIGHTS`."""
        look, core = _look(token, split), token[split.start : split.end]
        opening, closing = self._alone
        small = look.name in ("small", "title")
        return {
            look.name: 1.0,
            "certain": float(split.certain),
            "likely": float(not split.certain and not split.weak),
            "standing": opening(look.left.lower()) + closing(look.right.lower()) if small else 0.0,
            "whole": self._zipf(core.lower()) if core.isalpha() else 0.0,
        }

    def _standing(self, look: Look, split: Split) -> float:
        """Return how much the halves of a token in small letters stand alone, with what is taken from it."""
        left, right = look.left.lower(), look.right.lower()
        if right in self._words.elisions:
            return STANDS_ELIDED
        alone = self._stand(left, right, self._zipf(left), self._zipf(right))
        return alone - self._taken(self._zipf(left + right), split.kind, title=look.name == "title")

    def _weak_split(self, token: str, core: str) -> Split | None:
        """Return the cuts at which a token has the look of a seam, None where it has none."""
        if not _is_prose(core):
            return None
        start = token.index(core)
        if start and token[start - 1] in "-@#":
            return None
        cuts = {start + run.start() + cut for run in _RUN.finditer(core) for cut in self._at_capitals(run.group())}
        kind = Kind.BARE
        for mark in _MARK.finditer(core):
            following = _RUN.match(core, mark.end())
            if following and mark.group() == "." and following.group().lower() in _ONLY_SUFFIXES:
                return None  # a file: Harbour.JPG
            if not cuts:
                kind = Kind.COMMA if mark.group()[0] == "," else Kind.STOP
            cuts.add(start + mark.end())
        if not cuts:  # only now are small letters cut: a token with another seam is more often a name beside it
            cuts = {start + run.start() + cut for run in _RUN.finditer(core) for cut in self._within_small_letters(run.group())}
        if not cuts:
            return None
        return Split(start, start + len(core), tuple(sorted(cuts)), certain=False, kind=kind, weak=True)

    def _at_capitals(self, run: str) -> Iterator[int]:
        """Yield where capitals begin or end within letters."""
        if len(run) >= SHORTEST and not (run.islower() or run.istitle() or run.isupper()) and self._zipf(run.lower()) < KNOWN:
            for match in _CASE_CHANGE.finditer(run):
                yield match.end()

    def _within_small_letters(self, run: str) -> Iterator[int]:
        """Yield where small letters, unknown as a whole, are best cut so that one half at least is a common word."""
        lower = run.lower()
        if len(run) < SHORTEST or not (run.islower() or run.istitle()) or self._zipf(lower) >= KNOWN:
            return
        opening, closing = self._alone
        listed = dict(self._beginnings(lower))
        best, at = 0.0, 0
        for cut in range(1 if lower[0] == "a" else 2, len(run) - 1):
            first, second = lower[:cut], lower[cut:]
            if (cut == 2 and first not in self._any) or (len(second) == 2 and second not in self._any):
                continue
            if cut > 1 and listed.get(cut, 0.0) < HALF_SHORT and self._zipf(second) < HALF_SHORT:
                continue
            alone = opening(first) + closing(second)
            if alone > best:
                best, at = alone, cut
        if at:
            yield at

    def split(self, token: str) -> Split | None:
        """Return where a token falls apart, with its odds; None where it does not."""
        split = self._divided(token, token.strip(_EDGE))
        return None if split is None else self._weighed(token, split)

    def _divided(self, token: str, core: str) -> Split | None:
        """Return where a token falls apart, by its seams; `core` is the token without the marks around it."""
        if self._is_whole(core):
            return None
        start = token.index(core)
        if start and token[start - 1] == "-":  # a command's option
            return None
        seams = list(self._seams(core, token))
        if not seams or _MOJIBAKE.search(core) or self._is_foreign(core):
            return None
        certain = any(seam.certain for seam in seams)
        kinds = {seam.kind for seam in seams if seam.certain or not certain}
        cuts = tuple(sorted({start + seam.offset for seam in seams}))
        return Split(start, start + len(core), cuts, certain, next(kind for kind in Kind if kind in kinds))

    def _is_foreign(self, core: str) -> bool:
        """Tell whether letters are a known English word, for that is what texts in other languages quote most."""
        if self._rich or not core.isalpha() or not core[1:].islower():
            return False
        english = lexicon("en")
        return english is not None and english.zipf(core.lower()) >= KNOWN

    def _seams(self, core: str, token: str) -> Iterator[Seam]:
        if core.isalpha():
            yield from self._in_letters(core, "")
            return
        yield from self._at_addresses(core)
        if not _is_prose(core) or "(" in token[len(core) :]:
            return
        for run in _RUN.finditer(core):
            before, after = core[max(0, run.start() - 2) : run.start()], core[run.end() : run.end() + 2]
            if self._rich and before[1:] in ("'", "’") and before[:1].isalpha():
                inside = self._after_apostrophe(run.group(), before[0])
            else:
                inside = self._in_letters(run.group(), after)
            for seam in inside:
                yield seam._replace(offset=run.start() + seam.offset)
        for mark in _MARK.finditer(core):
            at_mark = self._at_mark(core, mark)
            if at_mark is not None:
                yield at_mark
        if _DIGIT.search(core):
            yield from self._at_numbers(core)

    # Letters only

    def _in_letters(self, run: str, after: str) -> Iterator[Seam]:
        """Seams inside a run of letters; `after` are the characters that follow it."""
        if len(run) < SHORTEST - 1 or run.isupper():
            return
        if run.islower() or run.istitle():
            yield from self._in_small_letters(run.lower(), title=not run.islower(), after=after)
            return
        parts = _parts(run)
        if self._zipf(run.lower()) >= KNOWN and not all(part.lower() in self._any for part in parts):
            return  # YouTube, LinkedIn
        offset = 0
        for number, part in enumerate(parts):
            following = parts[number + 1] if number + 1 < len(parts) else ""
            for seam in self._inside_part(part, following, after):
                yield seam._replace(offset=offset + seam.offset)
            offset += len(part)
            if following:
                seam_here = self._before_capital(part, following, first=number == 0, only=len(parts) == 2)
                if seam_here is not None:
                    yield seam_here._replace(offset=offset + seam_here.offset)

    def _inside_part(self, part: str, following: str, after: str) -> Iterator[Seam]:
        """Seams inside one part of a token with capitals within: "Kongand|The", "BIis"."""
        capitals = _CAPITALS.match(part)
        if capitals:
            yield from self._after_capitals(part, capitals.end())
            return
        seams = list(self._in_small_letters(part.lower(), title=not part.islower(), after="" if following else after))
        if seams and following:
            last = part[seams[-1].offset :].lower()
            firm = last in self._words.right  # "and", then a capital: both sides of it have lost their space
            seams = [seam._replace(certain=seam.certain or firm) for seam in seams]
        yield from seams

    def _after_capitals(self, part: str, capitals: int) -> Iterator[Seam]:
        """An abbreviation and what follows: "POLITICOthere", "RMwas", "NJJune"."""
        tail = part[capitals:]
        if self._zipf(part.lower()) >= HALF_LONG:
            return
        if tail in self._words.right or tail in ("is", "to", "in", "on", "or", "can", "at", "by"):
            sure = (tail in self._words.right and tail not in ("its", "for")) or (capitals >= 3 and tail not in self._words.right)
            yield Seam(capitals, sure and bool(self._rich), Kind.WORD)
        elif capitals >= 3 and len(tail) >= 3 and self._zipf(part[capitals - 1 :].lower()) >= HALF_SHORT:
            yield Seam(capitals - 1, certain=False, kind=Kind.BARE)

    def _before_capital(self, part: str, following: str, *, first: bool, only: bool) -> Seam | None:
        """A seam between a small letter and a capital, judged by the words on both sides."""
        left, right = part.lower(), following.lower()
        words, zipf = self._words, self._zipf
        if len(left) > 2 and left[-1] in "ie" and left[:-1] in words.before_capital and zipf(left) < KNOWN:
            return Seam(-1, certain=True, kind=Kind.WORD)  # theiPhone, ineBay
        if part.islower():
            if left in words.before_capital:
                identifier = right in NAMES_OF_CODE or not (only or len(left) > 2 or not first)
                return Seam(0, certain=len(following) > 1 and not identifier, kind=Kind.WORD)
            if not self._rich:
                name = zipf(right) >= HALF_LONG or (len(right) >= SHORTEST_NAME and zipf(left) >= FIRM_HALF)
                known = self._may_stand(left, zipf(left)) and name and right not in words.genders
                return Seam(0, certain=False, kind=self._kind(left, right)) if known else None
            if left in words.loose or left == "a":
                return Seam(0, certain=False, kind=Kind.WORD) if len(following) > 1 else None
            if len(left) >= 3 and right in self._any and zipf(left) >= HALF:
                sure = (
                    only
                    and len(left) >= 4
                    and right in words.left | words.right
                    and right not in ("of", "by", "at", "for", "to", "is")
                )
                return Seam(0, certain=sure, kind=Kind.WORD)
            common = zipf(right) >= HALF_LONG or following.isupper()
            return (
                Seam(0, certain=False, kind=Kind.BARE)
                if len(left) >= 4 and len(right) > 1 and zipf(left) >= HALF and common
                else None
            )
        if not self._rich:
            if left in words.before_capital:
                noun = words.noun_capitals and only and zipf(right) >= HALF
                return Seam(0, certain=noun, kind=Kind.WORD) if noun or len(right) >= SHORTEST_NAME else None
            both = zipf(left) >= HALF and len(left) >= SHORTEST_NAME and len(right) >= SHORTEST_NAME
            return Seam(0, certain=False, kind=Kind.BARE) if both and right not in words.genders else None
        if len(left) >= 5 and right.startswith(left):
            return Seam(0, certain=True, kind=Kind.WORD)  # a label twice: LikesLikes
        if len(left) > 1 and left in self._any and zipf(right) >= HALF_LONG:
            return Seam(0, certain=False, kind=Kind.WORD)
        if right in self._any and len(right) > 1 and zipf(left) >= HALF:
            return Seam(0, certain=False, kind=Kind.WORD)
        return None

    def _in_small_letters(self, word: str, *, title: bool, after: str = "") -> Iterator[Seam]:
        """Seams in a word of small letters (`title`: its first letter was a capital)."""
        if not self._rich and after[:1] in ("'", "’") and (elided := self._elided(word)):
            yield Seam(elided, certain=True, kind=Kind.WORD)
            return
        if len(word) < SHORTEST or word in INNOCENT:
            return
        listed = self._zipf(word)
        if listed >= KNOWN:
            return
        if after in ("'t", "’t"):
            negated = _NEGATED.search(word)
            if negated and negated.start() >= 2 and self._zipf(word[: negated.start()]) >= FIRM_HALF and word not in self._any:
                yield Seam(negated.start(), certain=True, kind=Kind.WORD)
                return
        if not self._rich:
            yield from self._standing_alone(word, listed, title=title)
            return
        pieces = self._best_pieces(word)
        if not pieces or self._gain(pieces, word, listed) <= 0:
            return
        if listed >= KNOWN_RARE and not all(piece in self._any and len(piece) > 1 for piece in pieces):
            return
        certain = self._proves(pieces, title=title) if len(pieces) == 2 else self._several_prove(pieces, title=title)
        if certain is None:
            return
        kind = Kind.WORD if any(piece in self._any for piece in pieces) else Kind.BARE
        offset = 0
        for piece in pieces[:-1]:
            offset += len(piece)
            yield Seam(offset, certain, kind)

    def _gain(self, pieces: Sequence[str], word: str, listed: float) -> float:
        """Return by how much (log10 of the odds) the pieces explain the word better than a word of its own does, beyond
        a margin of ten to one for words that are listed.
        """
        split = sum(self._zipf(piece) for piece in pieces) - 9 * len(pieces)
        whole = listed - 9 + 1 if listed else -UNKNOWN_WHOLE - 0.25 * max(0, len(word) - 8) - 10
        return split - whole

    def _best_pieces(self, word: str) -> tuple[str, ...]:
        """Return the likeliest division into two words and more, by the product of their frequencies; () where there is none."""
        length = len(word)
        if length > LONGEST // 2:
            return ()
        best: list[tuple[float, tuple[int, ...]] | None] = [(0.0, ())] + [None] * length
        for start in range(length - 1):
            reached = best[start]
            if reached is None or len(reached[1]) >= MOST_PIECES:
                continue
            for size, zipf in self._beginnings(word[start:]):
                # Strings of one and two letters are words only if they are function words; see HALF_SHORT for three.
                if size < 4 and (zipf < HALF_SHORT or (size < 3 and word[start : start + size] not in self._any)):
                    continue
                if size == length or zipf < (HALF if size < 6 else HALF_LONG):
                    continue
                chance, end = reached[0] + zipf - PIECE_PENALTY, start + size
                there = best[end]
                if there is None or chance > there[0]:
                    best[end] = (chance, (*reached[1], end))
        final = best[length]
        return tuple(word[first:last] for first, last in pairwise((0, *final[1]))) if final else ()

    def _standing_alone(self, word: str, listed: float, *, title: bool) -> Iterator[Seam]:
        """The seam of a word in small letters whose halves tell most of standing alone, if they tell enough.

        Asked in languages other than English. Compounds are respected, for their parts begin and end many words.
        """
        inflected = self._inflected.search(word) if self._inflected else None
        best, cut = 0.0, 0
        for size, left, right in self._cuts(word):
            alone = self._stand(word[:size], word[size:], left, right)
            if alone > best:
                best, cut = alone, size
        if not cut or (inflected and inflected.start() <= cut):
            return
        kind = self._kind(word[:cut], word[cut:])
        if best - self._taken(listed, kind, title=title) >= STANDS_BESIDE:
            yield Seam(cut, best - self._taken(listed, kind, title=title) >= STANDS_ALONE, kind)

    def _cuts(self, word: str) -> Iterator[tuple[int, float, float]]:
        """Yield the places where a word may be cut in two, with the Zipf frequencies of the halves.

        Both halves are listed; or, where one may not be, the other is as common as what is believed beside it.
        """
        zipf, unlisted, length = self._zipf, self._words.unlisted, len(word)
        listed = dict(self._beginnings(word))
        for size, left in listed.items():
            if size < length:
                right = zipf(word[size:])
                if right >= RAREST_HALF or (unlisted and left >= BESIDE_COMPOUND):
                    yield size, left, right
        if unlisted:
            for size in range(max(SHORTEST_UNLISTED, length - LONGEST_FUNCTION_WORD), length - 1):
                if size not in listed and (right := zipf(word[size:])) >= BESIDE_COMPOUND:
                    yield size, 0.0, right

    def _stand(self, first: str, second: str, left: float, right: float) -> float:
        """Return how much two halves, with their Zipf frequencies, tell of standing alone; 0.0 where one cannot be a word."""
        stands_left, stands_right = self._may_stand(first, left), self._may_stand(second, right)
        if not (stands_left or stands_right):
            return 0.0
        opening, closing = self._alone
        if stands_left and stands_right:
            return opening(first) + closing(second)
        if stands_left:
            alone, other, other_zipf = opening(first), second, right
        else:
            alone, other, other_zipf = closing(second), first, left
        if alone >= FUNCTION_WORD and other_zipf and len(other) >= SHORTEST_UNLISTED:
            return alone + (closing(other) if stands_left else opening(other))
        return alone + self._unlisted(other, alone) if self._words.unlisted and alone >= BESIDE_COMPOUND else 0.0

    def _unlisted(self, half: str, beside: float) -> float:
        """Return what a half that is no common word tells beside another, less than nothing where it is unlikely to be one."""
        if len(half) < SHORTEST_UNLISTED:
            return -STANDS_ALONE
        if self._is_compound(half):
            return UNLISTED_COMPOUND
        return UNLISTED_HALF if beside >= FUNCTION_WORD else -STANDS_ALONE

    def _is_compound(self, word: str) -> bool:
        """Tell whether a word is made of two common ones."""
        return any(
            self._zipf(word[cut:]) >= HALF_SIX and any(self._zipf(word[:cut].removesuffix(link)) >= HALF_SIX for link in LINKS)
            for cut in range(SHORTEST_IN_COMPOUND, len(word) - SHORTEST_IN_COMPOUND)
        )

    def _taken(self, listed: float, kind: Kind, *, title: bool) -> float:
        """Return what is taken from the halves' standing alone for what the whole may be: a listed word, a name, a compound."""
        words = self._words
        name = (TITLE_MAY_BE_NOUN if words.noun_capitals else TITLE_MAY_BE_NAME) if title else 0.0
        compound = words.compounds if kind is Kind.BARE and (title or not words.noun_capitals) else 0.0
        return listed + name + compound

    def _is_function(self, word: str) -> bool:
        """Tell whether a word, in small letters, is a function word: listed, or in other languages much like one."""
        return word in self._any or (not self._rich and max(figure(word) for figure in self._alone) >= FUNCTION_WORD)

    def _kind(self, left: str, right: str) -> Kind:
        opening, closing = self._alone
        function = opening(left) >= FUNCTION_WORD or closing(right) >= FUNCTION_WORD
        return Kind.WORD if function else Kind.BARE

    def _may_stand(self, piece: str, zipf: float) -> bool:
        """Tell whether a piece is a word common enough for its length."""
        length = len(piece)
        if length < 3:
            return zipf >= LETTER_PAIR if length == 2 else piece in self._words.letters
        return zipf >= (HALF_SHORT if length == 3 else HALF if length < 6 else HALF_SIX)

    def _elided(self, run: str) -> int:
        """Return where, before an apostrophe, a word is followed by an elided one ("dansl’eau"), 0 if it is not."""
        words = self._words
        if run in words.elisions or run in words.elided:
            return 0
        known = 0.0 if words.elided else self._zipf(run)
        for elision in words.elisions:
            rest = run[: -len(elision)]
            if run.endswith(elision) and len(rest) >= 2 and self._zipf(rest) >= HALF_SHORT and known < HALF:
                return len(rest)
        return 0

    def _proves(self, pieces: Sequence[str], *, title: bool) -> bool | None:
        """Tell whether two pieces are certainly two words; None where they are not even likely to be."""
        first, second = pieces
        left, right = self._zipf(first), self._zipf(second)
        words = self._words
        firm = (
            (first in words.left and right >= HALF and len(second) >= 3)
            or (second in words.right and left >= HALF and len(first) >= 4)
            or (second in words.right and left >= 5)
        )
        if len(first) < 3 and len(second) < 3:
            return None
        if firm:
            # A capital may begin a name (Everand): only "The" before a common word, or a word and a function word that are
            # together longer than most names, are certain.
            return (
                not title
                or (first == "the" and right >= HALF_SHORT and len(second) >= 4)
                or (second in words.right and len(second) >= 3 and len(first) >= 4 and len(first) + len(second) >= 9)
            )
        if first == "a":
            return False if right >= FIRM_HALF and len(second) >= 3 else None
        if second == "a":
            return False if left >= HALF_SHORT and len(first) >= 4 else None
        beside = (first in self._any and right >= FIRM_HALF and len(second) >= 4) or (second in self._any and len(first) >= 4)
        both = first in self._any and second in self._any
        plain = min(len(first), len(second)) >= 3 and len(first) + len(second) >= 8 and left + right >= 7
        return False if beside or both or plain else None

    def _several_prove(self, pieces: Sequence[str], *, title: bool) -> bool | None:
        """Tell whether three pieces and more are certainly words; None where they are not even likely to be."""
        firm = sum(piece in self._words.left or piece in self._words.right for piece in pieces)
        loose = sum(piece in self._any for piece in pieces)
        content = [piece for piece in pieces if piece not in self._any]
        long = max(map(len, pieces)) >= 4
        if firm and long and len(content) <= 2 and all(self._zipf(piece) >= HALF for piece in content):
            return sum(map(len, pieces)) >= (12 if title else 9)  # fewer letters may fall into short words by chance
        return False if (loose and long) or min(map(len, pieces)) >= 4 else None

    def _after_apostrophe(self, run: str, before: str) -> Iterator[Seam]:
        """What follows an apostrophe, as in "Apple’squarterly" or "don’tworry"."""
        if len(run) < SHORTEST or self._zipf(run.lower()) >= KNOWN:
            return
        endings = ("t", "s") if before == "n" else ("s", "re", "ve", "ll")
        for ending in endings:
            rest = run[len(ending) :]
            if run.startswith(ending) and len(rest) > 1 and (self._zipf(rest.lower()) >= FIRM_HALF or rest.istitle()):
                yield Seam(len(ending), certain=True, kind=Kind.WORD)
                return

    # Marks and numbers

    def _at_addresses(self, core: str) -> Iterator[Seam]:
        """A word welded to an address, or one to the end of it: "atwww.", ".comShop", "3rdStreet"."""
        if ":/" in core or "www." in core:
            word = _BEFORE_ADDRESS.match(core)
            if word and self._zipf(word.group(1).lower()) >= HALF_SHORT:
                yield Seam(word.end(), certain=True, kind=Kind.WORD)
            return
        if "." in core and (end := _AFTER_DOMAIN.match(core)):
            yield Seam(end.end(), certain=True, kind=Kind.WORD)
        if core[0].isdigit() and (end := _AFTER_ORDINAL.match(core)):
            yield Seam(end.end(), certain=True, kind=Kind.WORD)

    def _at_mark(self, core: str, found: re.Match[str]) -> Seam | None:
        """The seam at a punctuation mark between two letters, if it is one."""
        before = _WORD_BEFORE.search(core, max(0, found.start() - _LEFT_CONTEXT), found.start())
        after = _RUN.match(core, found.end())
        if before is None or after is None or len(before.group()) < 2:
            return None
        left, right = before.group(), after.group()
        if left.lower() in ABBREVIATIONS or not (left.islower() or left[1:].islower()):
            return None
        word = left.lower().replace("’", "'")
        common = self._zipf(word) or self._zipf(word.partition("'")[0])
        mark = Mark(core, found.group(), left, right, common, self._zipf(right.lower()))
        judges = {".": self._stop, "!": self._stop, "?": self._stop, ",": self._comma, ":": self._colon, ")": self._bracket}
        certain = judges.get(mark.sign[0], self._quote)(mark)
        if certain is None:
            return None
        return Seam(found.end(), certain, Kind.COMMA if mark.sign[0] == "," else Kind.STOP)

    def _stop(self, mark: Mark) -> bool | None:
        """A sentence's end and the next one's first word: "rained.The"."""
        following = mark.right.lower()
        if not _begins_sentence(mark.right) or (mark.sign == "." and following in _ONLY_SUFFIXES):
            return None
        if mark.left.islower():
            if mark.left_zipf < KNOWN_BEFORE_STOP:
                return None
            certain = following not in NAMES_OF_CODE and following not in WORDS_TOO
            return certain and (mark.right_zipf >= HALF_LONG or mark.sign != ".")
        if len(mark.left) < 3:
            return None
        if not self._rich and mark.left_zipf >= HALF and mark.right_zipf >= HALF:
            return mark.right_zipf >= SENTENCE_BEGINNING and following not in SUFFIXES_AFTER_STOP
        # After a capitalised word it may be a name (Rocket.Chat): only the commonest beginnings of a sentence are proof.
        beginning = mark.right_zipf >= SENTENCE_BEGINNING and following not in SUFFIXES_AFTER_STOP
        return len(mark.sign) > 1 or (beginning and mark.sign != "!")

    def _comma(self, mark: Mark) -> bool | None:
        """A comma without its space: "Putin,told". Lists of values (a,b,c) have none either."""
        left, right = mark.left, mark.right
        if (mark.core.count(",") > 1 and len(mark.sign) == 1) or len(right) < 2 or mark.left_zipf < HALF:
            return None
        if not self._rich:
            if mark.right_zipf < HALF:
                return None
            return right.islower() and ((len(left) >= 3 and len(right) >= 3) or self._is_function(right))
        if right.islower():
            if left.islower() and mark.right_zipf >= HALF:
                return (len(left) >= 3 and len(right) >= 3) or right in self._any
            return len(left) >= 4 if right in self._any else None
        return left.islower() if right.istitle() and mark.right_zipf >= HALF_LONG else None

    def _colon(self, mark: Mark) -> bool | None:
        """A colon without its space: "Pricing:Free"."""
        left, right = mark.left, mark.right
        if mark.sign[0] != ":" or mark.core.count(":") > 1 or len(left) < 3 or len(right) < 2 or mark.left_zipf < HALF:
            return None
        if right.istitle() and mark.right_zipf >= HALF_LONG:
            return left.islower() and right.lower() not in NAMES_OF_CODE
        return False if right.islower() and left in self._any and mark.right_zipf >= HALF_SHORT else None

    def _bracket(self, mark: Mark) -> bool | None:
        """A closing bracket and the next word, "1)". Not "(re)build": what opens inside the token belongs to it."""
        if ("(" in mark.core and len(mark.sign) == 1) or len(mark.left) < 3 or len(mark.right) < 2:
            return None
        if mark.left_zipf < HALF_LONG or mark.right_zipf < HALF:
            return None
        return (mark.right_zipf >= HALF_SHORT and mark.right.istitle()) or self._is_function(mark.right)

    def _quote(self, mark: Mark) -> bool | None:
        """A closing quotation mark and the next word."""
        if mark.sign != "”" or mark.left_zipf < HALF_LONG or len(mark.right) < 2 or mark.right_zipf < HALF:
            return None
        return self._is_function(mark.right.lower())

    def _at_numbers(self, core: str) -> Iterator[Seam]:
        """A word welded to a number: "the1996", "1852and"."""
        if not self._rich:
            for match in _NUMBER_ELSEWHERE.finditer(core):
                before, after = match.groups()
                if self._is_function(before.lower()) if before else self._zipf(after.lower()) >= HALF_SHORT:
                    yield Seam(match.end(), certain=False, kind=Kind.WORD)
            return
        for match in _NUMBER.finditer(core):
            word = match.group(1)
            if word is None:
                yield Seam(match.end(), certain=True, kind=Kind.WORD)
            elif word in self._any and len(word) > 1:
                yield Seam(match.end(), certain=word in self._words.left and len(word) > 2, kind=Kind.WORD)


def _is_prose(core: str) -> bool:
    return _NOT_PROSE.search(core) is None and not ("/" in core and "." in core)


def _look(token: str, split: Split) -> Look:
    """Tell what the first seam of a split looks like."""
    edges = (split.start, *split.cuts, split.end)
    before, after = token[edges[0] : edges[1]], token[edges[1] : edges[2]]
    runs, following = _RUN.findall(before), _RUN.match(after)
    left, right = runs[-1] if runs else "", following.group() if following else ""
    if not right or not before[-1:].isalpha():
        mark = before[-1:]
        return Look("stop" if mark in ".!?" else "comma" if mark == "," else "mark", left, right)
    if left.isupper() and len(left) > 1:
        return Look("capitals", left, right)
    if left.islower():
        return Look("camel" if right[0].isupper() else "small", left, right)
    return Look("names" if right[0].isupper() else "title", left, right)


def _recalled(
    tokens: Collection[str], innocent: set[str], known: dict[str, Split], find: Callable[[Iterable[str]], dict[str, Split]]
) -> dict[str, Split]:
    """Return what is known of the tokens; `find` is asked about those not seen before, and its answers are remembered.

    Takes no time for what is remembered but not asked for, and memory is bounded: no entry is needed, they only save work.
    """
    if len(innocent) > MEMORY:
        innocent.clear()
    if len(known) > MEMORY:
        known.clear()
    others = (tokens if isinstance(tokens, set | frozenset) else set(tokens)).difference(innocent)
    if not others:
        return {}
    found = {token: known[token] for token in others if token in known}
    fresh = others.difference(found)
    if fresh:
        new = find(fresh)
        found.update(new)
        short = {token for token in fresh if len(token) <= LONGEST_REMEMBERED}
        known.update((token, split) for token, split in new.items() if token in short)
        innocent.update(short.difference(new))
    return found


def _by_edge(words: frozenset[str], edge: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    """Group words by their first or last two letters, to ask quickly which of them a string may begin or end with."""
    groups: dict[str, tuple[str, ...]] = {}
    for word in sorted(words):
        groups[edge(word)] = (*groups.get(edge(word), ()), word)
    return groups


def _parts(run: str) -> list[str]:
    """Divide a run of letters before each capital that follows a small letter."""
    cuts = [i for i in range(1, len(run)) if run[i].isupper() and run[i - 1].islower()]
    return [run[first:last] for first, last in zip([0, *cuts], [*cuts, len(run)], strict=True)]


def _begins_sentence(word: str) -> bool:
    """Tell whether a word is capitalised as the first of a sentence: "The", "I", "I’ve", "NASA"."""
    return len(word) > 1 if word.istitle() or (word.isupper() and len(word) > 1) else word in ("A", "I")


@cache
def splitter(language: str) -> Splitter | None:
    """Return the splitter of a language, None where there is no lexicon of it. One a process, for it remembers tokens."""
    words = lexicon(language)
    return Splitter(words, WORDS[words.language]) if words is not None else None
