"""How right each rule was on real pages: what `benchmarks/precision.py` found, for the rules' pages to tell.

The figures stand in `lint_rules/rules/measured.toml`. They are read when somebody asks for a page, never at start-up.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from lint_rules import rules as own_rules
from lint_rules.rule import Rule

PATH = Path(__file__).parent.parent / "rules" / "measured.toml"
"""Where the figures stand."""

BARS: Mapping[str, float] = {"error": 0.98, "warning": 0.90}
"""The precision that a severity asks for; `info` asks for none, it says itself that it is arguable."""

LEAST = 5
"""Judged firings below which a share says nothing: one wrong more or less would move it by a fifth."""

SEVERITIES = ("error", "warning", "info")


class Figures(NamedTuple):
    """What is known of a rule at one severity: how often it fired, and how many of the firings that could be judged were
    right and wrong. `read` is how many of those were judged by reading; the last two are what labels alone would say.
    """

    firings: int
    right: int
    wrong: int
    read: int
    labelled_right: int
    labelled_wrong: int

    @property
    def judged(self) -> int:
        """How many firings could be judged."""
        return self.right + self.wrong

    @property
    def precision(self) -> float | None:
        """The share of the judged firings that is right, 0 to 1; None where too few were judged."""
        return self.right / self.judged if self.judged >= LEAST else None

    @property
    def labelled(self) -> float | None:
        """The share that is right as labels alone have it; None where they could judge too few."""
        judged = self.labelled_right + self.labelled_wrong
        return self.labelled_right / judged if judged >= LEAST else None


class Basis(NamedTuple):
    """What figures were taken on: the day, the version and checksum of the rules, the sources, how much."""

    date: str
    ruleset: str
    sources: str
    documents: int
    pages: int

    def __str__(self) -> str:
        taken = f"{self.documents:,} texts that extractors took from {self.pages:,} real pages"
        return f"{taken} ({self.sources}; {self.date})"


class Measured(NamedTuple):
    """What is known of a rule: its figures by severity, in how many documents it fired, how often in gold texts, and what
    that was taken on.
    """

    by_severity: Mapping[str, Figures]
    fired: int
    gold: int
    basis: Basis


def measured(code: str) -> Measured | None:
    """Return what is known of a rule; None where it was never measured."""
    file = _file()
    table = file.get(code)
    if table is None:
        return None
    by_severity = {severity: Figures(**table[severity]) for severity in SEVERITIES if severity in table}
    taken = {name: table.get(name, file[name]) for name in Basis._fields}
    return Measured(by_severity, table["fired"], table["gold"], Basis(**taken | {"date": str(taken["date"])}))


def codes() -> frozenset[str]:
    """Return the codes of all rules that there are figures for."""
    return frozenset(name for name, value in _file().items() if isinstance(value, Mapping))


def told(rule: type[Rule]) -> str:
    """Return as Markdown how right a rule was; nothing for a rule of somebody else's, which nobody measured here."""
    if not rule.__module__.startswith(own_rules.__name__ + "."):
        return ""
    known = measured(rule.code)
    if known is None:
        return "Unmeasured: there are no figures yet."
    if not known.by_severity:
        return f"Unmeasured: it never fired on {known.basis}."
    lines = [f"- `{severity}`: {_said(severity, figures)}" for severity, figures in known.by_severity.items()]
    often = f"It fired in {1000 * known.fired / known.basis.documents:.1f} of 1,000 texts, and"
    gold = f"{known.gold:,} time{'' if known.gold == 1 else 's'}" if known.gold else "never"
    return "\n".join(lines) + f"\n\n{often} {gold} in the articles as people cut them out. Measured on {known.basis}."


def _said(severity: str, figures: Figures) -> str:
    fired = f"{figures.firings:,} firing{'' if figures.firings == 1 else 's'}"
    if figures.precision is None:
        return f"unmeasured: {fired}, {figures.judged} judged"
    # What is arguable is not wrong where people left it in the article.
    verdict = "outside of the article" if severity == "info" else "right"
    said = f"{fired}, {figures.right:,} of {figures.judged:,} judged {verdict} ({100 * figures.precision:.1f} %)"
    if not figures.read:
        return said
    by_labels = f"; by the labels alone {100 * figures.labelled:.1f} %" if figures.labelled is not None else ""
    return f"{said}, {figures.read:,} of them by reading{by_labels}"


@cache
def _file() -> Mapping[str, Any]:
    import tomllib

    table: Mapping[str, Any] = tomllib.loads(PATH.read_text("utf-8"))
    return table
