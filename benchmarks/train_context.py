"""Train the network of CTX001: `python benchmarks/train_context.py DATA --folds FOLDER -o lint_rules/sight/weights.npz`.

Learns from the sources whose licence lets a trained model be shipped (`PERMITTED`), and nothing else: what extractors took
from their pages, and the pages' gold texts, of which every line is the article's. The truth of a line is the harness's
`line_truth`; what the explicit rules said of it is an input, as it is for the rule. For each of five folds over sites a network
is trained without them and written to FOLDER, for `accuracy.py` to judge by. What these five think of the sites they never saw
calibrates the chances; those of a fold by the other four. The last network learns from all sites. Needs
PyTorch; half an hour on two cores. The same data and version of PyTorch give the same weights.
"""

from __future__ import annotations

import argparse
import copy
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from corpus import FOLDS, LEARNT, Labelled, Labels, as_gold, fold_of, harness
from numpy.typing import NDArray
from torch import Tensor, nn

from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine.linter import Linter
from lint_rules.finding import Span
from lint_rules.sight.features import GAP, LINE_FACTS, PLACE, SHAPES, SUFFIXES, TRAITS, Page, Reader, place, rarities, word
from lint_rules.sight.network import FORMAT
from lint_rules.sight.units import units

PERMITTED = ("zyte", "wcxb", "wcxb_nonarticle", "newsarticles")
"""MIT, CC-BY-4.0 (with attribution, twice) and Apache-2.0: the other sources of the labelled data are for measuring only."""

MIN_TRUST = 0.85  # of a page: below, its gold text is doubtful
LONGEST_PAGE = 3000  # lines: beyond stand logs and tables, of which one outweighs a hundred articles
WINDOW = 400  # lines of a page that are learnt from at a time

# The network.
WORD, SHAPE, ENDING = 12, 8, 8  # numbers that a word, a shape and a suffix are
HIDDEN = 40
REACHES = (1, 2, 4, 8, 16)  # lines from one of five neighbours to the next, a block
NEIGHBOURS = 5
VOCABULARY = 8192
MIN_SITES = 4  # that a word must stand on: the rest are names, and names are learnt by heart

# Learning.
EPOCHS = 8
BATCH = 24  # pages
RATE = 3e-3
DROPOUT = 0.3
DECAY, DECAY_OF_TABLES = 0.05, 1e-3
AVERAGED = 0.998  # of the weights of all steps, what is left of the average at the next
EXTRACTS, FULL_PAGES = 5, 1  # texts of one page in an epoch: thirty extractors took nearly the same from it

# What is done to pages so that nothing is learnt by heart. Shares of pages, but for words and facts.
FORGOTTEN_WORDS, ALL_WORDS_FORGOTTEN = 0.2, 0.15  # as in a language that was not learnt
FORGOTTEN_FACTS, ALL_FACTS_FORGOTTEN = 0.25, 0.1  # as on sites whose phrases no rule knows
GAPS_LOST = 0.15  # many extractors keep no blank lines
CROPPED, CLEANED, SHORTENED = 0.2, 0.03, 0.03
TRANSPLANTED, COMMENTED = 0.3, 0.25  # residue, comments of another page

# What a line weighs.
FULL_PAGE_WEIGHT, GOLD_WEIGHT = 0.3, 1.0
LONG_LINE = 400  # characters: a lost paragraph hurts as much as these say
LINE_UNIT = 200
OUTSIDE_LOSS = 0.5  # of telling what is not in the gold text, for whatever reason: the score counts all of it
COMMENT_LOSS = 0.1  # of telling comments from other residue, beside telling residue from the article

CLEAR = 0.9  # share of a sentence that is residue, or the article's, where it counts as such
THRESHOLD = 0.67  # chance from which a line is reported: on sites not seen, less than a hundredth of articles is then flagged
BINS = 40  # of the calibration

Floats = NDArray[np.float32]
Fold = int | None


