"""A table of documents in, a table of results out: what every engine that moves Arrow batches needs.

The result of a row depends on the row and the configuration alone: batches of any size, judged anywhere and in any order,
give the same rows. The linter, which takes a moment to make, is made once a process for each configuration.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from lint_rules.config import SETTINGS, Config
from lint_rules.errors import InputError, suggestion
from lint_rules.integrations.judging import Judge, judge
from lint_rules.reports.table import arrow, schema, to_batch
from lint_rules.rule import escaped

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 256  # rows that are Python objects at a time: their texts, and the findings of as many
COLUMNS_NAMED = 12  # columns that a message names
_FIELDS = ("text_field", "id_field", "url_field", "html_field", "host_field")


@dataclass(frozen=True)
class TableLinter:
    """Judges the rows of tables: `TableLinter(config)(table)`. Small and picklable, whatever it has judged.

    Which columns hold text, id, address, page, host and meta is said by the configuration's field settings (`text_field`
    …); dots reach into structs. `path` and `record` name columns that hold the file that a row comes from and its number
    there, from 1; without them the results have null there, and a row without an id and an address has the id `-`.

    The results have the columns of `reports.table`, their names after `prefix`, without the findings where `scores_only`;
    before them stand the input's columns that are named in `keep` (all: True), as they came.
    """

    config: Config = field(default_factory=Config)
    path: str | None = None
    record: str | None = None
    keep: tuple[str, ...] | bool = ()
    prefix: str = ""
    scores_only: bool = False

    def __call__(self, table: pa.Table | pa.RecordBatch) -> pa.Table:
        """Return a table with one row for each row of `table`, in its order.

        A row that cannot be read is a row with nulls and a failure of code INPUT. Raises InputError where the table lacks
        a column that is named, ConfigError where the configuration cannot be used.
        """
        pa = arrow()
        if isinstance(table, pa.RecordBatch):
            table = pa.Table.from_batches([table])
        wanted = self.schema(table.schema)
        shared = judge(self.config)
        # Of the columns only what is looked at becomes Python objects, and of the rows some at a time.
        looked_at = table.select(self._looked_at(table.schema) if table.num_rows else [])
        batches = []
        for batch in looked_at.to_batches(max_chunksize=ROWS):
            with shared.lock:
                objects = [self._object(row, shared) for row in _rows(batch)]
            batches.append(to_batch(objects, scores_only=self.scores_only))
        results = pa.Table.from_batches(batches, schema(scores_only=self.scores_only))
        return pa.Table.from_arrays([*table.select(self._kept(table.schema)).columns, *results.columns], schema=wanted)

    def schema(self, given: pa.Schema) -> pa.Schema:
        """Return the schema of the results for an input of the schema `given`. Raises InputError where two columns would
        have one name.
        """
        results = [each.with_name(self.prefix + each.name) for each in schema(scores_only=self.scores_only)]
        kept = [given.field(name) for name in self._kept(given)]
        twice = {each.name for each in kept} & {each.name for each in results}
        if twice:
            raise InputError(
                f"the input has a column '{escaped(min(twice))}', as the results have: leave it out of 'keep', or give a 'prefix'"
            )
        return arrow().schema([*kept, *results])

    def _kept(self, given: pa.Schema) -> list[str]:
        if isinstance(self.keep, bool):
            return list(given.names) if self.keep else []
        return [_column(given, name, "keep") for name in self.keep]

    def _looked_at(self, given: pa.Schema) -> list[str]:
        """Return the columns that results are made of. Raises InputError where one that was named is not there."""
        names = [_column(given, name, what) for name, what in ((self.path, "path"), (self.record, "record")) if name]
        for attribute in _FIELDS:
            name = getattr(self.config, attribute)
            setting = attribute.replace("_", "-")
            # What goes by the default name need not be there, but for the text.
            if name and (name != SETTINGS[setting].default or attribute == "text_field" or name in given.names):
                names.append(_outermost(given, name, setting))
        names += [_outermost(given, name, "meta-field") for name in self.config.meta_field]
        return list(dict.fromkeys(names))

    def _object(self, row: _Row, judge: Judge) -> dict[str, Any]:
        """Return the JSON object of what is said of a row."""
        path, number = (row.values.get(name) if name else None for name in (self.path, self.record))
        return judge.said(judge.result(row.values, path=path, number=number, error=row.error))


def lint_table(
    table: pa.Table | pa.RecordBatch,
    config: Config | None = None,
    *,
    path: str | None = None,
    record: str | None = None,
    keep: tuple[str, ...] | bool = (),
    prefix: str = "",
    scores_only: bool = False,
) -> pa.Table:
    """Return a table with one row for each row of `table`, in its order; see `TableLinter` for all it takes and raises."""
    return TableLinter(config or Config(), path, record, keep, prefix, scores_only)(table)


class _Row(NamedTuple):
    """A row as Python objects, by column; of one that cannot be so, those that can, and why not all."""

    values: dict[str, Any]
    error: str | None = None


def _rows(batch: pa.RecordBatch) -> Iterator[_Row]:
    """Yield the rows of a batch. Never raises for what stands there."""
    try:
        values = batch.to_pylist()
    except Exception:  # noqa: BLE001 - bytes that are no UTF-8, times that Python does not have, and what else there may be
        yield from (_row(batch, number) for number in range(batch.num_rows))
    else:
        yield from map(_Row, values)


def _row(batch: pa.RecordBatch, number: int) -> _Row:
    """Return a row of a batch in which one at least cannot be read."""
    values: dict[str, Any] = {}
    errors = []
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            values[name] = column[number].as_py()
        except Exception as error:  # noqa: BLE001 - see above
            errors.append(f"the field '{escaped(name)}' cannot be read: {error}")
    return _Row(values, errors[0] if errors else None)


def _outermost(given: pa.Schema, name: str, what: str) -> str:
    """Return the column in which a field stands, as `_column` does: its own, or the struct that its dots lead into."""
    return _column(given, name if name in given.names else name.partition(".")[0], what)


def _column(given: pa.Schema, name: str, what: str) -> str:
    """Return the name of a column. Raises InputError, naming those that there are, where there is none of this name."""
    if name in given.names:
        return name
    names = ", ".join(map(escaped, given.names[:COLUMNS_NAMED])) + (" …" if len(given.names) > COLUMNS_NAMED else "")
    raise InputError(f"no column '{escaped(name)}' ({what}); the input has {names or 'none'}{suggestion(name, given.names)}")
