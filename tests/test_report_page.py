"""The page for browsers, as text: what stands in it, whatever documents hold. How it behaves is another file's."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from lint_rules.finding import (
    Counts,
    Diagnostic,
    Failure,
    Finding,
    Result,
    Score,
    Severity,
    Source,
    Span,
    Suppressed,
    Verdict,
)
from lint_rules.reports import ReportOptions, Shown
from lint_rules.reports.distribution import Distribution
from lint_rules.reports.groups import FIELDS_COUNTED, VALUE_SHOWN, Field, Fields, shortened
from lint_rules.reports.page import Page, encode, visible
from lint_rules.reports.page.html import bars
from lint_rules.reports.page.marking import segments
from lint_rules.reports.page.rows import FINDINGS_SHOWN, TEXT_SHOWN, Found, Stretch, row, stretches
from lint_rules.reports.worst import Worst
from lint_rules.rule import escaped

HOSTILE = (
    "<script>window.hacked = 1</script><img src=x onerror=window.hacked=1>\"'><svg/onload=x></style></title></textarea>",
    "--> ]]> <!-- &lt;b&gt; &#39; {{ 7*7 }} {% raw %}",
    "::error file=a::x\n::set-output name=a::b",
    "\x1b[31mred\x1b[0m \u202egnp.exe\u2066 \u200bzero\ufeff \ud800 \x00\x08 \u2028",
    "=cmd()|' /C calc'!A0",
)
words = st.text(st.characters(codec=None), max_size=60) | st.sampled_from(HOSTILE)
ELEMENTS = set(
    "html head meta title style body a header h1 h2 h3 nav main section p dl div dt dd b span figure svg g rect figcaption "
    "table caption thead tbody tr th td details summary ul ol li small q br bdi code mark form label input select option "
    "datalist button output footer script".split()
)
ATTRIBUTES = set(
    "aria-describedby aria-hidden aria-label aria-labelledby aria-live autocomplete charset class content data-code data-why dir "
    "height hidden href http-equiv id lang list max min name open placeholder preserveaspectratio role scope step tabindex type "
    "value viewbox width x y".split()
)


class Said:
    """A gate's answer."""

    def __init__(self, sentence: str = "gate: FAILED – 1 of 2 documents failed", details: Sequence[str] = ()) -> None:
        self.failed = "FAILED" in sentence
        self._sentence = sentence
        self._details = list(details)

    def sentence(self) -> str:
        return self._sentence

    def details(self) -> list[str]:
        return self._details


def a_score(value: float | None, verdict: Verdict = Verdict.ARTICLE) -> Score:
    return Score(value, None if value is None else value / 100, 1.0, verdict, 1.0, 100, 10, 1, 5, 0)


def a_diagnostic(span: tuple[int, int] = (0, 4), **other: Any) -> Diagnostic:
    known = other.pop("known", False)
    said: dict[str, Any] = {"code": "CHR004", "message": "share prompt", "severity": Severity.WARNING, **other}
    quoted = said.pop("words", "Share this:")
    finding = Finding(span=Span(*span), **said)
    return Diagnostic(finding, "share-prompt", quoted, 1, 1, 1, 5, (), "f" * 16, known=known)


def a_result(name: str, found: Sequence[Diagnostic] = (), score: float | None = 90.0, **other: Any) -> Result:
    place: dict[str, Any] = {key: other.pop(key) for key in ("url", "host", "meta") if key in other}
    return Result(Source(name, name, **place), tuple(found), a_score(score), (), (), "en")._replace(**other)


def page(shown: Sequence[Shown], outcome: Said | None = None, **options: Any) -> str:
    chosen = ReportOptions(**{"documents": 100, **options})
    stream = io.StringIO()
    made = Page(stream, chosen)
    made.start()
    made.write(encode(shown, chosen))
    made.finish(outcome or Said())
    return stream.getvalue()


def parsed(said: str) -> Any:
    return html.document_fromstring(said)


def text_of(said: str, selector: str) -> str:
    return " ".join(" ".join(element.itertext()) for element in parsed(said).find_class(selector))


# What documents hold


