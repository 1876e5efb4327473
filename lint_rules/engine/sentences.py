"""Where sentences end. Integrity counts them, so the splitter aims at a steady count, not at linguistics.

A sentence never goes over a line break: extractors break lines between blocks, and a heading or a list item is a sentence
of its own. Inside a line one ends at `.`, `!`, `?` or `…` (with closing quotes or brackets), followed by white space and
then by something that can begin a sentence; an abbreviation, an initial or a number in a list is no end.
"""

from __future__ import annotations

import re

# Marks that end a sentence, what may close after them, and the white space that must follow; or the end of a line.
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*[^\S\r\n]+|[。！？]+|[\r\n]+")
_LETTER_OR_DIGIT = re.compile(r"\w")
LONGEST_ABBREVIATION = 8  # characters; no need to look further back for one
# Words that are written with a full stop and go on: titles, months, references. English first, then the common ones of the
# other languages that the rules speak.
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof rev fr gov rep sen hon pres gen col maj capt lt sgt st jr sr vs etc eg ie cf al nos vol pp p fig "
    "eq sec ch ed eds inc ltd co corp dept univ assn bros ave blvd rd est approx ca c jan feb apr jun jul aug sep sept "
    "oct nov dec mon tue thu fri a.m p.m u.s u.k u.n e.g i.e d.c ph.d b.c a.d "
    "bzw usw vgl z.b d.h u.a str tel mme mlle m sr sra srta av núm pág dott sig prof.ssa ing dhr mevr bijv enz t.ex bl.a "
    "dvs kl mm esim tri ns np tzn tj ul im ww".split()
)


def ends(text: str) -> list[int]:
    """Return the offset after each sentence, in order; a stretch without a letter or digit is no sentence."""
    found: list[int] = []
    start = 0
    length = len(text)
    for match in _END.finditer(text):
        stop = match.end()
        mark = text[match.start()]
        if stop < length and mark in ".!?…" and (text[stop].islower() or (mark == "." and _is_abbreviation(text, match.start(), stop))):
            continue
        if _LETTER_OR_DIGIT.search(text, start, match.start()):
            found.append(stop)
        start = stop
    if _LETTER_OR_DIGIT.search(text, start):
        found.append(length)
    return found


def _is_abbreviation(text: str, stop: int, following: int) -> bool:
    """Tell whether the full stop at `stop` belongs to a word, so that the sentence goes on at `following`."""
    begin = stop
    while begin > 0 and not text[begin - 1].isspace() and stop - begin < LONGEST_ABBREVIATION:
        begin -= 1
    word = text[begin:stop].lstrip("\"'“‘(«[")
    if text[following] in ",;:)" or word.lower() in ABBREVIATIONS:
        return True
    if word in ("No", "no", "Nr", "nr"):
        return text[following].isdigit()
    # "J. Smith"; "1. Preheat the oven".
    return (len(word) == 1 and word.isupper()) or (word.isdigit() and len(word) < 3)
