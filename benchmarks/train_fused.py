r"""Learn the weights of `lint_rules/lexicon/odds.py`: `python benchmarks/train_fused.py DATA`.

DATA is a directory of labelled pages, `*.jsonl.gz`. A file whose name contains `fused` lists natural fused words, one JSON
object a line: `doc` (the id of a document), `start`, `end`, `kind`, `boundary` and `known_word` (true: a mistake of the
author's, passed over). The others hold documents: `id`, `page`, `site`, `source`, `lang`, `text`, `lines` (each `start`, `end`,
`label`) and `gold`, the page's clean article. English documents with fused words are the damaged texts, each page's article
once the clean ones; `--train` names the sources that may be learnt from, all others serve for measuring only.

Every token that has a seam (`Splitter.certain`, `uncertain`) is an example, with the evidence that the rule has of it. In
damaged texts only tokens of content lines are examples of words that are whole, for what stands outside is not labelled.
Examples of one page in several scrapes share their weight. The regression is Newton's method with a small penalty; nothing
is random, and the same data give the same weights to the last digit printed.

Printed are the weights, to be copied, and what they reach by five folds over sites: the recall of fused words, over all and by
kind, at 2.5, 4, 5 and 10 false alarms on 100,000 words of all clean articles. `BIAS` is set for 4, by the articles' scores under
the weights of all folds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lint_rules.document import Document
from lint_rules.lexicon.odds import surroundings
from lint_rules.lexicon.splitting import Split, splitter
from lint_rules.rules.damage.fused_words import evidence_of, is_technical, seams_of

TRAINING_SOURCES = ("zyte", "wcxb", "wcxb_nonarticle", "newsarticles")
FOLDS = 5
PENALTY = 1e-4
NEWTON_STEPS = 50
WEIGHT_OF_CLEAN = 8.0  # an alarm in a clean text costs as much as so many words found in damaged ones
ALARM_RATES = (2.5, 4.0, 5.0, 10.0)  # on 100,000 words
DEFAULT_RATE = (
    4.0  # a margin below the 5 that are promised: alarms come in clusters, and differ from one set of pages to the next
)
DECIMALS = 2
WORD = re.compile(r"\w+")

TOKEN_EVIDENCE = (
    "small",
    "title",
    "camel",
    "names",
    "capitals",
    "stop",
    "comma",
    "mark",
    "certain",
    "likely",
    "standing",
    "whole",
)
DOCUMENT_EVIDENCE = ("fused", "alone", "density", "technical", "left elsewhere", "right elsewhere", "repeated")
NAMES = TOKEN_EVIDENCE + DOCUMENT_EVIDENCE

Floats = NDArray[np.float64]


@dataclass
class Text:
    """A damaged text with its fused words (start, end, kind), or a clean one with none."""

    name: str
    page: str
    site: str
    source: str
    text: str
    clean: bool
    fused: list[tuple[int, int, str]] = field(default_factory=list)
    content: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Example:
    """One distinct token of one text that has a seam: how often it stands there, and the fused words it overlaps."""

    text: Text
    token: str
    count: int
    hits: frozenset[int]
    evidence: dict[str, float]
    weight: float


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        for line in handle:
            yield json.loads(line)


def read_texts(data: Path) -> list[Text]:
    """Return the damaged English texts, and every page's clean article once, whatever its language."""
    fused: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    files = sorted(data.glob("*.jsonl.gz"))
    for path in (path for path in files if "fused" in path.name):
        for record in read_lines(path):
            if not record["known_word"]:
                fused[record["doc"]].append((record["start"], record["end"], f"{record['kind']}/{record['boundary']}"))
    texts: list[Text] = []
    seen: set[tuple[str, str]] = set()
    for path in (path for path in files if "fused" not in path.name):
        for record in read_lines(path):
            page, source = record["page"], record["source"]
            key = (source, page)
            if record.get("gold") and source != "turku" and key not in seen:
                seen.add(key)
                texts.append(Text(f"{page} (article)", page, str(record["site"]), source, record["gold"], clean=True))
            if record["lang"] == "en" and record["id"] in fused:
                content = [(line["start"], line["end"]) for line in record["lines"] if line["label"] == "content"]
                words = fused.pop(record["id"])
                texts.append(Text(record["id"], page, str(record["site"]), source, record["text"], False, words, content))
    return texts


def places(text: str, token: str) -> Iterator[int]:
    """Yield where a token stands in a text, white space or nothing on both sides."""
    start = text.find(token)
    while start >= 0:
        end = start + len(token)
        if (not start or text[start - 1].isspace()) and (end == len(text) or text[end].isspace()):
            yield start
        start = text.find(token, end)


