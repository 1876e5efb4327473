"""Which language a text is in, and what of it is not judged."""

from __future__ import annotations

import pytest

from lint_rules import language

SENTENCES = {
    "en": "The council said that it would not sell the land, and there was no one who had asked for it.",
    "de": "Der Rat hat nicht gesagt, dass er das Land verkaufen wird, und niemand hatte danach gefragt.",
    "fr": "Le conseil n'a pas dit que la ville allait vendre ses terres, et personne ne l'avait demandé.",
    "es": "El consejo no dijo que la ciudad fuera a vender los terrenos, y nadie lo había pedido hasta ahora.",
    "pt": "O conselho não disse que a cidade ia vender os terrenos, e ninguém tinha pedido isso até agora.",
    "it": "Il consiglio non ha detto che la città avrebbe venduto i terreni, e nessuno lo aveva chiesto prima.",
    "nl": "De raad heeft niet gezegd dat de stad het land zou verkopen, en niemand had er om gevraagd.",
    "sv": "Rådet sade inte att staden skulle sälja marken, och det var ingen som hade bett om det.",
    "fi": "Neuvosto ei sanonut, että kaupunki myisi maan, ja kukaan ei ollut sitä pyytänyt, mutta se on nyt myynnissä.",
    "pl": "Rada nie powiedziała, że miasto sprzeda ziemię, i nikt o to nie prosił, ale już się to stało.",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_the_ten_languages(code: str) -> None:
    assert language.identify(SENTENCES[code].split()) == code
    assert language.identify(SENTENCES[code].upper().split()) == code


def test_a_list_in_the_middle_does_not_hide_the_language() -> None:
    names = "Palmer Dorsey Okafor Lindqvist Brandt Moreau " * 80
    text = SENTENCES["en"] + " " + names + SENTENCES["en"]
    assert language.identify(text.split()) == "en"


@pytest.mark.parametrize("text", ["", "Palmer 3 Dorsey 4", "Zra wop dik muv keb lat nosp pev sib tukk gam berr fot " * 3])
def test_what_cannot_be_told(text: str) -> None:
    assert language.identify(text.split()) is None


def test_coverage() -> None:
    def covered(text: str) -> float:
        tokens = text.split()
        return language.coverage(text, tokens, language.identify(tokens))

    assert covered(SENTENCES["en"]) == 1.0
    assert covered("Share") == 1.0
    assert covered("Совет города решил не продавать землю") < 0.2
    half = SENTENCES["en"] + " " + "Совет города решил не продавать землю и никто об этом не просил до сих пор вообще никогда"
    assert 0.4 < covered(half) < 0.7
    assert covered("Zra wop dik muv keb lat nosp pev sib tukk gam berr fot " * 3) == 0.0