class Example(NamedTuple):
    """A page with its truth: `truth` is 1 for residue, 0 for the article, -1 where it does not count; `outside` the share of a
    line's words that are not in the gold text, bylines and captions among them, -1 where the gold text is doubtful.
    """

    page: Page
    truth: Floats
    outside: Floats
    weight: Floats
    comment: Floats
    size: Floats  # characters
    share: Floats  # of all lines of the page's texts that say the same: extractors take the same line again and again
    key: tuple[str, str, str]  # source, page, tier
    site: str
    fold: int


def read(labels: Labels, judge: Any) -> tuple[list[Example], Reader, list[str]]:
    """Return all pages of the permitted sources, the reader that numbered their words, and the explicit rules' codes."""
    linter = Linter(Config(plugins=False, ignore=(LEARNT,)))
    codes = sorted(rule.code for rule in linter.rules if rule.stage == 1)
    reader = Reader(codes)
    examples: list[Example] = []
    for source in PERMITTED:
        texts: list[tuple[Example, list[str]]] = []
        seen: set[str] = set()
        for document in labels.of(source):
            texts += _example(document, linter, reader, judge)
            if document["page"] not in seen and document["gold"] and (document.get("trust") or 0) >= MIN_TRUST:
                texts += _example(as_gold(document), linter, reader, None)
            seen.add(document["page"])
        twins = Counter((example.key[1], line) for example, lines in texts for line in lines)
        for example, lines in texts:
            share = np.array([1 / twins[example.key[1], line] for line in lines], np.float32)
            examples.append(example._replace(share=share, weight=example.weight * np.sqrt(share)))
        print(f"{source}: {len(examples)} texts so far", file=sys.stderr)
    return examples, reader, codes


def _example(document: Labelled, linter: Linter, reader: Reader, judge: Any) -> Iterator[tuple[Example, list[str]]]:
    original = Document(document["text"])
    doc = original.reading
    if not 0 < len(doc.lines) <= LONGEST_PAGE:
        return
    judged_ones = units(doc)
    spans = [doc.origin(line.span) for line in judged_ones]
    lines = _labels(document["lines"], spans)
    trusted = (document.get("trust") or 0) >= MIN_TRUST
    truth, outside = np.zeros((2, len(lines)), np.float32)
    if judge is not None:
        both = [_truth(document, line, span, judge) for line, span in zip(lines, spans, strict=True)]
        truth, outside = np.array(both, np.float32).T
        outside = outside if trusted else np.full(len(lines), -1, np.float32)
    comment = np.array([line is not None and line.get("kind") == "comments" for line in lines], np.float32)
    size = np.array([len(line.text) for line in judged_ones], np.float32)
    tier = document["tier"]
    weight = np.full(len(lines), {"article": 1.0, "fullpage": FULL_PAGE_WEIGHT, "gold": GOLD_WEIGHT}[tier], np.float32)
    weight[truth == 0] *= 1 + np.minimum(size[truth == 0], LONG_LINE) / LINE_UNIT
    weight[truth < 0] = 0
    page = reader.read(doc, linter.facts(original))
    key = document["source"], document["page"], tier
    yield (
        Example(page, truth, outside, weight, comment, size, size, key, document["site"], fold_of(document)),
        [line.text for line in judged_ones],
    )


def _labels(labelled: Sequence[Mapping[str, Any]], spans: Sequence[Span]) -> list[Mapping[str, Any] | None]:
    """Return the labelled line that each span lies on, None where there is none. Both stand in the order of the text."""
    found: list[Mapping[str, Any] | None] = []
    at = 0
    for span in spans:
        while at < len(labelled) and labelled[at]["end"] <= span.start:
            at += 1
        found.append(labelled[at] if at < len(labelled) and labelled[at]["start"] < span.end else None)
    return found


