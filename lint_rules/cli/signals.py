"""SIGINT and SIGTERM: they end a run between two records, never amid one."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

HEEDED = (signal.SIGTERM, signal.SIGINT)


class Terminated(BaseException):
    """The process was asked to end: raised where the main thread stands, so that what it has open is left in order."""


class Signals:
    """Raises what a signal means where the main thread stands; while it is held, when it is let go."""

    def __init__(self) -> None:
        self._held = False
        self._waiting: int | None = None

    @contextmanager
    def handled(self) -> Iterator[None]:
        """Take SIGINT and SIGTERM as long as this lasts."""
        before: list[tuple[int, Any]] = []
        self._held, self._waiting = False, None
        with suppress(ValueError):  # not in the main thread: then signals are the host's business
            # Who starts a program in the background may want it to go on at an interruption.
            heeded = [number for number in HEEDED if signal.getsignal(number) is not signal.SIG_IGN]
            before += [(number, signal.signal(number, self._take)) for number in heeded]
        try:
            yield
        finally:
            for each, handler in before:
                signal.signal(each, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let signals wait until this is over."""
        self._held = True
        # A signal amid a write to a pipe makes Python lose what the pipe had no room for (BufferedWriter, as of 3.11): so it
        # is not let through at all, where the system can do that.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, HEEDED) if hasattr(signal, "pthread_sigmask") else None
        try:
            yield
        finally:
            if before is not None:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
            self._held = False
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            _raise(waiting)

    def _take(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - as `signal` calls it
        if self._held:
            self._waiting = number
        else:
            _raise(number)


def _raise(number: int) -> None:
    raise Terminated if number == signal.SIGTERM else KeyboardInterrupt


signals = Signals()
"""Those of this process."""
