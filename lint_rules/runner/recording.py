"""The outputs of a run and the journal beside them: what is written is stored together every now and then, so that a run
that was killed loses no more than a few seconds of work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple, Protocol, TextIO

from lint_rules.errors import ConfigError
from lint_rules.reports import ReportOptions
from lint_rules.reports.files import is_file, partial
from lint_rules.reports.output import RESUMABLE, Output, opened
from lint_rules.runner.books import Books
from lint_rules.runner.feed import Chunk, Position
from lint_rules.runner.journal import Journal, State, refuse_other
from lint_rules.runner.tally import Batch

# After so many documents or bytes of input all is stored: a few seconds' work, beside which the storing is nothing. These
# decide where packed files have their members: with other numbers equal results have other bytes.
CUT_DOCUMENTS = 2000
CUT_BYTES = 1 << 24


class Asked(Protocol):
    """An output that is asked for, whatever is written to it: where, None for standard output, and in which format."""

    @property
    def path(self) -> str | None:
        """Where it goes."""

    @property
    def format(self) -> str:
        """What it is."""

    @property
    def is_resumable(self) -> bool:
        """Whether it can be gone on with."""

    def is_in_place(self) -> bool:
        """Tell whether a run that had only to put its outputs in their places has done so with this one."""

    def opened(self, stdout: TextIO, cut: Any) -> Output:
        """Return the output; `cut` is where to go on, None to begin. Raises ConfigError and InputError."""


class Wanted(NamedTuple):
    """An output of results that is asked for: where, None for standard output; in which format, and how."""

    path: str | None
    format: str
    options: ReportOptions

    @property
    def is_resumable(self) -> bool:
        """Whether it can be gone on with."""
        return self.path is not None and self.format in RESUMABLE and is_file(self.path)

    def is_in_place(self) -> bool:
        """Tell whether a run that had only to put its outputs in their places has done so with this one."""
        return self.path is not None and not partial(self.path).exists()

    def opened(self, stdout: TextIO, cut: Any) -> Output:
        """Return the output; `cut` is where to go on, None to begin. Raises ConfigError and InputError."""
        return opened(self.format, self.path, self.options, stdout, cut)


class Left(NamedTuple):
    """What is left of a run that was given up: files, and after how many documents it can be taken up again, None where it
    must begin anew.
    """

    files: list[str]
    documents: int | None


class Recording:
    """Writes what comes of a run to its outputs. Begun, then `add` for all batches, then `finish`, or else `give_up`.

    `asked` is all that decides what the run does, by the names that a user gives. A run is taken up again if `resume`, and
    if there is one to take up; `position` is then where. `repeatable` says that the inputs can be read again. Raises
    ConfigError where the run cannot be taken up again, InputError where an output cannot be made.
    """

    def __init__(
        self, wanted: Sequence[Asked], stdout: TextIO, asked: Mapping[str, str], *, resume: bool, repeatable: bool
    ) -> None:
        self._asked = {**asked, "outputs": ", ".join(f"{each.path or '-'} ({each.format})" for each in wanted)}
        self._journal = _journal(wanted) if repeatable else None
        if resume and self._journal is None:
            raise ConfigError(
                "--resume: a run can be taken up again if it reads files, and all that it writes are files of JSON lines or "
                "Parquet: -o FILE.jsonl, .jsonl.gz (.bz2, .xz, .zst), .parquet"
            )
        self.begun = self._journal.read() if resume and self._journal else None
        if self.begun:
            refuse_other(self.begun.asked, self._asked)
        self.replaced = self._journal is not None and not resume and self._journal.exists()
        self._since_documents = self._since_bytes = 0
        self._stored: State | None = self.begun
        self._position: Position | None = self.begun.position if self.begun else None
        self._outputs: list[Output] = []
        with ExitStack() as made:
            made.callback(self.give_up)
            for number, each in enumerate(wanted):
                cut = self.begun.cuts[number] if self.begun else None
                if self.begun and self.begun.done and each.is_in_place():
                    continue
                self._outputs.append(each.opened(stdout, cut))
            if self._journal and not self.begun:
                self._journal.remove()
            made.pop_all()

    @property
    def position(self) -> Position | None:
        """Where an earlier run stopped, None for a run that begins."""
        return self.begun.position if self.begun else None

    @property
    def is_repeatable(self) -> bool:
        """Whether this run can be taken up again if it is killed."""
        return self._journal is not None

    def start(self) -> None:
        """Write what comes before the first document."""
        if not self.begun:
            for output in self._outputs:
                output.start()

    def add(self, chunk: Chunk, batch: Batch, books: Books) -> None:
        """Write some documents, which the books have counted already."""
        for output, part in zip(self._outputs, batch.parts, strict=True):
            output.take(batch.shown, part)
        self._since_documents += batch.documents
        self._since_bytes += chunk.weight
        if chunk.position is not None:
            self._position = chunk.position
            if self._since_documents >= CUT_DOCUMENTS or self._since_bytes >= CUT_BYTES:
                self._store(books, done=False)

    def finish(self, books: Books) -> None:
        """Write what comes after the last document, and put all files in their places. Raises InputError."""
        if self._stored and not self._stored.done:
            # From here on files are put together and moved: a run that is killed amid that must know that nothing else is left.
            self._store(books, done=True)
        for output in self._outputs:
            output.finish(books.gate)
        for output in self._outputs:
            output.close()
        if self._journal:
            self._journal.remove()

    def give_up(self) -> Left:
        """End without having finished. What can be gone on with is kept."""
        keep = self._stored is not None or self._since_documents > 0
        paths = [output.give_up(keep=keep) for output in self._outputs]
        gate = self._stored.kept["gate"] if self._stored else None
        resumable = gate["totals"]["documents"] + gate["unreadable"] + gate["unopened"] if gate else None
        return Left([str(path) for path in paths if path is not None], resumable)

    def _store(self, books: Books, *, done: bool) -> None:
        cuts = [output.cut() for output in self._outputs]
        if self._journal and self._position:
            self._stored = State(self._asked, self._position, cuts, books.kept(), done)
            self._journal.write(self._stored)
        self._since_documents = self._since_bytes = 0


def _journal(wanted: Sequence[Asked]) -> Journal | None:
    """Return the journal of a run with these outputs, None where not all of them can be gone on with."""
    if not wanted or not all(each.is_resumable for each in wanted):
        return None
    return Journal(wanted[0].path or "")
