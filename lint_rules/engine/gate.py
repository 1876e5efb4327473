"""What passes: the one definition of a failing document and a failing run, for every door."""
from __future__ import annotations

from lint_rules.config import Config
from lint_rules.finding import Result


def passes(result: Result, config: Config) -> bool:
    """Tell whether one document passes; one that could not be read does not."""
    raise NotImplementedError


class Gate:
    """Counts the documents of a run. Constant memory."""

    def __init__(self, config: Config) -> None:
        self.config = config

    def add(self, result: Result) -> bool:
        """Count a result; return whether its document passes."""
        raise NotImplementedError

    @property
    def failed(self) -> bool:
        """Whether more documents failed than may (exit status 1)."""
        raise NotImplementedError

    @property
    def incomplete(self) -> bool:
        """Whether not all could be judged (exit status 2)."""
        raise NotImplementedError

    def sentence(self) -> str:
        """Return the last line of a run: `gate: FAILED – 4,312 of 100,000 documents failed (4.3 %, allowed 2 %): 3,900 with errors, 412 stubs`."""
        raise NotImplementedError

    def exit_status(self, *, exit_zero: bool | None = None) -> int:
        """Return 0, 1 or 2; `exit_zero` (by default the configuration's) turns 1 into 0, never 2."""
        raise NotImplementedError
