"""Files that are in their place as a whole or not at all: written beside it, and moved there when nothing is missing."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PART = ".part"  # what the name of a file ends in while it is written


@contextlib.contextmanager
def replacing(path: Path, *, beside: Path | None = None) -> Iterator[BinaryIO]:
    """Give a stream to write a file to that is put in its place when all went well, and otherwise leaves nothing behind.

    It is written `beside` it: under a name of this process's own, so that what one that was killed left is in nobody's way,
    unless the caller names one, which is written over. Raises OSError.
    """
    place = Path(os.path.realpath(path))  # a link stays a link: what it points to is replaced
    made = beside or own(place)
    try:
        with made.open("wb" if beside else "xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        into_place(made, place)
    finally:
        with contextlib.suppress(OSError):
            made.unlink(missing_ok=True)


def own(place: Path) -> Path:
    """Return the name of a file while this process writes it."""
    return place.with_name(f".{place.name}.{os.getpid()}{PART}")


def into_place(beside: Path, place: Path) -> None:
    """Move a file that is whole to its place, with the rights that the one there has. Raises OSError."""
    if place.exists():
        beside.chmod(stat.S_IMODE(place.stat().st_mode))
    beside.replace(place)
