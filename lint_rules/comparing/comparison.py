"""Two scrapes to one answer: what became of documents, hosts and rules, and whether it is a regression."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from lint_rules.comparing.entry import Entry, Found
from lint_rules.comparing.hosts import PAGES_SAMPLED, Counts, Figures, Host, NewLines, Tested, lost_documents, new_lines, told
from lint_rules.comparing.limits import ALWAYS_BY_CHANCE, HALVED, NEW_LINE_PAGES, PAIRED_SHARE, By, Limits
from lint_rules.comparing.pairs import Pair, State, paired
from lint_rules.comparing.statistics import as_few
from lint_rules.comparing.store import HostCount, Side, Store
from lint_rules.engine.limits import exceeds, in_words
from lint_rules.finding import Source
from lint_rules.reports.wording import percent, plural

EXAMPLES: Final = 3  # findings of a rule that are quoted


class Example(NamedTuple):
    """A finding that one side lacks: its words, and its document."""

    words: str
    source: Source


class Rule(NamedTuple):
    """What a rule found on both sides: findings, and documents with one. `appeared` and `gone` are findings of documents on both
    sides that one of them lacks, with examples of those that appeared.
    """

    code: str
    rule: str
    findings: tuple[int, int]
    documents: tuple[int, int]
    appeared: int
    gone: int
    examples: tuple[Example, ...]


class Documents(NamedTuple):
    """What became of the documents: those on both sides by state, and how many are on one side alone; the worse ones listed
    worst first, the better ones best first, the others in their order, as many of each as were asked for.
    """

    states: Counter[State]
    kinds: Counter[str]
    vanished: int
    appeared: int
    lost: int
    gained: int
    unit: str
    worse: list[Pair]
    better: list[Pair]
    listed_vanished: list[Source]
    listed_appeared: list[Source]


class Comparison(NamedTuple):
    """What two scrapes come to. `documents` is None where hosts alone are compared; `reasons` say why it is a regression, in
    words with the numbers that decided; `remarks` are the same of what passed. `unjudged` says what of the inputs could not be
    judged, and `lacks` that this is more than may be.
    """

    limits: Limits
    paired: int
    old: Figures
    new: Figures
    documents: Documents | None
    hosts: list[Host]
    rules: list[Rule]
    reasons: tuple[str, ...]
    remarks: tuple[str, ...]
    unjudged: tuple[str, ...] = ()
    lacks: bool = False

    @property
    def regressed(self) -> bool:
        """Whether the new scrape is worse than it may be."""
        return bool(self.reasons)

    @property
    def incomplete(self) -> bool:
        """Whether not all could be judged, or nothing could be told: no documents pair, and no host has enough of them."""
        return self.lacks or (self.documents is None and not any(host.compared or host.worse for host in self.hosts))

    @property
    def word(self) -> str:
        """The answer in one word."""
        return "REGRESSED" if self.regressed else "INCOMPLETE" if self.incomplete else "passed"

    def sentence(self) -> str:
        """Return the last line of a run, such as `compare: REGRESSED – 3 of 40 documents are worse (7.5 %): 2 failing now,
        1 with more than 5 % of the text lost`.
        """
        return f"compare: {self.word} – {'; '.join([*(self.reasons or self.remarks), *self.unjudged])}"


def compare(store: Store, limits: Limits, *, most: int = 0) -> Comparison:
    """Return what becomes of the old side on the new one. `most` is how many documents of each kind are listed, 0 for all."""
    smaller = min(store.count(Side.OLD), store.count(Side.NEW))
    pairs = store.paired()
    by_document = limits.by is By.DOCUMENT or (limits.by is By.AUTO and pairs >= PAIRED_SHARE * smaller)
    tally = _Tally()
    documents = _documents(store, limits, tally, most) if by_document else None
    hosts = _hosts(store, limits, tally, paired=by_document)
    reasons, remarks = _verdict(documents, hosts, store, limits, pairs)
    old, new = (counts.figures() for counts in tally.counts)
    return Comparison(limits, pairs, old, new, documents, hosts, tally.rules(), reasons, remarks)


class _Tally:
    """Counts over all hosts."""

    def __init__(self) -> None:
        self.counts = (Counts(), Counts())
        self._findings: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        self._documents: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        self._appeared: Counter[str] = Counter()
        self._gone: Counter[str] = Counter()
        self._names: dict[str, str] = {}
        self._examples: dict[str, list[Example]] = defaultdict(list)

    def add(self, side: Side, entry: Entry) -> None:
        """Count a document of one side."""
        self.counts[side].add(entry)
        self._findings[side].update(each.code for each in entry.findings)
        self._documents[side].update({each.code for each in entry.findings})
        self._names.update((each.code, each.rule) for each in entry.findings)

    def add_pair(self, pair: Pair) -> None:
        """Count what became of the findings of a document."""
        self._appeared.update(each.code for each in pair.appeared)
        self._gone.update(each.code for each in pair.gone)
        for each in pair.appeared:
            self._quote(each, pair.new.source)

    def _quote(self, found: Found, source: Source) -> None:
        quoted = self._examples[found.code]
        if found.words and len(quoted) < EXAMPLES and all(found.words != other.words for other in quoted):
            quoted.append(Example(found.words, source))

    def rules(self) -> list[Rule]:
        """Return the rules, those first whose findings a document grew most."""
        rules = [
            Rule(
                code,
                name,
                (self._findings[0][code], self._findings[1][code]),
                (self._documents[0][code], self._documents[1][code]),
                self._appeared[code],
                self._gone[code],
                tuple(self._examples[code]),
            )
            for code, name in self._names.items()
        ]
        old, new = (max(1, len(counts.lengths)) for counts in self.counts)
        return sorted(rules, key=lambda rule: (rule.findings[0] / old - rule.findings[1] / new, rule.code))


class _Worst:
    """The pairs that rank highest, `most` of them (0: all); of equals the earlier."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._heap: list[tuple[tuple[float, ...], int, Pair]] = []
        self._count = 0

    def add(self, rank: tuple[float, ...], pair: Pair) -> None:
        """Take a pair; a larger rank comes first."""
        self._count += 1
        # What was compared need not be kept.
        slim = pair._replace(old=pair.old._replace(words=None, lines=None), new=pair.new._replace(words=None, lines=None))
        entry = (rank, -self._count, slim)
        if not self._most or len(self._heap) < self._most:
            heapq.heappush(self._heap, entry)
        elif entry[:2] > self._heap[0][:2]:
            heapq.heapreplace(self._heap, entry)

    def listed(self) -> list[Pair]:
        """Return the pairs, the highest rank first."""
        return [pair for _, _, pair in sorted(self._heap, key=lambda entry: entry[:2], reverse=True)]


