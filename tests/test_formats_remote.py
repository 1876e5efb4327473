"""Remote paths: files, folders and patterns of other stores, read as those on disk are."""

from __future__ import annotations

import gzip
import http.server
import json
import pickle
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lint_rules import formats
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.formats import Found, Unreadable
from lint_rules.formats.remote import is_remote

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def store() -> Iterator[Any]:
    """A store in memory, of which nothing remains."""
    memory = fsspec.filesystem("memory")
    yield memory
    memory.store.clear()
    memory.pseudo_dirs[:] = [""]


def found(*inputs: str, config: Config | None = None, **given: Any) -> list[str]:
    return [
        each.path + (f": {each.error}" if each.error else "") for each in formats.collect(inputs, config or Config(), **given)
    ]


def read(*inputs: str, config: Config | None = None) -> list[Any]:
    config = config or Config()
    made: list[Any] = []
    for each in formats.collect(inputs, config):
        for piece in formats.pieces(each, config):
            made += formats.documents(pickle.loads(pickle.dumps(piece)), config)
    return made


def told(made: list[Any]) -> list[Any]:
    return [each.text if isinstance(each, Document) else (each.source.path, each.error) for each in made]


def test_what_is_remote() -> None:
    assert all(map(is_remote, ("s3://b/k", "https://a.org", "memory://x", "simplecache::s3://b/k", "file:///x")))
    assert not any(map(is_remote, ("C://x", "a.txt", "/a://b", "s3:/b", "//host/share")))


class TestFolders:
    def test_files_folders_and_patterns(self, store: Any) -> None:
        for path in (
            "b.txt",
            "a.md",
            "c.csv",
            "sub/d.txt.gz",
            "sub/deep/e.jsonl",
            ".h/f.txt",
            "README.md",
            "x/g.txt.expect.toml",
        ):
            store.pipe(f"/in/{path}", b"")
        assert (
            found("memory://in")
            == found("memory://in/")
            == [
                "memory://in/a.md",
                "memory://in/b.txt",
                "memory://in/sub/d.txt.gz",
                "memory://in/sub/deep/e.jsonl",
            ]
        )
        assert found("memory://in/*.txt", "memory://in/[c].csv") == ["memory://in/b.txt", "memory://in/c.csv"]
        assert found("memory://in/**/*.jsonl", "memory://*/b.txt") == ["memory://in/sub/deep/e.jsonl", "memory://in/b.txt"]
        assert found("memory://in/c.csv", "memory://in/README.md", "memory://in/c.csv") == [
            "memory://in/c.csv",
            "memory://in/README.md",
        ]
        config = Config(include=("sub/*.gz",), extend_exclude=("deep",))
        assert found("memory://in", config=config) == ["memory://in/sub/d.txt.gz"]

    def test_what_is_not_there(self, store: Any) -> None:
        store.pipe("/in/a.csv", b"")
        assert found("memory://in", "memory://in/*.txt") == [
            "memory://in: this folder has nothing to check (*.txt, *.md, *.jsonl)",
            "memory://in/*.txt: no file matches",
        ]
        assert told(read("memory://gone.txt", "memory://gone")) == [
            ("memory://gone.txt", "there is no such file or folder"),
            ("memory://gone", "there is no such file or folder"),
        ]
        assert told(read("nonsense://x.txt"))[0][1].startswith("Protocol not known: nonsense")

    def test_lists_name_remote_paths_too(self, store: Any, tmp_path: Path) -> None:
        store.pipe("/in/a.txt", b"")
        (tmp_path / "list").write_text("memory://in\nmemory://in/a.txt\n")
        assert found(files_from=str(tmp_path / "list")) == ["memory://in/a.txt"]

    def test_addresses_of_local_files(self, tmp_path: Path) -> None:
        (tmp_path / "a b.txt").write_text("text")
        assert told(read((tmp_path / "a b.txt").as_uri())) == ["text"]
        assert found(tmp_path.as_uri()) == [str(tmp_path / "a b.txt")]


