r"""How fast the linter is, as ratios to an anchor in the same run: `python benchmarks/speed.py DOCUMENTS.jsonl[.gz]`.

Start-up is measured in multiples of `python -c pass`: `--help`, and one small file with a warm cache. Throughput is measured
against one `re.findall(r"\w+", text)` pass over the same texts, in CPU time on one core, the two in turn; medians and the
spread are printed. DOCUMENTS holds one JSON object a line with the field `text`; without it, the fixtures serve.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine.linter import Linter

FIXTURES = Path(__file__).parent.parent / "fixtures"
SMALL_FILE = 8_000  # characters
WORD = re.compile(r"\w+")


def read_texts(path: Path | None) -> list[str]:
    """Return the texts to measure on."""
    if path is None:
        return [file.read_text("utf-8") for file in sorted(FIXTURES.rglob("*.txt"))]
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as handle:
        return [json.loads(line)["text"] for line in handle]


def timed(action: Callable[[], object], clock: Callable[[], float]) -> float:
    """Return the seconds that an action takes by a clock."""
    start = clock()
    action()
    return clock() - start


def show(name: str, ratios: Sequence[float], unit: str) -> None:
    """Print the median and the spread of a figure."""
    print(f"{name:44s} {statistics.median(ratios):7.2f} {unit}  ({min(ratios):.2f}-{max(ratios):.2f} in {len(ratios)} runs)")


def throughput(texts: Sequence[str], runs: int) -> None:
    """Measure documents a second, and speed as a share of the anchor's."""
    linter = Linter(Config(plugins=False))

    def lint() -> None:
        for text in texts:
            linter.check(Document(text))

    def anchor() -> None:
        for text in texts:
            WORD.findall(text)

    lint()
    pairs = [(timed(anchor, time.process_time), timed(lint, time.process_time)) for _ in range(runs)]
    size = sum(len(text.encode("utf-8", "replace")) for text in texts) / 1e6
    print(f"{len(texts)} documents, {size:.1f} MB")
    show("anchor", [size / anchor for anchor, _ in pairs], "MB/s")
    show("all rules", [size / own for _, own in pairs], "MB/s")
    show("all rules", [len(texts) / own for _, own in pairs], "documents/s")
    show("all rules against the anchor", [anchor / own for anchor, own in pairs], "x")


def start_up(texts: Sequence[str], runs: int) -> None:
    """Measure whole processes in multiples of `python -c pass`."""
    small = ("\n\n".join(texts))[:SMALL_FILE]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.txt"
        path.write_text(small, "utf-8", "replace")
        commands = {
            "start-up: --help": [sys.executable, "-m", "lint_rules", "--help"],
            "start-up: one 8 kB file": [sys.executable, "-m", "lint_rules", "check", "--exit-zero", str(path)],
        }

        def run(command: Sequence[str]) -> Callable[[], object]:
            return lambda: subprocess.run(command, check=True, capture_output=True)

        nothing = run([sys.executable, "-c", "pass"])
        for name, command in commands.items():
            run(command)()
            pairs = [(timed(nothing, time.perf_counter), timed(run(command), time.perf_counter)) for _ in range(runs)]
            show(name, [own / base for base, own in pairs], "x python -c pass")


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path, nargs="?", help="JSON lines with the field `text`, gzipped or not")
    parser.add_argument("--runs", type=int, default=5, help="runs of each pair (5)")
    options = parser.parse_args()
    texts = read_texts(options.documents)
    throughput(texts, options.runs)
    start_up(texts, options.runs)


if __name__ == "__main__":
    main()