def _documents(store: Store, limits: Limits, tally: _Tally, most: int) -> Documents:
    """Return what became of the documents."""
    states: Counter[State] = Counter()
    kinds: Counter[str] = Counter()
    units: set[str] = set()
    worse, better = _Worst(most), _Worst(most)
    lost = gained = 0
    for old, new in store.pairs():
        pair = paired(old, new, limits)
        states[pair.state] += 1
        tally.add_pair(pair)
        lost, gained = lost + pair.text.lost, gained + pair.text.gained
        units.add(pair.text.unit)
        if pair.state is State.WORSE:
            # A document that is worse in two ways is counted by the first.
            kinds[pair.reasons[0].kind] += 1
            worse.add((float(pair.is_failing_now), max(pair.drop, 100 * pair.text.share)), pair)
        elif pair.state is State.BETTER:
            better.add((float(pair.new.why is None and pair.old.why is not None), -pair.drop), pair)
    gone, vanished = _listed(store.unpaired(Side.OLD), most)
    come, appeared = _listed(store.unpaired(Side.NEW), most)
    unit = units.pop() if len(units) == 1 else "words and characters" if units else "words"
    return Documents(states, kinds, vanished, appeared, lost, gained, unit, worse.listed(), better.listed(), gone, come)


def _listed(entries: Iterator[Entry], most: int) -> tuple[list[Source], int]:
    """Return the first documents, and how many there are."""
    listed: list[Source] = []
    count = 0
    for count, entry in enumerate(entries, 1):
        if not most or count <= most:
            listed.append(entry.source)
    return listed, count


def _hosts(store: Store, limits: Limits, tally: _Tally, *, paired: bool) -> list[Host]:
    """Return all hosts, those that regressed first; those with few documents as one. Where documents are `paired`, their pages
    are the same on both sides, and a line that is new on many of them is no chance.
    """
    hosts = store.hosts()
    certain = {host: [reason] for host, reason in lost_documents(hosts).items()}
    lines = {each.host: _lines(store, each, limits, paired=paired) for each in hosts}
    if paired:
        for host, new in lines.items():
            if new is not None and new.found:
                certain.setdefault(host, []).append(new.reason())
    # By what both sides have together, so that which of them a host is counted under does not depend on how they differ.
    few = {each.host for each in hosts if each.old + each.new < 2 * limits.documents} - certain.keys()
    tested = [_tested(store, each, lines[each.host], limits, tally) for each in hosts if each.host not in few]
    if few:
        tested.append(_few(store, few, limits, tally))
    judged = [
        one.judged(together, [] if one.host.pooled else certain.get(one.host.name, []), limits)
        for one, together in zip(tested, told(tested, limits), strict=True)
    ]
    return sorted(judged, key=_order)


def _order(host: Host) -> tuple[bool, bool, int, bool, str]:
    size = host.old.documents + host.new.documents
    return not host.worse, bool(host.pooled), -size, host.name is None, host.name or ""


