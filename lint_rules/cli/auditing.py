"""`scrapelint baseline audit`: a person says of each line what it is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import islice, takewhile
from pathlib import Path

from lint_rules.cli.console import columns, note, printable, say
from lint_rules.cli.signals import signals
from lint_rules.cli.status import PASSED
from lint_rules.cli.suppress import FILE as SUPPRESSIONS
from lint_rules.config import Config
from lint_rules.engine import explain, registry
from lint_rules.engine.keeping.auditing import Auditing
from lint_rules.engine.keeping.baseline_file import Audit, Entry, Scope
from lint_rules.engine.keeping.suppressions import Suppressions, append, covers
from lint_rules.finding import Severity
from lint_rules.reports.style import BOLD, DIM, SEVERITY_COLOUR, even, paint, piece, shown, wants_colour
from lint_rules.reports.wording import plural
from lint_rules.rule import Rule

REAL, FALSE_ALARM, SKIP, BACK, QUIT = "r", "f", "s", "b", "q"
ALL = "a"  # after what a line is: so are all lines after it that its rule has there
YES = "y"
_SAID = {Audit.REAL: "real", Audit.FALSE_ALARM: "a false alarm"}
_JUDGED = {REAL: Audit.REAL, FALSE_ALARM: Audit.FALSE_ALARM}
_PLAIN_WIDTH = 120  # cells, where there is no terminal to tell


class Session:
    """A walk through the entries that nobody has judged, those that fail runs first. Raises ConfigError where the baseline
    cannot be used.
    """

    def __init__(self, config: Config, path: str, by: str) -> None:
        self.config = config
        self.by = by
        self.auditing = Auditing(path)
        self._color = wants_colour(sys.stdout)
        self._width = columns(sys.stdout) if sys.stdout.isatty() else _PLAIN_WIDTH
        self._rules = {rule.code: rule for rule in registry.discover(config)}
        self._own = {table.code: Severity[table.severity.upper()] for table in config.phrase}
        self._judged: dict[Audit, set[int]] = {audit: set() for audit in Audit}

    def run(self) -> int:
        """Ask until all is judged or the person has enough; return the exit status."""
        auditing = self.auditing
        waiting = sorted(auditing.open, key=lambda number: -self._severity(auditing.entries[number]))
        position = 0
        ended = False
        while position < len(waiting) and not ended:
            alike = self._alike(waiting, position)
            say(self._described(waiting[position], position, len(waiting)))
            key = _asked(*self._question(alike))
            answered = alike if key.endswith(ALL) else alike[:1]
            if key[:1] in _JUDGED:
                self._judge(answered, _JUDGED[key[:1]])
            ended = key in (QUIT, "")
            position = max(0, position - 1) if key == BACK else position + len(answered)
        self._sum_up()
        if not (ended and key == ""):
            self._offer()
        return PASSED

    def _alike(self, waiting: Sequence[int], position: int) -> list[int]:
        """Return an entry with those after it that are of its rule and its document or host: a menu has a line for each link."""
        entries = self.auditing.entries
        first = entries[waiting[position]]
        rest = islice(waiting, position, None)
        return list(takewhile(lambda each: _group(entries[each]) == _group(first), rest))

    def _question(self, alike: Sequence[int]) -> tuple[str, tuple[str, ...]]:
        """Return what is asked of an entry that stands first of others, and the keys that answer it."""
        code = self.auditing.entries[alike[0]].code
        both = f"all {len(alike):,} of {code} there ({', '.join(key + ALL for key in _JUDGED)}), " if len(alike) > 1 else ""
        keys = (*_JUDGED, SKIP, BACK, QUIT, *((key + ALL for key in _JUDGED) if both else ()))
        return f"real ({REAL}), false alarm ({FALSE_ALARM}), {both}skip ({SKIP}), back ({BACK}), quit ({QUIT})? ", keys

    def _judge(self, numbers: Sequence[int], audit: Audit) -> None:
        with signals.held():
            self.auditing.judge(numbers, audit)
        for each, judged in self._judged.items():
            (judged.update if each is audit else judged.difference_update)(numbers)

    def _described(self, number: int, position: int, total: int) -> str:
        """Return an entry as it is shown: what it is, where, its words, and what its rule says of such."""
        entry = self.auditing.entries[number]
        severity = self._severity(entry)
        rule = self._rules.get(entry.code)
        code = paint(entry.code, BOLD, SEVERITY_COLOUR[severity], color=self._color)
        times = f", {entry.times:,} times in a document" if entry.times > 1 else ""
        words = piece(entry.line, 0, len(entry.line), self._width - 4).marked if entry.line.strip() else shown(even(entry.line))
        lines = [
            "",
            f"[{position + 1:,} of {total:,}] {code} {rule.name() if rule else 'user-phrase'} ({severity.label}){times}",
            f"    {words or '(words were not kept)'}",
            paint(f"    {_claim(rule)}", DIM, color=self._color),
            paint(f"    {shown(_where(entry))}", DIM, color=self._color),
        ]
        if entry.audit:
            lines.append(f"    was said to be {_SAID[entry.audit]}")
        return "\n".join(lines)

    def _severity(self, entry: Entry) -> Severity:
        rule = self._rules.get(entry.code)
        return rule.severity if rule else self._own.get(entry.code, Severity.WARNING)

    def _sum_up(self) -> None:
        real, wrong = (len(self._judged[audit]) for audit in (Audit.REAL, Audit.FALSE_ALARM))
        say("")
        open_, total = len(self.auditing.open), len(self.auditing.entries)
        said = f"{real:,} real, {plural(wrong, 'false alarm')}; " if real or wrong else ""
        say(f"{printable(self.auditing.path)}: {said}{open_:,} of {plural(total, 'line')} not audited yet")

    def _offer(self) -> None:
        """Ask whether false alarms are to be suppressions, those that are none yet."""
        path = self.config.suppressions or SUPPRESSIONS
        there = Suppressions.opened(path).entries if Path(path).exists() else ()
        wanted = [each for each in self.auditing.false_alarms(path, self.by) if not any(covers(old, each) for old in there)]
        if not wanted:
            return
        what = "which keeps it" if len(wanted) == 1 else "which keeps them"
        say(f"{plural(len(wanted), 'false alarm')} can be suppressed, {what} out of the score too")
        if _asked(f"write to {printable(path)} (y/n)? ", (YES, "n")) != YES:
            return
        with signals.held():
            append(Path(path), wanted)
        say(f"{printable(path)}: {plural(len(wanted), 'suppression')} written")
        if self.config.suppressions is None:
            note(f'name it in the configuration (suppressions = "{path}"), or with --suppressions')


def _group(entry: Entry) -> tuple[Scope, str, str]:
    return entry.kind, entry.key, entry.code


def _claim(rule: type[Rule] | None) -> str:
    """Return what a rule says of what it finds."""
    return explain.summarise(rule).summary if rule else "One of your own phrases."


def _where(entry: Entry) -> str:
    if entry.kind is Scope.DOCUMENT:
        return f"in {entry.key}"
    example = f", as in {entry.example}" if entry.example else ""
    return (f"on {entry.key}" if entry.kind is Scope.HOST else "anywhere") + example


def _asked(question: str, keys: tuple[str, ...]) -> str:
    """Return the key that a person chose, nothing where there is no more to read; asks again until it is one of `keys`.

    A key and Enter, and not the key alone: so what is typed ahead counts, and a terminal is never left in another state.
    """
    while True:
        say(question, end="")
        sys.stdout.flush()
        line = sys.stdin.readline()
        answer = line.strip().lower()
        for key in (answer, answer[:1]):
            if not line or key in keys:
                return key
