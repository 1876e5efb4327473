"""Archives of a crawl: pages and their texts, each broken record passed over alone."""

from __future__ import annotations

import gzip
import io
import lzma
import pickle
import re
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules import formats
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.formats import Remark, Unreadable, compression, warc

pytest.importorskip("fastwarc")

DATE = "2026-01-02T03:04:05Z"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def record(number: int, body: bytes, kind: str = "response", content_type: str = "application/http; msgtype=response") -> bytes:
    header = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: {DATE}\r\n"
        f"WARC-Target-URI: https://www.a.org/{number}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return header.encode() + body + b"\r\n\r\n"


def http(content: bytes, content_type: str | None = "text/html; charset=utf-8", **headers: str) -> bytes:
    more = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines = ["HTTP/1.1 200 OK", *([f"Content-Type: {content_type}"] if content_type else []), *more, "", ""]
    return "\r\n".join(lines).encode() + content


def page(number: int) -> bytes:
    return record(number, http(f"<p>Page {number}".encode()))


def read(content: bytes, name: str = "in.warc", config: Config | None = None, *, piped: bool = False) -> list[Any]:
    """Return all that an archive gives, its pieces sent as to another process."""
    config = config or Config()
    if not piped:
        Path(name).write_bytes(content)
    made: list[Any] = []
    stream = io.BytesIO(content)
    for found in formats.collect(["-" if piped else name], config, stdin=stream):
        for piece in formats.pieces(found, config, stdin=stream):
            made += formats.documents(pickle.loads(pickle.dumps(piece)), config)
    return made


def told(made: list[Any]) -> list[Any]:
    return [each.text if isinstance(each, Document) else each[-2:] if isinstance(each, Remark) else
            (each.source.record, each.error) for each in made]  # fmt: skip


def relengthened(content: bytes, length: object) -> bytes:
    return re.sub(rb"Content-Length: \d+", f"Content-Length: {length}".encode(), content)


def test_responses_are_pages_reduced_to_text() -> None:
    request = record(1, b"GET / HTTP/1.1\r\n\r\n", "request", "application/http; msgtype=request")
    info = record(0, b"software: x\r\n", "warcinfo", "application/warc-fields")
    (doc,) = read(info + request + record(2, http("<h1>É</h1>é<p>b".encode())))
    assert doc.text == "É\n\né\n\nb\n"
    assert doc.html == "<h1>É</h1>é<p>b"
    assert doc.source == ("<urn:uuid:2>", "in.warc", 3, "https://www.a.org/2", "a.org", (("date", DATE),))


def test_conversions_are_texts_as_they_are() -> None:
    text = "Één <b>\r\n\r\nWARC/1.0\r\nwarc-type: response\r\n"
    (doc, other) = read(record(1, text.encode(), "conversion", "text/plain") + page(2), "in.warc.wet")
    assert (doc.text, doc.html, doc.source.id, doc.source.host) == (text, None, "<urn:uuid:1>", "a.org")
    assert other.text == "Page 2\n"


def test_meta_fields_are_headers_of_the_record() -> None:
    (doc,) = read(page(1), config=Config(meta_field=("warc-type", "WARC-IP-Address", "date")))
    assert doc.source.meta == (("date", DATE), ("warc-type", "response"), ("WARC-IP-Address", None))


@pytest.mark.parametrize("name", ["in.warc", "in.warc.gz", "in.wet.gz", "in.warc.xz"])
@pytest.mark.parametrize("piped", [False, True])
def test_packed_archives_and_pipes(name: str, piped: bool) -> None:
    records = [page(number) for number in range(1, 4)]
    packed = {".gz": b"".join(map(gzip.compress, records)), ".xz": lzma.compress(b"".join(records))}
    made = read(packed.get(Path(name).suffix, b"".join(records)), name, piped=piped)
    assert told(made) == ["Page 1\n", "Page 2\n", "Page 3\n"]


