"""The inputs of a run as chunks of work, the same ones for the same inputs: so a run can be shared out, and taken up again."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import BinaryIO, NamedTuple

from lint_rules import formats
from lint_rules.config import Config
from lint_rules.errors import ConfigError, InputError
from lint_rules.formats import Found, Piece, remote
from lint_rules.rule import quoted

# What a worker is sent at a time: enough to be worth the sending, little enough that the last one does not keep all waiting.
CHUNK_DOCUMENTS = 32
CHUNK_BYTES = 1 << 18
# Inputs of which it is remembered what they were, evenly spread over all, to say where they are not the same any more.
MARKS = 512
PATIENCE = 0.2  # seconds for which nothing comes from a program that does not write much, or has only begun


class Shard(NamedTuple):
    """A part of the inputs: the `number`-th, from 1, of `of` parts with about the same number of bytes."""

    number: int
    of: int

    def holds(self, offset: int, total: int) -> bool:
        """Tell whether what begins at an offset into all inputs belongs to this part."""
        return self.owner(offset, total) == self.number

    def owner(self, offset: int, total: int) -> int:
        """Return the number of the part that what begins at an offset belongs to."""
        return min(self.of, offset * self.of // max(1, total) + 1)


class Mark(NamedTuple):
    """What the inputs up to one, counted from 0, come to: their names, sizes and times."""

    number: int
    path: str
    digest: str


class Position(NamedTuple):
    """How far a run is: inputs that are done with, pieces of the next one that are, and what the inputs up to it were."""

    inputs: int = 0
    pieces: int = 0
    marks: tuple[Mark, ...] = ()


class Placed(NamedTuple):
    """A piece, the mark of its input, how many pieces of that are done with it, and how many bytes of all inputs as they are
    stored.
    """

    piece: Piece
    mark: Mark
    pieces: int
    reached: int


class Chunk(NamedTuple):
    """What is judged at a time: pieces, about how many documents and bytes they are, and how far the run is after them, to
    be taken up again and in bytes of the inputs as they are stored.
    """

    pieces: tuple[Piece, ...]
    documents: int
    weight: int
    position: Position | None = None
    reached: int = 0


class Ahead(NamedTuple):
    """What a look ahead showed: whether there is any work to share, and whether there is much."""

    is_any: bool
    is_much: bool


class Feed:
    """Inputs, cut into pieces and grouped into chunks.

    `collect` yields the inputs, the same ones at each call. `shard` is the part of them to feed, `start` where an earlier run
    stopped; `repeatable` says that this one may be taken up again, so that it matters what its inputs were. To read raises
    ConfigError where the inputs up to `start` are not the same any more, and where standard input is among them and is to
    be shared out or taken up again.
    """

    def __init__(
        self,
        collect: Callable[[], Iterable[Found]],
        config: Config,
        *,
        stdin: BinaryIO | None = None,
        shard: Shard | None = None,
        start: Position | None = None,
        repeatable: bool = False,
    ) -> None:
        self._collect = collect
        self._config = config
        self._stdin = stdin
        self._shard = shard
        self._start = start or Position()
        self._repeatable = repeatable
        self._marks = _Marks(self._start.marks)
        self._reading: Found | None = None
        self._pieces = self._all()

    def ahead(self, documents: int, weight: int) -> Ahead:
        """Tell whether there are more documents or bytes than given, from as few pieces as that takes."""
        held: list[Placed] = []
        counted = bytes_ = 0
        for placed in self._pieces:
            held.append(placed)
            counted += placed.piece.documents
            bytes_ += placed.piece.weight
            # A pipe on which nothing more has come is no sign of much work, and whoever writes to it may wait for results.
            if counted > documents or bytes_ > weight or self.is_slow(PATIENCE):
                break
        self._pieces = itertools.chain(held, self._pieces)
        return Ahead(counted > 1, counted > documents or (bytes_ > weight and counted > 1))

    def is_slow(self, patience: float = 0.0) -> bool:
        """Tell whether the next piece may be long in coming: it is standard input's, and nothing comes there for so many
        seconds.
        """
        return self._reading is not None and self._reading.stdin and self._stdin is None and not _comes_within(patience)

    def chunks(self) -> Iterator[Chunk]:
        """Yield all pieces, in groups."""
        held: list[Piece] = []
        documents = weight = 0
        last: Placed | None = None
        for last in self._pieces:
            piece = last.piece
            held.append(piece)
            documents += piece.documents
            weight += piece.weight
            # What a pipe holds is judged as it comes.
            if documents >= CHUNK_DOCUMENTS or weight >= CHUNK_BYTES or piece.found.stdin:
                yield Chunk(tuple(held), documents, weight, self._position(last), last.reached)
                held, documents, weight = [], 0, 0
        if held and last is not None:
            yield Chunk(tuple(held), documents, weight, self._position(last), last.reached)

    def _position(self, last: Placed) -> Position:
        return Position(last.mark.number, last.pieces, self._marks.until(last.mark))

    def _all(self) -> Iterator[Placed]:
        total = sum(state_of(found, remote_too=True).size for found in self._collect()) if self._shard else 0
        offset = 0  # of the input, in all of them
        for number, found in enumerate(self._collect()):
            if found.stdin and (self._shard or self._start.marks):
                asked = "--shard" if self._shard else "--resume"
                raise ConfigError(f"{asked}: standard input can be read only once, and from its beginning")
            state = state_of(found, remote_too=self._shard is not None or self._repeatable)
            size = state.size
            mark = self._marks.add(number, found, state)
            self._reading = found
            if number >= self._start.inputs:
                yield from self._of(found, mark, offset, size, total)
            offset += size
        self._reading = None
        self._marks.finish()

    def _of(self, found: Found, mark: Mark, offset: int, size: int, total: int) -> Iterator[Placed]:
        """Yield the pieces of one input that are wanted."""
        shard = self._shard
        splits = size > 0
        if shard and not shard.owner(offset, total) <= shard.number <= shard.owner(offset + (size - 1 if splits else 0), total):
            return
        passed = self._start.pieces if mark.number == self._start.inputs else 0
        inner = 0  # bytes of the input before the piece
        for count, piece in enumerate(formats.pieces(found, self._config, stdin=self._stdin)):
            # Bytes are counted as well as they can be; what seems to lie beyond the end is there still.
            owner = shard.owner(offset + (min(inner, size - 1) if splits else 0), total) if shard else 0
            inner += piece.weight if piece.stored is None else piece.stored
            if shard and owner > shard.number:
                break
            if (shard is None or owner == shard.number) and count >= passed:
                yield Placed(piece, mark, count + 1, offset + (min(inner, size) if splits else 0))


class _Marks:
    """What the inputs are as they pass by, held against what they were."""

    def __init__(self, known: Iterable[Mark]) -> None:
        self._known = {mark.number: mark for mark in known}
        self._kept: list[Mark] = []
        self._every = 1
        self._digest = ""
        self._good = ""  # the last input up to which all is as it was

    def add(self, number: int, found: Found, state: State) -> Mark:
        """Take an input; return what all so far come to. Raises ConfigError where one of them is not what it was."""
        said = "\0".join((self._digest, found.path, str(state.size), state.changed, found.error or ""))
        self._digest = blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        mark = Mark(number, found.path, self._digest)
        known = self._known.pop(number, mark)
        if known != mark:
            self._refuse(known)
        self._good = found.path
        if number % self._every == 0:
            self._kept.append(mark)
            if len(self._kept) > MARKS:
                self._every *= 2
                self._kept = self._kept[::2]
        return mark

    def finish(self) -> None:
        """Raise ConfigError where there are fewer inputs than there were."""
        if self._known:
            self._refuse(next(iter(self._known.values())))

    def until(self, last: Mark) -> tuple[Mark, ...]:
        """Return the marks that are kept of the inputs before one, and that one's."""
        return (*(mark for mark in self._kept if mark.number < last.number), last)

    def _refuse(self, known: Mark) -> None:
        where = f"between {quoted(self._good)} and {quoted(known.path)}" if self._good else f"up to {quoted(known.path)}"
        raise ConfigError(f"--resume: the inputs are not what they were: {where}, one was changed, added or taken away")


class State(NamedTuple):
    """What is known of an input as it is stored: its bytes, and what tells it from what it was before."""

    size: int = 0
    changed: str = ""


def state_of(found: Found, *, remote_too: bool) -> State:
    """Return what is known of an input; nothing where there is nothing to know. To ask of a remote one takes a while."""
    if found.stdin or found.error is not None:
        return State()
    try:
        if remote.is_remote(found.path):
            return State(*remote.state(found.path)) if remote_too else State()
        status = os.stat(found.path)  # noqa: PTH116 - there may be millions of them
        return State(status.st_size, str(status.st_mtime_ns))
    except (OSError, ValueError, InputError):
        return State()


def _comes_within(seconds: float) -> bool:
    """Tell whether there is something to read on standard input before so much time is over, as far as the system can tell."""
    import select

    try:
        return bool(select.select([sys.stdin.buffer.fileno()], [], [], seconds)[0])
    except (OSError, ValueError, AttributeError):  # Windows, where one can ask of sockets only; no such stream
        return True
