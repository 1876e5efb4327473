"""Documents copied in the form that they came in: with another text, with further fields, or as they are, byte for byte.

A format that can be copied has a module of its own here, `<format>_copy`. Where documents are judged it yields each with what
a copy is made from (`items`), and makes the copies (`body`); what begins a file stands in its `head`. So workers make the
copies, and whoever writes them puts one behind the other.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import islice
from typing import Any, NamedTuple, Protocol, cast

from lint_rules import formats
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.errors import ConfigError
from lint_rules.finding import Edit, Source
from lint_rules.formats import UNKNOWN, Found, One, Piece, Remark, Unreadable, cause

PREFIX = "scrapelint_"
"""What the names of the fields begin with that a copy has and its original has not."""
RAW = PREFIX + "raw"
"""The field in which stands, as it is, what could not be read."""

# Tables are read in full for a copy, which reading them for their texts alone would be too dear for.
FORMATS = {"text": "text", "markdown": "text", "jsonl": "jsonl", "csv_copy": "csv", "parquet_copy": "parquet"}
_READ_AS = {"csv": "csv_copy", "parquet": "parquet_copy"}
_OTHERWISE = {
    "html": "the text of a page is made, and does not stand in it as it is. `scrapelint text {path} > page.txt` writes it, and "
    "that can be cleaned",
    "warc": "a web archive holds pages, whose texts are made and do not stand in it as they are. Write the texts to JSON lines "
    "first, and clean those",
}


Fields = Mapping[str, str]
"""Further fields by name, each with what it holds: `text`, `number`, `whole` (a whole number), `truth`, or `json`, any value."""


class Item(NamedTuple):
    """A document, or what is wrong with one, and what a copy is made from: None where nothing of it is to be had."""

    read: Document | Unreadable
    raw: Any


class Copy(NamedTuple):
    """A copy to be made: of what (see `Item`), with which edits of the text, and with which further fields.

    `text` is the text with the edits, None where it stays as it is; `fields` None where there are none.
    """

    item: Item
    text: str | None = None
    edits: Sequence[Edit] = ()
    fields: Mapping[str, Any] | None = None


def edited(raw: bytes, edits: Iterable[Edit]) -> bytes:
    """Return bytes with edits made, whose spans are of what they are read as: UTF-8, and what is none as U+FFFD. All other bytes
    stay, those that are no UTF-8 too.
    """
    text = raw.decode("utf-8", _WIDTHS)
    parts: list[bytes] = []
    read = used = 0  # code points, and the bytes that they take
    for span, replacement in edits:
        start = used + _size(text[read : span.start])
        parts += (raw[used:start], replacement.encode("utf-8", "replace"))
        read, used = span.end, start + _size(text[span.start : span.end])
    return b"".join([*parts, raw[used:]])


def cleaned(raw: bytes, copy: Copy) -> bytes:
    """Return the bytes of a text with the edits of a copy. Those of a byte-order mark stay, where what was read has none."""
    assert isinstance(copy.item.read, Document)
    has_mark = raw.startswith(codecs.BOM_UTF8) and len(raw.decode("utf-8", "replace")) > len(copy.item.read.text)
    mark = codecs.BOM_UTF8 if has_mark else b""
    return mark + edited(raw.removeprefix(mark), copy.edits)


_WIDTHS = f"{PREFIX}widths"
_NOT_READ = re.compile("[\ud800-\ud8ff]")


def _width(error: UnicodeError) -> tuple[str, int]:
    """Return how many bytes are read as one U+FFFD, as a character that UTF-8 does not have."""
    assert isinstance(error, UnicodeDecodeError)
    return chr(0xD800 + error.end - error.start), error.end


codecs.register_error(_WIDTHS, _width)


def _size(text: str) -> int:
    """Return the bytes that a text takes which was decoded with widths."""
    marked = _NOT_READ.findall(text)
    # Surrogates are three bytes, as `surrogatepass` writes them.
    return len(text.encode("utf-8", "surrogatepass")) + sum(ord(each) - 0xD800 - 3 for each in marked)


class Copier(Protocol):
    """What a module for copies has."""

    HAS_FIELDS: bool
    """Whether a document has fields beside its text."""

    def items(self, piece: Piece, config: Config) -> Iterable[Item | Remark]:
        """Yield what a piece holds, in the order of `documents`. May raise OSError and InputError."""

    def head(self, piece: Piece, fields: Fields) -> Any:
        """Return what a file of copies begins with that have these further fields, None where that is not known."""

    def body(self, copies: Sequence[Copy], piece: Piece, fields: Fields, config: Config) -> Any:
        """Return the copies of documents of a piece, in their order."""


def found_for_copies(found: Found) -> Found:
    """Return an input as it is read where copies are to be made of it. Raises ConfigError where that cannot be."""
    if found.error is not None or found.format == UNKNOWN:
        return found
    if found.format in _OTHERWISE:
        raise ConfigError(f"{found.path}: {_OTHERWISE[found.format].format(path=found.path)}")
    return found._replace(format=_READ_AS.get(found.format, found.format))


def copier(piece: Piece) -> Copier:
    """Return what copies the documents of a piece. Raises ConfigError where its format has no text in place."""
    name = piece.found.format
    if name not in FORMATS:
        what = _OTHERWISE.get(name, "what it holds could be told by its content only: name it with the suffix of its format")
        raise ConfigError(f"{piece.found.path}: {what.format(path=piece.found.path)}")
    return cast("Copier", import_module(f"{formats.__name__}.{FORMATS[name]}_copy"))


def items(piece: Piece, config: Config) -> Iterator[Item | Remark]:
    """Yield what a piece holds, as `formats.documents` does, with what copies are made from."""
    if isinstance(piece.payload, Unreadable):
        yield Item(piece.payload, None)
    elif isinstance(piece.payload, One):
        yield from islice(items(piece.payload.piece, config), piece.payload.number, piece.payload.number + 1)
    else:
        try:
            yield from copier(piece).items(piece, config)
        except ConfigError:
            raise
        except Exception as error:  # noqa: BLE001 - libraries that read what strangers wrote raise what they will
            yield Item(Unreadable(Source(piece.found.path, piece.found.path), cause(error)), None)


def origin(piece: Piece) -> Piece:
    """Return the piece that one document was taken out of, itself where it is whole."""
    return piece.payload.piece if isinstance(piece.payload, One) else piece
