"""Phrase lists as data: `<language>/<list>.txt`, one phrase a line, strong and weak lists apart.

In a list, `#` stands for any number, `*` for any words within the line, and a line that begins with `//` is a comment. A
list whose name ends in `.weak` holds phrases that need a neighbour to bear them out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "sv", "fi", "pl")
FOLDER = Path(__file__).parent


@cache
def _files(language: str) -> dict[str, os.DirEntry[str]]:
    """Return the files of a language by name, sorted. Most have few lists: to ask once is quicker than to miss often."""
    folder = FOLDER / language
    return {entry.name: entry for entry in sorted(os.scandir(folder), key=lambda each: each.name)} if folder.is_dir() else {}


@cache
def read(language: str, name: str) -> tuple[str, ...]:
    """Return the phrases of one list in one language, in file order; none where the language has no such list."""
    file = _files(language).get(f"{name}.txt")
    if file is None:
        return ()
    lines = map(str.strip, Path(file.path).read_text("utf-8").split("\n"))
    return tuple([line for line in lines if line and not line.startswith("//")])


def stamps() -> Iterator[str]:
    """Yield a line for each phrase file that changes whenever the file does: its name, size and time."""
    for language in LANGUAGES:
        for entry in _files(language).values():
            status = entry.stat()
            yield f"{language}/{entry.name} {status.st_size} {status.st_mtime_ns}\n"
