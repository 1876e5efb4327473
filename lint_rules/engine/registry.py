"""Which rules there are: the package's own, those of installed distributions, and those at paths in the configuration.

Loading refuses, loudly and by name: a code that is malformed, doubled or in the wrong folder, a rule without cases or
without the sections of its page, an option that the rule does not have.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from lint_rules import rules as own_rules
from lint_rules.config import Config, PhraseTable
from lint_rules.document import Document
from lint_rules.errors import ConfigError, suggestion
from lint_rules.finding import Finding, Result, Severity
from lint_rules.rule import CATEGORIES, CODE, Anchor, Context, Rule, Trigger, normalise_phrase, quoted, remove_lines
from lint_rules.shapes import by_line
from lint_rules.version import __version__

ENTRY_POINTS = "scrapelint.rules"
SECTIONS = ("## Why it matters", "## When it is right to keep")
RETIRED: Mapping[str, str] = {}
"""Codes that are no more, and the codes that took over: selecting the old one selects the new one."""


def discover(config: Config) -> tuple[type[Rule], ...]:
    """Return all rules that the configuration can reach, in the order of their codes.

    Raises ConfigError where a rule or its module cannot be used.
    """
    found: dict[str, type[Rule]] = {}
    for rule in _all_rules(config):
        _refuse_flawed(rule)
        other = found.setdefault(rule.code, rule)
        if other is not rule:
            raise ConfigError(f"rule code {rule.code} is claimed twice: by {other.__module__} and by {rule.__module__}")
    return tuple(found[code] for code in sorted(found))


def selected(config: Config, rules: Sequence[type[Rule]]) -> tuple[type[Rule], ...]:
    """Return the rules that the configuration's `select`, `extend-select`, `ignore` and `preview` leave.

    The longest prefix that names a rule decides; `ignore` wins over `select` of the same length. Raises ConfigError on a
    code or prefix that names no rule.
    """
    chosen = (*(config.select or ("ALL",)), *config.extend_select)
    own = [table.code for table in config.phrase]
    refuse_unknown("select", chosen, rules, own)
    refuse_unknown("ignore", config.ignore, rules, own)
    return tuple(rule for rule in rules if (config.preview or not rule.preview) and _is_selected(config, rule.code))


def _is_selected(config: Config, code: str) -> bool:
    return _longest(code, (*(config.select or ("ALL",)), *config.extend_select)) > _longest(code, config.ignore)


def names_code(names: Iterable[str], code: str) -> bool:
    """Tell whether one of some codes and prefixes, or ALL, names a code."""
    return _longest(code, names) >= 0


def refuse_unknown(setting: str, names: Iterable[str], rules: Sequence[type[Rule]], own: Iterable[str] = ()) -> None:
    """Raise ConfigError where a code or prefix names no rule; `own` are the codes of the user's phrases."""
    codes = [*(rule.code for rule in rules), *own]
    for name in names:
        if name != "ALL" and name not in CATEGORIES and not any(code.startswith(_current(name)) for code in codes if name):
            valid = [*codes, *CATEGORIES, "ALL"]
            raise ConfigError(f"{setting}: no rule has the code or prefix '{name}'{suggestion(name.upper(), valid)}")


def refuse_unknown_codes(config: Config, rules: Sequence[type[Rule]]) -> None:
    """Raise ConfigError where what is ignored in some files or on some hosts, or fails a document, names no rule."""
    own = [table.code for table in config.phrase]
    refuse_unknown("fail-on-rule", config.fail_on_rule, rules, own)
    for setting, ignored in (("per-file-ignores", config.per_file_ignores), ("per-host-ignores", config.per_host_ignores)):
        for codes in ignored.values():
            refuse_unknown(setting, codes, rules, own)


