"""Output files, packed as their name says, that a killed run can go on with."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from lint_rules.errors import InputError
from lint_rules.reports.packing import Packing, packed
from lint_rules.whole import PART, into_place, own


def cannot_be_written(path: str, error: OSError) -> str:
    """Return what is said of a file that cannot be written."""
    return f"-o {path}: cannot be written: {error.strerror or error}"


class OutputFile:
    """A text file in the making. `close` moves it into place, `give_up` leaves what was there before.

    The text is UTF-8, its line ends as written, packed as the suffix says. Where the path is no regular file (a device, a
    pipe), it is written to directly. A `resumable` file is made under a name that the next run finds; `size` is where to
    go on with it. Raises InputError where the file cannot be made.
    """

    def __init__(self, path: str, *, resumable: bool = False, size: int | None = None) -> None:
        self.path = path
        # A link stays a link: what it points to is replaced.
        self._place = Path(os.path.realpath(path))
        self._beside: Path | None = None
        self._resumable = resumable
        self._whole = size or 0  # bytes up to which all is whole
        self.is_spoilt = False
        """Whether something was written by halves after that: a disk that was full took a part of it."""
        try:
            self._raw = self._open(size)
        except OSError as error:
            raise InputError(cannot_be_written(path, error)) from error
        try:
            self._packed = packed(self._raw, str(self._place), begun=bool(size))
        except InputError:
            self._raw.close()
            self._remove()
            raise
        self.stream: TextIO = io.TextIOWrapper(
            cast("BinaryIO", self._packed), encoding="utf-8", errors="backslashreplace", newline=""
        )

    def _open(self, size: int | None) -> BinaryIO:
        if self._place.is_dir():
            raise IsADirectoryError(0, "is a folder")
        if self._place.exists() and not self._place.is_file():
            return self._place.open("wb")
        if not self._resumable:
            self._beside = own(self._place)
            return self._beside.open("xb")
        self._beside = partial(self.path)
        refuse_if(size is not None and not self._beside.is_file(), f"{self._beside} is gone")
        raw = self._beside.open("ab" if size is None else "r+b")
        try:
            lock(raw, self.path)
            refuse_if(os.fstat(raw.fileno()).st_size < (size or 0), f"{self._beside} is shorter than it was")
            raw.truncate(size or 0)
            raw.seek(size or 0)
        except BaseException:
            raw.close()
            self._beside = None
            raise
        return raw

    def cut(self) -> int | None:
        """Store all that was written; return the size of the file, None where it cannot be gone on with."""
        self.stream.flush()
        if not self._resumable or self._beside is None:
            return None
        if isinstance(self._packed, Packing):
            self._packed.end_member()
        self._raw.flush()
        os.fsync(self._raw.fileno())
        self._whole = self._raw.tell()
        return self._whole

    def close(self) -> None:
        """Finish the file and put it in its place. Raises InputError where that fails."""
        try:
            self.stream.close()
            if self._beside is not None:
                into_place(self._beside, self._place)
                self._beside = None
        except OSError as error:
            self.give_up(keep=self._resumable)
            raise InputError(cannot_be_written(self.path, error)) from error

    def give_up(self, *, keep: bool) -> Path | None:
        """Leave nothing behind but what is in its place already, and what can be gone on with if that is to be kept: return
        where it lies.
        """
        beside = self._beside
        try:
            self.stream.close()
        except OSError:
            self.is_spoilt = True
            with contextlib.suppress(OSError):
                self._raw.close()
        if not (keep and self._resumable and beside is not None):
            self._remove()
            return None
        self._beside = None
        if self.is_spoilt:
            with contextlib.suppress(OSError):
                os.truncate(beside, self._whole)
        return beside

    def _remove(self) -> None:
        if self._beside is not None:
            with contextlib.suppress(OSError):
                self._beside.unlink(missing_ok=True)
            self._beside = None


def refuse_if(spoilt: bool, why: str) -> None:
    """Raise InputError, saying why, where what is to be gone on with is not what it was."""
    if spoilt:
        raise InputError(f"--resume: {why}: this run cannot be taken up again")


def partial(path: str) -> Path:
    """Return where a file that can be gone on with lies while it is written."""
    place = Path(os.path.realpath(path))
    return place.with_name(place.name + PART)


def is_file(path: str) -> bool:
    """Tell whether a path is that of a file, or of one that can be made: no device, no pipe."""
    return Path(path).is_file() or not Path(path).exists()


def lock(file: BinaryIO, path: str) -> None:
    """Keep other runs from writing the same file while this one lives. Raises InputError where another one does."""
    try:
        import fcntl
    except ImportError:  # Windows lets nobody else move or remove an open file anyway
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise InputError(f"-o {path}: another run is writing this file") from None
    except OSError:  # a file system without locks
        return
