"""What is printed: findings with their lines, figures in words, summaries, records for programs."""

from __future__ import annotations

import io
import json
import math
import re
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules.errors import ConfigError, InputError
from lint_rules.finding import (
    Counts,
    Diagnostic,
    ExcerptLine,
    Failure,
    Finding,
    Note,
    Result,
    Score,
    Severity,
    Skipped,
    Source,
    Span,
    Verdict,
)
from lint_rules.reports import (
    FORMATS,
    OUTPUT_FORMATS,
    SUFFIXES,
    Report,
    ReportOptions,
    Shown,
    Writer,
    encoder,
    format_of,
    make,
    refuse_unknown,
)
from lint_rules.reports.blocks import blocks, others
from lint_rules.reports.failures import DISTINCT, Failures
from lint_rules.reports.files import OutputFile
from lint_rules.reports.full import help_line, render_block, shell_quoted
from lint_rules.reports.progress import CLEARED, Progress
from lint_rules.reports.record import encoded, record
from lint_rules.reports.style import cells, even, paint, piece, printed, shown, wants_colour
from lint_rules.reports.summary import Tally
from lint_rules.reports.wording import State, place, plural, points, score_sentence, share, state, title

# What no report may let through: controls, bidirectional marks, other invisible characters, lone surrogates.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")
FILES_ONLY = {"parquet", "dolma", "scores-parquet"}
TEXTS = [name for name in OUTPUT_FORMATS if name not in FILES_ONLY]
# These hold what they will show, up to the limits of their platforms: tests/test_ci_reports.py.
HOLDING = {"sarif", "gitlab", "junit"}

any_text = st.text(st.characters(codec=None) | st.sampled_from("\x1b\u202e\ud800\u2028\r\t日e\u0301\xa0"))


def a_diagnostic(
    line: int = 1,
    *,
    code: str = "CHR004",
    severity: Severity = Severity.WARNING,
    counts: Counts = Counts.CONTAMINATION,
    text: str = "Share this:",
    span: tuple[int, int] | None = None,
    message: str = "share prompt",
    related: tuple[Note, ...] = (),
) -> Diagnostic:
    """Return a finding on a part of one line, all of it unless `span` says otherwise."""
    start, end = span or (0, len(text))
    finding = Finding(code, message, Span(start, end), severity, counts, 0.9, None, related)
    excerpt = (ExcerptLine(line, text, start, end),)
    return Diagnostic(finding, "share-prompt", text[start:end], line, start + 1, line, end + 1, excerpt, "f" * 16)


def render(diagnostic: Diagnostic, path: str, *, color: bool = False, width: int = 120) -> str:
    return render_block((diagnostic,), path, color, width=width)


def over_lines(first: int, texts: Sequence[str], last: int | None = None) -> Diagnostic:
    """Return a finding over whole lines, of which the excerpt has the first ones."""
    finding = Finding("PRO005", "list of other stories", Span(0, 99), Severity.WARNING)
    excerpt = tuple(ExcerptLine(first + index, text, 0, len(text)) for index, text in enumerate(texts))
    return Diagnostic(
        finding, "related-stories", "\n".join(texts), first, 1, last or first + len(texts) - 1, 9, excerpt, "f" * 16
    )


def a_score(value: float | None = 90.0, verdict: Verdict = Verdict.ARTICLE, **other: Any) -> Score:
    usual = Score(value, value and value / 100, value and 1.0, verdict, 1.0, 1000, 0, 0, 10, 0)
    return usual._replace(**other)


def a_result(
    name: str = "a.txt",
    diagnostics: Sequence[Diagnostic] = (),
    score: Score | None = None,
    failures: Sequence[Failure] = (),
    **source: Any,
) -> Result:
    place = Source(**{"id": name, "path": name, **source})
    return Result(place, tuple(diagnostics), score or a_score(), tuple(failures), (), "en")


def unread(name: str, error: str, number: int | None = None) -> Result:
    source = {"record": number} if number else {}
    return a_result(name, (), a_score(None, Verdict.UNJUDGED, coverage=0.0, characters=0), [Failure("INPUT", error)], **source)


class Said:
    """A gate's answer as reports are told it."""

    failed = True

    def sentence(self) -> str:
        return "gate: FAILED – 1 of 2 documents failed"

    def details(self) -> list[str]:
        return ["limit held: mean score 99.0, allowed 90"]