def _truth(document: Labelled, line: Mapping[str, Any] | None, span: Span, judge: Any) -> tuple[float, float]:
    """Return whether a line, or a sentence of one, is residue, and the share of it that is not in the gold text; -1 for what is
    not known. Of a line that is both, the labels have the spans that are not the article's.
    """
    if line is None:
        return -1.0, -1.0
    truth, share = judge.line_truth(document, line), line.get("frac")
    inside = line["start"] < span.start or span.end < line["end"]
    if inside and line.get("spans"):
        covered = sum(max(0, min(span.end, end) - max(span.start, start)) for start, end in line["spans"])
        part = covered / (span.end - span.start)
        return (1.0 if part > CLEAR else 0.0 if part < 1 - CLEAR else -1.0), part
    return -1.0 if truth is None else float(truth), -1.0 if share is None else 1.0 - share


class Lexis(NamedTuple):
    """The words of the corpus as arrays, by their numbers: rank in the vocabulary (0: not in it), shape, suffix, traits; and
    how rare each theme is.
    """

    rank: NDArray[np.int64]
    shape: NDArray[np.int64]
    suffix: NDArray[np.int64]
    traits: Floats
    rarity: Floats
    vocabulary: list[str]


def lexis(examples: Sequence[Example], reader: Reader) -> Lexis:
    """Return the words, with the vocabulary of the examples: those that stand on enough sites, the commonest first."""
    words = [word(token) for token in reader.tokens]
    standing: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        for number in np.unique(example.page.words):
            standing[words[number].core].add(example.site)
    common = sorted(
        (core for core, on in standing.items() if core and len(on) >= MIN_SITES), key=lambda c: (-len(standing[c]), c)
    )
    vocabulary = common[:VOCABULARY]
    ranks = {core: rank for rank, core in enumerate(vocabulary, 1)}
    return Lexis(
        np.array([ranks.get(each.core, 0) for each in words]),
        np.array([each.shape for each in words]),
        np.array([each.suffix for each in words]),
        np.array([each.traits for each in words], np.float32),
        rarities(reader.themes, ranks),
        vocabulary,
    )


def part(page: Page, lines: Sequence[int] | NDArray[np.intp]) -> Page:
    """Return a page of some lines of a page."""
    words = [page.words[page.bounds[i] : page.bounds[i + 1]] for i in lines]
    themes = [page.themes[page.theme_bounds[i] : page.theme_bounds[i + 1]] for i in lines]
    return Page(
        np.concatenate(words), _bounds(words), np.concatenate(themes), _bounds(themes), page.looks[lines], page.facts[lines]
    )


def _bounds(pieces: Iterable[NDArray[Any]]) -> NDArray[np.int32]:
    return np.cumsum([0, *map(len, pieces)]).astype(np.int32)


def some(example: Example, lines: Sequence[int] | NDArray[np.intp], weight: float = 1.0) -> Example:
    """Return an example of some lines of an example, weighing so much of what they did."""
    return example._replace(
        page=part(example.page, lines),
        truth=example.truth[lines],
        outside=example.outside[lines],
        weight=example.weight[lines] * weight,
        comment=example.comment[lines],
        size=example.size[lines],
        share=example.share[lines],
    )


def joined(examples: Sequence[Example]) -> Example:
    """Return examples, one below the other, as one."""
    pages = [example.page for example in examples]
    page = Page(
        np.concatenate([page.words for page in pages]),
        _bounds([row for page in pages for row in np.split(page.words, page.bounds[1:-1])]),
        np.concatenate([page.themes for page in pages]),
        _bounds([row for page in pages for row in np.split(page.themes, page.theme_bounds[1:-1])]),
        np.concatenate([page.looks for page in pages]),
        np.concatenate([page.facts for page in pages]),
    )
    names = ("truth", "outside", "weight", "comment", "size", "share")
    columns: dict[str, Any] = {name: np.concatenate([getattr(example, name) for example in examples]) for name in names}
    return examples[0]._replace(page=page, **columns)


