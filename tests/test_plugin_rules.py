"""Rules from outside: of a distribution that is built, installed and found by its entry point, and of a path."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lint_rules.config import load
from lint_rules.document import Document
from lint_rules.engine import fixing
from lint_rules.engine.linter import Linter
from lint_rules.finding import Span
from lint_rules.rule import unmark

SAMPLE = Path(__file__).parent / "plugin_dist"
RULE = SAMPLE / "src" / "scrapelint_quayside" / "tide_table_link.py"
TEXT = "The lock opens at nine.\n\n» To the tide table\n"


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, check=False, capture_output=True, text=True, encoding="utf-8", env={**os.environ, **environment}
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample as a wheel and install it; return the folder it is installed to. Needs no network."""
    pytest.importorskip("hatchling", reason="the sample distribution is built with hatchling")
    pytest.importorskip("pip", reason="the sample distribution is built with pip")
    folder = tmp_path_factory.mktemp("plugin")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")
    # A copy, for building leaves files behind.
    source = folder / "source"
    for path in SAMPLE.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            target = source / path.relative_to(SAMPLE)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    built = run(*pip, "wheel", "--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", folder, source, cwd=folder)
    assert built.returncode == 0, built.stdout + built.stderr
    wheels = list(folder.glob("scrapelint_quayside-1.0.0-*.whl"))
    assert len(wheels) == 1
    environment = folder / "site"
    made = run(*pip, "install", "--no-deps", "--no-index", "--target", environment, wheels[0], cwd=folder)
    assert made.returncode == 0, made.stdout + made.stderr
    return environment


def scrapelint(*arguments: str, cwd: Path, site: Path | None = None) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(filter(None, [str(site) if site else "", os.environ.get("PYTHONPATH", "")]))
    return run(sys.executable, "-m", "lint_rules", *arguments, cwd=cwd, PYTHONPATH=path)


def findings(*arguments: str, cwd: Path, site: Path | None = None) -> list[tuple[str, str, str]]:
    done = scrapelint("check", "page.txt", "--output-format", "jsonl", "--exit-zero", *arguments, cwd=cwd, site=site)
    assert done.returncode == 0, done.stderr
    return [(each["code"], each["rule"], each["text"]) for each in json.loads(done.stdout)["findings"]]


FOUND = [("LOC701", "tide-table-link", "» To the tide table")]


def test_rules_of_an_installed_distribution(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    assert findings(cwd=tmp_path) == []
    assert findings(cwd=tmp_path, site=installed) == FOUND
    assert findings("--select", "CHR", cwd=tmp_path, site=installed) == []
    (tmp_path / "scrapelint.toml").write_text("plugins = false\n", encoding="utf-8")
    assert findings(cwd=tmp_path, site=installed) == []


def test_installed_rules_are_explained_as_our_own(installed: Path, tmp_path: Path) -> None:
    done = scrapelint("rule", "LOC701", cwd=tmp_path, site=installed)
    assert done.returncode == 0, done.stderr
    assert "A link to the tide table was scraped as text." in done.stdout
    assert "tide-table-link" in scrapelint("rules", cwd=tmp_path, site=installed).stdout


def test_processes_use_installed_rules_too(installed: Path, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"page{number}.txt").write_text(TEXT, encoding="utf-8")
    done = scrapelint("check", "--jobs", "2", "--output-format", "concise", "--exit-zero", cwd=tmp_path, site=installed)
    assert done.stdout.count("LOC701") == 3


def test_rules_at_a_path(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / RULE.name).write_bytes(RULE.read_bytes())
    (tmp_path / "scrapelint.toml").write_text('local-rules = ["rules"]\n', encoding="utf-8")
    assert findings(cwd=tmp_path) == FOUND
    assert findings("--jobs", "2", cwd=tmp_path) == FOUND


def test_a_code_cannot_be_claimed_twice(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "scrapelint.toml").write_text(f"local-rules = [{str(RULE)!r}]\n", encoding="utf-8")
    done = scrapelint("check", "page.txt", cwd=tmp_path, site=installed)
    assert done.returncode == 2
    assert "LOC701 is claimed twice" in done.stderr


def test_the_sample_rule_keeps_its_own_cases(tmp_path: Path) -> None:
    (tmp_path / "scrapelint.toml").write_text(f'select = ["LOC701"]\nlocal-rules = [{str(RULE)!r}]\n', encoding="utf-8")
    linter = Linter(load(start=tmp_path).config)
    (rule,) = linter.rules
    for valid in rule.VALID:
        assert linter.check(Document(valid.text)).diagnostics == ()
    for invalid in rule.INVALID:
        text, expected = unmark(invalid.marked)
        diagnostics = linter.check(Document(text)).diagnostics
        assert tuple(d.finding.span for d in diagnostics) == tuple(map(Span._make, expected))
        assert fixing.apply(text, [d.finding.fix for d in diagnostics if d.finding.fix]) == invalid.fixed
