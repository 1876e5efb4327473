"""What a large run costs: `python benchmarks/scale.py DOCUMENTS.jsonl …`, of which the last lines stand in docs/scale.md.

For each file: bytes of output for each byte of text, in every format that a large run writes; and text read a second on one core
by the command with one process, in CPU time, start-up, reading and writing included, with the memory that it took. How fast
the linter itself is, and beside what, benchmarks/speed.py measures.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

OUTPUTS = ("results.jsonl", "results.jsonl.gz", "results.jsonl.zst", "results.parquet")
KINDS = {"findings": (), "without words": ("--no-text",), "scores only": ("--scores-only",)}
PASSES = {
    "check": ("check", "--exit-zero", "-o", "results.parquet"),
    "profile build": ("profile", "build", "-o", "sites.profile"),
    "profile build --no-scores": ("profile", "build", "--no-scores", "-o", "sites.profile"),
}


def run(arguments: Sequence[str], path: Path, folder: str) -> float:
    """Run the command on a file; return its CPU time in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "lint_rules", *arguments, str(path.resolve()), "--isolated", "--quiet"]
    subprocess.run(command, check=True, cwd=folder, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(path: Path) -> None:
    """Print the figures for one file."""
    texts = [json.loads(line)["text"] for line in path.read_bytes().splitlines()]
    size = sum(len(text.encode("utf-8", "replace")) for text in texts)
    print(f"{path.name}: {len(texts):,} documents, {size / 1e6:.1f} MB of text, {size / len(texts) / 1e3:.1f} kB each")
    with tempfile.TemporaryDirectory() as folder:
        for kind, arguments in PASSES.items():
            used = run([*arguments, "--jobs", "1"], path, folder)
            print(f"  {kind:26s} {size / used / 1e6:6.2f} MB of text a second on one core")
        pages = Path(folder, "sites.profile").stat().st_size / len(texts)
        print(f"  the profile has {pages:.0f} bytes a document")
        for kind, options in KINDS.items():
            outputs = [part for name in OUTPUTS for part in ("-o", name)]
            run(["check", "--exit-zero", *outputs, *options], path, folder)
            sizes = "  ".join(
                f"{name.removeprefix('results.')} {Path(folder, name).stat().st_size / size:.3f}" for name in OUTPUTS
            )
            print(f"  {kind:26s} {sizes}  (bytes a byte of text)")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        measure(Path(argument))
    print(f"most memory that one process took: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3:.0f} MB")
