"""Attribute files as the dolma toolkit reads them: beside each file of documents one of the same name, with a line a document.

A line is `{"id", "attributes": {NAME: [[start, end, value], …]}}`: spans in code points of the text, the end exclusive. All
names begin with `scrapelint__`; what holds for the whole document spans all of its text.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from lint_rules.errors import ConfigError, InputError
from lint_rules.finding import Counts, Result, Severity, Span
from lint_rules.formats import format_of
from lint_rules.reports import Outcome, ReportOptions, Shown
from lint_rules.reports.files import OutputFile, cannot_be_written
from lint_rules.reports.record import encoded

PREFIX = "scrapelint__"
CONTAMINATION = "contamination"  # all that an error or warning would take out, for who wants no choice of rules
FAILED = "failed"
LINES = "jsonl"  # the format that dolma reads; attributes of all else stand in a file of that kind

Attributes = dict[str, list[list[float]]]


def encode(shown: Sequence[Shown], options: ReportOptions) -> list[tuple[str, str]]:
    """Return the lines of some documents, by their file."""
    return [
        (path, "".join(_line(each, options) for each in held))
        for path, held in groupby(shown, key=lambda each: each.result.source.path or each.result.source.id)
    ]


def _line(shown: Shown, options: ReportOptions) -> str:
    # Where lines are left out, the others do not stand beside their documents any more: all are written.
    found = attributes(shown.result, shown.passed, scores_only=options.scores_only)
    return encoded({"id": shown.result.source.id, "attributes": found}) + "\n"


def attributes(result: Result, passed: bool, *, scores_only: bool) -> Attributes:
    """Return what is said of a document: each rule's findings with their confidence, all contamination as one, score,
    purity and integrity, and whether it fails.
    """
    found: Attributes = {}
    score = result.score
    values = {"score": score.value, "purity": score.purity, "integrity": score.integrity, FAILED: None if passed else 1.0}
    for name, value in values.items():
        if value is not None:
            found[PREFIX + name] = [[0, result.length, value]]
    if not scores_only:
        for diagnostic in result.diagnostics:
            span = diagnostic.finding.span
            found.setdefault(PREFIX + diagnostic.finding.code, []).append([span.start, span.end, diagnostic.finding.confidence])
        merged = _merged(
            diagnostic.finding.span
            for diagnostic in result.diagnostics
            if diagnostic.finding.counts is Counts.CONTAMINATION and diagnostic.finding.severity >= Severity.WARNING
        )
        if merged:
            found[PREFIX + CONTAMINATION] = [[start, end, 1.0] for start, end in merged]
    return found


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return the stretches that spans cover together."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged


class DolmaOutput:
    """Writes a file of attributes for each input, under a folder, where it stands below the folder that was named as input.

    A file is in its place when its input is done with. Raises ConfigError without a folder.
    """

    def __init__(self, folder: str | None, options: ReportOptions) -> None:
        if folder is None:
            raise ConfigError("output-format: dolma is one file for each input: give --output-dir FOLDER")
        self._folder = folder
        self._roots = sorted((root.rstrip("/" + os.sep) for root in options.roots), key=len, reverse=True)
        self._input: str | None = None
        self._file: OutputFile | None = None
        self._written: set[str] = set()

    def start(self) -> None:
        """Write nothing: there are no inputs yet."""

    def take(self, shown: Sequence[Shown], part: Any) -> None:  # noqa: ARG002 - the lines are all there is
        """Write the lines that `encode` returned."""
        for path, lines in part:
            if path != self._input or self._file is None:
                self._end()
                self._input, self._file = path, self._begin(path)
            try:
                self._file.stream.write(lines)
            except OSError as error:
                raise InputError(cannot_be_written(self._file.path, error)) from error

    def cut(self) -> None:
        """Do nothing: these files cannot be gone on with."""

    def finish(self, outcome: Outcome) -> None:
        """Write nothing: every line stands for itself."""

    def close(self) -> None:
        """Put the last file in its place."""
        self._end()

    def give_up(self, *, keep: bool) -> Path | None:  # noqa: ARG002 - what is in place is whole
        """Leave the files of inputs that are done with, and nothing else."""
        return self._file.give_up(keep=False) if self._file else None

    def _begin(self, path: str) -> OutputFile:
        name = self._name(path)
        if name in self._written:
            raise InputError(f"--output-dir {self._folder}: two inputs would have the file '{name}'")
        self._written.add(name)
        place = Path(self._folder, name)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(cannot_be_written(str(place), error)) from error
        return OutputFile(str(place))

    def _end(self) -> None:
        if self._file is not None:
            file, self._file = self._file, None
            file.close()

    def _name(self, path: str) -> str:
        """Return the name of an input's file, relative to the folder of outputs."""
        root = next((root for root in self._roots if path.startswith((f"{root}/", root + os.sep))), None)
        inner = Path(path).name if root is None else path[len(root) + 1 :]
        return inner if format_of(path) in (LINES, "") else f"{inner}.{LINES}"
