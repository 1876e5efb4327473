"""The page in a real browser: seen by axe, with a keyboard, on a phone, in the dark, without JavaScript, under attack.

Runs where there is a Chromium or Chrome, and the extra `browser`; with SCRAPELINT_BROWSER_TESTS=1, as in CI, what is missing is
an error.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REQUIRED = os.environ.get("SCRAPELINT_BROWSER_TESTS") == "1"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
# Chromium looks for updates and for Google's hosts, which tests have no use for; as root it has no sandbox.
FLAGS = ("--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")
PATIENCE = 30_000  # milliseconds, on a machine that is busy with other tests
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}

BODY = "The council met on Monday and agreed to repair the quay before winter. It will cost two million crowns. "
HOSTILE = (
    "<script>window.hacked = 1</script><img src=x onerror='window.hacked=2'><svg onload='window.hacked=3'></svg>\"'>"
    "</title></style></script></textarea><a href='javascript:window.hacked=4'>x</a> ]]> {{ 7*7 }} ::error file=a::x "
    "\x1b[31mred\x1b[0m \u202egnp.exe\u2066 =cmd()|' /C calc'!A0 <!--"
)


def executable() -> str | None:
    """Return where the browser is; `SCRAPELINT_CHROMIUM` says so where none of the usual places do."""
    named = os.environ.get("SCRAPELINT_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None) or next((p for p in PLACES if Path(p).exists()), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed: pip install -e '.[browser]'")
    path = executable()
    if path is None:
        missing("there is no Chromium or Chrome here")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=FLAGS, chromium_sandbox=False)
        yield made
        made.close()


def missing(what: str) -> NoReturn:
    if REQUIRED:
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with reports on a small crawl, of which one document is hostile."""
    place = tmp_path_factory.mktemp("report")
    with (place / "crawl.jsonl").open("w", encoding="utf-8") as file:
        for number in range(150):
            text = BODY * (1 + number % 4)
            if number % 2:
                text = f"Skip to content\n{text}"
            if number % 3 == 0:
                text += f"\nShare this:\nFacebook\nTwitter\nIt is the the end of story {number}.\n"
            if number == 7:
                text = f"{HOSTILE}\nShare this:\n{HOSTILE}\n{text}"
            if number == 8:
                text = f"Share this:\n{'x' * 1_000_000}\n{text}"
            name = HOSTILE if number == 7 else f"d{number}"
            said = {"id": name, "url": f"https://h{number % 5}.example/{number}", "text": text, "extractor": f"x{number % 2}"}
            file.write(json.dumps(said) + "\n")
    command = [sys.executable, "-m", "lint_rules", "report", "crawl.jsonl", "--isolated", "--meta-field", "extractor", "--quiet"]
    for name, documents in (("report", "40"), ("whole", "0")):
        done = subprocess.run(
            [*command, "-o", f"{name}.html", "--documents", documents], cwd=place, check=False, capture_output=True, text=True
        )
        assert done.returncode == 1, done.stderr
    return place


@contextmanager
def opened(browser: Browser, path: Path, **options: Any) -> Iterator[Page]:
    """Open a page, and see to it that nothing was fetched, refused or broken while it was used."""
    context = browser.new_context(**{"viewport": DESKTOP, **options})
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    yield page
    assert said == []
    assert [url.split("#")[0] for url in asked] == [path.as_uri()]
    context.close()


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong, by all of its rules."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]


LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": PHONE, "is_mobile": True, "has_touch": True},
    "dark phone": {"viewport": PHONE, "is_mobile": True, "color_scheme": "dark"},
}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(browser: Browser, folder: Path, look: str) -> None:
    with opened(browser, folder / "report.html", **LOOKS[look]) as page:
        page.evaluate("document.querySelectorAll('details').forEach((each, n) => { each.open = n < 25; })")
        page.locator(".further").click()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


def test_dark_is_dark_and_light_is_light(browser: Browser, folder: Path) -> None:
    def brightness(scheme: Any) -> int:
        with opened(browser, folder / "report.html", color_scheme=scheme) as page:
            colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
            return sum(int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))

    assert brightness("dark") < 150
    assert brightness("light") > 650