def instantiate(config: Config, rules: Sequence[type[Rule]], known: Sequence[type[Rule]]) -> tuple[Rule, ...]:
    """Return the rules with their settings, and the user's phrases that are selected. Raises ConfigError on an option that a
    rule does not have or cannot take.
    """
    by_code = {rule.code: rule for rule in known}
    for code, settings in config.rules.items():
        if code not in by_code:
            raise ConfigError(f"rules.{code}: no such rule{suggestion(code, by_code)}")
        _refuse_options(by_code[code], settings)
    phrases = [table for table in config.phrase if _is_selected(config, table.code)]
    return tuple(rule(config.rules.get(rule.code)) for rule in rules) + tuple(map(UserPhrases, phrases))


def ruleset(rules: Sequence[Rule], triggers: str) -> str:
    """Return `version+hash`: two runs with the same value judged by the same rules, triggers and settings."""
    digest = blake2b(triggers.encode(), digest_size=6)
    for rule in rules:
        digest.update(repr((rule.code, type(rule).__qualname__, int(rule.severity), sorted(rule.settings.items()))).encode())
        for path in rule.material():
            digest.update(_content(path))
    return f"{__version__}+{digest.hexdigest()}"


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from None


def refuse_failing_examples(linter: Judge) -> None:
    """Raise ConfigError where a user's phrase does not do what its own examples say."""
    for rule in linter.rules:
        if isinstance(rule, UserPhrases):
            host = f"https://{rule.table.hosts[0]}/" if rule.table.hosts else None
            for examples, expected in ((rule.table.valid, False), (rule.table.invalid, True)):
                for example in examples:
                    found = any(d.finding.code == rule.code for d in linter.check(Document(example, url=host)).diagnostics)
                    if found is not expected:
                        claim = "finds nothing in its invalid" if expected else "finds something in its valid"
                        raise ConfigError(f"phrase {rule.code}: it {claim} example {quoted(example)}")


class Judge(Protocol):
    """What can be asked to judge a document: the linter, seen from below."""

    rules: tuple[Rule, ...]

    def check(self, doc: Document) -> Result:
        """Return the result for a document."""


