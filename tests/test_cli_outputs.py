"""What `check` writes to files for programs: packed, as Parquet, for dolma; alike from any number of processes."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lint_rules.cli import run_command
from lint_rules.cli.console import printable
from lint_rules.formats.compression import zstd_module
from lint_rules.reports import table
from lint_rules.runner import recording

BAD = "Skip to content\n\nThe harbour 😀 opened at dawn \ud800 and the boats went out to the grey sea.\n"
GOOD = "The harbour opened at dawn and the boats went out to the grey sea.\n"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run each test in a folder of its own, with some inputs of several kinds."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(recording, "CUT_DOCUMENTS", 50)
    Path("in/deep").mkdir(parents=True)
    lines = [json.dumps({"id": f"r{number}", "text": BAD if number % 3 else GOOD}) for number in range(150)]
    lines[70] = "not JSON"
    Path("in/a.jsonl").write_text("\n".join(lines), "utf-8")
    Path("in/deep/b.jsonl.gz").write_bytes(gzip.compress("\n".join(lines[:9]).encode()))
    Path("in/page.txt").write_text(GOOD, "utf-8")
    return tmp_path


def check(*arguments: str) -> int:
    return run_command(
        ["check", "in", "--isolated", "--extend-include", "*.gz", "--select", "CHR", "--exit-zero", "-q", *arguments]
    )


UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.decompress,
    "bz2": bz2.decompress,
    "xz": lzma.decompress,
    "zst": lambda content: zstd_module().decompress(content),
}


@pytest.mark.parametrize("suffix", UNPACK)
def test_packed_files_hold_what_plain_ones_do(suffix: str) -> None:
    assert check("-j1", "-o", "out.jsonl", "-o", f"out.jsonl.{suffix}", "-o", f"OUT.JSON.{suffix.upper()}") == 2
    plain = Path("out.jsonl").read_bytes()
    assert len(plain.splitlines()) == 160
    packed = Path(f"out.jsonl.{suffix}").read_bytes()
    assert UNPACK[suffix](packed) == plain
    assert json.loads(UNPACK[suffix](Path(f"OUT.JSON.{suffix.upper()}").read_bytes())) == list(
        map(json.loads, plain.splitlines())
    )
    # Nothing in it tells when and where it was made.
    check("-j1", "-o", f"again.jsonl.{suffix}")
    assert Path(f"again.jsonl.{suffix}").read_bytes() == packed


TAKING_OVER: dict[str, tuple[str, ...]] = {
    "an input": ("check", "a.jsonl", "-o", "a.jsonl"),
    "by another name": ("check", "a.jsonl", "-o", "./deep/../a.jsonl"),
    "by a link": ("check", "a.jsonl", "-o", "link.jsonl"),
    "among others": ("check", "deep/b.jsonl.gz", "a.jsonl", "-o", "new.jsonl", "-o", "a.jsonl"),
    "a file of a list": ("check", "--files-from", "list.txt", "-o", "a.jsonl"),
    "the list": ("check", "--files-from", "list.txt", "--output-format", "concise", "-o", "list.txt"),
    "the texts of saved results": ("report", "saved.jsonl", "--texts", "a.jsonl", "-o", "results.html", "-o", "a.jsonl"),
    "saved results": ("report", "saved.jsonl", "-o", "saved.jsonl"),
    "the results beside a page": ("report", "page.html.jsonl", "saved.jsonl", "-o", "page.html"),
    "suppressions": ("check", "a.jsonl", "--suppressions", "out.toml", "--output-format", "jsonl", "-o", "out.toml"),
}


@pytest.mark.parametrize("case", TAKING_OVER)
def test_what_a_run_reads_is_not_overwritten(
    case: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir("in")
    run_command(["check", "deep/b.jsonl.gz", "--isolated", "--exit-zero", "-q", "-o", "saved.jsonl", "-o", "page.html.jsonl"])
    Path("list.txt").write_text("a.jsonl\n", "utf-8")
    Path("out.toml").write_text("", "utf-8")
    try:
        Path("link.jsonl").symlink_to("a.jsonl")
    except OSError:
        pytest.skip("links cannot be made here")
    before = {path.name: path.read_bytes() for path in Path().iterdir() if path.is_file()}
    capsys.readouterr()
    assert run_command([*TAKING_OVER[case], "--isolated", "--exit-zero", "-q"]) == 2
    assert "this run reads it, and would overwrite it: name another file" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in Path().iterdir() if path.is_file()} == before


def test_a_page_made_from_the_results_beside_it_leaves_them_whole() -> None:
    run_command(["report", "in/a.jsonl", "--isolated", "--exit-zero", "-q", "-o", "page.html"])
    before = Path("page.html.jsonl").read_bytes()
    assert len(before.splitlines()) == 150
    assert run_command(["report", "page.html.jsonl", "--isolated", "-q", "-o", "page.html", "--only-failing", "--no-text"]) == 2
    assert Path("page.html.jsonl").read_bytes() == before
    assert 'href="page.html.jsonl"' in Path("page.html").read_text("utf-8")


def test_the_results_of_the_previous_run_may_be_those_of_the_next() -> None:
    arguments = ["check", "in/page.txt", "--isolated", "-q", "-o", "last.jsonl"]
    assert run_command(arguments) == 0
    assert run_command([*arguments, "--previous", "last.jsonl"]) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "page.html"), "this is what `scrapelint report -o` writes"),
        (("-o", "page.htm", "--output-format", "github"), "this is what `scrapelint report -o` writes"),
        (("-o", "scores.csv.gz"), "this is what `scrapelint report -o` writes"),
        (("--output-format", "html"), "`scrapelint report -o report.html` writes it"),
    ],
)
def test_a_page_is_asked_of_the_report(arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(*arguments) == 2
    assert said in capsys.readouterr().err
    assert not list(Path().glob("*.htm*"))


@pytest.mark.parametrize("name", ["out.jsonl", "out.json", "out.jsonl.gz", "out.parquet", "out.txt", "out.md"])
def test_several_processes_write_what_one_does(name: str) -> None:
    check("-j1", "-o", f"one-{name}", "--output-format", "concise")
    check("-j2", "-o", f"two-{name}", "--output-format", "concise")
    assert Path(f"one-{name}").read_bytes() == Path(f"two-{name}").read_bytes()
    assert Path(f"one-{name}").stat().st_size > 500


def test_an_empty_run_writes_files_that_can_be_read() -> None:
    Path("none").mkdir()
    names = ["out.jsonl", "out.json", "out.jsonl.gz", "out.jsonl.zst", "out.parquet"]
    arguments = [word for name in names for word in ("-o", name)]
    assert run_command(["check", "none", "--isolated", "--allow-empty", "-q", *arguments]) == 0
    assert Path("out.jsonl").read_bytes() == b""
    assert json.loads(Path("out.json").read_bytes()) == []
    assert gzip.decompress(Path("out.jsonl.gz").read_bytes()) == b""
    assert UNPACK["zst"](Path("out.jsonl.zst").read_bytes()) == b""
    assert read_parquet("out.parquet").num_rows == 0


def read_parquet(name: str) -> Any:
    from pyarrow import parquet

    return parquet.read_table(name)


def test_parquet_holds_what_json_lines_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lint_rules.reports.parquet.ROWS", 100)
    check("-j1", "-o", "out.jsonl", "-o", "out.parquet")
    rows = list(table.objects(read_parquet("out.parquet")))
    wanted = [json.loads(line.replace("\\ud800", "\\ufffd")) for line in Path("out.jsonl").read_text("utf-8").splitlines()]
    assert rows == wanted
    from pyarrow import parquet

    file = parquet.ParquetFile("out.parquet")
    assert [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)] == [100, 60]
    file.close()


def test_scores_alone() -> None:
    check("-j1", "--scores-only", "-o", "out.jsonl", "-o", "out.parquet", "-o", "out.json")
    records = [json.loads(line) for line in Path("out.jsonl").read_text("utf-8").splitlines()]
    assert {"score", "verdict", "passed", "failures"} <= set(records[0])
    assert not any("findings" in record for record in records)
    assert json.loads(Path("out.json").read_bytes()) == records
    assert read_parquet("out.parquet").schema == table.schema(scores_only=True)
    assert [row["score"] for row in read_parquet("out.parquet").to_pylist()] == [record["score"] for record in records]


def test_attributes_stand_beside_the_documents() -> None:
    check("--output-format", "dolma", "--output-dir", "attributes", "-j2", "-o", "out.jsonl")
    files = sorted(path.relative_to("attributes").as_posix() for path in Path("attributes").rglob("*") if path.is_file())
    assert files == ["a.jsonl", "deep/b.jsonl.gz", "page.txt.jsonl"]
    lines = [json.loads(line) for line in Path("attributes/a.jsonl").read_text("utf-8").splitlines()]
    # A line for each document, also for the one that cannot be read: dolma reads both files side by side.
    assert [line["id"] for line in lines] == [f"r{n}" if n != 70 else str(Path("in/a.jsonl#71")) for n in range(150)]
    assert lines[70]["attributes"] == {"scrapelint__failed": [[0, 0, 1.0]]}
    values = {"score": 100.0, "purity": 1.0, "integrity": 1.0}
    assert lines[0]["attributes"] == {f"scrapelint__{name}": [[0, 67, value]] for name, value in values.items()}
    records = [json.loads(line) for line in Path("out.jsonl").read_text("utf-8").splitlines()]
    found = lines[1]["attributes"]
    assert found["scrapelint__CHR001"] == [[f["start"], f["end"], f["confidence"]] for f in records[1]["findings"]]
    assert BAD[slice(*found["scrapelint__contamination"][0][:2])] == "Skip to content"
    assert found["scrapelint__score"] == [[0, len(BAD), records[1]["score"]]]
    packed = [json.loads(line) for line in gzip.decompress(Path("attributes/deep/b.jsonl.gz").read_bytes()).splitlines()]
    assert packed == lines[:9]
    check("--output-format", "dolma", "--output-dir", "scores", "--scores-only")
    first = json.loads(Path("scores/a.jsonl").read_text("utf-8").splitlines()[1])
    assert set(first["attributes"]) == {f"scrapelint__{name}" for name in ("score", "purity", "integrity", "failed")}


def test_two_inputs_do_not_share_a_file_of_attributes(capsys: pytest.CaptureFixture[str]) -> None:
    Path("other").mkdir()
    Path("other/a.jsonl").write_text('{"text": "a"}\n', "utf-8")
    assert check("other", "--output-format", "dolma", "--output-dir", "attributes") == 2
    assert "error: --output-dir attributes: two inputs would have the file 'a.jsonl'\n" in capsys.readouterr().err
    assert not list(Path("attributes").glob("**/*.part"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--output-format", "parquet"], "output-format: parquet is written to files only: give -o FILE.parquet"),
        (["--output-format", "dolma"], "output-format: dolma is one file for each input: give --output-dir FOLDER"),
        (["--output-dir", "x"], "--output-dir: a file of results for each input is what --output-format dolma writes, no other"),
        (["-o", "out.parquet.gz"], "-o out.parquet.gz: Parquet files are packed inside: leave the last suffix out"),
        (["-o", "in"], "-o in: cannot be written: is a folder"),
        (["-o", "gone/out.parquet"], "-o gone/out.parquet: cannot be written: No such file or directory"),
        (["-o", "in/page.txt/out.jsonl.gz"], "-o in/page.txt/out.jsonl.gz: cannot be written: Not a directory"),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_is_read(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(*arguments) == 2
    assert capsys.readouterr() == ("", f"error: {printable(said)}\n")
    assert [path.name for path in Path().iterdir()] == ["in"]


@pytest.mark.parametrize(("name", "package", "extra"), [("out.parquet", "pyarrow", "parquet"), ("out.jsonl.zst", "zstd", "zstd")])
def test_what_needs_a_package_names_it(
    name: str, package: str, extra: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in {"pyarrow": ("pyarrow",), "zstd": ("compression.zstd", "backports.zstd")}[package]:
        monkeypatch.setitem(sys.modules, module, None)
    table.schema.cache_clear()
    assert check("-o", name) == 2
    assert f"pip install 'scrapelint[{extra}]'" in capsys.readouterr().err
    assert [path.name for path in Path().iterdir()] == ["in"]
