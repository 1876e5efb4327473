"""What `check` and `report` have in common: documents are judged, and what was found goes to the outputs."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO, cast

from lint_rules.cli.console import columns, ignore, warn
from lint_rules.config import Config, Loaded

if TYPE_CHECKING:
    from lint_rules.finding import Result
    from lint_rules.reports import Report, ReportOptions
    from lint_rules.reports.output import OutputFile
    from lint_rules.sidecars import Sidecars

DOCUMENTS_LISTED = 50  # documents that a list for people holds; one for programs holds all


class Job(NamedTuple):
    """What is to be judged, and by which settings."""

    loaded: Loaded
    inputs: tuple[str, ...]
    files_from: str | None
    stdin_filename: str | None
    quiet: bool

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
    from lint_rules.engine.gate import Gate
    from lint_rules.engine.linter import Linter
    from lint_rules.reports.failures import Failures
    from lint_rules.reports.progress import Progress
    from lint_rules.reports.style import wants_colour
    from lint_rules.reports.unused import Unused
    from lint_rules.runner import run

    config = _without(job.loaded.config, [path for path, _ in wanted if path is not None])
    colour = wants_colour(sys.stderr)
    linter = Linter(config)
    gate = Gate(config)
    failures = Failures(sys.stderr, color=colour)
    unused = Unused(config)
    progress = Progress(
        sys.stderr, shown=not job.quiet and sys.stderr.isatty() and not (_is_seen_growing(wanted) and sys.stdout.isatty())
    )
    sidecars = _sidecars(config) if expectations and "-" not in job.named else None
    with _outputs(job, wanted, linter.ruleset, documents) as outputs:
        for output in outputs:
            output.start()
        results = cast(
            "Generator[Result]",
            run(
                config,
                job.named,
                files_from=job.files_from,
                stdin_filename=job.stdin_filename,
                linter=linter,
                remark=ignore if job.quiet else warn,
            ),
        )
        with closing(results):
            for result in results:
                judged = sidecars.judge(result) if sidecars else None
                passed = gate.add(result, met=judged and judged.met)
                failures.add(result, judged.unmet if judged else ())
                unused.add(result)
                progress.step()
                shown = _thinned(result, config.min_confidence)
                for output in outputs:
                    output.add(shown, passed, judged.unexpected if judged else None)
        progress.end()
        failures.finish()
        for output in outputs:
            output.finish(gate)
    sys.stdout.flush()
    if statistics:
        for entry in unused.entries():
            warn(entry)
    sys.stderr.write(_coloured(gate.sentence(), colour) + "\n")
    return gate.exit_status()


def _thinned(result: Result, least: float) -> Result:
    """Return a result with the findings that are sure enough to be shown. Score and gate have seen all of them."""
    kept = tuple(diagnostic for diagnostic in result.diagnostics if diagnostic.finding.confidence >= least)
    return result if len(kept) == len(result.diagnostics) else result._replace(diagnostics=kept)


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


@contextmanager
def _outputs(job: Job, wanted: Wanted, ruleset: str, documents: int | None) -> Iterator[list[Report]]:
    """Give the reports of a run. Files are put in their places when all went well, and else left as they were."""
    from lint_rules import reports
    from lint_rules.reports.output import OutputFile

    config = job.loaded.config
    with ExitStack() as opened:
        made: list[Report] = []
        done: list[OutputFile] = []
        for path, name in wanted:
            stream: TextIO = sys.stdout
            if path is not None:
                file = OutputFile(path)
                opened.callback(file.discard)
                done.append(file)
                stream = file.stream
            made.append(reports.make(name, stream, _report_options(config, job.quiet, ruleset, stream, name, documents)))
        yield made
        for file in done:
            file.close()


def _report_options(config: Config, quiet: bool, ruleset: str, stream: TextIO, name: str, documents: int | None) -> ReportOptions:
    """Return how a report is to be shown on a stream: as wide as the terminal, and in colours there alone."""
    from lint_rules.reports import ReportOptions
    from lint_rules.reports.style import wants_colour

    standard = stream is sys.stdout
    usual = ReportOptions()
    if documents is None:
        documents = 0 if name == "overview" else DOCUMENTS_LISTED
    return ReportOptions(
        ruleset=ruleset,
        color=standard and wants_colour(stream),
        max_findings=config.max_findings,
        text=not config.no_text,
        only_failing=config.only_failing,
        quiet=quiet,
        width=columns(stream) if standard and stream.isatty() else usual.width,
        documents=documents,
    )
