"""What is kept of documents where they are judged, when nobody needs the whole of their results: counts, which add up, and
the parts of outputs, which follow one another. To send this from process to process costs little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from lint_rules.config import Config
from lint_rules.engine.gate import NOT_AS_EXPECTED, Gate, why_not
from lint_rules.engine.linter import Linter
from lint_rules.finding import Diagnostic, Failure, Result, Source
from lint_rules.formats import Piece, Remark
from lint_rules.reports import FORMATS, ReportOptions, Shown, encoder
from lint_rules.reports.unused import Unused, Used
from lint_rules.runner.judging import Seen, judge
from lint_rules.runner.remarks import Named, named


class Failing(NamedTuple):
    """A document that could not be judged, or not by all rules; `unmet` says in what it is not as it was expected."""

    source: Source
    failures: tuple[Failure, ...]
    unmet: tuple[str, ...] = ()


class Batch(NamedTuple):
    """What is kept of some documents, in their order.

    `counts` is what a gate counted, `parts` what the encoders of the outputs returned, `shown` the results themselves where
    an output needs them, `passed_by` all documents and remarks, `worst` the lowest score.
    """

    counts: dict[str, Any]
    used: Used
    failing: tuple[Failing, ...]
    passed_by: tuple[Named | Remark, ...]
    parts: tuple[Any, ...]
    shown: tuple[Shown, ...]
    documents: int
    worst: float | None


class Comparison(Protocol):
    """How a result compares with what was expected of its document."""

    @property
    def unexpected(self) -> Sequence[Diagnostic]:
        """The findings that should not be."""

    @property
    def met(self) -> bool:
        """Whether the document is as it was expected to be."""

    @property
    def unmet(self) -> tuple[str, ...]:
        """What is not as it was expected, one line each."""


Compare = Callable[[Result], Comparison | None]
"""From results, in the order of the input, to how they compare; None where nothing is expected."""


@dataclass(frozen=True)
class Tallying:
    """The work of tallying: `outputs` are the formats that are written, with their options."""

    outputs: tuple[tuple[str, ReportOptions], ...]

    def begin(self, config: Config) -> Callable[[Sequence[Piece]], Batch]:
        """Return what tallies pieces. Raises ConfigError where the configuration cannot be used."""
        return self.judging(Linter(config))

    def judging(self, linter: Linter, compare: Compare | None = None) -> Callable[[Sequence[Piece]], Batch]:
        """Return what tallies pieces with a linter that is there already."""
        tally = Tally(self.outputs, linter.config, compare)
        return lambda pieces: tally(judge(pieces, linter))


class Tally:
    """Counts documents as they are judged, and encodes them for the outputs."""

    def __init__(self, outputs: Sequence[tuple[str, ReportOptions]], config: Config, compare: Compare | None = None) -> None:
        self._config = config
        self._compare = compare
        self._unused = Unused(config)
        self._encoders = [(encoder(name), options) for name, options in outputs]
        self._needs_results = any(encode is None for encode, _ in self._encoders)
        self._needs_texts = any(FORMATS[name].texts for name, _ in outputs)

    def __call__(self, judged: Iterable[Seen | Remark]) -> Batch:
        """Return what is left of some documents, and of remarks on them, in their order."""
        gate = Gate(self._config)
        failing: list[Failing] = []
        passed_by: list[Named | Remark] = []
        shown: list[Shown] = []
        worst: float | None = None
        for each in judged:
            if isinstance(each, Remark):
                passed_by.append(each)
                continue
            result = each.result
            compared = self._compare(result) if self._compare else None
            passed = gate.add(result, met=compared.met if compared else None)
            self._unused.add(result)
            passed_by.append(named(result.source))
            unmet = compared.unmet if compared else ()
            if result.failures or unmet:
                failing.append(Failing(result.source, result.failures, unmet))
            value = result.score.value
            if value is not None and (worst is None or value < worst):
                worst = value
            to_show = compared.unexpected if compared else None
            text = each.text if self._needs_texts else None
            why = None if passed else NOT_AS_EXPECTED if compared else why_not(result, self._config)
            shown.append(Shown(thinned(result, self._config.min_confidence), passed, to_show, text, why, unmet))
        return Batch(
            gate.counts(),
            self._unused.used(),
            tuple(failing),
            tuple(passed_by),
            tuple(encode(shown, options) if encode else None for encode, options in self._encoders),
            tuple(shown) if self._needs_results else (),
            len(shown),
            worst,
        )


def thinned(result: Result, least: float) -> Result:
    """Return a result with the findings that are sure enough to be shown. Score and gate have seen all of them."""
    kept = tuple(diagnostic for diagnostic in result.diagnostics if diagnostic.finding.confidence >= least)
    return result if len(kept) == len(result.diagnostics) else result._replace(diagnostics=kept)
