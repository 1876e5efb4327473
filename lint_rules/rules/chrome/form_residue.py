"""CHR011: fields, counters and answers of forms."""

from __future__ import annotations

from collections.abc import Sequence

from lint_rules.document import Line
from lint_rules.finding import Severity
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Hit, Invalid, Valid, patterns, phrases
from lint_rules.shapes import PhraseLine

# "0 / 180" counts the characters typed so far; "4 / 5" is a mark, "1/2" a fraction or a page.
COUNTER = pattern(r"0 ?/ ?\d{2,5}|\d{1,5} ?/ ?[1-9]\d{2,4}")
COUNTERS = patterns(r"\d{1,5} ?/ ?\d{2,5}")
STARRED = pattern(
    r"\S ?\*\s*:?$|^\*\s|\S \(?(?:required|pflichtfeld|obligatoire|obligatorio|obrigatório|obbligatorio|verplicht|obligatoriskt|pakollinen|wymagane)\)?\s*:?$"
)
NOTICE_LENGTH = 320  # characters of a line that a form says to its user; a longer one is a paragraph that begins so


class FormResidue(PhraseLine):
    """Fields, counters and messages of a form were scraped as text.

    ## Why it matters
    A form is empty when it is scraped: what is left are the labels of its fields, a counter that stands at zero, a trap
    for robots that people never see ("Please leave this field empty") and both its answers at once, success and failure.

    ## How it is found
    Customary instructions, notices and buttons in ten languages, alone on their lines or at the beginning of a short one.
    Labels ("Name", "Telefon", "Ciudad") count where several stand together or one is marked as required, by a star or in words.

    ## When it is right to keep
    In a guide that takes its reader through a form field by field, where each label stands above its explanation.
    """

    code = "CHR011"
    severity = Severity.ERROR
    hint_severity = Severity.WARNING
    confidence = 0.99
    triggers = (phrases("form_residue"), phrases("form_residue_start", Anchor.START), *COUNTERS)
    noun = "form text"

    VALID = (
        Valid("Please leave this field empty if you have no second name, the guide says, and go on to the next page.\n"),
        Valid("Name\n\nIt comes from an Old Norse word for a landing place.\n\nLanguage\n\nMost speak both.\n"),
        Valid("Score: 4 / 5\n\n3/4\n\nThe last act is the weakest.\n"),
        Valid("He wrote his message on the back of a ticket and pushed it under the door.\n"),
        Valid("City\n\nFrom the air it looks like a spilled box of nails.\n"),
        Valid("Required\n\n- a sharp knife\n- two boards\n"),
        Valid("First name first, family name last: in Hungary it is the other way round, and forms get it wrong.\n"),
        Valid("Message in a bottle\n\nIt had crossed two seas before a dog found it.\n"),
        Valid("Adresse\n\nLa rédaction a déménagé trois fois en dix ans, et toujours dans la même rue.\n"),
        Valid("Pages 12/340 of the file are missing, says the archivist, and nobody knows since when.\n"),
        Valid("24/7\n\n9/11\n"),
    )
    INVALID = (
        Invalid(
            "The museum is open until six.\n⟦If you are human, leave this field blank.⟧\nOn Mondays it is shut.\n",
            fixed="The museum is open until six.\nOn Mondays it is shut.\n",
        ),
        Invalid("The museum is open until six.\n⟦0 / 250⟧\n⟦Send your message⟧\n"),
        Invalid("The museum is open until six.\n⟦Your email address *⟧\n⟦Choose a file⟧\n⟦No file chosen⟧\n"),
        Invalid("The museum is open.\n⟦Surname⟧\n⟦Postcode⟧\n⟦Country⟧\n", severity=Severity.WARNING),
        Invalid(
            "The museum is open.\n⟦Thank you! Your submission has been received!⟧\n⟦Oops! Something went wrong while submitting the form.⟧\n"
        ),
        Invalid("The museum is open.\n⟦By submitting this form you agree that the museum may write to you.⟧\n⟦Phone *⟧\n"),
        Invalid("Das Museum ist offen.\n⟦Bitte lassen Sie dieses Feld leer.⟧\n⟦Vorname *⟧\n⟦Nachricht senden⟧\n"),
        Invalid("Le musée est ouvert.\n⟦Veuillez laisser ce champ vide.⟧\n⟦Votre message⟧\n"),
        Invalid("El museo está abierto.\n⟦Este campo es obligatorio⟧\n⟦Tu correo electrónico⟧\n"),
        Invalid("Il museo è aperto.\n⟦Lascia vuoto questo campo⟧\n⟦Nome e cognome⟧\n"),
        Invalid("O museu está aberto.\n⟦Este campo é obrigatório⟧\n⟦Enviar mensagem⟧\n"),
        Invalid("Het museum is open.\n⟦Dit veld is verplicht⟧\n⟦Verstuur bericht⟧\n"),
        Invalid("Museet är öppet.\n⟦Detta fält är obligatoriskt⟧\n⟦Skicka meddelande⟧\n"),
        Invalid("Museo on auki.\n⟦Tämä kenttä on pakollinen⟧\n⟦Lähetä viesti⟧\n"),
        Invalid("Muzeum jest otwarte.\n⟦To pole jest wymagane⟧\n⟦Wyślij wiadomość⟧\n"),
    )

    def weakness(self, ctx: Context, line: Line, hits: Sequence[Hit]) -> bool | None:
        """Return whether a line is only a hint: a bare label is, one marked as required is not; a counter begins at zero."""
        named = [hit for hit in hits if hit.trigger.anchor is not Anchor.PATTERN]
        if not named:
            return False if COUNTER.fullmatch(line.text) else None
        if any(hit.trigger.anchor is Anchor.LINE for hit in named):
            return all(hit.trigger.weak for hit in named) and not STARRED.search(ctx.doc.folded[line.start : line.end])
        return False if len(line.text) <= NOTICE_LENGTH else None
