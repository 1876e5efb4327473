"""What is said of results, one file a format. A report takes results as they come and keeps no more than it must.

Formats are named here and imported when asked for, so that a run pays for what it prints and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import PurePath
from types import MappingProxyType, ModuleType
from typing import Any, NamedTuple, Protocol, TextIO, cast

from lint_rules.errors import ConfigError, suggestion
from lint_rules.finding import Diagnostic, Result, Severity
from lint_rules.formats.compression import bare, is_packed


class Outcome(Protocol):
    """What a report is told at the end of a run: the gate's answer, seen from below."""

    @property
    def failed(self) -> bool:
        """Whether the run failed."""

    def sentence(self) -> str:
        """Return the answer in words, as the last line of every run has it."""

    def details(self) -> list[str]:
        """Return what was decided besides, one line each."""


class RuleNote(NamedTuple):
    """What a report tells of a rule: `summary` in a sentence, `page` as Markdown, `precision` as its share of right findings
    (0 to 1), `uri` where to read about it, if it has a place of its own.
    """

    code: str
    name: str
    category: str
    severity: Severity
    precision: float
    summary: str
    page: str
    uri: str | None = None


class ReportOptions(NamedTuple):
    """How results are to be shown.

    `ruleset` is the `version+hash` of the rules that judged; `max_findings` how many findings the reports for people
    show in all (0: every one); `text` whether words of the document are shown; `width` the cells of a line; `documents` how
    many of the worst documents a list of documents holds (0: all); `scores_only` leaves the findings out of what is written
    for programs; `data` is the name of the file beside a page that has all results. `rules` are told of where the format asks
    for them; `baseline` says that findings are compared with one.
    """

    ruleset: str = ""
    color: bool = False
    max_findings: int = 100
    text: bool = True
    only_failing: bool = False
    quiet: bool = False
    width: int = 120
    documents: int = 50
    scores_only: bool = False
    roots: tuple[str, ...] = ()
    data: str = ""
    rules: tuple[RuleNote, ...] = ()
    baseline: bool = False


class Shown(NamedTuple):
    """A result as it is to be shown; `passed` is the gate's answer for it.

    `to_show` are the findings that people should see, where not all: those that were not expected. Outputs for programs,
    and counts, have them all. `text` is the text as read, where the format asks for it and it is there. `why` says in a few
    words why it fails, and `unmet` in what it is not as it was expected, one line each.
    """

    result: Result
    passed: bool
    to_show: Sequence[Diagnostic] | None = None
    text: str | None = None
    why: str | None = None
    unmet: tuple[str, ...] = ()


class Report(Protocol):
    """What is said to people of a run. `start` once, `add` for each document in input order, `finish` once."""

    def start(self) -> None:
        """Write what comes before the first document."""

    def add(self, result: Result, passed: bool, to_show: Sequence[Diagnostic] | None = None) -> None:
        """Take a result; the arguments are those of `Shown`."""

    def finish(self, outcome: Outcome) -> None:
        """Write what comes after the last document."""


class Writer(Protocol):
    """What writes results for programs. Each document's stands for itself: it is encoded where the document is judged, by
    the function `encode` of the format's module, and written in the order of the documents.
    """

    def start(self) -> None:
        """Write what comes before the first document."""

    def write(self, part: Any) -> None:
        """Write what `encode` returned for some documents."""

    def finish(self, outcome: Outcome) -> None:
        """Write what comes after the last document."""


Encoder = Callable[[Sequence[Shown], ReportOptions], object]
"""From some documents to a part of an output, which can be pickled."""


class _Factory(Protocol):
    def __call__(self, stream: TextIO, options: ReportOptions) -> Report | Writer: ...


class _Format(NamedTuple):
    module: str
    kind: str
    encodes: bool = False
    texts: bool = False
    rules: bool = False


