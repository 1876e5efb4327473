"""Reports for platforms: valid by their schemas, blind to what documents try, within the limits, and nothing lost uncounted."""

from __future__ import annotations

import gc
import gzip
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tracemalloc
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml
from lxml import etree

from lint_rules import Document, Linter
from lint_rules.cli import run_command
from lint_rules.config import Allowance, Config
from lint_rules.finding import Diagnostic, Failure, Finding, Result, Score, Severity, Source, Span, Verdict
from lint_rules.reports import ReportOptions, Shown, Writer, clusters, encoder, github, gitlab, junit, make, sarif
from lint_rules.reports.clusters import Clusters, Item
from lint_rules.reports.location import file_of

SCHEMAS = Path(__file__).parent / "schemas"
SLOW = "SCRAPELINT_SLOW_TESTS"
PLATFORMS = ("sarif", "github", "gitlab", "junit")
CLEAN = "The harbour opened at dawn and the first boats went out before the fog had lifted.\n"
DIRTY = f"Skip to content\n\n{CLEAN}\nShare this:\n"

# What a document may try: on a log, a page, a terminal, a reader, a parser.
HOSTILE = (
    "<script>alert(1)</script>",
    "::error file=secret.py,line=1::taken over",
    "%0A::error::taken over",
    "##[stop-commands]taken",
    "\x1b[31mred\x1b[2J",
    "\u202eevil\u2066",
    "]]><![CDATA[",
    "&lt;&amp;\x00\x08\ufffe\uffff",
    "[click](https://evil.example) {0} {{title}}",
    "=HYPERLINK(1)",
    "\ud800 lone",
    "${{ secrets.TOKEN }} `id` $(id)",
    "a,b:c;d=e",
    "日本語 😀 cafe\u0301",
)
words = st.text(st.characters(codec=None), max_size=30) | st.sampled_from(HOSTILE)
# What no report may let through as it is.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")


class Said:
    def __init__(self, failed: bool = True) -> None:
        self.failed = failed

    def sentence(self) -> str:
        return "gate: FAILED – 1 of 2 documents failed (50.0 %)" if self.failed else "gate: passed – none of 2 documents failed"

    def details(self) -> list[str]:
        return []


def a_diagnostic(number: int = 1, **other: Any) -> Diagnostic:
    kept: dict[str, Any] = {
        "code": "CHR004",
        "message": "share prompt",
        "severity": Severity.WARNING,
        "text": "Share this:",
    } | other
    span = Span(10 * number, 10 * number + len(kept["text"]))
    finding = Finding(kept["code"], kept["message"], span, kept["severity"], confidence=0.9)
    mark = kept.get("fingerprint", "f" * 16)
    at = Diagnostic(finding, "share-prompt", kept["text"], number, 1, number, 1 + len(kept["text"]), (), mark)
    return at._replace(preview=kept.get("preview", False), known=kept.get("known", False), xpath=kept.get("xpath"))


def a_result(name: str = "a.txt", found: Sequence[Diagnostic] = (), value: float | None = 90.0, **other: Any) -> Result:
    of_source: dict[str, Any] = {key: other.pop(key) for key in ("id", "record", "url", "host") if key in other}
    source = Source(**({"id": name, "path": name} | of_source))
    score = Score(value, value and value / 100, value and 1.0, Verdict.ARTICLE, 1.0, 100, 0, 0, 3, 0)
    return Result(source, tuple(found), score, (), (), "en")._replace(**other)


def report(name: str, results: Sequence[tuple[Result, bool]], *, failed: bool = True, **options: Any) -> str:
    stream = io.StringIO()
    given_options = ReportOptions(**options)
    made = cast("Writer", make(name, stream, given_options))
    encode = encoder(name)
    assert encode is not None
    made.start()
    for result, passed in results:
        made.write(encode([Shown(result, passed)], given_options))
    made.finish(Said(failed))
    return stream.getvalue()


def valid_sarif(text: str) -> dict[str, Any]:
    log = json.loads(text)
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
    jsonschema.validators.validator_for(schema)(schema).validate(log)
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    return dict(run)


def valid_gitlab(text: str) -> list[dict[str, Any]]:
    issues = json.loads(text)
    schema = json.loads((SCHEMAS / "code-quality.json").read_text("utf-8"))
    jsonschema.validate(issues, schema)
    prints = [issue["fingerprint"] for issue in issues]
    assert len(set(prints)) == len(prints)
    return list(issues)


