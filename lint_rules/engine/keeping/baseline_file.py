"""The file of a baseline: JSON lines, sorted, one entry a line, so that a change of one finding is a change of one line.

    {"scrapelint-baseline": 1, "scope": "host"}
    {"host": "example.org", "code": "CHR004", "line": "Share this:", "example": "…", "fingerprint": "…", "count": 1, "check": "…"}
    {"end": "scrapelint-baseline"}

Nothing in it moves that did not change itself: there are no line numbers, times or versions. `check` is the CRC-32 of what
stands before it in the line, and the last line says that the file is whole: what is damaged is refused, never believed.
"""

from __future__ import annotations

import enum
import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from os import path as paths
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from lint_rules.errors import ConfigError, InputError
from lint_rules.finding import Source
from lint_rules.formats import Found, cause, opened
from lint_rules.formats.remote import is_remote
from lint_rules.reports.files import OutputFile

VERSION = 1
EXCERPT = 120  # characters of a line that an entry shows
LONGEST_KEY = 400  # characters of a document's name that stand as they are; of a longer one the beginning, and a digest
LONGEST = 1 << 15  # bytes of a line: more than the longest names and excerpts take, each character written as an escape
_NAME = "scrapelint-baseline"
_END = f'{{"end": "{_NAME}"}}'.encode()
_HEAD = re.compile(rb'\{"scrapelint-baseline": (\d{1,6}), "scope": "(document|host|corpus)"\}')
# The end of a line: from here on everything is of our own making, and short.
_TAIL = re.compile(
    rb'", "fingerprint": "([0-9a-f]{16})", "count": (\d{1,9})(?:, "edges": (\d{1,9}))?(?:, "audit": "(real|false-alarm)")?'
    rb'(, "check": "([0-9a-f]{8})"\})$'
)
_TAIL_LENGTH = 160  # bytes within which it fits
_CODE = b'"code": "'
_BEFORE_CODE = b'", "code": "'
_TO_CODE = len(_BEFORE_CODE) - len(_CODE)
_AGAIN = "take it from version control again, or make it anew (`scrapelint baseline create --force`)"
_CONFLICT = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")


class Scope(enum.StrEnum):
    """What an entry holds for: one document, all pages of a host, or whatever is read."""

    DOCUMENT = "document"
    HOST = "host"
    CORPUS = "corpus"


class Audit(enum.StrEnum):
    """What a person said of an entry."""

    REAL = "real"
    FALSE_ALARM = "false-alarm"


class Entry(NamedTuple):
    """One line of text with what one rule said of it, in one document, on one host or anywhere.

    `kind` says which, and `key` names the document or the host (a page of no known host is its own). `times` is how often a
    document may have it, `edges` how often as a line beside a finding, which that finding may grow over. `line` shows the
    words, `example` names a document that had it, where the key does not.
    """

    kind: Scope
    key: str
    code: str
    line: str
    fingerprint: str
    times: int
    edges: int = 0
    example: str = ""
    audit: Audit | None = None

    @property
    def identity(self) -> tuple[Scope, str, str]:
        """What no two entries have in common; the fingerprint names the rule too."""
        return self.kind, self.key, self.fingerprint

    def joined(self, other: Entry) -> Entry:
        """Return one entry for two of the same line: what either of them knows. Where audits differ, there is none."""
        audits = {self.audit, other.audit} - {None}
        return self._replace(
            times=max(self.times, other.times),
            edges=max(self.edges, other.edges),
            line=max(self.line, other.line),
            example=min(self.example, other.example),
            audit=audits.pop() if len(audits) == 1 else None,
        )

    @property
    def order(self) -> tuple[str, ...]:
        """By what entries are sorted: for those who read them."""
        return self.kind, self.key, self.code, self.line, self.fingerprint


class Raw(NamedTuple):
    """A line of the file, its frame and its check looked at, its words not: all that is needed to mark findings by it.

    `front` is what stands before the code, and is the same for all entries of one key; `check` is the checksum.
    """

    number: int
    content: bytes
    front: bytes
    fingerprint: int
    times: int
    edges: int
    audited: bool
    check: bytes


def write(entries: Iterable[Entry], scope: Scope) -> Iterator[str]:
    """Yield the lines of a baseline, each with its line break."""
    return frame(map(encoded, sorted(entries, key=lambda each: each.order)), scope)


