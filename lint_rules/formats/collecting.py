"""Which inputs there are: files, folders, globs and lists of paths, and what of a folder is left out."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple
from urllib.parse import urlsplit

from lint_rules.config import DEFAULT_EXCLUDE, Config
from lint_rules.errors import InputError
from lint_rules.formats import STDIN, UNKNOWN, Found, cause, format_of, opened
from lint_rules.formats.compression import SUFFIXES_PACKED, bare, is_packed
from lint_rules.formats.patterns import Patterns
from lint_rules.formats.remote import exists, files, is_folder, is_pattern, is_remote

SIDECAR = ".expect.toml"  # what is expected of the file beside it, and never a text
PAGE_SUFFIXES = (".html", ".htm")  # the last is a part of the others
TEXT_SUFFIXES = (".txt", ".md")  # what a page may stand beside
IGNORE_FILE = ".gitignore"
LOCAL = "file://"
_MAGIC = re.compile(r"[*?\[]")


def collect(
    inputs: Iterable[str], config: Config, *, files_from: str | None, stdin_filename: str | None, stdin: BinaryIO | None
) -> Iterator[Found]:
    """Yield the inputs there are; see `formats.collect`."""
    seen: set[str] = set()
    for found in _all(inputs, config, files_from, stdin_filename, stdin):
        if found.error is None and not found.stdin:
            key = found.path if is_remote(found.path) else os.path.abspath(found.path)
            if key in seen:
                continue
            seen.add(key)
        yield found


def _all(
    inputs: Iterable[str], config: Config, files_from: str | None, stdin_filename: str | None, stdin: BinaryIO | None
) -> Iterator[Found]:
    filters = Filters(config, _absolute("."))
    for name in inputs:
        if name == STDIN:
            shown = stdin_filename or STDIN
            yield Found(shown, format_of(shown), stdin=True)
        elif is_remote(name):
            yield from _remote(name, filters)
        elif not os.path.lexists(name) and _MAGIC.search(name):
            yield from _some(name, _globbed(name, filters), config, "no file matches")
        else:
            yield from _named(name, filters)
    if files_from is not None:
        yield from _some(files_from, _listed(files_from, filters, stdin), config, "this list names no file")


def _some(name: str, found: Iterator[Found], config: Config, otherwise: str) -> Iterator[Found]:
    """Yield what is found; where that is nothing, and must not be, say so."""
    nothing = True
    for each in found:
        nothing = False
        yield each
    if nothing and not config.allow_empty:
        yield Found(name, error=otherwise)


def _named(name: str, filters: Filters) -> Iterator[Found]:
    """Yield a file or folder that was named: a file is read whatever its name, unless exclusion is forced."""
    if name.endswith(SIDECAR) or (filters.config.force_exclude and filters.excludes_named(name)):
        return
    if is_remote(name):
        yield from _remote(name, filters)
    elif os.path.isdir(name):
        walked = _walk(name, filters, filters.wants)
        yield from _some(name, walked, filters.config, _nothing(filters))
    else:
        yield _file(name)


def _file(name: str) -> Found:
    try:
        os.stat(name)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        return Found(name, error=cause(error))
    stem, suffix = os.path.splitext(bare(name))
    pages = _forms(stem, PAGE_SUFFIXES) if suffix.lower() in TEXT_SUFFIXES else ()
    return Found(name, format_of(name), next(filter(os.path.isfile, pages), None))


def _forms(stem: str, suffixes: Iterable[str]) -> Iterator[str]:
    """Yield the names that a file may have: with each suffix, as it is and packed."""
    for suffix in suffixes:
        yield stem + suffix
        for packed in SUFFIXES_PACKED:
            yield stem + suffix + packed


def _listed(files_from: str, filters: Filters, stdin: BinaryIO | None) -> Iterator[Found]:
    """Yield the files and folders that a list names, one a line, or between NULs as `find -print0` writes them."""
    try:
        with opened(Found(files_from, stdin=files_from == STDIN), stdin) as stream:
            content = stream.read()
    except (OSError, InputError) as error:
        yield Found(files_from, error=cause(error))
        return
    for line in content.split(b"\0" if b"\0" in content else b"\n"):
        name = os.fsdecode(line.rstrip(b"\r\n"))
        if name:
            yield from _named(name, filters)


def _globbed(glob: str, filters: Filters) -> Iterator[Found]:
    """Yield the files that a glob matches, from the folder before its first mark of a pattern on; what folders do not
    yield, globs do not match.
    """
    root, rest, depth = _parted(glob.replace(os.sep, "/"))
    if os.path.isdir(root):
        yield from _walk(root, filters, Patterns(["/" + rest], _absolute(root)).match, depth)


def _parted(glob: str) -> tuple[str, str, int | None]:
    """Return the folder before a pattern's first mark, what follows, and how deep that reaches (None: any depth)."""
    parts = glob.split("/")
    fixed = next(number for number, part in enumerate(parts) if _MAGIC.search(part))
    root, rest = "/".join(parts[:fixed]) or ("/" if fixed else "."), "/".join(parts[fixed:])
    return root, rest, None if "**" in rest else rest.count("/")