def report(name: str, results: Sequence[tuple[Result, bool]], **options: Any) -> str:
    stream = io.StringIO()
    made = make(name, stream, ReportOptions(**options))
    made.start()
    add(made, name, results, ReportOptions(**options))
    made.finish(Said())
    return stream.getvalue()


def add(made: Report | Writer, name: str, results: Sequence[tuple[Result, bool]], options: ReportOptions) -> None:
    """Let a report have results, as they are or encoded."""
    encode = encoder(name)
    if encode:
        cast("Writer", made).write(encode([Shown(result, passed) for result, passed in results], options))
    else:
        for result, passed in results:
            cast("Report", made).add(result, passed)


# One finding


def test_a_finding_with_its_line() -> None:
    diagnostic = a_diagnostic(12, text="Well. Share this: or that", span=(6, 17), related=(Note("borne out by 2 lines"),))
    assert render(diagnostic, "page.txt").split("\n") == [
        "CHR004 warning: share prompt",
        "  --> page.txt:12:7",
        "   |",
        "12 | Well. Share this: or that",
        "   |       ^^^^^^^^^^^",
        "   |",
        "   = note: borne out by 2 lines",
    ]


def test_wide_characters_take_two_cells_and_accents_none() -> None:
    drawn = render(a_diagnostic(text="東京 cafe\u0301 到 x", span=(9, 10)), "p").split("\n")
    assert drawn[3:5] == ["1 | 東京 cafe\u0301 到 x", "  |           ^^"]


def test_a_tab_is_as_wide_below_as_in_the_line() -> None:
    drawn = render(a_diagnostic(text="\ta\tb", span=(1, 4)), "p").split("\n")
    assert drawn[3:5] == ["1 |     a    b", "  |     ^^^^^^"]


def test_what_cannot_be_seen_is_written_out() -> None:
    drawn = render(a_diagnostic(text="a\x1b[31m\u202e\ud800b", span=(1, 2), message="odd \x07"), "p\x1b.txt")
    assert "odd \\u0007" in drawn
    assert "p\\u001b.txt:1:2" in drawn
    assert "1 | a\\u001b[31m\\u202e\\ud800b\n  |  ^^^^^^\n" in drawn


def test_other_spaces_are_spaces_unless_they_are_what_it_is_about() -> None:
    text = "wel\u00a0come back\u202fhome"
    assert "1 | wel come back home\n  |     ^^^^\n" in render(a_diagnostic(text=text, span=(4, 8)), "p")
    assert "1 | wel\\u00a0come back home\n  |    ^^^^^^\n" in render(a_diagnostic(text=text, span=(3, 4)), "p")


def test_an_empty_span_has_one_caret() -> None:
    assert "1 | abc\n  |  ^\n" in render(a_diagnostic(text="abc", span=(1, 1)), "p")


def test_several_lines_have_a_bar() -> None:
    assert render(over_lines(9, ["Related", "One story", "Two"]), "p").split("\n")[2:] == [
        "   |",
        " 9 | / Related",
        "10 | | One story",
        "11 | | Two",
        "   | |___^",
        "   |",
    ]


def test_lines_that_are_not_shown_are_hinted_at() -> None:
    assert render(over_lines(1, ["Related", "One"], last=40), "p").split("\n")[2:] == [
        "   |",
        " 1 | / Related",
        " 2 | | One",
        "...  |",
        "   | |___^",
        "   |",
    ]


def test_a_span_that_begins_within_a_line_has_carets() -> None:
    diagnostic = over_lines(1, ["so Related", "One"])
    first = diagnostic.excerpt[0]._replace(start=3)
    drawn = render(diagnostic._replace(excerpt=(first, diagnostic.excerpt[1])), "p")
    assert "1 | so Related\n  |    ^^^^^^^\n2 | One\n  | ^^^\n" in drawn


def test_marks_of_one_line_share_it() -> None:
    text = "a to to b the the c"
    block = tuple(a_diagnostic(text=text, span=span) for span in ((2, 7), (10, 17), (12, 13)))
    assert "1 | a to to b the the c\n  |   ^^^^^   ^^^^^^^\n" in render_block(block, "p")


def test_marks_of_a_long_line_have_a_window_each() -> None:
    text = "x" * 50 + " one " + "y" * 50 + " two"
    block = tuple(a_diagnostic(text=text, span=span) for span in ((51, 54), (106, 109)))
    drawn = render_block(block, "p", width=60)
    assert drawn.count("1 | ") == 2
    assert all(cells(line) <= 60 for line in drawn.split("\n"))


