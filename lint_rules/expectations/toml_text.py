"""A TOML file as text that a program changes here and there: comments, order and layout of all else stay as a person left them.

For the plain files that stand beside texts: values at the top, in tables, and in arrays of tables. Whatever the layout, what
the changed text says is what was asked for: it is read again and compared, and refused where it says anything else.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lint_rules.reports.settings import toml

# Strings of the four kinds, comments, brackets, line ends, and what is none of them. A long string may end in up to two quotes
# of its own.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|'
    r"'''.*?'{3,5}|"
    r'"(?:\\.|[^"\\\n])*"|'
    r"'[^'\n]*'|#[^\n]*|[\[\]{}]|\r?\n|[^\"'#\[\]{}\n]",
    re.DOTALL,
)


@dataclass(eq=False)  # two that read alike are two
class _Row:
    """A statement, a comment or a blank line: `body` is the statement, `tail` what follows it up to the line's end."""

    body: str
    tail: str


@dataclass(eq=False)
class _Section:
    """What stands from one header to the next. `lead` are the comments right above the header; the first one has no header."""

    header: _Row | None
    path: tuple[str, ...]
    is_item: bool = False
    lead: list[_Row] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)


class TomlText:
    """A TOML file in the making. `data` is what it says now. Raises ValueError where the text is not TOML."""

    def __init__(self, text: str) -> None:
        self.data: dict[str, Any] = tomllib.loads(text)
        self._end = "\r\n" if "\r\n" in text else "\n"
        self._sections = [_Section(None, ())]
        for row in _rows(text):
            if row.body.lstrip().startswith("["):
                path, is_item = _header(row.body)
                lead = _taken_lead(self._sections[-1].rows)
                self._sections.append(_Section(row, path, is_item, lead))
            else:
                self._sections[-1].rows.append(row)

    def __str__(self) -> str:
        """Return the text. Raises ValueError where it does not say what `data` says: its layout is not one of ours."""
        rows = (row for each in self._sections for row in (*each.lead, *filter(None, [each.header]), *each.rows))
        text = "".join(row.body + row.tail for row in rows)
        if tomllib.loads(text) != self.data:
            raise ValueError("it is laid out in a way that cannot be changed by program")
        return text

    def set(self, path: tuple[str, ...], value: Any) -> None:
        """Set a value at the top (`("verdict",)`) or one that stands in a table already (`("score", "min")`)."""
        table = self.data
        for key in path[:-1]:
            table = table[key]
        table[path[-1]] = value
        for section, row, keys in self._statements():
            full = (*section.path, *keys)
            if full == path:
                self._say(row, value)
                return
            if full == path[:-1]:  # a table on one line
                self._say(row, table)
                return
        root = self._sections[0]
        self._insert(root, f"{path[0]} = {toml(value)}")
        if len(self._sections) > 1:
            self._part(root)

    def remove(self, key: str) -> None:
        """Take a value or a whole table at the top out."""
        del self.data[key]
        for section, row, keys in list(self._statements()):
            if not section.path and keys[0] == key:
                section.rows.remove(row)
        self._sections = [each for each in self._sections if each.path[:1] != (key,)]

    def set_item(self, name: str, index: int, key: str, value: Any) -> None:
        """Set a value in a table of an array of tables; with None, take it out."""
        if value is None:
            self.data[name][index].pop(key, None)
        else:
            self.data[name][index][key] = value
        if not self._items(name):
            self._say_array(name)
            return
        section = self._items(name)[index]
        there = [row for row in section.rows if row.body and _keys(row.body) == (key,)]
        if value is None:
            section.rows = [row for row in section.rows if row not in there]
        elif there:
            self._say(there[0], value)
        else:
            self._insert(section, f"{key} = {toml(value)}")

    def remove_item(self, name: str, index: int) -> None:
        """Take a table out of an array of tables, with the comments right above it."""
        items = self._items(name)
        del self.data[name][index]
        if not self.data[name]:
            self.remove(name)
        elif items:
            self._sections.remove(items[index])
        else:
            self._say_array(name)

    def add_item(self, name: str, item: Mapping[str, Any]) -> None:
        """Add a table to the end of an array of tables."""
        items = self._items(name)
        had = name in self.data
        self.data.setdefault(name, []).append(dict(item))
        if had and not items:
            self._say_array(name)
            return
        place = self._sections.index(items[-1]) + 1 if items else len(self._sections)
        section = _Section(_Row(f"[[{name}]]", self._end), (name,), is_item=True)
        section.rows = [_Row(f"{key} = {toml(value)}", self._end) for key, value in item.items()]
        self._part(self._sections[place - 1])
        self._sections.insert(place, section)
        if place + 1 < len(self._sections):
            self._part(section)

    def _statements(self) -> Iterator[tuple[_Section, _Row, tuple[str, ...]]]:
        """Yield the statements that stand in no array of tables, with their keys."""
        for section in self._sections:
            if not section.is_item:
                yield from ((section, row, _keys(row.body)) for row in section.rows if row.body)

    def _items(self, name: str) -> list[_Section]:
        return [each for each in self._sections if each.is_item and each.path == (name,)]

    def _say(self, row: _Row, value: Any) -> None:
        row.body = f"{row.body.partition('=')[0].rstrip()} = {toml(value)}"

    def _say_array(self, name: str) -> None:
        """Write an array that stands as one value anew."""
        for _, row, keys in self._statements():
            if keys == (name,):
                lines = "".join(f"    {toml(item)},{self._end}" for item in self.data[name])
                row.body = f"{row.body.partition('=')[0].rstrip()} = [{self._end}{lines}]"

    def _insert(self, section: _Section, statement: str) -> None:
        """Add a statement after the last one of a section."""
        place = max((number for number, row in enumerate(section.rows, 1) if row.body), default=0)
        if not place and not section.header:  # below the comments that a file begins with
            place = next((number for number, row in enumerate(section.rows) if not row.tail.strip()), len(section.rows))
        before = section.rows[place - 1] if place else section.header
        if before is not None and not before.tail.endswith("\n"):
            before.tail += self._end
        section.rows.insert(place, _Row(statement, self._end))

    def _part(self, section: _Section) -> None:
        """See to it that a section ends in a blank line, unless nothing stands above."""
        last = section.rows[-1] if section.rows else section.header
        if last is None or not (last.body or last.tail.strip()):
            return
        if not last.tail.endswith("\n"):
            last.tail += self._end
        section.rows.append(_Row("", self._end))


