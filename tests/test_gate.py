"""What passes: documents, runs and exit status, and the sentence that says it."""

from __future__ import annotations

import pytest

from lint_rules.config import Config
from lint_rules.engine.gate import Gate, passes, why_not
from lint_rules.finding import Counts, Diagnostic, Failure, Finding, Result, Score, Severity, Source, Span, Verdict
from lint_rules.runner import unreadable_result


def result(
    *severities: Severity, value: float | None = 100.0, verdict: Verdict = Verdict.ARTICLE, crashed: tuple[str, ...] = ()
) -> Result:
    diagnostics = tuple(
        Diagnostic(Finding("CHR001", "m", Span(0, 1), severity, Counts.CONTAMINATION), "rule", "t", 1, 1, 1, 2, (), "f")
        for severity in severities
    )
    score = Score(value, None, None, verdict, 1.0, 1, 0, 0, 1, 0)
    return Result(Source("a"), diagnostics, score, tuple(Failure(code, "e") for code in crashed), (), "en")


ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
RECORD = unreadable_result(Source("r#1", "r", 1), "not JSON")
INPUT = unreadable_result(Source("a.txt", "a.txt"), "there is no such file or folder")


@pytest.mark.parametrize(
    ("config", "judged", "passed"),
    [
        (Config(), result(), True),
        (Config(), result(ERROR), False),
        (Config(), result(WARNING, INFO), True),
        (Config(fail_on="warning"), result(INFO, WARNING), False),
        (Config(fail_on="warning"), result(INFO), True),
        (Config(fail_on="info"), result(INFO), False),
        (Config(fail_on="never"), result(ERROR), True),
        (Config(), result(verdict=Verdict.STUB), False),
        (Config(), result(verdict=Verdict.NOT_AN_ARTICLE, value=0.0), False),
        (Config(), result(verdict=Verdict.PARTIAL), True),
        (Config(), result(verdict=Verdict.UNJUDGED, value=None), True),
        (Config(fail_on_verdict=("unjudged",)), result(verdict=Verdict.UNJUDGED, value=None), False),
        (Config(fail_on_verdict=()), result(verdict=Verdict.STUB), True),
        (Config(min_score=90), result(value=90.0), True),
        (Config(min_score=90), result(value=89.99999), False),
        (Config(min_score=90), result(value=None, verdict=Verdict.UNJUDGED), True),
        (Config(), result(crashed=("CHR001",)), True),
        (Config(), RECORD, False),
        (Config(fail_on="never"), INPUT, False),
    ],
)
def test_documents(config: Config, judged: Result, passed: bool) -> None:
    assert passes(judged, config) is passed
    assert Gate(config).add(judged) is passed


@pytest.mark.parametrize(
    ("config", "judged", "reason"),
    [
        (Config(), result(WARNING), None),
        (Config(), result(ERROR, WARNING), "with errors"),
        (Config(), result(verdict=Verdict.STUB), "stub"),
        (Config(min_score=90), result(value=10.0), "below a score of 90"),
        (Config(fail_on="never"), RECORD, "not readable"),
    ],
)
def test_a_failing_document_says_why(config: Config, judged: Result, reason: str | None) -> None:
    assert why_not(judged, config) == reason


@pytest.mark.parametrize(
    ("config", "results", "status", "sentence"),
    [
        (Config(), [], 0, "passed – no document was judged"),
        (Config(), [result()], 0, "passed – the document passed"),
        (Config(), [result()] * 3, 0, "passed – none of 3 documents failed"),
        (Config(), [result(ERROR)], 1, "FAILED – 1 of 1 document failed: 1 with errors"),
        (Config(exit_zero=True), [result(ERROR)], 0, "FAILED – 1 of 1 document failed: 1 with errors"),
        (
            Config(max_failing=1),
            [result(ERROR), result()],
            0,
            "passed – 1 of 2 documents failed (50.0 %, allowed 1): 1 with errors",
        ),
        (
            Config(max_failing=0.02, min_score=80, fail_on="warning"),
            [result()] * 1990
            + [result(ERROR, verdict=Verdict.STUB)] * 1005
            + [result(verdict=Verdict.STUB), result(verdict=Verdict.STUB), result(value=5.0), result(WARNING)]
            + [result(verdict=Verdict.NOT_AN_ARTICLE)],
            1,
            (
                "FAILED – 1,010 of 3,000 documents failed (33.7 %, allowed 2 %): 1,005 with errors, 2 stubs, 1 "
                "below a score of 80, 1 with warnings, 1 not an article"
            ),
        ),
        (
            Config(max_failing=0.5),
            [result(ERROR), result()],
            0,
            "passed – 1 of 2 documents failed (50.0 %, allowed 50 %): 1 with errors",
        ),
        (Config(), [INPUT], 2, "INCOMPLETE – no document was judged; 1 input could not be read"),
        (Config(exit_zero=True), [INPUT], 2, "INCOMPLETE – no document was judged; 1 input could not be read"),
        (
            Config(),
            [result(ERROR), result(), INPUT, INPUT],
            2,
            "FAILED – 1 of 2 documents failed (50.0 %): 1 with errors; 2 inputs could not be read",
        ),
        (Config(), [result(), RECORD], 2, "INCOMPLETE – the document passed; 1 record could not be read"),
        (Config(max_unreadable=1), [result(), RECORD], 0, "passed – the document passed; 1 record could not be read (allowed 1)"),
        (
            Config(max_unreadable=0.5),
            [result(), RECORD],
            0,
            "passed – the document passed; 1 record could not be read (allowed 50 %)",
        ),
        (
            Config(max_unreadable=0.4),
            [result(), RECORD],
            2,
            "INCOMPLETE – the document passed; 1 record could not be read (allowed 40 %)",
        ),
        (
            Config(),
            [result(crashed=("TXT001", "CHR001")), result(crashed=("CHR001", "CHR001"))],
            2,
            "INCOMPLETE – none of 2 documents failed; CHR001 crashed on 2 documents; TXT001 crashed on 1 document",
        ),
    ],
)
def test_runs(config: Config, results: list[Result], status: int, sentence: str) -> None:
    gate = Gate(config)
    for each in results:
        gate.add(each)
    assert gate.sentence() == f"gate: {sentence}"
    assert gate.exit_status() == status
    assert gate.exit_status(exit_zero=True) == (0 if status == 1 else status)


def test_expectations_stand_in_for_the_gate() -> None:
    gate = Gate(Config())
    assert gate.add(result(ERROR), met=True)
    assert not gate.add(result(), met=False)
    assert not gate.add(INPUT, met=True)
    assert gate.sentence() == "gate: FAILED – 1 of 2 documents failed (50.0 %): 1 not as expected; 1 input could not be read"
