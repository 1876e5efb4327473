"""CTX001: residue that no phrase gives away, seen by its words, its shape, its place and its neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lint_rules.document import Document, Line, lines_touched, mostly_covers
from lint_rules.finding import Counts, Finding, Severity, Suspicion, Verdict
from lint_rules.language import latin_share
from lint_rules.lazy import pattern
from lint_rules.rule import Context, Invalid, Option, Rule, Valid, quoted, remove_lines
from lint_rules.shapes import looks_like_headline
from lint_rules.shapes.forms import form
from lint_rules.sight import SHIPPED
from lint_rules.sight.units import FEWEST_LINES, units

if TYPE_CHECKING:
    from lint_rules.sight.network import Network

FEWEST_PROSE = 2  # lines of running text from which there is an article to tell the rest from
MOSTLY_LATIN = 0.5
QUOTED = 36  # characters of a run's first line that a message quotes
BESIDE = 2  # lines between a run and the explicit findings that it stands "next to"
SHORT_LINE = 6  # words
LIKELY_COMMENT = 0.5
LEAST_DOUBT = 0.05  # chance below which a line weighs nothing in the score, and need not be looked at
# Forms that nothing has which stands below an article and is not its own, nor above it. Elsewhere all are spared amid the text only.
NEVER_BELOW = frozenset({"code", "references"})
NEVER_ABOVE = frozenset({"programme", "results"})
TOLD = 12  # lines at the beginning of the text that say what its headline is about
FEWEST_SHARED = 2  # such words that a headline shares with it
LONG_WORD = 4  # letters of a word that says what a line is about
SURE, SURE_BESIDE = 0.9, 0.75  # chance from which a single line is reported, and one beside something known
MOST_SUSPECTED = 0.99  # of the threshold: what a suspicion weighs at most


class Sight(NamedTuple):
    """What is to be said of a document: what to report, what to suspect, and the lines that others explain, with their codes."""

    runs: Sequence[Run]
    suspicions: Sequence[Suspicion]
    explained: Mapping[int, str]


_STORY = (
    "The weir at Ollen, which has held back the Torne since 1931, will be rebuilt next spring, the water board said on Monday.\n\n"
    "Engineers found cracks in two of its five gates last autumn, and divers who looked at the foundations in May found more.\n\n"
    "“We could mend it once more, but we would be back in ten years,” said Per Lind, who has looked after the gates since 1998.\n\n"
    "The work is to cost four million and to take two summers. Boats will pass through the old mill race until it is done."
)
_REST = (
    "The board wants to hear from everybody who fishes, swims or lives below the weir before it signs the contract in June.\n\n"
    "Lind says that he will retire when the last gate is in its place, and that he will miss the noise of the water at night.\n"
)


_WORD = pattern(r"[^\W\d_]+")
_WORDS = pattern(r"[^\W_]{2}")  # stray marks have a rule of their own, and stand for code and pictures in Markdown


class Run(NamedTuple):
    """Lines in a row that are reported together, their chance of not being the article's, and whether readers wrote them."""

    lines: Sequence[Line]
    chance: float
    comments: bool