def test_colour_changes_nothing_but_colour() -> None:
    for diagnostic in (a_diagnostic(text="Well. Share this:", span=(6, 17)), over_lines(3, ["a", "b"])):
        coloured = render(diagnostic, "p", color=True)
        assert "\x1b[" in coloured
        assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == render(diagnostic, "p")


@given(any_text.filter(lambda text: "\n" not in text), st.data())
def test_carets_stand_below_the_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    width = data.draw(st.integers(30, 200))
    drawn = render(a_diagnostic(text=text, span=(start, end)), "p", width=width).split("\n")
    assert not any(UNSAFE.search(line) for line in drawn)
    line, below = drawn[3][4:], drawn[4][4:]
    before, marked, _ = piece(text, start, end, width - 4)
    assert cells(below) == (cells(before) + max(1, cells(marked)) if text else 0)
    assert line == "".join(piece(text, start, end, width - 4)).rstrip()
    assert cells(line) <= width + cells("\\U00000000")


@given(any_text, st.data())
def test_a_piece_is_the_line_or_says_that_it_is_cut(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    width = data.draw(st.integers(20, 100))
    before, marked, after = piece(text, start, end, width)
    assert before == shown(even(text[:start])) or before.startswith("…")
    assert marked in (shown(even(text[start:end])), shown(text[start:end])) or marked.endswith("…")
    assert after in (shown(even(text[end:])), "") or after.endswith("…")


def test_text_of_a_whole_document_keeps_its_lines() -> None:
    assert printed("one\r\ntwo\x1b\n\nthree\rfour\n") == "one\ntwo\\u001b\n\nthree\\u000dfour\n"


# What to type


@pytest.mark.parametrize(
    ("diagnostic", "typed"),
    [
        (a_diagnostic(), '"Share this:"'),
        (a_diagnostic(text="Say $HOME `now`"), "'Say $HOME `now`'"),
        (a_diagnostic(text='It\'s "here"'), "'It'\"'\"'s \"here\"'"),
        (a_diagnostic(text="Well. Share this: or", span=(6, 17)), '"*Share this:*"'),
        (a_diagnostic(text="a\tb\u200bc"), '"a*b*c"'),
        (a_diagnostic(text="x" * 90), f'"{"x" * 60}*"'),
        (a_diagnostic(text="  padded\u00a0 "), '"padded"'),
    ],
)
def test_the_help_line_says_what_keeps_the_words(diagnostic: Diagnostic, typed: str) -> None:
    assert help_line(diagnostic) == f"help: scrapelint rule CHR004 · keep it: scrapelint allow CHR004 {typed}"


def test_several_lines_are_allowed_by_the_first() -> None:
    assert help_line(over_lines(1, ["Top stories", "b"])).endswith('allow PRO005 "Top stories"')


@pytest.mark.parametrize("diagnostic", [a_diagnostic(text="\u200b"), a_diagnostic(text="***")])
def test_what_cannot_be_typed_has_no_such_help(diagnostic: Diagnostic) -> None:
    assert help_line(diagnostic) == f"help: scrapelint rule {diagnostic.finding.code}"


def test_plain_words_are_quoted_as_people_do() -> None:
    assert shell_quoted("Share this:") == '"Share this:"'


# Blocks


def test_neighbours_of_one_code_are_one_block() -> None:
    found = [a_diagnostic(line, text=f"item {line}") for line in (3, 4, 6, 9)]
    grouped = blocks(found)
    assert [[each.line for each in block] for block in grouped] == [[3, 4, 6], [9]]
    assert others(grouped[0]) == " (and 2 more, to line 6)"
    assert others(grouped[1]) == ""
    assert others((a_diagnostic(1), a_diagnostic(1))) == " (and 1 more)"


def test_findings_of_another_code_may_stand_between() -> None:
    found = [a_diagnostic(1), a_diagnostic(2, code="CHR002"), a_diagnostic(3)]
    assert [[each.line for each in block] for block in blocks(found)] == [[1, 3], [2]]


def test_damage_and_other_severities_are_not_joined() -> None:
    hurt = [a_diagnostic(line, counts=Counts.DAMAGE) for line in (1, 1, 2)]
    assert len(blocks(hurt)) == 3
    assert len(blocks([a_diagnostic(1), a_diagnostic(2, severity=Severity.ERROR)])) == 2


def test_a_long_block_shows_its_ends() -> None:
    (block,) = blocks([a_diagnostic(line, text=f"item {line}") for line in range(1, 31)])
    drawn = render_block(block, "p")
    assert drawn.startswith("CHR004 warning: share prompt (and 29 more, to line 30)\n")
    assert re.findall(r"item \d+", drawn) == ["item 1", "item 2", "item 3", "item 4", "item 5", "item 30"]
    assert "\n...  |\n" in drawn


@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from(["CHR001", "CHR002", "TXT001"]), st.booleans())))
def test_blocks_lose_nothing(drawn: list[tuple[int, str, bool]]) -> None:
    found = [
        a_diagnostic(line, code=code, counts=Counts.DAMAGE if hurt else Counts.NOTHING) for line, code, hurt in sorted(drawn)
    ]
    grouped = blocks(found)
    assert sorted(id(each) for block in grouped for each in block) == sorted(map(id, found))
    assert [block[0].line for block in grouped] == sorted(block[0].line for block in grouped)


