"""The report as a Markdown page: for a pull request, the summary of a step, a wiki.

Words of documents stand in code spans: there no dialect takes them for a mark, a link or somebody's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from lint_rules.finding import Diagnostic, Result
from lint_rules.reports import Outcome, ReportOptions
from lint_rules.reports.groups import Field, Fields
from lint_rules.reports.style import even, shown
from lint_rules.reports.summary import CODES_NAMED, Row, SummingReport, Tally, apart, new_of, overall
from lint_rules.reports.unjudged import NotJudged
from lint_rules.reports.wording import UNKNOWN, State, details, mixed, percent, plural, points, share, state, title, verdict

BYTES = 1 << 20
"""What a step's summary may hold on GitHub: more, and nothing of it is shown."""
RESERVE = 2000  # bytes that are kept for what follows the list of documents
RULES_LISTED = 300  # four times those that come along
GROUPS_LISTED = 10
NAME_SHOWN, EXAMPLE_SHOWN, ERROR_SHOWN = 200, 80, 300  # characters of a document's name, of words that a rule found, of an error

# What Markdown or HTML would take for a mark. A backslash before it makes it a plain character in every dialect.
_MARKS = re.compile(r"([\\`*_{}\[\]<>|~&])")
# Where platforms see a name, an address or a number of theirs, which a backslash does not hinder: they are cut in two.
_LINKS = re.compile(r"(@|#(?=\d)|:(?=//)|\bwww(?=\.)|\bGH(?=-\d))", re.IGNORECASE)


