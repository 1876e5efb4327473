"""How right the linter is, beside its peers: `python benchmarks/accuracy.py DATA [--folds FOLDER]`.

Prints one table in Markdown: lines found (precision / recall / F1, and the share of content characters flagged), the score
against the true share of article text, fused words, and what must be found or left alone. Every system is run on the same
documents and judged by the harness's own `evaluate()`. `--reliability` prints, instead, what share of a text is the article
where the score says so much, by extractor and language; it takes all documents of the articles' sources.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from corpus import (
    ARTICLE_SOURCES,
    FoldedLinter,
    Labelled,
    Labels,
    Prediction,
    as_gold,
    harness,
    is_fair,
    prediction,
    predictions,
    true_share,
    visible,
)
from peers import PEERS, Peer

OWN = "ScrapeLint"
FUSED = "TXT001"

DRAWS = 200  # of sites, for an interval: enough for its ends to stand in the second digit
INTERVAL = 0.90
SEED = 0

BANDS = ((0, 50), (50, 80), (80, 90), (90, 95), (95, 100))
LEAST_IN_BAND = 30  # documents: below, a tenth and a nine-tenth are single documents
MIN_TRUST = 0.85  # of a page: below, its gold text is doubtful, and the harness leaves it out as well
OTHERS = "all others"

RESIDUE_ROWS = (
    ("CORE article", "article/CORE"),
    ("CORE article, no comments", "article/CORE no comments"),
    *((f"article, {source}", f"article/{source}") for source in ARTICLE_SOURCES),
    ("CORE full page", "fullpage/CORE"),
    ("gold texts: content flagged", "gold"),
    ("hand", "hand"),
    ("turku", "turku"),
    ("farm", "farm"),
)
"""The rows on lines, with the harness's names."""

BOOTSTRAPPED = ("article", "fullpage")
"""The tiers whose CORE row has an interval."""

SCORE_ROWS = (
    ("score, zyte article", "zyte/article"),
    ("score, all sources article", "all sources/article"),
    ("score, all sources", "all sources/all"),
)


class Table(NamedTuple):
    """A table of texts."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __str__(self) -> str:
        rows = [self.head, *self.rows]
        widths = [max(len(row[column]) for row in rows) for column in range(len(self.head))]
        lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows]
        return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def by_peer(peer: Peer) -> Callable[[Labelled], Prediction]:
    """Return what the harness wants to know of a peer: its lines as warnings, and the share it keeps as the score."""

    def check(document: Labelled) -> Prediction:
        text = document["text"]
        spans = peer(text, document["lang"] or "")
        total = visible(text)
        kept = 1 - sum(visible(text[start:end]) for start, end in spans) / total if total else None
        return {
            "score": None if kept is None else 100 * kept,
            "purity": kept,
            "findings": [{"code": "PEER", "severity": "warning", "start": start, "end": end} for start, end in spans],
        }

    return check


def comparison(evaluate: Any, labels: Labels, linter: FoldedLinter, peers: Iterable[str]) -> Table:
    """Run all systems over the bench and return the table of what the harness says of them."""
    documents = labels.bench()
    own = predictions(documents, lambda document: prediction(linter.check(document)))
    results = {OWN: evaluate.evaluate(documents, own)}
    for name in peers:
        results[name] = evaluate.evaluate(documents, predictions(documents, by_peer(PEERS[name])))
    rows = [[label, *(_residue(result["residue"].get(name)) for result in results.values())] for label, name in RESIDUE_ROWS]
    for tier in BOOTSTRAPPED:
        name = f"{tier}/CORE"
        low, high = interval(evaluate, documents, own, tier)
        at = next(number for number, row in enumerate(RESIDUE_ROWS) if row[1] == name)
        rows[at][1] += f" F1 {_short(low)}-{_short(high)}"
    rows += [[label, *(_score(result["score"].get(name)) for result in results.values())] for label, name in SCORE_ROWS]
    rows += [[label, *(cell(result["acceptance"]) for result in results.values())] for label, cell in ACCEPTANCE_ROWS]
    return Table(["lines: P/R/F1 (content flagged); score: Spearman, AUC, MAE", *results], rows)


def interval(evaluate: Any, documents: Iterable[Labelled], said: dict[str, Prediction], tier: str) -> tuple[float, float]:
    """Return the ends of the interval of the CORE F1 of a tier, by drawing sites with replacement."""
    sites: dict[str, Any] = defaultdict(evaluate.LineCounts)
    pattern = evaluate.re.compile(evaluate.DEFAULT_FUSED_CODE)
    for document in documents:
        if document["source"] not in evaluate.GOOD_GOLD_SOURCES or document["tier"] != tier:
            continue
        text, own = document["text"], evaluate.Predicted(said[document["id"]], pattern)
        for line in document["lines"]:
            truth = evaluate.line_truth(document, line)
            if truth is not None:
                share, covered, total = own.line_flagged_share(text, line["start"], line["end"])
                words = text[line["start"] : line["end"]]
                page = f"{document['source']}/{document['page']}"
                sites[document["site"]].add(page, words, truth, share >= 0.5, covered, total)
    counted = [_counted(counts.groups) for _, counts in sorted(sites.items())]
    chance = random.Random(SEED)
    drawn = sorted(_f1(chance.choices(counted, k=len(counted))) for _ in range(DRAWS))
    tail = (1 - INTERVAL) / 2
    return drawn[round(tail * DRAWS)], drawn[round((1 - tail) * DRAWS) - 1]


def _counted(groups: dict[tuple[str, str, bool], list[float]]) -> tuple[float, float, float]:
    """Return a site's contaminated lines found, content lines flagged, and contaminated lines."""
    found = sum(flagged / count for (*_, positive), (count, flagged, *_) in groups.items() if positive)
    wrong = sum(flagged / count for (*_, positive), (count, flagged, *_) in groups.items() if not positive)
    return found, wrong, sum(positive for *_, positive in groups)


