"""What a run reads it does not overwrite: results in the place of the texts that they are of would be a loss for good."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from lint_rules.cli.console import printable
from lint_rules.cli.judging import Job, Wanted, data_beside
from lint_rules.errors import ConfigError


def refuse_own_inputs(job: Job, outputs: Iterable[str | None], option: str = "-o") -> None:
    """Raise ConfigError where an output is a file that a run reads. Folders and patterns leave the run's outputs out, so what
    counts is what was named. `option` is what the user calls an output.
    """
    refuse_overwriting(outputs, _read(job), option)


def refuse_overwriting(outputs: Iterable[str | None], read: Iterable[str], option: str = "-o") -> None:
    """Raise ConfigError where an output (None: stdout) is a file that is read, by whatever name or link."""
    # What is not there yet is read by nobody.
    there = [path for path in outputs if path is not None and os.path.isfile(path)]  # noqa: PTH113 - never raises
    if not there:
        return
    for name in read:
        for path in there:
            if _is_one(name, path):
                raise ConfigError(f"{option} {printable(path)}: this run reads it, and would overwrite it: name another file")


def without_own_data(job: Job, wanted: Wanted) -> Wanted:
    """Return the outputs without the results beside a page, where the page is made from these very results: they are there, and
    what options leave out of a page is not to be gone from them.
    """
    if job.saved is None or len(job.inputs) != 1:
        return wanted
    beside = {data_beside(path) for path, name in wanted if path is not None and name == "html"}
    (read,) = job.inputs
    return [(path, name) for path, name in wanted if not (path in beside and _is_one(path or "", read))]


def _is_one(path: str, other: str) -> bool:
    """Tell whether two paths lead to one file, which is there."""
    return os.path.isfile(path) and os.path.isfile(other) and os.path.samefile(path, other)  # noqa: PTH113, PTH121 - never raises


def _read(job: Job) -> Iterator[str]:
    """Yield the files that a run reads by name."""
    config = job.loaded.config
    yield from job.named
    # Not those of the previous run: they have been read when the new ones take their place, from run to run.
    yield from filter(None, (config.baseline, config.suppressions, config.profile))
    yield from job.saved.texts if job.saved else ()
    if job.files_from is not None and job.files_from != "-":
        from lint_rules import formats

        yield job.files_from
        yield from (found.path for found in formats.collect((), config, files_from=job.files_from))
