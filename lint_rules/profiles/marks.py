"""What a page is known by: its address, its lines and blocks, and its running text, each as hashes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from lint_rules.document import EDGE, Document, Line, host_of
from lint_rules.errors import ScrapeLintError
from lint_rules.finding import Counts, Finding, Severity, Source
from lint_rules.lazy import pattern

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Keys = NDArray[np.uint32]
    Signature = NDArray[np.uint32]

VERSION: Final = 1
"""Of all that is said here. Hashes made by other rules are not to be compared: whoever changes a rule changes this."""

BLOCK_LINES: Final = 3  # lines in a row that make a block: two are a label and its value, in tables as well as in menus
# Lines and blocks of a page that are remembered, those with the smallest hashes: on every page the same ones, so that a
# page of a million lines costs no more and still shares with the others what it shares.
MOST_KEYS: Final = 4096

LONGEST_HOST: Final = 253  # characters, by the rules for names of hosts
LONGEST_NAME: Final = 500  # characters of an address or id that examples are shown by

SIGNATURE: Final = 64  # minima of a MinHash: likeness to within .06 (one standard deviation), in 256 bytes
SHINGLE: Final = 5  # words: enough that two texts on one matter share few, few enough that an edit spoils few
SEED: Final = 1  # any will do, as long as it stays
UNKNOWN: Final = 0xFFFF  # a score that nobody took; the largest number, so that the lower of two scores is the one known
PER_MILLE: Final = 1000

# Parameters of an address that say how a reader came to the page, not which page it is.
_TRACKING = pattern(r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|ocid|cmpid|ncid|smid|sr_share")
_LETTER = pattern(r"[^\W\d_]")
_WORD = pattern(r"\w+")


class Marks(NamedTuple):
    """What is remembered of a page: its name for people, hashes of its lines and blocks (sorted, each once), the MinHash of its
    running text, its length in characters, and its score in thousandths (UNKNOWN where nobody took it).
    """

    name: str
    keys: Keys
    signature: Signature
    length: int
    score: int


def page_of(source: Source) -> str:
    """Return what makes a page the same page: its address without scheme, `www.`, fragment, tracking parameters, the order of
    parameters and a slash at the end; without an address, its id.
    """
    if not source.url:
        return f"id:{source.id}"
    try:
        parts = urlsplit(source.url)
        host, port = host_of(source.url) or "", f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    except ValueError:
        return f"url:{source.url}"
    asked = parts.query
    if "&" in asked or "=" in asked:
        pairs = [pair for pair in parse_qsl(asked, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0].lower())]
        asked = urlencode(sorted(pairs))
    return f"url:{host}{port}{parts.path.rstrip('/')}{'?' if asked else ''}{asked}"


def site_of(source: Source) -> str | None:
    """Return the host that a document is counted under; None where it has none, or what it has can be none."""
    host = source.host
    return _writable(host) if host and len(host) <= LONGEST_HOST else None


def page_hash(source: Source) -> int:
    """Return the 64-bit hash of a page: by it pages are told apart and drawn for the sample."""
    return int.from_bytes(blake2b(page_of(source).encode("utf-8", "replace"), digest_size=8).digest(), "little")


def keys_by_line(doc: Document) -> tuple[list[int], list[int]]:
    """Return, for each line of a document as its reader sees it, the hash of the line and that of the block that begins there;
    0 where there is none.

    Lines are compared folded, with single spaces, without marks around them; one without letters says nothing by itself.
    Numbers count: a line that differs in them says something of its page. A block is three lines in a row, none of them
    running text, one of them at least with letters; those without stand in it as they are.
    """
    said = [_said(doc, line) for line in doc.lines]
    lines = [_hashed(words) if words else 0 for words in said]
    blocks = [0] * len(said)
    short = 0  # lines in a row so far that are not running text
    for index, line in enumerate(doc.lines):
        short = 0 if line.prose else short + 1
        first = index - BLOCK_LINES + 1
        if short >= BLOCK_LINES and any(said[first : index + 1]):
            blocks[first] = _hashed("\n".join([said[i] or doc.lines[i].text for i in range(first, index + 1)]))
    return lines, blocks


def kept(keys: Iterable[int]) -> Keys:
    """Return hashes as a page keeps them: sorted, each once, the smallest of very many."""
    import numpy as np

    return np.array(sorted({*keys} - {0})[:MOST_KEYS], "<u4")


def signature_of(doc: Document) -> Signature:
    """Return the MinHash of a document's running text; where it has none, that of nothing, which is like no other.

    Menus and headlines are left out: with them, short pages of one site would look alike, whatever their stories say. Raises
    MissingLibraryError.
    """
    import numpy as np

    words = _WORD.findall("\n".join([doc.folded[line.start : line.end] for line in doc.lines if line.prose]))
    sketch = _minhash()(SIGNATURE, SEED)
    sketch.update([" ".join(words[start : start + SHINGLE]) for start in range(max(0, len(words) - SHINGLE + 1))])
    return np.array(sketch.digest(), "<u4")


def score_of(doc: Document, facts: Iterable[Finding]) -> int:
    """Return the share of a document's characters, in thousandths, that no certain finding claims as residue.

    `facts` are what the explicit rules found in the document as its reader sees it: what can be had without a profile, and
    in a small part of the time that all rules take.
    """
    total = sum(map(len, doc.tokens))
    claimed = end = 0
    for start, stop in sorted(
        fact.span for fact in facts if not fact.weak and fact.severity >= Severity.WARNING and fact.counts is Counts.CONTAMINATION
    ):
        claimed += sum(map(len, doc.text[max(start, end) : stop].split()))
        end = max(end, stop)
    return PER_MILLE - PER_MILLE * claimed // total if total else UNKNOWN


def marks_of(doc: Document, score: int = UNKNOWN) -> Marks:
    """Return what is remembered of a document, given as its reader sees it. Raises MissingLibraryError."""
    lines, blocks = keys_by_line(doc)
    name = _writable((doc.source.url or doc.source.id)[:LONGEST_NAME])
    return Marks(name, kept([*lines, *blocks]), signature_of(doc), len(doc.text), score)


class MissingLibraryError(ScrapeLintError):
    """The library for MinHash is not installed."""


@cache
def algorithm() -> str:
    """Return what makes two profiles comparable: the rules for hashes, by their version, and the library's algorithm. Raises
    MissingLibraryError.
    """
    return f"marks {VERSION}, {_minhash().__module__.partition('.')[0]} r{_minhash().ALGORITHM_VERSION}"


@cache
def _minhash() -> Any:
    try:
        from rensa import RMinHash
    except ImportError:
        raise MissingLibraryError("profiles need the library rensa: pip install 'scrapelint[profile]'") from None
    return RMinHash


def _said(doc: Document, line: Line) -> str:
    """Return the words of a line as lines are compared; nothing where it has no letters."""
    words = line.key or doc.folded[line.start : line.end].strip(EDGE)
    if not _LETTER.search(words):
        return ""
    return " ".join(words.split()) if "  " in words or "\t" in words else words


def _writable(words: str) -> str:
    """Return words without what no file can hold: halves of surrogate pairs, which JSON lets through."""
    return words.encode("utf-8", "replace").decode("utf-8")


def _hashed(words: str) -> int:
    # 32 bits are enough within a host: of the thousand lines that a large site repeats, a line that is its own is taken
    # for one once in four million. 0 is none.
    return int.from_bytes(blake2b(words.encode("utf-8", "replace"), digest_size=4).digest(), "little") or 1
