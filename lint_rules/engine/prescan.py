"""One look at a document for everything that any rule waits for.

Whole-line phrases are looked up, one dictionary access a line. All other triggers have a needle (their longest literal, or
the pattern itself); the needles of all rules make one automaton, and a document is scanned once. A needle seen makes its
line a candidate; the candidate is then checked exactly, by the trigger's own regular expression on that line. So the
scanner may see too much but never decides: hyperscan and the slower search that stands in for it where it has no wheel
give the same hits by construction.

The automaton reads the folded text as Latin-1, a byte a code point, other characters as `?`: its offsets are the text's.
"""

from __future__ import annotations

import contextlib
import importlib
import marshal
import os
import re
import sys
import tempfile
import threading
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from lint_rules import phrases as phrase_lists
from lint_rules.document import EDGE, Document, Line, fold_numbers
from lint_rules.finding import Span
from lint_rules.rule import PHRASE_GAP, Anchor, Hit, PhraseList, Trigger, expanded
from lint_rules.version import __version__

if TYPE_CHECKING:
    from hyperscan import Database

KEPT = 16  # compiled rule sets that the cache holds: one for each set of rules and phrases lately used
_FORMAT = 4  # of what the cache holds
_DIGEST_BYTES = 16
LONGEST_BOUNDED = 6  # characters of a needle that is looked for with its word bounds: a tenth of them, which are seen most
_EDGE_CLASS = f"[{re.escape(EDGE)}]*"
_NUMBER = r"\d(?:[\d.,]*\d)?(?: ?[km](?!\w))?"
_DIGIT = re.compile(r"\d")

Candidates = Iterable[tuple[int, int]]
"""Pairs of a needle's number and the offset at which it ends."""


class Prescan:
    """All triggers of a rule set, ready to scan.

    `sources` are triggers and phrase lists; a hit names the one it comes from by its position. `backend` is `hyperscan`,
    `search`, or None for the best at hand. What is compiled is kept in the folder `cache` (None: nowhere), under a name
    that changes with everything it was made from. `digest` names the content of all triggers.
    """

    def __init__(self, sources: Sequence[Trigger | PhraseList], *, backend: str | None = None, cache: Path | None = None) -> None:
        hyperscan = _hyperscan(backend)
        key = _key(sources, hyperscan)
        compiled = _read_cache(cache, key)
        if compiled is None:
            compiled = _compile(sources, hyperscan)
            _write_cache(cache, key, compiled)
        self.digest = compiled.digest
        self._literal: dict[str, _Listed | _Ready] = dict(compiled.literal)
        self._numbered: dict[str, _Listed | _Ready] = dict(compiled.numbered)
        self._phrases, self._kinds = compiled.phrases, compiled.kinds
        # Made at the first candidate, as triggers are.
        self._needles: list[_Needle | None] = [None] * len(compiled.phrases)
        self._find: Callable[[str, Sequence[Line]], Candidates]
        if hyperscan is not None and compiled.automaton:
            self._find = _HyperscanScanner(hyperscan, hyperscan.loadb(compiled.automaton, hyperscan.HS_MODE_BLOCK))
        else:
            self._find = _SearchScanner(list(map(_as_trigger, compiled.phrases, compiled.kinds)))

    def scan(self, doc: Document) -> list[Hit]:
        """Return the hits of all triggers in text order."""
        lines = doc.lines
        if not lines:
            return []
        literal, numbered = self._literal, self._numbered
        hits = [
            Hit(trigger, line.span, line, source)
            for line in lines
            if line.key in literal
            for trigger, source in _ready(literal, line.key)
        ]
        for line in [line for line in lines if _DIGIT.search(line.key)]:
            phrase = fold_numbers(line.key)
            if phrase in numbered:
                hits += [Hit(trigger, line.span, line, source) for trigger, source in _ready(numbered, phrase)]
        if self._phrases:
            hits += self._scanned_hits(doc)
        hits.sort(key=_position)
        return hits

    def _scanned_hits(self, doc: Document) -> Iterator[Hit]:
        folded, lines, ends = doc.folded, doc.lines, doc.line_ends
        needles = self._needles
        seen: set[tuple[int, int]] = set()
        reach: dict[int, int] = {}
        length = len(folded)
        for number, end in self._find(folded, lines):
            needle = needles[number] or self._needle(number)
            trigger, source, pattern, size, word_first, word_last = needle
            # First, as that refuses most: does it end inside a word?
            if end < length and word_last and _in_word(folded[end]):
                continue
            if pattern is None:
                # A plain phrase is checked where it was seen.
                start = end - size
                if start > 0 and word_first and _in_word(folded[start - 1]):
                    continue
                index = bisect_left(ends, end)
                # Of occurrences that overlap, the first counts.
                if index < len(ends) and start >= reach.get(number, 0) and _stands(trigger, folded, start, end, lines[index]):
                    reach[number] = end
                    yield Hit(trigger, Span(start, end), lines[index], source)
                continue
            index = bisect_left(ends, end)
            if index < len(ends) and (number, index) not in seen:
                seen.add((number, index))
                for match in _matches(trigger, pattern, folded, lines[index]):
                    yield Hit(trigger, Span(*match.span(1)), lines[index], source)

    def _needle(self, number: int) -> _Needle:
        kind, phrase = self._kinds[number], self._phrases[number]
        trigger = _as_trigger(phrase, kind)
        pattern = None if _is_plain(trigger) else expression(trigger)
        # A pattern may not end inside a word, and all its ends are seen. What is seen of a phrase with gaps is one piece of it.
        word_last = phrase[-1].isalnum() if pattern is None else trigger.anchor is Anchor.PATTERN
        needle = _Needle(trigger, kind[-1], pattern, len(phrase), phrase[0].isalnum(), word_last)
        self._needles[number] = needle
        return needle


