"""The engines for more than one machine, each the real one: what the docs' examples write equals what the command writes.

An engine stands in an environment of its own, which `.ci/engines FOLDER` makes; SCRAPELINT_ENGINES names that folder.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from lint_rules.reports import table
from lint_rules.reports.record import encoded

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "docs" / "engines"
HELPERS = Path(__file__).parent / "engines"
ENGINES = "SCRAPELINT_ENGINES"
FILES = 12
SITES = 4
LONGEST = 600  # seconds an engine may take to start and to do what takes a second


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """A folder of Parquet in a working folder with settings: pages of some sites, a few of them no texts."""
    texts = [path.read_text("utf-8", "replace") for path in sorted((ROOT / "fixtures").glob("*/*.txt"))] * 3
    pages: list[dict[str, Any]] = [
        {
            "id": f"page-{number}",
            "url": f"https://www.site{number % SITES}.example/{number}",
            "crawl": {"part": number % 7},
            "text": f"{text}\nThe Site {number % SITES} Courier comes out on every working day\n\nNumber {number}.\n",
        }
        for number, text in enumerate(texts)
    ]
    pages[20]["text"] = None
    pages[len(pages) // 4]["text"] += "STRIKE-PROCESS\n"
    pages[len(pages) // 2]["text"] += "STRIKE-NODE\n"
    folder = tmp_path / "crawl"
    folder.mkdir()
    for number in range(FILES):
        pq.write_table(pa.Table.from_pylist(pages[number::FILES]), folder / f"part-{number:02}.parquet")
    settings = f"min-score = 60\nmeta-field = ['crawl']\nplugins = false\nlocal-rules = ['{HELPERS / 'strike.py'}']\n"
    (tmp_path / "scrapelint.toml").write_text(settings, "utf-8")
    return folder


def interpreter(engine: str) -> Path:
    """Return the Python of an engine's environment; skip the test where there is none."""
    folder = os.environ.get(ENGINES)
    if folder is None:
        pytest.skip(f"{ENGINES} names no folder that .ci/engines made")
    path = Path(folder, engine, "Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not path.exists():
        pytest.skip(f"there is no environment for {engine} in {folder}")
    return path


def run(engine: str, *arguments: str | Path, folder: Path) -> None:
    """Run a script in an engine's environment."""
    # Ray would join whatever cluster it finds on this machine; the paths of its sockets must be short.
    python = interpreter(engine)
    with tempfile.TemporaryDirectory(prefix="ray", ignore_cleanup_errors=True) as sockets:
        ray = {"RAY_ADDRESS": "local", "RAY_TMPDIR": sockets, "RAY_USAGE_STATS_ENABLED": "0"}
        # Spark's workers would be whatever `python3` is.
        spark = {"PYSPARK_PYTHON": str(python)}
        done = subprocess.run(
            [python, *arguments],
            cwd=folder,
            env={**os.environ, **ray, **spark, "STRIKE_FOLDER": str(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LONGEST,
            check=False,
        )
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-5000:]


def command(crawl: Path, *arguments: str) -> bytes:
    """Run the command on the pages, of which one is no text, and return what it prints."""
    line = [sys.executable, "-m", "lint_rules", *arguments, str(crawl), "--include", "*.parquet"]
    done = subprocess.run(line, cwd=crawl.parent, capture_output=True, check=False)
    assert done.returncode == 2, done.stderr.decode()
    return done.stdout


def command_says(crawl: Path, *, profile: bool = True) -> list[dict[str, Any]]:
    """Return the objects that the command writes, in two passes or one; with a profile, the engine's must be the same one."""
    if not profile:
        return list(map(json.loads, command(crawl, "check", "--output-format", "jsonl").splitlines()))
    own = crawl.parent / "own.profile"
    command(crawl, "profile", "build", "-o", str(own))
    assert (crawl.parent / "out" / "sites.profile").read_bytes() == own.read_bytes()
    said = command(crawl, "check", "--output-format", "jsonl", "--profile", str(own))
    objects = list(map(json.loads, said.splitlines()))
    assert any(finding["code"].startswith("SIT") for each in objects for finding in each["findings"])
    return objects


def lines(objects: Iterable[dict[str, Any]], *unknown: str) -> list[str]:
    """Return objects as the lines they are compared by: sorted, with null for what the engine does not know."""
    return sorted(encoded({**each, **dict.fromkeys(unknown), "path": plain(each["path"])}) for each in objects)


def plain(path: str) -> str:
    """Return a path without the scheme that Spark gives it."""
    return re.sub(r"^file:/+", "/", path)


def written(out: Path) -> list[dict[str, Any]]:
    return list(table.objects(ds.dataset(out, format="parquet").to_table()))


def without_nulls(value: Any) -> Any:
    """Return findings as the command writes them: without the keys that an object lacks and a column has as null."""
    if not isinstance(value, list):
        return value
    return [{key: each for key, each in finding.items() if each is not None} for finding in value]


def test_ray(crawl: Path) -> None:
    run("ray", EXAMPLES / "lint_with_ray.py", crawl, crawl.parent / "out", folder=crawl.parent)
    assert lines(written(crawl.parent / "out" / "results")) == lines(command_says(crawl), "record")


def test_ray_goes_on_where_a_worker_and_a_node_are_killed(crawl: Path) -> None:
    (crawl.parent / "armed").touch()
    arguments = (HELPERS / "ray_cluster.py", EXAMPLES / "lint_with_ray.py", crawl, crawl.parent / "out")
    run("ray", *arguments, folder=crawl.parent)
    assert (crawl.parent / "STRIKE-PROCESS").exists()
    assert (crawl.parent / "STRIKE-NODE").exists()
    assert lines(written(crawl.parent / "out" / "results")) == lines(command_says(crawl), "record")


@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")
def test_spark(crawl: Path) -> None:
    run("spark", EXAMPLES / "lint_with_spark.py", crawl, crawl.parent / "out", folder=crawl.parent)
    assert lines(written(crawl.parent / "out" / "results")) == lines(command_says(crawl))


def test_datatrove(crawl: Path) -> None:
    """Texts that are null or empty do not come so far: datatrove's readers leave them out."""
    run("datatrove", EXAMPLES / "lint_with_datatrove.py", crawl, crawl.parent / "out", folder=crawl.parent)
    names = ("score", "verdict", "passed", "findings")
    expected = [each for each in command_says(crawl) if each["verdict"] != "unjudged"]
    for folder, passed in (("kept", True), ("dropped", False)):
        rows = ds.dataset(crawl.parent / "out" / folder, format="parquet").to_table().to_pylist()
        got = [encoded({"id": row["id"], **{name: without_nulls(row[f"scrapelint_{name}"]) for name in names}}) for row in rows]
        wanted = [encoded({name: each[name] for name in ("id", *names)}) for each in expected if each["passed"] is passed]
        assert wanted
        assert sorted(got) == sorted(wanted)
        assert all(bool(row["filter_reason"]) is not passed for row in rows)


def test_datatrove_annotates_all_there_is(crawl: Path) -> None:
    run("datatrove", HELPERS / "datatrove_annotations.py", crawl, crawl.parent / "out", folder=crawl.parent)
    files = sorted((crawl.parent / "out").glob("*.jsonl"))
    assert len(files) == 3
    got = [json.loads(line)["metadata"]["result"] for path in files for line in path.read_bytes().splitlines()]
    expected = [each for each in command_says(crawl, profile=False) if each["verdict"] != "unjudged"]
    assert lines(got) == lines(expected, "record")
