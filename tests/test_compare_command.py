"""`scrapelint compare` as it is used: exit status, reports, saved results, and what is refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt  # rich brings it along

from lint_rules.cli import run_command
from lint_rules.comparing.showing import markdown

PARAGRAPHS = [
    "The harbour opened at dawn and the boats went out to the grey sea, where the herring had come in overnight.",
    "By noon the quay was full again, and the men who mend the nets sat in the lee of the old customs house.",
    "The council will vote next month on the plan for a second pier, which would cost some nine million.",
    "Nobody who spoke at the meeting was against it, though several asked who would pay for the dredging.",
    "The last pier was built when the railway came, and the stones for it were cut from the hill behind the town.",
]
TEXT = "\n".join(PARAGRAPHS) + "\n"
RESIDUE = "Skip to content\nAccept all cookies\n"
HOSTILE = "<script>alert(1)</script> ::error::x \x1b[31mred \u202eevil | `]]> \ud800"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test in a folder of its own."""
    monkeypatch.chdir(tmp_path)


def write(name: str, texts: dict[str, str], host: str = "quay.example") -> str:
    """Write records, by id."""
    lines = [json.dumps({"id": key, "text": text, "url": f"https://{host}/{key}"}) for key, text in texts.items()]
    Path(name).write_text("\n".join(lines), "utf-8")
    return name


def compare(*arguments: str) -> int:
    return run_command(["compare", "--isolated", "-q", *arguments])


def as_json(*arguments: str) -> Any:
    compare(*arguments, "-o", "out.json")
    return json.loads(Path("out.json").read_text("ascii"))


def many(count: int = 6) -> dict[str, str]:
    return {f"p{number}": f"Report {number}. {TEXT}" for number in range(count)}


def test_a_scrape_is_no_worse_than_itself(capsys: pytest.CaptureFixture[str]) -> None:
    old, new = write("old.jsonl", many()), write("new.jsonl", many())
    assert compare(old, new) == 0
    assert capsys.readouterr().err.startswith("compare: passed – none of 6 documents is worse; none of 6 documents is missing")


def test_a_document_that_fails_now_is_a_regression(capsys: pytest.CaptureFixture[str]) -> None:
    texts = many()
    old, new = write("old.jsonl", texts), write("new.jsonl", {**texts, "p3": RESIDUE + texts["p3"]})
    assert compare(old, new) == 1
    captured = capsys.readouterr()
    assert captured.err == "compare: REGRESSED – 1 of 6 documents is worse (16.7 %): 1 failing now\n"
    assert "fails now: with errors" in captured.out
    assert "appeared: CHR001 skip-link: Skip to content" in captured.out
    assert compare(new, old) == 0
    assert compare(old, new, "--exit-zero") == 0
    assert compare(old, new, "--max-worse", "1") == 0
    assert compare(old, new, "--max-worse", "20%") == 0
    assert compare(old, new, "--max-worse", "0.1") == 1
    assert compare(old, new, "--fail-on", "never", "--score-loss", "50") == 0


def test_lost_paragraphs_are_quoted() -> None:
    texts = many()
    lost = texts["p2"].replace(PARAGRAPHS[2] + "\n", "")
    old, new = write("old.jsonl", texts), write("new.jsonl", {**texts, "p2": lost})
    said = as_json(old, new)
    (worse,) = said["documents"]["listed"]["worse"]
    assert worse["id"] == "p2"
    assert [reason["kind"] for reason in worse["reasons"]] == ["text"]
    assert worse["text"]["lost"] == len(PARAGRAPHS[2].split())
    assert worse["passages"] == {"lost": [PARAGRAPHS[2]], "gained": []}
    assert compare(old, new) == 1
    assert compare(old, new, "--text-loss", "0.5") == 0
    assert "passages" not in as_json(old, new, "--no-text")["documents"]["listed"]["worse"][0]


def test_missing_documents_are_a_regression_and_new_ones_are_not() -> None:
    texts = many()
    old, new = write("old.jsonl", texts), write("new.jsonl", {key: texts[key] for key in list(texts)[1:]})
    assert compare(old, new) == 1
    assert compare(old, new, "--max-missing", "1") == 0
    assert compare(new, old) == 0
    assert [each["id"] for each in as_json(old, new)["documents"]["listed"]["missing"]] == ["p0"]