@pytest.mark.parametrize(
    ("content_type", "content", "text"),
    [
        ("text/html; charset=iso-8859-1", b"<p>\xe9\x93", "é“\n"),
        ("text/html", b'<meta charset="iso-8859-2"><p>\xb1', "ą\n"),
        ("text/html; charset=windows-1251", b'<meta charset="iso-8859-2"><p>\xe9', "й\n"),
        ("text/html; charset=iso-8859-1", b"\xef\xbb\xbf<p>\xc3\xa9", "é\n"),
        ("text/html; charset=nonsense", "<p>é".encode(), "é\n"),
        ("application/xhtml+xml", "<p>é".encode(), "é\n"),
        (None, b" <!doctype html><p>a", "a\n"),
    ],
)
def test_characters_as_the_server_says_then_as_the_page_does(content_type: str | None, content: bytes, text: str) -> None:
    (doc,) = read(record(1, http(content, content_type)))
    assert doc.text == text


def test_encodings_of_the_transport() -> None:
    chunked = b"5\r\n<p>hi\r\n0\r\n\r\n"
    records = (
        http(gzip.compress(b"<p>one"), Content_Encoding="gzip"),
        http(chunked, Transfer_Encoding="chunked"),
        # Crawlers that decode what they fetch, and keep the header.
        http(b"<p>three", Content_Encoding="gzip"),
        http(b"<p>four", Transfer_Encoding="chunked"),
        http(b"\x1f\x8b\x08nonsense", Content_Encoding="gzip"),
    )
    made = read(b"".join(record(number, each) for number, each in enumerate(records, 1)))
    assert told(made[:4]) == ["one\n", "hi\n", "three\n", "four\n"]
    assert made[4].error.startswith("this record cannot be read: ")
    assert made[4].source[:5] == ("<urn:uuid:5>", "in.warc", 5, "https://www.a.org/5", "a.org")


def test_what_is_no_page_is_passed_over_with_a_remark() -> None:
    made = read(
        record(1, http(b"x", "image/png"))
        + record(2, http(b"", "text/html"))
        + record(3, http(b"plain", None))
        + record(4, b"<p>res", "resource", "text/html")
        + record(5, b"text", "resource", "text/plain")
        + record(6, b"x", "revisit")
    )
    assert told(made) == [
        ("a record that is no page is passed over", "record 1, image/png"),
        ("a record without content is passed over", "record 2, https://www.a.org/2"),
        ("a record that is no page is passed over", "record 3, of no type"),
        "res\n",
        ("a record that is no page is passed over", "record 5, text/plain"),
    ]


def test_a_broken_record_is_named_and_the_rest_goes_on() -> None:
    one, two, three = map(page, (1, 2, 3))
    for broken, error in (
        (b"nonsense\r\n\r\nmore of it\r\n", "no record begins where one should"),
        (relengthened(two, 100), "it is not as long as it says (100 bytes)"),
        (relengthened(two, 20), "it is not as long as it says (20 bytes)"),
        (relengthened(two, -5), "its header does not say how long it is (Content-Length)"),
        (two.partition(b"Content-Length")[0], "another record begins in the header of this one"),
        (two.replace(b"WARC-Date", b"X: " + b"x" * 70_000 + b"\r\nWARC-Date"), "its header is longer than 65,536 bytes"),
        (relengthened(two, 10_000), "it ends too early"),
    ):
        *made, last = read(one + broken + three)
        assert told([made[0], last]) == ["Page 1\n", "Page 3\n"], error
        assert made[1].source == ("in.warc#2", "in.warc", 2, None, None, ())
        assert made[1].error.startswith(error)
    assert told(read(one + two[:-10])) == ["Page 1\n", (2, "it ends too early: 62 of 68 bytes are there")]
    assert told(read(one + two[:100])) == ["Page 1\n", (2, "the file ends in the header of a record")]
    assert told(read(b"no archive at all")) == [(1, "no record begins where one should")]


