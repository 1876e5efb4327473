"""The docs say what is so: their links lead somewhere, what they show runs, and what is made from the program is up to date."""

from __future__ import annotations

import gzip
import importlib.util
import inspect
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple

import click
import pytest

from lint_rules import cli, expectations
from lint_rules.cli.commands import Option
from lint_rules.cli.options import overrides
from lint_rules.cli.status import FAILED, PASSED
from lint_rules.config import SETTINGS, Allowance, Config, PhraseTable, load
from lint_rules.document import Document
from lint_rules.engine import registry
from lint_rules.engine.keeping.suppressions import KEYS, Suppressions
from lint_rules.engine.linter import Linter
from lint_rules.engine.prescan import Prescan
from lint_rules.finding import Suppressed, Verdict
from lint_rules.formats.html import reduced
from lint_rules.profiles import Profile
from lint_rules.reports import OUTPUT_FORMATS
from lint_rules.reports.record import record
from lint_rules.rule import Context, Rule, unmark
from lint_rules.testing import ScrapeLint

ROOT = Path(__file__).parent.parent
COMMANDS = cli.cli.every()
DOCS = ROOT / "docs"
GUIDE = sorted(path for path in DOCS.glob("*.md") if path.name != "index.md")  # which is README.md and the order of pages
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *GUIDE, *sorted((DOCS / "rules").glob("*.md"))]
# test_engines.py, test_arrow.py and test_scrapy.py run them.
PROGRAMS = {path.read_text("utf-8") for folder in ("engines", "scrapy") for path in (DOCS / folder).rglob("*.py")}
WRITTEN = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *GUIDE]  # by people, who may err
FENCE = re.compile(r"^( *)(`{3,})(\w*)\n(.*?)^\1\2$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
TYPED = ("console", "bash")
SHOWING = (*TYPED, "yaml", "groovy")
"""The languages of blocks with commands: those that people type, and those in which other programs are told to call ours."""
CALLED = re.compile(r"(?:- run: |^ *- |\bsh ')(scrapelint [^'\n]+)")
# What is written with the options of other programs.
OTHERS_OPTIONS = {"--all", "--check", "--all-files", "--dist", "--junitxml", "--only", "--peers", "--slow"}
RULE = ROOT / "tests" / "plugin_dist" / "src" / "scrapelint_quayside" / "tide_table_link.py"
CLEAN = "The harbour opened at dawn and the first boats went out before the fog had lifted.\n"


class Block(NamedTuple):
    """A fenced block: where it stands, what it is said to be, what it holds, and what stands before it."""

    path: Path
    line: int
    language: str
    text: str
    before: str = ""

    @property
    def name(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}"


def blocks(paths: Sequence[Path], *languages: str) -> list[Block]:
    found = []
    for path in paths:
        text = path.read_text("utf-8")
        for match in FENCE.finditer(text):
            if match[3] in languages:
                lines = (line.removeprefix(match[1]) for line in match[4].splitlines(keepends=True))
                line, before = text.count("\n", 0, match.start()) + 1, text[: match.start()]
                found.append(Block(path, line, match[3], "".join(lines), before))
    return found


def prose(path: Path) -> str:
    return FENCE.sub("", path.read_text("utf-8"))


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    specification = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


# What is generated


@pytest.mark.skipif(os.sep != "/", reason="the pages show paths as other systems have them")
def test_generated_pages_are_up_to_date(
    generate: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["generate.py", "--check"])
    stale = generate.main()
    assert not stale, f"run `python docs/generate.py`:\n{capsys.readouterr().err}"


def test_pages_that_are_stale_are_found_and_made_anew(
    generate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = {tmp_path / "rules" / "ABC001-new.md": "new\n", tmp_path / "usage.md": "right\n"}
    for name in ("ROOT", "DOCS"):
        monkeypatch.setattr(generate, name, tmp_path)
    monkeypatch.setattr(generate, "RULES", tmp_path / "rules")
    monkeypatch.setattr(generate, "pages", lambda: made)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ABC000-old.md").write_text("old\n", "utf-8")
    (tmp_path / "usage.md").write_text("wrong\n", "utf-8")
    monkeypatch.setattr(sys, "argv", ["generate.py", "--check"])
    assert generate.main() == 1
    said = capsys.readouterr().err.splitlines()
    assert [Path(line.split()[1]).as_posix() for line in said] == ["rules/ABC000-old.md", "rules/ABC001-new.md", "usage.md"]
    monkeypatch.setattr(sys, "argv", ["generate.py"])
    assert generate.main() == 0
    monkeypatch.setattr(sys, "argv", ["generate.py", "--check"])
    assert generate.main() == 0
    assert sorted(path.name for path in (tmp_path / "rules").iterdir()) == ["ABC001-new.md"]


def test_every_setting_stands_in_one_table_of_the_configuration() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| .+ \| .+ \| .+ \|$", (DOCS / "configuration.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(SETTINGS)


def test_every_option_stands_in_the_tables_of_the_usage() -> None:
    page = (DOCS / "usage.md").read_text("utf-8")
    for name, command in COMMANDS.items():
        for option in (each for each in command.params if isinstance(each, Option)):
            rows = [line for line in page.splitlines() if line.startswith("| `") and option.opts[-1] in line.split(" | ")[0]]
            assert any(name in row.rpartition(" | ")[2].strip(" |").split(", ") for row in rows), f"{name} {option.opts[-1]}"


def test_every_command_has_its_part_of_the_usage() -> None:
    parts = re.findall(r"^## scrapelint (.+)$", (DOCS / "usage.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(parts) == sorted(COMMANDS)


# What is written


def slug(heading: str) -> str:
    """Return the anchor that a heading gets."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    text = INLINE.sub("", prose(path))
    for target in re.findall(r"\]\(([^()\s]+)\)", text):
        if "//" in target:
            # No other host is asked: such links are looked at for their form.
            assert re.fullmatch(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[\w./~%+-]*)?(?:#[\w.-]+)?", target), target
            continue
        name, _, anchor = target.partition("#")
        page = (path.parent / name).resolve() if name else path
        assert page.exists(), f"{target}: there is no such file"
        assert page.is_relative_to(ROOT), f"{target} leads out of the project"
        if anchor:
            headings = re.findall(r"^#{1,6} (.+)$", prose(page), re.MULTILINE)
            assert anchor in map(slug, headings), f"{target}: there is no such heading"


def test_the_guide_names_all_its_pages() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    for page in GUIDE:
        assert page.name == "README.md" or f"({page.name})" in index, page.name


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_paths_that_are_named_exist(path: Path) -> None:
    for word in INLINE.findall(prose(path)):
        if re.fullmatch(r"(?:lint_rules|tests|docs|fixtures|benchmarks|\.ci|\.github)/[\w./-]*", word):
            assert (ROOT / word).exists(), word


def own_options() -> set[str]:
    parameters = [each for command in COMMANDS.values() for each in command.params]
    return {"--help", "--version"} | {name for each in parameters for name in (*each.opts, *each.secondary_opts)}


def plugin_options(request: pytest.FixtureRequest) -> set[str]:
    parser: Any = request.config._parser
    return {name for group in parser._groups if group.name == "scrapelint" for option in group.options for name in option.names()}


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_options_that_are_named_exist(path: Path, request: pytest.FixtureRequest) -> None:
    said = set(OPTION.findall(path.read_text("utf-8")))
    assert said - own_options() - plugin_options(request) - OTHERS_OPTIONS == set()


def test_all_options_of_the_plugin_are_told(request: pytest.FixtureRequest) -> None:
    assert plugin_options(request) <= set(OPTION.findall((DOCS / "pytest.md").read_text("utf-8")))


def keys_of(page: str, after: str) -> list[str]:
    """Return the keys in the first column of the first table after some words of a page."""
    table = re.search(r"(?:^\|.*\n)+", (DOCS / page).read_text("utf-8").partition(after)[2], re.MULTILINE)
    assert table is not None, f"{page}: {after}"
    return [key for row in table[0].splitlines()[2:] for key in re.findall(r"`\[*([a-z_]+)\]*`", row.split(" | ")[0])]


def test_the_keys_of_results_are_told() -> None:
    text, source_map = reduced("<p>Skip to content")
    result = Linter(Config(plugins=False)).check(Document(text, source_map=source_map))
    # With all that is absent where there is nothing to tell.
    every = result.diagnostics[0]._replace(lines=("a", "b"), edges=("c",), known=True, preview=True)
    every = every._replace(finding=every.finding._replace(settles=Verdict.STUB))
    result = result._replace(diagnostics=(every,), suppressed=(Suppressed(every, "allowance", "why"),))
    made = record(result, passed=False, ruleset="")
    assert keys_of("output.md", "## jsonl and json") == list(made)
    assert keys_of("output.md", "\nA finding:\n") == list(made["findings"][0])


def test_the_keys_of_sidecars_phrases_and_allowances_are_told() -> None:
    own = {each.name for each in fields(expectations.Expectations)} - {"path", "score_min", "score_max"}
    assert set(keys_of("pytest.md", "speaks for")) == own | {"score"}
    assert set(keys_of("own-rules.md", "## Phrases")) == {each.name for each in fields(PhraseTable)}
    assert set(keys_of("own-rules.md", "## Words to keep")) == {each.name for each in fields(Allowance)}


def test_the_keys_of_suppressions_are_told() -> None:
    assert sorted(keys_of("keeping.md", "may be edited by hand.")) == sorted(KEYS)


def test_the_arguments_of_the_fixture_are_told() -> None:
    names = list(inspect.signature(ScrapeLint.assert_clean).parameters)[1:]
    assert keys_of("pytest.md", "scores at least `min_score`.") == names


def test_every_rule_finds_a_kind() -> None:
    page = (DOCS / "kinds.md").read_text("utf-8")
    said = set(re.findall(r"([A-Z]{3}\d{3}) ([a-z-]+)", page))
    assert said == {(rule.code, rule.name()) for rule in registry.discover(Config(plugins=False))}


# Commands


class Example(NamedTuple):
    """A command that a page shows: where, as it stands there, and what the page shows of its output (None: nothing)."""

    where: str
    line: str
    output: str | None


def commands(block: Block) -> Iterator[Example]:
    """Yield the commands of a block: what stands behind prompts, each with the output below it; without a prompt, every line. Of
    the settings of other programs, those lines that call ours.
    """
    lines = block.text.splitlines()
    if block.language not in TYPED:
        for number, line in enumerate(lines, block.line + 1):
            called = CALLED.search(line)
            if called:
                yield Example(f"{block.path.relative_to(ROOT)}:{number}", called[1], None)
        return
    prompted = any(line.startswith("$ ") for line in lines)
    command: list[str] = []
    output: list[str] = []
    start = 0

    def made() -> Example:
        return Example(f"{block.path.relative_to(ROOT)}:{start}", "\n".join(command), "\n".join(output) if output else None)

    for number, line in enumerate(lines, block.line + 1):
        goes_on = bool(command) and not output and command[-1].endswith("\\")
        if goes_on:
            command.append(line.removeprefix("> "))
        elif line.startswith("$ ") or (not prompted and line.strip()):
            if command:
                yield made()
            command, output, start = [line.removeprefix("$ ")], [], number
        elif prompted and command:
            output.append(line)
    if command:
        yield made()


def shown() -> Iterator[tuple[str, str]]:
    """Yield each command that is shown, in a block or within a sentence, and where."""
    for block in blocks(WRITTEN, *SHOWING):
        yield from ((example.where, example.line) for example in commands(block))
    for path in WRITTEN:
        yield from ((str(path.relative_to(ROOT)), words) for words in INLINE.findall(prose(path)))


def arguments(line: str) -> list[str] | None:
    """Return the arguments of the last call of ours on a line, None where there is none."""
    if line.startswith("pre-commit ") or not re.search(r"(?:^|[ /])scrapelint [a-z-]", line):
        return None
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;")
    lexer.whitespace_split = True
    words = list(lexer)
    place = max((n for n, word in enumerate(words) if word.rpartition("/")[2] == "scrapelint"), default=None)
    return None if place is None else words[place + 1 :]


SHOWN = [(where, line, given) for where, line in sorted(set(shown())) if (given := arguments(line))]


def test_commands_are_found_in_the_pages() -> None:
    assert {given[0] for _, _, given in SHOWN} >= {name.split()[0] for name in COMMANDS}


def stand_in(parameter: click.Parameter) -> str:
    """Return what may stand for a parameter that must be given."""
    return "CHR004" if parameter.metavar == "CODE" or parameter.name == "code" else "page.txt"


@pytest.mark.parametrize(("where", "line", "given"), SHOWN)
def test_commands_that_are_shown_can_be_given(where: str, line: str, given: list[str]) -> None:
    if given[0].startswith("-"):
        assert set(given) <= {"--help", "--version"}, where
        return
    name = next((each for each in (" ".join(given[:2]), given[0]) if each in COMMANDS), None)
    assert name is not None, f"{where}: {line}: there is no such command"
    command, given = COMMANDS[name], given[len(name.split()) :]
    words = [word for word in given if word != "--help"]
    if not given:
        # In a sentence a command may stand without what it is to work on.
        needed = [each for each in command.params if each.required]
        words = [word for each in needed for word in (*each.opts[:1] * isinstance(each, click.Option), stand_in(each))]
    with command.make_context(name, words) as context:
        config = load(isolated=True, overrides=overrides(context.params)).config
    assert config.output_format in OUTPUT_FORMATS
    registry.selected(config, registry.discover(Config(plugins=False)))


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with all that the examples speak of, and no configuration above it: the texts of docs/example, and the same under
    the names that pages use for texts of the reader's own.
    """
    shutil.copytree(DOCS / "example", tmp_path, dirs_exist_ok=True)
    page = (DOCS / "example" / "harbour.txt").read_text("utf-8")
    records = [json.loads(line) for line in (DOCS / "example" / "pages.jsonl").read_text("utf-8").splitlines()]
    further = [each | {"body": each["text"], "meta": {"id": each["id"]}, "source": "crawl", "year": 2024} for each in records]
    for name, text in {
        "page.txt": page,
        "notes.md": CLEAN,
        "page.html": f"<p>{CLEAN}</p>",
        "pages.jsonl": "".join(json.dumps(each) + "\n" for each in further),
        "crawl/pages.csv": "id,text\n1,A short text.\n",
        "data/documents/part.jsonl": '{"id": "1", "text": "A short text."}\n',
        "list.txt": "page.txt\ncrawl\n",
        "other.toml": "min-score = 80\n",
        "phrases.toml": '[[phrase]]\ncode = "LOC003"\nline = ["Heard on the quay"]\n',
        "allow.toml": "",
        "crawl/example.org/page.txt": page,
        "crawl/example.org/notes.md": CLEAN,
        "yesterday/example.org/page.txt": CLEAN,
        "today/example.org/page.txt": page,
        f"rules/{RULE.name}": RULE.read_text("utf-8"),
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "notes.md.gz").write_bytes(gzip.compress(CLEAN.encode()))
    monkeypatch.chdir(tmp_path)
    assert cli.run_command(["check", "crawl", "-q", "--isolated", "-o", "last.jsonl"]) == FAILED
    for name in ("sites.profile", "part-1.profile", "part-2.profile"):
        Profile.empty().observe(Document(each["text"], url=each["url"]) for each in records).save(tmp_path / name)
    (tmp_path / ".git").mkdir()
    return tmp_path


NOT_RUN = re.compile(r"<!-- not run: (.+) -->\n(?: *)$")
RUN_ELSEWHERE = re.compile(r"<!-- (?:generated: \w+ .*|main|tests) -->\n$")  # docs/generate.py, and .ci/run
OPERATORS = {"|", "||", "&&", ";", "&", ">", ">>", "<", "2>&1"}
# What would reach for other hosts, or for what a machine has: such a block is marked `<!-- not run: WHY -->`.
FAR_AWAY = {"apt", "apt-get", "aws", "brew", "curl", "docker", "gh", "git", "glab", "npm", "npx", "pip", "pipx", "pre-commit"}
FAR_AWAY |= {"ray", "sbatch", "spark-submit", "uv", "wget"}
GATED = {"check", "clean", "compare", "gate", "report"}  # commands whose answer may be no
SHELL_SECONDS = 120


def words_of(line: str) -> list[str]:
    lexer = shlex.shlex(line.replace("\\\n", " "), posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split = True
    return list(lexer)


def programs(line: str) -> set[str]:
    """Return the programs that a line of a shell calls."""
    called = set()
    first = True
    for word in words_of(line):
        if word in {"|", "||", "&&", ";", "&"}:
            first = True
        elif first and not re.fullmatch(r"\w+=.*", word):
            called.add(word)
            first = False
    return called


def is_shown(output: str, wanted: str) -> bool:
    """Tell whether a page shows what was printed: `…` stands for anything, on a line of its own for any number of lines."""
    parts = [
        "(?:.*\n)*" if line.strip() == "…" else ".*".join(map(re.escape, line.rstrip().split("…"))) + "\n"
        for line in wanted.rstrip().split("\n")
    ]
    return re.fullmatch("".join(parts), "".join(line.rstrip() + "\n" for line in output.rstrip().split("\n"))) is not None


class Session:
    """A reader who follows a page, in a folder with all that the examples speak of."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capsys = capsys
        capsys.readouterr()  # what was said while the folder was made

    def follow(self, example: Example) -> str | None:
        """Run a command; return what is wrong with it, None where it does what the page says."""
        far = programs(example.line) & FAR_AWAY
        if far:
            return f"'{far.pop()}' is not run by tests: mark the block `<!-- not run: WHY -->`"
        if example.line.startswith("scrapelint ") and not OPERATORS & set(words_of(example.line)):
            given = words_of(example.line)[1:]
            status = cli.run_command(given)
            printed = self._capsys.readouterr()
            output, said = printed.out + printed.err, printed.err
        else:
            if os.name != "posix" or shutil.which("bash") is None:
                return None
            missing = [program for program in programs(example.line) if not self._is_there(program)]
            if missing:
                return f"there is no '{missing[0]}' here: let the tests install it, or mark the block `<!-- not run: WHY -->`"
            done = self._in_shell(example.line)
            given, status, output, said = [], done.returncode, done.stdout + done.stderr, done.stderr
        may_fail = bool(GATED & set(words_of(example.line))) or "pytest" in programs(example.line)
        if status not in ((PASSED, FAILED) if may_fail else (PASSED,)):
            return f"ended with {status}:\n{output}"
        if re.search(r"^(?:error|warning):|^Traceback ", said, re.MULTILINE):
            return f"said:\n{said}"
        for option, name in pairwise(given):
            if option in {"-o", "--output-file"} and name != "-" and not Path(name).exists():
                return f"wrote no {name}"
        if example.output is not None and not is_shown(output, example.output):
            return f"the page shows:\n{example.output}\nbut it prints:\n{output}"
        return None

    def _is_there(self, program: str) -> bool:
        return (
            shutil.which(program, path=self._path()) is not None
            or subprocess.run(["bash", "-c", f"type {program}"], capture_output=True, check=False).returncode == 0
        )

    def _path(self) -> str:
        return os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

    def _in_shell(self, line: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        environment |= {"PATH": self._path(), "HOME": str(self._folder), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", line],
            cwd=self._folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=SHELL_SECONDS,
        )


FOLLOWED = [path for path in WRITTEN if path.name != "CONTRIBUTING.md" and blocks([path], *SHOWING)]


@pytest.mark.parametrize("path", FOLLOWED, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_of_a_page_run_one_after_the_other(path: Path, sandbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session = Session(sandbox, capsys)
    wrong = []
    for block in blocks([path], *SHOWING):
        if RUN_ELSEWHERE.search(block.before):
            continue
        reason = NOT_RUN.search(block.before)
        for example in commands(block):
            told = None if reason else session.follow(example)
            if told is not None:
                wrong.append(f"{example.where}: $ {example.line}\n{told}")
    if wrong:
        pytest.fail("\n\n".join(wrong), pytrace=False)


@pytest.mark.skipif(shutil.which("bash") is None or os.name != "posix", reason="there is no bash here")
@pytest.mark.parametrize("block", blocks(WRITTEN, *SHOWING), ids=lambda block: block.name)
def test_commands_that_are_shown_are_right_for_a_shell(block: Block) -> None:
    for example in commands(block):
        done = subprocess.run(["bash", "-n", "-c", example.line], capture_output=True, check=False, encoding="utf-8")
        assert done.returncode == 0, f"{example.where}: {example.line}: {done.stderr}"


def test_a_page_is_followed_as_a_reader_would(sandbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "$ scrapelint rule \\\n>   CHR001\n…\n$ ls | wc -l\n7\n\n"
    first, second = commands(Block(ROOT / "README.md", 4, "console", text))
    assert first == Example("README.md:5", "scrapelint rule \\\n  CHR001", "…")
    assert second == Example("README.md:8", "ls | wc -l", "7\n")
    session = Session(sandbox, capsys)
    assert session.follow(first) is None
    assert "but it prints:" in str(session.follow(first._replace(output="else")))
    assert "but it prints:" in str(session.follow(second._replace(output="none")))
    for line, wrong in {
        "scrapelint check nowhere": "ended with 2",
        "scrapelint rules --select XYZ": "ended with 2",
        "pip install scrapelint": "mark the block",
        "true && no-such-program": "there is no 'no-such-program' here",
        "scrapelint text page.txt | false": "ended with 1",
        "false": "ended with 1",
    }.items():
        assert wrong in str(session.follow(Example("", line, None))), line


# Code and settings


@pytest.mark.parametrize(
    "block", [block for block in blocks(WRITTEN, "python") if block.text not in PROGRAMS], ids=lambda block: block.name
)
def test_python_that_is_shown_runs(block: Block, scrapelint: ScrapeLint, capsys: pytest.CaptureFixture[str]) -> None:
    extractor = SimpleNamespace(extract=lambda page: f"{page}After an hour the council voted for the bridge.\n")
    names: dict[str, Any] = {"__name__": "shown", "my_extractor": extractor, "PAGE": CLEAN}
    exec(compile(block.text, block.name, "exec"), names)
    tests = [value for name, value in names.items() if name.startswith("test_")]
    for test in tests:
        test(scrapelint)
    rules = [value for value in names.values() if isinstance(value, type) and issubclass(value, Rule) and "code" in vars(value)]
    for rule in rules:
        registry._refuse_flawed(rule)
        for invalid in rule.INVALID:
            text, spans = unmark(invalid.marked)
            doc = Document(text)
            hits = Prescan(rule.triggers).scan(doc)
            assert tuple(finding.span for finding in rule().check(Context(doc, hits))) == spans
    assert tests or rules or capsys.readouterr().out or "assert" in block.text


@pytest.mark.parametrize("block", blocks(PAGES, "toml"), ids=lambda block: block.name)
def test_toml_that_is_shown_is_right(block: Block, sandbox: Path) -> None:
    content = tomllib.loads(block.text)
    name = block.text.partition("\n")[0].removeprefix("# ")
    if name.endswith(expectations.SUFFIX):
        (sandbox / name).write_text(block.text, "utf-8")
        expected = expectations.read(sandbox / name)
        text = (sandbox / name.removesuffix(expectations.SUFFIX)).read_text("utf-8")
        assert not [said for said in expectations.unmet(expected, Linter().check(Document(text)), text) if "text lacks" in said]
    elif "pytest" in content.get("tool", {}):
        assert content["tool"]["pytest"]["ini_options"]["scrapelint"] is True
    elif "suppress" in content:
        (sandbox / name).write_text(block.text, "utf-8")
        assert Suppressions.opened(str(sandbox / name)).entries
    elif "build-system" not in content:
        file = sandbox / ("scrapelint.toml" if name == "scrapelint.toml" else "pyproject.toml")
        file.write_text(block.text, "utf-8")
        loaded = load()
        assert loaded.path == file
        Linter(loaded.config)


def settings_of_hooks() -> list[Block]:
    return [block for block in blocks(WRITTEN, "yaml") if re.search("^repos:", block.text, re.MULTILINE)]


@pytest.mark.parametrize("block", settings_of_hooks(), ids=lambda block: block.name)
def test_hooks_that_are_shown_are_right(block: Block) -> None:
    yaml = pytest.importorskip("yaml", reason="pre-commit is not installed")
    known = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    (repository,) = yaml.safe_load(block.text)["repos"]
    for hook in repository["hooks"]:
        assert set(hook) <= {"id", "files", "args", "always_run", "stages", "pass_filenames"}
        _, name, *given = shlex.split(known[hook["id"]]["entry"])
        with COMMANDS[name].make_context(name, [*given, *hook.get("args", known[hook["id"]].get("args", ()))]) as context:
            load(isolated=True, overrides=overrides(context.params))


# The README


@pytest.mark.parametrize("mark", ["main", "tests"])
def test_the_commands_of_the_readme_stand_where_they_are_looked_for(mark: str) -> None:
    """Continuous integration, and whoever tries the project by program, takes them by these marks."""
    (command,) = re.findall(rf"^<!-- {mark} -->\n```bash\n(.*)\n```$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install -q ")
    for path in re.findall(r"fixtures/\w+", command):
        assert (ROOT / path).is_dir()


def test_the_readme_is_filled_in() -> None:
    assert "@@" not in (ROOT / "README.md").read_text("utf-8")