def test_folders_pair_by_the_paths_below_them() -> None:
    for side in ("old", "elsewhere/new"):
        Path(side, "deep").mkdir(parents=True)
        Path(side, "a.txt").write_text(TEXT, "utf-8")
        Path(side, "deep/b.txt").write_text(TEXT, "utf-8")
    assert compare("old", "elsewhere/new") == 0
    Path("elsewhere/new/deep/b.txt").write_text(PARAGRAPHS[0], "utf-8")
    said = as_json("old", "elsewhere/new/")
    assert said["paired"] == 2
    assert [each["path"] for each in said["documents"]["listed"]["worse"]] == ["elsewhere/new/deep/b.txt"]


def test_a_daily_crawl_is_compared_by_host() -> None:
    today = {f"today{key}": RESIDUE + text for key, text in many(40).items()}
    old, new = write("old.jsonl", many(40)), write("new.jsonl", today)
    said = as_json(old, new)
    assert said["compared_by"] == "host"
    assert said["documents"] is None
    (host,) = said["hosts"]
    assert host["regressed"]
    assert {reason["kind"] for reason in host["worse"]} >= {"failing", "rule", "lines"}
    assert host["lines"][0]["text"] in RESIDUE.split("\n")
    assert host["lines"][0]["in"]["id"] == "todayp0"
    assert compare(old, new) == 1
    assert compare(old, new, "--host-documents", "41") == 2  # nothing can be told then


@pytest.mark.parametrize("suffix", ["jsonl", "json", "parquet"])
def test_saved_results_are_compared_without_judging_again(suffix: str) -> None:
    texts = many()
    for name, some in (("old", texts), ("new", {**texts, "p1": RESIDUE + texts["p1"], "p2": PARAGRAPHS[0] + PARAGRAPHS[1]})):
        write(f"{name}.scraped.jsonl", some)
        run_command(["check", f"{name}.scraped.jsonl", "--isolated", "-q", "--exit-zero", "-o", f"{name}.{suffix}"])
    said = as_json(f"old.{suffix}", f"new.{suffix}")
    judged = as_json("old.scraped.jsonl", "new.scraped.jsonl")
    assert [each["id"] for each in said["documents"]["listed"]["worse"]] == ["p1", "p2"]
    assert said["documents"]["text"]["unit"] == "characters"
    assert said["rules"] == judged["rules"]
    assert as_json(f"old.{suffix}", "old.scraped.jsonl")["documents"]["same"] == 6  # one kind with the other


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_saved_results_with_their_texts_are_compared_as_the_texts_are(suffix: str) -> None:
    texts = many(30)
    worse = {key: RESIDUE * (number > 12) + text for number, (key, text) in enumerate(texts.items())}
    sides = {"old": texts, "new": {**worse, "p1": PARAGRAPHS[0] + PARAGRAPHS[1], "p2": ""}}
    for name, some in sides.items():
        write(f"{name}.scraped.jsonl", some)
        with Path(f"{name}.scraped.jsonl").open("a", encoding="utf-8") as file:
            file.write('\nnot JSON\n{"text": "One without an id."}\n')  # as a crawl has them
        run_command(["check", f"{name}.scraped.jsonl", "--isolated", "-q", "--exit-zero", "-o", f"{name}.{suffix}"])
    judged = as_json("old.scraped.jsonl", "new.scraped.jsonl")
    assert any("passages" in each for each in judged["documents"]["listed"]["worse"])
    assert judged["hosts"][0]["lines"][0]["text"]
    with_texts = ("--old-texts", "old.scraped.jsonl", "--new-texts", "new.scraped.jsonl")
    for old, new, texts_of in (
        (f"old.{suffix}", f"new.{suffix}", with_texts),
        (f"old.{suffix}", "new.scraped.jsonl", with_texts[:2]),
        ("old.scraped.jsonl", f"new.{suffix}", with_texts[2:]),
    ):
        said = as_json(old, new, *texts_of)
        for side in ("old", "new"):
            said[side]["name"] = said[side]["name"].replace(f"{side}.{suffix}", f"{side}.scraped.jsonl")
        said["sentence"] = (
            said["sentence"].replace(f"old.{suffix}", "old.scraped.jsonl").replace(f"new.{suffix}", "new.scraped.jsonl")
        )
        assert said == judged


