"""A sign of life on a terminal while a long run shows nothing else: one line that is written over and at the end cleared."""

from __future__ import annotations

from time import monotonic
from typing import TextIO

PATIENCE = 1.0  # seconds before the first sign: what is done by then needs none
INTERVAL = 0.2  # seconds between two signs


class Progress:
    """Counts documents. Writes nothing unless `shown`."""

    def __init__(self, stream: TextIO, *, shown: bool) -> None:
        self.stream = stream
        self.shown = shown
        self._documents = 0
        self._next = monotonic() + PATIENCE
        self._written = False

    def step(self) -> None:
        """Count one document more."""
        self._documents += 1
        if self.shown and monotonic() >= self._next:
            self._next = monotonic() + INTERVAL
            self._written = True
            self.stream.write(f"\r{self._documents:,} documents")
            self.stream.flush()

    def end(self) -> None:
        """Clear the line."""
        if self._written:
            self.stream.write("\r\x1b[K")
            self._written = False
