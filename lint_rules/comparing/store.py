"""The entries of two scrapes, in a database that lies in memory as long as it is small, and on disk beyond that."""

from __future__ import annotations

import enum
import itertools
import json
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from hashlib import blake2b
from typing import Final, NamedTuple, Self

from lint_rules.comparing.entry import Entry, Found
from lint_rules.comparing.words import Words
from lint_rules.finding import Source

PLACES_TRIED: Final = 200  # paths of the old side that are looked for on the new one, to find the folders to pair below
CACHE: Final = 1 << 15  # kilobytes of memory that the database takes before it goes to disk

_TABLES = """
CREATE TABLE documents (side INTEGER, key INTEGER, address INTEGER, host BLOB, said TEXT, findings TEXT, count INTEGER,
                        level INTEGER, words BLOB, lines BLOB);
CREATE TABLE places (document INTEGER, side INTEGER, path BLOB, record INTEGER);
CREATE INDEX places_by_path ON places (path, side);
"""
_INDICES = """
CREATE INDEX by_host ON documents (host, side);
CREATE TABLE ranked AS SELECT rowid AS document, side, key, row_number() OVER (PARTITION BY side, key ORDER BY rowid) AS nth
    FROM documents;
CREATE INDEX by_key ON ranked (key, nth, side);
CREATE TABLE pairs AS SELECT other.document AS old, own.document AS new FROM ranked AS own JOIN ranked AS other
    ON other.key = own.key AND other.nth = own.nth AND other.side = 0 WHERE own.side = 1 ORDER BY own.document;
CREATE INDEX by_old ON pairs (old);
CREATE INDEX by_new ON pairs (new);
CREATE TABLE hosts AS SELECT host, sum(side = 0) AS old, sum(side = 1) AS new FROM documents GROUP BY host;
CREATE INDEX hosts_by_name ON hosts (host);
"""
_MOVED = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_COLUMNS = "said, findings, count, level, words, lines"


class Side(enum.IntEnum):
    """Which of two scrapes."""

    OLD = 0
    NEW = 1


class HostCount(NamedTuple):
    """A host (None: documents of no known host) and how many documents it has on each side."""

    host: str | None
    old: int
    new: int