_Listed = tuple[tuple[Any, ...], ...]
"""The triggers of one phrase as a table holds them, each as (source, weak, language, literal_hash)."""

_Ready = list[tuple[Trigger, int]]
"""The triggers of one phrase, and where each is declared."""


def _ready(table: dict[str, _Listed | _Ready], phrase: str) -> _Ready:
    """Return the triggers of a phrase that is in a table. They are made when the phrase is first met: there are thousands, and
    documents bring up a few dozen.
    """
    listed = table[phrase]
    if isinstance(listed, tuple):
        listed = table[phrase] = [(Trigger(phrase, Anchor.LINE, *rest), source) for source, *rest in listed]
    return listed


class _Needle(NamedTuple):
    """A scanned trigger, ready to check: without a pattern where it is nothing but its words."""

    trigger: Trigger
    source: int
    pattern: re.Pattern[str] | None
    length: int
    word_first: bool
    word_last: bool


class _Compiled(NamedTuple):
    """All triggers in the form that a scan uses: plain values, so that they can be kept on disk.

    The tables hold the phrases that are looked up; what is scanned for is in `phrases`, and in `kinds` the (anchor, weak,
    language, literal_hash, source) of each. Of equal tuples there is one: thousands of phrases are of some hundred kinds, and
    a start reads them all.
    """

    digest: str
    literal: dict[str, _Listed]
    numbered: dict[str, _Listed]
    phrases: tuple[str, ...]
    kinds: tuple[tuple[Any, ...], ...]
    automaton: bytes


def _compile(sources: Sequence[Trigger | PhraseList], hyperscan: ModuleType | None) -> _Compiled:
    literal: dict[str, _Listed] = {}
    numbered: dict[str, _Listed] = {}
    scanned: list[Trigger] = []
    kinds: list[tuple[Any, ...]] = []
    shared: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    digest = blake2b(digest_size=_DIGEST_BYTES)
    for source, declared in enumerate(sources):
        for trigger in dict.fromkeys(expanded((declared,))):
            digest.update(f"{source} {trigger.anchor.name} {trigger.phrase} {trigger[2:]}\n".encode("utf-8", "surrogatepass"))
            counted = "#" in trigger.phrase and not trigger.literal_hash
            if trigger.anchor is not Anchor.LINE or "*" in trigger.phrase or (counted and _DIGIT.search(trigger.phrase)):
                scanned.append(trigger)
                kind = (trigger.anchor.name, trigger.weak, trigger.language, trigger.literal_hash, source)
                kinds.append(shared.setdefault(kind, kind))
            else:
                table = numbered if counted else literal
                entry = (source, trigger.weak, trigger.language, trigger.literal_hash)
                listed = (*table.get(trigger.phrase, ()), entry)
                table[trigger.phrase] = shared.setdefault(listed, listed)
    automaton = b""
    if hyperscan is not None and scanned:
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        expressions = [_as_latin1(_needle(trigger)) for trigger in scanned]
        database.compile(expressions=expressions, ids=list(range(len(expressions))), flags=0)
        automaton = hyperscan.dumpb(database)
    phrases = tuple([trigger.phrase for trigger in scanned])
    return _Compiled(digest.hexdigest(), literal, numbered, phrases, tuple(kinds), automaton)


