"""A crawl of a small newspaper, whose articles are judged as they are scraped."""
