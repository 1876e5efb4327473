"""A comparison on a terminal."""

from __future__ import annotations

import io

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from lint_rules.comparing.showing import Shown
from lint_rules.comparing.showing.rows import Item, Section, sections
from lint_rules.reports.drawing import console
from lint_rules.reports.style import BOLD, paint


def written(shown: Shown) -> str:
    """Return the report. Its answer is the command's last line, and not in it."""
    parts = [_section(section, shown) for section in sections(shown)]
    return "\n".join(parts)


def _section(section: Section, shown: Shown) -> str:
    body = _table(section, shown) if section.table else "".join(map(_item, section.items))
    left_out = f"  … {section.left_out}\n" if section.left_out else ""
    return f"{paint(section.heading, BOLD, color=shown.color)}\n{body}{left_out}"


def _table(section: Section, shown: Shown) -> str:
    assert section.table is not None
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in section.table.columns:
        number = name in section.table.numbers
        table.add_column(name, justify="right" if number else "left", no_wrap=number, overflow="fold")
    for row in section.table.rows:
        table.add_row(*map(Text, row))
    stream = io.StringIO()
    console(stream, shown.width, color=shown.color).print(table)
    lines = [line.rstrip() for line in stream.getvalue().split("\n")]
    return "".join(f"{line}\n" for line in lines if line)  # the style has blank lines around a table


def _item(item: Item) -> str:
    lines = "".join(f"      {line.words}{f': {line.quote}' if line.quote else ''}\n" for line in item.lines)
    return f"  {item.head}\n{lines}"
