"""What passes: documents, runs and exit status, and the sentence that says it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Run
from lint_rules.config import Config
from lint_rules.engine.gate import Gate, passes, why_not
from lint_rules.engine.linter import Linter
from lint_rules.errors import ConfigError
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


def of_host(host: str, value: float, *severities: Severity) -> Result:
    judged = result(*severities, value=value)
    return judged._replace(source=Source(f"{host}-{value}", host=host))


def gate_of(config: Config, results: list[Result], previous: Gate | None = None) -> Gate:
    gate = Gate(config, previous)
    for each in results:
        gate.add(each)
    return gate


@pytest.mark.parametrize(
    ("config", "values", "held", "said"),
    [
        (Config(lowest_score=50), [49.99999, 80], False, 'lowest score 49.99999 of "a" (at least 50)'),
        (Config(lowest_score=50), [50, 80], True, 'lowest score 50.0 of "a" (at least 50)'),
        (Config(mean_score=85), [80, 89.9999], False, "mean score 84.9999 (at least 85)"),
        (Config(mean_score=85), [80, 90], True, "mean score 85.0 (at least 85)"),
        (Config(max_below=("60:1",)), [59.9, 20, 60], False, "2 of 3 documents below a score of 60 (66.7 %, allowed 1)"),
        (Config(max_below=("60:50%",)), [59.9, 60], True, "1 of 2 documents below a score of 60 (50.0 %, allowed 50 %)"),
    ],
)
def test_limits_on_all_documents(config: Config, values: list[float], held: bool, said: str) -> None:
    gate = gate_of(config, [result(value=value) for value in values])
    assert gate.details() == [f"limit {'held' if held else 'NOT HELD'}: {said}"]
    assert gate.failed is not held
    assert (said in gate.sentence()) is not held
    assert gate.exit_status() == (0 if held else 1)


def test_a_limit_that_nothing_can_be_held_against_is_held() -> None:
    gate = gate_of(Config(mean_score=85, lowest_score=10), [result(value=None, verdict=Verdict.UNJUDGED)])
    assert not gate.failed
    assert gate.details() == []


def test_several_limits_are_each_told_with_their_number() -> None:
    gate = gate_of(Config(mean_score=90, lowest_score=50, max_failing=1), [result(ERROR, value=60.0), result(value=100.0)])
    assert gate.details() == [
        'limit held: lowest score 60.0 of "a" (at least 50)',
        "limit NOT HELD: mean score 80.0 (at least 90)",
    ]
    said = "gate: FAILED – 1 of 2 documents failed (50.0 %, allowed 1): 1 with errors; mean score 80.0 (at least 90)"
    assert gate.sentence() == said


def test_an_earlier_run_is_not_to_be_fallen_behind() -> None:
    before = gate_of(Config(), [result(value=90.0)] * 4)
    worse = gate_of(Config(max_drop=1.0), [result(value=88.9)] * 3 + [result(value=88.9)], before)
    assert worse.failed
    assert worse.details()[0] == "limit NOT HELD: mean score: 88.9 after 90.0 (at most 1 point lower)"
    assert worse.details()[1] == "limit held: documents that pass: 100.0 % after 100.0 % (at most 1 point lower)"
    assert not gate_of(Config(max_drop=1.5), [result(value=88.9)] * 4, before).failed
    failing = gate_of(Config(max_failing=4), [result(value=90.0)] * 3 + [result(ERROR, value=90.0)], before)
    assert failing.sentence().endswith("; documents that pass: 75.0 % after 100.0 % (at most 1 point lower)")


def test_an_earlier_run_without_documents_is_told() -> None:
    gate = gate_of(Config(max_drop=1.0), [result(value=88.9)], Gate(Config()))
    assert gate.details() == ["limit held: the earlier run has no document, and there is nothing to fall behind"]


def test_limits_hold_for_each_host_with_enough_documents() -> None:
    good = [of_host("a.example", 95.0)] * 30
    bad = [of_host("b.example", 40.0)] * 2
    assert not gate_of(Config(mean_score=85), good + bad).failed
    assert not gate_of(Config(mean_score=85, per_host=3), good + bad).failed
    gate = gate_of(Config(mean_score=85, per_host=2), good + bad)
    assert gate.failed
    assert gate.details()[-1] == (
        "limit NOT HELD: 1 host of 2 with 2 documents or more does not hold the limits (b.example: mean score 40.0 (at least 85))"
    )


def test_rules_can_fail_a_document_whatever_their_severity() -> None:
    assert why_not(result(INFO), Config(fail_on_rule=("CHR",))) == "with CHR"
    assert why_not(result(INFO), Config(fail_on_rule=("CHR002",))) is None
    assert why_not(result(INFO), Config(fail_on_rule=("ALL",))) == "with ALL"
    assert gate_of(Config(fail_on_rule=("CHR001",)), [result(INFO)]).sentence().endswith("1 with CHR001")


def known(judged: Result, *, settles: Verdict | None = None) -> Result:
    return judged._replace(
        diagnostics=tuple(
            each._replace(known=True, finding=each.finding._replace(settles=settles)) for each in judged.diagnostics
        )
    )


def test_what_stands_in_the_baseline_fails_nothing() -> None:
    assert why_not(known(result(ERROR)), Config()) is None
    assert why_not(known(result(INFO)), Config(fail_on_rule=("CHR001",))) is None
    both = result(ERROR, ERROR)
    both = both._replace(diagnostics=(both.diagnostics[0]._replace(known=True), both.diagnostics[1]))
    assert why_not(both, Config()) == "with errors"
    gate = gate_of(Config(baseline="b"), [both, known(result(ERROR))])
    way = " (`scrapelint baseline update --add` makes known what may stay)"
    assert gate.details() == ["baseline: 2 findings known, 1 new" + way]
    assert gate_of(Config(baseline="b", max_failing=1), [both]).details() == ["baseline: 1 finding known, 1 new"]
    # A verdict is known where all that settles it is; a score below the limit stays one.
    stub = result(WARNING, verdict=Verdict.STUB, value=50.0)
    assert why_not(known(stub, settles=Verdict.STUB), Config()) is None
    assert why_not(known(stub), Config()) == "stub"
    assert why_not(known(stub, settles=Verdict.STUB), Config(min_score=60)) == "below a score of 60"


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.floats(0, 100), st.booleans()), max_size=30), st.integers(0, 30))
def test_counts_add_up_in_any_order(documents: list[tuple[str, float, bool]], cut: int) -> None:
    config = Config(mean_score=50, lowest_score=20, max_below=("30:3", "80:50%"), per_host=1, max_failing=0.5)
    results = [of_host(host, value, *([ERROR] if fails else [])) for host, value, fails in documents]
    together = gate_of(config, results)
    parts = Gate(config)
    for part in (results[cut:], results[:cut][::-1]):
        parts.merge(json.loads(json.dumps(gate_of(config, part).counts())))
    assert parts.totals == together.totals
    assert parts.hosts == together.hosts
    assert parts.conditions()[1:] == together.conditions()[1:]
    scores = [value for _, value, _ in documents]
    if scores:
        assert together.totals.mean == pytest.approx(sum(scores) / len(scores), abs=1e-9)


@pytest.mark.parametrize(("named", "better"), [("CHR099", "CHR"), ("chr", "'CHR'"), ("share-prompt", "")])
def test_a_gate_on_a_rule_that_is_none_is_refused(named: str, better: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Linter(Config(fail_on_rule=("CHR001", named)))
    assert str(caught.value).startswith(f"fail-on-rule: no rule has the code or prefix '{named}'")
    assert better in str(caught.value)


def test_a_rule_that_was_renamed_fails_documents_by_both_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lint_rules.engine.registry.RETIRED", {"OLD001": "CHR001"})
    Linter(Config(fail_on_rule=("OLD001",)))
    assert why_not(result(INFO), Config(fail_on_rule=("OLD001",))) == "with OLD001"


def test_limits_for_each_host_where_there_is_none_to_hold_them() -> None:
    gate = gate_of(Config(per_host=20), [result()])
    ways = "none is known (--url-field, --host-field, --host-from-path)"
    assert gate.details() == [f"limit held: no host has 20 documents or more: {ways}"]
    gate = gate_of(Config(per_host=2), [of_host("a.org", 50.0)])
    assert gate.details() == ["limit held: no host has 2 documents or more"]
    gate = gate_of(Config(per_host=1, lowest_score=60), [of_host("a.org", 50.0)])
    assert "1 host of 1 with 1 document or more does not hold the limits" in gate.details()[-1]


def test_where_documents_are_wanted_none_is_no_success() -> None:
    assert Gate(Config()).exit_status() == 0
    gate = Gate(Config(exit_zero=True), wanted=True)
    assert (gate.exit_status(), gate.sentence()) == (
        2,
        "gate: INCOMPLETE – no document was judged (--allow-empty lets that pass)",
    )
    gate.add(INPUT)
    assert gate.sentence() == "gate: INCOMPLETE – no document was judged; 1 input could not be read"
    gate = Gate(Config(), wanted=True)
    gate.add(result())
    assert gate.exit_status() == 0


@pytest.mark.parametrize(("name", "content"), [("crawl.jsonl", b""), ("crawl.jsonl.gz", gzip.compress(b"", mtime=0))])
def test_a_crawl_without_a_document_does_not_pass(run: Run, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    for command in (("check",), ("report", "-o", "r.md")):
        ended = run(*command, name)
        assert (ended.status, ended.last) == (2, "gate: INCOMPLETE – no document was judged (--allow-empty lets that pass)")
        assert run(*command, name, "--allow-empty").status == 0
    assert run("check", name, "--shard", "2/8").status == 0
