"""What `scrapelint report` writes besides the page: tables of scores, and Markdown within its bounds."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lint_rules.finding import Counts, Diagnostic, Failure, Finding, Result, Score, Severity, Source, Span, Suppressed, Verdict
from lint_rules.reports import Report, ReportOptions, Shown, Writer, encoder, make
from lint_rules.reports.markdown import BYTES, EXAMPLE_SHOWN, GROUPS_LISTED, code, text
from lint_rules.reports.scores import COLUMNS
from lint_rules.reports.scores.csv import FORMULA_SIGNS, safe
from lint_rules.reports.scores.parquet import schema

HOSTILE = (
    "=cmd()|' /C calc'!A0",
    "\t=1+1",
    "\r\n@SUM(1)",
    "+1-2",
    "＝１",
    'a,"b"\nc\r\nd',
    "\x1b[31m\u202egnp.exe\u2066\u200b\ud800\x00",
    "::error file=a::x ##[error]x",
    "a|b \\| \\\\| `x` ``y`` [l](javascript:x) <img src=x> @user #12 GH-3 https://evil.example www.evil.example *b* _i_ ~~s~~",
    "`",
    "\\",
    "",
)
words = st.text(st.characters(codec=None), max_size=60) | st.sampled_from(HOSTILE)
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")


class Said:
    """A gate's answer."""

    failed = True

    def sentence(self) -> str:
        return "gate: FAILED – 1 of 2 documents failed: host @evil"

    def details(self) -> list[str]:
        return ["limit NOT HELD: www.evil.example: mean score 50.0"]


def a_diagnostic(severity: Severity = Severity.WARNING, quoted: str = "Share this:", *, known: bool = False) -> Diagnostic:
    finding = Finding("CHR004", "share prompt", Span(0, 4), severity, Counts.CONTAMINATION, 0.9)
    return Diagnostic(finding, "share-prompt", quoted, 1, 1, 1, 5, (), "f" * 16, known=known)


def a_result(name: str, found: Sequence[Diagnostic] = (), score: float | None = 90.0, **other: Any) -> Result:
    place: dict[str, Any] = {key: other.pop(key) for key in ("path", "record", "url", "host", "meta") if key in other}
    judged = Score(score, 0.9, 1.0, Verdict.ARTICLE, 1.0, 100, 10, 1, 5, 0)
    return Result(Source(name, **place), tuple(found), judged, (), (), "en")._replace(**other)


def table(documents: Sequence[Shown], **options: Any) -> str:
    chosen = ReportOptions(**options)
    stream = io.StringIO()
    made = cast("Writer", make("scores-csv", stream, chosen))
    made.start()
    encode = encoder("scores-csv")
    assert encode
    made.write(encode(documents, chosen))
    made.finish(Said())
    return stream.getvalue()


def markdown(results: Sequence[Result], **options: Any) -> str:
    stream = io.StringIO()
    made = cast("Report", make("markdown", stream, ReportOptions(**options)))
    made.start()
    for result in results:
        made.add(result, False)
    made.finish(Said())
    return stream.getvalue()


# Scores


def a_full_result() -> Result:
    found = [a_diagnostic(Severity.ERROR), a_diagnostic(), a_diagnostic(), a_diagnostic(Severity.INFO), a_diagnostic(known=True)]
    return a_result(
        "x-1",
        found,
        90.123456789,
        path="a.jsonl",
        record=3,
        url="https://h.example/x",
        host="h.example",
        meta=(("extractor", "y"), ("n", 1)),
        suppressed=(Suppressed(a_diagnostic(), "suppression", "why"),),
    )


def test_a_row_has_all_columns() -> None:
    said = table([Shown(a_full_result(), False), Shown(a_result("x-2", score=None), True)])
    first, second = csv.DictReader(io.StringIO(said))
    assert list(first) == list(COLUMNS)
    assert first == {
        "id": "x-1",
        "path": "a.jsonl",
        "record": "3",
        "url": "https://h.example/x",
        "host": "h.example",
        "score": "90.123456789",
        "purity": "0.9",
        "integrity": "1.0",
        "verdict": "article",
        "passed": "false",
        "characters": "100",
        "flagged": "10",
        "errors": "1",
        "warnings": "2",
        "info": "1",
        "known": "1",
        "suppressed": "1",
        "meta": '{"extractor": "y", "n": 1}',
    }
    assert (second["score"], second["path"], second["passed"], second["meta"]) == ("", "", "true", "{}")
    only = list(
        csv.DictReader(io.StringIO(table([Shown(a_full_result(), False), Shown(a_result("x-2"), True)], only_failing=True)))
    )
    assert [each["id"] for each in only] == ["x-1"]


@given(st.lists(words, min_size=5, max_size=5))
def test_a_cell_is_neither_formula_nor_line_nor_invisible(said: list[str]) -> None:
    name, path, url, host, value = said
    documents = [Shown(a_result(name, path=path, url=url, host=host, meta=((value, value),)), True)] * 3
    made = table(documents)
    assert len(made.split("\n")) == 5  # a line each, also for readers that know of no quotes
    rows = list(csv.reader(io.StringIO(made)))
    assert [len(each) for each in rows] == [len(COLUMNS)] * 4
    assert not [cell for each in rows[1:] for cell in each if cell.strip().startswith(tuple(FORMULA_SIGNS))]
    assert not UNSAFE.search(made)


