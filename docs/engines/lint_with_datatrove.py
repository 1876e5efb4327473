"""Lint a folder of Parquet with datatrove: `python lint_with_datatrove.py CRAWL OUT`.

OUT/kept holds the documents that pass the gate, OUT/dropped those that do not, with the reason; both with what was found.
OUT/sites.profile is what the sites repeat.
"""

import sys
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import ParquetReader
from datatrove.pipeline.writers import ParquetWriter

from lint_rules.config import load
from lint_rules.integrations.datatrove import ANNOTATED, ScrapeLintFilter, ScrapeLintProfiler, annotation_fields
from lint_rules.profiles import merge_files

TASKS = 4  # each reads its share of the files
WORKERS = 2  # … of which so many at a time

# Which columns come out: the writer would take them from the first document, in which some may be missing.
TEXTS = ("text", "id", "url", "filter_reason")
SCHEMA = pa.schema([*((name, pa.string()) for name in TEXTS), *annotation_fields()])


def main(crawl: str, out: str) -> None:
    config = load().config  # the nearest scrapelint.toml, as for the command

    # First pass: what do the sites repeat? Each task counts its share, and the shares are added up.
    profile = Path(out).resolve() / "sites.profile"
    counting = [ParquetReader(crawl), ScrapeLintProfiler(f"{out}/profiles", config)]
    LocalPipelineExecutor(counting, tasks=TASKS, workers=WORKERS, logging_dir=f"{out}/logs/counting").run()
    merge_files(sorted(Path(out, "profiles").glob("*.profile")), profile)

    # Second pass: judge each page by that.
    kept, dropped = (ParquetWriter(f"{out}/{name}", expand_metadata=True, schema=SCHEMA) for name in ("kept", "dropped"))
    config = replace(config, profile=str(profile))
    judging = [ParquetReader(crawl), ScrapeLintFilter(config, exclusion_writer=dropped, columns=ANNOTATED), kept]
    LocalPipelineExecutor(judging, tasks=TASKS, workers=WORKERS, logging_dir=f"{out}/logs/judging").run()


if __name__ == "__main__":
    main(*sys.argv[1:])
