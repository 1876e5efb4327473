"""Phrases and allowances of the user's that did nothing in a run: they may be mistyped, or outlived."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lint_rules.config import Config, PhraseTable
from lint_rules.document import fold
from lint_rules.finding import Result
from lint_rules.rule import Anchor, escaped, normalise_phrase, quoted


class Used(NamedTuple):
    """Entries that were used: allowances of the configuration by their number, phrases by their code and words, and
    suppressions by their number in their file.
    """

    allowed: tuple[int, ...]
    phrases: tuple[tuple[str, str], ...]
    suppressions: tuple[int, ...] = ()


class Unused:
    """Notes which entries of the configuration were used, as results pass by."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self._allowed: set[int] = set()
        self.suppressions: set[int] = set()
        """The suppressions that were used, by their number in their file."""
        self._phrases = {
            (table.code, phrase): _pattern(phrase, anchor)
            for table in config.phrase
            for anchor, phrases in ((Anchor.LINE, table.line), (Anchor.ANYWHERE, table.anywhere))
            for phrase in phrases
        }
        self._known = frozenset(self._phrases)
        self._codes = {code for code, _ in self._phrases}

    def add(self, result: Result) -> None:
        """Note what was used in one document."""
        self._allowed.update(result.allowed)
        self.suppressions.update(result.suppressions)
        if not self._phrases:
            return
        for diagnostic in result.diagnostics:
            if diagnostic.finding.code in self._codes:
                words = fold(diagnostic.text)
                for key in [key for key, pattern in self._phrases.items() if pattern.search(words)]:
                    if key[0] == diagnostic.finding.code:
                        del self._phrases[key]

    def used(self) -> Used:
        """Return what was used, for `merge`."""
        return Used(
            tuple(sorted(self._allowed)), tuple(sorted(self._known - self._phrases.keys())), tuple(sorted(self.suppressions))
        )

    def merge(self, used: Used) -> None:
        """Note what was used where others looked."""
        self._allowed.update(used.allowed)
        self.suppressions.update(used.suppressions)
        for code, phrase in used.phrases:
            self._phrases.pop((code, phrase), None)

    def entries(self) -> Iterator[str]:
        """Yield a sentence for each entry that was not used."""
        for table in self.config.phrase:
            yield from (
                f"phrase {table.code} {quoted(phrase)} was found nowhere"
                for phrase in _listed(table)
                if (table.code, phrase) in self._phrases
            )
        for number, allowance in enumerate(self.config.allow):
            if number not in self._allowed:
                codes = escaped(", ".join(allowance.codes))
                yield f"allowance of {codes} on {quoted(allowance.line)} kept nothing"


def _listed(table: PhraseTable) -> tuple[str, ...]:
    return (*table.line, *table.anywhere)


def _pattern(phrase: str, anchor: Anchor) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, normalise_phrase(phrase, anchor).split("*"))))
