"""What can be wrong with what a person asked for: each error says the place and the cause, and the nearest valid name."""

from __future__ import annotations

from collections.abc import Iterable


class ScrapeLintError(Exception):
    """Base of the errors that end a run with exit status 2 and one clear line."""


class ConfigError(ScrapeLintError):
    """A setting, a configuration file, or a rule set that cannot be used."""


class InputError(ScrapeLintError):
    """An input that cannot be opened or understood."""


def suggestion(name: str, valid: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the valid name nearest to a mistaken one, or nothing where none is near."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(valid), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""
