"""What a reader sees of Markdown: which stretches of the raw text are words, and which are marks.

Blocks and marks are those of CommonMark 0.31 with GitHub's tables, strike-through, task lists and footnotes, read as
closely as telling words from marks needs. Front matter, comments, definitions and underlines are not seen at all. Code,
fenced, indented or inline, is guarded: it is seen as one OBJECT, as is an image, so that no rule reads it and the words
around it do not close up. Every step takes time in proportion to the text, whatever the text is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from lint_rules.finding import Span
from lint_rules.lazy import pattern

OBJECT = "\ufffc"
"""U+FFFC OBJECT REPLACEMENT CHARACTER, which stands for what is no text."""

MAX_NESTING = 40  # quotes and lists within each other; deeper ones are read as text, for each costs time on every line
MAX_LABEL = 200  # characters of a reference's label (CommonMark allows 999; real ones are words)
MAX_PARENTHESES = 32  # open ones in a link's address, as in the reference implementation: so that trying costs little

_NEWLINE = pattern(r"\r\n|\n|\r")
_HEADING = pattern(r"#{1,6}(?=[ \t]|$)")
_HEADING_END = pattern(r"(?:^|[ \t])#+[ \t]*$")
_FENCE = pattern(r"(`{3,})[^`]*$|(~{3,})")
_ITEM = pattern(r"([-+*]|(\d{1,9})[.)])(?=[ \t]|$)")
_TASK = pattern(r"\[[ xX]\][ \t]+")
_TARGET = r"[ \t]*\S+(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*$"
_LABEL = rf"\[(?!\^)([^\[\]]{{1,{MAX_LABEL}}})\]:"
_DEFINITION = pattern(_LABEL + _TARGET)
_DEFINITION_BEGUN = pattern(_LABEL + r"[ \t]*$")
_DEFINITION_ENDED = pattern(_TARGET)
_FOOTNOTE = pattern(rf"\[\^[^\[\]\s]{{1,{MAX_LABEL}}}\]:[ \t]*")
_RAW = pattern(r"<(script|style|pre|textarea)(?=[\s>])", re.IGNORECASE)
_YAML = pattern(r"---[ \t]*(?:\r\n|\n|\r)(?=[A-Za-z_][\w -]{0,60}:(?:\s|$))")
_YAML_END = pattern(r"(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)")
_TOML = pattern(r"\+\+\+[ \t]*(?:\r\n|\n|\r)(?=[\w.\"-]{1,60}[ \t]*=|\[)")
_TOML_END = pattern(r"(?<=[\r\n])\+\+\+[ \t]*(?=[\r\n]|\Z)")
_PIPE = pattern(r"\\.|(\|)")

_TOKEN = pattern(
    r"(?P<escape>\\(?:[!-/:-@\[-`{-~]|(?=\n)))"
    r"|(?P<code>`+)"
    r"|(?P<run>\*+|_+|~+)"
    r"|(?P<open>!?\[)"
    r"|(?P<close>\])"
    r"|(?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<angle><)"
)
_AUTOLINK = pattern(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]{0,4000}|[^\s<>@]{1,64}@[^\s<>@]{1,255})>")
_TAG = pattern(r"</?([A-Za-z][A-Za-z0-9-]{0,40})(?:[\s/][^<>]{0,4000})?>")
_GUARDED_TAGS = frozenset(("code", "pre", "script", "style", "textarea"))
# Between these, words do not close up.
_LINE_TAGS = frozenset(
    (
        *("blockquote", "br", "dd", "details", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"),
        *("section", "summary", "table", "td", "th", "tr", "ul"),
    )
)
_ADDRESS = pattern(r"[^\s()\\]+|\\.|[()\\]")
_BRACKETED = pattern(r"<[^<>\n]*>")
_SPACE = pattern(r"[ \t\n]*")
_BACKTICKS = pattern("`+")


class Piece(NamedTuple):
    """A stretch of the raw text that is seen: as it stands, or as `shown`, one character that stands for all of it."""

    start: int
    end: int
    shown: str = ""


class Visible(NamedTuple):
    """What is seen of a text, in order, and its marks: stretches of the raw text that stand or fall with all words in
    them (a link with its brackets and address, a line with its bullet).
    """

    pieces: list[Piece]
    marks: list[Span]


class _Edit(NamedTuple):
    start: int
    end: int
    shown: str


def visible(text: str) -> Visible:
    """Return what is seen of a Markdown text."""
    blocks = _Blocks(text)
    blocks.parse()
    edits, marks = blocks.edits, blocks.marks
    for segment in blocks.segments:
        inline = _Inline(text, segment, blocks.labels)
        inline.parse()
        edits += inline.edits
        marks += inline.marks
    return Visible(_pieces(len(text), edits), marks)


def _pieces(length: int, edits: list[_Edit]) -> list[Piece]:
    """Return the pieces that are left when the edits are made; of edits that overlap, the outermost counts."""
    pieces: list[Piece] = []
    offset = 0
    for start, end, shown in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if end <= offset:
            continue
        if start >= offset:
            if start > offset:
                pieces.append(Piece(offset, start))
            if shown:
                pieces.append(Piece(start, end, shown))
        offset = end
    if offset < length:
        pieces.append(Piece(offset, length))
    return pieces


class _Fence(NamedTuple):
    """An open code fence: where it began, its character and length, and in how many containers it stands."""

    start: int
    mark: str
    length: int
    depth: int


_QUOTE = 0  # as a container; a list's item is the number of columns that its content is indented by


class _Blocks:
    """Reads a text line by line: hides the marks of blocks, guards code, and gathers the segments that hold words.

    A segment is a paragraph's, heading's or cell's lines, as spans.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.edits: list[_Edit] = []
        self.marks: list[Span] = []
        self.segments: list[Sequence[Span]] = []
        self.labels: set[str] = set()
        self._containers: list[int] = []
        self._paragraph: list[Span] = []
        self._fence: _Fence | None = None
        self._code: Span | None = None  # indented code so far
        self._skip = 0  # the end of a comment or raw element that goes on over lines
        self._unended: set[str] = set()  # what was looked for to the end of the text and not found
        self._last_end = 0  # the end of the last line that was read
        # The line in hand: the offset and the column reached, and columns of a tab that are still to be used.
        self._at = 0
        self._end = 0
        self._column = 0
        self._pad = 0

    def parse(self) -> None:
        """Read the whole text."""
        start = self._front_matter()
        for match in _NEWLINE.finditer(self.text, start):
            self._line(start, match.start())
            start = match.end()
        self._line(start, len(self.text))
        self._end_fence(self._last_end)
        self._end_code()
        self._end_paragraph()

    def _front_matter(self) -> int:
        """Hide the metadata that a text may begin with; return the offset at which the text itself begins."""
        for begin, finish in ((_YAML, _YAML_END), (_TOML, _TOML_END)):
            match = begin.match(self.text)
            end = finish.search(self.text, match.end()) if match else None
            if end:
                self._hide(0, end.end())
                newline = _NEWLINE.match(self.text, end.end())
                return newline.end() if newline else end.end()
        return 0

    def _hide(self, start: int, end: int, shown: str = "") -> None:
        if end > start:
            self.edits.append(_Edit(start, end, shown))

    def _line(self, start: int, end: int) -> None:
        if end <= self._skip and self._skip > start:
            return
        self._at, self._end, self._column, self._pad = max(start, self._skip), end, 0, 0
        first = self._at + len(self.text[self._at : end]) - len(self.text[self._at : end].lstrip(" \t"))
        matched = self._match_containers()
        if self._fence is not None:
            if matched >= self._fence.depth:
                self._fence_line()
                self._last_end = end
                return
            self._end_fence(self._last_end)
        self._words(first, matched)
        self._last_end = end

    def _match_containers(self) -> int:
        """Go past the marks of the containers that go on in this line; return how many do."""
        for number, container in enumerate(self._containers):
            at, width = self._indent()
            if container == _QUOTE:
                if width > 3 or at >= self._end or self.text[at] != ">":
                    return number
                self._advance(width + 1)
                self._skip_space()
            elif at < self._end:
                if width < container:
                    return number
                self._advance(container)
        return len(self._containers)

    def _indent(self) -> tuple[int, int]:
        """Return the offset of the next character that is not white space, and the columns up to it."""
        at, column = self._at, self._column + self._pad
        while at < self._end:
            character = self.text[at]
            if character == " ":
                column += 1
            elif character == "\t":
                column += 4 - column % 4
            else:
                break
            at += 1
        return at, column - self._column

    def _advance(self, columns: int) -> None:
        """Go past some columns of the line; of a tab that is wider, the rest stays to be used."""
        goal = self._column + columns
        column = self._column + self._pad
        while column < goal and self._at < self._end:
            column += 4 - column % 4 if self.text[self._at] == "\t" else 1
            self._at += 1
        self._column, self._pad = goal, max(0, column - goal)

    def _skip_space(self) -> None:
        """Go past the one space that belongs to the mark before it."""
        if self._pad or (self._at < self._end and self.text[self._at] in " \t"):
            self._advance(1)

    def _words(self, first: int, matched: int) -> None:
        """Read a line that is not fenced. `first` is its first character, `matched` the containers that go on in it."""
        open_here = bool(self._paragraph) and matched == len(self._containers)
        kept = matched
        while True:
            at, width = self._indent()
            if at >= self._end:
                self._end_paragraph()
                self._leave(kept)
                self._hide(first, at)
                return
            if width > 3:
                if self._paragraph:
                    break
                self._leave(kept)
                self._hide(first, self._at)
                self._code = Span(self._code.start if self._code else at, self._end)
                return
            if not self._opens(at, width, kept, open_here):
                break
            open_here = False
            kept = len(self._containers)
        self._rest(first, at, kept, open_here)

    def _leave(self, kept: int) -> None:
        """End what stood in containers that do not go on."""
        if kept < len(self._containers):
            self._end_code()
            self._end_paragraph()
            del self._containers[kept:]

    def _opens(self, at: int, width: int, kept: int, interrupts: bool) -> bool:
        """Enter a quote or a list's item if one begins here. In a paragraph, not every number begins a list."""
        character = self.text[at]
        if kept >= MAX_NESTING:
            return False
        if character == ">":
            self._end_code()
            self._end_paragraph()
            del self._containers[kept:]
            self._containers.append(_QUOTE)
            self._advance(width + 1)
            self._skip_space()
            return True
        match = _ITEM.match(self.text, at, self._end)
        if match is None or self._is_break(at):
            return False
        empty = not self.text[match.end() : self._end].strip(" \t")
        if interrupts and (empty or match[2] not in (None, "1")):
            return False
        self._end_code()
        self._end_paragraph()
        del self._containers[kept:]
        self._advance(width + len(match[0]))
        _, inner = self._indent()
        # More than four columns after the mark are one, and code.
        gap = 1 if empty or inner > 4 else inner
        self._containers.append(width + len(match[0]) + gap)
        self._advance(gap)
        task = _TASK.match(self.text, self._at, self._end)
        if task:
            self._advance(task.end() - self._at)
        return True

    def _is_break(self, at: int) -> bool:
        """Tell whether a line is a rule: three or more of one mark and nothing else."""
        mark = self.text[at]
        if mark not in "-_*":
            return False
        rest = self.text[at : self._end]
        return rest.count(mark) >= 3 and not rest.strip(mark + " \t")

    def _rest(self, first: int, at: int, kept: int, open_here: bool) -> None:
        """Read what stands behind the marks of containers; `open_here`: a paragraph goes on if this is text."""
        rest = self.text[at : self._end]
        character = rest[0]
        if open_here and character in "=-" and not rest.rstrip(" \t").strip(character):
            self._end_paragraph()
            self._hide(first, self._end)
            return
        heading = _HEADING.match(self.text, at, self._end) if character == "#" else None
        fence = _FENCE.match(self.text, at, self._end) if character in "`~" else None
        if heading or fence or self._is_break(at):
            self._end_code()
            self._end_paragraph()
            del self._containers[kept:]
            if fence:
                mark = fence[1] or fence[2]
                self._hide(first, at)
                self._fence = _Fence(at, mark[0], len(mark), len(self._containers))
            elif heading:
                self._heading(first, heading.end())
            else:
                self._hide(first, self._end)
            return
        lazy = bool(self._paragraph)
        if not lazy:
            self._leave(kept)
            self._end_code()
            if character == "[":
                at = self._definition(first, at)
        if character == "<":
            at = self._raw(first, at)
        if at < self._end:
            self._mark_line(first, at)
            stop = at + len(self.text[at : self._end].rstrip(" \t"))
            self._paragraph.append(Span(at, stop))

    def _mark_line(self, first: int, at: int) -> None:
        """Hide the marks that a line begins with; they go where its words go."""
        if at > first:
            self._hide(first, at)
            self.marks.append(Span(first, first + len(self.text[first : self._end].rstrip(" \t"))))

    def _heading(self, first: int, at: int) -> None:
        content = self.text[at : self._end]
        start = at + len(content) - len(content.lstrip(" \t"))
        closing = _HEADING_END.search(content.rstrip(" \t")) if content.rstrip(" \t").endswith("#") else None
        end = at + (closing.start() if closing else len(content.rstrip(" \t")))
        self._mark_line(first, min(start, self._end))
        self._hide(max(end, start), self._end)
        if end > start:
            self.segments.append((Span(start, end),))

    def _definition(self, first: int, at: int) -> int:
        """Hide the definition of a reference, or the mark of a footnote; return where words begin."""
        footnote = _FOOTNOTE.match(self.text, at, self._end)
        if footnote:
            return footnote.end()
        match = _DEFINITION.match(self.text, at, self._end)
        if match is None:
            return at
        self.labels.add(_label(match[1]))
        self._hide(first, self._end)
        return self._end

    def _raw(self, first: int, at: int) -> int:
        """Hide a comment, a script or a style that begins here, guard a `pre`; return where words begin again."""
        stop = at
        shown = ""
        if self.text.startswith("<!--", at):
            stop = _after(self.text, "-->", at + 4, self._unended)
        else:
            tag = _RAW.match(self.text, at, self._end)
            if tag:
                stop = _after(self.text, f"</{tag[1]}>", tag.end(), self._unended)
                shown = OBJECT if tag[1].lower() in ("pre", "textarea") else ""
        if stop < 0 or stop == at:
            return at
        self._end_paragraph()
        self._hide(first, at)
        self._hide(at, stop, shown)
        self._skip = stop
        return stop

    def _fence_line(self) -> None:
        """Read a line in a fence: nothing but its end is looked for."""
        assert self._fence is not None
        at, width = self._indent()
        mark, length = self._fence.mark, self._fence.length
        if (
            width <= 3
            and self.text.startswith(mark * length, at, self._end)
            and not self.text[at : self._end].strip(mark + " \t")
        ):
            rest = self.text[at : self._end].rstrip(" \t")
            if not rest.strip(mark):
                self._end_fence(self._end)

    def _end_fence(self, end: int) -> None:
        if self._fence is not None:
            self._hide(self._fence.start, max(end, self._fence.start), OBJECT)
            self._fence = None

    def _end_code(self) -> None:
        if self._code is not None:
            self._hide(self._code.start, self._code.end, OBJECT)
            self._code = None

    def _end_paragraph(self) -> None:
        """Hand on the lines of a paragraph; a table's line by line."""
        lines = self._paragraph
        if not lines:
            return
        self._paragraph = []
        if len(lines) > 1 and self.text[lines[0].start] == "[":
            match = _DEFINITION_BEGUN.match(self.text, *lines[0])
            if match and _DEFINITION_ENDED.match(self.text, *lines[1]):
                self.labels.add(_label(match[1]))
                self._hide(lines[0].start, lines[1].end)
                lines = lines[2:]
        delimiter = next((n for n in range(1, len(lines)) if self._is_delimiter(lines[n]) and self._has_pipe(lines[n - 1])), None)
        if delimiter is None:
            if lines:
                self.segments.append(lines)
            return
        if delimiter > 1:
            self.segments.append(lines[: delimiter - 1])
        self._hide(*lines[delimiter])
        for line in (lines[delimiter - 1], *lines[delimiter + 1 :]):
            self._row(line)

    def _has_pipe(self, line: Span) -> bool:
        return self.text.find("|", *line) >= 0

    def _is_delimiter(self, line: Span) -> bool:
        content = self.text[line.start : line.end]
        return "|" in content and "-" in content and not content.strip("|-: \t")

    def _row(self, line: Span) -> None:
        """Split a table's row into cells, a tab between them."""
        start = line.start
        for match in _PIPE.finditer(self.text, line.start, line.end):
            if match[1] is not None:
                self._cell(start, match.start())
                outer = match.start() == line.start or match.end() == line.end
                self._hide(*match.span(), "" if outer else "\t")
                start = match.end()
        self._cell(start, line.end)
        self.marks.append(line)

    def _cell(self, start: int, end: int) -> None:
        content = self.text[start:end]
        words = content.strip(" \t")
        if words:
            start += len(content) - len(content.lstrip(" \t"))
            self.segments.append((Span(start, start + len(words)),))