class UnexplainedRun(Rule):
    """Lines that are not the article's, though no phrase says so: other stories, site promotion, profiles, comments.

    ## Why it matters
    Two thirds of what extractors leave in has no phrase to know it by: the teasers of other stories, a site's own promotion, what
    readers wrote. A reader sees it at once, because it stands where the article has ended, is about something else, and keeps
    company with buttons and headings.

    ## How it is found
    By a small network that judges each line from its words, its shape, its place on the page, how many of its rarer words come
    again elsewhere, what the explicit rules found there, and all of this for the lines around it. It was trained on
    labelled news and web pages, in English; in other languages it goes by what needs no words. What explicit rules
    explain is left to them. Headlines above the text, what other rules show as arguable, and code, tables, results, programmes,
    recipes, references, verse and interviews amid the text are passed over where nothing known stands among them; a single line
    is reported only where the network is nearly certain. Each finding says what the run looks like, where it stands and how sure the
    network is. Lines it is not sure enough of are not reported; they lower `purity` by the share that is likely not to be the
    article's. In a text with hardly any lines it judges sentences, and reports none. It abstains, and `skipped` says so, where there
    is no context (`too-short`), no running text (`no-text`), no article (`not-an-article`) or another script than the Latin (`language`).

    ## When it is right to keep
    Where a list, a programme or a cast is the article's own. If you want readers' comments, ignore CHR013 and set `comments =
    false` here.
    """

    code = "CTX001"
    severity = Severity.WARNING
    confidence = 0.9
    stage = 2

    weights = Option("", "a weights file to judge by instead of the one that comes with the package")
    comments = Option(True, "whether what readers wrote is reported too")

    VALID = (
        Valid(_STORY),
        Valid(f"The weir at Ollen is to be rebuilt\n\nBy Ann Moll\n\n{_STORY}"),
        Valid(
            f"{_STORY}\n\nWhat the board decided\n\n- Two gates are replaced first\n- Boats pass through the old mill race\n"
            f"- The fish ladder is widened\n\n{_REST}"
        ),
        Valid(
            f"{_STORY}\n\nO the weir it hums and the weir it sings,\nand it dreams of the sea and of other things,\nand the moon goes by\n\n{_REST}"
        ),
        Valid("물막이 댐은 내년 봄에 다시 지어질 것이라고 수도국이 월요일에 밝혔다.\n\n" * 6),
        Valid("Torne 2–1 Ollen\nHale 0–0 Arden\nMoll United 3–3 Beck Rovers\nOllen 4–0 Hale\nArden 1–2 Torne\nHale 2–2 Torne\n"),
    )
    INVALID = (
        Invalid(
            f"{_STORY}\n\n⟦Nine things to do this weekend\nOur picks for spring\nRecipes\nPhotos of the year\nPodcasts⟧\n",
            fixed=f"{_STORY}\n",
        ),
        Invalid(f"⟦Torne Valley Times\nFront page\nThe valley\nBusiness\nOutdoors⟧\n\n{_STORY}"),
    )

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        super().__init__(settings)
        self._last: tuple[Context, Sight] | None = None
        if self.weights:
            self._network()  # a file that cannot be used is to be refused before the first document

    def material(self) -> Iterable[Path]:
        """Return the weights file: what the rule judges by beside its code."""
        return (Path(self.weights) if self.weights else SHIPPED,)

    def abstains(self, ctx: Context) -> str | None:
        """Return why a document cannot be judged: there is no context, or no article to tell the rest from."""
        if len(units(ctx.doc)) < FEWEST_LINES:
            return "too-short"
        if ctx.doc.language is None and latin_share(ctx.doc.text) < MOSTLY_LATIN:
            return "language"  # it has learnt what lines look like in Latin letters, with spaces between the words
        if sum(line.prose for line in units(ctx.doc)) < FEWEST_PROSE:
            return "no-text"
        if any(fact.settles is Verdict.NOT_AN_ARTICLE for fact in ctx.facts):
            return "not-an-article"
        return None

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each run of lines that are not the article's and that nothing explains."""
        sight = self._sight(ctx)
        for run in sight.runs:
            yield self.finding(
                run.lines[0].span._replace(end=run.lines[-1].end),
                _described(ctx.doc, run, sight.explained),
                confidence=run.chance,
                fix=remove_lines(run.lines[0], run.lines[-1], safe=False),
            )

    def suspect(self, ctx: Context) -> Iterator[Suspicion]:
        """Yield, for each line that is neither explained, spared nor reported, the share of it that is likely not the
        article's.
        """
        yield from self._sight(ctx).suspicions

    def _network(self) -> Network:
        # numpy takes longer to import than a small file takes to judge: only when there is something to judge.
        from lint_rules.sight.network import load

        return load(Path(self.weights) if self.weights else SHIPPED)

    def _sight(self, ctx: Context) -> Sight:
        """Return what is to be said of a document; it is asked for twice in a row."""
        if self._last is None or self._last[0] is not ctx:
            self._last = ctx, self._look(ctx)
        return self._last[1]

    def _look(self, ctx: Context) -> Sight:
        network = self._network()
        lines = units(ctx.doc)
        opinion = network.judge(ctx.doc, ctx.facts)
        residue, outside, comment = (values.tolist() for values in opinion)
        explained = _explained(lines, ctx.facts)
        doubtful = {
            index
            for index, (likely, away, written) in enumerate(zip(residue, outside, comment, strict=True))
            if (likely >= LEAST_DOUBT or away >= LEAST_DOUBT)
            and index not in explained
            and (self.comments or written < LIKELY_COMMENT)
        }
        if lines is ctx.doc.lines:
            doubtful -= _spared(ctx, explained, doubtful)
            wanted = [line for line in lines if line.index in doubtful and residue[line.index] >= network.threshold]
            runs = list(_worth_reporting(wanted, residue, comment, explained))
        else:
            runs = []  # sentences were judged, for want of lines: that is good for an estimate, not for a report
        doubtful -= {line.index for run in runs for line in run.lines}
        most = MOST_SUSPECTED * network.threshold
        suspicions = [
            Suspicion(lines[index].span, min(outside[index], most))
            for index in sorted(doubtful)
            if _WORDS.search(lines[index].text)
        ]
        return Sight(runs, suspicions, explained)


