"""`scrapelint baseline audit`: a person says of each line what it is."""

from __future__ import annotations

import sys
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
YES = "y"
CHOICES = "real (r), false alarm (f), skip (s), back (b), quit (q)"
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
            number = waiting[position]
            say(self._described(number, position, len(waiting)))
            key = _asked(f"{CHOICES}? ", (*_JUDGED, SKIP, BACK, QUIT))
            if key in _JUDGED:
                self._judge(number, _JUDGED[key])
            ended = key in (QUIT, "")
            position = max(0, position - 1) if key == BACK else position + 1
        self._sum_up()
        if not (ended and key == ""):
            self._offer()
        return PASSED

    def _judge(self, number: int, audit: Audit) -> None:
        with signals.held():
            self.auditing.judge(number, audit)
        for each, numbers in self._judged.items():
            (numbers.add if each is audit else numbers.discard)(number)

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
        say(f"{plural(len(wanted), 'false alarm')} can be suppressed, which keeps them out of the score too")
        if _asked(f"write to {printable(path)} (y/n)? ", (YES, "n")) != YES:
            return
        with signals.held():
            append(Path(path), wanted)
        say(f"{printable(path)}: {plural(len(wanted), 'suppression')} written")
        if self.config.suppressions is None:
            note(f'name it in the configuration (suppressions = "{path}"), or with --suppressions')


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
        answer = sys.stdin.readline()
        key = answer.strip().lower()[:1]
        if not answer or key in keys:
            return key
