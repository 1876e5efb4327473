"""`scrapelint profile` and `check --profile`: two passes, and the same findings whatever the order and the parts."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lint_rules.config import Config, load
from lint_rules.document import Document
from lint_rules.engine.linter import Linter
from lint_rules.errors import ConfigError
from lint_rules.finding import Finding, Severity
from lint_rules.profiles import Profile
from lint_rules.profiles.marks import MissingLibraryError, score_of
from lint_rules.rules.context import unexplained_run

MENU = ("Torne Valley Times", "Outdoors", "Weather for the valley")
SIDE = ("Most read this week", "1", "2", "3", "Our podcasts")


def story(number: int) -> str:
    """Return a story of its own, of three paragraphs."""
    words = random.Random(number).sample([f"wort{index}en" for index in range(400)], 60)
    return "\n".join(" ".join(words[start : start + 20]).capitalize() + "." for start in (0, 20, 40))


def record(number: int, host: str = "torne.example") -> dict[str, str]:
    return {
        "id": f"page-{number}",
        "url": f"https://{host}/{number}",
        "text": "\n".join([*MENU, "", story(number), "", *(SIDE if number % 2 else SIDE[:1]), ""]),
    }


class Ended(NamedTuple):
    status: int
    out: str
    err: str


def run(folder: Path, *arguments: str, text: str = "") -> Ended:
    """Run the command as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "lint_rules", *arguments],
        cwd=folder,
        input=text.encode(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def write(path: Path, records: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in records), "utf-8")
    return path


def findings(ended: Ended) -> dict[str, list[tuple[Any, ...]]]:
    """Return what was found in each document, by its id."""
    results = map(json.loads, ended.out.splitlines())
    keys = ("code", "severity", "message", "start", "end")
    return {result["id"]: [tuple(found[key] for key in keys) for found in result["findings"]] for result in results}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    return write(tmp_path / "pages.jsonl", [record(number) for number in range(12)])


def test_what_a_site_repeats_is_found(pages: Path) -> None:
    folder = pages.parent
    built = run(folder, "profile", "build", "pages.jsonl", "-o", "sites.profile")
    assert (built.status, built.err) == (0, "profile: 12 documents counted; sites.profile holds 12 pages of 1 site\n")
    asked = ("check", "pages.jsonl", "--profile", "sites.profile", "--select", "SIT", "--output-format", "jsonl", "--exit-zero")
    found = findings(run(folder, *asked))
    assert set(found) == {f"page-{number}" for number in range(12)}
    messages = [message for code, _, message, *_ in found["page-1"] if code == "SIT001"]
    assert messages == [
        *(f'repeated line "{line}": stands on 11 of 11 other pages of torne.example' for line in (*MENU, SIDE[0])),
        'repeated line "Our podcasts": stands on 5 of 11 other pages of torne.example',
    ]
    assert [message for code, _, message, *_ in found["page-1"] if code == "SIT002"] == [
        'repeated block "Most read this week", 5 lines: stands on 5 of 11 other pages of torne.example'
    ]
    assert [code for code, *_ in found["page-0"]] == ["SIT001"] * 4
    without = run(folder, "check", "pages.jsonl", "--select", "SIT", "--output-format", "jsonl")
    assert not any(findings(without).values())
    skipped = json.loads(without.out.splitlines()[0])["skipped"]
    assert skipped == [{"code": f"SIT00{number}", "reason": "no-profile"} for number in (1, 2, 3, 4)]


def test_order_parts_and_processes_do_not_matter(pages: Path, tmp_path: Path) -> None:
    records = [record(number, f"{number % 3}.example") for number in range(70)]
    write(pages, records)
    random.Random(1).shuffle(records)
    write(tmp_path / "shuffled.jsonl", records)
    assert run(tmp_path, "profile", "build", "pages.jsonl", "-o", "whole.profile").status == 0
    assert run(tmp_path, "profile", "build", "shuffled.jsonl", "-o", "jobs.profile", "--jobs", "2").status == 0
    for part in ("1", "2", "3"):
        assert run(tmp_path, "profile", "build", "shuffled.jsonl", "-o", f"{part}.profile", "--shard", f"{part}/3").status == 0
    assert run(tmp_path, "profile", "merge", "3.profile", "1.profile", "2.profile", "-o", "sum.profile").status == 0
    whole = (tmp_path / "whole.profile").read_bytes()
    assert (tmp_path / "jobs.profile").read_bytes() == whole
    assert (tmp_path / "sum.profile").read_bytes() == whole
    asked = ("--output-format", "jsonl", "--exit-zero", "--profile")
    one = findings(run(tmp_path, "check", "pages.jsonl", *asked, "whole.profile", "--jobs", "1"))
    two = findings(run(tmp_path, "check", "shuffled.jsonl", *asked, "sum.profile", "--jobs", "2"))
    assert one == two
    assert sum(code == "SIT001" for found in one.values() for code, *_ in found) > 70


