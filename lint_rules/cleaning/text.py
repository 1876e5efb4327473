"""What of a text goes: the spans that do not belong to it, and the damage that can be mended without a doubt.

What was found is taken out, and the text is judged again, until nothing is found. Rules judge a line by its neighbours and by
its place, and where residue is gone, what stood behind it stands elsewhere: below the last paragraph, beside its own copy, at
the head. So one pass leaves, now and then, a text that the next run would change again. Of all passes the one counts whose text
scores best, and the last of those that score alike: where what went had borne out the rest, it stays. Both together make a
cleaned text one that cleaning leaves alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from lint_rules.cleaning.trail import Trail
from lint_rules.document import Document
from lint_rules.engine import fixing
from lint_rules.engine.linter import Linter
from lint_rules.engine.scoring import merge, visible
from lint_rules.finding import Counts, Diagnostic, Edit, Fix, Result, Severity, Span
from lint_rules.runner.judging import check

# Real pages take five at most; a text that was made to take a hundred is not worth them.
MOST_PASSES = 8
# Amid the text, what is found by its context only and with less confidence than this is, as often as not, the article's own
# list, verse or interview: benchmarks/clean.py shows what each threshold costs. Above and below the text it is hardly ever.
LEAST_CONFIDENCE = 0.9
# What loses more than half is a text in its smaller part (the verdict `partial`): that is for a person to look at.
BUDGET = 0.5


class Policy(NamedTuple):
    """What may be done to a text.

    `unsafe` also makes the fixes that a reader should look at; `least` is the confidence, 0 to 1, below which a finding amid
    the text is left there; `budget` the share of a text's non-space characters, 0 to 1, that may go.
    """

    unsafe: bool = False
    least: float = LEAST_CONFIDENCE
    budget: float = BUDGET


class Change(NamedTuple):
    """A stretch of the text as read that is not in the cleaned one; `replacement` stands there, mostly nothing. `named` says
    which rule named what of it, in the order of the codes.
    """

    span: Span
    replacement: str
    named: tuple[tuple[str, Span], ...]

    @property
    def codes(self) -> list[str]:
        """The rules that named it."""
        return list(dict.fromkeys(code for code, _ in self.named))


class Cleaned(NamedTuple):
    """A text that was cleaned: what it is now, in what it differs, and what is said of it now. `lost` is the share of its
    non-space characters, 0 to 1, that all that was found would take.
    """

    text: str
    changes: tuple[Change, ...]
    result: Result
    lost: float


class _State(NamedTuple):
    """A text after a pass: what was said of it, all edits of the original that lead to it, and how many of the spans that
    rules named do.
    """

    text: str
    result: Result
    edits: tuple[Edit, ...] = ()
    named: int = 0

    @property
    def standing(self) -> float:
        """How good it is: its score; what cannot be judged is worse than all that can."""
        value = self.result.score.value
        return -1.0 if value is None else value


def clean(doc: Document, result: Result, linter: Linter, policy: Policy) -> Cleaned:
    """Return the cleaned text of a document, of which `result` is what the linter said."""
    trail = Trail(doc.text)
    best = _State(doc.text, result)
    now = doc
    named: list[tuple[Span, str]] = []
    for _ in range(MOST_PASSES):
        asked = list(_asked(now, result.diagnostics, policy))
        rest = _rests(now, merge(edit.span for _, fix in asked for edit in fix.edits if not edit.replacement))
        changes = fixing.edits(trail.text, [*(fix for _, fix in asked), *rest])
        if not changes:
            break
        named += [(trail.origin(edit.span), code) for code, fix in asked for edit in fix.edits]
        trail.edit(changes)
        now = _with(doc, trail.text)
        result = check(now, linter)
        state = _State(trail.text, result, tuple(trail.changes()), len(named))
        if state.standing >= best.standing:
            best = state
    lost = 1 - visible(trail.text) / max(1, visible(doc.text)) if trail.text != doc.text else 0.0
    return Cleaned(best.text, tuple(_by_rules(best.edits, named[: best.named])), best.result, max(0.0, lost))


def _with(doc: Document, text: str) -> Document:
    """Return the document with another text."""
    source = doc.source
    return Document(
        text,
        id=source.id,
        path=source.path,
        record=source.record,
        url=source.url,
        host=source.host,
        html=doc.html,
        meta=dict(source.meta),
        markdown=doc.markdown,
    )


def _asked(doc: Document, diagnostics: Iterable[Diagnostic], policy: Policy) -> Iterator[tuple[str, Fix]]:
    """Yield what is to be done to a text, each with the code of the rule that asks for it.

    What a rule is sure does not belong there is taken out; damage is mended where the rule calls that safe. What says
    something of the whole document (`settles`), is arguable, or comes from a rule in preview, changes nothing.
    """
    findings = [
        diagnostic.finding
        for diagnostic in diagnostics
        if not diagnostic.preview
        and diagnostic.finding.severity >= Severity.WARNING
        and diagnostic.finding.settles is None
        and (diagnostic.finding.confidence >= policy.least or _outside(doc, diagnostic.finding.span))
    ]
    deletions: list[Span] = []
    for finding in findings:
        if finding.counts is Counts.CONTAMINATION:
            spans = sorted([finding.span, *_taken_out(finding.fix, policy)])
            yield finding.code, Fix(tuple(Edit(span, "") for span in spans), safe=True, description="take out")
            deletions += spans
    deletions = merge(deletions)
    for finding in findings:
        fix = finding.fix
        # What is about to go needs no mending, and must not stay for it.
        if finding.counts is Counts.DAMAGE and fix is not None and (fix.safe or policy.unsafe) and not _goes(fix, deletions):
            yield finding.code, fix


def _outside(doc: Document, span: Span) -> bool:
    """Tell whether a span stands above the first paragraph of running text or below the last."""
    lines = [doc.line_at(span.start), doc.line_at(max(span.start, span.end - 1))]
    return all(line is not None and doc.outside(line) for line in lines)


def _taken_out(fix: Fix | None, policy: Policy) -> Iterator[Span]:
    """Yield what a fix that may be made takes out."""
    if fix is not None and (fix.safe or policy.unsafe):
        yield from (edit.span for edit in fix.edits if not edit.replacement)


def _goes(fix: Fix, deletions: Sequence[Span]) -> bool:
    """Tell whether a part of what a fix mends is under deletions, which are sorted and disjoint."""
    for edit in fix.edits:
        index = bisect_right(deletions, edit.span.start, key=lambda span: span.end)
        if index < len(deletions) and deletions[index].start < max(edit.span.end, edit.span.start + 1):
            return True
    return False


def _rests(doc: Document, deletions: Sequence[Span]) -> Iterator[Fix]:
    """Yield what takes out the rest of lines on which deletions leave no word: the bar between two links, the bullet before
    a third.
    """
    for row in _rows(doc, deletions):
        first, last = _line_of(doc, row[0].start), _line_of(doc, row[-1].end - 1)
        ends = [first.start, *(end for span in row for end in span), max(last.end, row[-1].end)]
        gaps = [Span(start, end) for start, end in zip(ends[::2], ends[1::2], strict=True) if doc.text[start:end].strip()]
        if gaps and not any(any(map(str.isalnum, doc.text[start:end])) for start, end in gaps):
            yield Fix(tuple(Edit(gap, "") for gap in gaps), safe=True, description="take out the rest of the line")


def _rows(doc: Document, deletions: Sequence[Span]) -> Iterator[list[Span]]:
    """Yield deletions together of which one begins on the line where another ends."""
    row: list[Span] = []
    for span in deletions:
        if row and _line_of(doc, span.start).start > row[-1].end:
            yield row
            row = []
        row.append(span)
    if row:
        yield row


def _line_of(doc: Document, offset: int) -> Span:
    """Return the line that an offset stands on, without its break."""
    starts = doc.line_starts
    number = bisect_right(starts, offset) - 1
    end = starts[number + 1] if number + 1 < len(starts) else len(doc.text)
    return Span(starts[number], starts[number] + len(doc.text[starts[number] : end].rstrip("\r\n")))


def _by_rules(edits: Iterable[Edit], named: Iterable[tuple[Span, str]]) -> Iterator[Change]:
    """Yield edits with the spans that rules named of them. All stand in the text as read."""
    waiting = sorted(named)
    held: list[tuple[Span, str]] = []
    number = 0
    for span, replacement in edits:
        while number < len(waiting) and waiting[number][0].start <= span.end:
            held.append(waiting[number])
            number += 1
        held = [each for each in held if each[0].end >= span.start]
        spans: dict[str, list[Span]] = {}
        for each, code in held:
            spans.setdefault(code, []).append(Span(max(each.start, span.start), min(each.end, span.end)))
        yield Change(span, replacement, tuple((code, each) for code in sorted(spans) for each in _joined(spans[code])))


def _joined(spans: list[Span]) -> list[Span]:
    """Return the union of spans; what was put in has an empty one."""
    return merge(spans) or [min(spans)]
