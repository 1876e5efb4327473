"""Others that look at scraped text, timed as their users run them: each in an environment of its own.

A module here is a script that an environment's interpreter runs. It reads the name of a file of JSON lines from each line of its
input, does its work on the texts in it, and answers with the processor seconds that the work took, reading not counted.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path
from typing import NamedTuple


class Contender(NamedTuple):
    """A peer: what tables call it, its script, and what is to be installed for it."""

    name: str
    script: str
    requirements: tuple[str, ...]


CONTENDERS = (
    Contender("datatrove: Gopher, C4 and FineWeb filters", "datatrove_filters", ("datatrove[processing]", "spacy")),
    Contender("dolma: Gopher and C4 taggers", "dolma_taggers", ("dolma",)),
    Contender("NeMo Curator: English heuristic filters", "nemo_filters", ("nemo-curator[text_cpu]",)),
    Contender("codespell", "codespell_lines", ("codespell",)),
)


class Running:
    """A peer's process, ready to work. Raises OSError where its environment cannot be made or it does not start."""

    def __init__(self, contender: Contender, environments: Path) -> None:
        self.name = contender.name
        script = Path(__file__).with_name(f"{contender.script}.py")
        interpreter = _interpreter(contender, environments)
        self._process = subprocess.Popen(
            [str(interpreter), str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def __call__(self, path: Path) -> float:
        """Return the processor seconds that the peer takes for the texts of a file."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise OSError(f"{self.name} gave no answer")
        return float(answer)

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()


def _interpreter(contender: Contender, environments: Path) -> Path:
    """Return the interpreter of a peer's environment, made where it is not there yet."""
    folder = environments / contender.script
    interpreter = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    done = folder / "installed"
    if not done.exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([interpreter, "-m", "pip", "install", "--quiet", *contender.requirements], check=True, capture_output=True)
        done.touch()
    return interpreter