def test_a_sample_is_the_same_however_it_is_drawn(pages: Path, tmp_path: Path) -> None:
    records = [record(number, f"{number % 2}.example") for number in range(90)]
    write(pages, records)
    made = set()
    for jobs in ("1", "2"):
        asked = ("--pages-per-host", "3", "--no-scores", "--jobs", jobs)
        ended = run(tmp_path, "profile", "build", "pages.jsonl", "-o", "a.profile", *asked)
        assert ended.err == "profile: 90 documents counted; a.profile holds 6 pages of 2 sites\n"
        made.add((tmp_path / "a.profile").read_bytes())
    documents = [Document(each["text"], url=each["url"]) for each in records]
    assert made == {Profile(pages_per_host=3).observe(documents).to_bytes()}


LINES = st.lists(st.sampled_from([*MENU, *SIDE, *story(1).split("\n"), *story(2).split("\n"), "Advertisement"]), max_size=10)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.lists(LINES, min_size=1, max_size=8), st.randoms())
def test_no_verdict_depends_on_the_order(tmp_path: Path, texts: list[list[str]], chance: random.Random) -> None:
    documents = [Document("\n".join(lines), url=f"https://a.example/{number}") for number, lines in enumerate(texts)]
    said = []
    for _ in range(2):
        Profile.empty().observe(documents).save(tmp_path / "a.profile")
        linter = Linter(Config(select=("SIT",), plugins=False, profile=str(tmp_path / "a.profile")))
        said.append({doc.source.id: linter.check(doc) for doc in documents})
        chance.shuffle(documents)
    assert said[0] == said[1]


def test_results_by_another_profile_are_not_comparable(tmp_path: Path) -> None:
    config = Config(plugins=False)
    rulesets = {Linter(config).ruleset}
    for number in (3, 4):
        documents = [Document(record(each)["text"], url=record(each)["url"]) for each in range(number)]
        Profile.empty().observe(documents).save(tmp_path / f"{number}.profile")
        rulesets.add(Linter(replace(config, profile=str(tmp_path / f"{number}.profile"))).ruleset)
    assert len(rulesets) == 3


@pytest.mark.usefixtures("pages")
def test_the_profile_stands_beside_the_file_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "scrapelint.toml").write_text('profile = "sites.profile"\n', "utf-8")
    loaded = load(file=tmp_path / "conf" / "scrapelint.toml")
    assert loaded.config.profile == str(tmp_path / "conf" / "sites.profile")
    assert run(tmp_path, "profile", "build", "pages.jsonl", "-o", "conf/sites.profile").status == 0
    ended = run(
        tmp_path, "check", "pages.jsonl", "--config", "conf/scrapelint.toml", "--select", "SIT", "--output-format", "jsonl"
    )
    assert all(findings(ended).values())


def test_a_site_is_given_by_other_means_too(tmp_path: Path) -> None:
    (tmp_path / "crawl" / "torne.example").mkdir(parents=True)
    for number in range(4):
        (tmp_path / "crawl" / "torne.example" / f"{number}.txt").write_text(record(number)["text"], "utf-8")
    where = ("--host-from-path", "crawl/{host}/*")
    built = run(tmp_path, "profile", "build", "crawl", "-o", "a.profile", *where)
    assert built.err == "profile: 4 documents counted; a.profile holds 4 pages of 1 site\n"
    found = findings(run(tmp_path, "check", "crawl", "--profile", "a.profile", "--output-format", "jsonl", "--exit-zero", *where))
    assert all("SIT001" in {code for code, *_ in each} for each in found.values())


