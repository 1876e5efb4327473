"""SEO001: questions and clipped answers that were put under a story."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lint_rules.document import Document, Line
from lint_rules.finding import Finding
from lint_rules.language import FUNCTION_WORDS
from lint_rules.lazy import pattern
from lint_rules.rule import Context, Invalid, Rule, Valid, phrases, quoted, remove_lines
from lint_rules.shapes.questions import Exchange, exchanges, is_search_question

MARKED_ENOUGH = 2  # one question with an arrow may be a link to an answer; two are a list
STORY_SHARE = 0.2  # a page of which less than this stands before its first question is itself a list of questions
UNMARKED_ENOUGH = 4  # fewer questions may close any article
ASKED_SHARE = 0.8  # … and so many of them must be such as people type into a search engine
UNMARKED_TELLS = 3  # points of evidence that a list without arrows needs; what gives how many is in `_tells`
SAME_KIND = 2  # points that one kind of evidence gives at most
REPEAT_REACH = 2  # lines between the repeated headline and the first question
FRAME_REACH = 5  # lines below the list in which the page's own labels are looked for
TITLE_WORDS = 4  # a shorter headline may recur by chance
LABEL_LENGTH = 120  # characters of a line that can be a label with its value
DRIFT_LETTERS = 4  # letters of a word that can name a topic
DRIFT_WORDS = 2  # a question with fewer topic words has no topic of its own
STEM = 5  # letters by which forms of a word are known for the same ("meditate", "meditation")
DRIFT_SHARE = 0.5  # a question is off the topic if so many of its topic words never occur in the story

# How a search engine's snippet betrays itself: cut short, on a hanging "and.", joined to its site's name, dated at its
# head, with a footnote's number at either end, or with an invitation to see the rest.
_CLIPPED = pattern(
    r"(?:\.\.\.|…|\[\d{1,2}\]|\b(?:and|or|the|an?)\.|\b(?:and|or|the|an?|to|of|with|for))$"
    r"|^[①-⑳]|^[A-Z][a-z]{2} \d{1,2}, \d{4} [—–-] |\w \| [A-Z]|see full answer",
    re.IGNORECASE,
)
_CLIPPED_LENGTH = 20_000  # characters of an answer that are looked at; snippets are short
_FRAME = pattern(r"(?:views: ?[\d.,]+|rating: ?\d.{0,12}/ ?5.{0,30}|reviews: ?\d{1,3}%.{0,60}|(?:article|author) information)")
_FUNCTION_WORDS = frozenset().union(*FUNCTION_WORDS.values())
_WORD = pattern(r"[^\W\d_]+")


def is_question_page(doc: Document, first: Line) -> bool:
    """Tell whether a page says at its head that it is a list of questions."""
    head = doc.lines[: min(3, first.index)]
    return any(phrase in line.key for line in head for phrase in _FAQ_NAMES.words)


def _topic_words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text) if len(word) >= DRIFT_LETTERS and word not in _FUNCTION_WORDS}


_FAQ_NAMES = phrases("faq_heading")
_ALSO_ASKED = phrases("people_also_ask")


class InjectedFaq(Rule):
    """Questions with clipped answers from elsewhere stand below the story.

    ## Why it matters
    Content farms copy an article and put a list of questions under it, taken with their answers from a search engine's
    results. The answers are cut in mid-sentence, belong to other sites and drift off: a story about a president ends in
    the meaning of his first name. Read as part of the article, they are false context at its very end.

    ## When it is right to keep
    Where the questions are the text: a page of frequently asked questions, an interview, a letter column, or the answers
    an author adds to a guide.

    ## How it is found
    A folding list leaves its arrow behind every question ("What is …? ›"). Two such questions below a story are a list of
    that kind, unless the page calls itself a list of questions. Without arrows there must be four questions at the end of
    the text, worded as people ask a search engine, and three points of evidence: the headline repeated just above them, or
    the labels of a farm's page frame just below them (two each); a heading under which search engines show questions; an
    answer clipped as only snippets are, a question with no answer among answered ones, a question most of whose topic words
    the story never uses (one each, and no more than two of a kind). Open questions and other topics alone are not enough:
    of some sixty lists that editors wrote, a third stray from the story's words, and none has a clipped answer.
    """

    code = "SEO001"
    confidence = 0.95

    VALID = (
        Valid(
            "Frequently asked questions about the seed library\n\nWe lend seeds as others lend books, and we are asked about it daily.\n\n"
            "How many packets may I take?\n\nFive a season.\n\nMust I bring seeds back?\n\nOnly if the plants set any.\n\n"
            "Are the seeds sorted?\n\nYes, by family and by month.\n\nWho runs the library?\n\nNine volunteers and a cat.\n"
        ),
        Valid(
            "FAQ: parking at the lido ›\n\nWhere can I park? ›\n\nBehind the pool.\n\nWhat does it cost? ›\n\nNothing before ten.\n\n"
            "Is there room for coaches? ›\n\nFor two of them, by the gate.\n"
        ),
        Valid(
            "The potter of Lusk\n\nShe fires the kiln once a year, in the last week of October, and sleeps beside it until it is cold.\n\n"
            "When did you begin?\n\nI was nine, and my uncle had gone to sea.\n\nWho taught you?\n\nNobody who knew that he did.\n\n"
            "Do you sell everything?\n\nI keep the ugly ones. Somebody has to.\n\nAnd what will you do next?\n\nWash my hands.\n"
        ),
        Valid(
            "Growing leeks in a bucket\n\nLeeks will grow in anything that is deep enough, and a bucket with holes in it is deep enough.\n\n"
            "How deep must the bucket be?\n\nForty centimetres for long leeks.\n\nHow often do leeks want water?\n\nDaily in July.\n\n"
            "Can leeks stand frost?\n\nMost leeks can, and some taste better for it.\n\nWhen are bucket leeks ready?\n\nFrom October on.\n"
        ),
        Valid(
            "Readers ask, the vet answers\n\nEvery month our vet takes four letters out of the basket and answers them at her kitchen table.\n\n"
            "Why does my hen limp?\n\nLook under the foot for a dark scab and bathe it.\n\nMay a hare live with a rabbit?\n\nNo. They will fight.\n\n"
            "Is garlic bad for geese?\n\nNot in the amounts that geese will eat.\n\nDo tortoises dream?\n\nI have often wondered.\n"
        ),
        Valid(
            "Ten questions for the book group\n\nThe novel leaves much unsaid, and these questions may help a group to say some of it out loud.\n\n"
            "Why does Ada burn the letter?\n\nWhom does the ferryman protect?\n\nIs the storm a punishment?\n\nWhat has the sister seen?\n"
        ),
        Valid(
            "Was it worth it? ›\n\nThe bridge took nine years to build, cost twice what was planned and carries forty carts a day.\n"
        ),
        Valid(
            "Why did the mill close?\n\nBecause the river moved, say the old people of the town, and the maps bear them out.\n\n"
            "What became of the miller?\n\nHe built a second mill where the river had gone, and there it stands to this day.\n"
        ),
        Valid(
            "Settings › Privacy\n\nTo share your place with friends, open Settings › Privacy › Location and choose the people who may see it.\n\n"
            "Not there? Look under Settings › General.\n"
        ),
        Valid(
            "Three myths about snow\n\nSnow is spoken of as if it were simple, and three things that are said of it every winter are wrong.\n\n"
            "Is snow white?\n\nNo. Each crystal is clear, and the heap scatters light of all colours alike.\n\n"
            "Does it get too cold to snow?\n\nCold air holds less water, but it always holds some, and so it can snow at any frost.\n\n"
            "Are no two flakes alike?\n\nNobody has looked at all of them, and very small ones are as like as two pins.\n"
        ),
    )
    INVALID = (
        Invalid(
            "The ferry to Aske\n\nThe ferry to Aske goes twice a day and carries nothing but goats in winter, when the hotel is shut.\n\n"
            "⟦How tall is a ferry? ›\n\nThe largest has a height of 66 metres and.⟧\n\n⟦Do goats get seasick? ›⟧\n\n"
            "⟦What is Aske short for? ›\n\nBaby name\n\nAske is a boy's name of Danish origin that means ash tree and was popular before the war in the north.⟧\n\nLatest Posts\n",
            fixed="The ferry to Aske\n\nThe ferry to Aske goes twice a day and carries nothing but goats in winter, when the hotel is shut.\n\nLatest Posts\n",
        ),
        Invalid(
            "Der Turm von Elben\n\nDer Turm steht seit neunhundert Jahren schief, und jedes Jahr kommt eine Kommission, um ihn zu messen.\n\n"
            "⟦Wie hoch ist der höchste Turm? ▾\nDer höchste misst 828 Meter.⟧\n⟦Wer hat den Aufzug erfunden? ▾\nElisha Otis.⟧\n"
        ),
        Invalid(
            "How to read an old barometer\n\nTap the glass with one finger and see which way the hand jumps; the rest is printed on the dial, and wrong.\n\n"
            "How to read an old barometer\n\n⟦What is the weather like in Denver?\n\nSunny, with highs near 70 and...⟧\n\n"
            "⟦Is mercury a planet?\n\nMercury is the smallest planet of the solar system.⟧\n\n⟦Who sells antique clocks?\n\nJun 3, 2021 — Ask a dealer near you.⟧\n\n"
            "⟦Can pressure cause headaches?\n\nYes, many people report migraines.⟧\n"
        ),
        Invalid(
            "Salt roads of the north\n\nFor six hundred years salt went over the pass on the backs of mules, and the tax on it paid for the bridge.\n\n"
            "People also ask\n\n⟦How much sodium is in bacon?\n\nAbout 137 milligrams a slice [3]⟧\n\n⟦Are mules sterile?\n\nNearly always.⟧\n\n"
            "⟦What county pays the highest tax?\n\nWestchester County | Tax Atlas⟧\n\n⟦Do bridges freeze first?\n\nYes, since cold air passes below them.⟧\n"
        ),
        Invalid(
            "Le phare de Sein\n\nLe phare s'éteint chaque matin à la main, et le gardien, qui a quatre-vingts ans, ne veut pas d'horloge.\n\n"
            "⟦Quel est le prix d'une horloge ? ⌄\n\nEntre 40 et 900 euros selon le modèle…⟧\n\n⟦Sein est-il un prénom ? ⌄\n\nNon.⟧\n"
        ),
        Invalid(
            "A winter with the herd\n\nFrom November until April the herd stands in the valley, and nobody but the herder's wife can tell one beast from the next.\n\n"
            "⟦What is a group of reindeer called?\n\nA herd.⟧\n\n⟦Can I buy an elk in Texas?\n\nPrices start at $2,000 and.⟧\n\n"
            "⟦How fast do jaguars swim?⟧\n\n⟦Which airline flies to Oslo?\n\nSeveral do, among them two budget carriers...⟧\n"
        ),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each question with its answer."""
        doc = ctx.doc
        runs = doc.view(exchanges)
        if not runs:
            return
        marked = [run for run in runs if any(exchange.marked for exchange in run)]
        if sum(exchange.marked for run in marked for exchange in run) >= MARKED_ENOUGH and _below_a_story(
            doc, marked[0][0].question
        ):
            for run in marked:
                yield from self._report(
                    doc, [exchange for exchange in run if exchange.marked], "with the arrow of a folding list"
                )
            return
        for run in runs:
            if _is_asked(run) and _below_a_story(doc, run[0].question) and _tells(doc, run) >= UNMARKED_TELLS:
                yield from self._report(doc, run, "in a list that is not the story's own")

    def _report(self, doc: Document, run: Sequence[Exchange], evidence: str) -> Iterator[Finding]:
        for exchange in run:
            last = exchange.answer[-1] if exchange.answer else exchange.question
            yield self.finding(
                exchange.span,
                f"injected question {quoted(exchange.question.text)}, one of {len(run)} {evidence}",
                fix=remove_lines(exchange.question, last, safe=False),
            )


