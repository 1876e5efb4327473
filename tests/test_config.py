"""Settings: where they come from, what they may be, and what is said of those that cannot be used."""

from __future__ import annotations

import os
import pickle
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules import config as module
from lint_rules.config import SETTINGS, Allowance, Config, Loaded, PhraseTable, append_allowance, find, load
from lint_rules.document import Document
from lint_rules.engine import registry
from lint_rules.engine.linter import Linter
from lint_rules.errors import ConfigError


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run each test in a repository of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def own(content: str, name: str = "scrapelint.toml") -> Path:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(content, encoding="utf-8")
    return Path(name)


def refused(content: str, **given_: Any) -> str:
    """Return what is said of a configuration file, or of options, that cannot be used."""
    own(content)
    with pytest.raises(ConfigError) as caught:
        load(**given_)
    assert "\n" not in str(caught.value)
    return str(caught.value)


class TestWhere:
    def test_defaults(self) -> None:
        loaded = load()
        assert loaded.config == Config()
        assert loaded.path is None
        assert set(loaded.origins.values()) == {"default"}
        assert set(loaded.origins) == set(SETTINGS) == {field.name.replace("_", "-") for field in fields(Config)}

    def test_own_file_before_shared_file(self, place: Path) -> None:
        own("[project]\nname = 'x'\n[tool.scrapelint]\nmin-score = 70\n", "pyproject.toml")
        assert load().config.min_score == 70
        assert load().origins["min-score"] == "pyproject.toml"
        own("min-score = 80\n")
        loaded = load()
        assert (loaded.config.min_score, loaded.path) == (80, place / "scrapelint.toml")
        assert loaded.origins["select"] == "default"

    def test_nearest_file_and_never_two(self, monkeypatch: pytest.MonkeyPatch) -> None:
        own("min-score = 70\npreview = true\n")
        own("min-score = 80\n", "a/scrapelint.toml")
        own("[tool.black]\n", "a/b/pyproject.toml")
        own("this is not TOML, and not ours\n", "a/b/c/pyproject.toml")
        monkeypatch.chdir("a/b/c")
        assert (load().config.min_score, load().config.preview) == (80, False)
        assert load(start=Path("../../..").resolve()).config.min_score == 70

    def test_nothing_below_and_nothing_above_the_repository(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        own("min-score = 70\n")
        own("min-score = 60\n", "inner/deep/scrapelint.toml")
        Path("inner/.git").mkdir()
        monkeypatch.chdir("inner")
        assert load().path is None
        assert find(place) == place / "scrapelint.toml"

    @pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")
    def test_a_folder_that_anybody_may_write_to_is_not_trusted(self, place: Path) -> None:
        (place / ".git").rmdir()
        own("min-score = 70\n")
        Path("sub").mkdir()
        assert find(place / "sub") == place / "scrapelint.toml"
        place.chmod(0o777)
        assert find(place / "sub") is None
        assert find(place) == place / "scrapelint.toml"

    def test_a_named_file_and_none(self) -> None:
        own("min-score = 70\n")
        own("min-score = 90\n", "other/own.toml")
        assert load(file=Path("other/own.toml")).config.min_score == 90
        assert load(isolated=True).config.min_score is None
        own("[tool.scrapelint]\nmin-score = 50\n[project]\n", "any.toml")
        assert load(file=Path("any.toml")).config.min_score == 50
        own("[project]\n", "pyproject.toml")
        with pytest.raises(ConfigError, match=r"pyproject.toml: there is no table \[tool.scrapelint\]"):
            load(file=Path("pyproject.toml"))

    def test_the_command_line_comes_first(self) -> None:
        own("min-score = 70\nselect = ['CHR']\nextend-select = ['TXT']\nignore = ['DUP']\n")
        loaded = load(overrides={"min_score": 90.0, "select": ("PRO",), "extend-select": ["SEO"], "ignore": None})
        config = loaded.config
        assert (config.min_score, config.select, config.extend_select, config.ignore) == (90, ("PRO",), ("TXT", "SEO"), ("DUP",))
        assert loaded.origins["min-score"] == "--min-score"
        assert loaded.origins["extend-select"] == "scrapelint.toml, --extend-select"
        assert loaded.origins["ignore"] == "scrapelint.toml"

    def test_paths_are_relative_to_the_file(self, place: Path) -> None:
        own(
            "local-rules = ['rules']\nextend-exclude = ['data/raw/*.txt', 'tmp/', '**/x/y']\ninclude = ['*.txt']\n",
            "conf/my.toml",
        )
        config = load(file=Path("conf/my.toml"), overrides={"exclude": "here/*.md"}).config
        assert config.local_rules == (str(place / "conf" / "rules"),)
        assert config.extend_exclude == (f"{(place / 'conf').as_posix()}/data/raw/*.txt", "tmp/", "**/x/y")
        assert config.exclude == (f"{place.as_posix()}/here/*.md",)
        assert config.include == ("*.txt",)

    def test_a_folder_with_the_marks_of_a_pattern_in_its_name(self, place: Path) -> None:
        own("exclude = ['./x/y']\n", "a[b]/my.toml")
        escaped = f"{place.as_posix()}/a[b]".replace("[", "\\[").replace("]", "\\]")
        assert load(file=Path("a[b]/my.toml")).config.exclude == (f"{escaped}/x/y",)

    def test_a_configuration_can_be_pickled(self) -> None:
        own("[rules.CHR006]\nx = 1\n[[phrase]]\ncode = 'LOC001'\nline = 'x'\n")
        config = load().config
        assert pickle.loads(pickle.dumps(config)) == config


class TestWhat:
    @pytest.mark.parametrize(
        ("key", "value", "read"),
        [
            ("select", "CHR, TXT001,", ("CHR", "TXT001")),
            ("select", ["CHR"], ("CHR",)),
            ("preview", True, True),
            ("min-score", 97, 97),
            ("min-score", 97.5, 97.5),
            ("fail-on", "never", "never"),
            ("fail-on-verdict", [], ()),
            ("fail-on-verdict", "partial,unjudged", ("partial", "unjudged")),
            ("max-failing", 5, 5),
            ("max-failing", 0.02, 0.02),
            ("max-failing", "2%", 0.02),
            ("max-failing", "2.5 %", 0.025),
            ("max-failing", "5", 5),
            ("max-unreadable", "0.5", 0.5),
            ("max-document-size", "64 MB", 64_000_000),
            ("max-document-size", "1.5KiB", 1536),
            ("max-document-size", 100, 100),
            ("jobs", 4, 4),
            ("jobs", "auto", None),
            ("host-from-path", "crawl/{host}/*", "crawl/{host}/*"),
            ("meta-field", "a,b.c", ("a", "b.c")),
            ("text-format", "markdown", "markdown"),
            ("required-version", ">=0", ">=0"),
        ],
    )
    def test_values(self, key: str, value: object, read: object) -> None:
        config = load(overrides={key: value}).config
        assert getattr(config, key.replace("-", "_")) == read
        assert type(getattr(config, key.replace("-", "_"))) is type(read)

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("selct = ['CHR']", "scrapelint.toml: unknown key 'selct'; did you mean 'select'?"),
            ("extend_select = []", "scrapelint.toml: unknown key 'extend_select'; did you mean 'extend-select'?"),
            ("zzz = 1", "scrapelint.toml: unknown key 'zzz'"),
            ("select = 5", "scrapelint.toml: select: 5 is not a list of texts"),
            ("select = ['a', 5]", "scrapelint.toml: select: 5 is not a text"),
            ("preview = 'yes'", "scrapelint.toml: preview: 'yes' is neither true nor false"),
            ("min-score = 120", "scrapelint.toml: min-score: 120 is not a number from 0 to 100"),
            ("min-score = nan", "scrapelint.toml: min-score: nan is not a number from 0 to 100"),
            ("min-confidence = true", "scrapelint.toml: min-confidence: True is not a number from 0 to 1"),
            ("fail-on = 'eror'", "fail-on: 'eror' is not one of error, warning, info, never; did you mean 'error'?"),
            ("fail-on = []", "fail-on: [] is not one of error, warning, info, never"),
            (
                "fail-on-verdict = ['stubs']",
                "fail-on-verdict: 'stubs' is not one of unjudged, not-an-article, stub, partial; did you mean",
            ),
            ("fail-on-verdict = 'article'", "fail-on-verdict: 'article' is not one of"),
            ("max-failing = -1", "max-failing: -1 is neither a count (5) nor a share (0.02 or '2%')"),
            ("max-failing = '120%'", "max-failing: '120%' is neither a count"),
            ("max-failing = 'some'", "max-failing: 'some' is neither a count"),
            ("max-failing = true", "max-failing: True is neither a count"),
            ("max-document-size = '5 XB'", "max-document-size: '5 XB' is not a size"),
            ("max-document-size = 0", "max-document-size: 0 is not a size"),
            ("max-document-size = '0 MB'", "max-document-size: '0 MB' is not a size"),
            ("jobs = 0", "jobs: 0 is not a whole number from 1 up"),
            ("text-field = ''", "text-field: '' is not a text"),
            ("host-from-path = 'crawl/*'", "host-from-path: 'crawl/*' does not hold {host} once, as 'crawl/{host}/*' does"),
            ("required-version = 'new'", "required-version: 'new' is not a range of versions such as '>=1.2, <2'"),
            ("required-version = '>=9999, <10000'", "scrapelint.toml: required-version: this is ScrapeLint"),
            ("rules = 5", "rules: 5 is not a table of rule codes"),
            ("[rules]\nCHR006 = 5", "rules: CHR006: 5 is not a table of options"),
            ("phrase = 5", "phrase: 5 is not a list of tables"),
            ("[[phrase]]\nline = 'x'", "phrase: code: None is not a code of one's own (LOC and three digits)"),
            ("[[phrase]]\ncode = 'CHR001'\nline = 'x'", "phrase: code: 'CHR001' is not a code of one's own"),
            ("[[phrase]]\ncode = 'LOC001'", "phrase: LOC001 has no phrase: give 'line' or 'anywhere'"),
            ("[[phrase]]\ncode = 'LOC001'\nline = ' * '", "phrase: LOC001: ' * ' is not a phrase of one line"),
            ('[[phrase]]\ncode = "LOC001"\nline = "a\\nb"', "phrase: LOC001: 'a\\nb' is not a phrase of one line"),
            ("[[phrase]]\ncode = 'LOC001'\nlines = 'x'", "phrase: unknown key 'lines'; did you mean 'line'?"),
            (
                "[[phrase]]\ncode = 'LOC001'\nline = 'x'\nseverity = 'bad'",
                "phrase: severity: 'bad' is not one of info, warning, error",
            ),
            ("[[phrase]]\ncode = 'LOC001'\nline = [5]", "phrase: line: 5 is not a text"),
            ("[[allow]]\nline = 'x'", "allow: codes: nothing is not a rule code or the beginning of one"),
            ("[[allow]]\ncodes = 'chr'\nline = 'x'", "allow: codes: 'chr' is not a rule code or the beginning of one"),
            ("[[allow]]\ncodes = 'CHR'\nreason = 'x'", "allow: an entry for CHR has no 'line'"),
            ("[[allow]]\ncodes = 'CHR'\nline = 'x'", "allow: an entry for CHR has no 'reason'"),
            ("phrases-file = 'gone.toml'", "there is no configuration file 'gone.toml'"),
            (
                "preview = true\n[tool.scrapelint]\nmin-score = 5",
                "'preview' stands outside of [tool.scrapelint], which the file has",
            ),
            ("a = ", "scrapelint.toml: not TOML: Invalid value"),
            ("select = [" * 5000, "scrapelint.toml: not TOML: "),
        ],
    )
    def test_what_cannot_be_used_is_told_with_its_place(self, content: str, message: str) -> None:
        assert message in refused(content)

    def test_long_values_are_cut_and_control_characters_shown(self) -> None:
        said = refused(f'fail-on = "{"x" * 500}"')
        assert len(said) < 250
        assert "\\x1b" in refused('fail-on = "\\u001b[31m"')

    def test_options_are_named_as_they_are_written(self) -> None:
        with pytest.raises(ConfigError, match=r"^--min-score: 120 is not a number from 0 to 100$"):
            load(overrides={"min_score": 120})
        with pytest.raises(ConfigError, match=r"^options: unknown key 'min-scor'; did you mean 'min-score'"):
            load(overrides={"min_scor": 1})

    def test_files_that_cannot_be_read(self, place: Path) -> None:
        Path("folder").mkdir()
        Path("bytes.toml").write_bytes(b"a = '\xff'")
        Path("bom.toml").write_bytes(b"\xef\xbb\xbfmin-score = 5")
        assert load(file=Path("bom.toml")).config.min_score == 5
        for name, message in (
            ("gone.toml", "there is no configuration file 'gone.toml'"),
            ("bytes.toml", "bytes.toml: not UTF-8: "),
            ("folder", "folder: cannot be read: "),
        ):
            with pytest.raises(ConfigError) as caught:
                load(file=place / name)
            assert message in str(caught.value)

    @pytest.mark.parametrize(
        ("wanted", "holds"),
        [
            *(("1.4.2", True), ("==1.4.2", True), ("1.4", False), ("!=1.4.2", False), ("!=1.4", True), (">=1.4", True)),
            *((">1.4.2", False), ("<2", True), ("<=1.4.2.0", True), (">=1.2, <2", True), (">=1.2,<1.4", False)),
            *(("~=1.2", True), ("~=1.3.0", False), ("~=2.0", False)),
        ],
    )
    def test_required_version(self, wanted: str, holds: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "__version__", "1.4.2.dev3")
        if holds:
            load(overrides={"required-version": wanted})
            own(f"required-version = '{wanted}'")
            load()
        else:
            assert refused(f"required-version = '{wanted}'").startswith(
                "scrapelint.toml: required-version: this is ScrapeLint 1.4.2"
            )


