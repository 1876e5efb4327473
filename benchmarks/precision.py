"""How right each rule is on real pages: `python benchmarks/precision.py DATA [--folds FOLDER] [--write]`.

Runs all rules over every document of the articles' sources and prints, for each rule and severity: how often it fired, how
often the labels of the lines bear it out, and which have less than their severity asks for. `--write` puts the figures into
`lint_rules/rules/measured.toml`, from where the rules' pages take them. `--read CODE` shows what labels call wrong or
cannot tell, each with its name, to be judged by reading; verdicts by reading stand in `benchmarks/read.toml`.

A page stands in the data once an extractor. A firing is counted once a page: the same rule at the same severity on the same
words. It is right if the lines that it covers are contamination, and wrong as soon as a tenth of what it covers is content.
What labels cannot say of a kind of rule is told otherwise: a fused word is right where the gold text has the words apart and
wrong elsewhere in content; an `info` finding, which says that words are arguable, is right where the gold text is without
them; a repetition may be content, if it is the second of it. Other damage, and verdicts on whole documents, are judged by
reading alone. A rule that learnt some numbers from a source is not measured on that.
Rules that judge by a profile are asked by themselves, with a profile of all documents.

Labels err, too: what annotators let stand in a gold text counts as content, if it is the plainest copyright notice. So what
they call wrong is read, all of it or a random sample; of a sample, the share that proved right is taken for the rest as
well. What they call right is not read again, although some 5 % of such labels are in doubt.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import tempfile
import tomllib
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from accuracy import Table
from corpus import ARTICLE_SOURCES, LEARNT_FROM, FoldedLinter, Labelled, Labels, as_gold, harness, is_fair, visible

from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine.linter import Linter
from lint_rules.engine.measured import BARS, PATH, SEVERITIES, Figures
from lint_rules.finding import Counts, Diagnostic, Severity
from lint_rules.profiles import Profile
from lint_rules.profiles.marks import score_of
from lint_rules.rule import Rule

READ = Path(__file__).parent / "read.toml"

MOST_CONTENT = 0.1  # the share of a finding's judged characters that may be content: labels err in some 5 % of lines
HALF = 0.5  # of a line's characters: from here on a finding is about the line
MIN_TRUST = 0.85  # of a page: below, its gold text is doubtful
SAMPLE = 20  # readings of one kind that speak for those not read
FUSED = "TXT001"
REPETITIONS = "DUP"
WHOLE_DOCUMENTS = "DOC"
SHOWN = 40  # findings of one kind that are shown for reading
SEED = 0


class Key(NamedTuple):
    """What is one firing: a rule, at a severity, on the same words of a page."""

    code: str
    severity: str
    page: str
    fingerprint: str

    def name(self) -> str:
        """Return what names the firing in the file of readings; the page's words cannot be told from it."""
        return blake2b(f"{self.page}\0{self.fingerprint}".encode(), digest_size=6).hexdigest()


class Firing(NamedTuple):
    """One firing: the verdicts of its occurrences, whether an extractor of articles let it through, and how it looks."""

    verdicts: Counter[bool | None]
    in_article: bool
    shown: str