def _as_trigger(phrase: str, kind: tuple[Any, ...]) -> Trigger:
    anchor, weak, language, literal_hash, _ = kind
    return Trigger(phrase, Anchor[anchor], weak, language, literal_hash)


def _stands(trigger: Trigger, folded: str, start: int, end: int, line: Line) -> bool:
    """Tell whether the words at start..end of a line are the phrase and stand where its anchor wants them."""
    if start < line.start or not folded.startswith(trigger.phrase, start):
        return False
    if trigger.anchor is Anchor.START:
        return start == line.start or (folded[line.start] in EDGE and not folded[line.start : start].strip(EDGE))
    if trigger.anchor is Anchor.END:
        return end == line.end or (folded[line.end - 1] in EDGE and not folded[end : line.end].strip(EDGE))
    return True


def _in_word(character: str) -> bool:
    # What `\w` matches.
    return character.isalnum() or character == "_"


def _matches(trigger: Trigger, pattern: re.Pattern[str], folded: str, line: Line) -> Iterable[re.Match[str]]:
    if trigger.anchor is Anchor.START or trigger.anchor is Anchor.LINE:
        match = pattern.match(folded, line.start, line.end)
        return (match,) if match else ()
    return pattern.finditer(folded, line.start, line.end)


def _position(hit: Hit) -> tuple[Span, str]:
    return hit.span, hit.trigger.phrase


def expression(trigger: Trigger) -> re.Pattern[str]:
    """Return the regular expression that decides whether a folded line holds a trigger; its group 1 is the hit's span."""
    if trigger.anchor is Anchor.PATTERN:
        return re.compile(rf"(?<!\w)((?a:{trigger.phrase}))(?!\w)")
    body = "".join(_piece(trigger, piece) for piece in re.split(r"([*#])", trigger.phrase) if piece)
    first, last = trigger.phrase[:1], trigger.phrase[-1:]
    bounded = (r"(?<!\w)" if first.isalnum() or first == "#" else "") + f"({body})" + (r"(?!\w)" if last.isalnum() else "")
    match trigger.anchor:
        case Anchor.LINE:
            return re.compile(f"{_EDGE_CLASS}{bounded}{_EDGE_CLASS}$")
        case Anchor.START:
            return re.compile(_EDGE_CLASS + bounded)
        case Anchor.END:
            return re.compile(f"{bounded}{_EDGE_CLASS}$")
        case _:
            return re.compile(bounded)


def _piece(trigger: Trigger, piece: str) -> str:
    if piece == "*":
        return f".{{0,{PHRASE_GAP}}}?"
    if piece == "#" and not trigger.literal_hash:
        return _NUMBER
    return re.escape(piece)


def _is_plain(trigger: Trigger) -> bool:
    """Tell whether a trigger is nothing but its words, so that where it was seen it can only stand or not."""
    wild = "*" in trigger.phrase or ("#" in trigger.phrase and not trigger.literal_hash)
    return trigger.anchor is not Anchor.PATTERN and not wild


def _literals(trigger: Trigger) -> list[str]:
    """Return the stretches of a phrase between its wildcards, in order."""
    return [piece for piece in re.split(r"\*" if trigger.literal_hash else r"[*#]", trigger.phrase) if piece]


def _needle(trigger: Trigger) -> str:
    """Return what the automaton looks for: never less than the trigger itself matches, and ending where a plain one ends.

    Mostly literals: thousands of expressions with word bounds or gaps take seconds to compile. The few that are so short that
    they stand inside other words are looked for with their bounds.
    """
    if trigger.anchor is Anchor.PATTERN:
        return f"(?:^|[^a-z0-9_])(?:{trigger.phrase})"
    literal = max(_literals(trigger), key=len)
    if len(literal) > LONGEST_BOUNDED or not _is_plain(trigger):
        return re.escape(literal)
    # The automaton knows ASCII words: where it sees a bound in excess, the check that follows sees none.
    before, after = (r"\b" if edge.isascii() and edge.isalnum() else "" for edge in (literal[0], literal[-1]))
    return before + re.escape(literal) + after


