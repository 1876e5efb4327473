"""What is counted of a run that copies: what was kept and what rejected, and what each rule took out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lint_rules.cleaning.routing import Outcome
from lint_rules.engine.scoring import visible
from lint_rules.reports import Outcome as Answer
from lint_rules.reports import Shown
from lint_rules.reports.style import BOLD, cells, paint
from lint_rules.reports.wording import percent, plural


class Tally:
    """Counts of documents and of what was changed in them, which add up."""

    def __init__(self) -> None:
        self.kept = 0
        self.changed = 0
        self.rejected: Counter[str] = Counter()  # by the reason
        self.lost = 0  # non-space characters of kept documents that went
        self.characters = 0  # … of all that were there
        self.documents: Counter[str] = Counter()  # by rule: in which it had something taken out or mended
        self.removed: Counter[str] = Counter()  # … stretches taken out
        self.taken: Counter[str] = Counter()  # … non-space characters in them
        self.mended: Counter[str] = Counter()  # … places mended

    def add(self, text: str, outcome: Outcome) -> None:
        """Count what became of a document."""
        if outcome.why is not None:
            self.rejected[outcome.why] += 1
            return
        self.kept += 1
        cleaned = outcome.cleaned
        if cleaned is None:
            return
        self.changed += bool(cleaned.changes)
        self.characters += visible(text)
        for change in cleaned.changes:
            if change.replacement:
                self.mended.update(change.codes)
                continue
            self.lost += visible(text[change.span.start : change.span.end])
            for code, span in change.named:
                self.removed[code] += 1
                self.taken[code] += visible(text[span.start : span.end])
        self.documents.update({code for change in cleaned.changes for code in change.codes})

    def counts(self) -> dict[str, Any]:
        """Return all that was counted, as JSON has it."""
        return {name: dict(value) if isinstance(value, Counter) else value for name, value in vars(self).items()}

    def merge(self, counts: Mapping[str, Any]) -> None:
        """Add what another one counted."""
        for name, value in counts.items():
            mine = getattr(self, name)
            if isinstance(mine, Counter):
                mine.update(value)
            else:
                setattr(self, name, mine + value)

    def sentence(self) -> str:
        """Return in one line what became of the documents: those that came in are those kept and those rejected."""
        rejected = self.rejected.total()
        why = ", ".join(f"{count:,} {reason}" for reason, count in self.rejected.most_common())
        changed = f" ({self.changed:,} changed, {percent(self.lost, self.characters)} of their text gone)" if self.changed else ""
        return (
            f"clean: {plural(self.kept + rejected, 'document')} in = {self.kept:,} kept{changed} + {rejected:,} rejected"
            f"{f' ({why})' if why else ''}"
        )

    def table(self, names: Mapping[str, str], *, color: bool) -> Iterable[str]:
        """Yield one line for each rule that had something taken out or mended, the busiest first; `names` are those of rules by
        code.
        """
        busiest = sorted(self.documents, key=lambda code: (-self.taken[code], -self.mended[code], code))
        if busiest:
            yield "taken out and mended, by rule:\n"
        width = max((cells(names.get(code, "")) for code in busiest), default=0)
        counted = max((len(f"{self.taken[code]:,}") for code in busiest), default=0)
        for code in busiest:
            what = []
            if self.removed[code]:
                what.append(plural(self.removed[code], "place"))
            if self.mended[code]:
                what.append(f"{self.mended[code]:,} mended")
            where = f"in {plural(self.documents[code], 'document')}"
            name = paint(code, BOLD, color=color)
            taken = f"{self.taken[code]:>{counted},} characters"
            yield f"  {taken}  {name}  {names.get(code, ''):<{width}}  {', '.join(what)} {where}\n"


class TallyOutput:
    """Keeps the counts of a run. One of these is an output of a run, whose parts are what `Tally.counts` returns."""

    def __init__(self, cut: Any) -> None:
        self.tally = Tally()
        if cut is not None:
            self.tally.merge(cut)

    def start(self) -> None:
        """Do nothing."""

    def take(self, shown: Sequence[Shown], part: Mapping[str, Any]) -> None:  # noqa: ARG002 - the counts are all there is
        """Add counts."""
        self.tally.merge(part)

    def cut(self) -> Any:
        """Return the counts."""
        return self.tally.counts()

    def finish(self, outcome: Answer) -> None:
        """Do nothing: whoever asked for the counts has them."""

    def close(self) -> None:
        """Do nothing."""

    def give_up(self, *, keep: bool) -> Path | None:  # noqa: ARG002 - nothing is left behind
        """Do nothing."""
        return None
