"""What is expected of a file, written beside it: `page.txt.expect.toml` says what a judge of `page.txt` must find.

    score = {min = 90, max = 100}
    verdict = "article"
    must_have = ["The harbour opened at dawn"]
    must_not_have = ["Accept all cookies"]
    allow_other = false
    xfail = "the share prompt is worded in Breton"

    [[expect]]
    code = "CHR"
    text = "Share this:"
    count = 1

    [[reject]]
    code = "TXT001"
    text = "iPhone"

Everything is keyed by quoted words, never by offsets, so that a sidecar outlives small changes of its text. White space in
quoted words stands for any white space. `expect` is met by a finding of that code or prefix that overlaps the words; with
`count`, at exactly so many of the places where they stand. `reject` is broken by such a finding. Errors and warnings that
no `expect` covers are unmet too, unless `allow_other` is true. `must_have` and `must_not_have` look at the text alone.
With `xfail`, something must be unmet: a known failure that is mended has to be noticed. In a file of many records, each
record must meet what the sidecar says; `expect` and `reject` may name one, by number or id: `record = 3`.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from lint_rules.engine.scoring import merge
from lint_rules.errors import InputError, suggestion
from lint_rules.finding import INPUT, Diagnostic, Failure, Result, Severity, Source, Span, Verdict
from lint_rules.reports.wording import distinct
from lint_rules.rule import CATEGORIES, escaped, quoted

SUFFIX = ".expect.toml"
_LINE_END = re.compile(r"\r\n|\n|\r")
_CODE = re.compile(r"[A-Z]{1,2}|[A-Z]{3}\d{0,3}")


class _FlawError(Exception):
    """What a sidecar says that none can say: the key and the cause."""


@dataclass(frozen=True)
class Quote:
    """A finding named by its code (or a prefix) and the words it lies on. `count` is None for "at least one place", `record` for
    "in each record"; otherwise it is a record's number or id.
    """

    code: str
    text: str
    count: int | None = None
    record: int | str | None = None

    def speaks_of(self, source: Source) -> bool:
        """Tell whether it says something of a document."""
        return self.record is None or self.record in (source.record, source.id)


@dataclass(frozen=True)
class Expectations:
    """What a sidecar says; see the module for the keys. `path` is the sidecar's own."""

    path: str
    score_min: float | None = None
    score_max: float | None = None
    verdict: Verdict | None = None
    must_have: tuple[str, ...] = ()
    must_not_have: tuple[str, ...] = ()
    allow_other: bool = False
    xfail: str | None = None
    expect: tuple[Quote, ...] = ()
    reject: tuple[Quote, ...] = ()

    def of(self, source: Source) -> Expectations:
        """Return what is expected of one document of the file."""
        expect, reject = (tuple(quote for quote in each if quote.speaks_of(source)) for each in (self.expect, self.reject))
        return replace(self, expect=expect, reject=reject)


class Awaited:
    """The records that a sidecar names, as long as they are not seen: one that is not there would never be missed."""

    def __init__(self, expectations: Expectations) -> None:
        quotes = [("expect", each) for each in expectations.expect] + [("reject", each) for each in expectations.reject]
        self._named = {quote.record: key for key, quote in quotes if quote.record is not None}

    def see(self, source: Source) -> None:
        """Note that a record is there."""
        for name in (source.record, source.id):
            if name is not None:
                self._named.pop(name, None)

    @property
    def missing(self) -> list[str]:
        """One line on each record that is named and was not seen."""
        named = ((key, quoted(name) if isinstance(name, str) else name) for name, key in self._named.items())
        return [f"{key}: there is no record {name}" for key, name in named]


class Judgement(NamedTuple):
    """How a result compares with what was expected of it.

    `unexpected` are the findings that should not be (a door may show them in full); `score` says what is unmet about
    score and verdict; `other` says what else is unmet.
    """

    unexpected: tuple[Diagnostic, ...]
    score: tuple[str, ...]
    other: tuple[str, ...]

    @property
    def unmet(self) -> list[str]:
        """All that is unmet, one line each; empty where the expectations are met."""
        return [*self.score, *self.other, *map(_unexpected, self.unexpected)]


def sidecar_of(path: Path) -> Path:
    """Return where the expectations for a file stand, whether or not there are any."""
    return path.with_name(path.name + SUFFIX)


def find(path: Path) -> Expectations | None:
    """Return what is expected of a file, None where nothing is. Raises InputError as `read` does."""
    sidecar = sidecar_of(path)
    return read(sidecar) if sidecar.is_file() else None


