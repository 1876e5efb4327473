"""Every rule is tested by its own cases, and all rules by what no text may do to them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine import fixing, registry
from lint_rules.engine.linter import Linter
from lint_rules.finding import Result, Span
from lint_rules.profiles import Profile
from lint_rules.profiles.marks import score_of
from lint_rules.rule import Invalid, Rule, Valid, unmark

RULES = registry.discover(Config(plugins=False))


JUDGED = "https://example.org/judged"  # where a text stands whose case has other pages of its site


def _linter(rule: type[Rule], made: dict[str, Linter] = {}) -> Linter:  # noqa: B006 - shared on purpose: one a rule
    if rule.code not in made:
        made[rule.code] = Linter(Config(select=(rule.code,), preview=True, plugins=False))
    return made[rule.code]


def _check(rule: type[Rule], case: Valid | Invalid, text: str, folder: Path) -> Result:
    url = case.url or (JUDGED if case.pages else None)
    doc = Document(text, url=url, markdown=case.markdown)
    if not case.pages:
        return _linter(rule).check(doc)
    pages = [Document(page, url=f"https://example.org/{number}") for number, page in enumerate(case.pages)]
    linter = Linter(Config(select=(rule.code,), preview=True, plugins=False))
    profile = Profile(scored_by=linter.scored_by).observe([*pages, doc], lambda page: score_of(page, linter.facts(page)))
    profile.save(folder / "sites.profile")
    return Linter(replace(linter.config, profile=str(folder / "sites.profile"))).check(doc)


def _numbered(rule: type[Rule], cases: tuple[Valid | Invalid, ...]) -> list[object]:
    return [pytest.param(rule, case, id=f"{rule.code}-{rule.name()}-{number}") for number, case in enumerate(cases)]


@pytest.mark.parametrize(("rule", "case"), [p for rule in RULES for p in _numbered(rule, rule.VALID)])
def test_valid(rule: type[Rule], case: Valid, tmp_path: Path) -> None:
    result = _check(rule, case, case.text, tmp_path)
    assert not result.failures
    assert [(d.text, d.finding.message) for d in result.diagnostics] == []


@pytest.mark.parametrize(("rule", "case"), [p for rule in RULES for p in _numbered(rule, rule.INVALID)])
def test_invalid(rule: type[Rule], case: Invalid, tmp_path: Path) -> None:
    text, expected = unmark(case.marked)
    result = _check(rule, case, text, tmp_path)
    assert not result.failures
    found = tuple(sorted(d.finding.span for d in result.diagnostics))
    assert [text[slice(*span)] for span in found] == [text[slice(*span)] for span in expected]
    assert found == tuple(map(Span._make, expected))
    severity = rule.severity if case.severity is None else case.severity
    assert {d.finding.severity for d in result.diagnostics} == {severity}
    for diagnostic in result.diagnostics:
        assert len(diagnostic.finding.message) <= 140, diagnostic.finding.message
        assert "\n" not in diagnostic.finding.message
    if case.fixed is not None:
        fixes = [d.finding.fix for d in result.diagnostics if d.finding.fix]
        assert fixing.apply(text, fixes) == case.fixed
