"""The pytest plugin: scraped files are collected and judged like tests, and tests get the fixture `scrapelint`.

It is on with `--scrapelint`, or with `scrapelint = true` in pytest's configuration. This module is imported at every
start of pytest wherever the package is installed, so it imports nothing of the engine: `pytest_items` does, when files are
collected, and the fixture does, when a test asks for it.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lint_rules.config import Config
    from lint_rules.finding import Result
    from lint_rules.testing import ScrapeLint

ITEMS = ("rule", "category", "file")
_RUNNING = pytest.StashKey[pytest.Item]()
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
    group.addoption(
        "--scrapelint-update",
        action="store_true",
        help="rewrite the sidecars (page.txt.expect.toml) whose expectations are not met, and show what was changed",
    )
    group.addoption(
        "--scrapelint-update-new",
        action="store_true",
        help="do so, and write one for each file that does not pass the gate and has none",
    )
    parser.addini("scrapelint", "collect scraped texts and judge them, as --scrapelint does", type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker, and bring in the part that collects where it is wanted."""
    config.addinivalue_line("markers", "scrapelint: a scraped text that ScrapeLint judges; given to its items by the plugin.")
    new, old = config.getoption("scrapelint_update_new"), config.getoption("scrapelint_update")
    if config.getoption("scrapelint") or config.getini("scrapelint"):
        from lint_rules.errors import ConfigError
        from lint_rules.pytest_items import Collection, Update

        try:
            update = Update.NEW if new else Update.OLD if old else Update.NO
            collection = Collection(settings(config), config.getoption("scrapelint_items"), update)
        except ConfigError as error:
            raise pytest.UsageError(str(error)) from error
        config.pluginmanager.register(collection, COLLECTION)
    elif new or old:
        raise pytest.UsageError(f"--scrapelint-update{'-new' if new else ''} judges nothing without --scrapelint")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Remember which test runs: the fixture is made once, and serves all."""
    item.config.stash[_RUNNING] = item


@pytest.fixture(scope="session")
def scrapelint(pytestconfig: pytest.Config) -> ScrapeLint:
    """Judges texts by the project's configuration: `scrapelint.assert_clean(text)`, `scrapelint.check(text)`.

    Scores and verdicts become properties of the test that runs.
    """
    from lint_rules.engine.keeping.suppressions import expired
    from lint_rules.testing import ScrapeLint

    def note(result: Result) -> None:
        item = pytestconfig.stash.get(_RUNNING, None)
        if item is not None:
            item.user_properties += measures(result)

    config = settings(pytestconfig)
    for sentence in expired(config):
        warnings.warn(f"scrapelint: {sentence}", pytest.PytestWarning, stacklevel=2)
    return ScrapeLint(config, note)


def settings(config: pytest.Config) -> Config:
    """Return the settings in force: those of the project that pytest runs in, and the command line's.

    Raises ConfigError where they cannot be used.
    """
    from lint_rules.config import load

    # pytest may be told to run a project from outside of it; then the project's own configuration holds.
    folder = config.invocation_params.dir
    start = folder if folder.is_relative_to(config.rootpath) else config.rootpath
    return load(start=Path(start), overrides={"min-score": config.getoption("scrapelint_min_score")}).config


def measures(result: Result) -> list[tuple[str, object]]:
    """Return what of a result goes into JUnit's properties: what cannot be said is left out."""
    score = result.score
    labels = [diagnostic.finding.severity.label for diagnostic in result.diagnostics]
    said = {
        "score": score.value,
        "purity": score.purity,
        "integrity": score.integrity,
        "verdict": str(score.verdict),
        "errors": labels.count("error"),
        "warnings": labels.count("warning"),
    }
    return [(f"scrapelint_{name}", value) for name, value in said.items() if value is not None]


def _score(value: str) -> float:
    """Read a score from the command line; argparse puts a ValueError into words."""
    score = float(value)
    if not 0 <= score <= 100:
        raise ValueError
    return score


_score.__name__ = "score"  # what argparse calls a value that is none: "invalid score value: '120'"
