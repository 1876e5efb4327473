"""What a shell offers at Tab for the values of options and arguments; commands and options are click's own business.

Nothing is imported before a shell asks: these types stand on every command.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Name(click.types.StringParamType):
    """A text that is the name of something which the shell knows: a `file` or a `dir`."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """Leave it to the shell, which knows them."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type=self._kind)]


class Listed(click.types.StringParamType):
    """A text that is one of several words, or (`many`) a list of them between commas."""

    def __init__(self, words: Iterable[str] = (), *, many: bool = False) -> None:
        self._words = tuple(words)
        self._many = many

    def offered(self, begun: str) -> Iterator[tuple[str, str]]:  # noqa: ARG002 - others choose by it
        """Yield the words that there are, each with what is said of it; `begun` is what has been typed of one."""
        return ((word, "") for word in self._words)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """Return the words that begin as the last one does, behind those before it."""
        from click.shell_completion import CompletionItem

        before, comma, begun = incomplete.rpartition(",") if self._many else ("", "", incomplete)
        return [
            CompletionItem(before + comma + word, help=said or None)
            for word, said in self.offered(begun)
            if word.startswith(begun) or (word == word.upper() and word.startswith(begun.upper()))
        ]


class Formats(Listed):
    """The name of an output format."""

    def offered(self, begun: str) -> Iterator[tuple[str, str]]:  # noqa: ARG002
        """Yield all formats."""
        from lint_rules.reports import OUTPUT_FORMATS

        return ((name, "") for name in OUTPUT_FORMATS)


class Verdicts(Listed):
    """Verdicts at which a document may fail."""

    def offered(self, begun: str) -> Iterator[tuple[str, str]]:  # noqa: ARG002
        """Yield all verdicts but the good one."""
        from lint_rules.finding import Verdict

        return ((verdict.value, "") for verdict in Verdict if verdict is not Verdict.ARTICLE)


class Rules(Listed):
    """Codes of rules, and the categories that they begin with; `named` says that the names of rules are taken too."""

    def __init__(self, *, many: bool = False, named: bool = False) -> None:
        super().__init__(many=many)
        self._named = named

    def offered(self, begun: str) -> Iterator[tuple[str, str]]:
        """Yield the rules in force here, plug-ins and own ones too; names only where a name was begun."""
        from lint_rules.config import Config, load
        from lint_rules.engine import registry
        from lint_rules.errors import ScrapeLintError
        from lint_rules.rule import CATEGORIES

        try:
            config = load().config
            known = registry.discover(config)
        except ScrapeLintError:  # who types a command cannot be told now what is wrong with a file
            config = Config(plugins=False)
            known = registry.discover(config)
        if self._many:
            yield from CATEGORIES.items()
            yield from ((table.code, "your own phrase") for table in config.phrase)
        yield from ((rule.code, rule.name()) for rule in known)
        if self._named and begun:
            yield from ((rule.name(), rule.code) for rule in known)


_FILE = Name("file")
_BY_METAVAR: dict[str, click.ParamType[Any]] = {
    **dict.fromkeys(("FILE", "INPUT", "OLD", "NEW", "PROFILE", "RESULTS"), _FILE),
    "FOLDER": Name("dir"),
    "CODE": Rules(named=True),
    "CODES": Rules(many=True),
    "FORMAT": Formats(),
    "VERDICTS": Verdicts(many=True),
}
"""What the value of a parameter is, by what the help calls it."""


def type_of(parameter: click.Parameter) -> click.ParamType[Any]:
    """Return the type of a parameter: one that a shell can complete, where its metavar tells what it is."""
    if parameter.type is not click.STRING:
        return parameter.type
    metavar = (parameter.metavar or parameter.human_readable_name).strip("[].")
    if "|" in metavar and metavar.islower():
        return Listed(metavar.split("|"))
    return _BY_METAVAR.get(metavar, parameter.type)