def test_damage_in_one_member_leaves_the_others() -> None:
    members = [gzip.compress(page(number)) for number in range(1, 6)]
    broken = bytearray(members[2])
    broken[40:60] = b"\xff" * 20
    *made, four, five = read(b"".join([*members[:2], broken, *members[3:]]), "in.warc.gz")
    assert told([*made[:2], four, five]) == ["Page 1\n", "Page 2\n", "Page 4\n", "Page 5\n"]
    assert all(isinstance(each, Unreadable) for each in made[2:])
    assert made[2].error.startswith("the gzip data is damaged after ")
    cut = read(b"".join(members)[:-30], "in.warc.gz")
    assert told(cut[:4]) == ["Page 1\n", "Page 2\n", "Page 3\n", "Page 4\n"]
    assert cut[4].source.record == 5
    assert "ends too early" in cut[4].error


def test_members_are_sought_so_often_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    made = read(b"\x1f\x8b\x08" * 5000, "in.warc.gz")
    assert len(made) == warc.MOST_RESUMES + 1
    monkeypatch.setattr(compression, "EXPANSION_FLOOR", 1_000_000)
    bomb = gzip.compress(page(1)) + gzip.compress(bytes(10_000_000)) + gzip.compress(page(2))
    first, *_, last = read(bomb, "in.warc.gz")
    assert told([first]) == ["Page 1\n"]
    assert "grows more than 250-fold" in last.error


def test_a_page_nested_beyond_reason() -> None:
    (bad, good) = read(record(1, http(b"<div>" * 5000)) + page(2))
    assert bad.source[:5] == ("<urn:uuid:1>", "in.warc", 1, "https://www.a.org/1", "a.org")
    assert bad.error.startswith("elements nested more than ")
    assert good.text == "Page 2\n"


def test_one_empty_line_between_records_is_enough() -> None:
    assert told(read(page(1)[:-2] + page(2)[:-4] + b"\n\n" + page(3)[:-4])) == ["Page 1\n", "Page 2\n", "Page 3\n"]


def test_records_that_are_too_large_are_passed_over_in_bounded_memory() -> None:
    config = Config(max_document_size=200_000)
    bomb = http(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")
    content = page(1) + record(2, http(bytes(30_000_000))) + record(3, bomb) + record(4, bytes(30_000_000), "request") + page(5)
    Path("in.warc").write_bytes(content)
    tracemalloc.start()
    made = read(content, config=config)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert told(made) == [
        "Page 1\n",
        (2, "larger than max-document-size (200,000 bytes)"),
        (3, "larger than max-document-size (200,000 bytes)"),
        "Page 5\n",
    ]
    assert peak < 5_000_000


def test_lengths_that_lie_are_looked_into_so_often_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "MOST_REWINDS", 2)
    lying = relengthened(page(1), 4900)  # not where another ends
    made = read(lying * 20 + page(2) * 20)
    assert sum(isinstance(each, Unreadable) for each in made) in range(3, 8)
    monkeypatch.setattr(warc, "MOST_REWINDS", 100)
    assert told(read(lying * 20 + page(2) * 20))[20:] == ["Page 2\n"] * 20


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=5), st.booleans(), st.integers(0, 3000))
def test_no_damage_brings_anything_but_a_clear_error(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]], packed: bool, cut: int
) -> None:
    records = [page(number) for number in range(1, 7)]
    content = bytearray(b"".join(map(gzip.compress, records) if packed else records))
    for place_, value in changes:
        content[place_ % len(content)] = value
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("archive"))
        made = read(bytes(content[: len(content) - cut % len(content)]), "in.warc.gz" if packed else "in.warc")
    assert all(isinstance(each, Document | Unreadable | Remark) for each in made)


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    assert told(read(page(1))) == [
        (None, "to read archives of the web, install the extra 'warc': pip install 'scrapelint[warc]'")
    ]
