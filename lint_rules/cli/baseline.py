"""`scrapelint baseline`: what was found before, so that a run fails for what is new alone."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from lint_rules.cli import options
from lint_rules.cli.commands import Command, Commands, Option
from lint_rules.cli.console import ignore, note, printable, warn
from lint_rules.cli.judging import Job, leaving_out, say_what_expired, with_saved
from lint_rules.cli.overwriting import refuse_own_inputs
from lint_rules.cli.signals import signals
from lint_rules.cli.status import FAILED, PASSED, UNJUDGED
from lint_rules.errors import ConfigError, InputError

if TYPE_CHECKING:
    from lint_rules.engine.keeping.baseline import Change, Gathered
    from lint_rules.engine.keeping.baseline_file import Scope
    from lint_rules.engine.linter import Linter

FILE = "scrapelint.baseline"
"""The baseline where none is named: a name that no folder yields as an input."""

SCOPES = ("document", "host", "corpus")

command = Commands(
    "baseline",
    help="""Keep what was found before from failing a run: only what is new does.

    A baseline is a file to be kept beside the configuration, which names it: `baseline = "scrapelint.baseline"`.
    """,
)

_settings = options.together(
    options.inputs,
    options.ruleset_change,
    options.setting("baseline", "Baseline"),
    *(options.setting(key, "Rules") for key in options.RULE_SETTINGS),
    options.reading_settings,
    options.setting("max-unreadable", "Input"),
    options.setting("no-text", "Baseline"),
    options.quiet,
    options.configuration,
)


class _Asked(NamedTuple):
    """What a command is to look at, and the file that it is about."""

    job: Job
    path: str


def _asked(
    inputs: tuple[str, ...],
    files_from: str | None,
    stdin_filename: str | None,
    allow_ruleset_change: bool,
    quiet: bool,
    file: str | None,
    isolated: bool,
    **given: Any,
) -> _Asked:
    """Return what the options of a command ask for. Raises ConfigError."""
    loaded = options.load_settings(file, isolated, given)
    path = loaded.config.baseline or FILE
    # What is found is held against nothing; and no folder yields the file itself as an input.
    config = replace(leaving_out(loaded.config, [path]), baseline=None, previous=None)
    job = Job(loaded._replace(config=config), inputs, files_from, stdin_filename, quiet, allow_change=allow_ruleset_change)
    return _Asked(with_saved(job), path)


@command.command("create", cls=Command)
@_settings
@click.option(
    "--scope",
    type=click.Choice(SCOPES),
    cls=Option,
    heading="Baseline",
    help="what an entry holds for: its document, as fits fixtures; its host, as fits crawls; or everything [document]",
)
@click.option("--force", is_flag=True, cls=Option, heading="Baseline", help="replace the baseline that there is, audits and all")
def create(scope: str | None, force: bool, **given: Any) -> int:
    """Write down all that is found now, so that only what is new fails a run.

    INPUT is what `check` reads, or results that it saved. The file is the one of the setting `baseline`, else
    scrapelint.baseline here; it says of each line how often a document may have it, never where.
    """
    from lint_rules.engine.keeping.baseline_file import Scope, save, write
    from lint_rules.reports.wording import plural

    asked = _asked(**given)
    if Path(asked.path).exists() and not force:
        raise ConfigError(f"{asked.path}: is there already: `baseline update` brings it up to date, --force replaces it")
    refuse_own_inputs(asked.job, [asked.path], "--baseline")
    _, found, complete = _looked(asked.job, Scope(scope or SCOPES[0]), asked.path)
    with signals.held():
        save(asked.path, write(found.entries(), found.scope))
    known = sum(entry.times > 0 for entry in found.entries())
    _tell(asked, f"{plural(known, 'line')} of findings stand there, and fail nothing from now on")
    if not asked.job.quiet:
        _advise(found, chosen=scope is not None)
        if given["baseline"] is None and asked.job.loaded.origins["baseline"] == "default":
            note(f'name it in the configuration (baseline = "{FILE}"), or with --baseline')
    return PASSED if complete else UNJUDGED


@command.command("update", cls=Command)
@_settings
@click.option("--add", is_flag=True, cls=Option, heading="Baseline", help="also add what is new")
@click.option(
    "--prune",
    is_flag=True,
    cls=Option,
    heading="Baseline",
    help="also drop what stands there of documents and hosts that are not among the inputs",
)
@click.option(
    "--check",
    "dry",
    is_flag=True,
    cls=Option,
    heading="Baseline",
    help="change nothing, and end with status 1 where something would be changed",
)
def update(add: bool, prune: bool, dry: bool, **given: Any) -> int:
    """Drop from the baseline what is found no longer.

    It only shrinks, unless --add is given: what is new is not waved through in passing. What is found less often counts less;
    what stands there of other documents, other hosts and rules that are not in use is left as it is. Where not all could be
    judged, nothing is changed.
    """
    from lint_rules.engine.keeping.baseline import updated
    from lint_rules.engine.keeping.baseline_file import File, save, write

    asked = _asked(**given)
    file = File(asked.path)
    before = file.entries()
    linter, found, complete = _looked(asked.job, file.scope, asked.path)
    if not complete:
        warn(f"{printable(asked.path)}: left as it is, as not all could be judged")
        return UNJUDGED
    used = {rule.code for rule in linter.rules}
    after, change = updated(before, found, asked=used.__contains__, add=add, prune=prune)
    if not dry and (after != before or not file.is_tidy):
        with signals.held():
            save(asked.path, write(after, file.scope))
    _tell(asked, _described(change, dry=dry))
    if dry and change.is_any and not asked.job.quiet:
        note("the same command without --check writes it")
    return FAILED if dry and change.is_any else PASSED


@command.command("audit", cls=Command)
@options.setting("baseline", "Baseline")
@options.setting("suppressions", "Baseline")
@click.option("--by", metavar="NAME", default="", cls=Option, heading="Baseline", help="who audits, for suppressions made of it")
@options.configuration
def audit(by: str, file: str | None, isolated: bool, **given: Any) -> int:
    """Go through what nobody has looked at yet, line by line.

    Each line is shown with its rule, and a key and Enter say what it is: real, a false alarm, or left for later. What is said is
    written at once; the next audit goes on after it. At the end false alarms can be made suppressions, which keep them out of
    the score too.
    """
    from lint_rules.cli.auditing import Session

    loaded = options.load_settings(file, isolated, given)
    return Session(loaded.config, loaded.config.baseline or FILE, by).run()


def _advise(found: Gathered, *, chosen: bool) -> None:
    """Say where a baseline holds for less than its maker may think: tomorrow's crawl has other documents, all of them new."""
    from lint_rules.engine.keeping.baseline_file import Scope
    from lint_rules.reports.wording import plural

    if found.scope is Scope.HOST and found.homeless:
        ways = "name the field of their address (--url-field), --host-field or --host-from-path"
        warn(f"{plural(found.homeless, 'document')} of no known host: what is known of them holds for each alone; {ways}")
    elif found.housed > found.homeless and not chosen:
        note("what is known holds for its document alone; with --scope host, for all pages of its host, as fits crawls")