class TestOwnWords:
    def test_phrases_and_allowances(self) -> None:
        own(
            """
            [[tool.scrapelint.phrase]]
            code = "LOC001"
            line = ["Listen on the Example app", "Story by * for Example"]
            anywhere = "in the app"
            severity = "error"
            hosts = ["www.Example.org"]
            valid = ["x"]
            invalid = ["Listen on the Example app"]
            [[tool.scrapelint.allow]]
            codes = ["CHR"]
            line = ["Share your story: 555 0100", "Call, now"]
            reason = "our own appeal"
            """,
            "pyproject.toml",
        )
        config = load().config
        lines = ("Listen on the Example app", "Story by * for Example")
        phrase = PhraseTable("LOC001", lines, ("in the app",), "error", ("example.org",), ("x",), ("Listen on the Example app",))
        assert config.phrase == (phrase,)
        assert config.allow == (
            Allowance(("CHR",), "Share your story: 555 0100", "our own appeal"),
            Allowance(("CHR",), "Call, now", "our own appeal"),
        )

    def test_further_files_take_the_same_tables(self) -> None:
        own("phrases-file = ['words/a.toml', 'words/b.toml']\n[[phrase]]\ncode = 'LOC001'\nline = 'one'\n")
        own("[[phrase]]\ncode = 'LOC002'\nline = 'two'\n", "words/a.toml")
        own("[[tool.scrapelint.phrase]]\ncode = 'LOC003'\nline = 'three'\n", "words/b.toml")
        loaded = load()
        assert [table.code for table in loaded.config.phrase] == ["LOC001", "LOC002", "LOC003"]
        assert loaded.origins["phrase"] == "scrapelint.toml, words/a.toml, words/b.toml"
        own("allow-file = 'allowed.toml'\n")
        own("[[allow]]\ncodes = 'CHR'\nline = 'x'\nreason = 'y'\n", "allowed.toml")
        assert load().config.allow == (Allowance(("CHR",), "x", "y"),)
        assert load().origins["allow"] == "allowed.toml"

    def test_nothing_else_stands_in_them(self) -> None:
        own("[[phrases]]\ncode = 'LOC002'\n", "words.toml")
        said = refused("phrases-file = 'words.toml'")
        assert said == "words.toml: unknown key 'phrases'; did you mean 'phrase'?; only [[phrase]] tables stand here"
        own("[[phrase]]\ncode = 'LOC2'\n", "words.toml")
        assert refused("phrases-file = 'words.toml'").startswith("words.toml: phrase: code: 'LOC2' is not a code")

    def test_a_phrase_whose_own_examples_fail_is_refused(self) -> None:
        own("[[phrase]]\ncode = 'LOC001'\nline = 'Hear us'\ninvalid = 'Hear us now'\n")
        with pytest.raises(ConfigError, match="LOC001: it finds nothing in its invalid example"):
            Linter(load().config)

    @pytest.mark.parametrize(
        ("overrides", "found"),
        [
            ({}, True),
            ({"select": "LOC001"}, True),
            ({"select": "CHR", "extend-select": "LOC"}, True),
            ({"select": "CHR"}, False),
            ({"ignore": "LOC001"}, False),
            ({"ignore": "LOC"}, False),
        ],
    )
    def test_phrases_are_selected_like_rules(self, overrides: dict[str, object], found: bool) -> None:
        own("[[phrase]]\ncode = 'LOC001'\nline = 'Hear us'\n")
        result = Linter(load(overrides=overrides).config).check(Document("Hear us\n"))
        assert ("LOC001" in [diagnostic.finding.code for diagnostic in result.diagnostics]) is found

    def test_a_local_rule_that_cannot_be_imported_is_refused(self) -> None:
        own("raise ValueError('broken')\n", "rules/bad.py")
        own("local-rules = 'rules'\n")
        with pytest.raises(ConfigError, match=r"bad\.py' cannot be imported: ValueError: broken"):
            Linter(load().config)

    def test_options_of_rules_are_refused_by_name(self) -> None:
        code = registry.discover(Config())[0].code
        own(f"[rules.{code}]\nnot-an-option = 1\n")
        with pytest.raises(ConfigError, match=rf"rules\.{code}: no option 'not-an-option'"):
            Linter(load().config)


