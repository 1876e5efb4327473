"""The sample scrapes: each kind has one, its sidecar expects it, and good texts that look dangerous yield nothing.

That each scrape is judged as its sidecar says is tested by the plugin, which collects `fixtures/`.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from lint_rules import formats
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine import registry
from lint_rules.engine.linter import Linter
from lint_rules.expectations import SUFFIX, find, read, unmet
from lint_rules.finding import Severity
from lint_rules.profiles import Profile
from lint_rules.rule import Rule

FIXTURES = Path(__file__).parent.parent / "fixtures"
CONFIG = Config(plugins=False)
RULES = registry.discover(CONFIG)
CLEAN = sorted(found.path for found in formats.collect([str(FIXTURES / "clean")], CONFIG))
SITE = tomllib.loads((FIXTURES / "site" / "expected.toml").read_text("utf-8"))
SIDECARS = sorted(FIXTURES.rglob("*" + SUFFIX))

LEAST_SCORE = 97
LEAST_CLEAN, LEAST_MIXED = 30, 3
LEAST_WORDS = 150  # of a clean text that is not by nature shorter
SHORT_BY_NATURE = 10  # clean texts that may be


@cache
def linter() -> Linter:
    return Linter(CONFIG)


def document(path: str) -> Document:
    (each,) = formats.read(formats.Found(path, formats.format_of(path)), CONFIG)
    assert isinstance(each, Document)
    return each


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: Path(path).name)
def test_clean_texts_have_nothing_above_info(path: str) -> None:
    result = linter().check(document(path))
    assert not result.failures
    assert [(d.line, d.finding.code, d.finding.message) for d in result.diagnostics if d.finding.severity > Severity.INFO] == []
    assert result.score.value is None or result.score.value >= LEAST_SCORE


def test_there_are_enough_clean_texts() -> None:
    assert len(CLEAN) >= LEAST_CLEAN
    short = [Path(path).name for path in CLEAN if len(document(path).text.split()) < LEAST_WORDS]
    assert len(short) <= SHORT_BY_NATURE, short
    assert not any(find(Path(path)) for path in CLEAN)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_kind_has_a_scrape_that_expects_it(rule: type[Rule]) -> None:
    if rule.by_profile:
        assert any(rule.code == code for found in SITE["pages"].values() for code, _ in found)
        return
    folder = FIXTURES / rule.name().replace("-", "_")
    expected = [quote.code for sidecar in folder.glob("*" + SUFFIX) for quote in read(sidecar).expect]
    assert any(rule.code.startswith(code) for code in expected), f"{folder} has no sidecar that expects {rule.code}"


def test_the_pages_of_a_site_are_as_expected(tmp_path: Path) -> None:
    config = replace(CONFIG, select=("SIT",), host_from_path="site/{host}/*", rules=SITE["rules"])
    pages = [
        each
        for found in formats.collect([str(FIXTURES / "site")], config)
        for each in formats.read(found, config)
        if isinstance(each, Document)
    ]
    profile = Profile.empty().observe(pages)
    profile.save(tmp_path / "sites.profile")
    judge = Linter(replace(config, profile=str(tmp_path / "sites.profile")))
    said = {}
    for page in pages:
        result = judge.check(page)
        assert not result.failures
        found = [(each.finding.code, each.text.partition("\n")[0]) for each in result.diagnostics]
        said[Path(page.source.path or "").name] = sorted(found)
    assert {name: said[name] for name in SITE["pages"]} == {
        name: sorted(map(tuple, found)) for name, found in SITE["pages"].items()
    }
    judge = Linter(config)
    assert not any(judge.check(page).diagnostics for page in pages)


@pytest.mark.parametrize("sidecar", SIDECARS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_each_sidecar_has_its_text(sidecar: Path) -> None:
    read(sidecar)
    assert sidecar.with_name(sidecar.name.removesuffix(SUFFIX)).is_file()


@pytest.mark.parametrize(
    "sidecar", [path for path in SIDECARS if path.name.endswith(".html" + SUFFIX)], ids=lambda path: path.name
)
def test_pages_are_as_expected(sidecar: Path) -> None:
    """Folders do not yield pages, so the plugin leaves these to this test."""
    page = document(str(sidecar.with_name(sidecar.name.removesuffix(SUFFIX))))
    assert unmet(read(sidecar), linter().check(page), page.text) == []


def test_scrapes_that_mix_kinds() -> None:
    categories = [{quote.code[:3] for quote in read(sidecar).expect} for sidecar in (FIXTURES / "mixed").glob("*" + SUFFIX)]
    assert sum(len(each) >= 3 for each in categories) >= LEAST_MIXED


def test_known_failures_say_why() -> None:
    for path in formats.collect([str(FIXTURES / "known_failures")], CONFIG):
        if path.error is None:
            expectations = find(Path(path.path))
            assert expectations is not None, f"{path.path} has no sidecar"
            assert expectations.xfail, f"{path.path} does not say why it fails"