def frame(lines: Iterable[str], scope: Scope) -> Iterator[str]:
    """Yield the lines of a baseline, each with its line break, from those of its entries."""
    yield f'{{"{_NAME}": {VERSION}, "scope": "{scope}"}}\n'
    for line in lines:
        yield line + "\n"
    yield _END.decode() + "\n"


def encoded(entry: Entry) -> str:
    """Return an entry as its line has it."""
    said: dict[str, object] = {} if entry.kind is Scope.CORPUS else {str(entry.kind): entry.key}
    said |= {"code": entry.code, "line": entry.line}
    said |= {} if entry.kind is Scope.DOCUMENT else {"example": entry.example}
    said |= {"fingerprint": entry.fingerprint, "count": entry.times}
    said |= {"edges": entry.edges} if entry.edges else {}
    said |= {"audit": str(entry.audit)} if entry.audit else {}
    body = json.dumps(said)[:-1]
    return f'{body}, "check": "{crc32(body.encode()):08x}"}}'


def save(path: str, lines: Iterable[str]) -> None:
    """Put a file of such lines in its place, whole or not at all. Raises ConfigError where that cannot be done."""
    try:
        file = OutputFile(path)
        try:
            file.stream.writelines(lines)
            file.close()
        except BaseException:
            file.give_up(keep=False)
            raise
    except (InputError, OSError) as error:
        said = error.__cause__ or error
        raise ConfigError(f"{path}: cannot be written: {getattr(said, 'strerror', None) or said}") from error


class File:
    """A baseline that is read line by line. `scope` is known once it is open.

    `is_tidy` tells, once `entries` are read, whether they stood in order, each once, as they are written.
    Raises ConfigError, naming the file and the line, where it is not what was written.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.is_tidy = True
        self._lines = _numbered(path)
        head = next(self._lines, None)
        match = _HEAD.fullmatch(head[1]) if head else None
        if match is None:
            number, content = head or (1, b"")
            what = "this is not the head of a baseline; another file, or one that was sorted or damaged"
            raise self.flaw(number, _conflict(content) or f"{what}: {_AGAIN}")
        if int(match[1]) != VERSION:
            raise ConfigError(f"{path}: line 1: a baseline of form {int(match[1])}; this version reads form {VERSION}")
        self.scope = Scope(match[2].decode())
        self._keys = tuple((f'{{"{kind}": "'.encode(), kind) for kind in _kinds(self.scope))

    def raw(self) -> Iterator[Raw]:
        """Yield the entries, as far as marking needs them."""
        corpus = self.scope is Scope.CORPUS
        starts = tuple(start for start, _ in self._keys)
        last = b""
        for number, content in self._lines:
            if content == _END:
                after = next(self._lines, None)
                if after is not None:
                    raise self.flaw(after[0], "something stands after the end")
                return
            match = _TAIL.search(content, max(0, len(content) - _TAIL_LENGTH))
            if match is None or not content.isascii():
                raise self.flaw(number, _why(content))
            fingerprint, times, edges, audit, _, check = match.groups()
            if int(check, 16) != crc32(content[: match.start(5)]):
                raise self.flaw(number, _why(content))
            code = 1 if corpus else content.find(_BEFORE_CODE) + _TO_CODE
            front = content[:code]
            # Entries of one document or host follow one another: most begin as the one before.
            if not (content.startswith(_CODE, 1) if corpus else front == last or front.startswith(starts)):
                raise self.flaw(number, f"this is no entry of a baseline with the scope '{self.scope}'")
            last = front
            yield Raw(number, content, front, int(fingerprint, 16), int(times), int(edges or 0), audit is not None, check)
        raise ConfigError(f"{self.path}: it ends too soon, its last line is missing: {_AGAIN}")

    def entries(self) -> list[Entry]:
        """Return the entries with all their words, each once: where two branches added the same, a merge keeps both lines."""
        held: dict[tuple[Scope, str, str], Entry] = {}
        last: tuple[str, ...] = ()
        for raw in self.raw():
            entry = self.entry(raw)
            first = held.setdefault(entry.identity, entry)
            self.is_tidy &= first is entry and last <= entry.order
            last = entry.order
            if first is not entry:
                held[entry.identity] = first.joined(entry)
        return list(held.values())

    def entry(self, raw: Raw) -> Entry:
        """Return an entry with all its words."""
        try:
            said: dict[str, Any] = json.loads(raw.content)
            kind = next((kind for kind in (Scope.HOST, Scope.DOCUMENT) if kind in said), Scope.CORPUS)
            words = (said.get(kind, ""), said["code"], said["line"], said["fingerprint"], said.get("example", ""))
            key, code, line, fingerprint, example = map(str, words)
        except (ValueError, KeyError, TypeError, RecursionError):
            raise self.flaw(raw.number, "this is no entry") from None
        audit = Audit(said["audit"]) if raw.audited else None
        return Entry(kind, key, code, line, fingerprint, raw.times, raw.edges, example, audit)

    def place(self, front: bytes) -> int:
        """Return the number that stands for a scope: for what comes before the code in an entry's line."""
        for start, kind in self._keys:
            if front.startswith(start):
                try:
                    return number_of(kind, str(json.loads(front[len(start) - 1 : -2])))
                except (ValueError, RecursionError):
                    break
        return number_of(Scope.CORPUS, "")

    def flaw(self, number: int, what: str) -> ConfigError:
        """Return the error for a line."""
        return ConfigError(f"{self.path}: line {number:,}: {what}")


