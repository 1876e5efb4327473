"""CRD001: notices that reserve the rights in a text or a site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from lint_rules.document import Document, Line
from lint_rules.finding import Edit, Finding, Fix, Severity, Span
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Hit, Invalid, Rule, Trigger, Valid, patterns, phrases, quoted, remove_lines
from lint_rules.shapes import by_line

WHOLE_LENGTH = 700  # characters of a line that can be nothing but a notice; footers are fused into one
SHORT_LENGTH = 120  # characters of a line in which a notice may leave its year to the end
WINDOW = 60  # characters after the sign in which a year or an owner must follow
END_SHARE = 0.8  # a notice in the middle of a line stands in the last fifth of the text
SUBJECT = 5  # times the word must occur before copyright is what the text is about
OPENING = 200  # characters at its beginning in which a disclaimer says that it is one
LAST_LINES = 12  # lines at the end among which it stands
SENTENCES = 12  # sentences of one line that are looked at

_SIGN = r"(?:©|\(c\)|&copy;|℗)"
# "™ & © 2024 …", "Copyright 2023 …", "© Copyright …", "(c) 2008 …", "Content © 2011 …".
_OPENING = pattern(
    rf"[\s*_/|\-–—\[(]*(?:™ ?(?:&|and|und|et|y|e) ?)?(?:(?:all )?(?:site )?contents? (?:is |are )?)?"
    rf"(?:{_SIGN}\W{{0,3}}(?:copyright\b)?|copyright\b(?:\W{{0,3}}{_SIGN})?)\W{{0,4}}"
)
_YEAR = pattern(r"(?:19|20)\d\d")
_YEAR_THEN_OWNER = pattern(
    r"(?:by )?(?:19|20)\d\d(?:\s?[-–—/,&]\s?(?:(?:19|20)?\d\d)|[ .,;|·•-])*(?:by |the |[^\W\da-z]|$|©|™|\W*$)"
)
_BREAK = pattern(r"(?<=[.!?])[\s/*_]+(?=[A-Z©(™\[Ⅰ])|(?<=[a-z.!?])(?=(?:Copyright|COPYRIGHT) (?:©|\(c\)|\d{4}))|(?<=[.!?])(?=©)")
_COMPANY = pattern(r"\b(?:llc|inc|ltd|limited|gmbh|corp|corporation|company|s\.a|ag|ab|bv|oy)\b")
_LAW = pattern(
    r"copyright (?:act|law|laws|directive|term|convention|office|infring|trap|is|was|are|and|in|of|holders?|owners?|protect)"
)
# Words that a notice goes on in.
_NOTICE_WORDS = pattern(
    r"\b(?:rights?|reserved|reproduc\w+|redistribut\w+|rewritten|republi\w+|trademarks?|copyright\w*|permission|licen[cs]\w+|prohibited"
    r"|privacy|terms|cookies?|inc|ltd|llc|gmbh|corp|prior written|disclaimer|powered by|associated press contributed)\b|©"
)


class CopyrightNotice(Rule):
    """A notice that reserves the rights in the text, or in the whole site, was scraped along.

    ## Why it matters
    "Copyright 2023 …", "™ & © 2024 …", "All rights reserved" and "may not be published, broadcast, rewritten" stand under
    every article of a site or an agency. They are law's words to the reader and no part of the story; repeated a million
    times in a corpus, they are what a model learns to end a text with.

    ## When it is right to keep
    In articles on copyright, in licences and contracts, and where the notice must by law go along with the text: then allow
    its line.

    ## How it is found
    A line that opens with the sign or the word, with a year or its owner after it, wherever it stands; a line with the
    words that reserve rights, in the last fifth; a sentence in either form at the end of a line, again in the last fifth.
    The notice reaches as far as its sentences go on in the same vein, so that "Copyright 2023 NPR." is reported and the
    story before it is not. In a text that speaks of copyright again and again only the lines after the story count. What a
    site says of its liability ("the views expressed … are not necessarily those of …") is reported as a warning, among the
    last lines only.
    """

    code = "CRD001"
    severity = Severity.ERROR
    confidence = 0.98
    triggers = (
        phrases("copyright_notice", Anchor.ANYWHERE),
        phrases("legal_notice", Anchor.ANYWHERE),
        Trigger("©", Anchor.ANYWHERE),
        *patterns(
            r"copyright[^a-z0-9]{0,8}(?:by )?(?:19|20)[0-9][0-9]",
            r"copyright [^.]{2,60}(?:19|20)[0-9][0-9]",
            r"c\) ?(?:copyright )?(?:19|20)[0-9][0-9]",
        ),
    )

    VALID = (
        Valid(
            "Who owns the words on a gravestone?\n\nThe sign ©, the year and the name of the owner were once a condition; printers then added "
            '"All rights reserved" because a treaty asked for it.\n'
        ),
        Valid(
            "Copyright 2020 was the theme of the fair, and the talk in every hall was of nothing but machines and their readers.\n"
        ),
        Valid("Copyright Act of 1976\n\nThe law gave the author fifty years after death, and later twenty more.\n"),
        Valid(
            "The letter said that all rights were reserved and that no verse might be reproduced without the leave of the heirs.\n"
        ),
        Valid(
            "In copyright, 1926 is the year that matters now: whatever was printed before it is free for all to print again.\n"
        ),
        Valid(
            "The court\n\nArticle 53.1(c) 2024 text: any provider who places a model on the market shall keep a list of what it has read.\n"
        ),
        Valid(
            "All rights reserved for members, said the sign on the pier, and so we swam from the rocks like everybody else did.\n"
        ),
        Valid(
            '"Copyright 1998" stood on the back of the card, which is how the forger was caught, for the card was dated 1911.\n'
        ),
        Valid("The © sign\n\nIt is made with option and G on one kind of keyboard, and on the other kind with four digits.\n"),
        Valid(
            "Prices do not necessarily reflect what a house is worth, said the surveyor, and the bank nodded as if it had always known.\n\n"
            "Nobody bought the mill.\n"
        ),
        Valid(
            "Clause 9. The licensee shall print © with the year in every copy, and no copy may be sold without it in any land.\n"
        ),
    )
    INVALID = (
        Invalid(
            "The salmon are back.\n\n⟦© 2021 Wendside Media Ltd. All rights reserved.⟧\n",
            fixed="The salmon are back.\n",
        ),
        Invalid(
            "The salmon are back above the weir, and the otter with them, says the keeper of the mill, who counts both from his window every night.\n\n"
            "He will go on counting. ⟦Copyright 2019 Meridian Radio.⟧ To hear more, go to\n",
        ),
        Invalid("The salmon are back.\n\n⟦™ & © 2022 Meridian Wire, Inc., a Harbor Lane Company. All rights reserved.⟧\n"),
        Invalid(
            "The salmon are back.\n\n⟦(c) 2008 Meridian Press. This material may not be published, broadcast, rewritten or redistributed.⟧\n"
        ),
        Invalid("Der Lachs ist zurück.\n\n⟦© Copyright 2020 Elbverlag GmbH – Alle Rechte vorbehalten⟧\n"),
        Invalid("Le saumon est revenu.\n\n⟦Tous droits réservés.⟧\n"),
        Invalid("El salmón ha vuelto.\n\n⟦Todos los derechos reservados⟧\n"),
        Invalid("O salmão voltou.\n\n⟦© 2017 Rio Editora. Todos os direitos reservados.⟧\n"),
        Invalid("Il salmone è tornato.\n\n⟦Riproduzione riservata ©⟧\n"),
        Invalid("De zalm is terug.\n\n⟦© 2016 Waalpers. Alle rechten voorbehouden.⟧\n"),
        Invalid("Laxen är tillbaka.\n\n⟦Alla rättigheter reserverade.⟧\n"),
        Invalid("Lohi on palannut.\n\n⟦Kaikki oikeudet pidätetään.⟧\n"),
        Invalid("Łosoś wrócił.\n\n⟦Wszelkie prawa zastrzeżone.⟧\n"),
        Invalid(
            "⟦Copyright © 2014 by Meridian Press⟧\n\nThe salmon are back above the weir, and nobody at the mill knows which of them came first.\n"
        ),
        Invalid(
            "The salmon are back.\n\n⟦The views expressed in this article are not necessarily those of the Wendside Gazette.⟧\n",
            severity=Severity.WARNING,
        ),
        Invalid(
            "El salmón ha vuelto.\n\n⟦La opinión del autor no refleja necesariamente la de este periódico.⟧\n",
            severity=Severity.WARNING,
        ),
        Invalid("The salmon are back.\n\n⟦All contents © Copyright 2011 meridianpress.example⟧\n⟦© 2011 Meridian⟧\n"),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each notice: a whole line, or the sentences of it."""
        doc = ctx.doc
        previous = -2
        for line, hits in by_line(ctx.hits):
            if line.index <= doc.last_prose and line.index != len(doc.lines) - 1 and doc.view(_is_subject):
                continue
            notice = _notice(doc, line, goes_on=previous == line.index - 1)
            if notice is None:
                if _is_disclaimer(doc, line, hits):
                    message = f"disclaimer {quoted(line.text)}, in the last lines of the text"
                    yield self.finding(line.span, message, severity=Severity.WARNING, fix=remove_lines(line, safe=False))
                continue
            weak = all(hit.trigger.weak for hit in hits)
            previous = previous if weak else line.index
            whole = notice == line.span
            fix = remove_lines(line) if whole else Fix((Edit(notice, ""),), safe=True, description="remove the notice")
            where = "alone on its line" if whole else "in the last lines of the text"
            yield self.finding(
                notice,
                f"copyright notice {quoted(doc.text[notice.start : notice.end])}, {where}",
                severity=Severity.WARNING if weak else None,  # a hint that neighbours bear out stays short of certain
                weak=weak,
                fix=fix,
            )


