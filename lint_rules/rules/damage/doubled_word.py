"""TXT003: a word that stands twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lint_rules.finding import Counts, Edit, Finding, Fix, Span
from lint_rules.rule import Anchor, Context, Invalid, Rule, Trigger, Valid, quoted
from lint_rules.shapes import longest

# Words that no grammatical sentence has twice in a row. Left out are those that may follow themselves: had had, that that,
# is is, do do, so so, no no, her her, in in, on on (phrasal verb and preposition), vous vous, nous nous, die die, dat dat.
NEVER_TWICE: Final[dict[str, tuple[str, ...]]] = {
    language: tuple(words.split())
    for language, words in {
        "en": "the of to a an and for with from by at as be are or if this these those our your their my its than into which because "
        "when while where whose between through during about before after under until since although however would could should have has "
        "been were they we she told said says used known called also can't "
        "don't it's",
        "de": "und von mit für auf im zu ein eine einer einem einen dem des den nicht auch oder wird wurde",
        "fr": "de du le la les des et un une au aux dans pour sur avec est sont par que",
        "es": "de del la el los las en y un una con por para que se su",
        "pt": "de do da dos das em no na um uma com por para que não",
        "it": "di del della il la gli le un una con per che non da nel nella",
        "nl": "de het een en van met voor op aan niet is",
        "sv": "och i en ett på av för till med den det är",
        "fi": "ja on että oli",
        "pl": "w z na do i od dla jest oraz przez",
    }.items()
}
LONGEST_LABEL = 6  # words: shorter lines are labels and cells, where "A A" may be a column
AFTER = frozenset("-–'’")  # "to to-do", "a a-side": the second is part of another word


class DoubledWord(Rule):
    """A word that never follows itself stands twice in a row.

    ## Why it matters
    "a desire to to challenge" is a slip of the author's, or the seam of two text nodes that both held the word. It is a small thing,
    but a sure sign that nobody read the text since.

    ## How it is found
    Only words that no grammatical sentence has twice are looked for, in the text's own language: articles, prepositions,
    conjunctions. "Had had", "that that", "vous vous" and "die die" are good grammar; "very very" and "long long ago" are meant; "row, row,
    row" is a refrain, so three in a row are left alone, as are lines of fewer than seven words (labels, cells) and capitalised
    names (Duran Duran).

    ## When it is right to keep
    In quoted speech that stammers.

    ## Fix safety
    Taking out the second word is safe: the sentence says the same.
    """

    code = "TXT003"
    counts = Counts.DAMAGE
    confidence = 0.95
    triggers = tuple(
        Trigger(f"{word} {word}", Anchor.ANYWHERE, language=language) for language, words in NEVER_TWICE.items() for word in words
    )

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each doubled word; the span is both."""
        text, language = ctx.doc.text, ctx.doc.language or "en"
        for hit in longest([hit for hit in ctx.hits if hit.trigger.language == language]):
            start, end = hit.span
            pair = text[start:end]
            middle = start + len(pair) // 2
            first, second = text[start:middle], text[middle + 1 : end]
            if hit.line.words <= LONGEST_LABEL or not second.islower() or not (first == second or first == second.capitalize()):
                continue
            if text[end : end + 1] in AFTER or text[start - 1 : start] in AFTER or _thrice(text, start, end, second):
                continue
            fix = Fix((Edit(Span(middle, end), ""),), safe=True, description="take out the second")
            yield self.finding(hit.span, f"doubled word {quoted(pair)}", fix=fix)

    VALID = (
        Valid("She had had enough, and she knew that that man would never do what it is is the custom to do.\n"),
        Valid(
            "They came in in a hurry, and they went on on foot, so so tired, to a very very old house in the long long grass.\n"
        ),
        Valid("Row, row, row your boat. The wheels go round and round and and and on, as every child will tell you at once.\n"),
        Valid("Size A A B B\n\nTo to\n\nOf of\n\nThe The are a band from London who made a record about a city in the rain.\n"),
        Valid("The band Duran Duran and the singer Will Will played The The songs to to-do lists and a a-side for all of us.\n"),
        Valid("Vous vous souvenez du jour où nous nous sommes rencontrés dans la rue qui va de la gare à la place du marché.\n"),
        Valid(
            "Das sind die, die die Suppe gekocht haben, und der Mann, der der Frau half, ist ihr Bruder aus der Stadt am See.\n"
        ),
        Valid("He sang la la la and said that a de de would do, and el el is no word at all in the language of the place.\n"),
        Valid(
            "The list goes from A to Z; to\nto go on would be to repeat what was said at the start of the book about the sea.\n"
        ),
    )
    INVALID = (
        Invalid(
            "The mayor has said that she wants ⟦to to⟧ open the pool before the summer holidays begin.\n",
            fixed="The mayor has said that she wants to open the pool before the summer holidays begin.\n",
        ),
        Invalid(
            "⟦The the⟧ bridge was closed at noon, and buses went by way ⟦of of⟧ the old mill road until dark.\n",
            fixed="The bridge was closed at noon, and buses went by way of the old mill road until dark.\n",
        ),
        Invalid("The men, who ⟦were were⟧ not named, left before the police came to the farm on the hill.\n"),
        Invalid("It is a place for growers ⟦and and⟧ for those who buy from them every week of the year.\n"),
        Invalid("Der Zug hielt lange in dem Ort, ⟦und und⟧ niemand wusste, wie es weitergehen soll.\n"),
        Invalid("Le maire a promis d'ouvrir la piscine ⟦dans dans⟧ les prochains jours, mais les travaux ne sont pas finis.\n"),
        Invalid("El alcalde dijo que la piscina ⟦de de⟧ la plaza se abre en mayo, pero los vecinos no lo creen.\n"),
    )


def _thrice(text: str, start: int, end: int, word: str) -> bool:
    """Tell whether the word stands a third time beside the two: then it is meant."""
    before = text[max(0, start - len(word) - 2) : start].split()
    after = text[end : end + len(word) + 2].split()
    return (bool(before) and before[-1].lower() == word) or (bool(after) and after[0].strip(",.;:!?") == word)
