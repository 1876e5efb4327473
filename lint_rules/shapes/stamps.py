"""How pages write moments: a day with its time, "three hours ago".

In running text a moment stands in a sentence; as a line of its own it was put there by a template. The shapes are those of
the languages in which the phrase lists speak; all are read in folded text.
"""

from __future__ import annotations

from lint_rules.lazy import pattern

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|"
    "januar|jänner|februar|märz|mai|juni|juli|oktober|dezember|mär|okt|dez|"
    "janvier|février|mars|avril|juin|juillet|août|aout|septembre|octobre|novembre|décembre|janv|févr|fév|avr|juil|déc|"
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|ene|abr|ago|dic|"
    "janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|fev|set|out|"
    "gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|gen|mag|giu|lug|ott|"
    "januari|februari|maart|mei|augustus|mrt|maj|augusti|"
    "tammikuuta|helmikuuta|maaliskuuta|huhtikuuta|toukokuuta|kesäkuuta|heinäkuuta|elokuuta|syyskuuta|lokakuuta|marraskuuta|joulukuuta|"
    "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|sty|lut|kwi|cze|lip|sie|wrz|paź|lis|gru"
)

# A day: "November 8, 2012", "8th Nov", "8. November", "8 de mayo", "08/11/2012", "2012-11-08".
DAY = pattern(
    rf"(?<!\w)(?:(?:{_MONTHS})\.? ?\d{{1,2}}(?:st|nd|rd|th)?(?!\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?[ -]?(?:de |of )?(?:{_MONTHS})(?![^\W\d_])"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d)|\d{4}[-/.]\d\d[-/.]\d\d(?!\d))"
)
# A time of day: "10:31", "10.31 am", "10h31", "7 pm".
CLOCK = pattern(
    r"(?<![\d:.])(?:[01]?\d|2[0-3])(?::[0-5]\d(?::[0-5]\d)?|h[0-5]\d|\.[0-5]\d ?(?:[ap]\.?m\b|uhr))(?!\d)"
    r"|(?<![\d.:])1?\d ?[ap]\.?m\b"
)
_ONE = r"(?:\d{1,3}|an?|one|einem|einer|une?|uno|una|uma?|en|ett|een)"
_UNIT = r"(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|mos?|months?|y|yrs?|years?)"
# How long ago: "3 hours ago", "vor 2 Tagen", "il y a 5 heures", "hace un mes".
AGO = pattern(
    rf"(?<!\w)(?:(?:\d{{1,3}} ?|an? |one ){_UNIT},? ago"
    rf"|vor {_ONE} (?:sekunden?|minuten?|min\.?|stunden?|std\.?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)"
    rf"|il y a {_ONE} ?(?:secondes?|minutes?|min|heures?|h|jours?|j|semaines?|mois|ans?)"
    rf"|hace {_ONE} (?:segundos?|minutos?|horas?|d[ií]as?|semanas?|mes(?:es)?|años?)"
    rf"|há {_ONE} (?:segundos?|minutos?|horas?|dias?|semanas?|mês|meses|anos?)"
    rf"|{_ONE} (?:segundos?|minutos?|horas?|dias?|semanas?|mês|meses|anos?) atrás"
    rf"|{_ONE} (?:second[oi]|minut[oi]|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|ann[oi]) fa"
    rf"|{_ONE} (?:seconden?|minuten|minuut|uur|uren|dag(?:en)?|weken|week|maanden?|jaar) geleden"
    rf"|för {_ONE} (?:sekund(?:er)?|minut(?:er)?|timm(?:e|ar)|dag(?:ar)?|veck(?:a|or)|månad(?:er)?|år) sedan"
    r"|\d{1,3} (?:sekuntia|minuuttia|min|tuntia|päivää|viikkoa|kuukautta|vuotta) sitten"
    r"|(?:\d{1,3} )?(?:sekund[yę]?|minut[ęy]?|godzin[ęy]?|dni|dzień|tygodnie?|tydzień|miesi[ąę]c[ey]?|rok|lata?) temu"
    r")(?!\w)"
)
