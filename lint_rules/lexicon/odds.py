"""How likely it is that a token is fused: a small score, learnt, that weighs what its seam looks like and the text around it.

The score is a logarithm of odds, a sum of the weights below. Each weight has a name that says what it stands for, and is
multiplied by its evidence: 1 where it is so, or the figure named. `benchmarks/train_fused.py` learns the weights (logistic
regression) from pages with natural fused words and from clean articles, and moves `BIAS` so that a score of 0 raises 4 false
alarms on 100,000 words of clean articles. Most of what it learns is that damage comes in numbers: the same seam is believed
in a text full of lost spaces, and taken for a name in one without.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

BIAS: Final = 1.15

TOKEN_WEIGHTS: Final[Mapping[str, float]] = {
    "small": -2.30,
    "title": -3.03,
    "camel": 3.43,
    "names": 1.26,
    "capitals": 1.59,
    "stop": 1.93,
    "comma": 3.49,
    "mark": 1.83,
    "certain": 1.75,
    "likely": 1.24,
    "standing": 0.61,
    "whole": -1.86,
}
DOCUMENT_WEIGHTS: Final[Mapping[str, float]] = {
    "fused": 0.35,
    "alone": -0.40,
    "density": 0.60,
    "technical": -0.95,
    "left elsewhere": 0.81,
    "right elsewhere": 0.48,
    "repeated": -0.70,
}

STANDS_ALONE: Final = 8.5
"""What both halves must tell of standing alone (the sum of their figures, less the Zipf of the whole where it is listed) to
prove a seam. Set high: at 7.5, of the rare words that wordfreq lists and the lexicon does not, two to three in a hundred are so
divided, which running text in which names abound makes more of than a reader bears; of pairs of words drawn by their
frequencies, three in four are."""

STANDING_ELSEWHERE: Final = 2.1
"""In languages other than English, what a step of standing alone weighs. It is what a logistic regression finds, in each of eight
languages, between pairs of words drawn by their frequencies and the rarest words that wordfreq lists (2.0 to 2.2)."""
TYPICAL_TOKENS: Final = 500
"""Tokens of a text in which a lone token is believed from STANDS_ALONE on; in a longer one it must tell more."""
STANDING_BESIDE: Final = 0.6
"""What each of two other fused words adds to that: together half a step of standing alone. In English the lists of function
words tell what is credible beside others; elsewhere only this does."""
MARK_ELSEWHERE: Final = -1.0
"""What a lone mark without a space weighs less elsewhere: the articles that taught the rest are edited, most text is not."""

FEWEST_TOKENS: Final = 50
"""Added to the tokens of a text before its damage is put in proportion to them: one seam in ten words is no flood."""
HALF_A_SEAM: Final = 0.5
"""Added to the seams, so that none has a logarithm."""
MOST_COUNTED: Final = 20
"""Other fused words counted at most; more say no more."""


def token_odds(evidence: Mapping[str, float]) -> float:
    """Return what the token itself says, from the evidence by the names of TOKEN_WEIGHTS."""
    return BIAS + sum(TOKEN_WEIGHTS[name] * value for name, value in evidence.items())


def standing_odds(standing: float) -> float:
    """Return what a token of small letters says in another language than English, by how much its halves stand alone."""
    return STANDING_ELSEWHERE * (standing - STANDS_ALONE) - document_odds(surroundings(fused=0, welded=0, tokens=TYPICAL_TOKENS))


def surroundings(*, fused: int, welded: int, tokens: int) -> dict[str, float]:
    """Return the evidence of a text: its other fused words and welded sentences, and its length in tokens."""
    return {
        "fused": math.log1p(min(fused, MOST_COUNTED)),
        "alone": float(not fused and not welded),
        "density": math.log((fused + welded + HALF_A_SEAM) / (tokens + FEWEST_TOKENS)),
    }


def document_odds(evidence: Mapping[str, float]) -> float:
    """Return what the text says, from the evidence by the names of DOCUMENT_WEIGHTS."""
    return sum(DOCUMENT_WEIGHTS[name] * value for name, value in evidence.items())
