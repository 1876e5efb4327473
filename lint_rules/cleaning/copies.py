"""The copies that a run writes: each file beside its place until it is whole, and so made that a run can be taken up again."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TextIO

from lint_rules.cleaning.places import Place
from lint_rules.errors import ConfigError, InputError
from lint_rules.formats.parquet import modules
from lint_rules.reports import Outcome, Shown
from lint_rules.reports.files import OutputFile, cannot_be_written, lock, partial, refuse_if
from lint_rules.whole import PART, into_place

if TYPE_CHECKING:
    from lint_rules.formats.parquet_copy import Group, Head


class Part(NamedTuple):
    """Copies of some documents of one input, in their order: what its file begins with, and what they are (see
    `formats.copying`). Without the first, there is nothing to make a file of.
    """

    path: str
    head: Any
    bodies: list[Any]


class CopiesOutput:
    """Writes copies to their place. One of these is an output of a run, whose parts are lists of `Part`.

    In a folder, a file that is done with is put in its place when the run could be taken up again behind it, and not before:
    else it might have to be gone on with and be gone. `cut` is what the method of that name returned last, None to begin.
    Raises ConfigError where a folder has something in it already, InputError where a file cannot be made.
    """

    def __init__(self, place: Place, stdout: TextIO, cut: Any) -> None:
        self._place = place
        self._file: _File | None = None
        self._input: str | None = None
        self._made: set[str] = set()
        self._is_empty = False  # there was an input without a copy, for which no file was begun
        self._ended: list[_File] = []  # since the last cut
        self._waiting: list[_File] = []  # … and before
        if cut is not None:
            for target in cut["ended"]:
                settle(target)
            self._input, self._is_empty = cut["input"], cut["is_empty"]
            if cut["target"] is not None and partial(cut["target"]).exists():
                self._file = _opened(cut["target"], cut["parquet"], cut["file"])
        elif place.is_folder:
            _refuse_filled(place)
        elif place.path is not None:
            # What cannot be written is to be known before hours of work.
            self._file = self._begun(place.path, parquet=place.path.lower().endswith(".parquet"))
        else:
            self._file = _Stream(stdout)

    def start(self) -> None:
        """Write nothing: a file begins with what its input begins with."""

    def take(self, shown: Sequence[Shown], part: Sequence[Part]) -> None:  # noqa: ARG002 - the copies are all there is
        """Write copies."""
        for path, head, bodies in part:
            if path != self._input:
                if head is None:
                    self._is_empty = True
                    continue
                if self._place.is_folder:
                    self._end()
                    self._file = self._begun(self._place.of(path), parquet=not isinstance(head, bytes))
                self._open.begin(head)
                self._input = path
            for body in bodies:
                self._open.write(body)

    def cut(self) -> Any:
        """Store all; return what is needed to go on."""
        for file in self._waiting:
            file.close()
        self._waiting, self._ended = self._ended, []
        return {
            "ended": [file.path for file in self._waiting],
            "input": self._input,
            "is_empty": self._is_empty,
            "target": self._file.path if self._file else None,
            "parquet": isinstance(self._file, ParquetFile),
            "file": self._file.cut() if self._file else None,
        }

    def finish(self, outcome: Outcome) -> None:  # noqa: ARG002 - files end with their last document
        """End the last file. A copy of nothing takes no other file's place."""
        if self._file is not None and self._is_empty and self._input is None:
            file, self._file = self._file, None
            file.give_up(keep=False)
        self._end()

    def close(self) -> None:
        """Put all files in their places."""
        for file in (*self._waiting, *self._ended):
            file.close()

    def give_up(self, *, keep: bool) -> Path | None:
        """Leave the files of inputs that are done with, and of the last one what can be gone on with."""
        if not keep:
            self.close()
        return self._file.give_up(keep=keep) if self._file else None

    @property
    def _open(self) -> _File:
        if self._file is None:
            raise InputError(f"--resume: what was written of {self._input} is gone: this run cannot be taken up again")
        return self._file

    def _begun(self, target: str, *, parquet: bool) -> _File:
        if target in self._made:
            where = f"{self._place.option} {self._place.path}"
            raise InputError(f"{where}: two inputs would have the file '{target}': clean each to a folder of its own")
        if not self._place.is_told_apart:  # of a crawl, all names would be much
            self._made.add(target)
        try:
            Path(target).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(cannot_be_written(target, error)) from error
        return _opened(target, parquet, None)

    def _end(self) -> None:
        if self._file is not None:
            self._file.end()
            self._ended.append(self._file)
            self._file = None