class Measured:
    """What all documents said of all rules."""

    def __init__(self, read: Mapping[str, Mapping[str, bool]]) -> None:
        self.read = read
        self.firings: dict[Key, Firing] = {}
        self.documents: Counter[str] = Counter()
        self.pages: dict[str, set[str]] = defaultdict(set)
        self.fired: Counter[str] = Counter()
        self.in_gold: Counter[str] = Counter()

    def add(self, document: Labelled, found: Sequence[Diagnostic], judge: Judge) -> None:
        """Add what was found in a document."""
        page = f"{document['source']}/{document['page']}"
        self.documents[document["source"]] += 1
        self.pages[document["source"]].add(page)
        found = fair(document, found)
        self.fired.update({each.finding.code for each in found})
        for each in found:
            key = Key(each.finding.code, each.finding.severity.label, page, each.fingerprint)
            firing = self.firings.get(key) or Firing(Counter(), False, _shown(document, each))
            firing.verdicts[judge.verdict(document, each)] += 1
            self.firings[key] = firing._replace(in_article=firing.in_article or document["tier"] == "article")

    def texts(self, code: str) -> int:
        """Return how many documents a rule was measured on."""
        return sum(count for source, count in self.documents.items() if is_fair(code, source))

    def label(self, key: Key) -> bool | None:
        """Return whether a firing is right as the labels of most of its occurrences have it; None where they cannot say."""
        said = self.firings[key].verdicts
        return said[True] > said[False] if said[True] or said[False] else None

    def by_reading(self, key: Key) -> bool | None:
        """Return whether a firing is right as read; None where it was not read. Of what is arguable labels say more: where
        people left it in the article.
        """
        return None if key.severity == Severity.INFO.label else self.read.get(key.code, {}).get(key.name())

    def figures(self, *, only_extracts: bool = False) -> dict[tuple[str, str], Figures]:
        """Return the figures by code and severity, in this order; on request of what extractors of articles let through."""
        held: dict[tuple[str, str], list[Key]] = defaultdict(list)
        for key, firing in self.firings.items():
            if firing.in_article or not only_extracts:
                held[key.code, key.severity].append(key)
        return {kind: self._figures(held[kind]) for kind in sorted(held)}

    def _figures(self, keys: Sequence[Key]) -> Figures:
        counted = Counter((self.label(key), self.by_reading(key)) for key in keys)
        right, wrong = counted[True, None], counted[False, None]
        read_wrong, read_right = counted[False, False], counted[False, True]
        if read_wrong + read_right >= SAMPLE:
            mended = round(wrong * read_right / (read_wrong + read_right))
            right, wrong = right + mended, wrong - mended
        read = Counter(self.by_reading(key) for key in keys)
        labels = Counter(self.label(key) for key in keys)
        return Figures(
            firings=len(keys),
            right=right + read[True],
            wrong=wrong + read[False],
            read=read[True] + read[False],
            labelled_right=labels[True],
            labelled_wrong=labels[False],
        )