def place_of(source: Source, scope: Scope, base: str) -> tuple[Scope, str]:
    """Return what the findings of a document are counted for: itself, its host, or everything.

    `base` is the folder of the baseline. Where a host is wanted and none is known, the document stands for itself.
    """
    if scope is Scope.CORPUS:
        return Scope.CORPUS, ""
    if scope is Scope.HOST and source.host is not None:
        return Scope.HOST, shortened(source.host)
    return Scope.DOCUMENT, document_key(source, base)


def document_key(source: Source, base: str) -> str:
    """Return the name of a document in a file that stands in the folder `base`.

    One that is known by its path alone is named as seen from there: so it is the same wherever a command is run.
    """
    path = source.path
    if path is None or is_remote(path):
        return shortened(source.id)
    suffix = "" if source.record is None else f"#{source.record}"
    return shortened(relative(path, base) + suffix if source.id == path + suffix else source.id)


def folder_of(path: str) -> str:
    """Return the folder of a file, from which the names of documents in it are seen."""
    return str(Path(path).absolute().parent)


def relative(path: str, base: str) -> str:
    """Return a path as seen from a folder, with slashes."""
    try:
        return paths.relpath(path, base).replace(paths.sep, "/")
    except ValueError:  # on another drive
        return path


def shortened(name: str) -> str:
    """Return a name that is not too long to stand in every line: its beginning and a digest, where it is."""
    if len(name) <= LONGEST_KEY:
        return name
    return f"{name[:LONGEST_KEY]}…{blake2b(name.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"


def excerpt(words: str) -> str:
    """Return words as an entry shows them: on one line, cut."""
    # What is invisible alone is shown as it is: the file has it as an escape.
    line = " ".join(words.split()) or words
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


def number_of(kind: Scope, key: str) -> int:
    """Return the number, of 64 bits, that stands for what an entry holds for."""
    return int.from_bytes(blake2b(f"{kind}\0{key}".encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _kinds(scope: Scope) -> tuple[Scope, ...]:
    """Return what entries of a baseline may hold for."""
    return {
        Scope.CORPUS: (),
        Scope.HOST: (Scope.HOST, Scope.DOCUMENT),
        Scope.DOCUMENT: (Scope.DOCUMENT,),
    }[scope]


def _conflict(content: bytes) -> str | None:
    if content.startswith(_CONFLICT):
        return "the mark of a merge conflict: delete the marks, and keep the lines of both sides"
    return None


def _why(content: bytes) -> str:
    how = "`baseline update` drops entries, `suppress` keeps findings out"
    return _conflict(content) or f"not as it was written, damaged or edited by hand ({how}): {_AGAIN}"


def _numbered(path: str) -> Iterator[tuple[int, bytes]]:
    r"""Yield the lines of a file that are not empty, with their numbers.

    A line may end in \r\n, as git hands it out on Windows; editors put a mark before the first and empty lines after the last.
    """
    number = 0
    try:
        with opened(Found(path)) as stream:
            while line := stream.readline(LONGEST + 1):
                number += 1
                if len(line) > LONGEST:
                    raise ConfigError(f"{path}: line {number:,}: longer than {LONGEST:,} bytes: this is no entry")
                content = line.removesuffix(b"\n").removesuffix(b"\r")
                if content:
                    yield number, content.removeprefix(BOM_UTF8) if number == 1 else content
    except FileNotFoundError:
        raise ConfigError(f"there is no baseline '{path}': `scrapelint baseline create` makes one") from None
    except (OSError, EOFError, InputError) as error:
        raise ConfigError(f"{path}: line {number + 1:,}: {cause(error)}") from error
