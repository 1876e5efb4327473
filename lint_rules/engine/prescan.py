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
import os
import re
import tempfile
import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from lint_rules.document import EDGE, Document, Line, fold_numbers
from lint_rules.finding import Span
from lint_rules.rule import PHRASE_GAP, Anchor, Hit, Trigger

if TYPE_CHECKING:
    from hyperscan import Database

_DIGEST_BYTES = 16
_EDGE_CLASS = f"[{re.escape(EDGE)}]*"
_NUMBER = r"\d(?:[\d.,]*\d)?(?: ?[km](?!\w))?"
_DIGIT = re.compile(r"\d")

Candidates = Iterable[tuple[int, int]]
"""Pairs of a needle's number and the offset at which it ends."""


class Prescan:
    """All triggers of a rule set, ready to scan. `backend` is `hyperscan`, `search`, or None for the best at hand."""

    def __init__(self, triggers: Sequence[Trigger], *, backend: str | None = None, cache: Path | None = None) -> None:
        self._literal: dict[str, list[Trigger]] = defaultdict(list)
        self._numbered: dict[str, list[Trigger]] = defaultdict(list)
        scanned: list[Trigger] = []
        for trigger in dict.fromkeys(triggers):
            counted = "#" in trigger.phrase and not trigger.literal_hash
            if trigger.anchor is not Anchor.LINE or "*" in trigger.phrase or (counted and _DIGIT.search(trigger.phrase)):
                scanned.append(trigger)
            elif counted:
                self._numbered[trigger.phrase].append(trigger)
            else:
                self._literal[trigger.phrase].append(trigger)
        self._scanned = tuple(scanned)
        # Compiled at the first candidate: there are thousands, and a document brings up a few dozen.
        self._expressions: list[re.Pattern[str] | None] = [None] * len(scanned)
        self._plain = [_is_plain(trigger) for trigger in scanned]
        self._find = _scanner(scanned, backend, cache)

    def scan(self, doc: Document) -> list[Hit]:
        """Return the hits of all triggers in text order."""
        hits: list[Hit] = []
        literal, numbered = self._literal, self._numbered
        lines = doc.lines
        for line in lines:
            key = line.key
            found = literal.get(key)
            if found:
                hits += [Hit(trigger, line.span, line) for trigger in found]
            if numbered and _DIGIT.search(key):
                found = numbered.get(fold_numbers(key))
                if found:
                    hits += [Hit(trigger, line.span, line) for trigger in found]
        if self._scanned and lines:
            hits += self._scanned_hits(doc.folded, lines)
        hits.sort(key=_position)
        return hits

    def _scanned_hits(self, folded: str, lines: Sequence[Line]) -> Iterator[Hit]:
        ends = [line.end for line in lines]
        seen: set[tuple[int, int]] = set()
        reach: dict[int, int] = {}
        length = len(folded)
        for needle, end in self._find(folded):
            trigger = self._scanned[needle]
            if self._plain[needle]:
                # A plain phrase is checked where it was seen: first, as that refuses most, whether it stands inside a word.
                phrase = trigger.phrase
                start = end - len(phrase)
                if end < length and phrase[-1].isalnum() and _in_word(folded[end]):
                    continue
                if start and phrase[0].isalnum() and _in_word(folded[start - 1]):
                    continue
                index = bisect_left(ends, end)
                # Of occurrences that overlap, the first counts.
                if index < len(ends) and start >= reach.get(needle, 0) and _stands(trigger, folded, start, end, lines[index]):
                    reach[needle] = end
                    yield Hit(trigger, Span(start, end), lines[index])
                continue
            index = bisect_left(ends, end)
            if index < len(ends) and (needle, index) not in seen:
                seen.add((needle, index))
                for match in _matches(trigger, self._expression(needle), folded, lines[index]):
                    yield Hit(trigger, Span(*match.span(1)), lines[index])

    def _expression(self, needle: int) -> re.Pattern[str]:
        compiled = self._expressions[needle]
        if compiled is None:
            compiled = self._expressions[needle] = expression(self._scanned[needle])
        return compiled


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


def _position(hit: Hit) -> tuple[int, int, str]:
    return hit.span.start, hit.span.end, hit.trigger.phrase