def _is_subject(doc: Document) -> bool:
    """Tell whether copyright is what the text is about."""
    return doc.folded.count("copyright") >= SUBJECT


class Sentence(NamedTuple):
    """A sentence of a line, its place in the line, and whether it can open a notice."""

    start: int
    end: int
    text: str
    opens: bool


def _notice(doc: Document, line: Line, *, goes_on: bool) -> Span | None:
    """Return the place of the notice in a line, None where there is none."""
    sentences = _sentences(line.text)
    late = line.end >= END_SHARE * len(doc.text) or line.index > doc.last_prose
    first = next((number for number, sentence in enumerate(sentences) if sentence.opens and (number == 0 or late)), None)
    if first is None:
        reserves = len(line.text) <= WHOLE_LENGTH and (late or goes_on or _FORBIDS.match(line.key)) and _is_reservation(line)
        return line.span if reserves or (late and _is_signed(line)) else None
    last = first
    while last + 1 < len(sentences) and (sentences[last + 1].opens or _NOTICE_WORDS.search(sentences[last + 1].text.lower())):
        last += 1
    if len(line.text) > WHOLE_LENGTH and first == 0 and last + 1 == len(sentences) == 1:
        return None
    return Span(line.start + sentences[first].start, line.start + sentences[last].end)


