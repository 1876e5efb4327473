"""TXT002: sentences that end where a link was."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from lint_rules import phrases as phrase_lists
from lint_rules.document import EDGE, Document, Line, fold
from lint_rules.finding import Counts, Finding, Severity, Span
from lint_rules.lazy import pattern
from lint_rules.rule import Context, Invalid, Rule, Valid, quoted

SHORTEST_LINE = 4  # words: "Follow us on" alone is a share prompt, another rule's business
SHORTEST_PROSE = 80  # characters of a line that ends in mid-phrase: verse and captions are shorter, headings, too
LONGEST_PHRASE = 7  # words of the longest phrase in the lists
TAIL = 120  # characters of a line's end that are looked at: more than the longest phrase has
STOPS = ".!?"
SPACES = " \u00a0"
LONGEST_LINK = 6  # words of a link or an emphasis that stands on a line of its own
LONGEST_NAME = 3  # words of a name on the next line: "Follow me on", and there "Twitter"
GOING_ON = ",;.):"
CUT_WORDS = 2  # words reported of a line that merely stops: the last and what it leaned on

# Words that no English sentence, heading or label ends with: all of them lean on a noun that is to come.
DANGLING = (
    *(" the", " a", " an", " of", " our", " your", " their", " its", " my"),
    *(" from", " with", " into", " via", " between", " including", " than"),
)
MID_PHRASE_CONFIDENCE = 0.8  # a heading or a line of free verse may end so after all

_WHAT_WAS_LOST = pattern(
    r"https?:|www\.|\S+@\S|\S+\.(?:com|org|net|edu|gov|info|io|co|uk|de|fr|es|it|nl|se|fi|pl|br)\b|[#@+(]?\d"
)
_OPEN_STOP = pattern(r"\s[.!,]\Z")  # the full stop that stood behind the link


class TruncatedSentence(Rule):
    """A sentence ends where a link, an address or an icon was: what it leads up to is gone.

    ## Why it matters
    "To see more, visit" is the stump of a sentence whose link the scraper dropped. It says nothing, and a model that learns from such
    lines learns to stop in mid-sentence.

    ## How it is found
    By phrases at the end of a line that ask for an address or a name ("for more information, visit", "can be reached at",
    "originally published in"), where no such thing follows on the next line; a full stop set apart (" .") counts as nothing. Lines of 80 characters
    and more that stop, without a mark, at a word that always leans on a noun ("the", "of", "with") are cut as well, if they end a paragraph. Merely missing full stops are not reported: headings, captions, list items and verse have none.

    ## When it is right to keep
    In quotations that break off, and in lists whose items complete a sentence. Both are short lines as a rule, which are not looked at.
    """

    code = "TXT002"
    counts = Counts.DAMAGE
    confidence = 0.9

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each line that is cut; the span is its last words."""
        lasts = _last_words_of_phrases()
        for line in _unfinished(ctx.doc):
            text = line.text
            tail = line.key or text[-TAIL:].rstrip(EDGE).lower()
            if tail.rpartition(" ")[2] in lasts and not _is_ended(line) and line.words >= SHORTEST_LINE:
                cut = None if _goes_on(ctx.doc, line) else _lost_address(line)
                if cut:
                    words = ctx.doc.text[cut.start : cut.end]
                    yield self.finding(
                        cut, f"truncated sentence: the line ends at {quoted(words)}, and what it names does not follow"
                    )
            elif len(text) >= SHORTEST_PROSE and text.endswith(DANGLING) and _ends_paragraph(ctx.doc, line):
                cut = _last_words(line, CUT_WORDS)
                words = ctx.doc.text[cut.start : cut.end]
                message = f"truncated sentence: a line of {line.words} words stops at {quoted(words)}"
                yield self.finding(cut, message, severity=Severity.WARNING, confidence=MID_PHRASE_CONFIDENCE)

    VALID = (
        Valid("For more information, visit\nwww.harbour.example/tours\n\nThe boats leave at noon from the old quay.\n"),
        Valid(
            "For tickets and more details, please visit the box office.\n\nBest places to visit\n\nThe old town is the first of them.\n"
        ),
        Valid("Readers who want to know more can call us at\n555 0142 on weekdays.\n"),
        Valid(
            "The rain fell on the roofs of the\nquiet town and on the\nfields, and nobody was out to see the\nlast of the light go.\n"
        ),
        Valid(
            "The committee found that the plans for the bridge were drawn up without the advice of the\n"
            "engineers who had built the first one, and said so in its report.\n"
        ),
        Valid("What to look for\n\nThings we cannot do without\n\nThe garden we dream of\n\nA place to be from\n"),
        Valid("“I wanted to tell her that I had always, that there had never been a day when I did not think of the …”\n"),
        Valid(
            "The parties agree as follows:\n\n(a) the tenant pays the rent on the first day of each month, and keeps the windows clean; and\n"
        ),
        Valid(
            "He asked her where she came from\n\nShe said it was the house that her mother had grown up in, by the sea, with\nthe blue door.\n"
        ),
        Valid("Photo: the mayor, the baker, and the man they had all been looking for\n\nThe fair opened on Friday.\n"),
        Valid("Follow us on\n\nThe fair opened on Friday.\n"),
        Valid("I write about boats and tides, and you can follow me on\nMastodon\n\nThe fair opened on Friday.\n"),
        Valid(
            "Nobody had thought that a song about a lighthouse would ever be sung by the whole crowd before the\n\nHarbour Cup\n\n"
            "final, least of all the man who wrote it.\n"
        ),
    )
    INVALID = (
        Invalid("The museum is open daily until six. For opening times, ⟦please visit⟧\n\nThe east wing reopened in March.\n"),
        Invalid("Volunteers are welcome on Saturdays. To sign up, ⟦go to our website at .⟧\n\nTools are provided.\n"),
        Invalid("Anna Berg writes about gardens and rivers. She ⟦can be reached at⟧\n"),
        Invalid("This essay was ⟦originally published in⟧\n\nThe author lives by the sea.\n"),
        Invalid("You can stop these letters whenever you like ⟦by clicking⟧\n\nThe next one comes in June.\n"),
        Invalid(
            "The council voted on Tuesday to close the old market hall and to move its thirty traders to the square behind the ⟦station with⟧\n\n"
            "Traders said they had not been asked.\n"
        ),
        Invalid("Weitere Informationen ⟦finden Sie unter⟧\n\nDie Ausstellung läuft bis Mai.\n"),
        Invalid("El plazo termina el lunes. ⟦Para más información, visite⟧\n\nLas plazas son limitadas.\n"),
    )


