"""Plain text: one document a file."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.config import Config
from lint_rules.formats import Piece, Read
from lint_rules.formats.opening import of_text, whole

SUFFIXES = (".txt", ".text")

pieces = whole


def documents(piece: Piece, config: Config) -> Iterator[Read]:
    """Yield the document: plain text, unless the configuration says that texts are Markdown."""
    return of_text(piece, config, markdown=config.text_format == "markdown")
