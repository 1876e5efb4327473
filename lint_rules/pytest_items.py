"""Scraped files as pytest items: what is collected, how each item is judged, and the table of scores at the end.

Imported only where the plugin is switched on. A file is judged once in a process, when the first of its items runs; the
items share what was found. What the table shows travels on the reports, so that it is whole where xdist's workers judge.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from statistics import fmean, median
from typing import Any, NamedTuple, TypedDict

import pytest

from lint_rules import formats
from lint_rules.config import Config
from lint_rules.engine.gate import INPUT, passes
from lint_rules.engine.linter import Linter
from lint_rules.errors import ScrapeLintError
from lint_rules.expectations import Expectations, failed, find, judge, sidecar_of
from lint_rules.finding import Diagnostic, Result, Severity
from lint_rules.reports.style import shown
from lint_rules.reports.wording import place, plural, points, score_sentence
from lint_rules.rule import CATEGORIES
from lint_rules.runner import unreadable_result
from lint_rules.testing import SHOWN_FINDINGS, shown_findings

SCORE, EXPECTATIONS, FILE = "score", "expectations", "file"
"""The names of the items that are neither a rule's nor a category's."""

ROW = "scrapelint"  # the attribute of a report that carries a file's line of the table


class Row(TypedDict):
    """A file's line of the table. Of builtin types alone: it travels between processes.

    `score` is the mean of the records' scores where the file holds records; None where none can be said.
    """

    path: str
    documents: int
    score: float | None
    verdict: str
    errors: int
    warnings: int
    outcome: str


class Complaints(NamedTuple):
    """What is held against a file: findings by code, with their places, and sentences by code or by item.

    Of each code as many findings are kept as may be shown; `counts` says how many there are.
    """

    findings: dict[str, list[tuple[str, Diagnostic]]]
    sentences: dict[str, list[str]]
    counts: Counter[str]


class Judged(NamedTuple):
    """All that the items of a file say.

    `xfail` is the reason for which it is expected to fail; `unread` says that nothing in it could be read.
    """

    row: Row
    complaints: Complaints
    xfail: str | None
    unread: bool


class Shown(str):
    """A failure's text: plain for files and other processes, in colours for a terminal that has them."""

    __slots__ = ("coloured",)

    coloured: str

    def toterminal(self, writer: Any) -> None:
        """Write the text to pytest's terminal writer."""
        writer.line(self.coloured if writer.hasmarkup else str(self))


class ComplaintError(Exception):
    """An item is not as it should be; what is wrong is told by `ScrapeItem.repr_failure`."""


class Collection:
    """What pytest calls while the plugin is on. `wanted` is the kind of items: rule, category or file."""

    def __init__(self, settings: Config, wanted: str) -> None:
        self.settings = settings
        self.wanted = wanted
        self.folder = Path.cwd()
        self._rows: dict[str, Row] = {}
        self._found: dict[Path, dict[Path, formats.Found]] = {}
        self._refused = False

    @cached_property
    def linter(self) -> Linter:
        """The one linter of this process. Raises ConfigError where it cannot be made."""
        return Linter(self.settings)

    @cached_property
    def items(self) -> dict[str, frozenset[str] | None]:
        """The items that a file has, by name, with the codes that each speaks for; None for all there is to say."""
        if self.wanted == FILE:
            return {FILE: None}
        codes: dict[str, set[str]] = defaultdict(set)
        for rule in self.linter.rules:
            name = f"{rule.code}-{rule.name()}" if self.wanted == "rule" else CATEGORIES[rule.code[:3]]
            codes[name].add(rule.code)
        return {**{name: frozenset(each) for name, each in codes.items()}, SCORE: frozenset({SCORE})}

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> ScrapeFile | None:
        """Return a collector for a scraped text, None for what is not ours to judge."""
        if file_path.suffix == ".py" or self._refused:
            return None
        try:
            found = self._find(file_path, parent.session)
            if found is not None:
                _ = self.items
        except ScrapeLintError as error:
            # Said once: what makes one file impossible to judge is true of all.
            self._refused = True
            raise pytest.Collector.CollectError(f"scrapelint: {error}") from error
        return ScrapeFile.from_parent(parent, path=file_path, found=found, collection=self) if found is not None else None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Put a file's line of the table on the reports of its items."""
        report = yield
        if isinstance(item, ScrapeItem) and call.when == "call" and item.file.row is not None:
            setattr(report, ROW, item.file.row)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take a line of the table from a report, whichever process made it."""
        row: Row | None = getattr(report, ROW, None)
        if row is not None:
            self._rows[row["path"]] = row

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Write the table of scores."""
        if self._rows:
            terminalreporter.section("scrapelint: quality scores")
            for line, markup in table(self._rows.values()):
                terminalreporter.write_line(line, **markup)

    def _find(self, path: Path, session: pytest.Session) -> formats.Found | None:
        """Return how a file is to be read; None where its folder does not yield it."""
        if session.isinitpath(path):
            found = self._listed(path).get(path)
            # What is named and has no telling suffix, pytest may have been given for another plugin, or by mistake.
            if found is None or found.format != formats.UNKNOWN:
                return found
            return self._listed(path.parent).get(path)
        roots = [parent for parent in path.parents if session.isinitpath(parent)]
        return self._listed(roots[-1] if roots else path.parent).get(path)

    def _listed(self, root: Path) -> dict[Path, formats.Found]:
        """Return what an argument of the command line yields, by absolute path."""
        if root not in self._found:
            try:
                name = os.path.relpath(root, self.folder)
            except ValueError:  # on another drive of Windows
                name = str(root)
            listed = formats.collect([name], self.settings)
            self._found[root] = {
                Path(os.path.normpath(self.folder / found.path)): found for found in listed if found.error is None
            }
        return self._found[root]


