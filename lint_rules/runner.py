"""Many documents to results, in input order: streamed, in one process or several, with the same answers.

Inputs are found and cut into pieces here; documents are made and judged where the work is done. A worker is sent the
configuration, and makes its own linter of it.
"""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from lint_rules import formats
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine.gate import INPUT
from lint_rules.engine.linter import Linter
from lint_rules.finding import Failure, Result, Score, Source, Verdict
from lint_rules.formats import Piece, Remark, Unreadable
from lint_rules.rule import escaped, quoted

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

# Below this much work, starting processes costs more than they save.
PARALLEL_DOCUMENTS = 64
PARALLEL_BYTES = 4_000_000
# What a worker is sent at a time: enough to be worth the sending, little enough that the last one does not keep all waiting.
CHUNK_DOCUMENTS = 32
CHUNK_BYTES = 1 << 18
CHUNKS_AHEAD = 3  # chunks in flight for each worker: one in work, one waiting, one coming back
MOST_WORKERS = 60  # Windows waits for no more than 61 processes at once
# Ids of records that are remembered to tell doubled ones: some 70 bytes each.
IDS_REMEMBERED = 1 << 20


Judged = Result | Remark
"""What comes of a piece."""


def run(
    config: Config,
    inputs: Sequence[str],
    *,
    files_from: str | None = None,
    stdin: BinaryIO | None = None,
    stdin_filename: str | None = None,
    jobs: int | None = None,
    linter: Linter | None = None,
    remark: Callable[[str], None] = lambda _: None,
) -> Iterator[Result]:
    """Yield the results of all documents in input order.

    `inputs` are files, folders, globs and `-` (stdin: the bytes of `stdin`, by default the process's own, named and typed
    by `stdin_filename`); `files_from` is a file that lists further ones, `-` for stdin. `jobs` (by default the
    configuration's, else what pays) is the number of processes; with more than one, the program's main module must be
    importable, as for everything that starts processes. `linter`, made from the same configuration, is used where one
    process is enough. What cannot be read, a missing path too, is a result with code INPUT. `remark` is told, in one
    line each, what the user should know and what fails nothing. Raises ConfigError at the first result where the
    configuration cannot be used.
    """
    linter = linter or Linter(config)
    found = formats.collect(inputs, config, files_from=files_from, stdin_filename=stdin_filename, stdin=stdin)
    first, pieces = _ahead(itertools.chain.from_iterable(formats.pieces(each, config, stdin=stdin) for each in found))
    wanted = jobs or config.jobs
    if wanted is None:
        wanted = usable_cpus() if first.is_much else 1
    jobs = min(wanted, MOST_WORKERS) if first.is_any else 1
    told = _Told(remark)
    for each in _in_processes(pieces, linter, jobs) if jobs > 1 else _here(pieces, linter):
        if isinstance(each, Remark):
            told.add(each)
        else:
            told.see(each.source)
            yield each
    told.flush()


def unreadable_result(source: Source, error: str) -> Result:
    """Return the result of what could not be read: nulls, the verdict unjudged, and a failure with code INPUT."""
    score = Score(None, None, None, Verdict.UNJUDGED, 0.0, 0, 0, 0, 0, 0)
    return Result(source, (), score, (Failure(INPUT, error),), (), None)


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


def judge(piece: Piece, linter: Linter) -> Iterator[Judged]:
    """Yield the results of a piece, and remarks on it, in order. Never raises for what the piece holds."""
    for each in formats.documents(piece, linter.config):
        if isinstance(each, Document):
            yield check(each, linter)
        elif isinstance(each, Unreadable):
            yield unreadable_result(each.source, each.error)
        else:
            yield each


def check(doc: Document, linter: Linter) -> Result:
    """Return the result of a document, whatever it brings about."""
    try:
        return linter.check(doc)
    except Exception as error:  # noqa: BLE001 - see below
        # Rules that crash are the linter's to report. Whatever else a text brings about must not end the run either.
        return unreadable_result(doc.source, f"could not be judged: {type(error).__name__}: {error}")


class _Ahead(NamedTuple):
    """What is known of the work from the pieces read ahead."""

    is_any: bool
    is_much: bool


def _ahead(pieces: Iterator[Piece]) -> tuple[_Ahead, Iterator[Piece]]:
    """Read as many pieces as it takes to tell whether the work is worth several processes; return that and all pieces."""
    held: list[Piece] = []
    documents = weight = 0
    for piece in pieces:
        held.append(piece)
        documents += piece.documents
        weight += piece.weight
        if documents > PARALLEL_DOCUMENTS or weight > PARALLEL_BYTES:
            break
    ahead = _Ahead(documents > 1, documents > PARALLEL_DOCUMENTS or (weight > PARALLEL_BYTES and documents > 1))
    return ahead, itertools.chain(held, pieces)


def _here(pieces: Iterable[Piece], linter: Linter) -> Iterator[Judged]:
    for piece in pieces:
        yield from judge(piece, linter)


