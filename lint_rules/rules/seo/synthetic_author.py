"""SEO003: the particulars of an author who was made up by a generator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Span
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Hit, Invalid, Rule, Valid, patterns, phrases, quoted, remove_lines

FIELD_LENGTH = 600  # characters of a line that may be a field; an invented introduction runs to some 300
LABEL_WORDS = 5  # words of a label at most
UPWARDS = 12  # lines above the first known label that may belong to its block
LONGEST_BLOCK = 30  # fields; a longer row is a table
STRANGERS = 2  # lines in the form of a field but of no known kind that a block may hold in a row ("Sign: Aries")
FIELDS_ENOUGH = 3  # kinds of fields that make a block
SCORE_ENOUGH = 3  # points of evidence that a block needs; `_evidence` says what gives how many
TELL_ENOUGH = 2  # points that its strongest kind of evidence must give: no heap of small ones is enough
CERTAIN_SCORE = 5  # points at which two fields are enough
FRAME_REACH = 12  # lines around a block in which the page's own ratings are looked for
AUTHOR_REACH = 15  # lines around a block in which the author's name is looked for once more
LIST_ITEMS = 4  # items that make a list of pastimes; generators give six to ten
BIRTH_YEARS = range(1930, 2013)  # years in which an author may be said to be born: later dates are of publication
CHAIN = 3  # commas between single words that make a chain of adjectives; generators give six
CONTACT_PENALTY = 2  # points off for an e-mail or web address: real contact cards have one

_FIELD = pattern(r"(?P<label>[^\W\d_][^:：|=\t]{0,39}?) ?(?:[:：|=\t]| [–—-] )\s*(?P<value>\S.*)")
_DATE = pattern(
    r"(?:(?P<y>\d{4})[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?P<y2>\d{4})"
    r"|(?:[^\W\d_]{3,10}\.? \d{1,2}(?:st|nd|rd|th)?,?|\d{1,2}(?:st|nd|rd|th|\.)? (?:of |de )?[^\W\d_]{3,10}\.?,?) (?:de )?(?P<y3>\d{4}))"
)
_PHONE = pattern(r"\+?\(?\d[\d ().\-/]{6,22}\d")
_BARE_PHONE = pattern(r"\+(\d{10,15})")
_STATE_AND_ZIP = pattern(r"\b([A-Z]{2})\.?,? (\d)\d{4}(?:-\d{4})?(?:,? (?:USA|U\.S\.A\.|United States(?: of America)?))?$")
_UNIT_FIRST = pattern(r"(?:Suite|Apt\.?|Unit|Flat|Apartment) \d{1,4},? \d")
_ADDRESS = pattern(r"(?=.{0,80}\d)[^,]{3,60},[^,]{2,40}(?:,.{2,40})?")
# Two to seven capitalised words: a person with title and suffix ("Rev. Otha Braun Jr."), or a job ("Chief Retail Agent").
_PROPER = pattern(r"[^\W\d_a-z][\w.'’-]{0,20}(?: (?:[^\W\d_a-z][\w.'’-]{0,20}|of|de|van|von|for|für|y|e)){1,6}")
_CHAINED = pattern(r"\w[\w'’-]*, ")
_FRAME = pattern(r"(?:views: ?[\d.,]+|rating: ?\d.{0,12}/ ?5.{0,30}|reviews: ?\d{1,3}%.{0,60})")
_AUTHOR = pattern(r"(?:author|written by|posted by|by|autor|autora|auteur|autore|författare|kirjoittaja|verfasser)")
_AUTHOR_STEM = pattern(r"\b(?:author|writer|autor|auteur|verfasser|schrijver|författar|skribent|kirjoittaj)", re.IGNORECASE)
_ONLINE = pattern(r"@|https?:|www\.")
_NOT_PASTIMES = frozenset(
    ("tags", "tag", "keywords", "topics", "categories", "category", "ingredients", "cast", "starring", "members", "labels")
)

# The first digits of the postal codes of a state (United States Postal Service, national scheme). A generator draws state
# and code apart, so that nine of ten of its addresses lie in two places.
_ZONES = {
    "0": "CT MA ME NH NJ RI VT PR VI AE NY",
    "1": "DE NY PA",
    "2": "DC MD NC SC VA WV",
    "3": "AL FL GA MS TN AA",
    "4": "IN KY MI OH",
    "5": "IA MN MT ND SD WI",
    "6": "IL KS MO NE",
    "7": "AR LA OK TX",
    "8": "AZ CO ID NM NV UT WY TX",
    "9": "AK AP AS CA GU HI MP OR WA",
}
_STATES = frozenset(" ".join(_ZONES.values()).split())

# How many digits a number has with its country's code, for the countries whose numbers are seen most. A generator's ten
# to fourteen random digits begin with one of these codes and have its length by chance only.
_NUMBERS = {
    "1": (11, 11), "7": (11, 11), "20": (12, 12), "27": (11, 11), "30": (12, 12), "31": (11, 11), "32": (10, 11), "33": (11, 11),
    "34": (11, 11), "36": (10, 11), "39": (11, 13), "40": (11, 11), "41": (11, 11), "43": (10, 13), "44": (12, 12), "45": (10, 10),
    "46": (10, 12), "47": (10, 10), "48": (11, 11), "49": (11, 13), "52": (12, 12), "54": (12, 13), "55": (12, 13), "57": (12, 12),
    "60": (11, 12), "61": (11, 11), "62": (11, 14), "63": (12, 12), "64": (10, 12), "65": (10, 10), "66": (11, 11), "81": (11, 12),
    "82": (11, 12), "84": (11, 11), "86": (13, 13), "90": (12, 12), "91": (12, 12), "92": (12, 12), "94": (11, 11), "234": (13, 13),
    "254": (12, 12), "351": (12, 12), "353": (11, 12), "358": (10, 13), "380": (12, 12), "420": (12, 12), "852": (11, 11),
    "880": (13, 13), "966": (12, 12), "971": (11, 12), "972": (11, 12),
}  # fmt: skip
_LABELS = phrases("author_field")
_INTRODUCTIONS = phrases("author_introduction")
# A known label in the middle of a line, even fused to the value before it ("CrossingPhone: …").
_INLINE = pattern(
    lambda: (
        r"(?:(?<!\w)|(?<=[a-z0-9.)])(?=[A-Z]))((?i:"
        + "|".join(sorted(map(re.escape, _LABELS.words), key=lambda label: (-len(label), label)))
        + r")) ?[:：]"
    )
)
HEADING_LENGTH = 40  # characters of a heading that was fused to its block
INLINE_FIELDS = 4  # known labels in one line that make it a block whose line breaks were lost


class Field(NamedTuple):
    """A label and its value, the lines they stand on, and what kind of value it is."""

    first: Line
    last: Line
    label: str
    value: str
    kind: str | None


class SyntheticAuthor(Rule):
    """The particulars of an author who was made up by a generator stand under the text.

    ## Why it matters
    Content farms give each copied article an author from a generator of test data: a name with a title, a birthday, a
    street in a town that is not there, a telephone number of random digits, a job, seven hobbies and a sentence of seven
    adjectives. None of it is true, and much of it looks like the private data of a person.

    ## When it is right to keep
    Particulars of real people: biographies, contact cards, the records of an archive. A label alone says nothing.

    ## How it is found
    Fields in a row (a label and its value, on a line or on two) of at least three kinds, whatever their labels, their order
    and their values. What counts is what a generator does and people do not: a telephone number of ten digits and more
    without a space, of no country's form; an American address whose postal code lies in another state, or that begins with
    the number of the flat; a chain of adjectives in the first person; a page's own ratings around the block. One of these
    must be strong (two points and more); a date of birth, a list of pastimes, a name that recurs word for word and a
    heading that names the author add one each, and three points are needed. An e-mail or web address takes two off.
    """

    code = "SEO003"
    confidence = 0.98
    # The strong kinds of evidence: without one of them there is no finding, and labels are too common to wait for.
    triggers = (
        phrases("author_introduction", Anchor.ANYWHERE),
        *patterns(
            r"[0-9]{10,15}(?:[a-z]{2,16})?",  # the next label may be fused to it
            r"[a-z][a-z],? [0-9]{5}(?:-[0-9]{4})?",
            r"an? [a-z]{3,15}, [a-z]{3,15}, [a-z]{3,15}",
            r"(?:views|rating|reviews): ?[0-9][0-9.,]*",
        ),
    )

    VALID = (
        Valid("My name is Ruth, I am a weaver, and I have lived above the dye works for forty years with two dogs and a loom.\n"),
        Valid(
            "The register of 1911\n\nName: Ottilie Krahn\nBorn: 3 May 1871\nAddress: 9 Quay Street, Linden\nOccupation: glass painter\n"
            "Interests: chess, bees, walking, Latin, choirs\n\nShe left school at twelve.\n"
        ),
        Valid(
            "Contact\n\nName: Pia Holm\nJob title: Press officer\nPhone: +46812345678\nAddress: 14 Main Street, Springfield, IL 62704\n"
            "E-mail: pia@example.org\n"
        ),
        Valid(
            "Fact file\n\nFull name: Mara Quist\nDate of birth: 1994-08-22\nOccupation: singer\nHobbies: yoga, chess, baking, sailing, climbing\n"
            "Height: 1.73 m\n"
        ),
        Valid(
            "Book details\n\nAuthor: Hugh Lamb\nPublisher: Tern Press\nPublished: 1988-04-02\nPages: 312\nISBN: 9780000000002\n"
        ),
        Valid(
            "Article information\n\nAuthor, Selma Rook\nRole, Health correspondent\n\nHer bread would not rise, so she built an oven of her own.\n"
        ),
        Valid(
            "A sample letter of application\n\nName: John Sample\nAddress: 12 Elm Street, Springfield, IL 62701\nPhone: +12175550123\n"
            "Date of birth: 1990-01-01\nPosition: Sales Assistant\n"
        ),
        Valid(
            "What's on\n\nName: Harvest supper\nAddress: Town Hall, 2 Church Road, Ashby\nPhone: 01632 960 001\nAge: 12 and over\n"
            "Contact: Mrs Dean\n"
        ),
        Valid(
            "Speaker: I'm a patient, careful, stubborn, happy man who likes trains, said the mayor, and the hall laughed for a minute.\n"
        ),
        Valid(
            "Imke Saal is a reporter at the Tribune. She was born in 1988 and has written about cities, birds, rivers and snow since 2012.\n"
        ),
        Valid(
            "Name: Bronze figure of a boy\nDate of birth of the sculptor: 1902-05-01\nAddress: 40 Weir Lane, Dover, DE 19901\nJob: 17\n"
        ),
    )
    INVALID = (
        Invalid(
            "The glaze is dry by noon.\n\n⟦About the contributor\n\nFull name: Dr. Wilton Haag\nDate of birth: 04/11/1986\n"
            "Residence: 77012 Sadie Crossing, Lake Hollyside, VT 60915\nMobile: +53190028841276\nOccupation: Senior Dairy Planner⟧\n",
            fixed="The glaze is dry by noon.\n",
        ),
        Invalid(
            "The glaze is dry by noon.\n\n⟦Author: Corliss Feil Jr.⟧\n\nViews: 812\n\nRating: 3.9 / 5 (22 voted)\n\n"
            "⟦Name: Corliss Feil Jr.\n\nPastimes: archery, Baking, tai chi, Drawing, kendo\n\nBirthday: 2001-05-30⟧\n"
        ),
        Invalid(
            "⟦Profession: Chief Retail Agent\nAbout me: Hello, I'm Elda Mohr and I am a merry, quaint, tidy, brave, modest soul who enjoys writing.\n"
            "Name: Elda Mohr⟧\n\nThe ferry leaves at six.\n"
        ),
        Invalid(
            "The ferry leaves at six.\n\n⟦Author details\nName\nRev. Otha Braun\nBirthday\n1979-02-17\nPhone\n+900417735528\n"
            "Address\nApt. 310 4482 Nikolaus Fall, West Dorrisport, UT 33417⟧\n"
        ),
        Invalid(
            "The ferry leaves at six.\n\n⟦Name: Tessie Roob Birthday: 1990-12-24 Address: 611 Hane Grove, North Maudland, GA 88120-4431 "
            "Phone: +2288104417730 Job: Legacy Mining Officer Hobby: Juggling, Surfing, Pottery, Singing⟧\n"
        ),
        Invalid(
            "The ferry leaves at six.\n\n⟦Author informationName: Tessie RoobBirthday: 1990-12-24Phone: +2288104417730Job: Legacy Mining Officer⟧\n"
        ),
        Invalid(
            "Die Fähre fährt um sechs.\n\n⟦Über den Autor\nVollständiger Name: Prof. Arno Veum\nGeburtsdatum: 12.06.1984\n"
            "Telefon: +29971204417\nBeruf: Leitender Berater für Bergbau\nHobbys: Angeln, Töpfern, Segeln, Tanzen, Lesen⟧\n"
        ),
        Invalid(
            "The ferry leaves at six.\n\n⟦My name is Bart Kling, I am a eager, gentle, witty, calm, jolly person who loves writing and wants to "
            "share my knowledge with you.⟧\n"
        ),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each block, and one for the author's name where it stands apart from it."""
        doc = ctx.doc
        done = tried = -1
        for index in _starts(doc, ctx.hits):
            if index <= done:
                continue
            block = _inline(doc.lines[index])
            if not block and index > tried:
                block = _block(doc, index)
                tried = block[-1].last.index if block else index
            score, tells = _evidence(doc, block) if block else (0, "")
            if not score:
                continue
            done = block[-1].last.index
            first, last = _heading(doc, block[0].first) or block[0].first, block[-1].last
            start = _inline_start(first) if first.index == last.index else first.start
            yield self.finding(
                Span(start, last.end),
                f"invented author {quoted(_name(doc, block) or block[0].value, 40)}: {len(block)} fields, {tells}",
                fix=remove_lines(first, last, safe=score >= CERTAIN_SCORE) if start == first.start else None,
            )
            yield from self._same_name(doc, first, last, _name(doc, block))

    def _same_name(self, doc: Document, first: Line, last: Line, name: str | None) -> Iterator[Finding]:
        """Yield the lines near a block that give its author's name once more ("Author: …")."""
        if name is None:
            return
        near = (
            doc.lines[max(0, first.index - AUTHOR_REACH) : first.index]
            + doc.lines[last.index + 1 : last.index + 1 + AUTHOR_REACH]
        )
        for line in near:
            field = _FIELD.fullmatch(line.text) if len(line.text) < FIELD_LENGTH else None
            if field and field["value"].strip() == name and _AUTHOR.fullmatch(field["label"].lower()):
                yield self.finding(
                    line.span, f"name of an invented author {quoted(line.text)}", fix=remove_lines(line, safe=False)
                )


