"""Paths on other machines (`s3://…`, `https://…`, `gs://…`), through fsspec: what they name, and the bytes behind them.

Only what a user names is fetched: on the command line, or in a list of files. Credentials, regions and the like are
fsspec's, set as its stores' documentations say. Over HTTP there are no folders and no patterns: what a server lists is a page
like any other, and `?` and `*` belong to addresses.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from lint_rules.errors import InputError
from lint_rules.formats.compression import missing

_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(?:::[A-Za-z][A-Za-z0-9+.-]+)*://")  # a drive of Windows has one letter
_WEB = ("http://", "https://")
_MAGIC = re.compile(r"[*?\[]")
_ABSENT = (404, 410)  # what a server of the web says where there is nothing, or nothing any more
BLOCK = 1 << 18

# What stores call the mark or the time of a file's last change.
_CHANGING = ("ETag", "etag", "mtime", "LastModified", "last_modified", "created", "updated", "md5Hash")


def is_remote(path: str) -> bool:
    """Tell whether a path is the address of something on another machine, or behind another store of fsspec's."""
    return "://" in path and _REMOTE.match(path) is not None


def is_web(path: str) -> bool:
    """Tell whether a path is an address of the web."""
    return path.startswith(_WEB)


def is_shared(path: str) -> bool:
    """Tell whether another process that opens this address finds the same."""
    return "memory://" not in path


def is_pattern(path: str) -> bool:
    """Tell whether an address is a pattern, as far as its letters tell."""
    return not is_web(path) and _MAGIC.search(path.partition("://")[2]) is not None


def exists(path: str) -> bool:
    """Tell whether there is a file or a folder at an address. Raises InputError."""
    store, inner = _store(path)
    with _Told():
        return bool(store.exists(inner))


def is_folder(path: str) -> bool:
    """Tell whether an address is a folder. Raises InputError."""
    if is_web(path):
        return False
    store, inner = _store(path)
    with _Told():
        return bool(store.isdir(inner))


def files(folder: str) -> Iterator[str]:
    """Yield the paths of all files in a folder and those below it, from the folder on. Raises InputError."""
    store, inner = _store(folder)
    root = inner.rstrip("/") + "/"
    with _Told():
        found = store.find(inner)
    yield from sorted(path.removeprefix(root) for path in found)


def state(path: str) -> tuple[int, str]:
    """Return the bytes of what stands at an address, 0 where the store does not say, and what tells it from what stood there
    before, as far as the store knows. Raises InputError.
    """
    store, inner = _store(path)
    with _Told():
        told = store.info(inner)
    return int(told.get("size") or 0), " ".join(str(told[key]) for key in _CHANGING if told.get(key))


def opened(path: str, *, seekable: bool = False) -> io.BufferedReader:
    """Return the stream of an address; `seekable` asks for one that can be read out of order, where the store has such.

    Raises OSError and InputError, and so does reading it.
    """
    store, inner = _store(path)
    with _Told():
        if is_web(path) and not (seekable and store.info(inner).get("partial")):
            # One answer, read as it comes: not all servers know ranges.
            return io.BufferedReader(_Stream(store.open(inner, "rb", block_size=0), seekable=False), BLOCK)
        return io.BufferedReader(_Stream(store.open(inner, "rb"), seekable=True), BLOCK)


class _Stream(io.RawIOBase):
    """A file of fsspec's, with errors that can be told."""

    def __init__(self, file: Any, *, seekable: bool) -> None:
        self._file = file
        self._seekable = seekable
        self._error: InputError | None = None

    def readable(self) -> bool:
        """Tell that this can be read."""
        return True

    def seekable(self) -> bool:
        """Tell whether this can be read out of order."""
        return self._seekable and bool(self._file.seekable())

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place."""
        with _Told():
            return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        """Return the place."""
        return int(self._file.tell())

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer, whatever the parts in which a network hands the bytes on: what is read of a file must not depend
        on them. Raises InputError; what was read before comes first.
        """
        filled = 0
        try:
            while filled < len(buffer) and self._error is None:
                with _Told():
                    data = self._file.read(len(buffer) - filled)
                if not data:
                    break
                buffer[filled : filled + len(data)] = data
                filled += len(data)
        except InputError as error:
            self._error = error
        if not filled and self._error is not None:
            raise self._error
        return filled

    def close(self) -> None:
        """Close the file."""
        if not self.closed:
            self._file.close()
        super().close()


class _Told:
    """Turns whatever a store raises into an InputError: each has its own errors, and few are of the system's kinds."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, FileNotFoundError) and isinstance(error.__cause__, Exception):
            error = error.__cause__  # of the web, whatever goes wrong is said to be not found
        if isinstance(error, FileNotFoundError) or getattr(error, "status", None) in _ABSENT:
            raise InputError("there is no such file or folder") from error
        if isinstance(error, Exception) and not isinstance(error, InputError):
            lines = str(error).splitlines() or [""]
            raise InputError(f"cannot be fetched: {type(error).__name__}: {lines[0][:200]}") from error


def _store(path: str) -> tuple[Any, str]:
    """Return the store behind an address and what the address is called there. Raises InputError."""
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise InputError(missing("remote", "remote paths")) from error
    try:
        store, inner = url_to_fs(path)
    except ImportError as error:  # the package for this kind of store
        raise InputError(f"cannot be fetched: {error}") from error
    except ValueError as error:
        raise InputError(str(error)) from error
    return store, str(inner)
