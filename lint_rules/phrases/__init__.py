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
def _lists(language: str) -> frozenset[str]:
    """Return the names of the lists that a language has. Most have few: to ask once is quicker than to miss often."""
    folder = FOLDER / language
    return frozenset(path.name for path in folder.iterdir()) if folder.is_dir() else frozenset()


@cache
def read(language: str, name: str) -> tuple[str, ...]:
    """Return the phrases of one list in one language, in file order; none where the language has no such list."""
    if f"{name}.txt" not in _lists(language):
        return ()
    text = (FOLDER / language / f"{name}.txt").read_text("utf-8")
    return tuple(line.strip() for line in text.split("\n") if line.strip() and not line.startswith("//"))


def stamps() -> Iterator[str]:
    """Yield a line for each phrase file that changes whenever the file does: its name, size and time."""
    for language in LANGUAGES:
        for entry in sorted(os.scandir(FOLDER / language), key=lambda each: each.name):
            status = entry.stat()
            yield f"{language}/{entry.name} {status.st_size} {status.st_mtime_ns}\n"