def valid_junit(text: str) -> JUnitXml:
    """Return the report as junitparser reads it. The plugin's schema is older than what its readers know by now: a case's own
    properties and file, and how many were skipped in all.
    """
    tree = etree.fromstring(text.encode("utf-8"))
    for case in tree.iter("testcase"):
        case.attrib.pop("file", "")
        for properties in case.findall("properties"):
            case.remove(properties)
    del tree.attrib["skipped"]
    etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd")).assertValid(tree)
    read = JUnitXml.fromstring(text.encode("utf-8"))
    for suite in cast("Any", read):
        counted = (suite.tests, suite.failures, suite.errors)
        read_again = [
            [type(each).__name__ for each in case.result if type(each).__name__ in ("Failure", "Error")] for case in suite
        ]
        assert counted == (len(read_again), read_again.count(["Failure"]), read_again.count(["Error"])), suite.name
    names = [(case.classname, case.name) for suite in cast("Any", read) for case in suite]
    assert len(set(names)) == len(names)
    return read


class Annotation(dict[str, str]):
    """An annotation as the runner reads it: a line that begins with `::`, properties to the next `::`, then the message."""

    def __init__(self, line: str) -> None:
        assert line.startswith("::")
        head, separator, message = line[2:].partition("::")
        assert separator
        name, _, properties = head.partition(" ")
        given_properties = dict(each.split("=", 1) for each in properties.split(",") if each)
        super().__init__({key: self._read(value, of_property=True) for key, value in given_properties.items()})
        self.name = name
        self.message = self._read(message)

    @staticmethod
    def _read(text: str, *, of_property: bool = False) -> str:
        pairs = [("%0D", "\r"), ("%0A", "\n"), *([("%3A", ":"), ("%2C", ",")] if of_property else []), ("%25", "%")]
        for code, character in pairs:
            text = text.replace(code, character)
        return text


def annotated(text: str) -> list[Annotation]:
    return [Annotation(line) for line in text.splitlines()]


