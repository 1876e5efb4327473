"""What the page needs of one document: small, picklable, and bounded whatever the document holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lint_rules.finding import Counts, Diagnostic, Failure, Result, Score, Severity, Source, Span
from lint_rules.reports import Shown
from lint_rules.reports.groups import VALUE_SHOWN, shortened
from lint_rules.reports.record import encoded
from lint_rules.reports.wording import State, state

TEXT_SHOWN = 12_000  # characters: nine of ten articles are shorter; of the others, what is around findings is shown
FINDINGS_SHOWN = 100  # of a document: more of them nobody reads, and a text may be made to have a million
AROUND = 300  # characters before and after a finding that are shown of a long text: a sentence or two
LEAD = 1500  # characters at the beginning and the end of a long text, where the reader sees what it is
LONGEST_SPAN = 1200  # characters of one finding's words in a long text, half of them at its end
NAME_SHOWN = 300  # characters of a name: addresses are shorter, but for those that nobody reads
ERROR_SHOWN = 500  # characters of what is said of a failure
# A finding on so great a share of a text, and on so many characters, is said of the text as a whole: to colour all of it would
# tell nothing, and hide the other findings.
WHOLE_SHARE, WHOLE_CHARACTERS = 0.9, 400


class Found(NamedTuple):
    """A finding as the page shows it.

    `apart` says why it is shown apart from the others: `known` (it stands in the baseline), `allowance` or `suppression`; empty
    for all that counts. `reason` is what was written beside that. `is_whole`: it is said of the text as a whole.
    """

    code: str
    rule: str
    severity: Severity
    counts: Counts
    confidence: float
    message: str
    words: str
    span: Span
    line: int
    column: int
    is_whole: bool
    preview: bool
    apart: str = ""
    reason: str = ""


class CodeCount(NamedTuple):
    """How many findings of a rule one document has: the new ones by severity, and those that are `known` or `suppressed`; `worst`
    is the worst severity of all.
    """

    code: str
    rule: str
    worst: Severity
    severities: Mapping[Severity, int]
    known: int
    suppressed: int

    @property
    def new(self) -> int:
        """The findings that count."""
        return sum(self.severities.values())


class Stretch(NamedTuple):
    """A part of the text that is shown, and where it begins, in code points."""

    start: int
    words: str


class Row(NamedTuple):
    """One document.

    `counts` and `severities` count all findings, `severities` the new ones alone. `why` says why it failed, empty where it did
    not. `found` are the findings that are shown, in the order of the text, out of `findings`, both with those that are shown
    apart. `stretches` is what is shown of the text (None: there is no text to show), `length` that of the text in code points.
    """

    source: Source
    score: Score
    state: State
    why: str
    failures: tuple[Failure, ...]
    counts: tuple[CodeCount, ...]
    severities: Mapping[Severity, int]
    found: tuple[Found, ...]
    findings: int
    stretches: tuple[Stretch, ...] | None
    length: int


def row(shown: Shown, *, text: bool) -> Row:
    """Return what the page needs of a document; `text` says whether words of it are shown."""
    result = shown.result
    words = shown.text if text else None
    length = len(words) if words is not None else result.length
    every = list(_findings(result, length, text=text))
    found = _most_telling(every)
    how = state(result, shown.passed)
    return Row(
        _source(result.source),
        result.score,
        how,
        (shown.why or "") if how is State.FAILED else "",
        tuple(failure._replace(error=cut(failure.error, ERROR_SHOWN)) for failure in result.failures[:FINDINGS_SHOWN]),
        _counts(every),
        Counter(each.severity for each in every if not each.apart),
        tuple(found),
        len(every),
        None if words is None else stretches(words, [each.span for each in found if not each.is_whole]),
        length,
    )


def cut(words: str, limit: int) -> str:
    """Return the beginning of a text of more than `limit` characters, with `…` at its end."""
    return words if len(words) <= limit else words[: limit - 1] + "…"


def _source(source: Source) -> Source:
    path, url, host = (None if name is None else cut(name, NAME_SHOWN) for name in (source.path, source.url, source.host))
    meta = tuple((cut(name, VALUE_SHOWN), _value(value)) for name, value in source.meta)
    return Source(cut(source.id, NAME_SHOWN), path, source.record, url, host, meta)


def _value(value: object) -> str:
    return shortened(value if isinstance(value, str) else encoded(value))


def _findings(result: Result, length: int, *, text: bool) -> Iterator[Found]:
    for diagnostic in result.diagnostics:
        yield _found(diagnostic, length, "known" if diagnostic.known else "", "", text=text)
    for each in result.suppressed:
        yield _found(each.diagnostic, length, each.by, cut(each.reason, ERROR_SHOWN), text=text)


def _found(diagnostic: Diagnostic, length: int, apart: str, reason: str, *, text: bool) -> Found:
    finding = diagnostic.finding
    covers = finding.span.end - finding.span.start
    return Found(
        finding.code,
        diagnostic.rule,
        finding.severity,
        finding.counts,
        finding.confidence,
        cut(finding.message, ERROR_SHOWN),
        diagnostic.text if text else "",
        finding.span,
        diagnostic.line,
        diagnostic.column,
        finding.settles is not None or (covers > WHOLE_CHARACTERS and covers >= WHOLE_SHARE * length),
        diagnostic.preview,
        apart,
        reason,
    )


def _most_telling(found: Sequence[Found]) -> list[Found]:
    """Return as many findings as are shown: those that count first, then the worst; in the order of the text."""
    kept = sorted(found, key=lambda each: (bool(each.apart), -each.severity, each.span))[:FINDINGS_SHOWN]
    return sorted(kept, key=lambda each: (each.span.start, -each.span.end, each.code))


def _counts(found: Iterable[Found]) -> tuple[CodeCount, ...]:
    by_code: dict[str, list[Found]] = {}
    for each in found:
        by_code.setdefault(each.code, []).append(each)
    return tuple(
        CodeCount(
            code,
            several[0].rule,
            max(each.severity for each in several),
            Counter(each.severity for each in several if not each.apart),
            sum(each.apart == "known" for each in several),
            sum(each.apart not in ("", "known") for each in several),
        )
        for code, several in by_code.items()
    )


def stretches(text: str, spans: Iterable[Span], limit: int = TEXT_SHOWN) -> tuple[Stretch, ...]:
    """Return what is shown of a text: all of it up to `limit` characters; of a longer one its beginning, what is around the
    spans, and its end, as far as that goes.
    """
    if len(text) <= limit:
        return (Stretch(0, text),)
    wanted = [Span(0, LEAD), Span(len(text) - LEAD, len(text))]
    for start, end in spans:
        if end - start <= LONGEST_SPAN:
            wanted.append(Span(start - AROUND, end + AROUND))
        else:
            wanted += [Span(start - AROUND, start + LONGEST_SPAN // 2), Span(end - LONGEST_SPAN // 2, end + AROUND)]
    merged: list[Span] = []
    room = limit
    for start, end in sorted(wanted):
        first, last = max(start, merged[-1].end if merged else 0), min(end, len(text))
        if last <= first:
            continue
        last = min(last, first + room)
        if merged and first == merged[-1].end:
            merged[-1] = Span(merged[-1].start, last)
        else:
            merged.append(Span(first, last))
        room -= last - first
        if not room:
            break
    return tuple(Stretch(start, text[start:end]) for start, end in merged)