class ScrapeFile(pytest.File):
    """A file of scraped text, or of records of it."""

    def __init__(self, *, found: formats.Found, collection: Collection, **rest: Any) -> None:
        super().__init__(**rest)
        self.found = found
        self.collection = collection
        self.add_marker("scrapelint")

    @property
    def row(self) -> Row | None:
        """The file's line of the table; None as long as it is not judged, or cannot be."""
        judged: Judged | None = vars(self).get("judged")
        return judged and judged.row

    def collect(self) -> Iterator[ScrapeItem]:
        """Yield the items of the file; the file is not yet read."""
        items = dict(self.collection.items)
        if self.collection.wanted != FILE and sidecar_of(self.path).is_file():
            items[EXPECTATIONS] = None
        for name, codes in items.items():
            yield ScrapeItem.from_parent(self, name=name, codes=codes)

    @cached_property
    def judged(self) -> Judged:
        """What is to be said of the file: it is read and judged here, once."""
        # A test that ran before may have left pytest in another folder; paths are relative to the first.
        with contextlib.chdir(self.collection.folder):
            return judge_file(self.path, self.nodeid, self.found, self.collection.linter)


class ScrapeItem(pytest.Item):
    """What one rule, one category, the score or the expectations say of a file. `codes` as in `Collection.items`."""

    def __init__(self, *, codes: frozenset[str] | None, **rest: Any) -> None:
        super().__init__(**rest)
        self.codes = codes

    @property
    def file(self) -> ScrapeFile:
        """The file that the item is about."""
        assert isinstance(self.parent, ScrapeFile)
        return self.parent

    def runtest(self) -> None:
        """Judge the file, unless another item has. Raises ComplaintError where something is held against this item."""
        judged = self.file.judged
        if self.name in (SCORE, FILE):
            names = ("score", "verdict", "errors", "warnings")
            row: dict[str, Any] = dict(judged.row)
            self.user_properties += [(f"scrapelint_{name}", row[name]) for name in names if row[name] is not None]
        complaints = judged.complaints
        complains = any(held and self._speaks_for(key) for part in complaints[:2] for key, held in part.items())
        if judged.unread and not complains:
            pytest.skip("there was nothing that could be read")
        if judged.xfail and (complains or self.codes is None):
            self.add_marker(pytest.mark.xfail(reason=judged.xfail, strict=True))
        if complains:
            raise ComplaintError

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return what is held against the item as `full` shows it; pytest's own account of anything else."""
        if not isinstance(excinfo.value, ComplaintError):
            return super().repr_failure(excinfo, style)
        text = Shown(self._said(color=False))
        text.coloured = self._said(color=True)
        return text

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return the place of the item, and its title over a failure."""
        return self.path, None, f"{self.file.nodeid}: {self.name}"

    def _speaks_for(self, key: str) -> bool:
        return self.codes is None or key in self.codes

    def _said(self, *, color: bool) -> str:
        """Return the findings and sentences of this item, most telling line first: pytest's summary shows that alone."""
        complaints = self.file.judged.complaints
        sentences = [each for key, said in complaints.sentences.items() if self._speaks_for(key) for each in said]
        by_place: dict[str, list[Diagnostic]] = defaultdict(list)
        for key, findings in complaints.findings.items():
            for where, diagnostic in findings if self._speaks_for(key) else ():
                by_place[where].append(diagnostic)
        count = sum(number for key, number in complaints.counts.items() if self._speaks_for(key))
        if count:
            rules = {diagnostic.rule: None for diagnostics in by_place.values() for diagnostic in diagnostics}
            sentences.insert(0, f"{plural(count, 'finding')}: {', '.join(rules)}")
        room = SHOWN_FINDINGS
        for where, diagnostics in by_place.items():
            diagnostics.sort(key=lambda diagnostic: diagnostic.finding.span)
            sentences += ["", shown_findings(diagnostics[:room], where, color)] if room else []
            room -= min(room, len(diagnostics))
        if count > SHOWN_FINDINGS:
            sentences += ["", f"… and {plural(count - SHOWN_FINDINGS, 'more finding')}"]
        return "\n".join(sentences)


