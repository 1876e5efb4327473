"""The words behind the figures: what texts lost and gained, and the lines that are new on a site, looked up in the inputs.

A comparison keeps no texts. Those that are shown are few, and are read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from lint_rules import formats
from lint_rules.comparing.comparison import Comparison
from lint_rules.comparing.entry import Found
from lint_rules.comparing.pairs import Pair
from lint_rules.comparing.words import words_in
from lint_rules.config import Config
from lint_rules.document import Document, fold
from lint_rules.engine import sentences
from lint_rules.finding import Source
from lint_rules.profiles.marks import keys_by_line

SHINGLE: Final = 3  # words in a row by which a sentence is found again
SAME: Final = 0.5  # the share of them that must be in the other text for the sentence to be there
PASSAGES: Final = 3  # of a text that are quoted
DOCUMENTS: Final = 50  # the worst and the best, whose texts are read again
LONGEST: Final = 160  # characters of a passage or a line that are quoted


class Texts(NamedTuple):
    """Passages that the later of two texts lacks, and passages that it has besides."""

    lost: tuple[str, ...]
    gained: tuple[str, ...]


class Passages(NamedTuple):
    """What texts lost and gained, by the documents of the new side; and by host and hash the words of new lines, each with a
    document that has it.
    """

    texts: Mapping[Source, Texts]
    lines: Mapping[tuple[str | None, int], tuple[str, Source]]


NOTHING = Passages({}, {})


def passages(comparison: Comparison, old: str | None, new: str | None, config: Config) -> Passages:
    """Return the words behind a comparison of two inputs; None stands for one without texts."""
    pairs = [pair for pair in _shown(comparison) if pair.text.lost or pair.text.gained]
    found: dict[Source, Texts] = {}
    if old and new and pairs:
        before = _documents(old, {_place(pair.old.source) for pair in pairs}, config)
        after = _documents(new, {_place(pair.new.source) for pair in pairs}, config)
        for pair in pairs:
            first, second = before.get(_place(pair.old.source)), after.get(_place(pair.new.source))
            if first is not None and second is not None:
                lost = _missing(first, second, pair.old.findings)
                found[pair.new.source] = Texts(lost, _missing(second, first, pair.new.findings))
    wanted = {(host.name, line.key) for host in comparison.hosts for line in host.lines}
    return Passages(found, dict(_lines(new, wanted, config)) if new and wanted else {})


def can_be_read_again(named: str) -> bool:
    """Tell whether what a user named can be read a second time: no pipe can."""
    path = Path(named)
    return path.is_file() or path.is_dir() or not path.exists()


def _shown(comparison: Comparison) -> list[Pair]:
    documents = comparison.documents
    return [*documents.worse[:DOCUMENTS], *documents.better[:DOCUMENTS]] if documents else []


def _place(source: Source) -> tuple[str | None, int | None]:
    return source.path, source.record


def _read(named: str, config: Config) -> Iterator[Document]:
    for found in formats.collect([named], config):
        for each in formats.read(found, config):
            if isinstance(each, Document):
                yield each


def _documents(
    named: str, wanted: set[tuple[str | None, int | None]], config: Config
) -> dict[tuple[str | None, int | None], Document]:
    """Return the documents that lie at some places."""
    found: dict[tuple[str | None, int | None], Document] = {}
    for doc in _read(named, config):
        if _place(doc.source) in wanted:
            found[_place(doc.source)] = doc
            if len(found) == len(wanted):
                break
    return found


def _lines(
    named: str, wanted: set[tuple[str | None, int]], config: Config
) -> Iterator[tuple[tuple[str | None, int], tuple[str, Source]]]:
    """Yield the words of lines, as they stand in the first document that has them."""
    hosts = {host for host, _ in wanted}
    left = set(wanted)
    for doc in _read(named, config):
        if not left:
            return
        if doc.host not in hosts:
            continue
        reading = doc.reading
        for key, line in zip(keys_by_line(reading)[0], reading.lines, strict=True):
            if (doc.host, key) in left:
                left.discard((doc.host, key))
                yield (doc.host, key), (_cut(line.text), doc.source._replace(meta=()))


def _missing(doc: Document, other: Document, findings: Sequence[Found]) -> tuple[str, ...]:
    """Return the first passages of a text that another one lacks: sentences in a row, but for those with findings."""
    there = set(_shingles(_words(other.text)))
    passages_: list[str] = []
    before = -1
    start = 0
    for number, end in enumerate([*sentences.ends(doc.text), len(doc.text)]):
        sentence = " ".join(doc.text[start:end].split())
        start = end
        words = _words(sentence)
        own = list(_shingles(words))
        # A number or a mark by itself tells nobody anything.
        if len(words) < SHINGLE or sum(each in there for each in own) >= SAME * len(own) or _is_found(sentence, findings):
            continue
        if before == number - 1 and passages_:
            passages_[-1] += " " + sentence
        else:
            passages_.append(sentence)
        before = number
    return tuple(_cut(passage) for passage in passages_[:PASSAGES])


def _is_found(sentence: str, findings: Iterable[Found]) -> bool:
    """Tell whether a sentence is what a finding is about."""
    return any(
        each.weighs and words and (words in sentence or sentence in words)
        for each in findings
        for words in [" ".join(each.words.split())]
    )


def _words(text: str) -> list[str]:
    return list(words_in(fold(text)))


def _shingles(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the words three by three."""
    return zip(*(words[number:] for number in range(SHINGLE)), strict=False)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