# Words and figures


@pytest.mark.parametrize(
    ("score", "sentence"),
    [
        (
            Score(90.06, 0.918, 0.981, Verdict.ARTICLE, 1.0, 5866, 481, 9, 54, 2),
            "score 90.1 = 100 × purity .918 (481 of 5,866 characters in 9 spans) × integrity .981 (2 of 54 sentences)",
        ),
        (
            Score(100.0, 1.0, 1.0, Verdict.ARTICLE, 1.0, 1, 0, 0, 1, 0),
            "score 100.0 = 100 × purity 1.000 (0 of 1 character) × integrity 1.000 (0 of 1 sentence)",
        ),
        (
            Score(85.0, 0.85, 1.0, Verdict.ARTICLE, 1.0, 100, 10, 1, 5, 0),
            "score 85.0 = 100 × purity .850 (10 of 100 characters in 1 span, 5 suspected) × integrity 1.000 (0 of 5 sentences)",
        ),
        (
            Score(0.0, 0.0, 1.0, Verdict.NOT_AN_ARTICLE, 1.0, 1000, 10, 1, 5, 0),
            "score 0.0 = 100 × purity .000 (the whole is not an article) × integrity 1.000 (0 of 5 sentences)",
        ),
        (Score(None, None, None, Verdict.UNJUDGED, 0.0, 0, 0, 0, 0, 0), "score –: there is no text to judge"),
        (
            Score(None, None, None, Verdict.UNJUDGED, 0.25, 99, 0, 0, 9, 0),
            "score –: only .250 of the text is in a language and form that the rules can judge",
        ),
    ],
)
def test_the_score_in_words(score: Score, sentence: str) -> None:
    assert score_sentence(score) == sentence


@given(st.floats(0, 1))
def test_only_the_perfect_is_shown_as_perfect(value: float) -> None:
    assert (share(value) == "1.000") == (value == 1)
    assert (points(100 * value) == "100.0") == (100 * value >= 100)


def test_counts_and_places() -> None:
    assert plural(1, "finding") == "1 finding"
    assert plural(2310, "finding") == "2,310 findings"
    assert plural(2, "entry", "entries") == "2 entries"
    assert place(Source("x", "a.jsonl", 3)) == "a.jsonl#3"
    assert title(Source("x", "a.jsonl", 3)) == "a.jsonl#3 (x)"
    assert title(Source("a.txt", "a.txt")) == "a.txt"
    assert title(Source("-")) == "-"
    assert state(unread("a.txt", "gone"), passed=False) is State.UNREAD


# full


def test_full_ends_with_a_line_a_file() -> None:
    bad = a_result("long/path.txt", [a_diagnostic(), a_diagnostic(9, severity=Severity.INFO, counts=Counts.NOTHING)])
    said = report("full", [(bad, False), (a_result(), True), (unread("gone.txt", "no such\x1b file"), False)])
    score = score_sentence(a_score())
    assert said.split("\n\n")[-1].splitlines() == [
        f"long/path.txt  failed  article, {score}; 1 warning, 1 info",
        f"a.txt          passed  article, {score}; nothing found",
        "gone.txt       unread  no such\\u001b file",
    ]


def test_full_says_which_rules_broke() -> None:
    assert report("full", [(a_result(failures=[Failure("CHR001", "x"), Failure("CHR002", "x")]), True)]).endswith(
        "; nothing found, 2 rules crashed\n"
    )