def test_a_formula_has_an_apostrophe_before_it() -> None:
    assert [safe(each) for each in ("=1", "\t=1", "\n@x", "-1", "＝1")] == ["'=1", "'    =1", "' @x", "'-1", "'＝1"]
    assert safe("a=1") == "a=1"
    assert safe("a\u00a0b\u202ec") == "a b\\u202ec"


def test_the_parquet_file_has_the_same_rows_with_types(tmp_path: Path) -> None:
    rows = [
        {"id": f"=d{n}\n", "text": "Skip to content\nThe council met on Monday.\nShare this:\n", "site": f"s{n}"}
        for n in range(9)
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows) + "{broken\n", "utf-8")
    command = [sys.executable, "-m", "lint_rules", "report", "in.jsonl", "--isolated", "--meta-field", "site"]
    done = subprocess.run(
        [*command, "-o", "s.csv", "-o", "s.parquet", "-o", "s.csv.gz"], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 2, done.stderr
    found = pyarrow.parquet.read_table(tmp_path / "s.parquet")
    assert found.schema == schema()
    with (tmp_path / "s.csv").open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    assert found.num_rows == len(cells) == 10
    for row, line in zip(found.to_pylist(), cells, strict=True):
        for name, kind in COLUMNS.items():
            if row[name] is None:
                assert line[name] == ""
            elif kind is str:
                assert line[name] == safe(row[name])
            else:
                assert line[name] == (str(row[name]).lower() if kind is bool else str(row[name]))
    assert found["id"][0].as_py() == "=d0\n"
    assert json.loads(found["meta"][3].as_py()) == {"site": "s3"}
    assert found["score"][9].as_py() is None


def test_lone_surrogates_are_replaced_in_parquet() -> None:
    encode = encoder("scores-parquet")
    assert encode
    batch = cast("Any", encode([Shown(a_result("a\ud800b"), True)], ReportOptions()))
    assert batch["id"][0].as_py() == "a\ufffdb"


@pytest.mark.parametrize("name", ["s.cvs", "s.parquet.gz"])
def test_other_names_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").write_text("The council met on Monday.", "utf-8")
    command = [sys.executable, "-m", "lint_rules", "report", "a.txt", "--isolated", "-o", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert name in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


# Markdown

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def cells(said: str) -> list[list[list[tuple[str, str]]]]:
    """Return the rows of all tables as a reader of Markdown sees them: each cell as its tokens' types and contents."""
    rows: list[list[list[tuple[str, str]]]] = []
    for token in MARKDOWN.parse(said):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append([(child.type, child.content) for child in token.children or []])
    return rows


@given(words, words)
def test_words_stay_words_in_a_cell(first: str, second: str) -> None:
    """Whatever stands in a cell is one piece of code, and the cells stay as many."""
    said = f"| A | B | C |\n|---|---|---|\n| {code(first, 500)} | {code(second, 500)} | end |\n"
    (row,) = cells(said)[1:]
    assert [len(cell) for cell in row] == [1, 1, 1]
    assert row[2] == [("text", "end")]
    for cell in row[:2]:
        ((kind, content),) = cell
        assert kind == "code_inline" or content == "–"
        assert not UNSAFE.search(content)


def test_code_shows_what_it_was_given() -> None:
    given_and_shown = {
        "a|b": "a|b",
        "`x`": "`x`",
        "``": "``",
        "a\\|b": "a\\u005c|b",
        "@user #1 https://x.example": "@user #1 https://x.example",
        "\u200b": "\\u200b",
        "##[error]x": "##\\u005berror]x",
        "\u00a0": "\\u00a0",
        "x" * 100: "x" * 79 + "…",
    }
    said = "| A |\n|---|\n" + "".join(f"| {code(each, EXAMPLE_SHOWN)} |\n" for each in given_and_shown)
    assert [row[0][0] for row in cells(said)[1:]] == [("code_inline", each) for each in given_and_shown.values()]
    assert code(" ", 9) == code("", 9) == "–"


def test_no_platform_sees_a_link_in_a_sentence() -> None:
    assert text("@user #12 https://a.example www.b.example GH-3") == (
        "@<!-- -->user #<!-- -->12 https:<!-- -->//a.example www<!-- -->.b.example GH<!-- -->-3"
    )
    said = markdown([])
    assert "**Failed** – 1 of 2 documents failed: host @<!-- -->evil" in said
    assert "- limit NOT HELD: www<!-- -->.evil.example: mean score 50.0" in said


@given(st.lists(words, min_size=5, max_size=5))
def test_no_line_is_a_command_and_no_html_is_raw(said: list[str]) -> None:
    name, host, key, value, quoted = said
    made = markdown([a_result(name, [a_diagnostic(quoted=quoted)], host=host, meta=((key, value),)) for _ in range(2)])
    assert not UNSAFE.search(made)
    for line in made.splitlines():
        assert not line.strip().startswith("::")
        assert "##[" not in line
    kinds = [child.type for token in MARKDOWN.parse(made) for child in token.children or []]
    assert set(kinds) <= {"text", "code_inline", "strong_open", "strong_close", "html_inline", "softbreak", "text_special"}
    inline = [child for token in MARKDOWN.parse(made) for child in token.children or [] if child.type == "html_inline"]
    assert {child.content for child in inline} <= {"<!-- -->"}
    assert not [token for token in MARKDOWN.parse(made) if token.type == "html_block"]


def test_groups_are_listed_where_there_are_several() -> None:
    results = [a_result(str(n), score=float(n), host=f"h{n % 20:02}.example", meta=(("extractor", "x"),)) for n in range(60)]
    said = markdown(results)
    assert "## Scores by `host`" in said
    assert "extractor" not in said  # of one value there is nothing to tell
    assert said.count("| 3 | 3 |") == GROUPS_LISTED
    assert f"{GROUPS_LISTED} of 20 are listed" in said


def test_known_and_suppressed_findings_are_told_apart() -> None:
    said = markdown([a_full_result()])
    assert "| 4 | CHR004 |" in said
    assert "Apart from these: 1 known, 1 suppressed." in said
    assert "None.\n\nApart from these: 1 known." in markdown([a_result("a", [a_diagnostic(known=True)])])


def test_no_words_where_none_are_wanted() -> None:
    assert "Share this" in markdown([a_full_result()])
    assert "Share this" not in markdown([a_full_result()], text=False)


def test_the_page_stays_within_a_megabyte() -> None:
    results = [
        a_result(
            f"{n} " + "日" * 300, [a_diagnostic(quoted="日" * 300)], float(n % 100), path="日" * 300, host=f"{n}" + "日" * 99
        )
        for n in range(3000)
    ]
    said = markdown(results, documents=0, ruleset="1+2")
    assert BYTES * 0.9 < len(said.encode()) <= BYTES
    listed = said.split("worst first")[1].count("| **failed** |")
    assert f"{3000 - listed:,} further documents not listed." in said
    assert said.endswith("Rule set `1+2`.\n")


def test_failures_do_not_get_in_the_way() -> None:
    unread = a_result("c", score=None, failures=(Failure("INPUT", "gone"),), host="h")
    said = markdown([unread, a_result("d", host="g")])
    assert "Scores by" not in said
    assert "| **unread** | – | `c` |" in said


def test_what_could_not_be_judged_is_named_however_many_documents_there_are() -> None:
    results = [a_result(f"good {n}", score=float(n)) for n in range(60)]
    results += [a_result(f"bad|{n}", score=None, failures=(Failure("INPUT", f"not JSON: `{n}`\n::error::x"),)) for n in range(25)]
    results += [a_result("crashed", failures=(Failure("CHR001", "ValueError: x"),))]
    said = markdown(results, documents=50)
    section = said.split("## Not judged\n\n")[1].split("\n## ")[0]
    assert section.startswith("INPUT – could not be read, 25 documents:\n\n- `bad\\|0`: ``not JSON: `0` ::error::x``\n")
    assert "- … and 5 more\n\nCHR001 – this rule crashed, 1 document:\n\n- `crashed`: `ValueError: x`\n" in section
    assert "Not judged" not in markdown(results[:60])


def test_a_rule_says_how_many_of_its_findings_are_errors() -> None:
    mixed = a_result("a", [a_diagnostic(severity=Severity.ERROR), a_diagnostic()])
    said = markdown([mixed])
    assert "| 2 | CHR004 | share-prompt | 1 error, 1 warning | 1 |" in said
    assert "| 1 | CHR004 | share-prompt | warning | 1 |" in markdown([a_result("a", [a_diagnostic()])])


def test_a_document_names_the_rules_of_its_worst_findings() -> None:
    def found(*severities: Severity) -> Result:
        return a_result("a", [a_diagnostic(severity=severity) for severity in severities])

    assert "| 1 error (CHR004), 1 warning | `a` |" in markdown([found(Severity.WARNING, Severity.ERROR)])
    assert "| 2 warnings (CHR004) | `a` |" in markdown([found(Severity.WARNING, Severity.WARNING)])
    assert "| nothing new, 1 known | `a` |" in markdown([a_result("a", [a_diagnostic(known=True)])])
    several = [a_diagnostic()._replace(finding=a_diagnostic().finding._replace(code=f"TXT{n:03}")) for n in range(5)]
    assert "| 5 warnings (TXT000, TXT001, TXT002, …) | `a` |" in markdown([a_result("a", several)])


def test_the_columns_are_told() -> None:
    page = (Path(__file__).parent.parent / "docs" / "report.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.+?) \| (.+?) \| .+ \|$", page.partition("## Scores")[2], re.MULTILINE)
    assert [name for names, _ in rows for name in re.findall(r"`([a-z]+)`", names)] == list(COLUMNS)
