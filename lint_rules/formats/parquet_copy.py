"""Copies of Parquet: the same columns, types, metadata, row groups and compression; of the text's column, some values change."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.formats import Found, Piece, Read, Remark, Unreadable
from lint_rules.formats.copying import Copy, Fields, Item, cleaned
from lint_rules.formats.opening import stream_of
from lint_rules.formats.parquet import batches, modules, opened_table, seekable
from lint_rules.formats.records import Rows, of_rows

if TYPE_CHECKING:
    import pyarrow as pa

SUFFIXES = ()  # files of these are read as parquet; this is how they are read to be copied
HAS_FIELDS = True


class Head(NamedTuple):
    """What a file begins with: its schema, and how its columns are packed, as the writer of Parquet is told."""

    schema: pa.Schema
    packing: Mapping[str, Any]


class Group(NamedTuple):
    """Rows of one row group of the original."""

    number: int
    rows: pa.RecordBatch


class _Part(NamedTuple):
    """Some rows with all their columns, as read, and the values that are looked at."""

    head: Head
    group: int
    batch: pa.RecordBatch
    rows: Rows


class _Broken(NamedTuple):
    """What could not be read further."""

    head: Head
    unreadable: Unreadable


def pieces(found: Found, config: Config, stream: io.BufferedReader | None) -> Iterator[Piece]:
    """Yield rows, some at a time. Raises InputError where the file is damaged or has no column for the text."""
    with stream_of(found, stream, seekable=True) as file, seekable(file) as whole:
        table, names = opened_table(whole, config)
        schema: pa.Schema = table.schema_arrow
        head = Head(schema, _packing(table.metadata))
        fields = tuple(schema.names)
        empty = modules()[0].RecordBatch.from_pylist([], schema)
        # So that a table without a row is copied too.
        yield Piece(found, 0, 0, _Part(head, 0, empty, Rows(tuple(names), fields, ())), 0)
        for part in batches(found, table, names, every=True):
            if isinstance(part, Unreadable):
                yield Piece(found, 1, 0, _Broken(head, part))
            else:
                rows = Rows(tuple(names), fields, part.values)
                payload = _Part(head, part.group, part.rows, rows)
                yield Piece(found, len(part.values), max(part.rows.nbytes, 1), payload, part.stored)


def _packing(metadata: Any) -> dict[str, Any]:
    """Return how each column is packed in the first row group, by the path that Parquet gives it."""
    if not metadata.num_row_groups:
        return {}
    group = metadata.row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    return {
        "compression": {
            each.path_in_schema: "NONE" if each.compression == "UNCOMPRESSED" else each.compression for each in columns
        },
        "use_dictionary": [each.path_in_schema for each in columns if each.has_dictionary_page],
    }


def documents(piece: Piece, config: Config) -> Iterator[Read]:
    """Yield the documents of a piece."""
    if isinstance(piece.payload, _Broken):
        yield piece.payload.unreadable
    else:
        yield from of_rows(piece._replace(payload=cast("_Part", piece.payload).rows), config)


def items(piece: Piece, config: Config) -> Iterator[Item | Remark]:
    """Yield the documents, each with the number of its row in the piece."""
    if isinstance(piece.payload, _Broken):
        yield Item(piece.payload.unreadable, None)
        return
    rows = cast("_Part", piece.payload).rows
    for number, row in enumerate(rows.rows):
        for each in of_rows(piece._replace(payload=rows._replace(rows=[row])), config):
            yield Item(each, number) if isinstance(each, Document | Unreadable) else each


def head(piece: Piece, fields: Fields) -> Head | None:
    """Return the schema with further fields behind the others, and how columns are packed."""
    if not isinstance(piece.payload, _Part | _Broken):
        return None
    return piece.payload.head._replace(schema=_widened(piece.payload.head.schema, fields))


def body(copies: Sequence[Copy], piece: Piece, fields: Fields, config: Config) -> Group | None:
    """Return the rows. What could not be read is a row of nulls but for further fields."""
    if not isinstance(piece.payload, _Part | _Broken):
        return None
    pa, _ = modules()
    schema = _widened(piece.payload.head.schema, fields)
    if isinstance(piece.payload, _Broken):
        rows = [{name: _cell((copy.fields or {}).get(name), kind) for name, kind in fields.items()} for copy in copies]
        return Group(0, pa.RecordBatch.from_pylist(rows, schema))
    part = piece.payload
    taken = _taken(part.batch, [copy.item.raw for copy in copies])
    changed = {number: copy for number, copy in enumerate(copies) if copy.text is not None}
    if changed:
        taken = _with_texts(taken, config.text_field, changed)
    # By their places: a table may have two columns of one name.
    kept = [column for name, column in zip(taken.schema.names, taken.columns, strict=True) if name not in fields]
    said = [
        pa.array([_cell((copy.fields or {}).get(name), kind) for copy in copies], _type(kind)) for name, kind in fields.items()
    ]
    return Group(part.group, pa.RecordBatch.from_arrays([*kept, *said], schema=schema))


def _taken(batch: pa.RecordBatch, numbers: Sequence[int]) -> pa.RecordBatch:
    """Return the rows of a batch that have some numbers, which ascend."""
    if not numbers:
        return batch.slice(0, 0)
    pa, _ = modules()
    # Arrow picks rows by number for some types only, and joins stretches of them for all.
    ends = [place for place in range(1, len(numbers)) if numbers[place] != numbers[place - 1] + 1]
    stretches = [batch.slice(numbers[start], end - start) for start, end in pairwise([0, *ends, len(numbers)])]
    if len(stretches) == 1:
        return stretches[0]
    columns = [pa.concat_arrays([each.column(place) for each in stretches]) for place in range(batch.num_columns)]
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def _cell(value: Any, kind: str) -> Any:
    """Return a value as a column has it: what can be of any type as JSON."""
    return json.dumps(value) if kind == "json" and value is not None else value


def _type(kind: str) -> pa.DataType:
    """Return the type of the column of a further field."""
    pa, _ = modules()
    types = {"number": pa.float64(), "whole": pa.int64(), "truth": pa.bool_()}
    return types.get(kind, pa.string())


def _widened(schema: pa.Schema, fields: Fields) -> pa.Schema:
    """Return a schema with columns for further fields, in the place of those that have their names."""
    if not fields:
        return schema
    pa, _ = modules()
    # What could not be read has nothing in the other columns.
    kept = [field.with_nullable(True) for field in schema if field.name not in fields]
    return pa.schema([*kept, *(pa.field(name, _type(kind)) for name, kind in fields.items())], metadata=schema.metadata)


def _with_texts(rows: pa.RecordBatch, name: str, copies: Mapping[int, Copy]) -> pa.RecordBatch:
    """Return rows with other texts in some, by their numbers."""
    if name in rows.schema.names:
        first, inner = name, []
    else:
        first, *inner = name.split(".")
    place = rows.schema.get_field_index(first)
    return rows.set_column(place, rows.schema.field(place), _replaced(rows.column(place), inner, copies))


def _replaced(column: pa.Array, inner: Sequence[str], copies: Mapping[int, Copy]) -> pa.Array:
    """Return a column with other texts in some rows; `inner` leads to them through its structs."""
    pa, _ = modules()
    from pyarrow import compute

    if not inner:
        # Values that do not change are not looked at: they may be what Python cannot hold.
        plain = _as(pa.large_binary(), column)
        texts = {number: cleaned(plain[number].as_py(), copy) for number, copy in copies.items()}
        changed = pa.array([texts.get(number) for number in range(len(column))], plain.type)
        mask = pa.array([number in texts for number in range(len(column))])
        return _as(column.type, compute.if_else(mask, changed, plain))
    kind: Any = column.type
    fields = [kind.field(number) for number in range(kind.num_fields)]
    arrays = column.flatten()
    place = kind.get_field_index(inner[0])
    arrays[place] = _replaced(arrays[place], inner[1:], copies)
    return pa.StructArray.from_arrays(arrays, fields=fields, mask=column.is_null())


def _as(kind: Any, column: pa.Array) -> pa.Array:
    """Return a column of texts, or of bytes, as one of another type. Bytes that are no UTF-8 stay."""
    from pyarrow import types

    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if types.is_dictionary(kind):
        encoded = _as(kind.value_type, column).dictionary_encode()
        return encoded.cast(kind)
    return column.cast(kind, safe=False)
