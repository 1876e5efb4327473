"""FineWeb's filters, read as line rules (Penedo and others, 2024, "The FineWeb Datasets: Decanting the Web for the Finest Text
Data at Scale", https://arxiv.org/abs/2406.17557).

The published filters discard a page by what its lines are: too few that end in punctuation, too many shorter than 30
characters, too much that stands in repeated lines. Here the lines that speak against a page in both of the first two ways,
and repetitions of a line, are taken out one by one. C4's rules on JavaScript and on phrases of policies, which FineWeb takes
over, apply as well; its rule on terminal punctuation, which FineWeb left out, does not.
"""

from __future__ import annotations

from peers.c4 import UNWANTED_WORDS
from peers.lines import Span, lines_of

SHORT = 30  # characters
ENDS = (".", "!", "?", "…", ":", ";", '"', "'", "”", "’", ")")


def unwanted(text: str, language: str) -> list[Span]:  # noqa: ARG001 - all peers are asked alike
    """Return the lines that FineWeb counts against a text."""
    seen: set[str] = set()
    found = []
    for line in lines_of(text):
        is_short = len(line.text) < SHORT and not line.text.endswith(ENDS)
        folded = line.text.lower()
        if is_short or line.text in seen or any(words in folded for words in UNWANTED_WORDS):
            found.append(line.span)
        seen.add(line.text)
    return found
