"""SEO004: figures and labels that a page's template prints around a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lint_rules.document import Line
from lint_rules.finding import Finding
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Hit, Invalid, Valid, phrases, quoted, remove_lines
from lint_rules.shapes import PhraseLine

FUSED_LENGTH = 400  # characters of a line into which a whole frame was fused
AUTHOR_REACH = 3  # lines between the author's name and the figures of the same frame

# A farm's frame: "Rating: 4.4 / 5 (67 voted)", "Reviews: 87% of readers found this page helpful".
_FRAME = pattern(r"rating: ?\d(?:\.\d)? ?/ ?\d{1,2} ?\([\d,.]{1,9} voted|\d{1,3}% of readers found this page helpful")
_FUSED = pattern(r"(?:author|last updated|views|rating|reviews|article information)\b")
_AUTHOR = pattern(r"(?:author|autor|autora|auteur|autore|författare|kirjoittaja): \S.{1,60}")


class TemplateMetadata(PhraseLine):
    """Figures and labels of the page's template were scraped along: reading time, ratings by visitors, views, topics.

    ## Why it matters
    "4 min read", "Views: 3127" and "83% of readers found this page helpful" are said of the page, not in the text. They
    are on every page of a site, and the numbers are different on each, so that no list of repeated lines finds them.

    ## When it is right to keep
    In a review or a comparison, where ratings are the matter: "Average rating: 4.9" without a count of voters on the page
    is not reported, and "Views: …" or "Last updated: …" only beside surer lines of the same kind.

    ## How it is found
    Whole lines of a known form, with any number in it. Lines that may be text ("Article information", which the BBC puts
    before the name of an author, or "Rating: four stars") need neighbours that are sure, or three of their kind. A line
    into which the frame of a content farm was fused is known by its rating with the number of voters.
    """

    code = "SEO004"
    confidence = 0.97
    triggers = (phrases("template_metadata"), phrases("rating_frame", Anchor.ANYWHERE))
    noun = "page metadata"

    VALID = (
        Valid("1. Harbour Movers\nTotal reviews: 311\nAverage rating: 4.7\nA family firm with two vans and a piano trolley.\n"),
        Valid("Views: the terrace looks west over the marsh.\nRating: four stars\nPrice: from £90 a night\n"),
        Valid(
            "Article information\n\nAuthor, Selma Rook\nRole, Health correspondent\n\nThe bread would not rise, so she built an oven.\n"
        ),
        Valid(
            "The form takes about a 4 minute read, says the office, and then an hour with a pencil, a ruler and a calm friend.\n"
        ),
        Valid(
            "Last updated: 3 May\n\nThe list of open museums is checked by the tourist office on the first working day of each month.\n"
        ),
        Valid("He had 5 views on the matter, and 3 reviews of the play to write before the last train left at midnight.\n"),
        Valid(
            "Penfold Six\nPrice: £740\nWeight: 11.8 kg\nRating: 4.6 / 5\nThe Penfold folds like a napkin and stands up by itself.\n"
        ),
        Valid("Reading time was the hour after supper, when the lamp had been trimmed and nobody was allowed to speak.\n"),
        Valid("Reviews\n\nThe Salt Line\n\nA film in which nothing happens, and happens slowly, and is hard to leave.\n"),
        Valid("Permalink is a word of 2000, and it has aged better than most of the links that it was made to keep alive.\n"),
    )
    INVALID = (
        Invalid(
            "How to mend a net\n\n⟦7 min read⟧\n\nLay the net on grass.\n", fixed="How to mend a net\n\nLay the net on grass.\n"
        ),
        Invalid("Lay the net on grass.\n\n⟦Article Topic Follows: Fishing⟧\n", fixed="Lay the net on grass.\n"),
        Invalid(
            "Lay the net on grass.\n\n⟦Article information⟧\n⟦Author: Alda Rice⟧\n⟦Last Updated: 2023-04-01⟧\n⟦Views: 912⟧\n"
            "⟦Rating: 4.5 / 5 (31 voted)⟧\n⟦Reviews: 71% of readers found this page helpful⟧\n"
        ),
        Invalid(
            "Lay the net on grass.\n\n⟦Author: Alda RiceLast Updated: 2023-04-01Views: 912Rating: 4.5 / 5 (31 voted)"
            "Reviews: 71% of readers found this page helpful⟧\n"
        ),
        Invalid("Lay the net on grass.\n\n⟦Top ArticlesLatest PostsArticle information⟧\n"),
        Invalid("Das Netz liegt im Gras.\n⟦Lesezeit: 3 Minuten⟧\n⟦Aufrufe: 1.204⟧\n"),
        Invalid("Le filet sèche sur l'herbe.\n⟦Temps de lecture : 6 min⟧\n"),
        Invalid("La red se seca en la hierba.\n⟦5 minutos de lectura⟧\n"),
        Invalid("A rede seca na relva.\n⟦Tempo de leitura: 2 min⟧\n"),
        Invalid("La rete asciuga sull'erba.\n⟦Tempo di lettura: 4 minuti⟧\n"),
        Invalid("Het net ligt in het gras.\n⟦Leestijd: 5 minuten⟧\n"),
        Invalid("Nätet ligger i gräset.\n⟦Lästid: 3 min⟧\n"),
        Invalid("Verkko kuivuu nurmella.\n⟦Lukuaika: 2 min⟧\n"),
        Invalid("Sieć schnie na trawie.\n⟦Czas czytania: 3 min⟧\n"),
        Invalid(
            "Lay the net on grass.\n⟦(Visited 41 times, 2 visits today)⟧\n⟦No votes so far! Be the first to rate this post.⟧\n"
        ),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding a line, and the author's name where it stands among the figures of a frame."""
        doc = ctx.doc
        yield from super().check(ctx)
        framed = {hit.line.index for hit in ctx.hits if _is_frame(hit.line)}
        for index in sorted({near for line in framed for near in range(line - AUTHOR_REACH, line + AUTHOR_REACH + 1)} - framed):
            if 0 <= index < len(doc.lines) and _AUTHOR.fullmatch(doc.lines[index].key[:FUSED_LENGTH]):
                line = doc.lines[index]
                yield self.finding(
                    line.span, f"author of a page's frame {quoted(line.text)}, beside its ratings", fix=remove_lines(line)
                )

    def weakness(self, ctx: Context, line: Line, hits: Sequence[Hit]) -> bool | None:
        """Accept whole lines of a known form, and lines into which a whole frame was fused."""
        whole = [hit for hit in hits if hit.trigger.anchor is Anchor.LINE]
        if _is_frame(line):
            return False
        return super().weakness(ctx, line, whole) if whole else None


def _is_frame(line: Line) -> bool:
    """Tell whether a line is the ratings of a content farm's frame, alone or with the rest of the frame fused to them."""
    key = line.key
    return len(key) <= FUSED_LENGTH and _FRAME.search(key) is not None and _FUSED.match(key) is not None
