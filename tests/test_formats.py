"""What is read: which inputs there are, and what documents they give."""

from __future__ import annotations

import builtins
import io
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lint_rules import formats
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.errors import InputError
from lint_rules.formats import Found, Remark, Unreadable
from lint_rules.formats import jsonl as records
from lint_rules.formats.charset import page_text
from lint_rules.formats.html import MAX_DEPTH, reduced
from lint_rules.formats.opening import host_of_path
from lint_rules.formats.patterns import Patterns

POSIX = os.name == "posix"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run each test in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, content: str | bytes = "text\n") -> str:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def collected(*inputs: str, config: Config | None = None, **given_: Any) -> list[str]:
    """Return what is collected, with slashes; what is wrong stands behind the path."""
    return [
        f"{found.path.replace(os.sep, '/')}{f': {found.error}' if found.error else ''}"
        for found in formats.collect(inputs, config or Config(), **given_)
    ]


def everything(*inputs: str, config: Config | None = None, stdin: bytes | None = None, **given_: Any) -> list[Any]:
    """Return all that inputs give, remarks included."""
    config = config or Config()
    stream = None if stdin is None else io.BytesIO(stdin)
    read: list[Any] = []
    for found in formats.collect(inputs, config, stdin=stream, **given_):
        read += formats.read(found, config, stdin=stream, remark=read.append)
    return read


def document(*inputs: str, **given_: Any) -> Document:
    """Return the one document that inputs give."""
    (read,) = everything(*inputs, **given_)
    assert isinstance(read, Document)
    return read


def errors(*inputs: str, **given_: Any) -> list[str]:
    """Return what cannot be read, with its place."""
    read = everything(*inputs, **given_)
    return [f"{each.source.path}#{each.source.record}: {each.error}" for each in read if isinstance(each, Unreadable)]


