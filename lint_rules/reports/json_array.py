"""JSON: one array of all documents, for programs that read a file at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from lint_rules.reports import Outcome, ReportOptions, Shown
from lint_rules.reports.json_lines import objects


def encode(shown: Sequence[Shown], options: ReportOptions) -> str:
    """Return the objects of some documents, with what stands between them."""
    return ",\n".join(objects(shown, options))


class JsonArray:
    """Writes the array as results come, one object a line, so that memory does not grow with it."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self.stream = stream
        self.options = options
        self._separator = "\n"

    def start(self) -> None:
        """Open the array."""
        self.stream.write("[")

    def write(self, part: str) -> None:
        """Write the objects that `encode` returned, if there are any."""
        if part:
            self.stream.write(self._separator + part)
            self._separator = ",\n"

    def finish(self, outcome: Outcome) -> None:  # noqa: ARG002 - the array holds documents and nothing else
        """Close the array."""
        self.stream.write("\n]\n")
