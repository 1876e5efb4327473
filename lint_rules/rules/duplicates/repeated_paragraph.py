"""DUP003: a paragraph once more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lint_rules.document import Document, Line
from lint_rules.finding import Finding, Note, Severity
from lint_rules.lazy import pattern
from lint_rules.rule import Context, Invalid, Rule, Valid, quoted, remove_lines
from lint_rules.shapes.repeats import Repeat, is_caption, repeats

# On real pages an exact copy within three lines is an extractor's in nine cases of ten. Further away, or edited, half of the
# copies are the author's: points to remember, answers that say again what the text said, corrected drafts.
NEAR = 3
SURE, ARGUABLE = 0.91, 0.55  # confidence, of copies near and exact, and of others
SHORTEST = 100  # characters of a paragraph that repeats for no good reason: shorter ones are list items, refrains and cells
SHORTEST_ITEM = 160  # … and as long as this where the line is an item of a list: addresses and conditions recur there
BULLETS = ("- ", "* ", "• ", "– ", "· ")
SHORTEST_RUN = 4  # lines of hard-wrapped text that come back in the same order make a repeated paragraph, too …
SHORTEST_WRAPPED = 40  # … of at least this many characters each
OFTEN = 4  # a line that stands as often as this is a form's or a recipe's, repeated on purpose
QUOTES = ('"', "“", "”", "„", "«", "»", "‘", "‚", ">")
_ATTRIBUTION = pattern(r"[^:]{1,40}: ?[\"“”„«‘>]")  # "Anna: “…": a post of a forum that answers another
MOST_DIGITS = 0.03  # share of digits in running text; recipes and listings have more
CODE_SIGNS = "{}();=<>\\|"
MOST_CODE = 4  # such signs in a line make it code


class RepeatedParagraph(Rule):
    """A paragraph stands in the text a second time, word for word or lightly edited.

    ## Why it matters
    Teasers above an article repeat its first paragraph, answers of a question list repeat what the text said, printable versions repeat
    everything. Whoever counts or learns from the text weighs it twice.

    ## How it is found
    Lines of a hundred characters and more that end as sentences do and that say what an earlier one said: word for word, or with the same names and
    numbers and most of the words in the same order. Hard-wrapped text is compared in runs of four lines. Numbered clauses, code,
    instructions that come four times and more, questions, quotations and passages of verse are left alone, as are pull quotes, which repeat a part of a paragraph only.
    A copy word for word within three lines is a warning. What stands further away or is edited is as often the author's own, and only shown.

    ## When it is right to keep
    Where the text quotes itself to comment on it.

    ## Fix safety
    Taking out an exact copy right beside its source is safe; of the others, look whether they are the author's and which is the better.
    """

    code = "DUP003"
    confidence = SURE

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each repeated paragraph, and one for each run of repeated lines."""
        doc = ctx.doc
        found = [repeat for repeat in doc.view(repeats) if not _is_code(repeat.line)]
        if not found:
            return
        runs = _runs(found)
        in_run = {repeat.line.index for run in runs for repeat in run}
        times: dict[int, int] = {}
        for repeat in found:
            times[repeat.line.index] = times.get(repeat.earlier.index, 1) + 1
        often = _families(found, times)
        for run in runs:
            first, last = run[0].line, run[-1].line
            yield self.finding(
                first.span._replace(end=last.end),
                f"repeated paragraph {quoted(first.text, 40)}: {len(run)} lines that stand {first.index - run[0].earlier.index} lines above",
                fix=remove_lines(first, last, safe=False),
                severity=Severity.INFO,
                confidence=ARGUABLE,
                related=(Note("the first time", run[0].earlier.span),),
            )
        for repeat in found:
            if repeat.line.index not in in_run and _is_paragraph(doc, repeat) and repeat.line.index not in often:
                sure = repeat.likeness == 1 and repeat.line.index - repeat.earlier.index <= NEAR
                how = "word for word" if repeat.likeness == 1 else f"with {repeat.likeness:.0%} of its words"
                yield self.finding(
                    repeat.line.span,
                    f"repeated paragraph {quoted(repeat.line.text, 40)}: stands {repeat.line.index - repeat.earlier.index} lines above, {how}",
                    severity=Severity.WARNING if sure else Severity.INFO,
                    confidence=SURE if sure else ARGUABLE,
                    fix=remove_lines(repeat.line, safe=sure),
                    related=(Note("the first time", repeat.earlier.span),),
                )

    VALID = (
        Valid(
            "The mill stood by the river for three hundred years before anybody thought of making anything but flour in it.\n\n"
            "“Before anybody thought of making anything but flour in it”\n\nThen came the dynamo.\n"
        ),
        Valid(
            "O the mill wheel turns and the water runs\nAnd the miller sings of his seven sons\n\nThe first went out when the corn was green\n\n"
            "O the mill wheel turns and the water runs\nAnd the miller sings of his seven sons\n"
        ),
        Valid(
            "2.1 The supplier shall deliver the goods to the place that the buyer names, at the buyer's cost, within thirty days of the order.\n\n"
            "3.1 The supplier shall deliver the goods to the place that the buyer names, at the buyer's cost, within thirty days of the order.\n"
        ),
        Valid(
            "for (const name of Object.keys(settings)) { store.set(name, settings[name]); console.log(name, settings[name]); } // first\n\nThen:\n\n"
            "for (const name of Object.keys(settings)) { store.set(name, settings[name]); console.log(name, settings[name]); } // first\n"
        ),
        Valid(
            "St Mark's, 12 Mill Road: the evening service with music by the choir of the parish begins at 7 p.m. on Sunday, and all are welcome.\n\n"
            "St Luke's, 80 Hill Lane: the evening service with music by the choir of the parish begins at 6 p.m. on Friday, and all are welcome.\n"
        ),
        Valid(
            "\n\n".join(
                f"Day {day}\n\nMix one scoop of powder with a cup of milk, add half a banana, blend for a minute and drink it before you go for your run."
                for day in ("one", "two", "three", "four")
            )
        ),
        Valid(
            "In the first half the visitors from Leeds had most of the ball but could not score, and their coach, Dan Price, was not pleased at all.\n\n"
            "In the second half the hosts from Derby had most of the ball and did score, twice, and their coach, Ann Moor, was more than pleased.\n"
        ),
        Valid("Stir well and serve.\n\nStir well and serve.\n"),
        Valid(
            "What would you say to a young person who wants to become a lighthouse keeper today, when there are hardly any lighthouses that need one?\n\n"
            "Anna: Do it.\n\nNext I met Tom.\n\nHe was asleep.\n\nThen he woke.\n\nI asked him.\n\n"
            "What would you say to a young person who wants to become a lighthouse keeper today, when there are hardly any lighthouses that need one?\n"
        ),
    )
    INVALID = (
        Invalid(
            "Bread in the valley gets rarer with every year that passes, and with every baker who hangs up his apron for good.\n\nThat is no secret.\n\nRye is grown.\n\nRye is ground.\n\nRye is sold.\n\nRye is eaten.\n\nThe rest is habit.\n\n"
            "Of eleven bakeries that the valley had before the bridge was built, three were left when this year began, and two are left now.\n\n"
            "The bakery on Mill Street, which has sold rye bread since the war, will close at the end of June because its oven cannot be mended.\n\n"
            "⟦The bakery on Mill Street, which has sold rye bread since the war, will close at the end of June because its oven cannot be mended.⟧\n\n"
            "Its owner, Jan Moll, is 81. He says he has baked enough, and that nobody wants to rise at two.\n",
            fixed="Bread in the valley gets rarer with every year that passes, and with every baker who hangs up his apron for good.\n\nThat is no secret.\n\nRye is grown.\n\nRye is ground.\n\nRye is sold.\n\nRye is eaten.\n\nThe rest is habit.\n\n"
            "Of eleven bakeries that the valley had before the bridge was built, three were left when this year began, and two are left now.\n\n"
            "The bakery on Mill Street, which has sold rye bread since the war, will close at the end of June because its oven cannot be mended.\n\n"
            "Its owner, Jan Moll, is 81. He says he has baked enough, and that nobody wants to rise at two.\n",
        ),
        Invalid(
            "The lighthouse at the point was lit for the last time on Saturday, two hundred years after its lamp was first seen.\n\nIts keeper was there.\n\n"
            "He wept.\n\nSo did we.\n\nThen it was dark.\n\nThe boats waited.\n\n"
            "⟦The lighthouse at the point was lit for the last time on Saturday, two hundred years after its lamp was first seen.⟧\n\nNobody spoke.\n",
            fixed="The lighthouse at the point was lit for the last time on Saturday, two hundred years after its lamp was first seen.\n\nIts keeper was there.\n\n"
            "He wept.\n\nSo did we.\n\nThen it was dark.\n\nThe boats waited.\n\nNobody spoke.\n",
            severity=Severity.INFO,
        ),
        Invalid(
            "Mayor Lena Vogt said on Monday that the city of Graz will plant 4,000 trees along its avenues over the next two winters.\n\n"
            "The plan costs 3 million euros.\n\nGardeners welcomed it.\n\nA vote is due in June.\n\nNobody is against it.\n\nWork starts soon.\n\n"
            "⟦Mayor Lena Vogt announced on Monday that the city of Graz is going to plant 4,000 trees along its avenues in the next two winters.⟧\n",
            severity=Severity.INFO,
        ),
        Invalid(
            "The old ferry Aurora carried its last passengers across the Sund on Sunday night, and was towed to Esbjerg to be broken up for scrap.\n\n"
            "Many came to see it.\n\nThe band played.\n\nIt rained.\n\nThe ship was built in 1951.\n\nIt had two sisters.\n\n"
            "⟦The ferry Aurora carried its last passengers across the Sund on Sunday night before being towed to Esbjerg and broken up for scrap.⟧\n",
            severity=Severity.INFO,
        ),
        Invalid(
            "When the orchard of the Brandt family was sold in spring,\nits forty kinds of apples were grafted in time and given\n"
            "to whoever asked for them. There are now trees of each\nkind in more than two hundred gardens of the district.\n\nThat was a beginning.\n\n"
            "⟦When the orchard of the Brandt family was sold in spring,\nits forty kinds of apples were grafted in time and given\n"
            "to whoever asked for them. There are now trees of each\nkind in more than two hundred gardens of the district.⟧\n",
            severity=Severity.INFO,
        ),
        Invalid(
            "Researchers in Turku have found that cod in the northern Baltic grow more slowly than they did in 1990, and they blame warmer water for it.\n\n"
            "The study took ten years.\n\nIt was paid for by the state.\n\nFishermen are not surprised.\n\nThey had said so.\n\nWhat do cod eat?\n\n"
            "⟦Researchers in Turku found that cod in the northern Baltic now grow more slowly than they did in 1990 and blame the warmer water for it.⟧\n",
            severity=Severity.INFO,
        ),
    )


