"""The law of the prescan: it sees exactly what a naive look at every line sees, with whichever scanner."""

from __future__ import annotations

import os
import re
import stat
import threading
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules.config import Config
from lint_rules.document import EDGE, Document, fold_numbers
from lint_rules.engine import registry
from lint_rules.engine.linter import Linter
from lint_rules.engine.prescan import Prescan, expression
from lint_rules.rule import Anchor, Hit, Trigger, expanded, normalise_phrase

RULES = registry.discover(Config(plugins=False))
TRIGGERS = tuple(dict.fromkeys(trigger for rule in RULES for trigger in expanded(rule.triggers)))
FAST = Prescan(TRIGGERS, backend="hyperscan")
SLOW = Prescan(TRIGGERS, backend="search")
FIXTURES = Path(__file__).parent.parent / "fixtures"
compiled = cache(expression)  # more of them than `re` remembers


def naive(triggers: tuple[Trigger, ...], doc: Document) -> set[tuple[Trigger, int, int]]:
    """Look for every trigger on every line, by nothing but the trigger's own definition."""
    found: set[tuple[Trigger, int, int]] = set()
    for line in doc.lines:
        folded = doc.folded[line.start : line.end]
        for trigger in triggers:
            counted = "#" in trigger.phrase and not trigger.literal_hash
            if trigger.anchor is Anchor.LINE and "*" not in trigger.phrase and not (counted and re.search(r"\d", trigger.phrase)):
                key = folded.strip(EDGE)
                if fold_numbers(key) == trigger.phrase and bool(re.search(r"\d", key)) if counted else key == trigger.phrase:
                    found.add((trigger, line.start, line.end))
                continue
            anchored = trigger.anchor in (Anchor.START, Anchor.LINE)
            pattern = compiled(trigger)
            matches = [pattern.match(folded)] if anchored else list(pattern.finditer(folded))
            found |= {(trigger, line.start + m.start(1), line.start + m.end(1)) for m in matches if m}
    return found


def as_set(hits: list[Hit]) -> set[tuple[Trigger, int, int]]:
    return {(hit.trigger, hit.span.start, hit.span.end) for hit in hits}


def sample_of(trigger: Trigger) -> str:
    """Return a text that fires a trigger: the phrase itself, a number for `#`, a word for `*`."""
    phrase = trigger.phrase.replace("*", "some words")
    return phrase if trigger.literal_hash else phrase.replace("#", "1,204")


PHRASES = [trigger for trigger in TRIGGERS if trigger.anchor is not Anchor.PATTERN]
pieces = st.one_of(
    st.sampled_from(PHRASES).map(sample_of),
    st.sampled_from(PHRASES).map(lambda trigger: sample_of(trigger).upper()),
    st.text(st.sampled_from("abz 019 .:,;!?'\"“”’«»ßéłİſ–—|•\u00a0\u200b\u00ad\ufffd\ud800\x00日"), max_size=12),
    st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\t", " ", ": ", "… ", "» "]),
)
texts = st.lists(pieces, max_size=24).map("".join)


@given(texts)
def test_scanners_and_naive_search_agree(text: str) -> None:
    doc = Document(text).reading
    expected = naive(TRIGGERS, doc)
    assert as_set(FAST.scan(doc)) == expected
    assert as_set(SLOW.scan(doc)) == expected


phrase_texts = st.text(st.sampled_from("abc łé'?.*# -1"), min_size=1, max_size=8)


@given(
    st.lists(st.tuples(phrase_texts, st.sampled_from([a for a in Anchor if a is not Anchor.PATTERN]), st.booleans()), max_size=6),
    texts,
)
def test_any_phrases_agree(drawn: list[tuple[str, Anchor, bool]], text: str) -> None:
    normal = [(normalise_phrase(phrase, anchor), anchor, hashed) for phrase, anchor, hashed in drawn]
    triggers = tuple({Trigger(phrase, anchor, literal_hash=hashed) for phrase, anchor, hashed in normal if phrase.strip("*# ")})
    doc = Document(text + "\n" + "\n".join(sample_of(trigger) for trigger in triggers)).reading
    expected = naive(triggers, doc)
    assert as_set(Prescan(triggers, backend="hyperscan").scan(doc)) == expected
    assert as_set(Prescan(triggers, backend="search").scan(doc)) == expected


def can_fire(trigger: Trigger) -> bool:
    words = f"Well {sample_of(trigger)} then" if trigger.anchor is Anchor.ANYWHERE else sample_of(trigger)
    doc = Document(f"A line of its own.\n\n{words}\n").reading
    return trigger in {hit.trigger for hit in FAST.scan(doc)}


def test_every_phrase_can_fire() -> None:
    # One test: there are tens of thousands of phrases, and an item of pytest costs more than a look.
    assert [trigger for trigger in PHRASES if not can_fire(trigger)] == []


def _fixture_texts() -> list[str]:
    files = [p for p in sorted(FIXTURES.rglob("*")) if p.suffix in (".txt", ".md", ".jsonl", ".html")]
    return [path.read_text("utf-8", "surrogateescape") for path in files]


def test_the_slower_scanner_gives_the_same_findings_on_all_fixtures() -> None:
    fast, slow = Linter(backend="hyperscan"), Linter(backend="search")
    texts = _fixture_texts()
    assert texts
    for text in texts:
        assert fast.check(Document(text)).diagnostics == slow.check(Document(text)).diagnostics


def test_the_slower_scanner_gives_the_same_findings_on_all_triggers() -> None:
    text = "\n\n".join(sample_of(trigger) for trigger in PHRASES)
    doc = Document(text)
    assert Linter(backend="hyperscan").check(doc) == Linter(backend="search").check(doc)


def test_no_hits_no_findings() -> None:
    result = Linter().check(Document("The ferry left the island at dawn with nine goats aboard.\n"))
    assert result.diagnostics == ()


def test_an_unknown_backend_is_refused() -> None:
    with pytest.raises(ValueError, match="grep"):
        Prescan(TRIGGERS, backend="grep")


def test_a_compiled_automaton_is_kept_and_a_damaged_one_replaced(tmp_path: Path) -> None:
    triggers = (Trigger("share *", Anchor.START), Trigger("read more", Anchor.ANYWHERE))
    doc = Document("Share the news\nTo read more, go on.\n")
    expected = Prescan(triggers, cache=tmp_path).scan(doc)
    assert len(expected) == 2
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    for damaged in (b"", b"short", whole[:-1], whole[:20] + bytes([whole[20] ^ 1]) + whole[21:]):
        kept.write_bytes(damaged)
        assert Prescan(triggers, cache=tmp_path).scan(doc) == expected
        assert kept.read_bytes() == whole


@pytest.mark.skipif(os.name == "nt", reason="permissions of folders are another matter on Windows")
def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    triggers = (Trigger("read more", Anchor.ANYWHERE),)
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    read_only = tmp_path / "read-only"
    read_only.mkdir()
    read_only.chmod(stat.S_IRUSR | stat.S_IXUSR)
    for folder in (blocked, blocked / "inner", read_only / "inner"):
        assert len(Prescan(triggers, cache=folder).scan(Document("Read more here"))) == 1
    read_only.chmod(stat.S_IRWXU)


def test_threads_may_share_a_prescan() -> None:
    doc = Document("\n".join(sample_of(trigger) for trigger in PHRASES[:200]))
    expected = FAST.scan(doc)
    wrong: list[int] = []

    def work() -> None:
        wrong.extend(1 for _ in range(20) if FAST.scan(doc) != expected)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
