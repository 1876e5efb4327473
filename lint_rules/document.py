"""A scraped document and the views of it that rules share, each computed once and on demand."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from lint_rules import language, markdown
from lint_rules.finding import Source, Span

# Characters that a reader does not see and that break words apart for a matcher: soft hyphen, zero-width space, joiners
# and marks, word joiner and invisible operators, byte-order mark.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
INVISIBLE = re.compile(f"[{_INVISIBLE}]")

# What may stand around a phrase on its line without making it another phrase: bullets, arrows, quotes, closing marks.
EDGE = " \t\u00a0-–—−_•·∙●○▪■◆*»«›‹<>|¦+#:;.,!?¿¡…\"'“”„’‘()[]{}→←↓↑⇒▶►▷▼▲△✕✖×✓✔/\\=~^�\u2060"
SENTENCE_END = frozenset(".!?…。！？")
# What may follow the full stop of a sentence.
CLOSERS = "\"'”’»)]›“*_"
PROSE_WITH_STOP = 60  # a line this long that ends like a sentence is running text …
PROSE_WITHOUT_STOP = 140  # … and so is one this long however it ends
LONGEST_KEY = 200  # characters of a line that may still be a phrase
TEXT_LINES = 3  # lines of running text that make a text, with a head before it and a foot after it
WRAPPED_LINE = 40  # a line this long whose follower goes on in lower case is hard-wrapped text

# One code point for one. A chain of `replace` is several times faster than one `translate`, which looks up every character.
_FOLDED = (("\u00a0", " "), ("\u202f", " "), ("\u2009", " "), ("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("„", '"'))
_SURROGATES = re.compile("[\ud800-\udfff]")
_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?(?: ?[km]\b)?")


View = TypeVar("View")


def fold(text: str) -> str:
    """Return the text folded for matching, code point for code point.

    Lower case; no-break and thin spaces as spaces; curly quotes straight; lone surrogates as U+FFFD. The result has
    exactly as many code points as the text, so that offsets hold in both.
    """
    if text.isascii():
        return text.lower()
    # U+0130 is the one character whose lower case is longer than itself.
    folded = text.replace("\u0130", "i").lower()
    for character, replacement in _FOLDED:
        folded = folded.replace(character, replacement)
    try:
        folded.encode("utf-8")  # of all ways to see whether there is a surrogate, the fastest
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", folded)
    return folded


def fold_numbers(key: str) -> str:
    """Return the key with every number (1,234 or 12.3k) written as `#`, so that one phrase stands for all counts."""
    return _NUMBER.sub("#", key)


class Line:
    """One line that is not blank, without the white space around it.

    `index` counts such lines from 0; `gap` is the number of blank lines before it; `key` is the folded text without the
    marks around it, as whole-line phrases are looked up (nothing, where it is too long for one); `words` is the number of
    its words, between single spaces; `stopped` tells whether it ends as a sentence does, `prose` whether it is running text.
    """

    __slots__ = ("end", "gap", "index", "key", "prose", "start", "stopped", "text", "words")

    def __init__(self, index: int, start: int, text: str, gap: int, folded: str) -> None:
        length = len(text)
        tail = text[-1]
        self.index = index
        self.start = start
        self.end = end = start + length
        self.text = text
        self.gap = gap
        self.key = folded[start:end].strip(EDGE) if length <= LONGEST_KEY else ""
        self.words = text.count(" ") + 1
        self.stopped = stopped = (text.rstrip(CLOSERS)[-1:] if tail in CLOSERS else tail) in SENTENCE_END
        self.prose = length >= PROSE_WITHOUT_STOP or (length >= PROSE_WITH_STOP and stopped)

    @property
    def span(self) -> Span:
        """The line's place in the text, white space around it left out."""
        return Span(self.start, self.end)

    def __repr__(self) -> str:
        return f"Line({self.index}, {self.start}, {self.text!r})"


