"""Rules that are left out of some files and hosts: decided once for each, and not once a finding."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from lint_rules.config import Config
from lint_rules.engine.registry import names_code
from lint_rules.finding import Source
from lint_rules.formats.patterns import Patterns
from lint_rules.formats.remote import is_remote
from lint_rules.rule import Rule

REMEMBERED = 4096  # files, and hosts, of which it is known what is left out: a crawl has more, but not all at once
_NONE: frozenset[int] = frozenset()


class Ignores:
    """Tells which rules have no say on a document, by their positions among `rules`; false where that is never any.

    A rule that is left out is not run: the others judge as if it were not there, as with the setting `ignore`.
    """

    def __init__(self, config: Config, rules: Sequence[Rule]) -> None:
        self._files = [
            (Patterns([pattern], "/", own=True), _positions(codes, rules)) for pattern, codes in config.per_file_ignores.items()
        ]
        self._hosts = {host: _positions(codes, rules) for host, codes in config.per_host_ignores.items()}
        self._of_file = lru_cache(REMEMBERED)(self._ignored_in_file)
        self._of_host = lru_cache(REMEMBERED)(self._ignored_on_host)

    def __bool__(self) -> bool:
        return bool(self._files or self._hosts)

    def of(self, source: Source) -> frozenset[int]:
        """Return the positions of the rules that are left out of a document."""
        by_file = self._of_file(_absolute(source.path)) if self._files and source.path is not None else _NONE
        by_host = self._of_host(source.host) if self._hosts and source.host is not None else _NONE
        return by_file | by_host if by_file and by_host else by_file or by_host

    def _ignored_in_file(self, path: str) -> frozenset[int]:
        # A pattern may name the file, or a folder that it stands in.
        places = list(_upwards(path))
        return _joined(
            positions
            for patterns, positions in self._files
            if any(patterns.match(place, place.rpartition("/")[2], folder=place is not places[0]) for place in places)
        )

    def _ignored_on_host(self, host: str) -> frozenset[int]:
        names = [host, *(f"*.{parent}" for parent in _parents(host))]
        return _joined(self._hosts[name] for name in names if name in self._hosts)


def _positions(codes: Iterable[str], rules: Sequence[Rule]) -> frozenset[int]:
    named = tuple(codes)
    return frozenset(number for number, rule in enumerate(rules) if names_code(named, rule.code))


def _joined(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    return _NONE.union(*sets)


def _absolute(path: str) -> str:
    if is_remote(path):
        return path
    return os.path.abspath(path).replace(os.sep, "/")  # noqa: PTH100 - resolves `..` and not links, as inputs are told apart


def _upwards(path: str) -> Iterator[str]:
    """Yield a path and the folders that it stands in."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _parents(host: str) -> Iterator[str]:
    """Yield what a host stands below: of a.b.org that is b.org, and org."""
    while "." in host:
        host = host.partition(".")[2]
        yield host
