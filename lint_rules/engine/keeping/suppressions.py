"""Findings that a person has looked at and left out: a file of entries, each with a reason, and when it ends.

    [[suppress]]
    rule = "CHR004"
    fingerprint = "0123456789abcdef"
    excerpt = "Share your story: 555 0100"
    reason = "our own appeal"
    by = "Anna"
    expires = 2027-06-30

An entry covers a line with what one rule says of it, `count` times in a document; `lines` has the fingerprints of all lines of
a finding on several. What it covers is told by fingerprints alone: the excerpt is for those who read.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from lint_rules.config import Config, site, toml
from lint_rules.document import fold
from lint_rules.engine.keeping.baseline_file import document_key, excerpt, folder_of
from lint_rules.errors import ConfigError, suggestion
from lint_rules.finding import Diagnostic, Result, Source
from lint_rules.rule import CODE, escaped, quoted
from lint_rules.whole import replacing

TABLE = "suppress"
EXPIRED_NAMED = 10  # entries past their day that a run names: more are not read
FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_CONFLICT = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?![<|=>])", re.MULTILINE)
_HEADER = re.compile(r"""[ \t]*\[\[[ \t]*["']?suppress["']?[ \t]*\]\]""")


@dataclass(frozen=True)
class Suppression:
    """One entry of the file.

    `rule` is a code; `expires` the last day on which it holds; `count` how many findings of one document it covers, so that
    the answer is the same in whichever order documents are judged, and by however many processes. With `hosts` or
    `documents` it holds there only; documents are named by their id, or by their path as seen from the file's folder.
    """

    rule: str
    fingerprint: str
    reason: str
    excerpt: str = ""
    by: str = ""
    expires: date | None = None
    count: int = 1
    hosts: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def covers(self) -> tuple[str, ...]:
        """The fingerprints of the lines that it covers."""
        return self.lines or (self.fingerprint,)

    def described(self) -> str:
        """Return the entry in a few words, for messages."""
        return f"{self.rule} {quoted(self.excerpt)}" if self.excerpt else f"{self.rule} {self.fingerprint}"


KEYS = tuple(each.name for each in fields(Suppression))
"""What an entry may say."""


class Parted(NamedTuple):
    """The findings of a document: those that are kept, those taken out each with the reason, and the positions of the
    entries that did it.
    """

    kept: tuple[Diagnostic, ...]
    suppressed: tuple[tuple[Diagnostic, str], ...]
    used: frozenset[int]


class Suppressions:
    """The entries of a file, ready to ask. Those whose last day is before `today` are not asked; `digest` changes with them."""

    def __init__(self, path: str, entries: Sequence[Suppression], today: date) -> None:
        self.path = path
        self.entries = tuple(entries)
        self.digest = f"{crc32(repr(self.entries).encode('utf-8', 'backslashreplace')):08x}"
        self._base = folder_of(path)
        self._today = today
        self._by_line: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._lines: list[Counter[str]] = []
        for number, entry in enumerate(entries):
            self._lines.append(Counter(entry.covers))
            if not self._is_over(entry):
                for name in self._lines[number]:
                    self._by_line[entry.rule, name].append(number)

    @classmethod
    def opened(cls, path: str, today: date | None = None) -> Suppressions:
        """Return the suppressions in a file. Raises ConfigError, naming the file and the line, where it cannot be used."""
        return cls(path, _read(Path(path)), today or date.today())  # noqa: DTZ011 - a day is one of the calendar on the wall

    def parted(self, source: Source, diagnostics: Sequence[Diagnostic]) -> Parted:
        """Return which findings of a document are kept, and which are taken out.

        A finding is taken out where each of its lines is covered by an entry that is not used up in this document.
        """
        kept: list[Diagnostic] = []
        out: list[tuple[Diagnostic, str]] = []
        used: Counter[tuple[int, str]] = Counter()
        for diagnostic in diagnostics:
            taken = self._taken(source, diagnostic, used)
            if taken is None:
                kept.append(diagnostic)
            else:
                used.update(taken)
                out.append((diagnostic, self.entries[next(iter(taken))[0]].reason))
        return Parted(tuple(kept), tuple(out), frozenset(number for number, _ in used))

    def _taken(self, source: Source, diagnostic: Diagnostic, used: Counter[tuple[int, str]]) -> Counter[tuple[int, str]] | None:
        """Return what a finding uses of which entries, None where a line of it is not covered."""
        taken: Counter[tuple[int, str]] = Counter()
        for name in diagnostic.lines or (diagnostic.fingerprint,):
            for number in self._by_line.get((diagnostic.finding.code, name), ()):
                entry = self.entries[number]
                key = number, name
                if used[key] + taken[key] < entry.count * self._lines[number][name] and holds(entry, source, self._base):
                    taken[key] += 1
                    break
            else:
                return None
        return taken

    def _is_over(self, entry: Suppression) -> bool:
        return entry.expires is not None and entry.expires < self._today

    def _is_renewed(self, entry: Suppression) -> bool:
        return any(covers(self.entries[number], entry) for number in self._by_line.get((entry.rule, entry.covers[0]), ()))

    def expired(self) -> list[str]:
        """Return what every run says of the entries that hold no longer, of the first a sentence each. What another entry covers
        by now needs no word.
        """
        over = [entry for entry in self.entries if self._is_over(entry) and not self._is_renewed(entry)]
        said = [f"{escaped(self.path)}: {_ended(entry)}" for entry in over[:EXPIRED_NAMED]]
        more = len(over) - EXPIRED_NAMED
        return [*said, f"{escaped(self.path)}: {more:,} more suppressions hold no longer"] if more > 0 else said

    def unused(self, used: Iterable[int]) -> Iterator[str]:
        """Yield a sentence for each entry that still holds and took nothing out; `used` are the positions of those that did."""
        did = frozenset(used)
        for number, entry in enumerate(self.entries):
            if number not in did and not self._is_over(entry):
                yield f"suppression of {entry.described()} took nothing out"


def expired(config: Config) -> list[str]:
    """Return what a run says of suppressions that hold no longer, where others may judge. Raises ConfigError."""
    return Suppressions.opened(config.suppressions).expired() if config.suppressions else []


def _ended(entry: Suppression) -> str:
    by = f", by {escaped(entry.by)}" if entry.by else ""
    return (
        f"suppression of {entry.described()} held until {entry.expires}{by}: {quoted(entry.reason)} "
        "(look again: drop it, or give it another day)"
    )


def holds(entry: Suppression, source: Source, base: str) -> bool:
    """Tell whether an entry of a file in the folder `base` speaks of a document."""
    if entry.hosts and source.host not in entry.hosts:
        return False
    return not entry.documents or source.id in entry.documents or document_key(source, base) in entry.documents


class Wanted:
    """Findings that are to be left out: those of the rule of `kind`, where it holds, which have one of the fingerprints or,
    without any, hold the words `text`. Entries are made as `kind` is, for a file at `path`.
    """

    def __init__(self, kind: Suppression, path: str, *, text: str = "", fingerprints: Iterable[str] = ()) -> None:
        self._kind = kind
        self._base = folder_of(path)
        self._words = _plain(text)
        self._fingerprints = frozenset(fingerprints)
        self._found: dict[tuple[str, ...], Suppression] = {}

    def add(self, result: Result, *, count: int | None = None) -> None:
        """Take the findings of one document. An entry covers as many as one document has, or `count`."""
        if not holds(self._kind, result.source, self._base):
            return
        times: Counter[tuple[str, ...]] = Counter()
        for each in result.diagnostics:
            if self._is_meant(each):
                lines = each.lines or (each.fingerprint,)
                times[lines] += 1
                made = replace(self._kind, fingerprint=each.fingerprint, lines=each.lines, excerpt=excerpt(each.text))
                self._found.setdefault(lines, made)
        for lines, met in times.items():
            self._found[lines] = replace(self._found[lines], count=count or max(self._found[lines].count, met))

    def entries(self) -> list[Suppression]:
        """Return an entry for each finding that is another than the others."""
        return sorted(self._found.values(), key=lambda entry: (entry.excerpt, entry.fingerprint, entry.lines))

    def _is_meant(self, diagnostic: Diagnostic) -> bool:
        if diagnostic.finding.code != self._kind.rule:
            return False
        if self._fingerprints:
            return diagnostic.fingerprint in self._fingerprints
        return self._words in _plain(diagnostic.text)


def _plain(text: str) -> str:
    """Return words as they are compared: blind to case, quotes and spaces."""
    return " ".join(fold(text).split())


def covers(entry: Suppression, other: Suppression) -> bool:
    """Tell whether an entry makes another needless."""
    lines, wanted = Counter(entry.covers), Counter(other.covers)
    return (
        entry.rule == other.rule
        and all(lines[name] * entry.count >= count * other.count for name, count in wanted.items())
        and (not entry.hosts or (bool(other.hosts) and set(other.hosts) <= set(entry.hosts)))
        and (not entry.documents or (bool(other.documents) and set(other.documents) <= set(entry.documents)))
        and (entry.expires is None or (other.expires is not None and other.expires <= entry.expires))
    )


def append(path: Path, entries: Iterable[Suppression]) -> None:
    """Write entries to the end of a file, which is made where there is none. Raises ConfigError where that cannot be done, or
    the file could not be read then.
    """
    try:
        # Not as text: that would change the line ends of what stands there.
        before = path.read_bytes().decode("utf-8") if path.exists() else ""
        end = "\r\n" if "\r\n" in before else "\n"
        after = before + (end if before and not before.endswith("\n") else "")
        for entry in entries:
            after += (end if after else "") + "".join(line + end for line in _written(entry))
        _parsed(after.removeprefix("\ufeff"), str(path))
        with replacing(path) as stream:
            stream.write(after.encode())
    except (OSError, UnicodeError) as error:
        raise ConfigError(f"{path}: cannot be written: {getattr(error, 'strerror', None) or error}") from error


def _written(entry: Suppression) -> Iterator[str]:
    """Yield the lines of an entry, without what is as it is where nothing stands."""
    yield f"[[{TABLE}]]"
    for each in fields(entry):
        name, value = each.name, getattr(entry, each.name)
        if value != each.default:
            yield f"{name} = {value if isinstance(value, int | date) else toml(value)}"


def _read(path: Path) -> list[Suppression]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"there is no file of suppressions '{path}': `scrapelint suppress` makes one") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}: line {line:,}: not UTF-8: {error.reason}") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    return _parsed(text, str(path))


def _parsed(text: str, shown: str) -> list[Suppression]:
    """Return the entries in a text. Raises ConfigError, naming the file and the line."""
    import tomllib

    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        mark = _CONFLICT.search(text)
        if mark is not None:
            line = text.count("\n", 0, mark.start()) + 1
            what = "the mark of a merge conflict: delete the marks, and keep the entries of both sides, each of them whole"
            raise ConfigError(f"{shown}: line {line:,}: {what}") from None
        raise ConfigError(f"{shown}: not TOML: {error}") from None
    for key in data:
        if key != TABLE:
            raise ConfigError(f"{shown}: {_Places(text, 0).of_key(key)}unknown key '{key}'{suggestion(key, [TABLE])}")
    tables = data.get(TABLE, [])
    places = _Places(text, len(tables) if isinstance(tables, list) else 0)
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(f"{shown}: {places.of_key(TABLE)}'{TABLE}' is not a list of tables: write [[{TABLE}]]")
    entries: list[Suppression] = []
    for number, table in enumerate(tables):
        try:
            entries.append(_entry(table))
        except _FlawError as flaw:
            raise ConfigError(f"{shown}: {places.of(number, flaw.key)}{flaw}") from None
    return entries


class _FlawError(Exception):
    """What is wrong with one key of an entry."""

    def __init__(self, key: str, what: str) -> None:
        super().__init__(what)
        self.key = key


class _Places:
    """Where keys stand in a file, which the parser of TOML does not tell: by its lines, where those are as one writes them."""

    def __init__(self, text: str, tables: int) -> None:
        self._lines = text.split("\n")
        headers = [number for number, line in enumerate(self._lines) if _HEADER.match(line)]
        # A header within a text of several lines would lead astray: then the place is told by the number of the entry.
        self._headers = headers if len(headers) == tables else []

    def of(self, table: int, key: str) -> str:
        """Return where a key of a table stands, or, where it is missing, the table."""
        if not self._headers:
            return f"entry {table + 1:,}: "
        start = self._headers[table]
        end = self._headers[table + 1] if table + 1 < len(self._headers) else len(self._lines)
        return f"line {next((n for n in range(start, end) if self._has(n, key)), start) + 1:,}: "

    def of_key(self, key: str) -> str:
        """Return where a key first stands, nothing where that cannot be told."""
        return next((f"line {number + 1:,}: " for number in range(len(self._lines)) if self._has(number, key)), "")

    def _has(self, number: int, key: str) -> bool:
        return re.match(rf"""[ \t\[]*["']?{re.escape(key)}["']?[ \t]*[=.\]]""", self._lines[number]) is not None


def _entry(table: Mapping[str, Any]) -> Suppression:
    """Return the entry in a table. Raises _FlawError."""
    for key in table:
        if key not in KEYS:
            raise _FlawError(key, f"unknown key '{key}'{suggestion(key, KEYS)}")
    for key in ("rule", "fingerprint", "reason"):
        if key not in table:
            raise _FlawError(key, f"this entry has no '{key}'")
    return Suppression(**{key: _value(key, value) for key, value in table.items()})


def _value(key: str, value: object) -> Any:
    """Return a value as an entry has it. Raises _FlawError."""
    if key == "count":
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise _FlawError(key, "'count' is no number from 1 up")
        return value
    if key == "expires":
        return _day(value)
    if key in ("hosts", "documents", "lines"):
        if not isinstance(value, list) or not value or not all(isinstance(each, str) and each for each in value):
            raise _FlawError(key, f"'{key}' is not a list of texts")
        if key == "lines":
            return tuple(_matching(key, each, FINGERPRINT, "a fingerprint (16 digits and letters a to f)") for each in value)
        return _sites(value) if key == "hosts" else tuple(value)
    if not isinstance(value, str) or (key == "reason" and not value.strip()):
        raise _FlawError(key, f"'{key}' is not a text" if not isinstance(value, str) else f"'{key}' is empty")
    if key == "rule":
        return _matching(key, value, CODE, "the code of a rule")
    if key == "fingerprint":
        return _matching(key, value, FINGERPRINT, "a fingerprint (16 digits and letters a to f)")
    return value


def _matching(key: str, value: str, pattern: re.Pattern[str], what: str) -> str:
    if pattern.fullmatch(value) is None:
        raise _FlawError(key, f"'{key}': {quoted(value)} is not {what}")
    return value


def _sites(hosts: Iterable[str]) -> tuple[str, ...]:
    try:
        return tuple(map(site, hosts))
    except ValueError as error:
        raise _FlawError("hosts", f"'hosts': {error}") from None


def _day(value: object) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    # A moment is a day too, for Python, and not for us: it would have to be said in which place of the world.
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _FlawError("expires", "'expires' is no day, as 2027-06-30 is")
    return value
