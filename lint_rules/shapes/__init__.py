"""Ready bases for the shapes in which residue recurs. A rule names its phrases and its words; the shape does the looking."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from functools import cached_property
from typing import ClassVar, NamedTuple

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity, Span
from lint_rules.lazy import pattern
from lint_rules.rule import Anchor, Context, Hit, PhraseList, Rule, quoted, remove_lines

HEADLINE_WORDS = range(3, 26)  # words that a headline has
HEADLINE_LENGTH = 180  # characters that a headline has at most


OPENER_WORDS = 4  # words that a sentence has at least which opens a list; "Follow us:" opens none
LONGEST_LIST = 20  # items before a line among which the sentence that opens their list is looked for


def list_opener(doc: Document, line: Line) -> Line | None:
    """Return the line, ending in a colon, that opens the list of which a short line is an item; None if there is none."""
    for index in range(line.index - 1, max(-1, line.index - 1 - LONGEST_LIST), -1):
        before = doc.lines[index]
        if before.words >= OPENER_WORDS:
            return before if before.text.endswith(":") else None
    return None


def looks_like_headline(line: Line) -> bool:
    """Tell whether a line has the length of a headline and does not end as a sentence with a full stop."""
    return line.words in HEADLINE_WORDS and len(line.text) <= HEADLINE_LENGTH and not line.text.endswith((".", ":", ";", ","))


def last_characters(doc: Document) -> str:
    """Return the characters that lines end with, one a line: what ends so in no line is told at once (`doc.view`)."""
    return "".join([line.text[-1] for line in doc.lines])


def lines_with(doc: Document, sign: str, start: int = 0) -> Iterator[Line]:
    """Yield the lines, from a place on, that hold a sign (folded), in order. One look at the text finds that there are none."""
    folded, lines = doc.folded, doc.lines
    place = folded.find(sign, start)
    while place >= 0:
        line = lines[bisect_left(doc.line_ends, place)]
        yield line
        place = folded.find(sign, line.end)


NAME_WORDS = range(2, 6)  # words that a person's name has, with title and middle initial
# Words of names that are written small, and words that no person is called, with which labels and headlines begin.
_SMALL_IN_NAMES = "de da di do dos das del della du des la le van von der den ten ter zu y e i bin ibn al el af av san st"
_NEVER_NAMES = (
    "the a an and or of in on at by for to from with how what why who when where your our my this that these all more most new "
    "read watch related latest top best breaking home news about contact sign log subscribe share follow next previous view see "
    "show"
)
_PARTICLES = frozenset(_SMALL_IN_NAMES.split())
_NO_NAMES = frozenset(_NEVER_NAMES.split())
_NAME_WORD = pattern(r"[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]*)*")


def looks_like_name(text: str) -> bool:
    """Tell whether a text has the form of a person's name: two to five words, capitalised but for particles, no digits."""
    words = text.strip().split()
    if len(words) not in NAME_WORDS or len(text) > 60:
        return False
    for word in words:
        if not _NAME_WORD.fullmatch(word) or word.lower() in _NO_NAMES:
            return False
        if not word[0].isupper() and word.lower() not in _PARTICLES:
            return False
    return words[-1][0].isupper() and words[0][0].isupper()


ANSWER_WORDS = 2  # words of a line that a full stop makes an answer or a line of verse: "Print." is no button


def _is_answer(line: Line) -> bool:
    """Tell whether a line of a word or two ends in a full stop, which no button has; dots of omission are none."""
    return line.words <= ANSWER_WORDS and line.text.endswith(".") and not line.text.endswith("..")


class PhraseLine(Rule):
    """A known phrase stands alone on its line. Weak phrases (the `.weak` lists) wait for neighbours to bear them out."""

    noun: ClassVar[str]
    """What the phrase is, for the message: "share prompt"."""
    hint_severity: ClassVar[Severity | None] = None
    """The severity of what is only a hint and borne out by its neighbours, where it is not the rule's."""
    counts_outside: ClassVar[bool] = False
    """Whether a hint in the head or the foot of the page, apart from the text, needs no neighbours."""

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding a line."""
        for line, hits in by_line(ctx.hits):
            weak = self.weakness(ctx, line, hits)
            if weak is not None and not (weak and _is_answer(line)):
                severity = self.hint_severity if weak else None
                fix = remove_lines(line)
                weak = weak and not (self.counts_outside and ctx.doc.outside(line))
                yield self.finding(line.span, self.message(ctx, line), weak=weak, severity=severity, fix=fix)

    def weakness(self, ctx: Context, line: Line, hits: Sequence[Hit]) -> bool | None:
        """Return whether a line with hits is a hint only; None where it is nothing. By default its phrases say so."""
        return all(hit.trigger.weak for hit in hits) if self.accepts(ctx, line) else None

    def accepts(self, ctx: Context, line: Line) -> bool:
        """Tell whether a line with a hit is really one: a rule's own second look. All are, unless it says otherwise."""
        return True

    def message(self, ctx: Context, line: Line) -> str:
        """Return what is said of a line."""
        run = len(ctx.doc.runs[line.index])
        where = f", in a run of {run} short lines" if run > 1 and not line.prose else ""
        return f"{self.noun} {quoted(line.text)}, alone on its line{where}"


