"""Results that were saved: read back as they were, reported and gated without the texts, refused where they are not whole."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Run
from lint_rules.cli import run_command
from lint_rules.errors import ConfigError, InputError
from lint_rules.reports import saved
from lint_rules.reports.record import encoded, record

FIXTURES = Path(__file__).parent.parent / "fixtures"
FORMATS = ("jsonl", "json", "parquet", "jsonl.gz", "json.xz")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the same results in each format that can be read back."""
    folder = tmp_path_factory.mktemp("results")
    outputs = [argument for suffix in FORMATS for argument in ("-o", str(folder / f"results.{suffix}"))]
    inputs = [str(FIXTURES / kind) for kind in ("mixed", "listing_page", "stub")]
    assert run_command(["check", *inputs, *outputs, "--isolated", "--exit-zero", "-q"]) == 0
    return folder


@pytest.fixture
def results(files: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (files / "results.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_is_read_back_is_what_was_written(files: Path, suffix: str) -> None:
    path = str(files / f"results.{suffix}")
    assert saved.is_saved(path)
    lines = [encoded(record(each.result, each.passed, each.ruleset)) for each in saved.read(path)]
    assert lines == (files / "results.jsonl").read_text("utf-8").splitlines()
    assert any('"lines"' in line for line in lines)
    assert any('"settles"' in line for line in lines)


def test_an_array_that_another_program_laid_out_is_read_too(files: Path, tmp_path: Path, results: list[dict[str, Any]]) -> None:
    for number, indent in enumerate((None, 2)):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps(results, indent=indent), "utf-8")
        assert saved.is_saved(str(path))
        assert list(saved.read(str(path))) == list(saved.read(str(files / "results.jsonl")))


def test_records_of_a_crawl_are_no_results(tmp_path: Path) -> None:
    for name, content in {
        "a.jsonl": '{"id": "1", "text": "word", "score": 1}\n',
        "b.jsonl": "not JSON\n",
        "c.json": "[]",
        "d.parquet": "no table",
        "e.txt": "{}",
        "f.jsonl": "",
        "g.jsonl": "[1]\n",
    }.items():
        (tmp_path / name).write_text(content, "utf-8")
        assert not saved.is_saved(str(tmp_path / name)), name
    assert not saved.is_saved(str(tmp_path))
    assert not saved.is_saved(str(tmp_path / "none.jsonl"))


def damaged(result: dict[str, Any], path: tuple[str | int, ...], value: Any) -> str:
    copy = json.loads(json.dumps(result))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    if value is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return json.dumps(copy)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("id",), 3, "'id' is int, where str is wanted"),
        (("score",), "90", "'score' is str, where a number is wanted"),
        (("score",), True, "'score' is bool, where a number is wanted"),
        (("verdict",), "splendid", "'splendid' is not a valid Verdict"),
        (("characters",), -1, "'characters' is no count"),
        (("ruleset",), ..., "it has no 'ruleset'"),
        (("findings",), ..., "written with --scores-only: it lacks its findings"),
        (("findings",), {}, "'findings' is dict, where list is wanted"),
        (("findings", 0), "x", "a finding is str"),
        (("findings", 0, "severity"), "grave", "'severity': there is none 'grave'"),
        (("findings", 0, "fingerprint"), None, "'fingerprint' is NoneType, where str is wanted"),
        (("failures",), [{"code": "X"}], "it has no 'error'"),
    ],
)
def test_a_damaged_record_is_refused_by_its_line(
    tmp_path: Path, results: list[dict[str, Any]], path: tuple[str | int, ...], value: Any, said: str
) -> None:
    file = tmp_path / "results.jsonl"
    file.write_text("\n".join([json.dumps(results[0]), "", damaged(results[0], path, value)]), "utf-8")
    with pytest.raises(InputError, match=re.escape(f"{file}: line 3: no result: {said}")):
        list(saved.read(str(file)))


