"""TXT001: words that lost the space between them."""

from __future__ import annotations

import math
from collections import Counter as Tally
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from lint_rules.finding import Counts, Edit, Finding, Fix, Span
from lint_rules.lazy import pattern
from lint_rules.lexicon import LANGUAGES
from lint_rules.lexicon.odds import DOCUMENT_WEIGHTS, document_odds, surroundings
from lint_rules.lexicon.splitting import Kind, Split, splitter
from lint_rules.rule import Context, Invalid, Option, Rule, Valid, quoted

DEFAULT_LANGUAGE = "en"  # of texts too short to tell: what is certain in English is no word of the others either
QUOTE = 36  # characters quoted of a token, and of its repair: both fit into a message
CERTAIN_CONFIDENCE = 0.97
LIKELY_CONFIDENCE = 0.88
WEAK_CONFIDENCE = 0.8

NAME_REPEATS = 4  # a split whose token stands this often in a text is a name, and is no sign of other lost spaces
ENOUGH_TO_BELIEVE_REPEATED = 2  # … unless the text shows so many others
ENOUGH_WELDED = 2  # welded sentences that make other seams credible; one is soon written by an author
MOST_REPEATS = 8  # times counted that a token stands in the text; more say no more
HABIT_OF_COMMAS = 3  # commas without a space, and no other fused word: the author's way of typing, not a scraper's damage

MOST_BESIDE = 2  # other fused words that make a token of another language credible; more say no more
REPEATED_ELSEWHERE = -2.1  # what a second mention takes where compounds and inflected forms abound: a step of standing alone
HALVES_ELSEWHERE = DOCUMENT_WEIGHTS["left elsewhere"] + DOCUMENT_WEIGHTS["right elsewhere"]  # the most that a text can add
TECHNICAL_TEXT = DOCUMENT_WEIGHTS["technical"]  # what a technical text takes

TECHNICAL = pattern(r"\w\(\)|\w_\w|\A--?[a-z]{2,}|::|=>|</|[{};]\Z|\A[{}]|\w\.\w+\(")
MARKS_OF_CODE = frozenset("(_-:=<{};")  # one of them at least is in every such token …
MARKS_OF_PROSE = '.,:!?"“”‘’'  # … and what leaves letters only is none
SIGNS_OF_CODE = ("()", "_", " -", "::", "=>", "</", ";\n", "{", "}")  # without any of these no token is technical
TECHNICAL_TOKENS, TECHNICAL_SHARE = 8, 0.01  # different tokens of code that make a text technical, and their share of all


