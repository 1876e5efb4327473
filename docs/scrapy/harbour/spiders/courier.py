"""The spider: all pages that the front page links to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.http import TextResponse

from harbour.items import Article


class Courier(Spider):
    """Crawls the newspaper at the address `start`: `scrapy crawl courier -a start=http://localhost:8000/`."""

    name = "courier"

    def __init__(self, start: str, **rest: Any) -> None:
        super().__init__(**rest)
        self.front = start

    async def start(self) -> AsyncIterator[Request]:
        """Begin at the front page."""
        yield Request(self.front)

    def parse(self, response: TextResponse) -> Iterator[Request]:
        """Follow the links of the front page."""
        yield from response.follow_all(css="a.story", callback=self.parse_story)

    def parse_story(self, response: TextResponse) -> Iterator[Article]:
        """Take all paragraphs and headings of the page: more than the article."""
        lines = [" ".join(each.css("::text").getall()).strip() for each in response.css("h1, p, li, button")]
        yield Article(response.url, response.css("h1::text").get(), "\n\n".join(filter(None, lines)))
