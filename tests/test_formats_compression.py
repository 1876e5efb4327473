"""Packed inputs are read as what is in them, and bad ones end where they go bad."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules import formats
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.errors import InputError
from lint_rules.formats import Found, Unreadable, compression
from lint_rules.formats.compression import unpacked

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    zstd = pytest.importorskip("backports.zstd")

PACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstd.compress,
}
NAMES = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd"}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, content: bytes) -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(content)
    return path


def records(count: int) -> bytes:
    """Return records that do not pack well, so that each takes its share of the packed bytes."""
    made = ({"id": number, "text": os.urandom(600).hex()} for number in range(count))
    return b"".join(json.dumps(record).encode() + b"\n" for record in made)


def everything(*inputs: str, config: Config | None = None, stdin: bytes | None = None, **given_: Any) -> list[Any]:
    config = config or Config()
    stream = None if stdin is None else io.BytesIO(stdin)
    return [
        each
        for found in formats.collect(inputs, config, stdin=stream, **given_)
        for each in formats.read(found, config, stdin=stream)
    ]


def whole(content: bytes, name: str) -> bytes:
    return unpacked(io.BufferedReader(io.BytesIO(content)), name).read()


class TestReading:
    @pytest.mark.parametrize("suffix", PACK)
    def test_every_format_is_read_through_every_packing(self, suffix: str) -> None:
        write(f"a.txt{suffix}", PACK[suffix]("één\r\n".encode()))
        write(f"b.md{suffix.upper()}", PACK[suffix](b"*a*"))
        write(f"c.html{suffix}", PACK[suffix](b"<p>a"))
        write(f"d.jsonl{suffix}", PACK[suffix](b'{"text": "1"}\n{"text": "2"}'))
        text, marked, page, first, second = everything(*sorted(map(str, Path().iterdir())))
        assert (text.text, marked.markdown, page.text, first.text, second.text) == ("één\r\n", True, "a\n", "1", "2")
        assert (text.source.path, second.source.id) == (f"a.txt{suffix}", f"d.jsonl{suffix}#2")

    @pytest.mark.parametrize("suffix", PACK)
    def test_stdin_and_names_that_tell_nothing_are_known_by_their_first_bytes(self, suffix: str) -> None:
        packed = PACK[suffix](b'{"text": "1"}\n')
        write("file", packed)
        (piped,) = everything("-", stdin=packed)
        (named,) = everything("file")
        assert (piped.source.id, piped.text, named.source.id, named.text) == ("-#1", "1", "file#1", "1")
        (typed,) = everything("-", stdin=packed, stdin_filename=f"x.txt{suffix}")
        assert typed.text == '{"text": "1"}\n'

    def test_a_text_may_begin_like_packed_data(self) -> None:
        (read,) = everything(write("a.txt", b"BZh9 is how bzip2 begins"))
        assert read.text == "BZh9 is how bzip2 begins"

    @given(
        st.sampled_from(sorted(PACK)),
        st.lists(st.binary(max_size=3000), min_size=1, max_size=5),
        st.integers(0, 40),
        st.integers(8, 700),
    )
    def test_members_are_one_after_another(self, suffix: str, parts: list[bytes], padding: int, fed: int) -> None:
        content = b"".join(map(PACK[suffix], parts)) + bytes(padding)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(compression, "FED", fed)
            assert whole(content, f"x{suffix}") == b"".join(parts)

    def test_the_page_beside_a_text_may_be_packed_too(self) -> None:
        write("in/a.txt.gz", gzip.compress(b"text"))
        write("in/a.html.zst", zstd.compress(b"<p>text"))
        (named,) = everything("in/a.txt.gz")
        (walked,) = everything("in", config=Config(extend_include=("*.html",)))
        assert named.html == walked.html == "<p>text"

    def test_a_dictionary_at_the_beginning_serves_all_frames(self) -> None:
        samples = [json.dumps({"url": f"https://site.example/{number}", "kind": "page"}).encode() * 3 for number in range(2000)]
        trained = zstd.train_dict(samples, 2000)
        frames = b"".join(zstd.compress(sample, zstd_dict=trained) for sample in samples[:20])
        for dictionary in (trained.dict_content, zstd.compress(trained.dict_content)):
            head = b"\x5d\x2a\x4d\x18" + len(dictionary).to_bytes(4, "little") + dictionary
            assert whole(head + frames, "x.zst") == b"".join(samples[:20])
            assert whole(head + frames, "x") == b"".join(samples[:20])

    def test_frames_without_data_are_passed_over(self) -> None:
        assert whole(b"\x50\x2a\x4d\x18\x03\0\0\0abc" + zstd.compress(b"text"), "x.zst") == b"text"

    def test_a_dictionary_that_is_damaged_or_huge_is_refused(self) -> None:
        for dictionary, size, error in (
            (b"\x28\xb5\x2f\xfdnonsense", 12, "the dictionary of the zstd data is damaged: "),
            (b"nonsense", 8, "the dictionary of the zstd data is damaged: "),
            (b"", 2**31, "the zstd data wants a dictionary of 2,147,483,648 bytes"),
        ):
            write("in.warc.zst", b"\x5d\x2a\x4d\x18" + size.to_bytes(4, "little") + dictionary)
            (bad,) = everything("in.warc.zst")
            assert bad.error.startswith(error)


class TestCollecting:
    def test_folders_yield_packed_forms_of_what_they_include(self) -> None:
        for path in (
            "a.txt.gz",
            "b.JSONL.ZST",
            "c.csv.gz",
            "d.gz",
            "README.md.gz",
            "requirements.txt.xz",
            "a.txt.gz.expect.toml",
        ):
            write(f"in/{path}", b"")
        assert [found.path for found in formats.collect(["in"], Config())] == [
            str(Path("in", name)) for name in ("a.txt.gz", "b.JSONL.ZST")
        ]
        only = Config(include=("*.csv.gz",))
        assert [found.path for found in formats.collect(["in"], only)] == [str(Path("in", "c.csv.gz"))]
        without = Config(extend_exclude=("*.gz",))
        assert [found.path for found in formats.collect(["in"], without)] == [str(Path("in", "b.JSONL.ZST"))]

    def test_globs_mean_what_they_say(self) -> None:
        write("in/a.txt.gz", b"")
        write("in/b.txt", b"")
        assert [found.path for found in formats.collect(["in/*.txt"], Config())] == [str(Path("in", "b.txt"))]


class TestDamage:
    @pytest.mark.parametrize("suffix", PACK)
    def test_records_before_the_cut_are_read_and_the_place_is_named(self, suffix: str) -> None:
        content = records(300)
        packed = PACK[suffix](content)
        write(f"in.jsonl{suffix}", packed[: len(packed) * 2 // 3])
        *good, bad = everything(f"in.jsonl{suffix}")
        # A packer may hold some back to its next block; bzip2's are of 900 kB.
        assert len(good) >= (0 if suffix == ".bz2" else 50)
        assert [json.loads(line)["text"] for line in content.splitlines()[: len(good)]] == [doc.text for doc in good]
        assert isinstance(bad, Unreadable)
        assert bad.source.record == len(good) + 1
        assert bad.error.startswith(f"the {NAMES[suffix]} data ends too early, after ")

    @pytest.mark.parametrize("suffix", [".gz", ".xz", ".zst"])
    def test_records_before_the_damage_are_read(self, suffix: str) -> None:
        one, two = PACK[suffix](records(100)), PACK[suffix](records(100))
        broken = bytearray(two)
        broken[len(two) // 2 :] = bytes(len(two) - len(two) // 2)
        write(f"in.jsonl{suffix}", one + broken)
        *good, bad = everything(f"in.jsonl{suffix}")
        assert len(good) >= 100
        assert all(isinstance(each, Document) for each in good[:100])
        assert bad.source.record > 100
        # Zeros mean something to gzip: it may notice its mistake at the end only.
        assert bad.error.startswith(f"the {NAMES[suffix]} data ")

    @pytest.mark.parametrize("suffix", PACK)
    @pytest.mark.parametrize("content", [b"", b"no packed data at all", b"\0\0\0"])
    def test_what_is_no_packed_data(self, suffix: str, content: bytes) -> None:
        write(f"a.txt{suffix}", content)
        write("b.txt", b"text")
        bad, good = everything(f"a.txt{suffix}", "b.txt")
        assert bad.source == (f"a.txt{suffix}", f"a.txt{suffix}", None, None, None, ())
        assert bad.error == (f"this is no {NAMES[suffix]} data, whatever its name says" if content else
                             f"the {NAMES[suffix]} data is cut off: there is none")  # fmt: skip
        assert good.text == "text"

    def test_a_text_that_is_cut_off_is_not_judged_by_its_half(self) -> None:
        packed = gzip.compress(os.urandom(5000).hex().encode())
        (bad,) = everything(write("a.txt.gz", packed[:-9]))
        assert isinstance(bad, Unreadable)

    @pytest.mark.parametrize("suffix", PACK)
    @given(data=st.data())
    def test_no_damage_brings_anything_but_a_clear_error(self, suffix: str, data: st.DataObject) -> None:
        packed = bytearray(PACK[suffix](b"some text, again and again, some text " * 40))
        for _ in range(data.draw(st.integers(1, 4))):
            packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
        with suppress(InputError):  # nothing else
            whole(bytes(packed[: data.draw(st.integers(0, len(packed)))]), f"x{suffix}")


class TestBombs:
    @pytest.mark.parametrize("suffix", PACK)
    def test_data_that_grows_beyond_reason_is_given_up_in_bounded_memory(
        self, suffix: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(compression, "EXPANSION_FLOOR", 4_000_000)
        line = b'{"text": "first"}\n'
        bomb = PACK[suffix](line + bytes(60_000_000))
        write(f"in.jsonl{suffix}", bomb)
        tracemalloc.start()
        first, second, *more = everything(f"in.jsonl{suffix}", config=Config(max_document_size=1_000_000))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (first.text, more) == ("first", [])
        assert second.source.record == 2
        assert second.error.startswith(f"the {NAMES[suffix]} data grows more than 250-fold after ")
        assert peak < 20_000_000

    def test_even_text_is_no_bomb(self) -> None:
        content = b"the same line\n" * 1_000_000
        assert len(content) > 250 * len(gzip.compress(content))
        assert whole(gzip.compress(content), "x.gz") == content

    @pytest.mark.parametrize("suffix", PACK)
    def test_a_document_that_is_too_large_is_not_unpacked_whole(self, suffix: str) -> None:
        write(f"a.txt{suffix}", PACK[suffix](bytes(80_000_000)))
        tracemalloc.start()
        (bad,) = everything(f"a.txt{suffix}", config=Config(max_document_size=1_000_000))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert bad.error == "larger than max-document-size (1,000,000 bytes)"
        assert peak < 20_000_000

    def test_windows_that_want_much_memory_are_refused(self) -> None:
        options = {zstd.CompressionParameter.window_log: 30, zstd.CompressionParameter.enable_long_distance_matching: 1}
        packer = zstd.ZstdCompressor(options=options)
        with pytest.raises(InputError, match=r"^the zstd data wants more than 128 MB of memory; unpack it"):
            whole(packer.compress(b"text" * 1000) + packer.flush(), "x.zst")
        filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}]
        with pytest.raises(InputError, match=r"^the xz data wants more than 128 MB of memory; unpack it"):
            whole(lzma.compress(b"text" * 1000, filters=filters), "x.xz")


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.txt.zst", zstd.compress(b"text"))
    write("b.txt", b"text")
    monkeypatch.setattr("importlib.import_module", lambda name: (_ for _ in ()).throw(ImportError(name)))
    found = [Found("a.txt.zst", "text"), Found("b.txt", "text")]
    formats.formats()
    bad, good = (next(iter(formats.read(each, Config()))) for each in found)
    assert isinstance(bad, Unreadable)
    assert bad.error == "to read Zstandard, install the extra 'zstd': pip install 'scrapelint[zstd]'"
    assert isinstance(good, Document)


def test_the_command_reads_packed_files_and_pipes() -> None:
    write("in.jsonl.gz", gzip.compress(b'{"text": "A short line."}\n'))
    command = [sys.executable, "-m", "lint_rules", "text"]
    named = subprocess.run([*command, "in.jsonl.gz"], capture_output=True, check=True)
    piped = subprocess.run([*command, "-"], input=Path("in.jsonl.gz").read_bytes(), capture_output=True, check=True)
    assert named.stdout == piped.stdout == b"A short line."