def valid(name: str, text: str) -> None:
    validators: dict[str, Callable[[str], object]] = {
        "sarif": valid_sarif,
        "gitlab": valid_gitlab,
        "junit": valid_junit,
        "github": annotated,
    }
    validators[name](text)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with inputs of several kinds, some of which cannot be read; the working directory is below its root."""
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "crawl"
    folder.mkdir()
    (folder / "page one.txt").write_text(f"日本 😀\n{DIRTY}", "utf-8")
    (folder / "clean.md").write_text(f"# The harbour\n\n{CLEAN}", "utf-8")
    (folder / "page.html").write_text(f"<html><body><p>{CLEAN}</p><p>Share this:</p></body></html>", "utf-8")
    records = [{"id": f"r{number}", "url": f"https://h{number % 2}.example/", "text": DIRTY} for number in range(4)]
    lines = [json.dumps(each) for each in records]
    (folder / "pages.jsonl").write_text("\n".join([lines[0], "", *lines[1:], "not JSON"]) + "\n", "utf-8")
    (folder / "rows.csv").write_text(f'id,text\n7,"{DIRTY}"\n', "utf-8")
    monkeypatch.chdir(folder)
    return tmp_path


def run(*arguments: str) -> int:
    return run_command(["check", "--isolated", "--extend-include", "*.html,*.csv", "-q", *arguments])


# The real command


@pytest.mark.usefixtures("place")
def test_all_formats_at_once_are_valid(capsys: pytest.CaptureFixture[str]) -> None:
    outputs = ["-o", "-", "-o", "out.sarif", "-o", "out.sarif.json", "-o", "out.gitlab.json", "-o", "out.xml", "-o", "out.md"]
    assert run(".", "--output-format", "github", *outputs) == 2
    said = capsys.readouterr()
    assert "record could not be read" in said.err
    files = {annotation.get("file") for annotation in annotated(said.out)}
    assert files == {None, "crawl/page one.txt", "crawl/page.html", "crawl/pages.jsonl", "crawl/rows.csv"}
    results = valid_sarif(Path("out.sarif").read_text("utf-8"))["results"]
    assert Path("out.sarif").read_bytes() == Path("out.sarif.json").read_bytes()
    assert len(valid_gitlab(Path("out.gitlab.json").read_text("utf-8"))) == len(results) + 1  # the unreadable one
    tests = valid_junit(Path("out.xml").read_text("utf-8"))
    assert {suite.name for suite in tests} == {
        "crawl",
        "h0.example",
        "h1.example",
        "crawl/pages.jsonl",
        "crawl/rows.csv",
        "scrapelint",
    }
    assert (tests.tests, tests.failures, tests.errors) == (10, 8, 1)  # with that of the gate
    assert Path("out.md").read_text("utf-8").startswith("# ScrapeLint report")


@pytest.mark.parametrize("name", PLATFORMS)
@pytest.mark.usefixtures("place")
def test_any_number_of_processes_writes_the_same(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = "".join(json.dumps({"id": str(number), "text": DIRTY * (1 + number % 3)}) + "\n" for number in range(400))
    Path("many.jsonl").write_text(text, "utf-8")
    ended = [(run("many.jsonl", "-j", jobs, "--output-format", name), capsys.readouterr().out) for jobs in ("1", "2")]
    assert ended[0] == ended[1]
    valid(name, ended[0][1])


@pytest.mark.usefixtures("place")
def test_sarif_points_to_the_words() -> None:
    run(".", "-o", "out.sarif")
    results = valid_sarif(Path("out.sarif").read_text("utf-8"))["results"]
    text = Path("page one.txt").read_text("utf-8")
    seen = Counter[str]()
    for result in results:
        (location,) = result["locations"]
        artifact, region = location["physicalLocation"]["artifactLocation"], location["physicalLocation"]["region"]
        assert artifact["uriBaseId"] == "%SRCROOT%"
        uri = artifact["uri"]
        seen[uri] += 1
        if uri == "crawl/page%20one.txt":
            start = region["charOffset"]
            words_there = text[start : start + region["charLength"]]
            assert words_there == region["snippet"]["text"]
            line = text.split("\n")[region["startLine"] - 1]
            assert line[region["startColumn"] - 1 :][: len(words_there)] == words_there
            assert "logicalLocations" not in location
        elif uri == "crawl/pages.jsonl":
            # Line 2 is blank: the record's number is that of its line.
            assert region == {"startLine": result["properties"]["record"]}
            assert location["logicalLocations"][0]["fullyQualifiedName"] == f"pages.jsonl#{region['startLine']}"
            assert re.match(r"record \d \(r\d\), line \d: ", result["message"]["text"])
            assert DIRTY[result["properties"]["start"] : result["properties"]["end"]] == result["properties"]["text"]
        elif uri == "crawl/page.html":
            assert region == {"startLine": 1}
            assert location["logicalLocations"][0]["fullyQualifiedName"].startswith("/")
        else:
            assert uri == "crawl/rows.csv"
            assert result["message"]["text"].startswith("record 1 (7), line ")
    assert len(seen) == 4


LINES = (
    "Skip to content",
    "😀 日本\u2028x",
    "Share this:",
    CLEAN.strip(),
    "\tcafe\u0301",
    "",
    "Sign up for our newsletter",
    "\x0b\x0c\x85",
)


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter(Config(plugins=False))


@given(st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(["\n", "\r\n", "\r", "\n\n"])), min_size=1, max_size=12))
def test_sarif_regions_agree_with_offsets_in_code_points(linter: Linter, drawn: list[tuple[str, str]]) -> None:
    text = "".join(line + end for line, end in drawn)
    starts = [0, *(match.end() for match in re.finditer("\r\n|\r|\n", text))]
    result = linter.check(Document(text))
    for each in valid_sarif(report("sarif", [(result._replace(source=Source("a.txt", "a.txt")), False)]))["results"]:
        region = each["locations"][0]["physicalLocation"]["region"]
        start, end = region["charOffset"], region["charOffset"] + region["charLength"]
        assert starts[region["startLine"] - 1] + region["startColumn"] - 1 == start
        assert starts[region["endLine"] - 1] + region["endColumn"] - 1 == end
        if "snippet" in region:
            assert region["snippet"]["text"] == text[start:end]


@pytest.mark.usefixtures("place")
def test_sarif_tells_of_the_rules() -> None:
    run(".", "-o", "out.sarif")
    run_object = valid_sarif(Path("out.sarif").read_text("utf-8"))
    rules = {rule["id"]: rule for rule in run_object["tool"]["driver"]["rules"]}
    assert set(rules) == {result["ruleId"] for result in run_object["results"]}
    skip = rules["CHR001"]
    assert skip["name"] == "SkipLink"
    assert skip["defaultConfiguration"] == {"level": "error"}
    assert skip["properties"]["precision"] == "very-high"
    assert skip["properties"]["problem.severity"] == "error"
    assert skip["help"]["markdown"].startswith("# CHR001 skip-link\n")
    assert skip["helpUri"].endswith("/docs/rules/CHR001-skip-link.md")
    assert (Path(__file__).parent.parent / "docs" / "rules" / skip["helpUri"].rpartition("/")[2]).is_file()
    assert all(len(rule["properties"]["tags"]) <= 10 for rule in rules.values())


@pytest.mark.usefixtures("place")
def test_what_could_not_be_read_is_told() -> None:
    run("pages.jsonl", "--output-format", "sarif", "-o", "out.sarif")
    invocation = valid_sarif(Path("out.sarif").read_text("utf-8"))["invocations"][0]
    assert invocation["executionSuccessful"] is False
    (note,) = invocation["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("record 6: could not be read: not JSON")
    assert note["locations"][0]["physicalLocation"]["region"] == {"startLine": 6}


@pytest.mark.usefixtures("place")
def test_without_words_no_words_are_shown() -> None:
    run("page one.txt", "--no-text", "-o", "out.sarif")
    results = valid_sarif(Path("out.sarif").read_text("utf-8"))["results"]
    assert results
    assert not any("snippet" in result["locations"][0]["physicalLocation"]["region"] for result in results)


@pytest.mark.usefixtures("place")
def test_many_equal_findings_are_one_with_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    """More than GitHub takes: a site's footer, ten times in each of 2,600 documents."""
    footer = "\n\n".join(["Skip to content", CLEAN.strip()] * 10)
    lines = "".join(json.dumps({"id": str(number), "text": footer}) + "\n" for number in range(2600))
    Path("many.jsonl").write_text(lines, "utf-8")
    outputs = ["-o", "out.sarif", "-o", "out.gitlab.json", "-o", "out.xml"]
    assert run("many.jsonl", "--select", "CHR001", *outputs) == 1
    assert "2,600 of 2,600 documents failed" in capsys.readouterr().err
    run_object = valid_sarif(Path("out.sarif").read_text("utf-8"))
    assert [(each["ruleId"], each["occurrenceCount"]) for each in run_object["results"]] == [("CHR001", 26_000)]
    assert "(and 25,999 more like it, in 2,600 documents)" in run_object["results"][0]["message"]["text"]
    (note,) = run_object["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("findings: 26,000 in all, and this report takes 25,000 results")
    issues = valid_gitlab(Path("out.gitlab.json").read_text("utf-8"))
    assert [issue["check_name"] for issue in issues] == ["CHR001 skip-link", "cut"]
    assert valid_junit(Path("out.xml").read_text("utf-8")).failures == 2601  # with that of the gate


@pytest.mark.usefixtures("place")
def test_up_to_the_limit_nothing_is_cut() -> None:
    lines = "".join(json.dumps({"id": str(number), "text": DIRTY}) + "\n" for number in range(300))
    Path("many.jsonl").write_text(lines, "utf-8")
    run("many.jsonl", "--select", "CHR001", "-o", "out.sarif")
    run_object = valid_sarif(Path("out.sarif").read_text("utf-8"))
    assert len(run_object["results"]) == 300
    assert run_object["invocations"][0]["toolExecutionNotifications"] == []
    assert len(gzip.compress(Path("out.sarif").read_bytes())) < 10_000_000


# Hostile documents


@given(st.lists(words, min_size=1, max_size=4), words, words)
def test_no_document_changes_a_report(messages: list[str], name: str, text: str) -> None:
    found = [a_diagnostic(number + 1, message=message or "m", text=text) for number, message in enumerate(messages)]
    results = [
        (a_result(name or "x", found, id=text, host=text or None, url=text), False),
        (a_result("p.jsonl", found, id=name, record=3, failures=(Failure("CHR001", text), Failure("INPUT", name))), False),
        (a_result("h.html", [each._replace(xpath=text) for each in found]), True),
    ]
    for format_ in PLATFORMS:
        said = report(format_, results, ruleset="1+2")
        valid(format_, said)
        assert not UNSAFE.search(said), format_
    lines = annotated(report("github", results))
    assert all(line.name in ("error", "warning", "notice") for line in lines)
    assert {line["title"] for line in lines} <= {"ScrapeLint", "CHR004 share-prompt"}


@pytest.mark.parametrize("words_there", HOSTILE)
@pytest.mark.usefixtures("place")
def test_a_hostile_text_is_shown_as_text(words_there: str, capsys: pytest.CaptureFixture[str]) -> None:
    line = re.sub(r"[\r\n\x00]", " ", words_there).encode("utf-8", "replace").decode()
    Path("hostile.txt").write_text(f"Share this: {line}\n\nSkip to content\n{line}\n\n{CLEAN}\n{line * 2}\n", "utf-8")
    for format_ in PLATFORMS:
        run("hostile.txt", "--output-format", format_)
        said = capsys.readouterr().out
        valid(format_, said)
        assert not UNSAFE.search(said)
        assert "\n::error file=secret" not in said


def test_brackets_and_braces_make_no_link_and_no_placeholder() -> None:
    result = a_result(found=[a_diagnostic(message='menu "[click](https://evil.example)" {0}')])
    (shown,) = valid_sarif(report("sarif", [(result, False)]))["results"]
    assert shown["message"]["text"] == 'menu "\\[click\\](https://evil.example)" {{0}}'


def test_a_megabyte_of_an_id_takes_no_megabyte() -> None:
    huge = "x" * 1_000_000
    result = a_result("p.jsonl", [a_diagnostic()], id=huge, record=1, host=huge, failures=(Failure("CHR001", huge),))
    for format_ in PLATFORMS:
        said = report(format_, [(result, False)])
        valid(format_, said)
        assert len(said) < 10_000, format_


def test_a_file_outside_of_the_repository_is_named_in_full(place: Path) -> None:
    outside = str(place.parent / "els:where.txt")
    (result,) = valid_sarif(report("sarif", [(a_result(outside, [a_diagnostic()]), False)]))["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"].startswith("file:///")
    assert "uriBaseId" not in artifact
    assert file_of(Source("x", path="../up.txt")).path == "up.txt"
    assert file_of(Source("x", path="s3://bucket/a.jsonl")) == ("s3://bucket/a.jsonl", False)
    assert "file" not in annotated(report("github", [(a_result(outside, [a_diagnostic()]), True)], failed=False))[0]
    (odd,) = valid_sarif(report("sarif", [(a_result("a:b %#?.txt", [a_diagnostic()]), False)]))["results"]
    assert odd["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "crawl/a%3Ab%20%25%23%3F.txt"


# Why a document fails


@pytest.mark.usefixtures("place")
def test_a_document_that_fails_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    outputs = ["--output-format", "github", "-o", "-", "-o", "out.xml", "-o", "out.gitlab.json"]
    assert run("page one.txt", "--fail-on", "never", "--min-score", "99", *outputs) == 1
    lines = annotated(capsys.readouterr().out)
    (why,) = [line for line in lines if "the document fails" in line.message]
    assert why.message.startswith("the document fails, below a score of 99: article, score ")
    assert "file" in why
    assert "line" not in why
    (first, *_) = [issue for issue in valid_gitlab(Path("out.gitlab.json").read_text("utf-8")) if "fail" in issue["check_name"]]
    assert first["check_name"] == "documents that fail: below a score of 99"
    assert "below a score of 99: article, score" in Path("out.xml").read_text("utf-8")


@pytest.mark.usefixtures("place")
def test_expectations_that_are_not_met_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    Path("page one.txt.expect.toml").write_text('must_have = ["dusk"]\nallow_other = true\n', "utf-8")
    outputs = ["--output-format", "github", "-o", "-", "-o", "out.xml"]
    assert run("page one.txt", "--expectations", *outputs) == 1
    said = [(each["title"], each.message) for each in annotated(capsys.readouterr().out)]
    assert said[1:] == [("ScrapeLint", 'must_have: the text lacks "dusk"')]
    (failure,) = next(iter(next(iter(cast("Any", valid_junit(Path("out.xml").read_text("utf-8")))))))._elem.iter("failure")
    assert failure.get("message").startswith("not as expected: article")
    assert 'error: EXPECT must_have: the text lacks "dusk"' in failure.text


@pytest.mark.skipif(os.name != "posix", reason="links want rights elsewhere")
def test_a_repository_that_is_named_by_a_link_is_the_same(place: Path) -> None:
    link = place.parent / "link"
    link.symlink_to(place)
    assert file_of(Source("x", path=str(link / "crawl" / "clean.md"))) == ("crawl/clean.md", True)


# What is suppressed, known, expected or in preview


def test_what_is_suppressed_is_kept_with_its_reason() -> None:
    config = Config(allow=(Allowance(codes=("CHR001",), line="Skip to content", reason="a quote in [it]"),), plugins=False)
    result = Linter(config).check(Document(DIRTY))
    assert result.suppressed
    results = valid_sarif(report("sarif", [(result, True)]))["results"]
    apart = [each for each in results if "suppressions" in each]
    assert [each["ruleId"] for each in apart] == ["CHR001"]
    (suppression,) = apart[0]["suppressions"]
    assert suppression["kind"] == "external"
    assert suppression["justification"] == "a quote in [it]"
    assert suppression["properties"] == {"by": "allowance"}
    assert not any(annotation["title"].startswith("CHR001") for annotation in annotated(report("github", [(result, True)])))
    assert not any(issue["check_name"].startswith("CHR001") for issue in valid_gitlab(report("gitlab", [(result, True)])))


def test_a_packed_file_has_no_lines_that_anybody_sees() -> None:
    found = [a_diagnostic(3, severity=Severity.ERROR)]
    results = [(a_result("a.txt.gz", found), False), (a_result("b.jsonl.zst", found, record=7, id="r7"), False)]
    for result in valid_sarif(report("sarif", results))["results"]:
        (location,) = result["locations"]
        assert location["physicalLocation"]["region"] == {"startLine": 1}
        assert result["properties"]["start"] == 30
    said = report("github", results, failed=False)
    assert "::error file=a.txt.gz,title=CHR004 share-prompt::line 3 of the text: share prompt\n" in said
    assert "::error file=b.jsonl.zst,title=CHR004 share-prompt::record 7 (r7), line 3: share prompt\n" in said
    assert [each["location"]["lines"] for each in valid_gitlab(report("gitlab", results))] == [{"begin": 1, "end": 1}] * 2


def test_what_stands_in_the_baseline_is_not_new() -> None:
    found = [a_diagnostic(1, known=True, fingerprint="a"), a_diagnostic(2, fingerprint="b")]
    results = [(a_result(found=found), True)]
    states = [each.get("baselineState") for each in valid_sarif(report("sarif", results, baseline=True))["results"]]
    assert states == ["unchanged", "new"]
    assert [each.get("baselineState") for each in valid_sarif(report("sarif", results))["results"]] == [None, None]
    assert len(annotated(report("github", results, failed=False))) == 1
    assert len(valid_gitlab(report("gitlab", results))) == 1


def test_what_was_expected_is_not_shown() -> None:
    result = a_result(found=[a_diagnostic(1), a_diagnostic(2)])
    for format_ in PLATFORMS:
        encode = encoder(format_)
        assert encode is not None
        stream = io.StringIO()
        made = cast("Writer", make(format_, stream, ReportOptions()))
        made.write(encode([Shown(result, True, to_show=())], ReportOptions()))
        made.finish(Said(failed=False))
        assert "share prompt" not in stream.getvalue(), format_


def test_preview_is_a_notice() -> None:
    result = a_result(found=[a_diagnostic(severity=Severity.ERROR, preview=True)])
    assert annotated(report("github", [(result, True)], failed=False))[0].name == "notice"
    assert valid_gitlab(report("gitlab", [(result, True)]))[0]["severity"] == "info"
    assert valid_sarif(report("sarif", [(result, True)]))["results"][0]["level"] == "note"


@pytest.mark.parametrize("format_", PLATFORMS)
def test_only_failing_documents_where_only_those_are_wanted(format_: str) -> None:
    results = [(a_result("good.txt", [a_diagnostic()]), True), (a_result("bad.txt", [a_diagnostic()]), False)]
    said = report(format_, results, only_failing=True)
    assert "good.txt" not in said
    assert "bad.txt" in said
    assert "share prompt" not in report(format_, results, scores_only=True)


# GitHub


def test_annotations_are_as_the_runner_reads_them() -> None:
    found = [a_diagnostic(3, message="50 % of: a, b\nand ::c", severity=Severity.ERROR)]
    (gate, shown) = annotated(report("github", [(a_result("a,b:c%.txt", found), False)]))
    assert gate == {"title": "ScrapeLint"}
    assert gate.message == Said().sentence()
    assert shown == {
        "file": "a,b:c%.txt",
        "line": "3",
        "endLine": "3",
        "col": "1",
        "endColumn": "12",
        "title": "CHR004 share-prompt",
    }
    assert shown.message == "50 % of: a, b and ::c"


def test_a_failing_document_is_annotated_though_no_error_was_found() -> None:
    lines = annotated(report("github", [(a_result(found=[a_diagnostic()], value=40.0), False)]))
    assert [(line.name, line.message[:30]) for line in lines] == [
        ("error", "gate: FAILED – 1 of 2 document"),
        ("error", "the document fails, at the gat"),
        ("warning", "share prompt"),
    ]


@pytest.mark.parametrize("kinds", [1, 7, 40])
def test_no_more_annotations_than_github_shows(kinds: int) -> None:
    results = []
    for number in range(60):
        severity = list(Severity)[number % 3]
        found = a_diagnostic(1, message=f"kind {number % kinds}", fingerprint=f"{number % kinds}", severity=severity)
        results.append((a_result(f"{number}.txt", [found]), False))
    lines = annotated(report("github", results))
    assert max(Counter(line.name for line in lines).values()) <= github.ANNOTATIONS
    assert lines[-1].message.startswith("not all findings are annotated. errors: 60 in all")  # 20, and 40 failing documents
    assert lines[0].message == Said().sentence()
    levels = ["error", "warning", "notice"]
    assert [line.name for line in lines] == sorted([line.name for line in lines], key=levels.index)


def test_ten_annotations_of_a_level_need_no_cut() -> None:
    results = [(a_result(f"{number}.txt", [a_diagnostic(severity=Severity.INFO)]), True) for number in range(10)]
    lines = annotated(report("github", results, failed=False))
    assert len(lines) == 10
    assert {line.message for line in lines} == {"share prompt"}


# GitLab


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.integers(1, 3)), max_size=20))
def test_gitlab_fingerprints_are_unique_and_stay(drawn: list[tuple[str, str, int]]) -> None:
    def issues(shift: int) -> list[str]:
        results = [
            (a_result("p.jsonl", [a_diagnostic(line + shift, fingerprint=mark)], id=name, record=1), False)
            for name, mark, line in drawn
        ]
        return [issue["fingerprint"] for issue in valid_gitlab(report("gitlab", results)) if issue["check_name"] != "cut"]

    assert issues(0) == issues(50)


