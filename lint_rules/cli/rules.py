"""`scrapelint rules`: the rules there are."""

from __future__ import annotations

from typing import Any

import click

from lint_rules.cli import options
from lint_rules.cli.commands import Command, Option
from lint_rules.cli.console import printable, say
from lint_rules.cli.status import PASSED


@click.command("rules", cls=Command)
@options.rule_settings
@click.option(
    "--output-format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    cls=Option,
    heading="Output",
    help="text or json",
)
@options.configuration
def command(shape: str, file: str | None, isolated: bool, **given: Any) -> int:
    """List all rules, those switched off too."""
    from lint_rules.engine import explain, registry
    from lint_rules.reports.record import encoded

    config = options.load_settings(file, isolated, given).config
    known = registry.discover(config)
    on = {rule.code for rule in registry.selected(config, known)}
    listed = [explain.summarise(rule) for rule in known]
    if shape == "json":
        say(encoded([{**summary._asdict(), "on": summary.code in on} for summary in listed], indent=2))
        return PASSED
    width = max((len(summary.name) for summary in listed), default=0)
    for summary in listed:
        state = "" if summary.code in on else "(preview) " if summary.preview else "(off) "
        say(f"{summary.code}  {summary.name:<{width}}  {summary.severity:<7}  {state}{printable(summary.summary)}")
    return PASSED
