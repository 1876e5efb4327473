"""PRO006: headlines of other stories, without a label."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from functools import cache, cached_property
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

from lint_rules import phrases as phrase_lists
from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Severity, Span
from lint_rules.language import FUNCTION_WORDS
from lint_rules.lazy import pattern
from lint_rules.rule import Context, Invalid, Option, Rule, Valid, quoted, remove_lines
from lint_rules.shapes.vocabulary import LineStems

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
COMPANY = 3  # drifting lines in a run, one of them a sentence and most with unknown names, that bear each other out; lists have few names
BETWEEN = 2  # lines (dates, sections) between two headlines of one list
INTRODUCTION = 400  # characters at the end of a paragraph in which it may introduce a list
TEASER_LENGTH = 400  # characters of the sentence or two that stand under a headline on a list of stories
LEAST_TEASERS = 3  # headlines with teasers that make a list; the last of an article's subheadings may stand over short paragraphs
TEASER_GAP = 2  # lines from a teaser to the next headline: the name of a section, or a teaser that has lost its own headline
TEASER_BODY = 4  # paragraphs that follow one another before such a list: without them, the list is the text
TEASER_DRIFT = 0.7  # share of its content words that occur nowhere before; the items of real enumerations reach six in ten
TEASER_VERBS = 2  # headlines of the list that have a verb: names and products stand over paragraphs in an article, too
WRAPPED = 60  # a line this long without a full stop, directly followed by the next one, is hard-wrapped text

# German verbs leave these at the end of the sentence ("… klagt Minister an"): no line breaks off there.
_PARTICLES = frozenset(("an", "auf", "aus", "ein", "vor", "zu"))
_QUOTES = "\"'“‘«„¿¡"  # what may stand before the capital that a headline begins with
_MARKUP = pattern(r"[|{}=()\[\]@<>#*_~^\\]|https?:")  # code, tables, links, credits
_ENDS_IN_DATE = pattern(r"\b(?:19|20)\d\d$")  # references end in their year
_SENTENCE_BREAK = pattern(r"[.!?…][\"'”’»)]{0,3} +[A-ZÀ-Þ\"“«¿¡]")
_TOKEN = pattern(r"[^\W_][\w'’.&-]*")


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
    def is_foreign(self) -> bool:
        """It drifts beyond doubt: of many content words nearly all are foreign to the text."""
        return self.drifts and len(self.words) >= CLEAR_STEMS and self.new >= CLEAR_DRIFT * len(self.words)


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

    Lists of stories in which each headline has its teaser under it look like subheadings with short paragraphs. Three such
    pairs and more, under four paragraphs of text that follow one another, are other stories if seven in ten of their words
    are new to the text and two of the headlines have a verb. The items of enumerations that were read reach six in ten.

    ## When it is right to keep
    In a round-up of headlines that nothing announces, and in a list of events told in the present tense.
    """

    code = "PRO006"
    severity = Severity.WARNING
    confidence = 0.99
    languages = frozenset(phrase_lists.LANGUAGES)
    min_headlines = Option(2, "fewest sentence-like headlines in a run between paragraphs")

    VALID = (
        Valid(
            "Ten days that moved the harbour\n\n"
            "The minister arrived in Marrow on a Thursday, and by the Monday she had an agreement that two governments had wanted for a decade.\n\n"
            "For the minister, the visit was a chance to be seen at sea\n\n"
            "She went out with the pilots before breakfast. To be seen in their orange coat, her advisers thought, was worth three speeches.\n\n"
            "There was widespread doubt about the figures\n\n"
            "The figures had been drawn up in a night. Doubt about them was loudest among those who had drawn them, as one admits now.\n\n"
            "The harbour's visit to the capital was an attempt for both sides to contain the quarrel over the quay\n\n"
            "In the capital the quarrel was called an exchange of views. Both sides ate the same soup, and the quay was paid for in March.\n"
        ),
        Valid(
            "Five people who changed the town\n\nA town of nine thousand does not often make history, and this one has made a little of it by accident.\n\n"
            "Konrad Ansgar Reuss\n\nReuss was a chemist with a weak chest who came for the air and stayed for what was in the water.\n\n"
            "Wilhelmina Tauber\n\nTauber spoke for the bottling women when they went on strike, and because she had a stammer she sang.\n"
        ),
        Valid(
            "The week in headlines\n\nEvery Friday we look back at what the papers of the province made of it. These are the headlines that told the story.\n\n"
            "Bishop refuses to leave his palace\n\nPalace loses its roof in the night\n\nGoose returns to Skarholm by itself\n\n"
            "The editors have been asked for a happier week, and promise to see what can be done about the weather at least.\n\n"
            "Letters to this page are read by two people and answered by one of them, as a rule within a month of their coming.\n"
        ),
        Valid(
            "The life of an explorer\n\nHe was born in a house with one window, and said later that everything he did had come of looking out of it.\n\n"
            "1901 Anders leaves school and joins a whaler\n\n1904 Anders crosses the Greenland ice with two dogs\n\n1911 Anders loses a toe and marries Runa Holt\n\n"
            "After the war he kept bees. Visitors were shown the sledge, the empty kennel and, if they asked, the foot in question.\n\n"
            "The house is a museum now, open on Sundays, and the window has been left as dirty as he liked it to be left.\n"
        ),
        Valid(
            "What the lamp can do\n\nWe tried the lamp for a month in a cellar, a tent and a school, and asked everybody who used it for one complaint.\n\n"
            "Battery takes a night to charge\nHandle stays cool in use\nGlass survives a fall from a table\n\n"
            "The complaint was nearly always the price. Nobody minded the night of waiting, and the school has ordered forty of them.\n\n"
            "A second model is to follow in the autumn, with a smaller glass and, the makers say, a handle for the left hand.\n"
        ),
        Valid(
            "Council vote on the trams: as it happened\n\nGood afternoon from the town hall, where councillors are about to vote on whether to bring back the trams.\n\n"
            "Opposition wants a longer route to the hospital\n\nCouncillor Amis asks why the route stops short of the hospital, and is told that the opposition stopped it.\n\n"
            "Belmouth votes for trams after seven hours\n\nThe plan is carried by 24 votes to 17 after seven hours. Belmouth will have trams again in four years.\n"
        ),
        Valid(
            "Why the claim is false\n\nA post shared forty thousand times says that the reservoir was emptied for a film. It was not, and the film was made elsewhere.\n\n"
            "The water company publishes the level every week, and the level has not moved by more than a hand since the spring.\n\n"
            "Our sources\n\nDunmere Courier, Swimmers mourn the end of a warm October\nInterview with Selma Orde\nSkarholm Post, Minister denies talks with studio\n\n"
            "The rating was changed once, from half true to false, when the studio sent us the bill for the tank in which it was filmed.\n"
        ),
        Valid(
            "Das Jahr der Brücke\n\nIm Frühjahr wurde die Brücke gesperrt, weil ein Lager gebrochen war, und im Herbst war sie noch immer zu.\n\n"
            "Gemeinderat streitet über die Fähre\n\nDer Gemeinderat stritt fünf Stunden lang. Die Fähre, so ein Rat, fahre überall hin, nur nicht hinüber.\n\n"
            "Ein Lager kommt aus Schweden\n\nDas neue Lager kam im Oktober aus Schweden, auf einem Wagen, für den die halbe Stadt gesperrt werden musste.\n"
        ),
        Valid(
            "How to keep a lamp\n\nA lamp of brass wants little, but it wants it every week, and the glass wants it every evening.\n\n"
            "Everything that a lamp needs can be had at the ironmonger's: oil, wicks, a cloth and a brush with a long handle.\n\n"
            "Nobody should clean a lamp that is still warm, for the brass takes every finger and keeps it.\n\n"
            "Take ten minutes for the whole, and more if the lamp has stood in a kitchen over the winter.\n\n"
            "Wick decides how the lamp burns\n\nTrim the wick with scissors, straight across, before every evening.\n\n"
            "Glass breaks if the lamp stands in a draught\n\nWash the glass in warm water and dry it with the cloth.\n\n"
            "Brass keeps its colour without polish\n\nRub the brass with the cloth and a drop of oil, and leave the handle.\n"
        ),
        Valid(
            "The last reel\n\nFor sixty years the cinema in Orle showed one film a week, and for forty of them it was Miss Tull who chose it.\n\n"
            "Miss Tull takes the stairs\n\nThere was a lift, but she took the stairs, so as to be seen. The stairs were where people told her what they had thought.\n\n"
            "The cinema is a shop for lamps now. On the door there is still the brass plate against which three generations had leaned.\n"
        ),
    )
    INVALID = (
        Invalid(
            "Orle keeps its night train\n\n"
            "The night train between Orle and the coast will go on running for another two years, the railway said on Monday.\n\n"
            "It is the last train in the country with a dining car, and its conductor wakes each passenger by name.\n\n"
            "The railway had wanted to end the service in May, because it loses money on everybody who eats.\n\n"
            "A petition with eleven thousand names was carried to the ministry, by train, and handed over at breakfast.\n\n"
            "⟦Beekeeper wins case against pesticide maker\n\nA court in Dunmere has awarded damages to a woman whose hives fell silent.\n\n"
            "Frost destroys half of the vineyards around Lessing\n\nGrowers lit fires between their vines, but the buds were black by Tuesday.\n\n"
            "Stolen violin found in pawnshop\n\nIts owner recognised the scratch that her brother had made with a fork.⟧\n"
        ),
        Invalid(
            "Orle keeps its night train\n\n"
            "The night train between Orle and the coast will go on running for another two years, the railway said after a winter of letters.\n\n"
            "It is the last train in the country with a dining car, and the last on which the conductor wakes each passenger by name.\n\n"
            "⟦Dunmere beekeeper wins case against pesticide maker\n\nFrost destroys half of the vineyards around Lessing⟧\n\n"
            "The railway had wanted to end the service in May. It loses money on every passenger, and more on those who eat.\n\n"
            "A petition with eleven thousand names was carried to the ministry, by train, and handed over at breakfast.\n"
        ),
        Invalid(
            "The choir school opens its doors to girls, four hundred years late, when term begins after the holidays.\n"
            "Parents had asked for it since the seventies; the organist had asked for it for longer than that.\n"
            "⟦Trawler captain denies ramming patrol boat off Skarholm\n12 March\nSenator quits committee over leaked recordings\n12 March\n"
            "Stolen violin turns up in pawnshop in Marrow⟧\n"
            "The first eight girls sang at evensong on Sunday, and nobody in the nave could tell where the boys left off.\n"
            "There will be sixteen places in all, and the school hopes to fill them before the organist retires.\n"
        ),
        Invalid(
            "The library in Cromer Lane lends out more than books. Since the spring its readers have borrowed ladders, drills and a canoe.\n\n"
            "Everything is fetched with the same card. What comes back broken is mended on Saturdays by those who broke it.\n\n"
            "So far only the canoe has been lost, for a day, and it was found by the readers who had put it there themselves.\n\n"
            "⟦Surgeons save arm of lumberjack after nine hours⟧\n"
        ),
        Invalid(
            "The glassworks at Vannes has lit its furnace again after three years in which the town heard no whistle in the morning.\n\n"
            "Forty of the old blowers came back. The youngest is fifty-one, and eleven apprentices have been taken on to learn from them.\n\n\n\n"
            "⟦Parliament approves ban on electric scooters in pedestrian streets⟧\n\n"
            "The furnace burns wood from the ridge. It will never go out, the master says, unless the town does, or the forest.\n\n"
            "In its first week the works made nine hundred lamps, of which the master broke two hundred with his own stick.\n"
        ),
        Invalid(
            "Der Uhrmacher von Veltheim hört auf. Sechzig Jahre lang hat er die Rathausuhr gestellt, jeden Montag, mit demselben Schlüssel.\n\n"
            "Einen Nachfolger hat er gesucht und nicht gefunden. Wer heute Uhren lernt, so sagt er, wolle sie verkaufen und nicht stellen.\n\n"
            "⟦Landgericht verurteilt Betreiber illegaler Deponie\nSturm legt Bahnverkehr im Norden lahm\nStürmer Hallberg verlässt Skarholm nach elf Spielzeiten⟧\n\n"
            "Die Uhr geht seither vor. In der Bäckerei gegenüber öffnet man nach ihr, und das Brot ist am Morgen eher fertig als früher.\n\n"
            "Am Montag will der Uhrmacher noch einmal hinaufsteigen, nicht um zu stellen, wie er sagt, sondern um nachzusehen.\n"
        ),
        Invalid(
            "La fanfare de Vessac n'a plus que trois membres, et le plus jeune vient de fêter ses quatre-vingts ans au son du tuba.\n\n"
            "Elle joue encore chaque dimanche sous les platanes. Les habitués apportent leur chaise, et parfois un instrument oublié.\n\n"
            "⟦Tribunal annule permis accordé au stade de Montbrel\n\nChercheurs découvrent épave romaine près du phare\n\nJoueuse suédoise remporte tournoi après cinq heures⟧\n\n"
            "Le maire a promis un kiosque. Les musiciens préféreraient un trompettiste, et la fanfare continue de jouer pour les pigeons.\n\n"
            "Dimanche, une enfant est restée après le dernier morceau. Elle a demandé si le tuba était lourd, et on le lui a prêté.\n"
        ),
        Invalid(
            "El molino de Arcos vuelve a moler. Lo han reparado entre doce vecinos que aprendieron el oficio en un cuaderno de su dueño.\n\n"
            "La piedra pesa una tonelada y gira despacio. La harina sale tibia, y en la panadería dicen que huele a otra época.\n\n"
            "⟦Gobierno aplaza reforma fiscal hasta septiembre\n\nPescadores denuncian vertido frente a Cabo Gris\n\nSelección femenina empata ante Noruega⟧\n\n"
            "El cuaderno está ahora en el ayuntamiento, abierto por la página en la que el dueño explica cómo se escucha una piedra.\n\n"
            "Los doce vecinos muelen por turnos, los sábados, y cada uno se lleva un saco de harina y la espalda dolorida.\n"
        ),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each headline, or each group of them."""
        doc = ctx.doc
        if doc.language is None:
            return
        if len(doc.paragraphs) < MIN_BODY:
            return
        words = _words(doc.language)
        likely = list(_runs(doc, words.references))
        with_teasers = len(likely) >= LEAST_TEASERS and sum(_has_teaser(doc, run[-1]) for _, run in likely) >= LEAST_TEASERS
        if not with_teasers:
            likely = [(opening, run) for opening, run in likely if self._is_apart(doc, run)]
        found = [(opening, run) for opening, lines in likely if (run := [line for line in lines if _has_shape(doc, line, words)])]
        listed: set[int] = set()
        for heads in _teaser_lists(doc, found, words) if with_teasers else ():
            listed.update(head.index for head in heads)
            yield self._report_list(doc, heads)
        runs = [
            run
            for opening, run in found
            if run[-1].index not in listed
            and self._may_have_company(doc, run, words.verbs)
            and not _introduces(doc, opening, words)
        ]
        if not runs:
            return
        text = _Body(doc, doc.paragraphs)
        for run in runs:
            headlines = [text.headline(line, words.verbs) for line in run]
            if self._has_company(doc, text, headlines):
                for group in _groups([each for each in headlines if each.drifts]):
                    yield self._report(doc, group)

    def _may_have_company(self, doc: Document, run: Sequence[Line], verbs: Verbs) -> bool:
        """Tell whether a run can have company whatever the text says, so that its words are worth comparing."""
        return self._is_apart(doc, run) and any(_has_verb(line, verbs) for line in run)

    def _is_apart(self, doc: Document, run: Sequence[Line]) -> bool:
        """Tell whether a run is no single line between paragraphs, as a subheading is."""
        return len(run) > 1 or self.min_headlines < 2 or run[0].index > doc.last_prose or run[0].gap >= WIDE_GAP

    def _has_company(self, doc: Document, text: _Body, headlines: Sequence[Headline]) -> bool:
        """Tell whether enough speaks for a run of headlines."""
        sentences = [each for each in headlines if each.is_sentence]
        if len(sentences) >= self.min_headlines and (
            any(each.names for each in sentences) or all(each.sure_verb for each in sentences)
        ):
            return True
        if not sentences:
            return False
        one = sentences[0]
        if one.line.index > doc.last_prose:
            return one.sure_verb or one.names > 0 or one.is_foreign
        drifting = [each for each in headlines if each.drifts]
        if len(drifting) >= COMPANY and 2 * sum(each.names > 0 for each in drifting) > len(drifting):
            return True
        if one.line.gap >= WIDE_GAP and text.is_rare_gap(one.line.gap):
            return one.sure_verb
        return one.is_foreign and one.names > 0 and len(headlines) > 1

    def _report(self, doc: Document, group: Sequence[Headline]) -> Finding:
        first, last = group[0].line, group[-1].line
        new, words = sum(each.new for each in group), sum(len(each.words) for each in group)
        what = "headline of another story" if len(group) == 1 else f"headlines of {len(group)} other stories"
        return self.finding(
            Span(first.start, last.end),
            f"{what} {quoted(first.text)}: {new} of {words} words are not in the text",
            fix=remove_lines(first, last, safe=False),
        )

    def _report_list(self, doc: Document, heads: Sequence[Line]) -> Finding:
        first, last = heads[0], doc.lines[heads[-1].index + 1]
        return self.finding(
            Span(first.start, last.end),
            f"list of {len(heads)} other stories with their teasers, from {quoted(first.text)}",
            fix=remove_lines(first, last, safe=False),
        )


class Verbs(NamedTuple):
    """The verbs of a language's headlines.

    `sure` are nothing but verbs, `other` are plural nouns as well; `sure_plural` and `other_plural` are the forms of both
    that follow a plural ("Surgeons save …").
    """

    sure: frozenset[str]
    other: frozenset[str]
    sure_plural: frozenset[str]
    other_plural: frozenset[str]


class Words(NamedTuple):
    """What the rule knows of a language.

    The verbs of headlines; the first words of subheadings that are sentences; the words with which a wrapped line breaks
    off; headings over references; and what paragraphs say that introduce headlines as their subject.
    """

    verbs: Verbs
    starts: frozenset[str]
    breaks_off: frozenset[str]
    references: frozenset[str]
    round_up: re.Pattern[str]


class _Body:
    """The words of a text's paragraphs, and how its lines are spaced."""

    def __init__(self, doc: Document, paragraphs: Sequence[Line]) -> None:
        self._doc = doc
        self._line_stems = doc.view(LineStems)
        self._paragraphs = paragraphs
        self._indices = [line.index for line in paragraphs]
        self._uses = Counter(chain.from_iterable(map(self._line_stems.of, paragraphs)))

    @cached_property
    def _text(self) -> str:
        folded = self._doc.folded
        return "\n".join([folded[line.start : line.end] for line in self._paragraphs])

    @cached_property
    def _tokens(self) -> frozenset[str]:
        """The words of the paragraphs as they stand there; asked for only where a line drifts and its letters are found."""
        return frozenset([token if token.isalnum() else _plain(token) for token in set(_TOKEN.findall(self._text))])

    @cached_property
    def _gaps(self) -> Counter[int]:
        return Counter(line.gap for line in self._doc.lines[1:])

    def is_rare_gap(self, gap: int) -> bool:
        """Tell whether hardly any line has so many blank lines before it."""
        return sum(count for each, count in self._gaps.items() if each >= gap) <= max(1, RARE * sum(self._gaps.values()))

    def headline(self, line: Line, verbs: Verbs) -> Headline:
        """Return a line with what tells it from a subheading; verbs and names are looked for only where it drifts."""
        words = self._line_stems.of(line)
        uses = self._uses
        new = sum([not uses[stem] for stem in words])
        found = Headline(line, words, new, 0, taken_up=False, verb=False, sure_verb=False)
        if not found.drifts:
            return found
        uncommon = {stem for stem in words if uses[stem] <= UNCOMMON}
        if any(not uncommon.isdisjoint(near) for near in self._near(line)):
            return found._replace(taken_up=True)
        return found._replace(names=self._names(line), verb=_has_verb(line, verbs), sure_verb=_has_verb(line, verbs, sure=True))

    def _names(self, line: Line) -> int:
        """Return how many capitalised words of a line, the first left out, stand in no paragraph."""
        tokens = _TOKEN.findall(line.text)[1:]
        return sum(token[0].isupper() and not self._holds(_plain(token.lower())) for token in tokens)

    def _holds(self, word: str) -> bool:
        """Tell whether a word stands in a paragraph. Mostly it does between spaces, or not even within another word."""
        return f" {word} " in self._text or (word in self._text and word in self._tokens)

    def _near(self, line: Line) -> Iterator[frozenset[str]]:
        """Yield the words of the paragraph before a line and of the one after it."""
        place = bisect_left(self._indices, line.index)
        return map(self._line_stems.of, self._paragraphs[max(0, place - 1) : place + 1])


def _runs(doc: Document, references: Container[str]) -> Iterator[tuple[Line, list[Line]]]:
    """Yield, for each run of short lines below a paragraph, the paragraph and those of the lines that are as long as a headline."""
    run: list[Line] = []
    opening: Line | None = None
    closed = True  # until the first paragraph there is no text to be injected into
    for line in doc.lines[doc.first_prose :]:
        if line.prose:
            if opening is not None and run:
                yield opening, run
                run = []
            opening = line
            closed = False
        elif closed:
            continue
        elif line.text[-1] == ":" or line.key in references:
            closed = True  # what follows is a list of the text's own
        elif line.words in WORDS and not line.stopped and len(line.text) in LENGTH:
            run.append(line)
    if opening is not None and run:
        yield opening, run


def _teaser_lists(doc: Document, runs: Sequence[tuple[Line, list[Line]]], words: Words) -> Iterator[list[Line]]:
    """Yield the headlines of each list of stories in which every headline has its teaser under it."""
    group: list[tuple[Line, Line]] = []
    for opening, run in runs:
        head = run[-1]
        if not _has_teaser(doc, head):
            continue
        if group and head.index - group[-1][1].index > TEASER_GAP + 2:
            yield from _checked(doc, group, words)
            group = []
        group.append((opening, head))
    yield from _checked(doc, group, words)


def _checked(doc: Document, group: Sequence[tuple[Line, Line]], words: Words) -> Iterator[list[Line]]:
    """Yield the headlines of a group if they are a list of other stories."""
    heads = [head for _, head in group]
    if len(heads) < LEAST_TEASERS or sum(_has_verb(head, words.verbs) for head in heads) < TEASER_VERBS:
        return
    if doc.view(_followed)[heads[0].index] < TEASER_BODY - 1 or _introduces(doc, group[0][0], words):
        return
    before = doc.lines[: heads[0].index]
    line_stems = doc.view(LineStems)
    body = frozenset(chain.from_iterable(line_stems.of(line) for line in before if line.prose))
    items = [line_stems.of(head) | line_stems.of(doc.lines[head.index + 1]) for head in heads]
    if sum(len(item - body) for item in items) >= TEASER_DRIFT * sum(map(len, items)):
        yield heads


def _followed(doc: Document) -> list[int]:
    """Return, for each line, how many paragraphs before it are followed by another one that stands before it too."""
    return [0, *accumulate((one.prose and other.prose for one, other in pairwise(doc.lines)), initial=0)]


def _has_teaser(doc: Document, line: Line) -> bool:
    """Tell whether a paragraph of a sentence or two stands directly under a line."""
    if line.index + 1 >= len(doc.lines):
        return False
    below = doc.lines[line.index + 1]
    return below.prose and len(below.text) <= TEASER_LENGTH and len(_SENTENCE_BREAK.findall(below.text)) <= 1


def _introduces(doc: Document, line: Line, words: Words) -> bool:
    """Tell whether a paragraph leads up to a list, or speaks of headlines."""
    return (
        line.text[-1] == ":" or words.round_up.search(doc.folded, max(line.start, line.end - INTRODUCTION), line.end) is not None
    )


def _has_shape(doc: Document, line: Line, lists: Words) -> bool:
    """Tell whether a line that is as long as a headline, and has no full stop, reads like one."""
    text = line.text
    if text[-1] in ",;-–—" or not (text[0].isupper() or text.lstrip(_QUOTES)[:1].isupper()):
        return False
    before = doc.lines[line.index - 1]
    after = doc.lines[line.index + 1] if line.index + 1 < len(doc.lines) else None
    wrapped = not line.gap and not before.stopped and len(before.text) >= WRAPPED and before.prose
    if wrapped or (after is not None and after.text[0].islower()):
        return False
    words = doc.tokens_by_line[line.index]
    first = words[0].strip(_QUOTES)
    if (first.lower() in lists.starts and not (first.isupper() and len(first) > 1)) or words[-1].lower() in lists.breaks_off:
        return False
    labelled = ":" in text and any(":" in word for word in words[:LABEL_WORDS])
    return not (labelled or _MARKUP.search(text) or _ENDS_IN_DATE.search(text))


def _has_verb(line: Line, verbs: Verbs, *, sure: bool = False) -> bool:
    """Tell whether a verb stands behind the first word; with `sure`, one that can be nothing else.

    Verbs stand in small letters; where a headline capitalises its words, only those count that can be nothing else.
    """
    tokens = _TOKEN.findall(line.text)[:VERB_PLACE]
    for before, token in pairwise(tokens):
        if token in verbs.sure or (token.istitle() and token.lower() in verbs.sure):
            return True
        if token in verbs.sure_plural and _is_plural(before):
            return True
        if not sure and (token in verbs.other or (token in verbs.other_plural and _is_plural(before))):
            return True
    return False


def _is_plural(token: str) -> bool:
    """Tell whether an English noun looks like more than one."""
    return (token[-1] == "s" and token[-2:] not in ("ss", "us", "'s", "’s")) or token.lower() in ("police", "people")


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
def _words(language: str) -> Words:
    """Return the words that the rule reads in a language."""
    return Words(
        _verbs(language),
        frozenset(phrase_lists.read(language, "subheading_start")),
        FUNCTION_WORDS[language] - _PARTICLES,
        frozenset(phrase_lists.read(language, "reference_heading")),
        re.compile(r"\b(?:" + "|".join(map(re.escape, phrase_lists.read(language, "round_up_word"))) + r")\b"),
    )


def _verbs(language: str) -> Verbs:
    sure = frozenset(phrase_lists.read(language, "headline_verb"))
    other = frozenset(phrase_lists.read(language, "headline_verb.weak"))
    if language != "en":
        return Verbs(sure, other, frozenset(), frozenset())
    return Verbs(sure, other, *(frozenset(base for verb in verbs for base in _bases(verb)) for verbs in (sure, other)))


def _bases(verb: str) -> Iterator[str]:
    """Yield what an English verb in the third person may be without its ending: rejects, reject; denies, deny."""
    yield verb.removesuffix("s")
    if verb.endswith("ies"):
        yield verb[:-3] + "y"
    elif verb.endswith("es"):
        yield verb[:-2]
