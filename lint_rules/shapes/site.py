"""What the rules share that judge a text by the other pages of its site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lint_rules.finding import Note, Span
from lint_rules.rule import Context, Option, Rule, escaped

if TYPE_CHECKING:
    from lint_rules.document import Document
    from lint_rules.profiles import Standing

FEWEST_OTHERS = 2  # pages: what one other page has may be the same story told again
LEAST_SHARE = 0.3  # of a site's pages: what fewer have may be a series', a section's or an author's
NAME_LIMIT = 100  # characters of a page's address that a note shows
HOST_LIMIT = 32  # characters of a host that a message names


class SiteRule(Rule):
    """Base of the rules that need a profile: they abstain without one, and where it knows nothing of a text's site."""

    by_profile = True

    def standing(self, ctx: Context) -> Standing | None:
        """Return what the profile says of the document."""
        return ctx.profile.standing(ctx.doc) if ctx.profile else None

    def abstains(self, ctx: Context) -> str | None:
        """Return why the rule has no say: no profile, no known site, or too few pages of it."""
        if ctx.profile is None:
            return "no-profile"
        if not ctx.doc.host:
            return "no-host"
        standing = self.standing(ctx)
        return None if standing and self.is_enough(standing) else "too-few-pages"

    def is_enough(self, standing: Standing) -> bool:
        """Tell whether enough pages of a site are known to say something."""
        raise NotImplementedError


class RepeatRule(SiteRule):
    """Base of the rules that report what many pages of a site have."""

    min_others = Option(FEWEST_OTHERS, "fewest other pages of the site that it must stand on")
    min_share = Option(LEAST_SHARE, "smallest share of the site's other pages, 0 to 1, that it must stand on")

    def is_enough(self, standing: Standing) -> bool:
        """Tell whether as many other pages are known as a line must stand on."""
        return standing.others >= self.min_others

    def repeated(self, standing: Standing, keys: Sequence[int]) -> dict[int, int]:
        """Return the places of those lines or blocks, given by their hashes, that the site repeats, with the number of other
        pages that have each.
        """
        others = standing.others
        counts = {key: standing.count(key) for key in {*keys} - {0}}
        # A quotient is what a share is written as; a product of one may be more than the count that it stands for.
        many = {
            key: count for key, count in counts.items() if count >= max(1, self.min_others) and count / others >= self.min_share
        }
        return {index: many[key] for index, key in enumerate(keys) if key in many}


def on_pages(count: int, standing: Standing) -> str:
    """Return as words on how many pages something stands."""
    return f"stands on {count:,} of {standing.others:,} other pages of {site_name(standing)}"


def site_name(standing: Standing) -> str:
    """Return a host as messages name it."""
    return escaped(standing.host if len(standing.host) <= HOST_LIMIT else standing.host[: HOST_LIMIT - 1] + "…")


def page_notes(names: Sequence[str], words: str = "also on") -> tuple[Note, ...]:
    """Return pages, by address or id, as notes beside a finding."""
    return tuple(Note(f"{words} {escaped(name if len(name) <= NAME_LIMIT else name[: NAME_LIMIT - 1] + '…')}") for name in names)


def whole(doc: Document) -> Span:
    """Return the span of a document's lines, first to last. There must be one."""
    return Span(doc.lines[0].start, doc.lines[-1].end)
