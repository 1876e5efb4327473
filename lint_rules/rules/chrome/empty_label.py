"""CHR006: labels whose value was lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity
from lint_rules.lazy import pattern
from lint_rules.rule import Context, Invalid, Rule, Valid, phrases, quoted, remove_lines
from lint_rules.shapes import last_characters

CONTROLS = phrases("label_control")
DATES = phrases("label_date")
VALUES = phrases("label_value")
OPEN = phrases("label_open")
KNOWN = (CONTROLS, DATES, VALUES, OPEN)
# A label that points at the page it stands on ("Places mentioned in this story:") is the page's, whatever it names.
POINTING = pattern(
    r"(?:in|on|about|to|from|for) (?:this|that) (?:story|article|post|page|episode|video|report|item|site|website|recipe|topic|series|author|issue)$"
    r"|(?:in|zu) diesem (?:artikel|beitrag|thema|text)$|(?:dans|de|sur) cet(?:te)? (?:article|page|épisode)$"
    r"|en (?:este|esta) (?:artículo|noticia|página)$|(?:neste|nesta) (?:artigo|notícia|página)$|in quest(?:o articolo|a pagina)$"
    r"|(?:in|over) dit artikel$|(?:i|om) (?:den här|denna) artikeln?$|w tym artykule$"
)

COLONS = (":", "：", ":**", ":*", ":_")  # also within the marks of emphasis that plain text may carry
COLON_ENDS = frozenset(colon[-1] for colon in COLONS)
LABEL_WORDS = 6  # words that a label has at most; a longer line that ends in a colon is a sentence that opens something
OPENER_WORDS = 5  # words by which the first line of a row is a sentence that opens the form, and the form part of the text
LAST_WORDS = 4  # words that an unknown label has at most where it is the last line of all
SKELETON = 3  # labels in a row that are a form with its fields lost; two may be a heading and its first subheading
DATE_REACH = 40  # characters at the beginning of the next line among which a date has its digits
SHORT_DATE = 3  # words that a date without digits has at most: "yesterday", "2 days ago"
_LAST = "it is the last line"
# A field with its value on the same line: words, a colon, and something behind it.
FIELD = pattern(r"[^\W\d_][^:.!?]{0,30}: ?\S")


class EmptyLabel(Rule):
    """A label ends in a colon, and what it announces is not there.

    ## Why it matters
    "Last Updated:" with no date, "Share this:" with no buttons, "Member of:" with no logo: the value was a script's, an
    icon's or a link's, and only the label came through. It reads as if the text had lost something.

    ## How it is found
    Of seven lines that end in a colon, six open a list, a quotation, a recipe or a speech, so the colon alone says
    nothing. A label must be short, and one of these must hold:

    - It names a control ("Text size:", "Your name:"), in ten languages. A control's value is never text.
    - It names a field that holds a date, and what follows is running text or another field.
    - It names a field that holds a name, a number or tags ("Filed under:", "Views:"), and running text follows.
    - It names any field of a page or a form, and what follows is another known field, with its value or without.
    - It stands in a row of three labels or more, one of them known: a form whose fields are gone.
    - It is the last line of all. Where the label is not known, this is an `info`: the text may have been cut off there.

    ## When it is right to keep
    In a form that is meant to be filled in by hand, printed in the text. Known names that open a list or a paragraph
    ("Sources:", "Contact:") are left alone.
    """

    code = "CHR006"
    severity = Severity.WARNING
    confidence = 0.97

    VALID = (
        Valid("Ingredients:\nFor the dough:\n500 g flour\n1 egg\n"),
        Valid("He said only this:\n“The harbour is shut.”\n"),
        Valid("Sources:\nQuill, A. A Short History of Tugs. Old Mill Press.\nHarbour office, annual report.\n"),
        Valid("Last updated:\n3 May 2021\nThe harbour opened at dawn.\n"),
        Valid("Tags:\nharbour, tugs, fog\n"),
        Valid("Run this:\n\n    make harbour\n\nThen read the log:\n\n    tail tug.log\n"),
        Valid("ADA:\nIs it open?\nBEN:\nIt is, since dawn.\n"),
        Valid("O harbour:\nwide and grey:\nI wait.\n"),
        Valid("Contact:\nThe harbour office answers on weekdays between nine and four, by telephone and by letter.\n"),
        Valid("You will need:\nRope\nTar\nA knife\n"),
        Valid("Author:\nAda Quill has written about ships and the sea for thirty years, most of them on this very quay.\n"),
        Valid("Updated:\nyesterday\nThe harbour opened at dawn.\n"),
        Valid("The three rules of the yard are these:\nNever run:\nNever shout, whatever falls, and look up first.\n"),
        Valid("Please fill this in by hand:\nName:\nAddress:\nYour boat's name and number:\nThank you.\n"),
        Valid("Price:\n12 crowns\nWeight:\n3 kg\n"),
    )
    INVALID = (
        Invalid(
            "The harbour opened at dawn.\n⟦Page last reviewed:⟧\nHits: 5680\n", fixed="The harbour opened at dawn.\nHits: 5680\n"
        ),
        Invalid(
            "The harbour opened at dawn.\n⟦Type size:⟧\nIt closed at dusk.\n",
            fixed="The harbour opened at dawn.\nIt closed at dusk.\n",
        ),
        Invalid("⟦First name:⟧\n⟦Last name:⟧\n⟦Name of your boat:⟧\n⟦Password:⟧\nThe harbour opened at dawn.\n"),
        Invalid(
            "⟦Filed in:⟧\nThe harbour opened at dawn, and the first boats were out before the fog had lifted from the mole.\n"
        ),
        Invalid("The harbour opened at dawn.\n\n⟦Our Partners:⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦Pictures from the quay:⟧\n", severity=Severity.INFO),
        Invalid("The harbour opened at dawn.\n⟦Filed in:⟧\n⟦Boats named in this report:⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦Author:⟧\nTelephone: 555 0100\n"),
        Invalid("Der Hafen öffnete früh.\n⟦Schriftgröße:⟧\nEr schloss spät.\n"),
        Invalid("Le port a ouvert tôt.\n⟦Classé dans :⟧\n"),
        Invalid("El puerto abrió temprano.\n⟦Compartir en:⟧\nCerró tarde.\n"),
        Invalid("O porto abriu cedo.\n⟦Compartilhe no:⟧\nFechou tarde.\n"),
        Invalid("Il porto ha aperto presto.\n⟦Ultimo aggiornamento:⟧\nVisite: 12\n"),
        Invalid("De haven ging vroeg open.\n⟦Deel dit artikel:⟧\nHij sloot laat.\n"),
        Invalid("Hamnen öppnade tidigt.\n⟦Senast uppdaterad:⟧\nVisningar: 12\n"),
        Invalid("Satama aukesi aikaisin.\n⟦Seuraa meitä:⟧\nSe sulkeutui myöhään.\n"),
        Invalid("Port otwarto wcześnie.\n⟦Data aktualizacji:⟧\nWyświetlenia: 12\n"),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each label that has lost its value."""
        doc = ctx.doc
        if COLON_ENDS.isdisjoint(doc.view(last_characters)):
            return
        labels = [line for line in doc.lines if line.text[-1] in COLON_ENDS and _is_label(line)]
        for row in _rows(labels):
            if row[0].words >= OPENER_WORDS and len(row) > 1:
                continue
            is_form = len(row) >= SKELETON and any(_is_known(label.key) for label in row)
            for label in row:
                is_known = _is_known(label.key)
                if is_form and (is_known or label is not row[-1]):
                    reason: str | None = f"one of {len(row)} labels in a row"
                else:
                    reason = _why_empty(doc, label)
                if reason:
                    # What only the end of the text speaks against may be the author's: the text was cut off behind it.
                    severity = Severity.INFO if reason == _LAST and not is_known else None
                    fix = remove_lines(label)
                    yield self.finding(label.span, f"empty label {quoted(label.text)}: {reason}", severity=severity, fix=fix)


