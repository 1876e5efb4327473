"""Runs that were killed go on where they stopped: nothing is lost, nothing is there twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Ended
from lint_rules.cli import run_command
from lint_rules.reports.output import TextOutput
from lint_rules.reports.parquet import ParquetOutput
from lint_rules.runner import recording, tally
from lint_rules.runner.journal import Journal

TEXT = "Text number {}.\n\nSkip to content\n\nThe council met {} times, and voted for the bridge.\n"
COMMON = ("check", "in", "--isolated", "--exit-zero", "--select", "CHR001,TXT001")
FORMATS = ("jsonl", "jsonl.gz", "jsonl.bz2", "jsonl.xz", "jsonl.zst", "parquet")


class Broken(BaseException):
    """The run ends here, as if it had been killed."""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run each test in a folder of its own with some inputs, among them what cannot be read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(recording, "CUT_DOCUMENTS", 20)
    Path("in").mkdir()
    records = [json.dumps({"id": number, "text": TEXT.format(number, number)}) for number in range(300)]
    records[100] = "not JSON"
    records[250] = "nor this"
    Path("in/a.jsonl").write_text("\n".join(records[:200]), "utf-8")
    for number in range(40):
        Path(f"in/b{number:02}.txt").write_text(TEXT.format(number, number), "utf-8")
    Path("in/c.jsonl").write_text("\n".join(records[200:]), "utf-8")
    monkeypatch.setattr("lint_rules.formats.jsonl.BLOCK", 2000)
    return tmp_path


def check(capsys: pytest.CaptureFixture[str], *arguments: str) -> Ended:
    status = run_command([*COMMON, *arguments])
    return Ended(status, *capsys.readouterr())


def break_after(monkeypatch: pytest.MonkeyPatch, batches: int) -> None:
    """Let the run break when so many batches have been written; nothing is tidied up, as nothing is by `kill -9`."""
    left = [batches]
    add = recording.Recording.add

    def adding(self: recording.Recording, *rest: object) -> None:
        if not left[0]:
            raise Broken
        left[0] -= 1
        add(self, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(recording.Recording, "add", adding)


def broken_run(monkeypatch: pytest.MonkeyPatch, batches: int, *arguments: str) -> None:
    with monkeypatch.context() as patch:
        break_after(patch, batches)
        with pytest.raises(Broken):
            run_command([*COMMON, *arguments])


@pytest.mark.parametrize("kind", FORMATS)
def test_the_file_of_a_broken_run_becomes_that_of_an_unbroken_one(
    kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = check(capsys, "-j1", "-o", f"whole.{kind}")
    assert whole.status == 2
    assert "gate: INCOMPLETE" in whole.err or "gate: FAILED" in whole.err
    for batches in (1, 3, 2):
        broken_run(monkeypatch, batches, "-j1", "-o", f"out.{kind}", "--resume")
        capsys.readouterr()
    ended = check(capsys, "-j1", "-o", f"out.{kind}", "--resume")
    assert Path(f"out.{kind}").read_bytes() == Path(f"whole.{kind}").read_bytes()
    # The last line and the exit status are about all documents.
    assert (ended.status, ended.last) == (whole.status, whole.last)
    assert sorted(path.name for path in Path().iterdir()) == sorted(["in", f"out.{kind}", f"whole.{kind}"])


def test_a_run_in_several_processes_is_taken_up_by_another_number(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    check(capsys, "-j1", "-o", "whole.jsonl", "-o", "whole.jsonl.gz")
    broken_run(monkeypatch, 6, "-j2", "-o", "out.jsonl", "-o", "out.jsonl.gz")
    assert check(capsys, "-j1", "-o", "out.jsonl", "-o", "out.jsonl.gz", "--resume").status == 2
    for name in ("jsonl", "jsonl.gz"):
        assert Path(f"out.{name}").read_bytes() == Path(f"whole.{name}").read_bytes()


def test_a_part_of_the_inputs_is_taken_up(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    check(capsys, "-j1", "-o", "whole.jsonl")
    parts = []
    for shard in ("1/2", "2/2"):
        broken_run(monkeypatch, 3, "-j1", "--shard", shard, "-o", "out.jsonl")
        check(capsys, "-j1", "--shard", shard, "-o", "out.jsonl", "--resume")
        parts.append(Path("out.jsonl").read_text("utf-8"))
    assert "".join(parts) == Path("whole.jsonl").read_text("utf-8")


def test_what_the_broken_run_left_is_said_and_begun_anew_without_being_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken_run(monkeypatch, 5, "-j1", "-o", "out.jsonl")
    said = capsys.readouterr().err
    part = Path("out.jsonl.part").resolve()
    assert f"note: {part}: results as far as they came; with --resume, the same command goes on after " in said
    lines = part.read_text("utf-8").splitlines()
    assert all(json.loads(line) for line in lines)
    assert not Path("out.jsonl").exists()
    ended = check(capsys, "-j1", "-o", "out.jsonl")
    assert "warning: there are results of a run that was not finished: they are begun anew" in ended.err
    assert len(Path("out.jsonl").read_text("utf-8").splitlines()) == 340
    # Where there is nothing to take up, the run begins.
    assert check(capsys, "-j1", "-o", "out.jsonl", "--resume").err.startswith("error: in/a.jsonl#101: not JSON")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (["--min-score", "80"], "--min-score was null and is 80.0"),
        (["--ignore", "TXT001"], "ruleset was "),
        (["-o", "other.jsonl"], "outputs was out.jsonl (jsonl) and is out.jsonl (jsonl), other.jsonl (jsonl)"),
        (["--shard", "1/2"], "--shard was  and is 1/2"),
        (["in/a.jsonl"], "inputs was in and is in in/a.jsonl"),
    ],
)
def test_another_run_is_refused_by_what_differs(
    change: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken_run(monkeypatch, 5, "-j1", "-o", "out.jsonl")
    capsys.readouterr()
    ended = check(capsys, "-j1", "-o", "out.jsonl", "--resume", *change)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("error: --resume: this is not the run that was begun: ")
    assert said in ended.err
    # Nothing was spoilt by that.
    assert check(capsys, "-j1", "-o", "out.jsonl", "--resume").status == 2
    assert len(Path("out.jsonl").read_text("utf-8").splitlines()) == 340


def test_other_inputs_are_refused_by_where_they_differ(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken_run(monkeypatch, 8, "-j1", "-o", "out.jsonl")
    capsys.readouterr()
    for change, undo in (
        (lambda: Path("in/b02.txt").rename("b02"), lambda: Path("b02").rename("in/b02.txt")),
        (lambda: Path("in/a0.txt").write_text("new", "utf-8"), lambda: Path("in/a0.txt").unlink()),
    ):
        change()
        said = check(capsys, "-j1", "-o", "out.jsonl", "--resume").err
        assert "error: --resume: the inputs are not what they were: " in said
        assert "one was changed, added or taken away" in said
        undo()
    os.utime("in/a.jsonl", ns=(1, 1))
    assert 'up to "in/a.jsonl"' in check(capsys, "-j1", "-o", "out.jsonl", "--resume").err


def test_what_cannot_be_taken_up_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ((), ("-o", "out.md"), ("-o", "out.jsonl", "-o", "-"), ("-o", "out.json"), ("-o", "/dev/null")):
        ended = check(capsys, *arguments, "--output-format", "concise", "--resume")
        assert ended.status == 2
        assert "error: --resume: a run can be taken up again if it reads files, and all that it writes are files" in ended.err
    assert "expectations cannot be taken up" in check(capsys, "-o", "out.jsonl", "--resume", "--expectations").err
    Path("out.jsonl.journal").write_text("{", "utf-8")
    assert "out.jsonl.journal cannot be read" in check(capsys, "-o", "out.jsonl", "--resume").err
    Path("out.jsonl.journal").write_text('{"version": 0}', "utf-8")
    assert "was written by another version" in check(capsys, "-o", "out.jsonl", "--resume").err


@pytest.mark.parametrize(("kind", "damage"), [("jsonl", "gone"), ("jsonl", "short"), ("parquet", "gone")])
def test_output_that_is_not_what_it_was_is_refused(
    kind: str, damage: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken_run(monkeypatch, 5, "-j1", "-o", f"out.{kind}")
    capsys.readouterr()
    part = Path(f"out.{kind}.part")
    part = part if part.is_file() else part / "000000.parquet"
    if damage == "gone":
        part.unlink()
    else:
        part.write_bytes(part.read_bytes()[:10])
    ended = check(capsys, "-j1", "-o", f"out.{kind}", "--resume")
    assert ended.status == 2
    assert "this run cannot be taken up again" in ended.err


@pytest.mark.parametrize("moved", ["none", "the first", "all"])
def test_a_run_that_was_killed_while_its_files_were_put_in_place(
    moved: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = check(capsys, "-j1", "-o", "whole.jsonl", "-o", "whole.parquet")
    kind, step = {"none": (TextOutput, "close"), "the first": (ParquetOutput, "close"), "all": (Journal, "remove")}[moved]

    def killed(_: object) -> None:
        raise Broken

    with monkeypatch.context() as patch:
        patch.setattr(kind, step, killed)
        if moved == "all":
            # A journal is also removed when a run begins.
            patch.setattr(recording.Recording, "__init__", _allowing(patch, Journal, step))
        with pytest.raises(Broken):
            run_command([*COMMON, "-j1", "-o", "out.jsonl", "-o", "out.parquet"])
    assert Path("out.jsonl").exists() == (moved != "none")
    assert Path("out.parquet").exists() == (moved == "all")
    capsys.readouterr()
    ended = check(capsys, "-j1", "-o", "out.jsonl", "-o", "out.parquet", "--resume")
    assert (ended.status, ended.last) == (whole.status, whole.last)
    for suffix in ("jsonl", "parquet"):
        assert Path(f"out.{suffix}").read_bytes() == Path(f"whole.{suffix}").read_bytes()
    assert sorted(path.name for path in Path().iterdir()) == ["in", "out.jsonl", "out.parquet", "whole.jsonl", "whole.parquet"]


def _allowing(patch: pytest.MonkeyPatch, kind: type, step: str) -> Callable[..., None]:
    """Return what makes a recording with a step that is allowed until it is made."""
    made, broken = recording.Recording.__init__, getattr(kind, step)

    def making(self: recording.Recording, *rest: Any, **more: Any) -> None:
        patch.setattr(kind, step, lambda _: None)
        made(self, *rest, **more)
        patch.setattr(kind, step, broken)

    return making


@pytest.mark.skipif(os.name != "posix", reason="locks of POSIX")
def test_two_runs_do_not_write_one_file(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    said: list[Ended] = []
    batches = tally.Tallying.judging

    def meanwhile(self: tally.Tallying, *rest: object) -> object:
        if not said:
            said.append(Ended(0, "", ""))
            said[0] = check(capsys, "-o", "out.jsonl")
        return batches(self, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(tally.Tallying, "judging", meanwhile)
    assert check(capsys, "-j1", "-o", "out.jsonl").status == 2
    assert said[0].err == "error: -o out.jsonl: another run is writing this file\n"
    assert len(Path("out.jsonl").read_text("utf-8").splitlines()) == 340


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.usefixtures("unmeasured")
@pytest.mark.parametrize(("kind", "jobs"), [("jsonl", "1"), ("jsonl", "2"), ("jsonl.gz", "2"), ("parquet", "1")])
def test_killed_at_any_moment(kind: str, jobs: str) -> None:
    with Path("in/d.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": number, "text": TEXT.format(number, number)}) + "\n" for number in range(25_000))
    command = [sys.executable, "-m", "lint_rules", *COMMON, "-q", "-j", jobs]
    start = time.perf_counter()
    whole = subprocess.run([*command, "-o", f"whole.{kind}"], capture_output=True, text=True, check=False, timeout=600)
    took = time.perf_counter() - start
    rng = random.Random(f"{kind} {jobs}")
    kills = 0
    while True:
        process = subprocess.Popen([*command, "-o", f"out.{kind}", "--resume"], stderr=subprocess.PIPE, text=True)
        try:
            _, said = process.communicate(timeout=rng.uniform(0.05, 0.4) * took * (1 + kills / 10))
        except subprocess.TimeoutExpired:
            process.send_signal(rng.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT]))
            process.communicate()
            kills += 1
        else:
            break
    assert kills > 2
    assert process.returncode == whole.returncode == 2
    assert said.splitlines()[-1] == whole.stderr.splitlines()[-1]
    assert Path(f"out.{kind}").read_bytes() == Path(f"whole.{kind}").read_bytes()
    assert sorted(path.name for path in Path().iterdir()) == sorted(["in", f"out.{kind}", f"whole.{kind}"])