def test_full_helps_once_a_code() -> None:
    said = report(
        "full", [(a_result("a.txt", [a_diagnostic(1), a_diagnostic(9)]), False), (a_result("b.txt", [a_diagnostic(1)]), False)]
    )
    assert said.count("help: ") == 1
    assert "help: " not in report("full", [(a_result("a.txt", [a_diagnostic(1)]), False)], quiet=True)


def test_full_stops_at_its_limit_and_never_within_a_block() -> None:
    menu = [a_diagnostic(line) for line in range(1, 8)]
    results = [(a_result(f"{n}.txt", menu), False) for n in range(4)]
    said = report("full", results, max_findings=10)
    assert said.count("-->") == 2
    assert "14 more findings not shown (--max-findings 0 shows all)\n" in said
    assert report("full", results, max_findings=0).count("-->") == 4


def test_full_takes_what_it_is_told_to_show() -> None:
    stream = io.StringIO()
    made = cast("Report", make("full", stream, ReportOptions()))
    expected, other = a_diagnostic(1), a_diagnostic(9, code="CHR002")
    made.add(a_result(diagnostics=[expected, other]), False, [other])
    made.finish(Said())
    assert "CHR004" not in stream.getvalue()
    assert stream.getvalue().endswith("; 2 warnings\n")
    assert "not shown" not in stream.getvalue()


def test_beyond_fifty_documents_there_is_a_summary() -> None:
    results = [(a_result(f"{n}.txt", [a_diagnostic()] * (n % 2), a_score(float(n))), n > 30) for n in range(100)]
    results += [(a_result("z.txt", (), a_score(None, Verdict.UNJUDGED)), True)] * 3
    results += [(unread("gone.txt", "gone"), False)]
    said = report("full", results, max_findings=5)
    assert "× integrity" not in said
    assert said.split("not shown (--max-findings 0 shows all)\n\n")[1] == (
        "104 documents: 100 article, 4 unjudged; 31 failed, 1 unread\n"
        "score: lowest 0.0 · 5 % 5.0 · 25 % 25.0 · median 50.0 · 75 % 75.0 · 95 % 95.0 · highest 99.0\n"
        "\n"
        "findings by rule:\n"
        "  50  CHR004  share-prompt  warning  in 50 documents (48.1 %)\n"
        "\n"
        "worst 10 documents:\n"
        + "".join(f"  {n:>3}.0  {n}.txt  article; {'1 warning' if n % 2 else 'nothing found'}\n" for n in range(10))
        + "      –  and 4 documents without a score\n"
    )


def test_fifty_documents_have_a_line_each() -> None:
    assert report("full", [(a_result(f"{n}.txt"), True) for n in range(50)]).count("× integrity") == 50
    assert report("full", [(a_result(f"{n}.txt"), True) for n in range(51)]).startswith("51 documents: 51 article; 0 failed\n")


def test_only_failing_thins_every_report() -> None:
    results = [(a_result("good.txt", [a_diagnostic()]), True), (a_result("bad.txt", [a_diagnostic()]), False)]
    for name in set(FORMATS) - FILES_ONLY:
        said = report(name, results, only_failing=True)
        assert "good.txt" not in said, name
        assert "bad.txt" in said or name == "statistics"
    assert report("statistics", results, only_failing=True).startswith("1 finding in 1 document\n")


# concise


def test_concise_is_one_line_a_block() -> None:
    found = [a_diagnostic(line, text=f"item {line}", message='share prompt "x"') for line in (3, 4)]
    assert report("concise", [(a_result("p\n.txt", found), False)]) == (
        'p .txt:3:1: warning: CHR004 share prompt "x" (and 1 more, to line 4)\n'
    )


def test_concise_counts_what_it_leaves_out() -> None:
    results = [(a_result(f"{n}.txt", [a_diagnostic(1), a_diagnostic(9)]), False) for n in range(2)]
    assert report("concise", results, max_findings=1).splitlines()[1:] == [
        "3 more findings not shown (--max-findings 0 shows all)"
    ]


# json, jsonl