def _f1(sites: Sequence[tuple[float, float, float]]) -> float:
    found, wrong, positives = (sum(column) for column in zip(*sites, strict=True))
    return 2 * found / (found + wrong + positives) if positives else 0.0


def fused(evaluate: Any, labels: Labels, folds: Path | None) -> Table:
    """Return the recall of fused English words by kind, on the documents that they came about in, and the false alarms in
    the gold texts: on sources that the rule learnt nothing from, and on those that it did.
    """
    words = labels.fused()
    linter = FoldedLinter(folds, select=(FUSED,))
    documents: dict[bool, list[Labelled]] = {True: [], False: []}
    pages: set[tuple[str, str]] = set()
    for document in labels.articles():
        group = documents[is_fair(FUSED, document["source"])]
        page = (document["source"], document["page"])
        if page not in pages:
            pages.add(page)
            group.append(as_gold(document))
        if document["id"] in words and document["lang"] == "en":
            group.append({**document, "fused": words[document["id"]]})
    results = []
    for group in documents.values():
        said = predictions(group, lambda document: prediction(linter.check(document)))
        results.append(evaluate.evaluate(group, said)["fused"])
    names = sorted({name for result in results for name in result if name.startswith("recall ")})
    rows = [[name.replace("recall", "found,"), *(_found(result, name) for result in results)] for name in names]
    alarms = [f"{result['false alarms per 100k gold tokens']:.1f}" for result in results]
    rows.append(["false alarms in 100,000 words of gold text", *alarms])
    rows.append(["words of gold text", *(f"{result['gold tokens']:,}" for result in results)])
    held = {fair: [source for source in ARTICLE_SOURCES if is_fair(FUSED, source) is fair] for fair in documents}
    return Table(["fused words, English", ", ".join(held[True]), f"{', '.join(held[False])} (learnt from: flattered)"], rows)


def _found(result: dict[str, Any], name: str) -> str:
    return f"{_short(result[name])} of {result[name.replace('recall', 'count')]:,}" if name in result else "–"


class Judged(NamedTuple):
    """A document that was scored: its extractor and language, its score, and the true share, both 0 to 100."""

    extractor: str
    language: str
    score: float
    truth: float


def judged(labels: Labels, linter: FoldedLinter) -> Iterator[Judged]:
    """Yield all documents of articles that have a score and a gold text to be trusted."""
    for document in labels.articles():
        truth = true_share(document)
        if truth is None or (document.get("trust") or 0) < MIN_TRUST:
            continue
        purity = linter.check(document).score.purity
        if purity is not None:
            yield Judged(document["extractor"], document["lang"] or "unknown", 100 * purity, 100 * truth)


