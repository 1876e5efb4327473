"""Web pages: one document a file, reduced to the text that a browser shows of its markup.

The reduction, in full. `script`, `style`, `noscript`, `template`, `head`, drawings, players, form fields and whatever has
the attribute `hidden` are dropped, and so are comments. Runs of white space become one space, but in `pre`. Every
element that is a block begins and ends a line; paragraphs, headings, lists, tables, quotations and sections have a blank
line around them. `br` ends a line, a table's cell is a line, `hr` a blank line. Links that touch are set apart by a
space. Styles and scripts are not obeyed, images not described, and nothing is fetched.

With the text comes the way back: each run of it knows the element that it stands in (`source_map`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.errors import InputError
from lint_rules.formats import Piece, Read
from lint_rules.formats.charset import page_text
from lint_rules.formats.opening import address, content, host_of_path, whole
from lint_rules.formats.source_map import NOWHERE, SourceMap

if TYPE_CHECKING:
    from lxml import etree

SUFFIXES = (".html", ".htm", ".xhtml")


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


DROPPED = _names(
    "script style noscript template head title svg math iframe object embed canvas audio video select datalist textarea"
)
PARAGRAPHS = _names(
    "p h1 h2 h3 h4 h5 h6 ul ol dl table pre blockquote figure section article aside nav header footer main form fieldset hr"
)
BLOCKS = PARAGRAPHS | _names(
    "html body div li dt dd tr td th thead tbody tfoot caption figcaption address details summary legend center "
    "menu dir button option optgroup hgroup search dialog listing xmp plaintext"
)
PREFORMATTED = frozenset(("pre", "listing", "xmp", "plaintext"))
# An end tag is looked up among all open elements by the parser, in time that grows with their number: pages open some
# fifty at most, and one that opens thousands is made to keep us busy.
MAX_DEPTH = 2000
FED = 1 << 16  # characters given to the parser at a time, so that it can be stopped

_SPACE = re.compile("[ \t\n\f\r]+")

pieces = whole


def documents(piece: Piece, config: Config) -> Iterator[Read]:
    """Yield the document: the page's text, with its source. Raises InputError where it cannot be parsed."""
    source = page_text(content(piece, config))
    path = piece.found.path
    host = host_of_path(path, config.host_from_path)
    text, source_map = reduced(source)
    yield Document(text, path=path, url=address(piece.found), html=source, host=host, source_map=source_map)


class Reduced(NamedTuple):
    """The text of a page, and the way back to the page."""

    text: str
    source_map: SourceMap


def reduced(source: str) -> Reduced:
    """Return the text of a page, given its source. Raises InputError where elements are nested beyond all reason."""
    from lxml import etree

    text = _Text()
    parser = etree.HTMLParser(
        target=cast("etree.ParserTarget", text), encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True
    )
    # As HTML says; a NUL ends the text for some versions of the parser.
    source = source.replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
    for start in range(0, len(source), FED):
        parser.feed(source[start : start + FED].encode("utf-8", "replace"))
        if text.depth > MAX_DEPTH:
            raise InputError(f"elements nested more than {MAX_DEPTH:,} deep: this is no page")
    if source.strip():  # else an error to the parser, which wants at least one element
        parser.close()
    return text.reduced()


class _Text:
    """A target for lxml's parser: collects the text as the parser goes, and builds no tree."""

    def __init__(self) -> None:
        self.depth = 0
        self._out: list[str] = []  # what separates a run from the one before, and the run, in turn
        self._owners: list[int] = []  # the element of each run
        self._parents: list[int] = []  # of each element that is not inside a dropped one, the number of its parent …
        self._names: list[str] = []  # … and its name
        self._current = NOWHERE  # the number of the innermost open element
        self._dropped = 0  # the depth at which the outermost dropped element was opened, 0 outside of any
        self._preformatted = 0  # how many such elements are open
        self._pre_begins = False
        self._breaks = 0  # newlines owed before the next text
        self._space = False  # a space owed before the next text
        self._line_empty = True
        self._link_ended = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        self.depth += 1
        if self._dropped:
            return
        self._parents.append(self._current)
        self._current = len(self._names)
        self._names.append(tag)
        if tag in DROPPED or "hidden" in attributes:
            self._dropped = self.depth
            return
        if tag == "br":
            self._newline()
        elif tag in BLOCKS:
            self._block(tag)
            if tag in PREFORMATTED:
                self._preformatted += 1
                self._pre_begins = True
        elif tag == "a" and self._link_ended:
            self._space = True

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        depth = self.depth
        self.depth = depth - 1
        if self._dropped:
            if self._dropped != depth:
                return
            self._dropped = 0
            if tag in BLOCKS:
                self._block(tag)
        elif tag in BLOCKS:
            self._block(tag)
            if tag in PREFORMATTED:
                self._preformatted -= 1
        elif tag == "a":
            self._link_ended = True
        self._current = self._parents[self._current]

    def data(self, data: str) -> None:
        """Take text."""
        if self._dropped:
            return
        if self._preformatted:
            self._pre(data)
            return
        words = _SPACE.sub(" ", data)
        if words[0] == " ":
            self._space = True
            self._link_ended = False
            words = words[1:]
        if words:
            if words[-1] == " ":
                self._write(words[:-1])
                self._space = True
            else:
                self._write(words)

    def close(self) -> None:
        """Take the end of the page."""

    def reduced(self) -> Reduced:
        """Return what was collected."""
        source_map = SourceMap(list(map(len, self._out)), self._owners, self._parents, self._names)
        return Reduced("".join(self._out) + ("\n" if self._out else ""), source_map)

    def _pre(self, data: str) -> None:
        if self._pre_begins:
            # HTML drops a newline right after the tag.
            data = data.removeprefix("\n")
            self._pre_begins = False
        for number, line in enumerate(data.split("\n")):
            if number:
                self._newline()
            if line:
                self._write(line)

    def _write(self, words: str) -> None:
        separator = ""
        if self._breaks:
            if self._out:
                separator = "\n" * self._breaks
            self._breaks = 0
        elif self._space and not self._line_empty:
            separator = " "
        self._space = False
        self._line_empty = False
        self._link_ended = False
        self._out += (separator, words)
        self._owners.append(self._current)

    def _block(self, tag: str) -> None:
        """End the line, and leave a blank one where the element stands apart."""
        self._space = False
        self._link_ended = False
        self._breaks = max(self._breaks, 2 if tag in PARAGRAPHS and self._out else 0 if self._line_empty else 1)
        self._line_empty = True

    def _newline(self) -> None:
        """End the line, or add a blank one. More than one blank line says nothing more than one."""
        self._space = False
        self._link_ended = False
        self._breaks = min(self._breaks + 1, 2) if not self._preformatted else self._breaks + 1
        self._line_empty = True
