"""Write what the docs take from the program: `python docs/generate.py`, or `--check` to fail where a page is out of date.

The pages of the rules are made whole. In all other pages, and in the README, what stands between
`<!-- generated: MAKER DETAIL -->` and `<!-- end of generated -->` is made anew: tables of settings and options, files of the
project, and what commands really print.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import click

from lint_rules import cli
from lint_rules.cli import options as declared
from lint_rules.cli.commands import PROGRAM, Option
from lint_rules.cli.status import FAILED, PASSED
from lint_rules.config import SETTINGS, Config, load
from lint_rules.engine import explain, registry
from lint_rules.reports.settings import as_toml
from lint_rules.rule import CATEGORIES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
RULES = DOCS / "rules"
EXAMPLE = DOCS / "example"  # what the commands shown in the docs are run on

PART = re.compile(r"(<!-- generated: ([a-z]+) ?([^\n]*?) ?-->\n).*?(<!-- end of generated -->\n)", re.DOTALL)

# The screenful in the README: of the scrapes that it names, the page that mixes most kinds in least space.
SCREEN_COMMAND = "scrapelint check fixtures/mixed"
SCREEN_FILE = "fixtures/mixed/radio_station_page.txt"
CUT = "…"

INDEX_LEAD = """# Rules

Each links to its page; `scrapelint rule CODE` prints the same. A finding of severity *info* is shown, never scored.
[kinds.md](../kinds.md) goes the other way: from what stands in a scrape to its rule.
"""

HEADINGS = {
    "rules": declared.RULE_SETTINGS,
    "input": declared.INPUT_SETTINGS,
    "records": declared.RECORD_SETTINGS,
    "gate": declared.GATE_SETTINGS,
    "output": declared.OUTPUT_SETTINGS,
}
"""The settings under each heading; all others can be written in a file only."""

FILE_ONLY = "file"

SIZES = {"500 GB": 500, "1 TB": 1000}
CORES = (8, 64, 1000)
"""The crawls, and the machines, whose costs are shown."""

TYPES = {
    "bool": "true or false",
    "str": "text",
    "str | None": "text",
    "int": "whole number",
    "int | None": "whole number",
    "float": "number",
    "float | None": "number",
    "int | float": 'count (`5`) or share (`"2%"`, `0.02`)',
    "tuple[str, ...]": "list of texts",
    "tuple[PhraseTable, ...]": "tables",
    "tuple[Allowance, ...]": "tables",
    "Mapping[str, Mapping[str, Any]]": "table of tables",
    "Mapping[str, tuple[str, ...]]": "table of lists of texts",
}
"""What readers are told of a setting's type; a type that is not here stops the making of the page."""


def pages() -> dict[Path, str]:
    """Return every page that holds anything generated, with its content."""
    rules = registry.discover(Config(plugins=False))
    made = {RULES / f"{rule.code}-{rule.name()}.md": explain.page(rule) for rule in rules}
    made[RULES / "README.md"] = index([explain.summarise(rule) for rule in rules])
    for path in (ROOT / "README.md", *sorted(DOCS.glob("*.md"))):
        text = path.read_text("utf-8")
        if PART.search(text):
            made[path] = PART.sub(lambda part: part[1] + MAKERS[part[2]](part[3]) + part[4], text)
    return made


def index(rules: list[explain.Summary]) -> str:
    """Return the page that lists all rules, a table for each category."""
    parts = [INDEX_LEAD]
    for prefix, category in CATEGORIES.items():
        held = [rule for rule in rules if rule.code.startswith(prefix)]
        if held:
            rows = [
                (
                    f"[{rule.code}]({rule.code}-{rule.name}.md)",
                    rule.name,
                    rule.severity + (" (preview)" if rule.preview else ""),
                    rule.counts,
                    "yes" if rule.fixable else "",
                    rule.summary,
                )
                for rule in held
            ]
            parts.append(
                f"## {prefix} {category}\n\n" + table(("Code", "Name", "Severity", "Counts as", "Fixable", "What it finds"), rows)
            )
    return "\n".join(parts)


def settings(heading: str) -> str:
    """Return the table of the settings under a heading of `HEADINGS`, or of those that stand in a file only."""
    if heading == FILE_ONLY:
        told = {key for keys in HEADINGS.values() for key in keys}
        keys = [key for key in SETTINGS if key not in told]
    else:
        keys = list(HEADINGS[heading])
    defaults = dict(_defaults())
    return table(
        ("Key", "Type", "Default", "Meaning"), [(f"`{key}`", _type(key), defaults[key], SETTINGS[key].help) for key in keys]
    )


def options(_: str) -> str:
    """Return the tables of all options of the command line, by heading, with the commands that take them."""
    headings: dict[str, dict[tuple[str, str], list[str]]] = {}
    for name, command in cli.cli.every().items():
        context = click.Context(command, info_name=name)
        for option in command.params:
            record = option.get_help_record(context) if isinstance(option, Option) else None
            if record is not None:
                headings.setdefault(getattr(option, "heading", ""), {}).setdefault(record, []).append(name)
    parts = []
    for heading, records in headings.items():
        rows = [(f"`{names}`", meaning, ", ".join(commands)) for (names, meaning), commands in records.items()]
        parts.append(f"### {heading}\n\n" + table(("Option", "Meaning", "Taken by"), rows))
    return "\n" + "\n".join(parts) + "\n"


