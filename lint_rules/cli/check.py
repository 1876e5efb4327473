"""`scrapelint check`: what does not belong in scraped texts, and their scores."""

from __future__ import annotations

from typing import Any

import click

from lint_rules.cli import options
from lint_rules.cli.commands import Command, Option
from lint_rules.cli.console import complain, printable, say
from lint_rules.cli.judging import Job, Wanted, formats_of, judge
from lint_rules.cli.overwriting import refuse_own_inputs
from lint_rules.cli.status import PASSED, UNJUDGED
from lint_rules.errors import ConfigError


@click.command("check", cls=Command)
@options.inputs
@click.option("--show-files", is_flag=True, cls=Option, heading="Input", help="list what would be read, and end")
@options.rule_settings
@options.reading_settings
@options.gate_settings
@click.option(
    "--expectations",
    is_flag=True,
    cls=Option,
    heading="Gate",
    help="a file with expectations beside it (page.txt.expect.toml) passes if it meets them",
)
@options.shard
@options.output_files
@options.output_folder
@options.output_settings
@options.resume
@options.ruleset_change
@options.statistics
@options.quiet
@options.configuration
def command(  # the options of a command are its parameters
    inputs: tuple[str, ...],
    files_from: str | None,
    stdin_filename: str | None,
    show_files: bool,
    expectations: bool,
    statistics: bool,
    quiet: bool,
    files: tuple[str, ...],
    output_dir: str | None,
    shard: tuple[int, int] | None,
    resume: bool,
    allow_ruleset_change: bool,
    file: str | None,
    isolated: bool,
    **given: Any,
) -> int:
    """Find what does not belong in scraped texts, and score them.

    INPUT is a file, a folder, a pattern, or `-` for stdin; without any, the working directory. Output formats are full,
    concise, json, jsonl, markdown, sarif, github, gitlab, junit, parquet and dolma.
    """
    from lint_rules.reports import refuse_unknown
    from lint_rules.runner import Shard

    loaded = options.load_settings(file, isolated, given)
    job = Job(loaded, inputs, files_from, stdin_filename, quiet, Shard(*shard) if shard else None, resume)
    job = job._replace(allow_change=allow_ruleset_change)
    if show_files:
        return _show(job)
    refuse_unknown(loaded.config.output_format)
    wanted = _wanted(loaded.config.output_format, files, output_dir, named=given["output_format"] is not None)
    refuse_own_inputs(job, dict(wanted))
    if statistics:
        wanted = [(path, "statistics") if path is None and name in ("full", "concise") else (path, name) for path, name in wanted]
    return judge(job, wanted, expectations=expectations, statistics=statistics)


def _wanted(format_: str, files: tuple[str, ...], folder: str | None, *, named: bool) -> Wanted:
    """Return the outputs that are asked for. Raises ConfigError where the format and its place do not go together."""
    if folder is None:
        return formats_of(files, format_, {}, named=named)
    if format_ != "dolma":
        raise ConfigError("--output-dir: a file of results for each input is what --output-format dolma writes, no other")
    return [(folder, format_), *(formats_of(files, "full", {}, named=False) if files else [])]


def _show(job: Job) -> int:
    """List the files that would be read."""
    from lint_rules import formats

    status = PASSED
    config = job.loaded.config
    some = False
    for found in formats.collect(job.named, config, files_from=job.files_from, stdin_filename=job.stdin_filename):
        some = True
        if found.error is None:
            say(printable(found.path))
        else:
            complain(f"{printable(found.path)}: {found.error}")
            status = UNJUDGED
    return status if some or config.allow_empty or config.force_exclude else UNJUDGED
