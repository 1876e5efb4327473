"""`scrapelint init`: a configuration to begin with, made from what the texts are like today."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import click

from lint_rules.cli import options
from lint_rules.cli.commands import Command, Option
from lint_rules.cli.console import note, printable, say, warn
from lint_rules.cli.signals import signals
from lint_rules.cli.status import PASSED
from lint_rules.config import OWN_FILE, SETTINGS, SHARED_FILE, Config, find, load
from lint_rules.errors import ConfigError, InputError

if TYPE_CHECKING:
    from collections.abc import Generator

    from lint_rules.engine.gate import Gate
    from lint_rules.reports.summary import Tally
    from lint_rules.runner import Batch, Chunk, Inputs

RULES_NAMED = 5  # rules that the figures name, the busiest first

HEADINGS = {
    "Which rules": options.RULE_SETTINGS,
    "What is read": options.INPUT_SETTINGS,
    "Where records have what": options.RECORD_SETTINGS,
    "What fails": options.GATE_SETTINGS,
    "What is shown": options.OUTPUT_SETTINGS,
}
"""The parts of the file, with the settings that stand in them."""

FIGURES = "What fails"  # the part above which the figures stand
LIMIT = "max-failing"


@click.command("init", cls=Command)
@options.inputs
@options.rule_settings
@options.reading_settings
@options.gate_settings
@click.option(
    "--pyproject",
    "shared",
    is_flag=True,
    cls=Option,
    heading="Configuration",
    help="write the table [tool.scrapelint] of pyproject.toml instead of a scrapelint.toml",
)
@click.option("--force", is_flag=True, cls=Option, heading="Configuration", help="replace the configuration that there is")
@options.quiet
def command(
    inputs: tuple[str, ...],
    files_from: str | None,
    stdin_filename: str | None,
    shared: bool,
    force: bool,
    quiet: bool,
    **given: Any,
) -> int:
    """Write a configuration to begin with: every setting, and how many texts may fail.

    The texts of INPUT (without any, of the working directory) are judged, their figures are printed, and `max-failing` is
    proposed from them: so that they pass, and a worse crawl does not. Settings that are given as options are written too.
    """
    from lint_rules.engine.linter import Linter
    from lint_rules.runner import Inputs

    path = Path(SHARED_FILE if shared else OWN_FILE)
    _refuse_existing(path, shared=shared, force=force)
    if files_from == "-":
        raise ConfigError("--files-from -: inputs are looked at twice here, and standard input can be read once: name a file")
    chosen = _chosen(options.overrides(given))
    named = inputs or (() if files_from else (".",))
    source = Inputs(named, files_from, stdin_filename=stdin_filename)
    if not _is_any(source, load(isolated=True, overrides=chosen).config, named=bool(inputs or files_from)):
        Linter(load(isolated=True, overrides=chosen).config)  # refuses rules that there are not
        note("there is nothing to read here: the defaults are written; `scrapelint init FOLDER` proposes a limit from texts")
        reasons: Reasons = {}
        failing = 0
    else:
        guessed, reasons = _guessed(source, load(isolated=True, overrides=chosen).config, chosen)
        chosen |= guessed
        figures = _judged(source, load(isolated=True, overrides=chosen).config, quiet=quiet)
        what = ", ".join([*inputs, *filter(None, [files_from])]) or "this folder"
        limit, reasons = _proposed(figures, chosen, reasons, what)
        chosen |= limit
        failing = figures.gate.failing
    chosen.pop("jobs", None)  # this machine's business, not the project's
    _write(path, chosen, reasons, shared=shared, force=force)
    if failing and not quiet:
        which = printable(shlex.join([*named, *(["--files-from", files_from] if files_from else [])]))
        note(f"`scrapelint report {which} -o report.html` shows the worst of what fails")
        note(
            f"`scrapelint baseline create {which}` accepts what is found today: then only what is new fails, and {LIMIT} can be 0"
        )
    return PASSED


class _Figures(NamedTuple):
    """What is known of the texts when all are judged."""

    config: Config
    gate: Gate
    tally: Tally


Reasons = dict[str, Sequence[str]]


def _refuse_existing(path: Path, *, shared: bool, force: bool) -> None:
    """Raise ConfigError where there is a configuration already, unless that is to be replaced, or no file for a table."""
    if shared and not path.is_file():
        raise ConfigError(f"--pyproject: there is no {SHARED_FILE} here")
    if shared and Path(OWN_FILE).exists():
        raise ConfigError(f"--pyproject: {OWN_FILE} stands here, and comes before it: remove it first")
    if force:
        return
    there = find(Path.cwd())
    if there is not None:
        here = there.parent == Path.cwd()
        end = "replaces it" if here and there.name == path.name else "writes one that comes before it in this folder"
        raise ConfigError(f"there is a configuration already, {printable(str(there))}; --force {end}")


def _chosen(given: dict[str, object]) -> dict[str, object]:
    """Return settings as a file has them: lists as lists, numbers as numbers, shares and sizes as they were written."""
    chosen = {}
    for key, value in given.items():
        try:
            read = SETTINGS[key].read(value)
        except ValueError as error:
            raise ConfigError(f"--{key}: {error}") from None
        chosen[key] = read if isinstance(read, (tuple, bool, int)) else value
    return chosen


def _is_any(source: Inputs, config: Config, *, named: bool) -> bool:
    """Tell whether there is something to read. Raises InputError where what was named is not there."""
    some = False
    for found in source.found(config):
        if found.stdin:
            return True
        if found.error is not None and named:
            raise InputError(f"{printable(found.path)}: {found.error}; nothing was written")
        some = some or found.error is None
        if some and not named:
            return True
    return some


def _guessed(source: Inputs, config: Config, chosen: dict[str, object]) -> tuple[dict[str, object], Reasons]:
    """Return the settings that name fields of records where the usual names are missing, and why; say so."""
    from lint_rules.formats.fields import guessed
    from lint_rules.rule import quoted

    guesses: dict[str, object] = {}
    reasons: Reasons = {}
    for key, name in guessed(source.found(config), config, chosen).items():
        usual = getattr(config, SETTINGS[key].attribute)
        said = f"No record that was looked at has a field {quoted(usual)}; {quoted(name)} looks like what is meant."
        note(f"{key}: {said[0].lower()}{said[1:]}")
        guesses[key] = name
        reasons[key] = [said]
    return guesses, reasons


def _judged(source: Inputs, config: Config, *, quiet: bool) -> _Figures:
    """Judge all texts. What cannot be read is told on stderr, and the rest goes on."""
    from lint_rules.cli.console import ignore
    from lint_rules.engine.linter import Linter
    from lint_rules.reports import ReportOptions
    from lint_rules.reports.progress import Progress
    from lint_rules.reports.style import wants_colour
    from lint_rules.reports.summary import Tally
    from lint_rules.runner import batches
    from lint_rules.runner.books import Books

    shown = not quiet and sys.stderr.isatty()
    progress = Progress(sys.stderr, shown=shown, total=lambda: source.size(config))
    books = Books(config, progress.others, ignore if quiet else warn, color=wants_colour(sys.stderr))
    tally = Tally(worst=1)
    # `terminal` takes results as they are, and so all processes hand them on; nothing is written.
    work = batches(Linter(config), source, [("terminal", ReportOptions())])
    try:
        with closing(cast("Generator[tuple[Chunk, Batch]]", work)) as done:
            for chunk, batch in done:
                books.add(batch)
                for each in batch.shown:
                    tally.add(each.result, each.passed)
                progress.step(batch.documents, chunk.weight, chunk.reached, batch.worst)
    finally:
        progress.end()
    books.finish()
    return _Figures(config, books.gate, tally)


def _proposed(figures: _Figures, chosen: dict[str, object], reasons: Reasons, what: str) -> tuple[dict[str, object], Reasons]:
    """Return the limit that is proposed, none where one was chosen, and the reasons of all; print both, the figures first."""
    from dataclasses import replace

    from lint_rules.engine import proposal
    from lint_rules.engine.gate import Gate
    from lint_rules.reports.summary import distribution, overall, rule_table

    gate, tally = figures.gate, figures.tally
    proposed: dict[str, object] = {}
    lines = [f"Today's figures, of {what}:", overall(tally), distribution(tally)]
    if tally.findings:
        lines += ["findings by rule, the busiest first:", *rule_table(tally.rules()[:RULES_NAMED], tally.documents).splitlines()]
    if gate.documents and LIMIT not in chosen:
        limit = proposal.max_failing(gate.failing, gate.documents)
        proposed = {LIMIT: limit}
        reasons = {**reasons, LIMIT: list(proposal.reason(gate.failing, gate.documents))}
        allowed = Gate(replace(figures.config, max_failing=SETTINGS[LIMIT].read(limit)))
        allowed.merge(gate.counts())
        gate = allowed
    lines = [line for line in [*lines, gate.sentence()] if line]
    for line in [*lines, *reasons.get(LIMIT, ())]:
        say(printable(line))
    return proposed, {**reasons, FIGURES: lines}


def _write(path: Path, chosen: dict[str, object], reasons: Reasons, *, shared: bool, force: bool) -> None:
    """Write the configuration, as a whole or not at all, and say so. Raises ConfigError where it cannot be written."""
    from lint_rules.reports.starter import placed, starter
    from lint_rules.whole import replacing

    table = starter(HEADINGS, chosen, reasons, shared=shared)
    # To judge took its time: somebody may have made one meanwhile.
    _refuse_existing(path, shared=shared, force=force)
    try:
        text = placed(path.read_bytes().decode("utf-8"), table) if shared else table
        with signals.held(), replacing(path) as stream:
            stream.write(text.encode())
    except (OSError, UnicodeError) as error:
        raise ConfigError(f"{path}: cannot be written: {getattr(error, 'strerror', None) or error}") from error
    limit = f", with {LIMIT} = {chosen[LIMIT]}" if LIMIT in chosen else ""
    say(f"{path}: written{limit}; `scrapelint check` uses it from now on")
