"""Two scrapes held against each other: document by document where their ids pair, and host by host.

What is looked at of a document is its `Entry`: small, made where the document is judged, and without its text. The entries of
both sides lie in a `Store`, on disk where memory does not do; what is said of them does not depend on their order. `compare`
makes a `Comparison` of them, which the modules of `comparing.showing` write down.
"""

from __future__ import annotations

from lint_rules.comparing.comparison import Comparison, compare
from lint_rules.comparing.entry import Entry, entry_of
from lint_rules.comparing.limits import Limits
from lint_rules.comparing.store import Side, Store

__all__ = ["Comparison", "Entry", "Limits", "Side", "Store", "compare", "entry_of"]