class Varied:
    """Makes of each example another that could as well have been: so that nothing is learnt by heart."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.dirty = [e for e in examples if e.key[2] != "gold" and (e.truth == 1).any()]
        self.commented = [e for e in examples if ((e.comment == 1) & (e.truth == 1)).sum() > 2]

    def __call__(self, example: Example) -> Example:
        """Return a variation of an example."""
        count, chance = len(example.truth), random.random()
        if chance < CLEANED and (example.truth == 0).any():
            return some(example, np.flatnonzero(example.truth == 0), 0.5)
        if chance < CLEANED + SHORTENED:
            first = random.randrange(count)
            return some(example, range(first, min(count, first + random.choice((1, 1, 2, 3, 4, 6, 8)))), 2.0)
        start = random.randint(0, count - WINDOW) if count > WINDOW else 0
        stop = min(count, start + WINDOW)
        if random.random() < CROPPED and stop - start > 12:
            cut = random.randint(1, (stop - start) // 2)
            start, stop = (start + cut, stop) if random.random() < 0.5 else (start, stop - cut)
        if (start, stop) != (0, count):
            example = some(example, range(start, stop))
        if random.random() < COMMENTED and self.commented and (example.truth == 0).any():
            return self._with_comments(example)
        return self._with_residue(example) if random.random() < TRANSPLANTED else example

    def _with_comments(self, example: Example) -> Example:
        """Return the example with comments of another page below its article, often without all that gives them away."""
        other = random.choice(self.commented)
        which = np.flatnonzero((other.comment == 1) & (other.truth == 1))
        if random.random() < 0.6:
            which = which[(other.size[which] > 30) & (other.page.facts[which, :3].sum(1) == 0)]
        if len(which) < 3:
            return example
        count = min(len(which), random.choice((2, 4, 8, 16, 32, 64)))
        first = random.randrange(len(which) - count + 1)
        comments = some(other, which[first : first + count], 0.6)
        if random.random() < 0.5:
            comments.page.looks[:, GAP] = np.median(example.page.looks[:, GAP])
        end = int(np.flatnonzero(example.truth == 0)[-1]) + 1
        below = [] if random.random() < 0.5 or end == len(example.truth) else [some(example, range(end, len(example.truth)))]
        return joined([some(example, range(end)), comments, *below])

    def _with_residue(self, example: Example) -> Example:
        """Return the example with some residue of another page in it, at the top, at the end or anywhere."""
        other = random.choice(self.dirty)
        first = last = int(random.choice(np.flatnonzero(other.truth == 1)))
        wanted, count = random.choice((1, 2, 3, 5, 8, 13)), len(example.truth)
        while first > 0 and last - first + 1 < wanted and other.truth[first - 1] != 0:
            first -= 1
        while last + 1 < len(other.truth) and last - first + 1 < wanted and other.truth[last + 1] != 0:
            last += 1
        at = random.choice((0, count, random.randint(0, count)))
        pieces = [some(example, range(at))] if at else []
        pieces.append(some(other, range(first, last + 1), 0.5))
        if at < count:
            pieces.append(some(example, range(at, count)))
        return joined(pieces)._replace(key=example.key)


class Batch(NamedTuple):
    """Pages side by side: `at` says where in pages x lines each line stands, `line` to which line a word belongs."""

    rank: Tensor
    shape: Tensor
    suffix: Tensor
    traits: Tensor
    known: Tensor  # 0 where a word is forgotten
    line: Tensor
    first: Tensor
    last: Tensor
    at: Tensor
    inputs: Tensor
    mask: Tensor
    truth: Tensor
    outside: Tensor
    weight: Tensor
    comment: Tensor
    size: Tensor


def batch(examples: Sequence[Example], words: Lexis, dice: np.random.Generator | None = None) -> Batch:
    """Return examples as the network takes them; with dice, as it is to learn from them, words and facts are forgotten."""
    count, longest = len(examples), max(len(example.truth) for example in examples)
    told = examples[0].page.facts.shape[1]
    inputs = np.zeros((count, longest, PLACE + told), np.float32)
    mask = np.zeros((count, longest, 1), np.float32)
    names = ("truth", "outside", "weight", "comment", "size")
    columns = {name: np.full((count, longest), -1 if name in {"truth", "outside"} else 0, np.float32) for name in names}
    numbers, known, line, first, last, at = (list[NDArray[Any]]() for _ in range(6))
    offset = lines = 0
    for row, example in enumerate(examples):
        page, size = example.page, len(example.truth)
        if dice and dice.random() < GAPS_LOST:
            page = page._replace(looks=page.looks.copy())
            page.looks[:, GAP] = random.choice((0, 0, 1))
        inputs[row, :size, :PLACE] = place(page, words.rarity)
        inputs[row, :size, PLACE:] = _half_forgotten(page.facts, dice) if dice else page.facts
        mask[row, :size] = 1
        for name, column in columns.items():
            column[row, :size] = getattr(example, name)
        known.append(np.ones(len(page.words), np.float32))
        if dice:
            lost = 1.0 if dice.random() < ALL_WORDS_FORGOTTEN else FORGOTTEN_WORDS
            known[-1][dice.random(len(page.words)) < lost] = 0
        numbers.append(page.words)
        line.append(np.repeat(np.arange(size), np.diff(page.bounds)) + lines)
        first.append(page.bounds[:-1] + offset)
        last.append(page.bounds[1:] - 1 + offset)
        at.append(np.arange(size) + row * longest)
        offset, lines = offset + len(page.words), lines + size
    which = np.concatenate(numbers)
    tables = (words.rank[which], words.shape[which], words.suffix[which], words.traits[which], np.concatenate(known))
    places = (np.concatenate(each).astype(np.int64) for each in (line, first, last, at))
    return Batch(*map(torch.from_numpy, (*tables, *places, inputs, mask, *columns.values())))


def _half_forgotten(facts: Floats, dice: np.random.Generator) -> Floats:
    """Return facts as they would be had some rules, or all, nothing to say."""
    if dice.random() < ALL_FACTS_FORGOTTEN:
        return np.zeros_like(facts)
    kept: NDArray[np.bool_] = np.asarray(dice.random(facts.shape[1]) >= FORGOTTEN_FACTS)
    kept[:LINE_FACTS] = True
    facts = facts * kept
    facts[facts[:, LINE_FACTS:].max(1) == 0, :LINE_FACTS] = 0
    return facts


class Block(nn.Module):  # type: ignore[misc]
    """A residual convolution over neighbours."""

    def __init__(self, reach: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(HIDDEN)
        self.convolution = nn.Conv1d(HIDDEN, HIDDEN, NEIGHBOURS, padding=NEIGHBOURS // 2 * reach, dilation=reach)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the lines as revised by their neighbours."""
        seen = self.convolution((self.norm(x) * mask).transpose(1, 2)).transpose(1, 2)
        return x + self.dropout(torch.relu(seen)) * mask