def _rows(text: str) -> Iterator[_Row]:
    """Yield the statements, comments and blank lines of a text."""
    start = depth = 0
    comment: int | None = None
    for token in _TOKEN.finditer(text):
        said = token[0]
        if said in "[{":
            depth += 1
        elif said in "]}":
            depth -= 1
        elif said.startswith("#") and not depth:
            comment = token.start()
        elif said.endswith("\n") and not depth and said in ("\n", "\r\n"):
            yield _row(text[start : token.end()], comment, start)
            start, comment = token.end(), None
    if start < len(text):
        yield _row(text[start:], comment, start)


def _row(line: str, comment: int | None, start: int) -> _Row:
    body = (line if comment is None else line[: comment - start]).rstrip()
    return _Row(body, line[len(body) :])


def _header(body: str) -> tuple[tuple[str, ...], bool]:
    """Return the keys of a header, and whether it begins a table of an array."""
    path: list[str] = []
    value: Any = tomllib.loads(body)
    while isinstance(value, dict) and value:
        path += value
        value = value[path[-1]]
    return tuple(path), isinstance(value, list)


def _keys(body: str) -> tuple[str, ...]:
    """Return the keys of a statement: several where dots stand between them."""
    path: list[str] = []
    value: Any = tomllib.loads(body.partition("=")[0] + "= 0")
    while isinstance(value, dict):
        path += value
        value = value[path[-1]]
    return tuple(path)


def _taken_lead(rows: list[_Row]) -> list[_Row]:
    """Take the comments at the end of a section away from it: they speak of the header that follows."""
    place = len(rows)
    while place and not rows[place - 1].body and rows[place - 1].tail.strip():
        place -= 1
    lead = rows[place:]
    del rows[place:]
    return lead
