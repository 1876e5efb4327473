"""All formats at once: in one process or several, from disk or packed, the same answers."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lint_rules import formats, runner
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.formats import Unreadable
from lint_rules.formats.compression import EXPANSION_FLOOR, MOST_EXPANSION, MOST_WINDOW, SUFFIXES_PACKED
from lint_rules.formats.html import MAX_DEPTH

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
pytest.importorskip("fastwarc")

TEXTS = [f"The council met on Monday, for the {number}. time.\n\nShare this:\n" for number in range(40)]


def made(folder: Path) -> None:
    """Make a folder with the same texts in all formats, some of them broken."""
    lines = b"".join(json.dumps({"id": f"j{number}", "text": text}).encode() + b"\n" for number, text in enumerate(TEXTS))
    (folder / "a.jsonl").write_bytes(lines + b"nonsense\n" + lines)
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(lines)[:-5])
    rows = "".join(f'{number},"{text}"\n' for number, text in enumerate(TEXTS)).encode()
    (folder / "c.csv.bz2").write_bytes(bz2.compress(b"id,text\n" + rows + b"1,2,3\n"))
    pq.write_table(pa.table({"text": [*TEXTS, None]}), folder / "d.parquet", row_group_size=7)
    page = "".join(f"<p>{text}</p>" for text in TEXTS[:3])
    (folder / "e.html.xz").write_bytes(lzma.compress(page.encode()))
    (folder / "f.warc.gz").write_bytes(b"".join(gzip.compress(archived(number, text)) for number, text in enumerate(TEXTS)))
    (folder / "g.txt").write_text(TEXTS[0])
    (folder / "h.md.gz").write_bytes(b"no gzip")


def archived(number: int, text: str) -> bytes:
    body = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{text}".encode()
    header = (
        f"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nWARC-Record-ID: <urn:x:{number}>\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return header.encode() + body + b"\r\n\r\n"


INCLUDED = Config(extend_include=("*.csv", "*.parquet", "*.html", "*.warc"), max_unreadable=10)


def test_one_process_and_several_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    made(Path("in"))
    one = list(runner.run(INCLUDED, ["in"], jobs=1))
    two = list(runner.run(INCLUDED, ["in"], jobs=2))
    assert one == two
    assert sum(not result.failures for result in one) == 80 + 40 + 40 + 40 + 1 + 40 + 1
    assert [result.source.path and Path(result.source.path).name for result in one if result.failures] == [
        "a.jsonl",
        "b.jsonl.gz",
        "c.csv.bz2",
        "d.parquet",
        "h.md.gz",
    ]


def test_pieces_are_the_same_at_each_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is taken up again counts on it."""
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    made(Path("in"))

    def pieces() -> list[Any]:
        return [piece for found in formats.collect(["in"], INCLUDED) for piece in formats.pieces(found, INCLUDED)]

    assert pieces() == pieces()


def test_pieces_tell_how_far_a_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    made(Path("in"))
    for found in formats.collect(["in"], INCLUDED):
        size = Path(found.path).stat().st_size
        told = [piece.weight if piece.stored is None else piece.stored for piece in formats.pieces(found, INCLUDED)]
        assert all(each >= 0 for each in told), found.path
        assert sum(told) <= size, found.path
        assert sum(told) > size // 2 or size < 3000, found.path  # Parquet's footer, of a small file


@pytest.mark.parametrize("name", ["in.jsonl", "in.jsonl.gz", "in.csv.xz", "in.warc.gz", "in.parquet"])
def test_one_file_is_shared_out_in_parts_of_about_one_size(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    texts = [os.urandom(1000).hex() for _ in range(3000)]
    if name == "in.parquet":
        pq.write_table(pa.table({"text": texts}), name, compression="zstd", use_dictionary=False)
    elif name == "in.csv.xz":
        Path(name).write_bytes(lzma.compress("\n".join(["text", *texts]).encode()))
    elif name == "in.warc.gz":
        Path(name).write_bytes(b"".join(gzip.compress(archived(number, text)) for number, text in enumerate(texts)))
    else:
        lines = b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts)
        Path(name).write_bytes(gzip.compress(lines) if name.endswith(".gz") else lines)
    inputs = runner.Inputs([name])
    parts = [
        [
            read.text.strip()
            for chunk in inputs.feed(Config(), runner.Shard(number, 3)).chunks()
            for piece in chunk.pieces
            for read in formats.documents(piece, Config())
            if isinstance(read, Document)
        ]
        for number in (1, 2, 3)
    ]
    assert [text for part in parts for text in part] == texts
    assert all(len(part) in range(500, 1500) for part in parts), [len(part) for part in parts]


