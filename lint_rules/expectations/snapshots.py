"""Sidecars brought up to date: what `--scrapelint-update` writes where expectations are not met.

A snapshot is what a judge says today: the score, rounded outwards to whole points, the verdict, and every warning and error by
its words. Of a sidecar that says something only what is not met is changed; one that says nothing becomes a whole snapshot.
What a person demands (`must_have`, `must_not_have`, `reject`, `xfail`) is never changed, met or not.

A sidecar speaks for all records of its file. What is found in all of them is said once, what is found in some of them for each of
these by its name; the score has the bounds of all. A verdict that differs cannot be said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import ceil, floor
from pathlib import Path
from typing import NamedTuple, TypedDict

from lint_rules.errors import InputError
from lint_rules.expectations import Quote, parse, places_of, surprises, times_met
from lint_rules.expectations.toml_text import TomlText
from lint_rules.finding import Diagnostic, Result, Source, Span, Verdict
from lint_rules.whole import replacing

# Characters of a finding's words that are quoted: enough to stand once in most texts, few enough to be read.
QUOTE_LENGTH = 80
MOST_OF_RECORDS = 1000  # tables that speak of single records: what is longer is read by nobody, and a baseline says it better
WORDS_AROUND = 3  # on either side of a finding that is nothing but white space

_SURROGATES = re.compile("[\ud800-\udfff]+")  # what TOML cannot say


class Change(TypedDict):
    """What is to be written to a sidecar: `before` is its content now, None where there is none. Of builtin types alone: it
    travels between processes.
    """

    path: str
    before: str | None
    after: str


class _Record(NamedTuple):
    """A record as a sidecar may call it: by its number, or by its id where it has one of its own."""

    number: int
    id: str
    has_id: bool


class _Met:
    """In how many `records` a quote is met, of those that it speaks `of`: at how many places, and in the first of them where."""

    def __init__(self) -> None:
        self.of = self.records = 0
        self.times: set[int | None] = set()
        self.where: list[tuple[_Record, Quote]] = []

    def note(self, record: _Record, quote: Quote) -> None:
        """Note that a quote is met in a record, at as many places as it says."""
        self.records += 1
        self.times.add(quote.count)
        if len(self.where) <= MOST_OF_RECORDS:
            self.where.append((record, quote))


class Snapshot:
    """A sidecar in the making: it is shown what a file holds, one record after the other, and says how it is to be changed so
    that all of them meet it, as far as a program may. A sidecar that is not there is one that says nothing.

    Raises InputError where it cannot be read. `left` are sentences on what could not be said, when `change` has been asked.
    """

    def __init__(self, sidecar: Path) -> None:
        self.path = sidecar
        self.left: list[str] = []
        self._before = _content(sidecar)
        self._mark = "\ufeff" if (self._before or "").startswith("\ufeff") else ""  # some editors leave it; TOML does not know it
        self._text = (self._before or "").removeprefix(self._mark)
        self._expectations = parse(self._text, str(sidecar))
        self._records = 0
        self._unjudged: Source | None = None
        self._scores: list[float] = []  # the lowest and the highest
        self._without_score = 0
        self._verdicts: Counter[Verdict] = Counter()
        self._ids: Counter[str] = Counter()
        self._met = [_Met() for _ in self._expectations.expect]
        self._everywhere: dict[tuple[str, str], _Met] = {}  # what was a surprise in the first record: it may be one in all
        self._alone = _Met()

    def add(self, result: Result, text: str) -> None:
        """Look at a record. Its text is not kept."""
        self._records += 1
        if result.failures:
            self._unjudged = self._unjudged or result.source
        self._ids[result.source.id] += 1
        self._verdicts[result.score.verdict] += 1
        value = result.score.value
        if value is None:
            self._without_score += 1
        else:
            self._scores = [min(value, *self._scores), max(value, *self._scores)] if self._scores else [value, value]
        source = result.source
        record = _Record(source.record or self._records, source.id, source.id != f"{source.path}#{source.record}")
        kept = []
        for quote, met in zip(self._expectations.expect, self._met, strict=True):
            if quote.speaks_of(source):
                times = times_met(quote, places_of(text, quote.text), result)
                met.of += 1
                if times:
                    met.note(record, replace(quote, count=times))
                    kept.append(quote)
        # What a finding of another code says of the same words is no surprise only as long as the quote stands.
        narrowed = replace(self._expectations.of(source), expect=tuple(kept))
        for quote in _quotes(surprises(narrowed, result, text), result, text):
            key = quote.code, quote.text
            if self._records == 1:
                self._everywhere[key] = _Met()
            self._everywhere.get(key, self._alone).note(record, quote)

    def change(self) -> Change | None:
        """Return what is to be written; None where all is met, or not to be met (`xfail`), or where a record could not be judged.

        Raises InputError where the sidecar is laid out in a way that cannot be changed.
        """
        if not self._records or self._expectations.xfail is not None:
            return None
        if self._unjudged is not None:
            if self._records > 1:
                self.left.append(f"{self._stays}: record {self._unjudged.record} could not be judged")
            return None
        try:
            file = TomlText(self._text)
            if not file.data:
                self._note_score(file)
            if not self._update(file):
                return None
            if not file.data:  # all that it said was out of date
                self._note_score(file)
            after = self._mark + str(file)
        except ValueError as error:
            raise InputError(f"{self.path}: cannot be updated: {error}") from error
        if not file.data:  # an empty one would let everything pass
            self.left.append("its records have several verdicts, and some have no score: nothing can be said of all")
            return None
        return None if after == (self._before or "") else Change(path=str(self.path), before=self._before, after=after)

    @property
    def _stays(self) -> str:
        return "is not made" if self._before is None else "is left as it is"

    def _note_score(self, file: TomlText) -> None:
        """Write today's score and verdict, as far as they can be said of all records."""
        if not self._without_score:
            file.set(("score",), {"min": floor(self._scores[0]), "max": ceil(self._scores[-1])})
        if len(self._verdicts) == 1:
            file.set(("verdict",), str(*self._verdicts))

    def _update(self, file: TomlText) -> bool:
        """Change what is not met. Returns whether that can be said."""
        expectations = self._expectations
        if "score" in file.data and not self._scores:
            file.remove("score")  # what has no score is told by its verdict
            if len(self._verdicts) == 1:
                file.set(("verdict",), str(*self._verdicts))
        elif "score" in file.data and self._without_score:
            self.left.append(f"score: is left as it is: {self._without_score:,} of {self._records:,} records have none")
        elif self._scores:
            if expectations.score_min is not None and self._scores[0] < expectations.score_min:
                file.set(("score", "min"), floor(self._scores[0]))
            if expectations.score_max is not None and self._scores[-1] > expectations.score_max:
                file.set(("score", "max"), ceil(self._scores[-1]))
        if expectations.verdict is not None and set(self._verdicts) != {expectations.verdict}:
            if len(self._verdicts) == 1:
                file.set(("verdict",), str(*self._verdicts))
            else:
                several = ", ".join(f"{count:,} {verdict}" for verdict, count in self._verdicts.most_common())
                self.left.append(f"verdict: is left as it is: the records have several ({several})")
        return self._update_quotes(file)

    def _update_quotes(self, file: TomlText) -> bool:
        """Say what is found today: once where it is in all records, by name where it is in some. False if that is too much."""
        new: list[tuple[_Record, Quote]] = []
        parted: list[_Met] = []
        for index, (quote, met) in reversed(list(enumerate(zip(self._expectations.expect, self._met, strict=True)))):
            if not met.records:
                file.remove_item("expect", index)
                continue
            times = met.times
            if met.records < met.of:  # found in some of the records that it speaks of: it stays for the first, others get theirs
                parted.append(met)
                (record, first), *rest = met.where
                file.set_item("expect", index, "record", self._name(record))
                new += [(each, found if quote.count is not None else replace(found, count=None)) for each, found in rest]
                times = {first.count}
            if quote.count is not None and times != {quote.count}:
                # Several numbers cannot be said of all; that it is found can.
                file.set_item("expect", index, "count", next(iter(times)) if len(times) == 1 else None)
        for met in self._everywhere.values():
            if met.records == self._records:
                quote = met.where[0][1]
                self._add(file, quote if len(met.times) == 1 else replace(quote, count=None))
            else:
                parted.append(met)
                new += met.where
        parted.append(self._alone)
        new += self._alone.where
        if len(new) > MOST_OF_RECORDS or any(met.records > len(met.where) for met in parted):
            self.left.append(
                f"{self._stays}: to say what is found in which record takes more than {MOST_OF_RECORDS:,} tables; "
                "a baseline is made for that: scrapelint baseline create"
            )
            return False
        for record, quote in sorted(new, key=lambda each: each[0].number):
            self._add(file, replace(quote, record=self._name(record)))
        return True

    def _name(self, record: _Record) -> int | str:
        """Return what a record is called: by its id, if that is its own, no other's, short, and can be said; else its number."""
        is_name = record.has_id and self._ids[record.id] == 1 and len(record.id) <= QUOTE_LENGTH
        return record.id if is_name and record.id.strip() and not _SURROGATES.search(record.id) else record.number

    def _add(self, file: TomlText, quote: Quote) -> None:
        said = {"code": quote.code, "text": quote.text, "count": quote.count, "record": quote.record}
        file.add_item("expect", {key: value for key, value in said.items() if value is not None})