def file(path: str) -> str:
    """Return a file of the project as a block of code."""
    language = {".py": "python", ".toml": "toml", ".txt": "text", ".yaml": "yaml"}[Path(path).suffix]
    return block(language, (ROOT / path).read_text("utf-8"))


def run(commands: str) -> str:
    """Return commands (several are joined by `&&`) and what each prints, run in a copy of the example."""
    with example() as folder:
        return block("console", "".join(f"$ {command}\n{output(command, folder)}" for command in commands.split(" && ")))


def record(command: str) -> str:
    """Return the one object that a command writes as JSON lines, on many lines."""
    with example() as folder:
        shown = json.loads(output(command, folder).splitlines()[0])
    return block("json", json.dumps(shown, indent=2, ensure_ascii=False))


@contextmanager
def example() -> Iterator[Path]:
    """Give a copy of the example, in which commands may write."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(shutil.copytree(EXAMPLE, Path(folder, "example")))


def screen(_: str) -> str:
    """Return the screenful of the README, out of a run over several files: one file's first error or warning of each rule,
    a mark where something is left out, and the end of the run.
    """
    *findings, scores = output(SCREEN_COMMAND, ROOT).split("\n\n")
    shown: list[str] = []
    codes: set[str] = set()
    for finding in findings:
        code, severity = finding.split(" ")[:2]
        if f"--> {SCREEN_FILE}:" in finding and severity != "info:" and code not in codes:
            codes.add(code)
            shown.append(finding)
        elif " not shown (" in finding:
            shown.append(finding)
        elif shown[-1:] != [CUT]:
            shown.append(CUT)
    return block("text", "\n\n".join([f"$ {SCREEN_COMMAND}", *shown, scores]))


def output(command: str, folder: Path) -> str:
    """Return what a command prints, standard output first, without colours and without white space at the ends of lines."""
    program, *arguments = shlex.split(command)
    assert program == PROGRAM, command
    done = subprocess.run(
        [sys.executable, "-m", "lint_rules", *arguments],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    if done.returncode not in (PASSED, FAILED):
        raise SystemExit(f"docs/generate.py: {command}: {done.stderr}")
    return "".join(line.rstrip() + "\n" for line in (done.stdout + done.stderr).splitlines())


def block(language: str, text: str) -> str:
    """Return text as a fenced block."""
    return f"```{language}\n{text.rstrip()}\n```\n"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _defaults() -> Iterator[tuple[str, str]]:
    """Yield each key with its default as a file would have it."""
    for line in as_toml(load(isolated=True)).splitlines()[1:]:
        said = line.rpartition("  # ")[0].strip()
        if said.startswith("# "):
            yield said.removeprefix("# ").removesuffix(" is not set"), "none"
        else:
            key, _, value = said.partition(" = ")
            yield key, f"`{value}`"


def _type(key: str) -> str:
    """Return the type of a setting in words; the values that it may have, where the help of its option lists them."""
    attribute = SETTINGS[key].attribute
    metavar = next((option.metavar for option in cli.cli.every()["check"].params if option.name == attribute), None)
    if metavar and "|" in metavar and metavar.islower():
        return " or ".join(f'`"{value}"`' for value in metavar.split("|"))
    kinds = {each.name: str(each.type) for each in fields(Config)}
    return 'size (`64000000`, `"64 MB"`)' if metavar == "SIZE" else TYPES[kinds[attribute]]


def costs(figures: str) -> str:
    """Return what large runs cost in core-hours and in hours, by the megabytes of text that each pass reads a second on one core
    (`check=…,profile-build=…`), as benchmarks/scale.py measures them.
    """
    rows = []
    for figure in figures.split(","):
        name, _, speed = figure.partition("=")
        for size, gigabytes in SIZES.items():
            hours = 1000 * gigabytes / float(speed) / 3600
            spread = [f"{hours / cores:,.1f} h" for cores in CORES]
            rows.append((name.replace("_", " "), f"{float(speed):g} MB/s", size, f"{hours:,.0f}", *spread))
    heads = ("pass", "one core reads", "text", "core-hours", *(f"{cores:,} cores" for cores in CORES))
    return table(heads, rows)


MAKERS: Mapping[str, Callable[[str], str]] = {
    "costs": costs,
    "settings": settings,
    "options": options,
    "file": file,
    "run": run,
    "record": record,
    "screen": screen,
}
"""What a mark may ask for; the rest of the mark is its argument."""


def main() -> int:
    """Write the pages, or compare them."""
    made = pages()
    stale = [path for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]
    gone = sorted(set(RULES.glob("*.md")) - set(made))
    if "--check" in sys.argv[1:]:
        for path in sorted([*stale, *gone]):
            print(f"docs/generate.py: {path.relative_to(ROOT)} is out of date", file=sys.stderr)
        return bool(stale or gone)
    RULES.mkdir(exist_ok=True)
    for path in gone:
        path.unlink()
    for path in stale:
        path.write_text(made[path], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
