"""Patterns as .gitignore has them (gitignore(5)): for those files, for `include` and `exclude`, and for globs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_ABSOLUTE = re.compile(r"/|[A-Za-z]:/")


class Pattern(NamedTuple):
    """One line, ready to match: against the name alone, or against the path below `Patterns.base`."""

    regex: re.Pattern[str]
    negated: bool
    folders_only: bool
    by_name: bool


class Patterns:
    """Lines of patterns, of which the last that matches decides.

    `base` is the absolute path, with slashes, below which patterns with a slash stand. `own` patterns are those of our
    settings, not of git: blind to case, and one that begins with a slash is an absolute path.
    """

    def __init__(self, lines: Iterable[str], base: str, *, own: bool = False) -> None:
        base = base.rstrip("/") + "/"
        made = [_pattern(line, base, own=own) for line in lines]
        self._patterns = [pattern for pattern in reversed(made) if pattern is not None]

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def match(self, path: str, name: str, *, folder: bool = False) -> bool | None:
        """Tell what the patterns say of an absolute path with slashes and its last part: True where it is meant, False
        where it is excepted (`!`), None where no pattern matches.
        """
        for pattern in self._patterns:
            if pattern.folders_only and not folder:
                continue
            if pattern.regex.fullmatch(name if pattern.by_name else path):
                return not pattern.negated
        return None


def _pattern(line: str, base: str, *, own: bool) -> Pattern | None:
    line = line.rstrip("\r\n")
    # Spaces at the end do not count, unless a backslash keeps the first of them.
    bare = line.rstrip(" ")
    line = bare + " " if bare.endswith("\\") and bare != line else bare
    if not line or line.startswith("#"):
        return None
    negated = line.startswith("!")
    line = line.removeprefix("!")
    folders_only = line.endswith("/")
    line = line.removesuffix("/")
    if not line:
        return None
    by_name = "/" not in line
    expression = _expression(line) if by_name else _anchored(line, base, own=own)
    try:
        return Pattern(re.compile(expression, re.DOTALL | (re.IGNORECASE if own else 0)), negated, folders_only, by_name)
    except re.error:
        return None  # a range such as [z-a] matches nothing


def _anchored(line: str, base: str, *, own: bool) -> str:
    if own and _ABSOLUTE.match(line):
        return _expression(line)
    return re.escape(base) + _expression(line.removeprefix("/"))


def _expression(glob: str) -> str:
    """Return a glob as a regular expression for a path with slashes."""
    out: list[str] = []
    index = 0
    while index < len(glob):
        character = glob[index]
        index += 1
        if character == "*":
            stars = index
            while index < len(glob) and glob[index] == "*":
                index += 1
            alone = index - stars == 1 and (stars == 1 or glob[stars - 2] == "/")
            if alone and glob.startswith("/", index):
                index += 1
                out.append("(?:.*/)?")  # `**/`: any folders, or none
            elif alone and index == len(glob):
                out.append(".+")  # `/**`: everything below
            else:
                out.append("[^/]*")
        elif character == "?":
            out.append("[^/]")
        elif character == "[":
            end = glob.find("]", index + 1 + (glob[index : index + 1] in ("!", "^")))
            if end < 0:
                out.append("(?!)")  # git takes an unclosed bracket for a pattern that matches nothing
            else:
                out.append(_set(glob[index:end]))
                index = end + 1
        elif character == "\\" and index < len(glob):
            out.append(re.escape(glob[index]))
            index += 1
        else:
            out.append(re.escape(character))
    return "".join(out)


def _set(inside: str) -> str:
    """Return the inside of a bracket as a set of the regular expression; no set holds the slash."""
    negated = inside[:1] in ("!", "^")
    body = re.sub(r"([\\\[\]^&~|])", r"\\\1", inside[1:] if negated else inside)
    return f"(?!/)[{'^' if negated else ''}{body}]"