def _starts(doc: Document, hits: Sequence[Hit]) -> list[int]:
    """Return the indices of the lines to look at, in order: those with a tell, and known labels near a page's ratings."""
    found: set[int] = set()
    for line in {hit.line.index: hit.line for hit in hits}.values():
        if not _FRAME.fullmatch(line.key):
            found.add(line.index)
        else:
            near = doc.lines[max(0, line.index - FRAME_REACH) : line.index + FRAME_REACH + 1]
            found.update(other.index for other in near if other.key.partition(":")[0].strip() in _LABELS.words)
    return sorted(found)


def _field(doc: Document, index: int) -> Field | None:
    """Return the field that begins on a line: a label with its value, or a known label and its value on the next line."""
    line = doc.lines[index]
    if len(line.text) > FIELD_LENGTH:
        return None
    following = doc.lines[index + 1] if index + 1 < len(doc.lines) else None
    if line.key in _LABELS.words and following is not None and len(following.text) <= FIELD_LENGTH:
        inner = _FIELD.fullmatch(following.text)
        if following.key not in _LABELS.words and (inner is None or inner["label"].lower() not in _LABELS.words):
            return Field(line, following, line.key, following.text, _kind(line.key, following.text))
    match = _FIELD.fullmatch(line.text)
    if match is None or match["label"].count(" ") >= LABEL_WORDS:
        return Field(line, line, "", line.text, "introduction") if _is_introduction(line.text) else None
    label, value = match["label"].strip().lower(), match["value"].strip()
    return Field(line, line, label, value, _kind(label, value))


