"""The command line. It reads what is asked for, lets the engine work, and shows what comes back.

Everything but the options themselves is imported by the command that needs it: a shell that asks for help waits for click
and the names of the settings, not for the rules.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TextIO, TypeVar, cast

import click

from lint_rules.config import SETTINGS, Config, Loaded, load
from lint_rules.errors import ConfigError, InputError, ScrapeLintError, suggestion
from lint_rules.version import __version__

if TYPE_CHECKING:
    from lint_rules.finding import Result
    from lint_rules.reports import Report, ReportOptions
    from lint_rules.reports.output import OutputFile
    from lint_rules.sidecars import Sidecars

PROGRAM = "scrapelint"

PASSED, FAILED, UNJUDGED = 0, 1, 2
INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + 15  # SIGTERM, which is not defined everywhere
CLOSED_PIPE = 128 + 13  # what a shell says of a program that SIGPIPE ended, such as `yes | head`

NARROW, WIDE = 60, 200  # columns of a terminal between which its width is believed
DOCUMENTS_LISTED = 50  # documents that a list for people holds; one for programs holds all
UNJUSTIFIED = "no reason given"

RULE_SETTINGS = ("select", "extend-select", "ignore", "preview")
INPUT_SETTINGS = (
    "include",
    "extend-include",
    "exclude",
    "extend-exclude",
    "force-exclude",
    "respect-gitignore",
    "allow-empty",
    "text-format",
    "max-document-size",
    "jobs",
)
RECORD_SETTINGS = ("text-field", "id-field", "url-field", "html-field", "host-field", "host-from-path", "meta-field")
GATE_SETTINGS = ("min-score", "fail-on", "fail-on-verdict", "max-failing", "max-unreadable", "exit-zero")
OUTPUT_SETTINGS = ("output-format", "max-findings", "min-confidence", "only-failing", "no-text")

F = TypeVar("F", bound=Callable[..., Any])


class Option(click.Option):
    """An option that stands under a heading in the help of its command."""

    def __init__(self, *arguments: Any, heading: str = "", **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.heading = heading


class Command(click.Command):
    """A command whose help lists options under their headings."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, those of one heading together, in the order in which they were declared."""
        headings: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                headings.setdefault(getattr(parameter, "heading", ""), []).append(record)
        last = headings.pop("", [])
        for heading, records in [*headings.items(), ("Other", last)]:
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)


class Commands(click.Group):
    """The group of all commands: an unknown one names the nearest, or what a file's name was probably meant for."""

    command_class = Command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments begin with. Raises UsageError where there is none."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            meant = (
                f"; did you mean '{PROGRAM} check {name}'?" if Path(name).exists() else suggestion(name, self.list_commands(ctx))
            )
            raise click.UsageError(f"there is no command '{_printable(name)}'{meant}", ctx)
        return super().resolve_command(ctx, args)


_METAVAR = {
    "select": "CODES",
    "extend-select": "CODES",
    "ignore": "CODES",
    "include": "GLOBS",
    "extend-include": "GLOBS",
    "exclude": "GLOBS",
    "extend-exclude": "GLOBS",
    "text-format": "auto|plain|markdown",
    "max-document-size": "SIZE",
    "jobs": "N",
    "text-field": "NAME",
    "id-field": "NAME",
    "url-field": "NAME",
    "html-field": "NAME",
    "host-field": "NAME",
    "host-from-path": "PATTERN",
    "meta-field": "NAME",
    "min-score": "SCORE",
    "fail-on": "error|warning|info|never",
    "fail-on-verdict": "VERDICTS",
    "max-failing": "COUNT|SHARE",
    "max-unreadable": "COUNT|SHARE",
    "output-format": "FORMAT",
    "max-findings": "N",
    "min-confidence": "0–1",
}
"""What the help calls the value of a setting."""

_SHORT = {"jobs": "-j"}


