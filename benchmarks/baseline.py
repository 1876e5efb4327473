"""What a baseline costs: to load, to hold, and to ask; and what it costs where there is none.

    python benchmarks/baseline.py [--entries 1000000] [TEXTS.jsonl]

Entries are made up, those of a crawl in which each host has thirty lines of findings; times are of the processor. With a
file of texts (`text`, `id`, `url`), those are judged with and without a baseline of themselves and a file of suppressions, in
turns, and the medians compared.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from time import process_time

from lint_rules import Document, Linter
from lint_rules.config import Config
from lint_rules.engine.keeping.baseline import Baseline, Gathered
from lint_rules.engine.keeping.baseline_file import Entry, File, Scope, save, write
from lint_rules.engine.keeping.suppressions import Suppression, append
from lint_rules.finding import Diagnostic, Finding, Severity, Source, Span
from lint_rules.formats import Found, opened

LINES_A_HOST = 30
ROUNDS = 5  # of texts judged with and without, in turns
ASKED = 20_000  # findings that are marked


def made_up(count: int, chance: random.Random) -> Iterator[Entry]:
    """Yield entries as a crawl has them."""
    words = [f"{chance.getrandbits(40):x}" for _ in range(5000)]
    for number in range(count):
        host = f"host{number // LINES_A_HOST}.example"
        line = " ".join(chance.choices(words, k=6))
        yield Entry(Scope.HOST, host, "CHR004", line, f"{chance.getrandbits(64):016x}", 1, 0, f"https://{host}/{number}")


def make(path: str, count: int) -> None:
    """Write a baseline."""
    save(path, write(made_up(count, random.Random(1)), Scope.HOST))


def loading(path: str) -> Baseline:
    """Load a baseline, and say what it took."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = process_time()
    baseline = Baseline.opened(path)
    seconds = process_time() - start
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    held = sum(each.itemsize * len(each) for each in (baseline._numbers, baseline._counts, baseline._edges)) / 1e6  # noqa: SLF001
    size = Path(path).stat().st_size / 1e6
    print(
        f"{baseline.total:,} entries, {size:.0f} MB: loaded in {seconds:.2f} s, {held:.1f} MB held, {peak:.0f} MB at the highest"
    )
    return baseline


def asking(baseline: Baseline) -> None:
    """Mark findings, half of which stand in the baseline, and say what one costs."""
    finding = Finding("CHR004", "message", Span(0, 1), Severity.ERROR)
    step = max(1, baseline.total // ASKED)
    asked = []
    for number, entry in enumerate(islice(File(baseline.path).entries(), 0, None, step)):
        name = entry.fingerprint if number % 2 else f"{number:016x}"
        asked.append((Source("x", host=entry.key), (Diagnostic(finding, "rule", "", 1, 1, 1, 1, (), name),)))
    start = process_time()
    known = sum(baseline.marked(source, found)[0].known for source, found in asked)
    each = (process_time() - start) / len(asked)
    print(f"a finding is marked in {1e6 * each:.1f} µs ({known:,} of {len(asked):,} known)")


def judging(path: str, folder: Path) -> None:
    """Judge texts with and without a baseline, and with suppressions, and say what a document takes."""
    with opened(Found(path)) as stream:
        rows = map(json.loads, stream)
        docs = [Document(row["text"], id=row["id"], url=row.get("url")) for row in rows]
    plain = Linter()
    results = [plain.check(doc) for doc in docs]
    gathered = Gathered(Scope.DOCUMENT, str(folder))
    for doc, result in zip(docs, results, strict=True):
        gathered.add(result, doc.text)
    baseline, suppressions = str(folder / "texts.baseline"), str(folder / "texts.toml")
    save(baseline, write(gathered.entries(), Scope.DOCUMENT))
    append(Path(suppressions), [Suppression(each.code, each.fingerprint, "bench") for each in list(gathered.entries())[:1000]])
    linters = {
        "neither": plain,
        "a baseline": Linter(Config(baseline=baseline)),
        "1,000 suppressions": Linter(Config(suppressions=suppressions)),
    }
    times: dict[str, list[float]] = {name: [] for name in linters}
    for _ in range(ROUNDS):
        for name, linter in linters.items():
            start = process_time()
            for doc in docs:
                linter.check(Document(doc.text, id=doc.source.id, url=doc.url))
            times[name].append((process_time() - start) / len(docs))
    for name, taken in times.items():
        ratio = statistics.median(taken) / statistics.median(times["neither"])
        print(f"with {name}: {1e3 * statistics.median(taken):.3f} ms a document ({ratio:.3f})")
    new = sum(not each.known for doc in docs for each in linters["a baseline"].check(doc).diagnostics)
    found = sum(len(each.diagnostics) for each in results)
    print(f"{found:,} findings in {len(docs):,} documents, {new} of them new to their own baseline")


def main() -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="?", help="JSON lines with text, id and url")
    parser.add_argument("--entries", type=int, default=1_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = str(folder / "crawl.baseline")
        # Elsewhere, so that the memory it takes is not counted.
        with ProcessPoolExecutor(1) as elsewhere:
            elsewhere.submit(make, path, given.entries).result()
        asking(loading(path))
        if given.texts:
            judging(given.texts, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