class FusedWords(Rule):
    """Two words stand together without the space that the page had between them.

    ## Why it matters
    A scraper that strips every text node before joining them loses the spaces around links and emphasis: "the" and the link
    "industry" become "theindustry". The words are lost to search, to counting and to any tokeniser, and whoever reads the
    text sees at once that a machine made it. Where line breaks are dropped, sentences are welded: "It rained.The game went on."

    ## How it is found
    A token has a *seam* where it falls into words that are far more common than it is itself, where a capital follows a small
    letter, or where a word follows a full stop or a comma at once. What a seam is worth is a small score, learnt from pages with
    natural fused words and from clean articles: it weighs the look of the seam, how common the words and the whole are, how
    often the halves begin and end other words (function words hardly do; what compounds and affixes are made of does), whether
    the halves stand elsewhere in the text, whether the token is repeated like a name, whether the text is about programs, and
    most of all how many other spaces the text has lost: damage of this kind comes in numbers. The weights, by name, stand in
    `lint_rules/lexicon/odds.py`. A text without any seam that is certain by itself is not looked at further. A lone welded
    sentence in a long text is taken for the author's slip.

    In German, Dutch, Swedish and Finnish two words of content are usually a compound, and must tell more; inflected forms that
    end like a word ("entscheidendem", "dígamelo") and English words are left alone, as are identifiers, addresses, handles, file
    names, initials, brands that the lexicon knows or the text repeats, and the commas of an author who puts no space after any.
    Where a third of a text's words are unknown, it is in another language, and nothing is reported.

    `min-odds` moves the threshold: lower reports more. At 0 some 4 alarms are raised on 100,000 words of clean English articles
    (half of them spaces that those articles lost, too), at -2 about 10.

    ## When it is right to keep
    Brand names that the lexicon does not know and that stand once in a text; jargon written solid. Allow them by their words.

    ## Fix safety
    The fix puts the spaces back. It is not safe: a name that looks like two words would be torn.
    """

    code = "TXT001"
    counts = Counts.DAMAGE
    confidence = CERTAIN_CONFIDENCE
    languages = frozenset(LANGUAGES)
    min_odds = Option(0.0, "least score of a finding: 0 raises some 4 false alarms on 100,000 words, -2 about 10, 0.6 about 2")

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each fused token, in text order."""
        words = splitter(ctx.doc.language or DEFAULT_LANGUAGE)
        if words is None:
            return
        tokens = ctx.doc.tokens
        present = set(tokens)
        certain = words.certain(present)
        if not certain or not words.reads(tokens):
            return
        counts = Tally(tokens)
        seams = seams_of(certain, counts)
        candidates = certain
        if ctx.doc.language and seams.tell_of_others:
            candidates = certain | words.uncertain(present.difference(certain))
        text = ctx.doc.text
        believed = _believed(candidates, seams, text, counts, self.min_odds)
        if not believed:
            return
        end = 0
        for token in tokens:
            if token in believed:
                start = _place(text, token, end)
                end = start + len(token)
                yield self._fused(start, token, believed[token])

    def _fused(self, start: int, token: str, split: Split) -> Finding:
        core, mended = token[split.start : split.end], split.mended(token)
        return self.finding(
            Span(start + split.start, start + split.end),
            f"fused words {quoted(core, QUOTE)}: likely {quoted(mended, QUOTE)}, split at {split.kind.value}",
            confidence=CERTAIN_CONFIDENCE if split.certain else WEAK_CONFIDENCE if split.weak else LIKELY_CONFIDENCE,
            fix=Fix(
                tuple(Edit(Span(start + cut, start + cut), " ") for cut in split.cuts),
                safe=False,
                description="put the lost space back",
            ),
        )

    VALID = (
        Valid(
            "He typed his notes on an iPhone, kept the code on GitHub and read the rest on an eBookReader from YouTube and McDonald.\n"
        ),
        Valid(
            "The theStack project began small. Today theStack has users in forty countries, theStack fans say, and theStack grows.\n"
        ),
        Valid(
            "Nevertheless the hereof and thereof of lawyers, whatsoever they mean, are handmade and notwithstanding all wherewithal old.\n"
        ),
        Valid(
            "Call getElementById or toString() on the node, then set innerHTML with appendChild and read the value from localStorage.\n"
        ),
        Valid(
            "Write to office@thecompany.example, follow @thegardenclub, use #forthewin or see www.theoldmill.example/withthewind for more.\n"
        ),
        Valid(
            "U.S.-led talks, e.g. in D.C., ended at 5 p.m. on a 2.0.Beta of the pact, says J.R.R. Hollis of St.Albans and Node.js fame.\n"
        ),
        Valid(
            "The toolmaker and the beekeeper shared a songbook, a raincover and a splitboard in the chipmaking town of Wattleton.\n"
        ),
        Valid(
            "So,we walked home. It rained,of course. The bus,which was late,never came,and so we laughed,sang,ran and got wet.\n"
        ),
        Valid(
            "Die Donaudampfschifffahrtsgesellschaft lädt die Bürger:innen und alle MitarbeiterInnen zum Kreistagsabgeordnetentreffen in das Haus.\n"
        ),
        Valid(
            "Dígamelo usted, que los vecinos no quieren dárselo; hay que decírselo y explicárselo con calma, porque el alcalde no lo sabe.\n"
        ),
        Valid(
            "The McKinsey, DeWalt and MacLeod families met at WeWork; their SaaS runs on macOS, PowerBI, OpenVPN and an old XMLHttpRequest.\n"
        ),
        Valid(
            "Save the file as reportfinal.txt or thereport.pdf and the pictures as ofthegarden.jpg, then open the folder and print them.\n"
        ),
        Valid(
            "The band(s) and the parent(s) of the (re)build met; material(s) cost 1,000 or 2,500 and the ratio was 4:3 at 10:30 that day.\n"
        ),
        Valid(
            "We compared QuayPilot with HarbourNote and TideBoard. QuayPilot is cheap, HarbourNote is quick, and TideBoard does both.\n"
        ),
        Valid(
            "The pictures are Mahogany.JPG and Orange.JPG; the forum thanked eastgreywood and mapleturn77 for the bowls they had shown.\n"
        ),
        Valid(
            "Call createInstance() with patternBytes and nextMatch, set useCache, then deleteUser and joinedAt decide what the loop does.\n"
        ),
        Valid(
            "The text fÃ¼r the KÃ¶ln page was decoded wrongly, and so was that of the cafÃ© in the street behind the old mill.\n"
        ),
        Valid(
            "Der Ausschuss hat mit entscheidendem Rat geholfen, und die Wasserrohrbruchstelle am Rathausplatzbrunnen ist wetterfest verschlossen.\n"
        ),
        Valid(
            "Das Team nannte sein Projekt Springtide Keepsake und zeigte auf der Messe ein Whiteboard, das auch ohne Strom gut zu lesen ist.\n"
        ),
        Valid(
            "Het waterschapsbestuur heeft de dijkverzwaringsplannen besproken, maar de polderbewoners willen dat er eerst geluisterd wordt.\n"
        ),
        Valid(
            "Kommunens badplatsvärdar har räknat skolgårdsträden, och nu ska föräldraföreningen måla cykelställen innan hösten kommer.\n"
        ),
        Valid(
            "Kyläläiset kunnostivat uimarantansa talkoilla, eikä kukaan heistäkään tiennyt, että laiturinpuoliskoja oli jäljellä näin paljon.\n"
        ),
        Valid(
            "I vicini volevano parlargliene prima, ma il sindaco non poteva dirglielo, e così tornarono a vederselo da soli in piazza.\n"
        ),
        Valid(
            "Copiii din vale au desenat harta izvoarelor și au pus-o pe peretele școlii, iar bunicii le-au spus pe unde curgea râul odată.\n"
        ),
    )
    INVALID = (
        Invalid(
            "The minister said that ⟦theharbour⟧ would be closed for the winter and that ⟦boatswith⟧ a licence may stay.\n",
            fixed="The minister said that the harbour would be closed for the winter and that boats with a licence may stay.\n",
        ),
        Invalid(
            "A survey ⟦ofgardeners⟧ found that many ⟦gardenersprefer⟧ rain water ⟦andwill⟧ not use the tap, whatever their neighbours do.\n",
            fixed="A survey of gardeners found that many gardeners prefer rain water and will not use the tap, whatever their neighbours do.\n",
        ),
        Invalid(
            "They sailed with ⟦theAurora⟧ and the crew of a ferry that left port when the storm came up from the south.\n",
            fixed="They sailed with the Aurora and the crew of a ferry that left port when the storm came up from the south.\n",
        ),
        Invalid(
            "It rained all ⟦night.The⟧ match was called off and the players went home before it was ⟦dark.They⟧ were not sad.\n",
            fixed="It rained all night. The match was called off and the players went home before it was dark. They were not sad.\n",
        ),
        Invalid(
            "The council wants ⟦lightandwater⟧ for every street, and it said so at the meeting that was held on the last day of May.\n",
            fixed="The council wants light and water for every street, and it said so at the meeting that was held on the last day of May.\n",
        ),
        Invalid(
            "The ⟦farmer’sharvest⟧ was poor, and so the price ⟦ofbread⟧ went up in all of the towns along the river.\n",
            fixed="The farmer’s harvest was poor, and so the price of bread went up in all of the towns along the river.\n",
        ),
        Invalid(
            "The ⟦UNESCOthen⟧ added the old bridge to its list, and people came to see ⟦thebridge⟧ from all over the country.\n",
            fixed="The UNESCO then added the old bridge to its list, and people came to see the bridge from all over the country.\n",
        ),
        Invalid(
            "The ⟦mayor,whose⟧ term ends soon, told reporters ⟦thatthe⟧ new road will be open by spring if the weather holds.\n",
            fixed="The mayor, whose term ends soon, told reporters that the new road will be open by spring if the weather holds.\n",
        ),
        Invalid(
            "The ferry is late, ⟦saidthe⟧ mate. ⟦CommentsShare⟧ the timetable ⟦withfriends⟧ and ⟦SubscribeNow⟧ before the season ends.\n",
            fixed="The ferry is late, said the mate. Comments Share the timetable with friends and Subscribe Now before the season ends.\n",
        ),
        Invalid(
            "The skipper ⟦HarrisonMarlow⟧ said ⟦thatthe⟧ crew of the ⟦CutterAurora⟧ had been ⟦warnedof⟧ the storm an hour ⟦beforeit⟧ broke.\n",
            fixed="The skipper Harrison Marlow said that the crew of the Cutter Aurora had been warned of the storm an hour before it broke.\n",
        ),
        Invalid(
            "She took ⟦theiPhone⟧ out of the bag ⟦andcalled⟧ a friend. ⟦Price:Around⟧ ninety pounds, said the man ⟦inthe⟧ shop.\n",
            fixed="She took the iPhone out of the bag and called a friend. Price: Around ninety pounds, said the man in the shop.\n",
        ),
        Invalid(
            "The mill ⟦hasbeen⟧ shut since May, and a spokesman would not say ⟦whenit⟧ might open ⟦foranyone⟧ again.\n",
            fixed="The mill has been shut since May, and a spokesman would not say when it might open for anyone again.\n",
        ),
        Invalid(
            "Die Regierung hat am Montag ⟦dieWahl⟧ verschoben, und das Parlament wird sich in der nächsten Woche damit befassen.\n",
            fixed="Die Regierung hat am Montag die Wahl verschoben, und das Parlament wird sich in der nächsten Woche damit befassen.\n",
        ),
        Invalid(
            "Der Regen ⟦hatnicht⟧ aufgehört, und ⟦dasWasser⟧ steht in den Kellern, ⟦sagteder⟧ Bürgermeister am Abend vor der Halle.\n",
            fixed="Der Regen hat nicht aufgehört, und das Wasser steht in den Kellern, sagte der Bürgermeister am Abend vor der Halle.\n",
        ),
        Invalid(
            "Le ministre a dit que les écoles ⟦duNord⟧ seront fermées pendant une semaine et que les parents doivent attendre.\n",
            fixed="Le ministre a dit que les écoles du Nord seront fermées pendant une semaine et que les parents doivent attendre.\n",
        ),
        Invalid(
            "Les enfants ⟦jouentdans⟧ la cour et ⟦leurmère⟧ les regarde ; il y a ⟦dansl’eau⟧ du lac beaucoup de poissons cette année.\n",
            fixed="Les enfants jouent dans la cour et leur mère les regarde ; il y a dans l’eau du lac beaucoup de poissons cette année.\n",
        ),
        Invalid(
            "El alcalde ⟦dijoque⟧ el puente estará cerrado ⟦hastaque⟧ termine la obra, y los vecinos ⟦esperandesde⟧ hace un año.\n",
            fixed="El alcalde dijo que el puente estará cerrado hasta que termine la obra, y los vecinos esperan desde hace un año.\n",
        ),
    )


class Seams(NamedTuple):
    """The certain seams of a text: the tokens that are two words and those that are welded sentences, in small letters."""

    fused: frozenset[str]
    welded: frozenset[str]
    commas_are_habit: bool

    @property
    def tell_of_others(self) -> bool:
        """Whether further tokens are to be looked at: a fused word or two welded sentences make them credible."""
        return bool(self.fused) or len(self.welded) >= ENOUGH_WELDED

    def others(self, core: str) -> tuple[int, int]:
        """Return how many fused words and welded sentences there are beside a token (without the marks around it)."""
        return len(self.fused) - (core in self.fused), len(self.welded) - (core in self.welded)


def seams_of(certain: Mapping[str, Split], counts: Mapping[str, int]) -> Seams:
    """Return the seams of a text that bear out others: not those of tokens repeated like a name.

    `counts` tells how often each token stands in the text.
    """
    cores = {token: token[split.start : split.end].lower() for token, split in certain.items()}
    count: Tally[str] = Tally()
    for token, core in cores.items():
        count[core] += counts[token]
    welded = frozenset(cores[token] for token, split in certain.items() if split.kind in (Kind.STOP, Kind.COMMA))
    fused = frozenset(core for core in cores.values() if core not in welded and count[core] < NAME_REPEATS)
    commas = {cores[token] for token, split in certain.items() if split.kind is Kind.COMMA}
    if len(commas) >= HABIT_OF_COMMAS and not fused:
        return Seams(fused, welded - commas, commas_are_habit=True)
    return Seams(fused, welded, commas_are_habit=False)


def evidence_of(split: Split, count: int, present: Collection[str]) -> dict[str, float]:
    """Return what a text says of one token, by the names of `odds.DOCUMENT_WEIGHTS`.

    `count` is how often the token stands in the text, `present` the tokens of the text.
    """
    left, right = split.halves
    return {
        "left elsewhere": float(left != "" and left in present),
        "right elsewhere": float(right != "" and right in present),
        "repeated": math.log(min(count, MOST_REPEATS)),
    }


def _believed(candidates: Mapping[str, Split], seams: Seams, text: str, counts: Tally[str], min_odds: float) -> dict[str, Split]:
    """Return the splits that the text as a whole bears out; `counts` tells how often each token stands in it."""
    length = counts.total()
    by_others: dict[tuple[int, int], float] = {}
    believed: dict[str, Split] = {}
    least = math.inf
    for token, split in candidates.items():
        if seams.commas_are_habit and split.kind is Kind.COMMA:
            continue
        others = seams.others(token[split.start : split.end].lower())
        if counts[token] >= NAME_REPEATS and sum(others) < ENOUGH_TO_BELIEVE_REPEATED:
            continue
        if others not in by_others:
            by_others[others] = document_odds(surroundings(fused=others[0], welded=others[1], tokens=length))
        odds = split.odds + split.beside * min(others[0], MOST_BESIDE) + by_others[others]
        if split.beside and counts[token] > 1:
            odds += REPEATED_ELSEWHERE
        if odds < min_odds - HALVES_ELSEWHERE:
            continue
        odds += document_odds(evidence_of(split, counts[token], counts))
        if odds >= min_odds:
            believed[token] = split._replace(odds=odds)
            least = min(least, odds)
    # Asked last, for it looks at all words, and only where it could change anything.
    if least < min_odds - TECHNICAL_TEXT and is_technical(text, counts):
        return {token: split for token, split in believed.items() if split.odds + TECHNICAL_TEXT >= min_odds}
    return believed


def _place(text: str, token: str, start: int) -> int:
    """Return where a token that comes at or after an offset stands, white space or nothing on both sides."""
    while True:
        start = text.index(token, start)
        end = start + len(token)
        if (not start or text[start - 1].isspace()) and (end == len(text) or text[end].isspace()):
            return start
        start = end


def is_technical(text: str, present: Collection[str]) -> bool:
    """Tell whether the text, which has these different tokens, is about programs: their commands and identifiers look fused
    and are not.
    """
    if not any(sign in text for sign in SIGNS_OF_CODE):
        return False
    marked = [token for token in present if not (token.isalpha() or MARKS_OF_CODE.isdisjoint(token))]
    found = sum(TECHNICAL.search(token) is not None for token in marked if not token.strip(MARKS_OF_PROSE).isalpha())
    return found >= TECHNICAL_TOKENS and found >= TECHNICAL_SHARE * len(present)