def test_a_hostile_document_is_text(browser: Browser, folder: Path) -> None:
    with opened(browser, folder / "whole.html") as page:
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        page.wait_for_timeout(200)
        assert page.evaluate("typeof window.hacked") == "undefined"
        hostile = page.locator(".doc", has_text="7*7").first
        for words in (
            "<script>window.hacked = 1</script>",
            "<img src=x onerror='window.hacked=2'>",
            "]]>",
            "{{ 7*7 }}",
            "=cmd()|'",
        ):
            assert words in hostile.locator(".text").inner_text()
        assert "\\u202egnp.exe\\u2066" in hostile.locator(".text").inner_text()
        assert page.locator("img, iframe, object, embed, base, link").count() == 0
        assert page.evaluate("document.scripts.length") == 2
        assert "characters left out" in page.locator(".doc", has_text="xxxxxxxxxx").locator(".gap").first.inner_text()


def test_the_page_runs_nothing_that_is_not_its_own(browser: Browser, folder: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto((folder / "report.html").as_uri())
    # Whoever could write into the page could still not run or load anything.
    for attack in (
        "const made = document.createElement('script'); made.text = 'window.hacked = 1'; document.body.append(made)",
        "document.body.innerHTML = '<img src=x onerror=window.hacked=1>'",
        "document.body.insertAdjacentHTML('beforeend', '<svg onload=window.hacked=1></svg>')",
    ):
        with pytest.raises(Exception, match="Trusted"):
            page.evaluate(f"() => {{ {attack} }}")
    page.evaluate("const made = new Image(); made.src = 'https://evil.example/x.png'; document.body.append(made)")
    page.evaluate("fetch('https://evil.example/').catch(() => 0)")
    page.wait_for_timeout(100)
    assert page.evaluate("typeof window.hacked") == "undefined"
    assert sum("Content Security Policy" in each for each in refused) >= 2
    context.close()


WHY = "(mark) => getComputedStyle(mark, '::after').content"
"""What is shown beside marked words: `none` while nobody points at them."""


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("look", ["light", "phone"])
def test_the_reason_is_shown_on_hover_and_by_keyboard(browser: Browser, folder: Path, script: bool, look: str) -> None:
    with opened(browser, folder / "report.html", java_script_enabled=script, **LOOKS[look]) as page:
        mark = page.locator(".doc[open] .mark").first
        expected = mark.get_attribute("data-why")
        assert expected

        def shown() -> str:
            said = page.evaluate(WHY, mark.element_handle())
            return str(said)

        assert shown() == "none"
        mark.hover()
        assert expected.split("\n")[0].split('"')[0] in shown()
        page.mouse.move(1, 1)
        assert shown() == "none"
        page.locator(".doc[open] > summary").first.focus()
        page.keyboard.press("Tab")
        assert page.evaluate("(mark) => mark === document.activeElement", mark.element_handle())
        assert shown() != "none"
        # Enter leads to the finding, which says the same, and from there back.
        page.keyboard.press("Enter")
        target = page.locator(".findings li:target")
        assert target.count() == 1
        assert page.evaluate("(mark) => mark.getAttribute('href')", mark.element_handle()) in page.url


def test_escape_puts_the_reason_away(browser: Browser, folder: Path) -> None:
    with opened(browser, folder / "report.html") as page:
        mark = page.locator(".doc[open] .mark").first
        mark.focus()
        page.keyboard.press("Shift")
        assert page.evaluate("(mark) => getComputedStyle(mark, '::after').display", mark.element_handle()) != "none"
        page.keyboard.press("Escape")
        assert page.evaluate("(mark) => getComputedStyle(mark, '::after').display", mark.element_handle()) == "none"


def test_a_screen_reader_is_told_the_reason(browser: Browser, folder: Path) -> None:
    with opened(browser, folder / "report.html") as page:
        mark = page.locator(".doc[open] .mark").first
        described = page.evaluate(
            "(mark) => mark.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent)",
            mark.element_handle(),
        )
        why = mark.get_attribute("data-why")
        assert why
        for finding, line in zip(described, why.splitlines(), strict=True):
            code, _, message = line.partition(" ")
            assert code in finding
            assert message.partition(": ")[2] in finding


def visible_names(page: Page) -> list[str]:
    return page.locator(".doc:visible .name, .rest li .name").all_inner_texts()


def results(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "report.html.jsonl").read_text("utf-8").splitlines()]


