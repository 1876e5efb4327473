"""Settings of the project's own tests.

The plugin under test is the installed one, switched on in pyproject.toml (`scrapelint = true`); naming it here as well would
load it twice.
"""

from __future__ import annotations

import os

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


@pytest.fixture
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let processes that a test starts run without coverage, and write no file that nobody asked for.

    For such as get signals: one that is raised while coverage holds its lock leaves it locked, and the process waits for it for
    ever. And for such as may write small files only: coverage's is large, and compiled modules would be cut short.
    """
    for name in [name for name in os.environ if name.startswith("COVERAGE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
