"""Markdown: one document a file, whose marks the rules look through."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.config import Config
from lint_rules.formats import Piece, Read
from lint_rules.formats.opening import of_text, whole

SUFFIXES = (".md", ".markdown")

pieces = whole


def documents(piece: Piece, config: Config) -> Iterator[Read]:
    """Yield the document: Markdown, unless the configuration says that texts are plain."""
    return of_text(piece, config, markdown=config.text_format != "plain")