# JUnit


def test_cases_carry_their_scores() -> None:
    found = [a_diagnostic(number, severity=Severity.ERROR) for number in range(1, 30)]
    results = [(a_result("a/x.txt", found, 40.25), False), (a_result("a/y.txt", [a_diagnostic(7)]), True)]
    results += [(a_result("p.jsonl", (), None, record=2, id="r2", host="h.example", failures=(Failure("INPUT", "gone"),)), False)]
    tests = valid_junit(report("junit", results))
    assert (tests.tests, tests.failures, tests.errors) == (4, 2, 1)
    (bad, good), (unread,), (gate,) = [list(suite) for suite in cast("Any", tests)]
    assert (gate.classname, gate.name) == ("scrapelint", "gate")
    values = {each.get("name"): each.get("value") for each in bad._elem.iter("property")}
    assert values["score"] == "40.2"
    assert values["verdict"] == "article"
    (failure,) = bad.result
    assert failure.message.startswith("article, score 40.2")
    assert failure.text.endswith("\nand 9 more")
    assert "7:1: warning: CHR004 share prompt" in good.system_out
    assert unread.name == "p.jsonl#2 (r2)"
    assert unread.classname == "scrapelint.h_example"


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("gate: passed – none of 1 document failed", None),
        ("gate: FAILED – none of 1 document failed; mean score 80.0 is below 95", "Failure"),
        ("gate: INCOMPLETE – no document was judged", "Error"),
    ],
)
def test_the_gate_is_a_test_of_its_own(sentence: str, kind: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Said, "sentence", lambda _: sentence)
    monkeypatch.setattr(Said, "details", lambda _: ["limit NOT HELD: mean score 80.0 is below 95", "limit held: <x>"])
    said = report("junit", [(a_result("a.txt"), True)])
    (document,), (gate,) = [list(suite) for suite in cast("Any", valid_junit(said))]
    assert document.result == []
    assert [type(each).__name__ for each in gate.result] == ([kind] if kind else [])
    if kind:
        (told,) = gate.result
        assert told.message == sentence
        assert "limit NOT HELD: mean score 80.0 is below 95\nlimit held: <x>" in told.text
    # Whoever reads annotations alone is told as well, also where there is no document to tell of.
    assert [each.message for each in annotated(report("github", []))] == ([sentence] if kind else [])


