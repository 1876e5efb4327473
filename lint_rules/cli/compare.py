"""`scrapelint compare`: what became of documents, hosts and rules from one scrape to the next."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from lint_rules.cli import options
from lint_rules.cli.commands import Command, Option
from lint_rules.cli.console import columns, ignore, printable, warn
from lint_rules.cli.judging import say_what_expired
from lint_rules.cli.overwriting import refuse_overwriting
from lint_rules.cli.signals import signals
from lint_rules.cli.status import FAILED, PASSED, UNJUDGED
from lint_rules.config import Config
from lint_rules.errors import ConfigError, InputError

if TYPE_CHECKING:
    from lint_rules.comparing import Comparison, Limits, Side, Store
    from lint_rules.engine.gate import Gate
    from lint_rules.engine.linter import Linter

LISTED, LISTED_IN_JSON = 20, 10_000  # documents of a kind in reports for people, and for programs
GATE_SETTINGS = ("min-score", "fail-on", "fail-on-rule", "fail-on-verdict", "max-unreadable", "exit-zero")
FORMATS = ("text", "json", "markdown", "html")


def _share(context: click.Context, parameter: click.Parameter, value: str) -> float:  # noqa: ARG001
    """Return a count (int) or a share (float), as the settings of the gate are read. Raises ConfigError."""
    from lint_rules.config import SETTINGS

    try:
        share: float = SETTINGS["max-failing"].read(value)
    except ValueError as error:
        raise ConfigError(f"--{(parameter.name or '').replace('_', '-')}: {error}") from None
    return share


def _limit(name: str, default: str, words: str, metavar: str, kind: Any = None) -> Callable[[options.F], options.F]:
    """Return the decorator of an option that is a limit: a number of a type, or (no type) a count or a share."""
    shared: dict[str, Any] = {"cls": Option, "heading": "Regression", "default": default, "help": f"{words} [{default}]"}
    if kind is None:
        return click.option(f"--{name}", metavar=metavar, callback=_share, **shared)
    return click.option(f"--{name}", type=kind, metavar=metavar, **shared)


def _texts(side: str) -> Callable[[options.F], options.F]:
    """Return the decorator of the option that names the texts of a side."""
    words = f"where {side.upper()} is saved results: the texts that they are of"
    return click.option(f"--{side}-texts", metavar="INPUT", cls=Option, heading="Input", help=words)


@click.command("compare", cls=Command)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--by",
    type=click.Choice(["auto", "document", "host"]),
    default="auto",
    cls=Option,
    heading="Regression",
    help="compare documents and hosts, or hosts alone; auto: documents too where at least half of them pair",
)
@_limit("max-worse", "0", "documents that may be worse", "COUNT|SHARE")
@_limit("max-missing", "0", "old documents that may be missing from the new ones", "COUNT|SHARE")
@_limit("score-loss", "5", "points that the score of a document may fall by", "POINTS", click.FloatRange(0, 100))
@_limit("text-loss", "5%", "the share of its words that a document may lose", "SHARE")
@_limit("host-documents", "20", "documents on both sides that a host is compared with", "N", click.IntRange(min=2))
@_limit(
    "host-change",
    "10",
    "points of 100 from which on a difference of a host counts",
    "POINTS",
    click.FloatRange(0, 100, min_open=True),
)
@_limit("false-discoveries", "5%", "the share of false alarms to be expected among the hosts that are named", "SHARE")
@_texts("old")
@_texts("new")
@options.ruleset_change
@options.rule_settings
@options.reading_settings
@options.together(*(options.setting(key, "Gate") for key in GATE_SETTINGS))
@options.output_files
@click.option(
    "--output-format",
    "shape",
    type=click.Choice(FORMATS),
    cls=Option,
    heading="Output",
    help=f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]} [text]",
)
@click.option(
    "--documents",
    type=click.IntRange(min=0),
    metavar="N",
    cls=Option,
    heading="Output",
    help=f"documents and hosts of a kind to list; 0: all (otherwise {LISTED}; {LISTED_IN_JSON:,} in JSON)",
)
@options.setting("no-text", "Output")
@options.quiet
@options.configuration
def command(  # the options of a command are its parameters
    old: str,
    new: str,
    by: str,
    max_worse: float,
    max_missing: float,
    score_loss: float,
    text_loss: float,
    host_documents: int,
    host_change: float,
    false_discoveries: float,
    old_texts: str | None,
    new_texts: str | None,
    allow_ruleset_change: bool,
    files: tuple[str, ...],
    shape: str | None,
    documents: int | None,
    quiet: bool,
    file: str | None,
    isolated: bool,
    **given: Any,
) -> int:
    """Tell what became of documents, hosts and rules from one scrape to the next.

    OLD and NEW are each a file, a folder, a pattern, or results that `check -o` saved. The exit status is 1 where NEW is worse.
    """
    from lint_rules.comparing import Limits
    from lint_rules.comparing.limits import By

    if "-" in (old, new, old_texts, new_texts):
        raise ConfigError("standard input cannot be compared, as it can be read only once: name a file")
    loaded = options.load_settings(file, isolated, given)
    # What is known is known on both sides, and limits of one run say nothing of two.
    config = replace(loaded.config, baseline=None, previous=None, per_host=0)
    limits = Limits(
        score_loss,
        _as_share(text_loss, "--text-loss"),
        max_worse,
        max_missing,
        host_documents,
        host_change,
        _as_share(false_discoveries, "--false-discoveries"),
        By(by),
    )
    wanted = _wanted(files, shape)
    refuse_overwriting(wanted, filter(None, (old, new, old_texts, new_texts)))
    sides = (_Named(old, old_texts, "--old-texts"), _Named(new, new_texts, "--new-texts"))
    return _Run(config, limits, allow_ruleset_change, quiet).run(sides, wanted, documents)


def _as_share(value: float, name: str) -> float:
    """Return a share. Raises ConfigError where it is a count."""
    if isinstance(value, int) and value > 0:
        raise ConfigError(f"{name}: {value} is no share (0.05 or '5%')")
    return float(value)


def _wanted(files: Sequence[str], shape: str | None) -> dict[str | None, str]:
    """Return the outputs, each a file or (None) stdout, with their formats. Raises ConfigError."""
    from lint_rules.comparing.showing import format_of

    otherwise = shape or "text"
    wanted: dict[str | None, str] = {}
    for path in files:
        if path == "-":
            wanted[None] = otherwise
        else:
            wanted[path] = format_of(path, otherwise, named=shape is not None)
    return wanted or {None: otherwise}


class _Named(NamedTuple):
    """A side as it was named: documents or saved results, and the texts that these are of, with the option for them."""

    name: str
    texts: str | None
    option: str


class _Input(NamedTuple):
    """A side that was read: where its texts can be read again, None where they cannot; and what of it could not be judged."""

    texts: str | None
    gate: Gate


class _Run:
    """One run of the command."""

    def __init__(self, config: Config, limits: Limits, allow_change: bool, quiet: bool) -> None:
        self._config = config
        self._limits = limits
        self._allow_change = allow_change
        self._quiet = quiet

    def run(self, named: tuple[_Named, _Named], wanted: dict[str | None, str], documents: int | None) -> int:
        """Compare, write the outputs, and return the exit status."""
        from lint_rules.comparing import Side, Store, compare
        from lint_rules.comparing.limits import PAIRED_SHARE, By
        from lint_rules.comparing.passages import NOTHING, passages
        from lint_rules.comparing.showing import Shown, write
        from lint_rules.engine.linter import Linter
        from lint_rules.reports.files import OutputFile
        from lint_rules.reports.style import wants_colour
        from lint_rules.reports.wording import plural

        linter = Linter(self._config)
        say_what_expired(linter)
        most = documents if documents is not None else LISTED_IN_JSON if "json" in wanted.values() else LISTED
        with Store() as store:
            sides = [self._read(store, side, each, linter) for side, each in zip(Side, named, strict=True)]
            store.finish()
            if not store.count(Side.OLD) and not self._config.allow_empty:
                raise InputError(f"there is nothing to compare with: no document in {named[Side.OLD].name}")
            if store.numbered and not self._quiet:
                ways = "they pair by the number of their record (--id-field names a field that identifies them)"
                warn(f"{plural(store.numbered, 'document')} without an id or an address: {ways}")
            comparison = compare(store, self._limits, most=most)
            half = PAIRED_SHARE * min(map(store.count, Side))
            shared = store.shared_addresses() if comparison.paired < half and self._limits.by is not By.HOST else 0
            if shared and shared >= half and not self._quiet:
                ways = "where each scrape makes ids anew, judge both with --id-field " + self._config.url_field
                warn(f"{plural(shared, 'address', 'addresses')} on both sides, under other ids: {ways}, so that documents pair")
            if store.homeless and comparison.documents is None and not self._quiet:
                ways = "name the field of their address (--url-field), --host-field or --host-from-path"
                warn(f"{plural(store.homeless, 'document')} of no known host, compared as if of one: {ways}")
        unjudged = [(side.name, words) for side, each in zip(named, sides, strict=True) for words in each.gate.unjudged()]
        comparison = comparison._replace(
            unjudged=tuple(f"{name}: {words}" for name, words in unjudged), lacks=any(each.gate.incomplete for each in sides)
        )
        old, new = sides
        words = NOTHING if self._config.no_text else passages(comparison, old.texts, new.texts, self._config)
        for path, name in wanted.items():
            shown = Shown(
                comparison,
                named[Side.OLD].name,
                named[Side.NEW].name,
                linter.ruleset,
                words,
                documents if documents is not None else LISTED_IN_JSON if name == "json" else LISTED,
                text=not self._config.no_text,
                color=path is None and wants_colour(sys.stdout),
                width=columns(sys.stdout) if path is None and sys.stdout.isatty() else 120,
            )
            with signals.held():
                if path is None:
                    write(name, shown, sys.stdout)
                    sys.stdout.flush()
                else:
                    file = OutputFile(path)
                    try:
                        write(name, shown, file.stream)
                        file.close()
                    except BaseException:
                        file.give_up(keep=False)
                        raise
        return self._answer(comparison)

    def _read(self, store: Store, side: Side, named: _Named, linter: Linter) -> _Input:
        """Put what is kept of a side into the store."""
        from lint_rules.comparing import reading
        from lint_rules.comparing.passages import can_be_read_again
        from lint_rules.comparing.reunion import Texts
        from lint_rules.engine.gate import Gate
        from lint_rules.formats import Remark
        from lint_rules.reports.failures import Failures
        from lint_rules.reports.progress import Progress
        from lint_rules.reports.style import wants_colour
        from lint_rules.runner import Inputs
        from lint_rules.runner.remarks import Told

        name, texts, option = named
        gate = Gate(self._config)
        told = Told(ignore if self._quiet else warn)
        if results := reading.saved_in(name, self._config):
            where = Texts(texts, option) if texts is not None else None
            for batch in reading.read(results, linter, where, allow_change=self._allow_change):
                gate.merge(batch.counts)
                store.add(side, batch.entries, texts)
                for each in batch.passed_by:
                    if isinstance(each, Remark):
                        told.add(each)
            told.flush()
            return _Input(texts if texts is not None and can_be_read_again(texts) else None, gate)
        if texts is not None:
            raise ConfigError(f"{option}: {name} holds no saved results, and brings its texts along")
        progress = Progress(
            sys.stderr,
            shown=not self._quiet and sys.stderr.isatty(),
            total=lambda: Inputs((name,)).size(self._config),
        )
        failures = Failures(progress.others, color=wants_colour(sys.stderr))
        try:
            for chunk, batch in reading.judged(name, linter):
                gate.merge(batch.counts)
                store.add(side, batch.entries, name)
                for each in batch.passed_by:
                    told.add(each)
                for failing in batch.failing:
                    failures.add(failing.source, failing.failures)
                progress.step(len(batch.entries), chunk.weight, chunk.reached, None)
        finally:
            progress.end()
            told.flush()
            failures.finish()
        return _Input(name if can_be_read_again(name) else None, gate)

    def _answer(self, comparison: Comparison) -> int:
        """Say the answer, and return the exit status."""
        from lint_rules.reports.style import BOLD, GREEN, RED, YELLOW, paint, wants_colour

        colour = {"REGRESSED": RED, "INCOMPLETE": YELLOW}.get(comparison.word, GREEN)
        word = paint(comparison.word, BOLD, colour, color=wants_colour(sys.stderr))
        sys.stderr.write(printable(comparison.sentence()).replace(comparison.word, word, 1) + "\n")
        if comparison.incomplete:
            return UNJUDGED
        return FAILED if comparison.regressed and not self._config.exit_zero else PASSED