def test_files_that_are_cut_off_are_refused_by_name(files: Path, tmp_path: Path) -> None:
    for suffix in FORMATS:
        whole = (files / f"results.{suffix}").read_bytes()
        path = tmp_path / f"cut.{suffix}"
        path.write_bytes(whole[: len(whole) * 2 // 3])
        with pytest.raises(InputError, match=re.escape(str(path))):
            list(saved.read(str(path)))


@given(st.data())
def test_a_changed_line_is_read_or_refused_by_name(
    files: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    line = (files / "results.jsonl").read_bytes().splitlines()[0]
    at = data.draw(st.integers(0, len(line)))
    changed = line[:at] + data.draw(st.binary(max_size=3)) + line[data.draw(st.integers(at, min(len(line), at + 3))) :]
    path = tmp_path_factory.mktemp("fuzz") / "results.jsonl"
    path.write_bytes(changed)
    refused = None
    try:
        list(saved.read(str(path)))
    except InputError as error:
        refused = str(error)
    assert refused is None or str(path) in refused


def test_results_of_other_rules_are_refused_unless_that_is_allowed(files: Path) -> None:
    path = str(files / "results.jsonl")
    (ruleset,) = {each.ruleset for each in saved.read(path)}
    assert list(saved.results([path], ruleset)) == [each.result for each in saved.read(path)]
    with pytest.raises(ConfigError, match=r"judged by rule set .* where 9\.9\+abc is in force"):
        list(saved.results([path], "9.9+abc"))
    assert len(list(saved.results([path, path], "9.9+abc", allow_change=True))) == 2 * len(list(saved.read(path)))


def scrapelint(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lint_rules", *arguments]
    environment = os.environ | {"PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)


def test_the_gate_of_saved_results_is_that_of_the_run(files: Path) -> None:
    inputs = [str(FIXTURES / kind) for kind in ("mixed", "listing_page", "stub")]
    limits = ["--mean-score", "60", "--lowest-score", "1", "--max-below", "60:1%", "--isolated", "--max-failing", "100%"]
    judged = scrapelint("check", *inputs, "-o", os.devnull, *limits, cwd=files)
    for suffix in FORMATS:
        gated = scrapelint("gate", f"results.{suffix}", *limits, cwd=files)
        assert (gated.returncode, gated.stderr) == (judged.returncode, judged.stderr)
        assert gated.stdout == ""
    assert judged.returncode == 1
    assert "limit NOT HELD: lowest score 0.0 of" in judged.stderr
    loose = scrapelint("gate", "results.parquet", "--fail-on", "never", "--fail-on-verdict", "unjudged", "--isolated", cwd=files)
    assert loose.returncode == 0


def test_an_earlier_run_is_held_against_this_one(files: Path) -> None:
    clean = ["check", str(FIXTURES / "clean"), "--isolated", "-q", "-o", "clean.jsonl"]
    better = scrapelint(*clean, "--previous", "results.jsonl", cwd=files)
    assert better.returncode == 0, better.stderr
    worse = scrapelint("gate", "results.json", "--previous", "clean.jsonl", "--max-failing", "100%", "--isolated", cwd=files)
    assert worse.returncode == 1
    assert re.search(r"limit NOT HELD: mean score: [\d.]+ after 9\d\.\d \(at most 1 point lower\)", worse.stderr)
    gone = scrapelint("gate", "results.json", "--previous", "none.jsonl", "--isolated", cwd=files)
    assert gone.returncode == 2
    assert gone.stderr == f"error: previous: {files / 'none.jsonl'}: there is no such file or folder\n"


def test_a_report_of_saved_results_is_that_of_the_texts(files: Path) -> None:
    inputs = [str(FIXTURES / kind) for kind in ("mixed", "listing_page", "stub")]
    judged = scrapelint("report", *inputs, "-o", "judged.md", "--isolated", cwd=files)
    read = scrapelint("report", "results.parquet", "-o", "read.md", "--isolated", cwd=files)
    assert read.stderr == judged.stderr
    assert (files / "read.md").read_text("utf-8") == (files / "judged.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["report", "results.jsonl", "page.txt"], "page.txt: holds no results, as results.jsonl does: give one kind"),
        (["report", "page.txt", "--texts", "page.txt"], "--texts: the inputs are no saved results, and bring their texts along"),
        (["gate", "page.jsonl"], "page.jsonl: line 1: no result: it has no findings"),
        (["gate", "results.jsonl", "--ignore", "CHR"], "results.jsonl: judged by rule set"),
        (
            ["check", "page.txt", "--previous", "page.jsonl"],
            "previous: {folder}page.jsonl: line 1: no result: it has no findings",
        ),
    ],
)
def test_what_is_no_result_is_refused(files: Path, arguments: list[str], said: str) -> None:
    (files / "page.txt").write_text("A word.\n", "utf-8")
    (files / "page.jsonl").write_text('{"id": "1", "text": "A word."}\n', "utf-8")
    refused = scrapelint(*arguments, "--isolated", cwd=files)
    assert refused.returncode == 2
    assert refused.stderr.startswith("error: " + said.replace("{folder}", f"{files}{os.sep}"))
    assert len(refused.stderr.splitlines()) == 1


def test_results_that_are_not_there_are_told_of_before_their_texts(files: Path) -> None:
    refused = scrapelint("report", "gone.jsonl", "--texts", "page.txt", "--isolated", cwd=files)
    assert refused.returncode == 2
    assert refused.stderr.splitlines()[0] == "error: gone.jsonl: there is no such file or folder"


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (["score"], "Infinity", "'score' is no number from 0 to 100"),
        (["score"], "NaN", "'score' is no number from 0 to 100"),
        (["score"], "1e308", "'score' is no number from 0 to 100"),
        (["score"], "-5", "'score' is no number from 0 to 100"),
        (["purity"], "2", "'purity' is no number from 0 to 1"),
        (["coverage"], "1" + "0" * 400, "'coverage' is no number from 0 to 1"),
        (["sentences"], str(1 << 63), "'sentences' is no count"),
        (["findings", 0, "confidence"], "-0.5", "'confidence' is no number from 0 to 1"),
        (["findings", 0, "fingerprint"], '"0x1\\u001b[31m"', '"0x1\\u001b[31m" is no fingerprint'),
        (["findings", 0, "fingerprint"], '""', '"" is no fingerprint'),
    ],
)
def test_what_no_result_has_is_refused_by_its_line(
    tmp_path: Path, results: list[dict[str, Any]], place: list[Any], value: str, said: str
) -> None:
    good, bad = next((each, json.loads(json.dumps(each))) for each in results if each["findings"])
    *way, last = place
    inner = bad
    for step in way:
        inner = inner[step]
    inner[last] = "HERE"
    path = tmp_path / "results.jsonl"
    path.write_text(json.dumps(good) + "\n" + json.dumps(bad).replace('"HERE"', value) + "\n", "utf-8")
    with pytest.raises(InputError) as caught:
        list(saved.read(str(path)))
    assert str(caught.value) == f"{path}: line 2: no result: {said}"


@pytest.mark.parametrize("content", ["", "[]"])
def test_no_results_at_all_are_no_success(run: Run, tmp_path: Path, content: str) -> None:
    (tmp_path / "empty.json").write_text(content)
    (tmp_path / "empty.jsonl").write_text("")
    name = "empty.json" if content else "empty.jsonl"
    ended = run("gate", name)
    assert (ended.status, ended.last) == (2, "gate: INCOMPLETE – no document was judged (--allow-empty lets that pass)")
    assert run("gate", name, "--exit-zero").status == 2
    ended = run("gate", name, "--allow-empty")
    assert (ended.status, ended.last) == (0, "gate: passed – no document was judged")


def test_patterns_are_resolved_where_the_shell_does_not(run: Run, tmp_path: Path, files: Path) -> None:
    lines = (files / "results.jsonl").read_text("utf-8").splitlines(keepends=True)
    for number in range(3):
        (tmp_path / f"part-{number}.jsonl").write_text("".join(lines[number::3]), "utf-8")
    (tmp_path / "one[1].jsonl").write_text("".join(lines), "utf-8")
    loose = ("--isolated", "--max-failing", "100%")
    whole = run("gate", str(files / "results.jsonl"), *loose)
    assert whole.status == 0
    assert run("gate", "part-*.jsonl", *loose) == whole == run("gate", "one[1].jsonl", *loose)
    assert run("report", "part-?.jsonl", "-o", "r.md", *loose) == whole
    assert run("gate", "none-*.jsonl", *loose).last == "error: none-*.jsonl: there is no such file or folder"
    (tmp_path / "list.lst").write_text("a.txt\n")
    refused = run("report", "part-*.jsonl", "--files-from", "list.lst", "-o", "r.md", *loose)
    assert (refused.status, refused.last[:20]) == (2, "error: --files-from:")


@pytest.mark.parametrize("option", ["--suppressions", "--per-file-ignores", "--per-host-ignores"])
def test_a_gate_takes_no_option_that_saved_results_could_not_follow(run: Run, option: str) -> None:
    ended = run("gate", "results.jsonl", option, "a:CHR")
    assert ended.status == 2
    assert ended.err.startswith(f"error: No such option '{option}'.")
