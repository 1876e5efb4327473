"""PRO009: calls to buy, to book, to try and to give."""

from __future__ import annotations

from collections.abc import Sequence

from lint_rules.document import Line
from lint_rules.finding import Severity
from lint_rules.rule import Anchor, Context, Hit, Invalid, Valid, phrases
from lint_rules.shapes import PhraseLine

CALL_WORDS = 18  # words of a line that is a call from its first word on; a longer one is a paragraph that begins so
CALL_LENGTH = 140  # … and its characters


class CallToAction(PhraseLine):
    """The page asks its reader to buy, to book, to try, to join or to give.

    ## Why it matters
    "Book now", "Try it free" and "Your donation keeps us going" are addressed to customers. They have nothing to do with
    the article around them, they are the same on every page of the site, and they teach whatever reads them to sell.

    ## How it is found
    Customary buttons in ten languages alone on their lines, and short lines that begin as such calls do ("Get your free …",
    "Click here to …", "Jetzt kostenlos …"). Words that may be headings ("Explore", "Learn more") count in company only.

    ## When it is right to keep
    In the author's own closing words, where they are what the text leads up to. Instructions ("Click Save") and appeals by
    the police are not reported.
    """

    code = "PRO009"
    severity = Severity.WARNING
    confidence = 0.97
    triggers = (phrases("call_to_action"), phrases("call_to_action_start", Anchor.START))
    noun = "call to action"

    VALID = (
        Valid("Click Save, and then click OK to close the window.\n"),
        Valid("Anyone with information is asked to call the police on the number printed on the poster.\n"),
        Valid("Get started early if you want the plants to flower in their first year.\n"),
        Valid("Book now or pay the earlier price later: the railway's slogan made no sense, and it worked for nine years.\n"),
        Valid("Explore\n\nThe caves behind the falls are open from June.\n"),
        Valid("Contact\n\nThe two plates touch at a depth of nine kilometres, and there they stick.\n"),
        Valid("Try it with sour cream instead, or leave it out altogether.\n"),
        Valid("Download the data, unpack them, and run the first script.\n"),
        Valid(
            "Donate to a food bank what you will not eat, and do it before it goes off, the council advises in a letter to all households.\n"
        ),
        Valid(
            "Call today's weather mild and you have not been to the coast, where the storm took two roofs and the end of the pier.\n"
        ),
        Valid("Jetzt entdecken Forscher im Watt Muscheln, die dort seit hundert Jahren niemand gesehen hat.\n"),
    )
    INVALID = (
        Invalid("The inn has nine rooms.\n⟦Book your stay⟧\n", fixed="The inn has nine rooms.\n"),
        Invalid("The inn has nine rooms.\n⟦CLICK HERE TO GET THE HARBOUR NEWS APP⟧\n"),
        Invalid("The inn has nine rooms.\n⟦Claim your free guide to the coast today!⟧\n⟦No credit card required.⟧\n"),
        Invalid("The inn has nine rooms.\n⟦Your donation helps us to tell the stories of the coast.⟧\n⟦Donate now⟧\n"),
        Invalid("The inn has nine rooms.\n⟦Ready to get started? Talk to one of us today.⟧\n⟦Get a quote⟧\n⟦Learn more⟧\n"),
        Invalid("Das Gasthaus hat neun Zimmer.\n⟦Jetzt buchen⟧\n⟦Sichern Sie sich Ihr Zimmer mit Meerblick!⟧\n"),
        Invalid("L'auberge a neuf chambres.\n⟦Réservez maintenant⟧\n⟦Profitez de nos offres d'hiver⟧\n"),
        Invalid("La posada tiene nueve habitaciones.\n⟦Reserva ahora⟧\n⟦Haz clic aquí para ver las ofertas⟧\n"),
        Invalid("La locanda ha nove camere.\n⟦Prenota subito⟧\n⟦Clicca qui per vedere le offerte⟧\n"),
        Invalid("A pousada tem nove quartos.\n⟦Reserve já⟧\n⟦Clique aqui e veja as ofertas⟧\n"),
        Invalid("De herberg heeft negen kamers.\n⟦Boek nu⟧\n⟦Klik hier voor de aanbiedingen⟧\n"),
        Invalid("Värdshuset har nio rum.\n⟦Boka nu⟧\n⟦Klicka här för erbjudanden⟧\n"),
        Invalid("Majatalossa on yhdeksän huonetta.\n⟦Varaa nyt⟧\n⟦Klikkaa tästä tarjouksiin⟧\n"),
        Invalid("Gospoda ma dziewięć pokoi.\n⟦Zarezerwuj teraz⟧\n⟦Kliknij tutaj, aby zobaczyć oferty⟧\n"),
    )

    def weakness(self, ctx: Context, line: Line, hits: Sequence[Hit]) -> bool | None:
        """Return whether a line is only a hint; what merely begins as a call must be short."""
        if any(hit.trigger.anchor is Anchor.LINE for hit in hits):
            return all(hit.trigger.weak for hit in hits)
        return False if line.words <= CALL_WORDS and len(line.text) <= CALL_LENGTH else None
