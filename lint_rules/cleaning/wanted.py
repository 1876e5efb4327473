"""The outputs that a run of cleaning can be asked for, as a recording takes them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from lint_rules.cleaning.copies import CopiesOutput
from lint_rules.cleaning.places import Place
from lint_rules.cleaning.tally import Tally, TallyOutput
from lint_rules.cleaning.working import ATTRIBUTES, DIFF, TALLY
from lint_rules.errors import InputError
from lint_rules.reports import Outcome, ReportOptions, Shown
from lint_rules.reports.files import cannot_be_written, is_file, partial
from lint_rules.reports.output import Output, opened


class Copies(NamedTuple):
    """Copies of documents, to a place."""

    format: str
    place: Place

    @property
    def path(self) -> str | None:
        """Where they go."""
        return self.place.path

    @property
    def is_resumable(self) -> bool:
        """Whether they can be gone on with."""
        return self.place.path is not None and (self.place.is_folder or is_file(self.place.path))

    def is_in_place(self) -> bool:
        """Tell whether all is in its place; of a folder each file is asked for by itself."""
        return not self.place.is_folder and self.place.path is not None and not partial(self.place.path).exists()

    def opened(self, stdout: TextIO, cut: Any) -> Output:
        """Return the output."""
        return CopiesOutput(self.place, stdout, cut)


class Lines(NamedTuple):
    """JSON lines about documents, to a file."""

    format: str
    path: str

    @property
    def is_resumable(self) -> bool:
        """Whether they can be gone on with."""
        return is_file(self.path)

    def is_in_place(self) -> bool:
        """Tell whether the file is in its place."""
        return not partial(self.path).exists()

    def opened(self, stdout: TextIO, cut: Any) -> Output:
        """Return the output."""
        try:
            Path(self.path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(cannot_be_written(self.path, error)) from error
        return opened("jsonl", self.path, ReportOptions(), stdout, cut)


class Attributes(NamedTuple):
    """What was taken out of documents as dolma has it, to a folder."""

    path: str
    roots: tuple[str, ...]
    format: str = ATTRIBUTES

    @property
    def is_resumable(self) -> bool:
        """Whether they can be gone on with: no."""
        return False

    def is_in_place(self) -> bool:
        """Tell whether all is in its place: a run with these is not taken up again."""
        return False

    def opened(self, stdout: TextIO, cut: Any) -> Output:
        """Return the output."""
        return opened("dolma", self.path, ReportOptions(roots=self.roots), stdout, cut)


class Diff(NamedTuple):
    """What changes, for people, to standard output."""

    path: str | None = None
    format: str = DIFF

    @property
    def is_resumable(self) -> bool:
        """Whether it can be gone on with: no."""
        return False

    def is_in_place(self) -> bool:
        """Tell whether all is in its place: a run with this is not taken up again."""
        return False

    def opened(self, stdout: TextIO, cut: Any) -> Output:  # noqa: ARG002 - see above
        """Return the output."""
        return _DiffOutput(stdout)


class _DiffOutput:
    """Writes diffs as they come."""

    def __init__(self, stdout: TextIO) -> None:
        self._stdout = stdout

    def start(self) -> None:
        """Write nothing: there may be no change."""

    def take(self, shown: Sequence[Shown], part: str) -> None:  # noqa: ARG002 - the diffs are all there is
        """Write the diffs of some documents."""
        self._stdout.write(part)
        self._stdout.flush()

    def cut(self) -> None:
        """Do nothing: this cannot be gone on with."""

    def finish(self, outcome: Outcome) -> None:
        """Write nothing: every diff stands for itself."""

    def close(self) -> None:
        """Leave it open: it belongs to another."""

    def give_up(self, *, keep: bool) -> Path | None:  # noqa: ARG002 - what was written is gone
        """Leave it."""
        return None


class Counts:
    """The counts of a run, which `tally` has when it is done."""

    format = TALLY
    path: str | None = None
    is_resumable = True

    def __init__(self) -> None:
        self._output = TallyOutput(None)

    @property
    def tally(self) -> Tally:
        """What was counted so far."""
        return self._output.tally

    def is_in_place(self) -> bool:
        """Tell whether all is in its place: what an earlier run counted is to be taken up."""
        return False

    def opened(self, stdout: TextIO, cut: Any) -> Output:  # noqa: ARG002 - nothing is written
        """Return the output."""
        self._output = TallyOutput(cut)
        return self._output
