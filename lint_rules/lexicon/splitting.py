"""Where a token falls apart into words: the evidence that a space was lost inside it.

A scraper that strips each text node and joins them leaves no space where an inline tag stood ("the <a>industry</a>" becomes
"theindustry"), and one that drops line breaks welds a sentence to the next ("it rained.The game"). Such a token shows a
*seam*: two words that are each common while the whole is no word, a capital after a small letter, a full stop without
a space. Each kind of seam is sought by one function here, and each says how sure it is:

- a seam is *certain* when one side is a function word that hardly any English word begins or ends with ("the", "with",
  but not "in", "over"), or when a sentence end is followed at once by a capitalised word;
- otherwise it is *likely*, to be believed only in a text that has lost spaces elsewhere: `certain` is False, and the rule
  decides.

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


class Kind(enum.Enum):
    """What stands at a seam; the order is that of their weight in judging a whole token."""

    WORD = "a function word"
    STOP = "the end of a sentence"
    COMMA = "a comma"
    BARE = "two words of content"


class Split(NamedTuple):
    """Where a token falls apart.

    `start` and `end` enclose the token without the marks around it, `cuts` are the offsets at which a space was lost, all
    counted from the token's beginning; `certain` tells whether the token alone is proof enough.
    """

    start: int
    end: int
    cuts: tuple[int, ...]
    certain: bool
    kind: Kind

    def mended(self, token: str) -> str:
        """Return the token, without the marks around it, with the lost spaces put back."""
        edges = (self.start, *self.cuts, self.end)
        return " ".join(token[first:last] for first, last in pairwise(edges))


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
    are affixes too ("over", "in") and prove nothing alone.
    """

    before_capital: frozenset[str]
    left: frozenset[str]
    right: frozenset[str]
    loose: frozenset[str]


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
        _set("und dass sich einer einem einen eines wird werden wurde wurden haben sind oder aber sowie"),
        _set("und dass sich wird werden wurde wurden sowie"),
        frozenset(),
    ),
    "fr": Words(
        _set(
            "le la les des du de un une et ou au aux en dans par pour sur avec que qui est sont ce cette ces son sa ses "
            "leur leurs"
        ),
        _set("une dans avec cette leurs"),
        _set("qui dans avec cette"),
        frozenset(),
    ),
    "es": Words(
        _set("el la los las de del al en un una que con por para se su sus es como lo"),
        _set("los las del una que este esta unos"),
        _set("desde hasta cuando donde porque"),
        frozenset(),
    ),
    "pt": Words(
        _set("os as de do da dos das em no na um uma que com por para se ao não"),
        _set("uma pela pelo não também"),
        _set("não também"),
        frozenset(),
    ),
    "it": Words(
        _set("il lo la gli le di del della dei delle dal nel nella un una in con per che si al alla da su sono come"),
        _set("della delle degli nella nelle questo questa sono"),
        _set("della delle degli nella questo sono"),
        frozenset(),
    ),
    "nl": Words(
        _set("de het een en van in op te met voor is dat die zijn aan bij uit om naar door ook niet"),
        _set("deze wordt worden heeft hebben"),
        _set("wordt worden heeft hebben"),
        frozenset(),
    ),
    "sv": Words(_set("och att det som en ett på är av för med till den har de inte om"), _set("och"), _set("och"), frozenset()),
    "fi": Words(_set("ja on ei että oli kun myös"), frozenset(), frozenset(), frozenset()),
    "pl": Words(
        _set("na się nie do to że jest jak za po od dla oraz który która które"),
        _set("oraz który która które"),
        _set("oraz który która które"),
        frozenset(),
    ),
}
"""Function words by language. Languages other than English, whose words are more often compounds or end in particles, have
only those that prove something."""

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

