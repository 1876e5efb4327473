"""Which fields of records hold the text, the address, the id and the page, where they have other names than the usual ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from statistics import median
from typing import Any, Final, NamedTuple

from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.errors import InputError
from lint_rules.formats import Found, Unreadable, opened, read

# Enough to tell a field that is empty now and then from one that is not there, and read in a moment.
FILES: Final = 10
RECORDS: Final = 20  # … of each
LONGEST_LINE: Final = 4_000_000  # bytes; a longer record is passed over

LEAST_HELD: Final = 0.5  # share of the records that must have a field
LEAST_LENGTH: Final = 200  # characters, by the median, that an unknown field has which is taken for the text: two sentences

TABLES: Final = ("csv", "parquet")
"""Formats that name their columns, and tell them only when that of the text is named."""

TEXTS: Final = (
    "text", "content", "body", "article", "article_text", "articletext", "article_body", "articlebody", "article_content",
    "maintext", "main_text", "main_content", "full_text", "fulltext", "plain_text", "plaintext", "clean_text", "cleaned_text",
    "extracted_text", "body_text", "page_content", "raw_content", "raw_text", "markdown", "document", "story", "contents",
)  # fmt: skip
"""What extractors, crawlers and collections of texts call the text, the surer ones first."""

ADDRESSES: Final = (
    "url", "uri", "link", "source_url", "page_url", "article_url", "canonical_url", "final_url", "target_uri", "warc-target-uri",
    "href", "permalink",
)  # fmt: skip
IDS: Final = ("id", "_id", "doc_id", "docid", "document_id", "article_id", "record_id", "warc-record-id", "uuid", "guid")
PAGES: Final = ("html", "raw_html", "html_content", "page_html", "source_html", "body_html", "article_html")


class _Wanted(NamedTuple):
    """A setting that names a field, what such fields are usually called, and what their values look like."""

    key: str
    names: Sequence[str]
    fits: Callable[[object], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_address(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _is_id(value: object) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def _is_page(value: object) -> bool:
    return isinstance(value, str) and "</" in value


_SETTINGS: Final = (
    _Wanted("text-field", TEXTS, _is_text),
    _Wanted("id-field", IDS, _is_id),
    _Wanted("url-field", ADDRESSES, _is_address),
    _Wanted("html-field", PAGES, _is_page),
)


def guessed(inputs: Iterable[Found], config: Config, settled: Iterable[str]) -> dict[str, str]:
    """Return the settings that name fields, by key, where no record has a field of the name that the configuration gives and
    another is likely to be meant. `settled` are keys that are not to be guessed. A few records of the first files are read;
    what cannot be read is passed over.
    """
    records: list[Mapping[str, Any]] = []
    table: Found | None = None
    for found in islice((each for each in inputs if each.error is None and each.format in ("jsonl", *TABLES)), FILES):
        if found.format == "jsonl" and not found.stdin:
            records += [flat(record) for record in _records(found)]
        elif found.format in TABLES and table is None:
            table = found
    settled = set(settled)
    if records:
        return _of_records(records, config, settled)
    if table is not None and "text-field" not in settled:
        name = _of_table(table, config)
        return {"text-field": name} if name is not None else {}
    return {}


def flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a record by the names that settings have for them: its own, and with a dot those of objects in it."""
    fields: dict[str, Any] = {}
    for name, value in record.items():
        fields[name] = value
        if isinstance(value, dict) and "." not in name:
            for inner, within in value.items():
                if "." not in inner:
                    fields.setdefault(f"{name}.{inner}", within)
    return fields


def _records(found: Found) -> Iterator[Mapping[str, Any]]:
    """Yield the first records of a file of JSON lines, as far as it has any."""
    try:
        with opened(found) as stream:
            for _ in range(RECORDS):
                line = stream.readline(LONGEST_LINE)
                if len(line) in (0, LONGEST_LINE):
                    return
                try:
                    record = json.loads(line.decode("utf-8-sig", "replace"))
                except (ValueError, RecursionError):
                    continue
                if isinstance(record, dict):
                    yield record
    except (OSError, InputError):
        return


def _of_records(records: Sequence[Mapping[str, Any]], config: Config, settled: set[str]) -> dict[str, str]:
    guesses: dict[str, str] = {}
    for wanted in _SETTINGS:
        usual = getattr(config, wanted.key.replace("-", "_"))
        if wanted.key in settled or any(usual in record for record in records):
            continue
        name = _known(records, wanted) or (_longest(records) if wanted.key == "text-field" else None)
        if name is not None:
            guesses[wanted.key] = name
    return guesses


def _known(records: Sequence[Mapping[str, Any]], wanted: _Wanted) -> str | None:
    """Return the field with the surest name, of those within objects the last; None where none has a known one."""
    order = {name: number for number, name in enumerate(wanted.names)}
    found = []
    for name in _names(records):
        last = name.rpartition(".")[2].lower()
        place = order.get(name.lower(), order.get(last))
        if place is not None and _held(records, name, wanted.fits):
            found.append((name.lower() not in order, place, name))
    return min(found)[2] if found else None


def _longest(records: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the field with the longest texts; None where none has any that could be one."""

    def is_prose(value: object) -> bool:
        return isinstance(value, str) and " " in value and not value.lstrip().startswith("<")

    lengths = {
        name: median(len(record[name]) for record in records if is_prose(record.get(name)))
        for name in _names(records)
        if _held(records, name, is_prose)
    }
    name = max(lengths, key=lambda each: lengths[each], default=None)
    return name if name is not None and lengths[name] >= LEAST_LENGTH else None


def _names(records: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the names of all fields that a configuration can name: TOML has no lone surrogates, and no empty setting."""
    names = dict.fromkeys(name for record in records for name in record)
    return [name for name in names if name and not any("\ud800" <= c <= "\udfff" for c in name)]


def _held(records: Sequence[Mapping[str, Any]], name: str, fits: Callable[[object], bool]) -> bool:
    return sum(fits(record.get(name)) for record in records) >= LEAST_HELD * len(records)


def _of_table(found: Found, config: Config) -> str | None:
    """Return the column of a table that is named as texts are; None where that is the usual one, or none is."""
    for name in dict.fromkeys((config.text_field, *TEXTS)):
        first = next(iter(read(found, replace(config, text_field=name))), None)
        if isinstance(first, Document) or (isinstance(first, Unreadable) and first.source.record is not None):
            return name if name != config.text_field else None
    return None
