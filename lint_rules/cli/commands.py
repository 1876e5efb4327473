"""Commands and options as the help lists them, and groups that import a command when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lint_rules.cli.completing import type_of
from lint_rules.cli.console import printable
from lint_rules.errors import suggestion

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

PROGRAM = "scrapelint"


class Option(click.Option):
    """An option that stands under a heading in the help of its command."""

    def __init__(self, *arguments: Any, heading: str = "", **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.heading = heading


class Command(click.Command):
    """A command whose help lists options under their headings, and whose values a shell can complete."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        for parameter in self.params:
            parameter.type = type_of(parameter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, those of one heading together, in the order in which they were declared."""
        headings: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                headings.setdefault(getattr(parameter, "heading", ""), []).append(record)
        last = headings.pop("", [])
        for heading, records in [*headings.items(), ("Other", last)]:
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)


class Commands(click.Group):
    """A group of commands. An unknown one names the nearest, or what a file's name was probably meant for.

    `lazy` are commands by name, each with what the list of commands says of it: the module of that name in the group's
    `package` holds the command as `command`, and is imported when the command is asked for.
    """

    command_class = Command

    def __init__(self, *arguments: Any, package: str = "", lazy: Mapping[str, str] | None = None, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.package = package
        self.lazy = dict(lazy or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order in which help lists them."""
        return [*self.lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, None where there is none."""
        if cmd_name in self.lazy:
            command: click.Command = import_module(f"{self.package}.{cmd_name}").command
            return command
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments begin with. Raises UsageError where there is none."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            meant = (
                f"; did you mean '{PROGRAM} check {name}'?" if Path(name).exists() else suggestion(name, self.list_commands(ctx))
            )
            raise click.UsageError(f"there is no command '{printable(name)}'{meant}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, without importing those that are lazy."""
        said = self.lazy | {name: command.get_short_help_str(limit=80) for name, command in self.commands.items()}
        with formatter.section("Commands"):
            formatter.write_dl([(name, said[name]) for name in self.list_commands(ctx)])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return what a shell offers at Tab: the commands, without importing those that are lazy, and the options."""
        from click.shell_completion import CompletionItem

        said = self.lazy | {name: command.get_short_help_str() for name, command in self.commands.items()}
        commands = [CompletionItem(name, help=said[name]) for name in self.list_commands(ctx) if name.startswith(incomplete)]
        return commands + click.Command.shell_complete(self, ctx, incomplete)

    def every(self) -> dict[str, click.Command]:
        """Return all commands by name, imported; those of a group within this one by both names (`profile build`)."""
        context = click.Context(self)
        found: dict[str, click.Command] = {}
        for name in self.list_commands(context):
            command = self.get_command(context, name)
            assert command is not None
            if isinstance(command, Commands):
                found |= {f"{name} {inner}": each for inner, each in command.every().items()}
            else:
                found[name] = command
        return found
