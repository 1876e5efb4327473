"""Tables of documents to tables of results: the same results as the command's, row for row, and no row that breaks a batch."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import threading
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lint_rules import Document
from lint_rules.cli import run_command
from lint_rules.config import Config, load
from lint_rules.errors import InputError
from lint_rules.integrations import judging
from lint_rules.integrations.arrow import TableLinter, TableObserver, lint_table, merged, profile_schema
from lint_rules.profiles import Profile
from lint_rules.reports import table
from lint_rules.reports.record import encoded

FIXTURES = Path(__file__).parent.parent / "fixtures"
CONFIG = Config(plugins=False)
BAD = "Skip to content\n\nThe harbour opened at dawn and the boats went out to the grey sea.\n"
GOOD = "The harbour opened at dawn and the boats went out to the grey sea.\n"
INPUT = {"code": "INPUT"}


def records() -> list[dict[str, Any]]:
    """Texts of all kinds, some with an address, some without an id, and some that are none."""
    texts = [path.read_text("utf-8", "replace") for path in sorted(FIXTURES.glob("*/*.txt"))[::3]]
    made: list[dict[str, Any]] = [
        {
            "text": text,
            "id": f"doc-{number}" if number % 3 else None,
            "url": f"https://www.site{number % 5}.example/{number}" if number % 4 else None,
            "crawl": {"name": "2024-10", "part": number},
        }
        for number, text in enumerate(texts)
    ]
    made[5]["text"] = None
    made[7]["text"] = ""
    return made


def command_lines(folder: Path, rows: list[dict[str, Any]], *options: str) -> list[str]:
    """Return what the command says of the records, as it prints it."""
    (folder / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    command = [sys.executable, "-m", "lint_rules", "check", "in.jsonl", "--isolated", "--output-format", "jsonl", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert done.returncode in (0, 1, 2), done.stderr
    return done.stdout.decode("ascii").splitlines()


def located(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([{**row, "path": "in.jsonl", "row": number} for number, row in enumerate(rows, 1)])


def lines(results: pa.Table) -> list[str]:
    return list(map(encoded, table.objects(results)))


def test_results_equal_the_commands_byte_for_byte(tmp_path: Path) -> None:
    rows = records()
    config = load(isolated=True, overrides={"meta-field": "crawl.part,crawl"}).config
    expected = command_lines(tmp_path, rows, "--meta-field", "crawl.part", "--meta-field", "crawl")
    assert len(expected) == len(rows)
    assert lines(lint_table(located(rows), config, path="path", record="row")) == expected


@pytest.mark.parametrize("options", [["--scores-only"], ["--no-text"], ["--min-confidence", "0.9"], ["--min-score", "80"]])
def test_what_a_configuration_leaves_out_is_left_out_as_by_the_command(tmp_path: Path, options: list[str]) -> None:
    rows = records()[:20]
    given = {options[0].removeprefix("--"): float(options[1]) if len(options) > 1 else True}
    results = lint_table(located(rows), load(isolated=True, overrides=given).config, path="path", record="row")
    assert lines(results) == command_lines(tmp_path, rows, *options)


def test_any_batches_in_any_form_give_the_same_rows() -> None:
    given = located(records())
    whole = lint_table(given, CONFIG, path="path", record="row")
    chunked = pa.concat_tables([given.slice(start, 7) for start in range(0, given.num_rows, 7)])
    assert chunked["text"].num_chunks > 1
    assert lint_table(chunked, CONFIG, path="path", record="row").equals(whole)
    encoded_column = given.set_column(0, "text", given["text"].dictionary_encode())
    assert lint_table(encoded_column, CONFIG, path="path", record="row").equals(whole)
    for kind in (pa.large_string(), pa.string_view()):
        cast = given.set_column(0, "text", given["text"].cast(kind))
        assert lint_table(cast, CONFIG, path="path", record="row").equals(whole)
    batches = [lint_table(batch, CONFIG, path="path", record="row") for batch in given.to_batches(max_chunksize=11)]
    assert pa.concat_tables(batches).equals(whole)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(st.characters(codec="utf-8"), max_size=60)), max_size=8))
def test_every_row_has_its_row(texts: list[str | None]) -> None:
    given = pa.table({"text": pa.array(texts, pa.string()), "id": [f"n{number}" for number in range(len(texts))]})
    results = lint_table(given, CONFIG)
    assert results["id"].to_pylist() == given["id"].to_pylist()
    assert results.schema == table.schema()
    for text, failures in zip(texts, results["failures"].to_pylist(), strict=True):
        assert [each["code"] for each in failures] == ([] if text is not None else ["INPUT"])


def test_an_empty_table_gives_an_empty_one_whatever_its_columns() -> None:
    assert lint_table(pa.table({}), CONFIG).schema == table.schema()
    assert lint_table(pa.table({"text": pa.array([], pa.string())}), CONFIG, prefix="lint_").num_rows == 0


def test_a_bad_row_is_a_failure_of_that_row() -> None:
    """Bytes that are no UTF-8, in a column that says they are: pyarrow reads such files without a word."""
    broken = pa.Array.from_buffers(
        pa.string(), 3, [None, pa.array([0, 4, 6, 10], pa.int32()).buffers()[1], pa.py_buffer(b"One.\xff\xfeTwo.")]
    )
    results = lint_table(pa.table({"text": broken, "id": ["a", "b", "c"]}), CONFIG).to_pylist()
    assert [row["id"] for row in results] == ["a", "b", "c"]
    assert [len(row["failures"]) for row in results] == [0, 1, 0]
    assert results[1]["failures"][0]["code"] == "INPUT"
    assert "the field 'text' cannot be read" in results[1]["failures"][0]["error"]
    assert results[0]["characters"] == results[2]["characters"] == 4


def test_what_is_no_text_is_a_failure_that_says_so() -> None:
    results = lint_table(pa.table({"text": [1, 2]}), CONFIG).to_pylist()
    assert [row["failures"] for row in results] == [[INPUT | {"error": "the field 'text' is a number, not a text"}]] * 2
    assert [row["passed"] for row in results] == [False, False]


def test_a_text_that_is_too_large_is_a_failure_and_the_rest_goes_on() -> None:
    results = lint_table(pa.table({"text": ["x" * 101, GOOD]}), Config(plugins=False, max_document_size=100)).to_pylist()
    assert [row["failures"] for row in results] == [[INPUT | {"error": "larger than max-document-size (100 bytes)"}], []]


def test_where_a_row_comes_from_is_null_where_it_is_not_known() -> None:
    (row,) = lint_table(pa.table({"text": [GOOD]}), CONFIG).to_pylist()
    assert (row["id"], row["path"], row["record"]) == ("-", None, None)


def test_meta_of_any_type_is_carried() -> None:
    given = pa.table(
        {
            "text": [GOOD],
            "when": [datetime(2024, 10, 5, 12, 30, tzinfo=UTC)],
            "price": [Decimal("12.50")],
            "raw": [b"\x00\xff"],
            "nested": [{"list": [1, None], "deep": {"x": "y"}}],
        }
    )
    (row,) = lint_table(given, Config(plugins=False, meta_field=("when", "price", "raw", "nested"))).to_pylist()
    meta = json.loads(row["meta"])
    assert meta["nested"] == {"list": [1, None], "deep": {"x": "y"}}
    assert "2024-10-05" in meta["when"]
    assert list(meta) == ["when", "price", "raw", "nested"]


def test_columns_of_other_names_and_inside_of_structs() -> None:
    given = pa.table({"page": [{"body": BAD, "at": "https://www.example.org/x"}], "n": [7]})
    config = Config(plugins=False, text_field="page.body", url_field="page.at", id_field="n")
    (row,) = lint_table(given, config).to_pylist()
    assert (row["id"], row["host"], [each["code"] for each in row["findings"]]) == ("7", "example.org", ["CHR001"])


def test_kept_columns_stand_before_the_results() -> None:
    given = pa.table({"text": [BAD, GOOD], "id": ["a", "b"], "n": pa.array([1, None], pa.int8())})
    results = lint_table(given, CONFIG, keep=("n", "text"))
    assert results.column_names == ["n", "text", *table.schema().names]
    assert results["n"].equals(given["n"])
    scores = Config(plugins=False, scores_only=True)
    every = lint_table(given, scores, keep=True, prefix="lint_")
    assert every.select(["text", "id", "n"]).equals(given)
    assert every.column_names[3:] == ["lint_" + name for name in table.schema(scores_only=True).names]
    assert every.schema == TableLinter(scores, keep=True, prefix="lint_").schema(given.schema)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"config": Config(text_field="content")}, r"no column 'content' \(text-field\); the input has body, id"),
        ({"config": Config(text_field="body", id_field="idd")}, r"no column 'idd' \(id-field\).*; did you mean 'id'\?"),
        ({"config": Config(text_field="body", meta_field=("crawl",))}, r"no column 'crawl' \(meta-field\)"),
        ({"config": Config(text_field="body"), "path": "file"}, r"no column 'file' \(path\)"),
        ({"config": Config(text_field="body"), "keep": ("text",)}, r"no column 'text' \(keep\)"),
        ({"table": pa.Table.from_arrays([[GOOD], [GOOD]], ["text", "text"])}, "several columns are named 'text'"),
        ({"config": Config(text_field="body"), "keep": True}, r"has a column 'id', as the results have: .* 'prefix'"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_its_columns(asked: dict[str, Any], error: str) -> None:
    with pytest.raises(InputError, match=error):
        lint_table(**{"table": pa.table({"body": [GOOD], "id": ["a"]}), **asked})


def test_no_text_leaves_the_words_out() -> None:
    (row,) = lint_table(pa.table({"text": [BAD]}), Config(plugins=False, no_text=True)).to_pylist()
    assert row["findings"][0]["text"] is None


def test_a_process_makes_one_linter_for_equal_configurations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_judges", [])
    given = pa.table({"text": [GOOD]})
    for number in (0, 0, 0, *range(judging.LINTERS_KEPT + 2)):
        lint_table(given, Config(plugins=False, select=("CHR",), max_findings=number))
        assert len(judging._judges) == min(number + 1, judging.LINTERS_KEPT)
    kept = judging._judges[0]
    lint_table(given, kept.config)
    assert judging._judges[0] is kept


def test_threads_share_a_linter() -> None:
    given = located(records())
    expected = lint_table(given, CONFIG)
    results: list[pa.Table] = []
    threads = [threading.Thread(target=lambda: results.append(lint_table(given, CONFIG))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(each.equals(expected) for each in results)
    assert len(results) == 3


def test_a_table_linter_travels() -> None:
    judge = TableLinter(CONFIG, keep=("id",), prefix="lint_")
    given = pa.table({"text": [BAD], "id": ["a"]})
    expected = judge(given)
    sent = pickle.loads(pickle.dumps(judge))
    assert sent == judge
    assert sent(given).equals(expected)


def test_an_engine_that_is_not_installed_is_named() -> None:
    code = "import sys; sys.modules['datatrove'] = None; import lint_rules.integrations.datatrove"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "this needs datatrove: pip install 'scrapelint[datatrove]'" in done.stderr


def test_a_profile_by_parts_equals_the_commands_byte_for_byte(tmp_path: Path) -> None:
    rows = records()
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    command = [sys.executable, "-m", "lint_rules", "profile", "build", "in.jsonl", "--isolated", "-o", "own.profile"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 2, done.stderr  # one record is no text
    observer = TableObserver(load(isolated=True).config, path="path", record="row")
    parts = [observer.as_table(part.to_batches(max_chunksize=3)) for part in (located(rows[:20]), located(rows)[20:])]
    assert all(part.schema == profile_schema() for part in parts)
    whole = merged(row["profile"] for part in reversed(parts) for row in part.to_pylist())
    assert whole.to_bytes() == (tmp_path / "own.profile").read_bytes()


def test_a_profile_counts_without_scores_and_of_nothing() -> None:
    given = located(records())
    assert TableObserver(CONFIG, scores=False)([given]).head.scored_by == ""
    assert merged([]).to_bytes() == merged([TableObserver(CONFIG, scores=False).as_table([])["profile"][0].as_py()]).to_bytes()


def test_a_text_that_breaks_the_count_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    observed = Profile.observe

    def breaking(self: Profile, documents: list[Document], score: Any) -> Profile:
        if BAD in documents[0].text:
            raise ValueError("broken")
        return observed(self, documents, score)

    texts = [GOOD, BAD, None, GOOD]
    given = pa.table({"text": texts, "url": [f"https://www.example.org/{number}" for number in range(len(texts))]})
    without = TableObserver(CONFIG)([given.take([0, 3])]).to_bytes()
    monkeypatch.setattr(Profile, "observe", breaking)
    assert TableObserver(CONFIG)([given]).to_bytes() == without


def test_a_profile_that_is_built_anew_is_read_anew(tmp_path: Path) -> None:
    """Under its old name, in the process that judged by the old one."""
    footer = "The Courier comes out on every working day"
    pages = [{"text": f"{GOOD}\n{footer}\n\nNumber {n}.\n", "url": f"https://a.example/{n}"} for n in range(9)]
    config = Config(plugins=False, profile=str(tmp_path / "sites.profile"))
    found = []
    for count in (1, 9):
        given = pa.Table.from_pylist(pages[:count])
        TableObserver(config)([given]).save(tmp_path / "sites.profile")
        codes = [finding["code"] for finding in lint_table(given, config)["findings"][0].as_py()]
        found.append([code for code in codes if code.startswith("SIT")])
    assert found[0] == []
    assert found[1] != []


def test_a_baseline_that_is_made_anew_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with profiles."""
    monkeypatch.chdir(tmp_path)
    page = {"text": f"{GOOD}\nShare this:\n", "url": "https://a.example/1"}
    config = Config(plugins=False, baseline="known.baseline")
    (tmp_path / "page.jsonl").write_text(json.dumps(page), "utf-8")
    found = []
    for text in (GOOD, page["text"]):
        (tmp_path / "page.jsonl").write_text(json.dumps({**page, "text": text}), "utf-8")
        command = ["baseline", "create", "page.jsonl", "--isolated", "--baseline", "known.baseline", "--scope", "host", "--force"]
        assert run_command(command) == 0
        findings = lint_table(pa.Table.from_pylist([page]), config)["findings"][0].as_py()
        found.append([finding.get("known") for finding in findings if finding["code"] == "CHR004"])
    assert found == [[None], [True]]


