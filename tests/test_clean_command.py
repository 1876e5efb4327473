"""`scrapelint clean`: nothing is lost, nothing is touched that should not be, and runs can be shared out and taken up again."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lint_rules.cli import run_command
from lint_rules.runner import recording

STORY = (
    "The council met on Tuesday and voted, after four hours, to rebuild the old bridge over the river next spring.\n\n"
    "“We have waited for this since the flood,” said Ann Moll, who keeps the mill below it, “and we can wait a year more.”\n\n"
    "The work is to cost four million and to take two summers; boats will pass through the mill race until it is done.\n"
)
DIRTY = f"Skip to content\n\n{STORY}"
WALL = "Access denied\n\nPlease enable cookies and JavaScript to continue.\n"
LOST = "Skip to content\n" * 20 + "It rained.\n"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Ended(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        return next(line for line in self.err.splitlines() if line.startswith("clean:"))


Clean = Callable[..., Ended]


@pytest.fixture
def clean(capfd: pytest.CaptureFixture[str]) -> Clean:
    def run(*arguments: str) -> Ended:
        status = run_command(["clean", "--isolated", "-j1", *arguments])
        return Ended(status, *capfd.readouterr())

    return run


def write(name: str, *texts: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"id": number, "text": text, "n": 1}) + "\n" for number, text in enumerate(texts)]
    Path(name).write_text("".join(lines), "utf-8")


def names(folder: str = ".") -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def records(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(name).read_text("utf-8").splitlines()]


def test_what_comes_in_is_kept_or_rejected_with_the_reasons(clean: Clean) -> None:
    write("in.jsonl", DIRTY, STORY, LOST, WALL)
    with Path("in.jsonl").open("a", encoding="utf-8") as file:
        file.write('not JSON\n{"id": 5}\n[1]\n')
    ended = clean("in.jsonl", "-o", "out.jsonl", "--rejects", "rejects.jsonl", "--removed", "removed.jsonl")
    assert ended.status == 2
    assert ended.sentence.startswith("clean: 7 documents in = 2 kept (1 changed, ")
    assert "+ 5 rejected (3 not readable, " in ended.sentence
    assert records("out.jsonl") == [{"id": 0, "text": STORY, "n": 1}, {"id": 1, "text": STORY, "n": 1}]
    rejects = records("rejects.jsonl")
    assert [each["scrapelint_record"] for each in rejects] == [3, 4, 5, 6, 7]
    assert rejects[0]["text"] == LOST
    assert "would lose" in rejects[0]["scrapelint_reasons"][0]
    assert rejects[1]["scrapelint_verdict"] == "not-an-article"
    assert rejects[2]["scrapelint_raw"] == "not JSON"
    assert rejects[3]["id"] == 5
    assert all(each["scrapelint_reasons"] for each in rejects)
    first, *rest = records("removed.jsonl")
    assert (first["id"], first["removed"]) == (
        "0",
        [{"start": 0, "end": 17, "text": "Skip to content\n\n", "replacement": "", "codes": ["CHR001"]}],
    )
    assert [each["record"] for each in rest] == [3, 4, 5, 6, 7]
    assert "skip-link" in ended.out


def test_by_default_what_is_taken_out_is_no_reason_to_reject_and_with_fail_on_it_is(clean: Clean) -> None:
    write("in.jsonl", DIRTY, STORY)
    assert clean("in.jsonl", "-o", "a.jsonl").status == 0
    ended = clean("in.jsonl", "-o", "b.jsonl", "--fail-on", "error", "--rejects", "rejects.jsonl")
    assert (ended.status, len(records("a.jsonl")), len(records("b.jsonl"))) == (1, 2, 1)
    assert records("rejects.jsonl")[0]["scrapelint_reasons"] == ["with errors: CHR001"]
    assert records("rejects.jsonl")[0]["text"] == DIRTY


def test_the_users_choice_of_rules_and_of_words_decides_what_goes(clean: Clean) -> None:
    write("in.jsonl", DIRTY)
    clean("in.jsonl", "-o", "a.jsonl", "--ignore", "CHR001")
    clean("in.jsonl", "-o", "b.jsonl", "--select", "PRO")
    assert Path("a.jsonl").read_bytes() == Path("b.jsonl").read_bytes() == Path("in.jsonl").read_bytes()
    Path("scrapelint.toml").write_text('[[allow]]\ncodes = ["CHR001"]\nline = "Skip to content"\nreason = "ours"\n', "utf-8")
    assert run_command(["clean", "in.jsonl", "-o", "c.jsonl", "-q"]) == 0
    assert Path("c.jsonl").read_bytes() == Path("in.jsonl").read_bytes()


def test_limits_on_all_documents_hold_for_what_came_in(clean: Clean) -> None:
    write("before.jsonl", STORY)
    run_command(["check", "before.jsonl", "--isolated", "-q", "-o", "previous.jsonl"])
    write("in.jsonl", DIRTY)
    ended = clean("in.jsonl", "-o", "out.jsonl", "--previous", "previous.jsonl", "--max-drop", "1")
    assert ended.status == 1
    assert "gate: FAILED" in ended.err


def test_rejected_documents_that_no_output_has_are_told(clean: Clean) -> None:
    write("in.jsonl", LOST)
    ended = clean("in.jsonl", "-o", "out.jsonl")
    assert Path("out.jsonl").read_bytes() == b""
    assert "--rejects keeps them" in ended.err
    assert "0 kept + 1 rejected (1 over the budget)" in ended.sentence


def test_the_budget_is_the_users(clean: Clean) -> None:
    write("in.jsonl", LOST, DIRTY)
    assert "1 rejected" in clean("in.jsonl", "-o", "a.jsonl").sentence
    assert "2 rejected" in clean("in.jsonl", "-o", "b.jsonl", "--budget", "1%").sentence
    assert "0 rejected" in clean("in.jsonl", "-o", "c.jsonl", "--budget", "1").sentence
    assert "is no share" in clean("in.jsonl", "-o", "d.jsonl", "--budget", "150%").err


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from((DIRTY, STORY, LOST, WALL, "", "x", None, 3, "bad line")), max_size=9), st.booleans())
def test_kept_and_rejected_together_are_what_came_in(clean: Clean, texts: list[Any], keep_only: bool) -> None:
    lines = [json.dumps({"id": n, "text": text}) if text != "bad line" else "{" for n, text in enumerate(texts)]
    content = "".join(f"{line}\n" for line in lines)
    Path("in.jsonl").write_text(content, "utf-8")
    ended = clean("in.jsonl", "-o", "out.jsonl", "--rejects", "rejects.jsonl", *(["--keep-only"] if keep_only else []))
    kept, rejected = (Path(name).read_text("utf-8").splitlines() for name in ("out.jsonl", "rejects.jsonl"))
    assert len(kept) + len(rejected) == len(texts)
    assert f"{len(texts)} document{'s' * (len(texts) != 1)} in = {len(kept)} kept" in ended.sentence
    assert f"+ {len(rejected)} rejected" in ended.sentence
    order = [json.loads(line).get("id") for line in kept]
    assert order == sorted(order)
    if keep_only:
        assert all(line in lines for line in kept)


def test_keep_only_changes_nothing_where_all_pass(clean: Clean) -> None:
    content = b'\xef\xbb\xbf{"text" : "' + STORY.split("\n", maxsplit=1)[0].encode() + b'"}\r\n\n  {"text":"b","x":"\xff"}\n \n'
    Path("in.jsonl").write_bytes(content)
    ended = clean("in.jsonl", "-o", "out.jsonl", "--keep-only", "--fail-on-verdict", "not-an-article")
    assert Path("out.jsonl").read_bytes() == content, ended.err
    assert ended.sentence == "clean: 2 documents in = 2 kept + 0 rejected"


def test_annotate_keeps_all_and_adds_what_is_said(clean: Clean) -> None:
    write("in.jsonl", DIRTY, WALL)
    clean("in.jsonl", "-o", "out.jsonl", "--annotate")
    run_command(["check", "in.jsonl", "--isolated", "-q", "-o", "said.jsonl"])
    out, said = records("out.jsonl"), records("said.jsonl")
    assert [each["text"] for each in out] == [DIRTY, WALL]
    for one, other in zip(out, said, strict=True):
        for name in ("score", "verdict", "passed", "findings", "ruleset"):
            assert one[f"scrapelint_{name}"] == other[name]
    again = clean("out.jsonl", "-o", "again.jsonl", "--annotate")
    assert again.status == 1
    assert Path("again.jsonl").read_bytes() == Path("out.jsonl").read_bytes()


def test_a_folder_of_texts_and_the_rejected_ones_with_their_reasons(clean: Clean) -> None:
    Path("in/b").mkdir(parents=True)
    for name, text in (("a", DIRTY), ("b/wall", WALL), ("c", STORY)):
        Path(f"in/{name}.txt").write_text(text, "utf-8")
    ended = clean("in", "-o", "out", "--rejects", "set/aside")
    assert ended.status == 1
    assert sorted(path.as_posix() for path in Path("out").rglob("*.*")) == ["out/a.txt", "out/c.txt"]
    assert Path("set/aside/b/wall.txt").read_text("utf-8") == WALL
    (reason,) = records("set/aside/reasons.jsonl")
    assert reason["path"].replace(os.sep, "/") == "in/b/wall.txt"
    assert reason["rejected"]
    assert "this folder has something in it" in clean("in", "-o", "out").err


@pytest.mark.parametrize("option", ["-o", "--rejects", "--removed"])
@pytest.mark.parametrize("target", ["in/a.jsonl", "in/new.jsonl", "in", "link.jsonl", "linked/x", "in/../in/a.jsonl", "."])
def test_nothing_is_written_over_an_input_or_into_it(clean: Clean, option: str, target: str) -> None:
    write("in/a.jsonl", DIRTY)
    try:
        Path("link.jsonl").symlink_to("in/a.jsonl")
        Path("linked").symlink_to("in", target_is_directory=True)
    except OSError:
        pytest.skip("no links here")
    before = Path("in/a.jsonl").read_bytes()
    outputs = {"-o": "out", "--rejects": "rejected", "--removed": "removed.jsonl"} | {option: target}
    for source in ("in", "in/a.jsonl"):
        if source == "in/a.jsonl" and target in ("in/new.jsonl", "linked/x"):
            continue  # beside an input that is a file there is room
        ended = clean(source, *(word for pair in outputs.items() for word in pair))
        assert ended.status == 2
        assert ended.err
        assert Path("in/a.jsonl").read_bytes() == before
        assert names("in") == ["a.jsonl"]
        for name in ("out", "rejected"):
            shutil.rmtree(name, ignore_errors=True)
            Path(name).unlink(missing_ok=True)
        Path("removed.jsonl").unlink(missing_ok=True)


@pytest.mark.parametrize(
    ("inputs", "made"),
    [
        (("in",), ["a.jsonl", "b/a.jsonl"]),
        (("in/",), ["a.jsonl", "b/a.jsonl"]),
        (("./in",), ["a.jsonl", "b/a.jsonl"]),
        (("in/**/*.jsonl",), ["a.jsonl", "b/a.jsonl"]),
        (("in/*/a.jsonl",), ["b/a.jsonl"]),
        (("in/b/a.jsonl", "other.jsonl"), ["a.jsonl", "other.jsonl"]),
        (("in/b", "other.jsonl"), ["a.jsonl", "other.jsonl"]),
        (("--files-from", "list.txt"), ["in/a.jsonl", "in/b/a.jsonl"]),
    ],
)
def test_in_a_folder_inputs_have_the_names_that_they_have_below_their_own(
    clean: Clean, inputs: tuple[str, ...], made: list[str]
) -> None:
    for name in ("in/a.jsonl", "in/b/a.jsonl", "other.jsonl"):
        write(name, STORY)
    Path("list.txt").write_text("in/a.jsonl\nin/b/a.jsonl\n", "utf-8")
    for before in ("", f"{Path.cwd().as_posix()}/"):
        given_inputs = [name if name.startswith("--") or name == "list.txt" else before + name for name in inputs]
        clean(*given_inputs, "-o", "out")
        assert sorted(path.relative_to("out").as_posix() for path in Path("out").rglob("*.jsonl")) == made
        shutil.rmtree("out")


def test_two_inputs_with_one_name_are_refused(clean: Clean) -> None:
    write("in/a.jsonl", STORY)
    write("in/b/a.jsonl", STORY)
    ended = clean("in/a.jsonl", "in/b/a.jsonl", "-o", "out")
    assert ended.status == 2
    assert "two inputs would have the file" in ended.err


def test_an_input_that_is_named_as_the_file_of_reasons_is_told_of(clean: Clean) -> None:
    Path("in").mkdir()
    Path("in/wall.txt").write_text(WALL, "utf-8")
    assert clean("in", "-o", "out", "--rejects", "set-aside").status == 1
    again = clean("set-aside", "-o", "again", "--rejects", "set-aside-again")
    assert again.status == 2
    assert "reasons.jsonl has the name of the file there that says why documents were rejected" in again.err
    shutil.rmtree("again", ignore_errors=True)
    shutil.rmtree("set-aside-again", ignore_errors=True)
    ended = clean("set-aside", "-o", "again", "--rejects", "set-aside-again", "--extend-exclude", "reasons.jsonl")
    assert "1 document in = 0 kept + 1 rejected" in ended.err


def test_what_has_no_copy_takes_no_files_place(clean: Clean) -> None:
    Path("wall.txt").write_text(WALL, "utf-8")
    Path("out.txt").write_text("old\n", "utf-8")
    assert clean("wall.txt", "-o", "out.txt", "--rejects", "rejects.txt").status == 1
    assert (Path("out.txt").read_text("utf-8"), Path("rejects.txt").read_text("utf-8")) == ("old\n", WALL)
    assert clean("missing.jsonl", "-o", "out.jsonl").status == 2
    Path("empty.jsonl").touch()
    Path("story.txt").write_text(STORY, "utf-8")
    clean("empty.jsonl", "-o", "none.jsonl")
    clean("story.txt", "-o", "story2.txt", "--rejects", "no.txt")
    assert names() == ["empty.jsonl", "none.jsonl", "out.txt", "rejects.txt", "story.txt", "story2.txt", "wall.txt"]


def test_an_input_that_is_only_listed_is_not_written_over_either(clean: Clean) -> None:
    write("in/a.jsonl", DIRTY)
    Path("list.txt").write_text("in/a.jsonl\n", "utf-8")
    before = Path("in/a.jsonl").read_bytes()
    for source in (("--files-from", "list.txt"), ("in/*.jsonl",)):
        ended = clean(*source, "-o", "out", "--removed", "in/a.jsonl")
        assert (ended.status, Path("in/a.jsonl").read_bytes()) == (2, before)
        assert "nothing is cleaned in place" in ended.err
        assert names("in") == ["a.jsonl"]


@pytest.mark.parametrize("content", [DIRTY, json.dumps({"text": DIRTY}) + "\n"])
def test_a_file_without_a_suffix_is_told_by_what_it_holds(clean: Clean, content: str) -> None:
    Path("page").write_text(content, "utf-8")
    assert "1 kept (1 changed" in clean("page", "-o", "copy").sentence
    assert Path("copy").read_text("utf-8") == content.replace(json.dumps("Skip to content\n\n")[1:-1], "").replace(
        "Skip to content\n\n", ""
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("page.html", "-o", "out.html"), "scrapelint text page.html"),
        (("in.jsonl", "-o", "out.csv"), "a copy has the format of its input"),
        (("in.jsonl", "in2.jsonl", "-o", "out.jsonl"), "need a folder"),
        (("in.jsonl",), "say where the copies go"),
        (("-o", "out.jsonl"), "name what is to be cleaned"),
        (("a.txt", "-o", "b.txt", "--annotate"), "has no fields"),
        (("in.jsonl", "-o", "o.jsonl", "--annotate", "--keep-only"), "choose one"),
        (("in.jsonl", "-o", "o.jsonl", "--keep-only", "--unsafe-fixes"), "changes no text"),
        (("in.jsonl", "-o", "o.jsonl", "--rejects", "./o.jsonl"), "-o o.jsonl: --rejects would be written there, too"),
        (("in.jsonl", "-o", "o/", "--removed", "o/a"), "--removed o/a: this lies in -o o, among what is written there"),
        (("in.jsonl", "-o", "o/", "--rejects", "o/rejects/"), "--rejects o/rejects/: this lies in -o o,"),
        (("in.jsonl", "-o", "o/a.jsonl", "--removed-dolma", "o"), "-o o/a.jsonl: this lies in --removed-dolma o,"),
        (("in.jsonl", "-o", "-", "--diff"), "standard output has the copies already"),
        (("in.jsonl", "-o", "missing/o.jsonl/x.jsonl"), ""),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(clean: Clean, arguments: tuple[str, ...], said: str) -> None:
    write("in.jsonl", DIRTY)
    write("in2.jsonl", DIRTY)
    Path("missing").write_text("", "utf-8")
    Path("a.txt").write_text(DIRTY, "utf-8")
    Path("page.html").write_text("<html><body><p>x</p></body></html>", "utf-8")
    ended = clean(*arguments)
    assert ended.status == 2
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_a_warc_is_refused(clean: Clean) -> None:
    Path("a.warc").write_bytes(b"WARC/1.0\r\n")
    assert "a web archive holds pages" in clean("a.warc", "-o", "b.warc").err


@pytest.mark.parametrize("name", ["x.jsonl", "x.txt", "x.csv"])
def test_stdin_to_stdout(name: str) -> None:
    sources = {
        "x.jsonl": (json.dumps({"text": DIRTY}) + "\n", json.dumps({"text": STORY}) + "\n"),
        "x.txt": (DIRTY, STORY),
        "x.csv": (f'text,n\n"{DIRTY}",1\n', f'text,n\n"{STORY}",1\n'),
    }
    given_text, expected = sources[name]
    command = [sys.executable, "-m", "lint_rules", "clean", "-", "-o", "-", "--isolated"]
    command += ["--stdin-filename", name] if name != "x.jsonl" else []
    ended = subprocess.run(command, input=given_text.encode(), capture_output=True, check=False)
    assert (ended.returncode, ended.stdout.decode()) == (0, expected), ended.stderr
    assert b"1 kept (1 changed" in ended.stderr


def test_a_diff_alone_writes_nothing(clean: Clean) -> None:
    write("in.jsonl", DIRTY, STORY)
    ended = clean("in.jsonl", "--diff")
    assert ended.out.startswith("--- 0\n+++ 0 (cleaned)\n@@ -1,5 +1,3 @@\n-Skip to content\n-\n The council")
    assert names() == ["in.jsonl"]


def test_a_sidecar_for_dolma(clean: Clean) -> None:
    write("in/a.jsonl", DIRTY, STORY, LOST)
    clean("in", "-o", "out", "--removed-dolma", "attributes")
    lines = records("attributes/a.jsonl")
    assert [each["id"] for each in lines] == ["0", "1", "2"]
    assert lines[0]["attributes"] == {"scrapelint__removed": [[0, 17, 1.0]], "scrapelint__removed_CHR001": [[0, 15, 1.0]]}
    assert lines[1]["attributes"] == {}
    assert list(lines[2]["attributes"]) == ["scrapelint__rejected"]


def test_no_text_leaves_the_words_out_of_the_sidecar(clean: Clean) -> None:
    write("in.jsonl", DIRTY)
    clean("in.jsonl", "-o", "out.jsonl", "--removed", "r.jsonl", "--no-text")
    assert "Skip" not in Path("r.jsonl").read_text("utf-8")


def a_corpus(count: int = 120) -> None:
    texts = [(DIRTY, STORY, LOST, WALL)[number % 4].replace("council", f"council {number}") for number in range(count)]
    write("in/a.jsonl", *texts)
    with Path("in/a.jsonl").open("a", encoding="utf-8") as file:
        file.write("not JSON\n")
    Path("in/b").mkdir()
    for number, text in enumerate(texts[:40]):
        Path(f"in/b/{number:03}.txt").write_text(text, "utf-8")
    rows = "".join(f'"{text}",{number}\r\n' for number, text in enumerate(texts))
    Path("in/c.csv").write_bytes(b"text,n\r\n" + rows.encode())
    Path("in/d.jsonl.gz").write_bytes(gzip.compress(Path("in/a.jsonl").read_bytes(), mtime=0))


ALL = ("in", "--extend-include", "*.csv", "-q", "-o", "out", "--rejects", "rejects", "--removed", "removed.jsonl")


def tree(*names: str) -> dict[str, bytes]:
    """Return all files below some folders, and some files, with their content; and take them away."""
    found: dict[str, bytes] = {}
    for name in names:
        for path in [Path(name), *Path(name).rglob("*")]:
            if path.is_file():
                content = path.read_bytes()
                found[path.as_posix()] = gzip.decompress(content) if path.suffix == ".gz" else content
        shutil.rmtree(name, ignore_errors=True)
        Path(name).unlink(missing_ok=True)
    return found


OUTPUTS = ("out", "rejects", "removed.jsonl")


def test_many_processes_write_what_one_writes(clean: Clean) -> None:
    a_corpus()
    one = clean(*ALL)
    alone = tree(*OUTPUTS)
    many = clean(*ALL, "-j2")
    assert tree(*OUTPUTS) == alone
    assert (many.status, many.sentence) == (one.status, one.sentence)
    assert len(alone) > 40


class BrokenError(BaseException):
    """The run ends here, as if it had been killed."""


@pytest.mark.parametrize("every", [1, 3])
def test_a_run_that_was_killed_is_taken_up_again(clean: Clean, monkeypatch: pytest.MonkeyPatch, every: int) -> None:
    a_corpus()
    whole = clean(*ALL)
    undisturbed = tree(*OUTPUTS)
    monkeypatch.setattr(recording, "CUT_DOCUMENTS", 15)
    add = recording.Recording.add
    for _ in range(100):
        left = [1 + every * 2]

        def adding(self: recording.Recording, *rest: Any, left: list[int] = left) -> None:
            left[0] -= 1
            if not left[0]:
                raise BrokenError
            add(self, *rest)

        with monkeypatch.context() as patch:
            patch.setattr(recording.Recording, "add", adding)
            try:
                ended = clean(*ALL, "--resume")
            except BrokenError:
                continue
        break
    assert (ended.status, ended.sentence) == (whole.status, whole.sentence)
    assert tree(*OUTPUTS) == undisturbed
    assert names() == ["in"]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_run_that_ends_by_force_is_taken_up_again(clean: Clean) -> None:
    write("in/a.jsonl", *[f"{DIRTY}{number}" for number in range(5_000)])
    Path("in/b.txt").write_text(DIRTY, "utf-8")
    command = [sys.executable, "-m", "lint_rules", "clean", "in", "-o", "out", "--isolated", "-q", "-j1", "--select", "CHR001"]
    with subprocess.Popen([*command, "--resume"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as begun:
        while not Path("out.journal").exists() and begun.poll() is None:
            time.sleep(0.02)
        begun.kill()
    assert names("out") == ["a.jsonl.part"]
    ended = clean("in", "-o", "out", "--select", "CHR001", "--resume", "-q")
    assert ended.sentence.startswith("clean: 5,001 documents in = 5,001 kept (5,001 changed")
    assert [each["id"] for each in records("out/a.jsonl")] == list(range(5_000))
    assert (names(), names("out")) == (["in", "out"], ["a.jsonl", "b.txt"])


def test_a_parquet_run_that_was_killed_is_taken_up_again(clean: Clean, monkeypatch: pytest.MonkeyPatch) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    texts = [(DIRTY, STORY, LOST)[number % 3] for number in range(900)]
    parquet.write_table(pa.table({"text": texts, "n": range(900)}), "in.parquet", row_group_size=400)
    arguments = ("in.parquet", "-q", "-o", "out.parquet", "--rejects", "rejects.parquet", "--resume")
    clean(*arguments)
    whole = tree("out.parquet", "rejects.parquet")
    monkeypatch.setattr(recording, "CUT_DOCUMENTS", 100)
    add = recording.Recording.add
    left = [3]

    def adding(self: recording.Recording, *rest: Any) -> None:
        left[0] -= 1
        if not left[0]:
            raise BrokenError
        add(self, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(recording.Recording, "add", adding)
        with pytest.raises(BrokenError):
            clean(*arguments)
    assert "600 kept" in clean(*arguments).sentence
    assert parquet.ParquetFile("out.parquet").num_row_groups == 3
    assert tree("out.parquet", "rejects.parquet") == whole
    assert names() == ["in.parquet"]


def test_the_copies_of_all_parts_are_those_of_the_whole(clean: Clean) -> None:
    a_corpus()
    Path("in.jsonl").write_bytes(Path("in/a.jsonl").read_bytes())
    clean("in.jsonl", "-q", "-o", "whole.jsonl", "--rejects", "set.jsonl")
    parts = []
    for number in (1, 2, 3):
        name = f"part{number}"
        clean("in.jsonl", "-q", "-o", f"{name}.jsonl", "--rejects", f"{name}r.jsonl", "--shard", f"{number}/3")
        parts.append((Path(f"{name}.jsonl").read_bytes(), Path(f"{name}r.jsonl").read_bytes()))
    for which, name in enumerate(("whole.jsonl", "set.jsonl")):
        assert b"".join(part[which] for part in parts) == Path(name).read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
@pytest.mark.usefixtures("unmeasured")
@pytest.mark.parametrize("suffix", ["jsonl", "txt"])
def test_a_copy_that_cannot_be_written_leaves_the_old_one_whole(suffix: str) -> None:
    if suffix == "jsonl":
        write("in.jsonl", *[DIRTY] * 400)
    else:
        Path("in.txt").write_text(DIRTY + STORY * 400, "utf-8")
    Path(f"out.{suffix}").write_text("old\n", "utf-8")

    def limited() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    ended = subprocess.run(
        [sys.executable, "-m", "lint_rules", "clean", f"in.{suffix}", "-o", f"out.{suffix}", "--isolated", "-j1"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limited,
    )
    assert ended.returncode == 2
    assert f"out.{suffix}: cannot be written" in ended.stderr
    assert Path(f"out.{suffix}").read_text("utf-8") == "old\n"


HOSTILE = (
    "<script>alert(1)</script>\n::error file=x::y\n\x1b[31mred\x1b]0;title\x07\n\u202eevil\u2066\n]]>\n=cmd|' /C calc'!A0\n"
    + "x" * 1_000_000
    + "\n"
)


def test_hostile_text_is_only_text(clean: Clean) -> None:
    text = f"Skip to content\n{HOSTILE}{STORY}"
    write("in.jsonl", text)
    with Path("in.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "\\u001b[31m::error::", "text": 7}\n\x1b[31m::error::\n' + "[" * 100_000 + "\n")
    ended = clean("in.jsonl", "-o", "out.jsonl", "--rejects", "r.jsonl", "--removed", "s.jsonl", "--removed-dolma", "d")
    assert "1 kept" in ended.sentence
    assert "3 rejected" in ended.sentence
    assert "\x1b" not in ended.out + ended.err
    for line in ended.err.splitlines():
        assert not line.startswith("::")
    assert HOSTILE.replace("\x1b[31mred\x1b]0;title\x07\n", "")[-1000:] in records("out.jsonl")[0]["text"]
    assert len(records("r.jsonl")) == 3
    assert "\x1b" not in Path("s.jsonl").read_text("utf-8")
    shown = clean("in.jsonl", "--diff").out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert max(map(len, shown.splitlines())) < 5000
