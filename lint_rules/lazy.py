"""Regular expressions that are compiled when they are first used.

The rules hold some two hundred of them, and a text brings up a few dozen: to compile all at every start would take longer
than to judge a small file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast


class _Lazy:
    """Stands for a compiled expression until it is asked for something, and then hands on what it is asked for."""

    def __init__(self, expression: str | Callable[[], str], flags: int) -> None:
        self._expression = expression
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        # Called once a method: what is found is kept on the instance, where the next look-up finds it first.
        expression = self._expression if isinstance(self._expression, str) else self._expression()
        value = getattr(re.compile(expression, self._flags), name)
        setattr(self, name, value)
        return value


def pattern(expression: str | Callable[[], str], flags: int = 0) -> re.Pattern[str]:
    """Return an expression that behaves as `re.compile`'s does, and is compiled at its first use; one that is built from
    phrases is given as a function, so that they are not read before.
    """
    return cast("re.Pattern[str]", _Lazy(expression, flags))
