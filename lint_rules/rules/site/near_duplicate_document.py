"""SIT003: the same document under another address of the site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lint_rules.finding import Counts, Finding, Severity
from lint_rules.rule import Context, Invalid, Option, Valid
from lint_rules.shapes.site import SiteRule, page_notes, site_name, whole

if TYPE_CHECKING:
    from lint_rules.profiles import Standing

MIN_LIKENESS = 0.8  # of five-word sequences of the running text: as published corpora are cleaned of near-duplicates
NAMED = 3  # pages that a finding names

_STORY = (
    "The ferry from Ollen has run every hour since 1931, on Sundays every two, and on the day of the regatta not at all.\n"
    "Its captain, who learnt the trade from her father, says that the river has never been so low in any May before.\n"
    "In the dry summer of 1976 the boat lay on the stones for three weeks, and people walked across to market.\n"
)
_OTHER = (
    "Divers who looked at the weir above Hale found more cracks than last autumn, and a safe, with nothing in it but sand.\n"
    "The board will mend two gates before the winter, and leave the other three until there is money for them again.\n"
)


class NearDuplicateDocument(SiteRule):
    """The document stands, whole or nearly so, under another address of the same site.

    ## Why it matters
    Print views, mobile pages, syndicated copies and addresses with a session in them bring one text into a corpus many times
    over. Nothing is wrong with the text itself, so nothing is taken off its score; which copy to keep is for whoever puts the
    corpus together to say.

    ## How it is found
    By a profile, which keeps a MinHash of the running text of each page: 64 minima over five words each, from which the share
    of the text that two pages have in common is known to within 6 points (one standard deviation). Pages without running text
    are the same if they have the very same lines. Only pages of the same site are compared, and of a large site those that the
    profile keeps.

    ## When it is right to keep
    Whenever there is one copy only in what you keep.
    """

    code = "SIT003"
    severity = Severity.INFO
    counts = Counts.NOTHING
    confidence = 0.9
    stage = 2  # what is shown of a whole text must not look, to rules of this stage, as if it were said of each line

    min_likeness = Option(MIN_LIKENESS, "smallest share of the running text, 0 to 1, that two pages have in common")

    VALID = (
        Valid(_STORY),
        Valid(_STORY, pages=(_OTHER, _OTHER + _STORY[:100])),
    )
    INVALID = (
        Invalid("⟦" + _STORY.rstrip() + "⟧\n", pages=(_STORY, _OTHER)),
        Invalid("⟦" + _STORY + "Updated on Monday⟧\n", pages=("Torne Valley Times\n\n" + _STORY,)),
    )

    def is_enough(self, standing: Standing) -> bool:
        """Tell whether there is a page to compare with: one is enough."""
        return True

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding over the whole text where other pages have most of it."""
        standing = self.standing(ctx)
        twins = [twin for twin in standing.twins if twin.likeness >= self.min_likeness] if standing else []
        if standing is None or not twins or not ctx.doc.lines:
            return
        pages = "1 other page" if len(twins) == 1 else f"{len(twins):,} other pages"
        share = f"{twins[0].likeness:.0%} of the running text" if twins[0].likeness < 1 else "the text"
        yield self.finding(
            whole(ctx.doc),
            f"near-duplicate: {share} is that of {pages} of {site_name(standing)}",
            confidence=twins[0].likeness,
            related=page_notes([twin.name for twin in twins[:NAMED]], "the same as"),
        )
