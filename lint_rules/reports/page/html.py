"""The page itself: figures and the worst documents, put into templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from lint_rules.reports import Outcome, ReportOptions
from lint_rules.reports.distribution import HIGHEST, Distribution
from lint_rules.reports.groups import Group
from lint_rules.reports.page import visible
from lint_rules.reports.page.figures import Entry, Figures
from lint_rules.reports.page.frame import HOME, asset, environment, frame
from lint_rules.reports.page.marking import Segment, kind, segments
from lint_rules.reports.page.rows import Found, Row, cut
from lint_rules.reports.record import encoded
from lint_rules.reports.style import even, shown
from lint_rules.reports.summary import QUANTILES, apart
from lint_rules.reports.wording import State, details, mixed, percent, plural, points, score_sentence, severities, title, verdict

BIN, SMALL_BIN = 5, 10  # points of the score under one bar, of the large histogram and of those in tables
GROUPS_SHOWN = 25  # hosts, or values of a field, in a table
RULES_OPEN = 12  # rules that are seen at once; the others are a click away
RULE_EXAMPLES = 5
HOSTS_OFFERED = 500  # hosts that the filter offers; any other can be typed
INPUTS_NAMED, INPUT_SHOWN = 3, 60  # inputs that the title names, and characters of each
HEIGHT = 100.0  # of a drawing, in its own units: the page stretches it
SLIGHTEST = 1.5  # the height of a bar for very few: what is there is seen


class Bar(NamedTuple):
    """A bar of a drawing, in its units: the failing documents stand below those that pass."""

    x: int
    label: str
    passed: int
    failed: int
    failed_height: float
    height: float

    @property
    def documents(self) -> int:
        """The documents under it."""
        return self.passed + self.failed

    @property
    def top(self) -> float:
        """Where it ends, from above."""
        return round(HEIGHT - self.height, 1)

    @property
    def failed_top(self) -> float:
        """Where its lower part ends, from above."""
        return round(HEIGHT - self.failed_height, 1)


class Marked(NamedTuple):
    """A segment as it is drawn: what it is coloured as, the findings it leads to, and what they say of it; `anchor` is its own
    name, where a finding leads to it.
    """

    words: str
    kind: str
    findings: tuple[str, ...]
    why: Markup
    anchor: str
    left_out: int


class Named(NamedTuple):
    """A finding in the list beside a text: its own anchor, and that of the first words it lies on, if those are shown."""

    anchor: str
    found: Found
    words: str


class View(NamedTuple):
    """A document as the template shows it. `parts` is None where there is no text."""

    anchor: str
    row: Row
    name: str
    score: str
    sentence: str
    found: str
    parts: list[Marked] | None
    findings: list[Named]
    apart: list[Named]


def pieces(figures: Figures, outcome: Outcome, options: ReportOptions) -> Iterator[str]:
    """Yield the page, in parts. `outcome` is the gate's answer, `options.data` the name of the file with all of the results."""
    word, sentence = verdict(outcome)
    inputs = _inputs(options.roots)
    title = f"{word}{f': {inputs}' if inputs else ''} – ScrapeLint report"
    summaries = {note.code: note.summary for note in options.rules}
    worst = figures.worst.numbered()
    index = figures.index.numbered()
    on_page = {number for number, _ in worst}
    index.sort(key=lambda entry: entry[0] not in on_page)
    yield from (
        _environment()
        .get_template("page.html")
        .generate(
            **frame(title, [asset(HOME, "page.css")], asset(HOME, "page.js")),
            word=word,
            inputs=inputs,
            sentence=sentence,
            details=details(outcome),
            figures=figures,
            options=options,
            key_figures=_key_figures(figures, options),
            quantiles=[(name, points(figures.scores.quantile(which))) for name, which in QUANTILES]
            if figures.scores.count
            else [],
            bars=bars(figures.scores, figures.failed_scores, BIN),
            rules=[(rule, summaries.get(rule.code), rule.examples(RULE_EXAMPLES)) for rule in figures.rules()],
            most_found=max((rule.findings for rule in figures.rules()), default=0),
            fields=[(name, field, field.most_lost(GROUPS_SHOWN)) for name, field in figures.fields.by_name().items()],
            documents=(view(place, each) for place, (_, each) in enumerate(worst, 1)),
            shown=len(worst),
            has_texts=any(each.stretches is not None for _, each in worst),
            indexed=len(index),
            hosts=figures.fields.hosts.names(HOSTS_OFFERED),
            index=index_json([entry for _, entry in index], len(worst)),
        )
    )


def bars(scores: Distribution, failed: Distribution | None, width: int) -> list[Bar]:
    """Return a histogram of scores, one bar for each `width` points; those of `failed`, which are among them, told apart."""
    every = scores.histogram(width)
    failing = failed.histogram(width) if failed else [0] * len(every)
    most = max(every, default=0) or 1

    def height(count: int) -> float:
        return round(max(SLIGHTEST, HEIGHT * count / most), 1) if count else 0.0

    return [
        Bar(number, f"{number * width}–{(number + 1) * width}", count - bad, bad, min(height(bad), height(count)), height(count))
        for number, (count, bad) in enumerate(zip(every, failing, strict=True))
    ]


