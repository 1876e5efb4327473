"""`scrapelint profile`: what the sites of a corpus repeat, counted before single documents are judged."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lint_rules.cli import options
from lint_rules.cli.commands import Command, Commands, Option
from lint_rules.cli.console import ignore, printable, say, warn
from lint_rules.cli.judging import Job
from lint_rules.cli.overwriting import refuse_own_inputs
from lint_rules.cli.status import PASSED, UNJUDGED
from lint_rules.errors import ConfigError, InputError

if TYPE_CHECKING:
    from lint_rules.profiles.overview import HostOverview

HOSTS_LISTED = 50
LINES_LISTED = 20

command = Commands(
    "profile",
    help="""Count what the sites of texts repeat, for `check --profile` to judge by.

    A first pass over all texts makes a profile; a second one judges each text by it, the same in any order.
    """,
)


@command.command("build", cls=Command)
@options.inputs
@options.shard
@click.option(
    "-o", "--output-file", "output", required=True, metavar="FILE", cls=Option, heading="Output", help="write the profile there"
)
@click.option(
    "--pages-per-host",
    type=click.IntRange(min=3),
    metavar="N",
    cls=Option,
    heading="Output",
    help="pages of a site to keep: a sample where it has more [500]",
)
@click.option(
    "--scores/--no-scores",
    default=True,
    cls=Option,
    heading="Output",
    help="also keep the pages' scores, by which a text far below its site's is known; takes most of the time",
)
@options.together(*(options.setting(key, "Rules") for key in options.RULE_SETTINGS if key != "profile"))
@options.reading_settings
@options.setting("max-unreadable", "Input")
@options.quiet
@options.configuration
def build(
    inputs: tuple[str, ...],
    files_from: str | None,
    stdin_filename: str | None,
    shard: tuple[int, int] | None,
    output: str,
    pages_per_host: int | None,
    scores: bool,
    quiet: bool,
    file: str | None,
    isolated: bool,
    **given: Any,
) -> int:
    """Count what the sites of texts repeat.

    INPUT is what `check` reads. Texts need a site: an address (--url-field), --host-field or --host-from-path. The same page read
    twice counts once. Parts made with --shard, or on several machines, add up with `profile merge`.
    """
    from lint_rules.runner import Shard

    loaded = options.load_settings(file, isolated, given)
    loaded = loaded._replace(config=replace(loaded.config, profile=None))  # to count is not to judge by what was counted before
    job = Job(loaded, inputs, files_from, stdin_filename, quiet, Shard(*shard) if shard else None)
    refuse_own_inputs(job, [output])
    return _count(job, output, pages_per_host, scores=scores)


@command.command("merge", cls=Command)
@click.argument("profiles", nargs=-1, required=True, metavar="PROFILE...")
@click.option(
    "-o", "--output-file", "output", required=True, metavar="FILE", cls=Option, heading="Output", help="write the sum there"
)
def merge(profiles: tuple[str, ...], output: str) -> int:
    """Add profiles up: the sum is the profile of all their texts, in whichever order and however they were shared out."""
    from lint_rules.profiles import merge_files

    merge_files(profiles, output)
    return PASSED


@command.command("show", cls=Command)
@click.argument("file", metavar="PROFILE")
@click.argument("inputs", nargs=-1, metavar="[INPUT]...")
@click.option("--host", metavar="HOST", cls=Option, heading="Output", help="show what this site repeats")
@click.option(
    "--top",
    type=click.IntRange(min=0),
    metavar="N",
    cls=Option,
    heading="Output",
    help=f"hosts or lines to list; 0: all [{HOSTS_LISTED} hosts, {LINES_LISTED} lines]",
)
@options.reading_settings
def show(file: str, inputs: tuple[str, ...], host: str | None, top: int | None, **given: Any) -> int:
    """Show what a profile holds: its hosts, or the lines that one of them repeats.

    A profile holds no words. Name the texts that it was made of as INPUT, and the lines are shown as they stand there. The whole
    file is read, and damage to it found.
    """
    from lint_rules.profiles import overview

    if host is None:
        if inputs:
            raise ConfigError("INPUT: the words of one site's lines are shown: name it with --host")
        for line in overview.described(overview.overview(Path(file), HOSTS_LISTED if top is None else top)):
            say(printable(line))
        return PASSED
    wanted = host.lower().removeprefix("www.")
    known = overview.of_host(Path(file), wanted)
    if known is None:
        raise ConfigError(f"{file}: nothing is known of the host '{host}'")
    for line in _described(known, _words(inputs, known, given), LINES_LISTED if top is None else top):
        say(printable(line))
    return PASSED


def _count(job: Job, output: str, pages_per_host: int | None, *, scores: bool) -> int:
    """Count all documents, write the profile, and return the exit status."""
    from lint_rules.engine.gate import Gate
    from lint_rules.engine.linter import Linter
    from lint_rules.profiles import Profile
    from lint_rules.profiles.layout import ProfileFile
    from lint_rules.profiles.sample import PAGES
    from lint_rules.reports.failures import Failures
    from lint_rules.reports.progress import Progress
    from lint_rules.reports.style import wants_colour
    from lint_rules.reports.wording import plural
    from lint_rules.runner import Inputs
    from lint_rules.runner.observing import Observing, observed
    from lint_rules.runner.remarks import Told

    config = job.loaded.config
    linter = Linter(config) if scores else None
    profile = Profile(pages_per_host=pages_per_host or PAGES, scored_by=linter.scored_by if linter else "")
    inputs = Inputs(job.named, job.files_from, stdin_filename=job.stdin_filename)
    progress = Progress(
        sys.stderr,
        shown=not job.quiet and sys.stderr.isatty(),
        total=lambda: inputs.size(config),
        share=1 / job.shard.of if job.shard else 1.0,
    )
    told = Told(ignore if job.quiet else warn)
    failures = Failures(progress.others, color=wants_colour(sys.stderr))
    gate = Gate(config)
    homeless = 0
    try:
        for chunk, seen in observed(config, inputs, Observing(profile.head.limit, scores), linter, job.shard):
            for each in seen.passed:
                told.add(each)
            for result in seen.unreadable:
                gate.add(result)
                failures.add(result.source, result.failures)
            for page in seen.pages:
                profile.add(page.host, page.hash, page.marks)
            gate.totals.documents += seen.documents
            homeless += seen.homeless
            progress.step(seen.documents, chunk.weight, chunk.reached, None)
    finally:
        progress.end()
        told.flush()
        failures.finish()
    if homeless:
        ways = "name the field of their address (--url-field), --host-field or --host-from-path"
        warn(f"{plural(homeless, 'document')} of no known site passed over: {ways}")
    counted = gate.documents - homeless
    if not counted and not config.allow_empty and job.shard is None:  # a part may be empty
        raise InputError("there is nothing to count: no document of a known site")
    profile.save(output)
    with ProfileFile.open(Path(output), None) as made:
        holds = f"{printable(output)} holds {plural(made.pages, 'page')} of {plural(made.hosts, 'site')}"
    sys.stderr.write(f"profile: {plural(counted, 'document')} counted; {holds}\n")
    return UNJUDGED if gate.incomplete else PASSED


def _words(inputs: Sequence[str], known: HostOverview, given: dict[str, Any]) -> dict[int, str]:
    """Return the words of the lines that a site repeats, by their hashes, as they stand in the texts that are named."""
    from lint_rules import formats
    from lint_rules.document import Document
    from lint_rules.profiles.marks import keys_by_line

    found: dict[int, str] = {}
    config = options.load_settings(None, isolated=False, given=given).config
    for each in formats.collect(inputs, config):
        for doc in formats.read(each, config):
            if len(found) == len(known.repeated):
                return found
            if isinstance(doc, Document) and doc.host == known.host:
                reading = doc.reading
                lines, _ = keys_by_line(reading)
                found.update((key, line.text) for key, line in zip(lines, reading.lines, strict=True) if key in known.repeated)
    return found


def _described(known: HostOverview, words: dict[int, str], most: int) -> Iterator[str]:
    """Yield lines that tell what a profile holds of a host."""
    from lint_rules.profiles.overview import sizes
    from lint_rules.reports.wording import plural

    yield f"{known.host}: {sizes(known)}"
    for names in known.copies:
        yield f"one document: {', '.join(names)}"
    shown = [(key, count) for key, count in known.repeated.items() if key in words]
    for key, count in shown[: most or None]:
        yield f"{count:>7,}  {words[key]}"
    if words and most and len(shown) > most:
        yield f"… and {plural(len(shown) - most, 'more line')}"
