"""TXT008: characters that stand for bytes nobody could read."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.finding import Counts, Finding, Severity
from lint_rules.lazy import pattern
from lint_rules.rule import Context, Invalid, Rule, Valid, quoted
from lint_rules.shapes import word_around

_LOST = pattern("[\ufffd\ud800-\udfff]")
_SUBJECT = ("replacement character", "u+fffd", "ersatzzeichen", "caractère de remplacement", "carácter de reemplazo")


class UndecodableBytes(Rule):
    """Characters were lost in decoding: U+FFFD, or half of a surrogate pair, stands in their place.

    ## Why it matters
    The page was read in the wrong encoding, or cut in the middle of a character. What stood there cannot be told any more:
    only fetching the page again, with its own encoding, brings it back.

    ## When it is right to keep
    In an article about that very character, which the rule passes over.
    """

    code = "TXT008"
    severity = Severity.ERROR
    counts = Counts.DAMAGE
    confidence = 0.99

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each word that lost characters."""
        text = ctx.doc.text
        if text.isascii() or "\ufffd" not in ctx.doc.folded:  # folding writes surrogates so, too
            return
        if any(words in ctx.doc.folded for words in _SUBJECT):
            return
        end = 0
        for match in _LOST.finditer(text):
            if match.start() < end:
                continue
            span = word_around(text, match.start(), match.end())
            end = span.end
            word = text[span.start : end]
            count = len(_LOST.findall(word))
            characters = "a character" if count == 1 else f"{count} characters"
            yield self.finding(span, f"undecodable bytes: {characters} lost in {quoted(word)}")

    VALID = (
        Valid("The replacement character � stands for what a decoder cannot read, and � is its only form.\n"),
        Valid("Unicode calls it U+FFFD (�).\n"),
        Valid("Ersatzzeichen wie � zeigen an, dass etwas fehlt.\n"),
        Valid("A question mark in a diamond? No: only words here.\n"),
        Valid("Ça va, Zoë? Größe, año, naïve, 東京, 🙂.\n"),
        Valid("Plain text.\n"),
        Valid("The card shows ♦ and ♢ and ⯑.\n"),
        Valid("Emoji need two halves: 👩‍🚒.\n"),
    )
    INVALID = (
        Invalid("The ⟦caf�⟧ was full.\n"),
        Invalid("It cost ⟦�40⟧ a head, said ⟦Zo�.⟧\n"),
        Invalid("⟦��⟧ and nothing else came through.\n"),
        Invalid("Nobody knew ⟦Bj�rn�s⟧ name.\n"),
        Invalid("A half: ⟦x\ud83dy⟧ stood there.\n"),
    )