def _is_asked(run: Sequence[Exchange]) -> bool:
    """Tell whether there are questions enough, nearly all as people put them to a search engine."""
    return len(run) >= UNMARKED_ENOUGH and sum(is_search_question(exchange.question) for exchange in run) >= ASKED_SHARE * len(
        run
    )


def _below_a_story(doc: Document, first: Line) -> bool:
    """Tell whether running text stands before the questions, enough of it, and no promise of questions."""
    if doc.first_prose >= first.index or is_question_page(doc, first):
        return False
    return first.start - doc.lines[0].start >= STORY_SHARE * len(doc.text)


def _tells(doc: Document, run: Sequence[Exchange]) -> int:
    """Return the points of evidence that a list without arrows was put under the story."""
    first = run[0].question
    above = doc.lines[max(0, first.index - REPEAT_REACH) : first.index]
    last = run[-1].answer[-1] if run[-1].answer else run[-1].question
    below = doc.lines[last.index + 1 : last.index + 1 + FRAME_REACH]
    title = doc.lines[0]
    repeated = title.words >= TITLE_WORDS and not title.prose and any(line.key == title.key for line in above if line.index)
    framed = any(_FRAME.fullmatch(line.key) for line in below if len(line.key) < LABEL_LENGTH)
    asked = any(line.key in _ALSO_ASKED.words for line in above)
    clipped = sum(any(_CLIPPED.search(line.text[:_CLIPPED_LENGTH]) for line in exchange.answer[-1:]) for exchange in run)
    answered = sum(bool(exchange.answer) for exchange in run)
    gaps = len(run) - answered if answered > len(run) - answered else 0
    if not (clipped or repeated or framed):
        return 0
    story = {word[:STEM] for word in _WORD.findall(doc.folded, 0, first.start)}
    drifted = 0
    for exchange in run:
        words = _topic_words(exchange.question.text.lower())
        drifted += len(words) >= DRIFT_WORDS and sum(word[:STEM] not in story for word in words) >= DRIFT_SHARE * len(words)
    return 2 * repeated + 2 * framed + asked + min(SAME_KIND, clipped) + min(SAME_KIND, gaps) + min(SAME_KIND, drifted)
