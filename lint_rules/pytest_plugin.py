"""The pytest plugin: scraped files are collected and judged like tests, and tests get the fixture `scrapelint`.

It is on with `--scrapelint`, or with `scrapelint = true` in pytest's configuration. This module is imported at every
start of pytest wherever the package is installed, so it imports nothing of the engine: `pytest_items` does, when files are
collected, and the fixture does, when a test asks for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lint_rules.config import Config
    from lint_rules.testing import ScrapeLint

ITEMS = ("rule", "category", "file")
COLLECTION = "scrapelint-collection"  # the name under which the part that collects is known to pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options and the setting."""
    group = parser.getgroup("scrapelint", "judge scraped texts")
    group.addoption("--scrapelint", action="store_true", help="collect scraped texts and judge them")
    group.addoption(
        "--scrapelint-items",
        choices=ITEMS,
        default="category",
        help="one test item of a file for each rule, for each category (the default), or for the file",
    )
    group.addoption("--scrapelint-min-score", type=_score, metavar="SCORE", help="the score, 0 to 100, below which a file fails")
    parser.addini("scrapelint", "collect scraped texts and judge them, as --scrapelint does", type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker, and bring in the part that collects where it is wanted."""
    config.addinivalue_line("markers", "scrapelint: a scraped text that ScrapeLint judges; given to its items by the plugin.")
    if config.getoption("scrapelint") or config.getini("scrapelint"):
        from lint_rules.errors import ConfigError
        from lint_rules.pytest_items import Collection

        try:
            collection = Collection(settings(config), config.getoption("scrapelint_items"))
        except ConfigError as error:
            raise pytest.UsageError(str(error)) from error
        config.pluginmanager.register(collection, COLLECTION)


@pytest.fixture(scope="session")
def scrapelint(pytestconfig: pytest.Config) -> ScrapeLint:
    """Judges texts by the project's configuration: `scrapelint.assert_clean(text)`, `scrapelint.check(text)`."""
    from lint_rules.testing import ScrapeLint

    return ScrapeLint(settings(pytestconfig))


def settings(config: pytest.Config) -> Config:
    """Return the settings in force: those of the project that pytest runs in, and the command line's.

    Raises ConfigError where they cannot be used.
    """
    from lint_rules.config import load

    # pytest may be told to run a project from outside of it; then the project's own configuration holds.
    folder = config.invocation_params.dir
    start = folder if folder.is_relative_to(config.rootpath) else config.rootpath
    return load(start=Path(start), overrides={"min-score": config.getoption("scrapelint_min_score")}).config


def _score(value: str) -> float:
    """Read a score from the command line; argparse puts a ValueError into words."""
    score = float(value)
    if not 0 <= score <= 100:
        raise ValueError
    return score


_score.__name__ = "score"  # what argparse calls a value that is none: "invalid score value: '120'"