class SourceMap(Protocol):
    """The way back from a text to the markup that it was taken from."""

    def xpath(self, span: Span) -> str | None:
        """Return the path of the smallest element that holds all text of a span; None where the span holds none."""

    def runs(self) -> Iterator[tuple[int, int, str]]:
        """Yield the runs of the text that are one piece of text in the markup: start, end, and the path of the element."""


class Document:
    """One text with where it came from. Never changed after it is made; the views are computed when first asked for.

    `text` is the text as read; `url`, `host` and `html` may be known of the page; `markdown` says that the text is
    Markdown, whose marks the rules look through; `source_map` leads back to the markup that the text was taken from. Rules
    are shown `reading`, a document whose text is what a reader sees.
    """

    def __init__(
        self,
        text: str,
        *,
        id: str | None = None,  # noqa: A002 - the name that records and results use
        path: str | None = None,
        record: int | None = None,
        url: str | None = None,
        host: str | None = None,
        html: str | None = None,
        meta: Mapping[str, object] | None = None,
        markdown: bool = False,
        source_map: SourceMap | None = None,
    ) -> None:
        self.text = text
        self.html = html
        self.markdown = markdown
        self.source_map = source_map
        name = id or url or (path if record is None else f"{path or '-'}#{record}") or "-"
        self.source = Source(name, path, record, url, host or host_of(url), tuple((meta or {}).items()))

    @property
    def url(self) -> str | None:
        """The address the page was fetched from, where known."""
        return self.source.url

    @property
    def host(self) -> str | None:
        """The site: lower case, without `www.`."""
        return self.source.host

    def view(self, make: Callable[[Document], View]) -> View:
        """Return what `make` says of this document, asked once: a view that several rules share."""
        if make not in self._views:
            self._views[make] = make(self)
        view: View = self._views[make]
        return view

    @cached_property
    def _views(self) -> dict[Callable[[Document], Any], Any]:
        return {}

    @property
    def reading(self) -> Document:
        """The document as a reader sees it: invisible characters and Markdown marks left out; itself where there are none."""
        # Not kept as an attribute of itself: a document that holds itself is freed by the garbage collector only, and late.
        return self._reading or self

    @cached_property
    def _reading(self) -> Reading | None:
        """The view that `reading` gives, None where it is the document itself."""
        # To look for each of them is several times faster than one look for all.
        blurred = not self.text.isascii() and any(map(self.text.__contains__, _INVISIBLE))
        if not blurred and not self.markdown:
            return None
        seen = markdown.visible(self.text) if self.markdown else markdown.Visible([markdown.Piece(0, len(self.text))], [])
        if blurred:
            seen = markdown.Visible(_without_invisible(self.text, seen.pieces), seen.marks)
        elif len(seen.pieces) == 1 and not seen.pieces[0].shown and seen.pieces[0].end - seen.pieces[0].start == len(self.text):
            return None
        return Reading(self, seen)

    def origin(self, span: Span) -> Span:
        """Return where a span of this view stands in the text as read (here: the same place)."""
        return span

    @cached_property
    def folded(self) -> str:
        """The text folded by `fold`, as long as the text, lone carriage returns as line feeds."""
        folded = fold(self.text)
        return folded.replace("\r\n", " \n").replace("\r", "\n") if "\r" in folded else folded

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        r"""The lines that are not blank, in order. Lines end at \n, \r\n and \r only."""
        text = self.text
        if "\r" in text:
            text = text.replace("\r\n", " \n").replace("\r", "\n")
        folded = self.folded
        lines: list[Line] = []
        append = lines.append
        offset = gap = index = 0
        for raw in text.split("\n"):
            content = raw.strip()
            if content:
                start = offset if raw[0] == content[0] else offset + raw.index(content[0])
                append(Line(index, start, content, gap, folded))
                index += 1
                gap = 0
            else:
                gap += 1
            offset += len(raw) + 1
        for line in lines[:-1]:
            if not line.prose and line.end - line.start >= WRAPPED_LINE:
                following = lines[line.index + 1]
                line.prose = not following.gap and following.text[0].islower()
        return tuple(lines)

    @cached_property
    def line_ends(self) -> list[int]:
        """Where the lines that are not blank end, for whoever looks for the line at a place."""
        return [line.end for line in self.lines]

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offsets at which physical lines begin, blank ones included: for line and column at the edge."""
        starts = [0]
        starts += [match.end() for match in re.finditer(r"\r\n|\n|\r", self.text)]
        return tuple(starts)

    @cached_property
    def paragraphs(self) -> list[Line]:
        """The lines of running text."""
        return [line for line in self.lines if line.prose]

    @cached_property
    def first_prose(self) -> int:
        """The index of the first line of running text; the number of lines where there is none."""
        return self.paragraphs[0].index if self.paragraphs else len(self.lines)

    @cached_property
    def last_prose(self) -> int:
        """The index of the last line of running text; -1 where there is none."""
        return self.paragraphs[-1].index if self.paragraphs else -1

    @cached_property
    def tokens_by_line(self) -> tuple[list[str], ...]:
        """The lines split at white space. All that looks at words shares these strings, and so what Python knows of them."""
        return tuple([line.text.split() for line in self.lines])

    @cached_property
    def tokens(self) -> list[str]:
        """The text split at white space."""
        return list(chain.from_iterable(self.tokens_by_line))

    @cached_property
    def language(self) -> str | None:
        """The ISO 639-1 code of the main language, None where it cannot be told."""
        return language.identify(self.tokens)

    @cached_property
    def blocks(self) -> tuple[tuple[Line, ...], ...]:
        """Lines grouped by the blank lines between them."""
        groups: list[list[Line]] = []
        for line in self.lines:
            if line.gap or not groups:
                groups.append([])
            groups[-1].append(line)
        return tuple(map(tuple, groups))

    @cached_property
    def is_text(self) -> bool:
        """Whether there is enough running text that what comes before and after it is a page's head and foot."""
        return len(self.paragraphs) >= TEXT_LINES

    def outside(self, line: Line) -> bool:
        """Tell whether a line stands in the head or the foot of the page, and not above running text as a heading does."""
        if not self.is_text:
            return False
        return line.index > self.last_prose or line.index + 1 < self.first_prose

    @cached_property
    def runs(self) -> tuple[range, ...]:
        """For each line, the indices of the run it stands in of lines without running text; running text stands alone."""
        runs: list[range] = []
        first = 0
        for line in self.paragraphs:
            runs += [range(first, line.index)] * (line.index - first)
            runs.append(range(line.index, line.index + 1))
            first = line.index + 1
        runs += [range(first, len(self.lines))] * (len(self.lines) - first)
        return tuple(runs)

    def line_at(self, offset: int) -> Line | None:
        """Return the line that holds the offset, None where it stands in white space between lines."""
        index = bisect_left(self.line_ends, offset)
        if index < len(self.lines) and self.lines[index].start <= offset:
            return self.lines[index]
        return None

    def around(self, line: Line, distance: int = 1) -> Iterator[Line]:
        """Yield the lines up to `distance` before and after a line, nearest first."""
        for step in range(1, distance + 1):
            if line.index - step >= 0:
                yield self.lines[line.index - step]
            if line.index + step < len(self.lines):
                yield self.lines[line.index + step]


