"""Many documents to results, in order: streamed, in one process or several."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO

from lint_rules.config import Config
from lint_rules.engine.linter import Linter
from lint_rules.finding import Result, Source


def run(
    config: Config,
    inputs: Sequence[str],
    *,
    files_from: str | None = None,
    stdin: IO[bytes] | None = None,
    stdin_filename: str | None = None,
    jobs: int | None = None,
    linter: Linter | None = None,
    remark: Callable[[str], None] = lambda text: None,
) -> Iterator[Result]:
    """Yield the results of all documents in input order.

    `inputs` are files, folders, globs and `-` (stdin: the bytes of `stdin`, by default the process's own; named and
    typed by `stdin_filename`). `files_from` names a file of paths, one a line, `-` for stdin. `jobs` (by default the configuration's)
    is the number of processes. `linter`, made from the same configuration, is used where one process is enough; without it one is made.
    What cannot be read (a missing path too) is a result with code INPUT. `remark` takes one-line warnings for stderr.
    Raises ConfigError at the first `next` where the configuration cannot be used.
    """
    raise NotImplementedError


def unreadable_result(source: Source, error: str) -> Result:
    """Return the result of what could not be read: nulls, verdict unjudged, and a failure with code INPUT."""
    raise NotImplementedError