def judge_file(path: Path, name: str, found: formats.Found, linter: Linter) -> Judged:
    """Read and judge a file. Never raises for what stands in it: what cannot be read is held against it.

    `name` is what the table calls it; `found` how it is to be read.
    """
    complaints = Complaints(defaultdict(list), defaultdict(list), Counter())
    expectations, is_gated = None, True
    try:
        expectations = find(path)
    except ScrapeLintError as error:
        complaints.sentences[EXPECTATIONS].append(str(error))
        is_gated = False
    scores: list[float] = []
    verdicts: Counter[str] = Counter()
    severities: Counter[Severity] = Counter()
    read = 0
    for each in formats.read(found, linter.config):
        if isinstance(each, formats.Unreadable):
            result, text = unreadable_result(each.source, each.error), ""
        else:
            result, text = linter.check(each), each.text
            read += 1
        if expectations is not None:
            _hold_expectations_against(complaints, expectations, result, text)
        elif is_gated:
            _hold_gate_against(complaints, result, linter.config)
        scores += [] if result.score.value is None else [result.score.value]
        verdicts[result.score.verdict] += 1
        severities.update(diagnostic.finding.severity for diagnostic in result.diagnostics)
    complained = any(chain(complaints.findings.values(), complaints.sentences.values()))
    xfail = expectations.xfail if expectations else None
    row = Row(
        path=name,
        documents=verdicts.total(),
        score=fmean(scores) if scores else None,
        verdict=", ".join(
            verdicts if len(verdicts) < 2 else [f"{count:,} {verdict}" for verdict, count in verdicts.most_common()]
        ),
        errors=severities[Severity.ERROR],
        warnings=severities[Severity.WARNING],
        outcome=("xfailed" if complained else "failed") if xfail else ("failed" if complained else "passed"),
    )
    return Judged(row, complaints, xfail, verdicts.total() > 0 and not read)


def _hold_expectations_against(complaints: Complaints, expectations: Expectations, result: Result, text: str) -> None:
    """Note what a document does not meet of what its sidecar expects: then nothing else is held against it."""
    judgement = judge(expectations, result, text)
    _note(complaints, result, judgement.unexpected)
    complaints.sentences[SCORE] += _told(result, judgement.score)
    complaints.sentences[EXPECTATIONS] += _told(result, judgement.other)


def _hold_gate_against(complaints: Complaints, result: Result, config: Config) -> None:
    """Note what could not be judged of a document, and why it does not pass the gate, if it does not."""
    for failure in result.failures:
        complaints.sentences[SCORE if failure.code == INPUT else failure.code] += _told(result, [failed(failure)])
    if passes(result, config):
        return
    limit = Severity[config.fail_on.upper()] if config.fail_on != "never" else None
    _note(complaints, result, [d for d in result.diagnostics if limit is not None and d.finding.severity >= limit])
    score = result.score
    if score.verdict in config.fail_on_verdict:
        complaints.sentences[SCORE] += _told(result, [f"verdict {score.verdict}: {score_sentence(score)}"])
    if config.min_score is not None and score.value is not None and score.value < config.min_score:
        complaints.sentences[SCORE] += _told(result, [f"below the score of {config.min_score:g}: {score_sentence(score)}"])


def _note(complaints: Complaints, result: Result, diagnostics: Iterable[Diagnostic]) -> None:
    for diagnostic in diagnostics:
        code = diagnostic.finding.code
        complaints.counts[code] += 1
        # A file may hold a million records.
        if complaints.counts[code] <= SHOWN_FINDINGS:
            complaints.findings[code].append((place(result.source), diagnostic))


def _told(result: Result, sentences: Sequence[str]) -> list[str]:
    """Return the sentences, with the record that they are about."""
    return [f"record {result.source.record}: {each}" if result.source.record is not None else each for each in sentences]


def table(rows: Iterable[Row]) -> Iterator[tuple[str, dict[str, bool]]]:
    """Yield the lines of the table with their markup: the worst first, files that cannot be judged before all."""
    ordered = sorted(rows, key=lambda row: (-1.0 if row["score"] is None else row["score"], row["path"]))
    width = max(len("verdict"), *(len(row["verdict"]) for row in ordered))
    yield f"score  {'verdict':<{width}}  errors  warnings  outcome  file", {"bold": True}
    for row in ordered:
        records = f" ({plural(row['documents'], 'record')})" if row["documents"] != 1 else ""
        figures = f"{points(row['score']):>5}  {row['verdict']:<{width}}  {row['errors']:>6,}  {row['warnings']:>8,}"
        yield f"{figures}  {row['outcome']:<7}  {shown(row['path'])}{records}", {"red": row["outcome"] == "failed"}
    scores = [row["score"] for row in ordered if row["score"] is not None]
    outcomes = Counter(row["outcome"] for row in ordered)
    told = ", ".join(f"{outcomes[outcome]:,} {outcome}" for outcome in ("failed", "xfailed", "passed") if outcomes[outcome])
    yield f"{plural(len(ordered), 'file')}: {told}; median score {points(median(scores) if scores else None)}", {}
