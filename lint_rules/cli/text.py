"""`scrapelint text`: the text that the rules see."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from lint_rules.cli import options
from lint_rules.cli.commands import Command, Option
from lint_rules.cli.console import complain, printable, say
from lint_rules.cli.status import FAILED, PASSED, UNJUDGED
from lint_rules.errors import InputError

if TYPE_CHECKING:
    from lint_rules.document import Document, SourceMap


@click.command("text", cls=Command)
@click.argument("name", metavar="FILE")
@click.option(
    "--record", type=click.IntRange(min=1), metavar="N", cls=Option, heading="Input", help="the one record of the file to print"
)
@click.option(
    "--stdin-filename", metavar="NAME", cls=Option, heading="Input", help="the name (and so the format) of what `-` reads"
)
@click.option(
    "--map",
    "mapped",
    is_flag=True,
    cls=Option,
    heading="Output",
    help="print, one JSON object a run of the text, where in the markup of the page it stands",
)
@options.reading_settings
@options.configuration
def command(
    name: str, record: int | None, stdin_filename: str | None, mapped: bool, file: str | None, isolated: bool, **given: Any
) -> int:
    """Print the text that the rules see of a file: what all offsets count in.

    Of an HTML page it is the page reduced to text; of records, the text of each. Into a pipe or a file it is printed as it
    is; on a terminal, what could take it over is escaped.
    """
    from lint_rules import formats
    from lint_rules.document import Document
    from lint_rules.reports.style import printed

    config = options.load_settings(file, isolated, given).config
    loose = sys.stdout.isatty()
    status = FAILED
    for found in formats.collect([name], config, stdin_filename=stdin_filename):
        for each in formats.read(found, config):
            if record not in (None, each.source.record):
                continue
            status = PASSED if isinstance(each, Document) and status != UNJUDGED else UNJUDGED
            if not isinstance(each, Document):
                complain(f"{printable(each.source.id)}: {each.error}")
            elif not mapped:
                say(printed(each.text) if loose else each.text, end="")
            elif each.source_map is not None:
                _say_map(each, each.source_map)
            else:
                complain(f"{printable(each.source.id)}: this is no page, and has no markup to lead back to")
                status = UNJUDGED
    if status == FAILED:
        raise InputError(
            f"{printable(name)}: " + ("there is nothing to read" if record is None else f"there is no record {record}")
        )
    return status


def _say_map(doc: Document, source_map: SourceMap) -> None:
    """Print the runs of a text with their elements."""
    from lint_rules.reports.record import encoded

    for start, end, xpath in source_map.runs():
        run = {"start": start, "end": end, "xpath": xpath, "text": doc.text[start:end]}
        say(encoded(run if doc.source.record is None else {"record": doc.source.record, **run}))
