"""TXT001: words that lost the space between them."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterator, Mapping, Sequence

from lint_rules.finding import Counts, Edit, Finding, Fix, Span
from lint_rules.lazy import pattern
from lint_rules.lexicon import LANGUAGES
from lint_rules.lexicon.splitting import Kind, Split, splitter
from lint_rules.rule import Context, Invalid, Rule, Valid, quoted

DEFAULT_LANGUAGE = "en"  # of texts too short to tell: what is certain in English is no word of the others either
QUOTE = 36  # characters quoted of a token, and of its repair: both fit into a message
CERTAIN_CONFIDENCE = 0.97
LIKELY_CONFIDENCE = 0.88

NAME_REPEATS = 2  # a likely split whose token stands this often in a text is a name, or a word we do not know …
CERTAIN_NAME_REPEATS = 4  # … and so is a certain one, unless the text shows other lost spaces
ENOUGH_TO_BELIEVE_LIKELY = (
    1  # certain fused words that make a likely one credible: a text with one has 5.5 (median of real pages) …
)
ENOUGH_TO_BELIEVE_BARE = 2  # … and two content words ("paperaimed") need more, for compounds look alike …
ENOUGH_IN_TECHNICAL_TEXT = 3  # … as does everything where commands and identifiers abound
ENOUGH_WELDED_SENTENCES = 3  # sentences welded to the next that make any seam credible: line breaks were lost throughout
ENOUGH_STOPS = 2  # … and that make a further one credible where the word after it is a name
HABIT_OF_COMMAS = 3  # commas without a space, and no other fused word: the author's way of typing, not a scraper's damage

TECHNICAL = pattern(r"\w\(\)|\w_\w|\A--?[a-z]{2,}|::|=>|</|[{};]\Z|\A[{}]|\w\.\w+\(")
SIGNS_OF_CODE = ("()", "_", " -", "::", "=>", "</", ";\n", "{", "}")  # without any of these no token is technical
TECHNICAL_TOKENS, TECHNICAL_SHARE = 8, 0.01  # different tokens of code that make a text technical, and their share of all


class FusedWords(Rule):
    """Two words stand together without the space that the page had between them.

    ## Why it matters
    A scraper that strips every text node before joining them loses the spaces around links and emphasis: "the" and the link
    "industry" become "theindustry". The words are lost to search, to counting and to any tokeniser, and whoever reads the
    text sees at once that a machine made it. Where line breaks are dropped, sentences are welded: "It rained.The game went on."

    ## How it is found
    A token is split where it falls into words that are far more common than it is itself, going by the frequencies of
    300,000 English words (fewer in other languages). It is *certain* where one half is a function word that hardly any word
    begins or ends with (the, with, from; but not in, over), or where a capitalised word follows a full stop at once. Other
    splits are only *likely* and are reported in texts that have certain ones: damage of this kind comes in numbers. Names in
    mixed case (iPhone, GitHub), tokens that a text repeats, identifiers, addresses, handles, file names, initials and compounds
    are left alone. An author who puts no space after commas is not reported.

    ## When it is right to keep
    Brand names that the lexicon does not know and that stand once in a text; jargon written solid. Allow them by their words.

    ## Fix safety
    The fix puts the spaces back. It is not safe: a name that looks like two words would be torn.
    """

    code = "TXT001"
    counts = Counts.DAMAGE
    confidence = CERTAIN_CONFIDENCE
    languages = frozenset(LANGUAGES)

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each fused token, in text order."""
        words = splitter(ctx.doc.language or DEFAULT_LANGUAGE)
        if words is None:
            return
        tokens = ctx.doc.tokens
        certain = words.certain(tokens)
        if not certain:
            return
        find_likely = words.likely if ctx.doc.language else _nothing
        believed = _believed(certain, ctx.doc.text, tokens, find_likely)
        if not believed:
            return
        text = ctx.doc.text
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
            confidence=CERTAIN_CONFIDENCE if split.certain else LIKELY_CONFIDENCE,
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
            "Die Regierung hat am Montag ⟦dieWahl⟧ verschoben, und das Parlament wird sich in der nächsten Woche damit befassen.\n"
        ),
        Invalid(
            "Le ministre a dit que les écoles ⟦duNord⟧ seront fermées pendant une semaine et que les parents doivent attendre.\n"
        ),
    )


