"""jusText's classes on lines, by its authors' own package (Pomikálek, 2011, "Removing Boilerplate and Duplicate Content from
Web Corpora", https://is.muni.cz/th/45523/fi_d/; the package `justext`).

Each line is a paragraph without markup: its density of links is 0 and none is a heading. The package judges length and
density of stop words, then reads each line by its neighbours; what it does not call good it would drop.
"""

from __future__ import annotations

import sys
from functools import cache
from types import SimpleNamespace
from typing import Any

from peers.lines import Span, lines_of

STOPLISTS = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
}
"""The package's stop lists by language; texts in other languages are judged by the English one."""

NO_MARKUP = SimpleNamespace(dom="p", xpath="/p")


def unwanted(text: str, language: str) -> list[Span]:
    """Return the lines that jusText does not call good."""
    justext = _package()
    lines = list(lines_of(text))
    paragraphs = []
    for line in lines:
        paragraph = justext.paragraph.Paragraph(NO_MARKUP)
        paragraph.append_text(line.text)
        paragraphs.append(paragraph)
    justext.core.classify_paragraphs(paragraphs, _stoplist(STOPLISTS.get(language, "English")))
    justext.core.revise_paragraph_classification(paragraphs)
    return [line.span for line, paragraph in zip(lines, paragraphs, strict=True) if paragraph.is_boilerplate]


@cache
def _package() -> Any:
    """Return the package. Ends the program where it is not installed."""
    try:
        import justext.core
        import justext.paragraph
    except ImportError:
        sys.exit("jusText is not installed: pip install 'scrapelint[benchmarks]'")
    return justext


@cache
def _stoplist(name: str) -> frozenset[str]:
    words: frozenset[str] = _package().get_stoplist(name)
    return words