def fair(document: Labelled, found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Return the findings that may be counted on a document."""
    return [each for each in found if is_fair(each.finding.code, document["source"])]


class Judge:
    """Holds findings against the labels."""

    def __init__(self, evaluate: Any, fused: Mapping[str, list[list[Any]]], rules: Sequence[type[Rule]]) -> None:
        self.line_truth = evaluate.line_truth
        self.fused = fused
        self.untold = {rule.code for rule in rules if rule.counts is Counts.DAMAGE or rule.code.startswith(WHOLE_DOCUMENTS)}

    def verdict(self, document: Labelled, found: Diagnostic) -> bool | None:
        """Return whether a finding is right, None where labels cannot say."""
        finding = found.finding
        if finding.code == FUSED:
            return self._fused(document, *finding.span)
        if finding.counts is Counts.DAMAGE or finding.code in self.untold:
            return None
        right = wrong = 0
        for line, start, end in _covered(document, *finding.span):
            size = visible(document["text"][start:end])
            is_whole = size >= HALF * visible(document["text"][line["start"] : line["end"]])
            truth = self._line(document, line, start, end, is_whole, found)
            right += size if truth else 0
            wrong += size if truth is False else 0
        return wrong < MOST_CONTENT * (right + wrong) if right + wrong else None

    def _line(
        self, document: Labelled, line: Mapping[str, Any], start: int, end: int, is_whole: bool, found: Diagnostic
    ) -> bool | None:
        """Return whether a finding is right about a line, or about a stretch of it."""
        if found.finding.severity is Severity.INFO:
            return {"content": False, "contamination": True}.get(line["label"])
        if line.get("dup") and found.finding.code.startswith(REPETITIONS):
            return True
        if line["label"] == "mixed":
            is_sure = (document.get("trust") or 0) >= MIN_TRUST and not line.get("suspect") and not line.get("soft")
            inside = sum(min(end, b) - max(start, a) for a, b in line.get("spans", ()) if a < end and b > start)
            return True if is_sure and inside >= HALF * (end - start) else None
        truth: bool | None = self.line_truth(document, line)
        # Of a line of which some words are missing in the gold text, a stretch may be just those.
        return None if truth is False and not is_whole and line["frac"] < 1 else truth

    def _fused(self, document: Labelled, start: int, end: int) -> bool | None:
        if any(a < end and b > start for a, b, *_ in self.fused.get(document["id"], ())):
            return True
        labels = {line["label"] for line, *_ in _covered(document, start, end)}
        return False if labels == {"content"} else None


def measure(labels: Labels, evaluate: Any, linter: FoldedLinter, read: Mapping[str, Mapping[str, bool]]) -> Measured:
    """Run the linter over all documents, and over each gold text once; rules that judge by a profile, by one of all of them."""
    judge = Judge(evaluate, labels.fused(), linter.rules)
    measured = Measured(read)
    seen: set[tuple[str, str]] = set()
    by_profile = tuple(rule.code for rule in linter.rules if rule.by_profile)
    with profiled(labels, by_profile) as other:
        for document in labels.articles():
            if (document["source"], document["page"]) not in seen:
                seen.add((document["source"], document["page"]))
                gold = as_gold(document)
                found = fair(document, linter.check(gold).diagnostics)
                found += other.check({**gold, "url": document["url"]}).diagnostics if other else ()
                measured.in_gold.update(each.finding.code for each in found)
            told = other.check(document).diagnostics if other else ()
            measured.add(document, [*linter.check(document).diagnostics, *told], judge)
    return measured


@contextmanager
def profiled(labels: Labels, codes: tuple[str, ...]) -> Iterator[FoldedLinter | None]:
    """Give a linter of some rules with a profile of all documents; None where there is no such rule."""
    if not codes:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        scoring = Linter(Config(plugins=False))
        profile = Profile(scored_by=scoring.scored_by)
        documents = (Document(each["text"], id=each["id"], url=each["url"]) for each in labels.articles() if each.get("url"))
        profile.observe(documents, lambda doc: score_of(doc, scoring.facts(doc))).save(Path(folder) / "all.profile")
        yield FoldedLinter(None, preview=True, select=codes, profile=Path(folder) / "all.profile")


def below_bar(figures: Mapping[tuple[str, str], Figures]) -> Iterator[tuple[str, str]]:
    """Yield the codes and severities whose precision is less than their severity asks for."""
    for (code, severity), each in figures.items():
        if each.precision is not None and each.precision < BARS.get(severity, 0):
            yield code, severity


def report(measured: Measured) -> Table:
    """Return the figures of all rules."""
    figures = measured.figures()
    extracts = measured.figures(only_extracts=True)
    low = set(below_bar(figures))
    rows = [
        [
            code,
            severity,
            f"{each.firings:,}",
            f"{each.judged:,}",
            f"{each.read:,}",
            f"{each.wrong:,}",
            _percent(each.labelled),
            _percent(each.precision),
            _percent(extracts[code, severity].precision if (code, severity) in extracts else None),
            f"{1000 * measured.fired[code] / measured.texts(code):.1f}",
            str(measured.in_gold[code]),
            "below" if (code, severity) in low else "",
        ]
        for (code, severity), each in figures.items()
    ]
    head = ("rule", "severity", "firings", "judged", "read", "wrong", "by labels", "right")
    return Table((*head, "in extracts", "in 1,000", "in gold", "bar"), rows)


def _percent(share: float | None) -> str:
    return "unmeasured" if share is None else f"{100 * share:.1f} %"


def as_toml(measured: Measured, linter: FoldedLinter) -> str:
    """Return the figures as the package carries them; a rule that ran and never fired is named as well."""
    lines = [
        "# How right each rule was on real pages. Written by benchmarks/precision.py, which says how it is measured.",
        f"date = {dt.datetime.now(dt.UTC).date()}",
        f'ruleset = "{linter.ruleset}"',
        *_basis(measured, ARTICLE_SOURCES),
    ]
    figures = measured.figures()
    for code in sorted(rule.code for rule in linter.rules):
        lines += ["", f"[{code}]", f"fired = {measured.fired[code]}", f"gold = {measured.in_gold[code]}"]
        if code in LEARNT_FROM:
            lines += _basis(measured, [source for source in ARTICLE_SOURCES if is_fair(code, source)])
        for severity in SEVERITIES:
            each = figures.get((code, severity))
            if each:
                inner = ", ".join(f"{name} = {value}" for name, value in each._asdict().items())
                lines.append(f"{severity} = {{ {inner} }}")
    return "\n".join(lines) + "\n"


def _basis(measured: Measured, sources: Sequence[str]) -> Iterator[str]:
    """Yield what figures on some sources were taken on."""
    yield f'sources = "{", ".join(sources)}"'
    yield f"documents = {sum(measured.documents[source] for source in sources)}"
    yield f"pages = {sum(len(measured.pages[source]) for source in sources)}"


def for_reading(measured: Measured, code: str) -> Iterator[str]:
    """Yield what a reader has to judge of a rule: what labels call wrong, then what they cannot tell, some of each."""
    chance = random.Random(SEED)
    for verdict, name in ((False, "wrong"), (None, "untold"), (True, "right")):
        keys = [key for key in measured.firings if key.code == code and measured.label(key) is verdict]
        yield f"{code}: {len(keys)} {name}"
        for key in chance.sample(keys, min(SHOWN, len(keys))):
            read = {None: "", True: " (read: right)", False: " (read: wrong)"}[measured.by_reading(key)]
            yield f"{name}{read} {key.name()} {key.severity} {measured.firings[key].shown}"


def _covered(document: Labelled, start: int, end: int) -> Iterator[tuple[Mapping[str, Any], int, int]]:
    """Yield the lines that a span touches, each with the stretch that it touches."""
    lines = document["lines"]
    first = bisect_left(lines, start, key=lambda line: line["end"])
    for line in lines[first:]:
        if line["start"] >= end:
            return
        if line["end"] > start:
            yield line, max(start, line["start"]), min(end, line["end"])


def _shown(document: Labelled, found: Diagnostic) -> str:
    start, end = found.finding.span
    text = document["text"]
    around = f"{text[max(0, start - 60) : start]}⟦{text[start : min(end, start + 200)]}⟧{text[end : end + 60]}"
    return f"{document['id']}: {around!r} {found.finding.message}"


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder of labelled data")
    parser.add_argument("--harness", type=Path, help="the folder with evaluate.py (eval, beside the data)")
    parser.add_argument("--folds", type=Path, help="a folder with weights-0.npz to weights-4.npz, trained by folds over sites")
    parser.add_argument("--write", action="store_true", help="write the figures where the rules' pages take them from")
    parser.add_argument("--read", metavar="CODES", default="", help="show findings of these rules for reading")
    options = parser.parse_args()
    linter = FoldedLinter(options.folds, preview=True)
    read = {
        code: {name: verdict == "right" for verdict in ("right", "wrong") for name in table.get(verdict, ())}
        for code, table in tomllib.loads(READ.read_text("utf-8")).items()
    }
    measured = measure(Labels(options.data), harness(options.harness or options.data.parent / "eval"), linter, read)
    for code in filter(None, options.read.split(",")):
        print(*for_reading(measured, code), sep="\n")
    if not options.read:
        print(report(measured))
        pages = sum(map(len, measured.pages.values()))
        print(f"\n{measured.documents.total():,} documents, {pages:,} pages, as many gold texts. {linter.note()}")
        for rule, sources in LEARNT_FROM.items():
            print(f"{rule} learnt from {', '.join(sorted(sources))}, and is measured on the other sources.")
    if options.write:
        PATH.write_text(as_toml(measured, linter), "utf-8")


if __name__ == "__main__":
    main()
