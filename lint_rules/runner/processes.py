"""Chunks judged by several processes, in the order of the chunks, whatever becomes of a process."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from lint_rules import formats
from lint_rules.config import Config
from lint_rules.finding import Source
from lint_rules.formats import One, Piece, Unreadable
from lint_rules.runner.feed import Chunk, Feed

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.process import BaseProcess

CHUNKS_AHEAD = 3  # chunks in flight for each worker: one in work, one waiting, one coming back
# Bytes in flight beyond which no more are sent while each worker has some: texts can be large, and there may be many workers.
BYTES_AHEAD = 1 << 25
KILLED = "the process that judged it died, perhaps for want of memory"
WATCH = 2.0  # seconds between two looks at whether all processes live, while a result is waited for
PATIENCE = 1.0  # seconds that a pool is given to end; it takes a few milliseconds
MOST_WORKERS = 60  # Windows waits for no more than 61 processes at once

T = TypeVar("T")
Made = TypeVar("Made", covariant=True)  # noqa: PLC0105 - as short as T


class Work(Protocol[Made]):
    """What is done with pieces. It can be pickled, and so can what it makes of them."""

    def begin(self, config: Config) -> Callable[[Sequence[Piece]], Made]:
        """Return what does the work, made once a process. Raises ConfigError where the configuration cannot be used."""


def in_processes(
    feed: Feed, work: Work[T], config: Config, jobs: int, here: Callable[[Sequence[Piece]], T]
) -> Iterator[tuple[Chunk, T]]:
    """Yield what comes of the chunks, worked on by several processes, in the order of the chunks.

    A process that dies, mostly for want of memory, takes its pool with it: what was in flight is then done again, a piece at
    a time in a process of its own, and of a piece that kills that one too a document at a time: only the document that
    kills one again is given up. Where processes do not start at all, `here` does the work.
    """
    from concurrent.futures.process import BrokenProcessPool

    chunks = feed.chunks()
    flying: deque[tuple[Chunk, Future[T]]] = deque()
    weight = 0
    pool = _pool(work, config, jobs)
    try:
        while pool is not None:
            try:
                while len(flying) < CHUNKS_AHEAD * jobs and (weight < BYTES_AHEAD or len(flying) < jobs):
                    if flying and feed.is_slow():
                        break
                    chunk = next(chunks, None)
                    if chunk is None:
                        break
                    flying.append((chunk, _submitted(pool, chunk)))
                    weight += chunk.weight
                if not flying:
                    # All is done: to wait for idle processes takes no time, and an exit in their midst would be noisy.
                    pool.shutdown()
                    pool = None
                    return
                made = _result(pool, flying[0][1])
            except BrokenProcessPool:
                _end(pool)
                lost = [chunk for chunk, _ in flying]
                flying.clear()
                weight = 0
                pool = _pool(work, config, 1)
                if pool is None or not _starts(pool):
                    yield from ((chunk, here(chunk.pieces)) for chunk in lost)
                    break
                yield from _one_by_one(lost, _Alone(work, config, pool), here)
                pool = _pool(work, config, jobs)
            else:
                chunk, _ = flying.popleft()
                weight -= chunk.weight
                yield chunk, made
        yield from ((chunk, here(chunk.pieces)) for chunk in chunks)
    finally:
        _end(pool)


def _one_by_one(chunks: Iterable[Chunk], alone: _Alone[T], here: Callable[[Sequence[Piece]], T]) -> Iterator[tuple[Chunk, T]]:
    """Yield what comes of chunks of which one killed the process that worked on it."""
    try:
        for chunk in chunks:
            for number, piece in enumerate(chunk.pieces, 1):
                # The run is only further when the last of them is done.
                position = chunk.position if number == len(chunk.pieces) else None
                *before, last = _parts(piece, alone, here)
                for made in before:
                    yield Chunk((), 0, 0), made
                yield Chunk((piece,), piece.documents, piece.weight, position, chunk.reached), last
    finally:
        alone.end()


def _parts(piece: Piece, alone: _Alone[T], here: Callable[[Sequence[Piece]], T]) -> list[T]:
    """Return what comes of a piece: of the whole, or of its documents where the whole kills its process."""

    def given_up(source: Source) -> T:
        return here([Piece(piece.found, 1, 0, Unreadable(source, KILLED))])

    made = alone.run(_work, (piece,))
    if made is not None:
        return [made]
    sources = alone.run(_sources, piece)
    if sources is None:
        return [given_up(Source(piece.found.path, piece.found.path))]
    parts = []
    for number, source in enumerate(sources):
        made = alone.run(_work, (Piece(piece.found, 1, 0, One(piece, number)),))
        parts.append(given_up(source) if made is None else made)
    return parts


class _Alone(Generic[T]):
    """One process at a time, for work that may kill it."""

    def __init__(self, work: Work[T], config: Config, pool: ProcessPoolExecutor) -> None:
        self._work = work
        self._config = config
        self._pool: ProcessPoolExecutor | None = pool

    def run(self, function: Callable[..., Any], argument: object) -> Any:
        """Return what a function returns in the process, None where it kills it. Raises OSError where there can be no other."""
        from concurrent.futures.process import BrokenProcessPool

        self._pool = self._pool or _pool(self._work, self._config, 1)
        if self._pool is None:
            raise OSError("no process can be started any more")
        try:
            return _result(self._pool, self._pool.submit(function, argument))
        except BrokenProcessPool:
            _end(self._pool)
            self._pool = None
            return None

    def end(self) -> None:
        """End the process."""
        _end(self._pool)


def _pool(work: Work[Any], config: Config, jobs: int) -> ProcessPoolExecutor | None:
    """Return some processes, None where the system has what they need not (locks, in some containers)."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    try:
        # Forking copies locks that other threads hold and the scanner's scratch space: processes are started afresh, alike
        # on every system.
        return ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_begin, initargs=(work, config))
    except (ImportError, NotImplementedError, OSError):
        return None


