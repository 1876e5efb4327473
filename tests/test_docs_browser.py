"""The site of the docs in a real browser: one page of each kind, by axe; where there are a browser and the extra `docs`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import test_report_page_browser as browsing

if TYPE_CHECKING:
    from playwright.sync_api import Browser

browser = browsing.browser
"""The fixture of that name."""

DOCS = Path(__file__).parent.parent / "docs"
KINDS = {
    "front": "index.html",
    "guide": "pytest.html",
    "long tables": "usage.html",
    "pictures": "report.html",
    "list of rules": "rules/README.html",
    "rule": "rules/CHR004-share-prompt.html",
    "search": "search.html?q=baseline",
}
"""A page of each kind, with what is asked of it."""
LOOKS = ("light", "dark phone")  # both colours and both widths


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site, made as `.ci/site` makes it."""
    try:
        import sphinx  # noqa: F401 - looked for only
    except ImportError:
        browsing.missing("Sphinx is not installed: pip install -e '.[docs]'")
    place = tmp_path_factory.mktemp("site")
    made = subprocess.run(
        [sys.executable, "-m", "sphinx", "--quiet", "-d", str(place / "doctrees"), str(DOCS), str(place / "site")],
        check=False,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    return place / "site"


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(browser: Browser, site: Path, kind: str) -> None:
    name, _, query = KINDS[kind].partition("?")
    for look in LOOKS:
        context = browser.new_context(**{"viewport": browsing.DESKTOP, **browsing.LOOKS[look]})
        page = context.new_page()
        page.goto((site / name).as_uri() + (f"?{query}" if query else ""))
        if query:
            page.wait_for_selector("#search-results li a", timeout=browsing.PATIENCE)
        assert page.locator("h1").count() == 1
        assert browsing.violations(page) == [], look
        context.close()
