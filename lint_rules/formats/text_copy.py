"""Copies of files that are one text each, plain or Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lint_rules import formats
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.formats import Piece, Remark, Unreadable
from lint_rules.formats.copying import Copy, Fields, Item, cleaned
from lint_rules.formats.opening import content

HAS_FIELDS = False


def items(piece: Piece, config: Config) -> Iterator[Item | Remark]:
    """Yield the document with the bytes of its file."""
    raw = content(piece, config)
    for each in formats.documents(piece._replace(payload=raw), config):
        yield Item(each, raw) if isinstance(each, Document | Unreadable) else each


def head(piece: Piece, fields: Fields) -> bytes:  # noqa: ARG001 - a text is all there is
    """Return nothing: a text is all there is."""
    return b""


def body(copies: Sequence[Copy], piece: Piece, fields: Fields, config: Config) -> bytes:  # noqa: ARG001 - see above
    """Return the bytes of the copy: those of the file where nothing changes."""
    return b"".join(map(_bytes, copies))


def _bytes(copy: Copy) -> bytes:
    raw: bytes = copy.item.raw or b""
    return raw if copy.text is None else cleaned(raw, copy)
