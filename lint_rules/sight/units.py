"""What is judged one by one: lines, or the sentences of a text that has lost its lines. Needs no numpy: it is asked of every
document, also of those too short for the network.
"""

from __future__ import annotations

from lint_rules.document import Document, Line
from lint_rules.lazy import pattern

FEWEST_LINES = 5  # lines from which there is a context to see
# Where a sentence ends, the space behind it lost or not: a text of one line has lost its line breaks, and often the spaces.
_SENTENCE = pattern(r"[.!?…][\"'”’»)\]]*(?:\s+(?=\W*[^\W\d_a-z])|(?=[A-ZÀ-Þ][^\W\d_]))")


def units(doc: Document) -> tuple[Line, ...]:
    """Return what is judged one by one: the lines; of a text with hardly any, as some extractors leave, its sentences."""
    return doc.lines if len(doc.lines) >= FEWEST_LINES else doc.view(_sentences)


def _sentences(doc: Document) -> tuple[Line, ...]:
    found: list[Line] = []
    for line in doc.lines:
        start, gap = 0, line.gap
        for end in [*(match.end() for match in _SENTENCE.finditer(line.text)), len(line.text)]:
            text = line.text[start:end].rstrip()
            if text:
                found.append(Line(len(found), line.start + start, text, gap, doc.folded))
                gap = 0
            start = end
    return tuple(found)
