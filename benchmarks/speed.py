r"""How fast the linter is, as ratios to anchors and peers in the same run: `python benchmarks/speed.py DOCUMENTS.jsonl[.gz]`.

Processor seconds on one core. The anchor decodes the same bytes and does one `re.findall(r"\w+", text)`. All contenders take
turns on slices of documents that none has seen, after a slice to warm up on; medians of the ratios and their spread are
printed. DOCUMENTS holds one JSON object a line with the field `text`; without it, the fixtures serve. `--peers FOLDER` also
times others, in environments that are made there.
"""

from __future__ import annotations

import argparse
import cProfile
import gzip
import json
import os
import pstats
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

from throughput import CONTENDERS, Running

from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine.linter import Linter

FIXTURES = Path(__file__).parent.parent / "fixtures"
SMALL_FILE = 8_000  # characters of the file that start-up is measured on
SMALL_FILES = 10_000
SMALL_FILES_SIZE = 1_500  # characters of each of them
LONG = (1, 10, 50)  # MB of a single document
JOBS_SIZE = 40_000_000  # bytes that one process and two are compared on
WORD = re.compile(r"\w+")
STAGES = {
    ("document.py", "lines"): "document: lines, folded text",
    ("document.py", "tokens"): "document: words",
    ("document.py", "language"): "document: language",
    ("prescan.py", "scan"): "prescan",
    ("weigh.py", "weigh"): "weigh",
    ("scoring.py", "score"): "score",
    ("language.py", "coverage"): "coverage",
    ("linter.py", "_place"): "place findings",
    ("features.py", "read"): "… sight: words of the page",
    ("features.py", "place"): "… sight: place of the lines",
    ("network.py", "_rows_of"): "… sight: rows of words",
    ("network.py", "_revision"): "… sight: convolutions",
}
"""The function that is all of a stage, by its file and name."""
STAGES_SHOWN = 24


class Taken(NamedTuple):
    """What a command took: processor seconds with its children's, seconds by the clock, and the most memory, in MB."""

    processor: float
    clock: float
    memory: float


def read_texts(path: Path | None) -> list[str]:
    """Return the texts to measure on."""
    if path is None:
        return [file.read_text("utf-8") for file in sorted(FIXTURES.rglob("*.txt"))]
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as handle:
        return [json.loads(line)["text"] for line in handle]


def write_lines(texts: Sequence[str], path: Path) -> Path:
    """Write texts as JSON lines."""
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps({"id": str(number), "text": text}) + "\n" for number, text in enumerate(texts))
    return path


def show(name: str, values: Sequence[float], unit: str) -> None:
    """Print the median and the spread of a figure."""
    print(
        f"{name:62s} {statistics.median(values):9.3f} {unit:18s} ({min(values):.3f}-{max(values):.3f} in {len(values)})",
        flush=True,
    )


def processor_time(action: Callable[[], object]) -> float:
    """Return the processor seconds that an action takes."""
    start = time.process_time()
    action()
    return time.process_time() - start


