"""A comparison as one HTML page: a single file without scripts, and without anything that it would have to fetch."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from lint_rules.comparing.showing import Shown
from lint_rules.comparing.showing.rows import Section, Table, sections
from lint_rules.reports.style import shown as safe

_STYLE = """
:root { color-scheme: light dark; --line: light-dark(#d0d0d0, #444); --soft: light-dark(#555, #aaa);
  --bad: light-dark(#a40000, #ff8a80); --good: light-dark(#1b5e20, #81c784); }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.answer { border-left: .3rem solid var(--good); padding: .3rem .8rem; }
.answer.bad { border-color: var(--bad); }
.wide { overflow-x: auto; } table { border-collapse: collapse; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .8rem .25rem 0; text-align: left; vertical-align: top; }
th.n, td.n { text-align: right; white-space: nowrap; }
li { margin: .4rem 0; } li li { margin: 0; } .label, .left-out { color: var(--soft); }
"""


def written(shown: Shown) -> str:
    """Return the page."""
    comparison = shown.comparison
    bad = "" if comparison.word == "passed" else " bad"
    return "".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
            f"<title>ScrapeLint comparison</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n",
            f'<h1>ScrapeLint comparison</h1>\n<p class="answer{bad}">{_text(comparison.sentence())}</p>\n',
            *map(_section, sections(shown)),
            f'<p class="label">Rule set {_text(shown.ruleset)}.</p>\n</main>\n</body>\n</html>\n',
        ]
    )


def _section(section: Section) -> str:
    items = "".join(f"<li>{_text(item.head)}{_lines(item.lines)}</li>\n" for item in section.items)
    return "".join(
        [
            f"<section>\n<h2>{_text(section.heading)}</h2>\n",
            "".join(_table(section.table, section.heading)) if section.table else "",
            f"<ul>\n{items}</ul>\n" if items else "",
            f'<p class="left-out">{_text(section.left_out)}.</p>\n' if section.left_out else "",
            "</section>\n",
        ]
    )


def _lines(lines: list[tuple[str, str]]) -> str:
    labels = (f'<span class="label">{_text(label)}:</span> ' if label else "" for label, _ in lines)
    said = "".join(f"<li>{label}{_text(words)}</li>" for label, (_, words) in zip(labels, lines, strict=True))
    return f"<ul>{said}</ul>" if said else ""


def _table(table: Table, heading: str) -> Iterator[str]:
    kinds = [' class="n"' if name in table.numbers else "" for name in table.columns]
    # A table that scrolls must be reached by keyboard, and then have a name.
    yield f'<div class="wide" tabindex="0" role="region" aria-label="{escape(heading)}">\n<table>\n<thead><tr>'
    for name, kind in zip(table.columns, kinds, strict=True):
        yield f'<th scope="col"{kind}>{_text(name)}</th>' if name else "<td></td>"
    yield "</tr></thead>\n<tbody>\n"
    for row in table.rows:
        cells = zip(row, kinds, strict=True)
        yield f"<tr>{''.join(f'<td{kind}>{_text(cell)}</td>' for cell, kind in cells)}</tr>\n"
    yield "</tbody>\n</table>\n</div>\n"


def _text(words: str) -> str:
    """Return words as the page shows them, whatever they are."""
    return escape(safe(words))