class TestAppending:
    ALLOWANCE = Allowance(("CHR", "PRO001"), 'Say "hi" \\ \x1b é', "it is ours", ("a.org",))

    def appended(self, loaded: Loaded) -> Path:
        path = append_allowance(loaded, self.ALLOWANCE)
        assert self.ALLOWANCE in load().config.allow
        return path

    def test_to_a_new_file(self) -> None:
        assert self.appended(load()) == Path("scrapelint.toml")
        assert self.appended(load()).name == "scrapelint.toml"
        assert load().config.allow == (self.ALLOWANCE, self.ALLOWANCE)

    def test_to_the_shared_file(self) -> None:
        before = "[tool.scrapelint]\nmin-score = 5 # kept"
        own(before, "pyproject.toml")
        assert self.appended(load()).read_text("utf-8").startswith(before + "\n\n[[tool.scrapelint.allow]]\n")
        assert load().config.min_score == 5

    def test_to_the_file_of_allowances(self, place: Path) -> None:
        own("allow-file = 'words/allowed.toml'\n")
        own("", "words/allowed.toml")
        assert self.appended(load()) == place / "words" / "allowed.toml"

    def test_what_would_break_the_file_is_not_written(self) -> None:
        path = own("allow = []\n")
        with pytest.raises(ConfigError, match="not TOML"):
            append_allowance(load(), self.ALLOWANCE)
        assert path.read_text("utf-8") == "allow = []\n"
        assert [each.name for each in Path().iterdir() if each.name != ".git"] == ["scrapelint.toml"]

    def test_a_file_that_cannot_be_written(self) -> None:
        loaded = Loaded(Config(allow_file=("gone/allowed.toml",)), {}, None)
        with pytest.raises(ConfigError, match=r"gone/allowed.toml: cannot be written: "):
            append_allowance(loaded, self.ALLOWANCE)

    @given(st.text(st.characters(exclude_categories=["Cs"])))
    def test_any_text_comes_back(self, text: str) -> None:
        assert tomllib.loads(f"x = {module.toml([text])}") == {"x": [text]}


def test_user_words_through_the_linter() -> None:
    own("[[phrase]]\ncode = 'LOC001'\nline = 'Listen on the * app'\n")
    with Path("scrapelint.toml").open("a", encoding="utf-8") as file:
        file.write("[[allow]]\ncodes = 'LOC'\nline = 'listen on the OUR app'\nreason = 'x'\n")
    linter = Linter(load().config)
    result = linter.check(Document("Some words.\nListen on the Example app\nListen on the our app\n"))
    assert [(d.finding.code, d.text) for d in result.diagnostics] == [("LOC001", "Listen on the Example app")]