class UserPhrases(Rule):
    """Phrases from the user's configuration: findings of a LOC code, without Python.

    ## Why it matters
    A site repeats words that only those who scrape it know to be residue.

    ## When it is right to keep
    Never: the phrases are the user's own.
    """

    def __init__(self, table: PhraseTable) -> None:
        super().__init__()
        self.table = table
        self.code = table.code  # type: ignore[misc]
        self.severity = Severity[table.severity.upper()]  # type: ignore[misc]
        self.confidence = 1.0  # type: ignore[misc]
        self.triggers = tuple(  # type: ignore[misc]
            Trigger(normalise_phrase(phrase, anchor), anchor, literal_hash=True)
            for anchor, words in ((Anchor.LINE, table.line), (Anchor.ANYWHERE, table.anywhere))
            for phrase in words
        )

    @classmethod
    def name(cls) -> str:
        """The name that reports give to findings of user phrases."""
        return "user-phrase"

    def check(self, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each whole line, and for each phrase elsewhere."""
        if self.table.hosts and ctx.doc.host not in self.table.hosts:
            return
        for line, hits in by_line(ctx.hits):
            if any(hit.trigger.anchor is Anchor.LINE for hit in hits):
                yield self.finding(line.span, f"your phrase {quoted(line.text)}, alone on its line", fix=remove_lines(line))
                continue
            for hit in hits:
                yield self.finding(hit.span, f"your phrase {quoted(ctx.doc.text[hit.span.start : hit.span.end])}")


def _all_rules(config: Config) -> Iterator[type[Rule]]:
    yield from _walk(own_rules)
    if config.plugins:
        yield from _installed()
    for path in config.local_rules:
        yield from _local(Path(path))


def _installed() -> Iterator[type[Rule]]:
    if not _is_any_installed():
        return
    from importlib.metadata import entry_points

    for point in entry_points(group=ENTRY_POINTS):
        try:
            module = point.load()
        except Exception as error:
            raise ConfigError(f"rules of '{point.name}' ({point.value}) cannot be imported: {error}") from error
        yield from _walk(module)


def _is_any_installed() -> bool:
    """Tell whether a distribution may have rules: True where that is uncertain.

    The files that `importlib.metadata` would read are looked through without it: to import it takes longer than that.
    """
    if any(hasattr(finder, "find_distributions") and finder is not PathFinder for finder in sys.meta_path):
        return True
    wanted = f"[{ENTRY_POINTS}]".encode()
    for folder in map(Path, sys.path):
        if folder.is_file():
            return True  # an archive
        for kind in ("*.dist-info", "*.egg-info"):
            for file in folder.glob(f"{kind}/entry_points.txt"):
                with contextlib.suppress(OSError):
                    if wanted in file.read_bytes():
                        return True
    return False


def _walk(module: ModuleType) -> Iterator[type[Rule]]:
    """Yield the rules of a module and, where it is a package, of all modules under it."""
    yield from _rules_in(module)
    for info in pkgutil.walk_packages(getattr(module, "__path__", ()), module.__name__ + "."):
        try:
            inner = importlib.import_module(info.name)
        except Exception as error:
            raise ConfigError(f"rule module {info.name} cannot be imported: {error}") from error
        yield from _rules_in(inner)


def _local(path: Path) -> Iterator[type[Rule]]:
    """Yield the rules in a file, or in the files of a folder, that the configuration names."""
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    if not path.exists():
        raise ConfigError(f"local-rules: there is no '{path}'")
    for file in files:
        specification = importlib.util.spec_from_file_location(file.stem, file)
        if specification is None or specification.loader is None:
            raise ConfigError(f"local-rules: '{file}' is no Python file")
        module = importlib.util.module_from_spec(specification)
        try:
            specification.loader.exec_module(module)
        except Exception as error:
            raise ConfigError(f"local-rules: '{file}' cannot be imported: {type(error).__name__}: {error}") from error
        yield from _rules_in(module)


def _rules_in(module: ModuleType) -> Iterator[type[Rule]]:
    """Yield the rules that a module defines; what it imports is another's."""
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module.__name__ and "code" in vars(value):
            yield value


def _refuse_flawed(rule: type[Rule]) -> None:
    where = f"{rule.__module__}.{rule.__qualname__}"
    if not isinstance(rule.code, str) or not CODE.fullmatch(rule.code) or rule.code[:3] not in CATEGORIES:
        raise ConfigError(f"{where}: '{rule.code}' is no rule code (three letters of {', '.join(CATEGORIES)}, three digits)")
    if rule.__module__.startswith(own_rules.__name__ + ".") and rule.__module__.split(".")[-2] != CATEGORIES[rule.code[:3]]:
        raise ConfigError(f"{where}: {rule.code} belongs into the folder '{CATEGORIES[rule.code[:3]]}'")
    if not rule.VALID or not rule.INVALID:
        raise ConfigError(f"{where}: {rule.code} has no {'VALID' if not rule.VALID else 'INVALID'} case")
    if sys.flags.optimize < 2:  # under -OO there are no docstrings to look at
        missing = [section for section in SECTIONS if section not in (rule.__doc__ or "")]
        if missing:
            raise ConfigError(f"{where}: the docstring of {rule.code} has no section '{missing[0]}'")


def _refuse_options(rule: type[Rule], settings: Mapping[str, Any]) -> None:
    options = rule.options()
    for name, value in settings.items():
        if name not in options:
            raise ConfigError(f"rules.{rule.code}: no option '{name}'{suggestion(name, options)}")
        default = options[name].default
        fits = isinstance(value, type(default)) or (isinstance(default, float) and isinstance(value, int))
        if not fits or isinstance(value, bool) is not isinstance(default, bool):
            raise ConfigError(f"rules.{rule.code}.{name}: {value!r} is no {type(default).__name__}")


def _current(name: str) -> str:
    return RETIRED.get(name, name)


def _longest(code: str, names: Iterable[str]) -> int:
    """Return the length of the longest name that is a prefix of the code; 0 for ALL, -1 for none."""
    prefixes = ("" if name == "ALL" else _current(name) for name in names if name)
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=-1)