class Reading(Document):
    """A document as its reader sees it, and the way back to the text as read."""

    def __init__(self, original: Document, seen: markdown.Visible) -> None:
        text = original.text
        self.text = "".join([shown or text[start:end] for start, end, shown in seen.pieces])
        self.html = original.html
        self.markdown = False
        self.source_map = None
        self.source = original.source
        self._pieces = seen.pieces
        self._marks = seen.marks
        offset = 0
        self._offsets: list[int] = []
        for start, end, shown in seen.pieces:
            self._offsets.append(offset)
            offset += len(shown) or end - start

    @property
    def reading(self) -> Document:
        """Itself: there is nothing further to look through."""
        return self

    def origin(self, span: Span) -> Span:
        """Return where a span of this view stands in the text as read. Marks go with the words that they mark: a span over
        all words of a link or of a line is one over its address or its bullet too.
        """
        if span.end <= span.start:
            start = self._piece_at(span.start)[0]
            return Span(start, start)
        start, end = self._piece_at(span.start)[0], self._piece_at(span.end - 1)[1]
        if self._marks:
            starting, ending = self._marked
            start = min(start, starting[span.start].reach(span.end)) if span.start in starting else start
            end = max(end, -ending[span.end].reach(-span.start)) if span.end in ending else end
        return Span(start, end)

    def _piece_at(self, offset: int) -> tuple[int, int]:
        """Return the stretch of the text as read that one character of this view stands for."""
        if not self._pieces:
            return 0, 0
        index = bisect_right(self._offsets, offset) - 1
        start, end, shown = self._pieces[index]
        if shown:
            return start, end
        at = start + offset - self._offsets[index]
        return at, at + 1

    @cached_property
    def _marked(self) -> tuple[dict[int, _Reaches], dict[int, _Reaches]]:
        """The marks by the first character of this view that they hold, and by the end of the last."""
        starts = [piece.start for piece in self._pieces]
        starting: dict[int, _Reaches] = {}
        ending: dict[int, _Reaches] = {}
        # Longest last, so that each list of reaches grows in order.
        for mark in sorted(self._marks, key=lambda mark: mark.end - mark.start):
            first, last = self._seen_before(mark.start, starts), self._seen_before(mark.end, starts)
            if last > first:
                starting.setdefault(first, _Reaches()).add(last, mark.start)
                ending.setdefault(last, _Reaches()).add(-first, -mark.end)
        return starting, ending

    def _seen_before(self, offset: int, starts: Sequence[int]) -> int:
        """Return how many characters of this view stand before an offset in the text as read."""
        index = bisect_right(starts, offset) - 1
        if index < 0:
            return 0
        start, end, shown = self._pieces[index]
        if shown:
            return self._offsets[index] + (offset >= end)
        return self._offsets[index] + min(offset, end) - start


