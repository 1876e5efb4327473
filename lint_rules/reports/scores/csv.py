"""The table of scores as CSV, for spreadsheets.

A line is a document: line ends in texts are spaces, and what cannot be seen is written out. A spreadsheet takes a cell for a
formula that begins with one of a few signs, and runs it: such a text has an apostrophe before it, which spreadsheets hide.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TextIO

from lint_rules.reports import Outcome, ReportOptions, Shown
from lint_rules.reports.scores import COLUMNS, score_row
from lint_rules.reports.style import even, shown

# What a formula may begin with, in Excel, LibreOffice or Google's, as OWASP lists it; the wide forms too, which East Asian ones
# take alike. Line ends and tabs are none any more when this is asked.
FORMULA_SIGNS = "=+-@＝＋－＠"


def encode(documents: Sequence[Shown], options: ReportOptions) -> str:
    """Return the lines of some documents."""
    return _lines(
        [_cell(value) for value in score_row(each).values()] for each in documents if not (each.passed and options.only_failing)
    )


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return safe(value) if isinstance(value, str) else value


def safe(text: str) -> str:
    """Return a text as a cell that shows it: on one line, all of it visible, and never a formula."""
    said = shown(even(text))
    return f"'{said}" if said.lstrip().startswith(tuple(FORMULA_SIGNS)) else said


def _lines(rows: Iterable[Iterable[object]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


class ScoresCsv:
    """Writes a line with the names of the columns, and one a document."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self.stream = stream
        self.options = options

    def start(self) -> None:
        """Write the names."""
        self.stream.write(_lines([COLUMNS]))

    def write(self, part: str) -> None:
        """Write the lines that `encode` returned."""
        self.stream.write(part)

    def finish(self, outcome: Outcome) -> None:
        """Write nothing: rows are documents and nothing else."""
