"""Every rule says how right it was on real pages, and is as right as its severity claims."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lint_rules.config import Config
from lint_rules.engine import explain, measured, registry
from lint_rules.finding import Severity
from lint_rules.rule import Context, Rule

RULES = registry.discover(Config(plugins=False))

# What is less right than its severity asks for, and why it stands so for now. Where that is mended, its entry has to go.
EXCEPTIONS = {
    ("TXT002", "warning"): "19 firings on 11,990 texts, of which 3 go on further below: too few for a figure that means much",
}


def figures() -> list[tuple[str, str, measured.Figures]]:
    """Return all figures, with the code and the severity that they are of."""
    known = [(rule.code, measured.measured(rule.code)) for rule in RULES]
    return [(code, severity, each) for code, of in known if of for severity, each in of.by_severity.items()]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_is_measured_or_said_not_to_be(rule: type[Rule]) -> None:
    said = explain.page(rule).partition("\n## How right it was\n\n")[2].partition("\n## ")[0]
    assert " judged" in said or said.startswith("Unmeasured: ")


def test_figures_are_of_rules_that_there_are() -> None:
    assert measured.codes() <= {rule.code for rule in RULES}


def test_the_file_adds_up() -> None:
    for known in filter(None, map(measured.measured, measured.codes())):
        assert known.basis.documents >= known.basis.pages > 0
        assert known.basis.documents >= known.fired
    for code, severity, each in figures():
        assert each.judged <= each.firings, (code, severity)
        assert each.read <= each.judged, (code, severity)
        assert severity in {level.label for level in Severity}


def test_what_is_less_right_than_its_severity_asks_is_listed_with_a_reason() -> None:
    low = {
        (code, severity): f"{each.precision:.3f}"
        for code, severity, each in figures()
        if each.precision is not None and each.precision < measured.BARS.get(severity, 0)
    }
    assert set(low) == set(EXCEPTIONS), low


def test_few_firings_are_no_figure() -> None:
    assert measured.Figures(9, 4, 0, 0, 4, 0).precision is None
    assert measured.Figures(9, 4, 1, 0, 4, 1).precision == 0.8
    assert measured.Figures(9, 4, 1, 5, 0, 0).labelled is None


MADE = """
date = 2020-02-29
ruleset = "1.0+abc"
sources = "one, two"
documents = 1500
pages = 200

[CHR998]
fired = 0
gold = 0

[CHR999]
fired = 30
gold = 1
error = { firings = 1, right = 1, wrong = 0, read = 0, labelled_right = 1, labelled_wrong = 0 }
warning = { firings = 1400, right = 1188, wrong = 12, read = 20, labelled_right = 1180, labelled_wrong = 20 }
info = { firings = 10, right = 6, wrong = 4, read = 0, labelled_right = 6, labelled_wrong = 4 }

[TXT999]
fired = 0
gold = 0
sources = "two"
documents = 500
pages = 50
"""


def rule_of(code: str, *, ours: bool = True) -> type[Rule]:
    """Return a rule with a code that might be one of the package's."""

    class Made(Rule):
        def check(self, ctx: Context) -> None:  # type: ignore[override]
            raise NotImplementedError

    Made.code = code
    Made.__module__ = "lint_rules.rules.chrome.made" if ours else "elsewhere"
    return Made


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "measured.toml"
    path.write_text(MADE, "utf-8")
    monkeypatch.setattr(measured, "PATH", path)
    monkeypatch.setattr(measured, "_file", measured._file.__wrapped__)


@pytest.mark.usefixtures("made")
def test_what_a_page_says() -> None:
    assert measured.told(rule_of("CHR999")) == (
        "- `error`: unmeasured: 1 firing, 1 judged\n"
        "- `warning`: 1,400 firings, 1,188 of 1,200 judged right (99.0 %), 20 of them by reading; by the labels alone 98.3 %\n"
        "- `info`: 10 firings, 6 of 10 judged outside of the article (60.0 %)\n"
        "\n"
        "It fired in 20.0 of 1,000 texts, and 1 time in the articles as people cut them out. Measured on 1,500 texts that"
        " extractors took from 200 real pages (one, two; 2020-02-29)."
    )


@pytest.mark.usefixtures("made")
def test_what_a_page_says_where_there_is_nothing_to_say() -> None:
    silent = "1,500 texts that extractors took from 200 real pages (one, two; 2020-02-29)"
    assert measured.told(rule_of("CHR998")) == f"Unmeasured: it never fired on {silent}."
    fair = "500 texts that extractors took from 50 real pages (two; 2020-02-29)"
    assert measured.told(rule_of("TXT999")) == f"Unmeasured: it never fired on {fair}."
    assert measured.told(rule_of("CHR997")) == "Unmeasured: there are no figures yet."
    assert measured.told(rule_of("CHR999", ours=False)) == ""


def test_no_figure_is_read_before_it_is_asked_for() -> None:
    import subprocess

    program = (
        "from lint_rules import Linter; from lint_rules.engine import explain, measured; Linter();"
        "assert measured._file.cache_info().currsize == 0"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
