"""`scrapelint gate`: do saved results pass?"""

from __future__ import annotations

from typing import Any

import click

from lint_rules.cli import options
from lint_rules.cli.commands import Command
from lint_rules.cli.judging import Job, judge


@click.command("gate", cls=Command)
@click.argument("results", nargs=-1, required=True, metavar="RESULTS...")
@options.ruleset_change
@options.setting("allow-empty", "Input")
@options.together(*(options.setting(key, "Rules") for key in options.RULESET_SETTINGS))
@options.gate_settings
@options.quiet
@options.configuration
def command(
    results: tuple[str, ...],
    allow_ruleset_change: bool,
    quiet: bool,
    file: str | None,
    isolated: bool,
    **given: Any,
) -> int:
    """Hold saved results against the limits, without judging the texts again.

    RESULTS are files that `check -o` wrote, or patterns of such: .jsonl, .json or .parquet. Each limit that is set is shown with
    the number that decides it; the exit status is that of `check`.
    """
    from lint_rules.runner.saved import Saved, expanded

    loaded = options.load_settings(file, isolated, given)
    saved = Saved(expanded(results), allow_ruleset_change)
    return judge(Job(loaded, results, None, None, quiet, saved=saved, allow_change=allow_ruleset_change), [])