def read(path: Path) -> Expectations:
    """Return the expectations in a sidecar.

    Raises InputError, naming the file, the key and the cause, where it cannot be read, is not TOML, or says what no
    sidecar can say.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    return parse(content, str(path))


def parse(content: str, path: str) -> Expectations:
    """Return what stands in the content of a sidecar of this path. Raises InputError as `read` does."""
    try:
        return _expectations(path, tomllib.loads(content))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: is not TOML: {error}") from error
    except _FlawError as error:
        raise InputError(f"{path}: {error}") from error


def judge(expectations: Expectations, result: Result, text: str) -> Judgement:
    """Compare a result, and the text it is about, with the expectations.

    A warning or error on words that an expectation names is no surprise, whatever its code: several rules may see them.
    """
    expectations = expectations.of(result.source)
    rejected = _placed(expectations.reject, text)
    surprising = set(map(id, surprises(expectations, result, text)))
    unexpected = [each for each in result.diagnostics if id(each) in surprising or _is_covered(each, rejected)]
    return Judgement(
        tuple(unexpected),
        tuple(_score_complaints(expectations, result)),
        (
            *(failed(failure) for failure in result.failures),
            *(f"must_have: the text lacks {quoted(words)}" for words in expectations.must_have if not places_of(text, words)),
            *(
                f"must_not_have: the text holds {quoted(words)}{_on_line(text, places[0])}"
                for words, places in ((words, places_of(text, words)) for words in expectations.must_not_have)
                if places
            ),
            *filter(None, (_expect_complaint(*placed, result, text) for placed in _placed(expectations.expect, text))),
            # A rejection that can never be broken guards nothing: its words have left the text, or never stood there.
            *(f"reject: the text lacks {quoted(quote.text)}" for quote, places in rejected if not places),
        ),
    )


def surprises(expectations: Expectations, result: Result, text: str) -> list[Diagnostic]:
    """Return the errors and warnings that no `expect` covers, where there may be none, and that no `reject` forbids.

    What is known, or said by a rule in preview, fails nothing here either.
    """
    if expectations.allow_other:
        return []
    expected = [places for _, places in _placed(expectations.expect, text)]
    rejected = _placed(expectations.reject, text)
    return [
        each
        for each in result.diagnostics
        if each.finding.severity >= Severity.WARNING
        and not (each.known or each.preview)
        and not any(_touches(places, each.finding.span) for places in expected)
        and not _is_covered(each, rejected)
    ]


def unmet(expectations: Expectations, result: Result, text: str) -> list[str]:
    """Return what a result does not meet, one line each, with `xfail` turned round: empty where all is as expected."""
    complaints = judge(expectations, result, text).unmet
    if expectations.xfail is None:
        return complaints
    return [] if complaints else [f"xfail: all expectations are met, though they should not be: {escaped(expectations.xfail)}"]


def failed(failure: Failure) -> str:
    """Return one line on what could not be judged."""
    what = "cannot be read" if failure.code == INPUT else f"rule {failure.code} crashed"
    return f"{what}: {escaped(failure.error)}"


def _score_complaints(expectations: Expectations, result: Result) -> list[str]:
    score = result.score
    complaints: list[str] = []
    for limit, word in ((expectations.score_min, "least"), (expectations.score_max, "most")):
        if limit is None:
            continue
        if score.value is None:
            complaints.append(f"score: not known, expected at {word} {limit:g}")
        elif score.value < limit if word == "least" else score.value > limit:
            complaints.append(f"score: {distinct(score.value, limit)}, expected at {word} {limit:g}")
    if expectations.verdict is not None and score.verdict is not expectations.verdict:
        complaints.append(f"verdict: {score.verdict}, expected {expectations.verdict}")
    return complaints


def _expect_complaint(quote: Quote, places: Sequence[Span], result: Result, text: str) -> str | None:
    if not places:
        return f"expect: the text lacks {quoted(quote.text)}"
    met = times_met(quote, places, result)
    if met == quote.count or (quote.count is None and met):
        return None
    if not met:
        return f"expect: no {quote.code} finding on {quoted(quote.text)}{_on_line(text, places[0])}"
    return f"expect: {quote.code} on {met} of {len(places)} places of {quoted(quote.text)}, expected {quote.count}"


def times_met(quote: Quote, places: Sequence[Span], result: Result) -> int:
    """Return at how many of the places where its words stand a quote is met."""
    spans = merge(d.finding.span for d in result.diagnostics if d.finding.code.startswith(quote.code))
    return sum(_touches(spans, place) for place in places)


def places_of(text: str, words: str) -> list[Span]:
    """Return where the words stand in the text, with any white space for theirs."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    return [Span(*match.span()) for match in re.finditer(pattern, text)]


