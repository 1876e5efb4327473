"""Where tokens fall apart: by the words in them, by capitals, by marks; and where they do not."""

from __future__ import annotations

import pytest

from lint_rules.lexicon import LANGUAGES, lexicon, odds
from lint_rules.lexicon import splitting as module
from lint_rules.lexicon.splitting import WORDS, Kind, Splitter, splitter


def english() -> Splitter:
    """Return the English splitter, which must be there."""
    found = splitter("en")
    assert found is not None
    return found


def fresh() -> Splitter:
    """Return an English splitter that remembers nothing."""
    words = lexicon("en")
    assert words is not None
    return Splitter(words, WORDS["en"])


@pytest.mark.parametrize(
    ("token", "mended", "kind"),
    [
        ("theharbour", "the harbour", Kind.WORD),
        ("“harbourwith", "harbour with", Kind.WORD),
        ("boatsandnets,", "boats and nets", Kind.WORD),
        ("theAurora", "the Aurora", Kind.WORD),
        ("theiPhone", "the iPhone", Kind.WORD),
        ("NATOthen", "NATO then", Kind.WORD),
        ("ClicksClicks", "Clicks Clicks", Kind.WORD),
        ("Johnson’sharvest", "Johnson’s harvest", Kind.WORD),
        ("itwasn’t", "it wasn’t", Kind.WORD),
        ("visitwww.example.org", "visit www.example.org", Kind.WORD),
        ("example.comShop", "example.com Shop", Kind.WORD),
        ("the1996", "the 1996", Kind.WORD),
        ("1852and", "1852 and", Kind.WORD),
        ("rained.The", "rained. The", Kind.STOP),
        ("rain.”The", "rain.” The", Kind.STOP),
        ("rain)Nobody", "rain) Nobody", Kind.STOP),
        ("said:Never", "said: Never", Kind.STOP),
        ("river,whose", "river, whose", Kind.COMMA),
    ],
)
def test_certain_seams(token: str, mended: str, kind: Kind) -> None:
    split = english().split(token)
    assert split is not None
    assert (split.mended(token), split.kind, split.certain) == (mended, kind, True)
    assert english().certain([token]) == {token: split}


@pytest.mark.parametrize(
    ("token", "mended"),
    [
        ("papershowed", "paper showed"),
        ("overharbours", "over harbours"),
        ("Harbourmasters", "Harbour masters"),
        ("TheHarbour", "The Harbour"),
        ("harbourNews", "harbour News"),
        ("Harbour.Weekly", "Harbour. Weekly"),
    ],
)
def test_likely_seams(token: str, mended: str) -> None:
    split = english().split(token)
    assert split is not None
    assert (split.mended(token), split.certain) == (mended, False)
    assert english().certain([token]) == {}
    assert english().uncertain([token]) == {token: split}


@pytest.mark.parametrize(
    "token",
    [
        *(
            "",
            "a",
            "the",
            "harbour",
            "THEHARBOUR",
            "nevertheless",
            "whatsoever",
            "thereof",
            "isn’t",
            "o’clock",
            "Portland",
            "Thebes",
        ),
        *(
            "iPhone",
            "eBay",
            "macOS",
            "GitHub",
            "YouTube",
            "McDonald",
            "PhD",
            "CEOs",
            "SaaS",
            "U.S.-led",
            "e.g.The",
            "3.14",
            "10:30",
        ),
        *(
            "@theharbour",
            "#forthewin",
            "theharbour.txt",
            "example.org/theharbour",
            "getElementById()",
            "toString",
            "x_theharbour",
        ),
        *(
            "(s)he",
            "parent(s)and",
            "a,b,c,d",
            "Vegetarier:innen",
            "Mr.Smith",
            "J.R.R.Tolkien",
            "--theharbour",
            "foo::theBar",
            "List<theT>",
        ),
        *("\ud800the", "東京theharbour", "the" * 40, "x" * 100_000),
    ],
)
def test_no_seams(token: str) -> None:
    assert english().certain([token]) == {}