def reliability(documents: Sequence[Judged], key: Callable[[Judged], str], name: str) -> Table:
    """Return a table: for each group and band of scores, the number of documents, and of their true shares the median and the
    10th and 90th percentile. Cells of too few documents are added up in the last row but one.
    """
    cells: dict[tuple[str, int], list[float]] = defaultdict(list)
    for document in documents:
        cells[key(document), _band(document.score)].append(document.truth)
    pooled: dict[tuple[str, int], list[float]] = defaultdict(list)
    for (group, band), truths in cells.items():
        pooled[group if len(truths) >= LEAST_IN_BAND else OTHERS, band] += truths
        pooled["all", band] += truths
    groups = sorted({group for group, _ in pooled} - {OTHERS, "all"}, key=str.lower)
    rows = [
        [group, *(_spread(pooled.get((group, band), [])) for band in range(len(BANDS)))] for group in [*groups, OTHERS, "all"]
    ]
    return Table([name, *(f"{low}-{high}" for low, high in BANDS)], rows)


def _band(score: float) -> int:
    return next(number for number, (_, high) in enumerate(BANDS) if score < high or number == len(BANDS) - 1)


def _spread(truths: Sequence[float]) -> str:
    """Return median, 10th and 90th percentile, and number."""
    if not truths:
        return "–"
    ordered = sorted(truths)
    low, median, high = (ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.1, 0.5, 0.9))
    return f"{median:.0f} ({low:.0f}-{high:.0f}), n {len(ordered):,}"


def _residue(row: dict[str, Any] | None) -> str:
    if row is None:
        return "–"
    flagged = "–" if row["fpr_chars"] is None else f"{100 * row['fpr_chars']:.2f} %"
    if not row["contamination_lines"]:
        return flagged
    return f"{_short(row['precision'])}/{_short(row['recall'])}/{_short(row['f1'])} ({flagged})"


def _score(row: dict[str, Any] | None) -> str:
    return "–" if row is None else f"{_short(row['spearman'])}, {_short(row['auc'])}, {row['mae']:.1f}"


def _short(share: float | None) -> str:
    """Return a share with two or three digits, without the zero before them."""
    return "–" if share is None else f"{share:.3f}".replace("0.", ".", 1)


ACCEPTANCE_ROWS: tuple[tuple[str, Callable[[dict[str, Any]], str]], ...] = (
    ("seeds: certain spans found", lambda row: f"{_short(row['seed recall'])} of {row['seed spans']}"),
    ("seeds: lines to keep flagged", lambda row: str(len(row["acceptable lines flagged"]))),
    ("traps flagged", lambda row: f"{len(row['traps flagged'])} of {row['traps']}"),
)


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder of labelled data")
    parser.add_argument("--harness", type=Path, help="the folder with evaluate.py (eval, beside the data)")
    parser.add_argument("--folds", type=Path, help="a folder with weights-0.npz to weights-4.npz, trained by folds over sites")
    parser.add_argument("--peers", default=",".join(PEERS), help="the peers to run; '' for none")
    parser.add_argument("--reliability", action="store_true", help="print the tables of reliability instead")
    options = parser.parse_args()
    labels = Labels(options.data)
    linter = FoldedLinter(options.folds)
    if options.reliability:
        documents = list(judged(labels, linter))
        print("Cells: the true share of article text in percent, its median (10th-90th percentile), and the number of documents.")
        for name, key in (("extractor", lambda each: each.extractor), ("language", lambda each: each.language)):
            print(f"\n{reliability(documents, key, name)}")
    else:
        evaluate = harness(options.harness or options.data.parent / "eval")
        unknown = [name for name in filter(None, options.peers.split(",")) if name not in PEERS]
        if unknown:
            sys.exit(f"--peers: there is no '{unknown[0]}', only {', '.join(PEERS)}")
        print(comparison(evaluate, labels, linter, filter(None, options.peers.split(","))))
        print(f"\n{fused(evaluate, labels, options.folds)}")
    print(f"\n{dt.datetime.now(dt.UTC).date()}, rule set {linter.ruleset}. {linter.note()}")


if __name__ == "__main__":
    main()
