"""Lint a folder of Parquet with Ray Data: `python lint_with_ray.py CRAWL OUT`.

OUT holds the results as Parquet, a row for each row of the input. On a cluster, run it where RAY_ADDRESS names the head.
"""

import sys

import ray

from lint_rules.config import load
from lint_rules.integrations.arrow import TableLinter
from lint_rules.integrations.ray import lint_dataset

ACTORS = (1, 2)  # least and most; a cluster bears as many as it has processors


def main(crawl: str, out: str) -> None:
    ray.init()
    config = load().config  # the nearest scrapelint.toml, as for the command
    pages = ray.data.read_parquet(crawl, include_paths=True)
    results = lint_dataset(pages, TableLinter(config, path="path"), actors=ACTORS)
    results.write_parquet(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
