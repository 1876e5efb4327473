"""The pytest plugin, seen from outside: sessions of their own, in folders of their own, by a rule set of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from lint_rules.document import Document
from lint_rules.engine.linter import Linter
from lint_rules.finding import Result

# Rules under the tests' control: one of the package's, and phrases of each severity.
CONFIG = """
select = ["CHR001", "LOC"]
[[phrase]]
code = "LOC001"
severity = "error"
line = ["Listen on the quay app"]
[[phrase]]
code = "LOC002"
severity = "warning"
line = ["Tides by the harbour office"]
"""
CLEAN = "The harbour opened at dawn and the first boats went out before the fog had lifted.\n"
DIRTY = f"Skip to content\n\n{CLEAN}\nListen on the quay app\n"
DOUBTFUL = f"{CLEAN}\nTides by the harbour office\n"


@pytest.fixture
def site(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> pytest.Pytester:
    """A folder with a configuration; compiled rules are shared between the sessions."""
    monkeypatch.setenv("SCRAPELINT_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "scrapelint-cache"))
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    write(pytester, "scrapelint.toml", CONFIG)
    return pytester


def write(site: pytest.Pytester, name: str, text: str) -> None:
    path = site.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def run(site: pytest.Pytester, *arguments: str, on: bool = True) -> pytest.RunResult:
    return site.runpytest_inprocess("-W", "error", "-p", "no:cacheprovider", *(("--scrapelint",) if on else ()), *arguments)


def outcomes(result: pytest.RunResult) -> dict[str, str]:
    """Return the outcome of each item of a verbose session."""
    return {line.split(" ")[0]: line.split(" ")[1] for line in result.outlines if "::" in line and line.split(" ")[1].isupper()}


def test_off_unless_asked_for(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    result = run(site, on=False)
    result.stdout.no_fnmatch_line("*scrapelint:*")
    assert result.ret is pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.parametrize("file", ["pytest.ini", "pyproject.toml"])
def test_on_by_the_setting(site: pytest.Pytester, file: str) -> None:
    write(
        site, file, "[pytest]\nscrapelint = true\n" if file == "pytest.ini" else "[tool.pytest.ini_options]\nscrapelint = true\n"
    )
    write(site, "page.txt", CLEAN)
    result = run(site, "--strict-config", "--strict-markers", on=False)
    result.assert_outcomes(passed=3)


def test_items_are_categories_and_the_score(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    write(site, "deep/clean.md", CLEAN)
    result = run(site, "-v")
    assert outcomes(result) == {
        "deep/clean.md::chrome": "PASSED",
        "deep/clean.md::local": "PASSED",
        "deep/clean.md::score": "PASSED",
        "page.txt::chrome": "FAILED",
        "page.txt::local": "FAILED",
        "page.txt::score": "PASSED",
    }
    assert result.ret is pytest.ExitCode.TESTS_FAILED


def test_items_are_rules(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    result = run(site, "-v", "--scrapelint-items=rule")
    assert outcomes(result) == {
        "page.txt::CHR001-skip-link": "FAILED",
        "page.txt::LOC001-user-phrase": "FAILED",
        "page.txt::LOC002-user-phrase": "PASSED",
        "page.txt::score": "PASSED",
    }


def test_items_are_files(site: pytest.Pytester) -> None:
    write(site, "dirty.txt", DIRTY)
    write(site, "clean.txt", CLEAN)
    write(site, "expected.txt", DIRTY)
    write(site, "expected.txt.expect.toml", 'allow_other = true\nverdict = "article"\n')
    write(site, "unmet.txt", CLEAN)
    write(site, "unmet.txt.expect.toml", 'must_have = ["noon"]\n')
    result = run(site, "-v", "--scrapelint-items=file")
    assert outcomes(result) == {
        "clean.txt::file": "PASSED",
        "dirty.txt::file": "FAILED",
        "expected.txt::file": "PASSED",
        "unmet.txt::file": "FAILED",
    }
    result.stdout.fnmatch_lines(['must_have: the text lacks "noon"'])


def test_a_failing_item_shows_its_findings_in_full(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    result = run(site)
    result.stdout.fnmatch_lines(
        [
            "*_ page.txt: chrome _*",
            "1 finding: skip-link",
            "",
            'CHR001 error: skip link "Skip to content", alone on its line*',
            " --> page.txt:1:1",
            "1 | Skip to content",
            "  | ^^^^^^^^^^^^^^^",
            "*_ page.txt: local _*",
            'LOC001 error: your phrase "Listen on the quay app", alone on its line',
            " --> page.txt:5:1",
            "FAILED page.txt::chrome - 1 finding: skip-link",
        ]
    )


@pytest.mark.parametrize("workers", [(), ("-n", "1")])
@pytest.mark.parametrize("ci", [False, True])
def test_a_failure_is_told_once(
    site: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, ci: bool, workers: tuple[str, ...]
) -> None:
    """The summary has its first line: on CI too, where pytest does not cut what it finds there. So have messages of JUnit."""
    for name in ("CI", "BUILD_NUMBER"):
        monkeypatch.delenv(name, raising=False)
    if ci:
        monkeypatch.setenv("CI", "true")
    write(site, "page.txt", DIRTY)
    options = ("-W", "error", "-p", "no:cacheprovider", "--scrapelint", "--junitxml=r.xml", *workers)
    result = site.runpytest_subprocess(*options)
    assert result.outlines.count(" --> page.txt:5:1") == 1
    summary = result.outlines[result.outlines.index(next(line for line in result.outlines if "short test summary" in line)) :]
    assert summary[1:-1] == [
        "FAILED page.txt::chrome - 1 finding: skip-link",
        "FAILED page.txt::local - 1 finding: user-phrase",
    ]
    failures = [each.get("message") for each in ET.parse(site.path / "r.xml").iter("failure")]
    assert failures == ["1 finding: skip-link", "1 finding: user-phrase"]


def test_one_line_of_a_failure_has_its_place(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    write(site, "pages.jsonl", "".join(json.dumps({"text": text}) + "\n" for text in (CLEAN, DIRTY)))
    result = run(site, "--tb=line", "--scrapelint-items=file")
    result.stdout.no_fnmatch_line("*-->*")
    result.stdout.fnmatch_lines(["*page.txt:1: 2 findings: *", "*pages.jsonl:2: 2 findings: *"])


def test_what_can_be_done_is_told_once_a_rule(site: pytest.Pytester) -> None:
    write(site, "page.txt", f"{DIRTY}\n\n{DIRTY}")
    said = run(site).stdout.str()
    assert said.count('help: scrapelint rule LOC001 · keep it: scrapelint allow LOC001 "Listen on the quay app"') == 1
    assert said.count("help: what is found today can be written down") == 1
    assert "max-failing" not in said
    assert "--scrapelint-update" not in run(site, "-q").stdout.str()
    assert "help: what is found" not in run(site, "--scrapelint-update").stdout.str()
    write(site, "scrapelint.toml", 'max-failing = "50%"\n' + CONFIG)
    assert "max-failing has no say here" in run(site).stdout.str()


@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_nothing_of_a_text_is_run(site: pytest.Pytester, workers: tuple[str, ...]) -> None:
    """Pytest takes texts that are named, and those that are called test*.txt, for doctests."""
    write(site, "scrapelint.toml", "exclude = ['notes.txt']\n" + CONFIG)
    code = ">>> import pathlib\n>>> _ = pathlib.Path('{}').write_text('')\n"
    for name in ("test-match", "page", "notes"):
        write(site, f"{name}.txt", CLEAN + "\n" + code.format(f"{name}-was-run"))
    options = ("-W", "error", "-p", "no:cacheprovider", "--scrapelint", "--scrapelint-items=file", *workers)
    site.runpytest_subprocess(*options, "--doctest-glob=*.txt").assert_outcomes(passed=3)
    site.runpytest_subprocess(*options, "page.txt").assert_outcomes(passed=1)
    # What is not ours to judge is theirs still.
    assert sorted(path.name for path in site.path.glob("*-was-run")) == ["notes-was-run"]


def test_colours_are_for_terminals_that_have_them(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    assert "\x1b" not in run(site).stdout.str()
    result = run(site, "--color=yes", "--junitxml=report.xml")
    assert "\x1b[1;31mCHR001\x1b[0m" in result.stdout.str()
    assert "x1B" not in (site.path / "report.xml").read_text("utf-8")


def test_warnings_do_not_fail_unless_asked(site: pytest.Pytester) -> None:
    write(site, "page.txt", DOUBTFUL)
    run(site).assert_outcomes(passed=3)
    write(site, "scrapelint.toml", 'fail-on = "warning"\n' + CONFIG)
    run(site).assert_outcomes(passed=2, failed=1)


def test_the_table_gives_the_score_of_each_file(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    write(site, "clean.txt", CLEAN)
    write(site, "empty.txt", "")
    result = run(site)
    result.stdout.fnmatch_lines(
        [
            "*= scrapelint: quality scores =*",
            "score  verdict   errors  warnings  outcome  file",
            "    –  unjudged       0         0  passed   empty.txt",
            " 68.4  article        2         0  failed   page.txt",
            "100.0  article        0         0  passed   clean.txt",
            "3 files: 1 failed, 2 passed; median score 84.2",
        ],
        consecutive=True,
    )


def test_of_many_files_the_worst_are_listed(site: pytest.Pytester) -> None:
    for number in range(60):
        write(site, f"page{number:02}.txt", DIRTY if number == 30 else DOUBTFUL if number < 20 else CLEAN)
    write(site, "empty.txt", "")
    lines = run(site, "--scrapelint-items=file").outlines
    table = lines[next(number for number, line in enumerate(lines) if line.startswith("score ")) + 1 :]
    assert table[0].endswith("failed   page30.txt")
    assert table[1].endswith("passed   empty.txt")
    assert table[9].endswith("passed   page07.txt")
    assert table[10:12] == ["… and 51 more files (-v lists all)", "61 files: 1 failed, 60 passed; median score 100.0"]
    assert sum(line.endswith(".txt") and "article " in line for line in run(site, "-v", "--scrapelint-items=file").outlines) == 60


def test_no_table_where_nothing_was_judged(site: pytest.Pytester) -> None:
    site.makepyfile("def test_nothing(): pass")
    run(site).stdout.no_fnmatch_line("*quality scores*")


def test_what_is_collected(site: pytest.Pytester) -> None:
    for name in (
        "a.txt",
        "b.md",
        "README.md",
        "LICENSE.txt",
        "requirements-dev.txt",
        ".hidden/c.txt",
        "d.csv",
        "d.html",
        "e.txt",
    ):
        write(site, name, CLEAN)
    write(site, "a.txt.expect.toml", "")
    write(site, ".gitignore", "e.txt\n")
    write(site, ".git/HEAD", "")
    write(site, "f.jsonl", json.dumps({"text": CLEAN}) + "\n")
    result = run(site, "--collect-only", "-q", "--scrapelint-items=file")
    assert [line for line in result.outlines if "::" in line] == ["a.txt::file", "b.md::file", "f.jsonl::file"]


def test_what_is_named_is_collected(site: pytest.Pytester) -> None:
    for name in ("README.md", "d.html", "notes.cfg"):
        write(site, name, CLEAN)
    result = run(site, "--collect-only", "-q", "--scrapelint-items=file", "README.md", "d.html")
    assert [line for line in result.outlines if "::" in line] == ["README.md::file", "d.html::file"]
    assert run(site, "notes.cfg").ret is pytest.ExitCode.USAGE_ERROR
    run(site, "README.md::score").assert_outcomes(passed=1)


def test_configuration_says_what_is_collected(site: pytest.Pytester) -> None:
    write(site, "scrapelint.toml", 'include = ["*.article"]\n' + CONFIG)
    write(site, "a.article", CLEAN)
    write(site, "b.txt", CLEAN)
    result = run(site, "--collect-only", "-q", "--scrapelint-items=file")
    assert [line for line in result.outlines if "::" in line] == ["a.article::file"]


def test_folders_on_another_drive(site: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise ValueError

    write(site, "page.txt", CLEAN)
    monkeypatch.setattr("lint_rules.pytest_items.os.path.relpath", refuse)
    assert run(site).ret is pytest.ExitCode.OK


def test_a_file_is_judged_once(site: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str | None] = []
    check = Linter.check

    def counting(linter: Linter, doc: Document) -> Result:
        judged.append(doc.source.path)
        return check(linter, doc)

    monkeypatch.setattr(Linter, "check", counting)
    write(site, "one.txt", DIRTY)
    write(site, "two.txt", CLEAN)
    run(site, "--scrapelint-items=rule").assert_outcomes(passed=6, failed=2)
    assert judged == ["one.txt", "two.txt"]
    judged.clear()
    run(site, "-k", "nothing")
    assert judged == []


def test_sidecar_met(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    write(
        site,
        "page.txt.expect.toml",
        """
        score = {min = 60, max = 70}
        verdict = "article"
        must_have = ["The harbour opened"]
        [[expect]]
        code = "CHR"
        text = "Skip to content"
        [[expect]]
        code = "LOC001"
        text = "quay app"
        count = 1
        """,
    )
    result = run(site, "-v")
    assert outcomes(result) == {f"page.txt::{name}": "PASSED" for name in ("chrome", "local", "score", "expectations")}
    result.stdout.fnmatch_lines([" 68.4  article       2         0  passed   page.txt"])


def test_sidecar_unmet(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    write(
        site,
        "page.txt.expect.toml",
        """
        score = {min = 90}
        must_not_have = ["fog"]
        [[expect]]
        code = "CHR"
        text = "Skip to content"
        """,
    )
    result = run(site, "-v")
    assert outcomes(result) == {
        "page.txt::chrome": "PASSED",
        "page.txt::local": "FAILED",
        "page.txt::score": "FAILED",
        "page.txt::expectations": "FAILED",
    }
    result.stdout.fnmatch_lines(
        [
            "*_ page.txt: score _*",
            "score: 68.4, expected at least 90",
            "*_ page.txt: expectations _*",
            "1 finding: user-phrase",
            "score: 68.4, expected at least 90",
            'must_not_have: the text holds "fog", line 3',
            "LOC001 error: your phrase*",
        ]
    )


def test_sidecar_decides_instead_of_the_gate(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    write(site, "page.txt.expect.toml", "allow_other = true")
    run(site, "--scrapelint-min-score=99").assert_outcomes(passed=4)


def test_xfail_is_strict(site: pytest.Pytester) -> None:
    write(site, "known.txt", DIRTY)
    write(site, "known.txt.expect.toml", 'xfail = "the quay app is new"')
    write(site, "mended.txt", CLEAN)
    write(site, "mended.txt.expect.toml", 'xfail = "mended since"')
    result = run(site, "-v", "-rx")
    assert outcomes(result) == {
        "known.txt::chrome": "XFAIL",
        "known.txt::local": "XFAIL",
        "known.txt::score": "PASSED",
        "known.txt::expectations": "XFAIL",
        "mended.txt::chrome": "PASSED",
        "mended.txt::local": "PASSED",
        "mended.txt::score": "PASSED",
        "mended.txt::expectations": "FAILED",
    }
    result.stdout.fnmatch_lines(["[[]XPASS(strict)[]] mended since", "XFAIL known.txt::chrome - the quay app is new*"])
    result.stdout.fnmatch_lines(
        ["* xfailed  known.txt", "* failed   mended.txt", "2 files: 1 failed, 1 xfailed; median score 84.2"]
    )


def test_unusable_sidecar(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    write(site, "page.txt.expect.toml", "scor = {min = 3}")
    result = run(site)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["*page.txt.expect.toml: scor: no such key; did you mean 'score'?"])


def test_selection_of_items(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    write(site, "zebra.txt", DIRTY)
    site.makepyfile("def test_other(): pass")
    run(site, "-k", "chrome").assert_outcomes(failed=2, deselected=5)
    run(site, "-k", "zebra and score").assert_outcomes(passed=1, deselected=6)
    run(site, "-m", "scrapelint").assert_outcomes(passed=2, failed=4, deselected=1)
    result = run(site, "-x")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*failed   page.txt", "1 file: 1 failed; median score 68.4"])
    result.stdout.no_fnmatch_line("*zebra*")


def test_failed_first(site: pytest.Pytester) -> None:
    write(site, "a.txt", CLEAN)
    write(site, "b.txt", DIRTY)
    site.runpytest_inprocess("--scrapelint").assert_outcomes(passed=4, failed=2)
    site.runpytest_inprocess("--scrapelint", "--lf").assert_outcomes(failed=2)


def test_minimum_score(site: pytest.Pytester) -> None:
    write(site, "page.txt", DOUBTFUL)
    run(site, "--scrapelint-min-score=70").assert_outcomes(passed=3)
    result = run(site, "--scrapelint-min-score=90")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["below a score of 90: score 74.4 = 100 × purity .744*"])
    write(site, "scrapelint.toml", "min-score = 90\n" + CONFIG)
    run(site).assert_outcomes(passed=2, failed=1)
    run(site, "--scrapelint-min-score=70").assert_outcomes(passed=3)


def test_verdicts_that_fail(site: pytest.Pytester) -> None:
    write(site, "empty.txt", "")
    run(site).assert_outcomes(passed=3)
    write(site, "scrapelint.toml", 'fail-on-verdict = ["unjudged"]\n' + CONFIG)
    result = run(site)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["unjudged: score –: there is no text to judge"])


@pytest.mark.parametrize("score", ["high", "120", "nan"])
def test_minimum_score_refused(site: pytest.Pytester, score: str) -> None:
    result = run(site, f"--scrapelint-min-score={score}")
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*argument --scrapelint-min-score: invalid score value: '{score}'"])


def test_unusable_configuration(site: pytest.Pytester) -> None:
    write(site, "scrapelint.toml", "selct = []")
    write(site, "page.txt", CLEAN)
    result = run(site)
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: scrapelint.toml: unknown key 'selct'; did you mean 'select'?"])


@pytest.mark.parametrize("items", ["category", "rule", "file"])
@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ('select = ["CHR999"]', "select: no rule has the code or prefix 'CHR999'*"),
        ('baseline = "known.baseline"', "there is no baseline '*known.baseline': `scrapelint baseline create` makes one"),
    ],
)
def test_what_nothing_can_be_judged_by_is_told_once(site: pytest.Pytester, items: str, setting: str, said: str) -> None:
    write(site, "scrapelint.toml", setting)
    for name in ("a/1.txt", "b/2.txt", "3.txt"):
        write(site, name, CLEAN)
    result = run(site, f"--scrapelint-items={items}")
    assert result.ret is pytest.ExitCode.INTERRUPTED
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"scrapelint: {said}"])


def test_records(site: pytest.Pytester) -> None:
    records = [{"id": "clean", "text": CLEAN}, {"id": "dirty", "text": DIRTY}, {"id": "none"}, {"id": "last", "text": CLEAN}]
    write(site, "pages.jsonl", "".join(json.dumps(record) + "\n" for record in records))
    result = run(site, "-v")
    assert outcomes(result) == {"pages.jsonl::chrome": "FAILED", "pages.jsonl::local": "FAILED", "pages.jsonl::score": "FAILED"}
    result.stdout.fnmatch_lines([" --> pages.jsonl#2:1:1", "record 3: cannot be read: *text*"])
    result.stdout.fnmatch_lines([" 89.5  3 article, 1 unjudged       2         0  failed   pages.jsonl (4 records)"])


def test_records_meet_their_sidecar_each(site: pytest.Pytester) -> None:
    write(site, "pages.jsonl", "".join(json.dumps({"text": text}) + "\n" for text in (CLEAN, DIRTY)))
    write(site, "pages.jsonl.expect.toml", 'allow_other = true\nmust_have = ["harbour"]\nscore = {min = 80}\n')
    result = run(site)
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(["record 2: score: 68.4, expected at least 80"])


def test_no_records(site: pytest.Pytester) -> None:
    write(site, "pages.jsonl", "")
    result = run(site)
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["    – *passed   pages.jsonl (0 records)", "1 file: 1 passed; median score –"])


def test_unreadable_file(site: pytest.Pytester) -> None:
    write(site, "scrapelint.toml", "max-document-size = 10\n" + CONFIG)
    write(site, "page.txt", CLEAN)
    result = run(site)
    result.assert_outcomes(skipped=2, failed=1)
    result.stdout.fnmatch_lines(
        ["cannot be read: larger than max-document-size (10 bytes)", "    –  unjudged *failed   page.txt"]
    )


def test_a_rule_that_crashes_is_held_against_its_category(site: pytest.Pytester) -> None:
    write(site, "scrapelint.toml", 'local-rules = ["own.py"]\nselect = ["LOC801", "CHR001"]\n')
    write(
        site,
        "own.py",
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
        raise KeyError("lost")
''',
    )
    write(site, "page.txt", CLEAN)
    result = run(site, "-v")
    assert outcomes(result) == {"page.txt::chrome": "PASSED", "page.txt::local": "FAILED", "page.txt::score": "PASSED"}
    result.stdout.fnmatch_lines(["rule LOC801 crashed: KeyError: 'lost'"])
    write(site, "page.txt.expect.toml", "allow_other = true")
    assert outcomes(run(site, "-v"))["page.txt::expectations"] == "FAILED"


def test_a_fault_of_our_own_is_an_error_of_the_file_alone(site: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    check = Linter.check

    def faulty(linter: Linter, doc: Document) -> Result:
        if doc.source.path == "bad.txt":
            raise ZeroDivisionError
        return check(linter, doc)

    monkeypatch.setattr(Linter, "check", faulty)
    write(site, "bad.txt", CLEAN)
    write(site, "good.txt", CLEAN)
    result = run(site)
    result.assert_outcomes(passed=3, failed=3)
    result.stdout.fnmatch_lines(["*ZeroDivisionError*", "1 file: 1 passed; median score 100.0"])


def test_more_findings_than_are_shown(site: pytest.Pytester) -> None:
    write(site, "page.txt", "Skip to content\n" * 300)
    result = run(site, "--tb=long")
    result.stdout.fnmatch_lines(["300 findings: skip-link", "… and 200 more findings"])


def test_junit_has_the_score(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    write(site, "empty.txt", "")
    run(site, "--junitxml=report.xml")
    cases = {(case.get("classname"), case.get("name")): case for case in ET.parse(site.path / "report.xml").iter("testcase")}
    properties = {each.get("name"): each.get("value") for each in cases["page.txt", "score"].iter("property")}
    assert (properties.pop("scrapelint_score") or "").startswith("68.36")
    assert (properties.pop("scrapelint_purity") or "").startswith("0.6836")
    assert properties.pop("scrapelint_integrity") == "1.0"
    assert properties == {"scrapelint_verdict": "article", "scrapelint_errors": "2", "scrapelint_warnings": "0"}
    failure = cases["page.txt", "chrome"].find("failure")
    assert failure is not None
    assert 'skip link "Skip to content"' in (failure.text or "")
    empty = {each.get("name") for each in cases["empty.txt", "score"].iter("property")}
    assert empty == {"scrapelint_verdict", "scrapelint_errors", "scrapelint_warnings"}


def test_the_table_is_whole_under_xdist(site: pytest.Pytester) -> None:
    pytest.importorskip("xdist")
    for number in range(6):
        write(site, f"page{number}.txt", DIRTY if number % 2 else CLEAN)
    result = site.runpytest_subprocess("-W", "error", "-p", "no:cacheprovider", "--scrapelint", "-n", "2", "--junitxml=r.xml")
    result.assert_outcomes(passed=12, failed=6)
    result.stdout.fnmatch_lines(
        [
            'CHR001 error: skip link "Skip to content"*',
            "*= scrapelint: quality scores =*",
            *(f" 68.4  article       2         0  failed   page{number}.txt" for number in (1, 3, 5)),
            *(f"100.0  article       0         0  passed   page{number}.txt" for number in (0, 2, 4)),
            "6 files: 3 failed, 3 passed; median score 84.2",
        ]
    )
    scores = [each for each in ET.parse(site.path / "r.xml").iter("property") if each.get("name") == "scrapelint_score"]
    assert len(scores) == 6


def test_rules_that_fail_a_file(site: pytest.Pytester) -> None:
    write(site, "page.txt", DOUBTFUL)
    write(site, "scrapelint.toml", 'fail-on-rule = ["LOC002"]\n' + CONFIG)
    result = run(site, "-v")
    assert outcomes(result) == {"page.txt::chrome": "PASSED", "page.txt::local": "FAILED", "page.txt::score": "PASSED"}
    result.stdout.fnmatch_lines(["LOC002 warning: your phrase*"])


def test_limits_on_all_files_together(site: pytest.Pytester) -> None:
    write(site, "page.txt", DOUBTFUL)
    write(site, "clean.txt", CLEAN)
    write(site, "scrapelint.toml", 'mean-score = 87\nmax-below = ["80:40%"]\n' + CONFIG)
    result = run(site)
    assert result.ret is pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines(
        [
            "2 files: 2 passed; median score 87.2",
            "limit held: mean score 87.2 (at least 87)",
            "limit NOT HELD: *1 of 2*",
        ],
        consecutive=True,
    )
    write(site, "scrapelint.toml", "mean-score = 87\n" + CONFIG)
    assert run(site).ret is pytest.ExitCode.OK


def test_an_earlier_run_that_cannot_be_read(site: pytest.Pytester) -> None:
    write(site, "clean.txt", CLEAN)
    write(site, "scrapelint.toml", 'previous = "lost.jsonl"\n' + CONFIG)
    result = run(site)
    assert result.ret is pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*lost.jsonl*"])


UNMET = """# Kept.
score = {min = 90}  # generous
must_have = ["The harbour opened"]
[[expect]]
code = "CHR"
text = "Skip to content"
"""
UPDATED = [
    "--- page.txt.expect.toml",
    "+++ page.txt.expect.toml",
    "@@ * @@",
    " # Kept.",
    "-score = {min = 90}  # generous",
    "+score = {min = 68}  # generous",
    '+code = "LOC001"',
    '+text = "Listen on the quay app"',
    "1 sidecar written",
]


def test_sidecars_are_rewritten_where_that_is_asked_for(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    write(site, "page.txt.expect.toml", UNMET)
    write(site, "met.txt", CLEAN)
    write(site, "met.txt.expect.toml", "score={min=99}")
    write(site, "none.txt", DIRTY)
    sidecar = site.path / "page.txt.expect.toml"
    run(site).assert_outcomes(passed=6, failed=5)
    assert sidecar.read_text("utf-8") == UNMET
    result = run(site, "--scrapelint-update")
    result.assert_outcomes(passed=9, failed=2)
    result.stdout.fnmatch_lines(["*= scrapelint: sidecars =*", *UPDATED])
    assert result.stdout.str().count("+++ page.txt.expect.toml") == 1
    assert sidecar.read_text("utf-8") == (
        '# Kept.\nscore = {min = 68}  # generous\nmust_have = ["The harbour opened"]\n[[expect]]\ncode = "CHR"\n'
        'text = "Skip to content"\n\n[[expect]]\ncode = "LOC001"\ntext = "Listen on the quay app"\n'
    )
    assert (site.path / "met.txt.expect.toml").read_text("utf-8") == "score={min=99}"
    assert not (site.path / "none.txt.expect.toml").exists()
    result = run(site, "--scrapelint-update")
    result.stdout.fnmatch_lines(["*= scrapelint: sidecars =*", "0 sidecars written"], consecutive=True)
    run(site, "page.txt").assert_outcomes(passed=4)


def test_sidecars_are_made_where_that_is_asked_for(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    write(site, "passes.txt", DOUBTFUL)
    result = run(site, "--scrapelint-update-new")
    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines(
        ["--- (nothing)", "+++ page.txt.expect.toml", "+score = {min = 68, max = 69}", "1 sidecar written"]
    )
    assert not (site.path / "passes.txt.expect.toml").exists()
    run(site).assert_outcomes(passed=7)


def test_what_people_demand_is_not_rewritten(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    demand = 'must_have = ["noon"]\nallow_other = true\n'
    write(site, "page.txt.expect.toml", demand)
    result = run(site, "--scrapelint-update")
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(['must_have: the text lacks "noon"', "0 sidecars written"])
    assert (site.path / "page.txt.expect.toml").read_text("utf-8") == demand


def pages(site: pytest.Pytester, *texts: str) -> None:
    """Write a file of records, the first of which has an id."""
    records: list[dict[str, str]] = [{"text": text} for text in texts]
    records[0]["id"] = "arnvik"
    write(site, "pages.jsonl", "".join(json.dumps(record) + "\n" for record in records))


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_a_sidecar_for_several_records_is_rewritten(site: pytest.Pytester, workers: tuple[str, ...]) -> None:
    pages(site, f"Skip to content\n\n{CLEAN}", DIRTY, DIRTY)
    write(site, "pages.jsonl.expect.toml", '# Kept.\nscore = {min = 80}\n[[expect]]\ncode = "CHR"\ntext = "Skip to content"\n')
    options = ("-W", "error", "-p", "no:cacheprovider", "--scrapelint", *workers)
    result = site.runpytest_subprocess(*options, "--scrapelint-update")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["-score = {min = 80}", "+score = {min = 68}", "+record = 2", "+record = 3", "1 sidecar written"])
    assert result.stdout.str().count("+++ pages.jsonl.expect.toml") == 1
    table = '\n[[expect]]\ncode = "LOC001"\ntext = "Listen on the quay app"\nrecord = {}\n'
    assert (site.path / "pages.jsonl.expect.toml").read_text("utf-8") == (
        '# Kept.\nscore = {min = 68}\n[[expect]]\ncode = "CHR"\ntext = "Skip to content"\n' + table.format(2) + table.format(3)
    )
    site.runpytest_subprocess(*options).assert_outcomes(passed=4)


def test_a_sidecar_for_several_records_is_made(site: pytest.Pytester) -> None:
    pages(site, DIRTY, CLEAN)
    run(site, "--scrapelint-update").assert_outcomes(passed=1, failed=2)
    run(site, "--scrapelint-update-new").stdout.fnmatch_lines(["--- (nothing)", '+record = "arnvik"', "1 sidecar written"])
    run(site).assert_outcomes(passed=4)


def test_what_a_sidecar_cannot_say_of_several_records_is_told(site: pytest.Pytester) -> None:
    pages(site, DIRTY, CLEAN, "")
    sidecar = 'verdict = "article"\nallow_other = true\n'
    write(site, "pages.jsonl.expect.toml", sidecar)
    result = run(site, "--scrapelint-update")
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(
        [
            "record 3: verdict: unjudged, expected article",
            "*= scrapelint: sidecars =*",
            "pages.jsonl.expect.toml: verdict: is left as it is: the records have several (2 article, 1 unjudged)",
            "0 sidecars written",
        ]
    )
    assert (site.path / "pages.jsonl.expect.toml").read_text("utf-8") == sidecar
    # What could not be made does not make the file pass.
    (site.path / "pages.jsonl.expect.toml").unlink()
    write(site, "scrapelint.toml", 'fail-on-verdict = ["unjudged"]\n' + CONFIG)
    pages(site, CLEAN, "")
    result = run(site, "--scrapelint-update-new")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*nothing can be said of all", "0 sidecars written"])


def test_a_record_that_is_named_must_be_there(site: pytest.Pytester) -> None:
    pages(site, DIRTY, CLEAN)
    named = '[[expect]]\ncode = "LOC"\ntext = "quay app"\nrecord = {}\n[[expect]]\ncode = "CHR"\ntext = "Skip"\nrecord = 1\n'
    write(site, "pages.jsonl.expect.toml", named.format('"arnvik"'))
    run(site).assert_outcomes(passed=4)
    write(site, "pages.jsonl.expect.toml", named.format('"skarvik"') + "[[reject]]\ncode = 'LOC'\ntext = 'x'\nrecord = 3\n")
    run(site).stdout.fnmatch_lines(['expect: there is no record "skarvik"', "reject: there is no record 3"])


def test_a_sidecar_that_cannot_be_written_fails_the_session(site: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    write(site, "page.txt", DIRTY)
    write(site, "page.txt.expect.toml", UNMET)
    monkeypatch.setattr("lint_rules.expectations.snapshots.replacing", full)
    result = run(site, "--scrapelint-update")
    assert result.ret is pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*page.txt.expect.toml: cannot be written: No space left on device", "0 sidecars written"])
    assert (site.path / "page.txt.expect.toml").read_text("utf-8") == UNMET


def test_a_sidecar_that_cannot_be_read_is_not_rewritten(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    write(site, "page.txt.expect.toml", "scor = 3\n")
    result = run(site, "--scrapelint-update")
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["*page.txt.expect.toml: scor: no such key*", "0 sidecars written"])


def test_a_session_that_is_broken_off_writes_nothing(site: pytest.Pytester) -> None:
    write(site, "page.txt", DIRTY)
    write(site, "page.txt.expect.toml", UNMET)
    site.makepyfile(test_zzz="def test_stop():\n    raise KeyboardInterrupt\n")
    arguments = ("-p", "no:cacheprovider", "--scrapelint", "--scrapelint-update", "page.txt", "test_zzz.py")
    result = site.runpytest_subprocess(*arguments)  # here it would end this session
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*passed   page.txt", "0 sidecars written"])
    assert (site.path / "page.txt.expect.toml").read_text("utf-8") == UNMET


@pytest.mark.parametrize("option", ["--scrapelint-update", "--scrapelint-update-new"])
def test_nothing_is_rewritten_where_nothing_is_judged(site: pytest.Pytester, option: str) -> None:
    result = run(site, option, on=False)
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {option} judges nothing without --scrapelint"])


@pytest.mark.parametrize("dist", ["load", "each"])
def test_sidecars_are_rewritten_once_under_xdist(site: pytest.Pytester, dist: str) -> None:
    """The items of a file may be shared out; with `each`, both workers judge it for certain."""
    pytest.importorskip("xdist")
    write(site, "page.txt", DIRTY)
    write(site, "page.txt.expect.toml", UNMET)
    write(site, "clean.txt", CLEAN)
    write(site, "scrapelint.toml", "mean-score = 95\n" + CONFIG)
    arguments = ("-W", "error", "-p", "no:cacheprovider", "--scrapelint", "-n", "2", f"--dist={dist}", "--scrapelint-update")
    result = site.runpytest_subprocess(*arguments)
    result.assert_outcomes(passed=7 if dist == "load" else 14)
    result.stdout.fnmatch_lines(["limit NOT HELD: mean score 84.2 (at least 95)", "*= scrapelint: sidecars =*", *UPDATED])
    assert result.stdout.str().count("+++ page.txt.expect.toml") == 1
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "min = 68" in (site.path / "page.txt.expect.toml").read_text("utf-8")
    assert sorted(path.name for path in site.path.glob("page*")) == ["page.txt", "page.txt.expect.toml"]


def test_hostile_words_in_sidecars_are_shown_escaped(site: pytest.Pytester) -> None:
    write(site, "scrapelint.toml", CONFIG.replace("Listen on the quay app", "Listen * the quay app"))
    write(site, "page.txt", f"{CLEAN}\nListen \x1b[31m\u202e=on the quay app\n")
    write(site, "page.txt.expect.toml", "")
    result = run(site, "--scrapelint-update")
    result.stdout.fnmatch_lines([r'+text = "Listen *u001b[[]31m*u202e=on the quay app"', "1 sidecar written"])
    assert not set(result.stdout.str()) & {"\x1b", "\u202e"}
    assert not set((site.path / "page.txt.expect.toml").read_text("utf-8")) & {"\x1b", "\u202e"}
    run(site, "page.txt").assert_outcomes(passed=4)


def test_junit_has_the_scores_that_the_fixture_saw(site: pytest.Pytester) -> None:
    site.makepyfile(
        f"""
        def test_two(scrapelint):
            scrapelint.assert_clean({CLEAN!r})
            scrapelint.assert_clean({DIRTY!r})

        def test_unjudged(scrapelint):
            scrapelint.check("")

        def test_none():
            pass
        """
    )
    run(site, "--junitxml=report.xml", on=False)
    cases = {case.get("name"): case for case in ET.parse(site.path / "report.xml").iter("testcase")}
    two = [(each.get("name"), each.get("value")) for each in cases["test_two"].iter("property")]
    names = ["score", "purity", "integrity", "verdict", "errors", "warnings"]
    assert [name for name, _ in two] == [f"scrapelint_{name}" for name in names] * 2
    assert two[:6] == list(zip([f"scrapelint_{n}" for n in names], ["100.0", "1.0", "1.0", "article", "0", "0"], strict=True))
    assert (two[6][1] or "").startswith("68.36")
    assert [each.get("value") for each in cases["test_unjudged"].iter("property")] == ["unjudged", "0", "0"]
    assert list(cases["test_none"].iter("property")) == []


def test_another_folder_does_not_matter(site: pytest.Pytester) -> None:
    write(site, "corpus/page.txt", CLEAN)
    site.makepyfile(test_first="import os\n\ndef test_move(tmp_path):\n    os.chdir(tmp_path)\n")
    run(site, "test_first.py", "corpus").assert_outcomes(passed=4)


def test_a_project_judged_from_outside_keeps_its_configuration(site: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site, "project/pytest.ini", "[pytest]\n")
    write(site, "project/scrapelint.toml", CONFIG.replace("error", "info"))
    write(site, "project/page.txt", DIRTY.replace("Skip to content", ""))
    run(site, "project").assert_outcomes(passed=3)
    monkeypatch.chdir(site.mkdir("elsewhere"))
    run(site, "../project").assert_outcomes(passed=3)


def test_files_outside_pytest_s_root_are_told_apart(site: pytest.Pytester) -> None:
    """Pytest calls those that are named by nothing, and those in folders by what comes after the folder."""
    for name in ("one.txt", "two.txt", "a/page.txt", "b/page.txt"):
        write(site, name, DIRTY)
    root = site.mkdir("elsewhere")
    result = run(site, "--scrapelint-items=file", f"--rootdir={root}", "one.txt", "two.txt", "a", "b")
    assert sorted(line.split()[-1].replace("\\", "/") for line in result.outlines if "  failed   " in line) == [
        "a/page.txt",
        "b/page.txt",
        "one.txt",
        "two.txt",
    ]
    result.stdout.fnmatch_lines(["*_ one.txt: file _*", "4 files: 4 failed; *"])


def test_the_fixture_judges_by_the_project_s_configuration(site: pytest.Pytester) -> None:
    site.makepyfile(
        f"""
        def test_clean(scrapelint):
            scrapelint.assert_clean({CLEAN!r}, min_score=97, must_have=["harbour"])

        def test_dirty(scrapelint):
            scrapelint.assert_clean({DOUBTFUL!r})

        def test_check(scrapelint):
            assert [d.finding.code for d in scrapelint.check({DOUBTFUL!r}).diagnostics] == ["LOC002"]
        """
    )
    result = run(site, on=False)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["E *AssertionError: the text is not clean: score 74.4*", "E *LOC002 warning: your phrase *"])
    result.stdout.no_fnmatch_line("*lint_rules/testing.py*")
    run(site, "-k", "test_check or test_clean", "--scrapelint-min-score=97").assert_outcomes(passed=2, deselected=1)


def test_the_plugin_can_be_left_out(site: pytest.Pytester) -> None:
    site.makepyfile("def test_nothing(): pass")
    write(site, "page.txt", DIRTY)
    run(site, "-p", "no:scrapelint", on=False).assert_outcomes(passed=1)
    result = run(site, "-p", "no:scrapelint", "--scrapelint", on=False)
    assert result.ret is pytest.ExitCode.USAGE_ERROR


def test_the_package_brings_in_its_engine_when_asked() -> None:
    import lint_rules

    assert lint_rules.Linter is Linter
    assert lint_rules.Document is Document
    with pytest.raises(AttributeError, match="no attribute 'Lintr'"):
        lint_rules.Lintr  # type: ignore[attr-defined]  # noqa: B018


def test_the_plugin_costs_nothing_while_it_is_off() -> None:
    script = (
        "import sys, pytest; before = set(sys.modules); import lint_rules.pytest_plugin; "
        "print(*sorted(set(sys.modules) - before))"
    )
    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()
    assert loaded == ["lint_rules", "lint_rules.pytest_plugin", "lint_rules.version"]