def _kind(label: str, value: str) -> str | None:
    """Return what a value is: by its own form, or else by its label; None for what no author's block has."""
    date = _DATE.match(value)
    if date is not None:
        year = int(date["y"] or date["y2"] or date["y3"])
        return "birthday" if year in BIRTH_YEARS and len(value) - date.end() < 12 else None
    if _PHONE.fullmatch(value):
        return "telephone" if sum(map(str.isdigit, value)) >= 8 else None
    if _STATE_AND_ZIP.search(value):
        return "address"
    if _is_introduction(value):
        return "introduction"
    if _is_list(value) and label not in _NOT_PASTIMES:
        return "pastimes"
    if "nam" in label or "nom" in label or _AUTHOR.fullmatch(label):
        return "name" if _PROPER.fullmatch(value) else None
    if label in _LABELS.words:
        return "address" if _ADDRESS.fullmatch(value) else "particular"
    return "particular" if _PROPER.fullmatch(value) else None


def _is_list(value: str) -> bool:
    items = re.split(r"[,;•] ?", value.rstrip("."))
    return len(items) >= LIST_ITEMS and all(
        item and item.count(" ") <= 3 and len(item) <= 32 and "." not in item for item in items
    )


def _is_introduction(value: str) -> bool:
    """Tell whether a value is a sentence with a chain of adjectives, as generators of authors make them."""
    if value.count(", ") < CHAIN:
        return False
    folded = value.lower().replace("’", "'")
    return _chain(folded) >= CHAIN and (
        "i am" in folded or "i'm" in folded or any(phrase in folded for phrase in _INTRODUCTIONS.words)
    )