def test_texts_of_no_site_are_passed_over_and_said_to_be(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", [{"text": story(1)}, record(1), {"text": story(2)}])
    ended = run(tmp_path, "profile", "build", "a.jsonl", "-o", "a.profile")
    assert ended.status == 0
    assert "2 documents of no known site passed over: name the field of their address (--url-field)" in ended.err
    write(tmp_path / "a.jsonl", [{"text": story(1)}])
    ended = run(tmp_path, "profile", "build", "a.jsonl", "-o", "none.profile")
    assert ended.status == 2
    assert "error: there is nothing to count: no document of a known site" in ended.err
    assert not (tmp_path / "none.profile").exists()


def test_what_cannot_be_read_is_named_and_the_rest_is_counted(pages: Path, tmp_path: Path) -> None:
    with pages.open("a", encoding="utf-8") as stream:
        stream.write("{broken\n")
    ended = run(tmp_path, "profile", "build", "pages.jsonl", "-o", "a.profile")
    assert ended.status == 2
    assert "pages.jsonl#13" in ended.err
    assert "12 documents counted" in ended.err
    assert run(tmp_path, "profile", "build", "pages.jsonl", "-o", "a.profile", "--max-unreadable", "1").status == 0
    assert run(tmp_path, "profile", "build", "none.jsonl", "-o", "b.profile").status == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no profile 'a.profile'"),
        (b"News\n", "a.profile is no profile"),
        (b"\x89SITES\r\n", "a.profile is damaged"),
    ],
)
@pytest.mark.usefixtures("pages")
def test_a_profile_that_cannot_be_used_ends_the_run(tmp_path: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / "a.profile").write_bytes(content)
    for command in (
        ("check", "pages.jsonl", "--profile", "a.profile"),
        ("profile", "merge", "a.profile", "-o", "b.profile"),
        ("profile", "show", "a.profile"),
    ):
        ended = run(tmp_path, *command)
        assert ended.status == 2
        assert words in ended.err.replace(f"{tmp_path}/", "")
        assert ended.out == ""
    assert not (tmp_path / "b.profile").exists()


@pytest.mark.usefixtures("pages")
def test_a_damaged_record_is_a_failure_of_its_documents(tmp_path: Path) -> None:
    assert run(tmp_path, "profile", "build", "pages.jsonl", "-o", "a.profile").status == 0
    content = bytearray((tmp_path / "a.profile").read_bytes())
    content[400] ^= 1
    (tmp_path / "a.profile").write_bytes(content)
    ended = run(tmp_path, "check", "pages.jsonl", "--profile", "a.profile", "--select", "SIT001")
    assert ended.status == 2
    assert "SIT001" in ended.err
    assert "is damaged: the record at byte" in ended.err
    shown = run(tmp_path, "profile", "show", "a.profile")
    assert (shown.status, shown.out) == (2, "")
    assert "is damaged" in shown.err


@pytest.mark.usefixtures("pages")
def test_a_profile_is_shown(tmp_path: Path) -> None:
    assert run(tmp_path, "profile", "build", "pages.jsonl", "-o", "a.profile").status == 0
    shown = run(tmp_path, "profile", "show", "a.profile")
    assert shown.out.splitlines()[0] == "1 host, 12 pages, of a host 500 at most"
    assert shown.out.splitlines()[2].startswith("torne.example: 12 pages, ")
    shown = run(tmp_path, "profile", "show", "a.profile", "--host", "www.torne.example", "pages.jsonl", "--top", "4")
    assert sorted(line.split("  ")[-1] for line in shown.out.splitlines()[1:5]) == sorted([*MENU, SIDE[0]])
    assert shown.out.splitlines()[5] == "… and 1 more line"
    assert run(tmp_path, "profile", "show", "a.profile", "--host", "none.example").status == 2
    assert run(tmp_path, "profile", "show", "a.profile", "pages.jsonl").status == 2


