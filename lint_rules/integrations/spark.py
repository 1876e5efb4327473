"""Linting a Spark data frame: its batches of Arrow are judged where its partitions are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lint_rules.integrations.arrow import TableLinter

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame


def lint_frame(frame: DataFrame, linter: TableLinter | None = None) -> DataFrame:
    """Return the data frame of the results, one row for each row of `frame`.

    `linter` says what is judged, how, and what of the input is kept. Each Python worker of an executor makes its linter once.
    """
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    judge = linter or TableLinter()

    def judged(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from judge(batch).to_batches()

    return frame.mapInArrow(judged, from_arrow_schema(judge.schema(to_arrow_schema(frame.schema))))
