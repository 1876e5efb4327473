"""A monitor for Spidermon: it fails where a crawl does not pass the gate, or was not judged.

    SPIDERMON_SPIDER_CLOSE_MONITORS = ["lint_rules.integrations.spidermon.ScrapeLintMonitorSuite"]

It reads the statistics that the item pipeline writes when a spider is closed, and has no limits of its own: what a crawl may
be is said once, in `scrapelint.toml` or the settings `SCRAPELINT_…`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from lint_rules.integrations.scrapy import STATS

try:
    from spidermon import MonitorSuite
    from spidermon.contrib.scrapy.monitors import BaseScrapyMonitor
except ImportError as error:
    raise ImportError(f"{error}: this needs Spidermon: pip install 'scrapelint[spidermon]'") from error


class ScrapeLintMonitor(BaseScrapyMonitor):  # type: ignore[misc]
    """The quality of the scraped texts."""

    def test_gate(self) -> None:
        """Every limit that the configuration sets is held: documents that fail, the mean score, those below a score …"""
        broken = self._stat("gate/broken")
        if broken:
            self.fail("; ".join(broken))

    def test_all_was_judged(self) -> None:
        """There were items, and all of them could be judged by all rules, but for as many as `max-unreadable` allows."""
        complete = self._stat("gate/complete")
        if not self.data.stats.get(STATS + "documents"):
            self.fail("no item was judged")
        if not complete:
            self.fail(self._stat("gate/sentence"))

    def _stat(self, name: str) -> Any:
        value = self.data.stats.get(STATS + name)
        if value is None:
            self.fail(
                "the crawl was not judged: ITEM_PIPELINES names no ScrapeLintPipeline, or this suite does not run when the "
                "spider is closed (SPIDERMON_SPIDER_CLOSE_MONITORS)"
            )
        return value


class ScrapeLintMonitorSuite(MonitorSuite):  # type: ignore[misc]
    """The monitor alone; in a suite with others it stands as well."""

    monitors: ClassVar[list[type]] = [ScrapeLintMonitor]