FORMATS: dict[str, _Format] = {
    "full": _Format("full", "Full"),
    "concise": _Format("concise", "Concise"),
    "json": _Format("json_array", "JsonArray", encodes=True),
    "jsonl": _Format("json_lines", "JsonLines", encodes=True),
    "markdown": _Format("markdown", "Markdown"),
    "sarif": _Format("sarif", "Sarif", encodes=True, rules=True),
    "github": _Format("github", "GitHub", encodes=True),
    "gitlab": _Format("gitlab", "GitLab", encodes=True),
    "junit": _Format("junit", "JUnit", encodes=True),
    "statistics": _Format("rule_counts", "RuleCounts"),
    "terminal": _Format("terminal", "Terminal"),
    "overview": _Format("overview", "Overview"),
    "parquet": _Format("parquet", "ParquetOutput", encodes=True),
    "dolma": _Format("dolma", "DolmaOutput", encodes=True),
    "html": _Format("page", "Page", encodes=True, texts=True, rules=True),
    "scores-csv": _Format("scores.csv", "ScoresCsv", encodes=True),
    "scores-parquet": _Format("scores.parquet", "ScoresParquet", encodes=True),
}
"""Each format's module and class; whether documents are encoded where they are judged, whether their texts are wanted, and
whether it tells of the rules.
"""

OUTPUT_FORMATS = ("full", "concise", "json", "jsonl", "markdown", "sarif", "github", "gitlab", "junit", "parquet", "dolma")
"""The formats that a person may ask for by name."""

SUFFIXES = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".md": "markdown",
    ".markdown": "markdown",
    ".parquet": "parquet",
    ".sarif": "sarif",
    ".sarif.json": "sarif",
    ".gitlab.json": "gitlab",
    ".xml": "junit",
}
"""The format that the suffix of an output file stands for, or its last two (`.sarif.json`); that of a packed file (`.jsonl.gz`)
stands before the other.
"""

PLAIN_SUFFIXES = ("", ".txt", ".log", ".out")
"""Suffixes that stand for no format: such a file takes what `--output-format` says."""

REPORT_ONLY = (".html", ".htm", ".csv")
"""Suffixes of what only `scrapelint report` writes: whoever wants a page does not want annotations in it."""


def refuse_unknown(name: str) -> None:
    """Raise ConfigError, naming the nearest, where there is no output format of this name."""
    if f".{name}" in REPORT_ONLY:
        raise ConfigError(f"'{name}' is no format of this command: `scrapelint report -o report.{name}` writes it")
    if name not in OUTPUT_FORMATS:
        raise ConfigError(f"there is no output format '{name}'{suggestion(name, OUTPUT_FORMATS)}")


def make(name: str, stream: TextIO, options: ReportOptions) -> Report | Writer:
    """Return what writes a format to a stream: a key of `FORMATS`, of those that are text."""
    factory = cast("_Factory", getattr(_module(name), FORMATS[name].kind))
    return factory(stream, options)


def encoder(name: str) -> Encoder | None:
    """Return what encodes documents for a format, None for a format that is made of the results themselves."""
    return cast("Encoder", _module(name).encode) if FORMATS[name].encodes else None


def _module(name: str) -> ModuleType:
    return import_module(f"{__name__}.{FORMATS[name].module}")


def format_of(path: str, otherwise: str, *, named: bool, besides: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the format for an output file by its suffix: one of `SUFFIXES`, or of those that stand `besides`, which come first.

    Files without a telling suffix take `otherwise`; so do all others that no format has, where `otherwise` was `named` on
    the command line. Raises ConfigError on any other suffix, and on those of `REPORT_ONLY`.
    """
    suffixes = [suffix.lower() for suffix in PurePath(bare(path)).suffixes[-2:]]
    suffix = suffixes[-1] if suffixes else ""
    if suffix == ".parquet" and is_packed(path):
        raise ConfigError(f"-o {path}: Parquet files are packed inside: leave the last suffix out")
    known = {**SUFFIXES, **besides}
    for telling in ("".join(suffixes), suffix):
        if telling in known:
            return known[telling]
    if suffix in REPORT_ONLY:
        raise ConfigError(f"-o {path}: this is what `scrapelint report -o` writes, from texts or from results that were saved")
    if not named and suffix not in PLAIN_SUFFIXES:
        raise ConfigError(f"-o {path}: '{suffix}' stands for no output format{suggestion(suffix, known)}")
    return otherwise