def view(number: int, each: Row) -> View:
    """Return a document as the template shows it; `number` names its anchor."""
    anchor = f"d{number}"
    cut = [] if each.stretches is None else segments(each.stretches, each.found, each.length)
    firsts: dict[int, int] = {}
    for position, segment in enumerate(cut):
        for mark in segment.marks:
            firsts.setdefault(mark, position)
    named = [
        Named(f"{anchor}-{mark}", found, f"{anchor}w{firsts[mark]}" if mark in firsts else "")
        for mark, found in enumerate(each.found)
    ]
    led_to = set(firsts.values())
    parts = [_marked(segment, named, f"{anchor}w{place}" if place in led_to else "") for place, segment in enumerate(cut)]
    return View(
        anchor,
        each,
        title(each.source),
        points(each.score.value),
        score_sentence(each.score),
        _found_in_words(each),
        None if each.stretches is None else parts,
        [finding for finding in named if not finding.found.apart],
        [finding for finding in named if finding.found.apart],
    )


def _marked(segment: Segment, named: Sequence[Named], anchor: str) -> Marked:
    marks = [named[mark] for mark in segment.marks]
    return Marked(
        segment.words,
        kind(marks[0].found) if marks else "",
        tuple(mark.anchor for mark in marks),
        visible.lines(why(mark.found) for mark in marks),
        anchor,
        segment.left_out,
    )


def why(found: Found) -> str:
    """Return what is said of marked words, on one line."""
    apart = f" ({found.apart}{f': {found.reason}' if found.reason else ''})" if found.apart else ""
    return f"{found.code} {found.severity.label}: {found.message}{apart}"


def _found_in_words(each: Row) -> str:
    if each.state is State.UNREAD:
        return "could not be read"
    besides = apart(sum(counted.known for counted in each.counts), sum(counted.suppressed for counted in each.counts))
    return ", ".join(filter(None, (severities(each.severities) if each.severities or not besides else "", besides)))


def _inputs(roots: Sequence[str]) -> str:
    """Return what was judged, as it was named: `a.jsonl, b.jsonl, c.jsonl and 4 more`; nothing for the working folder."""
    if roots == (".",):
        return ""
    more = len(roots) - INPUTS_NAMED
    named = ", ".join("standard input" if root == "-" else cut(root, INPUT_SHOWN) for root in roots[:INPUTS_NAMED])
    return f"{named} and {more:,} more" if more > 0 else named


def _key_figures(figures: Figures, options: ReportOptions) -> list[tuple[str, str, str]]:
    """Return the figures at the top: a name, a figure, and a remark."""
    read = figures.documents - figures.states[State.UNREAD]
    failed = figures.states[State.FAILED]
    remarks = [
        "only those that failed" if options.only_failing else "",
        f"{figures.unjudged:,} without a score" if figures.unjudged else "",
    ]
    said = [
        ("Documents", f"{figures.documents:,}", ", ".join(filter(None, remarks))),
        ("Failed", f"{failed:,}", percent(failed, read)),
        ("Median score", points(figures.scores.quantile(0.5)), _lowest(figures)),
        ("Findings", f"{figures.findings:,}", f"of {plural(sum(rule.findings > 0 for rule in figures.rules()), 'rule')}"),
    ]
    if figures.known or figures.suppressed:
        said.append(("Shown apart", f"{figures.known + figures.suppressed:,}", apart(figures.known, figures.suppressed)))
    if figures.states[State.UNREAD]:
        said.append(("Not readable", f"{figures.states[State.UNREAD]:,}", "files or records"))
    if figures.crashed:
        said.append(("Rules crashed", f"{figures.crashed:,}", "documents not judged by all"))
    return said


def _lowest(figures: Figures) -> str:
    """Return what is said of the lowest scores: below what the lowest twentieth lies, where that is several documents."""
    lowest, twentieth = (points(figures.scores.quantile(which)) for which in (0.0, 0.05))
    if not figures.scores.count:
        return ""
    return f"5 % are below {twentieth}" if twentieth != lowest else f"the lowest is {lowest}"


def index_json(index: Sequence[Entry], shown_documents: int) -> Markup:
    """Return what the script searches, as JSON that can stand in a page: ASCII, and no `<` in it.

    Hosts, codes and why documents failed are numbered, in a list each; the first `shown_documents` are those that stand on
    the page.
    """
    hosts: dict[str, int] = {}
    codes: dict[str, int] = {}
    whys: dict[str, int] = {}
    rows = []
    for entry in index:
        name = shown(even(entry.name))
        url = shown(even(entry.url or ""))
        rows.append(
            [
                name,
                "" if url in name else url,
                -1 if entry.host is None else hosts.setdefault(shown(entry.host), len(hosts)),
                entry.score,
                points(entry.score),
                str(entry.state),
                whys.setdefault(shown(entry.why), len(whys)),
                entry.verdict,
                [codes.setdefault(code, len(codes)) for code in entry.codes],
                entry.findings,
            ]
        )
    said = {"shown": shown_documents, "hosts": list(hosts), "codes": list(codes), "whys": list(whys), "rows": rows}
    return Markup(encoded(said).replace("<", r"\u003c"))  # noqa: S704 - JSON in ASCII


def _group_bars(group: Group) -> list[Bar]:
    return bars(group.scores, None, SMALL_BIN)


@cache
def _environment() -> Environment:
    # Whatever a template writes passes here, so that none can forget it; what is marked up has been made safe.
    made = environment(HOME, finalize=_printable)
    made.filters |= {
        "text": visible.text,
        "points": points,
        "plural": plural,
        "percent": percent,
        "kind": kind,
        "mixed": mixed,
        "bars": _group_bars,
    }
    made.globals |= {
        "HEIGHT": HEIGHT,
        "BINS": HIGHEST // BIN,
        "SMALL_BINS": HIGHEST // SMALL_BIN,
        "RULES_OPEN": RULES_OPEN,
    }
    return made


def _printable(value: Any) -> Any:
    return visible.line(value) if isinstance(value, str) and not isinstance(value, Markup) else value