def _chunks(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Group pieces into what is sent to a worker at a time."""
    chunk: list[Piece] = []
    documents = weight = 0
    for piece in pieces:
        chunk.append(piece)
        documents += piece.documents
        weight += piece.weight
        if documents >= CHUNK_DOCUMENTS or weight >= CHUNK_BYTES:
            yield chunk
            chunk, documents, weight = [], 0, 0
    if chunk:
        yield chunk


def _in_processes(pieces: Iterable[Piece], linter: Linter, jobs: int) -> Iterator[Judged]:
    """Yield what comes of the pieces, judged by several processes, in the order of the pieces.

    A process that dies, mostly for want of memory, takes its pool with it: what was in flight is then judged again, a
    piece at a time in a process of its own, and only the piece that kills that one too is given up. Where processes do
    not start at all, `linter` does the work here.
    """
    from concurrent.futures.process import BrokenProcessPool

    config = linter.config
    chunks = _chunks(pieces)
    flying: deque[tuple[list[Piece], Future[list[Judged]]]] = deque()
    pool = _pool(config, jobs)
    try:
        while pool is not None:
            try:
                for chunk in itertools.islice(chunks, CHUNKS_AHEAD * jobs - len(flying)):
                    flying.append((chunk, pool.submit(_work, chunk)))
                if not flying:
                    # All is done: to wait for idle processes takes no time, and an exit in their midst would be noisy.
                    pool.shutdown()
                    return
                judged = flying[0][1].result()
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                lost = [piece for chunk, _ in flying for piece in chunk]
                flying.clear()
                pool = _pool(config, 1)
                if pool is None or not _starts(pool):
                    yield from _here(lost, linter)
                    break
                yield from _one_by_one(lost, config, pool)
                pool = _pool(config, jobs)
            else:
                flying.popleft()
                yield from judged
        yield from _here(itertools.chain.from_iterable(chunks), linter)
    finally:
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)


def _one_by_one(pieces: Iterable[Piece], config: Config, pool: ProcessPoolExecutor) -> Iterator[Judged]:
    """Yield what comes of pieces of which one killed the process that judged it."""
    from concurrent.futures.process import BrokenProcessPool

    alone: ProcessPoolExecutor | None = pool
    try:
        for piece in pieces:
            alone = alone or _pool(config, 1)
            if alone is None:
                raise OSError("no process can be started any more")
            try:
                judged = alone.submit(_work, [piece]).result()
            except BrokenProcessPool:
                path = piece.found.path
                part = "" if piece.documents == 1 else f" (a part of some {piece.documents:,} documents)"
                judged = [
                    unreadable_result(Source(path, path), f"the process that judged it died, perhaps for want of memory{part}")
                ]
                alone.shutdown(wait=False)
                alone = None
            yield from judged
    finally:
        if alone is not None:
            alone.shutdown(wait=False, cancel_futures=True)


def _pool(config: Config, jobs: int) -> ProcessPoolExecutor | None:
    """Return some processes, None where the system has what they need not (locks, in some containers)."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    try:
        # Forking copies locks that other threads hold and the scanner's scratch space: processes are started afresh, alike
        # on every system.
        return ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_begin, initargs=(config,))
    except (ImportError, NotImplementedError, OSError):
        return None


def _starts(pool: ProcessPoolExecutor) -> bool:
    """Tell whether processes can be started: not where the program's main module has no guard, and starts anew in each."""
    from concurrent.futures.process import BrokenProcessPool

    try:
        return pool.submit(_is_ready).result()
    except BrokenProcessPool:
        return False


def _is_ready() -> bool:
    """Tell that this worker process is ready."""
    return _linter is not None


_linter: Linter | None = None
"""The linter of a worker process."""


def _begin(config: Config) -> None:
    """Prepare a worker process."""
    import signal
    from threading import Thread

    global _linter  # noqa: PLW0603 - a pool gives its workers no other place to keep things
    # The main process decides what an interruption means; a worker that is killed with it would only complain.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _linter = Linter(config)


def _end_with_parent() -> None:
    """End this process when its parent is gone, however that went: an idle worker would wait for work for ever."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(chunk: list[Piece]) -> list[Judged]:
    """Judge a chunk, in a worker process."""
    assert _linter is not None
    return [each for piece in chunk for each in judge(piece, _linter)]


class _Told:
    """Tells remarks, equal ones of one input once; and notices ids that occur again."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._remarks: dict[tuple[str, str], tuple[int, str]] = {}
        self._path: str | None = None
        self._ids: set[int] = set()

    def add(self, remark: Remark) -> None:
        """Take a remark, to be told when its input is done with."""
        key = (remark.path, remark.about)
        count, detail = self._remarks.get(key, (0, remark.detail))
        self._remarks[key] = (count + 1, detail)

    def see(self, source: Source) -> None:
        """Take notice of the next document's source."""
        if source.path != self._path:
            self._path = source.path
            self.flush(keep=source.path)
        if source.record is None or source.id == f"{source.path}#{source.record}":
            return
        key = hash(source.id)
        if key in self._ids:
            self.add(Remark(source.path or "-", "an id occurs again", f"first in record {source.record:,}, {quoted(source.id)}"))
        elif len(self._ids) < IDS_REMEMBERED:
            self._ids.add(key)

    def flush(self, *, keep: str | None = None) -> None:
        """Tell the remarks on all inputs but one."""
        for key, (count, detail) in list(self._remarks.items()):
            path, about = key
            if path != keep:
                del self._remarks[key]
                times = f" ({count:,} times)" if count > 1 else ""
                self._tell(escaped(f"{path}: {about}{times}: {detail}"))
