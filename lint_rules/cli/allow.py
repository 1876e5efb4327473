"""`scrapelint allow`: words that are right to keep."""

from __future__ import annotations

import click

from lint_rules.cli import options
from lint_rules.cli.commands import Command, Option
from lint_rules.cli.console import printable, say
from lint_rules.cli.status import PASSED
from lint_rules.errors import ConfigError

UNJUSTIFIED = "no reason given"


@click.command("allow", cls=Command)
@click.argument("codes", metavar="CODE")
@click.argument("words", metavar="TEXT")
@click.option(
    "--reason",
    metavar="WHY",
    cls=Option,
    heading="Allowance",
    default=UNJUSTIFIED,
    help="why the words are right, for those who read it later",
)
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="HOST",
    cls=Option,
    heading="Allowance",
    help="allow them on this site only; repeatable",
)
@click.option(
    "--config", "file", metavar="FILE", cls=Option, heading="Configuration", help="write to this configuration file, no other"
)
def command(codes: str, words: str, reason: str, hosts: tuple[str, ...], file: str | None) -> int:
    """Keep TEXT: findings of CODE (or of all codes that begin so) on lines that read so are dropped from now on.

    `*` in TEXT stands for any words within the line. The allowance is written to the configuration's allow-file, else to the
    configuration in use, else to a new scrapelint.toml here.
    """
    from lint_rules.config import Allowance, append_allowance
    from lint_rules.engine import registry
    from lint_rules.rule import quoted

    loaded = options.load_settings(file, isolated=False, given={})
    wanted = tuple(filter(None, (code.strip().upper() for code in codes.split(","))))
    own = {table.code for table in loaded.config.phrase}
    registry.refuse_unknown("allow", [code for code in wanted if code not in own], registry.discover(loaded.config))
    line = words.strip()
    if not wanted or not line.strip("*") or "\n" in line or "\r" in line:
        raise ConfigError("allow: give a code, and words of one line" if wanted else "allow: give a code")
    sites = options.sites(hosts)
    if any((each.codes, each.line, each.hosts) == (wanted, line, sites) for each in loaded.config.allow):
        say(f"findings of {', '.join(wanted)} on {quoted(line)} are kept already")
        return PASSED
    path = append_allowance(loaded, Allowance(wanted, line, reason, sites))
    say(f"{printable(str(path))}: findings of {', '.join(wanted)} on {quoted(line)} are kept from now on")
    return PASSED