class Markdown(SummingReport):
    """Writes figures, findings by rule and the documents, worst first, when all have passed by."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        super().__init__(stream, options)
        self._fields = Fields()
        self._not_judged = NotJudged()
        self._examples: dict[str, str] = {}

    def add(self, result: Result, passed: bool, to_show: Sequence[Diagnostic] | None = None) -> None:
        """Count one document."""
        super().add(result, passed, to_show)
        if passed and self.options.only_failing:
            return
        self._not_judged.add(result.source, result.failures)
        how = state(result, passed)
        if how is not State.UNREAD:
            self._fields.add(result.source, result.score.value, failed=how is State.FAILED)
        if self.options.text:
            for diagnostic in new_of(result):
                self._examples.setdefault(diagnostic.finding.code, diagnostic.text)

    def finish(self, outcome: Outcome) -> None:
        """Write the page."""
        tally = self.tally
        lines = ["# ScrapeLint report", "", *_verdict(outcome), *_figures(tally), *_causes(self._not_judged)]
        lines += _rules(tally, self._examples)
        for name, field in self._fields.by_name().items():
            lines += _groups(name, field)
        lines = _joined(lines, tally)
        if self.options.ruleset:
            lines += [f"Rule set `{self.options.ruleset}`.", ""]
        self.stream.write("\n".join(lines))


def text(words: str) -> str:
    """Return words, escaped already, as Markdown that shows them as they are, also within a table."""
    return _LINKS.sub(r"\1<!-- -->", _MARKS.sub(r"\\\1", words))


def code(words: str, limit: int) -> str:
    r"""Return words of a document as a code span that fits into a table: on one line, at most `limit` characters of them.

    A backslash before a bar, which a table would take for the end of a cell, stands as \u005c, and the bracket of `##[`, which
    is a command to GitHub wherever it stands in a log, as \u005b.
    """
    said = shown(even(words)).strip() or shown(words).strip()
    said = said if len(said) <= limit else said[: limit - 1] + "…"
    if not said:
        return UNKNOWN
    said = re.sub(r"\\+(?=\|)", lambda found: r"\u005c" * len(found[0]), said).replace("|", r"\|")
    said = said.replace("##[", r"##\u005b")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", said)), default=0))
    space = " " if said.startswith("`") or said.endswith("`") else ""
    return f"{fence}{space}{said}{space}{fence}"


def _verdict(outcome: Outcome) -> list[str]:
    word, sentence = verdict(outcome)
    lines = [f"**{word}** – {text(sentence)}", ""]
    besides = [f"- {text(detail)}" for detail in details(outcome)]
    return [*lines, *besides, *([""] if besides else [])]


def _figures(tally: Tally) -> list[str]:
    lines = ["## Scores", "", f"{overall(tally)}.", ""]
    if tally.judged:
        names, values = zip(*tally.quantiles(), strict=True)
        lines += [_cells(names), _cells("---:" for _ in names), _cells(map(points, values)), ""]
    return lines


def _causes(not_judged: NotJudged) -> list[str]:
    """Return what could not be judged, and why; nothing where all was."""
    lines = ["## Not judged", ""] if not_judged else []
    for code_, what, count, first in not_judged:
        lines += [f"{code_} – {what}, {plural(count, 'document')}:", ""]
        lines += [f"- {code(each.place, NAME_SHOWN)}: {code(each.error, ERROR_SHOWN)}" for each in first]
        lines += [f"- … and {count - len(first):,} more"] if count > len(first) else []
        lines += [""]
    return lines


def _rules(tally: Tally, examples: Mapping[str, str]) -> list[str]:
    besides = apart(tally.known, tally.suppressed)
    rest = [f"Apart from these: {besides}.", ""] if besides else []
    if not tally.findings:
        return ["## Findings", "", "None.", "", *rest]
    rules = tally.rules()
    lines = ["## Findings by rule", ""]
    lines += [
        _cells(("Findings", "Code", "Rule", "Severity", "Documents", "Share", "Example")),
        "|---:|---|---|---|---:|---:|---|",
    ]
    for rule in rules[:RULES_LISTED]:
        frequency = percent(rule.documents, tally.documents)
        row = (f"{rule.findings:,}", rule.code, text(rule.rule), mixed(rule.severities), f"{rule.documents:,}", frequency)
        lines.append(_cells((*row, code(examples.get(rule.code, ""), EXAMPLE_SHOWN))))
    if len(rules) > RULES_LISTED:
        lines += ["", f"{RULES_LISTED} of {len(rules):,} rules are listed."]
    return [*lines, "", *rest]


def _groups(name: str, field: Field) -> list[str]:
    """Return the hosts, or values of a field, where most points are lost; nothing where there is only one to tell of."""
    if len(field) < 2:
        return []
    groups = field.most_lost(GROUPS_LISTED)
    lines = [f"## Scores by {code(name, NAME_SHOWN)}", ""]
    lines += [_cells(("Value", "Documents", "Failed", "Median", "Lowest")), "|---|---:|---:|---:|---:|"]
    for group in groups:
        scores = points(group.scores.quantile(0.5)), points(group.scores.quantile(0.0))
        lines.append(_cells((code(group.name, NAME_SHOWN), f"{group.documents:,}", f"{group.failed:,}", *scores)))
    if len(field) > len(groups):
        lines += ["", f"{len(groups)} of {len(field):,} are listed: those where most points are lost."]
    return [*lines, ""]


def _joined(lines: list[str], tally: Tally) -> list[str]:
    """Return the lines and, after them, the documents: as many as there is room for."""
    rows = tally.worst()
    if not rows:
        return lines
    lines = [*lines, "## Documents, worst first", ""]
    lines += [
        _cells(("Score", "Purity", "Integrity", "Verdict", "Gate", "Findings", "Document")),
        "|---:|---:|---:|---|---|---|---|",
    ]
    room = BYTES - RESERVE - sum(_bytes(line) for line in lines)
    listed = 0
    for row in rows:
        line = _document(row)
        room -= _bytes(line)
        if room < 0:
            break
        lines.append(line)
        listed += 1
    left_out = tally.documents - listed
    return [*lines, "", *([f"{plural(left_out, 'further document')} not listed.", ""] if left_out else [])]


def _document(row: Row) -> str:
    score = row.score
    return _cells(
        (
            points(score.value),
            UNKNOWN if score.purity is None else share(score.purity),
            UNKNOWN if score.integrity is None else share(score.integrity),
            str(score.verdict),
            str(row.state) if row.state is State.PASSED else f"**{row.state}**",
            UNKNOWN if row.state is State.UNREAD else _found(row),
            code(title(row.source), NAME_SHOWN),
        )
    )


def _found(row: Row) -> str:
    """Return how many findings a document has, and which the worst are of: `2 errors (CHR001, PRO002), 3 warnings`."""
    if not row.worst:
        return row.found
    more = ", …" if len(row.worst) > CODES_NAMED else ""
    head, comma, rest = row.found.partition(", ")
    return f"{head} ({', '.join(row.worst[:CODES_NAMED])}{more}){comma}{rest}"


def _bytes(line: str) -> int:
    return len(line.encode("utf-8", "backslashreplace")) + 1


def _cells(values: Iterable[str]) -> str:
    return "| " + " | ".join(values) + " |"
