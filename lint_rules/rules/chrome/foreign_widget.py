"""CHR008: text of tools, shops and platforms that are built into a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Hit, Invalid, Valid, patterns, phrases, quoted
from lint_rules.shapes import PhraseLine, list_opener, longest, sentence_around, speaks_of

PHRASES = phrases("foreign_widget")
PARTS = phrases("foreign_widget_part", Anchor.ANYWHERE)
RUNS_ON = phrases("foreign_widget_start", Anchor.START)
WEATHER = phrases("foreign_widget_weather")
# "The rope has been added to your basket": a shop tells its customer what just happened; no text does.
BOUGHT = patterns(
    r"(?:has been|have been|was|were|successfully) (?:successfully )?added to (?:your|the) (?:shopping )?"
    r"(?:cart|basket|bag|wish ?list|registry|favou?rites)"
)
# "Save a recipe to find it in your Quay account": a button's words to somebody who has an account there.
KEPT = patterns(
    r"(?:save|add|pin|bookmark) (?:an? |this |the |your )?(?:[a-z'-]{1,20} ){1,4}(?:to|in|on) (?:[a-z'-]{1,20} ){0,7}?your "
    r"(?:[a-z'-]{1,20} ){0,2}(?:dashboard|registry|wish ?list|account|profile|recipe box|list|watch ?list|collection|saved items|shelf|"
    r"board|library|bookmarks|favou?rites|folder|closet|planner|journal|itinerary)"
)
# A chat window's greeting, and its word on how soon somebody will answer.
GREETING = patterns(
    r"(?:hi|hello|hey|welcome|need (?:a hand|help|some help|assistance)|got (?:a question|questions)|have (?:a question|questions)|questions)"
    r"(?: there| you| guest)?\b"
)
CHAT = pattern(r"\b(?:chat|agents?|assistant|bot|repl(?:y|ies)|message us|online now|help you|support team|here to help)\b")
CHAT_LENGTH = 120  # characters of such a greeting at most
KEPT_PLACE = pattern(r"your ((?:[a-z'-]+ ){0,2}[a-z'-]+)$")
NAME_WORDS = 6  # words of a line that says what a page runs on
WEATHER_TOPIC = ("weather", "forecast", "temperature", "wetter", "temperatur", "météo", "température", "tiempo", "pronóstico", "previs",
                 "meteo", "temperatuur", "väder", "sää", "pogod")  # fmt: skip
ADDRESS = pattern(r"\byou(?:r|rs)?\b")
ADDRESSED = 3  # times that a text says "you" or "your" by which it speaks to its reader all along


class ForeignWidget(PhraseLine):
    """Words of a tool that is built into the page, or of another site's, stand in the text.

    ## Why it matters
    A chat window greets, a shop reports what is in the basket, a captcha names its terms, a platform advertises itself, a
    weather bar gives the temperature. Aggregators copy such words from other sites in mid-paragraph, where they are the
    hardest to see.

    ## How it is found
    Customary lines are known in ten languages, and some sentences wherever they stand in a line: then only the sentence is
    reported. Three kinds are told by their grammar: a chat window's greeting that speaks of itself, a shop's report that something "has been added to your cart", and a
    button's offer to save something to a place of yours ("… to your dashboard"), in a text that otherwise does not speak to
    its reader and never names that place again. Entries of a weather bar count where several stand together and the text
    is not about the weather; the makers of a page ("Powered by …") where other residue stands beside them. Before the first
    paragraph or after the last, one such line is enough.

    ## When it is right to keep
    In instructions for the tool itself, and in a text about it.
    """

    code = "CHR008"
    severity = Severity.ERROR
    hint_severity = Severity.WARNING
    counts_outside = True
    confidence = 0.99
    triggers = (PHRASES, PARTS, RUNS_ON, WEATHER, *BOUGHT, *KEPT, *GREETING)
    noun = "foreign widget"

    VALID = (
        Valid("Live chat\n\nThe yard answers questions by chat on weekdays, and by letter at any time of the year.\n"),
        Valid("You can get the ferry's timetable here:\nApp Store\nGoogle Play\nMicrosoft Store\n"),
        Valid("Choose a rope, add it to your cart, and go on to pay. Your cart shows the sum.\n"),
        Valid("Powered by steam and stubbornness, the tug crossed in nine days.\n"),
        Valid("Powered by sunlight\n\nThe ferry has no engine room; its deck is one large panel that drives two motors.\n"),
        Valid(
            "The forecast for the weekend is mixed, the weather office says, and the temperature will fall by Sunday night.\n"
            "The weather on Monday will be dry, and the forecast for the rest of the week is better still for the boats.\n"
            "No change in the weather is seen before the new moon, say the forecasters of the harbour's own small station.\n"
            "Saturday\n12°\nCloudy\nSunday\n9°\nShowers\n"
        ),
        Valid("Click Save to add the report to your dashboard. You can move it there, and your team can see it too.\n"),
        Valid("Translate\n\nThe verb has four senses in the old charts, and the pilots of the bay used every one of them.\n"),
        Valid("A new word was added to the list of favourites of the year.\n"),
        Valid("The captcha asks you to prove that you are human, and most machines now pass it with ease.\n"),
        Valid("Hello, said the harbour master, and went back to his chart without another word.\n"),
        Valid("He saved a seat in the bow for your brother.\n"),
    )
    INVALID = (
        Invalid("The harbour opened at dawn.\n⟦Protected by reCAPTCHA⟧\n", fixed="The harbour opened at dawn.\n"),
        Invalid(
            "⟦Save a ship's name to find it later on your Quay dashboard .⟧ Ada is the name of a tug of 1931.\n",
            severity=Severity.WARNING,
        ),
        Invalid(
            "The harbour opened at dawn. ⟦The rope has been added to your basket!⟧ It closed at dusk.\n",
            severity=Severity.WARNING,
        ),
        Invalid("⟦12°⟧\n⟦Partly cloudy⟧\n⟦Humidity: 54%⟧\nThe harbour opened at dawn.\n", severity=Severity.WARNING),
        Invalid("The harbour opened at dawn.\n⟦Hi there! How can we help?⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦Hey! Got questions? Our crew is online now.⟧\n"),
        Invalid("The harbour opened at dawn.\n⟦Proudly powered by WordPress⟧\n⟦Theme: Mole by Ada Quill⟧\n"),
        Invalid(
            "The harbour opened at dawn. ⟦This form is protected by reCAPTCHA and the Google terms apply.⟧ "
            "It closed at dusk, when the last boat had come in and the chain had been drawn across the mouth, as it is "
            "each night of the year, whatever the weather does, and whoever may still be out on the water at that hour.\n"
        ),
        Invalid("Der Hafen öffnete früh.\n⟦Ihr Warenkorb ist leer⟧\n"),
        Invalid("Le port a ouvert tôt.\n⟦Produit ajouté au panier avec succès⟧\n"),
        Invalid("El puerto abrió temprano.\n⟦No soy un robot⟧\n"),
        Invalid("O porto abriu cedo.\n⟦Seu carrinho está vazio⟧\n"),
        Invalid("Il porto ha aperto presto.\n⟦Chatta con noi⟧\n"),
        Invalid("De haven ging vroeg open.\n⟦Ik ben geen robot⟧\n"),
        Invalid("Hamnen öppnade tidigt.\n⟦Din varukorg är tom⟧\n"),
        Invalid("Satama aukesi aikaisin.\n⟦Ostoskorisi on tyhjä⟧\n"),
        Invalid("Port otwarto wcześnie.\n⟦Twój koszyk jest pusty⟧\n"),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each line that is a widget's, and for each sentence of one within a line."""
        doc = ctx.doc
        about_weather = any(hit.trigger in WEATHER for hit in ctx.hits) and speaks_of(doc, WEATHER_TOPIC, (), 2)
        hits = [hit for hit in ctx.hits if hit.trigger not in WEATHER] if about_weather else ctx.hits
        yield from super().check(ctx._replace(hits=hits))
        offers = [hit for hit in ctx.hits if hit.trigger in KEPT]
        within = [hit for hit in ctx.hits if hit.trigger in _WITHIN] + [offer for offer in offers[:1] if _is_foreign(doc, offers)]
        end = -1
        for hit in longest(within):
            span = sentence_around(doc, hit.line, hit.span)
            if span.start >= end:
                end = span.end
                severity = None if hit.trigger in PARTS else Severity.WARNING
                message = f"{self.noun} {quoted(doc.text[span.start : span.end])}, a sentence of another site's tool"
                yield self.finding(span, message, severity=severity)

    def weakness(self, ctx: Context, line: Line, hits: Sequence[Hit]) -> bool | None:
        """Return how sure it is that a whole line is a widget's."""
        whole = {hit.trigger for hit in hits if hit.trigger.anchor is Anchor.LINE}
        if any(trigger.phrase in PHRASES.firm for trigger in whole):
            return False
        if whole:
            return None if line.prose or list_opener(ctx.doc, line) else True
        if any(hit.trigger in GREETING and hit.span.start == line.start for hit in hits):
            return False if len(line.text) <= CHAT_LENGTH and CHAT.search(ctx.doc.folded, line.start, line.end) else None
        runs_on = any(hit.trigger.anchor is Anchor.START for hit in hits)
        return True if runs_on and line.words <= NAME_WORDS and not line.stopped else None


def _is_foreign(doc: Document, offers: Sequence[Hit]) -> bool:
    """Tell whether an offer to keep something is no part of the text.

    It is none where it is the only one, is a sentence of its own, and the text does not name that place again; and where
    the place has a name ("your Stork List") or the text does not speak to its reader otherwise.
    """
    offer = offers[0]
    place = KEPT_PLACE.search(doc.folded, *offer.span)
    sentence = sentence_around(doc, offer.line, offer.span)
    if len(offers) > 1 or place is None or offer.span.start != sentence.start or doc.folded.count(place.group(1)) > 1:
        return False
    addressed = len(ADDRESS.findall(doc.folded)) - len(ADDRESS.findall(doc.folded, *sentence))
    return doc.text[place.start(1)].isupper() or addressed < ADDRESSED


_WITHIN = frozenset((*PARTS, *BOUGHT))
