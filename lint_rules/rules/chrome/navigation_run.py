"""CHR002: menus, breadcrumbs, page numbers, archive lists and the words of a page's foot."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity, Span
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Hit, Invalid, Option, Rule, Trigger, Valid, patterns, phrases, quoted, remove_lines
from lint_rules.shapes import Labels, by_line, list_opener
from lint_rules.shapes.vocabulary import LineStems, stems

MENU = phrases("navigation")
FOOT = phrases("footer_link")
TOPICS = phrases("navigation_topic")
ARCHIVE = phrases("navigation_archive")
PARTS = phrases("navigation_part", Anchor.ANYWHERE)
PAGES = patterns(r"1 2 3(?: \d{1,3}){0,30}(?: ?(?:\.{2,3}|…) ?\d{1,4})?")
COUNTED = patterns(r"\(\d{1,5}\)")
# "Back up to the top of the page", "return to the front page": ways back that take the whole line.
BACK = patterns(
    r"(?:go |jump |scroll |return |take me )?(?:back )?(?:up )?to (?:the )?(?:very )?"
    r"(?:top|home ?page|front page|main page|main menu|start page|article list|news list|overview page)(?: of (?:the |this )?(?:page|site|article|story))?"
)
NUMBER = "#"
NUMBERS = (Trigger(NUMBER, Anchor.LINE, weak=True),)
CODES = patterns(r"[a-z]{2}(?: ?[|/·] ?[a-z]{2}){2,40}", r"[a-z]{2}(?: [a-z]{2}){3,40}")

_CORE = phrases("navigation_core")
_LONE = phrases("navigation_lone")
LABELS = Labels(MENU, FOOT, TOPICS)

# The languages that sites offer themselves in; other pairs of letters ("to be or no") make no language row.
LANGUAGE_CODES = phrases("language_code")
ENTRY_WORDS = 5  # words that an entry of a menu has at most …
ENTRY_LENGTH = 40  # … and characters
GAP = 8  # unknown entries that may stand between two known ones in the head or the foot of a page
INNER_GAP = 2  # … and between paragraphs, where a run may as well be a list or a table of the article
SEPARATOR_SIGNS = ("|", "•", "·", "»", "›", ">", " / ", " – ", " — ", " - ", " → ")  # one of them stands in a row that has any
SEPARATORS = pattern(r" ?[|•·»›>] ?| [/–—-] ")  # "and/or" and "one-off" are words: these need spaces
OPENERS = ":,;"  # a line that ends so goes on: it is no entry
BACK_ARROWS = frozenset("«‹←❮◄◀")
ON_ARROWS = frozenset("»›→❯►▶")
CRUMB = pattern(r" [>»›/|→] ")
ROW_LENGTH = 400  # characters of a line that may be a menu as a whole
LEAST_SEGMENTS = 3  # pieces between separators that are a menu; two may be a title and the site's name
SEGMENT_SHARE = 0.4  # of the pieces are known labels; the others are the site's own sections
LEAST_LABELS = 4  # known labels on a line without separators
UNKNOWN_SHARE = 0.5  # unknown words for each known label on such a line
CAPITALISED = 0.8  # of its words begin with a capital
OUTER_SHARE = 0.25  # of the lines of a run in the head or the foot are known
INNER_SHARE = 0.4  # of the lines of a run between paragraphs are a menu's own
LEAST_CORE = 2  # words of every site's menu that make one of a run between paragraphs, or of a block; a table may have one
LEAST_IN_BLOCK = 3  # known lines that make a block of entries a menu up to its edge
LEAST_BACK = 3  # words of a line that leads back: "to top" may be part of a verse
LEAST_MIXED = 4  # known lines that make a run where only one of them is a menu's own
TITLE_STEMS = 2  # word stems that a title of a few words shares with the text's opening
OPENING_LINES = 3  # lines of the text among which its title's words are looked for …
OPENING_LENGTH = 2000  # … and characters
LEAST_COUNTING = 4  # numbers on lines of their own that count on by one
LEAST_COUNTED = 4  # lines such as "June 2012 (14)" that make an archive list, if they name a year or stand under "Archives"
YEAR = pattern(r"\b(?:19|20)\d\d\b")
LEAST_CERTAIN = 2  # certain lines after the text below which there is nothing of it, as there is not below a menu
LONGEST_HEAD = 2  # times the text's length that a page's head has; what is longer is a table, with a menu somewhere above it
LEAST_SORTED = 8  # entries in the order of the alphabet that are an index or a choice list; fewer may stand so by chance …
ENTRY_SHARE = 0.9  # of the lines of such a list that are entries; a title in several words may stand among them
SORTED_LETTERS = 4  # … and so may many that begin with the same few letters
SORTED_BY = 3  # letters by which neighbours are compared …
SORTED_LOOK = 12  # … among so many characters; sites sort spaces and marks differently
SORTED_SHARE = 0.75  # of the neighbours that stand in order; a few may be out of place
_NO_LETTERS = pattern(r"[\W_]+")


class Known(enum.IntEnum):
    """How well a line is known to be a menu's."""

    TOPIC = 1
    """The name of a section, a place, a sport: any list may hold it."""
    COUNTED = 2
    """A month, or words with a count behind them in brackets: a list of such is an archive or a tag list."""
    WEAK = 3
    """A menu's own word that may be a heading, too."""
    FIRM = 4
    """No line of an article, wherever it stands."""


