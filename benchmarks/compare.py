"""How often `scrapelint compare` raises an alarm where there is none, and how often it finds what is broken:
`python benchmarks/compare.py DATA`.

Takes all labelled documents with a host, in two ways: by their hosts, and with extractors in the place of hosts, whose documents
are of different pages all. Each crawl is split into two random halves, again and again: as nothing but chance tells the halves
apart, every regression that is told of is a false one. Then one host of the second half is damaged as scrapers break (a notice
on 40 % of its pages, of words that the rules know or do not; texts cut off; every fourth paragraph removed; spaces lost), and
it is counted how often that host, and no other, is told of; and how many of its documents are, where they pair with the whole
ones. `--draws` is the number of splits. `--crawl DOCUMENTS` measures instead what it costs to compare two synthetic crawls.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

from corpus import Labelled, Labels

from lint_rules.comparing import Comparison, Entry, Limits, Side, Store, compare, entry_of
from lint_rules.comparing.entry import Found
from lint_rules.comparing.limits import By
from lint_rules.comparing.pairs import State
from lint_rules.comparing.words import Words
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine.linter import Linter
from lint_rules.finding import Source

DRAWS = 100
SOURCES = ("zyte", "l3s")  # those with most documents of a host
FEWEST = 40  # documents of a host that can be told of: twenty on both sides
LARGEST = 400  # documents of a host that is damaged: more would take long to judge
DAMAGED = 8  # hosts that are damaged, of all sizes
PROCESSES = 2
NOTICE_SHARE = 0.4
KNOWN = "We value your privacy\nAccept all cookies\nSign up for our newsletter"
UNKNOWN = "The Tidewater app now carries every harbour table\nOne tap from quay to quay"
KEPT = 0.4  # of a text that is cut off
EVERY = 4  # paragraphs of which one is removed
SPACES = 60  # of which one is lost, as at a link
HOST_EACH, WORDS, LINES = 200, 600, 50  # of a synthetic crawl: documents of a host on average, words and lines of a document

Damage = Callable[[str, random.Random], str]


def known_notice(text: str, chance: random.Random) -> str:
    """Return a text with a notice above it that the rules know, in two of five."""
    return f"{KNOWN}\n{text}" if chance.random() < NOTICE_SHARE else text


def unknown_notice(text: str, chance: random.Random) -> str:
    """Return a text with a notice above it that no rule knows, in two of five."""
    return f"{UNKNOWN}\n{text}" if chance.random() < NOTICE_SHARE else text


def cut_off(text: str, chance: random.Random) -> str:  # noqa: ARG001 - as all damage is called
    """Return the beginning of a text."""
    return text[: int(KEPT * len(text))]


def without_paragraphs(text: str, chance: random.Random) -> str:
    """Return a text without one in four of its lines, or of its sentences where it has one line."""
    joint = "\n" if "\n" in text.strip() else ". "
    first = chance.randrange(EVERY)
    return joint.join(part for number, part in enumerate(text.split(joint)) if number % EVERY != first)


def without_spaces(text: str, chance: random.Random) -> str:
    """Return a text with one in sixty spaces between words of letters lost."""
    return re.sub(r"(?<=[a-z]) (?=[a-z])", lambda _: "" if chance.random() < 1 / SPACES else " ", text)


DAMAGES: Mapping[str, Damage] = {
    "notice on 40 %, known": known_notice,
    "notice on 40 %, unknown": unknown_notice,
    "cut off at 40 %": cut_off,
    "a quarter of the lines removed": without_paragraphs,
    "1 in 60 spaces lost": without_spaces,
}


class Judged(NamedTuple):
    """A document's entry, and the host that it stands under."""

    host: str
    entry: Entry


def judge(documents: Iterable[tuple[str, Labelled]]) -> list[Judged]:
    """Judge documents, each with the host that it is to stand under."""
    given = [(host, document["id"], document["text"]) for host, document in documents]
    with Pool(PROCESSES) as pool:
        return [Judged(host, entry) for host, entry in pool.imap(_judge, given, chunksize=32)]


_linters: list[Linter] = []


def _judge(given: tuple[str, str, str]) -> tuple[str, Entry]:
    if not _linters:
        _linters.append(Linter(Config(plugins=False)))
    host, name, text = given
    doc = Document(text, id=name, host=host)
    return host, entry_of(_linters[0].check(doc), _linters[0].config, doc)


def compared(old: Iterable[Judged], new: Iterable[Judged], by: By = By.HOST) -> Comparison:
    """Return what two crawls come to."""
    with Store() as store:
        store.add(Side.OLD, [each.entry for each in old])
        store.add(Side.NEW, [each.entry for each in new])
        store.finish()
        return compare(store, Limits(by=by), most=1)


