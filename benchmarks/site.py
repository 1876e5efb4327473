"""How right it is to say what a site repeats, and what that adds: `python benchmarks/site.py DATA [--folds FOLDER]`.

Takes all labelled documents of hosts that have three distinct pages or more, makes a profile of them (a page stands in the
data once an extractor, and counts once), and judges each document with the profile and without. Prints, for each kind of
extraction, how right the SIT findings are by the harness's lines, and what they add to the explicit rules and to all.
`--one-extractor` makes and asks a profile for each extractor by itself, as a user would whose crawl went through one.
`--copies` also puts each text into the profile under three other addresses, with a tenth of its lines missing and other
headlines below it: they must not vouch for each other. `--alarms` shows what of the content was flagged. `--crawl PAGES`
measures instead what it costs to count a synthetic crawl.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from accuracy import Table
from corpus import LEARNT, FoldedLinter, Labelled, Labels, Prediction, harness, prediction

from lint_rules.document import Document
from lint_rules.profiles import Profile, Sites
from lint_rules.profiles.marks import page_of

FEWEST_PAGES = 3  # of a host: what two share may be a story told twice
TIERS = ("article", "fullpage")
OWN = "SIT"
COPIES = 3  # of a text, under other addresses: a print view, a mobile view, a link with a session in it
LOST = 0.1  # of their lines
OTHER_HEADLINES = 5
ALARMS = 60  # lines of content that are shown

# A synthetic crawl. Sites have many pages or few, as sites do; each has a menu of its own and pages of their own words.
HOSTS_EACH = 200  # pages of a host on average
MENU_LINES = 30
OWN_LINES = 40
SEED = 0


class Said(NamedTuple):
    """What was found in each document, by id: with the profile, and without."""

    with_profile: Mapping[str, Prediction]
    without: Mapping[str, Prediction]


def repeating(documents: Iterable[Labelled]) -> list[Labelled]:
    """Return the documents of hosts with enough distinct pages."""
    every = [document for document in documents if document.get("host") and document["tier"] in TIERS]
    pages: dict[str, set[str]] = defaultdict(set)
    for document in every:
        pages[document["host"]].add(page_of(as_document(document).source))
    return [document for document in every if len(pages[document["host"]]) >= FEWEST_PAGES]


def as_document(document: Labelled) -> Document:
    """Return a labelled document as the linter reads it."""
    return Document(document["text"], id=document["id"], url=document.get("url") or None, host=document["host"])


def copied(document: Labelled) -> Iterator[Document]:
    """Yield a document as it might stand under other addresses: whole, and twice with lines missing and other headlines below."""
    chance = random.Random(document["id"])
    joint = "&" if "?" in document["url"] else "?"
    for copy in range(COPIES):
        lines = document["text"].split("\n")
        if copy:
            lines = [line for line in lines if chance.random() >= LOST]
            lines += [f"Other headline number {chance.random()} of today" for _ in range(OTHER_HEADLINES)]
        yield Document("\n".join(lines), url=f"{document['url']}{joint}v={copy}", host=document["host"])


def judged(documents: Sequence[Labelled], folds: Path | None, *, one_extractor: bool, copies: bool) -> Said:
    """Judge all documents, with profiles of them and without."""
    plain = FoldedLinter(folds)
    without = {document["id"]: prediction(plain.check(document)) for document in documents}
    groups: dict[str, list[Labelled]] = defaultdict(list)
    for document in documents:
        groups[document["extractor"] if one_extractor else ""].append(document)
    said: dict[str, Prediction] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, group in enumerate(groups.values()):
            path = Path(folder) / f"{number}.profile"
            profile = Profile.empty().observe(map(as_document, group))
            if copies:
                profile.observe(copy for document in group for copy in copied(document))
            profile.save(path)
            linter = FoldedLinter(folds, profile=path)
            said |= {document["id"]: prediction(linter.check(document)) for document in group}
            del linter
    return Said(said, without)


def only(predictions: Mapping[str, Prediction], prefix: str) -> dict[str, Prediction]:
    """Return predictions with the findings of some codes alone."""
    return {
        name: {**said, "findings": [finding for finding in said["findings"] if finding["code"].startswith(prefix)]}
        for name, said in predictions.items()
    }


def figures(evaluate: Any, documents: Sequence[Labelled], explicit: Said, every: Said | None) -> Table:
    """Return the table of what the harness says of SIT findings alone, and of other rules with them and without: of the
    explicit ones, and of all.
    """
    systems = {
        "SIT001 alone": only(explicit.with_profile, f"{OWN}001"),
        "SIT002 alone": only(explicit.with_profile, f"{OWN}002"),
        "SIT alone": only(explicit.with_profile, OWN),
        "explicit rules": explicit.without,
        "explicit rules and SIT": explicit.with_profile,
    }
    if every is not None:
        systems |= {f"explicit rules and {LEARNT}": every.without, "all": every.with_profile}
    rows = []
    pattern = evaluate.re.compile(evaluate.DEFAULT_FUSED_CODE)
    for name, predictions in systems.items():
        read = {document["id"]: evaluate.Predicted(predictions.get(document["id"]), pattern) for document in documents}
        residue = evaluate.residue(documents, read)
        rows.append([name, *(cell(residue[f"{tier}/{kind}"]) for tier in TIERS for kind in ("pooled", "CORE"))])
    return Table(["P / R / F1", *(f"{tier}, {kind}" for tier in TIERS for kind in ("all sources", "CORE"))], rows)


def cell(row: Mapping[str, float | None]) -> str:
    """Return precision, recall and F1 as one cell."""
    return " / ".join("–" if row[key] is None else f"{row[key]:.4f}".lstrip("0") for key in ("precision", "recall", "f1"))


def alarms(evaluate: Any, documents: Sequence[Labelled], said: Said) -> Iterator[str]:
    """Yield the lines of content that SIT findings cover, the most frequent first."""
    wrong: Counter[tuple[str, str, str]] = Counter()
    for document in documents:
        spans = [
            (f["start"], f["end"], f["code"]) for f in said.with_profile[document["id"]]["findings"] if f["severity"] != "info"
        ]
        for line in document["lines"]:
            if evaluate.line_truth(document, line) is False:
                for start, end, code in spans:
                    if code.startswith(OWN) and start < line["end"] and line["start"] < end:
                        wrong[
                            document["tier"], document["host"], f"{code} {document['text'][line['start'] : line['end']][:90]!r}"
                        ] += 1
    for (tier, host, words), count in wrong.most_common(ALARMS):
        yield f"{count:4} {tier} {host} {words}"


def crawl(pages: int) -> Iterator[Document]:
    """Yield a synthetic crawl in an order that mixes its sites; each page has a menu and lines of its own."""
    chance = random.Random(SEED)
    hosts = max(1, pages // HOSTS_EACH)
    words = [f"word{number}" for number in range(5000)]
    for number in range(pages):
        # Zipf's law, roughly: a few sites have a large part of all pages.
        host = int(hosts ** chance.random())
        menu = [f"{words[(host * 7 + line) % len(words)]} {words[line]} of site {host}" for line in range(MENU_LINES)]
        own = [" ".join(chance.choices(words, k=chance.randint(3, 25))) + "." for _ in range(OWN_LINES)]
        yield Document("\n".join([*menu, *own]), url=f"https://site{host}.example/{number}")


def cost(pages: int) -> str:
    """Count a synthetic crawl, write the profile, ask it, and return what that took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "crawl.profile"
        started = time.process_time()
        made = 0.0
        profile = Profile.empty()
        read = 0

        def timed() -> Iterator[Document]:
            nonlocal made, read
            documents = crawl(pages)
            while True:
                start = time.process_time()
                document = next(documents, None)
                made += time.process_time() - start
                if document is None:
                    return
                read += len(document.text)
                yield document

        profile.observe(timed())
        counted = time.process_time() - started - made
        start = time.process_time()
        profile.save(path)
        saved = time.process_time() - start
        # In kilobytes on Linux, in bytes on macOS.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        sites = Sites(path)
        documents = list(crawl(2000))
        start = time.process_time()
        for document in documents:
            standing = sites.standing(document)
            assert standing is not None
            sum(map(standing.count, standing.lines))
        asked = (time.process_time() - start) / len(documents)
        return (
            f"{pages:,} pages, {pages * (MENU_LINES + OWN_LINES):,} lines, {read / 1e6:,.0f} MB: counted in {counted:,.0f} s "
            f"of one core ({read / 1e6 / counted:.1f} MB/s), written in {saved:.0f} s, {path.stat().st_size / 1e6:,.0f} MB, "
            f"peak memory {peak / 1e6:,.0f} MB; asked in {1000 * asked:.2f} ms a document"
        )


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path, nargs="?", help="the folder of labelled data")
    parser.add_argument("--harness", type=Path, help="the folder with evaluate.py (eval, beside the data)")
    parser.add_argument("--folds", type=Path, help="a folder with weights-0.npz to weights-4.npz, trained by folds over sites")
    parser.add_argument("--one-extractor", action="store_true", help="a profile for each extractor by itself")
    parser.add_argument("--copies", action="store_true", help="put each text into the profile under other addresses too")
    parser.add_argument("--alarms", action="store_true", help="show what of the content was flagged")
    parser.add_argument("--crawl", type=int, metavar="PAGES", help="measure what it costs to count a synthetic crawl")
    options = parser.parse_args()
    if options.crawl:
        print(cost(options.crawl))
        return
    if options.data is None:
        parser.error("name the folder of labelled data, or --crawl PAGES")
    documents = repeating(Labels(options.data).everything())
    evaluate = harness(options.harness or options.data.parent / "eval")
    how = {"one_extractor": options.one_extractor, "copies": options.copies}
    explicit = judged(documents, None, **how)
    every = judged(documents, options.folds, **how) if options.folds else None
    print(figures(evaluate, documents, explicit, every))
    pages = len({page_of(as_document(document).source) for document in documents})
    hosts = len({document["host"] for document in documents})
    print(f"\n{len(documents):,} documents, {pages:,} pages, {hosts:,} hosts. {FoldedLinter(options.folds).note()}")
    if options.alarms:
        print(*alarms(evaluate, documents, explicit), sep="\n")


if __name__ == "__main__":
    main()
