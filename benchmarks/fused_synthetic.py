r"""How many lost spaces TXT001 finds in text of other languages: `python benchmarks/fused_synthetic.py DOCUMENTS.jsonl[.gz]`.

Hardly any page with natural fused words is labelled in a language other than English, so the damage is made: of the content
lines of each document, one space in 200 is deleted at random (the seed is fixed), and the rule reads what is left. Printed
for each language:

- recall: the share of deletions whose fused token is overlapped by a finding, over all deletions, and over those between
  two letters (a space lost before a digit, a bracket or a dash often leaves nothing wrong to be seen);
- false alarms on 100,000 words: findings in the same text undamaged, and those in the damaged text that touch no deletion.

DOCUMENTS holds one JSON object a line with `text`, `lang` and `lines`, each line with `start`, `end` and `label`. The figures
are a measurement only: no weight, word or threshold was ever fitted to the documents they are taken from.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine.linter import Linter
from lint_rules.finding import Severity

CODE = "TXT001"
SEED = 0
SPACES_PER_DELETION = 200
WORD = re.compile(r"\w+")
SPACE = re.compile(r"(?<=\S) (?=\S)")


@dataclass
class Tally:
    """What was counted in one language."""

    documents: int = 0
    words: int = 0
    deletions: int = 0
    found: int = 0
    deletions_between_letters: int = 0
    found_between_letters: int = 0
    alarms: int = 0
    alarms_beside_damage: int = 0
    missed: list[str] = field(default_factory=list)
    raised: list[str] = field(default_factory=list)

    def row(self, language: str) -> str:
        """Return the line of the table."""

        def share(part: int, whole: int) -> str:
            return f"{part / whole:9.3f}" if whole else f"{'-':>9s}"

        def on_100k(count: int) -> str:
            return f"{1e5 * count / self.words:9.1f}" if self.words else f"{'-':>9s}"

        return (
            f"{language:8s} {self.documents:9d} {self.words:9d} {self.deletions:9d} {share(self.found, self.deletions)} "
            f"{share(self.found_between_letters, self.deletions_between_letters)} "
            f"{on_100k(self.alarms)} {on_100k(self.alarms_beside_damage)}"
        )


def content_of(documents: Path) -> Iterator[tuple[str, str]]:
    """Yield each document's language and its content lines, joined."""
    opener = gzip.open if documents.suffix == ".gz" else open
    with opener(documents, "rt", encoding="utf-8") as handle:
        for record in handle:
            document: dict[str, Any] = json.loads(record)
            lines = [document["text"][line["start"] : line["end"]] for line in document["lines"] if line["label"] == "content"]
            if lines:
                yield document["lang"], "\n".join(lines)


def findings(linter: Linter, text: str) -> list[tuple[int, int]]:
    """Return the spans of the findings that are warnings and worse."""
    result = linter.check(Document(text))
    return [(d.finding.span.start, d.finding.span.end) for d in result.diagnostics if d.finding.severity >= Severity.WARNING]


def damaged(text: str, deleted: Sequence[int]) -> tuple[str, list[int]]:
    """Return the text without the spaces at the offsets (ascending), and where in it the characters after them stand."""
    pieces, places, start = [], [], 0
    for number, offset in enumerate(deleted):
        pieces.append(text[start:offset])
        places.append(offset - number)
        start = offset + 1
    return "".join([*pieces, text[start:]]), places


def around(text: str, place: int) -> tuple[int, int]:
    """Return the token that encloses a place, white space or nothing on both sides."""
    start, end = place, place
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def measure(linter: Linter, texts: Sequence[str]) -> Tally:
    """Damage the texts of one language and count what is found."""
    tally = Tally(documents=len(texts), words=sum(len(WORD.findall(text)) for text in texts))
    spaces = [(number, match.start()) for number, text in enumerate(texts) for match in SPACE.finditer(text)]
    chosen = sorted(random.Random(SEED).sample(spaces, len(spaces) // SPACES_PER_DELETION))
    for number, text in enumerate(texts):
        whole = findings(linter, text)
        tally.alarms += len(whole)
        tally.raised.extend(text[start:end] for start, end in whole)
        broken, places = damaged(text, [offset for other, offset in chosen if other == number])
        found = findings(linter, broken)
        tokens = [around(broken, place) for place in places]
        tally.alarms_beside_damage += sum(not any(a < end and b > start for a, b in tokens) for start, end in found)
        for place, (start, end) in zip(places, tokens, strict=True):
            hit = any(a < end and b > start for a, b in found)
            between = broken[place - 1].isalpha() and broken[place].isalpha()
            tally.deletions += 1
            tally.found += hit
            tally.deletions_between_letters += between
            tally.found_between_letters += hit and between
            if not hit:
                tally.missed.append(broken[start:end])
    return tally


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path, metavar="DOCUMENTS", help="labelled documents, JSON lines, gzipped or not")
    parser.add_argument("--languages", nargs="*", default=[], help="ISO 639-1 codes (default: all that occur)")
    parser.add_argument("--alarms", action="store_true", help="also print the tokens reported in undamaged text")
    options = parser.parse_args(arguments)
    linter = Linter(Config(select=(CODE,), plugins=False))
    texts: dict[str, list[str]] = {}
    for language, text in content_of(options.documents):
        texts.setdefault(language, []).append(text)
    heads = ("documents", "words", "deletions", "recall", "letters", "alarms", "beside")
    sys.stdout.write(f"{'language':8s} " + " ".join(f"{head:>9s}" for head in heads) + "\n")
    for language in sorted(options.languages or texts):
        tally = measure(linter, texts.get(language, []))
        sys.stdout.write(tally.row(language) + "\n")
        if options.alarms and tally.raised:
            sys.stdout.write("    " + " ".join(sorted(tally.raised)) + "\n")


if __name__ == "__main__":
    main()