class PhraseAnywhere(Rule):
    """A known phrase stands somewhere in a line; only its own words are reported."""

    noun: ClassVar[str]

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding a phrase; of phrases that overlap, the longest."""
        for hit in longest(ctx.hits):
            if self.accepts(ctx, hit):
                text = ctx.doc.text[hit.span.start : hit.span.end]
                yield self.finding(hit.span, f"{self.noun} {quoted(text)}", weak=hit.trigger.weak)

    def accepts(self, ctx: Context, hit: Hit) -> bool:
        """Tell whether a hit is really one: a rule's own second look. All are, unless it says otherwise."""
        return True


class LabelledRun(Rule):
    """A known label alone on its line, and the run of items under it: a list of other stories, of links, of fields."""

    noun: ClassVar[str]

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each label with its run."""
        done = -1
        for line, hits in by_line(ctx.hits):
            if line.index <= done or line.prose:
                continue
            items = self.items(ctx, line)
            weak = all(hit.trigger.weak for hit in hits)
            if not items and not self.stands_alone(ctx, line, weak=weak):
                continue
            last = items[-1] if items else line
            done = last.index
            count = f", with {len(items)} items under it" if items else ", with nothing under it"
            yield self.finding(
                Span(line.start, last.end),
                f"{self.noun} {quoted(line.text)}{count}",
                weak=weak and not items,
                fix=remove_lines(line, last, safe=not items),
            )

    def items(self, ctx: Context, label: Line) -> Sequence[Line]:
        """Return the items that belong under a label."""
        raise NotImplementedError

    def stands_alone(self, ctx: Context, label: Line, *, weak: bool) -> bool:
        """Tell whether a label without items is residue, too."""
        return True


def by_line(hits: Sequence[Hit]) -> Collection[tuple[Line, list[Hit]]]:
    """Group hits, which stand in text order, by their line."""
    groups: dict[int, tuple[Line, list[Hit]]] = {}
    for hit in hits:
        group = groups.get(hit.line.index)
        if group is None:
            groups[hit.line.index] = hit.line, [hit]
        else:
            group[1].append(hit)
    return groups.values()


def longest(hits: Sequence[Hit]) -> Iterator[Hit]:
    """Yield the hits that do not overlap a longer one before them."""
    end = -1
    for hit in sorted(hits, key=lambda each: (each.span.start, -each.span.end)):
        if hit.span.start >= end:
            end = hit.span.end
            yield hit


def whole_line(hit: Hit) -> bool:
    """Tell whether nothing but marks stands on the line beside a hit."""
    return hit.trigger.anchor is Anchor.LINE or 0 < len(hit.line.key) <= hit.span.end - hit.span.start


PROMPT_LENGTH = 300  # characters of a line that may be a prompt as a whole; in a longer one only the sentence is
PROMPT_SHARE = 0.5  # a line of which the prompting sentences are this much is a prompt as a whole
TOPIC_LINES = 3  # lines of running text that speak of a thing make it the article's topic
HITS_A_LINE = 100  # phrases in one line that are looked at; a page without line breaks has a few dozen
SENTENCE_REACH = 400  # characters before and after a phrase in which its sentence is looked for
_SENTENCE_BREAK = pattern(r"[.!?…][\"'”’»)\]]*\s+")


def sentence_around(doc: Document, line: Line, span: Span) -> Span:
    """Return the sentence of a line that a span stands in, or what of it lies within SENTENCE_REACH of the span."""
    low, high = max(line.start, span.start - SENTENCE_REACH), min(line.end, span.end + SENTENCE_REACH)
    start, end = low, high
    for match in _SENTENCE_BREAK.finditer(doc.text, low, high):
        if match.end() <= span.start:
            start = match.end()
        elif match.end() >= span.end:
            end = low + len(doc.text[low : match.end()].rstrip())
            break
    return Span(start, end)


def speaks_of(doc: Document, words: Sequence[str], besides: Container[int] = (), enough: int = TOPIC_LINES) -> bool:
    """Tell whether enough lines of running text, besides those with the given indices, hold one of the words (folded)."""
    words = [word for word in words if word in doc.folded]  # mostly none, and then no line need be looked at
    if not words:
        return False
    found = 0
    for line in doc.lines:
        if line.prose and line.index not in besides and any(doc.folded.find(word, line.start, line.end) >= 0 for word in words):
            found += 1
            if found >= enough:
                return True
    return False


class Prompt(Rule):
    """Words with which a page asks something of its reader: alone on their line, at the beginning of one, or in a sentence.

    Whole lines are reported; of a long line only the sentences that ask. Where the running text speaks of the same thing,
    a phrase may be its subject: whole lines are then only hints, and sentences nothing.
    """

    noun: ClassVar[str]
    topic: ClassVar[tuple[str, ...]] = ()
    """Folded words that, in several lines of running text, make the thing asked for the subject of the article."""

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each line, or each sentence, that asks."""
        lines = [(line, asking) for line, hits in by_line(ctx.hits) if (asking := self.asking(ctx, line, hits[:HITS_A_LINE]))]
        if not lines:
            return
        is_topic = bool(self.topic) and speaks_of(ctx.doc, self.topic, {line.index for line, _ in lines})
        for line, hits in lines:
            weak = is_topic or all(hit.trigger.weak for hit in hits)
            if any(hit.trigger.anchor is Anchor.LINE for hit in hits):
                yield self._whole(ctx, line, "alone on its line", weak=weak)
                continue
            sentences = _union(sentence_around(ctx.doc, line, hit.span) for hit in hits)
            covered = sum(span.end - span.start for span in sentences)
            begins = any(hit.trigger.anchor is Anchor.START for hit in hits)
            if len(line.text) <= PROMPT_LENGTH and (begins or covered >= PROMPT_SHARE * len(line.text)):
                where = f"a line of {line.words} words that {'begins' if begins else 'speaks'} so"
                yield self._whole(ctx, line, where, weak=weak)
            elif not is_topic:
                for span in sentences:
                    text = ctx.doc.text[span.start : span.end]
                    yield self.finding(span, f"{self.noun} {quoted(text)} in a line of {line.words} words", weak=weak)

    def asking(self, ctx: Context, line: Line, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Return the hits of a line that really ask: a rule's own second look. All do, unless it says otherwise."""
        return hits

    def _whole(self, ctx: Context, line: Line, where: str, *, weak: bool) -> Finding:
        severity = Severity.WARNING if weak else self.severity  # a hint that neighbours bear out stays short of certain
        message = f"{self.noun} {quoted(line.text)}, {where}"
        return self.finding(line.span, message, severity=severity, weak=weak, fix=remove_lines(line))


def _union(spans: Iterable[Span]) -> list[Span]:
    """Return the spans sorted, those that meet or overlap made one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end + 1:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


LONGEST_ROW = 400  # characters of a line that may be a row of labels; a longer one is not taken apart


class Row(NamedTuple):
    """A line taken apart: the known labels it holds, in order, and how many words belong to none of them."""

    labels: tuple[str, ...]
    unknown: int


BEGINNING = 2  # letters by which labels are told apart at first; none is shorter


class Labels:
    """Known labels of buttons or menus, to take apart a line in which several were run together: "Home News Sports"."""

    def __init__(self, *lists: PhraseList) -> None:
        self._lists = lists

    @cached_property
    def _labels(self) -> frozenset[str]:
        """The labels; the lists are read when a line is first taken apart."""
        return frozenset(word for each in self._lists for word in each.words if "*" not in word and "#" not in word)

    @cached_property
    def _lengths(self) -> dict[str, list[int]]:
        """The lengths that labels have, the longest first, by what they begin with: few begin as a given text does."""
        lengths: dict[str, set[int]] = {}
        for label in self._labels:
            lengths.setdefault(label[:BEGINNING], set()).add(len(label))
        return {beginning: sorted(found, reverse=True) for beginning, found in lengths.items()}

    def holds(self, folded: str) -> bool:
        """Tell whether a folded text without marks around it is one of the labels."""
        return folded in self._labels

    def take_apart(self, text: str, folded: str, most_unknown: float = LONGEST_ROW) -> Row:
        """Return what a line is made of. Numbers are counts beside a label and belong to it; so do marks between labels.

        A label ends where a word ends, or where two words were fused at a change of case ("ShareTweet"). `folded` is
        the folded text, as long as the text. Looks at each word once for each length that labels with its beginning have,
        and at none behind more than `most_unknown` unknown ones.
        """
        labels: list[str] = []
        unknown = place = 0
        length = min(len(text), LONGEST_ROW)
        while place < length and unknown <= most_unknown:
            if not folded[place].isalpha():
                place += 1
                continue
            for size in self._lengths.get(folded[place : place + BEGINNING], ()):
                label = folded[place : place + size]
                if label in self._labels and _ends_word(text, place + size):
                    labels.append(label)
                    place += size
                    break
            else:
                unknown += 1
                while place < length and (folded[place].isalnum() or folded[place] in "'-"):
                    place += 1
        return Row(tuple(labels), unknown)


def _ends_word(text: str, place: int) -> bool:
    return place >= len(text) or not text[place].isalpha() or (text[place].isupper() and text[place - 1].islower())


def word_around(text: str, start: int, end: int, reach: int = 32) -> Span:
    """Return the span of the word (what stands between white space) that holds or touches start..end; where a word is longer,
    `reach` characters on either side.
    """
    first, last = start, end
    while first > max(0, start - reach) and not text[first - 1].isspace():
        first -= 1
    while last < min(len(text), end + reach) and not text[last].isspace():
        last += 1
    return Span(first, last)