def _refuse_filled(place: Place) -> None:
    """Raise ConfigError where a folder holds something: what of it would be left from another run nobody could tell."""
    assert place.path is not None
    for folder, _, names in os.walk(place.path):
        # What ends so was never whole: a run begins anew that was killed before it could be taken up again.
        if not all(name.endswith(PART) for name in names) and not folder.endswith(PART):
            raise ConfigError(f"{place.option} {place.path}: this folder has something in it: name a new one, or empty it")


class _File(Protocol):
    """A file in the making; `path` is its place, None where that is a stream."""

    path: str | None

    def begin(self, head: Any) -> None:
        """Write what the file begins with."""

    def write(self, body: Any) -> None:
        """Write copies."""

    def cut(self) -> Any:
        """Store all; return what is needed to go on."""

    def end(self) -> None:
        """Finish the file where it is."""

    def close(self) -> None:
        """Put the file, which was ended, in its place."""

    def give_up(self, *, keep: bool) -> Path | None:
        """End without having finished; see `reports.output.Output`."""


def _opened(target: str, parquet: bool, cut: Any) -> _File:
    return ParquetFile(target, cut) if parquet else _BytesFile(target, cut)


def settle(target: str) -> None:
    """Put a file in its place that an earlier run had ended, unless it is there."""
    beside, place = partial(target), Path(os.path.realpath(target))
    try:
        if beside.is_dir():
            into_place(beside / ParquetFile.WHOLE, place)
            shutil.rmtree(beside, ignore_errors=True)
        elif beside.exists():
            into_place(beside, place)
    except OSError as error:
        raise InputError(cannot_be_written(target, error)) from error


class _Stream:
    """Standard output."""

    def __init__(self, stdout: TextIO) -> None:
        self.path: str | None = None
        self._stdout = stdout

    def begin(self, head: Any) -> None:
        """Write what the copies begin with."""
        self.write(head)

    def write(self, body: Any) -> None:
        """Write copies; who reads along sees them as they come."""
        if not isinstance(body, bytes):
            raise ConfigError("-o -: Parquet is written to files only")
        self._stdout.buffer.write(body)
        self._stdout.buffer.flush()

    def cut(self) -> None:
        """Do nothing: this cannot be gone on with."""

    def end(self) -> None:
        """Leave it open: it belongs to another."""

    def close(self) -> None:
        """Leave it open."""

    def give_up(self, *, keep: bool) -> None:
        """Leave it: what was written is gone."""


class _BytesFile:
    """A file whose copies follow one another."""

    def __init__(self, path: str, size: int | None) -> None:
        self.path: str | None = path
        self._file = OutputFile(path, resumable=True, size=size)

    def begin(self, head: bytes) -> None:
        """Write what the file begins with."""
        self.write(head)

    def write(self, body: bytes) -> None:
        """Write copies."""
        with self._named():
            self._file.stream.buffer.write(body)

    def cut(self) -> int | None:
        """Return the size of the file, all of it stored."""
        with self._named():
            return self._file.cut()

    def end(self) -> None:
        """Finish the file where it is."""
        with self._named():
            self._file.stream.close()

    def close(self) -> None:
        """Put the file in its place."""
        self._file.close()

    def give_up(self, *, keep: bool) -> Path | None:
        """Keep the file beside its place, or take it away."""
        return self._file.give_up(keep=keep)

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._file.is_spoilt = True
            raise InputError(cannot_be_written(self._file.path, error)) from error


