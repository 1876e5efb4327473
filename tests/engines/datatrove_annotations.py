"""Write all results into documents' metadata, in three tasks of which two run at a time: `python ….py CRAWL OUT`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import ParquetReader
from datatrove.pipeline.writers import JsonlWriter

from lint_rules.config import load
from lint_rules.integrations.datatrove import PREFIX, ScrapeLintAnnotator
from lint_rules.reports import table


def as_object(data: Iterable[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:  # noqa: ARG001 - a step
    """Gather the annotations into one object, as the command writes it."""
    for doc in data:
        said = {name: doc.metadata.pop(PREFIX + name) for name in table.schema().names}
        if not said["suppressed"]:  # which the command leaves out where there is none
            del said["suppressed"]
        doc.metadata = {"result": {**said, "meta": json.loads(said["meta"])}}
        yield doc


def main(crawl: str, out: str) -> None:
    """Run the pipeline."""
    annotator = ScrapeLintAnnotator(load().config, columns=table.schema().names)
    writer = JsonlWriter(out, compression=None)
    LocalPipelineExecutor([ParquetReader(crawl), annotator, as_object, writer], tasks=3, workers=2).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