def _tested(store: Store, host: HostCount, lines: NewLines | None, limits: Limits, tally: _Tally) -> Tested:
    counts = _counted({side: store.of_host(side, host.host) for side in Side}, tally)
    return Tested(host.host, 0, counts, lines, limits)


def _few(store: Store, hosts: AbstractSet[str | None], limits: Limits, tally: _Tally) -> Tested:
    """Return the hosts with few documents as one."""
    fewer = 2 * limits.documents
    own = {side: (entry for entry in store.of_small_hosts(side, fewer) if entry.source.host in hosts) for side in Side}
    counts = _counted(own, tally)
    name, pooled = (next(iter(hosts)), 0) if len(hosts) == 1 else (None, len(hosts))
    return Tested(name, pooled, counts, None, limits)


def _counted(entries: Mapping[Side, Iterable[Entry]], tally: _Tally) -> tuple[Counts, Counts]:
    counts = (Counts(), Counts())
    for side in Side:
        for entry in entries[side]:
            counts[side].add(entry)
            tally.add(side, entry)
    return counts


def _lines(store: Store, host: HostCount, limits: Limits, *, paired: bool) -> NewLines | None:
    """Return the lines that are new on a host; None where there are too few pages to tell."""
    fewest = NEW_LINE_PAGES if paired else limits.documents
    if min(host.old, host.new) < fewest:
        return None
    old, new = (store.lines_of_host(side, host.host, PAGES_SAMPLED, paired=paired) for side in Side)
    return new_lines(old, new) if min(len(old), len(new)) >= fewest else None


_KINDS = {
    "fails": "failing now",
    "unjudged": "not judged any more",
    "score": "with a score lower by more than {score:g} points",
    "text": "with more than {text:g} % of the text lost",
}


def _verdict(
    documents: Documents | None, hosts: list[Host], store: Store, limits: Limits, pairs: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return why it is a regression, and what is said of what is none."""
    said: list[tuple[bool, str]] = []
    if documents is not None:
        worse = documents.states[State.WORSE]
        total = documents.states.total()
        why = ", ".join(
            f"{documents.kinds[kind]:,} {words.format(score=limits.score_loss, text=100 * limits.text_loss)}"
            for kind, words in _KINDS.items()
            if documents.kinds[kind]
        )
        said.append((exceeds(worse, total, limits.worse), _share_of(worse, total, limits.worse, "worse") + (why and f": {why}")))
        old = store.count(Side.OLD)
        said.append(
            (
                exceeds(documents.vanished, old, limits.vanished),
                _share_of(documents.vanished, old, limits.vanished, "missing"),
            )
        )
    else:
        smaller = min(store.count(Side.OLD), store.count(Side.NEW))
        said.append((False, f"compared by host, {pairs:,} of {plural(smaller, 'document')} paired"))
        said += _halved(store)
    said.append(_of_hosts(hosts))
    return tuple(words for counts, words in said if counts), tuple(words for _, words in said if words)


def _of_hosts(hosts: Sequence[Host]) -> tuple[bool, str]:
    """Return whether hosts regressed, and what is said of that; those that are compared as one are no host by themselves."""
    compared = [host for host in hosts if host.compared or host.worse]
    alone = [host for host in compared if not host.pooled]
    regressed = [host.title for host in alone if host.worse]
    more = f" and {len(regressed) - EXAMPLES:,} more" if len(regressed) > EXAMPLES else ""
    said = []
    if regressed:
        said.append(f"{len(regressed):,} of {plural(len(alone), 'host')} regressed: {', '.join(regressed[:EXAMPLES])}{more}")
    said += [f"{host.title} regressed, taken together" for host in compared if host.worse and host.pooled]
    if said:
        return True, "; ".join(said)
    few = sum(host.pooled or 1 for host in hosts if not host.compared)
    if not compared:
        return False, f"too few documents to tell of {plural(few, 'host')}"
    untold = f" ({few:,} more with too few documents to tell)" if few else ""
    return False, f"none of {plural(sum(host.pooled or 1 for host in compared), 'host')} regressed{untold}"


def _halved(store: Store) -> Iterator[tuple[bool, str]]:
    """Yield what is said of all documents together where they are halved, which may happen to many small hosts and to no large
    one.
    """
    old, new = store.count(Side.OLD), store.count(Side.NEW)
    if new <= HALVED * old and as_few(old, new) <= ALWAYS_BY_CHANCE:
        yield True, f"documents {old:,} → {new:,} (−{percent(old - new, old)})"


def _share_of(count: int, total: int, allowed: float, word: str) -> str:
    """Return how many documents are what, with what is allowed."""
    if not count:
        return f"none of {plural(total, 'document')} is {word}"
    may = f", allowed {in_words(allowed)}" if allowed else ""
    return f"{count:,} of {plural(total, 'document')} {'is' if count == 1 else 'are'} {word} ({percent(count, total)}{may})"
