"""Lint a folder of Parquet with Spark: `python lint_with_spark.py CRAWL OUT`, or by `spark-submit`.

OUT/results holds the results as Parquet, a row for each row of the input; OUT/sites.profile what the sites repeat. On a cluster,
CRAWL and OUT are where every executor can read and write.
"""

import sys
from dataclasses import replace
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql.functions import col

from lint_rules.config import load
from lint_rules.integrations.arrow import TableLinter, TableObserver
from lint_rules.integrations.spark import lint_frame, observe_frame


def main(crawl: str, out: str) -> None:
    spark = SparkSession.builder.appName("scrapelint").getOrCreate()
    config = load().config  # the nearest scrapelint.toml, as for the command
    # Where each row comes from: its file, and its number there, from 1.
    file, row = col("_metadata.file_path").alias("file"), (col("_metadata.row_index") + 1).alias("row")
    pages = spark.read.parquet(crawl).select("*", file, row)

    # First pass: what do the sites repeat?
    profile = Path(out).resolve() / "sites.profile"
    profile.parent.mkdir(parents=True, exist_ok=True)
    observe_frame(pages, TableObserver(config, path="file", record="row")).save(profile)

    # Second pass: judge each page by that.
    linter = TableLinter(replace(config, profile=str(profile)), path="file", record="row")
    lint_frame(pages, linter).write.mode("overwrite").parquet(f"{out}/results")
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