def test_the_record_of_a_result() -> None:
    result = a_result("x", [a_diagnostic()], meta=(("lang", "en"),), path="a.jsonl", record=3, url="https://e.org/", host="e.org")
    result = result._replace(failures=(Failure("CHR001", "broke"),), skipped=(Skipped("TXT001", "language"),))
    assert record(result, False, "1+2") == {
        "id": "x",
        "path": "a.jsonl",
        "record": 3,
        "url": "https://e.org/",
        "host": "e.org",
        "meta": {"lang": "en"},
        "language": "en",
        "coverage": 1.0,
        "score": 90.0,
        "purity": 0.9,
        "integrity": 1.0,
        "verdict": "article",
        "passed": False,
        "characters": 1000,
        "flagged": 0,
        "sentences": 10,
        "hurt": 0,
        "findings": [
            {
                "code": "CHR004",
                "rule": "share-prompt",
                "severity": "warning",
                "counts": "contamination",
                "confidence": 0.9,
                "message": "share prompt",
                "text": "Share this:",
                "start": 0,
                "end": 11,
                "line": 1,
                "column": 1,
                "end_line": 1,
                "end_column": 12,
                "fixable": False,
                "fingerprint": "f" * 16,
            }
        ],
        "failures": [{"code": "CHR001", "error": "broke"}],
        "skipped": [{"code": "TXT001", "reason": "language"}],
        "ruleset": "1+2",
    }
    assert "text" not in record(result, True, "", text=False)["findings"][0]


def test_an_unread_record_keeps_its_object() -> None:
    said = record(unread("a.jsonl", "not JSON", 7), False, "")
    assert (said["record"], said["score"], said["purity"], said["integrity"], said["verdict"]) == (
        7,
        None,
        None,
        None,
        "unjudged",
    )
    assert said["failures"] == [{"code": "INPUT", "error": "not JSON"}]


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | any_text, lambda each: st.lists(each) | st.dictionaries(any_text, each)
    )
)
def test_json_comes_back_as_it_was(value: object) -> None:
    said = encoded(value)
    assert said.isascii()
    assert len(said.splitlines()) == 1
    assert json.loads(said, parse_constant=pytest.fail) == _finite(value)
    assert json.loads(encoded(value, indent=2)) == _finite(value)