@given(st.lists(words, min_size=10, max_size=10))
def test_nothing_of_a_document_becomes_markup(said: list[str]) -> None:
    """Of hostile words in every place, the page has no element, attribute or script but its own."""
    name, url, host, key, value, message, quoted, error, reason, text = said
    span = (0, len(text) // 2)
    found = [a_diagnostic(span, message=message, words=quoted), a_diagnostic(span, message=message, words=quoted, known=True)]
    result = a_result(
        name,
        found,
        url=url,
        host=host,
        meta=((key, value),),
        failures=(Failure("CHR001", error),),
        suppressed=(Suppressed(found[0], "suppression", reason),),
    )
    made = page([Shown(result, False, None, text)], data="report.html.jsonl")
    root = parsed(made)
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    assert {element.tag for element in elements} <= ELEMENTS
    assert {attribute for element in elements for attribute in element.attrib} <= ATTRIBUTES
    assert len(root.findall(".//script")) == 2
    assert {element.get("href")[0] for element in elements if element.get("href")} <= {"#", "r"}
    assert not [element for element in root.iter() if not isinstance(element.tag, str)]  # comments
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]", made)


@given(words)
def test_a_text_is_shown_whole(text: str) -> None:
    """What the browser shows is the text, but for what cannot be seen, which is written out."""
    shown = html.fragment_fromstring(f"<div>{visible.text(text)}</div>").text_content()
    lines = re.split("\r\n|\r|\n", text)
    spaces = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
    expected = [escaped(spaces.sub(" ", line) if text.strip() else line) for line in lines]
    assert shown.split("\n") == expected


def test_what_an_attribute_says_stands_on_lines() -> None:
    said = visible.lines(["a \n b", "<c>\u202e"])
    element = html.fragment_fromstring(f'<a data-why="{said}"></a>')
    assert element.get("data-why") == "a   b\n<c>\\u202e"


def test_the_policy_allows_the_page_what_is_its_own() -> None:
    """The hashes are those of the style and the script as they stand there, and nothing else may be loaded or run."""
    import base64
    import hashlib

    made = page([Shown(a_result("a"), True, None, "Text.")])
    policy = re.search('Content-Security-Policy" content="([^"]+)"', made)
    assert policy
    said = policy[1].replace("&#39;", "'")
    for element, directive in (("style", "style-src"), ("script", "script-src")):
        content = re.findall(f"<{element}>(.*?)</{element}>", made, re.DOTALL)
        assert len(content) == 1
        digest = base64.b64encode(hashlib.sha256(content[0].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in said
    assert said.startswith("default-src 'none'; ")
    assert "unsafe" not in said
    assert " style=" not in made


# Texts and marks

spans = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)).map(lambda pair: Span(*sorted(pair))), max_size=8)


@given(st.text("ab \n", max_size=400), spans, st.integers(1, 450))
def test_what_is_shown_of_a_text_is_of_it(text: str, marked: list[Span], limit: int) -> None:
    shown = stretches(text, [span for span in marked if span.end <= len(text)], limit)
    reached = -1
    for start, part in shown:
        assert start > reached
        assert text[start : start + len(part)] == part
        reached = start + len(part)
    assert sum(len(part) for _, part in shown) <= limit
    if len(text) <= limit:
        assert shown == (Stretch(0, text),)
    elif text:
        assert shown[0].start == 0


def test_around_findings_a_long_text_is_shown() -> None:
    text = "x" * 50_000 + "Share this:" + "y" * 50_000
    shown = stretches(text, [Span(50_000, 50_011)])
    assert [start for start, _ in shown] == [0, 49_700, 98_511]
    assert "Share this:" in shown[1].words
    assert shown[2].words.endswith("y")


def found_at(span: Span, **other: Any) -> Found:
    said: dict[str, Any] = {"severity": Severity.WARNING, "counts": Counts.CONTAMINATION, "is_whole": False, **other}
    return Found(
        "CHR004", "r", said["severity"], said["counts"], 0.9, "m", "w", span, 1, 1, said["is_whole"], False, said.get("apart", "")
    )


