"""Large inputs in little memory, and their first results at once."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

MODULE = (sys.executable, "-m", "lint_rules")
# A rule that costs little: what is looked at here is what a run keeps of the documents, not what it finds in them.
COMMON = ("check", "--isolated", "--select", "CHR001", "--exit-zero", "--max-failing", "100%")

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from Linux's /proc")


def write(path: Path, size: int, document: int) -> int:
    """Write JSON lines of about so many bytes; return the number of documents, each of about so many bytes."""
    line = "The council met on Monday and voted for the bridge over the river, which had been shut since spring. " * 8 + "\n"
    text = json.dumps("Skip to content\n\n" + line * max(1, document // len(line)))
    count = 0
    with path.open("w", encoding="utf-8") as file:
        while file.tell() < size:
            file.write(f'{{"id": "document-{count}", "text": {text}}}\n')
            count += 1
    return count


def processes(parent: int) -> Iterator[int]:
    """Yield a process and all below it."""
    yield parent
    try:
        below = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
    except OSError:
        return
    for child in below:
        yield from processes(int(child))


def memory(parent: int) -> dict[int, int]:
    """Return the most bytes that a process and each below it has had in memory so far."""
    found: dict[int, int] = {}
    for process in processes(parent):
        try:
            status = Path(f"/proc/{process}/status").read_text("ascii")
        except OSError:
            continue
        peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")), "0")
        found[process] = int(peak) * 1024
    return found


def measured(command: list[str], folder: Path) -> tuple[int, str, float, float]:
    """Run a command; return the most memory that its processes had together, at most, what it said, and the seconds until
    it had written its first result and until its end.
    """
    peaks: dict[int, int] = {}
    began = time.monotonic()
    first: list[float] = []
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        output = process.stdout

        def read() -> None:
            for _ in output:
                if not first:
                    first.append(time.monotonic() - began)

        reader = threading.Thread(target=read)
        reader.start()
        while process.poll() is None:
            for each, peak in memory(process.pid).items():
                peaks[each] = max(peak, peaks.get(each, 0))
            time.sleep(0.1)
        reader.join()
        said = process.stderr.read()
    assert process.returncode == 0, said
    return sum(peaks.values()), said, first[0], time.monotonic() - began


def test_200_megabytes_in_200(tmp_path: Path) -> None:
    count = write(tmp_path / "in.jsonl", 200_000_000, 1_000_000)
    command = [*MODULE, *COMMON, "in.jsonl", "-j1", "--output-format", "jsonl"]
    peak, said, first, whole = measured(command, tmp_path)
    assert f" of {count:,} documents failed" in said
    assert peak < 200_000_000
    assert first < whole / 2


def test_memory_does_not_grow_with_the_number_of_documents(tmp_path: Path) -> None:
    """Small documents that all have an id and all fail: what a run counts and remembers is of no size."""
    outputs = ("--output-format", "full", "-o", "-", "-o", "out.jsonl.gz", "-o", "out.md")
    peaks = []
    for name, size in (("few", 1_000_000), ("many", 16_000_000)):
        write(tmp_path / f"{name}.jsonl", size, 1)
        peaks.append(measured([*MODULE, *COMMON, f"{name}.jsonl", "-j1", *outputs], tmp_path)[0])
    # 17,000 ids are remembered, to tell doubled ones.
    assert peaks[1] - peaks[0] < 10_000_000


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_5_gigabytes_in_400_megabytes(jobs: str, tmp_path: Path) -> None:
    count = write(tmp_path / "in.jsonl", 5_000_000_000, 1_000_000)
    command = [*MODULE, *COMMON, "in.jsonl", "-j", jobs, "--output-format", "jsonl", "-o", "-", "-o", "out.jsonl.gz"]
    peak, said, first, whole = measured(command, tmp_path)
    (tmp_path / "in.jsonl").unlink()
    assert f" of {count:,} documents failed" in said
    assert peak < 400_000_000
    assert first < whole / 20
