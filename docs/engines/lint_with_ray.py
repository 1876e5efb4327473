"""Lint a folder of Parquet with Ray Data: `python lint_with_ray.py CRAWL OUT`.

OUT/results holds the results as Parquet, a row for each row of the input; OUT/sites.profile what the sites repeat. On a cluster,
RAY_ADDRESS names the head, and CRAWL and OUT are where every worker can read and write.
"""

import sys
from dataclasses import replace
from pathlib import Path

import ray

from lint_rules.config import load
from lint_rules.integrations.arrow import TableLinter, TableObserver
from lint_rules.integrations.ray import lint_dataset, observe_dataset

ACTORS = (1, 2)  # least and most; a cluster bears as many as it has processors


def main(crawl: str, out: str) -> None:
    ray.init()
    config = load().config  # the nearest scrapelint.toml, as for the command
    pages = ray.data.read_parquet(crawl, include_paths=True)

    # First pass: what do the sites repeat?
    profile = Path(out).resolve() / "sites.profile"
    profile.parent.mkdir(parents=True, exist_ok=True)
    observe_dataset(pages, TableObserver(config, path="path"), actors=ACTORS).save(profile)

    # Second pass: judge each page by that.
    linter = TableLinter(replace(config, profile=str(profile)), path="path")
    lint_dataset(pages, linter, actors=ACTORS).write_parquet(f"{out}/results")


if __name__ == "__main__":
    main(*sys.argv[1:])
