"""What the reports for people have in common: headings, the cells of tables, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from lint_rules.comparing.comparison import Comparison, Rule
from lint_rules.comparing.hosts import Figures, Host
from lint_rules.comparing.pairs import Pair, Reason, State
from lint_rules.comparing.showing import Shown
from lint_rules.finding import Source
from lint_rules.reports.style import even
from lint_rules.reports.style import shown as escaped
from lint_rules.reports.wording import UNKNOWN, percent, plural, points, title

T = TypeVar("T")

HOSTS_LISTED = 50  # beside those that regressed
FINDINGS_QUOTED = 3  # of a document
CELL = 50  # characters of a text that a table has room for


class Table(NamedTuple):
    """A table of plain texts, safe to print: the names of its columns, those that are numbers, and the rows."""

    columns: tuple[str, ...]
    numbers: frozenset[str]
    rows: Sequence[tuple[str, ...]]


class Line(NamedTuple):
    """A line of an entry: words of ours, and words of a document, both safe to print; nothing where there are none."""

    words: str
    quote: str = ""


class Item(NamedTuple):
    """An entry of a list: what it is, and lines that belong to it."""

    head: str
    lines: list[Line]


class Section(NamedTuple):
    """A part of a report: a heading, and a table or a list, with what was left out."""

    heading: str
    table: Table | None
    items: list[Item]
    left_out: str


def sections(shown: Shown) -> Iterator[Section]:
    """Yield the parts of a report that have something to say."""
    comparison = shown.comparison
    yield Section("Both sides", _sides(shown), [], "")
    documents = comparison.documents
    if documents is not None:
        yield Section("Documents", _states(comparison), [], "")
        worse, better = documents.states[State.WORSE], documents.states[State.BETTER]
        lists = [
            ("Worse documents", [_pair(pair, shown) for pair in _first(documents.worse, shown)], worse),
            ("Better documents", [_pair(pair, shown) for pair in _first(documents.better, shown)], better),
            ("Missing documents", _named(documents.listed_vanished, shown), documents.vanished),
            ("New documents", _named(documents.listed_appeared, shown), documents.appeared),
        ]
        for heading, items, count in lists:
            if count:
                yield Section(heading, None, items, _left_out(count - len(items), "document"))
    regressed = [host for host in comparison.hosts if host.worse]
    improved = [host for host in comparison.hosts if host.better]
    if regressed:
        items = [_regressed(host, shown) for host in _first(regressed, shown)]
        yield Section("Hosts that regressed", None, items, _left_out(len(regressed) - len(items), "host"))
    if improved:
        items = [Item(host.title, _reasons(host.better)) for host in _first(improved, shown)]
        yield Section("Hosts that are better", None, items, _left_out(len(improved) - len(items), "host"))
    listed = comparison.hosts[: HOSTS_LISTED + len(regressed)]
    yield Section("Hosts", _hosts(listed), [], _left_out(len(comparison.hosts) - len(listed), "host"))
    if comparison.rules:
        moved = sorted((rule for rule in comparison.rules if _moved(rule)), key=lambda rule: -abs(_change(rule, comparison)))
        chosen = set(moved[: shown.documents or None])
        listed_rules = [rule for rule in comparison.rules if rule in chosen]
        alike = len(comparison.rules) - len(moved)
        parts = [_left_out(len(moved) - len(listed_rules), "rule"), f"no change in {plural(alike, 'rule')}" if alike else ""]
        left_out = ", ".join(filter(None, parts))
        yield Section("Findings by rule", _rules(listed_rules, shown) if listed_rules else None, [], left_out)


def _safe(words: str) -> str:
    """Return words as every report shows them: on one line, escaped, wide and narrow spaces as spaces."""
    return escaped(even(words))


def _cut(words: str) -> str:
    """Return words cut to what a cell of a table has room for."""
    return _safe(words if len(words) <= CELL else words[: CELL - 1] + "…")


def _first(listed: Sequence[T], shown: Shown) -> Sequence[T]:
    return listed[: shown.documents or None]


def _named(listed: Sequence[Source], shown: Shown) -> list[Item]:
    return [Item(title(each), []) for each in _first(listed, shown)]


def _left_out(count: int, noun: str) -> str:
    return f"{plural(count, 'more ' + noun)} not listed" if count > 0 else ""


def _sides(shown: Shown) -> Table:
    comparison = shown.comparison
    rows = [_figures(_safe(name), each) for name, each in ((shown.old, comparison.old), (shown.new, comparison.new))]
    return Table(("Side", *_FIGURES), frozenset(_FIGURES), rows)


_FIGURES = ("Documents", "Median length", "Mean score", "Failing")


def _figures(name: str, figures: Figures) -> tuple[str, ...]:
    return (name, f"{figures.documents:,}", _length(figures), points(figures.score), percent(figures.failing, figures.documents))


def _length(figures: Figures) -> str:
    return UNKNOWN if figures.length is None else f"{figures.length:,.0f}"


def _states(comparison: Comparison) -> Table:
    documents = comparison.documents
    assert documents is not None
    total = documents.states.total()
    rows = [(str(state), f"{documents.states[state]:,}", percent(documents.states[state], total)) for state in State]
    rows += [
        ("missing", f"{documents.vanished:,}", percent(documents.vanished, comparison.old.documents)),
        ("new", f"{documents.appeared:,}", percent(documents.appeared, comparison.new.documents)),
        (f"{documents.unit} lost", f"{documents.lost:,}", ""),
        (f"{documents.unit} gained", f"{documents.gained:,}", ""),
    ]
    return Table(("Documents", "Number", "Share"), frozenset(("Number", "Share")), rows)


def _pair(pair: Pair, shown: Shown) -> Item:
    """Return what is said of one document."""
    lines = [Line("; ".join(reason.words for reason in pair.reasons))]
    for label, findings in (("appeared", pair.appeared), ("gone", pair.gone)):
        lines += [
            Line(_safe(f"{label}: {each.code} {each.rule}"), _safe(each.words) if shown.text else "")
            for each in findings[:FINDINGS_QUOTED]
        ]
        if len(findings) > FINDINGS_QUOTED:
            lines.append(Line(f"{label}: {plural(len(findings) - FINDINGS_QUOTED, 'more finding')}"))
    texts = shown.passages.texts.get(pair.new.source)
    if texts is not None and shown.text:
        lines += [Line("lost", _safe(each)) for each in texts.lost] + [Line("gained", _safe(each)) for each in texts.gained]
    return Item(title(pair.new.source), lines)


def _regressed(host: Host, shown: Shown) -> Item:
    """Return what is said of a host that is worse."""
    lines = _reasons(host.worse)
    for line in host.lines:
        words, source = shown.passages.lines.get((host.name, line.key), ("", None))
        if words and source is not None and shown.text:
            where = f"new line on {100 * line.share:.0f} % of pages, such as {title(source)}"
            lines.append(Line(where, _safe(words)))
    return Item(host.title, lines)


def _reasons(reasons: Sequence[Reason]) -> list[Line]:
    return [Line(_safe(reason.words)) for reason in reasons]


_HOST_FIGURES = ("Documents", "Median length", "Mean score", "Failing")


def _hosts(hosts: Sequence[Host]) -> Table:
    rows = []
    for host in hosts:
        old, new = host.old, host.new
        state = "regressed" if host.worse else "better" if host.better else "" if host.compared else "too few documents"
        rows.append(
            (
                host.title,
                f"{old.documents:,} → {new.documents:,}",
                f"{_length(old)} → {_length(new)}",
                f"{points(old.score)} → {points(new.score)}",
                f"{percent(old.failing, old.documents)} → {percent(new.failing, new.documents)}",
                state,
            )
        )
    return Table(("Host", *_HOST_FIGURES, ""), frozenset(_HOST_FIGURES), rows)


def _moved(rule: Rule) -> bool:
    """Tell whether anything changed about the findings of a rule."""
    return rule.findings[0] != rule.findings[1] or bool(rule.appeared or rule.gone)


def _change(rule: Rule, comparison: Comparison) -> float:
    """Return by how much the findings of a rule changed, a document."""
    old, new = rule.findings
    return new / max(1, comparison.new.documents) - old / max(1, comparison.old.documents)


def _rules(rules: Sequence[Rule], shown: Shown) -> Table:
    """Return the table of rules; what appeared and what is gone is known of documents that pair."""
    by_document = shown.comparison.documents is not None
    columns = ("Rule", "Findings", "In 100 documents", *(("Appeared", "Gone", "Appeared, for example") if by_document else ()))
    rows = [_rule(rule, shown, by_document=by_document) for rule in rules]
    return Table(columns, frozenset(columns[1:5]), rows)


def _rule(rule: Rule, shown: Shown, *, by_document: bool) -> tuple[str, ...]:
    old, new = rule.findings
    sides = ((old, shown.comparison.old.documents), (new, shown.comparison.new.documents))
    each = " → ".join(f"{100 * found / max(1, of):.1f}" for found, of in sides)
    row = (f"{_safe(rule.code)} {_safe(rule.rule)}", f"{old:,} → {new:,}", each)
    if not by_document:
        return row
    example = _cut(rule.examples[0].words) if rule.examples and shown.text else ""
    return (*row, f"{rule.appeared:,}", f"{rule.gone:,}", example)