def _believed(
    certain: Mapping[str, Split], text: str, tokens: Sequence[str], find_likely: Callable[[Sequence[str]], Mapping[str, Split]]
) -> dict[str, Split]:
    """Return the splits that the text as a whole bears out; what is likely is looked for only if something can."""
    cores = {token: token[split.start : split.end].lower() for token, split in certain.items()}
    count = _count(cores, tokens)
    welded = {token for token, split in certain.items() if split.kind in (Kind.STOP, Kind.COMMA)}
    words = certain.keys() - welded
    unrepeated = {token for token in words if count[cores[token]] < CERTAIN_NAME_REPEATS}
    support = len({cores[token] for token in unrepeated})
    if support < ENOUGH_TO_BELIEVE_BARE:
        words = unrepeated
    commas = {token for token in welded if certain[token].kind is Kind.COMMA}
    if not words:
        welded = set() if len(commas) >= HABIT_OF_COMMAS else welded - commas
    believed = {token: certain[token] for token in sorted(words | welded)}
    if support or len(welded) >= ENOUGH_STOPS:
        likely = find_likely(tokens)
        count = _count({token: token[split.start : split.end].lower() for token, split in likely.items()}, tokens)
        credible = {
            token: split
            for token, split in sorted(likely.items())
            if _is_credible(split.kind, support, len(welded), technical=False)
            and not _is_name(token, split.kind, count[token[split.start : split.end].lower()], support)
        }
        # Asked last, for it looks at all words: nothing is credible in a technical text that is not in another.
        technical = bool(credible) and _is_technical(text, tokens)
        believed |= {
            token: split
            for token, split in credible.items()
            if not technical or _is_credible(split.kind, support, len(welded), technical=True)
        }
    return believed


def _place(text: str, token: str, start: int) -> int:
    """Return where a token that comes at or after an offset stands, white space or nothing on both sides."""
    while True:
        start = text.index(token, start)
        end = start + len(token)
        if (not start or text[start - 1].isspace()) and (end == len(text) or text[end].isspace()):
            return start
        start = end


def _nothing(tokens: Sequence[str]) -> Mapping[str, Split]:
    """Find nothing likely: in a text of unknown language only what is certain counts."""
    del tokens
    return {}


def _count(cores: Mapping[str, str], tokens: Sequence[str]) -> Tally[str]:
    """Count how often each core stands in the text, whatever marks and capitals it has."""
    return Tally([cores[token] for token in tokens if token in cores])


def _is_credible(kind: Kind, support: int, stops: int, *, technical: bool) -> bool:
    """Tell whether a likely split is to be believed in a text with so many certain ones."""
    if kind in (Kind.STOP, Kind.COMMA):
        return support > 0 or stops >= ENOUGH_STOPS
    if technical:
        return kind is Kind.WORD and support >= ENOUGH_IN_TECHNICAL_TEXT
    return (
        support >= (ENOUGH_TO_BELIEVE_BARE if kind is Kind.BARE else ENOUGH_TO_BELIEVE_LIKELY) or stops >= ENOUGH_WELDED_SENTENCES
    )


def _is_name(token: str, kind: Kind, count: int, support: int) -> bool:
    """Tell whether a likely split is a name or a term instead, for the text repeats it."""
    return count >= NAME_REPEATS and (kind is Kind.BARE or not token.islower() or support < ENOUGH_TO_BELIEVE_BARE)


def _is_technical(text: str, tokens: Sequence[str]) -> bool:
    """Tell whether the text is about programs: their commands and identifiers look fused and are not."""
    if not any(sign in text for sign in SIGNS_OF_CODE):
        return False
    unique = set(tokens)
    found = sum(TECHNICAL.search(token) is not None for token in unique if not token.isalpha())
    return found >= TECHNICAL_TOKENS and found >= TECHNICAL_SHARE * len(unique)
