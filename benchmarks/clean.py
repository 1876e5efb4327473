"""What cleaning takes out, and what that costs: `python benchmarks/clean.py DATA [--folds FOLDER]`.

Cleans every document of the daily bench and prints, for the explicit rules and, with `--folds`, for all: how many documents
are kept and how many would lose more than the budget; in how many kept ones the cleaned text scores lower than before, or
changes again when it is cleaned again; and for texts of extractors that try to take the article only, how much of them is
article text before and after, how much of what is not is gone, and how much article text is lost.

A token counts as article text by the share of its line that is (`frac`); in a mixed line, where its residue is marked, by
where it stands. Only pages whose gold text can be trusted are taken, as the harness does. `labels` counts instead whole lines, by
what the harness calls residue for certain and content. What would lose more than the budget is set aside whole: it is left out,
or (`with rejected`) counted as a text in which nothing changed. `--scan` does all this for other thresholds too.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from accuracy import MIN_TRUST, Table
from corpus import FoldedLinter, Labelled, Labels, harness

from lint_rules.cleaning.text import BUDGET, LEAST_CONFIDENCE, Cleaned, Policy, clean
from lint_rules.document import Document

LESS = 1e-9  # what a score may differ by without being lower
SCANNED = (Policy(least=0.0), Policy(least=0.86), Policy(least=0.94), Policy(least=1.0), Policy(budget=0.8))
WORD = re.compile(r"\w+")
ARTICLE = "article"


class Token(NamedTuple):
    """A word of a text: where it stands, the share of it that is article text, and what the harness says of its line (True
    for residue, False for content, None where that cannot be told).
    """

    start: int
    end: int
    gold: float
    residue: bool | None


@dataclass
class Sums:
    """Tokens of some texts: of the article, and not of it, before cleaning and gone with it; and the same by labels."""

    gold: float = 0.0
    bad: float = 0.0
    gold_lost: float = 0.0
    bad_gone: float = 0.0
    content: int = 0
    residue: int = 0
    content_lost: int = 0
    residue_gone: int = 0

    def add(self, tokens: Iterator[Token], cleaned: Cleaned | None) -> None:
        """Count the tokens of a text, and which of them are gone; None where none is."""
        gone = [change.span for change in cleaned.changes if not change.replacement] if cleaned else []
        number = 0
        for token in tokens:
            while number < len(gone) and gone[number].end <= token.start:
                number += 1
            is_gone = number < len(gone) and gone[number].start < token.end
            self.gold += token.gold
            self.bad += 1 - token.gold
            self.gold_lost += token.gold * is_gone
            self.bad_gone += (1 - token.gold) * is_gone
            self.content += token.residue is False
            self.residue += token.residue is True
            self.content_lost += token.residue is False and is_gone
            self.residue_gone += token.residue is True and is_gone

    def cells(self) -> list[str]:
        """Return precision before and after, and the shares that are gone."""
        after = self.gold - self.gold_lost
        return [
            f"{self.gold / (self.gold + self.bad):.4f} → {after / (after + self.bad - self.bad_gone):.4f}",
            f"{self.bad_gone / self.bad:.1%}",
            f"{self.gold_lost / self.gold:.2%}",
            f"{self.residue_gone / self.residue:.1%}",
            f"{self.content_lost / self.content:.2%}",
        ]


@dataclass
class Figures:
    """What is counted of all documents under one policy."""

    documents: int = 0
    kept: int = 0
    lower: int = 0
    again: int = 0
    sums: dict[str, Sums] = field(default_factory=dict)


def tokens(document: Labelled, evaluate: Any) -> Iterator[Token]:
    """Yield the words of a labelled document."""
    for line in document["lines"]:
        marked = line.get("spans") if line["label"] == "mixed" else None
        residue = evaluate.line_truth(document, line)
        for match in WORD.finditer(document["text"], line["start"], line["end"]):
            start, end = match.span()
            gold = line["frac"] if marked is None else float(not any(a < end and start < b for a, b in marked))
            yield Token(start, end, gold, residue)


def groups(document: Labelled, evaluate: Any) -> list[str]:
    """Return the rows that a document counts in, none where its gold text is doubtful."""
    trust = document.get("trust") or 0
    if document["tier"] != ARTICLE or document["source"] not in evaluate.BENCH_SOURCES or trust < MIN_TRUST:
        return []
    return ["all sources", "CORE"] if document["source"] in evaluate.GOOD_GOLD_SOURCES else ["all sources"]


def measured(documents: Sequence[Labelled], linter: FoldedLinter, policy: Policy, evaluate: Any) -> Figures:
    """Clean all documents, and count."""
    figures = Figures()
    for document in documents:
        own = linter.of(document)
        doc = as_document(document, document["text"])
        before = linter.check(document)
        cleaned = clean(doc, before, own, policy)
        is_kept = cleaned.lost <= policy.budget
        figures.documents += 1
        figures.kept += is_kept
        if is_kept and before.score.value is not None:
            after = cleaned.result.score.value
            figures.lower += after is None or after < before.score.value - LESS
        if is_kept:
            second = as_document(document, cleaned.text)
            figures.again += bool(clean(second, own.check(second), own, policy).changes)
        for name in groups(document, evaluate):
            if is_kept:
                figures.sums.setdefault(name, Sums()).add(tokens(document, evaluate), cleaned)
            figures.sums.setdefault(f"{name}, with rejected", Sums()).add(
                tokens(document, evaluate), cleaned if is_kept else None
            )
    return figures


def as_document(document: Labelled, text: str) -> Document:
    """Return a labelled document, or the same with another text, as the linter reads it."""
    return Document(text, id=document["id"], url=document.get("url") or None)


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path, help="the folder of labelled data")
    parser.add_argument("--harness", type=Path, help="the folder with evaluate.py (eval, beside the data)")
    parser.add_argument("--folds", type=Path, help="a folder with weights-0.npz to weights-4.npz, trained by folds over sites")
    parser.add_argument("--scan", action="store_true", help="measure other thresholds too")
    options = parser.parse_args()
    documents = Labels(options.data).bench()
    evaluate = harness(options.harness or options.data.parent / "eval")
    linters = {"explicit rules": FoldedLinter(None)}
    if options.folds:
        linters["all rules"] = FoldedLinter(options.folds)
    whole: list[list[str]] = []
    parts: list[list[str]] = []
    for name, linter in linters.items():
        for policy in (Policy(), *(SCANNED if options.scan else ())):
            figures = measured(documents, linter, policy, evaluate)
            title = f"{name}, confidence {policy.least:g}, budget {policy.budget:.0%}"
            kept = f"{figures.kept:,} of {figures.documents:,}"
            whole.append([title, kept, f"{figures.lower / figures.kept:.2%}", f"{figures.again / figures.kept:.2%}"])
            parts += [[title, group, *sums.cells()] for group, sums in sorted(figures.sums.items())]
    print(Table(["", "kept", "scores lower", "changes again"], whole), end="\n\n")
    head = ["", "article tier", "token precision", "not article: gone", "article: lost", "labels: gone", "labels: lost"]
    print(Table(head, parts))
    print(f"\n{' '.join(dict.fromkeys(linter.note() for linter in linters.values()))}")
    print(f"By default: confidence {LEAST_CONFIDENCE:g}, budget {BUDGET:.0%}.")


if __name__ == "__main__":
    main()
