"""PRO002: locked doors and log-ins."""

from __future__ import annotations

from lint_rules.finding import Severity
from lint_rules.rule import Anchor, Invalid, Valid, patterns, phrases
from lint_rules.shapes import Prompt

# What a metered site says when the free texts are used up, however it counts them, and what it asks for.
METERED = patterns(
    r"you(?: have|'ve) (?:now |already |just )?(?:read|used|used up|reached|viewed|hit|had|opened) (?:all |all of )?your "
    r"(?:[a-z0-9]{1,10} ){0,3}(?:free|complimentary|monthly) (?:[a-z0-9]{1,10} ){0,3}(?:article|articles|story|stories|limit|views)",
    r"to (?:keep|continue|go on|carry on) reading,? (?:[a-z]{1,12} ){0,6}(?:subscribe|subscription|sign in|log in|register|membership)",
)


class PaywallPrompt(Prompt):
    """A request to log in, to register or to pay was scraped with, or instead of, the text.

    ## Why it matters
    The words stand where the free part of a text ends, so they also say that the rest is missing: look at what comes
    before them. Elsewhere they are the page's account menu.

    ## How it is found
    By customary phrases in ten languages, alone on their line, at the beginning of a line, or in a sentence. Plain
    buttons ("Log in", "Register") are steps of guides as well and count only among other residue.

    ## When it is right to keep
    In an article about subscriptions or log-ins. Where three paragraphs speak of them, sentences are left alone and whole
    lines need neighbours that bear them out.
    """

    code = "PRO002"
    severity = Severity.ERROR
    confidence = 0.99
    triggers = (
        phrases("paywall_prompt"),
        phrases("paywall_prompt_start", Anchor.START),
        phrases("paywall_prompt_part", Anchor.ANYWHERE),
        *METERED,
    )
    noun = "paywall prompt"
    topic = (
        "paywall",
        "subscriber",
        "subscription",
        "log in",
        "login",
        "abonnent",
        "abonné",
        "suscriptor",
        "assinante",
        "abbonat",
    )

    VALID = (
        Valid(
            "Log in\n\nThe carpenter uses the word for a beam let into the wall of an older house, and nobody else uses it at all.\n"
        ),
        Valid(
            "Create your account\n\nOpen the settings, choose Accounts and type the name under which the others should see you.\n"
        ),
        Valid("The museum is free for subscribers to the concert series, who pay nothing on Sundays.\n"),
        Valid("He was already a member of the choir when the organist, who had heard him in the street, asked him to join it.\n"),
        Valid(
            "Locked out\n\nThe paywall went up in May, and by June a third of the readers had gone.\n\n"
            "Of those who stayed, one in nine bought a subscription; the others lived on five articles a month.\n\n"
            "Subscribe to continue reading\n\n"
            "The sentence was tested in eleven versions. The politest lost, and the subscription team still argue about why.\n\n"
            "Since then the price of a subscription has risen twice, and nobody has left who had not left before.\n"
        ),
        Valid("You must be a citizen of the canton to fish here, or know somebody who is and does not mind being asked.\n"),
        Valid("Die Brücke ist nur für Fußgänger frei; Abonnenten der Fähre dürfen weiterhin umsonst über den Fluss.\n"),
        Valid(
            "Se connecter au réseau demande un peu de patience, surtout le soir, quand tout le village regarde le même match.\n"
        ),
        Valid(
            "To continue reading by candlelight, as he did for eleven winters, takes good eyes and a steady hand with the wick.\n"
        ),
        Valid(
            "Password\n\nIn the fort it was changed at sunset. The poet Ilves is said to have been shot at because he rhymed it.\n"
        ),
    )
    INVALID = (
        Invalid(
            "The committee met in secret on the …\n\n⟦This article is reserved for Courier Plus subscribers.⟧\n⟦Already a subscriber? Log in⟧\n"
        ),
        Invalid(
            "The wreck lies at forty metres.\n\n⟦You have reached your limit of three free articles this month.⟧\n",
            fixed="The wreck lies at forty metres.\n",
        ),
        Invalid(
            "The wreck lies at forty metres.\n\n⟦To read the full story, please subscribe or sign in with your reader number.⟧\n"
        ),
        Invalid("The wreck lies at forty metres.\n\n⟦You've used all your complimentary stories for May.⟧\n"),
        Invalid("The wreck lies at forty metres.\n\n⟦To go on reading, become a reader with a subscription from 3 crowns.⟧\n"),
        Invalid("Die Kommission tagte geheim.\n\n⟦Bereits Abonnent:in?⟧\n⟦Dieser Artikel ist nur für Abonnenten⟧\n"),
        Invalid("Le comité s'est réuni en secret.\n\n⟦Cet article est réservé à nos abonnés.⟧\n"),
        Invalid("El comité se reunió en secreto.\n\n⟦¿Ya eres suscriptor? Accede⟧\n⟦Suscríbete para seguir leyendo⟧\n"),
        Invalid("O comité reuniu-se em segredo.\n\n⟦Conteúdo exclusivo para assinantes⟧\n"),
        Invalid("Il comitato si è riunito in segreto.\n\n⟦Questo articolo è riservato agli abbonati⟧\n"),
        Invalid("De commissie kwam in het geheim bijeen.\n\n⟦Dit artikel is alleen voor abonnees⟧\n"),
        Invalid("Nämnden möttes i hemlighet.\n\n⟦Är du redan prenumerant? Logga in⟧\n"),
        Invalid("Lautakunta kokoontui salassa.\n\n⟦Tämä artikkeli on vain tilaajille⟧\n"),
        Invalid("Komisja zebrała się w tajemnicy.\n\n⟦Artykuł dostępny tylko dla prenumeratorów⟧\n"),
        Invalid("⟦Log in⟧\n⟦Register⟧\n⟦E-edition⟧\n\nThe harbour opened at dawn.\n", severity=Severity.WARNING),
    )
