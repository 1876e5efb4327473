"""C4's line rules (Raffel and others, 2020, "Exploring the Limits of Transfer Learning with a Unified Text-to-Text
Transformer", section 2.2, https://jmlr.org/papers/v21/20-074.html).

A line is kept if it ends in a terminal punctuation mark (a full stop, but not three, an exclamation mark, a question mark or a
closing quotation mark), holds at least five words, and names neither JavaScript nor what privacy policies name. The rules that
discard whole pages (too few sentences, bad words, lorem ipsum, curly brackets) say nothing of lines and are left out.
"""

from __future__ import annotations

from peers.lines import Span, lines_of

ENDS = (".", "!", "?", '"', "”")
ELLIPSIS = "..."
FEWEST_WORDS = 5
UNWANTED_WORDS = (
    "javascript",
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
)


def unwanted(text: str, language: str) -> list[Span]:  # noqa: ARG001 - all peers are asked alike
    """Return the lines that C4 takes out of a text."""
    return [line.span for line in lines_of(text) if not _is_kept(line.text)]


def _is_kept(line: str) -> bool:
    folded = line.lower()
    is_ended = line.endswith(ENDS) and not line.endswith(ELLIPSIS)
    return is_ended and len(line.split()) >= FEWEST_WORDS and not any(words in folded for words in UNWANTED_WORDS)
