"""What a terminal shows while a run lasts, and a pipe does not."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="terminals of POSIX")

MODULE = (sys.executable, "-m", "lint_rules")
COMMON = ("check", "in.jsonl", "--isolated", "--exit-zero", "--select", "CHR001", "-o", "out.jsonl")
TEXT = "Text number {}.\n\nSkip to content\n\nThe council met {} times, and voted for the bridge.\n"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run each test in a folder of its own, with more to read than is judged in a second."""
    monkeypatch.chdir(tmp_path)
    with Path("in.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": number, "text": TEXT.format(number, number)}) + "\n" for number in range(20_000))
        file.write("not JSON\n")
    return tmp_path


def on_a_terminal(*arguments: str) -> str:
    """Run a command with a terminal as its standard error; return what that was sent."""
    own, its = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    for name in ("NO_COLOR", "FORCE_COLOR", "CI"):
        environment.pop(name, None)
    sent = b""
    with subprocess.Popen([*MODULE, *arguments], stdout=subprocess.DEVNULL, stderr=its, env=environment) as process:
        os.close(its)
        while True:
            try:
                read = os.read(own, 65536)
            except OSError:  # the end of a terminal, as Linux says it
                break
            if not read:
                break
            sent += read
        os.close(own)
    assert process.returncode == 2
    return sent.decode()


def test_a_bar_is_drawn_and_taken_away() -> None:
    sent = on_a_terminal(*COMMON, "-j1")
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", sent)
    signs = re.findall(r"([\d,]+) documents ([\d.]+) MB/s (?:(\d+:\d\d) left )?worst ([\d.]+)", plain)
    assert signs
    counts = [int(count.replace(",", "")) for count, *_ in signs]
    assert counts == sorted(counts)
    assert any(left for _, _, left, _ in signs)
    assert all(float(worst) < 90 for *_, worst in signs)
    # The last lines stand alone, below nothing that is left of the bar.
    assert plain.rstrip().splitlines()[-2:] == [
        "error: in.jsonl#20001: not JSON: Expecting value (column 1)",
        "gate: FAILED – 20,000 of 20,000 documents failed (100.0 %): 20,000 with errors; 1 record could not be read",
    ]
    assert sent.rindex("\x1b[2K") > sent.rindex(" MB/s")
    assert sent.rindex("\x1b[?25h") > sent.rindex("\x1b[?25l")  # the cursor is there again


def test_a_quiet_run_draws_nothing() -> None:
    sent = on_a_terminal(*COMMON, "-j1", "-q")
    assert "documents " not in sent.replace("documents failed", "")
    assert "\x1b[2K" not in sent


def test_a_pipe_gets_lines_and_nothing_else() -> None:
    done = subprocess.run([*MODULE, *COMMON, "-j1"], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout == ""
    assert "\x1b" not in done.stderr
    assert "\r" not in done.stderr
    assert len(done.stderr.splitlines()) == 2
