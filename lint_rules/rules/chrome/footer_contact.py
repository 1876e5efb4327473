"""CHR015: the address at the foot of a page."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity, Span
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Invalid, Rule, Valid, patterns, phrases, quoted, remove_lines
from lint_rules.shapes.stamps import CLOCK, DAY

CONTACT_LENGTH = 200  # characters of a line of contact data
REACH = 3  # lines between an address and the telephone number that belongs to it
LISTING = 2  # labels of a listing ("Opening hours:", "Website:") that make the address the text's own

# A telephone number: eight digits and more in groups, with a country or area code.
PHONE = pattern(r"(?<![\w./-])(?:\+\d{1,3}[ .-]?)?(?:\(0?\d{1,4}\)[ .-]?)?\d{2,5}(?:[ ./-]\d{2,4}){1,4}(?![\w/-]|[.,]\d)")
FEWEST_DIGITS = 8
YEARS = pattern(r"(?:19|20)\d\d[-./ ](?:19|20)\d\d|(?:19|20)\d\d[./-]\d\d")
# Postal codes with their town, boxes and streets with their numbers, as ten countries write them. Read in the text itself.
ADDRESS = pattern(
    r"(?<!\w)(?:[A-Z][A-Za-z.]+,? (?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),? \d{5}(?:-\d{4})?(?!\d)"
    r"|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?!\w)"
    r"|(?:P\.? ?O\.? Box|Postfach|Postbus|Apartado|Caixa Postal|Casella postale|BP|Box|PL) \d{2,}"
    r"|(?:[A-Z]{1,2}-)?(?!(?:19|20)\d\d(?!\d))\d{4,5}(?: [A-Z]{2})? (?:[A-ZÄÖÅÉ][a-zäöüßéèñåø-]{2,})"
    r"|\d{2}-\d{3} [A-ZŁŚŻŹĆ][a-ząćęłńóśźż]{2,}|\d{3} \d{2} [A-ZÅÄÖ][a-zåäö]{2,}|\d{5}-\d{3})"
)
STREET = pattern(
    r"(?<!\w)(?:\d{1,5}[a-zA-Z]?,? (?:[A-Z\d][\w.]* ){1,4}(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Boulevard|Drive|Dr|Lane|Ln|Way|Place|Pl|Parkway|Pkwy|Highway|Hwy|Square)(?!\w)"
    r"|[A-ZÄÖÜ][\wäöüß.-]{2,}(?:straße|strasse|str\.|gasse|platz|allee|laan|straat|gatan|vägen|katu|tie) \d"
    r"|(?:ul\.|[Rr]ue|[Cc]alle|[Vv]ia|[Rr]ua|[Aa]v\.|[Aa]venida|[Pp]iazza|[Cc]/) ?[A-Z\d]|\d{1,4},? (?:rue|avenue|boulevard|place|quai) )"
)
LISTED = pattern(
    r"(?:opening hours|hours|website|web|tickets|admission|entry|price|öffnungszeiten|eintritt|horaires|tarifs|horario|entradas|orari|ingresso|openingstijden|öppettider|aukioloajat|godziny otwarcia|bilety|when|where|founded|employees)\s*:"
)
APPEAL = pattern(
    r"(?<!\w)(?:police|polizei|detectives?|officers|witness(?:es)?|zeugen|hotline|helpline|samaritans|crimestoppers|rsvp|for (?:further|more) information|media contacts?|press contacts?"
    r"|pressekontakt|contact presse|contacto de prensa|ufficio stampa|perskontakt|presskontakt|tickets)(?!\w)"
)

_LABEL = phrases("footer_contact", Anchor.START)


class FooterContact(Rule):
    """The publisher's postal address and telephone number, from the foot of the page, stand below the text.

    ## Why it matters
    Every page of a site ends in the same address. It is nobody's in the story, and what reads it may take it for the
    place where the story happened.

    ## How it is found
    Behind the last paragraph, an address (a postal code with its town, a post box, a street with its number) and, within
    three lines, a telephone or fax number. Both are needed. Appeals for witnesses, press contacts, places of events with their day and
    time, and listings with opening hours are left alone.

    ## When it is right to keep
    In profiles and press releases, where the address is part of the text: these stand in running text, or with labels of
    their own, as a rule.
    """

    code = "CHR015"
    severity = Severity.WARNING
    confidence = 0.97
    # What may be a telephone number: many digits in two groups, three groups, or a code before them.
    triggers = (
        _LABEL,
        *patterns(
            r"\d{4,5}[ ./-]\d{3,4}",
            r"\d{2,5}(?:[ ./-]\d{2,4}){2,4}",
            r"\+\d{1,3}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d{2,5}(?:[ ./-]\d{2,4}){1,4}",
            r"\(0?\d{1,4}\)[ .-]?\d{2,5}(?:[ ./-]\d{2,4}){1,4}",
        ),
    )

    VALID = (
        Valid(
            "The robber wore a green coat and left by the back door of the shop, on foot.\n\nWitnesses are asked to call the police on 01632 960 412.\nMill Street Station, Ollen OL4 2BD\n"
        ),
        Valid(
            "The choir sings Brahms, and there is soup afterwards for everybody who comes in from the cold.\n\nSaturday 12 May, 19:30\nTown Hall, 14 Market Square, Ollen OL4 1AA\n01632 960 412\n"
        ),
        Valid(
            "The firm has made ropes since 1811, first from hemp and now from fibres that nobody can pronounce.\n\nFounded: 1811\nEmployees: 40\n3 Rope Walk, Ollen OL4 3CC\n01632 960 412\n"
        ),
        Valid(
            "Send your entries to the editor before the end of the month, at 9 Mill Street, Ollen OL4 2BD, or ring 01632 960 412 to hear more.\n"
        ),
        Valid("The bridge has 4 lanes and carries 12 000 lorries a day, twice as many as when it was opened.\n\n1998\n2004\n"),
        Valid(
            "The museum shows clocks from four centuries, and all of them run, though none of them agree.\n\nOpening hours: daily from ten\nWebsite: on request\n9 Mill Street, Ollen OL4 2BD\n01632 960 412\n"
        ),
        Valid(
            "Results were close this time, and the last heat had to be rowed again because of a swan on the course.\n\n12 34 56 78\n11 29 41 60\n"
        ),
        Valid(
            "The firm will move its looms in spring and expects to hire a hundred people before the year is out.\n\nMedia contact: Ann Moll\n9 Mill Street, Ollen OL4 2BD\n01632 960 412\n"
        ),
        Valid(
            "Das Amt ist umgezogen und hat nun seinen Sitz in der Nähe des Bahnhofs, wo es leichter zu finden ist.\n\n12345 Musterstadt\n"
        ),
    )
    INVALID = (
        Invalid(
            "The weir holds. It was built for higher floods than this one, and it has seen them.\n\nOllen Weekly\n⟦9 Mill Street\nOllen OL4 2BD\nTel: 01632 960 412⟧\n",
            fixed="The weir holds. It was built for higher floods than this one, and it has seen them.\n\nOllen Weekly\n",
        ),
        Invalid(
            "The weir holds. It was built for higher floods than this one, and it has seen them.\n\n⟦P.O. Box 118, Torne, OR 97001 · (503) 555-0142⟧\n"
        ),
        Invalid(
            "Das Wehr hält. Es wurde für höhere Fluten gebaut als diese, und es hat sie gesehen.\n\n⟦Mühlgasse 9\n12345 Ollen\nTelefon: 030 123 45 67 8⟧\n"
        ),
        Invalid(
            "Le barrage tient. Il a été bâti pour des crues plus fortes que celle-ci, et il en a vu.\n\n⟦9, rue du Moulin\n37000 Ollen\nTél. : 02 47 55 01 42⟧\n"
        ),
        Invalid(
            "La presa aguanta. Se construyó para crecidas mayores que esta, y las ha visto.\n\n⟦Calle Molino 9, 37001 Ollen\nTeléfono: 923 55 01 42⟧\n"
        ),
        Invalid(
            "La diga tiene. Fu costruita per piene più alte di questa, e ne ha viste anche di recente.\n\n⟦Via Mulino 9, 37100 Ollen\nTel. 045 555 01 42⟧\n"
        ),
        Invalid(
            "Tama trzyma. Zbudowano ją na większe powodzie niż ta i już je widziała, i to nieraz.\n\n⟦ul. Młyńska 9, 37-100 Ollen\ntel. 22 555 01 42⟧\n"
        ),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each address with its number behind the last paragraph."""
        doc = ctx.doc
        first = doc.last_prose + 1
        if not 0 < first < len(doc.lines):
            return
        seen = {hit.line.index: hit.line for hit in ctx.hits if hit.line.index >= first}
        numbers = {line.index for line in seen.values() if len(line.text) <= CONTACT_LENGTH and _has_number(line)}
        if not numbers:
            return
        tail = [line for line in doc.lines[first:] if len(line.text) <= CONTACT_LENGTH]
        places = {line.index for line in tail if ADDRESS.search(line.text) or STREET.search(line.text)}
        if not places or _is_the_texts_own(doc, first):
            return
        for group in _groups(sorted(places | numbers)):
            if places.isdisjoint(group) or numbers.isdisjoint(group):
                continue
            start, end = doc.lines[group[0]], doc.lines[group[-1]]
            yield self.finding(
                Span(start.start, end.end),
                f"address {quoted(start.text, 40)} and telephone number, behind the last paragraph",
                fix=remove_lines(start, end, safe=False),
            )


def _has_number(line: Line) -> bool:
    found = (match.group() for match in PHONE.finditer(line.text))
    return any(
        sum(map(str.isdigit, number)) >= FEWEST_DIGITS and not YEARS.search(number) and not DAY.search(number) for number in found
    )


def _is_the_texts_own(doc: Document, first: int) -> bool:
    """Tell whether the lines behind the last paragraph are an appeal, a press contact, an event or a listing."""
    tail = doc.folded[doc.lines[first].start :]
    before = doc.lines[first - 1]
    if APPEAL.search(tail) or APPEAL.search(doc.folded, max(before.start, before.end - CONTACT_LENGTH), before.end):
        return True
    return len(LISTED.findall(tail)) >= LISTING or any(
        DAY.search(text) and CLOCK.search(text)
        for line in doc.lines[first:]
        if (text := doc.folded[line.start : line.end][:CONTACT_LENGTH])
    )


def _groups(indices: list[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    for index in indices:
        if groups and index - groups[-1][-1] <= REACH:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups
