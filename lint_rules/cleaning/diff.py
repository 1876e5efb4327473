"""What cleaning changes of a text, as a unified diff. The changes are known, so that nothing is compared."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lint_rules.document import Document
from lint_rules.finding import Edit
from lint_rules.reports.style import shown

AROUND = 3  # lines shown before and after a change, as `diff -u` does
LONGEST = 400  # characters of a line that are shown


class _Block(NamedTuple):
    """Lines that change: the first and the one behind the last, from 0, and what stands there then."""

    first: int
    last: int
    new: list[str]


def diff(doc: Document, edits: Sequence[Edit]) -> str:
    """Return the diff of a document and the same with edits made, nothing where there are none. What could take over a
    terminal is escaped, and long lines are cut.
    """
    if not edits:
        return ""
    name = shown(doc.source.id)
    lines = _lines(doc.text)
    blocks = list(_blocks(doc, edits))
    made = [f"--- {name}\n", f"+++ {name} (cleaned)\n"]
    shift = 0
    for hunk in _hunks(blocks):
        first, last = max(0, hunk[0].first - AROUND), min(len(lines), hunk[-1].last + AROUND)
        grown = sum(len(block.new) - (block.last - block.first) for block in hunk)
        made.append(f"@@ -{_range(first, last - first)} +{_range(first + shift, last - first + grown)} @@\n")
        position = first
        for block in hunk:
            made += (_line(" ", line) for line in lines[position : block.first])
            made += (_line("-", line) for line in lines[block.first : block.last])
            made += (_line("+", line) for line in block.new)
            position = block.last
        made += (_line(" ", line) for line in lines[position:last])
        shift += grown
    return "".join(made)


def _blocks(doc: Document, edits: Sequence[Edit]) -> Iterator[_Block]:
    """Yield the lines that edits touch, with what becomes of them."""
    starts = [*doc.line_starts, len(doc.text)]
    held: list[Edit] = []
    first = last = 0

    def block() -> _Block:
        position, until = starts[first], starts[last]
        parts: list[str] = []
        for span, replacement in held:
            parts += (doc.text[position : span.start], replacement)
            position = span.end
        return _Block(first, last, _lines("".join([*parts, doc.text[position:until]])))

    for edit in edits:
        begins = bisect_right(doc.line_starts, edit.span.start) - 1
        # What ends with a line's break joins what is left of that line with the next.
        ends = bisect_right(doc.line_starts, max(edit.span.start, edit.span.end - 1))
        is_left = edit.span.start > starts[begins] or edit.replacement
        if edit.span.end == starts[ends] and is_left and ends < len(doc.line_starts):
            ends += 1
        if held and begins < last:
            last = max(last, ends)
        else:
            if held:
                yield block()
                held = []
            first, last = begins, ends
        held.append(edit)
    if held:
        yield block()


def _hunks(blocks: Sequence[_Block]) -> Iterator[list[_Block]]:
    """Yield blocks together whose surroundings touch."""
    hunk: list[_Block] = []
    for block in blocks:
        if hunk and block.first - hunk[-1].last > 2 * AROUND:
            yield hunk
            hunk = []
        hunk.append(block)
    if hunk:
        yield hunk


def _range(first: int, count: int) -> str:
    """Return the lines of a hunk as diffs name them: an empty range by the line before it."""
    return f"{first + (count > 0)},{count}"


def _lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _line(mark: str, line: str) -> str:
    said = shown(line[:LONGEST]) + ("…" if len(line) > LONGEST else "")
    return f"{mark}{said}\n"
