"""Where results go: standard output, or files.

A file that a program reads can be gone on with: it is cut off where a run last said that all before is whole (`cut`), and
written further from there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, TextIO, cast

from lint_rules.errors import InputError
from lint_rules.reports import FORMATS, Outcome, Report, ReportOptions, Shown, Writer, make
from lint_rules.reports.files import OutputFile, cannot_be_written

RESUMABLE = ("jsonl", "parquet")
"""The formats whose files can be gone on with."""


class Output(Protocol):
    """One output of a run."""

    def start(self) -> None:
        """Write what comes before the first document. Not asked for where a file is gone on with."""

    def take(self, shown: Sequence[Shown], part: Any) -> None:
        """Write some documents; `part` is what the encoder of the format made of them, if it has one."""

    def cut(self) -> Any:
        """See to it that all that was taken is stored; return, as JSON has it, what the output needs to be gone on with."""

    def finish(self, outcome: Outcome) -> None:
        """Write what comes after the last document."""

    def close(self) -> None:
        """Put what was written in its place. Raises InputError where that fails."""

    def give_up(self, *, keep: bool) -> Path | None:
        """End without having finished. What can be gone on with is kept if so wished, up to the last cut at least, and its
        path returned; nothing else is left behind.
        """


def opened(name: str, path: str | None, options: ReportOptions, stdout: TextIO, cut: Any = None) -> Output:
    """Return the output of a format, to a file or (None) to `stdout`.

    `cut` is what `Output.cut` returned last of a file that is to be gone on with, None to begin. Raises InputError where the
    file cannot be made, or is not what it was.
    """
    if name == "parquet":
        from lint_rules.reports.parquet import ParquetOutput

        return ParquetOutput(path, options, cut)
    if name == "scores-parquet":
        from lint_rules.reports.scores.parquet import ScoresParquet

        return ScoresParquet(path, options, cut)
    if name == "dolma":
        from lint_rules.reports.dolma import DolmaOutput

        return DolmaOutput(path, options)
    file = None if path is None else OutputFile(path, resumable=name in RESUMABLE, size=cut)
    return TextOutput(name, options, file, stdout)


class TextOutput:
    """Text, to a file or to `stdout`."""

    def __init__(self, name: str, options: ReportOptions, file: OutputFile | None, stdout: TextIO) -> None:
        self._file = file
        self._stream = file.stream if file else stdout
        self._made = make(name, self._stream, options)
        self._encodes = FORMATS[name].encodes

    def start(self) -> None:
        """Write what comes before the first document."""
        self._made.start()

    def take(self, shown: Sequence[Shown], part: Any) -> None:
        """Write some documents."""
        with self._named():
            if self._encodes:
                cast("Writer", self._made).write(part)
            else:
                report = cast("Report", self._made)
                for each in shown:
                    report.add(each.result, each.passed, each.to_show)
            # Who reads along sees results as they come.
            self._stream.flush()

    def cut(self) -> int | None:
        """Return the size of the file, all of it stored; None where it cannot be gone on with."""
        with self._named():
            return self._file.cut() if self._file else None

    def finish(self, outcome: Outcome) -> None:
        """Write what comes after the last document."""
        with self._named():
            self._made.finish(outcome)

    def close(self) -> None:
        """Put the file in its place."""
        if self._file:
            self._file.close()

    def give_up(self, *, keep: bool) -> Path | None:
        """Keep the file beside its place, or take it away."""
        return self._file.give_up(keep=keep) if self._file else None

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        """Let errors name the file. Those of `stdout` are the caller's to know."""
        try:
            yield
        except OSError as error:
            if self._file is None:
                raise
            self._file.is_spoilt = True
            raise InputError(cannot_be_written(self._file.path, error)) from error
