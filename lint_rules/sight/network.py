"""The network that judges lines in context, from its weights file to probabilities, in numpy.

A line is the mean of its words' rows, the rows of its first and last word, its place, and what the explicit rules said of
it. A linear layer, with the means over the page, over what stands before the line and over what stands after it, gives a
first opinion; residual convolutions over the neighbouring lines, each reaching twice as far as the one before, revise it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from lint_rules.document import Document
from lint_rules.errors import ConfigError
from lint_rules.finding import Finding
from lint_rules.sight.features import TRAITS, Growing, Page, Reader, Word, place, rarities, word

Floats = NDArray[np.float32]

FORMAT = 1  # of the weights file; what it holds stands in docs/context-model.md
TABLES = ("word", "shape", "suffix")
MOST_WORDS = 200_000  # distinct words that are remembered, with some 60 MB; a crawl has no end of them
# Multiplications beyond which OpenBLAS starts threads: between matrices this small they cost ten times what they save.
SMALL_PRODUCT = 1 << 18
EPSILON = 1e-5  # of layer normalisation, as in training


class Opinion(NamedTuple):
    """What the network thinks of each line, calibrated: the chance that it is residue; the share of it that is not the
    article's text, bylines and captions counted, which are no residue; and, uncalibrated, the chance that it is a reader's
    comment, should it be residue.
    """

    residue: Floats
    outside: Floats
    comment: Floats


class Network:
    """A weights file, read. Raises ConfigError where the file cannot be read or is not of this format."""

    def __init__(self, path: Path) -> None:
        arrays = _read(path)
        self.threshold = float(arrays["threshold"])
        self._calibration = {name: arrays[f"{name}.calibration"].astype(np.float64) for name in ("residue", "outside")}
        self._known = {core: number for number, core in enumerate(_lines(arrays["vocabulary"]), 1)}
        self._codes = _lines(arrays["codes"])
        # A table is kept in bytes, with one scale a column.
        self._tables = [arrays[name].astype(np.float32) * arrays[f"{name}.scale"].astype(np.float32) for name in TABLES]
        self._weights: dict[str, Floats] = {k: v.astype(np.float32) for k, v in arrays.items() if v.dtype == np.float16}
        self._blocks = [self._block(number) for number in range(sum(name.endswith(".conv") for name in self._weights))]
        self._lexical = self._tables[0].shape[1] + self._tables[1].shape[1]
        self._forget()

    def _block(self, number: int) -> _Block:
        """Return a block; each reaches twice as far as the one before."""
        norm, shift, kernel, bias = (self._weights[f"block{number}.{name}"] for name in ("norm", "norm.bias", "conv", "bias"))
        return _Block(1 << number, len(kernel) // len(norm), norm, shift, kernel, bias)

    def _forget(self) -> None:
        self._reader = Reader(self._codes)
        self._rows = Growing(np.float32, sum(table.shape[1] for table in self._tables) + TRAITS)
        self._made = Growing(np.bool_)
        self._rarity = Growing(np.float32)

    def judge(self, doc: Document, facts: Sequence[Finding]) -> Opinion:
        """Return what the network thinks of the lines of a document as its reader sees it, told the explicit findings."""
        if len(self._reader.tokens) > MOST_WORDS:
            self._forget()
        return self.opinion(self._reader.read(doc, facts))

    def opinion(self, page: Page) -> Opinion:
        """Return what the network thinks of the lines of a page that its own reader has read."""
        weights = self._weights
        x = _relu(_product(self._lines(page), weights["lines"]) + weights["lines.bias"])
        whole = np.concatenate([x.mean(0), x.max(0)]) @ weights["page"] + weights["page.bias"]
        first = x = x + _relu(whole + _product(_sides(x), weights["sides"]))
        for block in self._blocks:
            x = x + self._revision(x, block)
        x = x + _relu(_product(np.concatenate([x, _sides(x)], 1), weights["again"]) + weights["again.bias"])
        logits = _product(np.concatenate([x, first], 1), weights["out"]) + weights["out.bias"]
        residue, comment, outside = logits.T
        calibration = self._calibration
        return Opinion(
            np.interp(residue, *calibration["residue"]).astype(np.float32),
            np.interp(outside, *calibration["outside"]).astype(np.float32),
            1 / (1 + np.exp(-comment)),
        )

    def _lines(self, page: Page) -> Floats:
        words = self._rows_of(page.words)
        new = self._reader.themes[self._rarity.size :]
        if new:
            self._rarity.extend(rarities(new, self._known))
        starts, ends = page.bounds[:-1], page.bounds[1:]
        mean = np.add.reduceat(words, starts, axis=0) / (ends - starts)[:, None]
        edges = (words[starts, : self._lexical], words[ends - 1, : self._lexical])
        return np.concatenate([mean, *edges, place(page, self._rarity.values), page.facts], 1, dtype=np.float32)

    def _rows_of(self, numbers: NDArray[np.int32]) -> Floats:
        """Return the rows of tokens; each distinct token's is made once."""
        tokens = self._reader.tokens
        self._rows.grow(len(tokens))
        self._made.grow(len(tokens))
        rows, made = self._rows.values, self._made.values
        unmade = numbers[~made[numbers]]
        if len(unmade):
            new = np.unique(unmade)
            rows[new] = self._row([word(tokens[number]) for number in new])
            made[new] = True
        return rows.take(numbers, 0)

    def _row(self, words: Sequence[Word]) -> Floats:
        """Return the rows of words."""
        rows, shapes, suffixes = self._tables
        known = rows[[self._known.get(each.core, 0) for each in words]]
        traits = np.array([each.traits for each in words], np.float32)
        return np.concatenate([known, shapes[[w.shape for w in words]], suffixes[[w.suffix for w in words]], traits], 1)

    def _revision(self, x: Floats, block: _Block) -> Floats:
        """Return what one block adds: a convolution over the neighbours at distances that are multiples of its step."""
        count, columns = x.shape
        reach = block.width // 2 * block.step
        padded = np.zeros((count + 2 * reach, columns), np.float32)
        normal = padded[reach : reach + count]
        np.subtract(x, _mean(x), out=normal)
        normal /= np.sqrt(_mean(normal * normal) + EPSILON)
        normal *= block.norm
        normal += block.shift
        row, column = padded.strides
        # Each line with its neighbours, side by side: a view, without a copy for each of them.
        seen = np.ndarray((count, block.width, columns), np.float32, padded, 0, (row, block.step * row, column))
        revised = _product(seen.reshape(count, -1), block.kernel)
        revised += block.bias
        return _relu(revised)


