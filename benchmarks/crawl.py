"""What judging does to a crawl: `python benchmarks/crawl.py [DOCUMENTS.jsonl]`, with the extra `scrapy`.

A spider yields items as fast as Scrapy takes them, three times over in turns: not judged, judged on the reactor's own thread,
and judged as the pipeline does it, in a thread apart. Meanwhile a clock on the reactor says every 5 ms how late it is: so late
are answers of servers, and time-outs. DOCUMENTS holds one JSON object a line with the field `text`; without it, the fixtures
serve.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from scrapy import Spider
from scrapy.crawler import CrawlerProcess

from lint_rules.integrations.scrapy import ScrapeLintPipeline

FIXTURES = Path(__file__).parent.parent / "fixtures"
ITEMS = 600
ROUNDS = 3
TICK = 0.005  # seconds between two looks at the clock
WAYS = ("not judged", "on the reactor", "in a thread")


class Inline(ScrapeLintPipeline):
    """The pipeline without its thread."""

    async def process_item(self, item: Any, spider: Spider | None = None) -> Any:  # noqa: ARG002 - as the pipeline's own
        """Judge an item here and now."""
        self._items += 1
        self._count(self._judged({"text": item["text"]}, self._items), None)
        return item


class Texts(Spider):
    """Yields items without a request."""

    name = "texts"
    texts: list[str]
    late: list[float]

    async def start(self) -> AsyncIterator[Any]:
        """Yield the items, and keep looking at the clock."""
        clock = asyncio.ensure_future(self._clock())
        for text in self.texts:
            yield {"text": text}
        clock.add_done_callback(lambda _: None)

    async def _clock(self) -> None:
        while True:
            due = perf_counter() + TICK
            await asyncio.sleep(TICK)
            self.late.append(perf_counter() - due)


def texts(path: str | None) -> list[str]:
    """Return as many texts as are crawled."""
    if not path:
        given = [each.read_text("utf-8", "replace") for each in sorted(FIXTURES.glob("*/*.txt"))]
    else:
        with Path(path).open(encoding="utf-8") as stream:
            given = [json.loads(line)["text"] for line in stream]
    return [given[number % len(given)] for number in range(ITEMS)]


def crawl(way: str, path: str | None) -> None:
    """Crawl once; print seconds, processor seconds, and how late the clock was in ms: median, 99th percentile and worst."""
    pipeline = {WAYS[1]: Inline, WAYS[2]: ScrapeLintPipeline}.get(way)
    settings = {"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "ITEM_PIPELINES": {pipeline: 800} if pipeline else {}}
    process = CrawlerProcess(settings)
    late: list[float] = []
    process.crawl(Texts, texts=texts(path), late=late)
    begun, worked = perf_counter(), process_time()
    process.start()
    seconds, worked = perf_counter() - begun, process_time() - worked
    late.sort()
    said = (statistics.median(late), late[int(len(late) * 0.99)], late[-1]) if late else (0, 0, 0)
    print(json.dumps([seconds, worked, *(1000 * each for each in said)]))


def main() -> None:
    """Run all ways in turns, each in a process of its own, and print medians."""
    path = sys.argv[1] if len(sys.argv) > 1 else None
    if len(sys.argv) > 2:
        crawl(sys.argv[2], path or None)
        return
    found: dict[str, list[list[float]]] = {way: [] for way in WAYS}
    for _ in range(ROUNDS):
        for way in WAYS:
            line = [sys.executable, __file__, path or "", way]
            found[way].append(json.loads(subprocess.run(line, capture_output=True, check=True).stdout))
    print(f"{ITEMS:,} items, medians of {ROUNDS} rounds; the reactor's clock is late by")
    for way, rounds in found.items():
        seconds, worked, middle, most, worst = map(statistics.median, zip(*rounds, strict=True))
        lateness = f"median {middle:.1f} ms, 99 % {most:.1f} ms, worst {worst:.1f} ms"
        print(f"{way:<15} {seconds:6.1f} s, {worked:5.1f} s of a processor; {lateness}")


if __name__ == "__main__":
    main()