def _sentences(text: str) -> list[Sentence]:
    # Of a long paragraph only the end can hold a notice.
    begin = len(text) - 2 * WHOLE_LENGTH if len(text) > 4 * WHOLE_LENGTH else 0
    cuts = [begin, *(match.end() for match in _BREAK.finditer(text, begin)), len(text)]
    cuts = [cuts[0], *cuts[-SENTENCES:]] if len(cuts) > SENTENCES else cuts
    found = []
    for start, end in pairwise(cuts):
        sentence = text[start:end].rstrip()
        if sentence:
            found.append(Sentence(start, start + len(sentence), sentence, _opens(sentence)))
    return found


def _opens(sentence: str) -> bool:
    """Tell whether a sentence opens a notice: with the sign or the word, and a year or a name after it."""
    folded = sentence.lower()
    opening = _OPENING.match(folded)
    if opening is None:
        return _is_reserved(folded)
    signed = "©" in opening[0] or "(c)" in opening[0] or "&copy;" in opening[0] or "℗" in opening[0]
    worded = "copyright" in opening[0]
    rest = sentence[opening.end() :]
    if _YEAR_THEN_OWNER.match(rest) or (not rest and worded and signed):
        return True
    if _LAW.match(folded):
        return False
    if signed:
        return (
            bool(_YEAR.search(rest, 0, WINDOW))
            or (worded and rest[:1].isupper() and len(sentence) <= SHORT_LENGTH)
            or _is_reserved(folded)
        )
    # "Copyright Business Wire 2008": the year closes the line.
    return len(sentence) <= SHORT_LENGTH and rest[:1].isupper() and bool(re.search(r"(?:19|20)\d\d\W*$", rest))


