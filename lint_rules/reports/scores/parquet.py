"""The table of scores as Parquet, for data frames. Texts stand as they are, but for lone surrogates, which Arrow cannot say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from lint_rules.reports import ReportOptions, Shown
from lint_rules.reports.parquet import ParquetOutput
from lint_rules.reports.scores import COLUMNS, score_row
from lint_rules.reports.table import arrow, sayable

if TYPE_CHECKING:
    import pyarrow as pa


@cache
def schema() -> pa.Schema:
    """Return the schema of the table. Raises InputError, naming the extra to install, where there is no pyarrow."""
    pa = arrow()
    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    return pa.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])


def encode(documents: Sequence[Shown], options: ReportOptions) -> pa.RecordBatch:
    """Return the rows of some documents."""
    rows = [sayable(score_row(each)) for each in documents if not (each.passed and options.only_failing)]
    return arrow().RecordBatch.from_pylist(rows, schema())


class ScoresParquet(ParquetOutput):
    """Writes the rows; the arguments are those of `ParquetOutput`."""

    def __init__(self, path: str | None, options: ReportOptions, parts: int | None = None) -> None:
        super().__init__(path, options, parts, columns=schema())
