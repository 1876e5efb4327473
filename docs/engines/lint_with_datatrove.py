"""Lint a folder of Parquet with datatrove: `python lint_with_datatrove.py CRAWL OUT`.

OUT/kept holds the documents that pass the gate, OUT/dropped those that do not, with the reason; both with what was found.
"""

import sys

import pyarrow as pa
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import ParquetReader
from datatrove.pipeline.writers import ParquetWriter

from lint_rules.config import load
from lint_rules.integrations.datatrove import ANNOTATED, ScrapeLintFilter, annotation_fields

TASKS = 4  # each reads its share of the files
WORKERS = 2  # … of which so many at a time

# Which columns come out: the writer would take them from the first document, in which some may be missing.
TEXTS = ("text", "id", "url", "filter_reason")
SCHEMA = pa.schema([*((name, pa.string()) for name in TEXTS), *annotation_fields()])


def main(crawl: str, out: str) -> None:
    config = load().config  # the nearest scrapelint.toml, as for the command
    kept, dropped = (ParquetWriter(f"{out}/{name}", expand_metadata=True, schema=SCHEMA) for name in ("kept", "dropped"))
    lint = ScrapeLintFilter(config, exclusion_writer=dropped, columns=ANNOTATED)
    LocalPipelineExecutor([ParquetReader(crawl), lint, kept], tasks=TASKS, workers=WORKERS, logging_dir=f"{out}/logs").run()


if __name__ == "__main__":
    main(*sys.argv[1:])
