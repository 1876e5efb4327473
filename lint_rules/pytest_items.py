"""Scraped files as pytest items: what is collected, how each item is judged, and the table of scores at the end.

Imported only where the plugin is switched on. A file is judged once in a process, when the first of its items runs; the
items share what was found. What the table shows travels on the reports, so that it is whole where xdist's workers judge.
"""

from __future__ import annotations

import contextlib
import enum
import os
from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import unified_diff
from functools import cached_property
from itertools import chain
from pathlib import Path
from statistics import fmean, median
from typing import Any, NamedTuple, TypedDict

import pytest
from _pytest._code.code import ReprExceptionInfo, ReprFileLocation, ReprTracebackNative

from lint_rules import formats
from lint_rules.config import Config
from lint_rules.engine.gate import Gate, failing_findings, is_unreadable, why_not
from lint_rules.engine.keeping.suppressions import expired
from lint_rules.engine.linter import Linter
from lint_rules.errors import ScrapeLintError
from lint_rules.expectations import SUFFIX, Awaited, Expectations, failed, find, judge, parse, sidecar_of, unmet
from lint_rules.expectations.snapshots import Change, Snapshot, apply
from lint_rules.finding import INPUT, Diagnostic, Result, Score, Severity, Source
from lint_rules.reports.full import TABLE_LIMIT, help_line
from lint_rules.reports.location import line_of
from lint_rules.reports.style import shown
from lint_rules.reports.summary import WORST
from lint_rules.reports.wording import place, plural, points, score_sentence
from lint_rules.rule import CATEGORIES
from lint_rules.runner import unreadable_result
from lint_rules.runner.saved import earlier
from lint_rules.testing import SHOWN_FINDINGS, shown_findings

SCORE, EXPECTATIONS, FILE = "score", "expectations", "file"
"""The names of the items that are neither a rule's nor a category's."""

ROW = "scrapelint"  # the attribute of a report that carries a file's line of the table
LEFT = "scrapelint_left"  # the attribute of a report that carries what could not be said in a file's sidecar
CHANGE = "scrapelint_change"  # the attribute of a report that carries what is to be written to a file's sidecar
MEASURES = ("score", "purity", "integrity", "verdict", "errors", "warnings")
"""What of a file's line goes into JUnit's properties, each after `scrapelint_`."""


BROKEN_OFF = (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR)
RED = {"red": True}


class Row(TypedDict):
    """A file's line of the table. Of builtin types alone: it travels between processes.

    `score`, `purity` and `integrity` are means over the records where the file holds records; None where none can be said.
    `gate` is what the gate counted.
    """

    path: str
    documents: int
    score: float | None
    purity: float | None
    integrity: float | None
    verdict: str
    errors: int
    warnings: int
    outcome: str
    gate: dict[str, Any]


class Update(enum.Enum):
    """What is done about sidecars whose expectations are not met."""

    NO = "nothing"
    OLD = "what is there is brought up to date"
    NEW = "besides, a file that does not pass the gate and has none gets one"


class Complaints(NamedTuple):
    """What is held against a file: findings by code, with their places, and sentences by code or by item.

    Of each code as many findings are kept as may be shown; `counts` says how many there are.
    """

    findings: dict[str, list[tuple[Source, Diagnostic]]]
    sentences: dict[str, list[str]]
    counts: Counter[str]


class Judged(NamedTuple):
    """All that the items of a file say.

    `xfail` is the reason for which it is expected to fail; `unread` says that nothing in it could be read; `change` is what is
    to be written to its sidecar, as if it stood there already, and `left` are sentences on what could not be said there.
    """

    row: Row
    complaints: Complaints
    xfail: str | None
    unread: bool
    change: Change | None
    left: list[str]