def test_a_report_that_would_be_too_large_for_gitlab_is_clustered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(junit, "BYTES", 20_000)
    results = [(a_result(f"{number}.txt", [a_diagnostic()]), number % 4 > 0) for number in range(200)]
    said = report("junit", results)
    assert len(said) < 20_000
    tests = valid_junit(said)
    assert (tests.tests, tests.failures) == (3, 2)
    assert "(and 149 more like it, in 150 documents)" in said
    assert "200 in all, and this report takes" in said


# Limits


def test_the_worst_results_are_kept_where_all_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "RESULTS", 10)
    results = []
    for number in range(100):
        severity = Severity.ERROR if number % 20 == 7 else Severity.WARNING
        results.append((a_result(f"{number}.txt", [a_diagnostic(fingerprint=f"{number}", severity=severity)]), False))
    run_object = valid_sarif(report("sarif", results))
    assert [result["level"] for result in run_object["results"]] == ["error"] * 5 + ["warning"] * 5
    (note,) = run_object["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].endswith("90 are left out (90 CHR004 share-prompt)")
    assert run_object["properties"]["findings"] == 100


def test_what_is_uploaded_is_no_larger_than_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "PACKED_BYTES", 100_000)
    marks = [os.urandom(40).hex() for _ in range(3000)]
    results = [(a_result(f"{mark}.txt", [a_diagnostic(fingerprint=mark, message=mark)]), False) for mark in marks]
    said = report("sarif", results)
    shown = valid_sarif(said)["results"]
    assert 100 < len(shown) < 3000
    assert len(gzip.compress(said.encode())) < 170_000  # the packer holds back a block
    assert f"{3000 - len(shown):,} are left out" in said


