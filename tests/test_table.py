"""Results as Arrow tables: nothing of the JSON object is lost on the way there and back."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules import Document, Linter
from lint_rules.config import Config
from lint_rules.engine.gate import passes
from lint_rules.errors import InputError
from lint_rules.finding import Source
from lint_rules.reports import table
from lint_rules.reports.record import encoded, record
from lint_rules.runner import run, unreadable_result

FIXTURES = Path(__file__).parent.parent / "fixtures"
LINTER = Linter(Config(plugins=False))


def judged(*inputs: Path, text: bool = True) -> list[dict[str, Any]]:
    results = run(LINTER.config, [str(each) for each in inputs], jobs=1, linter=LINTER)
    return [record(result, passes(result, LINTER.config), LINTER.ruleset, text) for result in results]


def lines(objects: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> list[str]:
    return list(map(encoded, objects))


@pytest.mark.parametrize("text", [True, False])
def test_objects_survive_arrow_and_parquet(text: bool) -> None:
    objects = judged(FIXTURES / "mixed", text=text)
    assert any(each["findings"] for each in objects)
    batch = table.to_batch(objects)
    assert batch.schema == table.schema()
    assert lines(table.objects(batch)) == lines(objects)
    file = io.BytesIO()
    pq.write_table(pa.Table.from_batches([batch]), file, compression="zstd")
    assert lines(table.objects(pq.read_table(io.BytesIO(file.getvalue())))) == lines(objects)


def test_the_columns_are_the_keys_of_the_object() -> None:
    (first, *_) = judged(FIXTURES / "mixed")
    names = list(first)
    names.insert(names.index("findings") + 1, "suppressed")  # which only documents with such findings have
    assert table.schema().names == names
    inner = table.schema().field("findings").type.value_type
    fields = [inner.field(number).name for number in range(inner.num_fields)]
    # The last ones are of findings in pages, on several lines, in a baseline, of rules in preview, and that settle a verdict.
    assert fields == [*first["findings"][0], "xpath", "lines", "edges", "known", "preview", "settles"]


def test_scores_alone_leave_out_the_findings() -> None:
    objects = judged(FIXTURES / "mixed")
    batch = table.to_batch(objects, scores_only=True)
    assert batch.schema.names == [name for name in table.schema().names if name not in ("findings", "suppressed")]
    assert [row["score"] for row in table.objects(batch)] == [each["score"] for each in objects]


def test_no_results_make_an_empty_batch_with_all_columns() -> None:
    assert table.to_batch([]).schema == table.schema()


def test_what_could_not_be_read_is_a_row_with_nulls() -> None:
    result = unreadable_result(Source("b.jsonl#7", "b.jsonl", 7, None, None, (("crawl", {"n": [1, 2.5, None]}),)), "not JSON")
    (row,) = table.to_batch([record(result, False, "0+0")]).to_pylist()
    assert (row["score"], row["passed"], row["findings"]) == (None, False, [])
    assert row["failures"] == [{"code": "INPUT", "error": "not JSON"}]
    assert json.loads(row["meta"]) == {"crawl": {"n": [1, 2.5, None]}}


VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists)


@given(st.text(st.characters(codec=None), max_size=20), st.dictionaries(st.text(max_size=5), VALUES, max_size=3))
def test_any_id_and_any_meta_survive(name: str, meta: dict[str, object]) -> None:
    result = LINTER.check(Document("Skip to content\n\nThe council met.\n", id=name or "x", meta=meta))
    one = record(result, True, LINTER.ruleset)
    (back,) = table.objects(table.to_batch([one]))
    # Arrow has no lone surrogates.
    one["id"] = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in one["id"])
    assert encoded(back) == encoded(one)


def test_columns_that_are_no_results_are_left_out_of_the_objects() -> None:
    objects = judged(FIXTURES / "mixed")
    batch = pa.Table.from_batches([table.to_batch(objects)]).append_column("text", [["words"] * len(objects)])
    assert lines(table.objects(batch)) == lines(objects)


def test_without_pyarrow_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"pip install 'scrapelint\[parquet\]'"):
        table.arrow()


def test_a_row_has_every_column() -> None:
    rows = [table.row(each) for each in judged(FIXTURES / "mixed")]
    assert all(set(table.schema().names) == row.keys() for row in rows)