class TestReading:
    def test_all_formats_packed_or_not(self, store: Any) -> None:
        store.pipe("/in/a.txt", "één".encode())
        store.pipe("/in/a.html", b"<p>page")
        store.pipe("/in/b.txt.gz", gzip.compress(b"packed"))
        store.pipe("/in/c.jsonl", b'{"text": "1"}\n{"text": "2"}\n')
        store.pipe("/in/d.html", b"<p>d")
        store.pipe("/in/e.csv.gz", gzip.compress(b"id,text\n1,e\n"))
        store.pipe("/in/f", gzip.compress(b'{"text": "f"}\n'))
        config = Config(include=("*",), exclude=())
        made = read("memory://in", config=config)
        assert told(made) == ["één", "packed", "1", "2", "d\n", "e", "f"]
        assert (made[0].html, made[0].url, made[2].source.id) == ("<p>page", None, "memory://in/c.jsonl#1")

    def test_parquet(self, store: Any) -> None:
        pa = pytest.importorskip("pyarrow")
        pq = pytest.importorskip("pyarrow.parquet")
        with store.open("/in.parquet", "wb") as file:
            pq.write_table(pa.table({"text": ["a", "b"]}), file)
        assert told(read("memory://in.parquet")) == ["a", "b"]

    def test_damage_and_limits_are_told_as_on_disk(self, store: Any) -> None:
        lines = b"".join(json.dumps({"text": "x" * number}).encode() + b"\n" for number in range(3000))
        store.pipe("/in.jsonl.gz", gzip.compress(lines)[:-1000])
        *good, bad = read("memory://in.jsonl.gz")
        assert all(isinstance(each, Document) for each in good)
        assert bad.source.record == len(good) + 1
        assert isinstance(bad, Unreadable)
        store.pipe("/a.txt", b"x" * 100)
        assert told(read("memory://a.txt", config=Config(max_document_size=50))) == [
            ("memory://a.txt", "larger than max-document-size (50 bytes)")
        ]

    def test_a_store_that_breaks_off(self, store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        store.pipe("/in.jsonl", b'{"text": "1"}\n' * 100_000)
        handed = iter([b'{"text": "1"}\n' * 10, b'{"te'])

        def broken(*_: object) -> bytes:
            try:
                return next(handed)
            except StopIteration:
                raise RuntimeError("the line went dead\nwith much more") from None

        monkeypatch.setattr("fsspec.implementations.memory.MemoryFile.read", broken)
        made = read("memory://in.jsonl")
        assert told(made) == ["1"] * 10 + [("memory://in.jsonl", "cannot be fetched: RuntimeError: the line went dead")]
        assert made[-1].source.record == 11

    def test_without_the_package_the_extra_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "fsspec.core", None)
        said = "to read remote paths, install the extra 'remote': pip install 'scrapelint[remote]'"
        assert told(read("s3://bucket/a.txt", "s3://bucket")) == [("s3://bucket/a.txt", said), ("s3://bucket", said)]


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class Ranged(Handler):
    """A server that knows ranges."""

    def do_HEAD(self) -> None:
        self._answer(200, Path(self.translate_path(self.path)).read_bytes(), b"")

    def do_GET(self) -> None:
        content = Path(self.translate_path(self.path)).read_bytes()
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked is None:
            self._answer(200, content, content)
            return
        first, last = int(asked[1]), min(int(asked[2] or len(content)), len(content) - 1)
        part = content[first : last + 1]
        self._answer(206, part, part, Content_Range=f"bytes {first}-{last}/{len(content)}")

    def _answer(self, status: int, size_of: bytes, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(size_of)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(params=[Handler, Ranged])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A server on this machine."""
    pytest.importorskip("aiohttp")

    def handler(*arguments: Any) -> Any:
        return request.param(*arguments, directory=str(tmp_path))

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # aiohttp's, at the end of the interpreter
class TestWeb:
    @pytest.mark.parametrize("site", [Handler], indirect=True)
    def test_pages_texts_and_records(self, site: str, tmp_path: Path) -> None:
        (tmp_path / "page").write_text("<!DOCTYPE html><p>page <a href='/secret.txt'>more</a>")
        (tmp_path / "secret.txt").write_text("never asked for")
        (tmp_path / "in.jsonl.gz").write_bytes(gzip.compress(b'{"text": "1"}\n'))
        made = read(f"{site}/page?x=[1]*", f"{site}/in.jsonl.gz?token=t#f", f"{site}/gone.txt", f"{site}/")
        assert told(made[:2]) == ["page more\n", "1"]
        assert made[0].source[:5] == (f"{site}/page?x=[1]*", f"{site}/page?x=[1]*", None, f"{site}/page?x=[1]*", "127.0.0.1")
        assert told(made[2:3]) == [(f"{site}/gone.txt", "there is no such file or folder")]
        # A list of files, as a server shows it, is a page, and its links are not followed.
        assert len(made) == 4
        assert "secret.txt" in made[3].text

    def test_parquet_over_http(self, site: str, tmp_path: Path) -> None:
        pa = pytest.importorskip("pyarrow")
        pq = pytest.importorskip("pyarrow.parquet")
        pq.write_table(pa.table({"text": ["a", "b"]}), tmp_path / "in.parquet")
        assert told(read(f"{site}/in.parquet")) == ["a", "b"]

    def test_the_command_reads_an_address(self, site: str, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("A short text.\n")
        command = [sys.executable, "-m", "lint_rules", "text", f"{site}/a.txt"]
        assert subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout == "A short text.\n"

    def test_the_server_is_gone(self, site: str) -> None:
        (bad,) = read("http://127.0.0.1:1/a.txt")
        assert bad.error.startswith("cannot be fetched: ")
        (found_,) = formats.collect([f"{site}/x.txt"], Config())
        assert found_ == Found(f"{site}/x.txt", "text")