def _is_label(line: Line) -> bool:
    return line.words <= LABEL_WORDS and line.text.endswith(COLONS) and bool(line.key)


def _rows(labels: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the labels in groups, those together that follow one another without a line between them."""
    row: list[Line] = []
    for label in labels:
        if row and label.index != row[-1].index + 1:
            yield row
            row = []
        row.append(label)
    if row:
        yield row


def _why_empty(doc: Document, line: Line) -> str | None:
    """Return what shows that a label by itself has no value; None where it may have one."""
    name = line.key
    if name in CONTROLS.words:
        return "it names a control, and no text belongs to one"
    if line.index + 1 == len(doc.lines):
        return _LAST if _is_known(name) or _may_be_last(line) else None
    if not _is_known(name):
        return None
    following = doc.lines[line.index + 1]
    if _is_field(following):
        return f"another field follows, {quoted(following.text, 30)}"
    if following.prose and (name in VALUES.words or (name in DATES.words and not _holds_date(following))):
        return "running text follows"
    return None


def _is_known(name: str) -> bool:
    return name in _known() or POINTING.search(name) is not None


@cache
def _known() -> frozenset[str]:
    return frozenset().union(*(labels.words for labels in KNOWN))


def _may_be_last(line: Line) -> bool:
    """Tell whether an unknown line at the very end is a label: few words, the first with a capital, and nothing else on it."""
    return line.words <= LAST_WORDS and line.text[0].isupper()


def _is_field(line: Line) -> bool:
    """Tell whether a line is another field of those known, with its value behind the colon or without any."""
    if line.prose or not (line.text.endswith(COLONS) or FIELD.match(line.text)):
        return False
    return _is_known(line.key.partition(":")[0].strip())


def _holds_date(line: Line) -> bool:
    return line.words <= SHORT_DATE or any(map(str.isdigit, line.text[:DATE_REACH]))
