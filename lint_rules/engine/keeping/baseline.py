"""What was found before and is to fail nothing: a multiset of lines, by which findings are told old from new.

An entry stands for a line of text with what one rule said of it, and says how often a document may have it: the most that
any one document had. So pages can be judged one by one, in any order and by any number of processes.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple
from zlib import crc32

from lint_rules.engine.keeping.baseline_file import Entry, File, Scope, document_key, excerpt, folder_of, number_of, place_of
from lint_rules.finding import Diagnostic, Result, Source
from lint_rules.reports.wording import percent, plural

_BREAKS = re.compile(r"\r\n|\r|\n")
NEAR = 5000  # characters before and after a finding within which the lines beside it are sought, to be shown
_COUNT_BITS = 32
_COUNT_MASK = (1 << _COUNT_BITS) - 1

Place = tuple[Scope, str]
"""What entries hold for: a document or a host by its name, or everything."""


class Baseline:
    """The entries of a file as numbers, sixteen bytes each, found by bisection. Nothing of their words is kept.

    `total` counts the entries that stand for findings, `audited` those of them of which a person has said what they are;
    `digest` changes with the file. Raises ConfigError, naming file and line, where the file is not what was written.
    """

    def __init__(self, file: File) -> None:
        self.path = file.path
        self.scope = file.scope
        self.total = self.audited = 0
        self._base = folder_of(file.path)
        packed: list[int] = []
        last, place, digest = b"", 0, 0
        for _, _, front, fingerprint, times, edges, audited, check in file.raw():
            if front != last:
                last, place = front, file.place(front)
            packed.append(_packed(place ^ fingerprint, times, edges))
            digest = crc32(check, digest)
            self.total += times > 0
            self.audited += audited and times > 0
        self.digest = f"{digest:08x}"
        self._keep(packed)
        if any(first == second for first, second in pairwise(self._numbers)):
            self._keep(self._joined(File(file.path)))

    def _keep(self, packed: list[int]) -> None:
        packed.sort()
        self._numbers = array("Q", (each >> 2 * _COUNT_BITS for each in packed))
        self._counts = array("I", (each >> _COUNT_BITS & _COUNT_MASK for each in packed))
        self._edges = array("I", (each & _COUNT_MASK for each in packed))

    def _joined(self, file: File) -> list[int]:
        """Return the entries of a file in which some stand twice, as after a merge, and count each once."""
        entries = file.entries()
        self.total = sum(entry.times > 0 for entry in entries)
        self.audited = sum(entry.times > 0 and entry.audit is not None for entry in entries)
        return [
            _packed(number_of(entry.kind, entry.key) ^ int(entry.fingerprint, 16), entry.times, entry.edges) for entry in entries
        ]

    @classmethod
    def opened(cls, path: str) -> Baseline:
        """Return the baseline in a file. Raises ConfigError, naming file and line, where it cannot be used."""
        return cls(File(path))

    def audits(self) -> str:
        """Return in words how much of it nobody has looked at."""
        open_ = self.total - self.audited
        share = f" ({percent(open_, self.total)})" if self.total else ""
        return f"{open_:,} of {plural(self.total, 'line')}{share} not audited (scrapelint baseline audit)"

    def marked(self, source: Source, diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Return the findings of one document, those marked as known that stand in the baseline.

        A finding is known where each of its lines has an entry that no other finding of the document has used up. Of several
        lines, as many as have one may be such that stood beside a finding before, so that a span may grow over them.
        """
        if not diagnostics:
            return ()
        place = number_of(*place_of(source, self.scope, self._base))
        used: dict[int, int] = {}
        used_edges: dict[int, int] = {}
        return tuple(
            diagnostic._replace(known=True) if self._takes(place, _names(diagnostic), used, used_edges) else diagnostic
            for diagnostic in diagnostics
        )

    def _takes(self, place: int, names: Sequence[str], used: dict[int, int], used_edges: dict[int, int]) -> bool:
        """Tell whether all lines of a finding have entries that are not used up, and if so use them."""
        lines: dict[int, int] = {}
        edges: dict[int, int] = {}
        for name in names:
            number = place ^ int(name, 16)
            times, beside = self._entry(number)
            if used.get(number, 0) + lines.get(number, 0) < times:
                lines[number] = lines.get(number, 0) + 1
            elif used_edges.get(number, 0) + edges.get(number, 0) < beside:
                edges[number] = edges.get(number, 0) + 1
            else:
                return False
        if edges and sum(edges.values()) > sum(lines.values()):
            return False
        for number, count in lines.items():
            used[number] = used.get(number, 0) + count
        for number, count in edges.items():
            used_edges[number] = used_edges.get(number, 0) + count
        return True

    def _entry(self, number: int) -> tuple[int, int]:
        """Return how often a document may have a line, in a finding and beside one."""
        index = bisect_left(self._numbers, number)
        if index < len(self._numbers) and self._numbers[index] == number:
            return self._counts[index], self._edges[index]
        return 0, 0