def examples_of(text: Text) -> Iterator[Example]:
    """Yield the examples of one text; none where the rule would not look, for want of a certain seam."""
    document = Document(text.text)
    words = splitter("en")
    if words is None or document.language not in ("en", None):
        return
    counts = Counter(document.tokens)
    certain = words.certain(counts.keys())
    if not certain:
        return
    seams, technical = seams_of(certain, counts), is_technical(text.text, counts)
    candidates: dict[str, Split] = dict(certain)
    if document.language and seams.tell_of_others:
        candidates |= words.uncertain(counts.keys() - certain)
    for token, split in candidates.items():
        fused, welded = seams.others(token[split.start : split.end].lower())
        evidence = words.evidence(token, split) | evidence_of(split, counts[token], counts)
        evidence |= surroundings(fused=fused, welded=welded, tokens=counts.total()) | {"technical": float(technical)}
        spans = [(start + split.start, start + split.end) for start in places(text.text, token)]
        hits = frozenset(i for i, (a, b, _) in enumerate(text.fused) if any(a < end and b > start for start, end in spans))
        judged = len(hits) if hits else sum(any(a <= start < b for a, b in text.content) for start, _ in spans)
        weight = WEIGHT_OF_CLEAN * len(spans) if text.clean else float(judged)
        yield Example(text, token, len(spans), hits, evidence, weight)


def learn(evidence: Floats, truth: Floats, weights: Floats) -> Floats:
    """Return the weights of a logistic regression, the bias last."""
    spread = evidence.std(axis=0) + 1e-9
    table = np.c_[evidence / spread, np.ones(len(evidence))]
    found = np.zeros(table.shape[1])
    ridge = PENALTY * len(truth) * np.r_[np.ones(len(found) - 1), 1e-3]
    for _ in range(NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(table @ found, -30, 30)))
        slope = table.T @ (weights * (chance - truth)) + ridge * found
        curve = (table * (weights * chance * (1 - chance))[:, None]).T @ table + np.diag(ridge)
        found = found - np.linalg.solve(curve, slope)
    scaled: Floats = np.r_[found[:-1] / spread, found[-1]]
    return scaled


def threshold(scores: Floats, examples: Sequence[Example], words: int, rate: float) -> float:
    """Return the score that so many tokens of the clean texts exceed, on 100,000 words."""
    alarms = 0
    for i in np.argsort(-scores, kind="stable"):
        if examples[i].text.clean:
            alarms += examples[i].count
            if 1e5 * alarms / words > rate:
                return float(scores[i])
    return float(scores.min())


def recalls(scores: Floats, least: float, examples: Sequence[Example], texts: Sequence[Text]) -> dict[str, float]:
    """Return the share of fused words overlapped by a token whose score exceeds the threshold, in all and by kind."""
    found: dict[str, set[int]] = defaultdict(set)
    for score, example in zip(scores, examples, strict=True):
        if score > least:
            found[example.text.name] |= example.hits
    whole: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    for text in texts:
        for i, (_, _, kind) in enumerate(text.fused):
            for name in ("all", kind):
                whole[name] += 1
                hit[name] += i in found[text.name]
    return {name: hit[name] / whole[name] for name in sorted(whole)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, learn, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA", help="the directory of labelled pages")
    parser.add_argument("--train", nargs="*", default=TRAINING_SOURCES, help="sources that may be learnt from")
    options = parser.parse_args(arguments)
    texts = read_texts(options.data)
    words = sum(len(WORD.findall(text.text)) for text in texts if text.clean)
    examples = [example for text in texts for example in examples_of(text)]
    sharing = Counter((example.text.page, example.text.clean, example.token) for example in examples)
    evidence = np.array([[example.evidence.get(name, 0.0) for name in NAMES] for example in examples])
    truth = np.array([float(bool(example.hits)) for example in examples])
    weights = np.array(
        [
            example.weight / sharing[example.text.page, example.text.clean, example.token] ** 0.5
            if example.text.source in options.train
            else 0.0
            for example in examples
        ]
    )
    fold = np.array([zlib.crc32(example.text.site.encode()) % FOLDS for example in examples])
    scores = np.zeros(len(examples))
    for number in range(FOLDS):
        train = (fold != number) & (weights > 0)
        found = learn(evidence[train], truth[train], weights[train])
        scores[fold == number] = evidence[fold == number] @ found[:-1] + found[-1]
    out = sys.stdout.write
    out(f"{len(texts)} texts, {words} words of clean ones, {len(examples)} examples, {int(truth.sum())} of them fused\n")
    for rate in ALARM_RATES:
        least = threshold(scores, examples, words, rate)
        found_shares = recalls(scores, least, examples, texts)
        out(f"{rate:4.1f} alarms: " + "  ".join(f"{name} {share:.3f}" for name, share in found_shares.items()) + "\n")
    train = weights > 0
    final = np.round(learn(evidence[train], truth[train], weights[train]), DECIMALS)
    plain = evidence @ final[:-1]
    cuts = {rate: threshold(plain, examples, words, rate) for rate in ALARM_RATES}
    bias = -cuts[DEFAULT_RATE]
    out(f"BIAS: Final = {bias:.{DECIMALS}f}\n")
    for title, names in (("TOKEN_WEIGHTS", TOKEN_EVIDENCE), ("DOCUMENT_WEIGHTS", DOCUMENT_EVIDENCE)):
        out(f"{title}: Final[Mapping[str, float]] = {{\n")
        out("".join(f'    "{name}": {final[NAMES.index(name)]:.{DECIMALS}f},\n' for name in names) + "}\n")
    out("min-odds for the rates: " + ", ".join(f"{rate}: {cuts[rate] + bias:.2f}" for rate in ALARM_RATES) + "\n")


if __name__ == "__main__":
    main()
