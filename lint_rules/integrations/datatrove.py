"""Steps for datatrove's pipelines: one that drops what fails the gate, one that writes what was found beside each document,
and one that counts what sites repeat, for a first pass.

All take a datatrove document by its text, its id and its metadata, in which the configuration's field settings look for
the address, the page, the site and what is carried along; the file it was read from is metadata's `file_path`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from lint_rules.config import Config
from lint_rules.engine.gate import why_not
from lint_rules.errors import ConfigError, suggestion
from lint_rules.finding import Result
from lint_rules.formats.records import names_wanted
from lint_rules.integrations.judging import Observer, judge
from lint_rules.profiles.sample import PAGES
from lint_rules.reports import table

try:
    from datatrove.io import get_datafolder
    from datatrove.pipeline.base import PipelineStep
    from datatrove.pipeline.filters.base_filter import BaseFilter
except ImportError as error:
    raise ImportError(f"{error}: this needs datatrove: pip install 'scrapelint[datatrove]'") from error

if TYPE_CHECKING:
    import pyarrow as pa
    from datatrove.data import Document
    from datatrove.io import DataFolderLike
    from datatrove.pipeline.writers.disk_base import DiskWriter

PATH = "file_path"
"""The metadata in which datatrove's readers say where a document was read."""

ANNOTATED = ("score", "verdict", "passed", "findings")
"""The results that the annotator writes unless told otherwise."""

PREFIX = "scrapelint_"
"""What stands before the names of results in metadata."""


class _Judging:
    """Judges documents, and writes some columns of a table of results (`reports.table`) into their metadata."""

    def __init__(self, config: Config | None, columns: Iterable[str], prefix: str) -> None:
        """Raises ConfigError where there is no such column."""
        self.config = config or Config()
        self.columns = tuple(columns)
        self.prefix = prefix
        known = table.schema().names
        for name in self.columns:
            if name not in known:
                raise ConfigError(f"there is no result '{name}'{suggestion(name, known)}")

    def judge(self, doc: Document) -> Result:
        """Return the result of a document, written into its metadata as well."""
        shared = judge(self.config)
        with shared.lock:
            result = shared.result(_values(doc, self.config), path=doc.metadata.get(PATH), number=None)
        if self.columns:
            row = table.row(shared.said(result))
            doc.metadata.update((self.prefix + name, row[name]) for name in self.columns)
        return result


class ScrapeLintFilter(BaseFilter):  # type: ignore[misc]
    """Drops the documents that fail the configuration's gate (`fail_on`, `fail_on_verdict`, `min_score`).

    What is dropped goes to `exclusion_writer`, where there is one, with the reason (`with errors`, `stub` …) as metadata's
    `filter_reason`; the step's statistics count the reasons. The metadata of all documents get what `columns` name, as the
    annotator has them.
    """

    name = "ScrapeLint"

    def __init__(
        self,
        config: Config | None = None,
        exclusion_writer: DiskWriter | None = None,
        *,
        columns: Iterable[str] = (),
        prefix: str = PREFIX,
    ) -> None:
        super().__init__(exclusion_writer)
        self._judging = _Judging(config, columns, prefix)

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Tell whether a document stays, and if not, why."""
        reason = why_not(self._judging.judge(doc), self._judging.config)
        return True if reason is None else (False, reason)


class ScrapeLintAnnotator(PipelineStep):  # type: ignore[misc]
    """Writes results into each document's metadata, and drops none.

    `columns` are the columns of a table of results (docs/output.md) to write; in the metadata they stand after `prefix`.
    Raises ConfigError where there is no such column.
    """

    type = "ANNOTATOR"
    name = "ScrapeLint"

    def __init__(self, config: Config | None = None, *, columns: Iterable[str] = ANNOTATED, prefix: str = PREFIX) -> None:
        super().__init__()
        self._judging = _Judging(config, columns, prefix)

    def run(self, data: Iterable[Document] | None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:  # noqa: ARG002
        """Yield the documents with their annotations."""
        for doc in data or ():
            with self.track_time():
                verdict = self._judging.judge(doc).score.verdict
                self.stat_update(f"verdict_{verdict.value}")
            self.update_doc_stats(doc)
            yield doc


class ScrapeLintProfiler(PipelineStep):  # type: ignore[misc]
    """Counts what sites repeat, and passes all documents on: the first of two passes.

    Each task writes a profile, `00000.profile` …, to `output_folder`; `scrapelint profile merge` or `profiles.merge_files` adds
    them up. `scores` says whether pages are scored, which takes most of the time; `pages_per_host` is the number of pages
    that are kept of a host.
    """

    type = "PROFILER"
    name = "ScrapeLint"

    def __init__(
        self,
        output_folder: DataFolderLike,
        config: Config | None = None,
        *,
        scores: bool = True,
        pages_per_host: int = PAGES,
    ) -> None:
        super().__init__()
        self.output_folder = get_datafolder(output_folder)
        self.config = config or Config()
        self.scores = scores
        self.pages_per_host = pages_per_host

    def run(self, data: Iterable[Document] | None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:  # noqa: ARG002
        """Yield the documents as they came, and write the profile after the last of them."""
        observer = Observer(self.config, scores=self.scores, pages_per_host=self.pages_per_host)
        for doc in data or ():
            with self.track_time():
                observer.observe(_values(doc, self.config), path=doc.metadata.get(PATH), number=None)
            self.update_doc_stats(doc)
            yield doc
        with self.output_folder.open(f"{rank:05}.profile", "wb") as file:
            file.write(observer.profile.to_bytes())


def annotation_fields(columns: Iterable[str] = ANNOTATED, prefix: str = PREFIX) -> list[pa.Field]:
    """Return what annotations are as columns, for the schema that datatrove's Parquet writer needs: the first document, from
    which it would take one, may have no findings.
    """
    return [table.schema().field(name).with_name(prefix + name) for name in columns]


def _values(doc: Document, config: Config) -> dict[str, Any]:
    """Return the fields of a document that are looked at."""
    names = names_wanted(config)
    wanted = {*names, *(name.partition(".")[0] for name in names)}
    values = {name: value for name, value in doc.metadata.items() if name in wanted}
    return values | {config.text_field: doc.text, config.id_field: doc.id}
