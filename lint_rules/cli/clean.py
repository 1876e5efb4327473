"""`scrapelint clean`: copies of documents without what does not belong in them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from lint_rules.cli import options
from lint_rules.cli.commands import Command, Option
from lint_rules.cli.console import ignore, note, say, warn
from lint_rules.cli.judging import Job, answer, asked, carry_out, earlier_gate, say_what_expired
from lint_rules.config import Config
from lint_rules.errors import ConfigError

if TYPE_CHECKING:
    from lint_rules.cleaning.places import Place
    from lint_rules.cleaning.routing import Mode
    from lint_rules.cleaning.tally import Tally
    from lint_rules.cleaning.text import Policy
    from lint_rules.cleaning.wanted import Counts
    from lint_rules.engine.linter import Linter
    from lint_rules.formats import Found
    from lint_rules.runner import Batch, Chunk, Inputs
    from lint_rules.runner.recording import Asked

HEADING = "Cleaning"


class Order(NamedTuple):
    """What is to be done, and where the results go."""

    mode: Mode
    policy: Policy
    output: str | None
    rejects: str | None
    removed: str | None
    attributes: str | None
    diff: bool


def _share(context: click.Context, parameter: click.Parameter, value: str | None) -> float | None:  # noqa: ARG001
    """Return a share from 0 to 1, given as such or in per cent. Raises ConfigError."""
    if value is None:
        return None
    try:
        share = float(value.removesuffix("%")) / (100 if value.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise ConfigError(f"{parameter.opts[0]}: '{value}' is no share, such as 50% or 0.5")
    return share


@click.command("clean", cls=Command)
@options.inputs
@click.option(
    "-o",
    "--output",
    metavar="OUTPUT",
    cls=Option,
    heading="Output",
    help="where the copies go: a file, a folder, or - for stdout",
)
@click.option("--rejects", metavar="PLACE", cls=Option, heading="Output", help="where documents go that fail or lose too much")
@click.option(
    "--removed", metavar="FILE", cls=Option, heading="Output", help="write what was taken out, with offsets, as JSON lines"
)
@click.option(
    "--removed-dolma", "attributes", metavar="FOLDER", cls=Option, heading="Output", help="… and as attribute files of dolma"
)
@click.option("--diff", is_flag=True, cls=Option, heading="Output", help="show what changes; without -o, do no more than that")
@options.setting("no-text", "Output")
@options.resume
@click.option("--keep-only", is_flag=True, cls=Option, heading=HEADING, help="change nothing: sort out the documents that fail")
@click.option("--annotate", is_flag=True, cls=Option, heading=HEADING, help="keep all as they are, and add what is said of them")
@click.option("--unsafe-fixes", is_flag=True, cls=Option, heading=HEADING, help="make fixes too that a reader should look at")
@click.option(
    "--budget",
    metavar="SHARE",
    callback=_share,
    cls=Option,
    heading=HEADING,
    help="the share of a text that may go; what would lose more is rejected whole [50%]",
)
@click.option(
    "--min-confidence",
    "least",
    metavar="0–1",
    callback=_share,
    cls=Option,
    heading=HEADING,
    help="leave what is found amid the text with less confidence than this [0.9]",
)
@options.rule_settings
@options.reading_settings
@options.shard
@options.gate_settings
@options.quiet
@options.configuration
def command(  # the options of a command are its parameters
    inputs: tuple[str, ...],
    files_from: str | None,
    stdin_filename: str | None,
    output: str | None,
    rejects: str | None,
    removed: str | None,
    attributes: str | None,
    diff: bool,
    resume: bool,
    keep_only: bool,
    annotate: bool,
    unsafe_fixes: bool,
    budget: float | None,
    least: float | None,
    shard: tuple[int, int] | None,
    quiet: bool,
    file: str | None,
    isolated: bool,
    **given: Any,
) -> int:
    """Write copies without what does not belong in the texts, in the form that they came in.

    What rules are sure of is taken out, and damage mended that can be mended without a doubt; nothing else changes. Inputs
    are never touched. Documents that fail the gate, or would lose more than the budget, are not in OUTPUT: --rejects keeps
    them. As what is found is taken out, --fail-on is never here, unless it is set.
    """
    from lint_rules.cleaning.routing import Mode
    from lint_rules.cleaning.text import BUDGET, LEAST_CONFIDENCE, Policy
    from lint_rules.runner import Shard

    if not inputs and files_from is None:
        raise ConfigError("clean: name what is to be cleaned: files, folders, or - for stdin")
    if output is None and not diff:
        raise ConfigError("clean: say where the copies go: -o OUTPUT (or --diff, to see what would change)")
    mode = Mode.ANNOTATE if annotate else Mode.KEEP_ONLY if keep_only else Mode.CLEAN
    changing = {
        "--unsafe-fixes": unsafe_fixes,
        "--budget": budget is not None,
        "--min-confidence": least is not None,
        "--diff": diff,
    }
    if annotate and keep_only:
        raise ConfigError("--annotate keeps all documents, and --keep-only does not: choose one")
    for name, is_given in changing.items():
        if is_given and mode is not Mode.CLEAN:
            raise ConfigError(f"--{mode} changes no text, and {name} is about what changes")
    if annotate and rejects is not None:
        raise ConfigError("--annotate keeps all documents: there is nothing for --rejects")
    if diff and output == "-":
        raise ConfigError("--diff: standard output has the copies already")
    policy = Policy(unsafe_fixes, LEAST_CONFIDENCE if least is None else least, BUDGET if budget is None else budget)
    loaded = options.load_settings(file, isolated, given)
    if mode is Mode.CLEAN and loaded.origins["fail-on"] == "default":
        # What is found is taken out here: it would be no use to set aside all that has something to take out.
        loaded = loaded._replace(config=replace(loaded.config, fail_on="never"))
    job = Job(loaded, inputs, files_from, stdin_filename, quiet, Shard(*shard) if shard else None, resume)
    return _clean(job, Order(mode, policy, output, rejects, removed, attributes, diff))


def _wanted(job: Job, order: Order, counts: Counts) -> list[Asked]:
    """Return the outputs. Raises ConfigError where one of them is an input, or two are one."""
    from lint_rules.cleaning.places import REASONS_FILE, place_of, refuse_inputs, refuse_overlaps
    from lint_rules.cleaning.wanted import Attributes, Copies, Diff, Lines
    from lint_rules.cleaning.working import COPIES, REASONS, REJECTS, REMOVED

    listed = job.files_from is not None
    wanted: list[Asked] = []
    places: list[tuple[str, str, bool]] = []
    if order.output is not None:
        place = place_of(order.output, job.inputs, listed=listed, option="-o")
        wanted.append(Copies(COPIES, place))
        if place.path is not None:
            places.append(("-o", place.path, place.is_folder))
    if order.rejects is not None:
        if order.rejects == "-":
            raise ConfigError("--rejects: name a file or a folder")
        place = place_of(order.rejects, job.inputs, listed=listed, option="--rejects")
        wanted.append(Copies(REJECTS, place))
        places.append(("--rejects", order.rejects, place.is_folder))
        if place.is_folder:
            wanted.append(Lines(REASONS, f"{place.path}/{REASONS_FILE}"))
    if order.removed is not None:
        refuse_inputs(order.removed, job.inputs, "--removed")
        wanted.append(Lines(REMOVED, order.removed))
        places.append(("--removed", order.removed, False))
    if order.attributes is not None:
        refuse_inputs(order.attributes, job.inputs, "--removed-dolma")
        wanted.append(Attributes(order.attributes, job.named))
        places.append(("--removed-dolma", order.attributes, True))
    if order.diff:
        wanted.append(Diff())
    refuse_overlaps(places)
    return [*wanted, counts]


def _clean(job: Job, order: Order) -> int:
    """Copy all documents, say what became of them, and return the exit status."""
    from lint_rules.cleaning.wanted import Copies, Counts
    from lint_rules.cleaning.working import REJECTS, Cleaning
    from lint_rules.engine.linter import Linter
    from lint_rules.reports.progress import Progress
    from lint_rules.reports.style import wants_colour
    from lint_rules.runner import Inputs, worked
    from lint_rules.runner.books import Books
    from lint_rules.runner.feed import Feed
    from lint_rules.runner.recording import Recording

    counts = Counts()
    wanted = _wanted(job, order, counts)
    config = job.loaded.config
    colour = wants_colour(sys.stderr)
    linter = Linter(config)
    inputs = Inputs(job.inputs, job.files_from, stdin_filename=job.stdin_filename)
    progress = Progress(
        sys.stderr,
        shown=not job.quiet and sys.stderr.isatty() and not (order.diff and sys.stdout.isatty()),
        total=lambda: inputs.size(config),
        share=1 / job.shard.of if job.shard else 1.0,
    )
    previous = earlier_gate(config, linter.ruleset, job)
    books = Books(config, progress.others, ignore if job.quiet else warn, color=colour, previous=previous)
    say_what_expired(linter)
    stdin = "-" in job.inputs or job.files_from == "-"
    orders = {"what is done": f"{order.mode} {order.policy}", "--rejects": order.rejects or "", "--removed": order.removed or ""}
    recording = Recording(wanted, sys.stdout, {**asked(job, linter), **orders}, resume=job.resume, repeatable=not stdin)

    def work() -> Iterator[tuple[Chunk, Batch]]:
        own = {os.path.realpath(each.path): each.path for each in wanted if each.path is not None}
        rejects = next((each.place for each in wanted if isinstance(each, Copies) and each.format == REJECTS), None)
        feed = Feed(
            lambda: _found(inputs, config, order.mode, own, rejects),
            config,
            shard=job.shard,
            start=recording.position,
            repeatable=recording.is_repeatable,
        )
        cleaning = Cleaning(order.mode, order.policy, tuple(each.format for each in wanted))
        return worked(feed, cleaning, config, config.jobs, cleaning.cleaning(linter))

    carry_out(work, recording, books, progress)
    _say(counts.tally, order, linter, quiet=job.quiet)
    return answer(books.gate, quiet=job.quiet, color=colour)


def _say(tally: Tally, order: Order, linter: Linter, *, quiet: bool) -> None:
    """Say what each rule took out, and what became of the documents."""
    from lint_rules.reports.style import wants_colour

    if not quiet and order.output != "-" and not order.diff:
        names = {rule.code: rule.name() for rule in linter.rules}
        for line in tally.table(names, color=wants_colour(sys.stdout)):
            say(line, end="")
    if not quiet and tally.rejected and order.rejects is None and order.output is not None:
        note("rejected documents are in no output: --rejects keeps them, with the reasons")
    sys.stderr.write(tally.sentence() + "\n")


def _found(inputs: Inputs, config: Config, mode: Mode, own: Mapping[str, str], rejects: Place | None) -> Iterator[Found]:
    """Yield the inputs as they are read to be copied. Raises ConfigError where one of them cannot be copied so, is one of the
    files that are written, by its real path, or would be rejected to where the reasons stand.
    """
    from lint_rules.cleaning.places import REASONS_FILE
    from lint_rules.cleaning.routing import Mode
    from lint_rules.formats.copying import found_for_copies

    for found in inputs.found(config):
        if not found.stdin and os.path.realpath(found.path) in own:
            raise ConfigError(f"{own[os.path.realpath(found.path)]}: this is an input, and nothing is cleaned in place")
        if rejects is not None and rejects.is_reasons_file(found.path):
            raise ConfigError(
                f"--rejects {rejects.path}: {found.path} has the name of the file there that says why documents were rejected: "
                f"leave it out (--extend-exclude {REASONS_FILE}), or rename it"
            )
        if mode is Mode.ANNOTATE and found.format in ("text", "markdown"):
            raise ConfigError(
                f"--annotate: {found.path} is a text, and has no fields: `scrapelint check -o results.jsonl` says all of it"
            )
        yield found_for_copies(found)
