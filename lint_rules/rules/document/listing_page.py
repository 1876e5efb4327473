"""DOC003: lists of stories saved as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lint_rules.document import Document, Line
from lint_rules.finding import Counts, Finding, Severity, Span, Verdict
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Invalid, Rule, Valid, phrases, quoted
from lint_rules.shapes import lines_with, looks_like_headline
from lint_rules.shapes.stamps import AGO, DAY

FEWEST_LINES = 12
FEWEST_HEADLINES = 6
ENOUGH = 4  # times that a sign must recur, as it does with each story of a list …
HEADLINES_EACH = 5  # … and headlines there are to each cut teaser or link, at most: more are a menu
MOST_RUNNING = 2  # lines of running text in a row that a teaser has …
LONGEST_TEASER = 500  # … and their characters
STAMP_LENGTH = 60  # characters of a line that only says when a story appeared
MOST_STOPPED = 0.34  # share of the short lines that end as sentences: more are an article in short paragraphs
CUT_TAIL = 40
_CUT = pattern(r"(?:\[ ?(?:…|\.{3}) ?\]|…|\.{3})[\])»›→ ]*(?:(?:(?:read|see|view) )?more)?[\])»›→ ]*$")
_LISTING = phrases("listing_page")
_LISTING_START = phrases("listing_page_start", Anchor.START)
_REST = phrases("stub_mark")


class ListingPage(Rule):
    """The text is a list of stories: the front of a section, an archive, search results.

    ## Why it matters
    Such a page is full of news and tells none. Its headlines and first sentences belong to a dozen articles, and on the next
    day it holds others.

    ## How it is found
    By what recurs with each story: cut first sentences, links to the rest ("Read more"), dates and times. Two of these must stand
    four times each among six headlines and more; or one of the first two, with the words of an archive ("Older posts", "Page 2 of
    9", "Search results for"). More than two paragraphs of running text in a row are a story, and then nothing is reported.

    ## When it is right to keep
    As a record of what a front page showed. Round-ups whose items are headlines, results, tables and bibliographies lack such signs.
    """

    code = "DOC003"
    severity = Severity.WARNING
    counts = Counts.NOTHING
    confidence = 0.9
    triggers = (_LISTING, _LISTING_START, _REST)

    VALID = (
        Valid(
            "The week in Ollen\n\n- Weir holds against the spring flood\n- Mill to be sold in June\n- Twelve swans counted on the ice\n- Ferry late for the ninth time\n- Council votes on the bridge again\n- Choir to sing Brahms in the rain\n- Baker wins a prize for his rye loaf\n- School gets a new roof at last\n- Fire in an empty barn near Hale\n- Bells of Saint Anne are back from Torne\n- Clock stopped for the third time\n\nArchive\n"
        ),
        Valid(
            "Results\n\nTorne 2–1 Ollen\nHale 0–0 Arden\nMoll United 3–3 Beck Rovers\nOllen 4–0 Hale\nArden 1–2 Torne\nBeck Rovers 0–1 Hale\nTorne 5–5 Moll United\nHale 2–2 Torne\nArden 3–0 Ollen\nTorne 1–0 Beck Rovers\nMoll United 0–2 Arden\n\nNext page\n"
        ),
        Valid(
            "Further reading\n\nMoll, A.: The weirs of the lower valley. Torne, 1931.\nLind, P.: Water and its enemies. Hale, 1954.\nBeck, I.: On gates. Ollen, 1960.\nMoll, A.: Forty years at the gauge. Torne, 1962.\nDahl, O.: The last miller. Arden, 1971.\nLind, P.: Fish ladders. Hale, 1975.\nBeck, I.: A short history of rain. Ollen, 1980.\nMoll, B.: My mother's river. Torne, 1994.\nDahl, O.: Ice. Arden, 1996.\nLind, S.: Swans. Hale, 2003.\nBeck, J.: Boats. Ollen, 2011.\n\nMore\n"
        ),
        Valid(
            "Read more\n\nRead more\n\nThe weir holds. It was built for higher floods than this one, and it has seen them all.\n"
        ),
        Valid(
            "| Year | Level |\n| 1931 | 4.10 |\n| 1932 | 3.70 |\n| 1933 | 3.90 |\n| 1934 | 4.40 |\n| 1935 | 4.00 |\n| 1936 | 3.80 |\n| 1937 | 3.60 |\n| 1938 | 4.20 |\n| 1939 | 4.30 |\n| 1940 | 4.90 |\n| 1941 | 4.10 |\n\nNext\n"
        ),
        Valid(
            "8 May 1931\nThe weir is opened\n9 May 1931\nThe first boat goes through\n3 June 1940\nThe gates are blown up\n4 June 1940\nThe valley is under water\n12 July 1946\nThe gates are rebuilt\n13 July 1946\nThe mill works again\n1 March 1962\nThe great flood\n2 March 1962\nThe dam at Hale breaks\n5 May 2021\nThe weir is ninety\n6 May 2021\nThe choir sings\n\nArchive\n"
        ),
        Valid(
            "Contents\n\nHow the weir was built\nWho kept the gates\nWhat the miller saw\nWhere the fish went\nWhy the bridge ends in a field\nWhen the ice came\nHow the swans left\nWho paid for the bells\nWhat the baker knew\nWhere the boats lie\nWhy the clock stands still\nWho rings it\n\nNext page\n"
        ),
        Valid(
            "Seven walks\n\nThe first goes along the weir, past the mill and back by the road.\nThe second is longer and wet in spring ...\nThe third is for children.\nThe fourth goes to Hale.\nThe fifth ends at an inn ...\nThe sixth is closed this year.\nThe seventh has no path at all ...\nTake a map with you.\nTake water.\nTell somebody where you go.\nThe bus runs at six.\nIt is the last one ...\n"
        ),
    )
    INVALID = (
        Invalid(
            "⟦Valley news\n\nWeir holds against the spring flood\n3 May 2021\nIt was built for higher floods than this one, and so the people below it have…\nRead more\n\n"
            "Mill to be sold in June\n2 May 2021\nThe last mill in the valley will go under the hammer after the owner…\nRead more\n\n"
            "Twelve swans counted on the ice\n2 May 2021\nNobody knows how the birds found their way to the pond behind the…\nRead more\n\n"
            "Ferry late for the ninth time\n1 May 2021\nPassengers to Hale had to wait for two hours when a rope in the…\nRead more\n\n"
            "Council votes on the bridge again\n1 May 2021\nThe bridge that ends in a field may get a road after all, if the…\nRead more\n\n"
            "Choir to sing Brahms in the rain\n30 April 2021\nThere is soup afterwards for everybody who comes in from the…\nRead more\n\nOlder posts⟧\n"
        ),
        Invalid(
            "⟦Search results for: weir\n\nWeir holds against the spring flood\n3 hours ago\n\nWho kept the gates in the war\n2 days ago\n\nThe weir is ninety this year\n5 days ago\n\n"
            "Fish ladder at the weir is to be rebuilt\n1 week ago\n\nA night with the keeper of the weir\n2 weeks ago\n\nWhy the weir at Hale was taken down\n3 weeks ago\n\n"
            "Read more\nRead more\nRead more\nRead more\n\nPage 1 of 9⟧\n"
        ),
        Invalid(
            "⟦Archiv der Kategorie: Wehr\n\nDas Wehr hält der Frühjahrsflut stand\nEs wurde für höhere Fluten gebaut als diese…\nWeiterlesen\n\nDie Mühle wird im Juni verkauft\nDie letzte Mühle im Tal kommt unter…\nWeiterlesen\n\n"
            "Zwölf Schwäne auf dem Eis\nNiemand weiß, wie die Vögel den Weg…\nWeiterlesen\n\nDie Fähre kommt wieder zu spät\nWer nach Hale wollte, musste warten…\nWeiterlesen\n\n"
            "Der Rat stimmt über die Brücke ab\nDie Brücke, die im Feld endet, soll…\nWeiterlesen\n\nDer Chor singt Brahms im Regen\nDanach gibt es Suppe für alle, die…\nWeiterlesen⟧\n"
        ),
        Invalid(
            "⟦Actualités de la vallée\n\nLe barrage tient face à la crue\nIl a été bâti pour des crues plus fortes…\nLire la suite\n\nLe moulin sera vendu en juin\nLe dernier moulin de la vallée sera mis…\nLire la suite\n\n"
            "Douze cygnes sur la glace\nPersonne ne sait comment les oiseaux ont…\nLire la suite\n\nLe bac de nouveau en retard\nLes passagers ont attendu deux heures, car…\nLire la suite\n\n"
            "Le conseil vote encore sur le pont\nLe pont qui finit dans un champ pourrait…\nLire la suite\n\nLe chœur chante sous la pluie\nIl y aura de la soupe pour tous ceux qui…\nLire la suite\n\nArticles plus anciens⟧\n"
        ),
        Invalid(
            "⟦Posts tagged swans\n\nTwelve swans counted on the ice [...]\nSwans leave the pond behind the mill [...]\nWhy a swan came to the market on foot [...]\nThe swan that would not fly [...]\n"
            "What swans eat when it snows in May [...]\nTen years of counting swans [...]\nA swan stops the regatta at Ollen [...]\nSwans and how to leave them alone [...]\nThe keeper of the swans retires [...]\n"
            "Swan upping in the lower valley [...]\nA feather for the mayor of Hale [...]\nNext page⟧\n"
        ),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding over a text that is a list of stories and holds no story of its own."""
        doc = ctx.doc
        lines = doc.lines
        if len(lines) < FEWEST_LINES:
            return
        rest = len({hit.line.index for hit in ctx.hits if hit.trigger in _REST})
        archive = [hit.line for hit in ctx.hits if hit.trigger not in _REST]
        dotted = {line.index for dots in ("…", "...") for line in lines_with(doc, dots)}
        if max(len(dotted), rest) < ENOUGH:
            return
        cut = [line.index in dotted and _is_cut(doc, line) for line in lines]
        cuts = sum(cut)
        if max(cuts, rest) < ENOUGH or _has_story(lines, cut):
            return
        stamps = sum(_is_stamp(doc, line) for line in lines)
        headlines = sum(looks_like_headline(line) for line in lines)
        signs = sum(count >= ENOUGH for count in (cuts, rest, stamps))
        if FEWEST_HEADLINES <= headlines <= HEADLINES_EACH * max(cuts, rest) and (signs > 1 or archive):
            named = f", {quoted(archive[0].text, 24)}" if archive else ""
            yield self.finding(
                Span(lines[0].start, lines[-1].end),
                f"list of stories: {headlines} headlines, {cuts} cut teasers, {rest} links to the rest, {stamps} dates{named}",
                settles=Verdict.NOT_AN_ARTICLE,
            )


def _is_cut(doc: Document, line: Line) -> bool:
    return _CUT.search(doc.folded[max(line.start, line.end - CUT_TAIL) : line.end]) is not None


def _is_stamp(doc: Document, line: Line) -> bool:
    if len(line.text) > STAMP_LENGTH:
        return False
    text = doc.folded[line.start : line.end]
    return bool(DAY.search(text) or AGO.search(text))


def _has_story(lines: Sequence[Line], cut: Sequence[bool]) -> bool:
    """Tell whether running text goes on for longer than a teaser does, or most short lines are sentences."""
    run = characters = stopped = short = 0
    for line, is_cut in zip(lines, cut, strict=True):
        if line.prose and not is_cut:
            run += 1
            characters += len(line.text)
            if run > MOST_RUNNING or characters > LONGEST_TEASER:
                return True
        else:
            run = characters = 0
            short += 1
            stopped += line.stopped and not is_cut
    return stopped > MOST_STOPPED * short
