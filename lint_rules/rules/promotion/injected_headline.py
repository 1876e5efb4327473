"""PRO006: headlines of other stories, without a label."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from lint_rules import phrases as phrase_lists
from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity, Span
from lint_rules.rule import Context, Invalid, Option, Rule, Valid, quoted, remove_lines
from lint_rules.vocabulary import stems

WORDS = range(5, 26)  # words of a headline that is a sentence; shorter ones are labels, longer ones paragraphs
LENGTH = range(25, 181)  # its characters
VERB_PLACE = 8  # the verb of a headline stands among its first words, after its subject
LABEL_WORDS = 3  # a colon after so few words makes a line an entry of a list ("Monday: …", "Best for: …")
MIN_STEMS = 4  # content words without which a share of new ones says nothing
DRIFT = 0.5  # share of a headline's content words that occur nowhere else; real subheadings reach a third
CLEAR_DRIFT = 0.75  # … that stands for the company of a second headline, if there are names among the new words
CLEAR_STEMS = 5
UNCOMMON = 2  # paragraphs that hold a word at most if a neighbour is to take it up; the topic's words are everywhere
MIN_BODY = 3  # paragraphs that a text must have before anything can be said to drift from it
WIDE_GAP = 2  # blank lines …
RARE = 0.1  # … that fewer than this share of the lines have before them: a block was lost, or put in, there
COMPANY = 3  # headlines in a run, one of them a sentence, that bear each other out
BETWEEN = 2  # lines (dates, sections) between two headlines of one list
INTRODUCTION = 400  # characters at the end of a paragraph in which it may introduce a list
WRAPPED = 60  # a line this long without a full stop, directly followed by the next one, is hard-wrapped text

# First words of questions, advice, items and comparisons: subheadings that are sentences begin so, news headlines do not.
_SUBHEADING_STARTS = frozenset(
    "how what why when where who which your our my it its this that these those if for with and best only a an the there here we you i he she they is are "
    "was do does can to in on at by from most some all no not as but or so step use using get make add take "
    "wie was warum wann wo wer welche der die das ein eine unsere ihr ihre sie er wir ich es so hier für mit und "
    "comment pourquoi quand où qui que quoi le la les un une notre votre vous nous il elle ils pour avec et "
    "cómo qué por cuándo dónde quién el los las un una nuestro su para con y como que quando onde quem o os as um uma nosso para com e "
    "come cosa perché dove chi il lo gli i una per con e hoe wat waarom wanneer waar wie de het een wij jij voor met en "
    "hur vad varför när var vem den det en ett vi du för med och miten mitä miksi milloin missä kuka se ne jak co dlaczego kiedy gdzie kto to dla z i".split()
)
# Words with which a wrapped line breaks off.
_BREAKS_OFF = frozenset(
    "the a an of to in for with and or by from at on as that which is are was were be has have had it its his her their our your this der die das und ist in "
    "den von zu mit de la le les et du des en el los las y un una che di e il van het och att av ja i w z na".split()
)
# Headings over lists of references, whose entries are other texts' headlines by right.
_REFERENCES = frozenset(
    "sources|our sources|source|references|bibliography|further reading|notes|footnotes|citations|works cited|links|discography|filmography|episodes|"
    "quellen|literatur|nachweise|einzelnachweise|sources et références|références|bibliographie|fuentes|referencias|bibliografía|fontes|referências|"
    "bibliografia|fonti|riferimenti|note|bronnen|referenties|källor|referenser|lähteet|viitteet|źródła|przypisy".split("|")
)
# Words of a paragraph that introduces headlines, front pages or links as its own subject.
_ROUND_UP = re.compile(
    r"headline|front pages?|press review|round-?up|\blinks\b|\bstories (?:of|that|from|in)\b|\bpapers\b|"
    r"schlagzeile|presseschau|titelseite|revue de presse|gros titres|\bla une\b|titulares|portadas|manchetes|rassegna|prime pagine|titoli|"
    r"krantenkoppen|voorpagina|rubriker|förstasid|otsikot|etusivu|nagłówk|przegląd prasy"
)
_OPENING = re.compile(r"[\"'“‘«„¿¡]?[^\W\d_a-zß-öø-ÿ]")  # a capital, perhaps in quotation marks
_MARKUP = re.compile(r"[|{}=()\[\]@<>#*_~^\\]|https?:")  # code, tables, links, credits
_ENDS_IN_DATE = re.compile(r"\b(?:19|20)\d\d$")  # references end in their year
_TOKEN = re.compile(r"[^\W_][\w'’.&-]*")


class Headline(NamedTuple):
    """A line with the shape of a headline, and what tells it from a subheading."""

    line: Line
    words: frozenset[str]
    new: int
    names: int
    taken_up: bool
    verb: bool
    sure_verb: bool

    @property
    def drifts(self) -> bool:
        """Half of its content words are foreign to the text, and neither neighbour takes up an uncommon one."""
        return len(self.words) >= MIN_STEMS - 1 and not self.taken_up and self.new >= DRIFT * len(self.words)

    @property
    def is_sentence(self) -> bool:
        """It drifts, and says that somebody does something."""
        return self.drifts and self.verb and len(self.words) >= MIN_STEMS

    @property
    def is_clear(self) -> bool:
        """It is foreign beyond doubt: most of its words, names among them, and a verb that is nothing but a verb."""
        return self.is_sentence and self.names > 0 and len(self.words) >= CLEAR_STEMS and self.new >= CLEAR_DRIFT * len(self.words)


class InjectedHeadline(Rule):
    """Headlines of other stories stand in the text, without any label.

    ## Why it matters
    News sites put links to other stories between the paragraphs. An extractor keeps the words and loses the frame. The
    headline then reads as a statement of the article, with names and events that have nothing to do with it.

    ## How it is found
    A lone short line between two paragraphs is a subheading far more often than a headline, so shape alone says nothing.
    Four things must come together:

    - *Shape*: 5 to 25 words, a capital at the beginning, no full stop, question mark, bracket or list mark.
    - *A verb in the present tense*, third person, behind its subject ("Council rejects …"). Headlines of news are sentences;
      subheadings name a thing, and where they are sentences they are mostly in the past tense or begin like a question.
    - *Drift*: at least half of its content words occur in no paragraph of the text. The subheadings of long news reports
      that were read for this rule have a third or less, even where they are sentences.
    - *No uptake*: neither neighbouring paragraph uses any of its uncommon words (words that two paragraphs at most use).
      The paragraph under a subheading does.

    And it must have company, since any one of these may be chance: a second such headline in the same run of short lines;
    two more lines in the run that drift; unknown names and a drift of three quarters; or a gap of two blank lines, rare
    in the text, before it. After the last paragraph a single one will do, as subheadings stand before text. On the pages
    this was measured with, no run of two such sentences was part of an article.

    Lines of the same run that drift, but have no known verb, are reported with it. Runs under a line that ends in a colon,
    under "Sources" and its like, or after a paragraph that speaks of headlines and links are left alone, and so are lists
    whose items begin with a date, a time or a label.

    ## When it is right to keep
    In a round-up of headlines that nothing announces, and in a list of events told in the present tense.
    """

    code = "PRO006"
    severity = Severity.WARNING
    confidence = 0.97
    languages = frozenset(phrase_lists.LANGUAGES)
    min_headlines = Option(2, "fewest sentence-like headlines in a run between paragraphs")

    VALID = (Valid("x"),)
    INVALID = (Invalid("⟦x⟧"),)

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each headline, or each group of them."""
        doc = ctx.doc
        verbs, sure = _verbs(doc.language)
        if not verbs:
            return
        runs = [run for run in _runs(doc) if any(_has_verb(line, verbs, sure) for line in run)]
        body = [line for line in doc.lines if line.prose] if runs else []
        if len(body) < MIN_BODY:
            return
        text = _Body(doc, body)
        for run in runs:
            headlines = [text.headline(doc, line, verbs, sure) for line in run]
            if self._has_company(doc, text, headlines):
                for group in _groups([each for each in headlines if each.drifts]):
                    yield self._report(doc, group)

    def _has_company(self, doc: Document, text: _Body, headlines: Sequence[Headline]) -> bool:
        """Tell whether enough speaks for a run of headlines."""
        sentences = [each for each in headlines if each.is_sentence]
        if len(sentences) >= self.min_headlines:
            return True
        if not sentences:
            return False
        one = sentences[0]
        if one.line.index > doc.last_prose:
            return one.sure_verb or one.names > 0
        if sum(each.drifts for each in headlines) >= COMPANY:
            return True
        if one.line.gap >= WIDE_GAP and text.share_of_gap(one.line.gap) < RARE:
            return one.sure_verb
        return one.is_clear and len(headlines) > 1

    def _report(self, doc: Document, group: Sequence[Headline]) -> Finding:
        first, last = group[0].line, group[-1].line
        new, words = sum(each.new for each in group), sum(len(each.words) for each in group)
        what = "headline of another story" if len(group) == 1 else f"headlines of {len(group)} other stories"
        return self.finding(
            Span(first.start, last.end),
            f"{what} {quoted(first.text)}: {new} of {words} words are not in the text",
            fix=remove_lines(doc, first, last, safe=False),
        )


