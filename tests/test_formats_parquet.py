"""Parquet: rows are documents, columns are fields, and damage stays where it is."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules import formats
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.formats import Remark, Unreadable
from lint_rules.formats import parquet as reading

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(table: Any, **settings: Any) -> None:
    pq.write_table(table, "in.parquet", **settings)


def read(name: str = "in.parquet", config: Config | None = None, *, stdin: bytes | None = None) -> list[Any]:
    """Return all that a file gives, its pieces sent as to another process."""
    config = config or Config()
    stream = None if stdin is None else io.BytesIO(stdin)
    made: list[Any] = []
    for found in formats.collect([name], config, stdin=stream):
        for piece in formats.pieces(found, config, stdin=stream):
            made += formats.documents(pickle.loads(pickle.dumps(piece)), config)
    return made


def told(made: list[Any]) -> list[Any]:
    return [each.text if isinstance(each, Document) else (each.source.record, each.error) for each in made]


def test_rows_are_documents() -> None:
    day = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    write(
        pa.table(
            {
                "text": ["één", None, "c"],
                "id": [7, 8, None],
                "url": ["https://www.a.org/x", None, None],
                "day": [day, day, None],
                "lang": pa.array(["en", "en", "de"]).dictionary_encode(),
            }
        )
    )
    first, second, third = read(config=Config(meta_field=("day", "lang")))
    assert first.text == "één"
    assert first.source[:5] == ("7", "in.parquet", 1, "https://www.a.org/x", "a.org")
    assert first.source.meta == (("day", "2026-01-02 00:00:00+00:00"), ("lang", "en"))
    assert (second.source.id, second.error) == ("8", "the field 'text' is null, not a text")
    assert (third.source.id, third.text, third.source.meta) == ("in.parquet#3", "c", (("day", None), ("lang", "de")))
    json.dumps(first.source.meta)


def test_meta_is_what_json_can_say() -> None:
    days = [[dt.date(2026, 1, 2)]]
    write(pa.table({"text": ["a"], "days": days, "page": [{"raw": b"x\xff", "n": 1.5}], "html": pa.array([b"<p>\xff"])}))
    (doc,) = read(config=Config(meta_field=("days", "page")))
    assert doc.source.meta == (("days", ["2026-01-02"]), ("page", {"raw": "x\ufffd", "n": 1.5}))
    assert doc.html == "<p>\ufffd"
    json.dumps(doc.source.meta)


def test_values_that_python_cannot_hold() -> None:
    days = pa.array([-1_000_000, 10], pa.int32()).cast(pa.date32())
    write(pa.table({"text": ["a", "b"], "day": days}))
    assert [doc.source.meta for doc in read(config=Config(meta_field=("day",)))] == [(("day", None),), (("day", "1970-01-11"),)]


def test_dots_reach_into_structs_and_names_may_have_dots() -> None:
    page = [{"body": {"text": "a", "more": "x"}, "u": "http://a.org"}, {"body": None, "u": None}, None]
    write(pa.table({"page": page, "an.id": ["1", "2", "3"], "text": ["no"] * 3}))
    config = Config(text_field="page.body.text", url_field="page.u", id_field="an.id")
    assert told(read(config=config)) == [
        "a",
        (2, "the field 'page.body.text' is null, not a text"),
        (3, "the field 'page.body.text' is null, not a text"),
    ]
    assert [each.source.id for each in read(config=config)] == ["1", "2", "3"]


def test_a_missing_column_names_those_there_are() -> None:
    write(pa.table({"body": ["a", "b"], "page": [{"x": 1}] * 2, "\x1b": [1, 2]}))
    assert told(read()) == [(None, "no column 'text'; the file has body, page, \\u001b")]
    assert told(read(config=Config(text_field="page.y"))) == [(None, "no column 'page.y'; the file has body, page, \\u001b")]
    remarks = [each for each in read(config=Config(text_field="body", meta_field=("lang",))) if isinstance(each, Remark)]
    assert (
        remarks == [Remark("in.parquet", "a record has no field 'lang' (meta-field)", "the record has body, page, \\u001b")] * 2
    )
    twice = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], ["text", "text"])
    write(twice)
    assert told(read()) == [(None, "the file has 2 columns 'text'")]


def test_only_the_columns_looked_at_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    original = pq.ParquetFile.iter_batches
    write(pa.table({"text": ["a"], "huge": ["x"], "id": ["1"]}))

    def noting(self: Any, **given: Any) -> Any:
        asked.append(given["columns"])
        return original(self, **given)

    monkeypatch.setattr(pq.ParquetFile, "iter_batches", noting)
    assert told(read()) == ["a"]
    assert asked == [["text", "id"]]


def test_texts_that_are_bytes_or_no_utf_8() -> None:
    raw = pa.array([b"good", b"a \xff b"], pa.binary())
    texts = pa.Array.from_buffers(pa.string(), 2, raw.buffers())
    write(pa.table({"text": texts, "id": raw}))
    assert told(read()) == ["good", "a \ufffd b"]
    assert told(read(config=Config(text_field="id"))) == ["good", "a \ufffd b"]
    write(pa.table({"text": [5, 6]}))
    assert told(read()) == [(1, "the field 'text' is a number, not a text"), (2, "the field 'text' is a number, not a text")]


@given(st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))), st.integers(1, 9))
def test_row_groups_and_batches_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str | None], rows: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("table"))
        patch.setattr(reading, "BATCH_ROWS", 3)
        write(pa.table({"text": pa.array(texts, pa.string())}), row_group_size=rows)
        made = read()
    assert [each.source.record for each in made] == list(range(1, len(texts) + 1))
    assert [getattr(each, "text", None) for each in made] == texts


def test_pipes_and_packed_files() -> None:
    write(pa.table({"text": ["a", "b"]}))
    content = Path("in.parquet").read_bytes()
    assert told(read("-", stdin=content)) == told(read("-", stdin=gzip.compress(content))) == ["a", "b"]
    Path("packed.parquet.gz").write_bytes(gzip.compress(content))
    assert told(read("packed.parquet.gz")) == ["a", "b"]
    Path("cut.parquet.gz").write_bytes(gzip.compress(content)[:-10])
    ((record, error),) = told(read("cut.parquet.gz"))
    assert (record, error.split(",")[0]) == (None, "the gzip data ends too early")


def test_a_damaged_file_is_a_clear_error_and_the_rest_goes_on() -> None:
    write(pa.table({"text": ["a"]}))
    content = Path("in.parquet").read_bytes()
    Path("good.parquet").write_bytes(content)
    for bad in (content[:-20], content[:30], b"PAR1", b"", b"PAR1" + bytes(100)):
        Path("in.parquet").write_bytes(bad)
        ((record, error),) = told(read())
        assert record is None
        assert error.startswith("not Parquet that can be read: ")
    assert told(read("good.parquet")) == ["a"]


def test_a_damaged_row_group_is_left_and_the_next_one_read() -> None:
    texts = [f"{number:0100d}" for number in range(60)]
    write(pa.table({"text": texts}), row_group_size=20, compression="zstd", use_dictionary=False)
    column = pq.ParquetFile("in.parquet").metadata.row_group(1).column(0)
    content = bytearray(Path("in.parquet").read_bytes())
    start = column.data_page_offset
    content[start : start + column.total_compressed_size] = bytes(column.total_compressed_size)
    Path("in.parquet").write_bytes(content)
    made = read()
    assert told(made[:20] + made[21:]) == texts[:20] + texts[40:]
    assert [each.source.record for each in made] == [*range(1, 22), *range(41, 61)]
    assert isinstance(made[20], Unreadable)
    assert made[20].error.startswith("row group 2 cannot be read further (records 21 to 40 of it): ")


@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), min_size=1, max_size=6))
def test_no_damage_brings_anything_but_a_clear_error(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("table"))
        write(pa.table({"text": [f"text {number}" for number in range(30)], "id": list(range(30))}), row_group_size=10)
        content = bytearray(Path("in.parquet").read_bytes())
        for place_, value in changes:
            content[place_ % len(content)] = value
        Path("in.parquet").write_bytes(content)
        made = read()
    assert all(isinstance(each, Document | Unreadable) for each in made)


def test_a_text_that_is_too_large_is_passed_over() -> None:
    write(pa.table({"text": ["a", "é" * 60, "b"]}))
    config = Config(max_document_size=100)
    assert told(read(config=config)) == ["a", (2, "larger than max-document-size (100 bytes)"), "b"]


def test_columns_that_grow_beyond_reason_are_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "EXPANSION_FLOOR", 1_000_000)
    write(pa.table({"text": ["x" * 5_000_000, "y"]}), compression="gzip", use_dictionary=False)
    ((record, error),) = told(read())
    assert record == 1
    assert error.endswith("its columns grow more than 250-fold: this looks like a bomb")


def test_memory_is_that_of_some_rows_and_not_of_a_row_group() -> None:
    texts = [f"{number:050000d}" for number in range(1200)]
    write(pa.table({"text": texts}), row_group_size=5000, compression="none", use_dictionary=False, write_batch_size=10)
    script = (
        "import pyarrow, sys; from lint_rules import formats; from lint_rules.config import Config\n"
        "n = sum(p.documents for p in formats.pieces(formats.Found('in.parquet', 'parquet'), Config()))\n"
        "print(n, pyarrow.default_memory_pool().max_memory())"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert said[0] == "1200"
    assert int(said[1]) < 20_000_000  # of 60


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    write(pa.table({"text": ["a"]}))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert told(read()) == [(None, "to read Parquet, install the extra 'parquet': pip install 'scrapelint[parquet]'")]
