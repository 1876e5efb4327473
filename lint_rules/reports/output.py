"""Files that results go to: written beside their place and moved there when they are whole, so that none is ever half."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TextIO

from lint_rules.errors import InputError


class OutputFile:
    """A file in the making. `close` moves it into place, `discard` leaves what was there before.

    The text is UTF-8, its line ends as written. Where the path is no regular file (a device, a pipe), it is written to
    directly. Raises InputError where the file cannot be made.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        # A link stays a link: what it points to is replaced.
        self._place = Path(os.path.realpath(path))
        self._beside: Path | None = None
        try:
            self.stream: TextIO = self._open()
        except OSError as error:
            raise InputError(f"-o {path}: cannot be written: {error.strerror or error}") from error

    def _open(self) -> TextIO:
        if self._place.is_dir():
            raise IsADirectoryError(0, "is a folder")
        if self._place.exists() and not self._place.is_file():
            return self._place.open("w", encoding="utf-8", errors="backslashreplace", newline="")
        self._beside = self._place.with_name(f".{self._place.name}.{os.getpid()}.part")
        return self._beside.open("x", encoding="utf-8", errors="backslashreplace", newline="")

    def close(self) -> None:
        """Finish the file and put it in its place. Raises InputError where that fails."""
        try:
            self.stream.close()
            if self._beside is not None:
                if self._place.exists():
                    self._beside.chmod(self._place.stat().st_mode)
                self._beside.replace(self._place)
                self._beside = None
        except OSError as error:
            self.discard()
            raise InputError(f"-o {self.path}: cannot be written: {error.strerror or error}") from error

    def discard(self) -> None:
        """Leave nothing behind, unless it is in its place already."""
        with contextlib.suppress(OSError):
            self.stream.close()
        if self._beside is not None:
            self._beside.unlink(missing_ok=True)
            self._beside = None