def _looked(job: Job, scope: Scope, path: str) -> tuple[Linter, Gathered, bool]:
    """Judge all inputs, or read saved results; return what was found, and whether all could be judged."""
    from lint_rules.engine.keeping.baseline_file import folder_of
    from lint_rules.engine.linter import Linter
    from lint_rules.reports.progress import Progress
    from lint_rules.reports.style import wants_colour
    from lint_rules.runner import Inputs
    from lint_rules.runner.books import Books
    from lint_rules.runner.gathering import Gathering, gathered, gathered_again

    config = job.loaded.config
    linter = Linter(config)
    say_what_expired(linter)
    work = Gathering(scope, folder_of(path), text=not config.no_text)
    inputs = Inputs(job.named, job.files_from, stdin_filename=job.stdin_filename)
    progress = Progress(sys.stderr, shown=not job.quiet and sys.stderr.isatty(), total=lambda: inputs.size(config))
    books = Books(config, progress.others, ignore if job.quiet else warn, color=wants_colour(sys.stderr))
    found = work.empty()
    try:
        for chunk, harvest in gathered_again(linter, job.saved, work) if job.saved else gathered(linter, inputs, work):
            books.add(harvest.batch)
            found.merge(harvest.gathered)
            progress.step(harvest.batch.documents, chunk.weight, chunk.reached, harvest.batch.worst)
    finally:
        progress.end()
        books.finish()
    if not (books.gate.documents or config.allow_empty):
        raise InputError("no document could be judged: the baseline is left as it is")
    return linter, found, not books.gate.incomplete


def _described(change: Change, *, dry: bool) -> str:
    """Return what became of a baseline, or (`dry`) would."""
    from lint_rules.reports.wording import plural

    made = "would be " if dry else ""
    said = [
        f"{plural(count, 'line')} {verb}"
        for count, verb in (
            (change.dropped, f"{made}dropped"),
            (change.lowered, f"{made}lowered"),
            (change.added, f"{made}added"),
            (change.kept, "as before"),
            (change.unseen, "of documents or hosts that were not read (--prune drops them)"),
            (change.unasked, "of rules that are not in use"),
            (change.new, "not there (--add adds them)"),
        )
        if count
    ]
    return ", ".join(said) or "nothing stands there, and nothing was found"


def _tell(asked: _Asked, words: str) -> None:
    sys.stderr.write(f"baseline: {printable(asked.path)}: {words}\n")
