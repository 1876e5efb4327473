"""A comparison as it is shown: on a terminal, as one JSON object, as a Markdown page and as an HTML page."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath
from typing import NamedTuple, TextIO, cast

from lint_rules.comparing.comparison import Comparison
from lint_rules.comparing.passages import Passages
from lint_rules.errors import ConfigError, suggestion

FORMATS = {"text": "text", "json": "json_object", "markdown": "markdown", "html": "page"}
"""Each format's module."""

SUFFIXES = {".txt": "text", ".json": "json", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}
"""The format that the suffix of an output file stands for."""


class Shown(NamedTuple):
    """A comparison with what belongs to it: the names of both sides, the rules that judged, the words behind the figures.

    `documents` is how many of a kind are listed (0: all that were kept), `text` whether words of documents are shown; `color`
    and `width` are for a terminal.
    """

    comparison: Comparison
    old: str
    new: str
    ruleset: str
    passages: Passages
    documents: int
    text: bool = True
    color: bool = False
    width: int = 120


def write(name: str, shown: Shown, stream: TextIO) -> None:
    """Write a comparison in a format: a key of `FORMATS`."""
    written = cast("Callable[[Shown], str]", import_module(f"{__name__}.{FORMATS[name]}").written)
    stream.write(written(shown))


def format_of(path: str, otherwise: str, *, named: bool) -> str:
    """Return the format for an output file by its suffix; `otherwise` is taken by files without one, and by all others that no
    format has where it was `named` on the command line. Raises ConfigError on any other suffix.
    """
    suffix = PurePath(path).suffix.lower()
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    if suffix and not named:
        raise ConfigError(f"-o {path}: '{suffix}' stands for no output format{suggestion(suffix, SUFFIXES)}")
    return otherwise
