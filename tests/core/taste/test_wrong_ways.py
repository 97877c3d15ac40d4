"""Five ways to get the statistics wrong, each caught by the checks that the right one passes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import sqrt

import pytest

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.choices import ChoiceSet
from fusion_tui.core.taste.numbers.design import Priors, Terms
from fusion_tui.core.taste.numbers.intervals import wilson
from fusion_tui.core.taste.numbers.logit import Fit, fit
from fusion_tui.core.taste.numbers.ratings import Ratings
from tests.core.taste.checks import check_coverage, check_home_advantage, check_interval, check_ties


def contrast_error(ratings: Ratings, arm: Arm) -> float:
    return ratings.against_average(arm)[1]


def pick_split_into_wins(choices: Sequence[ChoiceSet], terms: Terms, priors: Priors) -> Fit:
    """A pick of k counted as k - 1 wins over one other each."""
    pairs = []
    for choice in choices:
        assert choice.winner is not None
        for other in range(len(choice.options)):
            if other != choice.winner:
                first, second = sorted((choice.winner, other))
                options = choice.options[first], choice.options[second]
                pairs.append(replace(choice, options=options, groups=((int(first != choice.winner),),)))
    return fit(pairs, terms, priors)


def raw_deviation(ratings: Ratings, arm: Arm) -> float:
    """The spread of the rating itself, whose common level nobody knows."""
    place = ratings.arms.index(arm)
    return sqrt(ratings.covariance[place][place])


def plain_normal(count: float, n: int) -> tuple[float, float]:
    """The interval of the textbooks."""
    p = count / n
    half = 1.96 * sqrt(p * (1 - p) / n)
    return p - half, p + half


def ties_dropped(choices: Sequence[ChoiceSet], terms: Terms, priors: Priors) -> Fit:
    return fit([choice for choice in choices if not choice.tied], terms, priors)


def position_ignored(choices: Sequence[ChoiceSet], terms: Terms, priors: Priors) -> Fit:
    return fit(choices, replace(terms, first=False), priors)


Check = Callable[[], None]

WRONG: dict[str, tuple[Check, Check, str]] = {
    "a pick split into wins": (
        lambda: check_coverage(fit, contrast_error),
        lambda: check_coverage(pick_split_into_wins, contrast_error),
        r"0\.[78]\d\d of intervals hold the truth",
    ),
    "the raw deviation for the error of a contrast": (
        lambda: check_coverage(fit, contrast_error),
        lambda: check_coverage(fit, raw_deviation),
        r"(0\.99\d|1\.000) of intervals hold the truth",
    ),
    "the plain normal interval for Wilson's": (
        lambda: check_interval(wilson),
        lambda: check_interval(plain_normal),
        "claims to know all",
    ),
    "ties dropped": (lambda: check_ties(fit), lambda: check_ties(ties_dropped), "is not 0.1"),
    "the position ignored": (
        lambda: check_home_advantage(fit),
        lambda: check_home_advantage(position_ignored),
        "is not 1.1438",
    ),
}


@pytest.mark.parametrize("right, wrong, complaint", WRONG.values(), ids=list(WRONG))
def test_a_wrong_way_is_caught_and_the_right_one_is_not(right: Check, wrong: Check, complaint: str) -> None:
    right()
    with pytest.raises(AssertionError, match=complaint):
        wrong()
