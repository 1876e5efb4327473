"""The command line. It reads what is asked for, lets the engine work, and shows what comes back.

One module holds one command, and is imported when that command is asked for; everything but the options themselves is
imported by the command that needs it. A shell that asks for help waits for click and the names of the settings, not for rules.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from lint_rules.cli.commands import PROGRAM, Commands
from lint_rules.cli.console import complain, printable
from lint_rules.cli.signals import Terminated, signals
from lint_rules.cli.status import CLOSED_PIPE, INTERRUPTED, PASSED, TERMINATED, UNJUDGED
from lint_rules.errors import ScrapeLintError
from lint_rules.version import __version__

cli = Commands(
    "cli",
    package=__name__,
    lazy={
        "init": "Write a configuration to begin with: every setting, and how many texts may fail.",
        "check": "Find what does not belong in scraped texts, and score them.",
        "report": "Score texts, count findings by rule, and list the worst texts first.",
        "gate": "Hold saved results against the limits, without judging the texts again.",
        "clean": "Write copies without what does not belong in the texts, in the form that they came in.",
        "compare": "Tell what became of documents, hosts and rules from one scrape to the next.",
        "profile": "Count what the sites of texts repeat, for `check --profile` to judge by.",
        "rules": "List all rules, those switched off too.",
        "rule": "Show the page of a rule, named by its code or its name.",
        "config": "Show every setting in force, and where it came from.",
        "text": "Print the text that the rules see of a file.",
        "allow": "Keep TEXT: findings on lines that read so are dropped from now on.",
        "suppress": "Leave out findings of CODE: those in INPUT that hold TEXT, and their like wherever they are met again.",
        "baseline": "Keep what was found before from failing a run: only what is new does.",
    },
    help="""Tell whether scraped text is fit to use, and show what is not.

    Exit status: 0 passed, 1 failed, 2 not all could be judged.
    """,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)
"""The command `scrapelint`; its commands with the first sentence of the help of each."""
click.version_option(__version__, "-V", "--version", prog_name=PROGRAM, message="%(prog)s %(version)s")(cli)


def main() -> NoReturn:
    """Run the command line with the process's arguments, and end the process with its exit status."""
    status = run_command(sys.argv[1:])
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
    # The process ends: to look through all that it holds for cycles first would take a tenth of a short run.
    gc.freeze()
    sys.exit(status)


def run_command(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit status. Whatever happens ends in one clear line and the right number."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What the encoding of a terminal lacks is shown as an escape; what is written keeps its line ends.
            stream.reconfigure(errors="backslashreplace", newline="")
    with signals.handled():
        return _status(arguments)


def _status(arguments: Sequence[str]) -> int:
    try:
        status = _run(list(arguments))
        sys.stdout.flush()
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted")
        return INTERRUPTED
    except Terminated:
        complain("terminated")
        return TERMINATED
    except BrokenPipeError:
        _forget_stdout()
        return CLOSED_PIPE
    except click.ClickException as error:
        _usage(error)
        return UNJUDGED
    except ScrapeLintError as error:
        complain(printable(str(error)))
        return UNJUDGED
    except OSError as error:
        _forget_stdout()
        complain(printable(f"{error.filename or 'output'}: {error.strerror or error}"))
        return UNJUDGED
    except Exception:  # noqa: BLE001 - a mistake of ours must not look like a verdict on the texts
        import traceback

        traceback.print_exc()
        complain("this is a mistake in ScrapeLint, not in your texts; please report what stands above")
        return UNJUDGED
    return status


def _forget_stdout() -> None:
    """Let what stdout still holds back go nowhere: nobody reads it, and the interpreter would complain of that at its end."""
    with contextlib.suppress(OSError):
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
    complain(printable(error.format_message()))
    if context is not None:
        sys.stderr.write(f"`{context.command_path} --help` lists what there is\n")