def test_a_document_far_off_its_site_is_shown(tmp_path: Path) -> None:
    usual = [Document(f"{story(number)}\n{story(number + 100)}", url=f"https://a.example/{number}") for number in range(25)]
    residue = "\n".join(["Skip to content", "Sign up for our newsletter", "Share this:", "Advertisement"] * 12)
    odd = Document(f"{story(99)}\n{residue}", url="https://a.example/odd")
    linter = Linter(Config(plugins=False))
    profile = Profile(scored_by=linter.scored_by).observe([*usual, odd], lambda doc: score_of(doc, linter.facts(doc)))
    profile.save(tmp_path / "a.profile")

    def said(doc: Document, **settings: Any) -> list[str]:
        result = Linter(Config(plugins=False, profile=str(tmp_path / "a.profile"), **settings)).check(doc)
        return [each.finding.message for each in result.diagnostics if each.finding.code == "SIT004"]

    assert said(usual[0]) == []
    (message,) = said(odd)
    assert message.startswith("unusual document: score ")
    assert message.endswith(" and more is usual for nine in ten of 25 other pages of a.example")
    # Scores by other rules are not to be compared.
    assert said(odd, ignore=("CHR001",)) == []


def test_repeated_lines_bear_out_what_stands_beside_them(tmp_path: Path) -> None:
    def page(number: int) -> Document:
        lines = [story(number), "Tonight at nine", "Share", story(number + 50)]
        return Document("\n".join(lines), url=f"https://a.example/{number}")

    documents = [page(number) for number in range(5)]
    Profile.empty().observe(documents).save(tmp_path / "a.profile")

    def codes(config: Config) -> set[str]:
        return {each.finding.code for each in Linter(config).check(documents[0]).diagnostics}

    config = Config(plugins=False, ignore=("CTX",))
    assert codes(config) == set()
    assert codes(replace(config, profile=str(tmp_path / "a.profile"))) == {"CHR004", "SIT001"}


def test_the_context_rule_is_surer_beside_a_repeated_line() -> None:
    doc = Document("\n".join([story(1), "Still to come", *MENU]))
    lines = doc.lines[3:5]
    fact = Finding("SIT001", "", lines[1].span, Severity.WARNING)
    residue = [0.0, 0.0, 0.0, 0.8, 0.0, 0.0, 0.0]
    for facts, reported in ((), []), ((fact,), [lines[0]]):
        explained = unexplained_run._explained(doc.lines, facts)
        runs = list(unexplained_run._worth_reporting([lines[0]], residue, residue, explained))
        assert [line for run in runs for line in run.lines] == reported


def test_a_share_is_met_by_the_count_that_it_stands_for(tmp_path: Path) -> None:
    texts = [[story(number), *(["On seven"] if number < 8 else [])] for number in range(11)]
    documents = [Document("\n".join(lines), url=f"https://a.example/{number}") for number, lines in enumerate(texts)]
    Profile.empty().observe(documents).save(tmp_path / "a.profile")
    for share, found in ((0.7, 1), (0.71, 0)):
        rules = {"SIT001": {"min-share": share, "min-others": 0}}
        linter = Linter(Config(plugins=False, select=("SIT001",), profile=str(tmp_path / "a.profile"), rules=rules))
        assert len(linter.check(documents[0]).diagnostics) == found


@pytest.mark.usefixtures("pages")
def test_profiles_need_their_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lint_rules.profiles import marks

    assert run(tmp_path, "profile", "build", "pages.jsonl", "-o", "a.profile").status == 0
    monkeypatch.setitem(sys.modules, "rensa", None)
    marks._minhash.cache_clear()
    marks.algorithm.cache_clear()
    with pytest.raises(MissingLibraryError):
        Linter(Config(plugins=False, profile=str(tmp_path / "a.profile")))
    assert Linter(Config(plugins=False)).check(Document("News")).failures == ()


def test_a_profile_is_not_written_over_the_texts(pages: Path, tmp_path: Path) -> None:
    before = pages.read_bytes()
    ended = run(tmp_path, "profile", "build", pages.name, "--isolated", "-o", pages.name)
    assert ended.status == 2
    assert "this run reads it, and would overwrite it" in ended.err
    assert pages.read_bytes() == before
    # The profile that a configuration names is made anew, as it does not judge here.
    (tmp_path / "scrapelint.toml").write_text('profile = "site.profile"\n', "utf-8")
    for _ in range(2):
        assert run(tmp_path, "profile", "build", pages.name, "--no-scores", "-o", "site.profile").status == 0


def test_a_profile_is_a_path(tmp_path: Path) -> None:
    (tmp_path / "scrapelint.toml").write_text("profile = 3\n", "utf-8")
    with pytest.raises(ConfigError, match="profile: 3 is not a text"):
        load(file=tmp_path / "scrapelint.toml")
