"""Full disks, signals in mid-run, closed pipes: the cause is named, records stay whole, and no process is left behind."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

MODULE = (sys.executable, "-m", "lint_rules")
GIVEN = Path("in.jsonl")
TEXT = "Text number {}.\n\nSkip to content\n\nThe council met {} times, and voted for the bridge.\n"
COMMON = ("check", "--isolated", "--exit-zero", "--select", "CHR001")

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="limits and signals of POSIX"),
    pytest.mark.usefixtures("unmeasured"),
]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run each test in a folder of its own, with more to read than is judged in a moment."""
    monkeypatch.chdir(tmp_path)
    write(30_000)
    return tmp_path


def write(count: int) -> None:
    with GIVEN.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": number, "text": TEXT.format(number, number)}) + "\n" for number in range(count))


def begun(*arguments: str, given: Path = GIVEN, limit: int | None = None) -> subprocess.Popen[str]:
    """Start a run over a file; it may write files of so many bytes."""

    def prepare() -> None:
        import resource

        # A shell lets what it starts in the background ignore interruptions, and children inherit that.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [*MODULE, *COMMON, str(given), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=prepare,  # noqa: PLW1509 - there is one thread here
    )


def wait_for(done: Callable[[], bool]) -> None:
    for _ in range(600):
        if done():
            return
        time.sleep(0.05)
    raise AssertionError("waited in vain")


def below(parent: int) -> list[int]:
    """Return the processes that a process has started."""
    try:
        children = [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()]
    except OSError:
        return []
    return children + [each for child in children for each in below(child)]


def lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked for in Linux's /proc")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(("number", "status", "word"), [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")])
def test_a_signal_in_mid_run(jobs: str, number: int, status: int, word: str) -> None:
    part = Path("out.jsonl.part").resolve()
    with begun("-j", jobs, "-o", "out.jsonl", "-o", "out.jsonl.gz") as process:
        wait_for(lambda: part.exists() and part.stat().st_size > 500_000)
        children = below(process.pid)
        process.send_signal(number)
        assert process.stderr is not None
        said = process.stderr.read()
        assert process.wait(60) == status
    assert said.startswith(f"note: {part}, {part.with_name('out.jsonl.gz.part')}: results as far as they came")
    assert said.endswith(f"error: {word}\n")
    # Whole records, the same ones in both files, from the first without a gap.
    lines = part.read_text("utf-8").splitlines(keepends=True)
    assert lines[-1].endswith("\n")
    assert [json.loads(line)["record"] for line in lines] == list(range(1, len(lines) + 1))
    with gzip.open("out.jsonl.gz.part", "rt", encoding="utf-8") as packed:
        assert packed.readlines() == lines
    assert len(children) >= int(jobs) - 1
    wait_for(lambda: not any(map(lives, children)))
    assert not Path("out.jsonl").exists()


def test_an_interruption_of_all_processes_at_once() -> None:
    """What a terminal does at Ctrl-C."""
    with begun("-j2", "-o", "out.jsonl") as process:
        wait_for(lambda: Path("out.jsonl.part").exists() and Path("out.jsonl.part").stat().st_size > 500_000)
        for each in (process.pid, *below(process.pid)):
            with suppress(ProcessLookupError):  # its parent may have ended it by now
                os.kill(each, signal.SIGINT)
        assert process.stderr is not None
        said = process.stderr.read()
        assert process.wait(60) == 130
    assert said.endswith("error: interrupted\n")
    assert "Traceback" not in said


@pytest.fixture
def large() -> Path:
    """Return an input whose texts are sent to other processes, more at a time than a pipe holds."""
    path = Path("large.jsonl.gz")
    more = "The ferry ran late again, and nobody minded much.\n" * 800
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        file.writelines(json.dumps({"id": number, "text": TEXT.format(number, number) + more}) + "\n" for number in range(1_000))
    return path


def test_an_interruption_while_work_is_handed_over(large: Path) -> None:
    with begun("-j2", "-o", "out.jsonl", given=large) as process:
        wait_for(lambda: Path("out.jsonl.part").exists() and Path("out.jsonl.part").stat().st_size > 0)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert process.wait(60) == 130
        assert process.stderr.read().endswith("error: interrupted\n")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked for in Linux's /proc")
def test_a_worker_killed_while_work_is_handed_over(large: Path) -> None:
    with begun("-j2", "-o", "out.jsonl", given=large) as process:
        wait_for(lambda: len(workers(process.pid)) == 2)
        os.kill(workers(process.pid)[0], signal.SIGKILL)
        assert process.stderr is not None
        assert process.wait(120) == 0, process.stderr.read()
    assert [json.loads(line)["id"] for line in Path("out.jsonl").read_text("utf-8").splitlines()] == [
        str(number) for number in range(1_000)
    ]


def workers(parent: int) -> list[int]:
    return [pid for pid in below(parent) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_standard_output_ends_with_a_whole_record_too(jobs: str) -> None:
    with begun("-j", jobs, "--output-format", "jsonl") as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(100)]
        process.send_signal(signal.SIGTERM)
        lines += process.stdout.readlines()
        assert process.wait(60) == 143
    assert [json.loads(line)["record"] for line in lines] == list(range(1, len(lines) + 1))
    assert len(lines) < 30_000


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_reader_that_has_enough(jobs: str) -> None:
    with begun("-j", jobs, "--output-format", "jsonl") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["record"] == 1
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(60) == 141


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.json", "out.md"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_disk_that_is_full(name: str, jobs: str) -> None:
    Path(name).write_text("what was there before", "utf-8")
    limit = {"out.jsonl": 3_000_000, "out.jsonl.gz": 60_000, "out.json": 3_000_000, "out.md": 100}[name]
    with begun("-j", jobs, "-o", name, limit=limit) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        assert process.wait(120) == 2
    assert said.splitlines()[-1] == f"error: -o {name}: cannot be written: File too large"
    assert Path(name).read_text("utf-8") == "what was there before"
    part = Path(f"{name}.part")
    assert part.exists() == name.startswith("out.jsonl")
    if part.exists():
        lines = (gzip.decompress(part.read_bytes()) if name.endswith(".gz") else part.read_bytes()).splitlines(keepends=True)
        assert [json.loads(line)["record"] for line in lines] == list(range(1, len(lines) + 1))
        assert f"{part.resolve()}: results as far as they came; with --resume, the same command goes on after " in said
        # With room made, nothing is judged again that was stored, and nothing is lost.
        with begun("-j", jobs, "-o", name, "--resume") as process:
            assert process.wait(120) == 0
        content = Path(name).read_bytes()
        lines = (gzip.decompress(content) if name.endswith(".gz") else content).splitlines()
        assert [json.loads(line)["record"] for line in lines] == list(range(1, 30_001))
    assert sorted(path.name for path in Path().iterdir()) == ["in.jsonl", name]


def test_a_full_disk_under_parquet() -> None:
    write(9000)
    with begun("-j1", "-o", "out.parquet", limit=8_000) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        assert process.wait(120) == 2
    assert "error: -o out.parquet: cannot be written: " in said
    assert not Path("out.parquet").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("name", ["/dev/full", "/dev/stdout"])
def test_a_device_that_is_full(name: str) -> None:
    write(10)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*MODULE, *COMMON, str(GIVEN), "-o", name, "--output-format", "jsonl"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == f"error: -o {name}: cannot be written: No space left on device\n"