def expression(trigger: Trigger) -> re.Pattern[str]:
    """Return the regular expression that decides whether a folded line holds a trigger; its group 1 is the hit's span."""
    if trigger.anchor is Anchor.PATTERN:
        return re.compile(rf"(?<!\w)({trigger.phrase})(?!\w)", re.ASCII)
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

    Only literals and the few patterns: thousands of expressions with word bounds or gaps take seconds to compile.
    """
    return trigger.phrase if trigger.anchor is Anchor.PATTERN else re.escape(max(_literals(trigger), key=len))


def _scanner(triggers: Sequence[Trigger], backend: str | None, cache: Path | None) -> Callable[[str], Candidates]:
    if backend not in (None, "hyperscan", "search"):
        raise ValueError(f"no prescan backend {backend!r}")
    if not triggers:
        return lambda folded: ()
    if backend != "search":
        try:
            import hyperscan
        except ImportError:
            if backend == "hyperscan":
                raise
        else:
            return _HyperscanScanner(hyperscan, tuple(map(_needle, triggers)), cache)
    return _SearchScanner(triggers)


class _SearchScanner:
    """Finds each needle by itself: no compiled automaton, no platform limits, slower by the number of needles."""

    def __init__(self, triggers: Sequence[Trigger]) -> None:
        self._literals: list[tuple[int, str]] = []
        self._patterns: list[tuple[int, re.Pattern[str]]] = []
        for number, trigger in enumerate(triggers):
            if trigger.anchor is Anchor.PATTERN:
                self._patterns.append((number, re.compile(trigger.phrase, re.ASCII)))
            else:
                self._literals.append((number, max(_literals(trigger), key=len)))

    def __call__(self, folded: str) -> Candidates:
        for number, literal in self._literals:
            start = folded.find(literal)
            while start >= 0:
                yield number, start + len(literal)
                start = folded.find(literal, start + 1)
        for number, pattern in self._patterns:
            for match in pattern.finditer(folded):
                yield number, match.end()


class _HyperscanScanner:
    """One automaton for all needles, kept on disk once compiled. Each thread has its own scratch space."""

    def __init__(self, hyperscan: ModuleType, needles: Sequence[str], cache: Path | None) -> None:
        self._hyperscan = hyperscan
        self._local = threading.local()
        expressions = [_as_latin1(needle) for needle in needles]
        key = self._key(expressions)
        stored = _read_cache(cache, key)
        if stored is not None:
            # Whatever is wrong with a kept automaton, compiling anew is right.
            with contextlib.suppress(Exception):
                self._database = hyperscan.loadb(stored, hyperscan.HS_MODE_BLOCK)
                return
        self._database = self._compile(expressions)
        _write_cache(cache, key, hyperscan.dumpb(self._database))

    def _compile(self, expressions: Sequence[bytes]) -> Database:
        database = self._hyperscan.Database(mode=self._hyperscan.HS_MODE_BLOCK)
        database.compile(expressions=expressions, ids=list(range(len(expressions))), flags=0)
        return database

    def _key(self, expressions: Sequence[bytes]) -> str:
        # The description of a compiled database names the version and the CPU features that it was made for.
        digest = blake2b(str(self._compile([b"a"]).info()).encode(), digest_size=_DIGEST_BYTES)
        digest.update(b"\n".join(expressions))
        return digest.hexdigest()

    def __call__(self, folded: str) -> Candidates:
        found: list[tuple[int, int]] = []
        append = found.append

        def seen(number: int, start: int, end: int, flags: int, context: object) -> None:
            append((number, end))

        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = self._hyperscan.Scratch(self._database)
        self._database.scan(folded.encode("latin-1", "replace"), match_event_handler=seen, scratch=scratch)
        return found


def _as_latin1(needle: str) -> bytes:
    """Return a needle as the automaton reads the text: other characters as `?`, those above ASCII as `\\xHH`."""
    if needle.isascii():
        return needle.encode("ascii")
    encoded = re.sub(r"[^\x00-\xff]", r"\\?", needle).encode("latin-1")
    return b"".join(b"\\x%02x" % byte if byte > 0x7F else bytes((byte,)) for byte in encoded)


def cache_folder() -> Path | None:
    """Return where compiled automata are kept: `SCRAPELINT_CACHE_DIR`, else the user's cache folder; None (keep nothing)
    where the variable is empty."""
    configured = os.environ.get("SCRAPELINT_CACHE_DIR")
    if configured is not None:
        return Path(configured) if configured else None
    from platformdirs import user_cache_path

    return user_cache_path("scrapelint", appauthor=False)


def _read_cache(cache: Path | None, key: str) -> bytes | None:
    if cache is None:
        return None
    try:
        content = (cache / f"{key}.db").read_bytes()
    except OSError:
        return None
    digest, payload = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    return payload if blake2b(payload, digest_size=_DIGEST_BYTES).digest() == digest else None


def _write_cache(cache: Path | None, key: str, payload: bytes) -> None:
    if cache is None:
        return
    # A cache that cannot be written costs time, nothing else.
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=cache)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(blake2b(payload, digest_size=_DIGEST_BYTES).digest() + payload)
            os.replace(name, cache / f"{key}.db")
        except OSError:
            os.unlink(name)
            raise
