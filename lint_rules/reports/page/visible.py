"""Words of documents as HTML that shows them, all of them, and does nothing.

Escaping is markupsafe's. Besides, what cannot be seen (controls, bidirectional marks, zero-width characters, lone surrogates)
stands as its number: it could change how the text around it reads, or be what a finding is about.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from lint_rules.reports.style import even, shown
from lint_rules.rule import escaped


class _Numbers(dict[int, str]):
    """From code points to what they are shown as; each is looked at once, so that a long text costs a look-up a character."""

    def __missing__(self, number: int) -> str:
        character = chr(number)
        seen = escaped(character)
        self[number] = character if character in ("\n", seen) else f'<span class="c">{seen}</span>'
        return self[number]


_NUMBERS = _Numbers()


def line(value: object) -> Markup:
    """Return a value as text on one line, for an element or an attribute."""
    return escape(shown(even(str(value))))


def lines(values: Iterable[object]) -> Markup:
    """Return values for an attribute, each on a line of its own."""
    return Markup("&#10;").join(map(line, values))


def text(words: str) -> Markup:
    """Return words as they stand, line ends included, for an element.

    Spaces of other widths are shown as spaces, unless there is nothing else: then they are what it is about.
    """
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    return Markup(escape(even(words) if words.strip() else words).translate(_NUMBERS))  # noqa: S704 - escaped just before
