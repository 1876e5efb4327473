"""The tests that hosts are compared by: against figures from the books, and against counting all cases."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules.comparing import statistics

VALUES = st.lists(st.integers(0, 6).map(float), min_size=1, max_size=30)
COUNTS = st.integers(0, 12)


def test_mann_whitney_is_that_of_the_books() -> None:
    # Ages at which diabetes was told: a textbook case, with the normal approximation and the correction for continuity.
    assert statistics.mann_whitney([19, 22, 16, 29, 24], [20, 11, 17, 12]) == pytest.approx(0.11134688653, rel=1e-9)


def test_mann_whitney_is_near_the_share_of_all_ways_to_deal_the_values() -> None:
    old, new = [0.0, 1, 1, 2, 3, 3, 4], [2.0, 3, 4, 4, 5, 6, 6]
    pooled = old + new

    def away(chosen: tuple[int, ...]) -> float:
        ranks = [(sum(other < value for other in pooled) + sum(other <= value for other in pooled) + 1) / 2 for value in pooled]
        return abs(sum(ranks[index] for index in chosen) - len(old) * (len(pooled) + 1) / 2)

    seen = away(tuple(range(len(old))))
    every = [away(chosen) >= seen - 1e-9 for chosen in combinations(range(len(pooled)), len(old))]
    assert statistics.mann_whitney(old, new) == pytest.approx(sum(every) / len(every), abs=0.01)


@given(VALUES, VALUES)
def test_mann_whitney_does_not_ask_which_side_is_which(old: list[float], new: list[float]) -> None:
    chance = statistics.mann_whitney(old, new)
    assert 0 <= chance <= 1
    assert chance == pytest.approx(statistics.mann_whitney(new, old))
    assert chance == pytest.approx(statistics.mann_whitney(sorted(old), sorted(new, reverse=True)))
    assert chance == pytest.approx(statistics.mann_whitney([value**3 + 1 for value in old], [value**3 + 1 for value in new]))
    assert statistics.mann_whitney(old, old) == 1


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_fisher_counts_all_tables_that_are_no_likelier(a: int, b: int, c: int, d: int) -> None:
    of_old, of_new, marked = a + b, c + d, a + c

    def ways(drawn: int) -> int:
        return math.comb(of_old, drawn) * math.comb(of_new, marked - drawn)

    tables = range(max(0, marked - of_new), min(marked, of_old) + 1)
    expected = Fraction(sum(ways(k) for k in tables if ways(k) <= ways(a)), math.comb(of_old + of_new, marked))
    assert statistics.fisher(a, of_old, c, of_new) == pytest.approx(float(expected), rel=1e-9)


def test_fisher_is_that_of_the_lady_tasting_tea() -> None:
    assert statistics.fisher(3, 4, 1, 4) == pytest.approx(34 / 70)


def test_fisher_takes_hosts_of_any_size() -> None:
    assert statistics.fisher(200_000, 1_000_000, 200_400, 1_000_000) == pytest.approx(0.48, abs=0.01)
    assert 0 < statistics.fisher(0, 10_000, 60, 10_000) < 1e-15


@given(st.integers(0, 60), st.integers(0, 60))
def test_two_counts_of_one_rate(old: int, new: int) -> None:
    expected = Fraction(sum(math.comb(old + new, k) for k in range(new + 1)), 2 ** (old + new))
    assert statistics.as_few(old, new) == pytest.approx(float(expected), rel=1e-9)


def test_false_discovery_rates_are_those_of_the_paper() -> None:
    # The fifteen hypotheses of Benjamini & Hochberg (1995), 3.2: at 5 %, the first four are told of.
    chances = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    rates = statistics.false_discovery_rates(chances)
    assert [rate <= 0.05 for rate in rates] == [True] * 4 + [False] * 11
    assert rates[3] == pytest.approx(0.0095 * 15 / 4)
    assert rates == sorted(rates)


@given(st.lists(st.floats(0, 1), max_size=20), st.randoms(use_true_random=False))
def test_false_discovery_rates_do_not_ask_for_the_order(chances: list[float], chance: object) -> None:
    order = list(range(len(chances)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    rates = statistics.false_discovery_rates(chances)
    assert statistics.false_discovery_rates([chances[index] for index in order]) == [rates[index] for index in order]
    assert all(rate >= value - 1e-12 for rate, value in zip(rates, chances, strict=True))


def test_the_bound_leaves_out_what_could_not_be_found_in_any_case() -> None:
    # Two hosts that could come to next to nothing, and a thousand of which even the loss of all documents says little.
    assert statistics.bound([1e-12, 1e-9, *[0.03] * 1000], 0.01) == pytest.approx(0.005)
    assert statistics.bound([0.0] * 50, 0.01) == pytest.approx(0.01 / 50)
    assert statistics.bound([], 0.01) == 0.01


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_bound_keeps_the_chance_of_any_false_one_within_what_is_allowed(least: list[float]) -> None:
    found = statistics.bound(least, 0.01)
    assert sum(chance <= found for chance in least) * found <= 0.01 + 1e-12
