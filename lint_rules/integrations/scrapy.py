"""An item pipeline for Scrapy: each item is judged as it is scraped, marked with what was found, and dropped if so wished.

    ITEM_PIPELINES = {"lint_rules.integrations.scrapy.ScrapeLintPipeline": 800}

It judges by the project's `scrapelint.toml`; the settings `SCRAPELINT_…` come before that (see `scrapy_settings`). Of an item
nothing is taken but the values of its fields, and nothing that stands in them ends a crawl: what cannot be judged is counted.

Judging takes milliseconds of a processor, and seconds for the longest texts, during which a reactor would neither send
nor receive. So it is done in a thread: one, because one linter serves one thread at a time, and Python runs one at a time;
its own, because the reactor's threads look up the names of hosts, which would wait behind texts. Scrapy counts items in
work against its limits, so a crawl that is faster than the linter is slowed down, and piles up nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from lint_rules.engine.gate import Gate, is_unreadable, why_not
from lint_rules.finding import INPUT, Result, Source
from lint_rules.formats.records import names_wanted
from lint_rules.integrations.judging import judge
from lint_rules.reports.table import sayable
from lint_rules.rule import escaped
from lint_rules.runner import unreadable_result
from lint_rules.runner.saved import earlier

try:
    from itemadapter import ItemAdapter
    from scrapy.exceptions import DropItem, NotConfigured
    from twisted.internet.defer import Deferred

    from lint_rules.integrations import scrapy_settings
except ImportError as error:
    raise ImportError(f"{error}: this needs Scrapy: pip install 'scrapelint[scrapy]'") from error

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

STATS = "scrapelint/"
"""What the names of our statistics begin with."""

SCORES_BELOW = tuple(range(10, 101, 10))
"""The scores for which it is counted how many items stand below: enough to tell quantiles by, to ten points."""

UNREADABLE_TOLD = 10  # items of which the log says why they could not be judged: the next are of the same class, and counted

SHOWN_LENGTH = 200  # characters of an item's name or an error in a line of the log: there are addresses of a megabyte


class _Judged(NamedTuple):
    """What comes out of the thread: a result, the same for programs, and the seconds it took."""

    result: Result
    said: Mapping[str, Any]
    seconds: float


class ScrapeLintPipeline:
    """Judges items. One stands for one crawl.

    Raises ScrapeLintError where the settings, the rules or a file that they name cannot be used: the crawl then does not start.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._settings = scrapy_settings.read(crawler.settings)
        if not self._settings.enabled:
            raise NotConfigured("SCRAPELINT_ENABLED is false")
        assert crawler.stats is not None
        self._crawler = crawler
        self._stats = crawler.stats
        self._config = self._settings.lint
        self._judge = judge(self._config)
        ruleset = self._judge.linter.ruleset
        self._gate = Gate(self._config, earlier(self._config, ruleset, allow_change=self._settings.allow_ruleset_change))
        self._thread = ThreadPoolExecutor(1, "scrapelint")
        names = names_wanted(self._config)
        # A name with dots is a field of that name, or leads from a field to what is inside.
        self._wanted = tuple(dict.fromkeys([*names, *(name.partition(".")[0] for name in names)]))
        self._items = 0
        self._seconds = 0.0
        self._refused: set[tuple[type, str]] = set()
        self._stats.set_value(STATS + "ruleset", ruleset)
        for sentence in self._judge.linter.suppressions.expired() if self._judge.linter.suppressions else ():
            logger.warning("%s", sentence, extra=self._extra)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ScrapeLintPipeline:
        """Make the pipeline of a crawl."""
        return cls(crawler)

    async def process_item(self, item: Any, spider: Spider | None = None) -> Any:  # noqa: ARG002 - older versions of Scrapy pass it
        """Return an item with what was found in it. Raises DropItem, with the reason, where the settings drop it."""
        if self._settings.items and not isinstance(item, self._settings.items):
            self._stats.inc_value(STATS + "passed_by")
            return item
        self._items += 1
        number = self._items
        try:
            judged = await _done(self._thread.submit(self._judged, _values(item, self._wanted), number))
        except Exception as error:  # noqa: BLE001 - items are classes of the project's, with properties of their own
            judged = self._unreadable(number, f"the item cannot be read: {type(error).__name__}: {error}")
        result = judged.result
        reason = why_not(result, self._config)
        self._count(judged, reason)
        self._write(item, {**judged.said, scrapy_settings.REASON: reason})
        if reason is not None and self._drops(result):
            self._stats.inc_value(STATS + "dropped")
            logger.info("Dropped %s: %s", _name(result), _why(result, reason), extra=self._extra)
            # Scrapy logs the whole item beside the reason. The line above tells what there is to know.
            raise DropItem(f"scrapelint: {_why(result, reason)}", log_level="DEBUG")
        return item

    def close_spider(self, spider: Spider | None = None) -> None:  # noqa: ARG002 - as above
        """Say whether the crawl passed the gate: in the log, and in the statistics for monitors."""
        self._thread.shutdown()
        word = "failed" if self._gate.failed else "incomplete" if self._gate.incomplete else "passed"
        self._stats.set_value(STATS + "gate", word)
        self._stats.set_value(STATS + "gate/sentence", self._gate.sentence())
        self._stats.set_value(STATS + "gate/complete", not self._gate.incomplete)
        self._stats.set_value(STATS + "gate/broken", [each.said for each in self._gate.conditions() if not each.held])
        for line in self._gate.details():
            logger.info("%s", line, extra=self._extra)
        logger.log(logging.INFO if word == "passed" else logging.WARNING, "%s", self._gate.sentence(), extra=self._extra)

    @property
    def _extra(self) -> dict[str, Any]:
        return {"spider": self._crawler.spider}

    def _judged(self, values: Mapping[str, Any], number: int) -> _Judged:
        """Judge the values of the item of a number; never raises. This runs in the thread, and touches nothing that others do."""
        begun = perf_counter()
        try:
            with self._judge.lock:
                result = self._judge.result(values, path=None, number=number)
                return _Judged(result, self._judge.said(result), perf_counter() - begun)
        except Exception as error:  # noqa: BLE001 - no text may end a crawl, whatever it brings about
            return self._unreadable(number, f"could not be judged: {type(error).__name__}: {error}")

    def _unreadable(self, number: int, error: str) -> _Judged:
        result = unreadable_result(Source(f"-#{number}", None, number), error)
        return _Judged(result, self._judge.said(result), 0.0)

    def _drops(self, result: Result) -> bool:
        kind = scrapy_settings.UNREADABLE if is_unreadable(result) else scrapy_settings.FAILING
        return kind in self._settings.drop

    def _write(self, item: Any, said: Mapping[str, Any]) -> None:
        """Write results into an item. A field that it does not take is named once."""
        for result, name in self._settings.fields.items():
            # A lone surrogate, which a page may hold, is what no feed in UTF-8 can: the exporter would lose the item.
            value = sayable(said.get(result))
            try:
                ItemAdapter(item)[name] = value
            except Exception as error:  # noqa: BLE001 - undeclared fields, frozen items, setters of the project's own
                self._stats.inc_value(STATS + "not_written")
                if (type(item), name) not in self._refused:
                    self._refused.add((type(item), name))
                    told = "%s takes no field '%s' (%s): declare it, or name another in SCRAPELINT_FIELDS"
                    logger.warning(told, type(item).__name__, escaped(name), _short(str(error)), extra=self._extra)

    def _count(self, judged: _Judged, reason: str | None) -> None:
        """Count an item. The names of statistics are made of codes, verdicts and reasons, which are few; no text is in them."""
        result = judged.result
        inc = self._stats.inc_value
        self._gate.add(result)
        self._seconds += judged.seconds
        self._stats.set_value(STATS + "seconds", round(self._seconds, 3))
        if is_unreadable(result):
            inc(STATS + "unreadable")
            if self._gate.unreadable <= UNREADABLE_TOLD:
                logger.warning("%s: %s", _name(result), _why(result, "not readable"), extra=self._extra)
            return
        inc(STATS + "documents")
        inc(STATS + ("passed" if reason is None else "failed"))
        inc(f"{STATS}verdict/{result.score.verdict}")
        if reason is not None:
            inc(f"{STATS}reason/{reason}")
        for diagnostic in result.diagnostics:
            inc(f"{STATS}findings/{diagnostic.finding.code}")
            if not diagnostic.known and not diagnostic.preview:
                inc(STATS + "new_findings")
        for failure in result.failures:
            inc(f"{STATS}crashed/{failure.code}")
        if result.score.value is not None:
            self._count_score(result.score.value)

    def _count_score(self, score: float) -> None:
        stats = self._stats
        stats.min_value(STATS + "score/min", score)
        stats.max_value(STATS + "score/max", score)
        stats.set_value(STATS + "score/mean", self._gate.totals.mean)
        stats.set_value(STATS + "score/count", self._gate.totals.scored)
        for limit in SCORES_BELOW:
            if score < limit:
                stats.inc_value(f"{STATS}score/below/{limit}")