def test_every_format_holds_to_the_limit_of_a_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    config = Config(extend_include=("*.csv", "*.parquet", "*.html", "*.warc"), max_document_size=1000)
    large = "word " * 300
    Path("in/a.jsonl").write_text(json.dumps({"text": large}) + '\n{"text": "x"}\n')
    Path("in/b.csv").write_text(f"text\n{large}\nx\n")
    pq.write_table(pa.table({"text": [large, "x"]}), "in/c.parquet")
    Path("in/d.html").write_text(f"<p>{large}")
    Path("in/e.warc").write_bytes(archived(1, large) + archived(2, "x"))
    Path("in/f.txt").write_text(large)
    read = [each for found in formats.collect(["in"], config) for each in formats.read(found, config)]
    failed = [each for each in read if isinstance(each, Unreadable)]
    assert [(Path(each.source.path or "").suffix, each.source.record) for each in failed] == [
        (".jsonl", 1),
        (".csv", 1),
        (".parquet", 1),
        (".html", None),
        (".warc", 1),
        (".txt", None),
    ]
    assert all(each.error.endswith("larger than max-document-size (1,000 bytes)") for each in failed)
    assert [getattr(each, "text", "x").strip() for each in read if each not in failed] == ["x"] * 4


def test_whatever_a_library_raises_ends_one_file_and_not_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pq.write_table(pa.table({"text": ["a"]}), "a.parquet")
    Path("b.html").write_text("<p>b")
    Path("c.txt").write_text("c")

    def raises(*_: object, **__: object) -> None:
        raise KeyError("deep inside")

    monkeypatch.setattr(pq, "ParquetFile", raises)
    monkeypatch.setattr("lint_rules.formats.html.reduced", raises)
    found = formats.collect(["a.parquet", "b.html", "c.txt"], Config())
    first, second, third = (each for one in found for each in formats.read(one, Config()))
    assert isinstance(first, Unreadable)
    assert isinstance(second, Unreadable)
    assert first.error == second.error == "cannot be read: KeyError: 'deep inside'"
    assert third.source.path == "c.txt"


def test_no_package_of_an_extra_is_imported_for_a_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A text.\n")
    script = (
        "import sys; from lint_rules import formats; from lint_rules.config import Config\n"
        "list(formats.read(next(formats.collect(['a.txt'], Config())), Config()))\n"
        "print([name for name in ('pyarrow', 'fastwarc', 'fsspec', 'csv', 'bz2', 'lzma', 'lxml.etree', 'tempfile', 'shutil')\n"
        "       if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"


def test_the_guide_names_every_suffix() -> None:
    page = (Path(__file__).parent.parent / "docs" / "inputs.md").read_text("utf-8")
    table = "".join(line.partition(" | ")[0] for line in page.splitlines() if line.startswith("| `."))
    assert set(re.findall(r"`(\.[a-z0-9]+)`", table)) == set(formats.suffixes())
    packed = page[page.index("may be [packed]") :].partition("suffix.")[0]
    assert tuple(re.findall(r"`(\.[a-z0-9]+)`", packed)) == SUFFIXES_PACKED
    for figure in (
        f"{MOST_EXPANSION}-fold, once {EXPANSION_FLOOR // 10**6} MB",
        f"{MOST_WINDOW >> 20} MB",
        f"{MAX_DEPTH:,} deep",
    ):
        assert figure in page
    assert f"({Config().max_document_size // 10**6} MB)" in page
