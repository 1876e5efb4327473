"""Settings: one frozen, picklable value that every door makes and the engine reads, and the only reader of its files.

The command line comes before the file that `--config` names, that before the nearest `scrapelint.toml` or
`[tool.scrapelint]` in `pyproject.toml`, and those before the defaults. One file is read, never several merged.
"""

from __future__ import annotations

import math
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from lint_rules.errors import ConfigError, suggestion
from lint_rules.finding import Severity, Verdict
from lint_rules.version import __version__
from lint_rules.whole import replacing

OWN_FILE = "scrapelint.toml"
SHARED_FILE = "pyproject.toml"
SECTION = "scrapelint"  # the table under [tool] in a shared file

DEFAULT_INCLUDE = ("*.txt", "*.md", "*.jsonl")
"""What a folder yields."""

# What stands beside texts in a repository and is written about the project, not scraped; `._*` are the resource forks that
# macOS leaves on foreign disks.
DEFAULT_EXCLUDE = ("README*", "LICENSE*", "CHANGELOG*", "CONTRIBUTING*", "requirements*.txt", "*.expect.toml", "._*")

# A text needs some thirty times its size in memory while it is judged (words, lines, folded copy): this much is what a
# machine with 4 GB can bear, a large book's hundredfold, and more than any page of the web.
DEFAULT_DOCUMENT_SIZE = 100_000_000

