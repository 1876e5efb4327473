"""RefinedWeb's line rules (Penedo and others, 2023, "The RefinedWeb Dataset for Falcon LLM", appendix G,
https://arxiv.org/abs/2306.01116).

A line is taken out if it is mainly upper case, only digits, a counter such as "3 likes", or a single word. A line of at most
ten words is taken out if it begins as "sign-in" does, ends as "Read more..." does, or holds words such as "items in cart". Of
the last three the paper gives just these examples; they stand here in their customary spellings. The rule that discards a
page of which more than 5 % was taken out says nothing of lines and is left out.
"""

from __future__ import annotations

import re

from peers.lines import Span, lines_of

MAINLY = 0.5  # the share of letters above which upper case is what a line mainly is
SHORT = 10  # words
DIGITS = re.compile(r"[\W\d_]*\d[\W\d_]*")
COUNTER = re.compile(
    r"\W*\d[\d.,]*\s?[kmb]?\s+(?:likes?|shares?|comments?|retweets?|reposts?|quotes?|bookmarks?|upvotes?|downvotes?|downloads?"
    r"|views?|followers?)\W*",
    re.IGNORECASE,
)
BEGINS = re.compile(r"sign[- ]?in\b", re.IGNORECASE)
ENDS = re.compile(r"\bread more\W*$", re.IGNORECASE)
HOLDS = re.compile(r"\bitems? in (?:your )?cart\b", re.IGNORECASE)


def unwanted(text: str, language: str) -> list[Span]:  # noqa: ARG001 - all peers are asked alike
    """Return the lines that RefinedWeb takes out of a text."""
    return [line.span for line in lines_of(text) if _is_unwanted(line.text)]


def _is_unwanted(line: str) -> bool:
    letters = [character for character in line if character.isalpha()]
    if sum(map(str.isupper, letters)) > MAINLY * len(letters) or DIGITS.fullmatch(line) or COUNTER.fullmatch(line):
        return True
    words = len(line.split())
    return words == 1 or (words <= SHORT and any(pattern(line) for pattern in (BEGINS.match, ENDS.search, HOLDS.search)))