def halves(crawl: Sequence[Judged], chance: random.Random) -> tuple[list[Judged], list[Judged]]:
    """Return two random halves."""
    drawn = chance.sample(crawl, len(crawl))
    return drawn[: len(drawn) // 2], drawn[len(drawn) // 2 :]


def false_alarms(crawl: Sequence[Judged], draws: int) -> str:
    """Return in how many draws something was told of, and what."""
    chance = random.Random(0)
    told = [compared(*halves(crawl, chance)) for _ in range(draws)]
    alarms = [each for each in told if each.regressed]
    lines = [f"  regression in {len(alarms)} of {draws} draws"]
    lines += [
        f"    {reason}" for each in alarms for host in each.hosts for reason in [f"{host.title}: {host.worse}"] if host.worse
    ]
    return "\n".join(lines)


def sizes(crawl: Sequence[Judged]) -> dict[str, int]:
    """Return how many documents each host has."""
    counted: dict[str, int] = defaultdict(int)
    for each in crawl:
        counted[each.host] += 1
    return counted


def damaged_hosts(crawl: Sequence[Judged]) -> list[str]:
    """Return some hosts of all sizes that can be told of."""
    large = sorted((count, host) for host, count in sizes(crawl).items() if FEWEST <= count <= LARGEST)
    step = max(1, len(large) // DAMAGED)
    return [host for _, host in large[step // 2 :: step][:DAMAGED]]


def found(crawl: Sequence[Judged], texts: Mapping[str, Labelled], draws: int) -> None:
    """Print how often a damaged host is told of, by kind of damage and size of the host; and what is on pages of both."""
    counts = sizes(crawl)
    hosts = damaged_hosts(crawl)
    heads = "".join(f"{counts[host]:>7}" for host in hosts)
    print(f"  {'damage, by documents of the host':<34}{heads}  others told of  the same pages: hosts, documents")
    own = [each for each in crawl if each.host in hosts]
    for name, damage in DAMAGES.items():
        chance = random.Random(name)
        changed = [(each.host, texts[each.entry.source.id]) for each in own]
        spoilt = judge((host, {**document, "text": damage(document["text"], chance)}) for host, document in changed)
        by_id = {each.entry.source.id: each for each in spoilt}
        hits, others = [], 0
        for host in hosts:
            told = [_told(crawl, host, by_id, chance) for _ in range(draws)]
            hits.append(sum(host in each for each in told))
            others += sum(any(other != host for other in each) for each in told)
        cells = "".join(f"{100 * hit / draws:>5.0f} %" for hit in hits) if draws else ""
        print(f"  {name:<34}{cells}  {f'{others} of {draws * len(hosts)}':<14}  {_paired(own, spoilt)}", flush=True)


def _told(crawl: Sequence[Judged], host: str, spoilt: Mapping[str, Judged], chance: random.Random) -> list[str | None]:
    """Return the hosts that are told of between two halves, where one host of the second is damaged."""
    old, new = halves(crawl, chance)
    new = [spoilt[each.entry.source.id] if each.host == host else each for each in new]
    return [each.name for each in compared(old, new).hosts if each.worse]


def _paired(old: Sequence[Judged], new: Sequence[Judged]) -> str:
    """Return how many hosts and which share of documents are told of, where all pages are on both sides."""
    comparison = compared(old, new, By.DOCUMENT)
    assert comparison.documents is not None
    told = sum(bool(each.worse) for each in comparison.hosts)
    share = comparison.documents.states[State.WORSE] / len(old)
    return f"{told} of {len(comparison.hosts)}, {100 * share:.0f} %"


def cost(documents: int) -> str:
    """Compare two synthetic crawls whose documents pair, and return what that took beside judging them."""
    chance = random.Random(0)
    found = tuple(
        Found(f"CHR00{number}", "share-prompt", weighs=True, fingerprint="0" * 16, words="Share this:") for number in range(5)
    )

    def entries() -> Iterator[Entry]:
        for number in range(documents):
            host = f"host{int((documents / HOST_EACH) ** chance.random())}.example"
            kept = b"".join(sorted(chance.randbytes(4) for _ in range(WORDS)))
            source = Source(f"https://{host}/{number}", "crawl.jsonl", number, None, host)
            yield Entry(source, None, 90.0, "article", 5000, 4800, found, Words(WORDS, 0, kept), chance.randbytes(4 * LINES))

    started = time.process_time()
    with Store() as store:
        for side in Side:
            store.add(side, entries())
        store.finish()
        stored = time.process_time() - started
        comparison = compare(store, Limits(), most=20)
    # In kilobytes on Linux, in bytes on macOS.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    took = time.process_time() - started - stored
    return (
        f"2 × {documents:,} documents, {len(comparison.hosts):,} hosts: made and stored in {stored:,.0f} s of one core, "
        f"compared in {took:,.0f} s, peak memory {peak / 1e6:,.0f} MB"
    )


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path, nargs="?", help="the folder of labelled data")
    parser.add_argument("--crawl", type=int, metavar="DOCUMENTS", help="measure what it costs to compare two synthetic crawls")
    parser.add_argument("--draws", type=int, default=DRAWS, help=f"random halves of each crawl [{DRAWS}]")
    parser.add_argument("--damaged-draws", type=int, default=5, help="random halves for each kind of damage and host [5]")
    options = parser.parse_args()
    if options.crawl:
        print(cost(options.crawl))
        return
    if options.data is None:
        parser.error("name the folder of labelled data, or --crawl DOCUMENTS")
    documents = [each for source in SOURCES for each in Labels(options.data).of(source) if each.get("host")]
    texts = {document["id"]: document for document in documents}
    crawls = {
        "hosts": judge((document["host"], document) for document in documents),
        "extractors as hosts": judge((f"{document['source']} {document['extractor']}", document) for document in documents),
    }
    for name, crawl in crawls.items():
        large = sum(count >= FEWEST for count in sizes(crawl).values())
        print(f"{name}: {len(crawl):,} documents, {len(sizes(crawl)):,} hosts, {large} of them with {FEWEST} documents or more")
        print(false_alarms(crawl, options.draws), flush=True)
        found(crawl, texts, options.damaged_draws)


if __name__ == "__main__":
    main()
