"""DUP004: the same short line again and again."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Span
from lint_rules.rule import Context, Invalid, Rule, Valid, quoted, remove_lines

FEWEST = 3  # times that a line stands in direct succession: two may be a name and a name
LONGEST_PERIOD = 2  # a button and its label may take turns: A B A B A B
LONGEST = 80  # characters of a label
TITLE_WORDS = 3  # words of a gallery's title: shorter lines between paragraphs are speakers' names
SHORTEST_LETTERS = 4  # letters: shorter ones are cells of a table ("No", "12 m")


class RepeatedLine(Rule):
    """A short line stands many times in a row: the label of a button or a teaser that a list repeats.

    ## Why it matters
    Such lines are the remains of a list whose pictures, prices or links were dropped and whose labels stayed.

    ## How it is found
    The same line three times and more in direct succession, or two lines taking turns, or one line above each of three paragraphs in a row (the
    title of a gallery). Most lines that a text repeats are not found so and should not be: the
    headings of reviews, ingredients, speakers' names and cells of tables come again with something else between them. Verse that repeats
    a line is left alone where it is punctuated.

    ## When it is right to keep
    In drama, liturgy and nonsense verse.

    ## Fix safety
    The fix leaves the first of them. It is not safe: look at the list.
    """

    code = "DUP004"
    confidence = 0.9

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each run; the span is what comes after the first."""
        doc = ctx.doc
        lines = doc.lines
        keys = [line.key for line in lines]
        recurring = [
            index
            for index, (key, following, next_but_one) in enumerate(zip(keys, keys[1:], keys[LONGEST_PERIOD:], strict=False))
            if key in (following, next_but_one) and key  # empty in long lines, which are no labels
        ]
        end = 0
        for index in recurring:
            if index < end:
                continue
            period, length = _run(doc, index)
            if length >= FEWEST * period and all(_is_label(line) for line in lines[index : index + period]):
                first, last = lines[index + period], lines[index + length - 1]
                yield self.finding(
                    Span(first.start, last.end),
                    f"repeated line {quoted(lines[index].text)}: stands {length // period} times in a row",
                    fix=remove_lines(first, last, safe=False),
                )
            titles = _titles(doc, index) if period == 1 and length == 1 else []
            for title in titles:
                yield self.finding(
                    title.span,
                    f"repeated line {quoted(title.text)}: stands above each of {len(titles) + 1} paragraphs in a row",
                    fix=remove_lines(title, safe=False),
                )
            end = titles[-1].index + 1 if titles else index + max(1, length - 1)

    VALID = (
        Valid("No\nNo\nNo\nYes\nYes\nYes\n"),
        Valid("Row, row, row your boat,\nRow, row, row your boat,\nRow, row, row your boat,\nGently down the stream.\n"),
        Valid("12 m\n12 m\n12 m\n\n—\n—\n—\n\n* * *\n\n* * *\n\n* * *\n"),
        Valid("Pros\n\nIt is light.\n\nPros\n\nIt is cheap.\n\nPros\n\nIt is small.\n"),
        Valid("Alice\n\nAlice\n\nThe name came up twice.\n"),
        Valid(
            "HAMLET\nWords, words, words.\nPOLONIUS\nWhat is the matter, my lord?\nHAMLET\nBetween who?\nPOLONIUS\nI mean the matter that you read.\n"
        ),
        Valid("Wait for me!\nWait for me!\nWait for me!\nThey did not.\n"),
        Valid("Alpha, Beta\nAlpha, Beta\nAlpha, Beta\n\n10xxxx\n10xxxx\n10xxxx\n"),
        Valid(
            "Anna Berg\nI went down to the river every morning of that year and looked at the water for a long time.\n"
            "Anna Berg\nThen one day it was gone, and there was nothing but stones to look at where it had been.\n"
            "Anna Berg\nIt came back in the spring, and I have not gone down to look at it again since that time.\n"
        ),
        Valid("return total;\nreturn total;\nreturn total;\n"),
    )
    INVALID = (
        Invalid("Our shelf\n\nOrder now\n⟦Order now\nOrder now\nOrder now⟧\n\nThe shelf is made of oak.\n"),
        Invalid("Oak shelf\n\nChoose options\n\n⟦Choose options\n\nChoose options⟧\n\nThe shelf is made of oak.\n"),
        Invalid("Staff picks\nAna Ruiz\n⟦Ana Ruiz\nAna Ruiz\nAna Ruiz\nAna Ruiz⟧\nThe picks of the month are in.\n"),
        Invalid(
            "View the deal\nFrom our partner\n⟦View the deal\nFrom our partner\nView the deal\nFrom our partner⟧\nThe pan is heavy.\n"
        ),
        Invalid(
            "The flood in pictures\nThe river rose in the night and by the morning it had reached the steps of the town hall and the school.\n"
            "⟦The flood in pictures⟧\nBoats went from door to door with bread and candles, and nobody was left without either for long.\n"
            "⟦The flood in pictures⟧\nOn the third day the water went, and left behind it a layer of mud as deep as a hand is wide.\n"
        ),
        Invalid("Mehr erfahren\n⟦Mehr erfahren\nMehr erfahren⟧\nDas Regal ist aus Eiche.\n"),
    )


def _run(doc: Document, start: int) -> tuple[int, int]:
    """Return the period and the number of lines of the run that begins at a line; the shortest period that goes on longest."""
    lines = doc.lines
    best = (1, 1)
    for period in range(1, LONGEST_PERIOD + 1):
        end = start + period
        while end < len(lines) and lines[end].key == lines[end - period].key:
            end += 1
        length = (end - start) // period * period
        if length > best[1] and length > period:
            best = (period, length)
    return best


def _titles(doc: Document, start: int) -> list[Line]:
    """Return the copies of a line that stands above paragraph after paragraph, as a gallery's title above each picture's text."""
    lines = doc.lines
    first = lines[start]
    if first.words < TITLE_WORDS or not _is_label(first) or first.text.endswith(":"):
        return []
    copies: list[Line] = []
    index = start + 2
    while index < len(lines) and lines[index].key == first.key and lines[index - 1].prose:
        copies.append(lines[index])
        index += 2
    return copies if len(copies) >= FEWEST - 1 else []


def _is_label(line: Line) -> bool:
    """Tell whether a line may be a label: letters, no sentence, no code, no cell of a table ("A, B, C"; "10xx")."""
    letters = sum(character.isalpha() for character in line.text[:LONGEST])
    if "," in line.text or (line.words == 1 and any(map(str.isdigit, line.text))):
        return False
    return (
        len(line.text) <= LONGEST
        and letters >= SHORTEST_LETTERS
        and not line.text.endswith((",", ";", "!", "?", ".", "}", ")", "|"))
    )
