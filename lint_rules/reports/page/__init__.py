"""The report as one HTML page, for a browser and without a network.

Each document is made small where it is judged (`rows`), counted and weighed against the worst as it passes by (`figures`), and
the page is written when all have (`html`). All of it is made here, so that it can be read without JavaScript; the script in it
searches and filters, and adds nothing that is not there. What comes from a document is text on it and nothing else: templates
escape, what cannot be seen is written out (`visible`), and the page forbids itself to load or to run anything but its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from lint_rules.reports import Outcome, ReportOptions, Shown
from lint_rules.reports.page.figures import Figures
from lint_rules.reports.page.rows import Row, row


def encode(shown: Sequence[Shown], options: ReportOptions) -> list[Row]:
    """Return what the page needs of some documents."""
    return [row(each, text=options.text) for each in shown if not (each.passed and options.only_failing)]


class Page:
    """Counts documents as they pass by, and writes the page when all have."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self.stream = stream
        self.options = options
        self._figures = Figures(options.documents)

    def start(self) -> None:
        """Write nothing yet: the verdict stands at the top."""

    def write(self, part: Sequence[Row]) -> None:
        """Count the documents that `encode` returned."""
        for each in part:
            self._figures.add(each)

    def finish(self, outcome: Outcome) -> None:
        """Write the page."""
        from lint_rules.reports.page.html import pieces

        for piece in pieces(self._figures, outcome, self.options):
            self.stream.write(piece)
