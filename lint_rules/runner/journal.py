"""What a run must know to be taken up again after it was killed: kept beside its output, and replaced as a whole each time
that all output so far is stored.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lint_rules.errors import ConfigError, InputError
from lint_rules.reports.files import cannot_be_written
from lint_rules.rule import escaped
from lint_rules.runner.feed import Mark, Position
from lint_rules.whole import replacing

SUFFIX = ".journal"
VERSION = 1
LONGEST_SHOWN = 80  # characters of a setting that a message shows


class State(NamedTuple):
    """A run at one moment.

    `asked` is all that decides what it does, each under the name that a user gives it; `cuts` what each output needs to be
    gone on with, `kept` what else was counted, and `done` says that only the outputs have still to be put in place.
    """

    asked: Mapping[str, str]
    position: Position
    cuts: list[Any]
    kept: Mapping[str, Any]
    done: bool = False


class Journal:
    """The journal of the run that writes a file."""

    def __init__(self, output: str) -> None:
        place = Path(os.path.realpath(output))
        self.path = place.with_name(place.name + SUFFIX)
        self._output = output

    def read(self) -> State | None:
        """Return where the last run stopped, None where there is nothing to take up. Raises InputError."""
        try:
            read = json.loads(self.path.read_bytes())
            if read["version"] != VERSION:
                raise InputError(f"--resume: {self.path} was written by another version: begin anew without --resume")
            inputs, pieces, marks = read["position"]
            position = Position(inputs, pieces, tuple(Mark(*mark) for mark in marks))
            return State(read["asked"], position, read["cuts"], read["kept"], read["done"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(f"--resume: {self.path} cannot be read: {error}") from error

    def write(self, state: State) -> None:
        """Keep a state. Raises InputError where it cannot be written."""
        content = {"version": VERSION, **state._asdict()}
        # Under one name: only one run writes this, and what one that was killed left is written over.
        beside = self.path.with_name(self.path.name + ".new")
        try:
            with replacing(self.path, beside=beside) as stream:
                stream.write(json.dumps(content).encode())
        except OSError as error:
            raise InputError(cannot_be_written(self._output, error)) from error

    def remove(self) -> None:
        """Forget the run."""
        self.path.unlink(missing_ok=True)

    def exists(self) -> bool:
        """Tell whether a run was not finished."""
        return self.path.exists()


def refuse_other(before: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Raise ConfigError, naming what differs, where a run is not the one that is to be taken up again."""
    differing = [
        f"{name} was {_shown(before.get(name))} and is {_shown(now.get(name))}"
        for name in {**before, **now}
        if before.get(name) != now.get(name)
    ]
    if differing:
        raise ConfigError(f"--resume: this is not the run that was begun: {'; '.join(differing)}")


def _shown(value: str | None) -> str:
    if value is None:
        return "not given"
    shown = escaped(value)
    return shown if len(shown) <= LONGEST_SHOWN else shown[: LONGEST_SHOWN - 1] + "…"