class Network(nn.Module):  # type: ignore[misc]
    """What `lint_rules.sight.network` computes, so that it can learn."""

    def __init__(self, vocabulary: int, told: int) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary + 1, WORD)
        self.shape = nn.Embedding(SHAPES, SHAPE)
        self.suffix = nn.Embedding(SUFFIXES, ENDING)
        for table in (self.word, self.shape, self.suffix):
            nn.init.normal_(table.weight, 0, 0.3)
        self.lines = nn.Linear(WORD + SHAPE + ENDING + TRAITS + 2 * (WORD + SHAPE) + PLACE + told, HIDDEN)
        self.page = nn.Linear(2 * HIDDEN, HIDDEN)
        self.sides = nn.Linear(2 * HIDDEN, HIDDEN, bias=False)
        self.blocks = nn.ModuleList([Block(reach) for reach in REACHES])
        self.again = nn.Linear(3 * HIDDEN, HIDDEN)
        self.out = nn.Linear(2 * HIDDEN, 3)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, given: Batch) -> Tensor:
        """Return three logits a line: that it is residue; that it is a comment, should it be; how much is not in the gold."""
        mask = given.mask
        known = given.known[:, None]
        table = torch.cat([self.word(given.rank) * known, self.shape(given.shape), self.suffix(given.suffix) * known], -1)
        count = len(given.first)
        rows = torch.cat([table, given.traits], -1)
        mean = torch.zeros(count, rows.shape[1]).index_add_(0, given.line, rows)
        mean = mean / torch.bincount(given.line, minlength=count)[:, None]
        edges = table[:, : WORD + SHAPE]
        words = torch.cat([mean, edges[given.first], edges[given.last]], -1)
        laid = torch.zeros(mask.shape[0] * mask.shape[1], words.shape[1]).index_copy_(0, given.at, words)
        x = torch.cat([laid.view(*mask.shape[:2], -1), given.inputs], -1)
        x = torch.relu(self.lines(self.dropout(x))) * mask
        above, below = mask.cumsum(1) - mask, mask.sum(1, keepdim=True) - mask.cumsum(1)
        whole = self.page(torch.cat([x.sum(1) / mask.sum(1), x.amax(1)], -1))[:, None]
        first = x = x + torch.relu(whole + self.sides(_sides(x, above, below))) * mask
        for block in self.blocks:
            x = block(x, mask)
        x = x + torch.relu(self.again(torch.cat([x, _sides(x, above, below)], -1))) * mask
        return self.out(torch.cat([x, first], -1))