def apply(wanted: Change) -> None:
    """Write a change, whole or not at all. Raises InputError where that fails, or the sidecar is not what it was."""
    path = Path(wanted["path"])
    if _content(path) != wanted["before"]:
        raise InputError(f"{path}: was changed meanwhile, and is left as it is")
    try:
        with replacing(path) as stream:
            stream.write(wanted["after"].encode())
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from error


def _content(sidecar: Path) -> str | None:
    """Return what stands in a sidecar, line ends as they are; None where there is none."""
    try:
        return sidecar.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{sidecar}: cannot be read: {error}") from error


def _quotes(diagnostics: Iterable[Diagnostic], result: Result, text: str) -> Iterator[Quote]:
    """Yield what a sidecar says of findings, each once: nothing of one that has no words to be named by."""
    named = ((each.finding.code, _words(each.finding.span, text)) for each in diagnostics)
    for code, words in dict.fromkeys(named):
        if words:
            places = places_of(text, words)
            # At one place of several would be met by any of them.
            yield Quote(code, words, times_met(Quote(code, words), places, result) if len(places) > 1 else None)


def _words(span: Span, text: str) -> str:
    """Return words to name a finding by: the first of its own, or, where it holds none, those around it."""
    pieces = _SURROGATES.split(text[span.start : span.end])
    words = " ".join(max(pieces, key=len).split())
    if words:
        return words if len(words) <= QUOTE_LENGTH else words[:QUOTE_LENGTH].rpartition(" ")[0] or words[:QUOTE_LENGTH]
    if len(pieces) > 1:
        return ""
    before = _SURROGATES.split(text[max(0, span.start - QUOTE_LENGTH) : span.start])[-1].split()[-WORDS_AROUND:]
    after = _SURROGATES.split(text[span.end : span.end + QUOTE_LENGTH])[0].split()[:WORDS_AROUND]
    return " ".join(before + after) if before and after else ""
