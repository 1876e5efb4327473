"""Settings of the crawl."""

BOT_NAME = "harbour"
SPIDER_MODULES = ["harbour.spiders"]
ROBOTSTXT_OBEY = False

# After whatever makes the text, before whatever stores it.
ITEM_PIPELINES = {"lint_rules.integrations.scrapy.ScrapeLintPipeline": 800}
SCRAPELINT_DROP = ["failing"]
SCRAPELINT_FIELDS = {"score": "quality", "verdict": "verdict", "reason": "why_not", "findings": "findings"}

SPIDERMON_ENABLED = True
EXTENSIONS = {"spidermon.contrib.scrapy.extensions.Spidermon": 500}
SPIDERMON_SPIDER_CLOSE_MONITORS = ["lint_rules.integrations.spidermon.ScrapeLintMonitorSuite"]
