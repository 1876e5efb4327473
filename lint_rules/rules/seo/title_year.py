"""SEO005: the year, or the site's name, that was hung on a headline for search engines."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.document import Document, Line
from lint_rules.finding import Edit, Finding, Fix, Severity, Span
from lint_rules.lazy import pattern
from lint_rules.rule import Context, Invalid, Rule, Valid, quoted
from lint_rules.shapes.questions import exchanges, is_search_question

HEAD = 4  # lines at the top among which the headline is looked for: links and labels may stand above it
SHORTEST = 5  # words before the year: names of films and books are mostly shorter
ASKING = 6  # spaces in a headline that asks or instructs: "How to Train Your Dragon" is a name
LISTED = 40  # lines at the top in which other names with a year show that the text is a list of works
LONGEST = 200  # characters of a headline
LOWER_SHARE = 0.6  # share of long words in lower case from which on an English headline is a sentence, not a name
LONG_WORD = 4  # letters
LOWER_ENOUGH = 2  # long words in lower case that a sentence has at least
OPENING = 600  # characters after the headline in which a film, book or study names itself
SITE_HEAD = 2  # lines at the top that may be the page's title
SITE_WORDS = 5  # words of a site's name
MARKED_ENOUGH = 2  # questions with a folding list's arrow that show a content farm's page

# Only years since farms began to do this: an older one dates a work.
_YEAR = pattern(r"(?P<title>\S.*\S) ?(?P<year>\(20(?:1[5-9]|[23]\d)\))")
_SITE = pattern(r"(?P<title>\S.{20,}?) ?(?P<suffix>(?P<mark>[|»–—-]) (?P<site>\S.{0,40}))")
_WORD = pattern(r"[^\W\d_]+")
# What an opening says of a work with that year in its name.
_WORK_WORDS = (
    "findings participants abstract doi methods film films movie documentary director directed starring cast screenplay novel novelist book author authors memoir album song single "
    "artist study paper journal survey report researchers thesis series season episode game exhibition play playwright opera painting "
    "edition publisher published model film regisseur roman studie buch livre étude película libro estudio libro filme livro estudo "
    "romanzo libro studio boek onderzoek bok studien elokuva kirja tutkimus książka badanie powieść"
)
_WORKS = frozenset(_WORK_WORDS.split())


class TitleYear(Rule):
    """The year, or the name of the site, was hung on a headline for search engines.

    ## Why it matters
    Pages that copy others put the current year behind every headline, "Harbour crane saved from scrap (2024)", to look
    fresh. It is the year of the copy, not of what is told, and so the first line dates the text wrongly. The name of the
    site behind a headline comes from the page's title and is only shown as information.

    ## When it is right to keep
    Behind the name of a film, a book, a record, a study or a model, whose year it is; in a list of such works.

    ## How it is found
    A headline of five words and more at the top ends in a year since 2015 in brackets, and one of these holds: the same
    headline comes again, with the year or without; the page has a content farm's list of questions; it begins as a question
    or as instructions do ("How to …"); or it is written as a sentence, which names of works in English are not. A text
    whose opening speaks of a film, book or study is left alone. Only the year is reported, wherever the headline stands.
    """

    code = "SEO005"
    confidence = 0.9

    VALID = (
        Valid("The Salt Line (2019)\n\nNot much happens in The Salt Line, and by the end I did not want to leave my seat.\n"),
        Valid("What the Tide Brought Back to Us (2021)\n\nThe film follows three sisters along the coast for one long summer.\n"),
        Valid(
            "Sleep loss and memory in older night workers (2022)\n\nThe authors of this study followed ninety nurses for a year.\n"
        ),
        Valid(
            "The strike at the harbour of Lisk (1926)\n\nIt began with a kettle, and it ended with the fall of a government.\n"
        ),
        Valid(
            "Oystercatcher 500 Touring Bicycle Saddle (2023)\n\nWe rode the new saddle for a month.\n\nOystercatcher 500 Touring Bicycle Saddle (2023)\n"
        ),
        Valid(
            "Works\n\nHow to be still for a very long time (2018)\nThe house that nobody wanted to paint (2020)\n\nShe lives in Ghent.\n"
        ),
        Valid(
            "In 2019 the mill closed\n\nSales fell for years (2018), then rose (2019), and nobody at the mill could say why (2020).\n"
        ),
        Valid("Results\n\nSpurs 2 - Arsenal 1\n\nA late goal settled it, and the ground emptied as if a plug had been pulled.\n"),
        Valid(
            "How to Catch a Whale (2016)\n\nTwo brothers go north with a boat that leaks and come home with one that does not.\n"
        ),
        Valid("Wie auf Erden so im Himmel (2016)\n\nEin Chorleiter kehrt heim und bringt ein ganzes Dorf zum Singen.\n"),
        Valid("Either | Or\n\nThe philosopher wrote the book in eleven months, and nobody believed that one man had done it.\n"),
    )
    INVALID = (
        Invalid(
            "How to store carrots in sand ⟦(2024)⟧\n\nTake a box and fill it with sand.\n",
            fixed="How to store carrots in sand\n\nTake a box and fill it with sand.\n",
        ),
        Invalid(
            "Ferry crew honoured for rescue in the winter ice ⟦(2023)⟧\n\nFour members of the crew were given medals on Sunday.\n"
        ),
        Invalid(
            "Skip to content\n\nBest Knots for Small Sailing Boats ⟦(2025)⟧\n\nThere are four, and one of them is better.\n\n"
            "Best Knots for Small Sailing Boats ⟦(2025)⟧\n\nTop Articles\n"
        ),
        Invalid(
            "Mayor Opens New Bridge at Upper Lisk ⟦(2024)⟧\n\nThe mayor cut the ribbon with the shears of his grandmother, a dressmaker.\n\n"
            "Who owns the bridge? ›\n\nNobody does.\n\nHow long is a ribbon? ›\n\nIt depends.\n"
        ),
        Invalid("Warum Störche im Winter nicht mehr fortziehen ⟦(2022)⟧\n\nFrüher flogen sie alle im August.\n"),
        Invalid(
            "Grain ships leave the port after five weeks⟦ | Harbour Times⟧\n\nThe first two sailed with the tide.\n",
            severity=Severity.INFO,
        ),
        Invalid(
            "Grain ships leave the port after five weeks⟦ - Harbour Times⟧\n\nThe first two sailed with the tide.\n",
            url="https://www.harbourtimes.example/grain",
            severity=Severity.INFO,
        ),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for the year behind each copy of the headline, and one for the site's name behind it."""
        doc = ctx.doc
        for line in doc.lines[:HEAD]:
            if len(line.text) > LONGEST or line.prose:
                break
            match = _YEAR.fullmatch(line.text)
            if match is not None:
                yield from self._years(doc, line, match["title"])
                break
            site = _site(doc, line)
            if site is not None:
                name = doc.text[site.start : site.end].strip()
                yield self.finding(site, f"name of the site {quoted(name)} behind the headline", severity=Severity.INFO)
                break

    def _years(self, doc: Document, headline: Line, title: str) -> Iterator[Finding]:
        if title.count(" ") + 1 < SHORTEST:
            return
        copies = [line for line in doc.lines if line.key == headline.key]
        if not _is_hung_on(doc, headline, title, len(copies)):
            return
        for line in copies:
            match = _YEAR.fullmatch(line.text)
            if match is not None:
                span = Span(line.start + match.start("year"), line.end)
                edit = Edit(Span(line.start + match.end("title"), line.end), "")
                times = f", {len(copies)} times" if len(copies) > 1 else ""
                yield self.finding(
                    span,
                    f"year {match['year']} hung on the headline {quoted(title)}{times}",
                    fix=Fix((edit,), safe=False, description="take the year off"),
                )


