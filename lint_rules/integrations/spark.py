"""Linting a Spark data frame: its batches of Arrow are judged where its partitions are.

For a first pass, `observe_frame` counts what sites repeat.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lint_rules.integrations.arrow import PROFILE, TableLinter, TableObserver, merged, profile_schema

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from lint_rules.profiles import Profile


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


def observe_frame(frame: DataFrame, observer: TableObserver | None = None) -> Profile:
    """Return what the sites of a data frame repeat: the first of two passes, run here and now.

    `observer` says what is counted and how. Each partition makes a profile, and this process adds them up as they come.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    count = observer or TableObserver()

    def observed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from count.as_table(batches).to_batches()

    parts = frame.mapInArrow(observed, from_arrow_schema(profile_schema()))
    return merged(bytes(row[PROFILE]) for row in parts.toLocalIterator())
