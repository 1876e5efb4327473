"""One document on both sides: what became of it."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from lint_rules.comparing.entry import Entry, Found
from lint_rules.comparing.limits import FEWEST_WORDS, Limits
from lint_rules.comparing.words import changed
from lint_rules.reports.wording import points


class State(enum.StrEnum):
    """What became of a document: `worse` is a regression, `better` the reverse, `changed` neither, `same` not changed at all."""

    WORSE = "worse"
    BETTER = "better"
    CHANGED = "changed"
    SAME = "same"


class Reason(NamedTuple):
    """Why a document is worse or better: in a word that programs read, and in words with the number that decided it."""

    kind: str
    words: str


class Text(NamedTuple):
    """What became of a text. `unit` is words, where both texts were at hand, else characters that are not flagged: of those only
    the difference is known. `share` is what was lost, as a share of the old text.
    """

    lost: int
    gained: int
    share: float
    unit: str


class Pair(NamedTuple):
    """A document on both sides. `appeared` and `gone` are its findings that the other side lacks, by content, not by place."""

    old: Entry
    new: Entry
    state: State
    reasons: tuple[Reason, ...]
    text: Text
    appeared: tuple[Found, ...]
    gone: tuple[Found, ...]

    @property
    def drop(self) -> float:
        """The points by which the score fell; below 0 where it rose."""
        if self.old.score is None or self.new.score is None:
            return 0.0
        return self.old.score - self.new.score

    @property
    def is_failing_now(self) -> bool:
        """Whether the document passed, and fails now."""
        return self.old.why is None and self.new.why is not None


def paired(old: Entry, new: Entry, limits: Limits) -> Pair:
    """Return what became of a document."""
    text = _text(old, new)
    appeared, gone = _without(new.findings, old.findings), _without(old.findings, new.findings)
    worse = tuple(_worse(old, new, text, limits))
    better = () if worse else tuple(_better(old, new, limits))
    same = old.score == new.score and old.why == new.why and not (text.lost or text.gained or appeared or gone)
    state = State.WORSE if worse else State.BETTER if better else State.SAME if same else State.CHANGED
    return Pair(old, new, state, worse or better, text, appeared, gone)


def _worse(old: Entry, new: Entry, text: Text, limits: Limits) -> Iterable[Reason]:
    """Yield all in which a document is worse by more than it may be."""
    if old.why is None and new.why is not None:
        yield Reason("fails", f"fails now: {new.why}")
    if old.score is not None and new.score is None:
        yield Reason("unjudged", "cannot be judged any more")
    elif old.score is not None and new.score is not None and old.score - new.score > limits.score_loss:
        yield Reason("score", f"score {points(old.score)} → {points(new.score)} (−{old.score - new.score:.1f})")
    if text.share > limits.text_loss and text.lost >= FEWEST_WORDS:
        yield Reason("text", f"lost {text.lost:,} {text.unit} ({100 * text.share:.1f} %)")


def _better(old: Entry, new: Entry, limits: Limits) -> Iterable[Reason]:
    """Yield all in which a document is better, by what would be a regression the other way round."""
    if old.why is not None and new.why is None:
        yield Reason("passes", f"passes now, was: {old.why}")
    if old.score is None and new.score is not None:
        yield Reason("judged", "can be judged now")
    elif old.score is not None and new.score is not None and new.score - old.score > limits.score_loss:
        yield Reason("score", f"score {points(old.score)} → {points(new.score)} (+{new.score - old.score:.1f})")


def _text(old: Entry, new: Entry) -> Text:
    if old.words is not None and new.words is not None:
        change = changed(old.words, new.words)
        return Text(change.lost, change.gained, change.share, "words")
    lost = max(0, old.clean - new.clean)
    return Text(lost, max(0, new.clean - old.clean), lost / old.clean if old.clean else 0.0, "characters")


def _without(findings: Iterable[Found], others: Iterable[Found]) -> tuple[Found, ...]:
    """Return the findings that the others do not have, each as often as it is had more."""
    left = Counter((each.code, each.fingerprint) for each in others)
    kept = []
    for each in findings:
        if left[each.code, each.fingerprint]:
            left[each.code, each.fingerprint] -= 1
        else:
            kept.append(each)
    return tuple(kept)
