"""A table of documents in, a table of results out: what every engine that moves Arrow batches needs.

The result of a row depends on the row and the configuration alone: batches of any size, judged anywhere and in any order,
give the same rows. The linter, which takes a moment to make, is made once a process for each configuration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from lint_rules.config import SETTINGS, Config
from lint_rules.errors import InputError, suggestion
from lint_rules.integrations.judging import Observer, judge
from lint_rules.profiles import Profile
from lint_rules.profiles.sample import PAGES
from lint_rules.reports.table import arrow, schema, to_batch
from lint_rules.rule import escaped

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 256  # rows that are Python objects at a time: their texts, and the findings of as many
COLUMNS_NAMED = 12  # columns that a message names
PROFILE = "profile"
"""The column in which a profile travels, as bytes."""
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
        table = _as_table(table)
        wanted = self.schema(table.schema)
        shared = judge(self.config)
        batches = []
        for rows in _rows(table, self.config, self.path, self.record):
            with shared.lock:
                objects = [
                    shared.said(shared.result(row.values, path=row.path, number=row.number, error=row.error)) for row in rows
                ]
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


@dataclass(frozen=True)
class TableObserver:
    """Counts what sites repeat, over the rows of tables: `TableObserver(config)(tables)`. Small and picklable.

    `config`, `path` and `record` are as with `TableLinter`, and the configuration's profile has no say. `scores` says whether
    pages are scored, which takes most of the time; `pages_per_host` is the number of pages that are kept of a host.
    """

    config: Config = field(default_factory=Config)
    path: str | None = None
    record: str | None = None
    scores: bool = True
    pages_per_host: int = PAGES

    def __call__(self, tables: Iterable[pa.Table | pa.RecordBatch]) -> Profile:
        """Return the profile of all rows. Those that cannot be read, or are of no known site, are passed over. Raises as
        `TableLinter` does.
        """
        observer = Observer(self.config, scores=self.scores, pages_per_host=self.pages_per_host)
        for table in tables:
            for rows in _rows(_as_table(table), self.config, self.path, self.record):
                for row in rows:
                    if row.error is None:
                        observer.observe(row.values, path=row.path, number=row.number)
        return observer.profile

    def as_table(self, tables: Iterable[pa.Table | pa.RecordBatch]) -> pa.Table:
        """Return the profile of all rows as bytes in a table of one row: how it travels between machines."""
        return arrow().table({PROFILE: [self(tables).to_bytes()]}, profile_schema())


def profile_schema() -> pa.Schema:
    """Return the schema of a table of profiles."""
    pa = arrow()
    return pa.schema([(PROFILE, pa.large_binary())])


def merged(profiles: Iterable[bytes]) -> Profile:
    """Return the sum of profiles that came as bytes, each added as it comes. Raises ProfileError where they are none, or of
    different kinds.
    """
    total: Profile | None = None
    for each in map(Profile.from_bytes, profiles):
        total = each if total is None else total.merge(each)
    return total or Profile.empty()


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
    """A row as Python objects, by column; of one that cannot be so, those that can, and why not all. `path` and `number` are
    where it comes from.
    """

    values: dict[str, Any]
    path: str | None
    number: int | None
    error: str | None = None


def _as_table(table: pa.Table | pa.RecordBatch) -> pa.Table:
    pa = arrow()
    return pa.Table.from_batches([table]) if isinstance(table, pa.RecordBatch) else table


def _rows(table: pa.Table, config: Config, path: str | None, number: str | None) -> Iterator[list[_Row]]:
    """Yield the rows of a table, some at a time, and of their columns only what is looked at. Never raises for what stands
    there, and InputError where a column that was named is not there; where there is no row, there need be no column.
    """
    if not table.num_rows:
        return
    for batch in table.select(_looked_at(table.schema, config, path, number)).to_batches(max_chunksize=ROWS):
        try:
            said: list[tuple[dict[str, Any], str | None]] = [(values, None) for values in batch.to_pylist()]
        except Exception:  # noqa: BLE001 - bytes that are no UTF-8, times that Python does not have, and what else there may be
            said = [_read(batch, index) for index in range(batch.num_rows)]
        yield [
            _Row(values, values.get(path) if path else None, values.get(number) if number else None, error)
            for values, error in said
        ]


def _read(batch: pa.RecordBatch, index: int) -> tuple[dict[str, Any], str | None]:
    """Return what can be read of a row, of a batch in which one at least cannot be, and why not all."""
    values: dict[str, Any] = {}
    error = None
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            values[name] = column[index].as_py()
        except Exception as cause:  # noqa: BLE001 - see above
            error = error or f"the field '{escaped(name)}' cannot be read: {cause}"
    return values, error


def _looked_at(given: pa.Schema, config: Config, path: str | None, number: str | None) -> list[str]:
    """Return the columns that results are made of. Raises InputError where one that was named is not there."""
    names = [_column(given, name, what) for name, what in ((path, "path"), (number, "record")) if name]
    for attribute in _FIELDS:
        name = getattr(config, attribute)
        setting = attribute.replace("_", "-")
        # What goes by the default name need not be there, but for the text.
        if name and (name != SETTINGS[setting].default or attribute == "text_field" or name in given.names):
            names.append(_outermost(given, name, setting))
    names += [_outermost(given, name, "meta-field") for name in config.meta_field]
    return list(dict.fromkeys(names))


def _outermost(given: pa.Schema, name: str, what: str) -> str:
    """Return the column in which a field stands, as `_column` does: its own, or the struct that its dots lead into."""
    return _column(given, name if name in given.names else name.partition(".")[0], what)


def _column(given: pa.Schema, name: str, what: str) -> str:
    """Return the name of a column. Raises InputError, naming those that there are, where there is none of this name."""
    if name in given.names:
        return name
    names = ", ".join(map(escaped, given.names[:COLUMNS_NAMED])) + (" …" if len(given.names) > COLUMNS_NAMED else "")
    raise InputError(f"no column '{escaped(name)}' ({what}); the input has {names or 'none'}{suggestion(name, given.names)}")
