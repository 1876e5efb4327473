"""`scrapelint check`: what does not belong in scraped texts, and their scores."""

from __future__ import annotations

from typing import Any

import click

from lint_rules.cli import options
from lint_rules.cli.commands import Command, Option
from lint_rules.cli.console import complain, printable, say
from lint_rules.cli.judging import Job, formats_of, judge
from lint_rules.cli.status import PASSED, UNJUDGED


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
@options.output_files
@options.output_settings
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
    file: str | None,
    isolated: bool,
    **given: Any,
) -> int:
    """Find what does not belong in scraped texts, and score them.

    INPUT is a file, a folder, a pattern, or `-` for stdin; without any, the working directory. Output formats are full,
    concise, json, jsonl and markdown.
    """
    from lint_rules.reports import refuse_unknown

    loaded = options.load_settings(file, isolated, given)
    job = Job(loaded, inputs, files_from, stdin_filename, quiet)
    if show_files:
        return _show(job)
    refuse_unknown(loaded.config.output_format)
    wanted = formats_of(files, loaded.config.output_format, {}, named=given["output_format"] is not None)
    if statistics:
        wanted = [(path, "statistics") if path is None and name in ("full", "concise") else (path, name) for path, name in wanted]
    return judge(job, wanted, expectations=expectations, statistics=statistics)


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
