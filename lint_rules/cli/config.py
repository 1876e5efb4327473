"""`scrapelint config`: the settings in force."""

from __future__ import annotations

from typing import Any

import click

from lint_rules.cli import options
from lint_rules.cli.commands import Command, Option
from lint_rules.cli.console import say
from lint_rules.cli.status import PASSED


@click.command("config", cls=Command)
@options.rule_settings
@options.reading_settings
@options.gate_settings
@options.output_settings
@click.option(
    "--format", "shape", type=click.Choice(["toml", "json"]), default="toml", cls=Option, heading="Output", help="toml or json"
)
@options.configuration
def command(shape: str, file: str | None, isolated: bool, **given: Any) -> int:
    """Show every setting in force, and where it came from."""
    from lint_rules.reports.settings import as_json, as_toml

    loaded = options.load_settings(file, isolated, given)
    say(as_json(loaded) if shape == "json" else as_toml(loaded), end="")
    return PASSED