class Gathered:
    """The lines of findings as results pass by, for a new baseline or to hold an old one against.

    `base` is the folder of the baseline; `text` says whether entries show words of the documents. What entries come of it does
    not depend on the order of the results, nor on how often each is added. `housed` and `homeless` count the documents whose host
    is known, and the others.
    """

    def __init__(self, scope: Scope, base: str, *, text: bool = True) -> None:
        self.scope = scope
        self.housed = self.homeless = 0
        self._base = base
        self._text = text
        self._entries: dict[tuple[Scope, str, str], _Line] = {}
        self._places: set[int] = set()

    def add(self, result: Result, text: str | None = None) -> None:
        """Count the lines of one document that was judged; `text` is what was read, where that is known."""
        source = result.source
        kind, key = place_of(source, self.scope, self._base)
        self._places.add(number_of(kind, key))
        self.housed += source.host is not None
        self.homeless += source.host is None
        if not result.diagnostics:
            return
        counts: Counter[str] = Counter()
        edges: Counter[str] = Counter()
        words: dict[str, str] = {}
        codes: dict[str, str] = {}
        for diagnostic in result.diagnostics:
            names = _names(diagnostic)
            counts.update(names)
            edges.update(diagnostic.edges)
            codes.update(dict.fromkeys((*names, *diagnostic.edges), diagnostic.finding.code))
            if self._text:
                for name, said in _words(diagnostic, text):
                    words[name] = max(words.get(name, ""), said, key=_worth_showing)
        example = "" if kind is Scope.DOCUMENT else document_key(source, self._base)
        for name, code in codes.items():
            line = _Line(code, words.get(name, ""), counts[name], edges[name], example)
            held = self._entries.setdefault((kind, key, name), line)
            if held is not line:
                held.join(line)

    def merge(self, other: Gathered) -> None:
        """Add what was counted elsewhere, in the same scope."""
        self._places |= other._places
        self.housed += other.housed
        self.homeless += other.homeless
        for identity, line in other._entries.items():
            held = self._entries.setdefault(identity, line)
            if held is not line:
                held.join(line)

    def saw(self, place: Place) -> bool:
        """Tell whether there was a document of a place."""
        return number_of(*place) in self._places

    def find(self, entry: Entry) -> Entry | None:
        """Return what was counted of the line of an entry, None where there was none."""
        held = self._entries.get(entry.identity)
        return None if held is None else held.entry(*entry.identity)

    def entries(self) -> Iterator[Entry]:
        """Return what was counted."""
        return (held.entry(*identity) for identity, held in self._entries.items())


class _Line:
    """What is counted of one line."""

    __slots__ = ("code", "edges", "example", "line", "times")

    def __init__(self, code: str, line: str, times: int, edges: int, example: str) -> None:
        self.code = code
        self.line = line
        self.times = times
        self.edges = edges
        self.example = example

    def entry(self, kind: Scope, key: str, fingerprint: str) -> Entry:
        """Return it as an entry."""
        return Entry(kind, key, self.code, self.line, fingerprint, self.times, self.edges, self.example)

    def join(self, other: _Line) -> None:
        """Take in what another document has of the line: of words and examples the same whichever comes first."""
        # The example shows a finding, where there is one.
        self.example = min((not self.times, self.example), (not other.times, other.example))[1]
        self.line = max(self.line, other.line, key=_worth_showing)
        self.times = max(self.times, other.times)
        self.edges = max(self.edges, other.edges)


