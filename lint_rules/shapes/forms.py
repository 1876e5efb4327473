"""Forms of text whose short lines are the text itself: code, tables, results, programmes, records, recipes, references, verse,
questions and answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lint_rules.document import Line
from lint_rules.language import is_function_word
from lint_rules.lazy import pattern

FEWEST = 3  # lines that make a form
SHARE = 0.5  # of the lines must have the form; verse and tables hold a heading or two
SHARE_OF_PROGRAMME = 0.25  # … of a programme: each event has a name, a place and a time
CELLS = 3  # numbers in a row of a table, or cells between its bars
SMALL_WORDS = 0.2  # share of function words in verse, as in all running text; a list of headlines has fewer
VERSE_WORDS = range(3, 14)  # words of a line of verse

_KEYWORDS = "def class import from return if for while var let const function"
_CODE = pattern(
    r"[;{}\\]\s*$|^\s*(?:[$#>%]\s|//|/\*|<[a-z/!?]|(?:"
    + "|".join(_KEYWORDS.split())
    + r")\b.*[:(;{])|\w\(.*\)|\w\.\w+\(|[=!<>]=|=>|->|\w_\w|--\w"
)
_NUMBER = pattern(r"(?<![\w])[+\-–−$€£]?\d[\d.,:/–-]*%?(?!\w)")
_QUANTITY = pattern(r"^\W*(?:\d+(?:[.,/]\d+)?|[½¼¾⅓⅔]|an?|one|two|three|half)\b ?(?:[½¼¾⅓⅔]|\d/\d)? ?[a-zà-ÿ]")
_REFERENCE = pattern(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)[a-z]?[).,;:]|\bpp?\. ?\d|\b(?:doi|isbn|vol)\b[. :]")
_SPEAKER = "q|a|question|answer|frage|antwort|p|r|pregunta|respuesta|[\\w' .-]{2,24}"
_QUESTION = pattern(rf"^\W*(?:{_SPEAKER}) ?\d{{0,2}}[:.]\W{{0,3}}\s*\S+\s\S+")


_WORD = pattern(r"\w")
_GAP = pattern(r"\S(?: {3,}|\t)\S")
_RESULT = pattern(
    r"[^\W\d] \d{1,3} ?[–—:-] ?\d{1,3}(?: \W?[^\W\d]|$)|^\d[\d.,]* (?:g|kg|mm|cm|m|km|ml|l|w|v|hz|gb|mb)$|^[£$€] ?\d[\d.,]*$"
)
_EVENT = pattern(
    r"(?<!\w)(?:\d{1,2}[.:]\d\d|\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m\.?|\d{1,2} ?h(?:rs)?|[£$€] ?\d+"
    r"|\w{3,9}day,? \d{1,2}|\w{3,9}day \w{3,9} \d{1,2})(?!\w)"
)
_PAIR = pattern(r"^\W{0,3}[^\W\d][\w' /().,-]{1,30}:(?: ?\S|$)")


def form(lines: Sequence[Line]) -> str | None:
    """Return the name of the form that lines in a row have, None where they have none."""
    lines = [line for line in lines if _WORD.search(line.text)]  # in Markdown, marks stand for code and pictures
    if len(lines) < FEWEST:
        return None
    for name, has in _FORMS.items():
        if _most_have(has, lines, SHARE_OF_PROGRAMME if name == "programme" else SHARE):
            return name
    return None


def _most_have(has: Callable[[Line], bool], lines: Sequence[Line], share: float) -> bool:
    """Tell whether a share of the lines has a form; no more lines are looked at than it takes."""
    without = (1 - share) * len(lines)  # as many may have none
    for line in lines:
        if not has(line):
            without -= 1
            if without < 0:
                return False
    return True


def _is_code(line: Line) -> bool:
    return _CODE.search(line.text) is not None


def _is_row(line: Line) -> bool:
    text = line.text
    return _GAP.search(text) is not None or text.count("|") >= CELLS - 1 or len(_NUMBER.findall(text)) >= CELLS


def _is_result(line: Line) -> bool:
    return _RESULT.search(line.text.lower()) is not None


def _is_event(line: Line) -> bool:
    return not line.prose and _EVENT.search(line.text.lower()) is not None


def _is_pair(line: Line) -> bool:
    return _PAIR.match(line.text) is not None


def _is_quantity(line: Line) -> bool:
    return not line.stopped and _QUANTITY.match(line.text) is not None


def _is_reference(line: Line) -> bool:
    return line.stopped and _REFERENCE.search(line.text) is not None


def _is_exchange(line: Line) -> bool:
    return _QUESTION.match(line.text.lower()) is not None and line.words > FEWEST


def _is_verse(line: Line) -> bool:
    """Tell whether a short line goes on as a sentence does: small words in it, and capitals only where they must be."""
    words = line.text.split()
    if len(words) not in VERSE_WORDS:
        return False
    small = sum(is_function_word(word.strip(".,;:!?").lower()) for word in words)
    capitals = sum(word[0].isupper() for word in words[1:])
    return small >= SMALL_WORDS * len(words) and capitals <= 1 and not words[-1].endswith("…")


_FORMS: Mapping[str, Callable[[Line], bool]] = {
    "code": _is_code,
    "table": _is_row,
    "results": _is_result,
    "record": _is_pair,
    "programme": _is_event,
    "recipe": _is_quantity,
    "references": _is_reference,
    "questions and answers": _is_exchange,
    "verse": _is_verse,
}
