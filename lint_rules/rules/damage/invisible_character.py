"""TXT005: characters that nobody sees."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from lint_rules.finding import Counts, Edit, Finding, Fix, Severity, Span
from lint_rules.lazy import pattern
from lint_rules.rule import Context, Invalid, Rule, Valid, quoted
from lint_rules.shapes import word_around

# Soft hyphen; zero-width space, joiners and direction marks; word joiner and invisible operators; byte-order mark.
_UNSEEN = pattern("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+")
_LINE_OF_NOTHING = pattern(
    "\n[ \t]*[\u00a0\u00ad\u200b-\u200f\u202f\u2060-\u2064\ufeff][\u00a0\u00ad\u200b-\u200f\u202f\u2060-\u2064\ufeff \t]*(?![^\n])"
)
_NO_BREAK = pattern("\u00a0(?<=[^\\W\\d_]\u00a0)(?=[^\\W\\d_]{2})")

NAMES: Final = {
    "\u00ad": "soft hyphen",
    "\u200b": "zero-width space",
    "\u200c": "zero-width non-joiner",
    "\u200d": "zero-width joiner",
    "\u200e": "left-to-right mark",
    "\u200f": "right-to-left mark",
    "\u2060": "word joiner",
    "\ufeff": "byte-order mark",
}
NEEDED_BY_SCRIPTS: Final = "\u200b\u200c\u200d\u200e\u200f"
"""Marks that other scripts are written with: joiners in Persian and Indic words and between emoji, direction marks beside Arabic
and Hebrew, zero-width spaces between the words of Thai and Khmer. Beside Latin letters they are residue."""
_RIGHT_TO_LEFT = pattern("[\u0590-\u08ff]")
_DIRECTION_MARKS: Final = frozenset("\u200e\u200f")
ENOUGH_NO_BREAK: Final = 3
"""No-break spaces between words that are worth a note: one or two are an author's care ("Mr. Smith")."""


