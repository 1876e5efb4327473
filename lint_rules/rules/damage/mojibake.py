"""TXT006: text decoded in the wrong encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from lint_rules.document import Document
from lint_rules.finding import Counts, Edit, Finding, Fix, Severity, Span
from lint_rules.lazy import pattern
from lint_rules.rule import Context, Invalid, Rule, Valid, quoted
from lint_rules.shapes import word_around

# The characters that bytes 80 to BF become when they are read as Windows-1252 or Latin-1: the second, third and fourth
# bytes of every UTF-8 character. None of them is a letter of a word but ªµº, ƒ, Š, Œ, Ž, š, œ, ž and Ÿ.
_LATER: Final = "\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€"
_LATER_NO_LETTER: Final = "\u0080-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf‚„…†‡ˆ‰‹‘’“”•–—˜™›€"
_LATER_SIGN: Final = "\u0080-\u00a9\u00ac-\u00b4\u00b6-\u00b9\u00bc-\u00bf†‡ˆ‰‹˜™›"
"""… without letters, and without quotes and dashes, which may stand after a word that ends in Ã ("MAÇÃ")."""

_FIRSTS: Final = ("â", "Ã", "Â", "Ð", "Ñ", "Å", "Ä", "ð", "ï", *map(chr, (*range(0x80, 0x85), *range(0x86, 0xA0))))
"""The characters that a sequence begins with. Most texts have none of them, which is told sooner than by an expression."""
_CONTROLS: Final = "[\u0080-\u0084\u0086-\u009f]"
_BEGINNING = pattern(f"[ÃÂâÐÑÅÄðï\u0080-\u0084\u0086-\u009f](?:(?<={_CONTROLS})|[{_LATER}])")
"""What every sequence begins with. It only sifts, ten times as fast: its first character is one of few."""
_SUBJECT: Final = (
    "mojibake",
    "utf-8",
    "utf8",
    "encoding",
    "codepage",
    "code page",
    "windows-1252",
    "iso-8859",
    "charset",
    "zeichensatz",
    "zeichenkodierung",
    "encodage",
)
SUBJECT_WORDS = 2  # mentions that make a text one about encodings, which must show such characters …
SHORT_TEXT = 150  # … one is enough in a text of fewer words


class Mojibake(Rule):
    """Characters were decoded in the wrong encoding: "donâ€™t" for "don’t", "cafÃ©" for "café".

    ## Why it matters
    The page's UTF-8 was read as Windows-1252. Quotation marks, dashes and every accented letter are wrong throughout, and the damage cannot be
    told from new words by anything that counts them.

    ## How it is found
    By the sequences that two, three and four bytes of UTF-8 become, and by control characters of the C1 block, which no text holds on purpose. "Ã" and "â" by
    themselves are letters of Portuguese, Vietnamese, Romanian and French: only with a sign after them that no word has are they reported.

    ## When it is right to keep
    In texts about encodings, which the rule passes over when they say so twice, or once in a short text.

    ## Fix safety
    Where the bytes decode as UTF-8 the fix restores the characters; that is safe, for it cannot succeed by chance.
    """

    code = "TXT006"
    severity = Severity.ERROR
    counts = Counts.DAMAGE
    confidence = 0.99

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each damaged word."""
        text = ctx.doc.text
        may_be_damaged = not text.isascii() and any(map(text.__contains__, _FIRSTS))
        beginning = _BEGINNING.search(text) if may_be_damaged else None
        if beginning is None:
            return
        matches = list(_sequence().finditer(text, beginning.start()))
        if not matches or _is_about_encodings(ctx.doc):
            return
        word_end = first = -1
        edits: list[Span] = []
        for match in matches:
            if match.start() >= word_end:
                if edits:
                    yield self._finding(text, Span(first, word_end), edits)
                first, word_end = word_around(text, match.start(), match.end())
                edits = []
            word_end = max(word_end, match.end())
            edits.append(Span(*match.span()))
        yield self._finding(text, Span(first, word_end), edits)

    def _finding(self, text: str, word: Span, broken: list[Span]) -> Finding:
        repaired = [Edit(span, restored) for span in broken if (restored := restore(text[span.start : span.end]))]
        shown = text[word.start : word.end]
        message = f"mojibake {quoted(shown, 40)}: UTF-8 read in another encoding"
        if len(repaired) < len(broken):
            return self.finding(word, message)
        return self.finding(word, message, fix=Fix(tuple(repaired), safe=True, description="decode as UTF-8"))

    VALID = (
        Valid("Não há pão; a irmã e o João são de Âncora. “Ã” é uma letra: MAÇÃ, ÓRFÃ, CÂMARA.\n"),
        Valid("Vấn đề là ở chỗ đã và sẽ có; ÂM NHẠC, ĐÃ, SÂN BAY, Ân cần.\n"),
        Valid("În România, când și unde; Ă, Â și Î. România mâine.\n"),
        Valid("Le château, la forêt, l'âme, l'Âge d'or, «\u00a0âgé\u00a0» ; Île, Œuvre, ça va, naïf.\n"),
        Valid("Mojibake: the sequence â€™ is what UTF-8 turns into when ’ is read as Windows-1252; Ã© is é.\n"),
        Valid("The wrong code page shows itself: â€“ stands where a dash was.\n"),
        Valid("Äiti, Äkta, Ålesund, Å, „Ä“ und „Å“, ÄÖÜ, Ñandú, Ðiệp, ñoño, peña.\n"),
        Valid("The temperature is 20 °C, it costs £5 – or €6 – and we’re “fine” … really™.\n"),
        Valid("Über Größe, 10 µm, 1ª, 2º, Šibenik, Žižek, cœur, Ÿ.\n"),
        Valid("東京 и Москва, ελληνικά, עברית.\n"),
    )
    INVALID = (
        Invalid("It ⟦isnâ€™t⟧ over, she said.\n", fixed="It isn’t over, she said.\n"),
        Invalid("The ⟦cafÃ©⟧ by the ⟦ChÃ¢teau⟧ is closed.\n", fixed="The café by the Château is closed.\n"),
        Invalid("It costs ⟦Â£12⟧ at ⟦20Â°C.⟧\n", fixed="It costs £12 at 20°C.\n"),
        Invalid("The ⟦organisationsâ\u0080\u0099⟧ rules.\n", fixed="The organisations’ rules.\n"),
        Invalid("A ⟦dash\u0096like⟧ byte.\n"),
        Invalid("Sie hat ⟦grÃ¼ne⟧ ⟦TÃ¼ren⟧ und ⟦weiÃŸe⟧ Fenster.\n", fixed="Sie hat grüne Türen und weiße Fenster.\n"),
        Invalid("⟦â€œWe⟧ will ⟦stay,â€\u009d⟧ he wrote.\n", fixed="“We will stay,” he wrote.\n"),
        Invalid("⟦ÐŸÑ€Ð¸Ð²ÐµÑ‚⟧ to all.\n", fixed="Привет to all.\n"),
        Invalid("⟦ï»¿The⟧ start.\n", fixed="\ufeffThe start.\n"),
    )


