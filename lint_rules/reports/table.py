"""Results as an Arrow table: one row a document, with the fields of the JSON object. What Parquet output and the engines for
more than one machine are made of.

The columns have the names, meanings and order of the object's keys (docs/output.md). Two things differ, as columns are typed:
`meta` is a JSON text, for its values can be of any type and differ from row to row; and lone surrogates, which JSON can say
and Arrow cannot, are U+FFFD.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

from lint_rules.errors import InputError
from lint_rules.reports.record import encoded

if TYPE_CHECKING:
    import pyarrow as pa

    Kind = str | Mapping[str, str]

FINDINGS, SUPPRESSED = "findings", "suppressed"
"""The columns that `scores_only` leaves out."""

_SURROGATES = re.compile("[\ud800-\udfff]")
_META = "meta"
_MAY_LACK = ("text", "xpath", "lines", "edges", "known", "preview", "settles")  # of a finding: the keys that an object may lack

# Kinds of columns, by the names that `_type` gives them. Whole numbers have 64 bits all: the file format packs them.
_FINDING: Mapping[str, str] = {
    "code": "text",
    "rule": "text",
    "severity": "text",
    "counts": "text",
    "confidence": "number",
    "message": "text",
    "text": "text",
    "start": "whole",
    "end": "whole",
    "line": "whole",
    "column": "whole",
    "end_line": "whole",
    "end_column": "whole",
    "fixable": "truth",
    "fingerprint": "text",
    "xpath": "text",
    "lines": "texts",
    "edges": "texts",
    "known": "truth",
    "preview": "truth",
    "settles": "text",
}
_COLUMNS: Mapping[str, Kind] = {
    "id": "text",
    "path": "text",
    "record": "whole",
    "url": "text",
    "host": "text",
    _META: "text",
    "language": "text",
    "coverage": "number",
    "score": "number",
    "purity": "number",
    "integrity": "number",
    "verdict": "text",
    "passed": "truth",
    "characters": "whole",
    "flagged": "whole",
    "sentences": "whole",
    "hurt": "whole",
    FINDINGS: _FINDING,
    SUPPRESSED: {**_FINDING, "by": "text", "reason": "text"},
    "failures": {"code": "text", "error": "text"},
    "skipped": {"code": "text", "reason": "text"},
    "ruleset": "text",
}


@cache
def schema(*, scores_only: bool = False) -> pa.Schema:
    """Return the schema of a table of results. Raises InputError, naming the extra to install, where there is no pyarrow."""
    pa = arrow()
    kinds = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "whole": pa.int64(),
        "number": pa.float64(),
        "truth": pa.bool_(),
    }

    def of(kind: Kind) -> Any:
        if isinstance(kind, str):
            return kinds[kind]
        return pa.list_(pa.struct([(name, kinds[each]) for name, each in kind.items()]))

    return pa.schema(
        [(name, of(kind)) for name, kind in _COLUMNS.items() if not (scores_only and name in (FINDINGS, SUPPRESSED))]
    )


def to_batch(objects: Iterable[Mapping[str, Any]], *, scores_only: bool = False) -> pa.RecordBatch:
    """Return results as a batch with a row for each, in their order.

    `objects` are what `record.record` returns. `scores_only` leaves the findings out.
    """
    pa = arrow()
    wanted = schema(scores_only=scores_only)
    rows = list(map(row, objects))
    try:
        columns = [_column(rows, field) for field in wanted]
    except UnicodeEncodeError:
        rows = list(map(sayable, rows))
        columns = [_column(rows, field) for field in wanted]
    return pa.RecordBatch.from_arrays(columns, schema=wanted)


def row(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return a result's JSON object as a row of the table has it, with nothing suppressed where it does not say."""
    return {**said, SUPPRESSED: said.get(SUPPRESSED, []), _META: encoded(said[_META])}


def _column(rows: Sequence[Mapping[str, Any]], field: pa.Field) -> pa.Array:
    """Return one key of all rows as an array. Lists of objects are laid out by key, which takes a third of the time that
    pyarrow takes for objects.
    """
    pa = arrow()
    if not pa.types.is_list(field.type):
        return pa.array([each[field.name] for each in rows], field.type)
    lists = [each[field.name] for each in rows]
    items = list(chain.from_iterable(lists))
    inner = field.type.value_type
    keys = [inner.field(number) for number in range(inner.num_fields)]
    values = pa.StructArray.from_arrays([pa.array([item.get(key.name) for item in items], key.type) for key in keys], fields=keys)
    ends = accumulate(map(len, lists), initial=0)
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), values, type=field.type)


def objects(batch: pa.RecordBatch | pa.Table) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects that a batch was made of, so that `record.encoded` writes the lines that `--output-format jsonl`
    would have written. Columns that are not results are left out.
    """
    for said in batch.select([name for name in batch.schema.names if name in _COLUMNS]).to_pylist():
        said[_META] = json.loads(said[_META])
        for finding in (*said.get(FINDINGS, ()), *said.get(SUPPRESSED, ())):
            for key in _MAY_LACK:
                if finding[key] is None:
                    del finding[key]
        if not said.get(SUPPRESSED, True):
            del said[SUPPRESSED]
        yield said


def arrow() -> Any:
    """Return pyarrow. Raises InputError, naming the extra to install, where there is none."""
    try:
        import pyarrow as pa
    except ImportError as error:
        raise InputError("Arrow and Parquet need pyarrow: pip install 'scrapelint[parquet]'") from error
    return pa


def sayable(value: Any) -> Any:
    """Return the value with U+FFFD for lone surrogates."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: sayable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [sayable(item) for item in value]
    return value