def _nothing(filters: Filters) -> str:
    return f"this folder has nothing to check ({', '.join(filters.include)})"


def _remote(name: str, filters: Filters) -> Iterator[Found]:
    """Yield what a remote path names: a file, or the files of a folder or a pattern. What the configuration leaves in and
    out stands below the folder: there is no working directory.
    """
    if name.startswith(LOCAL):
        from urllib.request import url2pathname

        yield from _named(url2pathname(urlsplit(name).path), filters)
        return
    filters = Filters(filters.config, "/")
    try:
        if is_pattern(name) and not exists(name):
            scheme, _, inner = name.partition("://")
            root, rest, depth = _parted("/" + inner)
            matched = _below(f"{scheme}:/{root}", filters, Patterns(["/" + rest], "/").match, depth)
            yield from _some(name, matched, filters.config, "no file matches")
        elif format_of(name) == UNKNOWN and is_folder(name):
            walked = _below(name, filters, filters.wants, None)
            yield from _some(name, walked, filters.config, _nothing(filters))
        else:
            yield Found(name, format_of(name))
    except InputError as error:
        yield Found(name, error=str(error))


def _below(root: str, filters: Filters, wants: Callable[[str, str], bool | None], depth: int | None) -> Iterator[Found]:
    """Yield the files under a remote folder, as `_walk` does for those on disk. Patterns with a slash stand below it."""
    prefix = root if root.endswith("/") else root + "/"
    folders: dict[str, list[str]] = {}
    for path in files(root):
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, []).append(name)
    for folder, names in sorted(folders.items()):
        parts = folder.split("/") if folder else []
        outer = ["/".join(["", *parts[: number + 1]]) for number in range(len(parts))]
        if (depth is not None and len(parts) > depth) or any(
            filters.leaves_out(path, part, None, folder=True) for path, part in zip(outer, parts, strict=True)
        ):
            continue
        here = set(names)
        pages = {name for name in names if PAGE_SUFFIXES[1] in name}
        for name in names:
            path = "/".join(["", *parts, name])
            if not filters.leaves_out(path, name, None, folder=False) and wants(path, name):
                yield from _in_folder(prefix + path[1:], name, here, pages)


class Filters:
    """What a configuration leaves in and out. Its patterns with a slash stand below `base`."""

    def __init__(self, config: Config, base: str) -> None:
        self.config = config
        self.include = (*config.include, *config.extend_include)
        self._include = Patterns(self.include, base, own=True)
        exclude = (*config.exclude, *config.extend_exclude)
        self._exclude = Patterns(exclude, base, own=True)
        # The defaults are names of files: a folder of texts may well be called `licenses`.
        self._exclude_folders = Patterns([each for each in exclude if each not in DEFAULT_EXCLUDE], base, own=True)

    def wants(self, path: str, name: str) -> bool | None:
        """Tell whether a folder yields a file with this absolute path: a packed one, where it yields what is in it."""
        said = self._include.match(path, name)
        return self._include.match(bare(path), bare(name)) if said is None and is_packed(name) else said

    def leaves_out(self, path: str, name: str, ignoring: Ignoring | None, *, folder: bool) -> bool:
        """Tell whether a folder does not yield an entry with this absolute path, nor a packed one without what is in it."""
        if (folder and name.startswith(".")) or name.endswith(SIDECAR):
            return True
        if (self._exclude_folders if folder else self._exclude).match(path, name, folder=folder):
            return True
        if not folder and is_packed(name) and self._exclude.match(bare(path), bare(name)):
            return True
        return ignoring is not None and ignoring.ignores(path, name, folder=folder)

    def excludes_named(self, name: str) -> bool:
        """Tell whether an input that was named, or a folder above it, is left out by the patterns or hidden."""
        path = _absolute(name)
        base = _absolute(".").rstrip("/") + "/"
        # Folders above the working directory are where the user stands; only what is below can be left out.
        below = path.removeprefix(base).split("/") if path.startswith(base) else [path.rpartition("/")[2]]
        for number, part in enumerate(below, 1):
            last = number == len(below)
            so_far = path if last else path.removesuffix("/".join(below[number:])).rstrip("/")
            if self.leaves_out(so_far, part, None, folder=not last or os.path.isdir(name)):
                return True
        return False