def _sides(x: Tensor, above: Tensor, below: Tensor) -> Tensor:
    """Return the means over the lines above and over those below."""
    before = x.cumsum(1) - x
    after = x.sum(1, keepdim=True) - before - x
    return torch.cat([before / above.clamp(min=1), after / below.clamp(min=1)], -1)


def fit(examples: Sequence[Example], words: Lexis) -> Network:
    """Return a network that has learnt from the examples: the mean of its weights over the last steps."""
    torch.manual_seed(0)
    random.seed(0)
    dice = np.random.default_rng(0)
    network = Network(len(words.vocabulary), examples[0].page.facts.shape[1])
    tables = [p for name, p in network.named_parameters() if name.startswith(("word.", "shape.", "suffix."))]
    others = [p for name, p in network.named_parameters() if not name.startswith(("word.", "shape.", "suffix."))]
    groups = [{"params": tables, "weight_decay": DECAY_OF_TABLES}, {"params": others, "weight_decay": DECAY}]
    optimizer = torch.optim.AdamW(groups, lr=RATE)
    by_page: dict[tuple[str, str, str], list[Example]] = defaultdict(list)
    for example in examples:
        by_page[example.key].append(example)
    size = sum(min(len(texts), _texts(key)) for key, texts in by_page.items())
    steps = EPOCHS * (size // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, [RATE, RATE], total_steps=steps + 1)
    averaged = copy.deepcopy(network)
    varied = Varied(examples)
    for _ in range(EPOCHS):
        drawn = [e for key, texts in by_page.items() for e in random.sample(texts, min(len(texts), _texts(key)))]
        drawn.sort(key=lambda example: len(example.truth) + random.random() * 20)
        batches = [drawn[first : first + BATCH] for first in range(0, len(drawn), BATCH)]
        random.shuffle(batches)
        for few in batches:
            given = batch([varied(example) for example in few], words, dice)
            loss = _loss(network(given), given)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            with torch.no_grad():
                for mean, now in zip(averaged.parameters(), network.parameters(), strict=True):
                    mean.lerp_(now, 1 - AVERAGED)
    averaged.eval()
    return averaged


def _texts(key: tuple[str, str, str]) -> int:
    return FULL_PAGES if key[2] == "fullpage" else EXTRACTS


def _loss(logits: Tensor, given: Batch) -> Tensor:
    cross = nn.functional.binary_cross_entropy_with_logits
    weight = given.weight * (given.truth >= 0)
    residue = (cross(logits[..., 0], given.truth.clamp(min=0), reduction="none") * weight).sum() / weight.sum().clamp(min=1)
    weight = weight * (given.truth == 1)
    comment = (cross(logits[..., 1], given.comment, reduction="none") * weight).sum() / weight.sum().clamp(min=1)
    weight = given.size.clamp(max=LONG_LINE).sqrt() * (given.outside >= 0)
    outside = (cross(logits[..., 2], given.outside.clamp(min=0), reduction="none") * weight).sum() / weight.sum().clamp(min=1)
    return residue + COMMENT_LOSS * comment + OUTSIDE_LOSS * outside


def logits_of(network: Network, examples: Sequence[Example], words: Lexis) -> list[Floats]:
    """Return the three logits of each line."""
    with torch.no_grad():
        return [network(batch([example], words))[0].numpy() for example in examples]


class Judged(NamedTuple):
    """Lines that a network judged whose site it never saw. `size` is in characters, a line that several extractors took in a
    page counted once.
    """

    residue: Floats  # logit
    outside: Floats  # logit
    truth: Floats
    share: Floats  # of the line that is not in the gold text
    size: Floats
    explained: NDArray[np.bool_]  # whether an explicit rule is sure of it
    extract: NDArray[np.bool_]  # whether it is of an extract: not of a full page, nor of a gold text


def judged(logits: Sequence[Floats], examples: Sequence[Example]) -> Judged:
    """Return the lines of examples, each with its logits."""
    columns: list[tuple[Any, ...]] = []
    for logit, example in zip(logits, examples, strict=True):
        of_article = np.full(len(logit), example.key[2] == "article")
        size = example.size * example.share
        explained = example.page.facts[:, 0] > 0
        columns.append((logit[:, 0], logit[:, 2], example.truth, example.outside, size, explained, of_article))
    return Judged(*(np.concatenate(column) for column in zip(*columns, strict=True)))


def calibrate(logit: Floats, truth: Floats, size: Floats) -> NDArray[np.float32]:
    """Return what share is meant by a logit: two rows, logits and shares, to be interpolated between."""
    order = np.argsort(logit)
    logit, truth, size = logit[order], truth[order], size[order]
    # Equal shares of the one and of the other: where they meet, the steps are finest.
    weight = size * (truth / (size * truth).sum() + (1 - truth) / (size * (1 - truth)).sum())
    bins = np.minimum(BINS - 1, (np.cumsum(weight) / weight.sum() * BINS).astype(int))
    total = np.bincount(bins, size, BINS).astype(np.float64)
    share = _rising(np.bincount(bins, size * truth, BINS) / total, total)
    middle = np.maximum.accumulate(np.bincount(bins, size * logit, BINS) / total)
    return np.stack([middle, share]).astype(np.float32)


def _rising(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rising values nearest to these (pool adjacent violators; Ayer and others, 1955)."""
    pools: list[list[float]] = []
    for value, weight in zip(values, weights, strict=True):
        pools.append([value, weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            last, before = pools.pop(), pools.pop()
            both = last[1] + before[1]
            pools.append([(last[0] * last[1] + before[0] * before[1]) / both, both, last[2] + before[2]])
    return np.concatenate([np.full(int(count), value) for value, _, count in pools])


def save(path: Path, network: Network, words: Lexis, codes: Sequence[str], lines: Judged) -> None:
    """Write a weights file: tables in bytes with a scale a column, the rest in half precision."""
    sure, told = (lines.truth >= 0) & ~lines.explained, (lines.share >= 0) & ~lines.explained & lines.extract
    calibration = calibrate(lines.residue[sure], lines.truth[sure], lines.size[sure])
    arrays: dict[str, NDArray[Any]] = {
        "format": np.array(FORMAT),
        "threshold": np.array(THRESHOLD),
        "residue.calibration": calibration,
        "outside.calibration": calibrate(lines.outside[told], lines.share[told], lines.size[told]),
        "vocabulary": np.frombuffer("\n".join(words.vocabulary).encode(), np.uint8),
        "codes": np.frombuffer("\n".join(codes).encode(), np.uint8),
    }
    for name, table in (("word", network.word), ("shape", network.shape), ("suffix", network.suffix)):
        values = table.weight.detach().numpy()
        scale = np.abs(values).max(0) / 127
        arrays[name], arrays[f"{name}.scale"] = np.round(values / scale).astype(np.int8), scale.astype(np.float32)
    for name in ("lines", "page", "sides", "again", "out"):
        layer = getattr(network, name)
        arrays[name] = layer.weight.detach().numpy().T.astype(np.float16)
        if layer.bias is not None:
            arrays[f"{name}.bias"] = layer.bias.detach().numpy().astype(np.float16)
    for number, block in enumerate(network.blocks):
        kernel = block.convolution.weight.detach().numpy()  # out x in x neighbour
        arrays[f"block{number}.conv"] = kernel.transpose(2, 1, 0).reshape(-1, HIDDEN).astype(np.float16)
        arrays[f"block{number}.bias"] = block.convolution.bias.detach().numpy().astype(np.float16)
        arrays[f"block{number}.norm"] = block.norm.weight.detach().numpy().astype(np.float16)
        arrays[f"block{number}.norm.bias"] = block.norm.bias.detach().numpy().astype(np.float16)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, allow_pickle=False, **arrays)


_CORPUS: list[tuple[list[Example], Reader]] = []  # what processes that are forked find there
TRAINED: tuple[Fold, ...] = (*range(FOLDS), None)


def learn(fold: Fold) -> tuple[Network, Lexis, list[Floats]]:
    """Return a network that learnt from all sites but those of a fold, its words, and its logits for the lines of the fold."""
    torch.set_num_threads(1)
    examples, reader = _CORPUS[0]
    seen = [example for example in examples if example.fold != fold]
    words = lexis(seen, reader)
    network = fit(seen, words)
    print(f"fold {fold}: {len(seen)} texts learnt", file=sys.stderr, flush=True)
    return network, words, logits_of(network, [example for example in examples if example.fold == fold], words)


def main() -> None:
    """Read the command line, train six times, write six files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA", help="the folder of labelled data")
    parser.add_argument("--harness", type=Path, help="the folder of evaluate.py (default: eval beside DATA)")
    parser.add_argument("--folds", type=Path, required=True, help="the folder for the weights of the folds")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the file for the weights of all sites")
    parser.add_argument("--jobs", type=int, default=2, help="networks that learn at the same time")
    given = parser.parse_args()
    judge = harness(given.harness or given.data.parent / "eval")
    examples, reader, codes = read(Labels(given.data), judge)

    # Forked, so that the examples need not be sent.
    _CORPUS.append((examples, reader))
    with ProcessPoolExecutor(given.jobs, get_context("fork")) as pool:
        learnt = dict(zip(TRAINED, pool.map(learn, TRAINED), strict=True))
    unseen = {f: judged(learnt[f][2], [e for e in examples if e.fold == f]) for f in range(FOLDS)}
    for fold, (network, words, _) in learnt.items():
        others = [unseen[other] for other in range(FOLDS) if other != fold]
        lines = Judged(*(np.concatenate(column) for column in zip(*others, strict=True)))
        save(given.output if fold is None else given.folds / f"weights-{fold}.npz", network, words, codes, lines)


if __name__ == "__main__":
    main()