class Store:
    """Takes entries of both sides with `add`, and gives them back by pair and by host after `finish`. To be closed."""

    def __init__(self) -> None:
        # Without a name it is removed by itself, and nobody else can open it.
        self._database = sqlite3.connect("")
        self._roots: dict[Side, str | None] = dict.fromkeys(Side)
        self.numbered = 0  # documents that pair by the number of their record, for want of an id
        self.homeless = 0  # documents of no known host
        self._database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA cache_size = -{CACHE}; {_TABLES}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def add(self, side: Side, entries: Iterable[Entry], root: str | None = None) -> None:
        """Take entries in their order. `root` is the file or folder that was named, the same one for all of a side: documents
        without an id or address of their own pair by where they lie below it. None where that is not known.
        """
        self._roots[side] = root
        for entry in entries:
            key = hashed(f"id {moved(entry.source.id)}") if entry.has_own_id else None
            address = hashed(moved(entry.source.url)) if entry.source.url else None
            self.numbered += not entry.has_own_id and entry.source.record is not None
            self.homeless += entry.source.host is None
            words = entry.words or Words(0, 0, b"")
            row = (
                int(side),
                key,
                address,
                _bytes(entry.source.host),
                json.dumps([entry.source, entry.why, entry.score, entry.verdict, entry.characters, entry.clean]),
                json.dumps(entry.findings),
                None if entry.words is None else words.own,
                words.level,
                words.kept,
                entry.lines,
            )
            document = self._database.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row).lastrowid
            if key is None:
                place = (document, int(side), _bytes(_slashed(entry.source.path or "")), entry.source.record)
                self._database.execute("INSERT INTO places VALUES (?, ?, ?, ?)", place)

    def finish(self) -> None:
        """Make ready for asking."""
        for side, root in self._found_roots().items():
            self._name_by_place(side, root)
        self._database.executescript(_INDICES)

    def _found_roots(self) -> dict[Side, str]:
        """Return the folder below which the documents of each side pair by where they lie.

        It is the one that was named. For saved results none was: then it is a folder that all of the side have in common, the one
        below which most of them are found on the other side; of several the innermost.
        """
        old, new = (self._possible_roots(side) for side in Side)
        ((count,),) = self._database.execute("SELECT count(DISTINCT path) FROM places WHERE side = 0")
        paths = self._database.execute("SELECT DISTINCT path FROM places WHERE side = 0 ORDER BY path")
        sampled = [_text(path) for (path,) in itertools.islice(paths, 0, None, max(1, count // PLACES_TRIED))]

        def matches(roots: tuple[str, str]) -> int:
            before, after = roots
            places = (_below_root(after, below(path, before) or "") for path in sampled)
            query = "SELECT EXISTS (SELECT 1 FROM places WHERE path = ? AND side = 1)"
            return sum(self._database.execute(query, (_bytes(place),)).fetchone()[0] for place in places)

        # The first of equals is taken.
        before, after = max(itertools.product(old, new), key=matches)
        return {Side.OLD: before, Side.NEW: after}

    def _possible_roots(self, side: Side) -> list[str]:
        """Return the folders below which the documents of a side may pair by where they lie, the innermost first."""
        root = self._roots[side]
        rows = self._database.execute("SELECT DISTINCT path FROM places WHERE side = ?", (int(side),))
        if root is not None and all(below(_text(path), root) is not None for (path,) in rows):
            return [root]
        query = "SELECT min(path), max(path) FROM places WHERE side = ?"
        ((first, last),) = self._database.execute(query, (int(side),))
        common = _text(first) if first == last else _common(_text(first), _text(last))
        parts = common.split("/")
        return ["/".join(parts[:count]) for count in range(len(parts), 0, -1)] + [""]

    def _name_by_place(self, side: Side, root: str) -> None:
        """Give the documents of a side that have no id a key by where they lie."""
        rows = self._database.execute("SELECT document, path, record FROM places WHERE side = ?", (int(side),))
        named = ((hashed(_placed(below(_text(path), root) or "", record)), document) for document, path, record in rows)
        with closing(self._database.cursor()) as writing:
            writing.executemany("UPDATE documents SET key = ? WHERE rowid = ?", named)

    def count(self, side: Side) -> int:
        """Return how many documents a side has."""
        ((number,),) = self._database.execute("SELECT count(*) FROM documents WHERE side = ?", (int(side),))
        return int(number)

    def paired(self) -> int:
        """Return how many documents of one side have a partner on the other."""
        ((number,),) = self._database.execute("SELECT count(*) FROM pairs")
        return int(number)

    def shared_addresses(self) -> int:
        """Return how many addresses are on both sides."""
        one = "SELECT address FROM documents WHERE address IS NOT NULL AND side = "
        ((number,),) = self._database.execute(f"SELECT count(*) FROM ({one} 0 INTERSECT {one} 1)")  # noqa: S608 - names of ours
        return int(number)

    def pairs(self) -> Iterator[tuple[Entry, Entry]]:
        """Yield the documents that are on both sides, old and new, in the order of the new side. Where an id occurs again, the
        second is paired with the second.
        """
        names = _COLUMNS.split(", ")
        columns = ", ".join(f"{side}.{name}" for side in ("before", "after") for name in names)
        rows = self._database.execute(
            f"SELECT {columns} FROM pairs JOIN documents AS before ON before.rowid = pairs.old "  # noqa: S608 - names of ours
            "JOIN documents AS after ON after.rowid = pairs.new ORDER BY pairs.rowid"
        )
        return ((_entry(row[: len(names)]), _entry(row[len(names) :])) for row in rows)

    def unpaired(self, side: Side) -> Iterator[Entry]:
        """Yield the documents that are on this side alone, in their order."""
        rows = self._database.execute(
            f"SELECT {_COLUMNS} FROM documents WHERE side = ? AND rowid NOT IN (SELECT {side.name.lower()} FROM pairs) "  # noqa: S608
            "ORDER BY rowid",
            (int(side),),
        )
        return map(_entry, rows)

    def hosts(self) -> list[HostCount]:
        """Return all hosts, in their order."""
        rows = self._database.execute("SELECT host, old, new FROM hosts ORDER BY host")
        return [HostCount(None if host is None else _text(host), old, new) for host, old, new in rows]

    def of_host(self, side: Side, host: str | None) -> Iterator[Entry]:
        """Yield the documents of a host on one side."""
        query = f"SELECT {_COLUMNS} FROM documents WHERE host IS ? AND side = ? ORDER BY rowid"  # noqa: S608 - names of ours
        return map(_entry, self._database.execute(query, (_bytes(host), int(side))))

    def lines_of_host(self, side: Side, host: str | None, most: int, *, paired: bool) -> list[bytes]:
        """Return the lines of a sample of a host's pages on one side, or of those that are on both: the pages with the smallest
        keys, whatever their order.
        """
        query = "SELECT lines FROM documents WHERE host IS ? AND side = ? AND lines IS NOT NULL"
        query += f" AND rowid IN (SELECT {side.name.lower()} FROM pairs)" if paired else ""  # noqa: S608 - names of ours
        rows = self._database.execute(f"{query} ORDER BY key, rowid LIMIT ?", (_bytes(host), int(side), most))
        return [lines for (lines,) in rows]

    def of_small_hosts(self, side: Side, fewer: int) -> Iterator[Entry]:
        """Yield the documents on one side of all hosts that have fewer than so many on both together."""
        small = "EXISTS (SELECT 1 FROM hosts WHERE hosts.host IS documents.host AND old + new < ?)"
        query = f"SELECT {_COLUMNS} FROM documents WHERE side = ? AND {small} ORDER BY rowid"  # noqa: S608 - names of ours
        return map(_entry, self._database.execute(query, (int(side), fewer)))


def moved(name: str) -> str:
    """Return an address without what changes when a site moves to `https` or to another `www.`, and without a slash at its end;
    any other name as it is.
    """
    match = _MOVED.match(name)
    if not match:
        return name
    host, slash, path = name[match.end() :].partition("/")
    return (host.lower() + slash + path).removesuffix("/")


def below(path: str, root: str) -> str | None:
    """Return where a path lies below a file or folder: nothing where it is that itself, None where it lies elsewhere."""
    path, root = _slashed(path), _bare(root)
    if not root:
        return path
    if path == root:
        return ""
    return path[len(root) + 1 :] if path.startswith(root + "/") else None


def _below_root(root: str, inner: str) -> str:
    """Return the path of what lies below a file or folder."""
    root = _bare(root)
    return f"{root}/{inner}" if root and inner else root or inner


def _bare(root: str) -> str:
    """Return a file or folder as paths begin with it: nothing for the working directory."""
    root = _slashed(root).rstrip("/")
    while root.startswith("./"):
        root = root[2:].lstrip("/")
    return "" if root == "." else root


def _common(first: str, last: str) -> str:
    """Return the folder that the first and the last of many paths, and so all of them, have in common."""
    shared = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first.split("/")[:-1], last.split("/")[:-1], strict=False))
    return "/".join(part for part, _ in shared)


def _slashed(path: str) -> str:
    return path.replace("\\", "/") if os.sep == "\\" else path


def _placed(inner: str, record: int | None) -> str:
    return f"at {inner}" if record is None else f"at {inner}#{record}"


def hashed(name: str) -> int:
    """Return what a name, of any length, is found again by: 64 bits, with a sign, as the database has them."""
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little", signed=True)


def _bytes(text: str | None) -> bytes | None:
    """Return a text as the database takes any: halves of surrogate pairs, which JSON lets through, are no text to it."""
    return None if text is None else text.encode("utf-8", "surrogatepass")


def _text(stored: bytes | None) -> str:
    return "" if stored is None else stored.decode("utf-8", "surrogatepass")


def _entry(row: tuple[str, str, int | None, int, bytes, bytes | None]) -> Entry:
    said, findings, count, level, words, lines = row
    source, why, score, verdict, characters, clean = json.loads(said)
    id_, path, record, url, host, _ = source
    return Entry(
        Source(id_, path, record, url, host),
        why,
        score,
        verdict,
        characters,
        clean,
        tuple(Found(*each) for each in json.loads(findings)),
        None if count is None else Words(count, level, words),
        lines,
    )
