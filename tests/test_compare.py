"""Two scrapes held against each other: what pairs, what is worse, what of a host is no chance."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lint_rules.comparing import Comparison, Entry, Limits, Side, Store, compare, entry_of
from lint_rules.comparing.entry import Found
from lint_rules.comparing.hosts import new_lines
from lint_rules.comparing.limits import By
from lint_rules.comparing.pairs import State, paired
from lint_rules.comparing.store import below
from lint_rules.comparing.words import WORDS_KEPT, changed, words_of
from lint_rules.config import Config
from lint_rules.document import Document
from lint_rules.engine.linter import Linter
from lint_rules.finding import Counts, Finding, Severity, Source, Span

WORDS = st.lists(st.sampled_from("tide quay boat net rope pier gull sail mast oar".split()), max_size=40)


def made(name: str, **values: object) -> Entry:
    """Return an entry; what is not given is that of a clean document."""
    host = values.pop("host", "quay.example")
    source = Source(name, values.pop("path", "a.jsonl"), values.pop("record", None), None, host)  # type: ignore[arg-type]
    entry = Entry(source, None, 100.0, "article", 1000, 1000, ())
    return entry._replace(**values)  # type: ignore[arg-type]


def found(code: str, fingerprint: str = "f") -> Found:
    return Found(code, "a-rule", weighs=True, fingerprint=fingerprint, words="Share this:")


def compared(
    old: Iterable[Entry], new: Iterable[Entry], limits: Limits | None = None, roots: Sequence[str | None] = ()
) -> Comparison:
    with Store() as store:
        store.add(Side.OLD, old, roots[0] if roots else None)
        store.add(Side.NEW, new, roots[1] if roots else None)
        store.finish()
        return compare(store, limits or Limits())


# Words


@given(WORDS, WORDS)
def test_words_lost_and_gained_are_counted_as_they_are_read(old: list[str], new: list[str]) -> None:
    change = changed(words_of(Document(" ".join(old)), []), words_of(Document("\n".join(new)), []))
    assert change.lost == (Counter(old) - Counter(new)).total()
    assert change.gained == (Counter(new) - Counter(old)).total()
    assert change.share == (change.lost / len(old) if old else 0)


def test_marks_case_and_line_breaks_are_no_change() -> None:
    old, new = Document("The tide came in. “Boats” left"), Document("the Tide,\ncame\nin – boats left!")
    assert changed(words_of(old, []), words_of(new, [])) == (0, 0, 0.0)


def test_contamination_that_went_is_no_text_that_was_lost() -> None:
    text = "The tide came in.\nAccept all cookies\n"
    start = text.index("Accept")
    contamination = Finding("PRO003", "", Span(start, len(text) - 1), Severity.ERROR)
    clean = words_of(Document("The tide came in."), [])
    assert changed(words_of(Document(text), [contamination]), clean).lost == 0
    assert changed(clean, words_of(Document(text), [contamination])).gained == 0
    assert changed(words_of(Document(text), [contamination._replace(counts=Counts.NOTHING)]), clean).lost == 3


@pytest.mark.parametrize(
    ("hurt", "found", "mended"),
    [
        ("The cafÃ© on thequay is open.", ("cafÃ©", "thequay"), "The café on the quay is open."),
        ("The har&shy;bour is open.", ("har&shy;bour",), "The harbour is open."),
        ("The har\u00adbour is\u200b open.", (), "The harbour is open."),
        ("The har\u00adbour is open.", ("\u00ad",), "The harbour is open."),
    ],
)
def test_damage_that_was_mended_is_no_text_that_was_lost(hurt: str, found: tuple[str, ...], mended: str) -> None:
    spans = [Span(hurt.index(words), hurt.index(words) + len(words)) for words in found]
    before = words_of(Document(hurt), [Finding("TXT001", "", span, Severity.WARNING, Counts.DAMAGE) for span in spans])
    after = words_of(Document(mended), [])
    assert changed(before, after).lost == 0
    # The reverse is a loss, and so is what goes beside the damage.
    assert changed(after, before).lost >= len(found) * ("\u00ad" not in hurt)
    assert changed(before, words_of(Document("The café"), [])).lost >= 1


@pytest.mark.parametrize("kept", [1.0, 0.9, 0.5])
def test_of_long_texts_the_share_is_known_to_within_a_few_percent(kept: float) -> None:
    chance = random.Random(1)
    words = [f"word{chance.randrange(3000)}" for _ in range(40_000)]
    shorter = words[: int(kept * len(words))]
    old, new = words_of(Document(" ".join(words)), []), words_of(Document(" ".join(shorter)), [])
    assert len(old.kept) <= 4 * WORDS_KEPT
    change = changed(old, new)
    assert change.share == pytest.approx(1 - kept, abs=0.05)
    assert change.gained == 0


# One document


def reasons(old: Entry, new: Entry, limits: Limits | None = None) -> list[str]:
    pair = paired(old, new, limits or Limits())
    assert (pair.state is State.WORSE) == bool(pair.reasons) or pair.state is State.BETTER
    return [reason.kind for reason in pair.reasons]


def test_what_makes_a_document_worse() -> None:
    good = made("a")
    assert reasons(good, good._replace(why="with errors")) == ["fails"]
    assert reasons(good, good._replace(score=94.9)) == ["score"]
    assert reasons(good, good._replace(score=95.0)) == []
    assert reasons(good, good._replace(score=None)) == ["unjudged"]
    assert reasons(good, good._replace(clean=949)) == ["text"]
    assert reasons(good, good._replace(clean=950)) == []
    assert reasons(good, good._replace(score=80.0), Limits(score_loss=20)) == []
    assert reasons(good, good._replace(clean=800), Limits(text_loss=0.2)) == []


def test_what_makes_a_document_better_is_the_reverse() -> None:
    bad = made("a", why="with errors", score=80.0)
    pair = paired(bad, made("a"), Limits())
    assert pair.state is State.BETTER
    assert [reason.kind for reason in pair.reasons] == ["passes", "score"]
    assert paired(bad, made("a", clean=100), Limits()).state is State.WORSE  # whatever else got better


def test_findings_are_told_apart_by_content_and_counted() -> None:
    old = made("a", findings=(found("CHR004", "one"), found("CHR004", "two"), found("CHR004", "two")))
    new = made("a", findings=(found("CHR004", "two"), found("PRO001", "two"), found("CHR004", "three")))
    pair = paired(old, new, Limits())
    assert [(each.code, each.fingerprint) for each in pair.appeared] == [("PRO001", "two"), ("CHR004", "three")]
    assert [(each.code, each.fingerprint) for each in pair.gone] == [("CHR004", "one"), ("CHR004", "two")]


# What pairs


def test_documents_pair_by_id_the_second_of_one_id_with_the_second() -> None:
    old = [made("a"), made("b"), made("a", score=50.0), made("gone")]
    new = [made("a"), made("a", score=50.0), made("new"), made("b", score=20.0)]
    comparison = compared(old, new)
    documents = comparison.documents
    assert documents is not None
    assert (documents.states[State.SAME], documents.states[State.WORSE]) == (2, 1)
    assert [each.id for each in documents.listed_vanished] == ["gone"]
    assert [each.id for each in documents.listed_appeared] == ["new"]
    assert comparison.reasons == (
        "1 of 3 documents is worse (33.3 %): 1 with a score lower by more than 5 points",
        "1 of 4 documents is missing (25.0 %)",
    )


def named_by_path(*paths: str) -> list[Entry]:
    return [made(path, path=path) for path in paths]


@pytest.mark.parametrize(
    ("old", "new", "roots"),
    [
        (("old/a.txt", "old/b/c.txt"), ("new/a.txt", "new/b/c.txt"), ("old", "./new/")),
        (("old/b/c.txt",), ("new/b/c.txt",), ("old", "new")),
        (("a.txt",), ("elsewhere/b.txt",), ("a.txt", "elsewhere/b.txt")),
        (("x/old/a.txt", "x/old/b/c.txt"), ("new/a.txt", "new/b/c.txt"), ()),  # saved results: no folder was named
        (("same/a.txt", "same/b.txt"), ("same/a.txt", "same/b.txt"), ()),
        (("same/a/x.txt", "same/b.txt"), ("same/a/x.txt",), ()),
        (("crawl/host/a.txt", "crawl/host/b.txt"), ("crawl/host/a.txt", "crawl/host/b.txt"), (None, "crawl")),
        (("old/host/a.txt", "old/b.txt"), ("new/host/a.txt", "new/b.txt"), (None, "new")),
        (("old/host/a.txt", "old/b.txt"), ("new/host/a.txt", "new/b.txt"), ("old/*", "new/*")),
        (("old/host/a.txt", "old/host/b.txt"), ("new/host/a.txt", "new/host/b.txt"), (None, "new")),
        (("old/x/a.txt", "old/y/a.txt"), ("new/y/a.txt",), ()),
        (("old/x/a.txt", "old/y/a.txt"), ("new/y/a.txt",), (None, "new/")),
    ],
)
def test_documents_without_ids_pair_by_where_they_lie(
    old: Sequence[str], new: Sequence[str], roots: Sequence[str | None]
) -> None:
    comparison = compared(named_by_path(*old), named_by_path(*new), roots=roots)
    assert comparison.paired == len(new)


def test_records_without_ids_pair_by_number() -> None:
    with Store() as store:
        store.add(Side.OLD, [made(f"old.jsonl#{n}", path="old.jsonl", record=n) for n in (1, 2, 3)], "old.jsonl")
        store.add(Side.NEW, [made(f"new.jsonl#{n}", path="new.jsonl", record=n) for n in (1, 3)], "new.jsonl")
        store.finish()
        assert (store.paired(), store.numbered) == (2, 5)


def test_paths_below_what_was_named() -> None:
    assert below("crawl/a.txt", "crawl") == "a.txt"
    assert below("crawl/a.txt", "./crawl//") == "a.txt"
    assert below("a.txt", ".") == "a.txt"
    assert below("crawl", "crawl") == ""
    assert below("crawler/a.txt", "crawl") is None


def test_names_that_are_no_text_are_kept_as_they_are() -> None:
    strange = [made("\ud800'); DROP TABLE documents; --", host="\ud800.example"), made("b", host=None), made("c", host="")]
    comparison = compared(strange, strange)
    assert comparison.paired == 3
    assert not comparison.regressed


def test_where_fewer_than_half_pair_hosts_are_compared() -> None:
    old = [made(f"{number}") for number in range(100)]
    assert compared(old, [made(f"{number}") for number in range(51, 151)]).documents is None
    assert compared(old, [made(f"{number}") for number in range(50, 150)]).documents is not None
    assert compared(old, old, Limits(by=By.HOST)).documents is None
    assert compared(old, [made("x")], Limits(by=By.DOCUMENT)).documents is not None
    # Of the smaller side: what is left of a crawl that broke off is compared document by document.
    assert compared(old, old[:10]).documents is not None


def test_limits_are_counts_or_shares_and_hold_unrounded() -> None:
    old = [made(f"{number}") for number in range(100)]
    two_worse = [each._replace(score=10.0) for each in old[:2]] + old[2:]
    assert compared(old, two_worse).regressed
    assert not compared(old, two_worse, Limits(worse=2)).regressed
    assert not compared(old, two_worse, Limits(worse=0.02)).regressed
    assert compared(old, two_worse, Limits(worse=0.0199)).regressed
    assert compared(old, old[1:]).regressed
    assert not compared(old, old[1:], Limits(vanished=1)).regressed
    assert not compared(old, [*old, made("new")]).regressed


# Hosts


def crawl(count: int, seed: int = 0, **values: object) -> list[Entry]:
    """Return documents of one host as a crawl has them: of all lengths, some of them bad."""
    chance = random.Random(seed)
    entries = []
    for number in range(count):
        bad = chance.random() < 0.3
        length = int(chance.lognormvariate(7, 1))
        score = chance.uniform(40, 90) if bad else 100.0
        notes = (found("CHR004", str(number)),) * (chance.randrange(3) if bad else 0)
        why = "with errors" if bad else None
        name = f"{seed}-{number}"
        entries.append(made(name, score=score, why=why, characters=length, clean=length, findings=notes, **values))
    return entries


def kinds(comparison: Comparison, name: str | None = "quay.example") -> list[str]:
    return [reason.kind for host in comparison.hosts if host.name == name and not host.pooled for reason in host.worse]


BY_HOST = Limits(by=By.HOST)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=25)
@given(st.integers(0, 10**6), st.integers(1, 60))
def test_a_side_is_no_worse_than_itself_in_any_order(seed: int, count: int) -> None:
    old = [*crawl(count, seed), *crawl(count // 2, seed + 1, host="pier.example")]
    new = [each._replace(source=each.source._replace(id=f"new {each.source.id}")) for each in old]
    random.Random(seed).shuffle(new)
    comparison = compared(old, new)
    assert comparison.documents is None
    assert [host.worse or host.better for host in comparison.hosts] == [()] * len(comparison.hosts)
    assert not comparison.regressed


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.floats(-40, 40))
def test_what_is_worse_one_way_is_better_the_other(seed: int, shift: float) -> None:
    old = crawl(50, seed)
    new = [each._replace(score=max(0.0, min(100.0, (each.score or 0) + shift))) for each in crawl(50, seed + 1)]
    (there,), (back,) = compared(old, new).hosts, compared(new, old).hosts
    told = [[reason.kind for reason in reasons if reason.kind != "length"] for reasons in (there.worse, there.better)]
    assert told == [[reason.kind for reason in reasons if reason.kind != "length"] for reasons in (back.better, back.worse)]


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_the_order_of_documents_does_not_matter(seed: int) -> None:
    old, new = crawl(45, 1), crawl(30, 2)
    shuffled = random.Random(seed)
    assert compared(old, new) == compared(shuffled.sample(old, 45), shuffled.sample(new, 30))


def test_random_halves_of_one_crawl_are_no_regression() -> None:
    whole = [*crawl(120), *(entry for host in range(30) for entry in crawl(host + 1, host, host=f"host{host}.example"))]
    chance = random.Random(3)
    alarms = 0
    for _ in range(40):
        drawn = chance.sample(whole, len(whole))
        alarms += compared(drawn[: len(whole) // 2], drawn[len(whole) // 2 :]).regressed
    assert alarms <= 2


def test_a_host_that_scores_lower_is_told_of_with_the_numbers() -> None:
    new = [each._replace(score=(each.score or 0) - 15, why="with errors") for each in crawl(60, 2)]
    comparison = compared(crawl(60), new)
    assert kinds(comparison) == ["score", "failing"]
    assert comparison.reasons == ("1 of 1 host regressed: quay.example",)
    (host,) = comparison.hosts
    assert "mean score" in host.worse[0].words
    assert "false-discovery rate of the host: below 0.0001" in host.worse[0].words
    assert [reason.kind for reason in compared(new, crawl(60)).hosts[0].better] == ["score", "failing"]


def test_a_change_below_ten_points_is_none_however_sure() -> None:
    old, new = [made(str(n), score=100.0) for n in range(500)], [made(f"n{n}", score=90.5) for n in range(500)]
    assert kinds(compared(old, new)) == []
    assert kinds(compared(old, new, Limits(change=9.5))) == ["score"]
    assert kinds(compared(old, [each._replace(score=90.0) for each in new])) == ["score"]


def test_nineteen_documents_tell_nothing_of_a_host() -> None:
    old, new = [made(str(n)) for n in range(60)], [made(f"n{n}", score=0.0, why="with errors") for n in range(20)]
    assert "score" in kinds(compared(old[:40], new))
    comparison = compared(old[:40], new[:19])
    assert "score" not in kinds(comparison)
    assert not comparison.hosts[0].compared


def test_findings_of_a_rule_are_compared() -> None:
    new = [each._replace(findings=(*each.findings, found("TXT001", "x"))) for each in crawl(40, 2)]
    comparison = compared(crawl(40), new)
    assert kinds(comparison) == ["rule"]
    assert "TXT001" in comparison.hosts[0].worse[0].words
    info = [each._replace(findings=(found("CRD004")._replace(weighs=False),)) for each in crawl(40, 2)]
    assert kinds(compared(crawl(40), info)) == []  # arguable findings never decide


@pytest.mark.parametrize("count", [20, 200])
def test_a_host_that_vanished_or_was_halved_is_always_told_of(count: int) -> None:
    other = crawl(100, 9, host="pier.example")
    rest = [each._replace(source=each.source._replace(id=f"n{each.source.id}")) for each in other]
    assert kinds(compared([*crawl(count), *other], rest)) == ["vanished"]
    short = [each._replace(characters=each.characters // 4) for each in crawl(count, 2)]
    assert "length" in kinds(compared(crawl(count), short))


def test_many_documents_lost_are_told_of_and_few_are_chance() -> None:
    assert kinds(compared(crawl(200), crawl(100, 2))) == ["documents"]
    assert kinds(compared(crawl(200), crawl(101, 2))) == []
    assert kinds(compared(crawl(30), crawl(15, 2))) == []  # two halves of thirty often differ as much


def test_one_host_that_is_worse_by_far_makes_no_others_worse() -> None:
    hosts = [f"h{number}.example" for number in range(40)]
    old = [entry for number, host in enumerate(hosts) for entry in crawl(40, number, host=host)]
    new = [entry for number, host in enumerate(hosts) for entry in crawl(40, 100 + number, host=host)]
    new = [each._replace(score=0.0, why="stub") if each.source.host == hosts[7] else each for each in new]
    assert [host.name for host in compared(old, new).hosts if host.worse] == [hosts[7]]


def test_small_hosts_come_and_go_without_an_alarm() -> None:
    def small(side: int) -> list[Entry]:
        chance = random.Random(side)
        return [made(f"{side} {host} {n}", host=f"h{host}.example") for host in range(300) for n in range(chance.randrange(9))]

    comparison = compared(small(0), small(1))
    assert not comparison.regressed
    (pooled,) = comparison.hosts
    assert pooled.compared
    assert pooled.title == "293 hosts with few documents"  # seven have none on either side


def test_small_hosts_are_compared_together() -> None:
    old = [made(f"{host} {n}", host=f"h{host}.example") for host in range(30) for n in range(4)]
    new = [each._replace(source=each.source._replace(id=f"n{each.source.id}"), score=60.0) for each in old]
    assert compared(old, new).reasons == ("30 hosts with few documents regressed, taken together",)
    assert compared(old, new[:50]).reasons[0].startswith("documents 120 → 50")


def test_nothing_that_could_be_told_is_not_taken_for_good() -> None:
    comparison = compared([made("a")], [made("b")])
    assert comparison.incomplete
    assert comparison.sentence().startswith("compare: INCOMPLETE")


# Lines


LINTER = Linter(Config(plugins=False, select=("CHR001",)))
BANNER = "The Tidewater app now carries every harbour table"


def page(number: int, *lines: str) -> Entry:
    text = "\n".join([f"Report number {number} from the quay, where boat {number} came in late.", *lines])
    doc = Document(text, id=f"{number} {lines}", host="quay.example")
    return entry_of(LINTER.check(doc), LINTER.config, doc)


def test_lines_that_are_new_on_many_pages_are_told_of() -> None:
    old = [page(number) for number in range(60)]
    new = [page(100 + number, *([BANNER, "One tap"] if number % 5 < 2 else [])) for number in range(60)]
    comparison = compared(old, new)
    assert kinds(comparison) == ["lines"]
    (host,) = comparison.hosts
    assert [(line.new, line.of_new, line.old) for line in host.lines] == [(24, 60, 0)] * 2
    assert host.worse[0].words.startswith("2 new lines on up to 40 % of pages")
    assert kinds(compared(new, old)) == []
    rare = [page(100 + number, *([BANNER] if number % 5 < 1 else [])) for number in range(60)]
    assert compared(old, rare).hosts[0].lines == ()


def test_lines_that_always_stand_together_are_one_in_the_number_of_those_tried() -> None:
    def keys(*numbers: int) -> bytes:
        return b"".join(number.to_bytes(4, "little") for number in numbers)

    old = [keys(9)] * 20
    new = [keys(1, 2, 3, 9)] * 8 + [keys(9)] * 12
    lines = new_lines(old, new)
    assert [line.key for line in lines.found] == [1, 2, 3]
    assert lines.tried == 2
    assert new_lines([], []).found == []


@pytest.mark.parametrize(
    ("pages", "with_banner", "told"), [(40, 40, True), (40, 11, False), (40, 12, True), (6, 3, True), (6, 2, False)]
)
def test_pages_that_pair_need_no_chance_ruled_out(pages: int, with_banner: int, told: bool) -> None:
    old = [page(number) for number in range(pages)]
    new = [
        page(number, *([BANNER] if number < with_banner else []))._replace(source=before.source)
        for number, before in enumerate(old)
    ]
    comparison = compared(old, new)
    assert comparison.documents is not None
    assert comparison.documents.states[State.WORSE] == 0
    assert kinds(comparison) == (["lines"] if told else [])
    assert comparison.regressed is told
    # What is on the new side alone says nothing of pages that pair.
    assert not compared(old, [*old, *(page(100 + number, BANNER) for number in range(pages))]).regressed
