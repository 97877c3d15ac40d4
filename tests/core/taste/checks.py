"""What a right implementation must pass and a wrong one must not; each check raises `AssertionError`."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from math import comb, exp

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.choices import ChoiceSet
from fusion_tui.core.taste.numbers.design import PRIORS, Parameter, Priors, Terms
from fusion_tui.core.taste.numbers.logit import Fit
from fusion_tui.core.taste.numbers.ratings import Ratings
from tests.core.taste import published
from tests.core.taste.people import Taste

Fitter = Callable[[Sequence[ChoiceSet], Terms, Priors], Fit]
Error = Callable[[Ratings, Arm], float]
"""The standard error of an arm against the average of all."""
Interval = Callable[[float, int], tuple[float, float]]

WIDE = PRIORS.widened()
PAIRED = Terms(first=False)
HOME = Terms(first=True)


def check_home_advantage(fitter: Fitter) -> None:
    """The ratings of 1987's baseball teams above Baltimore, and what playing at home adds."""
    expected = dict(published.manifest()["baseball"]["expected"]["model2"])
    found, advantage = fitter(published.baseball(), HOME, WIDE), expected.pop("at.home")
    assert_teams(found, expected)
    (value,), ((variance,),) = found.covariance([{Parameter("first"): 1.0}])
    assert_near((value, variance**0.5), advantage, 5e-4)


def assert_teams(found: Fit, expected: dict[str, list[float]]) -> None:
    """Each team against Baltimore, with its error."""
    ratings = Ratings.of(found)
    for team, numbers in expected.items():
        number, error = ratings.against(Arm(team), Arm("Baltimore"))
        assert_near((number.value, error), numbers, 5e-4)


def check_ties(fitter: Fitter) -> None:
    """The worths of Davidson's puddings, their errors, and how likely a tie is."""
    expected = published.manifest()["pudding"]["expected"]
    found = fitter(published.puddings(), PAIRED, WIDE)
    ratings = Ratings.of(found)
    worths = [exp(mean) for mean in ratings.means]
    assert_near([worth / sum(worths) for worth in worths], expected["worth"], 5e-5)
    assert_near([exp(found.value(Parameter("tie", name="2")))], [expected["tie"]], 5e-5)
    errors = [ratings.against(arm, Arm("1"))[1] for arm in ratings.arms[1:]]
    assert_near(errors, expected["se_vs_1"], 2e-4)


def check_coverage(fitter: Fitter, error: Error, picks: int = 50, people: int = 150) -> None:
    """Nominal 95% intervals of five unequal arms hold the truth for .93 to .99 of simulated people."""
    taste = Taste((-1.0, -0.4, 0.0, 0.5, 0.9), first=0.4)
    rng = random.Random(picks)
    middle = sum(taste.arms) / len(taste.arms)
    held = total = 0
    for _ in range(people):
        ratings = Ratings.of(fitter(taste.choices(rng, picks, seats=4), HOME, PRIORS))
        for arm in ratings.arms:
            truth = taste.arms[int(arm.model[1:])] - middle
            estimate = ratings.against_average(arm)[0].value
            held += abs(estimate - truth) <= 1.96 * error(ratings, arm)
            total += 1
    assert 0.93 <= held / total <= 0.99, f"{held / total:.3f} of intervals hold the truth"


def check_interval(interval: Interval) -> None:
    """A 95% interval of a share of 20 holds the truth about 95 times in 100, and never claims to know all."""
    n, truths = 20, [p / 40 for p in range(1, 40)]
    limits = [interval(count, n) for count in range(n + 1)]
    assert limits[0][1] > 0.1 and limits[n][0] < 0.9, "one share of 20 claims to know all"
    held = [
        sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1) if holds(limits[k], p))
        for p in truths
    ]
    assert 0.94 <= sum(held) / len(held) <= 0.97, f"{sum(held) / len(held):.3f} of intervals hold the truth"


def holds(limits: tuple[float, float], truth: float) -> bool:
    """Whether the truth lies between the limits."""
    return limits[0] <= truth <= limits[1]


def assert_near(found: Sequence[float], expected: Sequence[float], tolerance: float) -> None:
    """Each number within the tolerance of its counterpart."""
    for ours, theirs in zip(found, expected, strict=True):
        assert abs(ours - theirs) <= tolerance, f"{ours} is not {theirs}"
