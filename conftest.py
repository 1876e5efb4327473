"""Settings of the project's own tests.

The plugin under test is the installed one, switched on in pyproject.toml (`scrapelint = true`); naming it here as well would
load it twice.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

pytest_plugins = ["pytester"]

# No deadline in any: a shared machine may stand still for a second, and no property is about time.
settings.register_profile("quick", max_examples=25, deadline=None)
settings.register_profile("default", max_examples=100, deadline=None)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--slow`."""
    parser.addoption("--slow", action="store_true", help="also run the tests that take minutes, gigabytes or other engines")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what is marked slow, unless it is asked for: nobody runs twice what takes ten minutes each time."""
    for item in items:
        if item.get_closest_marker("slow"):
            slow = pytest.mark.timeout(3600) if config.getoption("--slow") else pytest.mark.skip(reason="slow: --slow runs it")
            item.add_marker(slow)


class Ended(NamedTuple):
    """How a command ended: its exit status, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def last(self) -> str:
        """The last line on stderr."""
        return self.err.rstrip("\n").rpartition("\n")[2]


Run = Callable[..., Ended]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process, in an empty folder, whatever colours and width the tests were started with."""
    from lint_rules import cli

    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> Ended:
        status = cli.run_command(arguments)
        return Ended(status, *capfd.readouterr())

    return call


@pytest.fixture
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let processes that a test starts run without coverage, and write no file that nobody asked for.

    For such as get signals: one that is raised while coverage holds its lock leaves it locked, and the process waits for it for
    ever. And for such as may write small files only: coverage's is large, and compiled modules would be cut short.
    """
    for name in [name for name in os.environ if name.startswith("COVERAGE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
