"""Where a finding stands, as platforms want to hear it: the file as seen from the root of its repository, and a line in it.

Only the text of a plain file has its lines and offsets in the file. The text of a record, what a page was reduced to and what is
packed have none there: of these the file is named, of JSON lines that are not packed the record's line, and the place in the
text is said in words.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from lint_rules.finding import Diagnostic, Source
from lint_rules.formats import STDIN, UNKNOWN, format_of
from lint_rules.formats.compression import is_packed
from lint_rules.reports.style import shown

LINES = "jsonl"  # the format of which the number of a record is that of its line
PLAIN = ("text", "markdown", UNKNOWN)  # formats in which the text is the file
LONGEST = 500  # characters of what an id or an error may add to a report: ids come from the data, and may be whole texts


class File(NamedTuple):
    """A file as reports name it.

    `path` has slashes, and begins at the root of the repository if it `is_inside`; else it is absolute, or the address of
    a remote file.
    """

    path: str
    is_inside: bool


def file_of(source: Source) -> File:
    """Return the file of a document; that of what was read from standard input is `stdin`."""
    path = source.path
    if path in (None, STDIN):
        return File("stdin", is_inside=True)
    return _file(path or "", os.getcwd())  # noqa: PTH109 - a string is wanted


@lru_cache(maxsize=8)  # the records of a file come one after the other
def _file(path: str, folder: str) -> File:
    if "://" in path:
        return File(path, is_inside=False)
    absolute = os.path.abspath(os.path.join(folder, path))  # noqa: PTH100, PTH118 - `Path` keeps every name for good
    root = repository(folder) or folder
    # As it is named; or, where that leads outside by a link (macOS has /tmp behind one), as it is.
    for real in (False, True):
        try:
            inner = os.path.relpath(os.path.realpath(absolute) if real else absolute, root)
        except ValueError:  # another drive, or no name of a file at all
            continue
        if inner.split(os.sep, 1)[0] != os.pardir:
            return File(_with_slashes(inner), is_inside=True)
    return File(_with_slashes(absolute), is_inside=False)


def _with_slashes(path: str) -> str:
    return path if os.sep == "/" else path.replace(os.sep, "/")


@lru_cache(maxsize=64)
def repository(folder: str) -> str | None:
    """Return the root of the repository that a folder lies in, None where it lies in none."""
    for parent in (Path(folder), *Path(folder).parents):
        if (parent / ".git").exists() or (parent / ".hg").exists():
            return str(parent)
    return None


def is_in_file(source: Source, diagnostic: Diagnostic) -> bool:
    """Tell whether the lines, columns and offsets of a finding are those of the file."""
    return source.record is None and diagnostic.xpath is None and _is_seen(source) and format_of(source.path or "") in PLAIN


def line_of(source: Source, diagnostic: Diagnostic | None = None) -> int | None:
    """Return the line of the file at which a finding, or else the document, begins; None where it has none."""
    if source.record is not None:
        return source.record if format_of(source.path or "") == LINES and _is_seen(source) else None
    return diagnostic.line if diagnostic is not None and is_in_file(source, diagnostic) else None


def _is_seen(source: Source) -> bool:
    """Tell whether who opens the file sees lines: not those of a packed one."""
    return not is_packed(source.path or "")


def within(source: Source, diagnostic: Diagnostic | None = None) -> str:
    """Return in words where in the file a finding, or a document, stands that has no lines of the file; else nothing.

    Such as `record 3 (arnvik-3), line 1: `.
    """
    said = []
    if source.record is not None:
        name = brief(source.id)
        own = f"{source.path}#{source.record}"
        said.append(f"record {source.record:,}" + ("" if source.id == own else f" ({name})"))
    if diagnostic is not None and not is_in_file(source, diagnostic):
        said.append(f"line {diagnostic.line:,} of the text" if source.record is None else f"line {diagnostic.line:,}")
    return f"{', '.join(said)}: " if said else ""


def brief(text: str, limit: int = LONGEST) -> str:
    """Return text as it is safe to show on one line, cut to `limit` characters of it."""
    return shown(text) if len(text) <= limit else shown(text[: limit - 1]) + "…"
