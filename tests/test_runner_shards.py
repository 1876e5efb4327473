"""Parts of the inputs: together, one after the other, they are the whole."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules import formats
from lint_rules.cli import run_command
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.errors import ConfigError
from lint_rules.formats import jsonl
from lint_rules.runner import Inputs, Shard
from lint_rules.runner.feed import Position

CONFIG = Config(include=("*.txt", "*.jsonl", "*.gz", "*.csv"))


def write(folder: Path, kinds: list[tuple[str, int]]) -> None:
    """Write a file for each kind, with so many records or words."""
    for number, (kind, size) in enumerate(kinds):
        records = "".join(json.dumps({"text": f"{number} {each} " + "word " * (each % 7)}) + "\n" for each in range(size))
        path = folder / f"{number:02}{kind}"
        if kind == ".txt":
            path.write_text("word " * size, "utf-8")
        elif kind == ".csv":
            path.write_text("text\n" + "".join(f"a row {each}\n" for each in range(size)), "utf-8")
        elif kind == ".jsonl":
            path.write_text(records, "utf-8")
        else:
            path.write_bytes(gzip.compress(records.encode()))


def documents(inputs: Inputs, shard: Shard | None = None, start: Position | None = None) -> Iterator[tuple[str | None, str]]:
    for chunk in inputs.feed(CONFIG, shard, start).chunks():
        for piece in chunk.pieces:
            for each in formats.documents(piece, CONFIG):
                if isinstance(each, Document):
                    yield each.source.id, each.text


@given(
    kinds=st.lists(st.tuples(st.sampled_from([".txt", ".jsonl", ".jsonl.gz", ".csv"]), st.integers(0, 60)), max_size=6),
    of=st.integers(1, 9),
    block=st.sampled_from([32, 200, 5000]),
)
def test_all_parts_together_are_the_whole(kinds: list[tuple[str, int]], of: int, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as name:
        # With blocks as large as they are, files as small as these would never be split.
        patch.setattr(jsonl, "BLOCK", block)
        write(Path(name), kinds)
        inputs = Inputs([name])
        parts = [list(documents(inputs, Shard(number, of))) for number in range(1, of + 1)]
        assert [each for part in parts for each in part] == list(documents(inputs))


def test_a_large_file_is_split_evenly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "BLOCK", 100)
    write(tmp_path, [(".jsonl", 1000)])
    sizes = [len(list(documents(Inputs([str(tmp_path)]), Shard(number, 4)))) for number in range(1, 5)]
    assert sum(sizes) == 1000
    assert min(sizes) > 200


def test_remote_files_are_shared_out_by_their_size() -> None:
    fsspec = pytest.importorskip("fsspec")
    store = fsspec.filesystem("memory")
    for number in range(8):
        store.pipe(f"/shards/{number}.txt", b"word " * 100)
    try:
        inputs = Inputs(["memory://shards"])
        assert [len(list(documents(inputs, Shard(number, 4)))) for number in range(1, 5)] == [2, 2, 2, 2]
        chunk = next(inputs.feed(CONFIG, repeatable=True).chunks())
        assert list(inputs.feed(CONFIG, start=chunk.position, repeatable=True).chunks()) == []
        store.pipe("/shards/3.txt", b"other " * 100)
        with pytest.raises(ConfigError, match=r'between "memory://shards/2\.txt" and "memory://shards/3\.txt"'):
            list(inputs.feed(CONFIG, start=chunk.position, repeatable=True).chunks())
    finally:
        store.rm("/shards", recursive=True)


def test_files_of_other_parts_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, [(".txt", 100)] * 8)
    opened: list[str] = []
    pieces = formats.pieces

    def noting(found: formats.Found, *rest: object, **more: object) -> object:
        opened.append(Path(found.path).name)
        return pieces(found, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(formats, "pieces", noting)
    assert len(list(documents(Inputs([str(tmp_path)]), Shard(2, 4)))) == 2
    assert opened == ["02.txt", "03.txt"]


@given(st.lists(st.tuples(st.sampled_from([".txt", ".jsonl", ".jsonl.gz"]), st.integers(0, 60)), max_size=5), st.data())
def test_to_go_on_from_any_chunk_leaves_nothing_out(kinds: list[tuple[str, int]], data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as name:
        patch.setattr(jsonl, "BLOCK", 200)
        write(Path(name), kinds)
        inputs = Inputs([name])
        chunks = list(inputs.feed(CONFIG).chunks())
        at = data.draw(st.integers(0, len(chunks)))
        start = chunks[at - 1].position if at else None
        # The chunks themselves are the same: what depends on where they end does not depend on where a run was killed.
        assert [chunk.pieces for chunk in inputs.feed(CONFIG, start=start).chunks()] == [chunk.pieces for chunk in chunks[at:]]


def test_standard_input_is_not_shared_out(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ConfigError, match="--shard: standard input can be read only once"):
        list(documents(Inputs(["-"]), Shard(1, 2)))
    for wrong in ("0/3", "4/3", "1", "a/b", "-1/2"):
        assert run_command(["check", "-", "--shard", wrong]) == 2
        assert f"error: --shard: '{wrong}' is no part of a whole" in capsys.readouterr().err


def test_the_outputs_of_all_parts_are_the_output_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(jsonl, "BLOCK", 500)
    Path("in").mkdir()
    write(Path("in"), [(".jsonl", 40), (".txt", 9), (".jsonl", 5)])
    common = ["check", "in", "gone.txt", "--isolated", "--select", "CHR", "--jobs", "1", "--exit-zero"]
    assert run_command([*common, "-o", "whole.jsonl"]) == 2
    statuses = [run_command([*common, "--shard", f"{number}/3", "-o", f"{number}.jsonl"]) for number in (1, 2, 3)]
    # What cannot be read belongs to one part, and only that one says so.
    assert sorted(statuses) == [0, 0, 2]
    assert "".join(Path(f"{number}.jsonl").read_text("utf-8") for number in (1, 2, 3)) == Path("whole.jsonl").read_text("utf-8")
    assert capsys.readouterr().err.count("gone.txt: there is no such file") == 2
