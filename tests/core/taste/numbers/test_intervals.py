"""Intervals of shares and of differences between pairs."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.taste.numbers.intervals import Number, Share, paired_difference, wilson
from tests.core.taste.checks import check_interval


def test_wilsons_interval_holds_the_truth() -> None:
    check_interval(wilson)


def test_wilsons_interval_is_the_published_one() -> None:
    """Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20 and 1 of 29."""
    published = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0.0, 0.1611)}
    published[1, 29] = (0.0061, 0.1718)
    for (count, n), limits in published.items():
        assert wilson(count, n) == pytest.approx(limits, abs=5e-5)


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_share_lies_within_its_limits(count: int, more: int) -> None:
    share = Share(count, count + more)
    assert 0 <= share.low <= share.high <= 1
    if share.value is not None:
        assert share.low - 1e-12 <= share.value <= share.high + 1e-12


def test_without_cases_nothing_is_known() -> None:
    assert (Share(0, 0).value, Share(0, 0).low, Share(0, 0).high) == (None, 0.0, 1.0)
    assert paired_difference(0, 0, 0) is None


def test_a_difference_of_pairs_by_hand() -> None:
    """Twelve one way, four the other, of forty: 42 with half a case in each cell, 8/42 ± 1.96 * 0.0937."""
    number = paired_difference(12, 4, 40)
    assert number and number.value == 0.2
    assert (number.low, number.high) == pytest.approx((0.0069, 0.3741), abs=5e-5)


def test_a_difference_of_pairs_holds_the_truth() -> None:
    rng, held, people = random.Random(1), 0, 1000
    for _ in range(people):
        ways = rng.choices((1, -1, 0), (0.3, 0.1, 0.6), k=30)
        number = paired_difference(ways.count(1), ways.count(-1), 30)
        assert number
        held += number.low <= 0.2 <= number.high
    assert 0.93 <= held / people <= 0.99


def test_a_number_on_a_scale_that_runs_backwards_keeps_its_limits_in_order() -> None:
    assert Number(1.0, 0.5, 2.0).mapped(-2.0, 1.0) == Number(-1.0, -3.0, 0.0)
