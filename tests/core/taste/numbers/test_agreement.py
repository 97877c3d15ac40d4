"""Agreement between two who decide, beyond what luck would do."""

from __future__ import annotations

import random

import pytest

from fusion_tui.core.taste.numbers.agreement import (
    Position,
    agreement_above_chance,
    kappa,
    rank_correlation,
)


def test_kappa_by_hand() -> None:
    """Cohen's table of 25 twenties: 20 and 15 of 50 agree, chance .5, kappa .4."""
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    number = kappa(pairs)
    assert number and number.value == pytest.approx(0.4)
    assert number.low < 0.4 < number.high


def test_kappa_means_nothing_when_only_one_thing_is_ever_said() -> None:
    assert kappa([("yes", "yes")] * 9) is None
    assert kappa([]) is None


def test_the_mapped_interval_of_kappa_holds_the_truth() -> None:
    """Two people who agree by more than luck in .6 of cases: kappa .6."""
    rng, held, people = random.Random(1), 0, 600
    for _ in range(people):
        firsts = [rng.choice("ab") for _ in range(30)]
        pairs = [(x, x if rng.random() < 0.6 else rng.choice("ab")) for x in firsts]
        number = kappa(pairs)
        held += bool(number and number.low <= 0.6 <= number.high)
    assert 0.93 <= held / people <= 0.99


def test_agreement_above_chance_is_zero_for_luck_and_one_for_always() -> None:
    luck = agreement_above_chance(10, [2] * 12 + [3] * 12)
    always = agreement_above_chance(24, [2] * 12 + [3] * 12)
    assert luck and luck.value == pytest.approx(0.0)
    assert always and always.value == pytest.approx(1.0) and always.high == pytest.approx(1.0)
    assert agreement_above_chance(0, []) is None
    assert agreement_above_chance(3, [1, 1, 1]) is None


def test_a_judge_that_takes_what_comes_first() -> None:
    position = Position(n=40, first=14, last=2)
    assert position.consistency.value == pytest.approx(0.6)
    assert position.bias and position.bias.value == pytest.approx(0.3) and position.bias.low > 0


def test_ranks_are_compared_from_six_arms_on() -> None:
    assert rank_correlation([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]) is None
    assert rank_correlation([1] * 6, [1, 2, 3, 4, 5, 6]) is None
    same = rank_correlation([1, 2, 3, 4, 5, 6], [10, 20, 30, 40, 50, 60])
    assert same and same.value == pytest.approx(1.0) and same.low < 1
    ties = rank_correlation([1, 2, 2, 3, 4, 5, 6], [6, 5, 4, 4, 3, 2, 1])
    assert ties and ties.value < -0.9
