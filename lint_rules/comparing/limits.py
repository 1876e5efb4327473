"""From where on a difference between two scrapes is a regression."""

from __future__ import annotations

import enum
from typing import NamedTuple


class By(enum.StrEnum):
    """What is compared: documents and hosts, or hosts alone. AUTO: documents too, where at least half of them pair."""

    AUTO = "auto"
    DOCUMENT = "document"
    HOST = "host"


class Limits(NamedTuple):
    """What may be worse without being a regression.

    Of a document: `score_loss` are the points that its score may fall by, `text_loss` is the share of its words that may be
    lost. Of all: how many documents may be worse, and how many of the old ones may be missing, each as a count (int) or a share
    (float). Of a host: with `documents` on both sides it is compared; `change` are the points (of 100) from which on a
    difference counts; `false_discoveries` is the share of false alarms to be expected among the hosts that are named.
    """

    # One part in twenty: a notice left in a short text, a paragraph gone from a long one. A date, a caption or a byline that
    # comes or goes takes less.
    score_loss: float = 5.0
    text_loss: float = 0.05
    worse: float = 0
    vanished: float = 0
    # Fewer say nothing of a host: two shares of twenty differ by thirty points before that is no chance.
    documents: int = 20
    change: float = 10.0
    false_discoveries: float = 0.05
    by: By = By.AUTO


FEWEST_WORDS = 10
"""Words that a text must have lost before their share counts: a byline is shorter."""

PAIRED_SHARE = 0.5
"""The share of the smaller side's documents that must pair, for documents to be compared."""

NEW_LINE_SHARE = 0.3
"""The share of a host's pages that a line must stand on to be told of as new: what articles share by chance is far rarer."""

NEW_LINE_PAGES = 3
"""Pages that must have it at least, where the pages are the same on both sides: then no chance puts it there."""

OLD_LINE_SHARE = 0.03
"""The share of the old pages up to which a line is new all the same: it may have been tried out on a few."""

HALVED = 0.5
"""What is left, of documents or of their median length, where it is called halved."""

ALWAYS_BY_CHANCE = 0.01
"""How likely, over all hosts, chance alone may bring about one that vanished or was halved. Small hosts do so every day: of a
thousand with five documents each, some thirty lie wholly in the first of two random halves, and vanish.
"""
