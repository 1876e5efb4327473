"""Rules that are left out of some files and hosts: as if they were not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Run
from lint_rules import Document, Linter
from lint_rules.config import Config, load
from lint_rules.engine.keeping.ignores import Ignores
from lint_rules.errors import ConfigError
from lint_rules.finding import Source

BODY = "The harbour opened at dawn and the boats went out to the grey sea.\n"
BAD = f"Skip to content\nHome\nNews\n\n{BODY}{BODY}\nShare this:\nRead more\n"
EVERYTHING = Linter()


@pytest.mark.parametrize("codes", [("CHR001",), ("CHR",), ("CHR004", "CTX"), ("ALL",), ("PRO008", "CHR002")])
def test_a_rule_that_is_ignored_in_a_file_is_not_there(codes: tuple[str, ...]) -> None:
    texts = [path.read_text("utf-8") for path in sorted(Path("fixtures/mixed").glob("*.txt"))[:4]]
    here = Linter(Config(per_file_ignores={"*.txt": codes}))
    host = Linter(Config(per_host_ignores={"a.org": codes}))
    without = Linter(Config(ignore=codes))
    for text in [BAD, *texts]:
        expected = without.check(Document(text, path="a.txt", host="a.org"))
        assert here.check(Document(text, path="a.txt", host="a.org")) == expected
        assert host.check(Document(text, path="a.txt", host="a.org")) == expected
        assert here.check(Document(text, path="a.md")) == EVERYTHING.check(Document(text, path="a.md"))
        assert host.check(Document(text, host="b.org")) == EVERYTHING.check(Document(text, host="b.org"))


def ignored(source: Source, *, files: dict[str, str] | None = None, hosts: dict[str, str] | None = None) -> set[str]:
    config = Config(
        per_file_ignores={pattern: (code,) for pattern, code in (files or {}).items()},
        per_host_ignores={host: (code,) for host, code in (hosts or {}).items()},
    )
    return {EVERYTHING.rules[number].code for number in Ignores(config, EVERYTHING.rules).of(source)}


@pytest.mark.parametrize(
    ("pattern", "path", "is_meant"),
    [
        ("*.txt", "deep/a.txt", True),
        ("*.txt", "a.md", False),
        ("drafts", "drafts/deep/a.txt", True),
        ("drafts/", "drafts/a.txt", True),
        ("drafts/", "drafts", False),
        ("**/old/*.txt", "deep/old/a.txt", True),
        ("**/old/*.txt", "deep/old/a.md", False),
        ("a.txt", "b/a.txt", True),
        ("*.txt", "s3://bucket/deep/a.txt", True),
        ("A.TXT", "a.txt", True),
    ],
)
def test_patterns_are_those_of_exclude(pattern: str, path: str, is_meant: bool) -> None:
    assert ignored(Source("x", path), files={pattern: "CHR001"}) == ({"CHR001"} if is_meant else set())


@pytest.mark.parametrize(
    ("pattern", "host", "is_meant"),
    [
        ("a.org", "a.org", True),
        ("a.org", "b.a.org", False),
        ("*.a.org", "b.a.org", True),
        ("*.a.org", "c.b.a.org", True),
        ("*.a.org", "a.org", False),
        ("*.a.org", "ba.org", False),
        ("*.org", "a.org", True),
    ],
)
def test_a_star_is_all_hosts_below(pattern: str, host: str, is_meant: bool) -> None:
    assert ignored(Source("x", host=host), hosts={pattern: "CHR001"}) == ({"CHR001"} if is_meant else set())


def test_a_relative_path_is_that_of_where_the_program_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ignores = Ignores(Config(per_file_ignores={"drafts": ("CHR001",)}), EVERYTHING.rules)
    (tmp_path / "drafts").mkdir()
    for folder, count in ((tmp_path / "drafts", 1), (tmp_path, 0)):
        monkeypatch.chdir(folder)
        assert len(ignores.of(Source("x", "a.txt"))) == count


def test_both_add_up() -> None:
    source = Source("x", "a.txt", host="a.org")
    assert ignored(source, files={"*.txt": "CHR001", "a.*": "CHR004"}, hosts={"a.org": "PRO001"}) == {
        "CHR001",
        "CHR004",
        "PRO001",
    }
    assert ignored(Source("x")) == set()
    assert not Ignores(Config(), EVERYTHING.rules)


class TestSettings:
    def test_a_pattern_with_a_slash_stands_below_the_files_folder(self, tmp_path: Path) -> None:
        (tmp_path / "scrapelint.toml").write_text('[per-file-ignores]\n"drafts/*.txt" = ["CHR001", "PRO"]\n"*.md" = "CHR"\n')
        config = load(file=tmp_path / "scrapelint.toml").config
        assert config.per_file_ignores == {f"{tmp_path.as_posix()}/drafts/*.txt": ("CHR001", "PRO"), "*.md": ("CHR",)}

    def test_the_command_line_replaces_the_files(self, tmp_path: Path) -> None:
        (tmp_path / "scrapelint.toml").write_text('per-host-ignores = {"WWW.a.org" = ["CHR001"]}\n')
        assert load(file=tmp_path / "scrapelint.toml").config.per_host_ignores == {"a.org": ("CHR001",)}
        given = {"per-host-ignores": "b.org:CHR,PRO001,*.c.org:ALL"}
        config = load(file=tmp_path / "scrapelint.toml", overrides=given).config
        assert config.per_host_ignores == {"b.org": ("CHR", "PRO001"), "*.c.org": ("ALL",)}

    @given(
        st.dictionaries(
            st.text("abc.*/:", min_size=1), st.lists(st.sampled_from(["CHR", "PRO001"]), min_size=1, unique=True), min_size=1
        )
    )
    def test_a_line_says_what_a_table_says(self, table: dict[str, list[str]]) -> None:
        line = ",".join(f"{pattern}:{','.join(codes)}" for pattern, codes in table.items())
        one, other = (load(isolated=True, overrides={"per-file-ignores": said}, start=Path("/")).config for said in (line, table))
        assert one == other

    @pytest.mark.parametrize(
        ("key", "value", "said"),
        [
            ("per-file-ignores", "a.txt", "'a.txt' is no 'name:CODES'"),
            ("per-file-ignores", {"!a.txt": ["CHR"]}, "there are no exceptions here"),
            ("per-file-ignores", {"a.txt": 1}, "1 is not a list of texts"),
            ("per-host-ignores", {"a.*": ["CHR"]}, "'a.*' is neither a host nor '*.' and a host"),
            ("per-host-ignores", "a.org:", "'a.org:' is no 'name:CODES'"),
            ("per-host-ignores", "https://a.org/x:CHR", "'https://a.org/x' is an address, and no host as in 'blog.example'"),
            ("per-host-ignores", {"a.org/": ["CHR"]}, "'a.org/' is an address"),
            ("allow", {"codes": "CHR", "line": "a", "reason": "b", "hosts": ["http://a.org"]}, "'http://a.org' is an address"),
            ("phrase", {"code": "LOC001", "line": "a", "hosts": "//a.org"}, "'//a.org' is an address"),
        ],
    )
    def test_what_cannot_be(self, key: str, value: object, said: str) -> None:
        with pytest.raises(ConfigError) as caught:
            load(isolated=True, overrides={key: value})
        assert said in str(caught.value)

    @pytest.mark.parametrize("setting", ["per_file_ignores", "per_host_ignores"])
    def test_a_code_that_is_none_is_refused(self, setting: str) -> None:
        with pytest.raises(ConfigError, match=f"{setting.replace('_', '-')}: no rule has the code or prefix 'CHX'"):
            Linter(Config(**{setting: {"a": ("CHX",)}}))  # type: ignore[arg-type]


def test_the_command(run: Run, tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    for name in ("a.txt", "drafts/b.txt"):
        (tmp_path / name).write_text("Skip to content\n\n" + BODY)
    ended = run(
        "check", ".", "--per-file-ignores", "drafts/*:CHR001", "--per-file-ignores", "*.md:CHR,PRO", "--output-format", "json"
    )
    assert {each["path"]: len(each["findings"]) for each in json.loads(ended.out)} == {"a.txt": 1, "drafts/b.txt": 0}
    said = run("config", "--per-file-ignores", "*.md:CHR,PRO").out
    assert 'per-file-ignores = {"*.md" = ["CHR", "PRO"]}' in said
    assert "# --per-file-ignores" in said