def run(command: Sequence[str]) -> Taken:
    """Run a command of Python's and return what it took. Raises CalledProcessError where it fails."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args, stderr=said)
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Taken(usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / unit)


def check(*arguments: str) -> list[str]:
    """Return the command that checks something and writes JSON lines to nowhere."""
    return ["-m", "lint_rules", "check", "--isolated", "--exit-zero", "--output-format", "jsonl", *arguments]


def throughput(texts: Sequence[str], runs: int, peers: Path | None) -> None:
    """Measure what a document costs, in the process, against the anchor and the peers, on slices never seen before."""
    explicit, everything = (Linter(Config(plugins=False, ignore=ignored)) for ignored in (("CTX",), ()))
    size = len(texts) // (runs + 1)
    slices = [list(islice(texts, number * size, (number + 1) * size)) for number in range(runs + 1)]

    def linted(linter: Linter) -> Callable[[int], float]:
        return lambda number: processor_time(lambda: [linter.check(Document(text)) for text in slices[number]])

    def anchor(number: int) -> float:
        encoded = [text.encode("utf-8", "replace") for text in slices[number]]
        return processor_time(lambda: [WORD.findall(each.decode("utf-8")) for each in encoded])

    with tempfile.TemporaryDirectory() as folder:
        files = [write_lines(part, Path(folder) / f"{number}.jsonl") for number, part in enumerate(slices)]
        contenders: dict[str, Callable[[int], float]] = {"explicit rules": linted(explicit), "all rules": linted(everything)}
        running: list[Running] = []
        for contender in CONTENDERS if peers else ():
            assert peers is not None
            try:
                peer = Running(contender, peers.absolute())
                peer(files[0])
            except (OSError, ValueError, subprocess.CalledProcessError) as error:
                print(f"{contender.name:62s} not measured: {type(error).__name__}")
                continue
            running.append(peer)
            contenders[peer.name] = lambda number, peer=peer: peer(files[number])  # type: ignore[misc]
        for contend in contenders.values():
            contend(0)
        rounds = [
            {"anchor": anchor(number), **{name: f(number) for name, f in contenders.items()}} for number in range(1, runs + 1)
        ]
        for peer in running:
            peer.close()
    _table(rounds, [sum(len(text.encode("utf-8", "replace")) for text in part) for part in slices[1:]], size)


def _table(rounds: Sequence[Mapping[str, float]], sizes: Sequence[int], documents: int) -> None:
    print(f"{documents} documents a round, {statistics.mean(sizes) / documents:,.0f} bytes each")
    for name in rounds[0]:
        show(name, [size / 1e6 / each[name] for size, each in zip(sizes, rounds, strict=True)], "MB/s")
    for name in list(rounds[0])[1:]:
        show(f"{name} against the anchor", [each["anchor"] / each[name] for each in rounds], "x")
    for peer in list(rounds[0])[3:]:
        for own in ("explicit rules", "all rules"):
            show(f"{own} against {peer}", [each[peer] / each[own] for each in rounds], "x")


def commands(texts: Sequence[str], runs: int) -> None:
    """Measure whole commands: records and small files against each other and the anchor, and one process against two."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = [text[:SMALL_FILES_SIZE] for text in islice(cycle(texts), SMALL_FILES)]
        records = write_lines(small, folder / "small.jsonl")
        files = folder / "files"
        files.mkdir()
        for number, text in enumerate(small):
            (files / f"{number:05}.txt").write_text(text, "utf-8", "replace")
        encoded = [text.encode("utf-8", "replace") for text in small]
        rounds = [
            (
                processor_time(lambda: [WORD.findall(each.decode("utf-8")) for each in encoded]),
                run(check(str(records), "--jobs", "1")),
                run(check(str(files), "--jobs", "1")),
            )
            for _ in range(runs)
        ]
        print(f"{SMALL_FILES:,} texts of {SMALL_FILES_SIZE:,} characters at most, whole commands")
        show("as records, against the anchor", [anchor / own.processor for anchor, own, _ in rounds], "x")
        show("as files, against the anchor", [anchor / own.processor for anchor, _, own in rounds], "x")
        show("as files, against records", [own.processor / other.processor for _, other, own in rounds], "x the seconds")
        show("as files", [own.processor / SMALL_FILES * 1e3 for _, _, own in rounds], "ms a file")

        size = sum(len(text.encode("utf-8", "replace")) for text in texts)
        records = write_lines([*texts] * max(1, round(JOBS_SIZE / size)), folder / "many.jsonl")
        pairs = [(run(check(str(records), "--jobs", "1")), run(check(str(records), "--jobs", "2"))) for _ in range(runs)]
        print(f"{records.stat().st_size / 1e6:.0f} MB of records, one process and two")
        show("--jobs 2: processor seconds", [two.processor / one.processor for one, two in pairs], "x those of one")
        show("--jobs 2: seconds by the clock", [two.clock / one.clock for one, two in pairs], "x those of one")


