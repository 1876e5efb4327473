"""CHR014: scripts, plug-ins and browsers that a page misses."""

from __future__ import annotations

from collections.abc import Sequence

from lint_rules.document import Line
from lint_rules.finding import Severity
from lint_rules.rule import Anchor, Context, Hit, Invalid, Valid, phrases
from lint_rules.shapes import Prompt


class ScriptNotice(Prompt):
    """The page told its reader to switch on JavaScript or to take another browser.

    ## Why it matters
    Such notices stand in a page's source for readers without scripts, and hardly any reader sees them. A scraper is one
    of the few that do. They say besides that something was to be loaded here: a video, a map, the comments.

    ## How it is found
    Customary wordings in ten languages, as whole lines or at their beginning; of a long line only the sentence. Where the
    text itself is about scripts or browsers, sentences are left alone and whole lines need a neighbour that is residue.

    ## When it is right to keep
    In instructions for web developers, which quote them.
    """

    code = "CHR014"
    severity = Severity.ERROR
    confidence = 0.99
    triggers = (phrases("script_notice"), phrases("script_notice_start", Anchor.START))
    noun = "script notice"
    topic = ("javascript", "browser", "navigateur", "navegador", "webbläsare", "selain", "przeglądark", "flash player")

    VALID = (
        Valid("“Please enable JavaScript”, said the screen in the waiting room, and the patients looked at one another.\n"),
        Valid("Most visitors never learn that JavaScript is disabled in a tenth of all kiosks.\n"),
        Valid("Enable the service at boot and start it once by hand.\n"),
        Valid("Your browser history says more about you than your bank statement does, the author claims.\n"),
        Valid("JavaScript\n\nThe language was written in ten days in May 1995.\n"),
        Valid("Browsers of the shelves will find the second volume under poetry.\n"),
        Valid(
            "Every browser has a switch for JavaScript, and hardly anybody knows where it is.\n\nIn the browser's settings, look for the word content, and under it for JavaScript.\n\n"
            "A page may then show a notice of its own instead of what JavaScript would have loaded.\n\nPlease enable JavaScript\n\nThat line is the commonest of them.\n"
        ),
        Valid("Ihr Browser merkt sich mehr, als Sie denken: die Verbraucherzentrale rät zur Vorsicht.\n"),
        Valid("Flash\n\nThe storm lit the whole bay for a second.\n"),
    )
    INVALID = (
        Invalid("⟦You need to enable JavaScript to run this app.⟧\nThe ferry runs hourly.\n", fixed="The ferry runs hourly.\n"),
        Invalid("The ferry runs hourly.\n⟦Your browser does not support the audio element.⟧\n"),
        Invalid("The ferry runs hourly.\n⟦It looks like your browser blocks the map; try another.⟧\n"),
        Invalid(
            "⟦You are using an outdated browser. Please upgrade to see this page as it was meant to be.⟧\nThe ferry runs hourly.\n"
        ),
        Invalid(
            "The ferry runs hourly.\n⟦This slideshow requires JavaScript.⟧\n⟦Adobe Flash Player is required to hear the recording⟧\n"
        ),
        Invalid("Die Fähre fährt stündlich.\n⟦Bitte aktivieren Sie JavaScript, um die Karte zu sehen.⟧\n"),
        Invalid("Le bac part toutes les heures.\n⟦Votre navigateur ne prend pas en charge cette vidéo.⟧\n"),
        Invalid("El ferry sale cada hora.\n⟦Tu navegador no soporta iframes⟧\n"),
        Invalid("Il traghetto parte ogni ora.\n⟦Questa presentazione richiede JavaScript.⟧\n"),
        Invalid("A balsa sai de hora em hora.\n⟦Seu navegador não suporta este vídeo.⟧\n"),
        Invalid("De veerboot vaart elk uur.\n⟦Schakel JavaScript in om de kaart te zien.⟧\n"),
        Invalid("Färjan går varje timme.\n⟦Din webbläsare stöder inte video.⟧\n"),
        Invalid("Lautta kulkee tunnin välein.\n⟦Selaimesi ei tue videota.⟧\n"),
        Invalid("Prom kursuje co godzinę.\n⟦Twoja przeglądarka nie obsługuje filmów.⟧\n"),
    )

    def asking(self, ctx: Context, line: Line, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Return the hits of a line that is no quotation: one that begins with a quotation mark tells of such a notice."""
        return () if line.text[0] in '"“„«' and not line.text.endswith(('"', "”", "“", "»")) else hits
