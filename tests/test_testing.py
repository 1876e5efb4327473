"""What is offered to the tests of others, without pytest's help: the plugin's own tests see the fixture."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lint_rules.config import Config, PhraseTable
from lint_rules.errors import ConfigError
from lint_rules.testing import SHOWN_FINDINGS, ScrapeLint, assert_clean, shown_findings

CLEAN = "The harbour opened at dawn and the first boats went out before the fog had lifted.\n"
PHRASES = (
    PhraseTable("LOC001", line=("Listen on the quay app",), severity="error"),
    PhraseTable("LOC002", line=("Tides by the harbour office",), severity="warning"),
    PhraseTable("LOC003", line=("By our own reporter",), severity="info"),
    PhraseTable("LOC004", line=("At the quay",), severity="error", hosts=("quay.example",)),
)


@pytest.fixture(scope="module")
def lint() -> ScrapeLint:
    return ScrapeLint(Config(select=("CHR001", "LOC"), phrase=PHRASES, plugins=False))


def message(lint: ScrapeLint, text: str, **wanted: object) -> str:
    with pytest.raises(AssertionError) as caught:
        lint.assert_clean(text, **wanted)  # type: ignore[arg-type]
    return str(caught.value)


def test_clean(lint: ScrapeLint) -> None:
    lint.assert_clean(CLEAN)
    lint.assert_clean(CLEAN, "https://quay.example/1", "<p>page</p>", 97, (), ("harbour opened",), ("cookies",))
    lint.assert_clean(CLEAN + "\nBy our own reporter\n")


@pytest.mark.parametrize(("words", "code"), [("Listen on the quay app", "LOC001"), ("Tides by the harbour office", "LOC002")])
def test_errors_and_warnings_are_shown(lint: ScrapeLint, words: str, code: str) -> None:
    said = message(lint, f"{CLEAN}\n{words}\n")
    assert said.startswith("the text is not clean: score ")
    assert f"{code} " in said
    assert f"--> text:3:1\n  |\n3 | {words}\n" in said


def test_the_address_names_the_place_and_the_site(lint: ScrapeLint) -> None:
    lint.assert_clean(CLEAN + "\nAt the quay\n")
    said = message(lint, CLEAN + "\nAt the quay\n", url="https://quay.example/story")
    assert "--> https://quay.example/story:3:1" in said


def test_codes_to_ignore(lint: ScrapeLint) -> None:
    text = "Skip to content\n\n" + CLEAN + "\nListen on the quay app\n"
    assert "LOC001" in message(lint, text, ignore=["CHR"])
    lint.assert_clean("Skip to content\n\n" + CLEAN, ignore=["CHR001"], min_score=97)
    assert "CHR001" in message(lint, "Skip to content\n\n" + CLEAN)
    with pytest.raises(ConfigError, match="'CHR999'"):
        lint.assert_clean(CLEAN, ignore=["CHR999"])


def test_words_that_must_and_must_not_be_there(lint: ScrapeLint) -> None:
    said = message(lint, CLEAN, must_have=["harbour", "dusk"], must_not_have=["the  fog", "cookies"])
    assert 'must_have: the text lacks "dusk"\nmust_not_have: the text holds "the fog", line 1' in said
    assert '"harbour"' not in said
    assert '"cookies"' not in said


@pytest.mark.parametrize("name", ["ignore", "must_have", "must_not_have"])
def test_one_text_is_not_a_list_of_texts(lint: ScrapeLint, name: str) -> None:
    with pytest.raises(TypeError, match=name):
        lint.assert_clean(CLEAN, **{name: "harbour"})  # type: ignore[arg-type]


def test_minimum_score(lint: ScrapeLint) -> None:
    assert "score: " in message(lint, f"{CLEAN}\nListen on the quay app\n", min_score=99)
    strict = ScrapeLint(Config(min_score=100, select=("CHR001", "LOC"), phrase=PHRASES, plugins=False))
    strict.assert_clean(CLEAN)
    assert "score: 7" in message(strict, f"{CLEAN}\nListen on the quay app\n")
    assert "score: " not in message(strict, f"{CLEAN}\nListen on the quay app\n", min_score=10)
    lowest = ScrapeLint(replace(strict.config, min_score=10, lowest_score=100))
    assert "score: 7" in message(lowest, f"{CLEAN}\nListen on the quay app\n")


def test_what_fails_a_document_by_the_configuration_is_not_clean(lint: ScrapeLint) -> None:
    text = CLEAN + "\nBy our own reporter\n"
    for gate in ({"fail_on": "info"}, {"fail_on_rule": ("LOC003",)}):
        assert "LOC003 info" in message(ScrapeLint(replace(lint.config, **gate)), text)


@pytest.mark.parametrize("text", ["", " \n", "Это предложение написано по-русски, и правила не могут его прочесть. " * 5])
def test_what_cannot_be_judged_is_not_clean(lint: ScrapeLint, text: str) -> None:
    assert "verdict: unjudged" in message(lint, text)


def test_a_crash_is_not_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise KeyError("lost")

    broken = ScrapeLint(Config(phrase=PHRASES[:1], select=("CHR001", "LOC"), plugins=False))
    for rule in broken.rules:
        monkeypatch.setattr(type(rule), "check", crash)
    assert "rule LOC001 crashed: KeyError: 'lost'" in message(broken, CLEAN + "\nListen on the quay app\n")


def test_the_default_rules() -> None:
    assert_clean(CLEAN, must_have=["harbour"])
    with pytest.raises(AssertionError, match="the text lacks"):
        assert_clean(CLEAN, must_have=["dusk"])


def test_findings_past_the_limit_are_counted(lint: ScrapeLint) -> None:
    result = lint.check("Listen on the quay app\n\n\n\n" * (SHOWN_FINDINGS + 2))
    said = shown_findings(result.diagnostics, "text", lambda each: f"help: {each.finding.code}", set())
    assert said.count("LOC001 error") == SHOWN_FINDINGS
    assert said.count("help: LOC001") == 1
    assert said.endswith("… and 2 more findings")


@pytest.mark.parametrize("text", [None, b"The harbour opened at dawn."])
def test_what_is_no_text_is_refused_by_name(lint: ScrapeLint, text: Any) -> None:
    """An extractor that found nothing may return None."""
    with pytest.raises(TypeError, match=r"text: give a text \(str\), not (None|bytes)"):
        lint.assert_clean(text)


@pytest.mark.parametrize("score", [-1, 100.5, 950])
def test_scores_that_there_are_not_are_refused(lint: ScrapeLint, score: float) -> None:
    with pytest.raises(ValueError, match=f"min_score: {score} is not a number from 0 to 100"):
        lint.assert_clean(CLEAN, min_score=score)
