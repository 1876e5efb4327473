"""The options that several commands take: those of the settings, made from the settings, and the few others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from lint_rules.cli.commands import Option
from lint_rules.config import SETTINGS, Loaded, load, site
from lint_rules.errors import ConfigError

RULESET_SETTINGS = ("select", "extend-select", "ignore", "preview", "profile")
"""What names the rules that judge, and so the results that they have judged."""
RULE_SETTINGS = (*RULESET_SETTINGS[:3], "per-file-ignores", "per-host-ignores", "suppressions", *RULESET_SETTINGS[3:])
INPUT_SETTINGS = (
    "include",
    "extend-include",
    "exclude",
    "extend-exclude",
    "force-exclude",
    "respect-gitignore",
    "allow-empty",
    "text-format",
    "max-document-size",
    "jobs",
)
RECORD_SETTINGS = ("text-field", "id-field", "url-field", "html-field", "host-field", "host-from-path", "meta-field")
GATE_SETTINGS = (
    "min-score",
    "fail-on",
    "fail-on-rule",
    "fail-on-verdict",
    "max-failing",
    "lowest-score",
    "mean-score",
    "max-below",
    "previous",
    "max-drop",
    "per-host",
    "baseline",
    "max-unreadable",
    "exit-zero",
)
OUTPUT_SETTINGS = ("output-format", "max-findings", "min-confidence", "only-failing", "no-text", "scores-only")

F = TypeVar("F", bound=Callable[..., Any])

_METAVAR = {
    "select": "CODES",
    "extend-select": "CODES",
    "ignore": "CODES",
    "per-file-ignores": "PATTERN:CODES",
    "per-host-ignores": "HOST:CODES",
    "profile": "FILE",
    "include": "GLOBS",
    "extend-include": "GLOBS",
    "exclude": "GLOBS",
    "extend-exclude": "GLOBS",
    "text-format": "auto|plain|markdown",
    "max-document-size": "SIZE",
    "jobs": "N",
    "text-field": "NAME",
    "id-field": "NAME",
    "url-field": "NAME",
    "html-field": "NAME",
    "host-field": "NAME",
    "host-from-path": "PATTERN",
    "meta-field": "NAME",
    "min-score": "SCORE",
    "fail-on": "error|warning|info|never",
    "fail-on-verdict": "VERDICTS",
    "max-failing": "COUNT|SHARE",
    "fail-on-rule": "CODES",
    "lowest-score": "SCORE",
    "mean-score": "SCORE",
    "max-below": "SCORE:COUNT|SHARE",
    "previous": "RESULTS",
    "max-drop": "POINTS",
    "per-host": "N",
    "baseline": "FILE",
    "suppressions": "FILE",
    "max-unreadable": "COUNT|SHARE",
    "output-format": "FORMAT",
    "max-findings": "N",
    "min-confidence": "0–1",
}
"""What the help calls the value of a setting."""

_SHORT = {"jobs": "-j"}


def _integer(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


def _real(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


_READ: dict[str, Callable[[str], object]] = {
    "jobs": _integer,
    "max-findings": _integer,
    "per-host": _integer,
    "min-score": _real,
    "lowest-score": _real,
    "mean-score": _real,
    "max-drop": _real,
    "min-confidence": _real,
}
"""Settings that are numbers in a file, and texts on a command line. What is no number is left for the setting to refuse."""


def setting(key: str, heading: str) -> Callable[[F], F]:
    """Return a decorator that adds the option of a setting: named, helped and refused as in a configuration file."""
    setting = SETTINGS[key]
    words: dict[str, Any] = {"help": setting.help + _default(setting.default), "default": None, "heading": heading, "cls": Option}
    if isinstance(setting.default, bool):
        name = f"--{key}/--no-{key}" if setting.default or key == "preview" else f"--{key}"
        return click.option(name, setting.attribute, is_flag=True, **words)
    if isinstance(setting.default, (tuple, dict)):
        # Repeated or between commas: both are one list.
        return click.option(f"--{key}", setting.attribute, multiple=True, metavar=_METAVAR[key], **words)
    names = [_SHORT[key]] if key in _SHORT else []
    return click.option(*names, f"--{key}", setting.attribute, metavar=_METAVAR[key], **words)


def _default(value: object) -> str:
    """Return what the help adds to a setting of which no option is given; nothing where that goes without saying."""
    if isinstance(value, bool) or value in (None, (), {}):
        return ""
    said = ", ".join(map(str, value)) if isinstance(value, tuple) else f"{value:,}" if isinstance(value, int) else str(value)
    return f" [{said}]"


def overrides(given: dict[str, Any]) -> dict[str, object]:
    """Return the settings given on the command line, by key, as `load` takes them."""
    found: dict[str, object] = {}
    for key, setting in SETTINGS.items():
        value = given.get(setting.attribute)
        if value is None or value == ():
            continue
        if isinstance(value, tuple):
            value = ",".join(value)
        found[key] = _READ[key](value) if key in _READ else value
    return found


def load_settings(file: str | None, isolated: bool, given: dict[str, Any]) -> Loaded:
    """Return the settings in force: those of the options `given` by parameter, and of files. Raises ConfigError."""
    return load(file=Path(file) if file else None, isolated=isolated, overrides=overrides(given))


def sites(hosts: Sequence[str]) -> tuple[str, ...]:
    """Return what `--host` names, as documents have their hosts. Raises ConfigError for what is none."""
    try:
        return tuple(map(site, hosts))
    except ValueError as error:
        raise ConfigError(f"--host: {error}") from None


def together(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    """Return one decorator for several, the first of them on top."""

    def decorate(function: F) -> F:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def _shard(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[int, int] | None:  # noqa: ARG001
    """Return which of how many parts an option names. Raises ConfigError."""
    if value is None:
        return None
    number, _, of = value.partition("/")
    if number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of):
        return int(number), int(of)
    raise ConfigError(f"--shard: '{value}' is no part of a whole, such as 1/8 or 8/8")


configuration = together(
    click.option(
        "--config", "file", metavar="FILE", cls=Option, heading="Configuration", help="read this configuration file, no other"
    ),
    click.option("--isolated", is_flag=True, cls=Option, heading="Configuration", help="read no configuration file"),
)
rule_settings = together(*(setting(key, "Rules") for key in RULE_SETTINGS))
reading_settings = together(
    *(setting(key, "Input") for key in INPUT_SETTINGS),
    *(setting(key, "Records and tables") for key in RECORD_SETTINGS),
)
gate_settings = together(*(setting(key, "Gate") for key in GATE_SETTINGS))
inputs = together(
    click.argument("inputs", nargs=-1, metavar="[INPUT]..."),
    click.option(
        "--files-from",
        metavar="FILE",
        cls=Option,
        heading="Input",
        help="also read the files listed there, one a line; -: from stdin",
    ),
    click.option(
        "--stdin-filename", metavar="NAME", cls=Option, heading="Input", help="the name (and so the format) of what `-` reads"
    ),
)
output_files = click.option(
    "-o",
    "--output-file",
    "files",
    multiple=True,
    metavar="FILE",
    cls=Option,
    heading="Output",
    help="write results there instead of stdout, in the format of its suffix; repeatable; -: stdout besides",
)
output_folder = click.option(
    "--output-dir",
    metavar="FOLDER",
    cls=Option,
    heading="Output",
    help="with --output-format dolma: write a file of attributes for each input there",
)
shard = click.option(
    "--shard",
    metavar="I/N",
    callback=_shard,
    cls=Option,
    heading="Input",
    help="read the I-th of N parts of the inputs; the results of all parts, one after the other, are those of the whole",
)
resume = click.option(
    "--resume",
    is_flag=True,
    cls=Option,
    heading="Output",
    help="go on where a run with the same outputs stopped that was killed; begin where there is none",
)
output_settings = together(*(setting(key, "Output") for key in OUTPUT_SETTINGS))
texts = click.option(
    "--texts",
    "texts",
    multiple=True,
    metavar="INPUT",
    cls=Option,
    heading="Input",
    help="where saved results are shown: the texts that they are of; repeatable",
)
ruleset_change = click.option(
    "--allow-ruleset-change",
    is_flag=True,
    cls=Option,
    heading="Input",
    help="take saved results that other rules than those in force have judged",
)
quiet = click.option("-q", "--quiet", is_flag=True, cls=Option, heading="Output", help="show findings and the last line only")
statistics = click.option(
    "--statistics",
    is_flag=True,
    cls=Option,
    heading="Output",
    help="show how often each rule found something, instead of what it found",
)