class _Opener(NamedTuple):
    """A bracket that may begin a link or an image."""

    start: int
    end: int
    image: bool


class _Run:
    """A run of emphasis marks: what is still to be matched of it, and how long it was."""

    __slots__ = ("closes", "end", "length", "mark", "opens", "start")

    def __init__(self, start: int, end: int, mark: str, opens: bool, closes: bool) -> None:
        self.start = start
        self.end = end
        self.mark = mark
        self.opens = opens
        self.closes = closes
        self.length = end - start

    def fits(self, closer: _Run) -> bool:
        """Tell whether the two may match: CommonMark's rule of three, by which `**a*b**` is one pair and a star."""
        return not (
            (self.closes or closer.opens) and (self.length + closer.length) % 3 == 0 and (self.length % 3 or closer.length % 3)
        )


class _Inline:
    """Reads the words of a segment: hides the marks of links and emphasis, and guards code and images."""

    def __init__(self, text: str, lines: Sequence[Span], labels: set[str]) -> None:
        self.edits: list[_Edit] = []
        self.marks: list[Span] = []
        self._labels = labels
        self._text = "\n".join([text[start:end] for start, end in lines])
        self._starts: list[int] = []  # of the lines, in the joined text
        self._lines = lines
        offset = 0
        for start, end in lines:
            self._starts.append(offset)
            offset += end - start + 1
        self._openers: list[_Opener] = []
        self._inactive = 0  # of the openers: a link may not hold another
        self._runs: list[_Run] = []
        self._ticks: dict[int, list[int]] | None = None
        self._unended: set[str] = set()

    def parse(self) -> None:
        """Read the whole segment."""
        text, at = self._text, 0
        search = _TOKEN.search
        while match := search(text, at):
            at = getattr(self, f"_{match.lastgroup}")(match)
        self._emphasise()

    def _raw(self, offset: int) -> int:
        """Return where an offset stands in the raw text."""
        line = bisect_right(self._starts, offset) - 1
        return self._lines[line].start + offset - self._starts[line]

    def _raw_end(self, offset: int) -> int:
        return self._raw(offset - 1) + 1 if offset else self._raw(0)

    def _hide(self, start: int, end: int, shown: str = "") -> None:
        if end > start:
            self.edits.append(_Edit(self._raw(start), self._raw_end(end), shown))

    def _mark(self, start: int, end: int) -> None:
        self.marks.append(Span(self._raw(start), self._raw_end(end)))

    def _escape(self, match: re.Match[str]) -> int:
        self._hide(match.start(), match.start() + 1)
        return match.end()

    def _code(self, match: re.Match[str]) -> int:
        if self._ticks is None:
            self._ticks = {}
            for run in _BACKTICKS.finditer(self._text):
                self._ticks.setdefault(len(run[0]), []).append(run.start())
        length = len(match[0])
        places = self._ticks.get(length, [])
        index = bisect_left(places, match.end())
        if index == len(places):
            return match.end()
        self._hide(match.start(), places[index] + length, OBJECT)
        return places[index] + length

    def _entity(self, match: re.Match[str]) -> int:
        from html import unescape

        character = unescape(match[0])
        if len(character) == 1:
            # What is not seen must not come to stand in the text that is.
            self._hide(*match.span(), character if character.isprintable() or character.isspace() else "")
        return match.end()

    def _angle(self, match: re.Match[str]) -> int:
        text, at = self._text, match.start()
        link = _AUTOLINK.match(text, at)
        if link:
            self._hide(at, at + 1)
            self._hide(link.end() - 1, link.end())
            self._mark(at, link.end())
            return link.end()
        if text.startswith("<!--", at):
            stop = _after(text, "-->", at + 4, self._unended)
            if stop < 0:
                return match.end()
            self._hide(at, stop)
            return stop
        tag = _TAG.match(text, at)
        if tag is None:
            return match.end()
        name = tag[1].lower()
        if name in _GUARDED_TAGS and text[at + 1] != "/":
            stop = _after(text, f"</{tag[1]}>", tag.end(), self._unended)
            if stop >= 0:
                self._hide(at, stop, OBJECT)
                return stop
        self._hide(at, tag.end(), "\n" if name in _LINE_TAGS else "")
        return tag.end()

    def _run(self, match: re.Match[str]) -> int:
        start, end = match.span()
        mark = match[0][0]
        before = self._text[start - 1] if start else " "
        after = self._text[end] if end < len(self._text) else " "
        space_before, space_after = before.isspace(), after.isspace()
        sign_before, sign_after = _is_sign(before), _is_sign(after)
        left = not space_after and (not sign_after or space_before or sign_before)
        right = not space_before and (not sign_before or space_after or sign_after)
        if mark == "_":
            left, right = left and (not right or sign_before), right and (not left or sign_after)
        if (left or right) and (mark != "~" or end - start == 2):
            self._runs.append(_Run(start, end, mark, left, right))
        return end

    def _open(self, match: re.Match[str]) -> int:
        self._openers.append(_Opener(match.start(), match.end(), match[0][0] == "!"))
        return match.end()

    def _close(self, match: re.Match[str]) -> int:
        at = match.end()
        if not self._openers:
            return at
        opener = self._openers.pop()
        active = opener.image or len(self._openers) >= self._inactive
        self._inactive = min(self._inactive, len(self._openers))
        inside = self._text[opener.end : min(match.start(), opener.end + MAX_LABEL + 1)]
        if inside.startswith("^") and len(inside) > 1 and len(inside) <= MAX_LABEL and not any(map(str.isspace, inside)):
            self._hide(opener.start, at)  # the number of a footnote
            return at
        end = self._target(at, inside) if active else -1
        if end < 0:
            return at
        if opener.image:
            self._hide(opener.start, end, OBJECT)
        else:
            self._hide(opener.start, opener.end)
            self._hide(match.start(), end)
            self._mark(opener.start, end)
            self._inactive = len(self._openers)
        return end

    def _target(self, at: int, inside: str) -> int:
        """Return where the target of a link ends whose text ended before `at`; -1 where there is none."""
        text = self._text
        if text.startswith("(", at):
            end = self._address(at + 1)
            if end >= 0:
                return end
        if text.startswith("[", at):
            end = text.find("]", at + 1, at + MAX_LABEL + 2)
            if end >= 0 and _label(text[at + 1 : end] or inside) in self._labels:
                return end + 1
        return at if len(inside) <= MAX_LABEL and _label(inside) in self._labels else -1

    def _address(self, at: int) -> int:
        """Return the end of `address "title")`, which may be empty; -1 where it is none."""
        text = self._text
        at = _skip(text, at)
        if text.startswith("<", at):
            bracketed = _BRACKETED.match(text, at)
            if bracketed is None:
                return -1
            at = bracketed.end()
        else:
            at = _plain_address(text, at)
            if at < 0:
                return -1
        gap = at
        at = _skip(text, at)
        if at > gap and at < len(text) and text[at] in "\"'":
            end_quote = text.find(text[at], at + 1)
            if end_quote < 0:
                return -1
            at = _skip(text, end_quote + 1)
        return at + 1 if text.startswith(")", at) else -1

    def _emphasise(self) -> None:
        """Match the runs of emphasis marks, inner ones first, and hide those that match."""
        openers: list[_Run] = []
        places: dict[str, list[int]] = {"*": [], "_": [], "~": []}  # of the openers, by their mark
        for run in self._runs:
            of_mark = places[run.mark]
            while run.closes and run.end > run.start and of_mark and openers[of_mark[-1]].fits(run):
                # An opener inside of a pair that closes without it is no opener.
                while len(openers) > of_mark[-1] + 1:
                    places[openers.pop().mark].pop()
                opener = openers[-1]
                count = min(opener.end - opener.start, run.end - run.start)
                self._mark(opener.end - count, run.start + count)
                self._hide(opener.end - count, opener.end)
                self._hide(run.start, run.start + count)
                opener.end -= count
                run.start += count
                if opener.end == opener.start:
                    openers.pop()
                    of_mark.pop()
            if run.opens and run.end > run.start:
                of_mark.append(len(openers))
                openers.append(run)


def _plain_address(text: str, at: int) -> int:
    """Return the end of an address without angle brackets, before white space or the parenthesis that ends the link; -1
    where it has more open parentheses than it may.
    """
    depth = 0
    while match := _ADDRESS.match(text, at):
        if match[0] == "(":
            depth += 1
            if depth > MAX_PARENTHESES:
                return -1
        elif match[0] == ")":
            if not depth:
                break
            depth -= 1
        at = match.end()
    return at if depth == 0 else -1


def _after(text: str, end: str, at: int, unended: set[str]) -> int:
    """Return where an ending that is looked for from `at` on is over, -1 where there is none. What is not there once is
    never looked for again: `unended` keeps it.
    """
    if end in unended:
        return -1
    found = text.find(end, at)
    if found < 0:
        unended.add(end)
        return -1
    return found + len(end)


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _label(text: str) -> str:
    """Return a reference's label as labels are compared: blind to case and to how it is spaced."""
    return " ".join(text.split()).casefold()


def _is_sign(character: str) -> bool:
    return not character.isalnum() and not character.isspace()