class _SearchScanner:
    """Finds each needle by itself: no compiled automaton, no platform limits, slower by the number of needles."""

    def __init__(self, triggers: Sequence[Trigger]) -> None:
        self._literals: list[tuple[int, str]] = []
        self._patterns: list[tuple[int, re.Pattern[str]]] = []
        for number, trigger in enumerate(triggers):
            if trigger.anchor is Anchor.PATTERN:
                self._patterns.append((number, expression(trigger)))
            else:
                self._literals.append((number, max(_literals(trigger), key=len)))

    def __call__(self, folded: str, lines: Sequence[Line]) -> Candidates:
        for number, literal in self._literals:
            start = folded.find(literal)
            while start >= 0:
                yield number, start + len(literal)
                start = folded.find(literal, start + 1)
        for number, pattern in self._patterns:
            for line in lines:
                match = pattern.search(folded, line.start, line.end)
                if match:
                    yield number, match.end()


class _HyperscanScanner:
    """One automaton for all needles. Each thread has its own scratch space."""

    def __init__(self, hyperscan: ModuleType, database: Database) -> None:
        self._hyperscan = hyperscan
        self._database = database
        self._local = threading.local()

    def __call__(self, folded: str, lines: Sequence[Line]) -> Candidates:  # noqa: ARG002 - it needs no lines
        found: list[tuple[int, int]] = []
        append = found.append

        def seen(number: int, start: int, end: int, flags: int, context: object) -> None:  # noqa: ARG001 - the library's form
            append((number, end))

        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = self._hyperscan.Scratch(self._database)
        self._database.scan(folded.encode("latin-1", "replace"), match_event_handler=seen, scratch=scratch)
        return found


def _as_latin1(needle: str) -> bytes:
    r"""Return a needle as the automaton reads the text: other characters as `?`, those above ASCII as `\xHH`."""
    if needle.isascii():
        return needle.encode("ascii")
    encoded = re.sub(r"[^\x00-\xff]", r"\\?", needle).encode("latin-1")
    return b"".join(b"\\x%02x" % byte if byte > 0x7F else bytes((byte,)) for byte in encoded)


def _hyperscan(backend: str | None) -> ModuleType | None:
    """Return the module, None where the slower search is wanted or hyperscan is not to be had."""
    if backend not in (None, "hyperscan", "search"):
        raise ValueError(f"no prescan backend {backend!r}")
    if backend == "search":
        return None
    try:
        return importlib.import_module("hyperscan")
    except ImportError:
        if backend == "hyperscan":
            raise
        return None


def cache_folder() -> Path | None:
    """Return where what is compiled is kept: `SCRAPELINT_CACHE_DIR`, else the user's cache folder; None (keep nothing)
    where the variable is empty.
    """
    configured = os.environ.get("SCRAPELINT_CACHE_DIR")
    if configured is not None:
        return Path(configured) if configured else None
    from platformdirs import user_cache_path

    return user_cache_path("scrapelint", appauthor=False)


def _key(sources: Sequence[Trigger | PhraseList], hyperscan: ModuleType | None) -> str:
    """Return a name for what is compiled: it changes with the declarations, the phrase files, the versions and the CPU."""
    digest = blake2b(
        f"{_FORMAT} {__version__} {sys.implementation.cache_tag} {marshal.version}".encode(), digest_size=_DIGEST_BYTES
    )
    if hyperscan is not None:
        # The description of a compiled database names the version and the CPU features that it was made for.
        probe = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        probe.compile(expressions=[b"a"], ids=[0], flags=0)
        digest.update(str(probe.info()).encode())
    for source in sources:
        digest.update(f"{source!r}\n".encode("utf-8", "backslashreplace"))
    for stamp in phrase_lists.stamps():
        digest.update(stamp.encode())
    return digest.hexdigest()


def _read_cache(cache: Path | None, key: str) -> _Compiled | None:
    if cache is None:
        return None
    try:
        content = (cache / f"{key}.prescan").read_bytes()
    except OSError:
        return None
    digest, payload = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    if blake2b(payload, digest_size=_DIGEST_BYTES).digest() != digest:
        return None
    # What this package wrote, whole as its digest says, into the user's own folder.
    return _Compiled(*marshal.loads(payload))  # noqa: S302


def _write_cache(cache: Path | None, key: str, compiled: _Compiled) -> None:
    if cache is None:
        return
    payload = marshal.dumps(tuple(compiled))
    # A cache that cannot be written costs time, nothing else.
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=cache)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(blake2b(payload, digest_size=_DIGEST_BYTES).digest() + payload)
            Path(name).replace(cache / f"{key}.prescan")
        except OSError:
            Path(name).unlink()
            raise
        for old in sorted(cache.glob("*.prescan"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            old.unlink()