class Change(NamedTuple):
    """What became of a baseline, in entries that stand for findings.

    `kept` as they were, `lowered` in their count, `dropped` because no finding has them any more, `added`, and `new` lines
    that were not added; `unseen` of documents or hosts that are not among the inputs, `unasked` of rules that did not judge:
    both are left as they are.
    """

    kept: int = 0
    lowered: int = 0
    dropped: int = 0
    added: int = 0
    new: int = 0
    unseen: int = 0
    unasked: int = 0

    @property
    def is_any(self) -> bool:
        """Whether the baseline is another than before."""
        return bool(self.lowered or self.dropped or self.added)


def updated(
    entries: Iterable[Entry], found: Gathered, *, asked: Callable[[str], bool], add: bool = False, prune: bool = False
) -> tuple[list[Entry], Change]:
    """Return a baseline as it is after a look at what there is now, and what became of it.

    It only shrinks: what is found no longer is dropped, what is found less often counts less. With `add` what is found and
    does not stand there is added too. `asked` tells of a code whether its rule judged; entries of others, and of documents or
    hosts that were not seen, are kept; with `prune` the latter are dropped.
    """
    made: list[Entry] = []
    counts: Counter[str] = Counter()
    held: set[tuple[Scope, str, str]] = set()
    for entry in entries:
        held.add(entry.identity)
        now = found.find(entry)
        after = entry
        if not asked(entry.code):
            became = "unasked"
        elif not prune and not found.saw((entry.kind, entry.key)):
            became = "unseen"
        else:
            after = _lowered(entry, now, add=add)
            became = _became(entry.times, after.times)
        counts[became] += bool(entry.times or after.times)
        if after.times or after.edges:
            made.append(after)
        if now is not None and not add:
            counts["new"] += now.times > entry.times
    further = [entry for entry in found.entries() if entry.identity not in held]
    counts["added" if add else "new"] += sum(bool(entry.times) for entry in further)
    return made + (further if add else []), Change(**counts)


def _became(before: int, after: int) -> str:
    """Return what became of an entry, as `Change` calls it, by its counts."""
    if after == before:
        return "kept"
    return "added" if after > before else "lowered" if after else "dropped"


def _lowered(entry: Entry, found: Entry | None, *, add: bool) -> Entry:
    """Return an entry as it is after a look at what a document has of its line now."""
    times, edges = (found.times, found.edges) if found else (0, 0)
    if found and not entry.line:
        entry = entry._replace(line=found.line)
    if add:
        return entry._replace(times=times, edges=edges)
    lower = min(entry.times, times)
    # A line may stand beside a finding today and in it tomorrow, or the other way round: together they are no more than before.
    return entry._replace(times=lower, edges=min(entry.times + entry.edges, times + edges) - lower)


def _packed(number: int, times: int, edges: int) -> int:
    """Return an entry as one number, by which entries are sorted."""
    return number << 2 * _COUNT_BITS | times << _COUNT_BITS | edges


def _names(diagnostic: Diagnostic) -> tuple[str, ...]:
    """Return the fingerprints of all lines of a finding."""
    return diagnostic.lines or (diagnostic.fingerprint,)


def _words(diagnostic: Diagnostic, text: str | None) -> Iterator[tuple[str, str]]:
    """Yield the lines of a finding, and those beside it, with the words to show.

    Without the text only those of the first lines are known, which results hold; of a line on which several things may be
    found, the words of the finding are shown.
    """
    if not diagnostic.lines:
        yield diagnostic.fingerprint, excerpt(diagnostic.text)
    elif text is None:
        yield from zip(diagnostic.lines, map(excerpt, _filled(diagnostic.text)), strict=False)
    else:
        start, end = diagnostic.finding.span
        first = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
        match = _BREAKS.search(text, max(start, end - 1))
        last = match.start() if match else len(text)
        yield from zip(diagnostic.lines, map(excerpt, _filled(text[first:last])), strict=False)
        beside = (_filled(text[max(0, first - NEAR) : first])[-1:], _filled(text[last : last + NEAR])[:1])
        yield from zip(diagnostic.edges, map(excerpt, chain(*beside)), strict=False)


def _filled(text: str) -> list[str]:
    """Return the lines of a text that are not blank."""
    return [line for line in _BREAKS.split(text) if line.strip()]


def _worth_showing(line: str) -> tuple[int, str]:
    """Return by what, of words for one line, those to show are chosen: the longest, for others are cut."""
    return len(line), line
