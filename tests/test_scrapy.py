"""Crawls with Scrapy itself: pages of a server on this machine, scraped into feeds, the log and statistics looked at."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest

pytest.importorskip("scrapy")
pytest.importorskip("spidermon")

from scrapy.settings import Settings

from lint_rules.config import Config, PhraseTable
from lint_rules.document import Document
from lint_rules.engine.linter import Linter
from lint_rules.errors import ConfigError
from lint_rules.integrations import scrapy_settings

EXAMPLE = Path(__file__).parent.parent / "docs" / "scrapy"
CLEAN = (
    "The harbour opened at dawn and the first boats went out before the fog had lifted. The pilot said that nobody had seen "
    "so many of them at once.\n"
)
DIRTY = f"Skip to content\n\n{CLEAN}\nListen on the quay app\n"
CONFIG = """
select = ["CHR001", "LOC"]
plugins = false
[[phrase]]
code = "LOC001"
severity = "error"
line = ["Listen on the quay app"]
"""
ESCAPE, OVERRIDE, SURROGATE = "\x1b[31mred", "\u202egnihtemos", "\ud83d"
HOSTILE = [
    f"<script>alert(1)</script>\n\n{DIRTY}",
    f"{ESCAPE}\n\n{DIRTY}{ESCAPE}",
    f"{OVERRIDE}\n\n{DIRTY}",
    f"{DIRTY}{SURROGATE}\n\nListen on the quay app {SURROGATE}\n",
    f"{(CLEAN.strip() + ' ') * 7000}\n\n{DIRTY}",
    f'=HYPERLINK("http://evil.example","x")\n\n{DIRTY}',
    f"::error file=a,line=1::no\n\n{DIRTY}\0]]>",
    f"SCRAPELINT_FAIL_ON = never\n<!-- scrapelint: ignore -->\n\n{DIRTY}",
]


class Crawl(NamedTuple):
    """What came of a crawl: the items of its feed, its statistics and its log."""

    items: list[dict[str, Any]]
    stats: dict[str, Any]
    log: str
    status: int

    @property
    def lint(self) -> dict[str, Any]:
        """Return our statistics, but for those that no two runs share."""
        ours = {name.removeprefix("scrapelint/"): value for name, value in self.stats.items() if name.startswith("scrapelint/")}
        return {name: value for name, value in ours.items() if name not in {"seconds", "ruleset"}}


@pytest.fixture(scope="module")
def pages() -> Iterator[str]:
    """A server of JSON: `/N` is the N-th of HOSTILE, anything else a clean text."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.strip("/")
            text = HOSTILE[int(name)] if name.isdigit() else CLEAN
            body = json.dumps({"text": text}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    yield from served(Pages)


@pytest.fixture(scope="module")
def newspaper() -> Iterator[str]:
    """A server of the example's pages."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    yield from served(partial(Quiet, directory=str(EXAMPLE / "pages")))


def served(handler: Any) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


PROJECT = """
import attrs, json, dataclasses, scrapy

TEXTS = {texts}

class Declared(scrapy.Item):
    text = scrapy.Field()
    url = scrapy.Field()
    scrapelint_score = scrapy.Field()
    scrapelint_verdict = scrapy.Field()
    scrapelint_passed = scrapy.Field()
    scrapelint_reason = scrapy.Field()
    scrapelint_findings = scrapy.Field()

@dataclasses.dataclass
class Data:
    text: str
    url: str
    scrapelint_score: float = None
    scrapelint_verdict: str = None
    scrapelint_passed: bool = None
    scrapelint_reason: str = None
    scrapelint_findings: list = None

@attrs.define
class Attrs:
    text: str
    url: str
    scrapelint_score: float = None
    scrapelint_verdict: str = None
    scrapelint_passed: bool = None
    scrapelint_reason: str = None
    scrapelint_findings: list = None

@dataclasses.dataclass(frozen=True)
class Frozen:
    text: str
    scrapelint_score: float = None

class Bare(scrapy.Item):
    text = scrapy.Field()

class Broken(dict):
    def __getitem__(self, name):
        if name == "url":
            raise ZeroDivisionError("\\x1b[31mno item")
        return super().__getitem__(name)

KINDS = {{"dict": dict, "item": Declared, "data": Data, "attrs": Attrs}}

class Pages(scrapy.Spider):
    name = "pages"
    custom_settings = {{"TELNETCONSOLE_ENABLED": False, **{settings!r}}}
    async def start(self):
        for number, path in enumerate(self.paths.split(",")):
            yield scrapy.Request(self.base + path, dont_filter=True, priority=-number)
    def parse(self, response):
        {parse}

# Statistics are what other programs read at the end.
from scrapy.statscollectors import MemoryStatsCollector
class Kept(MemoryStatsCollector):
    def _persist_stats(self, stats, *rest):
        with open("stats.json", "w") as file:
            json.dump(stats, file, default=str)
"""


def crawl(
    folder: Path, base: str, parse: str, paths: str = "clean", settings: Mapping[str, Any] | None = None, *arguments: str
) -> Crawl:
    """Run a project of one file; `parse` is the body of its spider's callback."""
    (folder / "scrapelint.toml").exists() or (folder / "scrapelint.toml").write_text(CONFIG, "utf-8")
    chosen = {"ITEM_PIPELINES": {"lint_rules.integrations.scrapy.ScrapeLintPipeline": 800}, **(settings or {})}
    code = PROJECT.format(texts=ascii({"clean": CLEAN, "dirty": DIRTY}), settings=chosen, parse=parse)
    (folder / "project.py").write_text(code, "utf-8")
    return run(folder, "runspider", "project.py", "-a", f"base={base}", "-a", f"paths={paths}", *arguments)


def run(folder: Path, *arguments: str) -> Crawl:
    feed, stats = folder / "out.jsonl", folder / "stats.json"
    for path in (feed, stats):
        path.unlink(missing_ok=True)
    kept = ("-s", "STATS_CLASS=project.Kept") if (folder / "project.py").exists() else ()
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments, *kept, "-O", "out.jsonl"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        timeout=120,
        check=False,
    )
    items = [json.loads(line) for line in feed.read_bytes().splitlines()] if feed.exists() else []
    found = json.loads(stats.read_text("utf-8")) if stats.exists() else {}
    return Crawl(items, found, done.stderr.decode("utf-8", "replace"), done.returncode)


