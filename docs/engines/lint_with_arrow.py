"""Lint a folder of Parquet with pyarrow alone: `python lint_with_arrow.py CRAWL OUT`.

OUT holds a file of results for each file of the input, and sites.profile. What stands in `judge` is all that an engine needs.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lint_rules.config import Config, load
from lint_rules.integrations.arrow import TableObserver, lint_table, merged
from lint_rules.reports.table import schema

ROWS = 1000  # rows in memory at a time


def batches(path: Path) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(batch_size=ROWS)


def judge(path: Path, config: Config, out: Path) -> None:
    with pq.ParquetWriter(out, schema(), compression="zstd") as results:
        for batch in batches(path):
            results.write_table(lint_table(batch, config))


def main(crawl: str, out: str) -> None:
    config = load().config  # the nearest scrapelint.toml, as for the command
    files = sorted(Path(crawl).glob("*.parquet"))
    Path(out).mkdir(parents=True, exist_ok=True)

    # First pass: what do the sites repeat? Files can be counted anywhere, and their profiles merged in any order.
    count = TableObserver(config)
    merged(count(batches(path)).to_bytes() for path in files).save(Path(out, "sites.profile"))

    # Second pass: judge each page by that. Files can be judged anywhere, in any order.
    config = replace(config, profile=str(Path(out, "sites.profile").resolve()))
    for path in files:
        judge(path, config, Path(out, path.name))


if __name__ == "__main__":
    main(*sys.argv[1:])