def test_saved_results_may_lie_in_several_files() -> None:
    write("old.jsonl", many(40))
    write("new.jsonl", {key: RESIDUE + text for key, text in many(40).items()})
    for side in ("old", "new"):
        Path(side).mkdir()
        for number in (2, 3):
            part = ("--shard", f"{number - 1}/2", "-o", f"{side}/part-{number}.jsonl")
            run_command(["check", f"{side}.jsonl", "--isolated", "-q", "--exit-zero", *part])
        Path(side, "part-1.jsonl").touch()  # of a part without a document
        run_command(["check", f"{side}.jsonl", "--isolated", "-q", "--exit-zero", "-o", f"{side}.results.jsonl"])
    said = as_json("old.results.jsonl", "new.results.jsonl")
    for old, new in (("old", "new/*.jsonl"), ("old/", "new.results.jsonl")):
        assert as_json(old, new)["documents"] == said["documents"]


def test_texts_that_were_not_judged_are_told_of_and_not_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    texts = many()
    write("old.jsonl", texts)
    run_command(["check", "old.jsonl", "--isolated", "-q", "-o", "results.jsonl"])
    write("other.jsonl", {**{key: text + "More." for key, text in texts.items() if key != "p1"}, "p0": texts["p0"]})
    capsys.readouterr()
    status = run_command(["compare", "results.jsonl", "old.jsonl", "--isolated", "--old-texts", "other.jsonl", "-o", "out.json"])
    assert status == 0
    said = capsys.readouterr().err
    assert "other.jsonl: texts are not what was judged, and are not looked at (4 times)" in said
    assert "other.jsonl: texts of some documents are not there" in said
    documents = json.loads(Path("out.json").read_text("ascii"))["documents"]
    assert documents["same"] == 6
    assert documents["text"]["unit"] == "words and characters"


def test_pages_of_a_site_that_moved_pair_by_their_addresses() -> None:
    texts = many()
    for name, start, end in (("old", "http://quay.example", ""), ("new", "https://www.Quay.example", "/")):
        lines = [json.dumps({"text": text, "url": f"{start}/News/{key}{end}"}) for key, text in texts.items()]
        Path(f"{name}.jsonl").write_text("\n".join(lines if name == "old" else reversed(lines)), "utf-8")
    said = as_json("old.jsonl", "new.jsonl")
    assert said["compared_by"] == "document"
    assert said["documents"]["same"] == 6


def test_addresses_that_would_pair_are_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("old", "new"):
        lines = [json.dumps({"id": name + key, "text": text, "url": f"https://x.example/{key}"}) for key, text in many().items()]
        Path(f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    for by in ("auto", "document"):
        run_command(["compare", "old.jsonl", "new.jsonl", "--isolated", "--by", by])
        assert "6 addresses on both sides, under other ids: where each scrape makes ids anew" in capsys.readouterr().err
    run_command(["compare", "old.jsonl", "new.jsonl", "--isolated", "--id-field", "url"])
    said = capsys.readouterr().err
    assert "addresses" not in said
    assert "none of 6 documents is worse" in said


def test_results_of_a_folder_pair_with_the_folder_and_with_another() -> None:
    for side in ("old", "new"):
        Path(side, "deep").mkdir(parents=True)
        for name in ("deep/a.txt", "deep/b.txt"):
            Path(side, name).write_text(TEXT, "utf-8")
        run_command(["check", side, "--isolated", "-q", "-o", f"{side}.results.jsonl"])
    for other in ("old", "new", "new.results.jsonl"):
        assert as_json("old.results.jsonl", other)["documents"]["same"] == 2


def test_results_of_other_rules_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.jsonl", many())
    run_command(["check", "a.jsonl", "--isolated", "-q", "--select", "CHR", "-o", "saved.jsonl"])
    capsys.readouterr()
    assert compare("saved.jsonl", "a.jsonl") == 2
    assert "saved.jsonl: judged by rule set" in capsys.readouterr().err
    assert compare("saved.jsonl", "a.jsonl", "--allow-ruleset-change") == 0
    assert compare("saved.jsonl", "a.jsonl", "--select", "CHR") == 0


def test_damaged_results_are_refused_by_name_and_line(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.jsonl", many())
    run_command(["check", "a.jsonl", "--isolated", "-q", "-o", "saved.jsonl"])
    lines = Path("saved.jsonl").read_text("utf-8").splitlines()
    Path("saved.jsonl").write_text("\n".join([*lines[:3], lines[3][:50], *lines[4:]]), "utf-8")
    Path("out.md").write_text("before", "utf-8")
    capsys.readouterr()
    assert compare("a.jsonl", "saved.jsonl", "-o", "out.md") == 2
    assert "saved.jsonl: line 4" in capsys.readouterr().err
    assert Path("out.md").read_text("utf-8") == "before"


def test_what_cannot_be_read_is_no_pass(capsys: pytest.CaptureFixture[str]) -> None:
    old = write("old.jsonl", many())
    Path("new.jsonl").write_text(Path(old).read_text("utf-8") + "\nnot JSON\n", "utf-8")
    assert compare(old, "new.jsonl") == 2
    captured = capsys.readouterr()
    assert "compare: INCOMPLETE" in captured.err
    assert "new.jsonl: 1 record could not be read" in captured.err
    assert compare(old, "new.jsonl", "--max-unreadable", "1") == 0
    assert compare(old, "nowhere.jsonl") == 2
    assert compare(old, "-") == 2
    assert "standard input" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--max-worse", "-1"),
        ("--max-missing", "-0.5"),
        ("--text-loss", "1.5"),
        ("--text-loss", "5"),
        ("-o", "out.pdf"),
        ("--by", "rule"),
        ("--score-loss", "many"),
        ("--old-texts", "new.jsonl"),  # OLD is no saved results
        ("--new-texts", "-"),
    ],
)
def test_what_is_asked_for_in_vain_is_refused(arguments: tuple[str, ...]) -> None:
    old = write("old.jsonl", many())
    assert compare(old, old, *arguments) == 2


