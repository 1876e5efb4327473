"""What others do to text without markup, as functions from a text and its language to the stretches they would take out.

All but jusText, which is its authors' own package, are written from published definitions. A peer's score is 100 times
the share of the visible characters that it keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from peers import c4, fineweb, justext_classes, refinedweb
from peers.lines import Span

Peer = Callable[[str, str], list[Span]]

PEERS: Mapping[str, Peer] = {
    "jusText": justext_classes.unwanted,
    "C4": c4.unwanted,
    "RefinedWeb": refinedweb.unwanted,
    "FineWeb": fineweb.unwanted,
}
"""The peers by the name that tables give them."""
