"""Where sentences end. Integrity counts them, so the splitter aims at a steady count, not at linguistics.

A sentence never goes over a line break: extractors break lines between blocks, and a heading or a list item is a sentence
of its own. Inside a line one ends at `.`, `!`, `?` or `…` (with closing quotes or brackets), followed by white space and
then by something that can begin a sentence; an abbreviation, an initial or a number in a list is no end.
"""

from __future__ import annotations

import re

from lint_rules.lazy import pattern

# A mark behind a word, what may close after it, the white space that must follow, and that the line goes on, with no small
# letter. One expression for each mark: a search for one character is several times faster than one for any of four.
_FOLLOWED = r"(?<=[\w)\]”’\"'»%.!?…].)[\"'”’»)\]]*[ \t\u00a0]++(?=[^\na-z])"
_ENDS = {mark: pattern(re.escape(mark) + _FOLLOWED) for mark in (".", "!", "?", "…")}
# Chinese and Japanese marks end a sentence whatever follows.
_WIDE_END = pattern("[。！？]+")
_WORD = pattern(r"\w")
_LINE_WITH_WORD = pattern(r"\n[^\w\n]*\w")
_LINE_ENDS = ("", "\n")  # what follows a sentence at the end of its line, where the line is counted
LONGEST_ABBREVIATION = 8  # characters; no need to look further back for one
LONGEST_OF_LETTERS = 6  # … of letters only
# Words that are written with a full stop and go on: titles, months, references. English first, then the common ones of the
# other languages that the rules speak.
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof rev fr gov rep sen hon pres gen col maj capt lt sgt st jr sr vs etc eg ie cf al nos vol pp p fig "
    "eq sec ch ed eds inc ltd co corp dept univ assn bros ave blvd rd est approx ca c jan feb apr jun jul aug sep sept "
    "oct nov dec mon tue thu fri a.m p.m u.s u.k u.n e.g i.e d.c ph.d b.c a.d "
    "bzw usw vgl z.b d.h u.a str tel mme mlle m sr sra srta av núm pág dott sig prof.ssa ing dhr mevr bijv enz t.ex bl.a "
    "dvs kl mm esim tri ns np tzn tj ul im ww".split()
)


def count(text: str) -> int:
    """Return the number of sentences; a line without a letter or digit holds none."""
    text = _with_line_feeds(text)
    return len(_LINE_WITH_WORD.findall("\n" + text)) + len(_ends_within_lines(text))


def ends(text: str) -> list[int]:
    """Return the offset after each sentence, in order: as many as `count` tells."""
    text = _with_line_feeds(text)
    found = _ends_within_lines(text)
    offset = 0
    for line in text.split("\n"):
        offset += len(line) + 1
        if _WORD.search(line):
            found.append(offset - 1)
    found.sort()
    return found


def _with_line_feeds(text: str) -> str:
    """Return the text, as long as it was, with all line breaks as line feeds."""
    return text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text


def _ends_within_lines(text: str) -> list[int]:
    """Return the offsets, in no order, after the sentences that another follows on its line."""
    found: list[int] = []
    for mark, search in _ENDS.items():
        if mark not in text:
            continue
        for match in search.finditer(text):
            start, end = match.span()
            following = text[end]
            if not following.islower() and (mark != "." or not _is_abbreviation(text, start, following)):
                found.append(end)
    if not text.isascii() and any(mark in text for mark in "。！？"):
        found += [match.end() for match in _WIDE_END.finditer(text) if text[match.end() : match.end() + 1] not in _LINE_ENDS]
    return found


def _is_abbreviation(text: str, stop: int, following: str) -> bool:
    """Tell whether the full stop at `stop` belongs to a word, so that the sentence goes on with what follows."""
    letters = text[max(0, stop - LONGEST_OF_LETTERS) : stop]
    if len(letters) == LONGEST_OF_LETTERS and letters.isalpha() and letters.lower() not in ABBREVIATIONS:
        return following in ",;:)"
    word = text[max(0, stop - LONGEST_ABBREVIATION) : stop].rpartition(" ")[2].rpartition("\n")[2].lstrip("\"'“‘(«[")
    if following in ",;:)" or word.lower() in ABBREVIATIONS:
        return True
    if word in ("No", "no", "Nr", "nr"):
        return following.isdigit()
    # "J. Smith"; "1. Preheat the oven".
    return (len(word) == 1 and word.isupper()) or (len(word) < 3 and word.isdigit())
