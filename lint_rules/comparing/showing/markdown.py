"""A comparison as a Markdown page: for a pull request, or the summary of a step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lint_rules.comparing.passages import LONGEST
from lint_rules.comparing.showing import Shown
from lint_rules.comparing.showing.rows import Section, Table, sections
from lint_rules.reports.markdown import BYTES, code, text
from lint_rules.reports.style import shown as safe


def written(shown: Shown) -> str:
    """Return the page: with as many documents as were asked for, or fewer where it would be too large."""
    page = _page(shown)
    while len(page.encode()) > BYTES and shown.documents != 1:
        shown = shown._replace(documents=max(1, (shown.documents or _listed(shown)) // 2))
        page = _page(shown)
    return page


def _listed(shown: Shown) -> int:
    """Return how many documents or hosts of a kind there are to list."""
    documents = shown.comparison.documents
    lists = (documents.worse, documents.better, documents.listed_vanished, documents.listed_appeared) if documents else ()
    return max(len(shown.comparison.hosts), *(len(each) for each in lists), 1)


def _page(shown: Shown) -> str:
    lines = ["# ScrapeLint comparison", "", f"**{text(safe(shown.comparison.sentence()))}**", ""]
    for section in sections(shown):
        lines += [f"## {section.heading}", "", *_body(section), ""]
    return "\n".join([*lines, f"Rule set `{shown.ruleset}`.", ""])


def _body(section: Section) -> Iterator[str]:
    if section.table is not None:
        yield from _table(section.table)
    for item in section.items:
        yield f"- **{text(item.head)}**"
        yield from (f"  - {text(line.words)}{f': {code(line.quote, LONGEST)}' if line.quote else ''}" for line in item.lines)
    if section.left_out:
        yield ""
        yield f"{section.left_out}."


def _table(table: Table) -> Iterator[str]:
    yield _cells(name or " " for name in table.columns)
    yield _cells("---:" if name in table.numbers else "---" for name in table.columns)
    yield from (_cells(map(text, row)) for row in table.rows)


def _cells(values: Iterable[str]) -> str:
    return "| " + " | ".join(values) + " |"