SHORTEST, LONGEST = 4, 80  # characters of a token worth looking at; what is longer is an address, data or another script
MEMORY: Final = 200_000
"""Tokens remembered before all are forgotten: some 30 MB, and more than the everyday vocabulary of a large crawl."""
MIDDLES: Final = ("the", "and", "of", "for")  # the commonest words in the middle of three; others are found by their ends
SHORTEST_WITH_THREE: Final = 8  # letters of a token of three words: a function word within two others
KNOWN: Final = 2.7  # Zipf: from here on a word is a word (one in two million), whatever it could be split into …
KNOWN_RARE: Final = 1.8  # … and from here on only two function words outweigh it ("inthe" is on the list, being misspelt often)
HALF: Final = 3.0  # Zipf of a half that is common enough to be taken for a word
HALF_SHORT: Final = 4.0  # … of three letters: there are few such words, and most strings of three letters are on the list
HALF_LONG: Final = 2.0  # … of six letters and more, which hardly occur inside another word by chance
KNOWN_BEFORE_STOP: Final = 2.5  # Zipf of a word in small letters that may end a sentence; rarer ones are often names of code
SENTENCE_BEGINNING: Final = 5.3  # Zipf of a word that begins many sentences: the fifty commonest (The, However, After)
FIRM_HALF: Final = 3.5  # Zipf of a half beside a loose function word, or of what stands beside a lost apostrophe
MOST_PIECES: Final = 5  # words in one token: a link text of two or three words with both its spaces lost
PIECE_PENALTY: Final = 9.5  # log10 of the chance that costs one more word: 9 for the Zipf scale, 0.5 for the seam itself
UNKNOWN_WHOLE: Final = 12.5  # log10 of the rarity of a word not on the list: ten times rarer than the rarest listed, and more

