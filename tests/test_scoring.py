"""The laws of the score: what must hold whatever the text and whatever is claimed of it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules.engine import scoring
from lint_rules.finding import Counts, Finding, Severity, Span, Suspicion, Verdict

lines = st.lists(st.text(st.sampled_from("ab C.!? \u00a0é日'\"1"), min_size=0, max_size=30), min_size=1, max_size=12)
texts = lines.map("\n".join)


def a_finding(
    span: Span, counts: Counts = Counts.CONTAMINATION, severity: Severity = Severity.WARNING, settles: Verdict | None = None
) -> Finding:
    return Finding("LOC001", "said", span, severity, counts, settles=settles)


@st.composite
def judged(draw: st.DrawFn) -> tuple[str, list[Finding], list[Suspicion]]:
    text = draw(texts)

    def span() -> Span:
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        return Span(start, end)

    findings = [
        a_finding(span(), draw(st.sampled_from(Counts)), draw(st.sampled_from(Severity))) for _ in range(draw(st.integers(0, 5)))
    ]
    suspicions = [Suspicion(span(), draw(st.floats(0, 0.5))) for _ in range(draw(st.integers(0, 4)))]
    return text, findings, suspicions


def without(
    text: str, gone: Span, findings: list[Finding], suspicions: list[Suspicion]
) -> tuple[str, list[Finding], list[Suspicion]]:
    """Take a span out of a text, and move what stands behind it."""

    def moved(span: Span) -> Span:
        def at(offset: int) -> int:
            return offset - max(0, min(offset, gone.end) - gone.start) if offset > gone.start else offset

        return Span(at(span.start), at(span.end))

    return (
        text[: gone.start] + text[gone.end :],
        [f._replace(span=moved(f.span)) for f in findings],
        [Suspicion(moved(s.span), s.probability) for s in suspicions],
    )


@given(judged())
def test_within_bounds(case: tuple[str, list[Finding], list[Suspicion]]) -> None:
    result = scoring.score(*case)
    if result.value is None:
        assert result.verdict is Verdict.UNJUDGED
        assert not case[0].split()
    else:
        assert result.purity is not None
        assert result.integrity is not None
        assert 0 <= result.value <= 100
        assert 0 <= result.purity <= 1
        assert 0.5 <= result.integrity <= 1
        assert math.isclose(result.value, 100 * result.purity * result.integrity)


@given(judged(), st.data())
def test_dropping_a_flagged_span_never_lowers_the_score(
    case: tuple[str, list[Finding], list[Suspicion]], data: st.DataObject
) -> None:
    text, findings, suspicions = case
    flagged = [f for f in findings if f.counts is Counts.CONTAMINATION and f.severity >= Severity.WARNING]
    if not flagged:
        return
    chosen = data.draw(st.sampled_from(flagged))
    before = scoring.score(text, findings, suspicions)
    rest = [f for f in findings if f is not chosen]
    after = scoring.score(*without(text, chosen.span, rest, suspicions))
    if before.value is not None and after.value is not None:
        assert after.value >= before.value - 1e-9


@given(judged(), st.text(st.sampled_from("ab C.!?"), min_size=1, max_size=30), st.data())
def test_adding_a_flagged_line_never_raises_the_score(
    case: tuple[str, list[Finding], list[Suspicion]], line: str, data: st.DataObject
) -> None:
    text, findings, suspicions = case
    starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]
    at = data.draw(st.sampled_from(starts))
    added = line + "\n"

    def moved(span: Span) -> Span:
        return Span(
            span.start + len(added) if span.start >= at else span.start,
            span.end + len(added) if span.end > at or span.start >= at else span.end,
        )

    longer = text[:at] + added + text[at:]
    more = [f._replace(span=moved(f.span)) for f in findings] + [a_finding(Span(at, at + len(line)))]
    before = scoring.score(text, findings, suspicions)
    after = scoring.score(longer, more, [Suspicion(moved(s.span), s.probability) for s in suspicions])
    if before.value is not None and after.value is not None:
        assert after.value <= before.value + 1e-9


@given(texts, st.integers(2, 4))
def test_repeating_a_clean_text_does_not_move_the_score(text: str, times: int) -> None:
    assert scoring.score("\n".join([text] * times), []).value == scoring.score(text, []).value


@given(judged(), st.randoms())
def test_order_and_doubling_do_not_matter(case: tuple[str, list[Finding], list[Suspicion]], random: object) -> None:
    text, findings, suspicions = case
    shuffled = [*findings, *findings]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert scoring.score(text, shuffled, [*suspicions, *suspicions]) == scoring.score(text, findings, suspicions)


def test_the_parts_of_a_score() -> None:
    text = "Share\nOne is whole. Two is theindustry here.\nThree is whole. Four is whole.\n"
    fused = text.index("theindustry")
    result = scoring.score(text, [a_finding(Span(0, 5)), a_finding(Span(fused, fused + 11), Counts.DAMAGE)])
    assert (result.flagged, result.spans, result.sentences, result.hurt) == (5, 1, 4, 1)
    assert result.characters == len("".join(text.split()))
    assert result.purity == 1 - 5 / result.characters
    assert result.integrity == 1 - 0.5 * 1 / 4
    assert result.verdict is Verdict.ARTICLE


def test_information_weighs_nothing() -> None:
    assert scoring.score("By A. Writer\nA text.", [a_finding(Span(0, 12), severity=Severity.INFO)]).value == 100


@pytest.mark.parametrize(
    ("text", "findings", "coverage", "verdict", "value"),
    [
        ("", [], 1.0, Verdict.UNJUDGED, None),
        (" \n ", [], 1.0, Verdict.UNJUDGED, None),
        ("words in a script that no rule reads", [], 0.4, Verdict.UNJUDGED, None),
        (
            "Accept all",
            [a_finding(Span(0, 10), Counts.NOTHING, settles=Verdict.NOT_AN_ARTICLE)],
            0.4,
            Verdict.NOT_AN_ARTICLE,
            0.0,
        ),
        ("A stub.", [a_finding(Span(0, 7), Counts.NOTHING, settles=Verdict.STUB)], 1.0, Verdict.STUB, 100.0),
        ("Share this\nNo.", [a_finding(Span(0, 10))], 1.0, Verdict.PARTIAL, 25.0),
    ],
)
def test_verdicts(text: str, findings: list[Finding], coverage: float, verdict: Verdict, value: float | None) -> None:
    result = scoring.score(text, findings, coverage=coverage)
    assert (result.verdict, result.value) == (verdict, value)


def test_suspicion_moves_purity_outside_findings_only_and_only_above_its_floor() -> None:
    text = "aaaa\nbbbb\ncccc"
    findings = [a_finding(Span(0, 4))]
    suspicions = [Suspicion(Span(0, 9), 0.5), Suspicion(Span(5, 9), 0.25), Suspicion(Span(10, 14), 0.01)]
    assert scoring.score(text, findings, suspicions).purity == 1 - (4 + 0.5 * 4) / 12


def test_a_not_yet_known_verdict_keeps_its_order() -> None:
    both = [a_finding(Span(0, 1), Counts.NOTHING, settles=v) for v in (Verdict.STUB, Verdict.NOT_AN_ARTICLE)]
    assert scoring.score("a", both).verdict is Verdict.NOT_AN_ARTICLE