def _finite(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return list(map(_finite, value))
    return {key: _finite(item) for key, item in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_array_is_json(count: int) -> None:
    results = [(a_result(f"{n}.txt", [a_diagnostic()]), False) for n in range(count)]
    array = json.loads(report("json", results, ruleset="r"))
    assert array == [json.loads(line) for line in report("jsonl", results, ruleset="r").splitlines()]
    assert len(array) == count


# markdown, terminal, overview, statistics


def test_the_page_escapes_what_markdown_would_take_for_its_own() -> None:
    said = report(
        "markdown", [(a_result("a|b`<i>_*[x].txt", [a_diagnostic()]), False), (unread("c", "gone"), False)], ruleset="1+2"
    )
    assert "| ``a\\|b`<i>_*[x].txt`` |" in said
    assert "| – | – | – | unjudged | **unread** | – | `c` |" in said
    assert "| 1 | CHR004 | share-prompt | warning | 1 | 50.0 % | `Share this:` |" in said
    assert "**Failed** – 1 of 2 documents failed" in said
    assert "Rule set `1+2`." in said


def test_a_page_about_nothing() -> None:
    said = report("markdown", [])
    assert "0 documents: none; 0 failed." in said
    assert "None." in said


def test_lists_of_documents_are_cut_and_say_so() -> None:
    results = [(a_result(f"{n}.txt", (), a_score(float(n))), True) for n in range(9)]
    assert "6 further documents not listed." in report("markdown", results, documents=3)
    said = report("terminal", results, documents=3)
    assert re.findall(r"\d\.txt", said) == ["0.txt", "1.txt", "2.txt"]
    assert "6 further documents not listed (--documents 0 lists all)" in said
    assert len(re.findall(r"\d\.txt", report("terminal", results, documents=0))) == 9


def test_the_terminal_report_takes_no_markup_from_documents() -> None:
    said = report("terminal", [(a_result("[red]a[/red] :smile:.txt", [a_diagnostic()]), False)], color=False, width=150)
    assert "[red]a[/red] :smile:.txt" in said
    assert "\x1b" not in said
    assert "\x1b[31mfailed" in report("terminal", [(a_result(), False)], color=True)
    assert "0 documents: none" in report("terminal", [])


def test_the_overview_counts_and_lists() -> None:
    results = [
        (a_result("a.txt", [a_diagnostic(), a_diagnostic(9, severity=Severity.ERROR)]), False),
        (a_result("b.txt", (), a_score(100.0)), True),
    ]
    results += [(unread("c.txt", "gone"), False), (a_result("d.txt", failures=[Failure("CHR001", "broke")]), True)]
    said = json.loads(report("overview", results, documents=0))
    assert said["gate"] == {"failed": True, "sentence": "gate: FAILED – 1 of 2 documents failed"}
    assert [said[name] for name in ("documents", "failed", "unjudged", "unread", "crashed", "findings")] == [4, 1, 1, 1, 1, 2]
    assert said["rules"] == [
        {
            "code": "CHR004",
            "rule": "share-prompt",
            "severity": "error",
            "findings": 2,
            "documents": 1,
            "severities": {"error": 1, "warning": 1},
        }
    ]
    assert [(file["path"], file["passed"], file["errors"], file["warnings"]) for file in said["files"]] == [
        ("a.txt", False, 1, 1),
        ("d.txt", True, 0, 0),
        ("b.txt", True, 0, 0),
        ("c.txt", False, 0, 0),
    ]
    assert said["score"]["median"] == 90.0


@given(st.lists(st.floats(0, 100) | st.none(), max_size=40), st.integers(0, 12))
def test_the_tally_agrees_with_a_list(scores: list[float | None], worst: int) -> None:
    tally = Tally(worst)
    for number, value in enumerate(scores):
        tally.add(a_result(f"{number}", (), a_score(value, Verdict.ARTICLE if value is not None else Verdict.UNJUDGED)), True)
    known = sorted(value for value in scores if value is not None)
    assert tally.judged == len(known)
    for which in (0.0, 0.25, 0.5, 0.95, 1.0):
        found = tally.quantile(which)
        assert points(found) == (points(known[min(len(known) - 1, int(which * len(known)))]) if known else "–")
    order = sorted(range(len(scores)), key=lambda n: (math.inf if scores[n] is None else scores[n], n))
    assert [row.source.id for row in tally.worst()] == [str(n) for n in (order[:worst] if worst else order)]


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in HOLDING])
def test_memory_does_not_grow_with_the_run(name: str) -> None:
    """The streams are thrown away: what is left is what a report keeps."""

    class Nowhere(io.StringIO):
        def write(self, text: str) -> int:
            return len(text)

    made = make(name, Nowhere(), ReportOptions())
    made.start()

    def grown(first: int, last: int) -> int:
        before = tracemalloc.get_traced_memory()[0]
        for number in range(first, last):
            result = a_result(f"{number}.txt", [a_diagnostic()], a_score(float(number % 90)))
            add(made, name, [(result, False)], ReportOptions())
        return tracemalloc.get_traced_memory()[0] - before

    tracemalloc.start()
    try:
        grown(0, 500)
        assert grown(500, 1500) < 20_000
    finally:
        tracemalloc.stop()
    made.finish(Said())


# Failures


def test_failures_of_a_file_are_told_when_it_ends() -> None:
    stream = io.StringIO()
    failures = Failures(stream)
    for number in range(1, 4):
        failures.add(Source(f"a.jsonl#{number}", "a.jsonl", number), [Failure("INPUT", "not JSON")])
    failures.add(Source("a.jsonl#4", "a.jsonl", 4), [Failure("CHR001", "ValueError: \x1b")])
    assert stream.getvalue() == ""
    failures.reach("b.txt")
    assert stream.getvalue().count("\n") == 2
    failures.add(Source("b.txt", "b.txt"), (), ["verdict: stub, expected article"])
    failures.finish()
    assert stream.getvalue() == (
        "error: a.jsonl#1: not JSON (and 2 more records of this file)\n"
        "error: a.jsonl#4: rule CHR001 crashed: ValueError: \\u001b\n"
        "error: b.txt: verdict: stub, expected article\n"
    )


def test_a_file_that_fails_in_every_way_is_no_flood() -> None:
    stream = io.StringIO()
    failures = Failures(stream)
    for number in range(1, 101):
        failures.add(Source(f"a.jsonl#{number}", "a.jsonl", number), [Failure("INPUT", f"cause {number}")])
    failures.finish()
    lines = stream.getvalue().splitlines()
    assert len(lines) == DISTINCT + 1
    assert lines[-1] == f"error: a.jsonl: {100 - DISTINCT} further failures of other causes"


# Outputs, formats, colour, progress