_EDGE: Final = ".,;:!?()[]{}\"'“”‘’«»*…-–—"
POSSESSIVES: Final = frozenset({"'s", "’s"})
_RUN = pattern(r"[^\W\d_]+")
_NOT_PROSE = pattern(
    r"[@#_=<>{}$%&|\\^~+*`©®™]|//|www\.|\(\)|::|->|\.\w{1,4}/|^/|/$|\w\([^)]*$|['\"]\]|\w\.[a-z]|[a-z][A-Z]\w*:$"
)
"""Addresses, handles, hashtags, file names, code, markup, prices: what holds one of these is not looked at further."""
_BEFORE_ADDRESS = pattern(r"([^\W\d_]+):?(?=https?://|www\.)")
_AFTER_DOMAIN = pattern(r"[\w-]+(?:\.[\w-]+)?\.(?:com|org|net|gov|edu)(?=[A-Z][a-z])")
_AFTER_ORDINAL = pattern(r"\d+(?:st|nd|rd|th)(?=(?:St|Ave|Street|Avenue|Floor|Century|Annual)(?![a-z]))")
_STOP = pattern(r"(?<=[^\W\d_])([.!?][\"”’')\]]*|[,;:][\"”’]?|\)|[”\"])(?=[^\W\d_])")
_WORD_BEFORE = pattern(r"[^\W\d_]+(?:['’][^\W\d_]+)?$")
_NUMBER = pattern(
    r"(?<![^\W_])(?:([a-z]+)(?=(\d[\d,.]+)(?![^\W_]))|\d{2,}(?=(and|the|of|to|with|from|for|that|was|were|are)(?![^\W_])))"
)
_CAPITALS = pattern(r"[A-Z]{2,}(?=[a-z])")
_NEGATED = pattern(r"(?:is|was|did|does|do|wo|would|could|should|are|were|have|has|had)n$")
_CAPITAL = "A-Z\u00c0-\u00de\u0100-\u017f\u0386-\u03ab\u0410-\u042f"  # small letters are among them: this only sifts
_SEAM = pattern(
    rf"[^\W\d_A-Z][{_CAPITAL}]|[A-Z]{{2}}[a-z]{{2}}|[.!?,:;)”\"][\"”’')\]]*[^\W\d_]|https?://|www\.|\.(?:com|org|net|gov|edu)[A-Z]"
    r"|['’](?:s|t|re|ve|ll)[^\W\d_]{2}|[a-z]{3}n['’]t|\d(?:and|the|of|to|with|from|for|that|was|were|are)|[a-z]\d\d|\d(?:st|nd|rd|th)[A-Z]"
)
"""What every certain seam in a token of more than small letters shows; it only sifts."""
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
        self._words = function_words
        self._any = function_words.left | function_words.right | function_words.loose | function_words.before_capital
        self._rich = bool(function_words.loose)  # only English: the others have too many compounds for what is likely at most
        # What was found is kept apart by who asked, so that an answer never depends on what was asked before.
        self._innocent: set[str] = set()
        self._certain: dict[str, Split] = {}
        self._whole: set[str] = set()
        self._likely: dict[str, Split] = {}
        self._beginning = _by_edge(function_words.left, lambda word: word[:2])
        self._ending = _by_edge(function_words.right, lambda word: word[-2:])

    def certain(self, tokens: Collection[str]) -> dict[str, Split]:
        """Return the tokens that certainly fall apart, with where. Costs one set operation for tokens seen before."""
        return _recalled(tokens, self._innocent, self._certain, self._find_certain)

    def likely(self, tokens: Collection[str]) -> dict[str, Split]:
        """Return the tokens that are likely to fall apart and were not found to be certain to."""
        likely = _recalled(tokens, self._whole, self._likely, self._find_likely)
        return {token: split for token, split in likely.items() if token not in self._certain}

    def _find_certain(self, tokens: Iterable[str]) -> dict[str, Split]:
        splits = ((token, self.split(token)) for token in self._suspicious(tokens))
        return {token: split for token, split in splits if split is not None and split.certain}

    def _find_likely(self, tokens: Iterable[str]) -> dict[str, Split]:
        splits = ((token, self.split(token)) for token in tokens)
        return {token: split._replace(certain=False) for token, split in splits if split is not None}

    def _suspicious(self, tokens: Iterable[str]) -> list[str]:
        """Return the tokens that may hold a certain seam; what is passed over wrongly is only not found.

        This looks at every token that was not seen before, so it asks the cheapest questions first.
        """
        found: list[str] = []
        is_common, may_hold = self._is_common, self._may_hold
        for token in tokens:
            core = token.strip(_EDGE)
            if core[-2:] in POSSESSIVES:
                core = core[:-2]
            if core.isalpha():
                word = core.lower()
                if core == word or core.istitle():
                    if not is_common(word) and may_hold(word):
                        found.append(token)
                elif not core.isupper() and _SEAM.search(core):
                    found.append(token)
            elif len(core) >= SHORTEST and (
                _SEAM.search(core) or any(not is_common(run) and may_hold(run) for run in _RUN.findall(core.lower()))
            ):
                found.append(token)
        return found

    def _may_hold(self, word: str) -> bool:
        """Tell whether letters begin or end with a function word that proves a seam, or have one within."""
        return len(word) >= SHORTEST and (
            word.startswith(self._beginning.get(word[:2], _NONE))
            or word.endswith(self._ending.get(word[-2:], _NONE))
            or (self._rich and len(word) >= SHORTEST_WITH_THREE and any(map(word.__contains__, MIDDLES)))
        )

    def split(self, token: str) -> Split | None:
        """Return where a token falls apart, None where it does not."""
        core = token.strip(_EDGE)
        if not SHORTEST <= len(core) <= LONGEST:
            return None
        if core.isalpha() and (core.isupper() or (self._zipf(core.lower()) >= KNOWN and (core.islower() or core.istitle()))):
            return None
        start = token.index(core)
        if start and token[start - 1] == "-":  # a command's option
            return None
        seams = list(self._seams(core, token))
        if not seams:
            return None
        certain = any(seam.certain for seam in seams)
        kinds = {seam.kind for seam in seams if seam.certain or not certain}
        cuts = tuple(sorted({start + seam.offset for seam in seams}))
        return Split(start, start + len(core), cuts, certain, next(kind for kind in Kind if kind in kinds))

    def _seams(self, core: str, token: str) -> Iterator[Seam]:
        if core.isalpha():
            yield from self._in_letters(core, "")
            return
        yield from self._at_addresses(core)
        if _NOT_PROSE.search(core) or ("/" in core and "." in core) or "(" in token[len(core) :]:
            return
        for run in _RUN.finditer(core):
            before, after = core[max(0, run.start() - 2) : run.start()], core[run.end() : run.end() + 2]
            if before[1:] in ("'", "’") and before[:1].isalpha():
                inside = self._after_apostrophe(run.group(), before[0])
            else:
                inside = self._in_letters(run.group(), after)
            for seam in inside:
                yield seam._replace(offset=run.start() + seam.offset)
        for mark in _STOP.finditer(core):
            at_mark = self._at_mark(core, mark)
            if at_mark is not None:
                yield at_mark
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
                return None
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
            return None
        if len(left) >= 5 and right.startswith(left):
            return Seam(0, certain=True, kind=Kind.WORD)  # a label twice: LikesLikes
        if len(left) > 1 and left in self._any and zipf(right) >= HALF_LONG:
            return Seam(0, certain=False, kind=Kind.WORD)
        if right in self._any and len(right) > 1 and zipf(left) >= HALF:
            return Seam(0, certain=False, kind=Kind.WORD)
        return None

    def _in_small_letters(self, word: str, *, title: bool, after: str = "") -> Iterator[Seam]:
        """Seams in a word of small letters (`title`: its first letter was a capital)."""
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
        pieces = self._best_pieces(word) if self._rich else self._two_pieces(word)
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

    def _is_piece(self, piece: str) -> bool:
        length = len(piece)
        if length == 1:
            return piece == "a"
        if length == 2:
            return piece in self._any
        return self._zipf(piece) >= (HALF_SHORT if length == 3 else HALF if length < 6 else HALF_LONG)

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

    def _two_pieces(self, word: str) -> tuple[str, ...]:
        """Return the division at a function word that proves a seam, () where there is none."""
        for cut in range(2, len(word) - 1):
            first, second = word[:cut], word[cut:]
            if (first in self._words.left or second in self._words.right) and self._is_piece(first) and self._is_piece(second):
                return first, second
        return ()

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
        if not self._rich:  # both halves must be common where the list is short
            return True if firm and min(left, right) >= FIRM_HALF and max(len(first), len(second)) >= 4 and not title else None
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
        if not self._rich or len(run) < SHORTEST or self._zipf(run.lower()) >= KNOWN:
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
        for address in (_AFTER_DOMAIN, _AFTER_ORDINAL):
            end = address.match(core)
            if end:
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
        # After a capitalised word it may be a name (Rocket.Chat): only the commonest beginnings of a sentence are proof.
        beginning = mark.right_zipf >= SENTENCE_BEGINNING and following not in SUFFIXES_AFTER_STOP
        return len(mark.sign) > 1 or (beginning and mark.sign != "!")

    def _comma(self, mark: Mark) -> bool | None:
        """A comma without its space: "Putin,told". Lists of values (a,b,c) have none either."""
        left, right = mark.left, mark.right
        if (mark.core.count(",") > 1 and len(mark.sign) == 1) or len(right) < 2 or mark.left_zipf < HALF:
            return None
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
        return (mark.right_zipf >= HALF_SHORT and mark.right.istitle()) or mark.right in self._any

    def _quote(self, mark: Mark) -> bool | None:
        """A closing quotation mark and the next word."""
        if mark.sign != "”" or mark.left_zipf < HALF_LONG or len(mark.right) < 2 or mark.right_zipf < HALF:
            return None
        return mark.right.lower() in self._any

    def _at_numbers(self, core: str) -> Iterator[Seam]:
        """A word welded to a number: "the1996", "1852and"."""
        if not self._rich:
            return
        for match in _NUMBER.finditer(core):
            word = match.group(1)
            if word is None:
                yield Seam(match.end(), certain=True, kind=Kind.WORD)
            elif word in self._any and len(word) > 1:
                yield Seam(match.end(), certain=word in self._words.left and len(word) > 2, kind=Kind.WORD)


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
    others = set(tokens).difference(innocent)
    if not others:
        return {}
    found = {token: known[token] for token in others if token in known}
    fresh = others.difference(found)
    if fresh:
        new = find(fresh)
        known.update(new)
        found.update(new)
        innocent.update(fresh.difference(new))
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
