"""CHR007: marks that belonged to a button, a list or a footnote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lint_rules.document import Document, Line
from lint_rules.finding import Edit, Finding, Fix, Severity, Span
from lint_rules.lazy import pattern
from lint_rules.rule import Context, Invalid, Rule, Valid, escaped, quoted, remove_lines
from lint_rules.shapes import last_characters

# Marks that are a control wherever they stand alone: to close, to open a menu, to go back or on, to unfold.
CONTROLS = frozenset("×✕✖╳☰≡⋮⋯›‹»«❯❮❱❰⟩⟨⌄⌃˅˄∨▼▲▽△▾▴►◄▶◀▸◂▷◁⏵⏴➔➜➤⟶⇩⇧")
CROSSES = frozenset("×✕✖╳")
CHECKS = frozenset("✓✔✗✘☑☒✅❌")  # a text that has these alone on lines is a table of yes and no, and a cross is an answer
ARROWS = frozenset("→←↑↓⇒⇐⇓⇑➝↗↘")  # between steps of a process arrows stand alone, too; but then more than one
# Marks that lists and menus leave behind, but that also part scenes and fill empty cells.
SEPARATORS = frozenset("—–•·|/\\-*~_")
MARK_LENGTH = 3  # characters of a line that may be one mark, or a pair of them ("‹ ›")
# Marks that follow the words of a link or of a folded question. In a text with French quotation marks » ends a quotation.
TAILS = frozenset("›»↓→⌄˅▼▾▸▶►❯❱➔➜➤↗")
TAIL_WORDS = 14  # words of a line that may be a link's; a longer one is a sentence
FORMULA_MARKS = frozenset("→↓➔➜➤↗")
FORMULA = pattern(r"[\d=+<>±∈∀∃∧∨¬(){}:]|\b[b-hj-zB-HJ-Z]\b")  # one letter is a variable, but for "a" and "I"
CIRCLED = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳❶❷❸❹❺❻❼❽❾❿➀➁➂➃➄➅➆➇➈➉➊➋➌➍➎➏➐➑➒➓⓪⓿")
FIRSTS = frozenset("①❶➀➊⓪⓿")  # a list begins with one of these
_LETTER = pattern(r"[^\W\d_]")


class StrayMarker(Rule):
    """A mark without words, or behind them, is left of a button, a menu or a footnote.

    ## Why it matters
    "×" closed a window, "›" unfolded an answer, "↓" led down to the comments, "⑤" was a footnote's. A tokenizer spends
    a token on each, and a model learns to sprinkle them.

    ## How it is found
    Alone on a line, a mark of control ("×", "☰", "▼") is one. A dash, bullet, slash or bar is a hint only, and nothing
    between two paragraphs, where it parts scenes. An arrow that stands alone more than once shows the steps of something.
    Marks in tables, next to numbers or check marks, are left alone.

    Behind a line's words, after a space, "›", "»", "↓" and the like are a link's, if the line is short, holds no other
    such mark (a menu path) and no formula. "»" may close a quotation: not in a text that has "«".

    A circled number glued to the first word of a line is a footnote's where no "①" opens a list.

    ## When it is right to keep
    Scene breaks, ornaments, mathematics, diagrams, menu paths and numbered lists are kept.
    """

    code = "CHR007"
    severity = Severity.WARNING
    confidence = 0.95

    VALID = (
        Valid("She closed the door.\n\n* * *\n\nBy dawn the harbour was empty.\n"),
        Valid(
            "She closed the door behind her and went down to the water without once looking back.\n\n—\n\n"
            "By dawn the harbour was empty, and only the gulls were left to say that there had been a ship.\n"
        ),
        Valid("Choose File › Export › Plain text ›\nThen save it.\n"),
        Valid("Flour\n↓\nDough\n↓\nBread\n"),
        Valid("Tug\n✓\n×\n✓\nFerry\n×\n✓\n×\n"),
        Valid("a\n×\nb\n"),
        Valid("Lamp\n12\n—\n7\nRope\n—\n3\n4\n"),
        Valid("①Untie the rope.\n②Coil it.\n③Hang it up.\n"),
        Valid("Il a dit : «Le port\nouvrira demain »\n"),
        Valid("2 H₂ + O₂ →\n2 H₂O\n"),
        Valid("Let f : X →\nbe a map, and let x ∈ X.\n"),
        Valid("| Tug | Year |\n|\n| Ada | 1931 |\n"),
        Valid("⁂\n\n❦\n\nThe end.\n"),
        Valid("~\n\nA line of verse\n\n~\n"),
        Valid("The file format, see footnote ⑤, is older.\n"),
    )
    INVALID = (
        Invalid("⟦×⟧\nThe harbour opened at dawn.\n", fixed="The harbour opened at dawn.\n"),
        Invalid("⟦☰⟧\nThe harbour opened at dawn.\n⟦‹ ›⟧\n"),
        Invalid("Did a tug sink in 1931? ⟦›⟧\n\nAt dawn.\n", fixed="Did a tug sink in 1931?\n\nAt dawn.\n"),
        Invalid(
            "The harbour opened at dawn.\nOn to the comments ⟦↓⟧\n", fixed="The harbour opened at dawn.\nOn to the comments\n"
        ),
        Invalid("The harbour opened at dawn.\nAll ships ⟦»⟧\n"),
        Invalid(
            "⟦⑤⟧The nine boats of the harbour are named after birds.\n",
            fixed="The nine boats of the harbour are named after birds.\n",
        ),
        Invalid("The harbour opened at dawn.\n\n⟦•⟧\n\n⟦›⟧\n"),
        Invalid("Ships\n⟦›⟧\nTugs\n⟦›⟧\nThe last tug\n"),
        Invalid("⟦✕⟧\n⟦—⟧\n⟦/⟧\nThe harbour opened at dawn.\n"),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each mark."""
        doc = ctx.doc
        if _ENDS.isdisjoint(doc.view(last_characters)) and CIRCLED.isdisjoint([line.text[0] for line in doc.lines]):
            return
        marked = [line for line in doc.lines if line.text[-1] in _ENDS or line.text[0] in CIRCLED]
        alone = Counter(line.text for line in marked if _is_mark(line))
        # What the whole text says is looked up once, however many marks it has.
        has_checks, has_quotes, has_list = (any(each in doc.text for each in marks) for marks in (CHECKS, "«", FIRSTS))
        for line in marked:
            if line.text in alone:
                if not (has_checks and CROSSES.issuperset(line.text)) and not (
                    ARROWS.issuperset(line.text) and alone[line.text] > 1
                ):
                    yield from self._alone(doc, line)
            elif line.text[0] in CIRCLED:
                if not has_list and _LETTER.match(line.text, 1):
                    yield self._before(line)
            elif line.text[-1] in TAILS and not (has_quotes and line.text[-1] == "»"):
                yield from self._behind(line)

    def _alone(self, doc: Document, line: Line) -> Iterator[Finding]:
        marks = set(line.text.replace(" ", ""))
        certain = marks <= CONTROLS or marks <= ARROWS
        if _in_table(doc, line) or not (certain or (len(line.text) == 1 and not _parts_text(doc, line))):
            return
        message = f'stray mark "{escaped(line.text)}", alone on its line'
        yield self.finding(line.span, message, weak=not certain, fix=remove_lines(line))

    def _behind(self, line: Line) -> Iterator[Finding]:
        words, mark = line.text[:-1], line.text[-1]
        if line.words > TAIL_WORDS or not words[-1:].isspace() or not _LETTER.search(words):
            return
        if any(other in TAILS for other in words) or (mark in FORMULA_MARKS and FORMULA.search(words)):
            return
        fix = Fix((Edit(Span(line.start + len(words.rstrip()), line.end), ""),), True, "remove the mark")
        yield self.finding(
            Span(line.end - 1, line.end), f'stray mark "{escaped(mark)}" behind the words {quoted(words)}', fix=fix
        )

    def _before(self, line: Line) -> Finding:
        span = Span(line.start, line.start + 1)
        message = f'stray footnote mark "{escaped(line.text[0])}", glued to the first word; no list here begins with ①'
        return self.finding(span, message, fix=Fix((Edit(span, ""),), True, "remove the mark"))


_ENDS = CONTROLS | ARROWS | SEPARATORS | TAILS


def _parts_text(doc: Document, line: Line) -> bool:
    """Tell whether a mark stands between two paragraphs, as a scene break does, or between words with blank lines of its own."""
    if line.index == 0 or line.index + 1 == len(doc.lines):
        return False
    before, after = doc.lines[line.index - 1], doc.lines[line.index + 1]
    if before.prose and after.prose:
        return True
    return bool(line.gap and after.gap) and not _is_mark(before) and not _is_mark(after)


def _in_table(doc: Document, line: Line) -> bool:
    """Tell whether a mark is a cell or part of a formula: a number, a bar or a single letter stands beside it."""
    near = [each.text for each in doc.around(line) if each.text != line.text]
    return any("|" in text or any(map(str.isdigit, text[:MARK_LENGTH])) or (len(text) == 1 and text.isalpha()) for text in near)


def _is_mark(line: Line) -> bool:
    """Tell whether a line is one mark, or a pair of the same kind."""
    return len(line.text) <= MARK_LENGTH and _ENDS.issuperset(line.text.replace(" ", ""))