class Told(ReprExceptionInfo):
    """A failure as pytest keeps it: its text, in colours for a terminal that has them, and its first line with a place.

    Pytest's summary, JUnit's messages and `--tb=line` show that line alone; without it they would show all there is. It is made
    of pytest's own parts, for these are what xdist sends from one process to another.
    """

    def __init__(self, plain: str, coloured: str, path: Path, line: int) -> None:
        super().__init__(ReprTracebackNative([plain, "\n"]), ReprFileLocation(str(path), line, plain.partition("\n")[0]))
        self.coloured = coloured

    def toterminal(self, tw: Any) -> None:
        """Write the text to pytest's terminal writer."""
        if tw.hasmarkup:
            tw.line(self.coloured)
        else:
            super().toterminal(tw)


class ComplaintError(Exception):
    """An item is not as it should be; what is wrong is told by `ScrapeItem.repr_failure`."""


class Collection:
    """What pytest calls while the plugin is on. `wanted` is the kind of items: rule, category or file; `update` what becomes of
    sidecars.
    """

    def __init__(self, settings: Config, wanted: str, update: Update) -> None:
        self.settings = settings
        self.wanted = wanted
        self.update = update
        self.folder = Path.cwd()
        self._rows: dict[str, Row] = {}
        self._changes: dict[str, Change] = {}
        self._written: list[Change] = []
        self._left: dict[str, list[str]] = {}
        self._trouble: list[str] = []
        self._limits: list[str] = []
        self._held = True
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
                _ = self.linter
        except ScrapeLintError as error:
            # Said once: what makes one file impossible to judge is true of all.
            self._refused = True
            raise pytest.Collector.CollectError(f"scrapelint: {error}") from error
        return ScrapeFile.from_parent(parent, path=file_path, found=found, collection=self) if found is not None else None

    @pytest.hookimpl(wrapper=True, specname="pytest_collect_file")
    def pytest_collect_file_as_data(self) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        """See to it that nothing of what is judged is run, by whomever: a text is data.

        Pytest takes one that is named, and any whose name begins with `test`, for doctests, and what stands in it after `>>>` for
        code: whoever wrote the page would decide what is run.
        """
        collectors = yield
        if not any(isinstance(each, ScrapeFile) for each in collectors):
            return collectors
        return [each for each in collectors if not isinstance(each, pytest.Module)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Put a file's line of the table on the reports of its items."""
        report = yield
        if isinstance(item, ScrapeItem) and call.when == "call" and item.file.row is not None:
            setattr(report, ROW, item.file.row)
            if item.file.judged.change is not None:
                setattr(report, CHANGE, item.file.judged.change)
            setattr(report, LEFT, item.file.judged.left)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take a line of the table from a report, whichever process made it."""
        row: Row | None = getattr(report, ROW, None)
        if row is not None:
            self._rows[row["path"]] = row
            self._left[row["path"]] = getattr(report, LEFT, [])
        change: Change | None = getattr(report, CHANGE, None)
        if change is not None:
            # Where several processes judged a file, they found the same.
            self._changes[change["path"]] = change

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Hold what was judged against the limits on all files, and write the sidecars: both once, in the process that was
        started, when no other reads them any more. A session that was broken off writes nothing.
        """
        if hasattr(session.config, "workerinput") or exitstatus in BROKEN_OFF:
            return
        for change in self._changes.values():
            try:
                apply(change)
            except ScrapeLintError as error:
                self._trouble.append(str(error))
            else:
                self._written.append(change)
        self._hold_limits()
        if (self._trouble or not self._held) and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Write the table of scores, the limits on all files where there are any, and what became of the sidecars."""
        verbosity = terminalreporter.verbosity
        if self._rows:
            terminalreporter.section("scrapelint: quality scores")
            scores = table(self._rows.values(), whole=verbosity > 0)
            for line, markup in (*scores, *((line, {"red": not self._held}) for line in self._limits)):
                terminalreporter.write_line(line, **markup)
            for line in self._advice() if verbosity >= 0 else ():
                terminalreporter.write_line(line)
            for line in expired(self.settings):
                terminalreporter.write_line(f"warning: {line}", yellow=True)
        if self.update is not Update.NO and self._rows:
            terminalreporter.section("scrapelint: sidecars")
            told = [diff(each, self.named(Path(each["path"]))) for each in self._written]
            left = (*chain.from_iterable(self._left.values()), *self._trouble)
            for line, markup in (*chain.from_iterable(told), *((shown(each), RED) for each in left)):
                terminalreporter.write_line(line, **markup)
            terminalreporter.write_line(f"{plural(len(self._written), 'sidecar')} written")

    def _advice(self) -> Iterator[str]:
        """Yield what can be done about files that fail, other than to mend them."""
        if self.update is not Update.NO or not any(row["outcome"] == "failed" for row in self._rows.values()):
            return
        if self.settings.max_failing:
            yield "note: max-failing has no say here: each file that fails is a test that fails"
        yield (
            "help: what is found today can be written down, so that only changes fail: --scrapelint-update brings sidecars up to "
            "date, --scrapelint-update-new makes them where there are none too"
        )

    def _hold_limits(self) -> None:
        """Hold all files together against the limits on them. How many files fail is none: each of those is a test that fails."""
        if not self._rows:
            return
        try:
            before = earlier(self.settings, self.linter.ruleset) if self.settings.previous else None
        except ScrapeLintError as error:
            self._limits, self._held = [shown(str(error))], False
            return
        gate = Gate(self.settings, before)
        for row in self._rows.values():
            gate.merge(row["gate"])
        self._limits = gate.details()
        self._held = all(each.held for each in gate.conditions()[1:])

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

    def named(self, path: Path) -> str:
        """Return a path as it is seen from the folder that pytest was started in."""
        try:
            return os.path.relpath(path, self.folder)
        except ValueError:  # on another drive of Windows
            return str(path)

    def _listed(self, root: Path) -> dict[Path, formats.Found]:
        """Return what an argument of the command line yields, by absolute path."""
        if root not in self._found:
            listed = formats.collect([self.named(root)], self.settings)
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

    @property
    def title(self) -> str:
        """What the file is called: as pytest calls it, or, outside pytest's root, where many are called alike, by its path."""
        return self.nodeid if self.path.is_relative_to(self.config.rootpath) else self.collection.named(self.path)

    @cached_property
    def judged(self) -> Judged:
        """What is to be said of the file: it is read and judged here, once."""
        # A test that ran before may have left pytest in another folder; paths are relative to the first.
        with contextlib.chdir(self.collection.folder):
            return judge_file(self.path, self.title, self.found, self.collection.linter, self.collection.update)


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
            row: dict[str, Any] = dict(judged.row)
            self.user_properties += [(f"scrapelint_{name}", row[name]) for name in MEASURES if row[name] is not None]
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
        plain, coloured = (self._said(color=color) for color in (False, True))
        if self.config.getoption("tbstyle") == "line":  # pytest adds the first line and its place, and that is all
            plain, coloured = (said.partition("\n")[0] for said in (plain, coloured))
        return Told(plain, coloured, self.path, self._line())

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return the place of the item, and its title over a failure."""
        return self.path, None, f"{self.file.title}: {self.name}"

    def _speaks_for(self, key: str) -> bool:
        return self.codes is None or key in self.codes

    def _findings(self) -> Iterator[tuple[Source, Diagnostic]]:
        held = self.file.judged.complaints.findings
        return chain.from_iterable(findings for key, findings in held.items() if self._speaks_for(key))

    def _line(self) -> int:
        """Return the line of the file at which the first finding stands, the first one where none can be told."""
        return min((line_of(*found) or 1 for found in self._findings()), default=1)

    def _said(self, *, color: bool) -> str:
        """Return the findings and sentences of this item, most telling line first: pytest's summary shows that alone."""
        complaints = self.file.judged.complaints
        sentences = [each for key, said in complaints.sentences.items() if self._speaks_for(key) for each in said]
        by_place: dict[str, list[Diagnostic]] = defaultdict(list)
        for source, diagnostic in self._findings():
            by_place[place(source)].append(diagnostic)
        count = sum(number for key, number in complaints.counts.items() if self._speaks_for(key))
        if count:
            rules = {diagnostic.rule: None for diagnostics in by_place.values() for diagnostic in diagnostics}
            sentences.insert(0, f"{plural(count, 'finding')}: {', '.join(rules)}")
        room = SHOWN_FINDINGS
        advised: set[str] = set()
        for where, diagnostics in by_place.items():
            diagnostics.sort(key=lambda diagnostic: diagnostic.finding.span)
            if room:
                sentences += ["", shown_findings(diagnostics[:room], where, help_line, advised, color=color)]
            room -= min(room, len(diagnostics))
        if count > SHOWN_FINDINGS:
            sentences += ["", f"… and {plural(count - SHOWN_FINDINGS, 'more finding')}"]
        return "\n".join(sentences)


def judge_file(path: Path, name: str, found: formats.Found, linter: Linter, update: Update) -> Judged:
    """Read and judge a file. Never raises for what stands in it: what cannot be read is held against it.

    `name` is what the table calls it; `found` how it is to be read; `update` whether it is judged by its sidecar as that
    is to be written: then it is read once more.
    """
    expectations = snapshot = None
    try:
        expectations = find(path)
        if update is Update.NEW or (update is Update.OLD and expectations is not None):
            snapshot = Snapshot(sidecar_of(path))
    except ScrapeLintError as error:
        return _judged(name, found, linter, expectations, str(error), None)
    judged = _judged(name, found, linter, expectations, None, snapshot)
    if snapshot is None or (expectations is None and judged.row["outcome"] == "passed"):
        return judged
    try:
        change = snapshot.change()
        if change is not None:
            after = parse(change["after"].removeprefix("\ufeff"), change["path"])
            judged = _judged(name, found, linter, after, None, None)
    except ScrapeLintError as error:
        return judged._replace(left=[str(error)])
    return judged._replace(change=change, left=[f"{name}{SUFFIX}: {each}" for each in snapshot.left])


def _judged(
    name: str,
    found: formats.Found,
    linter: Linter,
    expectations: Expectations | None,
    unusable: str | None,
    snapshot: Snapshot | None,
) -> Judged:
    """Read and judge a file by its `expectations`, or else by the gate; by neither if its sidecar is `unusable`, and why."""
    complaints = Complaints(defaultdict(list), defaultdict(list), Counter())
    if unusable is not None:
        complaints.sentences[EXPECTATIONS].append(unusable)
    awaited = Awaited(expectations) if expectations is not None else None
    gate = Gate(linter.config)
    scores: list[Score] = []
    severities: Counter[Severity] = Counter()
    read = 0
    for result, text in _seen(found, linter):
        read += not is_unreadable(result)
        if snapshot is not None:
            snapshot.add(result, text)
        met = None
        if expectations is not None and awaited is not None:
            awaited.see(result.source)
            met = not unmet(expectations, result, text)
            _hold_expectations_against(complaints, expectations, result, text)
        elif unusable is None:
            _hold_gate_against(complaints, result, linter.config)
        gate.add(result, met=met)
        scores.append(result.score)
        severities.update(diagnostic.finding.severity for diagnostic in result.diagnostics)
    if awaited is not None:
        complaints.sentences[EXPECTATIONS] += awaited.missing
    verdicts = Counter(score.verdict for score in scores)
    complained = any(chain(complaints.findings.values(), complaints.sentences.values()))
    xfail = expectations.xfail if expectations else None
    row = Row(
        path=name,
        documents=len(scores),
        score=_mean(score.value for score in scores),
        purity=_mean(score.purity for score in scores),
        integrity=_mean(score.integrity for score in scores),
        verdict=", ".join(
            verdicts if len(verdicts) < 2 else [f"{count:,} {verdict}" for verdict, count in verdicts.most_common()]
        ),
        errors=severities[Severity.ERROR],
        warnings=severities[Severity.WARNING],
        outcome=("xfailed" if complained else "failed") if xfail else ("failed" if complained else "passed"),
        gate=gate.counts(),
    )
    return Judged(row, complaints, xfail, len(scores) > 0 and not read, None, [])


def _seen(found: formats.Found, linter: Linter) -> Iterator[tuple[Result, str]]:
    """Yield the results of a file with the texts that they are about."""
    for each in formats.read(found, linter.config):
        if isinstance(each, formats.Unreadable):
            yield unreadable_result(each.source, each.error), ""
        else:
            yield linter.check(each), each.text


def _mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of the numbers among some values, None where there are none."""
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


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
    if is_unreadable(result):
        return
    _note(complaints, result, failing_findings(result, config))
    # What is left of the gate is the score's: a document with errors may be a stub as well.
    reason = why_not(result, replace(config, fail_on="never", fail_on_rule=()))
    if reason is not None:
        complaints.sentences[SCORE] += _told(result, [f"{reason}: {score_sentence(result.score)}"])


def _note(complaints: Complaints, result: Result, diagnostics: Iterable[Diagnostic]) -> None:
    for diagnostic in diagnostics:
        code = diagnostic.finding.code
        complaints.counts[code] += 1
        # A file may hold a million records.
        if complaints.counts[code] <= SHOWN_FINDINGS:
            complaints.findings[code].append((result.source, diagnostic))


def _told(result: Result, sentences: Sequence[str]) -> list[str]:
    """Return the sentences, with the record that they are about."""
    return [f"record {result.source.record}: {each}" if result.source.record is not None else each for each in sentences]


def table(rows: Iterable[Row], *, whole: bool) -> Iterator[tuple[str, dict[str, bool]]]:
    """Yield the lines of the table with their markup: the worst first, files that cannot be judged before all. Of many files only
    the worst are listed, those that fail first, unless it is to be `whole`.
    """
    listed = ordered = sorted(rows, key=lambda row: (-1.0 if row["score"] is None else row["score"], row["path"]))
    if len(ordered) > TABLE_LIMIT and not whole:
        listed = sorted(ordered, key=lambda row: row["outcome"] != "failed")[:WORST]
    width = max(len("verdict"), *(len(row["verdict"]) for row in listed))
    yield f"score  {'verdict':<{width}}  errors  warnings  outcome  file", {"bold": True}
    for row in listed:
        records = f" ({plural(row['documents'], 'record')})" if row["documents"] != 1 else ""
        figures = f"{points(row['score']):>5}  {row['verdict']:<{width}}  {row['errors']:>6,}  {row['warnings']:>8,}"
        yield f"{figures}  {row['outcome']:<7}  {shown(row['path'])}{records}", {"red": row["outcome"] == "failed"}
    if len(listed) < len(ordered):
        yield f"… and {plural(len(ordered) - len(listed), 'more file')} (-v lists all)", {}
    scores = [row["score"] for row in ordered if row["score"] is not None]
    outcomes = Counter(row["outcome"] for row in ordered)
    told = ", ".join(f"{outcomes[outcome]:,} {outcome}" for outcome in ("failed", "xfailed", "passed") if outcomes[outcome])
    yield f"{plural(len(ordered), 'file')}: {told}; median score {points(median(scores) if scores else None)}", {}


def diff(change: Change, name: str) -> Iterator[tuple[str, dict[str, bool]]]:
    """Yield the lines that tell how a sidecar, called `name`, was changed, with their markup."""
    before = (change["before"] or "").splitlines()
    names = name if before else "(nothing)", name
    for line in unified_diff(before, change["after"].splitlines(), *names, lineterm=""):
        yield shown(line), {"green": line.startswith("+"), "red": line.startswith("-")}
