"""The lexicon: what it knows, how it fails, and that its files are what its maker makes."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from lint_rules.lexicon import HEADER, LANGUAGES, Lexicon, LexiconError, lexicon, lexicon_path, load
from lint_rules.lexicon import build as maker

FEW_WORDS = {"paper": 1e-4, "aimed": 1e-5, "zwölf": 1e-6, "don't": 1e-3}
MOST_BYTES_IN_ALL = 15_000_000
FALLING_FREQUENCY = {
    "de": ("und", "haus", "bremse", "eichhörnchen"),
    "en": ("the", "paper", "kettle", "nevermore"),
    "es": ("de", "casa", "ventana", "ardilla"),
    "fi": ("ja", "talo", "ikkuna", "orava"),
    "fr": ("de", "maison", "fenêtre", "écureuil"),
    "it": ("di", "casa", "finestra", "scoiattolo"),
    "nl": ("de", "huis", "venster", "eekhoorn"),
    "pl": ("w", "dom", "okno", "wiewiórka"),
    "pt": ("de", "casa", "janela", "esquilo"),
    "sv": ("och", "hus", "fönster", "ekorre"),
}


def english() -> Lexicon:
    """Return the English lexicon, which must be there."""
    found = lexicon("en")
    assert found is not None
    return found


def test_every_language_ships_and_all_are_small() -> None:
    assert set(FALLING_FREQUENCY) == set(LANGUAGES)
    assert sum(lexicon_path(language).stat().st_size for language in LANGUAGES) <= MOST_BYTES_IN_ALL


@pytest.mark.parametrize("language", LANGUAGES)
def test_frequencies_fall_from_common_to_rare(language: str) -> None:
    found = lexicon(language)
    assert found is not None
    zipfs = [found.zipf(word) for word in FALLING_FREQUENCY[language]]
    assert all(commoner > rarer for commoner, rarer in pairwise(zipfs))
    assert zipfs[-1] > 0
    assert zipfs[0] < 8
    assert len(found) > 100_000


@pytest.mark.parametrize("word", ["", "qzxv", "The", "theindustry", "1990", "\ud800", "a\x00b", "paper "])
def test_what_is_no_listed_word_has_no_frequency(word: str) -> None:
    assert english().zipf(word) == 0.0
    assert word not in english()


def test_listed_words_are_contained() -> None:
    assert all(word in english() for word in ("paper", "don't", "nevertheless", "iphone", "café"))


def test_frequencies_are_those_of_the_source_to_within_a_step() -> None:
    assert english().zipf("the") == pytest.approx(7.73, abs=0.02)
    assert english().zipf("theatre") == pytest.approx(4.52, abs=0.02)


@pytest.mark.parametrize(
    ("language", "alone", "within"),
    [("de", "sehr", "haus"), ("en", "because", "over"), ("es", "cuando", "de"), ("sv", "också", "barn")],
)
def test_words_that_begin_others_tell_less_of_standing_alone(language: str, alone: str, within: str) -> None:
    found = lexicon(language)
    assert found is not None
    assert found.zipf(alone) - found.opening(alone) < 1.7 < found.zipf(within) - found.opening(within)


def test_words_that_end_others_tell_less_of_standing_alone() -> None:
    found = lexicon("de")
    assert found is not None
    assert found.closing("und") > 5.5 > found.closing("haus")
    assert found.closing("qzxv") == found.opening("qzxv") == 0.0
    assert 0 < found.opening("eichhörnchen") <= found.zipf("eichhörnchen")


def test_the_words_that_stand_in_others_are_counted_where_the_rest_is_a_word() -> None:
    begun, ended = maker.insides({"haus": 5.0, "tür": 4.0, "haustür": 3.0, "hausxyz": 2.0})
    assert (begun["haus"], ended["tür"], begun["h"]) == (1, 1, 0)


def test_language_tags_are_understood_and_unknown_ones_answered_with_none() -> None:
    assert lexicon("en-GB") is lexicon("EN") is english()
    assert lexicon("xx") is None
    assert lexicon("") is None
    assert lexicon("../en") is None


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"'en' lexicon .*absent\.lex.*reinstall"):
        load("en", tmp_path / "absent.lex")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "cannot read"),
        (b"short", "too few"),
        (bytes(100), "not a lexicon"),
        (HEADER.pack(b"SLINTLEX", 99, 0, 0, 0, 0, 0), "format version is 99"),
        (maker.compile_lexicon(FEW_WORDS, 1.0)[:-1], "checksum"),
        (maker.compile_lexicon(FEW_WORDS, 1.0)[:-1] + b"\x00", "checksum"),
    ],
)
def test_a_damaged_file_is_named_with_the_damage(tmp_path: Path, content: bytes, complaint: str) -> None:
    path = tmp_path / "xx.lex"
    path.write_bytes(content)
    with pytest.raises(LexiconError, match=complaint) as raised:
        load("xx", path)
    assert str(path) in str(raised.value)


def test_what_is_compiled_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "xx.lex"
    path.write_bytes(maker.compile_lexicon(FEW_WORDS | {"0000": 1.0, "u.s": 1.0, "я": 1.0, "rare": 1e-9}, 1.0))
    found = load("xx", path)
    assert len(found) == len(FEW_WORDS)
    assert found.zipf("paper") == 5.0
    assert found.zipf("zwölf") == 3.0
    assert "rare" not in found
    assert found.language == "xx"


def test_the_same_words_compile_to_the_same_bytes_in_any_order() -> None:
    backwards = dict(reversed(FEW_WORDS.items()))
    assert maker.compile_lexicon(FEW_WORDS, 1.0) == maker.compile_lexicon(backwards, 1.0)


def test_the_shipped_files_are_what_the_maker_makes(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("wordfreq", reason="only the maker of the lexicon needs it")
    assert maker.main(["--check", "pt"]) == 0
    assert "pt.lex" in capsys.readouterr().out


def test_the_maker_writes_what_differs_and_only_complains_when_checking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(maker, "lexicon_path", lambda language: tmp_path / f"{language}.lex")
    monkeypatch.setattr(maker, "build", lambda _: maker.compile_lexicon(FEW_WORDS, 1.0))
    assert maker.main(["--check", "sv"]) == 1
    assert not (tmp_path / "sv.lex").exists()
    assert maker.main(["sv"]) == 0
    assert maker.main(["--check", "sv"]) == 0
    assert [line.split(", ")[-1] for line in capsys.readouterr().out.splitlines()] == ["differs", "written", "unchanged"]