def test_failures_are_told_up_to_a_hundred() -> None:
    results = [(a_result("p.jsonl", record=n, failures=(Failure("INPUT", f"odd {n}"),)), False) for n in range(1, 251)]
    notes = valid_sarif(report("sarif", results))["invocations"][0]["toolExecutionNotifications"]
    assert len(notes) == sarif.NOTIFICATIONS + 1
    assert notes[-1]["message"]["text"].startswith("150 further failures")


items = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 12), st.integers(0, 30)), max_size=80)


@given(items, st.integers(1, 12), st.booleans())
def test_clusters_lose_nothing_uncounted(drawn: list[tuple[int, int, int]], limit: int, sized: bool) -> None:
    drawn.sort(key=lambda each: each[2])  # the findings of a document come together
    made = Clusters(limit, 100 if sized else None)
    for rank, key, document in drawn:
        made.add(Item(rank, f"kind {rank}", f"{key}", f"{document}", "", None, 10 if sized else 0))
    cut = made.end()
    assert cut.total == len(drawn)
    assert len(cut.shown) <= limit
    assert sum(each.count for each in cut.shown) + sum(cut.left_out.values()) == len(drawn)
    fits = len(drawn) <= limit and not (sized and len(drawn) > 10)
    assert cut.is_cut == (bool(cut.left_out) or any(each.count > 1 for each in cut.shown))
    if fits:
        assert [(each.first.rank, int(each.first.key), int(each.first.document)) for each in cut.shown] == drawn
    else:
        kept = {(each.first.rank, int(each.first.key)): each for each in cut.shown}
        for mark, each in kept.items():
            equal = [document for *other, document in drawn if tuple(other) == mark]
            assert (each.count, each.documents) == (len(equal), len(set(equal)))
        left = [rank for rank, key, _ in drawn if (rank, key) not in kept]
        assert not left or max(left) <= min(each.first.rank for each in cut.shown)


