"""SIT004: a document that is far from what is usual on its site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lint_rules.finding import Counts, Finding, Severity
from lint_rules.profiles.marks import PER_MILLE, UNKNOWN, score_of
from lint_rules.rule import Context, Invalid, Option, Valid
from lint_rules.shapes.site import SiteRule, site_name, whole

if TYPE_CHECKING:
    from lint_rules.profiles import Standing

MIN_PAGES = 20  # other pages: a tenth of fewer is a page or none
TENTH = 0.1  # of a site's pages that may be outside of what is usual, at either end
LENGTH_FACTOR = 4.0  # times shorter or longer than what is usual: news in brief stand beside long reports on every site
SCORE_DROP = 30.0  # points below what is usual

_SENTENCE = "The ferry from Ollen has run every hour since 1931, and number {} of its captains says that it always will do so. "


def _pages(count: int, sentences: int) -> tuple[str, ...]:
    return tuple("\n".join(_SENTENCE.format(100 * number + each) for each in range(sentences)) for number in range(1, count + 1))


class UnusualDocument(SiteRule):
    """The document is far shorter or longer than the pages of its site are, or scores far below them.

    ## Why it matters
    An extractor that has served a site for years fails where its pages change: it then returns the first paragraph, or the whole
    page. No single text shows that; beside its neighbours it is plain. The text may be right all the same, so this is shown and
    never scored.

    ## How it is found
    By a profile. A document is reported that is four times shorter than nine tenths of the site's other pages, or four times
    longer, or whose score lies 30 points below that of nine tenths of them. The score is the share of the text that no sure finding
    of the rules that see but the text claims, in points of 100; it is compared where the profile was made with the same rules and
    settings.

    ## When it is right to keep
    Where the text reads well: a correction is shorter than a report.
    """

    code = "SIT004"
    severity = Severity.INFO
    counts = Counts.NOTHING
    confidence = 0.7
    stage = 2  # asks what the rules of the first stage found

    min_pages = Option(MIN_PAGES, "fewest other pages of the site from which it is known what is usual")
    length_factor = Option(LENGTH_FACTOR, "how many times shorter or longer than usual a document must be")
    score_drop = Option(SCORE_DROP, "how many points below the usual score a document must be")

    VALID = (
        Valid(_SENTENCE),
        Valid(_SENTENCE, pages=_pages(5, 9)),
        Valid("\n".join(_pages(1, 12)), pages=_pages(25, 9)),
    )
    INVALID = (
        Invalid("⟦The ferry from Ollen will not run today.⟧\n", pages=_pages(25, 9)),
        Invalid("⟦" + _pages(1, 60)[0].rstrip() + "⟧\n", pages=_pages(25, 9)),
    )

    def is_enough(self, standing: Standing) -> bool:
        """Tell whether enough pages are known to say what is usual."""
        return standing.others >= self.min_pages

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding over the whole text for what is most unusual about it."""
        standing = self.standing(ctx)
        said = self._unusual(ctx, standing) if standing and ctx.doc.lines else None
        if standing is not None and said is not None:
            yield self.finding(whole(ctx.doc), f"unusual document: {said} of {site_name(standing)}")

    def _unusual(self, ctx: Context, standing: Standing) -> str | None:
        length = len(ctx.doc.text)
        least, most = _usual(standing.lengths)
        pages = f"nine in ten of {standing.others:,} other pages"
        if length * self.length_factor < least:
            return f"{length:,} characters, where {least:,} and more is usual for {pages}"
        if length > most * self.length_factor:
            return f"{length:,} characters, where {most:,} and less is usual for {pages}"
        score = score_of(ctx.doc, (fact for fact in ctx.facts if fact.code[:3] != self.code[:3]))
        if len(standing.scores) >= self.min_pages and score != UNKNOWN:
            least, _ = _usual(standing.scores)
            points = 100 / PER_MILLE
            if (least - score) * points > self.score_drop:
                return f"score {score * points:.0f}, where {least * points:.0f} and more is usual for {pages}"
        return None


def _usual(values: Sequence[int]) -> tuple[int, int]:
    """Return what a tenth of some sorted values lie below, and what a tenth lie above."""
    outside = int(TENTH * len(values))
    return values[outside], values[-1 - outside]