class InvisibleCharacter(Rule):
    """Characters that are not shown stand in the text: soft hyphens, zero-width marks, lines of no-break spaces.

    ## Why it matters
    A soft hyphen is not seen, and makes the word that holds it another word for every program: searches fail,
    vocabularies swell. Zero-width marks come from editors, trackers and anti-copying tricks. Lines that hold nothing but no-break spaces
    are empty paragraphs that look like text to a script.

    ## How it is found
    One finding for each word that holds or touches them, and for each line of nothing else. Marks that a script needs are left alone: joiners in Arabic,
    Persian and Indic words and between emoji, direction marks beside Hebrew and Arabic. No-break spaces between words are noted once as `info`.

    ## When it is right to keep
    In typesetting, where soft hyphens say where a word may break.

    ## Fix safety
    Taking them out is safe: no reader sees a difference.
    """

    code = "TXT005"
    counts = Counts.DAMAGE
    confidence = 0.98
    raw = True

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each word with unseen characters, and one for all no-break spaces."""
        text = ctx.doc.text
        if text.isascii():
            return
        # The reading leaves unseen characters out, and is the text itself where there are none.
        unseen = ctx.doc.markdown or ctx.doc.reading is not ctx.doc
        if not unseen and "\u00a0" not in text and "\u202f" not in text:
            return
        # A pattern that begins with a line break is sought far quicker than one that begins at a line.
        empty = [Span(match.start(), match.end() - 1) for match in _LINE_OF_NOTHING.finditer(f"\n{text}")]
        for span in empty:
            end = span.end + 1 if text[span.end : span.end + 1] == "\n" else span.end
            fix = Fix((Edit(Span(span.start, end), ""),), safe=True, description="remove the empty line")
            message = f"invisible characters: a line of nothing but {_named(text[span.start : span.end])}"
            yield self.finding(span, message, fix=fix)._replace(counts=Counts.CONTAMINATION)
        for word, spans in _words(text, empty) if unseen else ():
            fix = Fix(tuple(Edit(span, "") for span in spans), safe=True, description="take the invisible characters out")
            characters = "".join(text[start:end] for start, end in spans)
            yield self.finding(
                word, f"invisible characters in {quoted(text[word.start : word.end])}: {_named(characters)}", fix=fix
            )
        if "\u00a0" in text:
            places = [match.start() for match in _NO_BREAK.finditer(text)]
            if len(places) >= ENOUGH_NO_BREAK:
                fix = Fix(
                    tuple(Edit(Span(place, place + 1), " ") for place in places), safe=True, description="make them plain spaces"
                )
                message = f"{len(places)} no-break spaces between words, the first one here"
                yield self.finding(Span(places[0], places[0] + 1), message, severity=Severity.INFO, fix=fix)

    VALID = (
        Valid("Price: 10\u00a0km, p.\u00a05, Mr.\u00a0Hollis, 12\u00a0%, «\u00a0Oui\u00a0», vraiment\u00a0?\n"),
        Valid("می‌خواهم کتاب‌ها را بخوانم.\n"),
        Valid("क्‍ष and ශ්‍රී are written with a joiner.\n"),
        Valid("A family of emoji: 👨‍👩‍👧 and 🏳️‍🌈 and 👩‍🚒.\n"),
        Valid("שלום (Hello)\u200f! نص\u200f.\n"),
        Valid("ภาษา\u200bไทย\u200bไม่มีช่องว่าง\n"),
        Valid("A plain line.\n\n\n   \n\t\nAnother one.\n"),
        Valid("Ein\u00a0Wort und noch eins, Größe, Übung, naïve, façade.\n"),
    )
    INVALID = (
        Invalid(
            "The ⟦com\u00admit\u00adtee⟧ met. It was an ⟦or\u00addinary⟧ day.\n",
            fixed="The committee met. It was an ordinary day.\n",
        ),
        Invalid("One.\n⟦\u00a0⟧\nTwo.\n", fixed="One.\nTwo.\n"),
        Invalid("One.\n\n⟦\u200b\u200d\u2063⟧\n\nTwo.\n", fixed="One.\n\nTwo.\n"),
        Invalid("Read the ⟦\u200bnews⟧ here.\n", fixed="Read the news here.\n"),
        Invalid("The ⟦end.\ufeff⟧ Next.\n", fixed="The end. Next.\n"),
        Invalid("We ⟦met\u200e⟧ them.\n", fixed="We met them.\n"),
        Invalid(
            "We⟦\u00a0⟧met\u00a0them\u00a0and they met us.\n",
            fixed="We met them and they met us.\n",
            severity=Severity.INFO,
        ),
    )


def _named(characters: str) -> str:
    """Return what the unseen characters are, with their numbers: "2 soft hyphens, 1 word joiner"."""
    counted: dict[str, int] = {}
    for character in characters:
        if not character.isspace() or character == "\u00a0":
            name = NAMES.get(character) or unicodedata.name(character, "invisible character").lower()
            counted[name] = counted.get(name, 0) + 1
    return ", ".join(f"{count} {name}{'s' if count > 1 else ''}" for name, count in list(counted.items())[:3])


def _words(text: str, empty: list[Span]) -> Iterator[tuple[Span, list[Span]]]:
    """Yield each word with unseen characters that are residue, and where they are; lines of nothing else are told already."""
    right_to_left = _RIGHT_TO_LEFT.search(text) is not None
    lines = iter([*empty, Span(len(text), len(text))])
    line = next(lines)
    word, spans = Span(0, 0), list[Span]()
    for match in _UNSEEN.finditer(text):
        start, end = match.span()
        while line.end < end:
            line = next(lines)
        needed = _is_needed(text, start, end) or (right_to_left and _DIRECTION_MARKS.issuperset(match.group()))
        if needed or line.start <= start:
            continue
        if spans and start < word.end:
            spans.append(Span(start, end))
            continue
        if spans:
            yield word, spans
        word, spans = word_around(text, start, end), [Span(start, end)]
    if spans:
        yield word, spans


def _is_needed(text: str, start: int, end: int) -> bool:
    """Tell whether the script around needs the marks: something other than Latin letters and marks stands on a side."""
    if any(character not in NEEDED_BY_SCRIPTS for character in text[start:end]):
        return False
    return any(
        ord(neighbour) > 0x24F and not neighbour.isspace() and unicodedata.category(neighbour)[0] != "P"
        for neighbour in _sides(text, start, end)
    )


def _sides(text: str, start: int, end: int) -> tuple[str, ...]:
    return tuple(text[max(0, start - 2) : start] + text[end : end + 2])
