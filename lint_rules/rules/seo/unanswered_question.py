"""SEO002: a question without its answer, in a list in which the others are answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lint_rules.document import Document
from lint_rules.finding import Finding
from lint_rules.rule import Context, Invalid, Rule, Valid, quoted, remove_lines
from lint_rules.shapes.questions import Exchange, exchanges, is_search_question

MARKED_ENOUGH = 2  # questions with a folding list's arrow that make a list
ANSWERED_ENOUGH = 3  # answered questions that make a list of those without arrows
ASKED_SHARE = 0.8  # of those, so many must be such as people put to a search engine: others are asked for effect
UNANSWERED_SHARE = 1 / 3  # where more go unanswered, the list is one of questions only
SHORTEST = 4  # words; "Still curious?" and "Need help?" are headings

# To ask the reader at the end is an old way to close; such a question wants no answer in the text.
_READERS = (
    "you your yours we us our du dir dich dein deine ihr euch sie ihnen ihre vous votre vos tu te toi ton ta nous usted ustedes ti tus "
    "vosotros você vocês voi vi tuo tua vostro je jij jou jouw jullie u uw dig din ditt dina ni er sinä sinun sinua te teidän teitä "
    "ty ci ciebie twoje twój wy wam was państwo"
)
_ADDRESS = frozenset(_READERS.split())


class UnansweredQuestion(Rule):
    """A question has no answer, in a list in which the others have one.

    ## Why it matters
    Lists of questions fold, and an answer that was loaded only when a reader opened it is not in the scrape; content farms
    publish questions to which they found none. What is left is a line that promises what the text does not hold, and for
    a model that is trained on it, a question answered by the next question.

    ## When it is right to keep
    In a quiz, a poll or a list of questions for discussion; where a question is a heading or is asked of the reader.

    ## How it is found
    The line after it is another question, or the text ends. With the arrows of a folding list ("… ›") two questions make
    the list, and one of them must be answered. Without arrows three answered ones must stand beside it, one of them just
    before and one just after, and no more than a third of the list may be open: rows of open questions are meant to be
    open. A question set off by a wider gap than the others, one of under four words, one that comes again with an answer,
    and a closing question to the reader are left alone, and so is a heading whose paragraph opens with one.
    """

    code = "SEO002"
    confidence = 0.9

    VALID = (
        Valid(
            "What is true? What is right? Who says so?\n\nSuch questions were asked in the town for a year, and then it was over.\n"
        ),
        Valid(
            "Quiz night\n\n1. Which river rises at Hask?\n2. Who built the weir?\n3. What is a withy?\n4. Where did the tenor die?\n\n"
            "Answers go into the box by the door before the second bell has rung.\n"
        ),
        Valid(
            "Have you ever missed a train?\n\nWhy do trains run late?\n\nBecause the one in front does.\n\nWhat does it cost?\n\n"
            "Nine million a year.\n\nWho pays for it?\n\nEverybody who waits.\n"
        ),
        Valid(
            "On bees\n\nWhere do bees sleep?\n\nIn the hive.\n\nHow far do bees fly?\n\nThree miles.\n\n"
            "Why do bees dance at noon?\n\nHave you ever watched a crowd at a station?\n\nIt is like that, but with maps.\n\n"
            "Do bees know one another?\n\nBy smell.\n"
        ),
        Valid(
            "On tuning\n\nWhy tune at night?\n\nThe air is still.\n\nHow long does it take?\n\nTwo hours.\n\nWho can do it?\n\n"
            "Anyone who can hear.\n\nWhat do you listen for on a wet evening?\n"
        ),
        Valid(
            "Contents\n\nWhat is a lek?\nWho may enter it?\nWhen does it end?\n\nWhat is a lek?\n\nA dancing ground.\n\n"
            "Who may enter it?\n\nAny cock that dares.\n\nWhen does it end?\n\nIn May, with the rain.\n"
        ),
        Valid(
            "What does it cost to get in?\nNothing.\nIs there a cloakroom?\nYes, in the tower.\nWhen is it open?\nAll day.\n\n\n"
            "What about families with prams?\nIs there a lift?\nFor two people, since 1961.\nMay we eat?\nIn the yard.\n"
        ),
        Valid("Do you agree with the plan?\n\n( ) Yes\n( ) No\n\nWould you pay more?\n\n( ) Yes\n( ) No\n\nHow old are you?\n"),
        Valid(
            "For your group\n\nWhat would you have done?\n\nThe mayor waited.\n\nWho lost most by it?\n\nWho gained?\n\nWas the flood foreseen?\n\n"
            "Could the wall have held?\n\nIs there such a thing as a safe valley?\n"
        ),
        Valid(
            "He had only one question:\n\nWhy?\n\nWhy would they sell?\n\nNobody could tell him, and in the end he stopped asking altogether.\n"
        ),
    )
    INVALID = (
        Invalid(
            "The bell was recast in 1704.\n\nHow heavy is a bell? ›\n\nUp to 200 tonnes.\n\n⟦Who invented church? ›⟧\n\nIs bronze magnetic? ›\n\nNo.\n",
            fixed="The bell was recast in 1704.\n\nHow heavy is a bell? ›\n\nUp to 200 tonnes.\n\nIs bronze magnetic? ›\n\nNo.\n",
        ),
        Invalid(
            "Which apples keep longest?\n\nThose picked last.\n\nShould apples touch each other?\n\nNo, wrap them.\n\n"
            "⟦Can apples be kept with potatoes?⟧\n\nHow cold should the loft be?\n\nJust above freezing.\n\nDo mice like apples?\n\nThey do.\n"
        ),
        Invalid(
            "Wann fährt die erste Bahn?\nUm fünf Uhr.\nWas kostet die Fahrt?\nZwei Mark.\n⟦Darf ein Hund mit in die Gondel?⟧\n"
            "Wie lange dauert die Fahrt?\nNeun Minuten.\nGibt es oben ein Gasthaus?\nJa, seit 1888.\n"
        ),
        Invalid(
            "The well is deep.\n\n⟦Is well water hard? +⟧\n⟦Who owns the aquifer? +⟧\nHow deep is a well? +\nAs deep as it is dry.\n⟦What is divining? +⟧\n"
        ),
        Invalid(
            "¿Cuándo se recoge la aceituna?\nEn noviembre.\n¿Cuánto aceite da un olivo?\nUnos cuatro litros.\n⟦¿Se puede comer la aceituna cruda?⟧\n"
            "¿Cuánto vive un olivo?\nMil años.\n"
        ),
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each open question."""
        doc = ctx.doc
        runs = doc.view(exchanges)
        listed = [exchange for run in runs for exchange in run if exchange.marked]
        if len(listed) >= MARKED_ENOUGH and any(exchange.answer for exchange in listed):
            opened = [exchange for exchange in listed if not exchange.answer]
            yield from self._report(doc, opened, len(listed), " with arrows")
        for run in runs:
            plain = [exchange for exchange in run if not exchange.marked]
            if len(plain) == len(run):
                yield from self._report(doc, _open(run), len(run), "")

    def _report(self, doc: Document, opened: Sequence[Exchange], count: int, kind: str) -> Iterator[Finding]:
        for exchange in opened:
            line = exchange.question
            following = "another question follows" if line.index + 1 < len(doc.lines) else "the text ends"
            yield self.finding(
                line.span,
                f"question without an answer {quoted(line.text)}: {following}, in a list of {count}{kind}",
                fix=remove_lines(line, safe=False),
            )


def _open(run: Sequence[Exchange]) -> list[Exchange]:
    """Return the questions of a list without arrows that lack their answer."""
    open_count = sum(not exchange.answer for exchange in run)
    if not open_count or len(run) - open_count < ANSWERED_ENOUGH or open_count > UNANSWERED_SHARE * len(run):
        return []
    if sum(is_search_question(exchange.question) for exchange in run) < ASKED_SHARE * len(run):
        return []
    widest = max(exchange.question.gap for exchange in run[1:] if exchange.answer)
    asked = [exchange.question.key for exchange in run]
    found = []
    for number in range(1, len(run)):
        before, exchange = run[number - 1], run[number]
        after = run[number + 1] if number + 1 < len(run) else None
        line = exchange.question
        if exchange.answer or not before.answer or (after is not None and not after.answer):
            continue
        if line.gap > widest or line.words < SHORTEST or not is_search_question(line) or asked.count(line.key) > 1:
            continue
        asks_reader = not _ADDRESS.isdisjoint(line.key.split())
        turns_to_reader = after is not None and not _ADDRESS.isdisjoint(after.question.key.split())
        if turns_to_reader != asks_reader or (asks_reader and after is None):
            continue
        found.append(exchange)
    return found