_UNITS = {"": 1, "b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3, "kib": 1024, "mib": 1024**2, "gib": 1024**3}
_SIZE = r"(\d{1,12}(?:\.\d{1,6})?) ?([A-Za-z]{0,3})"
_LOCAL_CODE = r"LOC\d{3}"
_CODE_PREFIX = r"[A-Z]{1,3}\d{0,3}"
_CLAUSE = r"(==|!=|>=|<=|~=|>|<)? ?(\d{1,9}(?:\.\d{1,9}){0,5})"

T = TypeVar("T")
Reader = Callable[[object], T]
"""From a value as TOML or the command line has it to the value of a setting. Raises ValueError with the cause."""


@dataclass(frozen=True)
class PhraseTable:
    """The user's own phrases (`[[tool.scrapelint.phrase]]`): whole lines and spans that are findings of a LOC code."""

    code: str
    line: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    severity: str = "warning"
    hosts: tuple[str, ...] = ()
    valid: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()


@dataclass(frozen=True)
class Allowance:
    """Words the user wants to keep (`[[tool.scrapelint.allow]]`): findings of the codes on such lines are dropped."""

    codes: tuple[str, ...]
    line: str
    reason: str
    hosts: tuple[str, ...] = ()


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(f"{_shown(value)} is neither true nor false")


def _text(value: object) -> str:
    if isinstance(value, str) and value:
        return value
    raise ValueError(f"{_shown(value)} is not a text")


def _words(value: object) -> tuple[str, ...]:
    """Read a list of texts; one text stands for a list of its parts between commas."""
    if isinstance(value, str):
        return tuple(filter(None, map(str.strip, value.split(","))))
    return _texts(value)


def _texts(value: object) -> tuple[str, ...]:
    """Read a list of texts, or one text, in which a comma is a comma."""
    if isinstance(value, str):
        return (_text(value),)
    if isinstance(value, (list, tuple)):
        return tuple(map(_text, value))
    raise ValueError(f"{_shown(value)} is not a list of texts")


def _number(low: float, high: float) -> Reader[float]:
    def read(value: object) -> float:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high:
            return value
        raise ValueError(f"{_shown(value)} is not a number from {low:g} to {high:g}")

    return read


def _count(low: int) -> Reader[int]:
    def read(value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and value >= low:
            return value
        raise ValueError(f"{_shown(value)} is not a whole number from {low} up")

    return read


def _optional(read: Reader[T]) -> Reader[T | None]:
    return lambda value: None if value is None else read(value)


def _choice(*valid: str) -> Reader[str]:
    def read(value: object) -> str:
        if value in valid:
            return str(value)
        raise ValueError(f"{_shown(value)} is not one of {', '.join(valid)}{suggestion(str(value), valid)}")

    return read


def _choices(*valid: str) -> Reader[tuple[str, ...]]:
    one = _choice(*valid)
    return lambda value: tuple(map(one, _words(value)))


def _share(value: object) -> int | float:
    """Read how many of all: a whole number is a count, a fraction or a percentage a share of 0 to 1."""
    number = value
    if isinstance(value, str):
        bare = value.strip()
        try:
            number = float(bare[:-1]) / 100 if bare.endswith("%") else int(bare) if bare.isdecimal() else float(bare)
        except ValueError:
            number = None
    if isinstance(number, int) and not isinstance(number, bool) and number >= 0:
        return number
    if isinstance(number, float) and 0 <= number <= 1:
        return number
    raise ValueError(f"{_shown(value)} is neither a count (5) nor a share (0.02 or '2%')")


def _limits(value: object) -> tuple[str, ...]:
    """Read how many documents may score below what: `60:1%`."""
    limits = _words(value)
    for limit in limits:
        limit_of(limit)
    return limits


@cache  # asked for each document
def limit_of(limit: str) -> tuple[float, int | float]:
    """Return the two numbers of a limit such as `60:1%`: a score, and how many may be below. Raises ValueError."""
    score, colon, most = limit.partition(":")
    try:
        if colon:
            return _number(0, 100)(float(score)), _share(most)
    except ValueError:
        pass
    raise ValueError(f"{_shown(limit)} is no score with a count or a share of documents, such as '60:1%'")


def _size(value: object) -> int:
    """Read a number of bytes, or a text such as `64 MB`."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    match = re.fullmatch(_SIZE, value.strip()) if isinstance(value, str) else None
    if match and match[2].lower() in _UNITS:
        size = math.floor(float(match[1]) * _UNITS[match[2].lower()])
        if size > 0:
            return size
    raise ValueError(f"{_shown(value)} is not a size (a number of bytes, or '64 MB')")


def _host_pattern(value: object) -> str:
    pattern = _text(value)
    if pattern.count("{host}") != 1:
        raise ValueError(f"{_shown(value)} does not hold {{host}} once, as 'crawl/{{host}}/*' does")
    return pattern


def _version_range(value: object) -> str:
    clauses = _text(value).split(",")
    if not all(re.fullmatch(_CLAUSE, clause.strip()) for clause in clauses):
        raise ValueError(f"{_shown(value)} is not a range of versions such as '>=1.2, <2'")
    return ",".join(map(str.strip, clauses))


def _rules(value: object) -> dict[str, dict[str, Any]]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{_shown(value)} is not a table of rule codes")  # noqa: TRY004 - all readers raise ValueError
    for code, options in value.items():
        if not isinstance(options, Mapping):
            raise ValueError(f"{code}: {_shown(options)} is not a table of options")  # noqa: TRY004
    return {code: dict(options) for code, options in value.items()}


def _ignores(value: object) -> dict[str, tuple[str, ...]]:
    """Read a table of codes by what they are ignored in, or a text of such: `name:CODE,CODE,name:CODE`."""
    if isinstance(value, Mapping):
        return {_text(name): _words(codes) for name, codes in value.items()}
    made: dict[str, tuple[str, ...]] = {}
    name = ""
    for part in _words(value):
        # The last colon: a path may hold one.
        before, colon, code = part.rpartition(":")
        name = before if colon else name
        if not name or not code.strip():
            raise ValueError(f"{_shown(part)} is no 'name:CODES'")
        made[name] = (*made.get(name, ()), code.strip())
    return made


def _file_ignores(value: object) -> dict[str, tuple[str, ...]]:
    made = _ignores(value)
    for pattern in made:
        if pattern.startswith("!"):
            raise ValueError(f"{_shown(pattern)}: there are no exceptions here: a pattern names what it is for")
    return made


def _host_ignores(value: object) -> dict[str, tuple[str, ...]]:
    made = {site(name): codes for name, codes in _ignores(value).items()}
    for host in made:
        if "*" in host.removeprefix("*."):
            raise ValueError(f"{_shown(host)} is neither a host nor '*.' and a host")
    return made


def site(name: str) -> str:
    """Return a host as documents have theirs: in lower case, without `www.`. Raises ValueError for an address: nothing has it."""
    host = name.strip().lower().removeprefix("www.")
    if "/" in host:
        raise ValueError(f"{_shown(name)} is an address, and no host as in 'blog.example'")
    return host


def _phrases(value: object) -> tuple[PhraseTable, ...]:
    return tuple(_phrase(table) for table in _tables(value, PhraseTable))


def _phrase(table: Mapping[str, object]) -> PhraseTable:
    code = table.get("code")
    if not isinstance(code, str) or not re.fullmatch(_LOCAL_CODE, code):
        raise ValueError(f"code: {_shown(code)} is not a code of one's own (LOC and three digits)")
    listed = {name: _of(name, _texts, table.get(name, ())) for name in ("line", "anywhere", "valid", "invalid")}
    if not listed["line"] and not listed["anywhere"]:
        raise ValueError(f"{code} has no phrase: give 'line' or 'anywhere'")
    for phrase in (*listed["line"], *listed["anywhere"]):
        if "\n" in phrase or "\r" in phrase or not phrase.strip(" \t*"):
            raise ValueError(f"{code}: {_shown(phrase)} is not a phrase of one line")
    severity = _of("severity", _choice(*(each.label for each in Severity)), table.get("severity", "warning"))
    return PhraseTable(code=code, severity=severity, hosts=_hosts(table), **listed)


def _allowances(value: object) -> tuple[Allowance, ...]:
    return tuple(entry for table in _tables(value, Allowance) for entry in _allowance(table))


def _allowance(table: Mapping[str, object]) -> Iterator[Allowance]:
    codes = _of("codes", _words, table.get("codes", ()))
    wrong = [code for code in codes if not re.fullmatch(_CODE_PREFIX, code)]
    if wrong or not codes:
        raise ValueError(f"codes: {_shown(wrong[0]) if wrong else 'nothing'} is not a rule code or the beginning of one")
    for name in ("line", "reason"):
        if not table.get(name):
            raise ValueError(f"an entry for {', '.join(codes)} has no '{name}'")
    for line in _of("line", _texts, table["line"]):
        yield Allowance(codes, line, _of("reason", _text, table["reason"]), _hosts(table))


def _tables(value: object, kind: type[PhraseTable | Allowance]) -> Iterator[Mapping[str, object]]:
    valid = [each.name for each in fields(kind)]
    tables = [value] if isinstance(value, Mapping) else value
    if not isinstance(tables, (list, tuple)) or not all(isinstance(table, Mapping) for table in tables):
        raise ValueError(f"{_shown(value)} is not a list of tables")
    for table in tables:
        for key in table:
            if key not in valid:
                raise ValueError(f"unknown key '{key}'{suggestion(key, valid)}")
        yield table


def _hosts(table: Mapping[str, object]) -> tuple[str, ...]:
    return _of("hosts", lambda value: tuple(map(site, _words(value))), table.get("hosts", ()))


def _of(name: str, read: Reader[T], value: object) -> T:
    try:
        return read(value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _shown(value: object) -> str:
    """Return a value as a message shows it: on one line and short, whatever it is."""
    shown = ascii(value)
    return shown if len(shown) <= 80 else shown[:79] + "…"


def _setting(default: T, read: Reader[Any], help: str) -> T:  # noqa: A002 - the word the command line uses
    """Declare a setting: its default, how it is read, and what it does in one line."""
    made: T = field(default=default, metadata={"read": read, "help": help})
    return made


@dataclass(frozen=True)
class Config:
    """Every setting, with its default. A value made in Python is taken as it is; `load` checks what people write."""

    select: tuple[str, ...] = _setting((), _words, "codes and prefixes of the rules to use; none: all")
    extend_select: tuple[str, ...] = _setting((), _words, "codes and prefixes to use besides")
    ignore: tuple[str, ...] = _setting((), _words, "codes and prefixes of the rules to leave out")
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict, metadata={"read": _file_ignores, "help": "codes to leave out of some files: 'pattern:CODES'"}
    )
    per_host_ignores: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict,
        metadata={"read": _host_ignores, "help": "codes to leave out of some hosts: 'host:CODES'; '*.host' is all below it"},
    )
    preview: bool = _setting(False, _flag, "also use rules that are new: shown, never scored or gated")
    rules: Mapping[str, Mapping[str, Any]] = field(
        default_factory=dict, metadata={"read": _rules, "help": "options of single rules, a table for each code"}
    )
    phrase: tuple[PhraseTable, ...] = _setting((), _phrases, "phrases of one's own that are findings")
    allow: tuple[Allowance, ...] = _setting((), _allowances, "lines that are right to keep")
    phrases_file: tuple[str, ...] = _setting((), _texts, "files with further `phrase` tables")
    allow_file: tuple[str, ...] = _setting((), _texts, "files with further `allow` tables; `scrapelint allow` adds to the first")
    local_rules: tuple[str, ...] = _setting((), _texts, "Python files and folders with rules of one's own")
    plugins: bool = _setting(True, _flag, "use the rules of installed distributions")
    required_version: str | None = _setting(None, _optional(_version_range), "versions of ScrapeLint that may read this")
    min_score: float | None = _setting(None, _optional(_number(0, 100)), "the score, 0 to 100, below which a document fails")
    fail_on: str = _setting("error", _choice("error", "warning", "info", "never"), "the severity at which a document fails")
    fail_on_verdict: tuple[str, ...] = _setting(
        ("stub", "not-an-article"),
        _choices(*(verdict.value for verdict in Verdict if verdict is not Verdict.ARTICLE)),
        "verdicts at which a document fails",
    )
    max_failing: int | float = _setting(0, _share, "how many documents may fail, as a count or a share, before the run fails")
    fail_on_rule: tuple[str, ...] = _setting((), _words, "codes and prefixes of rules whose findings fail a document")
    lowest_score: float | None = _setting(None, _optional(_number(0, 100)), "the score below which no document may be at all")
    mean_score: float | None = _setting(None, _optional(_number(0, 100)), "the least mean score of all documents")
    max_below: tuple[str, ...] = _setting(
        (), _limits, "how many documents may score below a score, as a count or a share: '60:1%'"
    )
    previous: str | None = _setting(None, _optional(_text), "results of an earlier run, which this one may not fall behind")
    max_drop: float = _setting(
        1.0, _number(0, 100), "points by which the mean score, or the percentage that passes, may be lower than in `previous`"
    )
    per_host: int = _setting(0, _count(0), "limits hold for each host with so many documents as well; 0: for all together only")
    baseline: str | None = _setting(None, _optional(_text), "a file that `baseline create` made: findings in it fail nothing")
    suppressions: str | None = _setting(None, _optional(_text), "a file of findings to leave out, each with a reason")
    max_unreadable: int | float = _setting(0, _share, "how many records may be unreadable, as a count or a share")
    exit_zero: bool = _setting(False, _flag, "end with status 0 where the gate says 1")
    min_confidence: float = _setting(
        0.0, _number(0, 1), "findings less sure than this, 0 to 1, are not shown; they count all the same"
    )
    include: tuple[str, ...] = _setting(DEFAULT_INCLUDE, _words, "patterns of the files that a folder yields")
    extend_include: tuple[str, ...] = _setting((), _words, "patterns of files that a folder yields besides")
    exclude: tuple[str, ...] = _setting(DEFAULT_EXCLUDE, _words, "patterns of what a folder does not yield")
    extend_exclude: tuple[str, ...] = _setting((), _words, "patterns of what a folder does not yield either")
    force_exclude: bool = _setting(False, _flag, "leave out what `exclude` names even where it is named as an input")
    respect_gitignore: bool = _setting(True, _flag, "leave out what .gitignore files name")
    allow_empty: bool = _setting(False, _flag, "it is no failure if there is nothing to read")
    text_format: str = _setting("auto", _choice("auto", "plain", "markdown"), "how texts are written; auto: by suffix")
    text_field: str = _setting("text", _text, "the field of a record that holds the text; dots reach inside")
    id_field: str = _setting("id", _text, "the field that names a record")
    url_field: str = _setting("url", _text, "the field with the address of the page")
    html_field: str = _setting("html", _text, "the field with the source of the page")
    host_field: str | None = _setting(None, _optional(_text), "the field with the site; none: that of the address")
    host_from_path: str | None = _setting(None, _optional(_host_pattern), "the site's place in a path: 'crawl/{host}/*'")
    meta_field: tuple[str, ...] = _setting((), _words, "fields to carry along for grouping")
    profile: str | None = _setting(None, _optional(_text), "a file that `profile build` made: what the sites of the texts repeat")
    max_document_size: int = _setting(DEFAULT_DOCUMENT_SIZE, _size, "bytes above which a document is not read, as in '64 MB'")
    jobs: int | None = _setting(
        None, lambda value: None if value in (None, "auto") else _count(1)(value), "processes to use; none: as many as pay"
    )
    output_format: str = _setting("full", _text, "how results are shown")
    max_findings: int = _setting(100, _count(0), "findings that reports for people show; 0: all")
    only_failing: bool = _setting(False, _flag, "show only documents that fail")
    no_text: bool = _setting(False, _flag, "show no words of the documents")
    scores_only: bool = _setting(False, _flag, "write records of documents without their findings (jsonl, json, parquet, dolma)")


class Setting(NamedTuple):
    """What is known of a setting beside its value; `attribute` is its name in `Config`."""

    key: str
    attribute: str
    default: object
    help: str
    read: Reader[Any]


SETTINGS: Mapping[str, Setting] = {
    key: Setting(
        key,
        each.name,
        each.default if each.default is not MISSING else {},
        each.metadata["help"],
        each.metadata["read"],
    )
    for each in fields(Config)
    for key in [each.name.replace("_", "-")]
}
"""All settings by the key that files use; an option of the command line has the same name."""

_PATHS = ("phrases-file", "allow-file", "local-rules")
_PATHS_OF_ONE = ("profile", "previous", "baseline", "suppressions")
_PATTERNS = ("include", "extend-include", "exclude", "extend-exclude")
_PATTERNS_OF_A_TABLE = "per-file-ignores"
# What the command line adds to what the file says, where all else replaces it.
_ADDING = ("extend-select", "extend-include", "extend-exclude")


class Loaded(NamedTuple):
    """A configuration, where each of its values came from (by key: `default`, a file, `--option`), and its file."""

    config: Config
    origins: Mapping[str, str]
    path: Path | None


def load(
    *,
    file: Path | None = None,
    isolated: bool = False,
    overrides: Mapping[str, object] | None = None,
    start: Path | None = None,
) -> Loaded:
    """Return the settings in force, checked.

    `file` is the file named by the user; without it the nearest one is looked for from `start` (the working directory)
    upwards, unless `isolated`. `overrides` are the command line's values by key (`min-score` or `min_score`); None is
    not given. Relative paths in a file are relative to its folder. Raises ConfigError naming file, key, cause and, for a
    mistaken name, the nearest valid one.
    """
    start = start or Path.cwd()
    path = file if file is not None else None if isolated else find(start)
    values: dict[str, Any] = {}
    origins = dict.fromkeys(SETTINGS, "default")
    if path is not None:
        shown = _relative(path)
        for key, value in _read_all(_section(path, shown), shown, path.absolute().parent).items():
            values[key] = value
            origins[key] = shown
    _refuse_version(values.get("required-version"), origins["required-version"])
    given = {key.replace("_", "-"): value for key, value in (overrides or {}).items() if value is not None}
    for key, value in _read_all(given, "", start).items():
        adds = key in _ADDING and key in values
        values[key] = (*values[key], *value) if adds else value
        origins[key] = f"{origins[key]}, --{key}" if adds else f"--{key}"
    for key, setting in (("phrase", "phrases-file"), ("allow", "allow-file")):
        for name in values.get(setting, ()):
            table = _read_all(_tables_file(Path(name), key), _relative(Path(name)), Path(name).parent)
            values[key] = (*values.get(key, ()), *table.get(key, ()))
            origins[key] = ", ".join(filter(None, [origins[key] if origins[key] != "default" else "", _relative(Path(name))]))
    config = replace(Config(), **{SETTINGS[key].attribute: value for key, value in values.items()})
    return Loaded(config, origins, path)


def find(start: Path) -> Path | None:
    """Return the nearest configuration file from a folder up to the root of its repository, None where there is none.

    Without a repository the search goes on upwards, but never into a folder in which anybody may write: a
    configuration can name Python files to run.
    """
    folder = start.absolute()
    for parent in (folder, *folder.parents):
        try:
            if parent != folder and _is_shared(parent):
                return None
            own = parent / OWN_FILE
            if own.is_file():
                return own
            shared = parent / SHARED_FILE
            if shared.is_file() and _has_section(shared):
                return shared
            if (parent / ".git").exists() or (parent / ".hg").exists():
                return None
        except OSError:  # a folder above that may not be looked into
            return None
    return None


def append_allowance(loaded: Loaded, allowance: Allowance) -> Path:
    """Write an allowance to the first `allow-file`, else to the configuration file, else to a new scrapelint.toml in the
    working directory. Returns the file written. Raises ConfigError where it cannot be written, or would not be read.
    """
    own = bool(loaded.config.allow_file)
    path = Path(loaded.config.allow_file[0]) if own else loaded.path or Path(OWN_FILE)
    table = f"tool.{SECTION}.allow" if not own and path.name == SHARED_FILE else "allow"
    lines = ["", f"[[{table}]]", f"codes = {toml(allowance.codes)}", f"line = {toml(allowance.line)}"]
    lines += [f"hosts = {toml(allowance.hosts)}"] if allowance.hosts else []
    lines += [f"reason = {toml(allowance.reason)}", ""]
    try:
        # Not as text: that would change the line ends of what stands there.
        before = path.read_bytes().decode("utf-8") if path.exists() else ""
        end = "\r\n" if "\r\n" in before else "\n"
        after = before + (end if before and not before.endswith("\n") else "") + end.join(lines[0 if before else 1 :])
        _parse(after.removeprefix("\ufeff"), _relative(path))
        with replacing(path) as stream:
            stream.write(after.encode())
    except (OSError, UnicodeError) as error:
        raise ConfigError(f"{_relative(path)}: cannot be written: {_cause(error)}") from error
    return path


def toml(value: str | Sequence[str]) -> str:
    """Return a text, or a list of texts, as TOML has it."""
    if not isinstance(value, str):
        return "[" + ", ".join(map(toml, value)) + "]"
    escapes = {'"': '\\"', "\\": "\\\\"}
    return '"' + "".join(escapes.get(c, c if c.isprintable() else f"\\U{ord(c):08x}") for c in value) + '"'


def _read_all(table: Mapping[str, object], origin: str, base: Path) -> dict[str, Any]:
    """Read all values of a table; `origin` names it in messages, relative paths in it are relative to `base`."""
    read: dict[str, Any] = {}
    for key, value in table.items():
        if key not in SETTINGS:
            raise ConfigError(f"{origin or 'options'}: unknown key '{key}'{suggestion(key, SETTINGS)}")
        try:
            read[key] = SETTINGS[key].read(value)
        except ValueError as error:
            raise ConfigError(f"{origin}: {key}: {error}" if origin else f"--{key}: {error}") from None
        if key in _PATHS:
            read[key] = tuple(str(base / name) for name in read[key])
        elif key in _PATHS_OF_ONE and read[key] is not None:
            read[key] = str(base / read[key])
        elif key in _PATTERNS:
            read[key] = tuple(_anchored(pattern, base) for pattern in read[key])
        elif key == _PATTERNS_OF_A_TABLE:
            read[key] = {_anchored(pattern, base): codes for pattern, codes in read[key].items()}
    return read


def _anchored(pattern: str, base: Path) -> str:
    """Return a pattern that holds wherever the command is run: one with a slash inside stands below the file's folder."""
    pattern = pattern.replace("\\", "/") if os.sep == "\\" else pattern
    if "/" not in pattern.rstrip("/") or pattern.startswith("**/") or Path(pattern).is_absolute():
        return pattern
    return re.sub(r"([\\*?\[\]])", r"\\\1", base.as_posix()).rstrip("/") + "/" + pattern.removeprefix("./").lstrip("/")


def _section(path: Path, shown: str) -> Mapping[str, object]:
    """Return the settings in a file, as they stand there."""
    data = _parse(_read(path, shown), shown)
    tool = data.get("tool")
    section = tool.get(SECTION) if isinstance(tool, Mapping) else None
    if isinstance(section, Mapping):
        twice = [key for key in data if key in SETTINGS] if path.name != SHARED_FILE else []
        if twice:
            raise ConfigError(
                f"{shown}: '{twice[0]}' stands outside of [tool.{SECTION}], which the file has: use one place for all"
            )
        return section
    if path.name == SHARED_FILE:
        raise ConfigError(f"{shown}: there is no table [tool.{SECTION}]")
    return data


def _tables_file(path: Path, key: str) -> Mapping[str, object]:
    """Return the content of a file of phrases or allowances; nothing but those may stand in it."""
    shown = _relative(path)
    table = _section(path, shown)
    for other in table:
        if other != key:
            raise ConfigError(f"{shown}: unknown key '{other}'{suggestion(other, [key])}; only [[{key}]] tables stand here")
    return table


def _read(path: Path, shown: str) -> str:
    try:
        # A byte-order mark is what some editors leave; TOML does not know it.
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"there is no configuration file '{shown}'") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{shown}: not UTF-8: {error}") from error
    except OSError as error:
        raise ConfigError(f"{shown}: cannot be read: {_cause(error)}") from error


def _parse(text: str, shown: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{shown}: not TOML: {error}") from error


def _has_section(path: Path) -> bool:
    """Tell whether a shared file has our table. Most do not name us at all and need not be parsed, or be right."""
    shown = _relative(path)
    text = _read(path, shown)
    if SECTION not in text:
        return False
    tool = _parse(text, shown).get("tool")
    return isinstance(tool, Mapping) and SECTION in tool


def _is_shared(folder: Path) -> bool:
    """Tell whether anybody may write in a folder."""
    return os.name == "posix" and bool(folder.stat().st_mode & stat.S_IWOTH)


def _relative(path: Path) -> str:
    """Return a path as messages show it: relative where it stands below the working directory."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def _cause(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _refuse_version(wanted: str | None, origin: str) -> None:
    """Raise ConfigError where this version is outside the range wanted."""
    for clause in wanted.split(",") if wanted else ():
        match = re.fullmatch(_CLAUSE, clause)
        if match is None or not _holds(match[1] or "==", match[2]):
            raise ConfigError(f"{origin}: required-version: this is ScrapeLint {__version__}, wanted is {wanted}")


def _holds(operator: str, wanted: str) -> bool:
    """Tell whether this version stands in a relation to another, by the numbers before any letters."""
    parts = [int(part) for part in wanted.split(".")]
    own = [int(part) for part in re.findall(r"\d+", re.split(r"[^\d.]", __version__)[0])]
    if operator == "~=":
        return own >= parts and own[: len(parts) - 1] == parts[:-1]
    length = max(len(parts), len(own))
    left, right = own + [0] * (length - len(own)), parts + [0] * (length - len(parts))
    holds = {
        "==": left == right,
        "!=": left != right,
        ">": left > right,
        ">=": left >= right,
        "<": left < right,
        "<=": left <= right,
    }
    return holds[operator]