@cache
def _sequence() -> re.Pattern[str]:
    """Return the pattern of what UTF-8 becomes; compiled for the first text that may hold it."""
    return re.compile(
        "(?:"
        f"â[\u0080€][{_LATER}]?"  # curly quotes, dashes, bullets, ellipsis: by far the commonest
        f"|â[{_LATER_NO_LETTER}][{_LATER_NO_LETTER}]"  # arrows, checks, stars
        f"|ð[\u0178Ÿ][{_LATER}]{{1,2}}"  # emoji
        f"|Ã(?:[{_LATER_SIGN}]|[“”‘’„‚–—…•«»€](?=[^\\W_])|[ªµºƒŠŒŽšœžŸ](?=[a-z])|(?<=[a-z]Ã)[ªµºƒŠŒŽšœžŸ])"  # é è ü ö ñ ç …
        "|Â[\u0080-\u009f\u00a0-\u00a9\u00ab\u00ac\u00ae-\u00b4\u00b6-\u00b9\u00bb-\u00bf]"  # £ ° « » no-break space …
        f"|[ÅÄ][\u0080-\u009f\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf‚„†‡ˆ‰‹•˜›](?=[a-z])"  # š ž ł ć ę …
        f"|(?:[ÐÑ][{_LATER}]){{2,}}"  # Cyrillic
        "|ï»¿|ï¿½"  # a byte-order mark; U+FFFD once more decoded
        "|[\u0080-\u0084\u0086-\u009f]"  # C1 controls: bytes of Windows-1252 read as Latin-1. U+0085 is a line break for some.
        ")+"
    )


def restore(broken: str) -> str | None:
    """Return what the characters were before their UTF-8 was read as Windows-1252 or Latin-1; None where it was not so."""
    data = bytearray()
    for character in broken:
        try:
            data += character.encode("cp1252")
        except UnicodeEncodeError:
            if ord(character) > 0xFF:
                return None
            data.append(ord(character))  # bytes that Windows-1252 leaves undefined pass through as C1 controls
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_about_encodings(doc: Document) -> bool:
    """Tell whether the text speaks of encodings."""
    enough = 1 if len(doc.tokens) < SHORT_TEXT else SUBJECT_WORDS
    return sum(map(doc.folded.count, _SUBJECT)) >= enough