def judged(text: str) -> float:
    phrase = PhraseTable("LOC001", line=("Listen on the quay app",), severity="error")
    config = Config(select=("CHR001", "LOC"), phrase=(phrase,), plugins=False)
    score = Linter(config).check(Document(text)).score.value
    assert score is not None
    return score


def test_items_of_all_kinds_get_what_the_command_says(tmp_path: Path, pages: str) -> None:
    parse = "yield from (kind(text=text, url=response.url) for kind in KINDS.values() for text in TEXTS.values())"
    done = crawl(tmp_path, pages, parse, "clean", {}, "-O", "out.csv", "-O", "out.xml")
    assert done.status == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["scrapelint_reason"] for row in csv.DictReader(stream)] == ["", "with errors"] * 4
    assert len(ET.parse(tmp_path / "out.xml").findall(".//scrapelint_findings/value/code")) == 8
    (tmp_path / "texts.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in (CLEAN, DIRTY)), "utf-8")
    command = [sys.executable, "-m", "lint_rules", "check", "texts.jsonl", "--output-format", "jsonl"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).stdout
    names = ("score", "verdict", "passed", "findings")
    expected = {
        each["text"]: {n: wanted[n] for n in names}
        for each, wanted in zip([{"text": CLEAN}, {"text": DIRTY}], map(json.loads, said.splitlines()), strict=True)
    }
    assert len(done.items) == 8
    for item in done.items:
        assert {name: item[f"scrapelint_{name}"] for name in names} == expected[item["text"]]
        assert item["scrapelint_reason"] == (None if item["text"] == CLEAN else "with errors")
    score = expected[DIRTY]["score"]
    bands = {f"score/below/{limit}": 4 for limit in range(10, 100, 10) if score < limit}
    assert done.lint == {
        "documents": 8,
        "passed": 4,
        "failed": 4,
        "verdict/article": 8,
        "reason/with errors": 4,
        "findings/CHR001": 4,
        "findings/LOC001": 4,
        "new_findings": 8,
        "score/count": 8,
        "score/min": score,
        "score/max": 100.0,
        "score/mean": pytest.approx((4 * 100 + 4 * score) / 8),
        **bands,
        "score/below/100": 4,
        "gate": "failed",
        "gate/complete": True,
        "gate/sentence": "gate: FAILED – 4 of 8 documents failed (50.0 %): 4 with errors",
        "gate/broken": ["4 of 8 documents failed (50.0 %): 4 with errors"],
    }
    assert "WARNING: gate: FAILED – 4 of 8 documents failed (50.0 %): 4 with errors" in done.log
    assert "Deprecat" not in done.log


def test_failing_items_are_dropped_where_the_settings_say_so(tmp_path: Path, pages: str) -> None:
    parse = "yield from ({'body': {'story': text}, 'page': response.url} for text in [*TEXTS.values(), None])"
    settings = {
        "SCRAPELINT_DROP": ["failing"],
        "SCRAPELINT_TEXT_FIELD": "body.story",
        "SCRAPELINT_URL_FIELD": "page",
        "SCRAPELINT_FIELDS": {"score": "quality", "failures": "trouble"},
        "LOG_LEVEL": "INFO",
    }
    done = crawl(tmp_path, pages, parse, "clean", settings, "-s", "SCRAPELINT_MIN_SCORE=60")
    assert [(item["body"]["story"], item["quality"], item["trouble"]) for item in done.items] == [
        (CLEAN, 100.0, []),
        (None, None, [{"code": "INPUT", "error": "the field 'body.story' is null, not a text"}]),
    ]
    assert (done.lint["dropped"], done.lint["unreadable"], done.stats["item_dropped_count"]) == (1, 1, 1)
    assert re.search(rf"INFO: Dropped {pages}clean: with errors, score [\d.]+, article, CHR001 LOC001$", done.log, re.MULTILINE)
    assert f"WARNING: {pages}clean: not readable: the field 'body.story' is null, not a text" in done.log
    assert done.lint["gate/sentence"].endswith("; 1 record could not be read")
    assert CLEAN.strip() not in done.log


def test_what_cannot_be_judged_can_be_dropped(tmp_path: Path, pages: str) -> None:
    parse = "yield from ({'text': text} for text in [*TEXTS.values(), None, ['a list'], b'bytes are a text'])"
    done = crawl(tmp_path, pages, parse, "clean", {}, "-s", "SCRAPELINT_DROP=unreadable", "-s", "SCRAPELINT_MAX_UNREADABLE=50%")
    assert done.lint["dropped"] == done.lint["unreadable"] == 2
    assert done.lint["gate/complete"]
    assert done.lint["documents"] == 3


def test_no_item_ends_a_crawl(tmp_path: Path, pages: str) -> None:
    (tmp_path / "own.py").write_text(
        '''
from lint_rules.rule import Invalid, Rule, Valid


class Own(Rule):
    """It breaks.

    ## Why it matters
    ## When it is right to keep
    """

    code = "LOC801"
    VALID = (Valid(""),)
    INVALID = (Invalid("⟦a⟧"),)

    def check(self, ctx):
        if "quay app" in ctx.doc.text:
            raise KeyError("lost")
        return iter(())
''',
        "utf-8",
    )
    (tmp_path / "scrapelint.toml").write_text('local-rules = ["own.py"]\n' + CONFIG, "utf-8")
    parse = "yield from (kind(text=text) for kind in (Frozen, Bare, Broken) for text in TEXTS.values())"
    done = crawl(tmp_path, pages, parse)
    assert done.status == 0
    assert [item["text"] for item in done.items] == [CLEAN, DIRTY] * 2 + [CLEAN, DIRTY]
    assert done.lint["documents"] == 4
    assert done.lint["unreadable"] == 2
    assert done.lint["crashed/LOC801"] == 2
    assert not done.lint["gate/complete"]
    assert done.log.count("Frozen takes no field 'scrapelint_score'") == 1
    assert done.log.count("Bare takes no field 'scrapelint_score'") == 1
    assert done.lint["not_written"] == 4 * 5
    assert "WARNING: item 5: not readable: the item cannot be read" in done.log
    assert r"the item cannot be read: ZeroDivisionError: \u001b[31mno item" in done.log
    assert "\x1b" not in done.log
    assert "Traceback" not in done.log


def test_hostile_pages_change_nothing(tmp_path: Path, pages: str) -> None:
    parse = "yield {'text': response.json()['text'], 'url': response.url + '?' + response.json()['text'][:1000]}"
    paths = ",".join(map(str, range(len(HOSTILE))))
    settings = {"LOG_LEVEL": "INFO", "FEED_EXPORT_FIELDS": {f"scrapelint_{n}": n for n in ("score", "reason", "findings")}}
    done = crawl(tmp_path, pages, parse, paths, settings, "-s", "FEED_EXPORT_ENCODING=utf-8")
    scores = [judged(text) for text in HOSTILE]
    assert sorted(item["score"] for item in done.items) == pytest.approx(sorted(scores))
    assert len(done.items) == len(HOSTILE)
    assert {item["reason"] for item in done.items} == {"with errors"}
    assert all({finding["code"] for finding in item["findings"]} == {"CHR001", "LOC001"} for item in done.items)
    assert all(re.fullmatch(r"[a-z_]+(/[A-Za-z0-9 -]+){0,2}", name) for name in done.lint)
    assert not re.search("[\x1b\u202e\ud83d\0]|<script|::error|=HYPER", done.log)
    assert max(map(len, done.log.splitlines())) < 500


def test_only_items_of_the_named_classes_are_judged(tmp_path: Path, pages: str) -> None:
    parse = "yield from (kind(text=TEXTS['dirty'], url=response.url) for kind in KINDS.values())"
    done = crawl(tmp_path, pages, parse, "clean", {"SCRAPELINT_ITEMS": ["project.Data", "project.Attrs"]})
    assert [bool(item.get("scrapelint_findings")) for item in done.items] == [False, False, True, True]
    assert (done.lint["documents"], done.lint["passed_by"]) == (2, 2)


def test_another_reactor_and_several_spiders_in_a_process(tmp_path: Path, pages: str) -> None:
    crawl(tmp_path, pages, "yield {'text': TEXTS['dirty']}")
    (tmp_path / "both.py").write_text(
        f"""
from scrapy.crawler import CrawlerProcess
from project import Pages

if __name__ == "__main__":
    process = CrawlerProcess({{"TWISTED_REACTOR": "twisted.internet.selectreactor.SelectReactor"}})
    crawlers = [process.create_crawler(Pages) for _ in range(2)]
    for crawler in crawlers:
        process.crawl(crawler, base={pages!r}, paths="a,b,c")
    process.start()
    print(*[(c.stats.get_value("scrapelint/documents"), c.stats.get_value("scrapelint/failed")) for c in crawlers])
""",
        "utf-8",
    )
    done = subprocess.run([sys.executable, "both.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout == "(3, 3) (3, 3)\n", done.stderr


def test_requests_are_served_while_a_text_is_judged(tmp_path: Path, pages: str) -> None:
    """The rule waits for what only a later response brings. On the reactor's own thread it would wait in vain."""
    (tmp_path / "own.py").write_text(
        '''
import sys
from lint_rules.rule import Invalid, Rule, Valid


class Own(Rule):
    """It waits.

    ## Why it matters
    ## When it is right to keep
    """

    code = "LOC801"
    VALID = (Valid(""),)
    INVALID = (Invalid("⟦a⟧"),)

    def check(self, ctx):
        if "quay app" in ctx.doc.text and not sys.seen.wait(20):
            raise TimeoutError
        return iter(())
''',
        "utf-8",
    )
    (tmp_path / "scrapelint.toml").write_text('local-rules = ["own.py"]\n' + CONFIG, "utf-8")
    parse = (
        "import sys, threading\n"
        "        sys.seen = getattr(sys, 'seen', None) or threading.Event()\n"
        "        if response.url.endswith('last'): sys.seen.set()\n"
        "        yield {'text': TEXTS['dirty']}"
    )
    done = crawl(tmp_path, pages, parse, "first,last", {"CONCURRENT_REQUESTS": 1})
    assert done.lint["documents"] == 2
    assert "crashed/LOC801" not in done.lint


def test_a_crawl_is_held_against_an_earlier_one(tmp_path: Path, pages: str) -> None:
    (tmp_path / "scrapelint.toml").write_text(CONFIG, "utf-8")
    (tmp_path / "texts.jsonl").write_text(json.dumps({"text": CLEAN}) + "\n", "utf-8")
    command = [sys.executable, "-m", "lint_rules", "check", "texts.jsonl", "--output-format", "jsonl", "-o", "old.jsonl"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    parse = "yield {'text': TEXTS['dirty']}"
    settings = {"SCRAPELINT_PREVIOUS": "old.jsonl", "SCRAPELINT_MAX_FAILING": 1}
    done = crawl(tmp_path, pages, parse, "clean", settings)
    assert done.lint["gate"] == "failed"
    assert [said.partition(":")[0] for said in done.lint["gate/broken"]] == ["mean score", "documents that pass"]
    assert "INFO: limit NOT HELD: " in done.log
    done = crawl(tmp_path, pages, parse, "clean", {**settings, "SCRAPELINT_IGNORE": ["CHR001"]})
    assert done.items == []
    assert "old.jsonl" in done.log.splitlines()[-1]
    done = crawl(tmp_path, pages, parse, "clean", settings, "-s", "SCRAPELINT_ALLOW_RULESET_CHANGE=1")
    assert done.status == 0


def test_known_findings_fail_no_crawl(tmp_path: Path, pages: str) -> None:
    parse = "yield {'text': TEXTS['dirty'], 'url': response.url}"
    assert crawl(tmp_path, pages, parse).lint["gate"] == "failed"
    (tmp_path / "scrapelint.toml").write_text('baseline = "known.baseline"\n' + CONFIG, "utf-8")
    command = [sys.executable, "-m", "lint_rules", "baseline", "create", "out.jsonl", "--scope", "host"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    done = crawl(tmp_path, pages, parse, "another")
    assert (done.lint["gate"], done.lint["passed"], done.lint["findings/LOC001"]) == ("passed", 1, 1)
    assert "new_findings" not in done.lint
    assert [finding["known"] for finding in done.items[0]["scrapelint_findings"]] == [True, True]
    assert "INFO: baseline: 2 findings known, 0 new" in done.log
    done = crawl(tmp_path, pages, parse.replace("['dirty']", "['dirty'] * 2"), "another")
    assert (done.lint["gate"], done.lint["new_findings"]) == ("failed", 2)


def test_a_crawl_with_wrong_settings_does_not_start(tmp_path: Path, pages: str) -> None:
    done = crawl(tmp_path, pages, "yield {'text': ''}", "clean", {}, "-s", "SCRAPELINT_MIN_SCOR=3")
    assert "ConfigError: SCRAPELINT_MIN_SCOR: no such setting; did you mean 'SCRAPELINT_MIN_SCORE'?" in done.log
    assert done.items == []
    done = crawl(tmp_path, pages, "yield {'text': ''}", "clean", {"SCRAPELINT_SELECT": ["CHR999"]})
    assert done.items == []
    assert "ConfigError: select: no rule has the code or prefix 'CHR999'" in done.log


def test_it_can_be_switched_off(tmp_path: Path, pages: str) -> None:
    done = crawl(tmp_path, pages, "yield {'text': TEXTS['dirty']}", "clean", {}, "-s", "SCRAPELINT_ENABLED=False")
    assert done.items == [{"text": DIRTY}]
    assert done.lint == {}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("JOBS", 2, "SCRAPELINT_JOBS: 'jobs' is about files and reports, and has no meaning in a crawl"),
        ("MIN_SCORE", "high", "SCRAPELINT_MIN_SCORE: 'high' is not a number from 0 to 100"),
        ("MIN_SCORE", 120, "SCRAPELINT_MIN_SCORE: 120 is not a number from 0 to 100"),
        ("DROP", ["failling"], "SCRAPELINT_DROP: 'failling' is neither 'failing' nor 'unreadable'; did you mean 'failing'?"),
        ("DROP", 3, "SCRAPELINT_DROP: 3 is no list"),
        ("FIELDS", {"scor": "x"}, "SCRAPELINT_FIELDS: there is no result 'scor'; did you mean 'score'?"),
        ("FIELDS", '{"score": 3}', "SCRAPELINT_FIELDS: score: 3 is no name of a field"),
        ("FIELDS", "{", "SCRAPELINT_FIELDS: Expecting property name"),
        ("ITEMS", ["nowhere.Item"], "SCRAPELINT_ITEMS: 'nowhere.Item' cannot be imported: No module named 'nowhere'"),
        ("ITEMS", ["json.dumps"], "SCRAPELINT_ITEMS: 'json.dumps' is no class"),
        ("ENABLED", "maybe", "SCRAPELINT_ENABLED: 'maybe' is neither true nor false"),
        ("CONFIG", 3, "SCRAPELINT_CONFIG: 3 is no path"),
        ("CONFIG", "other.toml", "there is no configuration file 'other.toml'"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: object, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as caught:
        scrapy_settings.read(Settings({f"SCRAPELINT_{name}": value}))
    assert str(caught.value).startswith(said)


def test_settings_come_before_the_project_s_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "scrapy.cfg").touch()
    (tmp_path / "scrapelint.toml").write_text('min-score = 70\nfail-on = "warning"\nignore = ["CRD"]\n', "utf-8")
    (tmp_path / "other.toml").write_text("min-score = 50\n", "utf-8")
    monkeypatch.chdir(tmp_path / "deep")
    given: dict[str, Any] = {
        "SCRAPELINT_MIN_SCORE": "60.5",
        "SCRAPELINT_PREVIEW": "True",
        "SCRAPELINT_SELECT": "CHR,LOC",
        "SCRAPELINT_RULES": '{"TXT001": {"limit": 3}}',
        "SCRAPELINT_PROFILE": "sites.profile",
        "SCRAPELINT_IGNORE": None,
        "SCRAPELINT_FIELDS": "score,verdict",
        "SCRAPELINT_DROP": "failing,unreadable",
    }
    read = scrapy_settings.read(Settings(given))
    assert (read.lint.min_score, read.lint.preview, read.lint.fail_on, read.lint.ignore) == (60.5, True, "warning", ("CRD",))
    assert read.lint.select == ("CHR", "LOC")
    assert read.lint.rules == {"TXT001": {"limit": 3}}
    assert read.lint.profile == str(tmp_path / "sites.profile")
    assert read.fields == {"score": "scrapelint_score", "verdict": "scrapelint_verdict"}
    assert read.drop == {"failing", "unreadable"}
    assert scrapy_settings.read(Settings({"SCRAPELINT_CONFIG": "other.toml"})).lint.min_score == 50


def test_all_settings_of_its_own_are_told() -> None:
    page = (EXAMPLE.parent / "scrapy.md").read_text("utf-8")
    own = [f"SCRAPELINT_{each.name.upper()}" for each in fields(scrapy_settings.Settings) if each.metadata]
    assert re.findall(r"^\| `(SCRAPELINT_[A-Z_]+)` \|", page, re.MULTILINE) == own


def test_the_example(tmp_path: Path, newspaper: str) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "example", ignore=shutil.ignore_patterns("__pycache__"))
    folder = tmp_path / "example"
    done = run(folder, "crawl", "courier", "-a", f"start={newspaper}")
    assert done.status == 0
    assert sorted(item["url"].rpartition("/")[2] for item in done.items) == ["choir.html", "quay.html"]
    assert all(item["quality"] > 85 and item["verdict"] == "article" and item["findings"] == [] for item in done.items)
    assert "INFO: Dropped" in done.log
    assert "ScrapeLintMonitor/test_all_was_judged... OK" in done.log
    assert "ScrapeLintMonitor/test_gate... FAIL" in done.log
    assert "2 of 4 documents failed (50.0 %, allowed 25 %): 2 with errors; mean score 6" in done.log
    log = done.log.replace(newspaper, "http://localhost:8000/")
    told = re.findall("^… (.+)$", (EXAMPLE.parent / "scrapy.md").read_text("utf-8"), re.MULTILINE)
    assert len(told) == 3
    for line in told:
        assert re.search(re.escape(line).replace("…", ".+"), log), line
    limits = ("-s", "SCRAPELINT_MAX_FAILING=60%", "-s", "SCRAPELINT_MEAN_SCORE=60")
    done = run(folder, "crawl", "courier", "-a", f"start={newspaper}", *limits)
    assert "ScrapeLintMonitor/test_gate... OK" in done.log
    assert len(done.items) == 2


@pytest.mark.parametrize(
    ("texts", "pipelines", "failing", "said"),
    [
        ("[]", True, {"test_all_was_judged"}, "no item was judged"),
        ("[TEXTS['clean']]", False, {"test_all_was_judged", "test_gate"}, "ITEM_PIPELINES names no ScrapeLintPipeline"),
        ("[TEXTS['clean'], None]", True, {"test_all_was_judged"}, "gate: INCOMPLETE – the document passed; 1 record could not"),
        ("[TEXTS['clean']]", True, set(), "OK"),
    ],
)
def test_the_monitor_fails_where_not_all_was_judged(
    tmp_path: Path, pages: str, texts: str, pipelines: bool, failing: set[str], said: str
) -> None:
    settings: dict[str, Any] = {
        "SPIDERMON_ENABLED": True,
        "EXTENSIONS": {"spidermon.contrib.scrapy.extensions.Spidermon": 500},
        "SPIDERMON_SPIDER_CLOSE_MONITORS": ["lint_rules.integrations.spidermon.ScrapeLintMonitorSuite"],
    }
    settings |= {} if pipelines else {"ITEM_PIPELINES": {}}
    done = crawl(tmp_path, pages, f"yield from ({{'text': text}} for text in {texts})", "clean", settings)
    assert set(re.findall(r"ScrapeLintMonitor/(\w+)\.\.\. FAIL", done.log)) == failing
    assert said in done.log