class _Block(NamedTuple):
    """The weights of a residual convolution over `width` lines, `step` lines apart, behind a layer normalisation."""

    step: int
    width: int
    norm: Floats
    shift: Floats
    kernel: Floats
    bias: Floats


@lru_cache(maxsize=8)
def load(path: Path) -> Network:
    """Return the network of a weights file, read once a process. Raises ConfigError as `Network` does."""
    return Network(path)


def _read(path: Path) -> Mapping[str, NDArray[np.generic]]:
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (OSError, ValueError, EOFError, BadZipFile) as error:
        raise ConfigError(f"{path}: cannot be read as weights: {error}") from None
    written = int(arrays["format"]) if "format" in arrays else None
    if written != FORMAT:
        raise ConfigError(f"{path}: weights of format {written}, where this version reads format {FORMAT}")
    return arrays


def _lines(packed: NDArray[np.generic]) -> list[str]:
    """Return the lines of a text that is kept as bytes in an array."""
    return packed.tobytes().decode("utf-8").split("\n")


def _sides(x: Floats) -> Floats:
    """Return, for each line, the mean of the lines above it and of those below it; nothing where there are none."""
    count, columns = x.shape
    sums = x.cumsum(0)
    above = np.arange(count, dtype=np.float32)[:, None]
    above[0] = 1
    sides = np.zeros((count, 2 * columns), np.float32)
    np.divide(sums[:-1], above[1:], out=sides[1:, :columns])
    np.divide(sums[-1] - sums[:-1], above[:0:-1], out=sides[:-1, columns:])
    return sides


def _product(rows: Floats, matrix: Floats) -> Floats:
    """Return rows @ matrix, so many rows at a time that OpenBLAS does it in one thread."""
    most = max(1, SMALL_PRODUCT // matrix.size)
    if len(rows) <= most:
        return rows @ matrix
    return np.concatenate([rows[first : first + most] @ matrix for first in range(0, len(rows), most)])


def _mean(x: Floats) -> Floats:
    """Return the mean of each row, as a column."""
    mean: Floats = np.add.reduce(x, 1, keepdims=True)
    mean /= x.shape[1]
    return mean


def _relu(x: Floats) -> Floats:
    """Return x with its negative values as nothing, in the memory of x."""
    return np.maximum(x, np.float32(0), out=x)