def test_the_example_without_an_engine_equals_the_command(tmp_path: Path) -> None:
    pages = [
        {
            "id": f"p{n}",
            "text": f"{GOOD}\nThe Courier comes out on every working day\n\nNumber {n}.\n",
            "url": f"https://a.example/{n}",
        }
        for n in range(12)
    ]
    (tmp_path / "crawl").mkdir()
    for number in range(3):
        pq.write_table(pa.Table.from_pylist(pages[number::3]), tmp_path / "crawl" / f"{number}.parquet")
    example = Path(__file__).parent.parent / "docs" / "engines" / "lint_with_arrow.py"
    subprocess.run([sys.executable, str(example), "crawl", "out"], cwd=tmp_path, check=True)
    options = ("--include", "*.parquet", "--isolated")
    module = (sys.executable, "-m", "lint_rules")
    subprocess.run([*module, "profile", "build", "crawl", "-o", "own.profile", *options], cwd=tmp_path, check=True)
    assert (tmp_path / "out" / "sites.profile").read_bytes() == (tmp_path / "own.profile").read_bytes()
    command = [*module, "check", "crawl", "--profile", "own.profile", "--output-format", "jsonl", *options]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).stdout
    expected = [{**json.loads(line), "path": None, "record": None} for line in said.splitlines()]
    assert any(finding["code"].startswith("SIT") for each in expected for finding in each["findings"])
    written = [pq.read_table(path) for path in sorted((tmp_path / "out").glob("*.parquet"))]
    assert lines(pa.concat_tables(written)) == list(map(encoded, expected))