class _Body:
    """The words of a text's paragraphs, and how its lines are spaced."""

    def __init__(self, doc: Document, paragraphs: Sequence[Line]) -> None:
        self._stems = {line.index: stems(doc.folded[line.start : line.end]) for line in paragraphs}
        self._uses = Counter(stem for found in self._stems.values() for stem in found)
        self._tokens = frozenset(
            _plain(token) for line in paragraphs for token in _TOKEN.findall(doc.folded, line.start, line.end)
        )
        self._gaps = Counter(line.gap for line in doc.lines[1:])
        self._indices = [line.index for line in paragraphs]

    def share_of_gap(self, gap: int) -> float:
        """Return the share of the lines that have so many blank lines before them, or more."""
        return sum(count for each, count in self._gaps.items() if each >= gap) / max(1, sum(self._gaps.values()))

    def headline(self, doc: Document, line: Line, verbs: frozenset[str], sure: frozenset[str]) -> Headline:
        """Return a line with what tells it from a subheading."""
        words = frozenset(stems(doc.folded[line.start : line.end]))
        uncommon = {stem for stem in words if self._uses[stem] <= UNCOMMON}
        tokens = _TOKEN.findall(line.text)
        return Headline(
            line,
            words,
            sum(not self._uses[stem] for stem in words),
            sum(token[0].isupper() and _plain(token.lower()) not in self._tokens for token in tokens[1:]),
            any(uncommon & near for near in self._near(line)),
            _has_verb(line, verbs, sure),
            _has_verb(line, sure, sure),
        )

    def _near(self, line: Line) -> Iterator[set[str]]:
        """Yield the words of the paragraph before a line and of the one after it."""
        place = bisect_left(self._indices, line.index)
        for index in self._indices[max(0, place - 1) : place + 1]:
            yield self._stems[index]


