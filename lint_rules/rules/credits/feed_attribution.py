"""CRD009: lines that feeds add below a story."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.finding import Finding, Severity
from lint_rules.rule import Anchor, Context, Invalid, Rule, Valid, phrases, quoted, remove_lines
from lint_rules.shapes import by_line, sentence_around

WHOLE_LENGTH = 300  # characters of a line that is such a notice as a whole
SHARE = 0.6  # … where its sentence is this much of it

_FEED = phrases("feed_attribution", Anchor.ANYWHERE)
_ORIGIN = phrases("feed_attribution_origin", Anchor.START)


class FeedAttribution(Rule):
    """A feed added where the story came from: "The post … appeared first on …".

    ## Why it matters
    Feeds of blogs end each story with its title and the site's name, for the sake of links. A scraper that reads feeds
    takes the line for the last paragraph. It stands in every text of the site, and it repeats the title.

    ## How it is found
    By the customary wordings in ten languages. What an author or an editor may have written ("This article was originally
    published in …", "Reprinted with permission") is shown as information and weighs nothing.

    ## When it is right to keep
    Where the source must stay with the text. It is better kept in the record's own field.
    """

    code = "CRD009"
    severity = Severity.WARNING
    confidence = 0.95
    triggers = (_FEED, _ORIGIN)

    VALID = (
        Valid("The comet first appeared on a plate taken in 1892, and nobody noticed it.\n"),
        Valid("She first appeared on stage at the age of nine.\n"),
        Valid("The post of harbour master was first advertised on Monday.\n"),
        Valid("The article appeared in print two years before the trial.\n"),
        Valid("A version of this song is known on every island of the group.\n"),
        Valid("Published on the day of the vote, the survey was out of date by evening.\n"),
        Valid("Der Beitrag der Landwirte fiel in diesem Jahr kleiner aus.\n"),
        Valid("La entrada principal se cerró primero en invierno y después también en verano.\n"),
        Valid("First published poems are seldom the best that a poet has to show.\n"),
    )
    INVALID = (
        Invalid(
            "The weir holds.\n⟦The post The weir at Ollen holds appeared first on River Notes.⟧\n",
            fixed="The weir holds.\n",
        ),
        Invalid(
            "The weir holds.\n⟦The article Spring floods, and what they took first appeared on Ollen Weekly appeared first on Ollen.⟧\n"
        ),
        Invalid("Das Wehr hält.\n⟦Der Beitrag Das Wehr von Ollen hält erschien zuerst auf Flussnotizen.⟧\n"),
        Invalid("Le barrage tient.\n⟦L’article Le barrage tient est apparu en premier sur Notes de rivière.⟧\n"),
        Invalid("La presa aguanta.\n⟦La entrada La presa aguanta se publicó primero en Notas del río.⟧\n"),
        Invalid("La diga tiene.\n⟦L'articolo La diga tiene proviene da Note di fiume.⟧\n"),
        Invalid("De stuw houdt.\n⟦Het bericht De stuw houdt verscheen eerst op Rivierblad.⟧\n"),
        Invalid("A represa aguenta.\n⟦O post A represa aguenta apareceu primeiro em Notas do rio.⟧\n"),
        Invalid("Dammen håller.\n⟦Inlägget Dammen håller dök först upp på Åbladet.⟧\n"),
        Invalid("Tama trzyma.\n⟦Artykuł Tama trzyma pochodzi z serwisu Notatki znad rzeki.⟧\n"),
        Invalid("The weir holds.\n⟦This story was originally published by River Notes.⟧\n", severity=Severity.INFO),
        Invalid("The weir holds.\n⟦A version of this article appeared in the spring issue.⟧\n", severity=Severity.INFO),
        Invalid("Das Wehr hält.\n⟦Dieser Artikel erschien zuerst in den Flussnotizen.⟧\n", severity=Severity.INFO),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each such line or sentence: firm where only a feed writes so, else information."""
        for line, hits in by_line(ctx.hits):
            feed = [hit for hit in hits if hit.trigger in _FEED]
            if not feed and len(line.text) > WHOLE_LENGTH:
                continue
            span = sentence_around(ctx.doc, line, (feed or hits)[0].span)
            whole = len(line.text) <= WHOLE_LENGTH and span.end - span.start >= SHARE * len(line.text)
            text = ctx.doc.text[span.start : span.end]
            yield self.finding(
                line.span if whole else span,
                f"{'feed attribution' if feed else 'place of first publication'} {quoted(line.text if whole else text)}",
                severity=None if feed else Severity.INFO,
                fix=remove_lines(line) if whole and feed else None,
            )
