"""`scrapelint report`: scores, findings by rule, and the worst texts."""

from __future__ import annotations

from typing import Any

import click

from lint_rules.cli import options
from lint_rules.cli.commands import Command, Option
from lint_rules.cli.judging import DOCUMENTS_IN_JSON, DOCUMENTS_LISTED, Job, formats_of, judge
from lint_rules.config import SETTINGS

REPORT_SUFFIXES = {".json": "overview"}
"""What a suffix stands for here, where that is not the same as in `check`."""


@click.command("report", cls=Command)
@options.inputs
@options.rule_settings
@options.reading_settings
@options.gate_settings
@options.output_files
@click.option("--only-failing", is_flag=True, default=None, cls=Option, heading="Output", help=SETTINGS["only-failing"].help)
@click.option(
    "--documents",
    type=click.IntRange(min=0),
    metavar="N",
    cls=Option,
    heading="Output",
    help=f"documents to list, worst first; 0: all (otherwise {DOCUMENTS_LISTED}; {DOCUMENTS_IN_JSON:,} in JSON)",
)
@options.quiet
@options.configuration
def command(
    inputs: tuple[str, ...],
    files_from: str | None,
    stdin_filename: str | None,
    documents: int | None,
    quiet: bool,
    files: tuple[str, ...],
    file: str | None,
    isolated: bool,
    **given: Any,
) -> int:
    """Score texts, count findings by rule, and list the worst texts first.

    To a terminal, or with -o to a Markdown page (.md) or a JSON object (.json).
    """
    loaded = options.load_settings(file, isolated, given)
    job = Job(loaded, inputs, files_from, stdin_filename, quiet)
    return judge(job, formats_of(files, "terminal", REPORT_SUFFIXES, named=False), documents=documents)
