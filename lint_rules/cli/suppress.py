"""`scrapelint suppress`: findings that are left out by what they are, each with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from lint_rules.cli import options
from lint_rules.cli.allow import UNJUSTIFIED
from lint_rules.cli.commands import Command, Option
from lint_rules.cli.console import ignore, note, printable, say, warn
from lint_rules.cli.judging import Job, leaving_out, with_saved
from lint_rules.cli.signals import signals
from lint_rules.cli.status import PASSED
from lint_rules.config import Config
from lint_rules.errors import ConfigError

if TYPE_CHECKING:
    from lint_rules.finding import Result

FILE = "scrapelint-suppressions.toml"
"""The file of suppressions where none is named."""


F = TypeVar("F", bound=Callable[..., Any])


def _entry_option(*names: str, **settings: Any) -> Callable[[F], F]:
    return click.option(*names, cls=Option, heading="Suppression", **settings)


@click.command("suppress", cls=Command)
@click.argument("code", metavar="CODE")
@click.argument("words", nargs=-1, metavar="[TEXT] [INPUT]...")
@_entry_option(
    "--fingerprint",
    "fingerprints",
    multiple=True,
    metavar="ID",
    help="the finding with this fingerprint, as --output-format json shows it, instead of those with TEXT; repeatable",
)
@_entry_option("--reason", metavar="WHY", default=UNJUSTIFIED, help="why it is left out, for those who read it later")
@_entry_option("--by", metavar="NAME", default="", help="who says so")
@_entry_option("--expires", metavar="YYYY-MM-DD", help="the last day on which it holds")
@_entry_option(
    "--count",
    type=click.IntRange(min=1),
    metavar="N",
    help="how many of a document are left out; otherwise as many as one document has now",
)
@_entry_option("--host", "hosts", multiple=True, metavar="HOST", help="on this site only; repeatable")
@_entry_option("--document", "documents", multiple=True, metavar="ID", help="in this document only; repeatable")
@options.ruleset_change
@options.together(*(options.setting(key, "Rules") for key in options.RULE_SETTINGS))
@options.reading_settings
@options.quiet
@options.configuration
def command(
    code: str,
    words: tuple[str, ...],
    fingerprints: tuple[str, ...],
    reason: str,
    by: str,
    expires: str | None,
    count: int | None,
    hosts: tuple[str, ...],
    documents: tuple[str, ...],
    allow_ruleset_change: bool,
    quiet: bool,
    file: str | None,
    isolated: bool,
    **given: Any,
) -> int:
    """Leave out findings of CODE: those in INPUT that hold TEXT, and their like wherever they are met again.

    INPUT is what `check` reads, or results that it saved; a finding is known again by its rule and its lines, wherever it
    stands. Entries are written to the file of the setting `suppressions`, else to scrapelint-suppressions.toml here. With
    --fingerprint and no INPUT, the entry is written without a look: it holds for findings on one line.
    """
    from lint_rules.engine.keeping.suppressions import Suppression, Suppressions, Wanted, append, covers
    from lint_rules.rule import quoted

    loaded = options.load_settings(file, isolated, given)
    path = loaded.config.suppressions or FILE
    there = Suppressions.opened(path).entries if Path(path).exists() else ()
    kind = Suppression(
        _rule(code, loaded.config),
        "",
        reason,
        by=by,
        expires=_day(expires),
        count=count or 1,
        hosts=options.sites(hosts),
        documents=tuple(_seen_from(path, each) for each in documents),
    )
    wanted = _fingerprints(fingerprints)
    if not wanted and not (words and words[0].strip()):
        raise ConfigError("suppress: give TEXT of the findings, or --fingerprint")
    text, inputs = ("", words) if wanted else (words[0], words[1:])
    if wanted and not inputs:
        found = [replace(kind, fingerprint=each) for each in wanted]
    else:
        config = replace(leaving_out(loaded.config, [path]), baseline=None, previous=None, suppressions=None)
        job = Job(loaded._replace(config=config), inputs, None, None, quiet, allow_change=allow_ruleset_change)
        looked = Wanted(kind, path, text=text, fingerprints=wanted)
        for result in _results(with_saved(job)):
            looked.add(result, count=count)
        found = looked.entries()
    if not found:
        raise ConfigError(f"suppress: no finding of {kind.rule} has {', '.join(wanted) or quoted(text)}")
    new = [each for each in found if not any(covers(old, each) for old in there)]
    with signals.held():
        append(Path(path), new)
    for each in found:
        times = f", {each.count:,} times in a document" if each.count > 1 else ""
        say(f"{each.described()}{times} {'is left out from now on' if each in new else 'is left out already'}")
    if loaded.config.suppressions is None:
        note(f'{FILE} is not used yet: name it in the configuration (suppressions = "{FILE}"), or with --suppressions')
    return PASSED


def _rule(code: str, config: Config) -> str:
    """Return the code of a rule that there is. Raises ConfigError."""
    from lint_rules.engine import registry

    rules = registry.discover(config)
    rule = code.strip().upper()
    own = [table.code for table in config.phrase]
    registry.refuse_unknown("suppress", [rule], rules, own)
    if rule not in (*own, *(each.code for each in rules)):
        raise ConfigError(f"suppress: '{printable(rule)}' stands for several rules, and an entry is of one")
    return rule


def _seen_from(path: str, document: str) -> str:
    """Return the name of a document as a file of suppressions has it: that of a file on disk is a path."""
    from lint_rules.engine.keeping.baseline_file import folder_of, relative

    return relative(document, folder_of(path)) if Path(document).is_file() else document


def _fingerprints(given: tuple[str, ...]) -> tuple[str, ...]:
    from lint_rules.engine.keeping.suppressions import FINGERPRINT

    for each in given:
        if not FINGERPRINT.fullmatch(each):
            raise ConfigError(f"--fingerprint: '{printable(each)}' is none (16 digits and letters a to f)")
    return given


def _day(given: str | None) -> date | None:
    """Return the last day of an entry. Raises ConfigError where that is no day, or is over."""
    if given is None:
        return None
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise ConfigError(f"--expires: '{printable(given)}' is no day, as 2027-06-30 is") from None
    if day < date.today():  # noqa: DTZ011 - a day of the calendar on the wall
        raise ConfigError(f"--expires: {day} is over")
    return day


def _results(job: Job) -> Iterator[Result]:
    """Yield the results of all inputs, read or judged; tell what could not be."""
    from lint_rules.engine.linter import Linter
    from lint_rules.reports.wording import place
    from lint_rules.runner import run

    linter = Linter(job.loaded.config)
    if job.saved:
        yield from job.saved.results(linter)
        return
    for result in run(linter.config, job.named, linter=linter, remark=ignore if job.quiet else warn):
        for failure in result.failures:
            warn(f"{place(result.source)}: {printable(failure.error)}")
        yield result
