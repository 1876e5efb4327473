"""What a report page costs: `python benchmarks/report.py TEXTS.jsonl [--sizes 10,1000,10000]`, for docs/report.md.

For each number of documents: the size of the page and of the results beside it, what the page adds to the CPU time of a run that
only counts, the times until a browser shows it and has loaded it (from a file), and what axe finds wrong with
it in light and dark. TEXTS are JSON lines with a `text`, read over and over; hosts and an extractor are made up. Needs the extra
`browser`, and Chromium or Chrome.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

OPENINGS = 7
HOSTS = 400
EXTRACTORS = ("readability", "justext", "trafilatura")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")
LOADED = """() => {
    const times = performance.getEntriesByType("navigation")[0];
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    return [paint ? paint.startTime : NaN, times.loadEventEnd];
}"""


def make_crawl(texts: Sequence[str], documents: int, path: Path) -> None:
    """Write so many documents, of hosts of very different sizes."""
    draw = random.Random(1)
    weights = [1 / (number + 1) for number in range(HOSTS)]
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(itertools.islice(itertools.cycle(texts), documents), 1):
            (host,) = draw.choices(range(HOSTS), weights)
            url = f"https://www.site-{host}.example/2026/11/{number}-story"
            said = {"id": f"doc-{number}", "url": url, "text": text, "extractor": draw.choice(EXTRACTORS)}
            file.write(json.dumps(said) + "\n")


def report(crawl: Path, *outputs: str) -> float:
    """Write reports on a crawl; return the CPU time that took, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "lint_rules", "report", crawl.name, "--isolated", "--meta-field", "extractor", "--exit-zero"]
    subprocess.run(
        [*command, "--jobs", "1", "--quiet", *(part for name in outputs for part in ("-o", name))],
        check=True,
        cwd=crawl.parent,
        stderr=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def loading_times(browser: Any, page: Path) -> list[float]:
    """Return the milliseconds until something is seen and until all is loaded, and those for which the page's thread was at
    work, which what else the machine does lengthens little: medians of several openings.
    """
    times = []
    for _ in range(OPENINGS):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        tab = context.new_page()
        session = context.new_cdp_session(tab)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        tab.goto(page.as_uri())
        tab.wait_for_timeout(300)  # the first painting is told of a little later
        metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        times.append([*tab.evaluate(LOADED), 1000 * metrics["TaskDuration"]])
        context.close()
    return [median(each) for each in zip(*times, strict=True)]


def violations(browser: Any, page: Path) -> int:
    """Return how many of axe's rules the page breaks, in light and dark together."""
    from axe_playwright_python.sync_playwright import Axe

    found = 0
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        tab = context.new_page()
        tab.goto(page.as_uri())
        found += len(Axe().run(tab).response["violations"])
        context.close()
    return found


def main() -> None:
    """Print the table."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser()
    parser.add_argument("texts", type=Path)
    parser.add_argument("--sizes", default="10,1000,10000")
    asked = parser.parse_args()
    opener = gzip.open if asked.texts.suffix == ".gz" else open
    with opener(asked.texts, "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    path = os.environ.get("SCRAPELINT_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)))
    print("| documents | page | results beside it | added to the run | first seen | loaded | at work | axe |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS, chromium_sandbox=False)
        for documents in map(int, asked.sizes.split(",")):
            crawl, page = Path(folder, "crawl.jsonl"), Path(folder, "report.html")
            make_crawl(texts, documents, crawl)
            counted = report(crawl, "report.json")
            written = report(crawl, page.name)
            times = " | ".join(f"{time:.0f} ms" for time in loading_times(browser, page))
            results = page.with_name("report.html.jsonl").stat().st_size
            print(
                f"| {documents:,} | {page.stat().st_size / 1e6:.2f} MB | {results / 1e6:.1f} MB | "
                f"{100 * (written / counted - 1):+.0f} % | {times} | {violations(browser, page)} |"
            )
        browser.close()


if __name__ == "__main__":
    main()
