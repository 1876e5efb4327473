"""Saved results and the texts that they are of, put together again by id: a comparison then has all that it has of inputs.

Results and texts may come in any order, and be many: the results wait in a database, in memory while they are few and on disk
beyond that, until their texts come by.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Self

from lint_rules import formats
from lint_rules.comparing.store import CACHE, hashed
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine.scoring import visible
from lint_rules.errors import InputError
from lint_rules.finding import Result, Source
from lint_rules.formats import Remark
from lint_rules.rule import quoted


class Texts(NamedTuple):
    """Where the texts of saved results are: what names the input, and the option that it was given with."""

    named: str
    option: str


def reunited(results: Iterable[Result], texts: Texts, config: Config) -> Iterator[tuple[Result, Document | None] | Remark]:
    """Yield results with their documents, in the order of the texts; with None those whose texts are not what was judged, and, at
    the end, those whose texts are not there, with remarks on both.

    Raises InputError where there is no such input.
    """
    with _Waiting(results) as waiting:
        for found in formats.collect([texts.named], config):
            if found.error is not None:
                raise InputError(f"{texts.option} {found.path}: {found.error}")
            for each in formats.read(found, config):
                result = waiting.taken(each.source)
                if result is None:
                    continue
                # As it lies there, so that it is found again to be quoted from.
                result = result._replace(source=result.source._replace(path=each.source.path, record=each.source.record))
                if not isinstance(each, Document):
                    yield result, None
                elif visible(each.text) == result.score.characters:
                    yield result, each
                else:
                    yield result, None
                    yield Remark(found.path, "texts are not what was judged, and are not looked at", quoted(each.source.id))
        for result in waiting.left():
            yield result, None
            yield Remark(texts.named, "texts of some documents are not there", quoted(result.source.id))


class _Waiting:
    """Results that wait for their texts. To be closed."""

    def __init__(self, results: Iterable[Result]) -> None:
        # Without a name it is removed by itself, and nobody else can open it.
        self._database = sqlite3.connect("")
        self._database.executescript(
            f"PRAGMA journal_mode = OFF; PRAGMA cache_size = -{CACHE}; CREATE TABLE results (key INTEGER, result BLOB);"
            "CREATE INDEX by_key ON results (key);"
        )
        rows = ((hashed(each.source.id), pickle.dumps(each)) for each in results)
        self._database.executemany("INSERT INTO results VALUES (?, ?)", rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def taken(self, source: Source) -> Result | None:
        """Return the first result of an id that waits still, and forget it; None where there is none."""
        query = "SELECT rowid, result FROM results WHERE key = ? ORDER BY rowid LIMIT 1"
        row = self._database.execute(query, (hashed(source.id),)).fetchone()
        if row is None:
            return None
        self._database.execute("DELETE FROM results WHERE rowid = ?", row[:1])
        return _result(row[1])

    def left(self) -> Iterator[Result]:
        """Yield the results that wait still, in their order."""
        return (_result(result) for (result,) in self._database.execute("SELECT result FROM results ORDER BY rowid"))


def _result(stored: bytes) -> Result:
    result: Result = pickle.loads(stored)  # noqa: S301 - it was pickled here, and nobody else can write there
    return result
