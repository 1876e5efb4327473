"""Questions alone on their lines and what answers them: shared by the rules on question lists."""

from __future__ import annotations

from typing import NamedTuple

from lint_rules.document import CLOSERS, Document, Line
from lint_rules.finding import Span
from lint_rules.lazy import pattern
from lint_rules.rule import phrases
from lint_rules.shapes import lines_with

# What folding question lists leave behind each question: an arrow, a chevron, a plus, or the name of an icon font's glyph.
FOLD_MARKS = (*"›»>❯❱▸▾▼▶►⌄⌵˅∨﹀+＋→➔➤⯆", "expand_more", "keyboard_arrow_down")
_SENTENCE_WITHIN = pattern(r"\w{3}[.!] ")  # three letters: "St. Paul", "No. 10" and "1. How" end no sentence
SPEAKER_LENGTH = 24  # characters in which a speaker's name with its colon stands
QUESTION_LENGTH = 200  # characters that a question has at most; a longer line is a paragraph that ends with one
SEARCH_LENGTH = 120  # characters of a question that somebody types into a search engine
_OPENINGS = phrases("question_opening")
MARK_REACH = 24  # characters at a line's end in which a question mark and what closes it stand
ANSWER_LINES = 6  # lines that an answer has at most; under more, the question is a heading
FEWEST = 2  # questions that make a list, with marks behind them; without, no rule calls so few one


class Exchange(NamedTuple):
    """A question alone on its line and the lines that answer it; `marked` where the mark of a folding list follows it."""

    question: Line
    answer: tuple[Line, ...]
    marked: bool

    @property
    def span(self) -> Span:
        """From the question to the end of its answer."""
        return Span(self.question.start, self.answer[-1].end if self.answer else self.question.end)


def is_question(line: Line) -> bool:
    """Tell whether a line is one question (or two), and not speech, a labelled speaker's turn or a paragraph."""
    text = line.text.rstrip(CLOSERS)
    if not text.endswith("?") or len(text) > QUESTION_LENGTH or line.words < 2:
        return False
    if text[0] in "\"“„«'‘—–" or ":" in text[:SPEAKER_LENGTH] or text[:2] in ("Q.", "Q "):
        return False
    return not _SENTENCE_WITHIN.search(text)


def is_marked_question(line: Line) -> bool:
    """Tell whether a line is a question with the mark of a folding list behind it."""
    text = line.text
    if "?" not in text[-MARK_REACH:] or len(text) > QUESTION_LENGTH:
        return False
    if not text.endswith(FOLD_MARKS):
        return False
    mark = next(mark for mark in FOLD_MARKS if text.endswith(mark))
    if (mark == "»" and "«" in text) or (mark == ">" and "<" in text):
        return False
    return text[: -len(mark)].rstrip().rstrip(CLOSERS).endswith("?")


def is_search_question(line: Line) -> bool:
    """Tell whether a line is a question as people put it to a search engine: short, one question, and no list's item."""
    text = line.text
    if len(text) > SEARCH_LENGTH or text.count("?") != 1 or not (text[0].isalnum() or text[0] == "¿"):
        return False
    words = line.key.lstrip("0123456789.) ").split(" ", 2)
    return words[0] in _OPENINGS.words or " ".join(words[:2]) in _OPENINGS.words


def exchanges(doc: Document) -> list[list[Exchange]]:
    """Return the runs of questions with their answers: each question within `ANSWER_LINES` of the one before it.

    An answer ends at the next question. That of a run's last question is a line, or a short line with the paragraph it
    opens: what comes after cannot be told from the rest of the page.
    """
    lines = doc.lines
    candidates = [(line, is_marked_question(line)) for line in lines_with(doc, "?") if "?" in line.text[-MARK_REACH:]]
    found = [(line, marked) for line, marked in candidates if marked or is_question(line)]
    if len(found) < FEWEST:
        return []
    runs: list[list[Exchange]] = []
    joined = False
    for position, (line, marked) in enumerate(found):
        if not joined:
            runs.append([])
        following = found[position + 1][0].index if position + 1 < len(found) else len(lines) + ANSWER_LINES + 1
        joined = following - line.index <= ANSWER_LINES + 1
        last = following if joined else _last_answer(doc, line)
        runs[-1].append(Exchange(line, lines[line.index + 1 : last], marked))
    return runs


def _last_answer(doc: Document, question: Line) -> int:
    """Return the index after the answer to the last question of a run."""
    first = question.index + 1
    following = doc.lines[first : first + 2]
    leads = len(following) == 2 and not following[0].prose and not following[0].stopped and following[1].prose
    return first + (2 if leads else min(1, len(following)))