def _runs(doc: Document) -> Iterator[list[Line]]:
    """Yield, for each run of short lines below a paragraph, those of its lines that have the shape of a headline."""
    run: list[Line] = []
    closed = True  # until the first paragraph there is no text to be injected into
    for line in doc.lines[doc.first_prose :]:
        if line.prose:
            if run:
                yield run
            run = []
            closed = _introduces(doc, line)
        elif line.text[-1] == ":" or line.key in _REFERENCES:
            closed = True  # what follows is a list of the text's own
        elif not closed and _has_shape(doc, line):
            run.append(line)
    if run:
        yield run


def _introduces(doc: Document, line: Line) -> bool:
    """Tell whether a paragraph leads up to a list, or speaks of headlines."""
    return line.text[-1] == ":" or _ROUND_UP.search(doc.folded, max(line.start, line.end - INTRODUCTION), line.end) is not None


def _has_shape(doc: Document, line: Line) -> bool:
    text = line.text
    if line.stopped or line.words not in WORDS or len(text) not in LENGTH or text[-1] in ",;-–—" or not _OPENING.match(text):
        return False
    words = text.split()
    if words[0].lower().strip("\"'“‘«„") in _SUBHEADING_STARTS or words[-1].lower().strip("\"'”’»") in _BREAKS_OFF:
        return False
    if any(":" in word for word in words[:LABEL_WORDS]) or _MARKUP.search(text) or _ENDS_IN_DATE.search(text):
        return False
    before = doc.lines[line.index - 1]
    after = doc.lines[line.index + 1] if line.index + 1 < len(doc.lines) else None
    wrapped = not line.gap and not before.stopped and len(before.text) >= WRAPPED and before.prose
    return not wrapped and not (after is not None and after.text[0].islower())


def _has_verb(line: Line, verbs: frozenset[str], capitalised: frozenset[str] = frozenset()) -> bool:
    """Tell whether a verb stands behind the first word: in small letters, or, if it can be nothing else, capitalised."""
    tokens = _TOKEN.findall(line.text)[1:VERB_PLACE]
    return any(token in verbs or (token.istitle() and token.lower() in capitalised) for token in tokens)


def _groups(headlines: Sequence[Headline]) -> Iterator[list[Headline]]:
    """Group headlines that have hardly anything between them."""
    group: list[Headline] = []
    for each in headlines:
        if group and each.line.index - group[-1].line.index > BETWEEN + 1:
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _plain(token: str) -> str:
    """Return a token without its possessive ending and the marks at its end."""
    return token.replace("’", "'").removesuffix("'s").strip(".'&-")


@cache
def _verbs(language: str | None) -> tuple[frozenset[str], frozenset[str]]:
    """Return the verbs of a language's headlines, and those of them that are nothing but verbs."""
    if language is None:
        return frozenset(), frozenset()
    sure = frozenset(phrase_lists.read(language, "headline_verb"))
    return sure | frozenset(phrase_lists.read(language, "headline_verb.weak")), sure