def test_records_without_ids_are_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.jsonl").write_text("\n".join(json.dumps({"text": text}) for text in many().values()), "utf-8")
    assert run_command(["compare", "--isolated", "a.jsonl", "a.jsonl"]) == 0
    assert "12 documents without an id or an address" in capsys.readouterr().err


def test_documents_of_no_known_host_are_told_of_where_hosts_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    for side in ("old", "new"):
        records = [json.dumps({"id": f"{side}{key}", "site": "quay", "text": text}) for key, text in many(45).items()]
        Path(f"{side}.jsonl").write_text("\n".join(records), "utf-8")
    assert run_command(["compare", "--isolated", "old.jsonl", "new.jsonl"]) == 0
    assert "90 documents of no known host" in capsys.readouterr().err
    assert run_command(["compare", "--isolated", "old.jsonl", "new.jsonl", "--host-field", "site"]) == 0
    assert "no known host" not in capsys.readouterr().err


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "lint_rules", "compare", "--isolated", *arguments]
    return subprocess.run(command, capture_output=True, check=False)


def test_the_same_inputs_give_the_same_bytes_from_any_number_of_processes() -> None:
    texts = many(80)
    old = write("old.jsonl", texts)
    new = write(
        "new.jsonl", {key: (RESIDUE if number % 7 == 0 else "") + text for number, (key, text) in enumerate(texts.items())}
    )
    outputs = []
    for jobs in ("1", "2"):
        names = [f"{jobs}.{suffix}" for suffix in ("json", "md", "html", "txt")]
        made = run(old, new, "-q", "-j", jobs, *(each for name in names for each in ("-o", name)))
        assert made.returncode == 1
        outputs.append([made.stdout, made.stderr, *(Path(name).read_bytes() for name in names)])
    assert outputs[0] == outputs[1]