class TestCollecting:
    def test_a_folder_yields_texts_by_name_and_leaves_out_what_is_not_scraped(self) -> None:
        for path in ("b.txt", "a.md", "c.JSONL", "d.html", "e.csv", "sub/f.txt", ".hidden/g.txt", "a/h.txt"):
            write(f"in/{path}")
        for path in (
            "README.md",
            "readme.txt",
            "LICENSE.txt",
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "requirements-dev.txt",
            "._b.txt",
        ):
            write(f"in/{path}")
        write("in/b.txt.expect.toml")
        write("in/licenses/i.txt")
        assert collected("in") == ["in/a.md", "in/b.txt", "in/c.JSONL", "in/a/h.txt", "in/licenses/i.txt", "in/sub/f.txt"]

    def test_the_working_directory_adds_nothing_to_paths(self) -> None:
        write("a/b.txt")
        assert collected(".") == ["a/b.txt"]
        assert collected("./a") == ["./a/b.txt"]

    def test_what_is_named_is_read_whatever_its_name(self) -> None:
        named = [write(path) for path in ("README.md", "requirements.txt", ".hidden/a.txt", "b.log", "c", "d.html")]
        assert collected(*named) == named

    def test_each_file_once(self) -> None:
        write("in/a.txt")
        assert collected("in/a.txt", "in", "./in/a.txt") == ["in/a.txt"]

    def test_sidecars_are_never_linted(self) -> None:
        sidecar = write("a.txt.expect.toml")
        assert collected(sidecar) == []
        write("in/b.txt.expect.toml")
        write("in/c.toml")
        assert collected("in", config=Config(include=("*.toml",), exclude=())) == ["in/c.toml"]

    def test_missing_paths_and_empty_folders_are_errors_and_the_rest_goes_on(self) -> None:
        Path("nothing").mkdir()
        write("a.txt")
        assert collected("gone.txt", "nothing", "*.zip", "a.txt") == [
            "gone.txt: there is no such file or folder",
            "nothing: this folder has nothing to check (*.txt, *.md, *.jsonl)",
            "*.zip: no file matches",
            "a.txt",
        ]
        assert re.match("n\0ul: .*embedded null", collected("n\0ul")[0])
        allowed = Config(allow_empty=True)
        assert collected("nothing", "*.zip", "gone.txt", config=allowed) == ["gone.txt: there is no such file or folder"]

    @pytest.mark.skipif(not POSIX, reason="links need rights on Windows")
    def test_links(self) -> None:
        write("real/a.txt")
        Path("in").mkdir()
        Path("in/a.txt").symlink_to("../real/a.txt")
        Path("in/broken.txt").symlink_to("gone.txt")
        Path("in/round.txt").symlink_to("round.txt")
        Path("in/folder").symlink_to("../in")
        Path("linked").symlink_to("real")
        assert collected("in", "linked") == ["in/a.txt", "linked/a.txt"]
        assert collected("in/broken.txt") == ["in/broken.txt: there is no such file or folder"]

    def test_unreadable_folders_and_files(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Rights are taken away by hand: to root, everything is readable."""
        for path in ("in/a.txt", "in/b.txt", "in/sub/c.txt", "d.jsonl"):
            write(path)

        def denying(function: Any, *denied: str) -> Any:
            def call(path: Any, *args: Any, **named: Any) -> Any:
                if Path(path).as_posix() in denied:
                    raise PermissionError(13, "Permission denied", str(path))
                return function(path, *args, **named)

            return call

        monkeypatch.setattr(os, "scandir", denying(os.scandir, "in/sub"))
        monkeypatch.setattr(builtins, "open", denying(open, "in/a.txt", "d.jsonl"))
        read = everything("in", "d.jsonl")
        assert [(each.source.path, getattr(each, "error", None)) for each in read] == [
            ("in/a.txt", "cannot be read: permission denied"),
            ("in/b.txt", None),
            (str(Path("in/sub")), "cannot be read: permission denied"),
            ("d.jsonl", "cannot be read: permission denied"),
        ]

    def test_globs(self) -> None:
        for path in ("a.txt", "b.txt", "sub/c.txt", "sub/deep/d.txt", ".h/e.txt", "README.txt", "f.csv", "[x].txt"):
            write(f"in/{path}")
        assert collected("in/*.txt") == ["in/[x].txt", "in/a.txt", "in/b.txt"]
        assert collected("in/**/*.txt") == ["in/[x].txt", "in/a.txt", "in/b.txt", "in/sub/c.txt", "in/sub/deep/d.txt"]
        assert collected("in/*/c.*") == ["in/sub/c.txt"]
        assert collected("in/[ab].txt", "in/?.csv") == ["in/a.txt", "in/b.txt", "in/f.csv"]
        assert collected("in/[x].txt") == ["in/[x].txt"]
        assert collected("gone/*.txt") == ["gone/*.txt: no file matches"]
        assert len(collected("**/a.txt")) == 1

    def test_lists_of_files(self) -> None:
        for path in ("a.txt", "in/b.txt", "c d.txt"):
            write(path)
        write("list", "a.txt\r\n\nin\ngone\n")
        assert collected(files_from="list") == ["a.txt", "in/b.txt", "gone: there is no such file or folder"]
        assert collected(files_from="-", stdin=io.BytesIO(b"c d.txt\0a.txt\0")) == ["c d.txt", "a.txt"]
        assert collected(files_from="-", stdin=io.BytesIO(b"")) == ["-: this list names no file"]
        assert collected(files_from="-", stdin=io.BytesIO(b""), config=Config(allow_empty=True)) == []
        assert collected(files_from="no list") == ["no list: there is no such file or folder"]

    def test_include_and_exclude(self) -> None:
        for path in ("a.txt", "b.csv", "sub/c.txt", "sub/d.csv", "README.txt"):
            write(f"in/{path}")
        assert collected("in", config=Config(extend_include=("*.csv",))) == [
            "in/a.txt",
            "in/b.csv",
            "in/sub/c.txt",
            "in/sub/d.csv",
        ]
        assert collected("in", config=Config(include=("*.CSV",))) == ["in/b.csv", "in/sub/d.csv"]
        assert collected("in", config=Config(exclude=())) == ["in/README.txt", "in/a.txt", "in/sub/c.txt"]
        assert collected("in", config=Config(extend_exclude=("sub/",))) == ["in/a.txt"]
        assert collected("in", config=Config(extend_exclude=("in/*.txt",))) == ["in/sub/c.txt"]
        assert collected("in", config=Config(include=("in/sub/*",))) == ["in/sub/c.txt", "in/sub/d.csv"]

    def test_forced_exclusion_is_for_what_is_named_too(self) -> None:
        named = [write(path) for path in ("README.md", "a.txt", ".github/b.md", "data/c.txt", "docs/d.txt")]
        config = Config(force_exclude=True, extend_exclude=("docs",))
        assert collected(*named, str(Path("a.txt").absolute()), config=config) == ["a.txt", "data/c.txt"]
        outside = Path("..", "elsewhere.txt")
        outside.write_text("x")
        assert collected(str(outside), config=config) == [outside.as_posix()]

    def test_gitignore(self) -> None:
        Path(".git").mkdir()
        write(".gitignore", "# comment\n*.tmp.txt\n/build/\n!keep.tmp.txt\ndata/raw/\\#x.txt\n")
        write("sub/.gitignore", "*.txt\n!yes.txt\n")
        for path in ("a.txt", "b.tmp.txt", "keep.tmp.txt", "build/c.txt", "in/build/d.txt", "data/raw/#x.txt"):
            write(path)
        for path in ("sub/yes.txt", "sub/no.txt", "sub/deep/yes.txt", "sub/deep/no.txt"):
            write(path)
        assert collected(".") == ["a.txt", "keep.tmp.txt", "in/build/d.txt", "sub/yes.txt", "sub/deep/yes.txt"]
        # The folder that is named is never left out, and what stands above it still speaks.
        assert collected("build") == ["build/c.txt"]
        assert collected("sub/deep") == ["sub/deep/yes.txt"]
        assert "b.tmp.txt" in collected(".", config=Config(respect_gitignore=False))

    def test_pages_beside_texts(self) -> None:
        for path in ("a.txt", "a.html", "b.md", "b.htm", "c.html", "d.txt"):
            write(f"in/{path}")
        config = Config(extend_include=("*.html", "*.htm"))
        pages = {found.path[3:]: found.page and found.page[3:] for found in formats.collect(["in"], config)}
        assert pages == {"a.txt": "a.html", "b.md": "b.htm", "c.html": None, "d.txt": None}
        (named,) = formats.collect(["in/a.txt"], config)
        assert named.page == "in/a.html"
        assert collected("in/a.html") == ["in/a.html"]


ALPHABET = st.sampled_from(["a", "b", "ab", "*", "?", "**", "/", "!", "[ab]", "[!a]", "\\a", ".txt", "#", " ", "[", "]", "c/"])
NAMES = ["a", "b", "ab", "a.txt", "c/a", "c/b.txt", "c/ab/a", "c/ab/b", "a b", "b/a", "#a", "!a", "ab/c/a.txt"]


class TestPatterns:
    @pytest.mark.skipif(shutil.which("git") is None, reason="compares with git")
    @settings(max_examples=60)
    @given(st.lists(st.lists(ALPHABET, min_size=1, max_size=5).map("".join), min_size=1, max_size=25))
    def test_patterns_mean_what_git_says(self, tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
        root = tmp_path_factory.mktemp("repository")
        subprocess.run(["git", "init", "-q", str(root)], check=True)
        for line in lines:
            (root / ".gitignore").write_text(f"{line}\n")
            said = subprocess.run(
                ["git", "-c", "core.ignoreCase=false", "check-ignore", "--no-index", "--stdin"],
                cwd=root,
                input="\n".join(NAMES),
                capture_output=True,
                text=True,
                check=False,
            ).stdout.splitlines()
            patterns = Patterns([line], root.as_posix())
            for name in NAMES:
                parts = name.split("/")
                steps = ["/".join(parts[: number + 1]) for number in range(len(parts))]
                ours = [
                    patterns.match(f"{root.as_posix()}/{step}", step.rpartition("/")[2], folder=step != name) for step in steps
                ]
                assert (True in ours) == (name in said), (line, name, ours)

    def test_absolute_patterns_are_for_settings_only(self) -> None:
        assert Patterns(["/x/*.txt"], "/here", own=True).match("/x/A.TXT", "A.TXT")
        assert Patterns(["/x/*.txt"], "/here").match("/here/x/a.txt", "a.txt")
        assert not Patterns(["/x/*.txt"], "/here").match("/x/a.txt", "a.txt")
        assert not Patterns(["", "# x", "[z-a]"], "/here")


class TestText:
    def test_bytes_become_text(self) -> None:
        raw = b"\xef\xbb\xbfA \xff\xfe b\r\nc\rd\0e \xed\xa0\x80"
        doc = document(write("a.txt", raw))
        assert doc.text == "A \ufffd\ufffd b\r\nc\rd\0e \ufffd\ufffd\ufffd"
        assert doc.source.id == doc.source.path == "a.txt"

    def test_an_empty_file_is_a_document(self) -> None:
        assert document(write("a.txt", b"")).text == ""

    @pytest.mark.parametrize(
        ("name", "text_format", "markdown"),
        [
            ("a.txt", "auto", False),
            ("a.md", "auto", True),
            ("a.MARKDOWN", "auto", True),
            ("a.md", "plain", False),
            ("a.txt", "markdown", True),
            ("a.log", "markdown", True),
        ],
    )
    def test_markdown_by_suffix_or_setting(self, name: str, text_format: str, markdown: bool) -> None:
        assert document(write(name), config=Config(text_format=text_format)).markdown is markdown

    def test_the_page_beside_a_text_is_its_html(self) -> None:
        write("a.html", "<p>é".encode("latin-1"))
        assert document(write("a.txt")).html == "<p>é"

    def test_a_page_that_cannot_be_read_is_remarked_upon(self) -> None:
        write("a.html", "x" * 100)
        remark, doc = everything(write("a.txt"), config=Config(max_document_size=50))
        assert remark == Remark("a.html", "this page of a text is not used", "larger than max-document-size (50 bytes)")
        assert doc.html is None

    def test_a_document_that_is_too_large_is_not_read(self) -> None:
        assert errors(write("a.txt", "x" * 51), config=Config(max_document_size=50)) == [
            "a.txt#None: larger than max-document-size (50 bytes)"
        ]
        assert document(write("a.txt", "x" * 50), config=Config(max_document_size=50)).text == "x" * 50

    def test_a_file_that_vanishes(self) -> None:
        (found,) = formats.collect([write("a.txt")], Config())
        (piece,) = formats.pieces(found, Config())
        Path("a.txt").unlink()
        (read,) = formats.documents(piece, Config())
        assert isinstance(read, Unreadable)
        assert read.error == "there is no such file or folder"
        assert [piece.payload for piece in formats.pieces(found, Config())] == [read]

    def test_hosts_from_paths(self) -> None:
        pattern = "crawl/{host}/*"
        assert host_of_path("crawl/www.Example.org/a/b.txt", pattern) == "example.org"
        assert host_of_path("/data/crawl/example.org/b.txt", pattern) == "example.org"
        assert host_of_path("xcrawl/example.org/b.txt", pattern) is None
        assert host_of_path("crawl/example.org", pattern) is None
        assert host_of_path("crawl/example.org/b.txt", None) is None
        assert document(write("crawl/a.org/b.txt"), config=Config(host_from_path=pattern)).host == "a.org"


class TestStdin:
    def test_text_and_records_are_told_apart(self) -> None:
        assert document("-", stdin=b"Plain {text}").source.id == "-"
        assert document("-", stdin=b'\xef\xbb\xbf {"text": "a"}\n').text == "a"
        assert document("-", stdin=b'{"text" and so on').text == '{"text" and so on'
        assert errors("-", stdin=b'[\n {"text": "a"},') == [
            "-#1: not JSON: Expecting value (column 2)",
            "-#2: not JSON: Extra data (column 15)",
        ]

    def test_its_name_says_what_it_is(self) -> None:
        doc = document("-", stdin=b"# a\n", stdin_filename="x/y.md")
        assert (doc.markdown, doc.source.path) == (True, "x/y.md")
        assert document("-", stdin=b'{"text": "a"}', stdin_filename="y.txt").text == '{"text": "a"}'

    def test_what_is_no_text_is_refused(self) -> None:
        assert errors("-", stdin=b"\x89PNG\r\n\x1a\n\0\0\0\r") == ["-#None: this is no text, and no format that is known"]
        assert document("-", stdin="nul \0 é".encode()).text == "nul \0 é"

    def test_stdin_stays_open(self) -> None:
        stream = io.BytesIO(b"text")
        (found,) = formats.collect(["-"], Config())
        assert len(list(formats.read(found, Config(), stdin=stream))) == 1
        assert not stream.closed

    def test_a_closed_stdin(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", None)
        assert errors("-") == ["-#None: standard input is closed"]
        assert collected(files_from="-") == ["-: standard input is closed"]

    def test_the_process_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"own")))
        assert document("-").text == "own"

    @pytest.mark.skipif(not POSIX, reason="named pipes are POSIX's")
    def test_a_pipe_is_read_where_it_is_found(self) -> None:
        os.mkfifo("pipe.txt")
        with subprocess.Popen([sys.executable, "-c", "open('pipe.txt', 'w').write('through a pipe')"]) as writer:
            doc = document("pipe.txt")
            writer.wait()
        assert doc.text == "through a pipe"


def lines(*values: object) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


class TestRecords:
    def test_fields(self) -> None:
        write("in.jsonl", lines({"id": 7, "text": "a \ud800", "url": "https://www.Example.org/x", "html": "<p>", "more": [1]}))
        doc = document("in.jsonl")
        assert (doc.text, doc.html, doc.host) == ("a \ud800", "<p>", "example.org")
        assert doc.source[:4] == ("7", "in.jsonl", 1, "https://www.Example.org/x")
        assert not doc.markdown
        assert document("in.jsonl", config=Config(text_format="markdown")).markdown

    def test_ids_fall_back(self) -> None:
        write(
            "in.jsonl",
            lines({"text": "a", "id": None, "url": "u"}, {"text": "b", "id": True}, {"text": "c", "url": 5, "html": []}),
        )
        assert [doc.source.id for doc in everything("in.jsonl")] == ["u", "in.jsonl#2", "in.jsonl#3"]

    def test_fields_by_other_names(self) -> None:
        record = {"doc": {"body": "a", "key": "k", "site": "WWW.A.org"}, "meta.crawl": 3, "meta": {"lang": "fi"}}
        write("in.jsonl", lines(record))
        config = Config(text_field="doc.body", id_field="doc.key", host_field="doc.site", meta_field=("meta.crawl", "meta.lang"))
        doc = document("in.jsonl", config=config)
        assert (doc.text, doc.source.id, doc.host) == ("a", "k", "a.org")
        assert doc.source.meta == (("meta.crawl", 3), ("meta.lang", "fi"))

    def test_hosts(self) -> None:
        write(
            "crawl/p.org/in.jsonl", lines({"text": "", "h": "https://a.org/x"}, {"text": "", "url": "http://b.org"}, {"text": ""})
        )
        config = Config(host_field="h", host_from_path="crawl/{host}/*")
        read = everything("crawl/p.org/in.jsonl", config=config)
        assert [each.host for each in read if isinstance(each, Document)] == ["a.org", "b.org", "p.org"]

    def test_what_is_wrong_is_told_with_its_place_and_the_rest_goes_on(self) -> None:
        deep = b"[" * 200_000
        content = b"\xef\xbb\xbf" + lines({"text": "first"}) + b"\r\n" + b"nonsense\n"
        content += lines(
            [1], 5, "x", None, {"body": "x", "\x1b[31m": 1}, {}, {"text": None}, {"text": [1]}, {"text": 1.5}, {"text": False}
        )
        content += deep + b"\n" + b'{"text": ' + b"9" * 5000 + b"}\n" + b'{"text": "last"}'
        write("in.jsonl", content)
        many = {f"k{number}": 0 for number in range(20)}
        write("many.jsonl", lines(many))
        read = everything("in.jsonl")
        assert [each.text for each in read if isinstance(each, Document)] == ["first", "last"]
        assert read[-1].source.record == 16
        wrong = errors("in.jsonl", "many.jsonl")
        assert wrong[:11] == [
            "in.jsonl#3: not JSON: Expecting value (column 1)",
            "in.jsonl#4: a line holds a list, where an object with the field 'text' is wanted",
            "in.jsonl#5: a line holds a number, where an object with the field 'text' is wanted",
            "in.jsonl#6: a line holds a text, where an object with the field 'text' is wanted",
            "in.jsonl#7: a line holds null, where an object with the field 'text' is wanted",
            "in.jsonl#8: no field 'text'; the record has body, \\u001b[31m",
            "in.jsonl#9: no field 'text'; the record is empty",
            "in.jsonl#10: the field 'text' is null, not a text",
            "in.jsonl#11: the field 'text' is a list, not a text",
            "in.jsonl#12: the field 'text' is a number, not a text",
            "in.jsonl#13: the field 'text' is false, not a text",
        ]
        assert wrong[11] == "in.jsonl#14: not JSON that can be read: nested too deeply"
        assert wrong[12].startswith("in.jsonl#15: not JSON that can be read: Exceeds the limit")
        named = ", ".join(f"k{number}" for number in range(12))
        assert wrong[13] == f"many.jsonl#1: no field 'text'; the record has {named} and 8 more"

    def test_undecodable_bytes_are_kept_as_such(self) -> None:
        write("in.jsonl", b'{"text": "a \xff b"}\n')
        assert document("in.jsonl").text == "a \ufffd b"

    def test_fields_asked_for_and_missing_are_remarked_upon(self) -> None:
        write("in.jsonl", lines({"text": "a", "id": 1}, {"text": "b", "key": 2}))
        read = everything("in.jsonl", config=Config(id_field="key", meta_field=("crawl",)))
        remarks = [each for each in read if isinstance(each, Remark)]
        assert remarks[0] == Remark("in.jsonl", "a record has no field 'key' (id-field)", "the record has text, id")
        assert [remark.about for remark in remarks[1:]] == ["a record has no field 'crawl' (meta-field)"] * 2

    def test_lines_that_are_too_long_are_passed_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        long = b'{"text": "' + b"x" * 200 + b'"}\n'
        short = lines({"text": "a"})
        config = Config(max_document_size=100)
        write("in.jsonl", long + short)
        assert errors("in.jsonl", config=config) == ["in.jsonl#1: larger than max-document-size (100 bytes)"]
        monkeypatch.setattr(records, "BLOCK", 16)
        for content, numbers in (
            (short + long + short, [2]),
            (long + long, [1, 2]),
            (short + long.strip(), [2]),
            (long + short.strip(), [1]),
        ):
            write("in.jsonl", content)
            read = everything("in.jsonl", config=config)
            assert [each.source.record for each in read if isinstance(each, Unreadable)] == numbers
            assert [each.source.record for each in read] == list(range(1, len(read) + 1))

    @given(st.lists(st.one_of(st.text(max_size=30), st.none()), max_size=20), st.integers(1, 40), st.booleans())
    def test_blocks_do_not_matter(self, texts: list[str | None], block: int, ended: bool) -> None:
        content = b"".join(b"\n" if text is None else lines({"text": text}) for text in texts)
        content = content if ended else content.removesuffix(b"\n")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(records, "BLOCK", block)
            read = everything("-", stdin=content, stdin_filename="in.jsonl")
        wanted = [(number, text) for number, text in enumerate(texts, 1) if text is not None]
        assert [(doc.source.record, doc.text) for doc in read] == wanted

    @given(st.lists(st.integers(0, 60), max_size=12), st.integers(1, 40), st.booleans())
    def test_files_and_pipes_give_the_same(
        self, tmp_path_factory: pytest.TempPathFactory, sizes: list[int], block: int, ended: bool
    ) -> None:
        content = b"".join(b"\n" if size < 5 else lines({"text": "x" * size}) for size in sizes)
        content = content if ended else content.removesuffix(b"\n")
        path = tmp_path_factory.mktemp("lines") / "in.jsonl"
        path.write_bytes(content)
        config = Config(max_document_size=50)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(records, "BLOCK", block)
            made = [list(formats.pieces(Found(name, "jsonl", stdin=piped), config, stdin=io.BytesIO(content)))
                    for name, piped in ((str(path), False), (str(path), True))]  # fmt: skip
            plain, streamed = (
                [cast("Document | Unreadable", read) for piece in each for read in formats.documents(piece, config)]
                for each in made
            )
        assert [(piece.documents, piece.weight) for piece in made[0]] == [(piece.documents, piece.weight) for piece in made[1]]
        assert not any(isinstance(piece.payload, records.Lines) for piece in made[0])
        assert [(each.source, getattr(each, "text", each)) for each in plain] == [
            (each.source, getattr(each, "text", each)) for each in streamed
        ]
        assert [each.source.record for each in plain] == [number for number, size in enumerate(sizes, 1) if size >= 5]

    def test_a_line_of_200_mb_is_passed_over_in_bounded_memory(self) -> None:
        with Path("in.jsonl").open("wb") as file:
            file.write(lines({"text": "a"}) + b'{"text": "')
            file.seek(200_000_000, os.SEEK_CUR)
            file.write(b'"}\n' + lines({"text": "b"}))
        tracemalloc.start()
        read = everything("in.jsonl")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert [getattr(each, "text", None) for each in read] == ["a", None, "b"]
        assert errors("in.jsonl") == [f"in.jsonl#2: larger than max-document-size ({Config().max_document_size:,} bytes)"]
        assert peak < 4_000_000


class TestPages:
    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ("<p>One\n  two</p><p>three", "One two\n\nthree\n"),
            ("a<br>b<br><br><br>c<br/>", "a\nb\n\nc\n"),
            ("<h1>T <b>u</b>v</h1>x<div>y<div>z</div></div>w", "T uv\n\nx\ny\nz\nw\n"),
            ("<a>Home</a><a>News</a> <a>More</a>s", "Home News Mores\n"),
            ("<b>W</b>ord <i> a </i> b", "Word a b\n"),
            ("<table><tr><td>1<td>2<tr><td> <td>3</table>4", "1\n2\n3\n\n4\n"),
            ("<ul><li>a<li>b</ul><dl><dt>c<dd>d</dl>", "a\nb\n\nc\nd\n"),
            ("x<pre>\n a  b\n\n\n  c</pre>y", "x\n\n a  b\n\n\n  c\n\ny\n"),
            ("<pre>a<b>b</b>\n</pre>", "ab\n"),
            ("a<script>b</script>c<style>d</style><noscript>e</noscript><template>f</template>", "ac\n"),
            (
                "<head><title>t</title></head><body>a<svg><text>b</text></svg><select><option>c</select><p hidden>d</p>e",
                "a\n\ne\n",
            ),
            ("a<div hidden>b</div>c<!-- d -->e", "a\nce\n"),
            ("a &amp; b&nbsp;c &#x41; \0", "a & b\u00a0c A \ufffd\n"),
            ("a<hr>b<img alt=c>", "a\n\nb\n"),
            ("<button>a</button><button>b</button>", "a\nb\n"),
            ("a\r\nb", "a b\n"),
            ("", ""),
            (" \n", ""),
            ("<!-- a -->", ""),
            ("<p></p><br>", ""),
        ],
    )
    def test_the_text_of_a_page(self, source: str, text: str) -> None:
        assert reduced(source).text == text

    def test_a_page_as_a_document(self) -> None:
        doc = document(write("crawl/a.org/p.html", "<p>é"), config=Config(host_from_path="crawl/{host}/*"))
        assert (doc.text, doc.html, doc.host, doc.markdown) == ("é\n", "<p>é", "a.org", False)

    def test_nesting_beyond_reason_is_refused(self) -> None:
        with pytest.raises(InputError, match="nested more than"):
            reduced("<b>" * 200_000 + "</i>" * 200_000)
        assert errors(write("p.html", "<div>" * (MAX_DEPTH + 50))) == [
            f"p.html#None: elements nested more than {MAX_DEPTH:,} deep: this is no page"
        ]
        assert reduced("<div>" * (MAX_DEPTH - 50) + "a").text == "a\n"

    @given(
        st.lists(
            st.sampled_from(["<p>", "</p>", "<a>", "<b", "</", ">", "<!--", "-->", "a", " ", "é", "<pre>", "&", "<td>", "\0"])
        )
    )
    def test_no_page_is_too_broken(self, parts: list[str]) -> None:
        text = reduced("".join(parts)).text
        assert not text or text.endswith("\n")

    @pytest.mark.parametrize(
        ("content", "text"),
        [
            ("é".encode(), "é"),
            (b"\xef\xbb\xbf\xc3\xa9", "é"),
            ("é".encode("utf-16"), "é"),
            (b"\xe9 \x93x\x94", "é “x”"),
            (b'<meta charset="iso-8859-1">\x93', '<meta charset="iso-8859-1">“'),
            (
                b'<META http-equiv=x content="text/html; charset=iso-8859-2">\xb1',
                '<META http-equiv=x content="text/html; charset=iso-8859-2">ą',
            ),
            (b'<?xml version="1.0" encoding="windows-1251"?>\xe9', '<?xml version="1.0" encoding="windows-1251"?>й'),
            (b"<meta charset=utf-16>\xc3\xa9", "<meta charset=utf-16>é"),
            (b"<meta charset=nonsense>\xc3\xa9", "<meta charset=nonsense>é"),
            (b"<meta charset=base64>\xc3\xa9", "<meta charset=base64>é"),
            (b"\xc3\xa9 \xff", "é \ufffd"),
        ],
    )
    def test_the_characters_of_a_page(self, content: bytes, text: str) -> None:
        assert page_text(content) == text


class TestPieces:
    def test_what_passes_between_the_halves_can_be_pickled(self) -> None:
        write("a.txt")
        write("b.jsonl", lines({"text": "a"}))
        for found in formats.collect(["a.txt", "b.jsonl", "gone", "-"], Config()):
            for piece in formats.pieces(found, Config(), stdin=io.BytesIO(b"x")):
                again = pickle.loads(pickle.dumps(piece))
                assert again == piece
                assert [type(each) for each in formats.documents(again, Config())] in ([Document], [Unreadable])

    def test_reading_from_python_needs_no_collecting(self) -> None:
        write("a.txt", "x")
        (doc,) = formats.read(Found("a.txt", "text"), Config())
        assert isinstance(doc, Document)