class _Reaches:
    """How far the marks at one place reach: of the marks within a limit, the furthest. Added to from small to large."""

    __slots__ = ("_limits", "_reached")

    def __init__(self) -> None:
        self._limits: list[int] = []
        self._reached: list[int] = []

    def add(self, limit: int, reached: int) -> None:
        """Take a mark that ends at `limit` and reaches (back) to `reached`."""
        self._limits.append(limit)
        self._reached.append(min(reached, self._reached[-1]) if self._reached else reached)

    def reach(self, limit: int) -> int:
        """Return how far back the marks that end at `limit` or before reach; a large number where there are none."""
        index = bisect_right(self._limits, limit)
        return self._reached[index - 1] if index else sys.maxsize


def lines_touched(starts: Sequence[int], span: Span) -> range:
    """Return the indices of the lines, given by where each starts, in order, that a span touches."""
    return range(max(0, bisect_right(starts, span.start) - 1), bisect_left(starts, span.end))


def mostly_covers(span: Span, lines: Sequence[Line], touched: range) -> bool:
    """Tell whether a span says something of the lines that it touches: one on a few words of a line says little of the line."""
    line = lines[touched.start]
    return len(touched) > 1 or 2 * (span.end - span.start) >= line.end - line.start


def host_of(url: str | None) -> str | None:
    """Return the host of an address, lower case and without `www.`; None where the address has none."""
    if not url:
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _without_invisible(text: str, pieces: Sequence[markdown.Piece]) -> list[markdown.Piece]:
    """Cut the invisible characters out of the pieces."""
    kept: list[markdown.Piece] = []
    for piece in pieces:
        start, end, shown = piece
        if shown:
            kept.append(piece)
            continue
        for match in INVISIBLE.finditer(text, start, end):
            if match.start() > start:
                kept.append(markdown.Piece(start, match.start()))
            start = match.end()
        if end > start:
            kept.append(markdown.Piece(start, end))
    return kept
