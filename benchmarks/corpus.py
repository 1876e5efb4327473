"""The labelled documents, the harness that judges them, and what the linter says of them: what the benchmarks share.

A folder of labelled data holds `dev_small.jsonl.gz` (a bench of all sources), `dev_<source>.jsonl.gz` (every document of a
source) and `dev_fused.jsonl.gz` (fused words as they came about). A document has the fields id, source, page, site, extractor,
lang, tier, text and lines; a line has start, end, n (tokens), frac (the share of them that is article text) and label. The
harness is a file `evaluate.py` that reads such documents and defines what is right.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine import registry
from lint_rules.engine.linter import Linter
from lint_rules.finding import Result
from lint_rules.rule import Rule

Labelled = Mapping[str, Any]
"""A document as the labelled data has it."""
Prediction = Mapping[str, Any]
"""What the harness wants to know of one document: its score, its purity, and its findings by code, severity and place."""

ARTICLE_SOURCES = ("zyte", "wcxb", "newsarticles", "l3s", "dragnet")
"""Sources of articles with a gold text that was made with care: what all figures by source are taken on."""

# The rule whose weights are trained on such documents: on them it is judged by weights that never saw the site.
LEARNT = "CTX001"
FOLDS = 5

LEARNT_FROM: Mapping[str, frozenset[str]] = {"TXT001": frozenset({"zyte", "wcxb", "newsarticles"})}
"""Rules with a few learnt numbers in their code, and the sources that those came from: they are measured on the others."""


def is_fair(code: str, source: str) -> bool:
    """Tell whether a figure of a rule may be taken on a source: not where the rule has its numbers from."""
    return source not in LEARNT_FROM.get(code, ())


class Labels:
    """A folder of labelled data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def bench(self) -> list[Labelled]:
        """Return the documents of the daily bench, of all sources."""
        return list(_read(self.folder / "dev_small.jsonl.gz"))

    def articles(self) -> Iterator[Labelled]:
        """Yield all documents of the sources of articles, a file after the other: they fill a gigabyte together."""
        for source in ARTICLE_SOURCES:
            yield from self.of(source)

    def of(self, source: str) -> Iterator[Labelled]:
        """Yield all documents of a source."""
        yield from _read(self.folder / f"dev_{source}.jsonl.gz")

    def everything(self) -> Iterator[Labelled]:
        """Yield all documents of all sources, each once."""
        seen: set[str] = set()
        for path in sorted(self.folder.glob("dev_*.jsonl.gz")):
            if path.name == "dev_fused.jsonl.gz":
                continue
            for document in _read(path):
                if document["id"] not in seen:
                    seen.add(document["id"])
                    yield document

    def fused(self) -> dict[str, list[list[Any]]]:
        """Return the fused words by document: start, end, boundary, whether it is a known word, and kind, as the harness
        has them.
        """
        found: dict[str, list[list[Any]]] = {}
        for word in _read(self.folder / "dev_fused.jsonl.gz"):
            entry = [word["start"], word["end"], word["boundary"], word["known_word"], word["kind"]]
            found.setdefault(word["doc"], []).append(entry)
        return found


def harness(folder: Path) -> Any:
    """Return the module `evaluate.py` in a folder. Ends the program where there is none."""
    path = folder / "evaluate.py"
    specification = importlib.util.spec_from_file_location("evaluate", path)
    if not path.is_file() or specification is None or specification.loader is None:
        sys.exit(f"there is no {path}: name the folder of the harness with --harness")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def as_gold(document: Labelled) -> Labelled:
    """Return the gold text of a document's page as a document of its own, all of it content."""
    same = {key: document[key] for key in ("source", "page", "site", "lang")}
    return {**same, "id": f"{document['source']}/{document['page']}/gold", "tier": "gold", "text": document["gold"], "lines": []}


