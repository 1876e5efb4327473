"""Lint a folder of Parquet with Spark: `python lint_with_spark.py CRAWL OUT`, or by `spark-submit`.

OUT holds the results as Parquet, a row for each row of the input.
"""

import sys

from pyspark.sql import SparkSession
from pyspark.sql.functions import col

from lint_rules.config import load
from lint_rules.integrations.arrow import TableLinter
from lint_rules.integrations.spark import lint_frame


def main(crawl: str, out: str) -> None:
    spark = SparkSession.builder.appName("scrapelint").getOrCreate()
    config = load().config  # the nearest scrapelint.toml, as for the command
    # Where each row comes from: its file, and its number there, from 1.
    pages = spark.read.parquet(crawl).select(
        "*", col("_metadata.file_path").alias("file"), col("_metadata.row_index").alias("row")
    )
    pages = pages.withColumn("row", col("row") + 1)
    lint_frame(pages, TableLinter(config, path="file", record="row")).write.mode("overwrite").parquet(out)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
