"""Results of an earlier run, read back from what `-o FILE.jsonl`, `.json` or `.parquet` wrote: lint once, use many times.

What only a fresh look at the text can give is not in them: excerpts, fixes and allowances used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import PurePath
from typing import Any, BinaryIO, NamedTuple, TypeVar

from lint_rules.errors import ConfigError, InputError
from lint_rules.finding import (
    Counts,
    Diagnostic,
    Failure,
    Finding,
    Fix,
    Result,
    Score,
    Severity,
    Skipped,
    Source,
    Span,
    Suppressed,
    Verdict,
)
from lint_rules.formats import Found, cause, opened
from lint_rules.formats.compression import bare
from lint_rules.reports.table import FINDINGS, SUPPRESSED, arrow, objects
from lint_rules.rule import escaped, quoted

LINES, ARRAY, TABLE = (".jsonl", ".ndjson"), (".json",), (".parquet",)
MOST = (1 << 63) - 1  # a count or a place: what a table of results has room for
LONGEST = 1 << 28  # bytes of one line: a document of 64 MB, with more findings than words
BATCH = 1000  # rows of a table that are read at a time
# What tells a result from a scraped record: no crawl has fields of all these names.
_TELLING = frozenset({"id", "score", "purity", "integrity", "verdict", "passed", "ruleset"})
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_NO_FIX = Fix((), safe=False, description="")

T = TypeVar("T")


class Record(NamedTuple):
    """A result as it was saved: whether the document passed the gate of that run, and the rules that judged it."""

    result: Result
    passed: bool
    ruleset: str


def is_saved(path: str) -> bool:
    """Tell whether a file holds results: whether its first record is one. False where there is no such file."""
    try:
        first = next(_records(path), None) if _suffix(path) in (*LINES, *ARRAY, *TABLE) else None
    except (OSError, InputError):
        return False
    return first is not None and isinstance(first[1], Mapping) and first[1].keys() >= _TELLING


def read(path: str) -> Iterator[Record]:
    """Yield the results in a file, in their order.

    Raises InputError, naming the file and the line or record, where it cannot be read, or one of them is no result.
    """
    for place, said in _named(path, _records(path)):
        try:
            yield _record(said)
        except (ValueError, TypeError, KeyError) as error:
            raise InputError(f"{path}: {place}: {_flaw(error)}") from None


def results(paths: Iterable[str], ruleset: str, *, allow_change: bool = False) -> Iterator[Result]:
    """Yield the results in files, all of them made by the rules that are in force.

    Raises InputError as `read` does, ConfigError where other rules judged and no change is allowed.
    """
    for path in paths:
        for each in read(path):
            refuse_other(path, each.ruleset, ruleset, allowed=allow_change)
            yield each.result


def refuse_other(path: str, ruleset: str, wanted: str, *, allowed: bool) -> None:
    """Raise ConfigError where results were made by other rules than those wanted, unless that is allowed."""
    if ruleset != wanted and not allowed:
        raise ConfigError(
            f"{path}: judged by rule set {escaped(ruleset)}, where {wanted} is in force; judge again, "
            "or take them as they are with --allow-ruleset-change"
        )


def _suffix(path: str) -> str:
    return PurePath(bare(path)).suffix.lower()


def _named(path: str, records: Iterator[T]) -> Iterator[T]:
    """Yield what there is, and let errors name the file."""
    while True:
        try:
            each = next(records)
        except StopIteration:
            return
        except (OSError, InputError) as error:
            raise InputError(f"{path}: {cause(error)}") from error
        yield each


def _records(path: str) -> Iterator[tuple[str, Any]]:
    """Yield what the records of a file hold, each with where it stands. Raises OSError, InputError."""
    suffix = _suffix(path)
    if suffix in TABLE:
        return _rows(path)
    return _array(path) if suffix in ARRAY else _lines(path)


def _lines(path: str) -> Iterator[tuple[str, Any]]:
    with opened(Found(path)) as stream:
        for number, line in _numbered(stream):
            yield f"line {number:,}", _parsed(line, number)


def _array(path: str) -> Iterator[tuple[str, Any]]:
    """Yield the objects of an array: one after the other where each has a line, as we write them, else from the whole."""
    with opened(Found(path)) as stream:
        lines = _numbered(stream)
        held = [line for _, line in (next(lines, (1, b"")), next(lines, (2, b"")))]
        if held[0].strip() == b"[" and _is_whole(held[1]):
            yield "record 1", _parsed(held[1].strip().removesuffix(b","), 2)
            for number, line in lines:
                if line.strip() != b"]":
                    yield f"record {number - 1:,}", _parsed(line.strip().removesuffix(b","), number)
            return
        content = b"".join([*held, *(line for _, line in lines)])
    whole = _parsed(content, None)
    for number, each in enumerate(whole if isinstance(whole, list) else [whole], 1):
        yield f"record {number:,}", each


def _is_whole(line: bytes) -> bool:
    """Tell whether a line holds an object to its end."""
    return line.startswith(b"{") and line.strip().removesuffix(b",").endswith(b"}")


def _rows(path: str) -> Iterator[tuple[str, Any]]:
    pa = arrow()
    from pyarrow import parquet

    with opened(Found(path), seekable=True) as stream:
        try:
            table = parquet.ParquetFile(stream)
            if not _TELLING.issubset(table.schema_arrow.names):
                raise InputError("holds no results: its columns are not theirs")
            rows = chain.from_iterable(map(objects, table.iter_batches(batch_size=BATCH)))
            yield from ((f"record {number:,}", said) for number, said in enumerate(rows, 1))
        except (pa.ArrowException, ValueError, KeyError, TypeError) as error:
            raise InputError(f"not results that can be read: {str(error).splitlines()[0][:200]}") from error


def _numbered(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, each with its number. Raises InputError for one beyond all reason."""
    number = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            raise InputError(f"line {number:,}: longer than {LONGEST:,} bytes: no result")
        if not line.isspace():
            yield number, line