class ParquetFile:
    """A Parquet file, whose rows lie in a folder of small files until all are there: its index stands at its end.

    `cut` is what the method of that name returned last: how many files there are, and how many rows of each row group.
    """

    WHOLE, LOCK, BEGUN = "whole.parquet", "lock", "begun"

    def __init__(self, path: str, cut: Any) -> None:
        self.path: str | None = path
        self._place = Path(os.path.realpath(path))
        self._folder = partial(path)
        self._held: list[Any] = []
        self._parts: int = cut["parts"] if cut else 0
        self._groups: list[list[int]] = [list(each) for each in cut["groups"]] if cut else []
        self._packing: dict[str, Any] | None = cut["packing"] if cut else None
        with self._named():
            if self._place.is_dir():
                raise IsADirectoryError(0, "is a folder")
            if cut is None and not self._folder.is_dir():
                self._folder.unlink(missing_ok=True)
                self._folder.mkdir()
            self._lock = (self._folder / self.LOCK).open("wb")
            try:
                lock(self._lock, path)
                kept = [self._folder / self.LOCK, *map(self._part, range(self._parts))]
                kept += [self._folder / self.BEGUN] if self._packing is not None else []
                refuse_if(not all(part.exists() for part in kept), f"{self._folder} lacks a part that it had")
                for each in self._folder.iterdir():
                    if each not in kept:
                        each.unlink()
            except BaseException:
                self._lock.close()
                raise

    def begin(self, head: Head) -> None:
        """Keep what the file begins with."""
        self._packing = dict(head.packing)
        self._store(self._folder / self.BEGUN, head.schema, [])

    def write(self, body: Group | None) -> None:
        """Take rows of one row group."""
        if body is None or not body.rows.num_rows:
            return
        if self._groups and self._groups[-1][0] == body.number:
            self._groups[-1][1] += body.rows.num_rows
        else:
            self._groups.append([body.number, body.rows.num_rows])
        self._held.append(body.rows)

    def cut(self) -> Any:
        """Store all rows; return what is needed to go on."""
        if self._held:
            self._store(self._part(self._parts), self._held[0].schema, self._held)
            self._held.clear()
            self._parts += 1
        return {"parts": self._parts, "groups": self._groups, "packing": self._packing}

    def end(self) -> None:
        """Put all rows together, in the row groups that they came in."""
        self.cut()
        if self._packing is None:
            return
        from pyarrow import parquet

        pa, _ = modules()
        with self._named():
            with pa.OSFile(str(self._folder / self.BEGUN)) as file:
                schema = pa.ipc.open_stream(file).schema
            whole = self._folder / self.WHOLE
            with parquet.ParquetWriter(whole, schema, **self._packing) as writer:
                for table in self._tables(schema):
                    writer.write_table(table, max(1, table.num_rows))
        self._lock.close()

    def close(self) -> None:
        """Put the file in its place, and take the folder away."""
        if self._packing is not None and self.path is not None:
            settle(self.path)
        else:
            self.give_up(keep=False)

    def give_up(self, *, keep: bool) -> Path | None:
        """Keep the folder with what is in it, or take it away."""
        self._lock.close()
        if keep:
            return self._folder
        shutil.rmtree(self._folder, ignore_errors=True)
        return None

    def _part(self, number: int) -> Path:
        return self._folder / f"{number:06}.arrow"

    def _store(self, place: Path, schema: Any, batches: Sequence[Any]) -> None:
        """Write rows to a file of the folder, that is whole or not there."""
        pa, _ = modules()
        beside = place.with_suffix(".new")
        with self._named():
            # Arrow's own form: through Parquet, some types would come back as others.
            # As a stream, for in Arrow's files a column has one dictionary, and row groups bring theirs.
            with pa.OSFile(str(beside), "wb") as file, pa.ipc.new_stream(file, schema) as writer:
                for batch in batches:
                    writer.write_batch(batch)
            with beside.open("r+b") as stored:
                os.fsync(stored.fileno())
            beside.replace(place)

    def _tables(self, schema: Any) -> Iterator[Any]:
        """Yield the row groups."""
        pa, _ = modules()
        held: list[Any] = []
        have = 0
        waiting = iter(range(self._parts))
        for _, rows in self._groups:
            while have < rows:
                # Not mapped into memory: Windows would not let go of the file.
                with pa.OSFile(str(self._part(next(waiting)))) as file:
                    held += pa.ipc.open_stream(file).read_all().to_batches()
                have = sum(batch.num_rows for batch in held)
            table = pa.Table.from_batches(held, schema)
            yield table.slice(0, rows)
            held, have = table.slice(rows).to_batches(), have - rows

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise InputError(cannot_be_written(self.path or "", error)) from error
