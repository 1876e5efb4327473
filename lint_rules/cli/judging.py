"""What `check` and `report` have in common: documents are judged, and what was found goes to the outputs."""

from __future__ import annotations

import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from lint_rules.cli.console import columns, ignore, note, printable, warn
from lint_rules.cli.signals import signals
from lint_rules.config import Config, Loaded
from lint_rules.errors import ConfigError

if TYPE_CHECKING:
    from lint_rules.reports import ReportOptions
    from lint_rules.runner import Batch, Chunk, Shard
    from lint_rules.runner.recording import Left
    from lint_rules.sidecars import Sidecars

DOCUMENTS_LISTED = 50  # documents that a list for people holds
DOCUMENTS_IN_JSON = 10_000  # … and one for programs: all of what fits on a screen a thousand times, and 10 MB of memory


class Job(NamedTuple):
    """What is to be judged, and by which settings."""

    loaded: Loaded
    inputs: tuple[str, ...]
    files_from: str | None
    stdin_filename: str | None
    quiet: bool
    shard: Shard | None = None
    resume: bool = False

    @property
    def named(self) -> tuple[str, ...]:
        """The inputs; the working directory where none was named."""
        return self.inputs or (() if self.files_from else (".",))


Wanted = list[tuple[str | None, str]]
"""The outputs of a run: a file, or None for stdout, and the format it is written in."""


def formats_of(files: Sequence[str], otherwise: str, suffixes: Mapping[str, str], *, named: bool) -> Wanted:
    """Return the outputs: stdout, unless files are named; each file in the format of its suffix.

    `otherwise` is the format of all else, `named` on the command line or not; `suffixes` is what suffixes stand for
    besides. Raises ConfigError where a suffix stands for no format.
    """
    from lint_rules import reports

    wanted: dict[str | None, str] = {}
    for path in files:
        if path == "-":
            wanted[None] = otherwise
        else:
            wanted[path] = suffixes.get(Path(path).suffix.lower()) or reports.format_of(path, otherwise, named=named)
    return list(wanted.items()) or [(None, otherwise)]


def judge(job: Job, wanted: Wanted, *, expectations: bool = False, statistics: bool = False, documents: int | None = None) -> int:
    """Judge all documents, show what was found, and return the exit status."""
    from lint_rules.engine.linter import Linter
    from lint_rules.reports.progress import Progress
    from lint_rules.reports.style import wants_colour
    from lint_rules.runner import Inputs, batches
    from lint_rules.runner.books import Books
    from lint_rules.runner.recording import Recording
    from lint_rules.runner.recording import Wanted as Output

    if expectations and job.resume:
        raise ConfigError("--resume: a run that holds texts against expectations cannot be taken up again")
    config = _without(job.loaded.config, [path for path, _ in wanted if path is not None])
    colour = wants_colour(sys.stderr)
    linter = Linter(config)
    inputs = Inputs(job.named, job.files_from, stdin_filename=job.stdin_filename)
    progress = Progress(
        sys.stderr,
        shown=not job.quiet and sys.stderr.isatty() and not (_is_seen_growing(wanted) and sys.stdout.isatty()),
        total=lambda: inputs.size(config),
        share=1 / job.shard.of if job.shard else 1.0,
    )
    books = Books(config, progress.others, ignore if job.quiet else warn, color=colour)
    outputs = [Output(path, name, _report_options(job, linter.ruleset, path, name, documents)) for path, name in wanted]
    stdin = "-" in job.named or job.files_from == "-"
    recording = Recording(outputs, sys.stdout, _asked(job, linter.ruleset), resume=job.resume, repeatable=not stdin)
    if recording.begun:
        books.restore(recording.begun.kept)
    elif recording.replaced:
        warn("there are results of a run that was not finished; they are begun anew (with --resume, it would have been taken up)")
    try:
        recording.start()
        work = batches(
            linter,
            inputs,
            [(each.format, each.options) for each in outputs],
            shard=job.shard,
            start=recording.position,
            repeatable=recording.is_repeatable,
            compare=_sidecars(config).judge if expectations and not stdin else None,
        )
        with closing(cast("Generator[tuple[Chunk, Batch]]", work)) as done:
            for chunk, batch in done:
                with signals.held():
                    books.add(batch)
                    recording.add(chunk, batch, books)
                    progress.step(batch.documents, chunk.weight, chunk.reached, batch.worst)
        progress.end()
        books.finish()
        recording.finish(books)
        sys.stdout.flush()
    except BaseException:
        progress.end()
        _say_what_is_left(recording.give_up())
        raise
    if statistics:
        for entry in books.unused.entries():
            warn(entry)
    sys.stderr.write(_coloured(books.gate.sentence(), colour) + "\n")
    return books.gate.exit_status()


def _asked(job: Job, ruleset: str) -> dict[str, str]:
    """Return all that decides what a run does, by the names that a user gives it."""
    from lint_rules.reports.settings import values

    settings = {f"--{key}": value for key, value in values(job.loaded).items() if key != "jobs"}
    return {
        "inputs": " ".join(job.named),
        "--files-from": job.files_from or "",
        "--shard": f"{job.shard.number}/{job.shard.of}" if job.shard else "",
        "ruleset": ruleset,
        **settings,
    }


def _say_what_is_left(left: Left) -> None:
    """Say where the results of a run lie that was not finished, and what can be done with them."""
    if left.files:
        further = (
            "" if left.documents is None else f"; with --resume, the same command goes on after {left.documents:,} documents"
        )
        note(f"{', '.join(map(printable, left.files))}: results as far as they came{further}")


def _sidecars(config: Config) -> Sidecars:
    from lint_rules.sidecars import Sidecars

    return Sidecars(config)


def _without(config: Config, files: Sequence[str]) -> Config:
    """Return the configuration that leaves out the files of this run's results, which folders would yield the next time."""
    from re import sub

    own = tuple(sub(r"([\\*?\[\]])", r"\\\1", Path(path).absolute().as_posix()) for path in files)
    return replace(config, extend_exclude=(*config.extend_exclude, *own)) if own else config


def _coloured(sentence: str, color: bool) -> str:
    """Return the gate's sentence with its verdict in colour."""
    from lint_rules.reports.style import BOLD, GREEN, RED, YELLOW, paint

    for word, colour in (("FAILED", RED), ("INCOMPLETE", YELLOW), ("passed", GREEN)):
        if f" {word} " in sentence:
            return sentence.replace(word, paint(word, BOLD, colour, color=color), 1)
    return sentence


def _is_seen_growing(wanted: Wanted) -> bool:
    """Tell whether stdout shows results as they come, so that it needs no other sign of progress."""
    return any(path is None and name not in ("terminal", "statistics", "markdown") for path, name in wanted)


def _report_options(job: Job, ruleset: str, path: str | None, name: str, documents: int | None) -> ReportOptions:
    """Return how results are to be shown in a file, or (None) on stdout: as wide as a terminal, and in colours there alone."""
    from lint_rules.reports import ReportOptions
    from lint_rules.reports.style import wants_colour

    config = job.loaded.config
    usual = ReportOptions()
    if documents is None:
        documents = DOCUMENTS_IN_JSON if name == "overview" else DOCUMENTS_LISTED
    return ReportOptions(
        ruleset=ruleset,
        color=path is None and wants_colour(sys.stdout),
        max_findings=config.max_findings,
        text=not config.no_text,
        only_failing=config.only_failing,
        quiet=job.quiet,
        width=columns(sys.stdout) if path is None and sys.stdout.isatty() else usual.width,
        documents=documents,
        scores_only=config.scores_only,
        roots=job.named,
    )