class Zone(enum.Enum):
    """Where on a page a run of lines stands."""

    HEAD = "before the text"
    FOOT = "after the text"
    INSIDE = "within the text"


class Cluster(NamedTuple):
    """Known lines near one another, with only entry-like lines between them."""

    lines: tuple[Line, ...]
    known: Mapping[int, Known]
    zone: Zone
    listed: int
    """How many of the lines stand in the order of the alphabet."""

    def count(self, kind: Known) -> int:
        """Return how many lines are known so well."""
        return list(self.known.values()).count(kind)

    def has_core(self) -> bool:
        """Tell whether the lines hold words that every site's menu has: two, or one that is certain."""
        return self.count(Known.FIRM) > 0 or _has_core(self.lines)


# Running text, so that the cases have a head, a middle and a foot.
_TEXT = "The harbour opened at dawn, and the first boats were out before the fog had lifted from the mole."

_GLOSSARY = ("Crane", "Dredger", "Ferry", "Health", "Jetty", "Mole", "Pilot", "Sluice")
_LONG = f"{_TEXT}\n\n" * 3


class NavigationRun(Rule):
    """Part of a menu was scraped as text: its entries, a breadcrumb, page numbers, an archive list, the words of the foot.

    ## Why it matters
    A page's menus hold more lines than its text. They are the same on every page of a site, so that they drown what a
    model should learn, and their words ("Sports", "Health") are taken for what the document is about.

    ## How it is found
    Three kinds of words are told apart, in ten languages. Some are no line of any article ("Back to top", "Site map"): one
    is enough. Some are a menu's, but may head a section as well ("Home", "Search", "Archives"): they count where several
    stand together. The rest are what menus list ("Tennis", "Europe"): they count only beside the others. Lines of a few
    words between known ones belong to the run, for nine of ten lines of residue stand in runs of three and more: up to
    eight in a row before the first paragraph or after the last, two between paragraphs, where a run may be a list.
    Words that only control a page ("Search", "Menu", "Next") need no company before the first paragraph or after the last.
    On one line, a menu is told by its separators or capitals and by the labels it holds; a breadcrumb by the home page it
    starts from; a language row by its codes.

    Two signs need no phrase for each line. Eight entries and more that stand in the order of the alphabet, upwards or
    downwards, beside a menu's own word, are a tag cloud, an index or what a form lets one choose: their letters, not their
    words, tell them. And a menu parts the page from the text: no line above one that stands before the first paragraph, and
    none below one after the last, was the article's on the pages that were read for this rule, but for its title and its
    table of contents, at which the stretch ends.

    ## When it is right to keep
    In a text about a site's menus, or a list of subjects that happens to be short: a list that a sentence ending in a colon
    opens is left alone, and a sorted one right under a paragraph, or whose entries head the text's sections. An entry above
    running text is taken for its heading, unless it can be none.
    """

    code = "CHR002"
    severity = Severity.WARNING
    confidence = 0.98
    triggers = (MENU, FOOT, TOPICS, ARCHIVE, PARTS, *PAGES, *COUNTED, *NUMBERS, *CODES, *BACK)
    least_known = Option(3, "fewest lines known as a menu's own that make a run of short lines one")

    VALID = (
        Valid(f"Home\n\n{_TEXT}\n\nSearch\n\n{_TEXT}\n\nArchives\n\n{_TEXT}\n"),
        Valid(f"{_TEXT}\nThe subjects on offer in autumn:\nHealth\nEducation\nBusiness\nSports\nTravel\n{_TEXT}\n"),
        Valid(f"Skills\nCycling\nCarpentry\nChild care\nCooking\n{_TEXT}\n"),
        Valid(f"{_TEXT}\nHome > Insert > Table\n{_TEXT}\n"),
        Valid(f"Privacy Policy\n\n{_TEXT}\n\nCookies\n\n{_TEXT}\n"),
        Valid(f"{_TEXT}\n1 2 3\n{_TEXT}\n"),
        Valid(f"{_TEXT}\nPears (12)\nPlums (7)\nQuinces (31)\nMedlars (2)\n{_TEXT}\n"),
        Valid(f"{_TEXT}\n\nCrew of the tugs\nAda (3)\nBen (1)\nQuill (7)\nMole (2)\nStern (4)\n"),
        Valid(f"May 2019\n\n{_TEXT}\n\nJune 2019\n\n{_TEXT}\n\nJuly 2019\n\n{_TEXT}\n\nAugust 2019\n\n{_TEXT}\n"),
        Valid(f"Sport\nHarbour Rowers Win Again\nBy Ada Quill\n\n{_TEXT}\n"),
        Valid(f"Search\n\n{_TEXT}\n{_TEXT}\n{_TEXT}\nAda Quill\nOld Mill Quay\n"),
        Valid("Plan\nFeatures\nPricing\nSupport\nSmall\n3\n12\nPost\nLarge\n9\n40\nTelephone\n"),
        Valid(f"January 2020\nJune 2020\nMarch 2021\nMay 2022\n\n{_TEXT}\n"),
        Valid("Club\nPlayed\nHome\nAway\nPoints\nQuayside\n12\n7\n5\n31\nOld Mill\n12\n3\n2\n9\n"),
        Valid(f"{_TEXT}\n\nTo be, or no to us, is it as he or me?\n\nis it to be or no\n"),
        Valid(f"{_TEXT}\n\nEurope\nAsia\nAfrica\nAustralia\n\n{_TEXT}\n"),
        Valid(f"{_TEXT}\n\nWe sell sports, health, travel and music books, says the owner of the shop by the quay\n"),
        Valid(f"{_TEXT}\nBanking\nDredging\nEducation\nFishing\nHealth\nLaw\nPilotage\nSearch\nTravel\n\n{_TEXT}\n"),
        Valid(f"{_TEXT}\n\nThe crew in order:\nAda\nBen\nCarla\nDora\nEmil\nFinn\nHome\nNews\nQuill\n\n{_TEXT}\n"),
        Valid(
            "Crane\nDredger\nFerry\nHealth\nJetty\nMole\nPilot\nSluice\n" + "".join(f"\n{word}\n{_TEXT}\n" for word in _GLOSSARY)
        ),
        Valid(f"{_LONG}Ada Quill\nBen Orde\nCarla Tull\nDora Moss\nEmil Reuss\nFinn Holt\nHanna Lind\nIda Vane\n"),
        Valid(f"{_TEXT}\n\nLocation: Old Mill Quay\nSupport:\nForum and mail\nPartners:\nThree yards\nTools:\nAdze\n\n{_TEXT}\n"),
    )
    INVALID = (
        Invalid(f"{_TEXT}\n\n⟦Search\nTags\nanchor\nbarge\nbuoy\ncrane\ndredger\nferry\njetty\npilot\nsluice⟧\n"),
        Invalid(f"{_TEXT}\n\n⟦Sitemap\nZander\nWeir\nTench\nSalmon\nRuffe\nPike\nLoach\nEel⟧\n\n{_TEXT}\n"),
        Invalid(f"{_LONG}\n⟦Home\nNews\nContact us⟧\n⟦Kiosk at the end of the north quay\nTwelve flags for sale⟧\n"),
        Invalid(f"{_LONG}\n⟦Terms of use⟧\n⟦Kiosk at the end of the north quay⟧\n⟦Privacy policy⟧\n⟦Twelve flags for sale⟧\n"),
        Invalid(f"Fog Lifted From Harbour Mole\n⟦Twelve flags and an anchor for sale⟧\n⟦Home\nNews\nContact us⟧\n\n{_LONG}"),
        Invalid(f"⟦Home\nNews\nHarbour\nTennis\nContact us⟧\n\n{_TEXT}\n", fixed=f"{_TEXT}\n"),
        Invalid(f"⟦Old Mill Weekly\nMoorings\nTide Tables\nJobs\nAbout us\nDirectory⟧\n\nA tug is found\n\n{_TEXT}\n"),
        Invalid(f"{_TEXT}\n\n⟦« Older⟧\n⟦Newer »⟧\n"),
        Invalid(f"{_TEXT}\n\n⟦Take me back to the front page⟧\n"),
        Invalid(f"{_TEXT}\n\n⟦Back to top⟧\n", fixed=f"{_TEXT}\n"),
        Invalid(f"⟦Home » Ships » Tugs » The last tug of Old Mill Quay⟧\n\n{_TEXT}\n"),
        Invalid(f"{_TEXT}\n\n⟦Home | Ships | Tugs | Contact us | Advertise⟧\n"),
        Invalid(f"⟦Home News Sports Harbour Business Opinion Obituaries⟧\n\n{_TEXT}\n"),
        Invalid(f"{_TEXT}\n\n⟦June 2012 (14)\nMay 2012 (9)\nApril 2012 (11)\nMarch 2012 (2)⟧\n"),
        Invalid(f"⟦CS DE EN ES FR⟧\n\n{_TEXT}\n"),
        Invalid(f"{_TEXT}\n\n⟦1\n2\n3\n4\n5⟧\n\n{_TEXT}\n"),
        Invalid(f"{_TEXT}\n\n⟦Page 2 of 7⟧\n\n{_TEXT}\n"),
        Invalid(f"{_TEXT}\n{_TEXT}\n{_TEXT}\n⟦Search⟧\n"),
        Invalid(f"{_TEXT}\n\n⟦Terms of use⟧\n⟦Privacy policy⟧\n"),
        Invalid(f"⟦Startseite\nNachrichten\nHafen\nKontakt\nImpressum⟧\n\n{_TEXT}\n"),
        Invalid(f"{_TEXT}\n\n⟦Mentions légales⟧\n"),
        Invalid(f"⟦Inicio\nNoticias\nPuerto\nContacto⟧\n\n{_TEXT}\n"),
        Invalid(f"{_TEXT}\n\n⟦Política de privacidade⟧\n"),
        Invalid(f"{_TEXT}\n\n⟦Torna su⟧\n"),
        Invalid(f"{_TEXT}\n\n⟦Terug naar boven⟧\n"),
        Invalid(f"{_TEXT}\n\n⟦Till toppen av sidan⟧\n"),
        Invalid(f"{_TEXT}\n\n⟦Takaisin ylös⟧\n"),
        Invalid(f"{_TEXT}\n\n⟦Polityka prywatności⟧\n"),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each run, and one for each line that needs no run."""
        doc = ctx.doc
        known = _known(ctx)
        if not known:
            return
        menus: list[Cluster] = []
        others: list[Cluster] = []
        for cluster in _clusters(doc, known, _listed(doc, known)):
            (menus if len(cluster.lines) >= self.least_known and self._is_menu(doc, cluster) else others).append(cluster)
        beyond = _beyond(doc, menus, others)
        for cluster in menus:
            yield self._menu(cluster)
        for cluster in others:
            hints = self._may_be_menu(doc, cluster)
            for index, level in cluster.known.items():
                if level is Known.FIRM or (level is Known.WEAK and hints and index not in beyond):
                    yield self._entry(doc, doc.lines[index], level)
        for first, last in _stretches_of(beyond):
            yield self._rest(doc, doc.lines[first], doc.lines[last])

    def _menu(self, cluster: Cluster) -> Finding:
        lines, known = cluster.lines, cluster.known
        own = cluster.count(Known.FIRM) + cluster.count(Known.WEAK)
        in_order = f", {cluster.listed} of them in the order of the alphabet" if cluster.listed else ""
        return self.finding(
            Span(lines[0].start, lines[-1].end),
            f"menu of {len(lines)} lines {cluster.zone.value}, {quoted(lines[0].text, 24)} to {quoted(lines[-1].text, 24)}, "
            f"{own} of them known as a menu's own{in_order}",
            fix=remove_lines(lines[0], lines[-1], safe=len(known) == len(lines)),
        )

    def _entry(self, doc: Document, line: Line, level: Known) -> Finding:
        run = len(doc.runs[line.index])
        where = f"in a run of {run} short lines" if run > 1 and not line.prose else "alone on its line"
        weak = level is Known.WEAK and not (line.key in _LONE.words and doc.outside(line))
        return self.finding(line.span, f"part of a menu {quoted(line.text)}, {where}", weak=weak, fix=remove_lines(line))

    def _rest(self, doc: Document, first: Line, last: Line) -> Finding:
        where = "above a menu, before the text" if first.index < doc.first_prose else "below a menu, after the text"
        count = last.index - first.index + 1
        return self.finding(
            Span(first.start, last.end),
            f"{count} short lines {where}, from {quoted(first.text, 24)}" if count > 1 else f"{quoted(first.text)} {where}",
            fix=remove_lines(first, last, safe=False),
        )

    def _is_menu(self, doc: Document, cluster: Cluster) -> bool:
        """Tell whether a cluster holds so many known lines that all of it is a menu."""
        own = cluster.count(Known.FIRM) + cluster.count(Known.WEAK)
        if cluster.listed >= LEAST_SORTED and (own > 0 or (cluster.known and cluster.zone is Zone.HEAD)):
            return True
        if not self._may_be_menu(doc, cluster):
            return False
        if cluster.zone is Zone.INSIDE:
            return own >= max(self.least_known, INNER_SHARE * len(cluster.lines))
        if cluster.count(Known.COUNTED) >= LEAST_COUNTED and (own or any(map(_is_counted_month, cluster.lines))):
            return True
        enough = own >= self.least_known or (own > 0 and len(cluster.known) >= LEAST_MIXED)
        return enough and len(cluster.known) >= OUTER_SHARE * len(cluster.lines)

    def _may_be_menu(self, doc: Document, cluster: Cluster) -> bool:
        """Tell whether words that are not certain count in a cluster at all.

        Not in a list that the text opens with a colon, and between paragraphs only beside a word that every menu has: a
        list of subjects is not the less an article's for being made of the names of sections.
        """
        if cluster.count(Known.FIRM):
            return True
        return list_opener(doc, cluster.lines[0]) is None and (cluster.zone is not Zone.INSIDE or cluster.has_core())


def _known(ctx: Context) -> dict[int, Known]:
    """Return the lines that are known, by their index."""
    known: dict[int, Known] = {}
    for line, hits in by_line(ctx.hits):
        if line.text[-1] in OPENERS:
            continue
        phrases_alone = [] if line.prose else [hit.trigger.phrase for hit in hits if hit.trigger.anchor is Anchor.LINE]
        if phrases_alone:
            level = max(filter(None, [_level(ctx.doc, line, phrase) for phrase in phrases_alone]), default=None)
        else:
            level = _level_of_row(ctx.doc, line, hits)
        if level is not None:
            known[line.index] = level
    return known


def _listed(doc: Document, known: Mapping[int, Known]) -> frozenset[int]:
    """Return the indices of the lines that stand in the order of the alphabet, in runs of short lines that hold a known one."""
    runs = {doc.runs[index] for index in known}
    stretches = (each for run in runs if len(run) >= LEAST_SORTED for each in _sorted_stretches(doc, run))
    indexes = (each for stretch in stretches if _is_index(doc, each := list(filter(_is_entry, stretch)), len(stretch)))
    return frozenset(line.index for each in indexes for line in each)


def _sorted_stretches(doc: Document, run: range) -> Iterator[Sequence[Line]]:
    """Yield the lines of a run in stretches whose first letters only rise or only fall, if they are long enough.

    A line without letters at its beginning ends a stretch. Those with its last letter may begin the next one as well.
    """
    lines = doc.lines[run.start : run.stop]
    start = same = 0  # where the stretch begins, and where its last letter does
    before = ""
    rises = falls = False
    for place, line in enumerate(lines):
        letter = line.key[:1]
        if letter == before:
            continue
        if before and letter.isalpha():
            rises, falls = rises or letter > before, falls or letter < before
            if rises and falls:
                if place - start >= LEAST_SORTED:
                    yield lines[start:place]
                start = same
                rises, falls = letter > before, letter < before
        else:
            if before and place - start >= LEAST_SORTED:
                yield lines[start:place]
            start, rises, falls = place, False, False
        before, same = letter if letter.isalpha() else "", place
    if before and len(lines) - start >= LEAST_SORTED:
        yield lines[start:]


def _is_index(doc: Document, stretch: Sequence[Line], of: int) -> bool:
    """Tell whether a stretch is a sorted list that the text neither opens nor takes up: a tag cloud, an index, a choice list.

    `of` is the number of lines among which the entries stand.
    """
    if len(stretch) < max(LEAST_SORTED, ENTRY_SHARE * of) or len({line.key[0] for line in stretch}) < SORTED_LETTERS:
        return False
    keys = [_NO_LETTERS.sub("", line.key[:SORTED_LOOK])[:SORTED_BY] for line in stretch]
    if keys[0] > keys[-1]:
        keys.reverse()
    if sum(one <= other for one, other in pairwise(keys)) < SORTED_SHARE * (len(keys) - 1):
        return False
    first = stretch[0]
    if list_opener(doc, first) is not None or (first.index and doc.lines[first.index - 1].prose):
        return False
    return 2 * sum(line.key in doc.view(_headings) for line in stretch) < len(stretch)


def _level(doc: Document, line: Line, phrase: str) -> Known | None:
    if phrase == NUMBER:
        return Known.FIRM if _counts_on(doc, line) else None
    level = _level_of_phrase(phrase)
    if level is None:
        # An arrow that leads away from the word makes it a button: "Newer »". One in front of it may be a bullet.
        return Known.FIRM if line.text[0] in BACK_ARROWS or line.text[-1] in ON_ARROWS else Known.WEAK
    return Known.WEAK if level is Known.FIRM and _heads_text(doc, line) and phrase not in MENU.firm else level


@cache
def _level_of_phrase(phrase: str) -> Known | None:
    """Return how well a phrase of the lists tells a menu by itself; None where its line must tell more."""
    if phrase in MENU.firm or phrase in FOOT.firm:
        return Known.FIRM
    if phrase in ARCHIVE.words:
        return Known.COUNTED
    return Known.TOPIC if phrase in TOPICS.words else None


def _counts_on(doc: Document, line: Line) -> bool:
    """Tell whether a number alone on its line stands in a run of lines that count on by one: pages, or days of a month."""
    length = 1
    for step in (-1, 1):
        index, number = line.index + step, _number(line)
        while number is not None and 0 <= index < len(doc.lines) and length < LEAST_COUNTING:
            number = number + step if _number(doc.lines[index]) == number + step else None
            length += number is not None
            index += step
    return length >= LEAST_COUNTING


def _number(line: Line) -> int | None:
    return int(line.key) if len(line.key) < 5 and line.key.isdecimal() and line.key.isascii() else None


def _heads_text(doc: Document, line: Line) -> bool:
    """Tell whether running text follows a line directly: it may be the text's heading then."""
    return line.index + 1 < len(doc.lines) and doc.lines[line.index + 1].prose


def _level_of_row(doc: Document, line: Line, hits: Sequence[Hit]) -> Known | None:
    """Return how well a line that holds more than one label is known; None where it is no row of labels."""
    folded = doc.folded[line.start : line.end]
    zone = _zone(doc, line)
    made = [hit for hit in hits if hit.trigger.anchor is Anchor.PATTERN]
    whole = next(filter(_covers, made), None)
    if whole is not None and whole.trigger in CODES:
        codes = re.findall(r"[a-z]{2}", folded)
        return Known.FIRM if len(codes) == len(set(codes)) and LANGUAGE_CODES.words.issuperset(codes) else None
    if whole is not None and whole.trigger in BACK:
        return Known.FIRM if line.words >= LEAST_BACK else None
    if whole is not None and whole.trigger in PAGES:
        return Known.WEAK if zone is Zone.INSIDE else Known.FIRM
    if any(hit.trigger in COUNTED and hit.span.end == line.end for hit in made) and _is_entry(line) and ":" not in folded:
        return Known.COUNTED
    if len(made) == len(hits) or len(folded) > ROW_LENGTH:
        return None
    if not any(map(folded.__contains__, SEPARATOR_SIGNS)):
        return _level_of_spaced_row(line, folded)
    segments = [segment for segment in (piece.strip() for piece in SEPARATORS.split(folded)) if segment]
    if len(segments) >= LEAST_SEGMENTS and all(segment.count(" ") < ENTRY_WORDS for segment in segments):
        labels = sum(LABELS.holds(segment) for segment in segments)
        if labels >= SEGMENT_SHARE * len(segments) and labels >= 2:
            return Known.FIRM
    if zone is not Zone.INSIDE and CRUMB.search(folded) and LABELS.holds(segments[0]) and not line.stopped:
        return Known.FIRM
    return _level_of_spaced_row(line, folded)


def _covers(hit: Hit) -> bool:
    """Tell whether a pattern's hit is all of its line, but for marks around it."""
    return 0 < len(hit.line.key) <= hit.span.end - hit.span.start


def _level_of_spaced_row(line: Line, folded: str) -> Known | None:
    """Return FIRM for a menu whose entries stand on one line with spaces between them, all of them capitalised."""
    if line.stopped or "," in folded:
        return None
    words = line.text.split()
    if sum(word[0].isupper() or not word[0].isalpha() for word in words) < CAPITALISED * len(words):
        return None
    row = LABELS.take_apart(line.text, folded)
    distinct = set(row.labels)
    if len(distinct) < LEAST_LABELS or row.unknown > UNKNOWN_SHARE * len(row.labels) or distinct <= TOPICS.words:
        return None
    return Known.FIRM


def _is_entry(line: Line) -> bool:
    """Tell whether a line has the shape of a menu's entry: a few words that are no sentence and open nothing."""
    return line.words <= ENTRY_WORDS and len(line.text) <= ENTRY_LENGTH and not line.stopped and line.text[-1] not in OPENERS


def _is_counted_month(line: Line) -> bool:
    """Tell whether a line is an archive's: a year, and in brackets how much was written in it or in one of its months."""
    return line.text.endswith(")") and YEAR.search(line.text) is not None


def _zone(doc: Document, line: Line) -> Zone:
    if doc.last_prose < 0:
        return Zone.INSIDE
    if line.index < doc.first_prose:
        return Zone.HEAD
    return Zone.FOOT if line.index > doc.last_prose else Zone.INSIDE


def _clusters(doc: Document, known: Mapping[int, Known], listed: frozenset[int]) -> Iterator[Cluster]:
    """Yield the known and the listed lines in groups, those together between which only a few entry-like lines stand."""
    group: list[int] = []
    for index in sorted(known.keys() | listed):
        if group and not _reaches(doc, group[-1], index):
            yield _cluster(doc, known, listed, group)
            group = []
        group.append(index)
    if group:
        yield _cluster(doc, known, listed, group)


def _reaches(doc: Document, index: int, following: int) -> bool:
    if following - index > GAP + 1:
        return False
    zone = _zone(doc, doc.lines[index])
    if zone is not _zone(doc, doc.lines[following]):
        return False
    between = doc.lines[index + 1 : following]
    if not between:
        return True
    gap = INNER_GAP if zone is Zone.INSIDE else GAP
    return (
        len(between) <= gap
        and all(map(_is_entry, between))
        and not (zone is Zone.HEAD and any(_is_title(doc, line) for line in between))
    )


def _is_title(doc: Document, line: Line) -> bool:
    """Tell whether the text takes up the words of a line that stands in the head of the page: it is the title then."""
    if line.words < TITLE_STEMS:
        return False
    return len(doc.view(LineStems).of(line) & doc.view(_opening)) >= TITLE_STEMS


def _opening(doc: Document) -> frozenset[str]:
    """Return the word stems of the first lines of the text."""
    lines = doc.lines[doc.first_prose : doc.first_prose + OPENING_LINES]
    return frozenset(stems(doc.folded[lines[0].start : lines[-1].end][:OPENING_LENGTH]) if lines else ())


def _headings(doc: Document) -> frozenset[str]:
    """Return the short lines that stand above running text, and are its headings."""
    before = (doc.lines[line.index - 1] for line in doc.paragraphs if line.index)
    return frozenset(line.key for line in before if not line.prose)


def _is_head_short(doc: Document) -> bool:
    """Tell whether what stands before the text is no longer than a menu may be: on a product's page it may be a table."""
    head = doc.lines[: doc.first_prose]
    return sum(len(line.text) for line in head) <= LONGEST_HEAD * sum(len(line.text) for line in doc.paragraphs)


def _beyond(doc: Document, menus: Sequence[Cluster], others: Sequence[Cluster]) -> frozenset[int]:
    """Return the indices of the lines that a menu parts from the text: those above one in the head, below one in the foot.

    In the foot, two lines that are certain will do for a menu. In the head, the title and what the text has for headings
    end the stretch, and there is none where the head is much longer than the text.
    """
    if not doc.is_text:
        return frozenset()
    seen = {line.index for cluster in menus for line in cluster.lines}
    firm = sorted(index for cluster in others for index, level in cluster.known.items() if level is Known.FIRM)
    seen.update(firm)
    found: set[int] = set()
    below = [cluster.lines[-1].index for cluster in menus if cluster.zone is Zone.FOOT][:1]
    certain = [index for index in firm if index > doc.last_prose]
    if len(certain) >= LEAST_CERTAIN:
        below.append(certain[0])
    if below:
        found.update(range(min(below) + 1, len(doc.lines)))
    for cluster in menus:
        if cluster.zone is Zone.HEAD and doc.view(_is_head_short):
            for line in reversed(doc.lines[: cluster.lines[0].index]):
                if line.index in seen or _is_title(doc, line) or line.key in doc.view(_headings):
                    break
                found.add(line.index)
    return frozenset(found - seen)


def _stretches_of(indices: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each stretch of indices that follow one another."""
    first = last = -1
    for index in sorted(indices):
        if last < 0:
            first = index
        elif index != last + 1:
            yield first, last
            first = index
        last = index
    if last >= 0:
        yield first, last


def _cluster(doc: Document, known: Mapping[int, Known], listed: frozenset[int], group: Sequence[int]) -> Cluster:
    zone = _zone(doc, doc.lines[group[0]])
    first, last = group[0], group[-1]
    levels = {index: known[index] for index in group if index in known}
    if len(levels) >= LEAST_IN_BLOCK and _has_core(doc.lines[index] for index in levels):
        # A block of entries that a blank line parts from the text belongs together, to the page's edge.
        if zone is Zone.HEAD and doc.lines[last + 1].gap:
            first = _block_edge(doc, first, -1)
        elif zone is Zone.FOOT and doc.lines[first].gap:
            last = _block_edge(doc, last, 1)
    return Cluster(doc.lines[first : last + 1], levels, zone, sum(index in listed for index in group))


def _has_core(lines: Iterable[Line]) -> bool:
    return len({line.key for line in lines} & _CORE.words) >= LEAST_CORE


def _block_edge(doc: Document, index: int, step: int) -> int:
    """Return the index of the last line, upwards or downwards, that is an entry of the block a line stands in."""
    for _ in range(GAP):
        following = index + step
        if not 0 <= following < len(doc.lines) or doc.lines[max(index, following)].gap:
            break
        line = doc.lines[following]
        if not _is_entry(line) or (step < 0 and _is_title(doc, line)):
            break
        index = following
    return index
