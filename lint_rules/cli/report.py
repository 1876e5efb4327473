"""`scrapelint report`: scores, findings by rule, and the worst texts."""

from __future__ import annotations

from typing import Any

import click

from lint_rules.cli import options
from lint_rules.cli.commands import Command, Option
from lint_rules.cli.judging import DOCUMENTS_IN_JSON, DOCUMENTS_LISTED, DOCUMENTS_ON_PAGE, Job, formats_of, judge, with_saved
from lint_rules.cli.overwriting import refuse_own_inputs, without_own_data

REPORT_SUFFIXES = {".json": "overview", ".html": "html", ".htm": "html", ".csv": "scores-csv", ".parquet": "scores-parquet"}
"""What a suffix stands for here, where that is not the same as in `check`."""


@click.command("report", cls=Command)
@options.inputs
@options.texts
@options.ruleset_change
@options.rule_settings
@options.reading_settings
@options.gate_settings
@options.output_files
@options.setting("only-failing", "Output")
@options.setting("no-text", "Output")
@click.option(
    "--documents",
    type=click.IntRange(min=0),
    metavar="N",
    cls=Option,
    heading="Output",
    help=f"documents to list, worst first; 0: all (otherwise {DOCUMENTS_LISTED}; {DOCUMENTS_ON_PAGE} on a page, "
    f"{DOCUMENTS_IN_JSON:,} in JSON)",
)
@options.quiet
@options.configuration
def command(
    inputs: tuple[str, ...],
    files_from: str | None,
    stdin_filename: str | None,
    texts: tuple[str, ...],
    allow_ruleset_change: bool,
    documents: int | None,
    quiet: bool,
    files: tuple[str, ...],
    file: str | None,
    isolated: bool,
    **given: Any,
) -> int:
    """Score texts, count findings by rule, and list the worst texts first.

    INPUT is a file, a folder, a pattern, or `-` for stdin; or files of results that `check -o` wrote, with --texts where a page
    shows whole texts.
    To a terminal, or with -o to a page for browsers (.html), a Markdown page (.md), a JSON object (.json), or a table of scores
    (.csv, .parquet).
    """
    loaded = options.load_settings(file, isolated, given)
    job = Job(loaded, inputs, files_from, stdin_filename, quiet, allow_change=allow_ruleset_change)
    job = with_saved(job, texts)
    wanted = without_own_data(job, formats_of(files, "terminal", REPORT_SUFFIXES, named=False))
    refuse_own_inputs(job, dict(wanted))
    return judge(job, wanted, documents=documents)