def test_an_output_is_there_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    path.write_text("old")
    output = OutputFile(str(path))
    output.stream.write("né\r\n\ud800")
    assert path.read_text() == "old"
    output.close()
    assert path.read_bytes() == "né\r\n\\ud800".encode()
    output.give_up(keep=False)
    assert [each.name for each in tmp_path.iterdir()] == ["out.json"]


def test_an_output_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    output = OutputFile(str(tmp_path / "out.json"))
    assert output.give_up(keep=True) is None
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_cannot_be_moved_into_place_is_an_error(tmp_path: Path) -> None:
    output = OutputFile(str(tmp_path / "out.json"))
    (tmp_path / "out.json").mkdir()
    with pytest.raises(InputError, match=r"out\.json: cannot be written"):
        output.close()


def test_a_device_is_written_to_directly() -> None:
    output = OutputFile("/dev/null")
    output.stream.write("x")
    output.close()
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize(
    ("path", "otherwise", "named", "expected"),
    [
        ("out.json", "full", False, "json"),
        ("out.JSONL", "full", True, "jsonl"),
        ("out.md", "full", False, "markdown"),
        ("out.txt", "concise", False, "concise"),
        ("out", "full", False, "full"),
        ("out.dat", "jsonl", True, "jsonl"),
    ],
)
def test_the_suffix_says_the_format(path: str, otherwise: str, named: bool, expected: str) -> None:
    assert format_of(path, otherwise, named=named) == expected


def test_unknown_formats_and_suffixes_are_named() -> None:
    with pytest.raises(ConfigError, match=r"'\.josn' stands for no output format; did you mean '\.json'\?"):
        format_of("out.josn", "full", named=False)
    with pytest.raises(ConfigError, match=r"there is no output format 'concice'; did you mean 'concise'\?"):
        refuse_unknown("concice")
    assert set(SUFFIXES.values()) <= set(OUTPUT_FORMATS) <= set(FORMATS)


@pytest.mark.parametrize(
    ("environment", "terminal", "expected"),
    [
        ({}, False, False),
        ({}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, True, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
    ],
)
def test_when_to_colour(environment: dict[str, str], terminal: bool, expected: bool) -> None:
    class Stream(io.StringIO):
        def isatty(self) -> bool:
            return terminal

    assert wants_colour(Stream(), environment) is expected


def test_paint_leaves_alone_what_needs_no_colour() -> None:
    assert paint("x", "1", color=False) == "x"
    assert paint("", "1", color=True) == ""
    assert paint("x", "1", "31", color=True) == "\x1b[1;31mx\x1b[0m"


def test_progress_is_patient_and_clears_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    now = [0.0]
    monkeypatch.setattr("lint_rules.reports.progress.monotonic", lambda: now[0])
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    stream = Terminal()
    progress = Progress(stream, shown=True, total=lambda: 4_000_000)
    progress.step(1, 1_000_000, 1_000_000, 77.7)
    assert stream.getvalue() == ""
    now[0] = 2.0
    progress.step(1, 1_000_000, 2_000_000, None)
    drawn = stream.getvalue()
    assert "2 documents 1.0 MB/s" in drawn
    assert "worst 77.7" in drawn
    progress.step(1, 1_000_000, 3_000_000, 50.0)
    assert stream.getvalue() == drawn
    progress.others.write("a warning\n")
    assert stream.getvalue() == drawn + CLEARED + "a warning\n"
    now[0] = 3.0
    progress.step(0, 0, 3_000_000, None)
    assert "3 documents 1.0 MB/s 0:01 left worst 50.0" in stream.getvalue()
    progress.end()
    assert stream.getvalue().rstrip("\r").endswith("\x1b[2K\x1b[?25h") or stream.getvalue().endswith("\x1b[2K")
    silent = io.StringIO()
    progress = Progress(silent, shown=False)
    now[0] = 9.0
    progress.step(1, 1, 1, None)
    progress.end()
    assert silent.getvalue() == ""


@given(any_text, any_text)
def test_no_report_lets_anything_through(name: str, words: str) -> None:
    found = a_diagnostic(text=words.replace("\n", " "), message=words)
    result = a_result(name, [found], failures=[Failure("CHR001", words)], id=words, url=words, meta=(("k", words),))
    for each in set(FORMATS) - FILES_ONLY:
        assert not UNSAFE.search(report(each, [(result, False)])), each
    stream = io.StringIO()
    failures = Failures(stream)
    failures.add(result.source, result.failures, [words])
    failures.finish()
    assert not UNSAFE.search(stream.getvalue())
