"""SIT002: lines in a row that stand so on many pages of the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lint_rules.finding import Finding, Span
from lint_rules.rule import Context, Invalid, Valid, quoted, remove_lines
from lint_rules.shapes.site import RepeatRule, on_pages, page_notes

QUOTED = 40  # characters of the first line that the message quotes
BLOCK = 3  # lines that a profile counts together

_STORIES = (
    (
        "The ferry from Ollen has run every hour since 1931, on Sundays every two, and on the day of the regatta not at all.\n"
        "Its captain, who learnt the trade from her father, says that the river has never been so low in any May before.\n"
    ),
    (
        "Divers who looked at the weir above Hale found more cracks than last autumn, and a safe, with nothing in it but sand.\n"
        "The board will mend two gates before the winter, and leave the other three until there is money for them again.\n"
    ),
    (
        "Nobody knows who painted the swans on the gable of the mill, which were there one morning after the fair in June.\n"
        "The miller has asked the town to leave them, and the town, which wanted to clean the wall, has put the brush away.\n"
    ),
)


class RepeatedSiteBlock(RepeatRule):
    """Lines in a row that stand so on many other pages of the same site.

    ## Why it matters
    The numbers of a list of pages, the marks between the entries of a menu and the time on a player's clock say nothing by
    themselves, and no rule could tell them from a table's. In the row in which the site puts them on every page they are as
    plainly its own as the words beside them.

    ## How it is found
    By a profile (see SIT001), in which every three short lines in a row are counted together, lines without words as they
    are. A row is reported if it holds a line that does not count as repeated by itself; all others are SIT001's.

    ## When it is right to keep
    In tables and forms that are filled in alike on many pages.
    """

    code = "SIT002"
    confidence = 0.99

    VALID = (
        Valid("Next\n1\n2\n3\n"),
        Valid(_STORIES[0] + "Goals\n1\n2\n", pages=(_STORIES[1] + "Goals\n0\n2\n", _STORIES[2] + "Goals\n3\n1\n")),
        Valid(_STORIES[0] + "News\nSport\nOutdoors\n", pages=tuple(story + "News\nSport\nOutdoors\n" for story in _STORIES[1:])),
    )
    INVALID = (
        Invalid(
            _STORIES[0] + "⟦Pages\n1\n2\n…\nNext⟧\n",
            fixed=_STORIES[0],
            pages=tuple(story + "Pages\n1\n2\n…\nNext\n" for story in _STORIES[1:]),
        ),
        Invalid("⟦Listen live\n0:00\n0:00⟧\n" + _STORIES[0], pages=tuple("Listen live\n0:00\n0:00\n" + s for s in _STORIES[1:])),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each row that the site repeats, and that says more than its lines."""
        standing = self.standing(ctx)
        if standing is None:
            return
        alone = self.repeated(standing, standing.lines)
        blocks = self.repeated(standing, standing.blocks)
        for row in _rows(blocks):
            if all(index in alone for index in row):
                continue
            first, last = ctx.doc.lines[row.start], ctx.doc.lines[row.stop - 1]
            count = min(blocks[index] for index in row if index in blocks)
            yield self.finding(
                Span(first.start, last.end),
                f"repeated block {quoted(first.text, QUOTED)}, {len(row)} lines: {on_pages(count, standing)}",
                fix=remove_lines(first, last, safe=False),
                related=page_notes(standing.examples(standing.blocks[row.start])),
            )


def _rows(blocks: Iterable[int]) -> Iterator[range]:
    """Yield the lines of blocks that touch each other together; `blocks` are the first lines of each, in order."""
    row = range(0)
    for first in blocks:
        if first > row.stop or not row:
            if row:
                yield row
            row = range(first, first + BLOCK)
        else:
            row = range(row.start, first + BLOCK)
    if row:
        yield row
