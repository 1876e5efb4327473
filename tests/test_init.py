"""`scrapelint init`: what it writes is read back as it was meant, what it proposes passes today, and nothing is overwritten."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules import cli
from lint_rules.cli.init import HEADINGS
from lint_rules.config import SETTINGS, Config, load
from lint_rules.engine.limits import exceeds
from lint_rules.engine.proposal import LEAST_FOR_A_SHARE, bound, max_failing, reason
from lint_rules.errors import ConfigError
from lint_rules.formats import Found, collect
from lint_rules.formats.fields import TEXTS, flat, guessed
from lint_rules.reports.starter import placed, starter

CLEAN = "The harbour opened at dawn and the first boats went out before the fog had lifted.\n"
RESIDUE = f"Skip to content\n\n{CLEAN}"
# What others name: anything but what is no text at all.
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def init(*arguments: str) -> int:
    return cli.run_command(["init", *arguments])


def written(path: Path) -> Config:
    return load(file=path).config


# The whole


def test_figures_are_printed_and_what_is_proposed_passes_today(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(5):
        (here / f"{number}.txt").write_text(RESIDUE if number < 2 else CLEAN)
    assert init() == 0
    printed = capsys.readouterr()
    said = printed.out
    assert "`scrapelint report . -o report.html` shows" in printed.err
    assert "`scrapelint baseline create .` accepts" in printed.err
    for part in (
        "5 documents: 5 article; 2 failed",
        "median 100.0",
        "CHR001  skip-link",
        "2 of 5 documents failed",
        "2 with errors",
    ):
        assert part in said
    text = (here / "scrapelint.toml").read_text("utf-8")
    assert "# gate: passed – 2 of 5 documents failed (40.0 %, allowed 2): 2 with errors\n" in text
    assert written(here / "scrapelint.toml").max_failing == 2
    assert cli.run_command(["check", "-q"]) == 0
    (here / "2.txt").write_text(RESIDUE)
    assert cli.run_command(["check", "-q"]) == 1


def test_a_share_is_proposed_of_many(here: Path) -> None:
    records = [{"id": str(n), "text": RESIDUE if n % 20 == 0 else CLEAN} for n in range(400)]
    (here / "pages.jsonl").write_text("".join(json.dumps(each) + "\n" for each in records))
    done = subprocess.run(
        [sys.executable, "-m", "lint_rules", "init", "pages.jsonl"], capture_output=True, check=True, encoding="utf-8", cwd=here
    )
    assert "with max-failing = 10%" in done.stdout
    assert "Today 5.0 % fail. Of crawls of this size and quality, 99 in 100 stay below 9.9 %." in done.stdout
    assert [line.split("`")[1] for line in done.stderr.splitlines()] == [
        "scrapelint report pages.jsonl -o report.html",
        "scrapelint baseline create pages.jsonl",
    ]
    assert written(here / "scrapelint.toml").max_failing == pytest.approx(0.1)
    assert cli.run_command(["check", "-q", "pages.jsonl"]) == 0


def test_the_same_texts_give_the_same_file(here: Path) -> None:
    (here / "page.txt").write_text(RESIDUE)
    assert init() == 0
    first = (here / "scrapelint.toml").read_bytes()
    assert init("--force") == 0
    assert (here / "scrapelint.toml").read_bytes() == first


def test_nothing_to_read_gives_the_defaults(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init() == 0
    assert "there is nothing to read here" in capsys.readouterr().err
    assert written(here / "scrapelint.toml") == Config()


def test_rules_that_there_are_not_are_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init("--select", "XYZ") == 2
    (here / "page.txt").write_text(CLEAN)
    assert init("--ignore", "XYZ") == 2
    assert capsys.readouterr().err.count("XYZ") == 2
    assert not (here / "scrapelint.toml").exists()


def test_a_list_of_files_is_read_from_a_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "page.txt").write_text(RESIDUE)
    (here / "list").write_text("page.txt\n")
    assert init("--files-from", "-") == 2
    assert "name a file" in capsys.readouterr().err
    assert init("--files-from", "list") == 0
    assert "Today's figures, of list:\n1 document: 1 article; 1 failed\n" in capsys.readouterr().out


def test_what_is_given_is_written(here: Path) -> None:
    (here / "pages.csv").write_text(f"id,words\n1,{CLEAN}")
    given = ["--extend-include", "*.csv", "--min-score", "80", "--ignore", "CRD,CHR002", "--max-failing", "3%", "--jobs", "1"]
    assert init(*given, "--text-field", "words") == 0
    config = written(here / "scrapelint.toml")
    assert (config.extend_include, config.min_score, config.ignore) == (("*.csv",), 80, ("CRD", "CHR002"))
    assert (config.max_failing, config.text_field, config.jobs) == (0.03, "words", None)
    assert 'max-failing = "3%"\n' in (here / "scrapelint.toml").read_text("utf-8")


def test_what_cannot_be_read_is_told_and_the_rest_counts(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "pages.jsonl").write_text(json.dumps({"text": CLEAN}) + "\n{broken\n")
    assert init() == 0
    said = capsys.readouterr()
    assert "pages.jsonl#2" in said.err
    assert "1 record could not be read" in said.out
    assert written(here / "scrapelint.toml").max_failing == 0


# What stands there already


@pytest.mark.parametrize("name", ["scrapelint.toml", "pyproject.toml"])
def test_no_configuration_is_overwritten_unasked(here: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "page.txt").write_text(CLEAN)
    before = "[tool.scrapelint]\nmin-score = 70\n"
    (here / name).write_text(before)
    assert init() == 2
    assert "there is a configuration already" in capsys.readouterr().err
    assert (here / name).read_text("utf-8") == before
    assert not list(here.glob(".*.new"))
    assert init("--force") == 0
    assert written(here / "scrapelint.toml").min_score is None


def test_one_further_up_counts_too(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "scrapelint.toml").write_text("min-score = 70\n")
    (here / "crawl").mkdir()
    monkeypatch.chdir(here / "crawl")
    assert init() == 2
    assert list((here / "crawl").iterdir()) == []


def test_a_missing_input_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "page.txt").write_text(CLEAN)
    assert init("page.txt", "pagges") == 2
    assert "pagges: there is no such file or folder; nothing was written" in capsys.readouterr().err
    assert not (here / "scrapelint.toml").exists()


@pytest.mark.skipif(os.name != "posix", reason="a process cannot be asked to end there")
@pytest.mark.usefixtures("unmeasured")
def test_a_run_that_is_broken_off_writes_nothing(here: Path) -> None:
    (here / "scrapelint.toml").write_text("min-score = 70\n")
    with subprocess.Popen(
        [sys.executable, "-m", "lint_rules", "init", "-", "--stdin-filename", "pages.jsonl", "--force"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=here,
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        # More than a pipe holds: when all is written, it reads.
        process.stdin.write(json.dumps({"text": CLEAN}).encode() + b"\n" * 300_000)
        process.stdin.flush()
        process.terminate()
        process.stdin.close()
        assert b"terminated" in process.stderr.read()
    assert process.returncode == 143
    assert [path.name for path in here.iterdir() if path.is_file()] == ["scrapelint.toml"]
    assert (here / "scrapelint.toml").read_text("utf-8") == "min-score = 70\n"


@pytest.mark.skipif(os.name != "posix" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_what_cannot_be_written_leaves_the_old_one(here: Path) -> None:
    (here / "scrapelint.toml").write_text("min-score = 70\n")
    here.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert init("--force") == 2
    finally:
        here.chmod(stat.S_IRWXU)
    assert (here / "scrapelint.toml").read_text("utf-8") == "min-score = 70\n"


def test_pyproject_keeps_all_else(here: Path) -> None:
    (here / "page.txt").write_text(RESIDUE)
    before = b'# ours\r\n[project]\r\nname = "x"  # kept\r\n'
    (here / "pyproject.toml").write_bytes(before)
    assert init("--pyproject") == 0
    after = (here / "pyproject.toml").read_bytes()
    assert after.startswith(before)
    assert b"\n" not in after.replace(b"\r\n", b"")
    assert written(here / "pyproject.toml").max_failing == 1
    assert init("--pyproject") == 2
    assert init("--pyproject", "--force", "--min-score", "50") == 0
    assert (here / "pyproject.toml").read_bytes().startswith(before)
    assert (here / "pyproject.toml").read_text("utf-8").count("[tool.scrapelint]") == 1
    assert written(here / "pyproject.toml").min_score == 50


def test_pyproject_must_be_there_and_in_force(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init("--pyproject") == 2
    assert "there is no pyproject.toml here" in capsys.readouterr().err
    (here / "pyproject.toml").write_text("")
    (here / "scrapelint.toml").write_text("")
    assert init("--pyproject", "--force") == 2
    assert "comes before it" in capsys.readouterr().err


TABLES = (
    "[tool.scrapelint]\nmin-score = 1\n",
    '[tool.scrapelint]\nmin-score = 1\n\n[[tool.scrapelint.phrase]]\ncode = "LOC001"\nline = ["a b"]\n',
    '["tool" . scrapelint]\nmin-score = 1\n[tool.scrapelint.rules.CHR002]\nleast-known = 4\n',
)
OTHERS = (
    '[project]\nname = "x"\n',
    "[tool.ruff]\nline-length = 100\n\n[tool.scrapelinter]\na = 1\n",
    'text = """\n[table]\n"""\n',
)


@given(st.permutations((0, 1, 2)), st.sampled_from(TABLES), st.integers(0, 2))
def test_a_table_is_replaced_and_all_else_stays(order: list[int], table: str, place: int) -> None:
    others = [OTHERS[number] for number in order]
    # Keys outside of all tables stand first.
    others.sort(key=lambda other: other.startswith("["))
    parts = [*others[: place + 1], table, *others[place + 1 :]]
    before = "".join(parts)
    after = tomllib.loads(placed(before, "[tool.scrapelint]\nmin-score = 2\n"))
    wanted = tomllib.loads(before)
    wanted["tool"]["scrapelint"] = {"min-score": 2}
    assert after == wanted


@pytest.mark.parametrize("before", ["[tool]\nscrapelint = {min-score = 1}\n", "tool.scrapelint.min-score = 1\n", "[broken\n"])
def test_a_table_that_cannot_be_taken_out_is_refused(before: str) -> None:
    with pytest.raises(ConfigError, match=r"pyproject\.toml: (not TOML|\[tool\.scrapelint\] stands there)"):
        placed(before, "[tool.scrapelint]\nmin-score = 2\n")


# What is written


@pytest.mark.parametrize("shared", [False, True])
def test_every_setting_stands_in_the_file_with_its_default(shared: bool, tmp_path: Path) -> None:
    text = starter(HEADINGS, {}, {}, shared=shared)
    file = tmp_path / ("pyproject.toml" if shared else "scrapelint.toml")
    file.write_text(text, "utf-8")
    assert written(file) == Config()
    keys = [key for keys in HEADINGS.values() for key in keys]
    assert re.findall(r"^#([a-z-]+) =", text, re.MULTILINE)[: len(keys)] == keys
    for key in keys:
        (line,) = re.findall(rf"^#({key} = .+)$", text, re.MULTILINE)
        assert f"# {SETTINGS[key].help}\n#{line}" in text
        if "an example" not in line:
            file.write_text(f"[tool.scrapelint]\n{line}\n" if shared else f"{line}\n", "utf-8")
        assert written(file) == Config(), line


def test_examples_can_be_taken_as_they_stand(tmp_path: Path) -> None:
    file = tmp_path / "scrapelint.toml"
    text = starter(HEADINGS, {}, {}, shared=False)
    file.write_text(re.sub(r"^#(?! )", "", text, flags=re.MULTILINE), "utf-8")
    config = written(file)
    assert (config.min_score, config.phrase[0].code, config.allow[0].codes) == (80, "LOC001", ("CHR004",))


@given(NAMES, st.lists(st.text(max_size=60), max_size=3), st.booleans())
def test_whatever_is_named_is_read_back_as_it_was(name: str, said: list[str], shared: bool) -> None:
    values = {"text-field": name, "meta-field": (name,)}
    text = starter(HEADINGS, values, {"text-field": said, "What fails": said}, shared=shared)
    content = tomllib.loads(text)
    assert (content["tool"]["scrapelint"] if shared else content) == {"text-field": name, "meta-field": [name]}
    assert all(line.replace("\t", "").isprintable() for line in text.split("\n"))


def test_what_toml_cannot_hold_is_refused() -> None:
    with pytest.raises(ConfigError, match="cannot be written as TOML"):
        starter(HEADINGS, {"text-field": "\ud800"}, {}, shared=False)


# What is proposed


@given(st.integers(1, 20_000), st.data())
def test_today_passes_and_what_is_much_worse_does_not(documents: int, data: st.DataObject) -> None:
    failing = data.draw(st.integers(0, documents))
    limit = SETTINGS["max-failing"].read(max_failing(failing, documents))
    assert isinstance(limit, int) == (documents < LEAST_FOR_A_SHARE)
    assert not exceeds(failing, documents, limit)
    if documents < LEAST_FOR_A_SHARE:
        assert exceeds(failing + 1, documents, limit)
        return
    # Not looser than the bound by more than a step.
    assert bound(failing, documents) <= limit + 1e-12
    assert limit <= bound(failing, documents) + 0.01
    # Where half more than the bound fail, the crawl is worse.
    worse = min(documents, int(documents * (1.5 * bound(failing, documents) + 0.01)) + 1)
    assert exceeds(worse, documents, limit) or limit == 1


def test_the_bound_is_that_of_the_score_test() -> None:
    """The difference of two shares of n documents each, in its standard errors under the bound, is the quantile."""
    for failing, documents in ((0, 100), (5, 100), (431, 10_000)):
        share, most = failing / documents, bound(failing, documents)
        assert (most - share) / (2 * most * (1 - most) / documents) ** 0.5 == pytest.approx(2.326)


def test_reasons_say_what_was_done() -> None:
    assert "As many as today" in " ".join(reason(2, 9))
    assert "None fails today" in " ".join(reason(0, 9))
    assert "no crawl could be told to be worse" in " ".join(reason(9, 9))
    assert "no crawl could be told to be worse" in " ".join(reason(200, 200))
    assert "Today 4.3 % fail" in " ".join(reason(431, 10_000))


# Fields


def guess(folder: Path, *records: object, settled: tuple[str, ...] = (), config: Config | None = None) -> dict[str, str]:
    (folder / "pages.jsonl").write_text("".join(json.dumps(each) + "\n" for each in records))
    config = config or Config()
    return guessed(collect([str(folder)], config), config, settled)


def test_usual_names_are_left_alone(tmp_path: Path) -> None:
    assert guess(tmp_path, {"text": CLEAN, "content": CLEAN, "id": 1, "url": "https://example.org/"}) == {}


@pytest.mark.parametrize("name", [*TEXTS[1:], "Content", "articleBody"])
def test_known_names_are_found(name: str, tmp_path: Path) -> None:
    assert guess(tmp_path, {"title": "A title", name: CLEAN}) == {"text-field": name}


def test_all_kinds_of_fields_are_found(tmp_path: Path) -> None:
    record = {"doc_id": 7, "link": "https://example.org/a", "raw_html": "<p>A</p>", "page": {"body": CLEAN}}
    assert guess(tmp_path, record, record) == {
        "text-field": "page.body",
        "id-field": "doc_id",
        "url-field": "link",
        "html-field": "raw_html",
    }
    assert guess(tmp_path, record, settled=("text-field", "id-field", "html-field")) == {"url-field": "link"}


def test_fields_that_hold_something_else_are_not_taken(tmp_path: Path) -> None:
    assert guess(tmp_path, {"content": 7, "link": "see below", "_id": None, "raw_html": "none", "title": "Short"}) == {}


def test_an_unknown_field_with_long_texts_is_the_text(tmp_path: Path) -> None:
    prose = CLEAN * 4
    assert guess(tmp_path, {"name": "A", "página": prose, "page": f"<p>{prose}</p>{prose}"}) == {"text-field": "página"}
    assert guess(tmp_path, {"name": "A", "página": CLEAN}) == {}
    assert guess(tmp_path, {"\ud800": prose}) == {}


def test_damaged_records_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "pages.jsonl").write_bytes(
        b"\xff{\n[1]\n\n" + b"[" * 100_000 + b"\n" + json.dumps({"body": CLEAN}).encode() + b"\n"
    )
    assert guessed(collect([str(tmp_path)], Config()), Config(), ()) == {"text-field": "body"}
    assert guessed([Found(str(tmp_path / "none.jsonl"), "jsonl")], Config(), ()) == {}


def test_tables_are_asked_for_known_names(tmp_path: Path) -> None:
    (tmp_path / "pages.csv").write_text(f"id,body\n1,{CLEAN}")
    config = Config(include=("*.csv",))
    assert guessed(collect([str(tmp_path)], config), config, ()) == {"text-field": "body"}
    (tmp_path / "pages.csv").write_text(f"id,text,body\n1,{CLEAN},a\n")
    assert guessed(collect([str(tmp_path)], config), config, ()) == {}


@given(
    st.dictionaries(
        st.text(max_size=8), st.one_of(st.text(max_size=8), st.none(), st.dictionaries(st.text(max_size=4), st.text()))
    )
)
def test_flat_records_are_reached_by_the_same_names(record: dict[str, object]) -> None:
    from lint_rules.formats.records import _reach

    assert all(_reach(record, name) == value for name, value in flat(record).items())


def test_what_is_guessed_is_told_and_written(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = 'con"tent\n[x]\x1b[31m\u202e'
    records = [{name: CLEAN * 4, "n": n} for n in range(3)]
    (here / "pages.jsonl").write_text("".join(json.dumps(each) + "\n" for each in records))
    assert init() == 0
    said = capsys.readouterr()
    assert 'text-field: no record that was looked at has a field "text"; ' in said.err
    assert "\x1b" not in said.err + said.out
    assert written(here / "scrapelint.toml").text_field == name
    assert cli.run_command(["check", "-q"]) == 0
