"""Evidence that may be looked at after every pick, and how much of it is still missing."""

from __future__ import annotations

import random
from math import comb, factorial

import pytest

from fusion_tui.core.taste.numbers.evidence import (
    CONCLUDED,
    More,
    Stratum,
    e_value,
    evidence,
    log_e_value,
    more_picks,
)


@pytest.mark.parametrize("wins, n", [(0, 0), (0, 5), (7, 10), (20, 20)])
def test_against_a_fair_chance_it_is_the_closed_form(wins: int, n: int) -> None:
    expected = 2**n * factorial(wins) * factorial(n - wins) / factorial(n + 1)
    assert e_value([Stratum(wins, n)]) == pytest.approx(expected)


@pytest.mark.parametrize("chance", [0.5, 0.25, 1 / 3])
def test_luck_expects_it_to_stay_one(chance: float) -> None:
    n = 12
    expected = sum(
        comb(n, wins) * chance**wins * (1 - chance) ** (n - wins) * e_value([Stratum(wins, n, chance)])
        for wins in range(n + 1)
    )
    assert expected == pytest.approx(1.0)


def test_ballots_of_different_sizes_multiply() -> None:
    three, four = Stratum(5, 9, 1 / 3), Stratum(6, 11, 1 / 4)
    assert e_value([three, four]) == pytest.approx(e_value([three]) * e_value([four]))
    assert e_value([]) == 1.0


def test_a_huge_record_does_not_overflow() -> None:
    assert e_value([Stratum(5000, 5000)]) > 1e300
    assert log_e_value(0, 5000) == pytest.approx(log_e_value(5000, 5000))


def test_a_clear_preference_needs_few_more_picks_and_a_weak_one_many() -> None:
    clear = more_picks([Stratum(9, 10)], random.Random(1))
    weak = more_picks([Stratum(55, 100)], random.Random(1))
    assert clear.median is not None and clear.low is not None and clear.high is not None
    assert clear.low <= clear.median <= clear.high
    assert weak.median is None or weak.median > 5 * clear.median
    assert clear.text == f"about {clear.median} more ({clear.low} to {clear.high})"


def test_what_takes_too_long_is_called_that() -> None:
    assert more_picks([Stratum(500, 1000)], random.Random(1)).text == ">500 more"
    assert More(120, 30, None).text == "about 120 more (30 to >500)"


def test_a_preference_of_seven_in_ten_is_concluded_after_about_47_picks() -> None:
    rng, needed = random.Random(3), []
    for _ in range(200):
        wins = n = 0
        while e_value([Stratum(wins, n)]) < CONCLUDED:
            wins, n = wins + (rng.random() < 0.7), n + 1
        needed.append(n)
    assert 40 <= sorted(needed)[100] <= 54


def test_the_forecast_is_what_happens_to_people_like_that() -> None:
    """From 6 of 10 on: the win rate is one that the record allows, the picks go on until it is concluded."""
    rng, needed = random.Random(4), []
    for _ in range(400):
        rate, wins, n = rng.betavariate(7, 5), 6, 10
        while e_value([Stratum(wins, n)]) < CONCLUDED and n < 510:
            wins, n = wins + (rng.random() < rate), n + 1
        needed.append(n - 10)
    ahead = more_picks([Stratum(6, 10)], random.Random(5))
    assert ahead.median == pytest.approx(sorted(needed)[200], rel=0.35)
    assert ahead.low == pytest.approx(sorted(needed)[40], rel=0.35)


def test_nothing_more_is_needed_once_it_is_concluded() -> None:
    found = evidence([Stratum(30, 32)], random.Random(1))
    assert found.concluded and found.more == More(0, 0, 0) and found.more.text == "enough"


def test_who_looks_at_many_things_needs_more_for_each() -> None:
    strata = [Stratum(13, 15)]
    once, often = evidence(strata, random.Random(1)), evidence(strata, random.Random(1), looked_at=10)
    assert once.e == pytest.approx(10 * often.e)
    assert not often.concluded and often.more.median and once.more.median is not None
    assert often.more.median > once.more.median


def test_the_same_seed_gives_the_same_forecast() -> None:
    strata = [Stratum(6, 10), Stratum(3, 8, 0.25)]
    assert more_picks(strata, random.Random(7)) == more_picks(strata, random.Random(7))
