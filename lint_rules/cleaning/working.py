"""Pieces of inputs to copies: documents are judged, cleaned and copied in one place, and what leaves it are parts of outputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from lint_rules.cleaning.copies import Part
from lint_rules.cleaning.diff import diff
from lint_rules.cleaning.routing import COLUMNS, REJECTED, Mode, Outcome, columns, rejection, route, unread
from lint_rules.cleaning.tally import Tally
from lint_rules.cleaning.text import Change, Policy
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine.gate import Gate, is_unreadable
from lint_rules.engine.linter import Linter
from lint_rules.finding import Edit, Result
from lint_rules.formats import Piece, Remark, Unreadable, copying
from lint_rules.formats.copying import Copy, Fields, Item
from lint_rules.reports import dolma
from lint_rules.reports.record import encoded
from lint_rules.reports.unused import Unused
from lint_rules.runner.judging import check, unreadable_result
from lint_rules.runner.remarks import Named, named
from lint_rules.runner.tally import Batch, Failing

COPIES, REJECTS, REASONS, REMOVED, ATTRIBUTES, DIFF, TALLY = (
    "copies",
    "rejects",
    "reasons",
    "removed",
    "attributes",
    "diff",
    "tally",
)
"""The outputs that there can be."""

DOLMA_REMOVED = f"{dolma.PREFIX}removed"


@dataclass(frozen=True)
class Cleaning:
    """The work of cleaning: what is done to documents, and for which outputs, in their order."""

    mode: Mode
    policy: Policy
    outputs: tuple[str, ...]

    def begin(self, config: Config) -> Callable[[Sequence[Piece]], Batch]:
        """Return what cleans pieces. Raises ConfigError where the configuration cannot be used."""
        return self.cleaning(Linter(config))

    def cleaning(self, linter: Linter) -> Callable[[Sequence[Piece]], Batch]:
        """Return what cleans pieces with a linter that is there already."""
        return _Cleaner(self, linter)


class _Routed(NamedTuple):
    """A document, what was said of it and what became of it."""

    item: Item
    result: Result
    passed: bool
    outcome: Outcome

    @property
    def changes(self) -> Sequence[Change]:
        return self.outcome.cleaned.changes if self.outcome.cleaned else ()

    @property
    def edits(self) -> list[Edit]:
        return [Edit(change.span, change.replacement) for change in self.changes]


class _Cleaner:
    def __init__(self, work: Cleaning, linter: Linter) -> None:
        self._work = work
        self._linter = linter
        self._config = linter.config
        self._unused = Unused(linter.config)

    def __call__(self, pieces: Sequence[Piece]) -> Batch:
        gate = Gate(self._config)
        failing: list[Failing] = []
        passed_by: list[Named | Remark] = []
        parts: dict[str, Any] = {name: [] for name in self._work.outputs}
        tally = Tally()
        documents = 0
        worst: float | None = None
        for piece in pieces:
            routed: list[_Routed] = []
            for item in copying.items(piece, self._config):
                if isinstance(item, Remark):
                    passed_by.append(item)
                    continue
                each = self._routed(item, gate)
                routed.append(each)
                result = each.result
                self._unused.add(result)
                passed_by.append(named(result.source))
                if result.failures:
                    failing.append(Failing(result.source, result.failures))
                value = result.score.value
                if value is not None and (worst is None or value < worst):
                    worst = value
                tally.add(item.read.text if isinstance(item.read, Document) else "", each.outcome)
            documents += len(routed)
            self._add(parts, piece, routed)
        if TALLY in parts:
            parts[TALLY] = tally.counts()
        for name in {REASONS, REMOVED, DIFF} & parts.keys():
            parts[name] = "".join(parts[name])
        return Batch(
            gate.counts(), self._unused.used(), tuple(failing), tuple(passed_by), tuple(parts.values()), (), documents, worst
        )

    def _routed(self, item: Item, gate: Gate) -> _Routed:
        if isinstance(item.read, Unreadable):
            result = unreadable_result(item.read.source, item.read.error)
            return _Routed(item, result, gate.add(result), unread(item.read.error, self._config, result))
        result = check(item.read, self._linter)
        passed = gate.add(result)
        if is_unreadable(result):  # as it could not be judged at all
            return _Routed(item, result, passed, unread(result.failures[0].error, self._config, result))
        outcome = route(item.read, result, self._linter, self._work.mode, self._work.policy, passed=passed)
        return _Routed(item, result, passed, outcome)

    def _add(self, parts: dict[str, Any], piece: Piece, routed: Sequence[_Routed]) -> None:
        """Add what the outputs are to have of a piece."""
        if COPIES in parts:
            fields = COLUMNS if self._work.mode is Mode.ANNOTATE else {}
            kept = [self._copy(each) for each in routed if each.outcome.why is None]
            parts[COPIES] += self._part(piece, kept, fields, always=True)
        rejected = [each for each in routed if each.outcome.why is not None]
        if REJECTS in parts:
            parts[REJECTS] += self._part(piece, [self._rejected(each) for each in rejected], REJECTED, always=False)
        if REASONS in parts:
            parts[REASONS] += [encoded(_reasons(each)) + "\n" for each in rejected]
        if REMOVED in parts:
            parts[REMOVED] += [encoded(self._removed(each)) + "\n" for each in routed if each.changes or each.outcome.why]
        if ATTRIBUTES in parts:
            parts[ATTRIBUTES] += [(piece.found.path, encoded(_attributes(each)) + "\n") for each in routed]
        if DIFF in parts:
            parts[DIFF] += [diff(each.item.read, each.edits) for each in routed if isinstance(each.item.read, Document)]

    def _part(self, piece: Piece, copies: Sequence[Copy], fields: Fields, *, always: bool) -> list[Part]:
        """Return copies of documents of a piece; `always` begins their file where there are none, too."""
        whole = copying.origin(piece)
        nothing = [Part(piece.found.path, None, [])]
        if isinstance(whole.payload, Unreadable) and whole.payload.source.record is None:
            return nothing  # an input that could not be opened holds no document
        copier = copying.copier(whole)
        if not copier.HAS_FIELDS:
            copies = [copy for copy in copies if copy.item.raw is not None]
            if not copies:
                return nothing
        if not copies and not always:
            return []
        head = copier.head(whole, fields)
        return [Part(piece.found.path, head, [copier.body(copies, whole, fields, self._config)])]

    def _copy(self, each: _Routed) -> Copy:
        if self._work.mode is Mode.ANNOTATE:
            return Copy(each.item, fields=columns(each.result, self._linter, passed=each.passed))
        if each.outcome.cleaned is None or not each.changes:
            return Copy(each.item)
        return Copy(each.item, each.outcome.cleaned.text, each.edits)

    def _rejected(self, each: _Routed) -> Copy:
        said = columns(each.result, self._linter, passed=each.passed)
        return Copy(each.item, fields=rejection(each.outcome, said, each.result))

    def _removed(self, each: _Routed) -> dict[str, Any]:
        """Return what a document has lost, in offsets of its text as read, or why it was rejected."""
        if each.outcome.why is not None:
            return _reasons(each)
        assert each.outcome.cleaned is not None
        assert isinstance(each.item.read, Document)
        text = each.item.read.text
        changes = []
        for change in each.changes:
            start, end = change.span
            words = {} if self._config.no_text else {"text": text[start:end]}
            changes.append({"start": start, "end": end, **words, "replacement": change.replacement, "codes": change.codes})
        return {
            **_named(each.result),
            "score": each.result.score.value,
            "cleaned_score": each.outcome.cleaned.result.score.value,
            "removed": changes,
        }


def _named(result: Result) -> dict[str, Any]:
    return {"id": result.source.id, "path": result.source.path, "record": result.source.record}


def _reasons(each: _Routed) -> dict[str, Any]:
    """Return why a document was rejected."""
    return {**_named(each.result), "rejected": list(each.outcome.reasons)}


def _attributes(each: _Routed) -> dict[str, Any]:
    """Return what a document has lost as dolma has it: spans by rule, and all spans as one attribute."""
    found: dict[str, list[list[float]]] = {}
    for change in each.changes:
        if not change.replacement:
            for name, span in ((DOLMA_REMOVED, change.span), *((f"{DOLMA_REMOVED}_{code}", span) for code, span in change.named)):
                found.setdefault(name, []).append([span.start, span.end, 1.0])
    if each.outcome.why is not None:
        found[f"{dolma.PREFIX}rejected"] = [[0, each.result.length, 1.0]]
    return {"id": each.result.source.id, "attributes": found}
