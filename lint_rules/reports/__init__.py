"""What is said of results, one file a format. A report takes results as they come and keeps no more than it must.

Formats are named here and imported when asked for, so that a run pays for what it prints and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import PurePath
from typing import NamedTuple, Protocol, TextIO, cast

from lint_rules.errors import ConfigError, suggestion
from lint_rules.finding import Diagnostic, Result


class Outcome(Protocol):
    """What a report is told at the end of a run: the gate's answer, seen from below."""

    @property
    def failed(self) -> bool:
        """Whether the run failed."""

    def sentence(self) -> str:
        """Return the answer in words, as the last line of every run has it."""


class ReportOptions(NamedTuple):
    """How results are to be shown.

    `ruleset` is the `version+hash` of the rules that judged; `max_findings` how many findings the reports for people
    show in all (0: every one); `text` whether words of the document are shown; `width` the cells of a line; `documents` how
    many of the worst documents a list of documents holds (0: all).
    """

    ruleset: str = ""
    color: bool = False
    max_findings: int = 100
    text: bool = True
    only_failing: bool = False
    quiet: bool = False
    width: int = 120
    documents: int = 50


class Report(Protocol):
    """One output of a run. `start` once, `add` for each document in input order, `finish` once."""

    def start(self) -> None:
        """Write what comes before the first document."""

    def add(self, result: Result, passed: bool, to_show: Sequence[Diagnostic] | None = None) -> None:
        """Write a result; `passed` is the gate's answer for this document.

        `to_show` are the findings that people should see, where not all: those that were not expected. Reports for
        programs, and counts, have them all.
        """

    def finish(self, outcome: Outcome) -> None:
        """Write what comes after the last document."""


class _Factory(Protocol):
    def __call__(self, stream: TextIO, options: ReportOptions) -> Report: ...


FORMATS: dict[str, tuple[str, str]] = {
    "full": ("full", "Full"),
    "concise": ("concise", "Concise"),
    "json": ("json_array", "JsonArray"),
    "jsonl": ("json_lines", "JsonLines"),
    "markdown": ("markdown", "Markdown"),
    "statistics": ("rule_counts", "RuleCounts"),
    "terminal": ("terminal", "Terminal"),
    "overview": ("overview", "Overview"),
}
"""Each format's module and class."""

OUTPUT_FORMATS = ("full", "concise", "json", "jsonl", "markdown")
"""The formats that a person may ask for by name."""

SUFFIXES = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".md": "markdown", ".markdown": "markdown"}
"""The format that the suffix of an output file stands for."""

PLAIN_SUFFIXES = ("", ".txt", ".log", ".out")
"""Suffixes that stand for no format: such a file takes what `--output-format` says."""


def refuse_unknown(name: str) -> None:
    """Raise ConfigError, naming the nearest, where there is no output format of this name."""
    if name not in OUTPUT_FORMATS:
        raise ConfigError(f"there is no output format '{name}'{suggestion(name, OUTPUT_FORMATS)}")


def make(name: str, stream: TextIO, options: ReportOptions) -> Report:
    """Return the report of a format, a key of `FORMATS`, ready to write to a stream."""
    module, kind = FORMATS[name]
    factory = cast("_Factory", getattr(import_module(f"{__name__}.{module}"), kind))
    return factory(stream, options)


def format_of(path: str, otherwise: str, *, named: bool) -> str:
    """Return the format for an output file by its suffix.

    Files without a telling suffix take `otherwise`; so do all others that no format has, where `otherwise` was `named` on
    the command line. Raises ConfigError on any other suffix.
    """
    suffix = PurePath(path).suffix.lower()
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    if not named and suffix not in PLAIN_SUFFIXES:
        raise ConfigError(f"-o {path}: '{suffix}' stands for no output format{suggestion(suffix, SUFFIXES)}")
    return otherwise