def matching(page: Page, count: int) -> None:
    """Wait until so many documents are said to match."""
    from playwright.sync_api import expect

    expect(page.locator(".matches")).to_have_text(f"{count} of 150 documents match.", timeout=PATIENCE)


def test_filters_find_what_the_results_say(browser: Browser, folder: Path) -> None:
    every = results(folder)
    with opened(browser, folder / "report.html") as page:
        assert len(every) == 150
        matching(page, 150)
        assert len(visible_names(page)) == 40 + 100
        page.locator(".further").click()
        assert len(visible_names(page)) == 150
        assert page.locator(".further").is_hidden()

        page.select_option("select[name=code]", "CHR001")
        expected = [each for each in every if any(found["code"] == "CHR001" for found in each["findings"])]
        matching(page, len(expected))
        assert len(visible_names(page)) == len(expected)

        page.fill("input[name=host]", "h3.example")
        expected = [each for each in expected if each["host"] == "h3.example"]
        matching(page, len(expected))
        assert {name.rsplit("(", 1)[1].rstrip(")") for name in visible_names(page)} == {each["id"] for each in expected}

        page.click("button[type=reset]")
        matching(page, 150)
        page.fill("input[name=most]", "80")
        page.fill("input[name=least]", "60.5")
        expected = [each for each in every if each["score"] is not None and 60.5 <= each["score"] <= 80]
        assert expected
        matching(page, len(expected))

        page.click("button[type=reset]")
        page.check("input[name=failed]")
        matching(page, sum(not each["passed"] for each in every))


def test_the_search_looks_at_names_addresses_and_texts(browser: Browser, folder: Path) -> None:
    with opened(browser, folder / "report.html") as page:
        for sought, number in (("D149", 1), ("h2.example/142", 1), ("story 33.", 1), ("no such words", 0), ("H1.example d1", 13)):
            page.fill("input[name=words]", sought)
            matching(page, number)
            assert len(visible_names(page)) == number
        page.fill("input[name=words]", "")
        matching(page, 150)


def test_a_rule_leads_to_its_documents(browser: Browser, folder: Path) -> None:
    with opened(browser, folder / "report.html") as page:
        rule = page.locator(".rule", has_text="TXT003").first
        rule.locator("summary").click()
        assert "the the" in rule.locator("q").first.inner_text()
        rule.get_by_role("button", name="Show its documents").click()
        matching(page, 50)
        assert page.input_value("select[name=code]") == "TXT003"


def test_a_host_leads_to_its_documents_and_to_no_other_host(browser: Browser, folder: Path) -> None:
    with opened(browser, folder / "report.html") as page:
        page.get_by_role("button", name="h3.example").focus()
        page.keyboard.press("Enter")
        matching(page, 30)
        assert page.input_value("input[name=host]") == "h3.example"
        # What is a host itself is taken for that, anything else for a part of one.
        page.fill("input[name=host]", "h3.exam")
        matching(page, 30)
        page.fill("input[name=host]", ".example")
        matching(page, 150)


def test_what_can_be_opened_is_told_from_what_is_only_named(browser: Browser, folder: Path) -> None:
    with opened(browser, folder / "report.html") as page:
        assert "without their texts" in page.locator(".beyond").inner_text()
        page.select_option("select[name=code]", "CHR001")
        page.wait_for_function("document.querySelectorAll('.rest li').length < 110")
        assert "failed with errors" in page.locator(".rest li").first.inner_text()
        page.fill("input[name=words]", "no such words")
        matching(page, 0)
        assert page.locator(".beyond").is_hidden()


def test_all_can_be_read_without_javascript(browser: Browser, folder: Path) -> None:
    with opened(browser, folder / "report.html", java_script_enabled=False) as page:
        assert page.locator(".verdict .word").inner_text() == "Failed"
        assert page.locator(".filter").is_hidden()
        assert page.locator(".further").is_hidden()
        assert "40 of 150 documents are shown" in page.locator("#documents .note").first.inner_text()
        assert page.locator(".doc").count() == 40
        second = page.locator(".doc").nth(1)
        assert second.locator(".text").is_hidden()
        second.locator("summary").focus()
        page.keyboard.press("Enter")
        assert second.locator(".text").is_visible()