async def _done(future: Future[_Judged]) -> _Judged:
    """Wait for what runs in a thread, by whatever loop the crawl has."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        from twisted.internet import reactor

        waiting: Deferred[Future[_Judged]] = Deferred()
        future.add_done_callback(lambda done: reactor.callFromThread(waiting.callback, done))
        return (await waiting).result()
    return await asyncio.wrap_future(future)


def _values(item: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Return the fields of an item that are looked at; an item inside as the dict of its fields."""
    adapter = ItemAdapter(item)
    given = ((name, adapter[name]) for name in names if name in adapter)
    return {name: ItemAdapter(each).asdict() if ItemAdapter.is_item(each) else each for name, each in given}


def _name(result: Result) -> str:
    source = result.source
    named = source.id if source.id != f"-#{source.record}" else f"item {source.record}"
    return _short(source.url or named)


def _why(result: Result, reason: str) -> str:
    """Return on one line why an item does not pass."""
    errors = [_short(failure.error) for failure in result.failures if failure.code == INPUT]
    if errors:
        return f"{reason}: {errors[0]}"
    codes = dict.fromkeys(each.finding.code for each in result.diagnostics if not each.preview)
    score = "no score" if result.score.value is None else f"score {result.score.value:.1f}"
    return ", ".join(filter(None, (reason, score, str(result.score.verdict), " ".join(codes))))


def _short(text: str) -> str:
    shown = escaped(text[: SHOWN_LENGTH + 1])
    return shown if len(text) <= SHOWN_LENGTH else shown[:SHOWN_LENGTH] + "…"