@cache
def _reserved(*, weak: bool) -> tuple[str, ...]:
    """Return the words that reserve rights: those that say so, or those that only hint at it."""
    return tuple(trigger.phrase for trigger in phrases("copyright_notice", Anchor.ANYWHERE) if trigger.weak is weak)


def _is_reserved(folded: str) -> bool:
    """Tell whether a sentence is nothing but the reservation of rights."""
    return folded.strip(" .*_/|-–—©()[]") in _reserved(weak=False)


_FORBIDS = pattern(r"th(?:is|e) (?:material|article|story|content) may not be published, broadcast")


def _is_signed(line: Line) -> bool:
    """Tell whether a short line has the sign, and a year or a company's form, in whatever order: "Corwen Press © 2012"."""
    if len(line.text) > SHORT_LENGTH or "©" not in line.text or line.prose:
        return False
    return _YEAR.search(line.text) is not None or _COMPANY.search(line.key) is not None


_DISCLAIMERS = phrases("legal_notice", Anchor.ANYWHERE)
# Of what a disclaimer speaks: "the views expressed in this article …", "the site is not responsible for external …".
_DISCLAIMED = pattern(
    r"\b(?:views?|opinions?|positions?|articles?|letters|content|contents|quotes|data|meinung|beiträge|inhalte|opinions|propos|tribunes?|opinion"
    r"|opinión|opiniones|artículos?|opiniões|opinião|artigos?|opinioni|articoli|mening|artikelen|innehållet|åsikter|mielipiteet|kirjoitukset|opinie|treść)\b"
)


def _is_disclaimer(doc: Document, line: Line, hits: Sequence[Hit]) -> bool:
    """Tell whether a line near the end says for what the site is not liable."""
    if len(line.text) > WHOLE_LENGTH or '"' in line.key or line.end < END_SHARE * len(doc.text):
        return False
    disclaims = any(hit.trigger in _DISCLAIMERS and hit.span.start - line.start <= OPENING for hit in hits)
    return disclaims and line.index >= len(doc.lines) - LAST_LINES and _DISCLAIMED.search(line.key) is not None


# The words close their clause; after "published, broadcast" and "rewritten" the sentence may go on.
_RESERVATION = pattern(
    lambda: "|".join(
        re.escape(phrase) + (r"\W*(?:$|[.|,;:•·–—©-])" if "rights" in phrase else "") for phrase in _reserved(weak=False)
    )
)


def _is_reservation(line: Line) -> bool:
    """Tell whether a line holds the words that reserve rights, and is not speech about them."""
    key = line.key
    if '"' in key or _LAW.search(key):
        return False
    return _RESERVATION.search(key) is not None or any(phrase in key for phrase in _reserved(weak=True))