def _integer(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


def _real(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


_READ: dict[str, Callable[[str], object]] = {
    "jobs": _integer,
    "max-findings": _integer,
    "min-score": _real,
    "min-confidence": _real,
}
"""Settings that are numbers in a file, and texts on a command line. What is no number is left for the setting to refuse."""


def _setting(key: str, heading: str) -> Callable[[F], F]:
    """Return a decorator that adds the option of a setting: named, helped and refused as in a configuration file."""
    setting = SETTINGS[key]
    words: dict[str, Any] = {"help": setting.help + _default(setting.default), "default": None, "heading": heading, "cls": Option}
    if isinstance(setting.default, bool):
        name = f"--{key}/--no-{key}" if setting.default or key == "preview" else f"--{key}"
        return click.option(name, setting.attribute, is_flag=True, **words)
    if isinstance(setting.default, tuple):
        # Repeated or between commas: both are one list.
        return click.option(f"--{key}", setting.attribute, multiple=True, metavar=_METAVAR[key], **words)
    names = [_SHORT[key]] if key in _SHORT else []
    return click.option(*names, f"--{key}", setting.attribute, metavar=_METAVAR[key], **words)


def _default(value: object) -> str:
    """Return what the help adds to a setting of which no option is given; nothing where that goes without saying."""
    if isinstance(value, bool) or value in (None, ()):
        return ""
    said = ", ".join(map(str, value)) if isinstance(value, tuple) else f"{value:,}" if isinstance(value, int) else str(value)
    return f" [{said}]"


def _overrides(given: dict[str, Any]) -> dict[str, object]:
    """Return the settings given on the command line, by key, as `load` takes them."""
    found: dict[str, object] = {}
    for key, setting in SETTINGS.items():
        value = given.get(setting.attribute)
        if value is None or value == ():
            continue
        if isinstance(value, tuple):
            value = ",".join(value)
        found[key] = _READ[key](value) if key in _READ else value
    return found


def _options(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    """Return one decorator for several, the first of them on top."""

    def decorate(function: F) -> F:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


_configuration = _options(
    click.option(
        "--config", "file", metavar="FILE", cls=Option, heading="Configuration", help="read this configuration file, no other"
    ),
    click.option("--isolated", is_flag=True, cls=Option, heading="Configuration", help="read no configuration file"),
)
_rules = _options(*(_setting(key, "Rules") for key in RULE_SETTINGS))
_reading = _options(
    *(_setting(key, "Input") for key in INPUT_SETTINGS),
    *(_setting(key, "Records (JSON lines)") for key in RECORD_SETTINGS),
)
_gate = _options(*(_setting(key, "Gate") for key in GATE_SETTINGS))
_inputs = _options(
    click.argument("inputs", nargs=-1, metavar="[INPUT]..."),
    click.option(
        "--files-from",
        metavar="FILE",
        cls=Option,
        heading="Input",
        help="also read the files listed there, one a line; -: from stdin",
    ),
    click.option(
        "--stdin-filename", metavar="NAME", cls=Option, heading="Input", help="the name (and so the format) of what `-` reads"
    ),
)
_output = click.option(
    "-o",
    "--output-file",
    "files",
    multiple=True,
    metavar="FILE",
    cls=Option,
    heading="Output",
    help="write results there instead of stdout, in the format of its suffix; repeatable; -: stdout besides",
)
_settings_of_output = _options(*(_setting(key, "Output") for key in OUTPUT_SETTINGS))
_quiet = click.option("-q", "--quiet", is_flag=True, cls=Option, heading="Output", help="show findings and the last line only")
_statistics = click.option(
    "--statistics",
    is_flag=True,
    cls=Option,
    heading="Output",
    help="show how often each rule found something, instead of what it found",
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, "-V", "--version", prog_name=PROGRAM, message="%(prog)s %(version)s")
def cli() -> None:
    """Tell whether scraped text is fit to use, and show what is not.

    Exit status: 0 passed, 1 failed, 2 not all could be judged.
    """


@cli.command()
@_inputs
@click.option("--show-files", is_flag=True, cls=Option, heading="Input", help="list what would be read, and end")
@_rules
@_reading
@_gate
@click.option(
    "--expectations",
    is_flag=True,
    cls=Option,
    heading="Gate",
    help="a file with expectations beside it (page.txt.expect.toml) passes if it meets them",
)
@_output
@_settings_of_output
@_statistics
@_quiet
@_configuration
def check(  # the options of a command are its parameters
    inputs: tuple[str, ...],
    files_from: str | None,
    stdin_filename: str | None,
    show_files: bool,
    expectations: bool,
    statistics: bool,
    quiet: bool,
    files: tuple[str, ...],
    file: str | None,
    isolated: bool,
    **given: Any,
) -> int:
    """Find what does not belong in scraped texts, and score them.

    INPUT is a file, a folder, a pattern, or `-` for stdin; without any, the working directory. Output formats are full,
    concise, json, jsonl and markdown.
    """
    from lint_rules.reports import refuse_unknown

    loaded = _load(file, isolated, given)
    job = _Job(loaded, inputs, files_from, stdin_filename, quiet)
    if show_files:
        return _show(job)
    refuse_unknown(loaded.config.output_format)
    wanted = _formats(files, loaded.config.output_format, {}, named=given["output_format"] is not None)
    if statistics:
        wanted = [(path, "statistics") if path is None and name in ("full", "concise") else (path, name) for path, name in wanted]
    return _judge(job, wanted, expectations=expectations, statistics=statistics)


@cli.command()
@_inputs
@_rules
@_reading
@_gate
@_output
@click.option("--only-failing", is_flag=True, default=None, cls=Option, heading="Output", help=SETTINGS["only-failing"].help)
@click.option(
    "--documents",
    type=click.IntRange(min=0),
    metavar="N",
    cls=Option,
    heading="Output",
    help=f"documents to list, worst first; 0: all (otherwise {DOCUMENTS_LISTED}, and all in JSON)",
)
@_quiet
@_configuration
def report(
    inputs: tuple[str, ...],
    files_from: str | None,
    stdin_filename: str | None,
    documents: int | None,
    quiet: bool,
    files: tuple[str, ...],
    file: str | None,
    isolated: bool,
    **given: Any,
) -> int:
    """Score texts, count findings by rule, and list the worst texts first.

    To a terminal, or with -o to a Markdown page (.md) or a JSON object (.json).
    """
    loaded = _load(file, isolated, given)
    job = _Job(loaded, inputs, files_from, stdin_filename, quiet)
    return _judge(job, _formats(files, "terminal", REPORT_SUFFIXES, named=False), documents=documents)


@cli.command()
@_rules
@click.option(
    "--output-format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    cls=Option,
    heading="Output",
    help="text or json",
)
@_configuration
def rules(shape: str, file: str | None, isolated: bool, **given: Any) -> int:
    """List all rules, those switched off too."""
    from lint_rules.engine import explain, registry
    from lint_rules.reports.record import encoded

    config = _load(file, isolated, given).config
    known = registry.discover(config)
    on = {rule.code for rule in registry.selected(config, known)}
    listed = [explain.summarise(rule) for rule in known]
    if shape == "json":
        _say(encoded([{**summary._asdict(), "on": summary.code in on} for summary in listed], indent=2))
        return PASSED
    width = max((len(summary.name) for summary in listed), default=0)
    for summary in listed:
        state = "" if summary.code in on else "(preview) " if summary.preview else "(off) "
        _say(f"{summary.code}  {summary.name:<{width}}  {summary.severity:<7}  {state}{_printable(summary.summary)}")
    return PASSED


@cli.command()
@click.argument("code")
@_configuration
def rule(code: str, file: str | None, isolated: bool) -> int:
    """Show the page of a rule, named by its code or its name."""
    from lint_rules.engine import explain, registry

    known = registry.discover(_load(file, isolated, {}).config)
    _say(explain.page(explain.find(code, known)), end="")
    return PASSED


@cli.command("config")
@_rules
@_reading
@_gate
@_settings_of_output
@click.option(
    "--format", "shape", type=click.Choice(["toml", "json"]), default="toml", cls=Option, heading="Output", help="toml or json"
)
@_configuration
def show_config(shape: str, file: str | None, isolated: bool, **given: Any) -> int:
    """Show every setting in force, and where it came from."""
    from lint_rules.reports.settings import as_json, as_toml

    loaded = _load(file, isolated, given)
    _say(as_json(loaded) if shape == "json" else as_toml(loaded), end="")
    return PASSED


@cli.command()
@click.argument("name", metavar="FILE")
@click.option(
    "--record", type=click.IntRange(min=1), metavar="N", cls=Option, heading="Input", help="the one record of the file to print"
)
@click.option(
    "--stdin-filename", metavar="NAME", cls=Option, heading="Input", help="the name (and so the format) of what `-` reads"
)
@_reading
@_configuration
def text(name: str, record: int | None, stdin_filename: str | None, file: str | None, isolated: bool, **given: Any) -> int:
    """Print the text that the rules see of a file: what all offsets count in.

    Of an HTML page it is the page reduced to text; of records, the text of each. Into a pipe or a file it is printed as it
    is; on a terminal, what could take it over is escaped.
    """
    from lint_rules import formats
    from lint_rules.document import Document
    from lint_rules.reports.style import printed

    config = _load(file, isolated, given).config
    loose = sys.stdout.isatty()
    status = FAILED
    for found in formats.collect([name], config, stdin_filename=stdin_filename):
        for each in formats.read(found, config):
            if record not in (None, each.source.record):
                continue
            status = PASSED if isinstance(each, Document) and status != UNJUDGED else UNJUDGED
            if isinstance(each, Document):
                _say(printed(each.text) if loose else each.text, end="")
            else:
                _complain(f"{_printable(each.source.id)}: {each.error}")
    if status == FAILED:
        raise InputError(
            f"{_printable(name)}: " + ("there is nothing to read" if record is None else f"there is no record {record}")
        )
    return status


@cli.command()
@click.argument("codes", metavar="CODE")
@click.argument("words", metavar="TEXT")
@click.option(
    "--reason",
    metavar="WHY",
    cls=Option,
    heading="Allowance",
    default=UNJUSTIFIED,
    help="why the words are right, for those who read it later",
)
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="HOST",
    cls=Option,
    heading="Allowance",
    help="allow them on this site only; repeatable",
)
@click.option(
    "--config", "file", metavar="FILE", cls=Option, heading="Configuration", help="write to this configuration file, no other"
)
def allow(codes: str, words: str, reason: str, hosts: tuple[str, ...], file: str | None) -> int:
    """Keep TEXT: findings of CODE (or of all codes that begin so) on lines that read so are dropped from now on.

    `*` in TEXT stands for any words within the line. The allowance is written to the configuration's allow-file, else to the
    configuration in use, else to a new scrapelint.toml here.
    """
    from lint_rules.config import Allowance, append_allowance
    from lint_rules.engine import registry
    from lint_rules.rule import quoted

    loaded = _load(file, isolated=False, given={})
    wanted = tuple(filter(None, (code.strip().upper() for code in codes.split(","))))
    own = {table.code for table in loaded.config.phrase}
    registry.refuse_unknown("allow", [code for code in wanted if code not in own], registry.discover(loaded.config))
    line = words.strip()
    if not wanted or not line.strip("*") or "\n" in line or "\r" in line:
        raise ConfigError("allow: give a code, and words of one line" if wanted else "allow: give a code")
    sites = tuple(host.lower().removeprefix("www.") for host in hosts)
    if any((each.codes, each.line, each.hosts) == (wanted, line, sites) for each in loaded.config.allow):
        _say(f"findings of {', '.join(wanted)} on {quoted(line)} are kept already")
        return PASSED
    path = append_allowance(loaded, Allowance(wanted, line, reason, sites))
    _say(f"{_printable(str(path))}: findings of {', '.join(wanted)} on {quoted(line)} are kept from now on")
    return PASSED


class _Job(NamedTuple):
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


def _load(file: str | None, isolated: bool, given: dict[str, Any]) -> Loaded:
    """Return the settings in force. Raises ConfigError."""
    return load(file=Path(file) if file else None, isolated=isolated, overrides=_overrides(given))


def _show(job: _Job) -> int:
    """List the files that would be read."""
    from lint_rules import formats

    status = PASSED
    config = job.loaded.config
    some = False
    for found in formats.collect(job.named, config, files_from=job.files_from, stdin_filename=job.stdin_filename):
        some = True
        if found.error is None:
            _say(_printable(found.path))
        else:
            _complain(f"{_printable(found.path)}: {found.error}")
            status = UNJUDGED
    return status if some or config.allow_empty or config.force_exclude else UNJUDGED


_Wanted = list[tuple[str | None, str]]
"""The outputs of a run: a file, or None for stdout, and the format it is written in."""

REPORT_SUFFIXES = {".json": "overview"}
"""What a suffix stands for in `report`, where that is not the same as in `check`."""


def _formats(files: Sequence[str], otherwise: str, suffixes: Mapping[str, str], *, named: bool) -> _Wanted:
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


def _judge(
    job: _Job, wanted: _Wanted, *, expectations: bool = False, statistics: bool = False, documents: int | None = None
) -> int:
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
                remark=_ignore if job.quiet else _warn,
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
            _warn(entry)
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


def _is_seen_growing(wanted: _Wanted) -> bool:
    """Tell whether stdout shows results as they come, so that it needs no other sign of progress."""
    return any(path is None and name not in ("terminal", "statistics", "markdown") for path, name in wanted)


@contextmanager
def _outputs(job: _Job, wanted: _Wanted, ruleset: str, documents: int | None) -> Iterator[list[Report]]:
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
        width=_columns(stream) if standard and stream.isatty() else usual.width,
        documents=documents,
    )


def _columns(terminal: TextIO) -> int:
    """Return the width of a terminal, within reason."""
    # `shutil` knows this too, and takes every compressor there is along.
    try:
        columns = int(os.environ.get("COLUMNS", "")) or os.get_terminal_size(terminal.fileno()).columns
    except ValueError:
        columns = os.get_terminal_size(terminal.fileno()).columns
    return max(NARROW, min(WIDE, columns))


def _say(words: str, end: str = "\n") -> None:
    """Write to stdout."""
    sys.stdout.write(words + end)


def _complain(words: str) -> None:
    """Write an error to stderr, after all that stands on stdout so far."""
    _to_stderr("error:", "31", words)


def _warn(words: str) -> None:
    """Write a warning to stderr, after all that stands on stdout so far."""
    _to_stderr("warning:", "33", words)


def _ignore(words: str) -> None:
    """Say nothing: what a quiet run does with warnings."""


def _to_stderr(label: str, colour: str, words: str) -> None:
    from lint_rules.reports.style import BOLD, paint, wants_colour

    with suppress(OSError):
        sys.stdout.flush()
    sys.stderr.write(f"{paint(label, BOLD, colour, color=wants_colour(sys.stderr))} {words}\n")


def _printable(words: str) -> str:
    """Return a name that a person or a file gave, safe to print on one line."""
    from lint_rules.reports.style import shown

    return shown(words)


class _Terminated(BaseException):
    """The process was asked to end: raised where the main thread stands, so that half-made files are taken away."""


def _terminate(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - as `signal` calls it
    raise _Terminated


def main() -> NoReturn:
    """Run the command line with the process's arguments, and end the process with its exit status."""
    status = run_command(sys.argv[1:])
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    sys.exit(status)


def run_command(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit status. Whatever happens ends in one clear line and the right number."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What the encoding of a terminal lacks is shown as an escape; what is written keeps its line ends.
            stream.reconfigure(errors="backslashreplace", newline="")
    before: Any = None
    with suppress(ValueError):  # not in the main thread: then the signal is the host's business
        before = signal.signal(signal.SIGTERM, _terminate)
    try:
        return _status(arguments)
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def _status(arguments: Sequence[str]) -> int:
    try:
        status = _run(list(arguments))
        sys.stdout.flush()
    except (click.Abort, KeyboardInterrupt):
        _complain("interrupted")
        return INTERRUPTED
    except _Terminated:
        _complain("terminated")
        return TERMINATED
    except BrokenPipeError:
        _forget_stdout()
        return CLOSED_PIPE
    except click.ClickException as error:
        _usage(error)
        return UNJUDGED
    except ScrapeLintError as error:
        _complain(_printable(str(error)))
        return UNJUDGED
    except OSError as error:
        _forget_stdout()
        _complain(_printable(f"{error.filename or 'output'}: {error.strerror or error}"))
        return UNJUDGED
    except Exception:  # noqa: BLE001 - a mistake of ours must not look like a verdict on the texts
        import traceback

        traceback.print_exc()
        _complain("this is a mistake in ScrapeLint, not in your texts; please report what stands above")
        return UNJUDGED
    return status


def _forget_stdout() -> None:
    """Let what stdout still holds back go nowhere: nobody reads it, and the interpreter would complain of that at its end."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(arguments: list[str]) -> int:
    if f"_{PROGRAM.upper()}_COMPLETE" in os.environ:
        cli.main(arguments, PROGRAM)
    try:
        with cli.make_context(PROGRAM, arguments) as context:
            return int(cli.invoke(context) or PASSED)
    except click.exceptions.Exit as ended:
        return ended.exit_code


# Older versions of click print the help by themselves.
_NO_ARGUMENTS: tuple[type[Exception], ...] = tuple(filter(None, [getattr(click.exceptions, "NoArgsIsHelpError", None)]))


def _usage(error: click.ClickException) -> None:
    """Say what is wrong with the arguments, and where help is."""
    context = getattr(error, "ctx", None)
    if isinstance(error, _NO_ARGUMENTS):
        sys.stderr.write(error.format_message() + "\n")
        return
    _complain(_printable(error.format_message()))
    if context is not None:
        sys.stderr.write(f"`{context.command_path} --help` lists what there is\n")