def test_what_is_frequent_is_found_among_a_million_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """More kinds than are counted at a time: those that come up again and again stay."""
    monkeypatch.setattr(clusters, "LEAST_COUNTED", 100)
    made = Clusters(3)
    for number in range(20_000):
        key = f"footer {number % 3}" if number % 5 == 0 else f"one of a kind {number}"
        made.add(Item(1, "kind", key, f"{number}", "", None))
    cut = made.end()
    assert {each.first.key for each in cut.shown} == {"footer 0", "footer 1", "footer 2"}
    assert all(each.count > 1000 for each in cut.shown)
    assert sum(each.count for each in cut.shown) + sum(cut.left_out.values()) == 20_000


@pytest.mark.parametrize("name", ["sarif", "gitlab", "junit"])
def test_memory_grows_to_the_limit_and_no_further(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, limit in ((sarif, "RESULTS"), (gitlab, "ISSUES"), (junit, "CASES")):
        monkeypatch.setattr(module, limit, 10)
    monkeypatch.setattr(clusters, "LEAST_COUNTED", 20)
    made = cast("Writer", make(name, io.StringIO(), ReportOptions()))
    encode = encoder(name)
    assert encode is not None

    def grown(first: int, last: int) -> int:
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        for number in range(first, last):
            found = a_diagnostic(fingerprint=f"{number}", message=f"message {number}")
            result = a_result(f"{number}/a.txt", [found], failures=(Failure("CHR001", "broke"),) if number % 2 else ())
            made.write(encode([Shown(result, False)], ReportOptions()))
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before

    tracemalloc.start()
    try:
        grown(0, 1000)
        # 4,000 items would be megabytes.
        assert grown(1000, 5000) < 200_000
    finally:
        tracemalloc.stop()
    made.finish(Said())


# The validator that the schema comes from: it knows what GitHub wants besides, and what must agree within a result


@pytest.mark.skipif(not os.environ.get(SLOW), reason=f"downloads the validator; set {SLOW}=1 to run it")
@pytest.mark.skipif(sys.platform != "linux" or shutil.which("npm") is None, reason="the validator is taken from npm, for Linux")
@pytest.mark.usefixtures("place")
def test_the_sdk_finds_nothing_to_say(tmp_path: Path) -> None:
    home = tmp_path / "validator"
    home.mkdir()
    packed = subprocess.run(
        ["npm", "pack", "--silent", "@microsoft/sarif-multitool-linux@5.7.0"],
        cwd=home,
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(home / packed.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(home, filter="data")
    tool = home / "package" / "Sarif.Multitool"
    tool.chmod(0o755)
    run(".", "-o", "out.sarif")
    schema = str(home / "package" / "sarif-2.1.0.json")
    command = [str(tool), "validate", "out.sarif", "--json-schema", schema, "--rule-kind", "Sarif;Gh"]

    def said() -> set[str]:
        to_file = ["--output", "said.sarif", "--log", "ForceOverwrite"]
        environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
        subprocess.run([*command, *to_file], check=True, capture_output=True, env=environment)
        results = json.loads(Path("said.sarif").read_text("utf-8-sig"))["runs"][0]["results"]
        return {result["ruleId"] for result in results}

    assert said() == set()
    log = json.loads(Path("out.sarif").read_text("utf-8"))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["endColumn"] = 0
    Path("out.sarif").write_text(json.dumps(log), "utf-8")
    assert said() == {"JSON1008", "SARIF1007"}  # it does see what is wrong
