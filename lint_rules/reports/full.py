"""The report for people: each finding with its line, the words marked below, and at the end the score of every file."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import NamedTuple, TextIO

from lint_rules.finding import Diagnostic, ExcerptLine, Result
from lint_rules.reports import Outcome, ReportOptions
from lint_rules.reports.blocks import Block, blocks, new, others
from lint_rules.reports.style import BLUE, BOLD, DIM, SEVERITY_COLOUR, Piece, cells, even, paint, piece, shown
from lint_rules.reports.summary import Tally, summary
from lint_rules.reports.wording import STATE_COLOUR, State, place, plural, score_sentence, severities_of, state, title

TABLE_LIMIT = 50  # documents whose scores are listed one by one; beyond that the summary says more
LINES_OF_A_BLOCK = 6  # lines of one block that are shown: the first ones, and the last
WIDTH = 120  # cells: what a terminal of usual width, or a page of a log, shows without wrapping
PATH_WIDTH = 48  # cells up to which the paths of the score table are aligned
PHRASE_IN_HELP = 60  # characters of a line that the help line writes out; the rest is a `*`
# What double quotes keep as it is in every usual shell. `!` is a history mark in an interactive one.
_PLAIN_IN_QUOTES = re.compile(r"[^\"$`\\!\u2018-\u201f]*")


class Full:
    """Writes findings as they come and keeps no document: memory does not grow with the run."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self.stream = stream
        self.options = options
        self._tally = Tally()
        self._scores: list[tuple[str, str, State]] = []
        self._helped: set[str] = set()
        self._shown = 0
        self._left_out = 0

    def start(self) -> None:
        """Write nothing: the first finding comes first."""

    def add(self, result: Result, passed: bool, to_show: Sequence[Diagnostic] | None = None) -> None:
        """Write the findings of one document, up to the limit of the run."""
        self._tally.add(result, passed)
        if self._tally.documents <= TABLE_LIMIT:
            self._scores.append((title(result.source), _verdict(result), state(result, passed)))
        else:
            self._scores.clear()
        if passed and self.options.only_failing:
            return
        diagnostics = new(result.diagnostics if to_show is None else to_show)
        if self._is_full:
            self._left_out += len(diagnostics)
            return
        for block in blocks(diagnostics):
            if self._is_full:
                self._left_out += len(block)
                continue
            self._shown += len(block)
            code = block[0].finding.code
            text = render_block(block, place(result.source), self.options.color, width=self.options.width, text=self.options.text)
            self.stream.write(text + "\n")
            if code not in self._helped and not self.options.quiet:
                self._helped.add(code)
                self.stream.write(paint(help_line(block[0]), DIM, color=self.options.color) + "\n")
            self.stream.write("\n")

    @property
    def _is_full(self) -> bool:
        return 0 < self.options.max_findings <= self._shown

    def finish(self, outcome: Outcome) -> None:  # noqa: ARG002 - the gate's sentence is the door's last line
        """Write the score of every file, or, past the limit, the summary of all; and what was left out."""
        if self._left_out:
            self.stream.write(f"{plural(self._left_out, 'more finding')} not shown (--max-findings 0 shows all)\n\n")
        if self.options.quiet:
            return
        if self._tally.documents > TABLE_LIMIT:
            self.stream.write(summary(self._tally, color=self.options.color))
            return
        width = min(PATH_WIDTH, max((cells(name) for name, _, _ in self._scores), default=0))
        for name, said, how in self._scores:
            if how is State.PASSED and self.options.only_failing:
                continue
            mark = paint(how, STATE_COLOUR[how], color=self.options.color)
            self.stream.write(f"{name}{' ' * (width - cells(name))}  {mark}  {said}\n")


def render_block(block: Block, path: str, color: bool = False, *, width: int = WIDTH, text: bool = True) -> str:
    """Return a block of findings as `full` shows it; without the document's lines where `text` is off."""
    first = block[0]
    colour = SEVERITY_COLOUR[first.finding.severity]
    code = paint(first.finding.code, BOLD, colour, color=color)
    severity = paint(first.finding.severity.label + ":", colour, color=color)
    lines = [f"{code} {severity} {paint(shown(first.finding.message), BOLD, color=color)}{others(block)}"]
    marked = _marked_lines(block) if text else []
    gutter = max([len(str(line.number)) for line in marked], default=1)
    where = f"{shown(path)}:{first.line}:{first.column}"
    lines.append(" " * gutter + paint("-->", BLUE, color=color) + " " + where)
    if marked:
        edge = paint(" " * gutter + " |", BLUE, color=color)
        drawn = _bars(marked, gutter, colour, color, width) or _carets(marked, gutter, colour, color, width)
        lines += [edge, *drawn, edge]
    lines += [" " * gutter + paint(" = ", BLUE, color=color) + f"note: {shown(note.text)}" for note in first.finding.related]
    return "\n".join(lines)


def help_line(diagnostic: Diagnostic) -> str:
    """Return where to read about a finding's rule, and what to type to keep its words.

    An allowance speaks of one whole line, so a finding over several lines gets no such command.
    """
    code = diagnostic.finding.code
    said = f"help: scrapelint rule {code}"
    words = _allowance(diagnostic)
    return f"{said} · keep it: scrapelint allow {code} {shell_quoted(words)}" if words else said