class Page(HTMLParser):
    """Collects the elements of a page and all that could do something."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.live: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        values = {name: value or "" for name, value in attrs}
        self.live += [name for name in values if name.startswith("on") or name == "src"]
        self.live += [value for value in [values.get("href", "#")] if not value.startswith("#")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_hostile_text_is_shown_as_text() -> None:
    texts = many(30)
    name = f"<img src=x onerror=alert(1)>{HOSTILE}"
    spoilt = {key: f"{HOSTILE}\nSkip to content {HOSTILE}\nSkip to content\n{text}" for key, text in texts.items()}
    old, new = write("old.jsonl", {**texts, name: TEXT}), write("new.jsonl", {**spoilt, name: RESIDUE + HOSTILE})
    Path("new.jsonl").write_text(Path(new).read_text("utf-8").replace("quay.example", "quay.example"), "utf-8")
    assert compare(old, new, "-o", "out.html", "-o", "out.md", "-o", "out.txt", "-o", "out.json") == 1
    page = Page()
    page.feed(Path("out.html").read_text("utf-8"))
    own = "html head meta title style body header nav main footer section h1 h2 p a ul li q span div table thead tbody tr th td"
    assert page.tags <= set(own.split())
    assert page.live == []
    assert "<script>alert(1)</script>" in page.text
    for suffix in ("html", "md", "txt", "json"):
        content = Path(f"out.{suffix}").read_text("utf-8")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e\ud800-\udfff]", content)
    rendered = Page()
    rendered.feed(MarkdownIt("commonmark").enable("table").render(Path("out.md").read_text("utf-8")))
    assert rendered.tags <= set("h1 h2 p ul li strong code table thead tbody tr th td".split())
    assert rendered.live == []
    assert "<script>alert(1)</script>" in rendered.text
    assert not any(line.lstrip().startswith("::") for line in Path("out.txt").read_text("utf-8").splitlines())


def test_a_report_that_cannot_be_written_leaves_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    old = write("old.jsonl", many())
    assert compare(old, old, "-o", "nowhere/out.html") == 2
    assert "nowhere/out.html: cannot be written" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    old = write("old.jsonl", many())
    assert compare(old, old, "-o", "/dev/full") == 2
    assert "cannot be written" in capsys.readouterr().err


def test_one_run_writes_several_reports(capsys: pytest.CaptureFixture[str]) -> None:
    old = write("old.jsonl", many())
    assert compare(old, old, "-o", "out", "-o", "out.md", "-o", "-", "--output-format", "json") == 0
    assert Path("out").read_text("utf-8") == capsys.readouterr().out
    assert Path("out.md").read_text("utf-8").startswith("# ScrapeLint comparison")


def test_an_old_side_without_documents_is_no_pass(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.jsonl").write_text("", "utf-8")
    for new in ("a.jsonl", write("new.jsonl", many())):
        assert compare("a.jsonl", new) == 2
        assert "there is nothing to compare with: no document in a.jsonl" in capsys.readouterr().err
        assert compare("a.jsonl", new, "--allow-empty") == 0


def test_what_is_read_is_not_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    for side in ("old", "new"):
        run_command(["check", write(f"{side}.jsonl", many()), "--isolated", "-q", "-o", f"{side}.json"])
    before = Path("new.json").read_bytes()
    assert compare("old.json", "new.json", "-o", "./new.json") == 2
    assert "-o ./new.json: this run reads it" in capsys.readouterr().err
    assert Path("new.json").read_bytes() == before


def test_hosts_that_are_better_are_listed() -> None:
    today = {f"today{key}": text for key, text in many(40).items()}
    old, new = write("old.jsonl", {key: RESIDUE + text for key, text in many(40).items()}), write("new.jsonl", today)
    assert compare(old, new, "-o", "out.txt") == 0
    page = Path("out.txt").read_text("utf-8")
    assert "Hosts that are better\n  quay.example\n      failing 100.0 % → 0.0 % of documents; by chance: below 0.0001" in page
    assert "Hosts that regressed" not in page


def test_a_markdown_page_is_kept_within_what_platforms_show(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = many(40)
    old, new = write("old.jsonl", texts), write("new.jsonl", {key: RESIDUE + text for key, text in texts.items()})
    monkeypatch.setattr(markdown, "BYTES", 4000)
    assert compare(old, new, "--documents", "0", "-o", "out.md") == 1
    page = Path("out.md").read_bytes()
    assert len(page) <= 4000
    assert b"more documents not listed" in page


def test_lists_are_cut_and_say_so() -> None:
    texts = many(12)
    old, new = write("old.jsonl", texts), write("new.jsonl", {key: RESIDUE + text for key, text in texts.items()})
    compare(old, new, "--documents", "5", "-o", "out.md", "-o", "out.json")
    assert "7 more documents not listed" in Path("out.md").read_text("utf-8")
    said = json.loads(Path("out.json").read_text("ascii"))
    assert said["documents"]["worse"] == 12
    assert len(said["documents"]["listed"]["worse"]) == 5
    assert len(as_json(old, new, "--documents", "0")["documents"]["listed"]["worse"]) == 12
