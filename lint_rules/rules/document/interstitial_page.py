"""DOC001: pages that stand in place of an article."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.finding import Counts, Finding, Severity, Span, Verdict
from lint_rules.rule import Anchor, Context, Invalid, Rule, Valid, phrases, quoted
from lint_rules.shapes import by_line

MOST_WORDS = 700  # words of a consent wall with its list of purposes; more are an article with a banner above it
MOST_STORY = 250  # characters of running text, a short paragraph, that are not such a page's own words
SHORT_WORDS = 40  # words of a text that is the page where it says so once …
TITLED_WORDS = 150  # … and of one that is where its first line says so, with no running text besides
ENOUGH_MARKS = 2  # otherwise it must say so in this many lines


class InterstitialPage(Rule):
    """The text is no article but a page in its place: an error, a check for robots, a consent wall, a login.

    ## Why it matters
    A scraper that is sent away saves what it was sent away with, under the article's address and often under its title.
    Such texts are alike by the thousand.

    ## How it is found
    The page says so of itself: "404 Not Found", "Verify you are human", "You must log in to continue", "We and our partners
    store …", in ten languages, as whole lines or at their beginning. It must say so twice, or once in a text of a few words or
    in its first line; and there may be hardly any running text besides.

    ## When it is right to keep
    Never as an article. The whole text is reported and settles its verdict: not an article.
    """

    code = "DOC001"
    severity = Severity.WARNING
    counts = Counts.NOTHING
    confidence = 0.97
    triggers = (
        phrases("interstitial_page"),
        phrases("interstitial_page_start", Anchor.START),
        phrases("interstitial_page_consent", Anchor.ANYWHERE),
    )

    VALID = (
        Valid(
            "Page not found\n\nFor three days in March the archive of the town of Ollen could not be reached, and nobody in the town hall noticed. Then a pupil asked"
            " for the minutes of 1931.\n\nThe clerk looked for the machine and found it under a desk, unplugged. It had been in the way of the new"
            " coffee maker, he said, and nobody had known what it did.\n"
        ),
        Valid(
            "Access denied\n\nThe gate to the old mill stays shut, and walkers have to take the road instead. The owner says that two of them fell into the race last year, and that he has had enough of pulling people out of the water.\n\nThe council disagrees. It has asked for the path to be opened before the summer.\n"
        ),
        Valid("The server brought the soup before anybody had ordered it, and it was good.\n"),
        Valid("Security check\n\n1. Close the valve.\n2. Read the gauge.\n3. Write the figure into the book.\n"),
        Valid(
            "We use cookies as bait: the crows of the park will do anything for them, and the pigeons learn by watching.\n\nThe experiment took four weeks, and the birds were weighed before and after it.\n\nNone of them lost weight, and two could no longer fly, as the biologists report in their journal this month.\n\nA second test, with apples, is to follow in the autumn.\n"
        ),
        Valid("Not found: a poem\n\nI looked for you in the reeds,\nin the boats, in the rain.\nYou were not there.\n"),
        Valid(
            "The page you are looking for is the one with the map, the librarian said, and turned to it.\n\nIt was gone. Somebody had cut it out with a knife, along the fold, so neatly that the binding had not moved. He rang the police, and then the man who had asked for the book the week before.\n\nThe man said that he knew nothing of it. He collects maps of the coast, and he had wanted to see that one for thirty years.\n"
        ),
        Valid("Maintenance\n\nOil the chain once a month.\nTurn the cup until it clicks.\n"),
    )
    INVALID = (
        Invalid(
            "⟦404\nWe looked everywhere\nThe page you wanted has moved or never was.\nTry searching for it, or go back.⟧\n".replace(
                "404\n", "404 - Page not found\n"
            )
        ),
        Invalid(
            "⟦Access Denied\nYou don't have permission to open this on this server.\nReference #18.2ac1⟧\n".replace(
                "to open", "to access"
            )
        ),
        Invalid(
            "⟦One more step\nPlease complete the security check to access ollenweekly.example\nWhy do I have to complete a CAPTCHA?\nCompleting the CAPTCHA proves you are a human and lets you in for a while.⟧\n"
        ),
        Invalid("⟦Please enable cookies.\nSorry, you have been blocked\nYou are unable to access ollenweekly.example⟧\n"),
        Invalid(
            "⟦We value your privacy\nWe and our 731 partners store and/or access information on a device, and use it to show you what you may like.\nAccept all\nReject all⟧\n"
        ),
        Invalid("⟦Log in to continue\nYou must log in to see who has answered.\nEmail or phone\nPassword⟧\n"),
        Invalid("⟦JavaScript is not available.\nWe've detected that JavaScript is disabled in this browser.⟧\n"),
        Invalid(
            "⟦Unfortunately, our website is currently unavailable in most European countries.⟧\n".replace(
                "Unfortunately, our", "Unfortunately our"
            )
        ),
        Invalid("⟦This domain is for sale!\nMake an offer⟧\n"),
        Invalid("⟦Seite nicht gefunden\nDie von Ihnen gesuchte Seite gibt es nicht mehr.\nZur Startseite⟧\n"),
        Invalid(
            "⟦Avant de continuer\nNous et nos partenaires utilisons des traceurs pour vous connaître.\nTout accepter\nContinuer sans accepter⟧\n"
        ),
        Invalid("⟦Página no encontrada\nLo sentimos, la página ya no está donde estaba.⟧\n"),
        Invalid("⟦Página não encontrada\nA página que você procura mudou de lugar.⟧\n"),
        Invalid("⟦Pagina non trovata\nLa pagina che cerchi non c'è più.⟧\n"),
        Invalid("⟦Pagina niet gevonden\nDe pagina die je zoekt is verhuisd.⟧\n"),
        Invalid("⟦Sidan kunde inte hittas\nSidan du söker har flyttat.⟧\n"),
        Invalid("⟦Sivua ei löytynyt\nEtsimääsi sivua ei enää ole.⟧\n"),
        Invalid("⟦Nie znaleziono strony\nStrona, której szukasz, została przeniesiona.⟧\n"),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding over the whole text where hardly anything but such a page is in it."""
        doc = ctx.doc
        words = len(doc.tokens)
        if words > MOST_WORDS:
            return
        marks = [(line, all(hit.trigger.weak for hit in hits)) for line, hits in by_line(ctx.hits)]
        firm = [line for line, weak in marks if not weak]
        if not firm:
            return
        marked = {line.index for line, _ in marks}
        story = sum(len(line.text) for line in doc.lines if line.prose and line.index not in marked)
        if story > MOST_STORY:
            return
        titled = firm[0].index == 0 and not story and words <= TITLED_WORDS
        if len(firm) >= ENOUGH_MARKS or words <= SHORT_WORDS or titled:
            yield self.finding(
                Span(doc.lines[0].start, doc.lines[-1].end),
                f"no article: {quoted(firm[0].text, 48)}, {len(firm)} of {len(doc.lines)} lines say so, {story} characters of story",
                settles=Verdict.NOT_AN_ARTICLE,
            )
