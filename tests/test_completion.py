"""What a shell offers at Tab: asked for as shells ask, in a process of its own, and by the shells that are here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from lint_rules import cli
from lint_rules.cli.completing import Name, type_of
from lint_rules.config import Config
from lint_rules.engine import registry
from lint_rules.reports import OUTPUT_FORMATS

VARIABLE = "_SCRAPELINT_COMPLETE"
COMMANDS = cli.cli.every()
SCRIPTS = Path(sys.executable).parent


def asked(words: str, shell: str = "bash", *, folder: Path | None = None, before: str = "") -> subprocess.CompletedProcess[str]:
    """Ask as a shell does for what could come at the end of a line; the last word is the one that is typed."""
    *_, incomplete = words.split(" ")
    place = len(words.split(" ")) - 1
    environment = {
        **os.environ,
        VARIABLE: f"{shell}_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": incomplete if shell == "fish" else str(place),
    }
    return subprocess.run(
        [sys.executable, "-c", f"{before}from lint_rules.cli import main; main()"],
        env=environment,
        capture_output=True,
        check=False,
        encoding="utf-8",
        cwd=folder,
    )


def offered(words: str, folder: Path | None = None) -> list[str]:
    done = asked(words, folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    kinds, values = zip(*(line.split(",", 1) for line in done.stdout.splitlines()), strict=True) if done.stdout else ((), ())
    assert set(kinds) <= {"plain"}
    return list(values)


CODES = [rule.code for rule in registry.discover(Config(plugins=False))]


def test_commands_and_their_options() -> None:
    assert offered("scrapelint ") == list(cli.cli.lazy)
    assert offered("scrapelint ch") == ["check"]
    assert offered("scrapelint profile ") == ["build", "merge", "show"]
    assert offered("scrapelint check --max-f") == ["--max-failing", "--max-findings"]
    assert offered("scrapelint --v") == ["--version"]


def test_codes_of_rules() -> None:
    assert offered("scrapelint rule CHR00") == [code for code in CODES if code.startswith("CHR00")]
    assert offered("scrapelint rule skip") == ["skip-link"]
    assert offered("scrapelint allow chr001") == ["CHR001"]
    assert offered("scrapelint check --select TXT") == ["TXT", *(code for code in CODES if code.startswith("TXT"))]
    assert offered("scrapelint check --ignore CHR001,txt001") == ["CHR001,TXT001"]


def test_rules_of_ones_own_are_offered_and_a_damaged_file_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "scrapelint.toml").write_text('[[phrase]]\ncode = "LOC007"\nline = ["Heard on the quay"]\n')
    assert offered("scrapelint check --select LOC", tmp_path) == ["LOC", "LOC007"]
    (tmp_path / "scrapelint.toml").write_text("[broken")
    assert offered("scrapelint rule CHR001", tmp_path) == ["CHR001"]


def test_values_that_are_listed() -> None:
    assert offered("scrapelint check --output-format ") == list(OUTPUT_FORMATS)
    assert offered("scrapelint check --fail-on w") == ["warning"]
    assert offered("scrapelint check --fail-on-verdict stub,par") == ["stub,partial"]
    assert offered("scrapelint rules --output-format ") == ["text", "json"]


@pytest.mark.parametrize(
    "words", ["check cra", "check -o fin", "check --config scr", "text pa", "profile show si", "check --files-from li", "init cr"]
)
def test_files_are_left_to_the_shell(words: str) -> None:
    done = asked(f"scrapelint {words}")
    assert done.stdout == f"file,{words.rsplit(' ', maxsplit=1)[-1]}\n"
    assert asked("scrapelint check --output-dir da").stdout == "dir,da\n"


@pytest.mark.parametrize(("shell", "wanted"), [("zsh", "plain\nCHR001\nskip-link\n"), ("fish", "plain,CHR001\tskip-link\n")])
def test_other_shells_are_told_names_too(shell: str, wanted: str) -> None:
    assert asked("scrapelint rule CHR001", shell).stdout.rstrip("\n") == wanted.rstrip("\n")


def test_nothing_is_imported_that_is_not_needed() -> None:
    telling = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
    imported = asked("scrapelint check --fail-on w", before=telling).stderr.split()
    assert "lint_rules.cli.check" in imported
    assert not {name for name in imported if name.startswith(("lint_rules.rules", "lint_rules.engine", "numpy", "lxml", "rich"))}
    done = asked("scrapelint ch", before=telling)
    assert done.stdout == "plain,check\n"
    assert "lint_rules.cli.check" not in done.stderr.split()


def test_every_parameter_that_is_a_file_is_offered_files() -> None:
    for name, command in COMMANDS.items():
        for parameter in command.params:
            if (
                parameter.metavar
                and parameter.metavar.strip("[].") in ("FILE", "INPUT")
                and not isinstance(parameter.type, click.Path)
            ):
                assert isinstance(parameter.type, Name), f"{name}: {parameter.name}"


def test_a_type_of_its_own_is_kept() -> None:
    number = click.Option(["--number"], type=int, metavar="FILE")
    assert type_of(number) is click.INT


# The shells


def in_shell(shell: str, script: str) -> str:
    program = shutil.which(shell)
    command = shutil.which("scrapelint", path=str(SCRIPTS))
    if program is None or command is None or os.name != "posix":
        pytest.skip(f"there is no {shell} here, or the command is not installed")
    environment = {**os.environ, "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}", "HOME": os.devnull}
    done = subprocess.run(
        [program, "-c", script], env=environment, capture_output=True, check=False, encoding="utf-8", timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_in_bash() -> None:
    script = f"""
        eval "$({VARIABLE}=bash_source scrapelint)"
        complete -p scrapelint
        COMP_WORDS=(scrapelint rule CHR001); COMP_CWORD=2
        _scrapelint_completion scrapelint CHR001 rule
        echo "${{COMPREPLY[@]}}"
    """
    said = in_shell("bash", script)
    assert "_scrapelint_completion scrapelint" in said
    assert said.splitlines()[-1] == "CHR001"


def test_in_zsh() -> None:
    # compadd works within a completion only: the function is asked what it would hand on.
    script = f"""
        compdef() {{ }}
        _describe() {{ shift; print -r -- "${{(P@)2}}" }}
        compadd() {{ print -r -- "$@" }}
        eval "$({VARIABLE}=zsh_source scrapelint)"
        words=(scrapelint rule CHR001); CURRENT=3
        _scrapelint_completion
    """
    assert "CHR001:skip-link" in in_shell("zsh", script)


def test_in_fish() -> None:
    script = f"{VARIABLE}=fish_source scrapelint | source; complete -C 'scrapelint rule CHR001'"
    assert in_shell("fish", script).split() == ["CHR001", "skip-link"]
