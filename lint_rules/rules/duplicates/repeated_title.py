"""DUP001: the headline once more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Note
from lint_rules.lazy import pattern
from lint_rules.rule import Context, Invalid, Rule, Valid, quoted, remove_lines
from lint_rules.shapes import lines_with, looks_like_headline

SHORTEST: Final = 20  # characters of a headline: shorter ones ("Cycling") are headings that may well come twice
FIRST_LINES: Final = 8  # the headline is among the first lines, or …
BEFORE_PROSE: Final = 6  # … among those before the first running text
LINES_TO_PROSE: Final = (
    3  # the running text begins this soon after a headline (byline, date); after an entry of a table of contents it does not
)
MOST_COPIES: Final = 3  # a line that comes back more often is asked or labelled again and again, not a headline
CONTENTS: Final = 2  # other lines of the head that come back as headings make a table of contents, not a doubled headline
SHARED: Final = 0.8  # share of the headline's words that an edited one has, by the longer of the two

_YEAR = pattern(r"\s*[\[(](?:19|20)\d\d[\])]\s*\Z")
_SITE = pattern(r"\s[|»–—-]\s[^|»–—]{2,40}\Z")
_WORD = pattern(r"\w+")


class RepeatedTitle(Rule):
    """The headline stands in the text a second time.

    ## Why it matters
    Pages carry their title in several places: in the head, as the heading, above a gallery or a list of questions, with a year or the site's
    name added. One is the article's; the others are the page's. In training data such titles teach repetition.

    ## How it is found
    The headline is looked for among the first lines; a later line that is the same but for a year ("(2024)"), a site's name or a word or
    two is the repetition. Of a title with the site's name and one without in the head, the one without is the headline. Where two and more lines of the head come back further down, they are a table of contents and its headings,
    and nothing is reported.

    ## When it is right to keep
    Where a poem or song is named by its refrain.

    ## Fix safety
    Taking out the line is safe where it is the same; where it was edited, look first.
    """

    code = "DUP001"
    confidence = 0.9

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each repetition of the headline."""
        doc = ctx.doc
        doubled = [(title, copies) for title in _head(doc) if (copies := _copies(doc, title))]
        distinct = {title.key[:SHORTEST] for title, _ in doubled}
        if not doubled or len(distinct) > CONTENTS or len(doubled[0][1]) > MOST_COPIES:
            return
        first, copies = doubled[0]
        title = _real(doc, first, copies)
        for line in (first, *copies):
            if line is title or _may_be_heading(doc, title, line):
                continue
            same = line.key == title.key
            how = "" if same else ", edited"
            yield self.finding(
                line.span,
                f"repeated title {quoted(line.text)}: the headline of line {title.index + 1}{how}",
                fix=remove_lines(line, safe=same),
                related=(Note("the headline", title.span),),
            )

    VALID = (
        Valid(
            "How the old mill was saved\n\nPeople of the valley gave what they had, and the roof was mended before the winter came.\n\nThe roof\n\nIt leaked.\n"
        ),
        Valid(
            "How to plant a pear tree\n\nWhat you need to begin\n\nWhere to plant the tree\n\nWhen to water the tree\n\n"
            "A pear tree wants a sunny place and soil that drains well, and it will stand for a hundred years.\n\n"
            "What you need to begin\n\nA spade.\n\nWhere to plant the tree\n\nBy a wall.\n\nWhen to water the tree\n\nAt dusk.\n"
        ),
        Valid(
            "Cycling\n\nThe club met on Sunday and rode to the coast and back in the rain without a single puncture.\n\nCycling\n"
        ),
        Valid(
            "The wind that shakes the barley\n\nThe wind that shook the barley fields was heard all night in the houses of the village.\n\n"
            "The wind that blows from the sea\n"
        ),
        Valid(
            "Council votes to close the harbour\n\nThe council has voted to close the harbour, and the boats will have to leave before the summer ends.\n\n"
            "Council votes were counted twice, the clerk said in a note to the members that was read out.\n"
        ),
        Valid(
            "Day one of the long walk north\n\nWe left at dawn and walked until the light was gone, and slept in a barn that night.\n\nDay two of the long walk north\n"
        ),
        Valid(
            "An interview with the keeper of the light\n\nWhat do you do all day?\n\nI look at the sea, and I write down which ships go by, for forty years now.\n"
        ),
        Valid("Short\n\nShort\n"),
        Valid(
            "When to begin with a young dog\n\nFood\n\nRest\n\nPlay\n\nA young dog learns from the first day in the house, whether you mean to teach it or not.\n\n"
            "When to begin with a young dog\n\nBegin at eight weeks, for ten minutes a day, in a quiet room with nobody else there.\n"
        ),
    )
    INVALID = (
        Invalid(
            "Village school gets its bell back after ninety years\n\n"
            "The bell was found in a barn, and on Sunday it rang again over the roofs of the village for the first time.\n\n"
            "⟦Village school gets its bell back after ninety years⟧\n",
            fixed="Village school gets its bell back after ninety years\n\n"
            "The bell was found in a barn, and on Sunday it rang again over the roofs of the village for the first time.\n",
        ),
        Invalid(
            "What to cook when the garden gives too many beans (2023)\n\n"
            "Beans come all at once, and a family of four can eat only so many of them before somebody asks for something else.\n\n"
            "⟦What to cook when the garden gives too many beans⟧\n\nHow long do beans keep?\n"
        ),
        Invalid(
            "Ferry captain retires after his last crossing\n\n⟦Ferry captain retires after his last crossing - The Island Post⟧\n\n"
            "The captain made his last crossing on Friday, and the harbour's boats sounded their horns as he came in.\n"
        ),
        Invalid(
            "⟦Fog keeps the island ferry in port | Harbour Mail⟧\n\nFog keeps the island ferry in port\n\n"
            "The ferry to the island stayed in port on Thursday because of fog, and three hundred people spent the night in the town hall.\n\n"
            "⟦Fog keeps the island ferry in port⟧\n"
        ),
        Invalid(
            "Bakers of the old town fear for their ovens as gas runs short\n\n"
            "The bakers met on Monday to say what they would do if the gas were cut off in the nights of the coming winter.\n\n"
            "⟦Bakers of the old town fear for their ovens as gas gets short⟧\n\nPhoto 1 of 8\n"
        ),
        Invalid(
            "The best places to see the autumn leaves\n\n"
            "The leaves turn early in the hills this year, and the roads to them are full on every dry Sunday of October.\n\n"
            "⟦THE BEST PLACES TO SEE THE AUTUMN LEAVES⟧\n\nThe ridge above the lake is the first to turn red, a week before all of the others.\n\n"
            "⟦The Best Places to See the Autumn Leaves (2022)⟧\n"
        ),
    )


