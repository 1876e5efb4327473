"""Records, whatever they are written in: from named values to documents, by the settings that name the fields."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from lint_rules.config import SETTINGS, Config
from lint_rules.document import Document, host_of
from lint_rules.finding import Source
from lint_rules.formats import Piece, Read, Remark, Unreadable
from lint_rules.formats.opening import decoded, host_of_path, normalised_host, too_large
from lint_rules.rule import escaped

FIELDS_NAMED = 12  # fields that a message names
_MISSING = object()


class Rows(NamedTuple):
    """Some rows of a table. `names` are those of the values in each row, `fields` those of all columns; a row comes with
    its number, and one that cannot be read as what is said of it.
    """

    names: tuple[str, ...]
    fields: tuple[str, ...]
    rows: Sequence[tuple[int, Sequence[Any]] | Unreadable]


def names_wanted(config: Config) -> tuple[str, ...]:
    """Return the fields that are looked at, that of the text first, each once."""
    named = (config.text_field, config.id_field, config.url_field, config.html_field, config.host_field, *config.meta_field)
    return tuple(dict.fromkeys(name for name in named if name is not None))


def of_rows(piece: Piece, config: Config) -> Iterator[Read]:
    """Yield the documents of a piece of rows."""
    names, fields, rows = cast("Rows", piece.payload)
    path = piece.found.path
    for row in rows:
        if isinstance(row, Unreadable):
            yield row
            continue
        number, values = row
        yield from of_row(Source(f"{path}#{number}", path, number), dict(zip(names, values, strict=True)), config, fields)


def of_row(source: Source, record: Mapping[str, Any], config: Config, fields: Collection[str] | None = None) -> Iterator[Read]:
    """Yield what `of_record` does; of a record with a text that is larger than a document may be, only that it is."""
    if any(isinstance(value, (str, bytes)) and _exceeds(value, config.max_document_size) for value in record.values()):
        yield Unreadable(source, too_large(config))
    else:
        yield from of_record(source, record, config, fields)


def _exceeds(value: str | bytes, limit: int) -> bool:
    """Tell whether a text has more than so many bytes in UTF-8, of which a character takes four at most."""
    if len(value) * 4 <= limit:
        return False
    return len(value if isinstance(value, bytes) else value.encode("utf-8", "replace")) > limit


def of_record(source: Source, record: Mapping[str, Any], config: Config, fields: Collection[str] | None = None) -> Iterator[Read]:
    """Yield the document of a record, or what is wrong with it, and remarks. `fields` names what the record has, where
    that is more than was read.
    """
    fields = record if fields is None else fields
    path = source.path or ""
    given: dict[str, Any] = {}
    for attribute in ("id_field", "url_field", "html_field", "host_field"):
        name = getattr(config, attribute)
        value = _MISSING if name is None else _reach(record, name)
        given[attribute] = None if value is _MISSING else value
        if value is _MISSING and name is not None and name != SETTINGS[attribute.replace("_", "-")].default:
            yield Remark(path, f"a record has no field '{escaped(name)}' ({attribute.replace('_', '-')})", fields_named(fields))
    meta: dict[str, object] = {}
    for name in config.meta_field:
        value = _reach(record, name)
        if value is _MISSING:
            yield Remark(path, f"a record has no field '{escaped(name)}' (meta-field)", fields_named(fields))
        else:
            meta[name] = _plain(value)
    url = _text(given["url_field"])
    host = _text(given["host_field"])
    host = normalised_host((host_of(host) or host) if "://" in host else host) if host else None
    host = host or host_of(url) or host_of_path(path, config.host_from_path)
    name = given["id_field"]
    # Ids are often numbers; true, null and structures name nothing.
    identifier = str(name) if isinstance(name, (str, int)) and not isinstance(name, bool) else None
    text = _reach(record, config.text_field)
    if isinstance(text, bytes):
        text = decoded(text)
    if isinstance(text, str):
        yield Document(
            text,
            id=identifier,
            path=source.path,
            record=source.record,
            url=url,
            host=host,
            html=_text(given["html_field"]),
            meta=meta,
            markdown=config.text_format == "markdown",
        )
        return
    known = Source(identifier or url or source.id, source.path, source.record, url, host, tuple(meta.items()))
    if text is _MISSING:
        yield Unreadable(known, f"no field '{escaped(config.text_field)}'; {fields_named(fields)}")
    else:
        yield Unreadable(known, f"the field '{escaped(config.text_field)}' is {kind(text)}, not a text")


def _reach(record: Mapping[str, Any], name: str) -> Any:
    """Return the value of a field, _MISSING where there is none; a dot reaches into an object, unless a key has it."""
    if name in record:
        return record[name]
    value: Any = record
    for part in name.split("."):
        if not isinstance(value, dict) or part not in value:
            return _MISSING
        value = value[part]
    return value


def _text(value: object) -> str | None:
    if isinstance(value, bytes):
        value = decoded(value)
    return value if isinstance(value, str) and value else None


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: what it has not (a date, bytes) as a text."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return decoded(value) if isinstance(value, bytes) else str(value)


def fields_named(fields: Collection[str], what: str = "the record") -> str:
    """Return the sentence that names the fields of a record, or of `what` else has them."""
    names = [escaped(name[:40]) for name in list(fields)[:FIELDS_NAMED]]
    more = f" and {len(fields) - FIELDS_NAMED} more" if len(fields) > FIELDS_NAMED else ""
    return f"{what} has {', '.join(names)}{more}" if names else f"{what} is empty"


def kind(value: object) -> str:
    """Return what a value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    kinds = {str: "a text", dict: "an object", list: "a list", int: "a number", float: "a number"}
    return next((name for kind, name in kinds.items() if isinstance(value, kind)), f"of the type {type(value).__name__}")
