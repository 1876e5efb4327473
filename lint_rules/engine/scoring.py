"""From findings and suspicions to a score: the share of a text that is really the article, and how much of that is whole.

`purity` is 1 minus the mean weight of the non-space characters, where a character under a contamination finding of
severity warning or error weighs 1 and any other the probability that it is suspected with. `integrity` is 1 minus half
the share of hurt sentences, over the text without its contaminated spans. `value` is 100 · purity · integrity.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import pairwise

from lint_rules.engine import sentences
from lint_rules.finding import Counts, Finding, Score, Severity, Span, Suspicion, Verdict

MIN_COVERAGE = 0.5  # below this share of judgeable text no score is said
SUSPICION_FLOOR = 0.05  # what is suspected less than this weighs nothing
HURT_WEIGHT = 0.5  # a hurt sentence counts half
PARTIAL_PURITY = 0.5  # below this purity, less than half of the text is the article


def merge(spans: Iterable[Span]) -> list[Span]:
    """Return the union of the spans as sorted, disjoint spans."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            if span.end > merged[-1].end:
                merged[-1] = Span(merged[-1].start, span.end)
        elif span.end > span.start:
            merged.append(span)
    return merged


def visible(text: str) -> int:
    """Return the number of characters that are not white space."""
    return sum(map(len, text.split()))


def score(
    text: str,
    findings: Sequence[Finding],
    suspicions: Sequence[Suspicion] = (),
    *,
    coverage: float = 1.0,
    characters: int | None = None,
) -> Score:
    """Return the score of a text under the findings left after selection and suppression.

    `coverage` is the share of the text, 0 to 1, that could be judged; `characters` the number of non-space characters
    where it is known already.
    """
    scored = [finding for finding in findings if finding.severity >= Severity.WARNING]
    flagged = merge(finding.span for finding in scored if finding.counts is Counts.CONTAMINATION)
    total = visible(text) if characters is None else characters
    bad = sum(visible(text[start:end]) for start, end in flagged)
    count, hurt = _sentences(text, flagged, [f.span for f in scored if f.counts is Counts.DAMAGE])
    verdict = _settled(findings)
    if total == 0 or (coverage < MIN_COVERAGE and verdict is None):
        return Score(None, None, None, Verdict.UNJUDGED, coverage, total, bad, len(flagged), count, hurt)
    purity = 0.0 if verdict is Verdict.NOT_AN_ARTICLE else 1.0 - (bad + _suspected(text, flagged, suspicions)) / total
    purity = min(1.0, max(0.0, purity))
    integrity = 1.0 - HURT_WEIGHT * hurt / count if count else 1.0
    if verdict is None:
        verdict = Verdict.PARTIAL if purity < PARTIAL_PURITY else Verdict.ARTICLE
    return Score(100 * purity * integrity, purity, integrity, verdict, coverage, total, bad, len(flagged), count, hurt)


def _settled(findings: Sequence[Finding]) -> Verdict | None:
    """Return the first verdict, in the order of `Verdict`, that a finding brings."""
    brought = {finding.settles for finding in findings if finding.severity >= Severity.WARNING}
    return next((verdict for verdict in Verdict if verdict in brought), None)


def _suspected(text: str, flagged: Sequence[Span], suspicions: Sequence[Suspicion]) -> float:
    """Return the weight, in characters, of what is suspected outside the flagged spans; where suspicions overlap, the
    strongest counts.
    """
    weight = 0.0
    for span, probability in _strongest([each for each in suspicions if each.probability >= SUSPICION_FLOOR]):
        weight += probability * sum(visible(text[start:end]) for start, end in _without(span, flagged))
    return weight


def _strongest(suspicions: Sequence[Suspicion]) -> Iterator[tuple[Span, float]]:
    """Yield stretches that do not overlap, in order, each with the strongest suspicion that covers it."""
    begun = sorted(suspicions, key=lambda each: each.span)
    bounds = sorted({bound for each in begun for bound in each.span})
    covering: list[tuple[float, int]] = []  # a heap: the strongest first, and where it ends
    number = 0
    for start, end in pairwise(bounds):
        while number < len(begun) and begun[number].span.start == start:
            heappush(covering, (-begun[number].probability, begun[number].span.end))
            number += 1
        while covering and covering[0][1] <= start:
            heappop(covering)
        if covering:
            yield Span(start, end), -covering[0][0]


def _without(span: Span, taken: Sequence[Span]) -> list[Span]:
    free: list[Span] = []
    start = span.start
    for number in range(max(0, bisect_right(taken, span) - 1), len(taken)):
        other = taken[number]
        if other.start >= span.end:
            break
        if other.start > start:
            free.append(Span(start, other.start))
        start = max(start, other.end)
    if start < span.end:
        free.append(Span(start, span.end))
    return free


def _sentences(text: str, flagged: Sequence[Span], damaged: Sequence[Span]) -> tuple[int, int]:
    """Return the number of sentences outside the flagged spans, and how many of them are hurt."""
    kept: list[str] = []
    removed: list[tuple[int, int]] = [(0, 0)]  # (offset in the text, characters removed before it)
    position = gone = 0
    for start, end in flagged:
        kept.append(text[position:start])
        gone += end - start
        removed.append((end, gone))
        position = end
    kept.append(text[position:])
    remaining = "".join(kept) if flagged else text
    if not damaged:
        return sentences.count(remaining), 0
    ends = sentences.ends(remaining)
    if not ends:
        return 0, 0
    hurt: set[int] = set()
    for span in damaged:
        for free in _without(span, flagged):
            offset = free.start - removed[bisect_right(removed, (free.start, len(text))) - 1][1]
            hurt.add(min(bisect_right(ends, offset), len(ends) - 1))
            break
    return len(ends), len(hurt)