def _is_paragraph(doc: Document, repeat: Repeat) -> bool:
    """Tell whether a repeated line is running text and not a caption of the head, which has a rule of its own."""
    line, earlier = repeat.line, repeat.earlier
    shortest = SHORTEST_ITEM if line.text.startswith(BULLETS) else SHORTEST
    question = line.text.endswith("?")  # interviewers ask everybody the same
    quotation = line.text.startswith(QUOTES) or _ATTRIBUTION.match(line.text)  # readers quote what they answer
    return (
        len(line.text) >= shortest
        and line.stopped
        and earlier.stopped
        and not (question or quotation)
        and not is_caption(repeat, doc)
    )


def _is_code(line: Line) -> bool:
    return sum(map(line.text.count, CODE_SIGNS)) >= MOST_CODE


def _families(found: Sequence[Repeat], times: dict[int, int]) -> set[int]:
    """Return the lines that belong to a sentence which the text says again and again."""
    often: set[int] = set()
    for repeat in reversed(found):
        if times[repeat.line.index] >= OFTEN or repeat.line.index in often:
            often |= {repeat.line.index, repeat.earlier.index}
    return often


def _runs(found: Sequence[Repeat]) -> list[list[Repeat]]:
    """Return runs of consecutive lines that repeat consecutive lines, none of them a paragraph by itself."""
    runs: list[list[Repeat]] = []
    for repeat in found:
        if len(repeat.line.text) < SHORTEST_WRAPPED or repeat.likeness < 1:
            continue
        if runs and repeat.line.index == runs[-1][-1].line.index + 1 and repeat.earlier.index == runs[-1][-1].earlier.index + 1:
            runs[-1].append(repeat)
        else:
            runs.append([repeat])
    return [run for run in runs if len(run) >= SHORTEST_RUN and _is_wrapped_text([repeat.line.text for repeat in run])]


def _is_wrapped_text(lines: Sequence[str]) -> bool:
    """Tell whether lines are sentences cut at a margin: they end somewhere, and are not made of amounts."""
    text = " ".join(lines)
    digits = sum(map(str.isdigit, text))
    return any(line[-1] in '.!?”"' for line in lines) and digits <= MOST_DIGITS * len(text)
