"""Where copies go: a file for a file, a folder with the same names for a folder; never where the inputs are."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

from lint_rules.errors import ConfigError, InputError
from lint_rules.formats import STDIN, UNKNOWN, format_of
from lint_rules.formats.compression import bare
from lint_rules.formats.remote import is_remote

REASONS_FILE = "reasons.jsonl"
"""In a folder of rejected texts: why they are there."""


class Place(NamedTuple):
    """Where copies go: `path` is a file, or None for standard output; of several inputs a folder, in which each has a file of
    its own. `option` is what a user calls it.
    """

    path: str | None
    is_folder: bool
    named: tuple[str, ...]
    option: str

    def of(self, path: str) -> str:
        """Return the file for the copies of an input. Raises InputError where that is the input itself."""
        assert self.path is not None
        target = str(Path(self.path, self._inner(path))) if self.is_folder else self.path
        if Path(target).exists() and Path(path).exists() and Path(target).samefile(path):
            raise InputError(f"{self.option} {target}: this is an input, and nothing is cleaned in place")
        return target

    def is_reasons_file(self, path: str) -> bool:
        """Tell whether the copies of an input would be where the reasons stand."""
        return self.is_folder and self._inner(path) == REASONS_FILE

    @property
    def is_told_apart(self) -> bool:
        """Whether no two inputs can have one name in the folder: they lie below one that was named."""
        return len(self.named) == 1 and bool(_root(self.named[0]))

    def _inner(self, path: str) -> str:
        """Return the name of an input's file in the folder: below the folder that was named, as it is there."""
        for root in filter(None, map(_root, self.named)):
            if path.startswith((f"{root}/", root + os.sep)):
                return path[len(root) + 1 :]
        if path in self.named or Path(path).is_absolute() or is_remote(path) or ".." in Path(path).parts:
            return re.split(r"[/\\]" if os.sep == "\\" else "/", path)[-1]
        return path


def place_of(output: str, inputs: Sequence[str], *, listed: bool, option: str) -> Place:
    """Return where copies of inputs go by what the user says; `listed` says that a file names further inputs.

    Raises ConfigError where that is, or lies in, an input, where one file is to hold several, where the copies would be
    of another format, and where a folder has something in it.
    """
    refuse_inputs(output, inputs, option)
    ends_as_folder = output.endswith(("/", os.sep)) or Path(output).is_dir()
    several = listed or len(inputs) > 1 or any(Path(each).is_dir() or _is_pattern(each) for each in inputs)
    if output == STDIN:
        if several:
            raise ConfigError(f"{option} -: several inputs need a folder for their copies")
        return Place(None, is_folder=False, named=tuple(inputs), option=option)
    if not several and not ends_as_folder:
        _refuse_other_format(output, inputs, option)
        return Place(output, is_folder=False, named=tuple(inputs), option=option)
    if (Path(output).exists() and not Path(output).is_dir()) or (several and format_of(output) != UNKNOWN):
        raise ConfigError(f"{option} {output}: several inputs need a folder for their copies, and this is the name of a file")
    return Place(output.rstrip("/" + os.sep) or output, is_folder=True, named=tuple(inputs), option=option)


def refuse_inputs(output: str, inputs: Iterable[str], option: str) -> None:
    """Raise ConfigError where what is to be written is an input, lies in one, or is a folder that holds one: links and other
    names of one file are the same.
    """
    if output == STDIN:
        return
    place = os.path.realpath(output)
    for name in inputs:
        if name == STDIN or is_remote(name):
            continue
        given = os.path.realpath(name)
        same = place == given or (Path(place).exists() and Path(given).exists() and Path(place).samefile(given))
        if same or (Path(given).is_dir() and _lies_in(place, given)):
            where = "is an input" if same else f"lies in the input {name}"
            raise ConfigError(f"{option} {output}: this {where}, and nothing is cleaned in place: name another place")
        if Path(place).is_dir() and Path(given).is_dir() and _lies_in(given, place):
            raise ConfigError(f"{option} {output}: the input {name} lies in it: name another place")


def refuse_overlaps(outputs: Sequence[tuple[str, str, bool]]) -> None:
    """Raise ConfigError where two outputs are one file, or one lies in a folder of another, whose readers would take it for what
    that holds. An output is what a user calls it, its path, and whether that is a folder.
    """
    for (option, path, _), (other, folder, is_folder) in permutations(outputs, 2):
        place, around = Path(os.path.realpath(path)), Path(os.path.realpath(folder))
        if place == around:
            raise ConfigError(f"{option} {path}: {other} would be written there, too: name another place")
        if is_folder and around in place.parents:
            raise ConfigError(f"{option} {path}: this lies in {other} {folder}, among what is written there: name another place")


def _lies_in(inner: str, outer: str) -> bool:
    """Tell whether a path, with all links followed, lies below a folder."""
    above = Path(inner).parents
    return any(Path(each).samefile(outer) for each in above if each.exists())


def _refuse_other_format(output: str, inputs: Iterable[str], option: str) -> None:
    """Raise ConfigError where the name of a file says that it has another format than its input: copies have the same."""
    for name in inputs:
        given, wanted = _kind(name), _kind(output)
        if UNKNOWN not in (given[0], wanted[0]) and given != wanted:
            suffix = Path(bare(name)).suffix
            raise ConfigError(f"{option} {output}: a copy has the format of its input: {suffix}, packed or not")


def _is_pattern(name: str) -> bool:
    """Tell whether an input stands for several: a pattern that is not the name of a file."""
    return any(mark in name for mark in "*?[") and not os.path.lexists(name)


def _kind(path: str) -> tuple[str, bool]:
    """Return the format of a file by its name, and whether it is one of those with tabs."""
    return format_of(path), bare(path).lower().endswith(".tsv")


def _root(name: str) -> str:
    """Return the folder below which all is that an input stands for, as the names of what is in it begin; nothing where that
    is not one.
    """
    if _is_pattern(name):
        return re.split(r"[*?\[]", name.replace(os.sep, "/"), maxsplit=1)[0].rpartition("/")[0]
    return name.rstrip("/" + os.sep)