def _head(doc: Document) -> list[Line]:
    """Return the lines of the head that may be the headline."""
    prose = doc.first_prose
    head = doc.lines[: min(FIRST_LINES, prose)] + doc.lines[max(FIRST_LINES, prose - BEFORE_PROSE) : prose]
    return [line for line in head if len(line.key) >= SHORTEST and looks_like_headline(line)]


def _copies(doc: Document, title: Line) -> list[Line]:
    """Return the later lines that repeat a headline: they begin like it."""
    beginning = title.key[:SHORTEST]
    like = [line for line in lines_with(doc, beginning, title.end) if not line.prose and line.key.startswith(beginning)]
    words = _words(title) if like else []
    return [line for line in like if _is_same(words, _words(line))]


def _real(doc: Document, first: Line, copies: list[Line]) -> Line:
    """Return which of the lines is the headline: the first, but where it names the site and one of the head does not."""
    if _SITE.search(first.text):
        return next((line for line in copies if line.index < doc.first_prose and not _SITE.search(line.text)), first)
    return first


def _may_be_heading(doc: Document, title: Line, line: Line) -> bool:
    """Tell whether a copy may be a heading of the body, and what stands at the top its entry in a table of contents."""
    within = doc.first_prose < line.index < doc.last_prose  # never true of what stands above the headline
    return within and doc.first_prose - title.index > LINES_TO_PROSE and line.key == title.key


def _words(line: Line) -> list[str]:
    text = _YEAR.sub("", line.text)
    return _WORD.findall(_SITE.sub("", text).lower())


def _is_same(words: list[str], others: list[str]) -> bool:
    """Tell whether two headlines are one, give or take a word: what differs must not be a number, which counts parts and days."""
    if words == others:
        return True
    shared, longer = set(words) & set(others), max(len(words), len(others))
    differing = set(words) ^ set(others)
    return len(shared) >= SHARED * longer and longer >= 6 and not any(word.isdigit() or word in ORDINALS for word in differing)


ORDINALS: Final = frozenset(
    "one two three four five six seven eight nine ten first second third fourth fifth i ii iii iv v vi".split()
)
"""Words that count: lines that differ in one of them are parts of a series."""