def _end(pool: ProcessPoolExecutor | None) -> None:
    """End processes whose work is not wanted any more. One that is amid a long text would go on to its end."""
    if pool is None:
        return
    processes, results = _processes(pool), getattr(pool, "_result_queue", None)
    manager, calls = getattr(pool, "_executor_manager_thread", None), getattr(pool, "_call_queue", None)
    pool.shutdown(wait=False, cancel_futures=True)
    # One that ends amid handing over a result leaves a part of it behind. The pool reads on for the rest until nobody can
    # write any more, and this process could: at its end, it would wait for that for ever.
    if results is not None:
        results._writer.close()  # noqa: SLF001 - there is no other way to it
    for process in processes:
        process.terminate()
    # Python's own end of a process wakes the pool's thread, and complains where that is about to end by itself.
    if manager is not None:
        manager.join(PATIENCE)
    # What is larger than a pipe holds is handed over by a thread that waits until it was taken; before Python 3.11.5 the pool's
    # thread waits with it for ever, where nobody is left to take it. Not sooner: while they move, they close it themselves.
    if manager is not None and manager.is_alive() and calls is not None:
        calls._reader.close()  # noqa: SLF001 - as later versions of the pool do it
        manager.join(PATIENCE)


def _processes(pool: ProcessPoolExecutor) -> list[BaseProcess]:
    """Return the processes of a pool."""
    # Python 3.14 has methods to end them, and the same attribute.
    return list((getattr(pool, "_processes", None) or {}).values())


def _submitted(pool: ProcessPoolExecutor, chunk: Chunk) -> Future[Any]:
    """Hand a chunk to a pool. Where that is broken by now, the future says so in its turn: the chunk is not lost."""
    from concurrent.futures import Future
    from concurrent.futures.process import BrokenProcessPool

    try:
        return pool.submit(_work, chunk.pieces)
    except BrokenProcessPool as error:
        broken: Future[Any] = Future()
        broken.set_exception(error)
        return broken


def _result(pool: ProcessPoolExecutor, future: Future[Any]) -> Any:
    """Return what a future brings. Raises BrokenProcessPool where a process of the pool died, also where it did so amid
    handing over a result, which the pool itself does not notice.
    """
    from concurrent.futures.process import BrokenProcessPool

    died = False
    while True:
        try:
            return future.result(timeout=WATCH)
        except TimeoutError:
            if future.done():
                return future.result()
            if died:
                raise BrokenProcessPool("a process died") from None
            # The pool has until the next look to notice by itself.
            died = any(process.exitcode is not None for process in _processes(pool))


def _starts(pool: ProcessPoolExecutor) -> bool:
    """Tell whether processes can be started: not where the program's main module has no guard, and starts anew in each."""
    from concurrent.futures.process import BrokenProcessPool

    try:
        return pool.submit(_is_ready).result()
    except BrokenProcessPool:
        return False


def _is_ready() -> bool:
    """Tell that this worker process is ready."""
    return _worker is not None


_worker: Callable[[Sequence[Piece]], object] | None = None
"""What does the work in a worker process."""

_config = Config()
"""The configuration of a worker process."""


def _begin(work: Work[Any], config: Config) -> None:
    """Prepare a worker process."""
    import signal
    from threading import Thread

    global _config, _worker  # noqa: PLW0603 - a pool gives its workers no other place to keep things
    # The main process decides what an interruption means; a worker that is killed with it would only complain.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _config = config
    _worker = work.begin(config)


def _end_with_parent() -> None:
    """End this process when its parent is gone, however that went: an idle worker would wait for work for ever."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _sources(piece: Piece) -> list[Source]:
    """Return where the documents of a piece came from, in a worker process; remarks among them came from the input."""
    path = Source(piece.found.path, piece.found.path)
    return [getattr(each, "source", path) for each in formats.documents(piece, _config)]


def _work(pieces: Sequence[Piece]) -> Any:
    """Work on pieces, in a worker process."""
    assert _worker is not None
    return _worker(pieces)


def usable_cpus() -> int:
    """Return the number of processors that this process may use, by its affinity and its control group."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(count, _quota() or count))


def _quota() -> int | None:
    """Return the processors that a Linux control group (a container's limit) allows, None where it sets no limit."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text("ascii").split()
        return -(-int(quota) // int(period))
    except (OSError, ValueError):
        return None
