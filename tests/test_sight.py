"""The network that sees lines in context: what it reads, what it says, and that the shipped weights say what they said."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules import Document
from lint_rules.config import Config
from lint_rules.engine.linter import Linter
from lint_rules.errors import ConfigError
from lint_rules.sight import SHIPPED, features, network
from lint_rules.sight.features import PLACE, TRAITS, Reader, place, rarities, word
from lint_rules.sight.units import units

PAGE = """Skip to content
Torne Valley Times
News
Sport
The weir at Ollen is to be rebuilt
By Ann Moll
The weir at Ollen, which has held back the Torne since 1931, will be rebuilt next spring, the water board said on Monday.
Engineers found cracks in two of its five gates last autumn, and divers who looked at the foundations in May found more.
“We could mend it once more, but we would be back in ten years,” said Per Lind, who has looked after the gates since 1998.
The work is to cost four million and to take two summers. Boats will pass through the old mill race until it is done.
Share
Two held after fire in empty mill
Why the swans came back to Hale
Ferry to stop running on Sundays
School roof to cost twice as much
About us
Contact
Privacy
"""
# What the shipped weights say of each line of the page: the chance of residue. Trained anew, they say something else, and this
# is to be written anew.
RECORDED = [0.99, 0.94, 1.0, 0.94, 0.7, 0.9, 0.08, 0.17, 0.05, 0.27, 0.94, 0.87, 0.89, 0.94, 0.94, 1.0, 1.0, 1.0]


@pytest.fixture(scope="module")
def shipped() -> network.Network:
    return network.Network(SHIPPED)


def judged(text: str, of: network.Network) -> network.Opinion:
    doc = Document(text).reading
    return of.judge(doc, Linter(Config(plugins=False, ignore=("CTX",))).facts(Document(text)))


def test_the_shipped_weights_say_what_they_said(shipped: network.Network) -> None:
    assert [round(float(chance), 2) for chance in judged(PAGE, shipped).residue] == pytest.approx(RECORDED, abs=0.02)


def test_the_article_is_told_from_what_stands_around_it(shipped: network.Network) -> None:
    chances = judged(PAGE, shipped).residue
    assert chances[6:10].max() < shipped.threshold < min(chances[2], chances[11:15].mean(), chances[17])


def test_what_was_seen_before_moves_nothing(shipped: network.Network) -> None:
    fresh = network.Network(SHIPPED)
    judged("Something else\n\nhas been read before.\n\nIt has words of its own: pontoon, quay, halyard.\n", fresh)
    again = judged(PAGE, fresh)
    for name in network.Opinion._fields:
        np.testing.assert_allclose(getattr(again, name), getattr(judged(PAGE, shipped), name), atol=1e-5)


def test_words_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "MOST_WORDS", 20)
    small = network.Network(SHIPPED)
    before = judged(PAGE, small).residue
    judged("A few other words, so that the first ones go.\n\nAnd more.\n", small)
    np.testing.assert_allclose(judged(PAGE, small).residue, before, atol=1e-5)


def test_a_line_is_judged_by_its_neighbours(shipped: network.Network) -> None:
    headline = "Why the swans came back to Hale"
    lines = PAGE.splitlines()
    amid = [*lines[4:8], headline, *lines[8:10]]
    below = [*lines[4:10], *lines[10:]]
    assert judged("\n".join(below), shipped).residue[below.index(headline)] > judged("\n".join(amid), shipped).residue[4] * 0.99


@given(st.text(max_size=400))
def test_any_text_is_judged(text: str) -> None:
    doc = Document(text).reading
    if not doc.lines:
        return
    opinion = network.load(SHIPPED).judge(doc, ())
    for values in opinion:
        assert len(values) == len(units(doc))
        assert all(0 <= value <= 1 for value in values)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1, max_size=30), max_size=12))
def test_places_are_finite_and_small(lines: list[str]) -> None:
    doc = Document("\n".join(lines)).reading
    reader = Reader([])
    if not doc.lines:
        return
    page = reader.read(doc, ())
    placed = place(page, rarities(reader.themes, {}))
    assert placed.shape == (len(units(doc)), PLACE)
    assert np.isfinite(placed).all()
    assert np.abs(placed).max() <= 5


def test_a_word_is_seen_by_its_core_shape_and_traits() -> None:
    assert word("“Boats,").core == "boats"
    assert word("Boats").shape == word("Tides").shape != word("boats").shape
    assert word("1931").core == "0000"
    assert len(word("x").traits) == TRAITS
    assert not word("...").core
    assert word("...").traits[8] == 1


def test_rarer_words_are_rarer() -> None:
    rare = rarities(["the", "weir", "halyard"], {"the": 1, "weir": 2})
    assert rare[0] == 0 < rare[1] < rare[2] == 1


def test_other_stories_have_themes_of_their_own() -> None:
    doc = Document(PAGE).reading
    reader = Reader([])
    placed = place(reader.read(doc, ()), rarities(reader.themes, {}))
    anywhere = placed[:, -7]
    assert anywhere[6:10].mean() > anywhere[11:15].mean()


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut short"])
def test_a_file_that_is_no_weights_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.npz"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="weights"):
        Linter(Config(plugins=False, rules={"CTX001": {"weights": str(path)}}))


def test_weights_of_another_format_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    np.savez(path, format=np.array(network.FORMAT + 1))
    with pytest.raises(ConfigError, match="format"):
        network.Network(path)


def test_pickled_objects_in_a_weights_file_are_not_run(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    np.savez(path, format=np.array([print], dtype=object))
    with pytest.raises(ConfigError, match="cannot be read as weights"):
        network.Network(path)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        Linter(Config(plugins=False, rules={"CTX001": {"weights": "nowhere.npz"}}))


def test_the_weights_are_small() -> None:
    assert SHIPPED.stat().st_size < 500_000


def test_other_weights_make_another_rule_set(tmp_path: Path) -> None:
    copy = tmp_path / "weights.npz"
    with np.load(SHIPPED) as file:
        np.savez(copy, **{name: file[name] for name in file.files} | {"threshold": np.array(0.9)})
    own = Linter(Config(plugins=False, select=("CTX001",)))
    other = Linter(Config(plugins=False, select=("CTX001",), rules={"CTX001": {"weights": str(copy)}}))
    assert own.ruleset != other.ruleset


def test_suspicion_stays_below_the_threshold(shipped: network.Network) -> None:
    linter = Linter(Config(plugins=False))
    result = linter.check(Document(PAGE))
    rule = next(rule for rule in linter.rules if rule.code == "CTX001")
    from lint_rules.rule import Context

    doc = Document(PAGE).reading
    suspicions = list(rule.suspect(Context(doc, (), linter.facts(Document(PAGE)))))
    assert suspicions
    assert max(each.probability for each in suspicions) < shipped.threshold
    assert result.score.purity is not None
    assert not math.isnan(result.score.purity)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("One line.\n\nAnother.\n", "too-short"),
        ("물막이 댐은 내년 봄에 다시 지어질 것이라고 수도국이 월요일에 밝혔다. 균열을 보았다고 했다.\n" * 6, "language"),
        ("Torne 2–1 Ollen\nHale 0–0 Arden\nMoll 3–3 Beck\nOllen 4–0 Hale\nArden 1–2 Torne\n", "no-text"),
    ],
)
def test_it_abstains_where_it_cannot_see(text: str, reason: str) -> None:
    result = Linter(Config(plugins=False)).check(Document(text))
    assert ("CTX001", reason) in result.skipped


def test_features_say_which_rules_spoke() -> None:
    text = "Skip to content\n\nThe weir held, and nobody who had seen the flood could say why it did not give.\n"
    linter = Linter(Config(plugins=False, ignore=("CTX",)))
    page = Reader(["CHR001"]).read(Document(text).reading, linter.facts(Document(text)))
    assert page.facts[0].tolist() == [1, 0, 0, 0, 1]
    assert not page.facts[1].any()
    assert features.LINE_FACTS == 4