def _worth_reporting(
    wanted: Sequence[Line], residue: Sequence[float], comment: Sequence[float], explained: Mapping[int, str]
) -> Iterator[Run]:
    """Yield lines in a row as runs: those with words, and single ones only where they are very likely residue."""
    for lines in _rows(wanted):
        first, last = lines[0].index, lines[-1].index
        chance = sum(residue[first : last + 1]) / len(lines)
        least = SURE_BESIDE if first - 1 in explained or last + 1 in explained else SURE
        if (len(lines) > 1 or chance >= least) and any(_WORDS.search(line.text) for line in lines):
            yield Run(lines, chance, sum(comment[first : last + 1]) / len(lines) >= LIKELY_COMMENT)


def _spared(ctx: Context, explained: Mapping[int, str], doubtful: AbstractSet[int]) -> set[int]:
    """Return the lines that are not for this rule to judge: what other rules show as arguable, headlines above the
    text, and forms of text whose short lines are the text itself, where nothing known for residue stands among them.
    """
    doc = ctx.doc
    starts = [line.start for line in doc.lines]
    spared = {index for fact in ctx.facts if fact.severity is Severity.INFO for index in lines_touched(starts, fact.span)}
    unspared = doubtful - spared
    head = [line for line in doc.lines[: doc.first_prose] if line.index in unspared and looks_like_headline(line)]
    if head:
        told = {word for line in doc.lines[doc.first_prose :][:TOLD] for word in _themes(line)}
        nearest = next((line for line in reversed(doc.lines[: doc.first_prose]) if line.index not in spared), None)
        likest = max(head, key=lambda line: len(_themes(line) & told))
        is_headline = len(_themes(likest) & told) >= max(FEWEST_SHARED, len(_themes(likest)) / 2)
        spared |= {line.index for line in head if line is nearest or (is_headline and line.text == likest.text)}
    for run in dict.fromkeys(doc.runs[index] for index in sorted(doubtful)):
        if len(run) == 1 or not explained.keys().isdisjoint(run):
            continue
        kind = form([doc.lines[index] for index in run])
        at_top, at_end = run.stop <= doc.first_prose, run.start > doc.last_prose
        if kind and not (at_end and kind not in NEVER_BELOW) and not (at_top and kind not in NEVER_ABOVE):
            spared.update(run)
            if not at_top and not at_end:
                spared |= {run.start - 1, run.stop}  # the paragraphs that lead up to it and go on from it
    return spared


def _themes(line: Line) -> set[str]:
    return {word for word in _WORD.findall(line.text.lower()) if len(word) >= LONG_WORD}


def _rows(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Yield lines that follow one another together."""
    row: list[Line] = []
    for line in lines:
        if row and line.index != row[-1].index + 1:
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _explained(lines: Sequence[Line], facts: Sequence[Finding]) -> dict[int, str]:
    """Return the lines that stand, whole or for the most part, under a sure explicit finding, and its code."""
    starts = [line.start for line in lines]
    explained: dict[int, str] = {}
    for fact in facts:
        if fact.weak or fact.severity < Severity.WARNING or fact.counts is not Counts.CONTAMINATION:
            continue
        touched = lines_touched(starts, fact.span)
        if touched and mostly_covers(fact.span, lines, touched):
            explained.update(dict.fromkeys(touched, fact.code))
    return explained


def _described(doc: Document, run: Run, explained: Mapping[int, str]) -> str:
    """Return what a person can check: how many lines of what look, where, next to what, and how sure."""
    lines = run.lines
    first, last = lines[0].index, lines[-1].index
    sentences = sum(line.stopped and line.prose for line in lines)
    count = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
    if sorted(line.words for line in lines)[len(lines) // 2] <= SHORT_LINE:
        count = count.replace(" line", " short line")
    look = "readers' words" if run.comments else "no sentence" if not sentences else f"{sentences} of sentences"
    codes = [explained[i] for i in range(first - BESIDE, last + BESIDE + 1) if i in explained]
    beside = f", next to {codes[0]}" if codes else ""
    return (
        f"unexplained run {quoted(lines[0].text, QUOTED)}, {count}, {look}, {_place(doc, first, last)}{beside} ({run.chance:.0%})"
    )


def _place(doc: Document, first: int, last: int) -> str:
    if last < doc.first_prose:
        return "above the text"
    return "below the text" if first > doc.last_prose else "amid the text"
