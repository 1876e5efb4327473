"""Copies in every format: what changes is the text, and nothing else."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lint_rules.cli import run_command
from lint_rules.finding import Edit, Span
from lint_rules.formats.copying import edited

STORY = (
    "The council met on Tuesday and voted, after four hours, to rebuild the old bridge over the river next spring.\n\n"
    "“We have waited for this since the flood,” said Ann Moll, who keeps the mill below it, “and we can wait a year more.”\n\n"
    "The work is to cost four million and to take two summers; boats will pass through the mill race until it is done.\n"
)
DIRTY = f"Skip to content\n\n{STORY}\n© 2021 Example Media. All rights reserved.\n"
PACKERS: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    "": (bytes, bytes),
    ".gz": (gzip.compress, gzip.decompress),
    ".bz2": (bz2.compress, bz2.decompress),
    ".xz": (lzma.compress, lzma.decompress),
}
SOME = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])

TEXTS = st.lists(
    st.sampled_from(("Skip to content", STORY, 'She said "no", and; left', "a\tb", "é😀\u2028x", "")), max_size=4
).map("\n".join)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def clean(source: str, target: str, *arguments: str) -> int:
    return run_command(["clean", source, "-o", target, "--isolated", "-q", "-j1", *arguments])


def copied(name: str, content: bytes, *arguments: str) -> bytes:
    """Return the copy of a file with this content."""
    Path(name).write_bytes(content)
    clean(name, f"out-{name}", *arguments)
    return Path(f"out-{name}").read_bytes()


@pytest.mark.parametrize("suffix", PACKERS)
def test_of_a_line_of_json_only_the_text_changes(suffix: str) -> None:
    pack, unpack = PACKERS[suffix]
    line = '  {"n" : 1.50, "text":%s,"url"\t:"http:\\/\\/x.y","text2":"Skip to content","é":"\\u00e9",  "n": 1e3 }\r\n'
    content = (line % json.dumps(DIRTY)).encode() + (line % json.dumps(STORY, ensure_ascii=False)).encode()
    out = unpack(copied(f"in.jsonl{suffix}", pack(content)))
    first = json.dumps(DIRTY).replace("Skip to content\\n\\n", "")
    first = first.replace("\\n\\n\\u00a9 2021 Example Media. All rights reserved.", "")
    assert out == (line % first).encode() + (line % json.dumps(STORY, ensure_ascii=False)).encode()


@SOME
@given(st.lists(st.tuples(TEXTS, st.dictionaries(st.text(max_size=5), VALUES, max_size=3), st.booleans()), max_size=5))
def test_all_else_of_a_record_keeps_its_bytes(records: list[tuple[str, dict[str, Any], bool]]) -> None:
    lines = []
    for text, fields, is_ascii in records:
        given_fields = {key: value for key, value in fields.items() if key not in ("text", "id", "url")}
        lines.append(json.dumps({**given_fields, "text": text, "last": 1}, ensure_ascii=is_ascii))
    content = "\n".join(lines).encode("utf-8", "surrogatepass")
    kept = copied("in.jsonl", content, "--budget", "1").split(b"\n")
    assert len(kept) == max(1, len(lines))
    for before, after in zip(content.split(b"\n"), kept, strict=True):
        if not before:
            continue
        old, new = json.loads(before), json.loads(after)
        if old["text"] == new["text"]:
            assert before == after
        else:
            assert {**old, "text": ""} == {**new, "text": ""}
            assert list(old) == list(new)
        assert before[: before.index(b'"text"')] == after[: after.index(b'"text"')]


ODD = st.sampled_from(
    (
        "1e400",
        "NaN",
        "-0",
        "0.10",
        "1" * 40,
        '"\\ud800"',
        '"\\u0000"',
        "[[[]]]",
        '{"text": "Skip to content", "text": 1}',
        '"}"',
        '"\\\\"',
    )
)
MEMBERS = st.lists(st.tuples(st.sampled_from(('"a"', '"page"', '"text"', '"b\\u0061"', '""')), ODD), max_size=3)


@SOME
@given(
    st.lists(st.tuples(MEMBERS, st.sampled_from((DIRTY, STORY, "Skip to content", None)), MEMBERS), max_size=4),
    st.sampled_from(("", " ", "\t ")),
    st.sampled_from(("\n", "\r\n", "\n \n")),
)
def test_odd_json_is_copied_as_it_stands(records: list[tuple[Any, str | None, Any]], space: str, end: str) -> None:
    lines = []
    for before, text, after in records:
        inner = f'{{"text"{space}: "first", "text":{space}{json.dumps(text)}{space}, "n": 1e400}}'
        members = [f"{name}{space}:{space}{value}" for name, value in [*before, ('"page"', inner), *after]]
        lines.append("{" + space + f"{space},{space}".join(members) + space + "}")
    Path("rejects.jsonl").unlink(missing_ok=True)
    kept = copied("in.jsonl", end.join(lines).encode(), "--text-field", "page.text", "--rejects", "rejects.jsonl").decode()
    rejected = [json.loads(line) for line in Path("rejects.jsonl").read_text("utf-8").splitlines() if line.strip()]
    numbers = [each["scrapelint_record"] for each in rejected]
    step = end.count("\n")
    left = [line for number, line in enumerate(lines) if number * step + 1 not in numbers]
    assert len(rejected) + len(left) == len(lines)
    # An inner object that ends in a text of the story's is the one that counts; all else stands as it stood.
    wanted = [line.replace(json.dumps(DIRTY), json.dumps(STORY)) for line in left]
    assert [line for line in kept.replace("\r", "").split("\n") if line.strip()] == wanted


def test_escapes_in_what_stays_of_a_text_are_kept() -> None:
    text = (
        json.dumps("Skip to content\n" + STORY)
        .replace("bridge", "br\\u0069dge")
        .replace("river", "ri\\/ver \\ud83d\\ude00 \\ud800")
    )
    out = copied("in.jsonl", f'{{"text": {text}}}\n'.encode())
    assert out == f'{{"text": {text}}}\n'.replace("Skip to content\\n", "").encode()


def test_a_text_inside_of_objects_is_replaced_there() -> None:
    line = {"a.b": DIRTY, "a": {"b": DIRTY, "c": [1]}, "z": 1}
    out = json.loads(copied("in.jsonl", json.dumps(line).encode(), "--text-field", "a.b"))
    assert out == {**line, "a.b": STORY}  # the field of that name comes first
    del line["a.b"]
    out = json.loads(copied("in.jsonl", json.dumps(line).encode(), "--text-field", "a.b"))
    assert out == {"a": {"b": STORY, "c": [1]}, "z": 1}


def test_bytes_that_are_no_utf8_stay_in_other_fields() -> None:
    out = copied("in.jsonl", b'{"other": "\xff\xfe", "text": ' + json.dumps(DIRTY).encode() + b"}\n")
    assert out == b'{"other": "\xff\xfe", "text": ' + json.dumps(STORY).encode() + b"}\n"


def test_of_two_members_with_one_name_the_last_is_the_text() -> None:
    content = f'{{"text": "Skip to content", "text": {json.dumps(DIRTY)}}}\n'
    assert copied("in.jsonl", content.encode()) == f'{{"text": "Skip to content", "text": {json.dumps(STORY)}}}\n'.encode()


def test_what_can_just_be_read_is_cleaned_too() -> None:
    # Somewhere among these depths the parser gives up.
    lines = [
        b'{"deep": ' + b"[" * depth + b"]" * depth + b', "text": %s}' % json.dumps(DIRTY).encode() for depth in range(900, 1000)
    ]
    kept = copied("in.jsonl", b"\n".join(lines))
    assert kept
    assert b"Skip to content" not in kept


def test_lines_that_are_blank_in_other_ways_come_along() -> None:
    line = '{"text": %s}\n'
    before = "\x0c\n" + line % json.dumps(DIRTY) + " \x0b\n" + line % json.dumps(DIRTY) + "\x0c\n"
    after = before.replace(json.dumps(DIRTY), json.dumps(STORY))
    assert copied("in.jsonl", before.encode()) == after.encode()


@pytest.mark.parametrize(
    "line", ['{"text": "a"} x', '{"text": "a"', '[{"text": "a"}]', '{"text": "a"}}', '{"text": 1, "a": "\t"}']
)
def test_a_line_that_is_no_record_is_kept_as_it_came_in_one_that_is(line: str) -> None:
    copied("in.jsonl", line.encode(), "--rejects", "rejects.jsonl")
    (rejected,) = Path("rejects.jsonl").read_text("utf-8").splitlines()
    assert json.loads(rejected)["scrapelint_raw"] == line


@pytest.mark.parametrize("suffix", PACKERS)
@pytest.mark.parametrize("between", [",", "\t"])
def test_of_a_row_only_the_text_changes(between: str, suffix: str) -> None:
    pack, unpack = PACKERS[suffix]
    rows = [
        f'id{between}"text"{between}more\r\n',
        f'1{between}"{DIRTY}"{between}"a ""quoted"" cell"\r\n',
        "\r\n",
        f'"2"{between}"{STORY}"{between}=1+1\r\n',
        f"3{between}plain{between}x\n",
    ]
    name = f"in.{'csv' if between == ',' else 'tsv'}{suffix}"
    content = "\ufeff" + "".join(rows)
    assert unpack(copied(name, pack(content.encode()))).decode() == content.replace(DIRTY, STORY)


@SOME
@given(st.lists(st.tuples(TEXTS, st.text(max_size=6), st.text(max_size=6)), min_size=1, max_size=6), st.booleans())
def test_other_cells_keep_their_values(rows: list[tuple[str, str, str]], quoted: bool) -> None:
    out = io.StringIO()
    clear = [[cell.replace("\0", "").encode("utf-8", "replace").decode() for cell in row] for row in rows]
    csv.writer(out, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL).writerows(
        [["a", "text", "b"], *([a, text, b] for text, a, b in clear)]
    )
    before = out.getvalue()
    after = copied("in.csv", before.encode(), "--budget", "1").decode()
    old, new = (list(csv.reader(io.StringIO(each, newline=""))) for each in (before, after))
    assert len(old) == len(new)
    for one, other in zip(old, new, strict=True):
        assert (one[0], one[2]) == (other[0], other[2])
        assert len(other[1]) <= len(one[1])
    if old == new:
        assert before == after


@pytest.mark.parametrize("row", ['"a"b,c', 'a,"b', "a", "a,b,c", '"a\n"b,"c"'])
def test_a_row_that_cannot_be_read_is_kept_as_it_came_in_one_that_can(row: str) -> None:
    copied("in.csv", f"id,text\n{row}\n".encode(), "--rejects", "rejects.csv")
    header, rejected = csv.reader(io.StringIO(Path("rejects.csv").read_bytes().decode(), newline=""), strict=True)
    assert dict(zip(header, rejected, strict=True))["scrapelint_raw"] == f"{row}\n"


def test_a_table_without_rows_keeps_its_header() -> None:
    assert copied("in.csv", b"id,text\n") == b"id,text\n"


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_text_keeps_its_mark_its_line_ends_and_its_form(suffix: str) -> None:
    pack, unpack = PACKERS[suffix]
    content = ("\ufeff" + DIRTY.replace("\n", "\r\n")).encode()
    assert unpack(copied(f"in.txt{suffix}", pack(content))) == ("\ufeff" + STORY.replace("\n", "\r\n")).encode()


@given(st.lists(st.binary(max_size=4) | st.text(max_size=2).map(lambda text: text.encode("utf-8", "replace"))), st.data())
def test_edits_of_bytes_are_made_where_they_are_read(stretches: list[bytes], data: st.DataObject) -> None:
    raw = b"".join(stretches)
    text = raw.decode("utf-8", "replace")
    cut = data.draw(st.integers(0, len(text)))
    first = edited(raw, [Edit(Span(cut, len(text)), "")])
    rest = edited(raw, [Edit(Span(0, cut), "")])
    assert first + rest == raw
    assert first.decode("utf-8", "replace") == text[:cut]
    assert edited(raw, [Edit(Span(cut, cut), "é")]) == first + "é".encode() + rest


OLD = "Skip to content\n\n" + STORY.replace("“", '"').replace("”", '"') + "\nThe café is called Façade.\n"


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf"])
def test_bytes_that_are_no_utf8_stay_in_a_text_that_changes(before: bytes) -> None:
    content = before + OLD.encode("latin-1")
    assert copied("in.txt", content) == content.replace(b"Skip to content\n\n", b"")
    content = b'id,text\n1,"' + OLD.encode("latin-1").replace(b'"', b'""') + b'"\n'
    assert copied("in.csv", before + content) == before + content.replace(b"Skip to content\n\n", b"")
    line = before + b'{"a": "\xe9", "text": %s}\n' % json.dumps(OLD, ensure_ascii=False).encode("latin-1")
    assert copied("in.jsonl", line) == line.replace(b"Skip to content\\n\\n", b"")


def test_a_text_without_a_change_keeps_bytes_that_are_no_utf8() -> None:
    content = STORY.encode() + b"\xff\n"
    assert copied("in.txt", content) == content


def test_a_folder_becomes_a_folder_with_the_same_names() -> None:
    for name in ("in/a.txt", "in/b/c.md", "in/b/d.jsonl", "in/e.txt.gz"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path("in/a.txt").write_text(DIRTY, "utf-8")
    Path("in/b/c.md").write_text("* one\n\n" + STORY, "utf-8")
    Path("in/b/d.jsonl").write_text(json.dumps({"text": DIRTY}), "utf-8")
    Path("in/e.txt.gz").write_bytes(gzip.compress(DIRTY.encode()))
    assert clean("in/", "out") == 0
    assert sorted(str(path.relative_to("out").as_posix()) for path in Path("out").rglob("*") if path.is_file()) == [
        "a.txt",
        "b/c.md",
        "b/d.jsonl",
        "e.txt.gz",
    ]
    assert Path("out/a.txt").read_text("utf-8") == STORY
    assert json.loads(Path("out/b/d.jsonl").read_text("utf-8")) == {"text": STORY}
    assert gzip.decompress(Path("out/e.txt.gz").read_bytes()).decode() == STORY


class TestParquet:
    """Parquet, which needs pyarrow."""

    @pytest.fixture(autouse=True)
    def arrow(self) -> None:
        pytest.importorskip("pyarrow")

    def table(self, texts: Sequence[str | None]) -> Any:
        import pyarrow as pa

        count = len(texts)
        fields = [
            pa.field("id", pa.int64(), nullable=False),
            pa.field("text", pa.string(), metadata={"about": "what was scraped"}),
            pa.field("when", pa.timestamp("us", "UTC")),
            pa.field("tags", pa.list_(pa.struct([("name", pa.string())]))),
            pa.field("raw", pa.large_binary()),
        ]
        columns = [
            pa.array(range(count), pa.int64()),
            pa.array(texts, pa.string()),
            pa.array([None if number % 3 else number * 1000 for number in range(count)], pa.timestamp("us", "UTC")),
            pa.array([[{"name": f"n{number % 2}"}] * (number % 3) for number in range(count)], fields[3].type),
            pa.array([bytes([number % 256]) for number in range(count)], pa.large_binary()),
        ]
        return pa.Table.from_arrays(columns, schema=pa.schema(fields, metadata={"made by": "us"}))

    @pytest.mark.parametrize(("codec", "as_dictionary"), [("snappy", True), ("zstd", False), ("none", ["text"])])
    def test_columns_types_metadata_groups_and_packing_stay(self, codec: str, as_dictionary: Any) -> None:
        from pyarrow import parquet

        texts = [DIRTY if number % 2 else STORY for number in range(700)]
        table = self.table(texts)
        parquet.write_table(table, "in.parquet", row_group_size=300, compression=codec, use_dictionary=as_dictionary)
        assert clean("in.parquet", "out.parquet") == 0
        before, after = parquet.ParquetFile("in.parquet"), parquet.ParquetFile("out.parquet")
        assert after.schema_arrow.equals(before.schema_arrow, check_metadata=True)
        assert [after.metadata.row_group(n).num_rows for n in range(3)] == [300, 300, 100]
        for column in range(before.metadata.num_columns):
            one, other = (each.metadata.row_group(0).column(column) for each in (before, after))
            assert one.compression == other.compression
            assert one.encodings == other.encodings
        out = after.read()
        assert out.column("text").to_pylist() == [STORY] * 700
        assert out.drop_columns(["text"]).equals(table.drop_columns(["text"]))
        assert not list(Path().glob("*.part"))

    def test_rejected_rows_are_in_the_other_file_with_their_reasons(self) -> None:
        from pyarrow import parquet

        texts = [STORY, None, "Skip to content\n" * 9, DIRTY]
        parquet.write_table(self.table(texts), "in.parquet", row_group_size=2)
        assert clean("in.parquet", "out.parquet", "--rejects", "rejects.parquet") == 2
        out, rejects = parquet.read_table("out.parquet"), parquet.read_table("rejects.parquet")
        assert out.column("id").to_pylist() == [0, 3]
        assert parquet.ParquetFile("out.parquet").num_row_groups == 2
        assert rejects.column("id").to_pylist() == [1, 2]
        assert rejects.column("text").to_pylist() == [None, texts[2]]
        reasons = [json.loads(each)[0] for each in rejects.column("scrapelint_reasons").to_pylist()]
        assert reasons[0].startswith("not readable")
        assert "would lose" in reasons[1]

    def test_a_text_inside_of_structs_and_one_of_few_values(self) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        inner = pa.struct([("text", pa.dictionary(pa.int16(), pa.large_string())), ("n", pa.int8())])
        rows = [{"text": DIRTY, "n": 1}, None, {"text": STORY, "n": None}]
        table = pa.table({"page": pa.array([each and dict(each) for each in rows], inner), "k": [1, 2, 3]})
        parquet.write_table(table, "in.parquet")
        clean("in.parquet", "out.parquet", "--text-field", "page.text", "--rejects", "rejects.parquet")
        out = parquet.read_table("out.parquet")
        assert out.schema.field("page").type == parquet.read_table("in.parquet").schema.field("page").type
        assert out.to_pylist() == [{"page": {"text": STORY, "n": 1}, "k": 1}, {"page": {"text": STORY, "n": None}, "k": 3}]

    @pytest.mark.parametrize("arguments", [(), ("--annotate",)])
    def test_columns_of_one_name_keep_their_own_values(self, arguments: tuple[str, ...]) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        table = pa.Table.from_arrays([pa.array([DIRTY, STORY]), pa.array([1, 2]), pa.array(["a", "b"])], names=["text", "n", "n"])
        parquet.write_table(table, "in.parquet")
        clean("in.parquet", "out.parquet", *arguments)
        out = parquet.ParquetFile("out.parquet").read()
        assert [out.column(place).to_pylist() for place in (1, 2)] == [[1, 2], ["a", "b"]]

    def test_row_groups_bring_their_own_dictionaries(self) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        names = [f"section {number % 70}" for number in range(200)]
        texts = [DIRTY if number % 2 else STORY for number in range(200)]
        table = pa.table({"text": pa.array(texts).dictionary_encode(), "section": pa.array(names).dictionary_encode()})
        with parquet.ParquetWriter("in.parquet", table.schema) as writer:
            for start in range(0, 200, 50):  # each with its own: Arrow's files take no second one, its streams do
                part = table.slice(start, 50)
                plain = [part.column(place).cast(pa.string()).combine_chunks() for place in range(2)]
                writer.write_table(pa.Table.from_arrays([each.dictionary_encode() for each in plain], schema=table.schema))
        assert clean("in.parquet", "out.parquet") == 0
        out = parquet.read_table("out.parquet")
        assert out.schema == table.schema
        assert out.column("section").to_pylist() == names
        assert set(out.column("text").to_pylist()) == {STORY}

    @pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf"])
    def test_bytes_that_are_no_utf8_stay(self, before: bytes) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        content = before + OLD.encode("latin-1")
        for kind in (pa.binary(), pa.string()):
            column = pa.array([content, DIRTY.encode()], pa.binary()).cast(kind, safe=False)
            parquet.write_table(pa.table({"text": column}), "in.parquet")
            clean("in.parquet", "out.parquet")
            out = parquet.read_table("out.parquet").column("text").cast(pa.binary(), safe=False).to_pylist()
            assert out == [content.replace(b"Skip to content\n\n", b""), STORY.encode()]

    def test_types_that_arrow_picks_no_rows_of(self) -> None:
        pytest.importorskip("pyarrow", minversion="26")  # earlier ones write no such column
        import pyarrow as pa
        from pyarrow import parquet

        view = pa.string_view()
        table = pa.table({"text": pa.array([STORY, "Skip to content", DIRTY], view), "other": pa.array(["a", "b", "c"], view)})
        parquet.write_table(table, "in.parquet")
        clean("in.parquet", "out.parquet", "--rejects", "rejects.parquet")
        out = parquet.read_table("out.parquet")
        assert out.schema == parquet.read_table("in.parquet").schema
        assert out.to_pylist() == [{"text": STORY, "other": "a"}, {"text": STORY, "other": "c"}]
        assert parquet.read_table("rejects.parquet").column("other").to_pylist() == ["b"]

    def test_a_table_without_rows(self) -> None:
        from pyarrow import parquet

        parquet.write_table(self.table([]), "in.parquet")
        assert clean("in.parquet", "out.parquet") == 0
        assert parquet.read_table("out.parquet").equals(self.table([]))

    def test_annotated(self) -> None:
        from pyarrow import parquet

        parquet.write_table(self.table([DIRTY, STORY]), "in.parquet")
        clean("in.parquet", "out.parquet", "--annotate")
        out = parquet.read_table("out.parquet")
        assert out.column("text").to_pylist() == [DIRTY, STORY]
        assert out.column("scrapelint_score").to_pylist()[1] == 100.0
        assert out.column("scrapelint_passed").to_pylist() == [False, True]
        assert json.loads(out.column("scrapelint_findings").to_pylist()[0])[0]["code"] == "CHR001"
