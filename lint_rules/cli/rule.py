"""`scrapelint rule`: the page of one rule."""

from __future__ import annotations

import click

from lint_rules.cli import options
from lint_rules.cli.commands import Command
from lint_rules.cli.console import say
from lint_rules.cli.status import PASSED


@click.command("rule", cls=Command)
@click.argument("code")
@options.configuration
def command(code: str, file: str | None, isolated: bool) -> int:
    """Show the page of a rule, named by its code or its name."""
    from lint_rules.engine import explain, registry

    known = registry.discover(options.load_settings(file, isolated, {}).config)
    say(explain.page(explain.find(code, known)), end="")
    return PASSED