def _parsed(content: bytes, number: int | None) -> Any:
    where = "" if number is None else f"line {number:,}: "
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        said = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        raise InputError(f"{where}not JSON: {said}") from None


def _flaw(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"no result: it has no '{error.args[0]}'"
    return f"no result: {escaped(str(error))}"


def _record(said: Any) -> Record:
    """Return what an object says. Raises KeyError, TypeError or ValueError where it is no result."""
    if not isinstance(said, Mapping):
        raise TypeError(f"{type(said).__name__} where an object is wanted")
    if FINDINGS not in said:
        raise ValueError("written with --scores-only: it lacks its findings" if said.keys() >= _TELLING else "it has no findings")
    source = Source(
        _text(said, "id"),
        _text_or_none(said, "path"),
        _optional(said, "record", _whole),
        _text_or_none(said, "url"),
        _text_or_none(said, "host"),
        tuple(_of(said, "meta", dict).items()),
    )
    score = Score(
        _optional(said, "score", _points),
        _optional(said, "purity", _share),
        _optional(said, "integrity", _share),
        Verdict(said["verdict"]),
        _share(said, "coverage"),
        _whole(said, "characters"),
        _whole(said, "flagged"),
        0,
        _whole(said, "sentences"),
        _whole(said, "hurt"),
    )
    result = Result(
        source,
        tuple(_diagnostic(each) for each in _of(said, FINDINGS, list)),
        score,
        tuple(Failure(_text(each, "code"), _text(each, "error")) for each in _of(said, "failures", list)),
        tuple(Skipped(_text(each, "code"), _text(each, "reason")) for each in _of(said, "skipped", list)),
        _text_or_none(said, "language"),
        suppressed=tuple(
            Suppressed(_diagnostic(each), _text(each, "by"), _text(each, "reason"))
            for each in (_of(said, SUPPRESSED, list) if SUPPRESSED in said else ())
        ),
    )
    return Record(result, _of(said, "passed", bool), _text(said, "ruleset"))


def _diagnostic(said: Any) -> Diagnostic:
    if not isinstance(said, Mapping):
        raise TypeError(f"a finding is {type(said).__name__}")
    severity = _text(said, "severity").upper()
    if severity not in Severity.__members__:
        raise ValueError(f"'severity': there is none '{severity.lower()}'")
    finding = Finding(
        _text(said, "code"),
        _text(said, "message"),
        Span(_whole(said, "start"), _whole(said, "end")),
        Severity[severity],
        Counts(said["counts"]),
        _share(said, "confidence"),
        # What it would do is not saved, but that there is one.
        fix=_NO_FIX if _of(said, "fixable", bool) else None,
        settles=Verdict(said["settles"]) if "settles" in said else None,
    )
    return Diagnostic(
        finding,
        _text(said, "rule"),
        _text(said, "text") if "text" in said else "",
        _whole(said, "line"),
        _whole(said, "column"),
        _whole(said, "end_line"),
        _whole(said, "end_column"),
        (),
        _fingerprint(_text(said, "fingerprint")),
        preview=bool(said.get("preview")),
        xpath=_text(said, "xpath") if "xpath" in said else None,
        lines=tuple(map(_fingerprint, _texts(said, "lines"))),
        edges=tuple(map(_fingerprint, _texts(said, "edges"))),
        known=bool(said.get("known")),
    )


def _of(said: Mapping[str, Any], key: str, kind: type[T]) -> T:
    value = said[key]
    if not isinstance(value, kind):
        raise TypeError(f"'{key}' is {type(value).__name__}, where {kind.__name__} is wanted")
    return value


def _text(said: Mapping[str, Any], key: str) -> str:
    return _of(said, key, str)


def _text_or_none(said: Mapping[str, Any], key: str) -> str | None:
    return _optional(said, key, _text)


def _texts(said: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = _of(said, key, list) if key in said else []
    if not all(isinstance(each, str) for each in values):
        raise TypeError(f"'{key}' holds more than texts")
    return tuple(values)


def _whole(said: Mapping[str, Any], key: str) -> int:
    value = _of(said, key, int)
    if isinstance(value, bool) or not 0 <= value <= MOST:
        raise ValueError(f"'{key}' is no count")
    return value


def _points(said: Mapping[str, Any], key: str) -> float:
    return _number(said, key, 100)


def _share(said: Mapping[str, Any], key: str) -> float:
    return _number(said, key, 1)


def _number(said: Mapping[str, Any], key: str, most: int) -> float:
    value = said[key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"'{key}' is {type(value).__name__}, where a number is wanted")
    if not 0 <= value <= most:  # NaN is not either
        raise ValueError(f"'{key}' is no number from 0 to {most}")
    return float(value)


def _fingerprint(name: str) -> str:
    if _FINGERPRINT.fullmatch(name) is None:
        raise ValueError(f"{quoted(name)} is no fingerprint")
    return name


def _optional(said: Mapping[str, Any], key: str, read_: Callable[[Mapping[str, Any], str], T]) -> T | None:
    return None if said[key] is None else read_(said, key)