def _chain(folded: str) -> int:
    """Return the length of the longest chain of single words with commas between them."""
    longest = length = end = 0
    for match in _CHAINED.finditer(folded):
        length = length + 1 if match.start() == end else 1
        end = match.end()
        longest = max(longest, length)
    return longest


def _inline(line: Line) -> list[Field]:
    """Return the fields of a block whose line breaks were lost; none where it is no such line."""
    if len(line.text) > 2 * FIELD_LENGTH or line.text.count(":") < INLINE_FIELDS:
        return []
    labels = list(_INLINE.finditer(line.text))
    if len(labels) < INLINE_FIELDS:
        return []
    ends = [match.start() for match in labels[1:]] + [len(line.text)]
    pairs = [(match[1].lower(), line.text[match.end() : end].strip()) for match, end in zip(labels, ends, strict=True)]
    return [Field(line, line, label, value, _kind(label, value)) for label, value in pairs if value]


def _inline_start(line: Line) -> int:
    """Return where a block without line breaks begins: with its heading, or else with its first label."""
    label = _INLINE.search(line.text)
    if label is None or (label.start() <= HEADING_LENGTH and _AUTHOR_STEM.search(line.text, 0, label.start())):
        return line.start
    return line.start + label.start()


def _block(doc: Document, index: int) -> list[Field]:
    """Return the fields in a row around a line, from the first of a known kind to the last."""
    start, strangers = index, 0
    if (above := _field(doc, index - 1) if index else None) is not None and above.last.index == index:
        start -= 1  # the hit is a value, and its label stands on the line above
    while start and index - start < UPWARDS and strangers <= STRANGERS:
        field = _field(doc, start - 1)
        double = _field(doc, start - 2) if start > 1 else None
        if double is not None and double.last.index == start - 1:
            field = double
        if field is None or _FRAME.fullmatch(field.first.key):
            break
        strangers = 0 if field.kind else strangers + 1
        start = field.first.index
    fields: list[Field] = []
    position, strangers = start, -UPWARDS
    while position < len(doc.lines) and strangers <= STRANGERS and len(fields) < LONGEST_BLOCK:
        field = _field(doc, position)
        if field is None:
            break
        strangers = 0 if field.kind and position >= index else strangers + 1
        fields.append(field)
        position = field.last.index + 1
    while fields and not fields[-1].kind:
        fields.pop()
    while fields and not fields[0].kind:
        fields.pop(0)
    return fields