def _is_hung_on(doc: Document, headline: Line, title: str, copies: int) -> bool:
    """Tell whether the year behind a headline is no part of it."""
    opening = doc.folded[headline.end : headline.end + OPENING]
    if not _WORKS.isdisjoint(_WORD.findall(opening)):
        return False
    bare = title.lower()
    repeated = copies > 1 or any(line.key == bare for line in doc.lines)
    if repeated and not any(character.isdigit() for character in title):
        return True
    if sum(exchange.marked for run in doc.view(exchanges) for exchange in run) >= MARKED_ENOUGH:
        return True
    if any(_YEAR.fullmatch(line.text) for line in doc.lines[:LISTED] if len(line.text) <= LONGEST and line.key != headline.key):
        return False
    asks = is_search_question(Line(0, 0, f"{title}?", 0, f"{bare}?"))
    return bool(asks and title.count(" ") >= ASKING) or (doc.language in ("en", None) and _is_sentence(title))


def _is_sentence(title: str) -> bool:
    """Tell whether a headline is written as a sentence: most of its long words after the first in lower case."""
    words: list[str] = [word for word in _WORD.findall(title)[1:] if len(word) >= LONG_WORD]
    lower = sum(map(str.islower, words))
    return lower >= LOWER_ENOUGH and lower >= LOWER_SHARE * len(words)


def _site(doc: Document, line: Line) -> Span | None:
    """Return the place of a site's name behind a headline: after a bar, or, after another mark, as its host is called."""
    match = _SITE.fullmatch(line.text) if line.index < SITE_HEAD and line.text.count("|") <= 1 else None
    if (
        match is None
        or match["site"].count(" ") >= SITE_WORDS
        or not match["site"][0].isupper()
        or not match["site"][-1].isalpha()
    ):
        return None
    host = (doc.host or "").replace("-", "").replace(".", "")
    named = any(len(word) >= LONG_WORD and word in host for word in _WORD.findall(match["site"].lower()))
    if not named and (host or match["mark"] != "|"):
        return None
    return Span(line.start + match.end("title"), line.end)
