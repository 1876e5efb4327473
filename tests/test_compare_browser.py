"""The page of a comparison in a real browser: by axe, on a phone, in the dark, under attack; where there is a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import test_report_page_browser as browsing

from lint_rules.cli import run_command

if TYPE_CHECKING:
    from playwright.sync_api import Browser

browser = browsing.browser
"""The fixture of that name."""


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of a comparison in which there is something of everything."""
    place = tmp_path_factory.mktemp("comparison")
    for side in ("old", "new"):
        with (place / f"{side}.jsonl").open("w", encoding="utf-8") as file:
            for number in range(150):
                text = browsing.BODY * (1 + number % 4)
                spoilt = number % 3 == (0 if side == "new" else 1)
                text = f"Skip to content\nRead the {side} Tidewater app\n{text}" if spoilt else text
                name = browsing.HOSTILE if number == 7 else f"d{number}"
                if number == 7:
                    text = f"{browsing.HOSTILE}\n{text}" if side == "old" else f"Share this:\n{browsing.HOSTILE}"
                if number != (20 if side == "old" else 30):
                    file.write(json.dumps({"id": name, "url": f"https://h{number % 5}.example/{number}", "text": text}) + "\n")
    page = place / "compare.html"
    command = ["compare", str(place / "old.jsonl"), str(place / "new.jsonl"), "--isolated", "-q", "-j", "1", "-o", str(page)]
    assert run_command([*command, "--documents", "60"]) == 1
    return page


@pytest.mark.parametrize("look", browsing.LOOKS)
def test_axe_finds_nothing(browser: Browser, comparison: Path, look: str) -> None:
    with browsing.opened(browser, comparison, **browsing.LOOKS[look]) as page:
        assert page.locator("h2").all_inner_texts() == [
            "Both sides",
            "Documents",
            "Worse documents",
            "Better documents",
            "Missing documents",
            "New documents",
            "Hosts that regressed",
            "Hosts",
            "Findings by rule",
        ]
        assert browsing.violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


def test_a_hostile_document_is_text(browser: Browser, comparison: Path) -> None:
    with browsing.opened(browser, comparison) as page:
        assert page.evaluate("typeof window.hacked") == "undefined"
        assert page.locator("script, img, svg, main a").count() == 0
        hostile = page.locator(".item", has_text="7*7").first.inner_text()
        assert "<script>window.hacked = 1</script>" in hostile
        assert "\\u202e" in hostile
