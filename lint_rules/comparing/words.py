"""What of a text is kept to tell how much of it another one lacks: hashes of its words, all of them or a sample.

Each word counts as often as it occurs: the first "tide" of a text and its second are two. So words lost are counted as they
are read, wherever they stand and however lines are broken. Of a long text those words are kept whose hash is small: the same
ones of both texts, so that samples compare as wholes do, and a share is known to within a percent (one standard deviation).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple

from lint_rules.document import EDGE, INVISIBLE, Document
from lint_rules.finding import Counts, Finding, Severity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORDS_KEPT: Final = 1024  # of a text: most articles are kept whole, in 4 kB at most
_BITS: Final = 32
_PLACE: Final = 1  # the bit that says whether the word stands outside of findings


class Words(NamedTuple):
    """The words of a text: `own` of them stand outside of what was found, contamination or damage: a hurt word that was mended is
    none that was lost. `kept` are hashes, in order, whose lowest bit says whether the word is one of those; they are all below 2
    to the power of 32 - `level`.
    """

    own: int
    level: int
    kept: bytes


class Change(NamedTuple):
    """Words that the later of two texts lacks, and words that it has besides, as far as they stand outside of what was found;
    `share` is what it lacks as a share of the earlier text.
    """

    lost: int
    gained: int
    share: float


def words_of(doc: Document, findings: Iterable[Finding]) -> Words:
    """Return what is kept of a document's words; `findings` are those of the text as read."""
    every = Counter(words_in(doc.folded))
    outside = Counter(word for piece in _outside(doc.folded, findings) for word in words_in(piece))
    # What is cut in two by a finding is no word of the text.
    outside &= every
    hashes = [_hashed(word, number, number < outside[word]) for word, count in every.items() for number in range(count)]
    level = 0
    while len(hashes) > WORDS_KEPT:
        level += 1
        hashes = [each for each in hashes if each < 1 << (_BITS - level)]
    return Words(outside.total(), level, b"".join(each.to_bytes(4, "little") for each in sorted(hashes)))


def changed(old: Words, new: Words) -> Change:
    """Return what became of the words of a text."""
    import numpy as np

    level = max(old.level, new.level)
    before, after = _arrays(old, level), _arrays(new, level)
    lost = len(np.setdiff1d(before.own, after.every)) << level
    gained = len(np.setdiff1d(after.own, before.every)) << level
    # The sample may hold more than its share.
    lost, gained = min(lost, old.own), min(gained, new.own)
    return Change(lost, gained, lost / old.own if old.own else 0.0)


class _Arrays(NamedTuple):
    every: NDArray[np.uint32]
    own: NDArray[np.uint32]


def _arrays(words: Words, level: int) -> _Arrays:
    import numpy as np

    kept = np.frombuffer(words.kept, "<u4")
    kept = kept[kept < np.uint64(1 << (_BITS - level))]
    every = kept & np.uint32(~_PLACE & 0xFFFFFFFF)
    return _Arrays(every, every[(kept & _PLACE) == 1])


def words_in(folded: str) -> Iterator[str]:
    """Yield the words of folded text as a reader sees them, without the marks around them."""
    return filter(None, (word.strip(EDGE) for word in INVISIBLE.sub("", folded).split()))


def _outside(folded: str, findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the pieces of a text that no finding claims as contamination or damage."""
    end = 0
    for start, stop in sorted(
        each.span for each in findings if each.severity >= Severity.WARNING and each.counts is not Counts.NOTHING
    ):
        if start > end:
            yield folded[end:start]
        end = max(end, stop)
    yield folded[end:]


def _hashed(word: str, number: int, own: bool) -> int:
    digest = blake2b(f"{number} {word}".encode("utf-8", "replace"), digest_size=4).digest()
    return int.from_bytes(digest, "little") & ~_PLACE | own