class Ignoring(NamedTuple):
    """The .gitignore files in force in a folder: the nearest that says anything decides."""

    patterns: Patterns
    outer: Ignoring | None

    def ignores(self, path: str, name: str, *, folder: bool) -> bool:
        """Tell whether an entry is ignored."""
        level: Ignoring | None = self
        while level is not None:
            said = level.patterns.match(path, name, folder=folder)
            if said is not None:
                return said
            level = level.outer
        return False


def _ignoring(folder: str, absolute: str, outer: Ignoring | None) -> Ignoring | None:
    """Return what is in force in a folder that may have a .gitignore of its own."""
    try:
        content = Path(folder, IGNORE_FILE).read_bytes()
    except OSError:
        return outer
    patterns = Patterns(content.decode("utf-8", "surrogateescape").splitlines(), absolute)
    return Ignoring(patterns, outer) if patterns else outer


def _above(absolute: str) -> Ignoring | None:
    """Return what the .gitignore files above a folder say, down from the root of its repository; None outside of one."""
    folders: list[str] = []
    for parent in (Path(absolute), *Path(absolute).parents):
        if parent != Path(absolute):
            folders.append(str(parent))
        if (parent / ".git").exists():
            ignoring: Ignoring | None = None
            for folder in reversed(folders):
                ignoring = _ignoring(folder, folder.replace(os.sep, "/"), ignoring)
            return ignoring
    return None


class _Folder(NamedTuple):
    shown: str
    absolute: str
    ignoring: Ignoring | None
    depth: int


def _walk(root: str, filters: Filters, wants: Callable[[str, str], bool | None], depth: int | None = None) -> Iterator[Found]:
    """Yield the files under a folder, by name, folders after the files beside them.

    The folder itself was named and is never left out. Links to folders are not followed: they may lead in circles.
    """
    gitignore = filters.config.respect_gitignore
    absolute = _absolute(root)
    waiting = [_Folder("" if root == "." else root, absolute, _above(absolute) if gitignore else None, 0)]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder.shown or ".") as scanned:
                entries = sorted(scanned, key=lambda entry: entry.name)
        except OSError as error:
            yield Found(folder.shown or root, error=cause(error))
            continue
        ignoring = _ignoring(folder.shown or ".", folder.absolute, folder.ignoring) if gitignore else None
        names = {entry.name for entry in entries}
        pages = {name for name in names if PAGE_SUFFIXES[1] in name}
        inner: list[_Folder] = []
        for entry in entries:
            path = f"{folder.absolute.rstrip('/')}/{entry.name}"
            shown = os.path.join(folder.shown, entry.name)
            try:
                is_folder, is_file = entry.is_dir(), entry.is_file()
            except OSError:  # a link that leads to itself
                continue
            if is_folder and (entry.is_symlink() or (depth is not None and folder.depth >= depth)):
                continue
            if filters.leaves_out(path, entry.name, ignoring, folder=is_folder):
                continue
            if is_folder:
                inner.append(_Folder(shown, path, ignoring, folder.depth + 1))
            elif is_file and wants(path, entry.name):
                yield from _in_folder(shown, entry.name, names, pages)
        waiting += reversed(inner)


def _in_folder(shown: str, name: str, names: set[str], pages: set[str]) -> Iterator[Found]:
    """Yield a file of a folder with the page beside it; a page that stands beside a text is that text's.

    `names` are those of all that is in the folder, `pages` those of them that may be pages.
    """
    stem, suffix = os.path.splitext(bare(name))
    suffix = suffix.lower()
    if suffix in PAGE_SUFFIXES and not names.isdisjoint(_forms(stem, TEXT_SUFFIXES)):
        return
    page = None
    if pages and suffix in TEXT_SUFFIXES:
        page = next((shown.removesuffix(name) + other for other in _forms(stem, PAGE_SUFFIXES) if other in pages), None)
    yield Found(shown, format_of(name), page)


def _absolute(path: str) -> str:
    return os.path.abspath(path).replace(os.sep, "/")
