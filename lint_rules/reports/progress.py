"""A sign of life on a terminal while a long run shows nothing else: a bar with documents, speed, time left and the worst score,
cleared at the end.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, TextIO, cast

from lint_rules.reports.wording import UNKNOWN, points

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

PATIENCE = 1.0  # seconds before the first sign: what is done by then needs none
INTERVAL = 0.2  # seconds between two signs
CLEARED = "\r\x1b[2K"  # what takes a line of a terminal away


class Progress:
    """Counts documents. Writes nothing unless `shown`.

    `total` returns the bytes of all inputs, 0 where that cannot be known; it may take its time. `share` is the part of them
    that this run reads.
    """

    def __init__(self, stream: TextIO, *, shown: bool, total: Callable[[], int] = lambda: 0, share: float = 1.0) -> None:
        self.stream = stream
        self.shown = shown
        self.others: TextIO = cast("TextIO", _Others(self)) if shown else stream
        """Where others write to whose lines are to stand above the bar."""
        self._total = total
        self._share = share
        self._size = 0
        self._documents = self._bytes = 0
        self._first: int | None = None
        self._reached = 0
        self._worst: float | None = None
        self._began = monotonic()
        self._next = self._began + PATIENCE
        self._bar: tuple[Bar, TaskID] | None = None

    def step(self, documents: int, weight: int, reached: int, worst: float | None) -> None:
        """Count documents: their bytes, the bytes of all inputs as stored that are done with, and the lowest score."""
        self._documents += documents
        self._bytes += weight
        self._first = max(0, reached - weight) if self._first is None else self._first
        self._reached = reached
        if worst is not None and (self._worst is None or worst < self._worst):
            self._worst = worst
        if self.shown and monotonic() >= self._next:
            self._next = monotonic() + INTERVAL
            self._draw()

    def end(self) -> None:
        """Clear the line."""
        if self._bar:
            bar, _ = self._bar
            self._bar = None
            bar.stop()

    def clear(self) -> None:
        """Take the line away for now: others are about to write."""
        if self._bar:
            self.stream.write(CLEARED)

    def _draw(self) -> None:
        if self._bar is None:
            # In a thread, as it may take long to look through all folders.
            threading.Thread(target=self._measure, daemon=True).start()
            self._bar = self._made()
        bar, task = self._bar
        seconds = monotonic() - self._began
        done = max(0, self._reached - (self._first or 0))
        # A part of the inputs may begin anywhere in them; how much of it is done is told by where it began.
        size = self._size * self._share if self._share < 1 else max(0, self._size - (self._first or 0))
        known = bool(size and done)
        bar.update(
            task,
            total=size if known else None,
            completed=done,
            documents=f"{self._documents:,} documents",
            speed=f"{self._bytes / 1e6 / seconds:.1f} MB/s",
            left=f"{_duration(max(0.0, seconds * (size - done) / done))} left" if known else "",
            worst=f"worst {points(self._worst) if self._worst is not None else UNKNOWN}",
        )
        bar.refresh()

    def _measure(self) -> None:
        self._size = self._total()

    def _made(self) -> tuple[Bar, TaskID]:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar

        # Drawn when a step is taken: a thread that draws would come between the lines of others.
        bar = Bar(
            BarColumn(20),
            *(TextColumn(f"{{task.fields[{name}]}}", markup=False) for name in ("documents", "speed", "left", "worst")),
            console=Console(file=self.stream, highlight=False),
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        task = bar.add_task("", total=None, documents="", speed="", left="", worst="")
        bar.start()
        return bar, task


class _Others(io.TextIOBase):
    """The stream of a terminal for those who write whole lines beside a bar."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress

    def write(self, text: str) -> int:
        self._progress.clear()
        return self._progress.stream.write(text)


def _duration(seconds: float) -> str:
    """Return a time as `2:05` or `3:00:41`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
