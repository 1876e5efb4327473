"""The way back from the text of a page to its markup."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from lint_rules import Document, Linter
from lint_rules.finding import Span
from lint_rules.formats.html import FED, reduced
from lint_rules.reports.record import record

_SPACE = re.compile("[ \t\n\f\r]+")

PAGE = """<html><head><title>T</title></head><body>
<nav><ul><li><a href="/">Home</a><li><a href="/n">News</a><li><a href="/s">Sport</a></ul></nav>
<div>One</div><div>Two <b>three</b> four<br>five<!-- c --> six</div>
<o:p>Office</o:p><o:p>Again</o:p><div hidden>no</div><div>Last</div></body></html>"""


def tree(source: str, *, at_once: bool) -> Any:
    """Return the tree that lxml's parser builds of a page, fed as the reduction feeds it or at once."""
    source = source.replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True)
    if at_once:
        return etree.fromstring(source.encode("utf-8", "replace"), parser)
    for start in range(0, len(source), FED):
        parser.feed(source[start : start + FED].encode("utf-8", "replace"))
    return parser.close()


def squeezed(words: str) -> str:
    return _SPACE.sub(" ", words)


def own_text(element: Any) -> str:
    """Return what stands in an element itself, not in those inside of it."""
    return "".join([element.text or "", *(child.tail or "" for child in element)])


def element(root: Any, path: str) -> Any:
    (found,) = root.getroottree().xpath(path)
    return found


def holds(source: str, root: Any) -> None:
    """Assert that the path of each run leads to the element in whose own text the run stands, and that runs are all."""
    text, source_map = reduced(source)
    end = 0
    for run in source_map.runs():
        assert not text[end : run.start].strip(" \n")
        assert squeezed(text[run.start : run.end]) in squeezed(own_text(element(root, run.xpath)))
        end = run.end
    assert not text[end:].strip("\n")


def test_runs_lead_to_their_elements() -> None:
    text, source_map = reduced(PAGE)
    assert [(text[start:end], path) for start, end, path in source_map.runs()] == [
        ("Home", "/html/body/nav/ul/li[1]/a"),
        ("News", "/html/body/nav/ul/li[2]/a"),
        ("Sport", "/html/body/nav/ul/li[3]/a"),
        ("One", "/html/body/div[1]"),
        ("Two", "/html/body/div[2]"),
        ("three", "/html/body/div[2]/b"),
        ("four", "/html/body/div[2]"),
        ("five", "/html/body/div[2]"),
        ("six", "/html/body/div[2]"),
        ("Office", "/html/body/*[4]"),
        ("Again", "/html/body/*[5]"),
        ("Last", "/html/body/div[4]"),
    ]
    for at_once in (True, False):
        holds(PAGE, tree(PAGE, at_once=at_once))


def test_a_span_leads_to_the_smallest_element_that_holds_it() -> None:
    text, source_map = reduced(PAGE)

    def path(first: str, last: str = "") -> str | None:
        return source_map.xpath(Span(text.index(first), text.index(last or first) + len(last or first)))

    assert path("ews") == "/html/body/nav/ul/li[2]/a"
    assert path("Home", "Sport") == "/html/body/nav/ul"
    assert path("Two", "four") == "/html/body/div[2]"
    assert path("three", "four") == "/html/body/div[2]"
    assert path("Sport", "One") == "/html/body"
    assert path("Home", "\nNews") == "/html/body/nav/ul"
    news = text.index("\nNews")
    assert source_map.xpath(Span(news, news + 1)) is None  # a line break stands nowhere
    assert source_map.xpath(Span(text.index("Two"), text.index("Two"))) == "/html/body/div[2]"
    assert reduced("").source_map.xpath(Span(0, 0)) is None


TAGS = [
    "p",
    "div",
    "a",
    "b",
    "pre",
    "td",
    "tr",
    "table",
    "li",
    "ul",
    "br",
    "script",
    "h1",
    "body",
    "html",
    "head",
    "o:p",
    "svg",
    "x-y",
]
PARTS = st.one_of(
    st.sampled_from(TAGS).map("<{}>".format),
    st.sampled_from(TAGS).map("</{}>".format),
    st.sampled_from(
        ["a", "word and word", " ", "\n", "&amp;", "é", "<!-- c -->", "<p hidden>", "<", "&nbsp;", "\0", "<?php x ?>"]
    ),
)


@given(st.lists(PARTS, max_size=40))
def test_every_run_stands_in_the_element_of_its_path(parts: list[str]) -> None:
    source = "".join(parts)
    if source.strip() and not etree_refuses(source):
        holds(source, tree(source, at_once=False))


def etree_refuses(source: str) -> bool:
    """Tell whether the parser finds no element at all."""
    try:
        return tree(source, at_once=False) is None
    except etree.XMLSyntaxError:
        return True


def test_large_pages() -> None:
    source = "".join(f"<div><p>Paragraph {number} with <i>some</i> words</p></div>" for number in range(5000))
    assert len(source) > 2 * FED
    holds(source[:90_000], tree(source[:90_000], at_once=True))


def test_findings_in_pages_say_where_they_stand() -> None:
    source = "<body><article><p>The council met on Monday.</p></article><div class=s><span>Share this:</span></div></body>"
    text, source_map = reduced(source)
    result = Linter().check(Document(text, html=source, source_map=source_map))
    said = record(result, passed=False, ruleset="x")["findings"]
    assert {(each["text"], each["xpath"]) for each in said} == {("Share this:", "/html/body/div/span")}
    assert all("xpath" not in each for each in record(Linter().check(Document(text)), passed=False, ruleset="x")["findings"])


def test_the_command_prints_the_map(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<h1>É</h1>a")
    (tmp_path / "page.txt").write_text("plain")
    command = [sys.executable, "-m", "lint_rules", "text", "--map"]
    said = subprocess.run([*command, "page.html"], cwd=tmp_path, capture_output=True, check=True).stdout
    assert [json.loads(line) for line in said.splitlines()] == [
        {"start": 0, "end": 1, "xpath": "/html/body/h1", "text": "É"},
        {"start": 3, "end": 4, "xpath": "/html/body", "text": "a"},
    ]
    refused = subprocess.run([*command, "page.txt"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == "error: page.txt: this is no page, and has no markup to lead back to\n"


@pytest.mark.parametrize("source", ["<p>a</p>", "text alone", "<a>x</a>tail", "<table><td>a<td>b</table>", "<frameset><p>a"])
def test_whatever_the_parser_adds(source: str) -> None:
    for at_once in (True, False):
        holds(source, tree(source, at_once=at_once))