def _placed(quotes: Iterable[Quote], text: str) -> list[tuple[Quote, list[Span]]]:
    return [(quote, places_of(text, quote.text)) for quote in quotes]


def _touches(spans: Sequence[Span], other: Span) -> bool:
    """Tell whether one of the spans, which are in order and apart, overlaps another."""
    before = bisect_left(spans, Span(other.end, 0))
    return before > 0 and spans[before - 1].end > other.start


def _is_covered(diagnostic: Diagnostic, quotes: Sequence[tuple[Quote, Sequence[Span]]]) -> bool:
    """Tell whether a finding lies on the words of one of the quotes, and is of its code."""
    code, span = diagnostic.finding.code, diagnostic.finding.span
    return any(code.startswith(quote.code) and _touches(places, span) for quote, places in quotes)


def _on_line(text: str, place: Span) -> str:
    return f", line {len(_LINE_END.findall(text, 0, place.start)) + 1}"


def _unexpected(diagnostic: Diagnostic) -> str:
    finding = diagnostic.finding
    return f"unexpected: {diagnostic.line}:{diagnostic.column} {finding.code} {finding.severity.label}: {finding.message}"


def _expectations(path: str, content: Mapping[str, Any]) -> Expectations:
    """Return the content of a sidecar as expectations. Raises _FlawError, naming key and cause, where it cannot be."""
    readers: dict[str, Callable[[str, Any], Any]] = {
        "verdict": _verdict,
        "must_have": _texts,
        "must_not_have": _texts,
        "allow_other": _flag,
        "xfail": _text,
        "expect": _quotes,
        "reject": _quotes,
    }
    _refuse_unknown("", content, ("score", *readers))
    score = content.get("score", {})
    if not isinstance(score, dict):
        raise _FlawError("score: must be a table such as {min = 90, max = 100}")
    _refuse_unknown("score.", score, ("min", "max"))
    limits = {key: _limit(f"score.{key}", value) for key, value in score.items()}
    if limits.get("min", 0) > limits.get("max", 100):
        raise _FlawError(f"score: min {limits['min']:g} is above max {limits['max']:g}")
    return Expectations(
        path,
        limits.get("min"),
        limits.get("max"),
        **{key: reader(key, content[key]) for key, reader in readers.items() if key in content},
    )


def _refuse_unknown(where: str, table: Mapping[str, Any], keys: Sequence[str]) -> None:
    for key in table:
        if key not in keys:
            raise _FlawError(f"{where}{key}: no such key{suggestion(key, keys)}")


def _limit(key: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        raise _FlawError(f"{key}: {value!r} is no number from 0 to 100")
    return float(value)


def _verdict(key: str, value: Any) -> Verdict:
    if value not in list(Verdict):
        raise _FlawError(f"{key}: {value!r} is none of {', '.join(Verdict)}{suggestion(str(value), Verdict)}")
    return Verdict(value)


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _FlawError(f"{key}: {value!r} is no text")
    return value


def _texts(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _FlawError(f"{key}: {value!r} is no list of texts")
    return tuple(_text(key, each) for each in value)


def _flag(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _FlawError(f"{key}: {value!r} is neither true nor false")
    return value


def _quotes(key: str, value: Any) -> tuple[Quote, ...]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise _FlawError(f"{key}: must be tables: [[{key}]], each with code and text")
    return tuple(_quote(key, table) for table in value)


def _quote(key: str, table: Mapping[str, Any]) -> Quote:
    _refuse_unknown(f"{key}.", table, ("code", "text", "count", "record") if key == "expect" else ("code", "text", "record"))
    for needed in ("code", "text"):
        if needed not in table:
            raise _FlawError(f"{key}: a table lacks {needed}")
    code = table["code"]
    if not isinstance(code, str) or not _CODE.fullmatch(code) or not any(letters.startswith(code[:3]) for letters in CATEGORIES):
        raise _FlawError(f"{key}.code: {code!r} is no rule code or prefix{suggestion(str(code)[:3].upper(), CATEGORIES)}")
    count = table.get("count")
    if count is not None and (isinstance(count, bool) or not isinstance(count, int) or count < 1):
        raise _FlawError(f"{key}.count: {count!r} is no number from 1")
    record = table.get("record")
    if record is not None and not (
        (isinstance(record, int) and not isinstance(record, bool) and record >= 1) or (isinstance(record, str) and record.strip())
    ):
        raise _FlawError(f"{key}.record: {record!r} is neither the number of a record, from 1, nor its id")
    return Quote(code, _text(f"{key}.text", table["text"]), count, record)
