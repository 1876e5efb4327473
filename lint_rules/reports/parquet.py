"""Parquet: one row a document, the columns of the JSON object, for programs that read columns.

A Parquet file has its index at its end, so that a file that was cut off is lost. Until all is done the rows lie in a folder
of small files, each whole, which are put together at the end: so a run can be taken up again, and memory stays flat.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lint_rules.errors import ConfigError, InputError
from lint_rules.reports import Outcome, ReportOptions, Shown
from lint_rules.reports.files import cannot_be_written, lock, partial, refuse_if
from lint_rules.reports.record import record
from lint_rules.reports.table import arrow, schema, to_batch
from lint_rules.whole import into_place

if TYPE_CHECKING:
    import pyarrow as pa

# Rows of the file that are one group: what a reader skips or reads at a time, and what is in memory when they are put together.
ROWS = 10_000
COMPRESSION = "zstd"  # half the size of the usual snappy for texts, and as fast to read
LOCK = "lock"


def encode(shown: Sequence[Shown], options: ReportOptions) -> pa.RecordBatch:
    """Return the rows of some documents."""
    only = options.scores_only
    rows = (
        record(each.result, each.passed, options.ruleset, options.text)
        for each in shown
        if not (each.passed and options.only_failing)
    )
    return to_batch(rows, scores_only=only)


class ParquetOutput:
    """Writes rows to files in a folder beside the file's place; `finish` puts them together, `close` moves that into place.

    `parts` is how many of them to go on after; `columns` are those of the rows, unless they are whole results. Raises ConfigError
    without a file, InputError where it cannot be made.
    """

    def __init__(
        self, path: str | None, options: ReportOptions, parts: int | None = None, *, columns: pa.Schema | None = None
    ) -> None:
        if path is None:
            raise ConfigError("output-format: parquet is written to files only: give -o FILE.parquet")
        self.path = path
        self._schema = columns or schema(scores_only=options.scores_only)
        self._place = Path(os.path.realpath(path))
        self._folder = partial(path)
        self._held: list[pa.RecordBatch] = []
        self._parts = parts or 0
        with self._named():
            if self._place.is_dir():
                raise IsADirectoryError(0, "is a folder")
            if parts is None and not self._folder.is_dir():
                self._folder.unlink(missing_ok=True)
                self._folder.mkdir()
            self._lock = (self._folder / LOCK).open("wb")
            try:
                lock(self._lock, path)
                kept = list(map(self._part, range(self._parts)))
                refuse_if(not all(part.exists() for part in kept), f"{self._folder} lacks a part that it had")
                for each in self._folder.iterdir():
                    if each.name != LOCK and each not in kept:
                        each.unlink()
            except BaseException:
                self._lock.close()
                raise

    def start(self) -> None:
        """Write nothing: the columns stand in every part."""

    def take(self, shown: Sequence[Shown], part: Any) -> None:  # noqa: ARG002 - the rows are all there is
        """Take the rows that `encode` returned."""
        if part.num_rows:
            self._held.append(part)

    def cut(self) -> int:
        """Store all rows; return the number of files they are in."""
        if self._held:
            with self._named():
                place = self._part(self._parts)
                beside = place.with_suffix(".new")
                with self._writer(beside) as writer:
                    writer.write_table(arrow().Table.from_batches(self._held, self._schema))
                with beside.open("r+b") as file:
                    os.fsync(file.fileno())
                beside.replace(place)
            self._held.clear()
            self._parts += 1
        return self._parts

    def finish(self, outcome: Outcome) -> None:  # noqa: ARG002 - rows are documents and nothing else
        """Put all rows together."""
        self.cut()
        with self._named(), self._writer(self._whole) as writer:
            for table in self._groups():
                writer.write_table(table, ROWS)

    def close(self) -> None:
        """Put the file in its place, and take the folder away."""
        with self._named():
            into_place(self._whole, self._place)
        self.give_up(keep=False)

    def give_up(self, *, keep: bool) -> Path | None:
        """Keep the folder with what is in it, or take it away."""
        if keep and self._held:
            with contextlib.suppress(InputError):
                self.cut()
        self._lock.close()
        if keep:
            return self._folder
        shutil.rmtree(self._folder, ignore_errors=True)
        return None

    @property
    def _whole(self) -> Path:
        return self._folder / "whole.parquet"

    def _part(self, number: int) -> Path:
        return self._folder / f"{number:06}.parquet"

    def _groups(self) -> Iterator[Any]:
        """Yield the rows of all parts, in as many at a time as make a group."""
        pa = arrow()
        from pyarrow import parquet

        held: list[Any] = []
        rows = 0
        for number in range(self._parts):
            # Not mapped into memory: Windows would not let go of the file.
            table = parquet.read_table(self._part(number), schema=self._schema, memory_map=False)
            held.append(table)
            rows += table.num_rows
            if rows >= ROWS:
                joined = pa.concat_tables(held)
                whole = rows - rows % ROWS
                yield joined.slice(0, whole)
                held, rows = [joined.slice(whole)], rows - whole
        if rows:
            yield pa.concat_tables(held)

    def _writer(self, path: Path) -> Any:
        from pyarrow import parquet

        return parquet.ParquetWriter(path, self._schema, compression=COMPRESSION)

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise InputError(cannot_be_written(self.path, error)) from error