def shell_quoted(words: str) -> str:
    """Return words as one argument for a shell: in double quotes where those keep them as they are, as people write them."""
    return f'"{words}"' if _PLAIN_IN_QUOTES.fullmatch(words) else shlex.quote(words)


def _allowance(diagnostic: Diagnostic) -> str:
    """Return the words that allow the line of a finding: what cannot be typed, and what is too long, as `*`.

    A finding over a part of a line is allowed by that part, wherever it stands; one over several lines by the first.
    """
    if not diagnostic.excerpt:
        return ""
    line = diagnostic.excerpt[0]
    whole = _covers(line, line.start, line.end)
    text = line.text.strip() if whole else line.text[line.start : line.end].strip()
    words = text[:PHRASE_IN_HELP] + ("*" if len(text) > PHRASE_IN_HELP else "")
    typed = "".join(c if shown(c) == c and c not in "\t…" else "*" for c in (words if whole else f"*{words}*"))
    return re.sub(r"\*+", "*", typed) if typed.strip("* ") else ""


class _MarkedLine(NamedTuple):
    """One line of a block with its marked parts; `jump` says that lines before it are not shown."""

    number: int
    text: str
    marks: tuple[tuple[int, int], ...]
    jump: bool


def _marked_lines(block: Block) -> list[_MarkedLine]:
    """Return the lines of a block to show: the first ones and the last."""
    found: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for diagnostic in block:
        for line in diagnostic.excerpt:
            found.setdefault((line.number, line.text), []).append((line.start, line.end))
    lines = [(number, text, tuple(marks)) for (number, text), marks in found.items()]
    end = max(diagnostic.end_line for diagnostic in block)
    cut = len(lines) > LINES_OF_A_BLOCK
    if cut:
        lines = [*lines[: LINES_OF_A_BLOCK - 1], lines[-1]]
    shown_lines = [_MarkedLine(*line, jump=cut and index == len(lines) - 1) for index, line in enumerate(lines)]
    if shown_lines and shown_lines[-1].number < end:
        shown_lines.append(_MarkedLine(end, "", (), jump=True))
    return shown_lines


def _covers(line: ExcerptLine | _MarkedLine, start: int, end: int) -> bool:
    """Tell whether a mark covers all of a line but white space."""
    return not line.text[:start].strip() and not line.text[end:].strip("… \t\r")


def _bars(lines: Sequence[_MarkedLine], gutter: int, colour: str, color: bool, width: int) -> list[str]:
    """Return lines that are marked whole, with one bar beside them; nothing where one line or a part is marked."""
    if len(lines) < 2 or not all(_covers(line, *mark) for line in lines for mark in line.marks):
        return []
    drawn: list[str] = []
    last = 0
    for line in lines:
        if line.jump:
            drawn.append(paint("...", BLUE, color=color) + " " * gutter + paint("|", colour, color=color))
        if not line.marks:
            continue
        words = piece(line.text, 0, len(line.text), width - gutter - 5)
        bar = paint("|" if drawn else "/", colour, color=color)
        number = paint(f"{line.number:>{gutter}} |", BLUE, color=color)
        drawn.append(f"{number} {bar} {paint(words.marked, colour, color=color)}")
        last = cells(words.marked)
    foot = paint(" " * gutter + " |", BLUE, color=color)
    drawn.append(f"{foot} {paint('|' + '_' * last + '^', colour, color=color)}")
    return drawn


def _carets(lines: Sequence[_MarkedLine], gutter: int, colour: str, color: bool, width: int) -> list[str]:
    """Return lines with carets under what is marked of them."""
    drawn: list[str] = []
    for line in lines:
        if line.jump:
            drawn.append(paint("...", BLUE, color=color))
        number = paint(f"{line.number:>{gutter}} |", BLUE, color=color)
        under = paint(" " * gutter + " |", BLUE, color=color)
        # Marks of one line share it, but where it is too long to show whole: there each has its own window.
        fits = cells(shown(line.text)) <= width - gutter - 3
        for marks in [line.marks] if fits else [[mark] for mark in line.marks]:
            text, below = _underlined(line.text, marks, colour, color, width - gutter - 3)
            drawn += [f"{number} {text}".rstrip(), f"{under} {below}".rstrip()]
    return drawn


def _underlined(text: str, marks: Sequence[tuple[int, int]], colour: str, color: bool, width: int) -> tuple[str, str]:
    """Return a line with its marked parts painted, and the carets that belong under them.

    One mark is shown in a window of `width` cells; several stand on a line that fits.
    """
    if len(marks) == 1:
        parts = [piece(text, *marks[0], width)]
    else:
        parts = []
        position = 0
        for start, end in sorted(marks):
            if start >= position:
                parts.append(Piece(shown(even(text[position:start])), piece(text, start, end, width).marked, ""))
                position = end
        parts.append(Piece(shown(even(text[position:])), "", ""))
    words = below = ""
    for before, marked, after in parts:
        # An empty mark is a place between two characters, and still one to be seen.
        carets = "^" * max(1 if len(parts) == 1 and text else 0, cells(marked))
        words += before + paint(marked, colour, color=color) + after
        below += " " * cells(before) + paint(carets, colour, color=color)
    return words, below


def _verdict(result: Result) -> str:
    if state(result, passed=False) is State.UNREAD:
        return shown(result.failures[0].error)
    crashed = f", {plural(len(result.failures), 'rule')} crashed" if result.failures else ""
    return f"{result.score.verdict}, {score_sentence(result.score)}; {severities_of(result)}{crashed}"
