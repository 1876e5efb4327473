"""What `check` and `report` have in common: documents are judged, and what was found goes to the outputs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from lint_rules.cli.console import columns, ignore, note, printable, warn
from lint_rules.cli.signals import signals
from lint_rules.config import Config, Loaded
from lint_rules.errors import ConfigError

if TYPE_CHECKING:
    from lint_rules.engine.gate import Gate
    from lint_rules.engine.linter import Linter
    from lint_rules.expectations.sidecars import Sidecars
    from lint_rules.reports import ReportOptions, RuleNote
    from lint_rules.reports.progress import Progress
    from lint_rules.reports.unused import Unused
    from lint_rules.runner import Batch, Chunk, Shard
    from lint_rules.runner.books import Books
    from lint_rules.runner.recording import Left, Recording
    from lint_rules.runner.saved import Saved

DOCUMENTS_LISTED = 50  # documents that a list for people holds
DOCUMENTS_ON_PAGE = 100  # … and a page, each with its text: a few megabytes, and more than anybody reads
DOCUMENTS_IN_JSON = 10_000  # … and one for programs: all of what fits on a screen a thousand times, and 10 MB of memory


class Job(NamedTuple):
    """What is to be judged, and by which settings; `saved` are results that were, `allow_change` whether other rules than those
    in force may have judged what is saved.
    """

    loaded: Loaded
    inputs: tuple[str, ...]
    files_from: str | None
    stdin_filename: str | None
    quiet: bool
    shard: Shard | None = None
    resume: bool = False
    saved: Saved | None = None
    allow_change: bool = False

    @property
    def named(self) -> tuple[str, ...]:
        """The inputs; the working directory where none was named."""
        return self.inputs or (() if self.files_from else (".",))


def with_saved(job: Job, texts: Sequence[str] = ()) -> Job:
    """Return the job with its inputs as saved results, where they are that.

    Raises ConfigError where only some are, or texts are given for inputs that are none.
    """
    from lint_rules.runner.saved import Saved, expanded, holds_results

    paths = expanded(job.inputs)
    if holds_results(paths):
        if job.files_from is not None:
            raise ConfigError("--files-from: names texts, and the inputs are saved results: give one kind")
        return job._replace(saved=Saved(paths, job.allow_change, tuple(texts)))
    # What is not there is told of as any other input.
    if texts and all(path == "-" or os.path.exists(path) for path in paths):  # noqa: PTH110 - never raises
        raise ConfigError("--texts: the inputs are no saved results, and bring their texts along")
    return job


Wanted = list[tuple[str | None, str]]
"""The outputs of a run: a file, or None for stdout, and the format it is written in."""


def formats_of(files: Sequence[str], otherwise: str, suffixes: Mapping[str, str], *, named: bool) -> Wanted:
    """Return the outputs: stdout, unless files are named; each file in the format of its suffix.

    `otherwise` is the format of all else, `named` on the command line or not; `suffixes` is what suffixes stand for
    besides. Beside a page stands a file with all results. Raises ConfigError where a suffix stands for no format.
    """
    from lint_rules import reports

    wanted: dict[str | None, str] = {}
    for path in files:
        if path == "-":
            wanted[None] = otherwise
        else:
            wanted[path] = reports.format_of(path, otherwise, named=named, besides=suffixes)
    for path in [path for path, name in wanted.items() if path is not None and name == "html"]:
        wanted.setdefault(data_beside(path), "jsonl")
    return list(wanted.items()) or [(None, otherwise)]


def data_beside(page: str) -> str:
    """Return the path of the file that has all results where a page shows the worst: never that of an input by chance."""
    from lint_rules.formats.compression import bare

    return f"{bare(page)}.jsonl"


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
    config = leaving_out(job.loaded.config, [path for path, _ in wanted])
    colour = wants_colour(sys.stderr)
    linter = Linter(config)
    inputs = Inputs(job.named, job.files_from, stdin_filename=job.stdin_filename)
    progress = Progress(
        sys.stderr,
        shown=not job.quiet
        and job.saved is None
        and sys.stderr.isatty()
        and not (_is_seen_growing(wanted) and sys.stdout.isatty()),
        total=lambda: inputs.size(config),
        share=1 / job.shard.of if job.shard else 1.0,
    )
    previous = earlier_gate(config, linter.ruleset, job)
    books = Books(
        config, progress.others, ignore if job.quiet else warn, color=colour, previous=previous, wanted=_must_have_some(job)
    )
    outputs = [Output(path, name, _report_options(job, linter, path, name, documents)) for path, name in wanted]
    say_what_expired(linter)
    stdin = "-" in job.named or job.files_from == "-"
    repeatable = not stdin and job.saved is None
    recording = Recording(outputs, sys.stdout, asked(job, linter), resume=job.resume, repeatable=repeatable)

    def work() -> Iterator[tuple[Chunk, Batch]]:
        shown = [(each.format, each.options) for each in outputs]
        if job.saved is not None:
            return job.saved.batches(linter, shown)
        return batches(
            linter,
            inputs,
            shown,
            shard=job.shard,
            start=recording.position,
            repeatable=recording.is_repeatable,
            compare=_sidecars(config).judge if expectations and not stdin else None,
        )

    carry_out(work, recording, books, progress)
    if statistics:
        _say_what_did_nothing(linter, books.unused)
    return answer(books.gate, quiet=job.quiet, color=colour)


def carry_out(work: Callable[[], Iterator[tuple[Chunk, Batch]]], recording: Recording, books: Books, progress: Progress) -> None:
    """Count and write what comes of a run, which `work` yields. A run that breaks off says what is left of it."""
    try:
        if recording.begun:
            books.restore(recording.begun.kept)
        elif recording.replaced:
            warn("there are results of a run that was not finished: they are begun anew (--resume would have taken it up)")
        recording.start()
        with closing(cast("Generator[tuple[Chunk, Batch]]", work())) as done:
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


def answer(gate: Gate, *, quiet: bool, color: bool) -> int:
    """Say whether a run passed, and by which numbers; return the exit status."""
    sys.stderr.writelines(line + "\n" for line in ([] if quiet else gate.details()))
    sys.stderr.write(_coloured(gate.sentence(), color) + "\n")
    return gate.exit_status()


def _must_have_some(job: Job) -> bool:
    """Tell whether a run without a single document is a failure: nothing may hide behind an empty crawl.

    A part of the inputs (`--shard`) may have none, and `--force-exclude` may leave out all.
    """
    config = job.loaded.config
    return not (config.allow_empty or config.force_exclude or job.shard)


def say_what_expired(linter: Linter) -> None:
    """Say, in every run, which suppressions hold no longer."""
    for sentence in linter.suppressions.expired() if linter.suppressions else ():
        warn(sentence)


def _say_what_did_nothing(linter: Linter, unused: Unused) -> None:
    """Say which entries that keep findings out kept none out, and how much of the baseline nobody has looked at."""
    for entry in unused.entries():
        warn(entry)
    if linter.suppressions:
        for entry in linter.suppressions.unused(unused.suppressions):
            warn(f"{printable(linter.suppressions.path)}: {entry}")
    if linter.baseline:
        note(f"{printable(linter.baseline.path)}: {linter.baseline.audits()}")


def earlier_gate(config: Config, ruleset: str, job: Job) -> Gate | None:
    """Return what the earlier run counted that this one is held against, where there is one."""
    if config.previous is None:
        return None
    from lint_rules.runner.saved import earlier

    return earlier(config, ruleset, allow_change=job.allow_change)


def asked(job: Job, linter: Linter) -> dict[str, str]:
    """Return all that decides what a run does, by the names that a user gives it."""
    from lint_rules.reports.settings import values

    settings = {f"--{key}": value for key, value in values(job.loaded).items() if key != "jobs"}
    return {
        "inputs": " ".join(job.named),
        "--files-from": job.files_from or "",
        "--shard": f"{job.shard.number}/{job.shard.of}" if job.shard else "",
        "ruleset": linter.ruleset,
        "what stands in the baseline": linter.baseline.digest if linter.baseline else "",
        "what stands in the suppressions": linter.suppressions.digest if linter.suppressions else "",
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
    from lint_rules.expectations.sidecars import Sidecars

    return Sidecars(config)


def leaving_out(config: Config, files: Sequence[str | None]) -> Config:
    """Return the configuration that leaves out files of our own, which folders would yield: those named, which are to be
    written, the baseline and earlier results.
    """
    from re import sub

    named = filter(None, (*files, config.baseline, config.previous))
    own = tuple(sub(r"([\\*?\[\]])", r"\\\1", Path(path).absolute().as_posix()) for path in named)
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
    at_end = ("terminal", "statistics", "markdown", "sarif", "github", "gitlab", "junit")
    return any(path is None and name not in at_end for path, name in wanted)


def _report_options(job: Job, linter: Linter, path: str | None, name: str, documents: int | None) -> ReportOptions:
    """Return how results are to be shown in a file, or (None) on stdout: as wide as a terminal, and in colours there alone."""
    from lint_rules.reports import ReportOptions
    from lint_rules.reports.style import wants_colour

    config = job.loaded.config
    usual = ReportOptions()
    if documents is None:
        documents = {"overview": DOCUMENTS_IN_JSON, "html": DOCUMENTS_ON_PAGE}.get(name, DOCUMENTS_LISTED)
    return ReportOptions(
        ruleset=linter.ruleset,
        color=path is None and wants_colour(sys.stdout),
        max_findings=config.max_findings,
        text=not config.no_text,
        only_failing=config.only_failing,
        quiet=job.quiet,
        width=columns(sys.stdout) if path is None and sys.stdout.isatty() else usual.width,
        documents=documents,
        scores_only=config.scores_only,
        roots=job.named,
        rules=_rules(linter, name),
        baseline=config.baseline is not None,
        data=Path(data_beside(path)).name if path is not None and name == "html" else "",
    )


def _rules(linter: Linter, name: str) -> tuple[RuleNote, ...]:
    """Return what a format tells of the rules, nothing where it tells nothing."""
    from lint_rules.reports import FORMATS

    if not FORMATS[name].rules:
        return ()
    from lint_rules.engine import explain

    return explain.notes(linter.rules)