@given(st.text("ab\n", max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_segments_are_the_text_and_know_who_lies_on_them(text: str, pairs: list[tuple[int, int]]) -> None:
    found = [found_at(Span(*sorted((min(a, len(text)), min(b, len(text)))))) for a, b in pairs]
    made = segments((Stretch(0, text),), found, len(text))
    assert "".join(segment.words for segment in made) == text
    place = 0
    for segment in made:
        for offset in range(place, place + len(segment.words)):
            assert set(segment.marks) == {n for n, each in enumerate(found) if each.span.start <= offset < each.span.end}
        place += len(segment.words)
    assert not any(segment.left_out for segment in made)


def test_what_is_left_out_of_a_text_is_counted() -> None:
    made = segments((Stretch(0, "ab"), Stretch(10, "cd")), [], 20)
    assert [(segment.words, segment.left_out) for segment in made] == [("ab", 0), ("cd", 8), ("", 8)]
    said = page([Shown(a_result("a", [a_diagnostic()]), False, None, "x" * (TEXT_SHOWN + 1) + "y" * 5000)])
    assert re.search(r"… [\d,]+ characters left out …", text_of(said, "gap"))


def test_the_worst_of_several_findings_gives_the_colour() -> None:
    same = (0, 11)
    found = [
        a_diagnostic(same, severity=Severity.INFO, counts=Counts.NOTHING, code="CRD004", message="byline"),
        a_diagnostic(same, counts=Counts.DAMAGE, code="TXT001", message="fused"),
        a_diagnostic(same, severity=Severity.ERROR, code="CHR001", message="skip link"),
        a_diagnostic((12, 15), counts=Counts.DAMAGE, code="TXT001", message="fused"),
        a_diagnostic((16, 19), code="CHR002", message="menu", known=True),
    ]
    root = parsed(page([Shown(a_result("a", found), False, None, "Share this: abc def ghi")]))
    marks = root.find_class("text")[0].findall(".//a")
    assert [(mark.get("class"), mark.text_content()) for mark in marks] == [
        ("mark error", "Share this:"),
        ("mark damage", "abc"),
        ("mark apart", "def"),
    ]
    assert marks[0].get("data-why").splitlines() == [
        "CHR001 error: skip link",
        "TXT001 warning: fused",
        "CRD004 info: byline",
    ]
    assert marks[2].get("data-why") == "CHR002 warning: menu (known)"
    # Every mark leads to its findings, and every finding to its words.
    for mark in marks:
        for anchor in [mark.get("href")[1:], *mark.get("aria-describedby").split()]:
            (finding,) = root.xpath(f'//li[@id="{anchor}"]')
            assert root.xpath(f'//a[@id="{finding.find_class("code")[0].get("href")[1:]}"]')


def test_a_finding_on_all_of_a_text_marks_none_of_it() -> None:
    text = "Please accept cookies. " * 40
    found = [
        a_diagnostic((0, len(text)), code="DOC001", message="consent wall", settles=Verdict.NOT_AN_ARTICLE),
        a_diagnostic((7, 13)),
    ]
    root = parsed(page([Shown(a_result("a", found), False, None, text)]))
    assert [mark.text_content() for mark in root.find_class("mark")] == ["accept"]
    assert "the whole text" in root.find_class("findings")[0].text_content()


def test_known_and_suppressed_findings_are_shown_apart() -> None:
    suppressed = Suppressed(a_diagnostic((0, 3), code="CHR002", message="menu"), "suppression", "it is their slogan")
    result = a_result("a", [a_diagnostic((4, 7), known=True), a_diagnostic((8, 11))], suppressed=(suppressed,))
    said = page([Shown(result, True, None, "abc def ghi")])
    root = parsed(said)
    (muted,) = root.find_class("muted")
    assert "it is their slogan" in muted.text_content()
    assert len(muted) == 2
    assert "1 warning, 1 known, 1 suppressed" in text_of(said, "said")
    assert "apart: 1 known, 0 suppressed" in text_of(said, "apart")


# Figures


@given(st.lists(st.tuples(st.none() | st.floats(0, 100), st.booleans()), max_size=40), st.integers(0, 12))
def test_the_worst_are_kept_in_order_and_half_of_them_may_be_those_that_failed(
    documents: list[tuple[float | None, bool]], limit: int
) -> None:
    kept: Worst[int] = Worst(limit)
    for number, (score, failed) in enumerate(documents):
        kept.add(score, lambda number=number: number, failed=failed)  # type: ignore[misc]

    def place(number: int) -> tuple[float, int]:
        score, _ = documents[number]
        return (101.0 if score is None else score), number

    order = sorted(range(len(documents)), key=place)
    if limit:
        failing = [number for number in order if documents[number][1]][: (limit + 1) // 2]
        others = [number for number in order if number not in failing]
        order = sorted([*failing, *others[: limit - len(failing)]], key=place)
    assert kept.in_order() == order
    assert [number for number, _ in kept.numbered()] == [number + 1 for number in order]


def test_what_failed_is_on_the_page_however_low_the_others_score() -> None:
    # One error in a text that is fine otherwise turned the run red; a thousand that passed score lower.
    passing = [Shown(a_result(f"p{n}", score=n / 100), True, None, "a text") for n in range(1000)]
    failing = [Shown(a_result("culprit", (a_diagnostic(),), 99.0), False, None, "Share this:", "with errors")]
    root = parsed(page([*passing, *failing], documents=10))
    names = [each.text_content() for each in root.find_class("doc")]
    assert len(names) == 10
    assert "culprit" in names[-1]
    assert "failed with errors" in " ".join(names[-1].split())
    index = json.loads(root.get_element_by_id("index").text)
    assert [row[0] for row in index["rows"][:10]] == [*(f"p{n}" for n in range(9)), "culprit"]
    assert len(index["rows"]) == 1001
    assert "half of the places kept for those that failed" in root.get_element_by_id("documents").text_content()


@given(st.lists(st.floats(0, 100), max_size=50), st.sampled_from([5, 10]))
def test_a_histogram_has_every_score_once(scores: list[float], width: int) -> None:
    distribution, failed = Distribution(), Distribution()
    for number, score in enumerate(scores):
        distribution.add(score)
        if number % 2:
            failed.add(score)
    drawn = bars(distribution, failed, width)
    assert len(drawn) == 100 // width
    assert sum(bar.documents for bar in drawn) == len(scores)
    assert sum(bar.failed for bar in drawn) == len(scores) // 2
    assert all(0 <= bar.failed_height <= bar.height <= 100 for bar in drawn)
    assert all(bool(bar.documents) == (bar.height > 0) for bar in drawn)


def test_groups_come_with_what_they_lose_and_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lint_rules.reports.groups.GROUPS_COUNTED", 2)
    field = Field()
    for value, score in (("a", 90.0), ("b", 50.0), ("a", 20.0), ("c", 0.0), ("b", None)):
        field.add(value, score, failed=score is not None and score < 60)
    assert [(group.name, group.documents, group.failed, group.lost) for group in field.most_lost(5)] == [
        ("a", 2, 1, 90.0),
        ("b", 2, 1, 50.0),
    ]
    assert field.others == 1
    assert field.names(1) == ["a"]
    fields = Fields()
    fields.add(Source("x", meta=tuple((str(number), {"a": [1]}) for number in range(99))), 1.0, failed=False)
    assert len(fields.by_name()) == FIELDS_COUNTED
    assert fields.by_name()["0"].names(1) == ['{"a": [1]}']


def test_a_field_called_host_is_not_taken_for_the_hosts() -> None:
    fields = Fields()
    fields.add(Source("x", host="a.example", meta=(("host", "rack 7"),)), 1.0, failed=False)
    assert {name: field.names(1) for name, field in fields.by_name().items()} == {
        "host": ["a.example"],
        "host (metadata)": ["rack 7"],
    }


@given(st.text(max_size=200))
def test_a_long_value_keeps_both_ends(value: str) -> None:
    said = shortened(value)
    assert len(said) <= VALUE_SHOWN
    assert said == value if len(value) <= VALUE_SHOWN else said.startswith(value[:39])
    assert said.endswith(value[-39:])


def test_values_that_begin_alike_are_told_apart() -> None:
    files = [f"s3://bucket/{'crawl-of-the-year/' * 9}part-{number:04}.warc.gz" for number in range(3)]
    root = parsed(page([Shown(a_result(f"{n}", meta=(("file", name),)), True) for n, name in enumerate(files)]))
    said = [each.text_content() for each in root.xpath('//section[h2="Scores by file"]//tbody/tr/th')]
    assert sorted(each[-17:] for each in said) == [f"part-{number:04}.warc.gz" for number in range(3)]


def test_scores_by_host_and_by_any_field() -> None:
    documents = [
        Shown(
            a_result(str(n), score=float(n), host=f"h{n % 2}.example", meta=(("extractor", f"x{n % 3}"),)), n > 3, None, "Text."
        )
        for n in range(12)
    ]
    root = parsed(page(documents))
    tables = root.find_class("groups")
    assert [table.find(".//th").text for table in tables] == ["host", "extractor"]
    assert [row.text_content() for row in tables[0].findall("tbody/tr/th")] == ["h0.example", "h1.example"]
    assert [cell.text_content() for cell in tables[0].findall("tbody/tr")[0].findall("td")][:4] == ["6", "2 33.3 %", "6.0", "0.0"]


def test_examples_are_counted() -> None:
    documents = [Shown(a_result(str(n), [a_diagnostic(words=f"Share {n % 3}")]), False, None, "Share this:") for n in range(10)]
    said = text_of(page(documents), "examples")
    assert re.search(r"Share 0 +× 4 .*Share 1 +× 3 .*Share 2 +× 3", said, re.DOTALL)


def test_the_verdict_stands_at_the_top() -> None:
    for sentence, word, said in (
        ("gate: FAILED – 4 of 9 documents failed", "Failed", "4 of 9 documents failed"),
        ("gate: passed – none of 2 documents failed", "Passed", "None of 2 documents failed"),
        ("gate: INCOMPLETE – no document was judged", "Incomplete", "No document was judged"),
    ):
        root = parsed(page([], Said(sentence, ["limit NOT HELD: mean score 50.0, allowed 60"])))
        assert root.find_class("word")[0].text == word
        assert root.find_class("sentence")[0].text == said
        assert "limit NOT HELD: mean score 50.0, allowed 60" in root.find_class("verdict")[0].text_content()
        assert root.findtext(".//title") == f"{word} – ScrapeLint report"


def test_what_the_sentence_says_is_not_said_again() -> None:
    outcome = Said("gate: FAILED – none failed; mean score 50.0", ["limit NOT HELD: mean score 50.0", "baseline: 3 known, 0 new"])
    (verdict,) = parsed(page([], outcome)).find_class("verdict")
    assert [each.text for each in verdict.findall("ul/li")] == ["baseline: 3 known, 0 new"]


def test_the_page_says_where_it_caps() -> None:
    many = [a_diagnostic((n, n + 1)) for n in range(FINDINGS_SHOWN + 20)]
    documents = [Shown(a_result(str(n), many if n == 0 else (), float(n)), False, None, "word " * 99) for n in range(7)]
    said = page(documents, documents=3, data="r.html.jsonl")
    noted = " ".join(text_of(said, "note").split())
    assert "3 of 7 documents are shown with their texts: those with the lowest scores, half of" in noted
    assert f"{FINDINGS_SHOWN} of {FINDINGS_SHOWN + 20} findings are shown." in said
    root = parsed(said)
    assert len(root.find_class("doc")) == 3
    assert root.xpath('//a[@href="r.html.jsonl"]')
    index = json.loads(root.get_element_by_id("index").text)
    assert [entry[3] for entry in index["rows"]] == [0, 1, 2, 3, 4, 5, 6]
    assert len(parsed(page(documents, documents=0)).find_class("doc")) == 7


def test_an_entry_of_the_index_says_what_it_is_filtered_by() -> None:
    result = a_result(
        "a</script>.txt", [a_diagnostic(), a_diagnostic(code="CHR001")], 99.96, url="https://h.example/x", host="h.example"
    )
    said = page([Shown(result, False, None, None, "below a score of 100")])
    index = json.loads(re.search('id="index">(.*?)</script>', said, re.DOTALL)[1])  # type: ignore[index]
    assert index["codes"] == ["CHR004", "CHR001"]
    assert index["hosts"] == ["h.example"]
    assert index["whys"] == ["below a score of 100"]
    assert index["rows"] == [["a</script>.txt", "https://h.example/x", 0, 99.96, "99.9", "failed", 0, "article", [0, 1], 2]]


def test_names_and_errors_are_cut() -> None:
    long = "x" * 1_000_000
    result = a_result(long, url=long, host=long, meta=((long, long),), failures=(Failure("INPUT", long),) * 500)
    assert len(page([Shown(result, False)])) < 300_000
    assert sum(map(len, map(str, row(Shown(result, False), text=True)))) < 100_000


def test_what_is_kept_does_not_grow_with_the_crawl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lint_rules.reports.page.figures.INDEXED", 50)
    made = Page(io.StringIO(), ReportOptions(documents=20))

    def take(first: int, last: int) -> int:
        before = tracemalloc.get_traced_memory()[0]
        for number in range(first, last):
            text = f"{number} " * 1000
            result = a_result(f"{number}.txt", [a_diagnostic(words=text)], float(number % 90), host=f"{number % 9}.example")
            made.write(encode([Shown(result, False, None, text)], made.options))
        return tracemalloc.get_traced_memory()[0] - before

    tracemalloc.start()
    try:
        take(0, 200)
        assert take(200, 1200) < 500_000  # of five million characters
    finally:
        tracemalloc.stop()


def test_without_words_there_are_none() -> None:
    result = a_result("a", [a_diagnostic(words="Share this:")])
    said = page([Shown(result, False, None, "Share this: all")], text=False)
    assert "Share this:" not in said
    assert "--texts" not in said
    saved = page([Shown(result, False)])
    assert "Share this:" in text_of(saved, "findings")
    quoted = page([Shown(a_result("a", [a_diagnostic(message='prompt "Share this:"')]), False)])
    assert text_of(quoted, "findings").count("Share this:") == 1
    assert "--texts INPUT" in saved


def test_a_page_about_failures_alone_says_so() -> None:
    documents = [Shown(a_result("good"), True), Shown(a_result("bad", score=None), False)]
    alone = page(documents, only_failing=True, data="r.html.jsonl")
    assert "Results are in r.html.jsonl" in " ".join(text_of(alone, "note").split())
    said = text_of(alone, "key")
    assert "Documents 1 only those that failed, 1 without a score" in " ".join(said.split())
    assert "only those that failed" not in page(documents)


def test_a_rule_says_how_many_of_its_findings_are_errors() -> None:
    documents = [
        Shown(a_result("a", [a_diagnostic(severity=Severity.ERROR), a_diagnostic()]), False),
        Shown(
            a_result("b", [a_diagnostic(), a_diagnostic(code="CHR001"), a_diagnostic(severity=Severity.ERROR, known=True)]), True
        ),
        Shown(a_result("c", [a_diagnostic(code="TXT001", severity=Severity.ERROR, known=True)]), True),
    ]
    rules = [" ".join(each.text_content().split()) for each in parsed(page(documents)).find_class("rule")]
    assert rules[0].startswith("CHR004 share-prompt 1 error, 2 warnings 3 in 2 documents")
    assert rules[1].startswith("CHR001 share-prompt warning 1 in 1 document")
    assert rules[2].startswith("TXT001 share-prompt error 0 in 0 documents")


@pytest.mark.parametrize(
    ("roots", "expected"),
    [
        (("crawl/",), "Passed: crawl/ – ScrapeLint report"),
        (("a", "b", "c", "d", "e"), "Passed: a, b, c and 2 more – ScrapeLint report"),
        (("-",), "Passed: standard input – ScrapeLint report"),
        ((".",), "Passed – ScrapeLint report"),
        (("<b>\u202e",), "Passed: <b>\\u202e – ScrapeLint report"),
    ],
)
def test_the_title_names_what_was_judged(roots: tuple[str, ...], expected: str) -> None:
    said = page([], Said("gate: passed – no document was judged"), roots=roots)
    assert parsed(said).findtext(".//title") == expected


def test_a_page_about_nothing() -> None:
    root = parsed(page([], Said("gate: passed – no document was judged")))
    assert "No document has a score." in root.text_content()
    assert "0 of 0 documents are shown" in " ".join(root.text_content().split())


# The command


def scrapelint(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lint_rules", *arguments, "--isolated"]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=cwd)


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    body = "The council met on Monday and agreed to repair the quay before winter. It will cost two million. "
    with (tmp_path / "crawl.jsonl").open("w", encoding="utf-8") as file:
        for number in range(80):
            text = (
                ("Skip to content\n" if number % 2 else "")
                + body * (1 + number % 5)
                + ("\nShare this:\n" if number % 3 else "\n")
            )
            said = {"id": f"d{number}", "url": f"https://h{number % 4}.example/{number}", "text": text, "extractor": "x"}
            file.write(json.dumps(said) + "\n")
    return tmp_path


def test_the_command_writes_the_page_and_all_results_beside_it(crawl: Path) -> None:
    done = scrapelint("report", "crawl.jsonl", "--meta-field", "extractor", "-o", "out/r.html", cwd=crawl)
    assert done.returncode == 2  # there is no such folder
    assert "out/r.html" in done.stderr.replace("\\", "/")
    done = scrapelint("report", "crawl.jsonl", "--meta-field", "extractor", "-o", "r.html", "--documents", "5", cwd=crawl)
    assert done.returncode == 1, done.stderr
    root = parsed((crawl / "r.html").read_text("utf-8"))
    assert len(root.find_class("doc")) == 5
    assert root.find_class("sentence")[0].text in done.stderr
    results = [json.loads(line) for line in (crawl / "r.html.jsonl").read_text("utf-8").splitlines()]
    assert [result["id"] for result in results] == [f"d{number}" for number in range(80)]
    # Neither is read as an input the next time.
    again = scrapelint("report", ".", "--meta-field", "extractor", "-o", "r.html", cwd=crawl)
    assert "of 80 documents failed" in again.stderr


def test_the_page_is_the_same_from_any_number_of_processes(crawl: Path) -> None:
    for jobs in ("1", "2"):
        scrapelint("report", "crawl.jsonl", "-o", f"r{jobs}.html", "--jobs", jobs, cwd=crawl)
    one, two = ((crawl / f"r{jobs}.html").read_text("utf-8") for jobs in ("1", "2"))
    assert one == two.replace("r2.html.jsonl", "r1.html.jsonl")


@pytest.mark.parametrize(
    "options",
    [
        (),
        # What fails stands on the page whatever its score, and so does what has none.
        ("--documents", "9", "--fail-on", "never", "--fail-on-rule", "TXT006"),
        ("--documents", "9", "--only-failing"),
    ],
)
def test_saved_results_make_the_same_page_where_the_texts_are_at_hand(crawl: Path, options: tuple[str, ...]) -> None:
    with (crawl / "crawl.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"id": "empty", "text": ""}) + "\n")
        for number in range(8):
            text = "The cafÃ© by the harbour opens at six. " + "The council met on Monday and voted for the bridge. " * 30
            file.write(json.dumps({"id": f"c{number}", "text": text}) + "\n")
    scrapelint("report", "crawl.jsonl", "-o", "fresh.html", *options, cwd=crawl)
    scrapelint("check", "crawl.jsonl", "-o", "fresh.html.jsonl", cwd=crawl)  # of all, whatever the page leaves out
    scrapelint("report", "fresh.html.jsonl", "--texts", "crawl.jsonl", "-o", "saved.html", *options, cwd=crawl)
    scrapelint("report", "fresh.html.jsonl", "-o", "bare.html", *options, cwd=crawl)
    fresh, saved, bare = ((crawl / f"{name}.html").read_text("utf-8") for name in ("fresh", "saved", "bare"))
    # In how many spans characters are flagged is not saved; and each names what it was made from.
    saved = saved.replace("saved.html.jsonl", "fresh.html.jsonl").replace(": fresh.html.jsonl –", ": crawl.jsonl –")
    saved = saved.replace("<bdi>fresh.html.jsonl</bdi>", "<bdi>crawl.jsonl</bdi>")
    assert saved == re.sub(r" in \d+ spans?(?=[,)])", "", fresh)
    assert not parsed(bare).find_class("text")
    assert "Skip to content" in text_of(bare, "findings")


@pytest.mark.usefixtures("unmeasured")
def test_a_page_that_cannot_be_written_leaves_the_old_one(crawl: Path) -> None:
    resource = pytest.importorskip("resource")  # limits, which Windows has not
    (crawl / "r.html").write_text("old", "utf-8")
    (crawl / "r.html.jsonl").write_text("old", "utf-8")
    command = [sys.executable, "-m", "lint_rules", "report", "crawl.jsonl", "-o", "r.html", "--isolated", "--jobs", "1"]

    def small_files_only() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=crawl, preexec_fn=small_files_only)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert (crawl / "r.html").read_text("utf-8") == "old"
    assert (crawl / "r.html.jsonl").read_text("utf-8") == "old"
    assert not [each for each in crawl.iterdir() if ".html." in each.name and ".part" in each.name and "jsonl" not in each.name]