def _name(doc: Document, block: Sequence[Field]) -> str | None:
    """Return the author's name: the value of such a field, or one that the block or the lines above it repeat."""
    named = next((field.value for field in block if field.kind == "name"), None)
    if named is not None:
        return named
    first = block[0].first.index
    around = "\n".join([line.text for line in doc.lines[max(0, first - AUTHOR_REACH) : first]])
    introduction = next((field.value for field in block if field.kind == "introduction"), "")
    proper = (field.value for field in block if field.kind == "particular" and _PROPER.fullmatch(field.value))
    return next((value for value in proper if value in around or value in introduction), None)


def _heading(doc: Document, first: Line) -> Line | None:
    """Return the heading of a block where it names the author."""
    if not first.index:
        return None
    above = doc.lines[first.index - 1]
    named = (
        above.words <= LABEL_WORDS
        and not above.stopped
        and (_AUTHOR_STEM.search(above.text) or above.key.startswith("about the "))
    )
    return above if named and ":" not in above.text.rstrip(":") else None


def _evidence(doc: Document, block: Sequence[Field]) -> tuple[int, str]:
    """Return the points of evidence that a generator made a block, 0 where they are not enough, and the evidence in words."""
    first, last = block[0].first, block[-1].last
    values = {field.kind: field.value for field in block if field.kind}
    introduction = values.get("introduction", "").lower()
    phrase = any(each in introduction for each in _INTRODUCTIONS.words)
    strong = {
        "a telephone number of random digits": _phone_points(values.get("telephone", "")),
        "an address in two places": _address_points(values.get("address", "")),
        "a chain of adjectives": (3 + phrase) if introduction else 0,
        "the page's ratings beside it": sum(
            bool(_FRAME.fullmatch(line.key))
            for line in doc.lines[max(0, first.index - FRAME_REACH) : last.index + 1 + FRAME_REACH]
            if len(line.key) < FIELD_LENGTH
        ),
    }
    name = _name(doc, block)
    recurs = name is not None and any(name in line.text for line in doc.lines[max(0, first.index - AUTHOR_REACH) : first.index])
    recurs = recurs or (name is not None and name.lower() in introduction)
    small = ("birthday" in values) + ("pastimes" in values) + recurs + (_heading(doc, first) is not None)
    online = any(_ONLINE.search(field.value) for field in block)
    score = sum(strong.values()) + small - CONTACT_PENALTY * online
    enough = score >= SCORE_ENOUGH and max(strong.values()) >= TELL_ENOUGH and len(values) >= FIELDS_ENOUGH
    certain = score >= CERTAIN_SCORE and len(values) > 1
    alone = len(values) == 1 and phrase and not block[0].label
    tells = " and ".join(tell for tell, points in sorted(strong.items(), key=lambda item: -item[1])[:2] if points)
    return (score, tells) if enough or certain or alone else (0, "")


def _phone_points(value: str) -> int:
    """Two for bare digits of no common country's form, one for other bare digits, none for a number as people write it."""
    bare = _BARE_PHONE.fullmatch(value)
    if bare is None:
        return 0
    digits = bare[1]
    ranges = [_NUMBERS[digits[:size]] for size in (1, 2, 3) if digits[:size] in _NUMBERS]
    return 1 if any(low <= len(digits) <= high for low, high in ranges) else 2


def _address_points(value: str) -> int:
    """Three for an American address in two places, two for one that begins with the flat, one for any other."""
    place = _STATE_AND_ZIP.search(value)
    if place is None:
        return 0
    state, zone = place.groups()
    if state in _STATES and state not in _ZONES[zone].split():
        return 3
    return 2 if _UNIT_FIRST.match(value) else 1