@cache
def _phrases() -> frozenset[tuple[str, ...]]:
    """Return the phrases of all languages as their words without marks."""
    return frozenset(
        _words(phrase) for language in phrase_lists.LANGUAGES for phrase in phrase_lists.read(language, "truncated_sentence")
    )


@cache
def _last_words_of_phrases() -> frozenset[str]:
    """Return the words that phrases end with: what most lines do not."""
    return frozenset(phrase[-1] for phrase in _phrases())


def _unfinished(doc: Document) -> list[Line]:
    """Return the lines that may be cut: most are labels, or end as a sentence does."""
    long = [line for line in doc.lines if line.words >= SHORTEST_LINE or line.end - line.start >= SHORTEST_PROSE]
    return [line for line in long if not line.stopped or line.text[-1] not in STOPS or line.text[-2:-1] in SPACES]


def _is_ended(line: Line) -> bool:
    """Tell whether a line ends as a sentence does; a mark set apart (" .") ends nothing."""
    return line.stopped and line.text[-2:-1] not in SPACES


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in (raw.strip(",.:;!-–—\"'()") for raw in fold(text).split()) if word)


def _lost_address(line: Line) -> Span | None:
    """Return where a phrase that asks for an address ends the line; the longest of those that fit."""
    tail = line.text[-TAIL:]
    words = _words(tail)
    known = _phrases()
    for count in range(min(LONGEST_PHRASE, len(words)), 0, -1):
        if words[-count:] in known:
            return _last_words(line, count)
    return None


def _last_words(line: Line, count: int) -> Span:
    """Return the span of the last words of a line, with any mark set apart behind them."""
    start = len(line.text)
    end = len(_OPEN_STOP.sub("", line.text[-TAIL:])) + max(0, len(line.text) - TAIL)
    start = end
    for _ in range(count):
        start = len(line.text[:start].rstrip())
        start = max(line.text.rfind(" ", 0, start), line.text.rfind("\u00a0", 0, start)) + 1
    return Span(line.start + start, line.end)


def _ends_paragraph(doc: Document, line: Line) -> bool:
    """Tell whether a blank line or the end follows. What stands on the very next line may be the link that the words lean on."""
    if line.index + 1 >= len(doc.lines):
        return True
    return bool(doc.lines[line.index + 1].gap) and not _is_torn(doc, line)


def _is_torn(doc: Document, line: Line) -> bool:
    """Tell whether the rest of a sentence stands below: a link or an emphasis on a line of its own, and then a line that goes on."""
    following = doc.lines[line.index + 1 : line.index + 3]
    return bool(following) and (
        _goes_on_small(following[0].text)
        or (
            len(following) > 1
            and following[0].words <= LONGEST_LINK
            and not following[0].stopped
            and _goes_on_small(following[1].text)
        )
    )


def _goes_on_small(text: str) -> bool:
    return text[0].islower() or text[0] in GOING_ON


def _goes_on(doc: Document, line: Line) -> bool:
    """Tell whether the next line brings what this one leads up to."""
    if line.index + 1 >= len(doc.lines):
        return False
    following = doc.lines[line.index + 1]
    if _WHAT_WAS_LOST.match(following.text) is not None or _is_torn(doc, line):
        return True
    return not following.gap and (not following.text[0].isupper() or following.words <= LONGEST_NAME)