class FoldedLinter:
    """The linter with, for each site, the weights that never saw it.

    `folds` is a folder with `weights-0.npz` to `weights-4.npz`; the weights of a fold were trained without the sites whose
    name has that checksum. Without a folder the rule that was trained is left out: its shipped weights saw these pages.
    `profile` is a profile file of the documents' sites.
    """

    def __init__(
        self, folds: Path | None, *, preview: bool = False, select: tuple[str, ...] = (), profile: Path | None = None
    ) -> None:
        path = str(profile) if profile else None
        known = {rule.code for rule in registry.discover(Config(plugins=False))}
        has_learnt = LEARNT in known
        if folds is not None and not has_learnt:
            sys.exit(f"--folds: there is no rule {LEARNT}")
        self.by_folds = folds is not None
        self.left_out = has_learnt and folds is None and LEARNT.startswith(select or "")
        if folds is None:
            ignored = (LEARNT,) if has_learnt else ()
            config = Config(plugins=False, preview=preview, select=select, ignore=ignored, profile=path)
            self._linters = [Linter(config)] * FOLDS
        else:
            missing = [path for path in map(_weights(folds), range(FOLDS)) if not path.is_file()]
            if missing:
                sys.exit(f"--folds: there is no {missing[0]}")
            self._linters = [
                Linter(
                    Config(
                        plugins=False,
                        preview=preview,
                        select=select,
                        profile=path,
                        rules={LEARNT: {"weights": str(_weights(folds)(fold))}},
                    )
                )
                for fold in range(FOLDS)
            ]

    @property
    def ruleset(self) -> str:
        """The version and the checksum of the rules, as results name them."""
        return self._linters[0].ruleset

    @property
    def rules(self) -> tuple[type[Rule], ...]:
        """The classes of the rules that run."""
        return tuple(map(type, self._linters[0].rules))

    def check(self, document: Labelled) -> Result:
        """Return what the linter says of a document. Ends the program where a rule crashes: no figure is worth that."""
        result = self.of(document).check(Document(document["text"], id=document["id"], url=document.get("url") or None))
        if result.failures:
            sys.exit(f"{document['id']}: {result.failures[0].code}: {result.failures[0].error}")
        return result

    def of(self, document: Labelled) -> Linter:
        """Return the linter that judges a document: the one whose weights never saw its site."""
        return self._linters[fold_of(document)]

    def note(self) -> str:
        """Return in one sentence how the trained rule was judged."""
        if self.by_folds:
            return f"{LEARNT} with the weights of {FOLDS} folds over sites."
        if self.left_out:
            return f"{LEARNT} left out: its shipped weights saw these pages; --folds judges it by others."
        return "No rule with trained weights ran."


def fold_of(document: Labelled) -> int:
    """Return the fold of a document's site."""
    return zlib.crc32((document.get("site") or "").encode()) % FOLDS


def prediction(result: Result) -> Prediction:
    """Return a result as the harness reads it."""
    return {
        "score": result.score.value,
        "purity": result.score.purity,
        "findings": [
            {
                "code": found.code,
                "severity": found.severity.label,
                "counts": str(found.counts),
                "start": found.span.start,
                "end": found.span.end,
            }
            for found in (each.finding for each in result.diagnostics)
        ],
    }


def predictions(documents: Iterable[Labelled], check: Callable[[Labelled], Prediction]) -> dict[str, Prediction]:
    """Return what a system predicts for each document, by id."""
    return {document["id"]: check(document) for document in documents}


def visible(text: str) -> int:
    """Return how many characters of a text are not white space."""
    return len("".join(text.split()))


def true_share(document: Labelled) -> float | None:
    """Return the share of a document's tokens that is article text, 0 to 1; None where it has none."""
    tokens = sum(line["n"] for line in document["lines"])
    return sum(line["n"] * line["frac"] for line in document["lines"]) / tokens if tokens else None


def _weights(folder: Path) -> Callable[[int], Path]:
    return lambda fold: folder / f"weights-{fold}.npz"


def _read(path: Path) -> Iterator[Labelled]:
    if not path.is_file():
        sys.exit(f"there is no {path}")
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)
