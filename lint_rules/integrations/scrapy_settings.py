"""What a Scrapy project sets: the configuration file's settings in capitals, and the pipeline's own.

`SCRAPELINT_MIN_SCORE` is `min-score`. A value is read as the file's would be; as those of Scrapy's command line are texts,
one that cannot be read so is tried as JSON. Nothing here comes from an item or a response.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from scrapy.settings import BaseSettings
from scrapy.utils.conf import closest_scrapy_cfg
from scrapy.utils.misc import load_object

from lint_rules.config import SETTINGS, Config, load
from lint_rules.errors import ConfigError, suggestion
from lint_rules.finding import Source
from lint_rules.reports.record import record
from lint_rules.runner import unreadable_result

PREFIX = "SCRAPELINT_"
"""What the names of our settings begin with."""

REASON = "reason"
"""The result that no record has and an item may: why it does not pass, in a few words; None where it does."""

RESULTS = (*record(unreadable_result(Source("-"), ""), passed=False, ruleset=""), "suppressed", REASON)
"""What can be written into items: the keys of a record (docs/output.md), and the reason."""

ANNOTATED = ("score", "verdict", "passed", REASON, "findings")
"""What is written into items unless told otherwise."""

FIELD_PREFIX = "scrapelint_"
"""What stands before the name of a result to make a field's, where none is given."""

FAILING, UNREADABLE = "failing", "unreadable"
"""What may be dropped: items that fail the gate, and items that could not be judged."""

# Settings about files, processes and reports: a crawl has none of them, and what has no effect is refused, not ignored.
_NOT_OF_ITEMS = frozenset(
    """
    required-version include extend-include exclude extend-exclude force-exclude respect-gitignore allow-empty host-from-path
    jobs exit-zero output-format max-findings only-failing scores-only
    """.split()
)


def _flag(value: object) -> bool:
    if value in (True, "True", "true", "1"):  # as Scrapy's own `getbool`
        return True
    if value in (False, "False", "false", "0"):
        return False
    raise ValueError(f"{value!r} is neither true nor false")


def _path(value: object) -> Path | None:
    if isinstance(value, (str, Path)) and str(value):
        return Path(value)
    raise ValueError(f"{value!r} is no path")


def _list(value: object) -> tuple[Any, ...]:
    if isinstance(value, str):
        return tuple(filter(None, map(str.strip, value.split(","))))
    if isinstance(value, (list, tuple, set, frozenset)):
        return tuple(value)
    raise ValueError(f"{value!r} is no list")


def _drop(value: object) -> frozenset[str]:
    for name in _list(value):
        if name not in (FAILING, UNREADABLE):
            raise ValueError(f"{name!r} is neither '{FAILING}' nor '{UNREADABLE}'{suggestion(str(name), (FAILING, UNREADABLE))}")
    return frozenset(_list(value))


def _classes(value: object) -> tuple[type, ...]:
    classes = []
    for name in _list(value):
        try:
            each = load_object(name)
        except Exception as error:
            raise ValueError(f"{name!r} cannot be imported: {error}") from error
        if not isinstance(each, type):
            raise ValueError(f"{name!r} is no class")  # noqa: TRY004 - all readers raise ValueError
        classes.append(each)
    return tuple(classes)


def _fields(value: object) -> dict[str, str]:
    """Read into which field each result goes: a table, or a list of results whose fields are named after them."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = json.loads(value)
    into = dict(value) if isinstance(value, Mapping) else {name: f"{FIELD_PREFIX}{name}" for name in _list(value)}
    for result, name in into.items():
        if result not in RESULTS:
            raise ValueError(f"there is no result {result!r}{suggestion(str(result), RESULTS)}")
        if not isinstance(name, str) or not name:
            raise ValueError(f"{result}: {name!r} is no name of a field")
    return into


@dataclass(frozen=True)
class Settings:
    """What a crawl is judged by. `lint` are the settings that every door has; all others are this one's own.

    `enabled`: whether items are judged. `config`: the configuration file; None is the nearest from the project's folder
    upwards. `items`: the classes of items that are judged; none: all. `fields`: which result is written into which field.
    `drop`: which items are dropped, FAILING or UNREADABLE ones; the others are passed on with what was found.
    `allow_ruleset_change`: whether the results of an earlier run, `previous`, may be another rule set's.
    """

    lint: Config
    enabled: bool = field(default=True, metadata={"read": _flag})
    config: Path | None = field(default=None, metadata={"read": _path})
    items: tuple[type, ...] = field(default=(), metadata={"read": _classes})
    fields: Mapping[str, str] = field(default_factory=lambda: _fields(ANNOTATED), metadata={"read": _fields})
    drop: frozenset[str] = field(default=frozenset(), metadata={"read": _drop})
    allow_ruleset_change: bool = field(default=False, metadata={"read": _flag})


_OWN = {each.name.upper(): each for each in fields(Settings) if each.metadata}
_SHARED = {key.replace("-", "_").upper(): key for key in SETTINGS if key not in _NOT_OF_ITEMS}
NAMES = tuple(PREFIX + name for name in (*_OWN, *_SHARED))
"""All settings that a Scrapy project can have."""


def read(settings: BaseSettings) -> Settings:
    """Return what a project sets. Raises ConfigError, naming the setting, the cause, and for an unknown one the nearest."""
    own: dict[str, Any] = {}
    overrides: dict[str, Any] = {}
    for name in sorted(str(each) for each in settings if str(each).startswith(PREFIX)):
        value = settings[name]
        bare = name.removeprefix(PREFIX)
        if bare not in _OWN and bare not in _SHARED:
            raise ConfigError(f"{name}: {_no_such(name)}")
        if value is None:  # how Scrapy says that something is not set
            continue
        if bare in _OWN:
            own[_OWN[bare].name] = _tried(name, value, _OWN[bare].metadata["read"])
        else:
            overrides[_SHARED[bare]] = _checked(name, value, _SHARED[bare])
    if not own.get("enabled", True):
        return Settings(Config(), enabled=False)
    project = closest_scrapy_cfg()
    start = Path(project).parent if project else Path.cwd()
    file = own.get("config")
    lint = load(file=start / file if file else None, start=start, overrides=overrides).config
    return Settings(lint, **own)


def _no_such(name: str) -> str:
    key = name.removeprefix(PREFIX).lower().replace("_", "-")
    if key in _NOT_OF_ITEMS:
        return f"'{key}' is about files and reports, and has no meaning in a crawl"
    return f"no such setting{suggestion(name, NAMES)}"


def _checked(name: str, value: object, key: str) -> object:
    """Return the value of a shared setting as `load` will be able to read it."""
    if isinstance(value, str):
        try:
            SETTINGS[key].read(value)
        except ValueError:
            with contextlib.suppress(ValueError):  # what is said of the text is clearer
                value = {"True": True, "False": False}[value] if value in ("True", "False") else json.loads(value)
    _tried(name, value, SETTINGS[key].read)
    return value


def _tried(name: str, value: object, reader: Callable[[object], Any]) -> Any:
    try:
        return reader(value)
    except ValueError as error:
        raise ConfigError(f"{name}: {error}") from error