@pytest.mark.parametrize(
    ("language", "token", "mended"),
    [
        ("de", "dieWahl", "die Wahl"),
        ("de", "Haus.Die", "Haus. Die"),
        ("fr", "duNord", "du Nord"),
        ("es", "Magallanescuando", "Magallanes cuando"),
        ("it", "dellaSera", "della Sera"),
        ("de", "Donaudampfschifffahrt", None),
        ("de", "MitarbeiterInnen", None),
        ("es", "dígamelo", None),
        ("fi", "talossanikaan", None),
        ("sv", "sjukhusetoch", "sjukhuset och"),
        ("de", "hatnicht", "hat nicht"),
        ("de", "DieWahl", "Die Wahl"),
        ("de", "20Jahre", "20 Jahre"),
        ("de", "Deichrückverlegungund", "Deichrückverlegung und"),
        ("de", "entscheidendem", None),
        ("de", "fÃ¼rdie", None),
        ("de", "springtime", None),
        ("fr", "dansl’eau", "dans l’eau"),
        ("fr", "aujourd’hui", None),
        ("fr", "jusqu’ici", None),
        ("fr", "qu’elle", None),
        ("fr", "Enl’absence", "En l’absence"),
        ("fr", "quel’on", "que l’on"),
        ("fr", "leurmère", "leur mère"),
        ("es", "hastaque", "hasta que"),
        ("es", "dijo,pero", "dijo, pero"),
        ("it", "parlargliene", None),
        ("nl", "zeidat", "zei dat"),
        ("fi", "heistäkään", None),
    ],
)
def test_other_languages_know_what_proves_something(language: str, token: str, mended: str | None) -> None:
    found = splitter(language)
    assert found is not None
    split = found.split(token)
    assert (split and split.mended(token)) == mended


def test_every_lexicon_has_its_function_words_and_they_are_words() -> None:
    assert set(WORDS) == set(LANGUAGES)
    for language, words in WORDS.items():
        listed = lexicon(language)
        assert listed is not None
        rare = {word for word in words.before_capital | words.left | words.right | words.loose if listed.zipf(word) < 4}
        assert rare == set()
    assert splitter("xx") is None


def test_answers_do_not_depend_on_what_was_asked_before() -> None:
    tokens = ["theharbour", "papershowed", "rained.The", "harbour", "overharbours", "keyofoperator", "TheHarbour"]
    asked = fresh()
    uncertain = asked.uncertain(tokens)
    certain = asked.certain(tokens)
    other = fresh()
    assert other.certain(tokens) == certain
    assert other.uncertain(tokens) == uncertain
    assert other.certain(tokens) == certain


def test_memory_is_bounded_and_forgetting_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MEMORY", 2)
    forgetful = fresh()
    for _ in range(3):
        assert set(forgetful.certain(["theharbour", "onthe", "isthe", "harbour", "boat", "quay"])) == {
            "theharbour",
            "onthe",
            "isthe",
        }
        assert set(forgetful.uncertain(["papershowed", "harbour", "boat", "quay"])) == {"papershowed"}


def test_long_tokens_are_judged_and_not_remembered() -> None:
    asked = fresh()
    token = "." * 200 + "theharbour"
    assert token in asked.certain([token, "harbour", "data:" + "x" * 1000])
    assert asked._certain == {}
    assert asked._innocent == {"harbour"}
    assert token in asked.certain([token])


@pytest.mark.parametrize(
    ("token", "mended"),
    [
        ("HarrisonMarlow", "Harrison Marlow"),
        ("NJJune", "NJ June"),
        ("Website:Brackwater", "Website: Brackwater"),
        ("Kitchen,Brackwater", "Kitchen, Brackwater"),
        ("Brackwaterscored", "Brackwater scored"),
    ],
)
def test_the_look_of_a_seam(token: str, mended: str) -> None:
    assert english().uncertain([token])[token].mended(token) == mended
    assert english().certain([token]) == {}


@pytest.mark.parametrize(
    "token", ["harbour", "HARBOUR", "Harbour.JPG", "example.org", "#HarbourNews", "-HarbourNews", "a", "x" * 1000]
)
def test_tokens_without_the_look_of_a_seam(token: str) -> None:
    assert english().uncertain([token]) == {}


def test_the_look_of_a_seam_is_sought_in_english_only() -> None:
    german = splitter("de")
    assert german is not None
    assert german.uncertain(["BrackwaterQuaymoor"]) == {}
    assert english().uncertain(["BrackwaterQuaymoor"]) != {}


def test_a_text_is_read_only_in_its_own_language() -> None:
    spanish = splitter("es")
    assert spanish is not None
    assert spanish.reads("el puente estará cerrado hasta que termine la obra".split())
    assert not spanish.reads("copiii din vale au desenat harta izvoarelor pe peretele școlii".split())
    assert english().reads("copiii din vale au desenat harta izvoarelor pe peretele școlii".split())


def test_the_odds_are_the_sum_of_the_weights_of_what_is_seen() -> None:
    split = english().split("theharbour")
    assert split is not None
    evidence = english().evidence("theharbour", split)
    assert evidence["small"] == evidence["certain"] == 1.0
    assert split.odds == pytest.approx(odds.BIAS + sum(odds.TOKEN_WEIGHTS[name] * value for name, value in evidence.items()))
    assert split.halves == ("", "harbour")


def test_damage_comes_in_numbers() -> None:
    lone = odds.document_odds(odds.surroundings(fused=0, welded=0, tokens=500))
    flood = odds.document_odds(odds.surroundings(fused=9, welded=0, tokens=500))
    long = odds.document_odds(odds.surroundings(fused=9, welded=0, tokens=50_000))
    assert lone < long < flood