def long_documents(texts: Sequence[str]) -> None:
    """Measure single documents of growing size: the cost of a megabyte is to stay what it is."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "long.txt"
        print("one document")
        for size in LONG:
            parts: list[str] = []
            length = 0
            for text in cycle(texts):
                parts.append(text)
                length += len(text.encode("utf-8", "replace")) + 2
                if length >= size * 1e6:
                    break
            path.write_text("\n\n".join(parts), "utf-8", "replace")
            taken = run(check(str(path)))
            print(
                f"{size:3d} MB: {taken.processor:7.2f} s, {taken.processor / size:5.2f} s a MB, {taken.memory:,.0f} MB of memory",
                flush=True,
            )


def by_stage(texts: Sequence[str]) -> None:
    """Print the share of the time that each stage takes, by cProfile, which makes small functions look dearer than they are."""
    linter = Linter(Config(plugins=False))
    warm, measured = texts[::2], texts[1::2]
    for text in warm:
        linter.check(Document(text))
    profile = cProfile.Profile()
    profile.enable()
    for text in measured:
        doc = Document(text)
        # What stages share is asked for first, so that it is not booked on the first that asks.
        _ = doc.reading.lines, doc.reading.tokens, doc.reading.language
        linter.check(doc)
    profile.disable()
    shares: dict[str, float] = defaultdict(float)
    stats: Mapping[tuple[str, int, str], Sequence[Any]] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    for (file, _, name), (_, _, _, cumulative, _) in stats.items():
        stage = _stage(Path(file), name)
        if stage is not None:
            shares[stage] += cumulative
    total = sum(own for _, _, own, _, _ in stats.values())
    print(f"shares of the time, {len(measured)} documents never seen")
    for stage, taken in sorted(shares.items(), key=lambda item: -item[1])[:STAGES_SHOWN]:
        print(f"{stage:52s} {100 * taken / total:5.1f} %")


def _stage(file: Path, name: str) -> str | None:
    """Return the stage that a function is all of, None for the others."""
    if file.parent.parent.name == "rules" and name == "check":
        return f"rule {file.stem.replace('_', '-')}"
    if file.parent.name == "shapes" and name == "check":
        return "rules that are phrases and a shape"
    return STAGES.get((file.name, name))


def start_up(texts: Sequence[str], runs: int) -> None:
    """Measure whole processes in multiples of `python -c pass`, by the clock, with a warm cache."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.txt"
        path.write_text(("\n\n".join(texts))[:SMALL_FILE], "utf-8", "replace")
        for name, command in {
            "start-up: --help": ["-m", "lint_rules", "--help"],
            "start-up: one file of 8 kB": check(str(path)),
            "start-up: one file of 8 kB, explicit rules": check(str(path), "--ignore", "CTX"),
        }.items():
            run(command)
            pairs = [(run(["-c", "pass"]), run(command)) for _ in range(3 * runs)]
            show(name, [own.clock / base.clock for base, own in pairs], "x python -c pass")


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path, nargs="?", help="JSON lines with the field `text`, gzipped or not")
    parser.add_argument("--runs", type=int, default=5, help="rounds (5)")
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="time others too, in environments made there")
    parser.add_argument("--only", default="throughput,commands,long,start-up,stages", help="parts to measure (all)")
    options = parser.parse_args()
    texts = read_texts(options.documents)
    parts = options.only.split(",")
    if "throughput" in parts:
        throughput(texts, options.runs, options.peers)
    if "commands" in parts:
        commands(texts, options.runs)
    if "long" in parts:
        long_documents(texts)
    if "start-up" in parts:
        start_up(texts, options.runs)
    if "stages" in parts:
        by_stage(texts)


if __name__ == "__main__":
    main()
