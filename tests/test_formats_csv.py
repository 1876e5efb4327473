"""Tables as text: one document a row, and every row accounted for."""

from __future__ import annotations

import csv
import gzip
import io
import pickle
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules import formats
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.formats import Remark, Unreadable


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(name: str, content: str | bytes, config: Config | None = None, *, piped: bool = False) -> list[Any]:
    """Return all that a file of this name and content gives, its pieces sent as to another process."""
    config = config or Config()
    raw = content.encode() if isinstance(content, str) else content
    if not piped:
        Path(name).write_bytes(raw)
    made: list[Any] = []
    stream = io.BytesIO(raw)
    for found in formats.collect(["-" if piped else name], config, stdin_filename=name, stdin=stream):
        for piece in formats.pieces(found, config, stdin=stream):
            made += formats.documents(pickle.loads(pickle.dumps(piece)), config)
    return made


def told(made: list[Any]) -> list[Any]:
    return [each.text if isinstance(each, Document) else (each.source.record, each.error) for each in made]


TABLE = 'id,text,url,crawl\n7,"One, two\nthree ""four""",https://www.a.org/x,c1\n8,Plain,,\n'


def test_rows_are_documents() -> None:
    first, second = read("in.csv", TABLE, Config(meta_field=("crawl",)))
    assert first.text == 'One, two\nthree "four"'
    assert first.source == ("7", "in.csv", 1, "https://www.a.org/x", "a.org", (("crawl", "c1"),))
    assert second.source == ("8", "in.csv", 2, None, None, (("crawl", ""),))


@pytest.mark.parametrize("name", ["in.csv", "in.CSV.gz"])
@pytest.mark.parametrize("piped", [False, True])
def test_byte_order_marks_line_ends_and_packing_change_nothing(name: str, piped: bool) -> None:
    content = b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").encode()
    made = read(name, gzip.compress(content) if name.endswith(".gz") else content, piped=piped)
    assert told(made) == ['One, two\r\nthree "four"', "Plain"]


def test_tabs() -> None:
    assert told(read("in.tsv", 'text\tid\n"a\tb"\t1\nc, d\t2\n')) == ["a\tb", "c, d"]


def test_fields_by_name_and_missing_ones() -> None:
    made = read("in.csv", "body, key\nx,1\ny,2\n", Config(text_field="body", id_field="key", meta_field=("lang",)))
    assert [each.source.id for each in made if isinstance(each, Document)] == ["1", "2"]
    remarks = [each for each in made if isinstance(each, Remark)]
    assert remarks == [Remark("in.csv", "a record has no field 'lang' (meta-field)", "the record has body, key")] * 2
    assert told(read("in.csv", "body,\x1b[31m\nx,1\n")) == [(None, "no column 'text'; the file has body, \\u001b[31m")]
    assert told(read("in.csv", "text,id,text\nx,1,y\n")) == [(None, "the header names 'text' 2 times")]
    assert read("in.csv", "") == read("in.csv", "text\n") == []


def test_malformed_rows_are_named_with_their_lines_and_the_rest_goes_on() -> None:
    content = 'id,text\n1,"a\nb"\n\n2,c,d\n3\n4,"e"f\n5,g\r\n6,h "quoted" h\n7,"never\nclosed\n'
    assert told(read("in.csv", content)) == [
        "a\nb",
        (2, "line 5: 3 fields, where the header names 2"),
        (3, "line 6: 1 field, where the header names 2"),
        (4, "line 7: ',' expected after '\"'"),
        "g",
        'h "quoted" h',
        (7, "lines 10 to 11: a quotation mark is never closed"),
    ]


def test_a_flaw_in_the_header_is_one_of_the_file() -> None:
    assert told(read("in.csv", 'id,"text\n1,a\n')) == [(None, "lines 1 to 2: a quotation mark is never closed")]


def test_rows_that_are_too_large_are_passed_over() -> None:
    config = Config(max_document_size=100)
    content = "id,text\n1,a\n2," + "x" * 500 + "\n3,b\n4," + "é" * 60 + '\n5,"c\n' + "y\n" * 60 + '\n6,d\n"\n7,e\n'
    assert told(read("in.csv", content, config)) == [
        "a",
        (2, "line 3: larger than max-document-size (100 bytes)"),
        "b",
        (4, "larger than max-document-size (100 bytes)"),
        (5, "lines 6 to 54: larger than max-document-size (100 bytes)"),
        *[(number, f"line {number + 49}: 1 field, where the header names 2") for number in range(6, 18)],
        "d",
        (19, "lines 69 to 70: a quotation mark is never closed"),
    ]


def test_a_line_of_200_mb_is_passed_over_in_bounded_memory() -> None:
    with Path("in.csv").open("wb") as file:
        file.write(b"id,text\n1,a\n2,")
        file.seek(200_000_000, io.SEEK_CUR)
        file.write(b"\n3,b\n")
    tracemalloc.start()
    (found,) = formats.collect(["in.csv"], Config(max_document_size=1_000_000))
    made = list(formats.read(found, Config(max_document_size=1_000_000)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert told(made) == ["a", (2, "line 3: larger than max-document-size (1,000,000 bytes)"), "b"]
    assert peak < 30_000_000


def test_a_file_that_is_cut_off() -> None:
    rows = "".join(f"{number},{number:0500d}\n" for number in range(5000))
    packed = gzip.compress(("id,text\n" + rows).encode())
    *good, bad = read("in.csv.gz", packed[:-20])
    assert all(isinstance(each, Document) for each in good)
    assert isinstance(bad, Unreadable)
    assert (bad.source.record, bad.error[:33]) == (len(good) + 1, "the gzip data ends too early, aft")


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=80), st.sampled_from(["in.csv", "in.tsv"]), st.booleans())
def test_what_python_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], name: str, piped: bool
) -> None:
    buffer = io.StringIO(newline="")
    kind: type[csv.Dialect] = csv.excel if name.endswith(".csv") else csv.excel_tab
    writer = csv.writer(buffer, kind)
    writer.writerows([("id", "text"), *rows])
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("table"))
        made = read(name, buffer.getvalue(), piped=piped)
    assert [(each.source.record, each.text) for each in made] == [(number, text) for number, (_, text) in enumerate(rows, 1)]


@given(st.lists(st.sampled_from(['"', ",", "\n", "\r", "a", "text", "\0", "é"])))
def test_no_table_is_too_broken(tmp_path_factory: pytest.TempPathFactory, parts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("table"))
        made = read("in.csv", "text,id\n" + "".join(parts))
    assert all(isinstance(each, Document | Unreadable) for each in made)
    assert [each.source.record for each in made] == list(range(1, len(made) + 1))
