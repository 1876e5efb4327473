"""SIT001: a line that many pages of the site have."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator

from lint_rules.document import Document, Line
from lint_rules.finding import Finding
from lint_rules.lazy import pattern
from lint_rules.rule import Context, Invalid, Valid, quoted, remove_lines
from lint_rules.shapes.site import RepeatRule, on_pages, page_notes

TITLE_WORDS = 3  # words of a line that may be the title of a story; two are the name of a column
LONG_WORD = 4  # letters of a word that says what a line is about
FEWEST_SHARED = 2  # such words that a title shares with its story …
MOST_SHARED = 0.5  # … and the share of its own that they are
QUOTED = 48  # characters of the line that the message quotes

_WORD = pattern(r"[^\W\d_]+")

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
    (
        "The school in Arden has one teacher, eleven children and a stove, and in the frost of last week it had all of them.\n"
        "Parents carried wood up the hill by turns until the road was open, and the teacher read to them while they got warm.\n"
    ),
)


def _page(story: str, *, between: str = "", after: str = "") -> str:
    first, second = story.splitlines()
    return f"Torne Valley Times\nOutdoors\n\n{first}\n{between}{second}\n{after}\nWrite to us about this story\n"


class RepeatedSiteLine(RepeatRule):
    """A line that many other pages of the same site have too.

    ## Why it matters
    What a site puts on every page is its own: menus, prompts, notices, the titles of its columns. It is the surest sign of
    residue there is, and needs neither a phrase nor a language. A model that is trained on a site's pages sees such lines as
    often as there are pages.

    ## How it is found
    By a profile, which `scrapelint profile build` makes of all documents beforehand, so that no verdict depends on what was read
    before. A line is reported that at least 2 other pages have and 30 % of the site's pages, the judged one left out. Lines are
    compared without case, marks around them and wider spaces; numbers must be the same. Pages with most of their text in common are
    one document under several addresses: they do not vouch for each other. A short line amid the text is left alone if
    neither the line above nor the one below is repeated: sites head the parts of their texts alike ("Ingredients", "Pros"). So is a
    line whose words the text takes up: sites list a page's own title among the latest on all their other pages.

    ## When it is right to keep
    In a series whose parts all begin with the same introduction, and in forms, recipes and reviews that say the same thing in
    the same words. Allow the line for the site, or ask for a greater share.
    """

    code = "SIT001"
    confidence = 0.99

    VALID = (
        Valid("Torne Valley Times\nOutdoors\n"),
        Valid(_page(_STORIES[0]), pages=(_page(_STORIES[1]),)),
        Valid(_STORIES[0], pages=tuple(map(_page, _STORIES[1:]))),
        # The same story under other addresses.
        Valid(_page(_STORIES[0]), pages=(_page(_STORIES[0]), _page(_STORIES[0]), _page(_STORIES[0], after="Updated on Monday\n"))),
        # Its own title, among the latest on the other pages.
        Valid(
            f"A captain's daughter runs the ferry\n\n{_STORIES[0]}",
            pages=tuple(f"{story}\nA captain's daughter runs the ferry\n" for story in _STORIES[1:]),
        ),
        # A heading that the site's texts share.
        Valid(f"{_STORIES[0]}\nWhat happens next\n\n{_STORIES[1]}", pages=tuple(f"{one}\nWhat happens next\n\n{two}" for one, two in zip(_STORIES[2:], _STORIES[3:] + _STORIES[:1], strict=True))),
    )  # fmt: skip
    INVALID = (
        Invalid(
            "⟦Torne Valley Times⟧\n⟦Outdoors⟧\n\n" + _STORIES[0] + "\n⟦Write to us about this story⟧\n",
            fixed=_STORIES[0],
            pages=tuple(map(_page, _STORIES[1:])),
        ),
        Invalid(
            "⟦» OUTDOORS «⟧\n\n" + _STORIES[0],
            pages=tuple(map(_page, _STORIES[1:])),
        ),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each line that the site repeats."""
        standing = self.standing(ctx)
        if standing is None:
            return
        repeated = self.repeated(standing, standing.lines)
        told = {word for line in ctx.doc.lines if line.prose and line.index not in repeated for word in _themes(line)}
        for index, count in repeated.items():
            line = ctx.doc.lines[index]
            if not _may_be_a_heading(ctx.doc, line, repeated) and not _may_be_a_title(line, told):
                yield self.finding(
                    line.span,
                    f"repeated line {quoted(line.text, QUOTED)}: {on_pages(count, standing)}",
                    fix=remove_lines(line, safe=False),
                    related=page_notes(standing.examples(standing.lines[index])),
                )


def _may_be_a_heading(doc: Document, line: Line, repeated: Collection[int]) -> bool:
    """Tell whether a line is short and stands amid the text, among lines that are this page's own."""
    # Below the last paragraph stand lists of other things; above the first one, the names of the site and its parts.
    amid = doc.first_prose < line.index < doc.last_prose
    return amid and not line.prose and line.index - 1 not in repeated and line.index + 1 not in repeated


def _may_be_a_title(line: Line, told: Container[str]) -> bool:
    """Tell whether a line may be the title of this very page, which the site's other pages list among its latest: most of its
    words come again in the text.
    """
    if line.prose or line.words < TITLE_WORDS:
        return False
    themes = _themes(line)
    shared = sum(word in told for word in themes)
    return shared >= max(FEWEST_SHARED, MOST_SHARED * len(themes))


def _themes(line: Line) -> set[str]:
    return {word for word in _WORD.findall(line.text.lower()) if len(word) >= LONG_WORD}
