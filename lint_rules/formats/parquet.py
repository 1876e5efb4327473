"""Parquet: one document a row. Rows are read some at a time, and of the columns only those that are looked at.

A record's number is that of its row, counted through all row groups. A damaged row group is left where it breaks, and the
next one is read. The footer stands at the end of such a file, so one that comes through a pipe, or packed, is first written
to a temporary file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from lint_rules.config import Config
from lint_rules.errors import InputError
from lint_rules.finding import Source
from lint_rules.formats import Found, Piece, Unreadable
from lint_rules.formats.compression import EXPANSION_FLOOR, MOST_EXPANSION, missing
from lint_rules.formats.opening import stream_of
from lint_rules.formats.records import Rows, fields_named, names_wanted, of_rows
from lint_rules.rule import escaped

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

SUFFIXES = (".parquet",)

# What is unpacked at a time: as many rows as hold this much on the average of their row group, and never so many that a few
# large ones among them would be much.
BATCH_SIZE = 1 << 20
BATCH_ROWS = 256
BUFFER = 1 << 20  # bytes of a column that are read ahead

documents = of_rows


def pieces(found: Found, config: Config, stream: io.BufferedReader | None) -> Iterator[Piece]:
    """Yield rows, some at a time. Raises InputError where the file is damaged or has no column for the text."""
    with stream_of(found, stream, seekable=True) as file, seekable(file) as whole:
        yield from _pieces(found, config, whole)


@contextmanager
def seekable(stream: io.BufferedReader) -> Iterator[BinaryIO]:
    """Give the stream, or all that it holds in a temporary file."""
    import shutil
    import tempfile

    if stream.seekable():
        yield stream
    else:
        with tempfile.TemporaryFile() as file:
            shutil.copyfileobj(stream, file)
            yield file


def _pieces(found: Found, config: Config, file: BinaryIO) -> Iterator[Piece]:
    table, names = opened_table(file, config)
    fields = tuple(table.schema_arrow.names)
    for part in batches(found, table, names, every=False):
        if isinstance(part, Unreadable):
            yield Piece(found, 1, 0, part)
        else:
            rows = Rows(tuple(names), fields, part.values)
            yield Piece(found, len(part.values), max(part.rows.nbytes, 1), rows, part.stored)


class Batch(NamedTuple):
    """Some rows of a row group, that of number `group` from 0: the values that are looked at, each row's with its number,
    and about how many bytes the rows take as they are stored.
    """

    group: int
    rows: pa.RecordBatch
    values: Sequence[tuple[int, Sequence[Any]]]
    stored: int


def opened_table(file: BinaryIO, config: Config) -> tuple[Any, list[str]]:
    """Return what reads a file, and the columns of it that are looked at. Raises InputError where it is damaged, or has no
    column for the text.
    """
    _, parquet = modules()
    try:
        # One column after another is read as it is needed; to read all ahead would take a row group into memory.
        table = parquet.ParquetFile(file, buffer_size=BUFFER, pre_buffer=False)
        schema: pa.Schema = table.schema_arrow
    except _broken() as error:
        raise InputError(f"not Parquet that can be read: {_cause(error)}") from error
    return table, _columns(schema, config)


def batches(found: Found, table: Any, names: Sequence[str], *, every: bool) -> Iterator[Batch | Unreadable]:
    """Yield the rows, some at a time, with the columns that are named, or with `every` one; and what cannot be read."""
    broken: tuple[type[Exception], ...] = (*_broken(), InputError)
    number = 1
    for index in range(table.num_row_groups):
        group = table.metadata.row_group(index)
        first = number
        packed = sum(group.column(each).total_compressed_size for each in range(group.num_columns))
        try:
            size = _size(group, table.schema_arrow.names if every else names)
            count = max(1, min(BATCH_ROWS, BATCH_SIZE * group.num_rows // max(size, 1)))
            columns = None if every else names
            for rows in table.iter_batches(batch_size=count, row_groups=[index], columns=columns, use_threads=False):
                values = zip(*(_values(_column(rows, name)) for name in names), strict=True)
                made = list(enumerate(values, number))
                number += len(made)
                yield Batch(index, rows, made, packed * len(made) // group.num_rows)
        except broken as error:
            last = first + group.num_rows - 1
            source = Source(f"{found.path}#{number}", found.path, number)
            rest = f"records {number:,} to {last:,} of it" if number < last else f"record {number:,} of it"
            yield Unreadable(source, f"row group {index + 1:,} cannot be read further ({rest}): {_cause(error)}")
        number = first + group.num_rows


def _broken() -> tuple[type[Exception], ...]:
    """Return what the reading of a damaged file raises."""
    arrow, _ = modules()
    damaged: type[Exception] = arrow.ArrowException
    return (damaged, OSError, ValueError)


def modules() -> tuple[Any, Any]:
    """Return what reads Parquet. Raises InputError where it is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise InputError(missing("parquet", "Parquet")) from error
    return pa, parquet


def _columns(schema: pa.Schema, config: Config) -> list[str]:
    """Return the columns that are looked at and there. Raises InputError where that of the text is not."""
    if not _has(schema, config.text_field):
        raise InputError(f"no column '{escaped(config.text_field)}'; {fields_named(schema.names, 'the file')}")
    names = [name for name in names_wanted(config) if _has(schema, name)]
    for name in names:
        if schema.names.count(name) > 1:
            raise InputError(f"the file has {schema.names.count(name)} columns '{escaped(name)}'")
    return names


def _has(schema: pa.Schema, name: str) -> bool:
    """Tell whether there is a column of this name, or a struct that its dots lead into."""
    if name in schema.names:
        return True
    first, *rest = name.split(".")
    if schema.names.count(first) != 1:
        return False
    kind: Any = schema.field(first).type
    for part in rest:
        if not _is_struct(kind) or kind.get_field_index(part) < 0:
            return False
        kind = kind.field(part).type
    return True


def _is_struct(kind: pa.DataType) -> bool:
    from pyarrow import types

    return bool(types.is_struct(kind))


def _size(group: parquet.RowGroupMetaData, names: Sequence[str]) -> int:
    """Return the bytes that the columns unpack to, by what the footer says. Raises InputError where that is beyond reason."""
    packed = size = 0
    for index in range(group.num_columns):
        column = group.column(index)
        if any(column.path_in_schema == name or column.path_in_schema.startswith(name + ".") for name in names):
            packed += column.total_compressed_size
            size += column.total_uncompressed_size
    if size > EXPANSION_FLOOR and size > MOST_EXPANSION * packed:
        raise InputError(f"its columns grow more than {MOST_EXPANSION}-fold: this looks like a bomb")
    return size


def _column(batch: pa.RecordBatch, name: str) -> pa.Array:
    """Return the column of a field, taken out of its structs."""
    from pyarrow import compute

    if name in batch.schema.names:
        return batch.column(name)
    first, *rest = name.split(".")
    return compute.struct_field(batch.column(first), rest)


def _values(column: pa.Array) -> list[Any]:
    """Return the values of a column; texts that are no UTF-8 as bytes, None for what Python cannot hold."""
    try:
        return cast("list[Any]", column.to_pylist())
    except (ValueError, OverflowError):
        return [_value(each) for each in column]


def _value(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        content = getattr(scalar, "as_buffer", lambda: None)()
        return None if content is None else content.to_pybytes()
    except (ValueError, OverflowError):  # a date before the year 1
        return None


def _cause(error: Exception) -> str:
    """Return the first line of an error: the rest tells of the library's insides."""
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
