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
    if config.getoption("--slow"):
        return
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="slow: --slow runs it"))
