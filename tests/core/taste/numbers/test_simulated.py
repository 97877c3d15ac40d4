"""Simulated people with a known taste: the intervals hold the truth, and nobody is told what is not so."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.design import EQUAL_LENGTH, Parameter
from fusion_tui.core.taste.numbers.evidence import CONCLUDED, Stratum, e_value
from fusion_tui.core.taste.numbers.intervals import wilson
from fusion_tui.core.taste.numbers.logit import fit
from fusion_tui.core.taste.numbers.ratings import Ratings
from tests.core.taste.checks import check_coverage
from tests.core.taste.people import Taste


def contrast_error(ratings: Ratings, arm: Arm) -> float:
    return ratings.against_average(arm)[1]


@pytest.mark.parametrize("picks, people", [(20, 400), (50, 300), (200, 200)])
def test_intervals_of_five_unequal_arms_hold_the_truth(picks: int, people: int) -> None:
    check_coverage(fit, contrast_error, picks, people)


def test_everything_a_person_has_is_found_again() -> None:
    taste = Taste((-0.8, 0.0, 0.3, 0.9), first=0.5, words=0.4, tie=-1.2, none=-0.6)
    truth = {
        Parameter("first"): taste.first,
        Parameter("style", name="words"): taste.words,
        Parameter("style", name="headings"): 0.0,
        Parameter("tie", name="2"): -1.2,
        Parameter("tie", name="3"): -1.9,
    }
    rng, people = random.Random(8), 60
    held = dict.fromkeys([*map(str, truth), "arms", "good enough"], 0)
    for _ in range(people):
        found = fit(taste.choices(rng, 120), EQUAL_LENGTH)
        for parameter, value in truth.items():
            held[str(parameter)] += within(found.covariance([{parameter: 1.0}]), value)
        last, first, none = Parameter("arm", Arm("m3")), Parameter("arm", Arm("m0")), Parameter("none")
        held["arms"] += within(found.covariance([{last: 1.0, first: -1.0}]), 1.7)
        held["good enough"] += within(found.covariance([{last: 1.0, none: -1.0}]), 1.5)
    total = sum(held.values()) / (people * len(held))
    assert 0.93 <= total <= 0.99, held
    assert min(held.values()) >= 0.87 * people, held


def within(found: tuple[tuple[float, ...], tuple[tuple[float, ...], ...]], truth: float) -> bool:
    (value,), ((variance,),) = found
    return bool(abs(value - truth) <= 1.96 * variance**0.5)


def test_a_tag_that_matters_is_found() -> None:
    taste = Taste((0.0, 0.0, 0.0), tags={"go": (1.0, 0.0, -1.0), "sql": (-1.0, 0.0, 1.0)})
    found = fit(taste.choices(random.Random(2), 400), terms=type(EQUAL_LENGTH)(tags=("go", "sql")))
    for tag, better in (("go", 1), ("sql", -1)):
        number, _ = Ratings.of(found, tag).against(Arm("m0"), Arm("m2"))
        assert (number.low if better > 0 else -number.high) > 0
    assert abs(Ratings.of(found).against(Arm("m0"), Arm("m2"))[0].value) < 1


def test_at_most_one_in_twenty_without_a_preference_ever_sees_a_badge() -> None:
    rng, people, picks = random.Random(1), 400, 200
    fooled = misled = 0
    for _ in range(people):
        course = [rng.random() < 0.5 for _ in range(picks)]
        seen = [(sum(course[: n + 1]), n + 1) for n in range(picks)]
        fooled += any(e_value([Stratum(wins, n)]) >= CONCLUDED for wins, n in seen)
        misled += any(not wilson(wins, n)[0] <= 0.5 <= wilson(wins, n)[1] for wins, n in seen)
    assert fooled <= 0.05 * people
    assert misled > 0.2 * people, "looking at an interval after every pick would do as well"


def test_the_same_holds_for_the_best_of_all_pairs_picked_after_looking() -> None:
    rng, people, picks, arms = random.Random(2), 200, 200, 5
    pairs = len(list(combinations(range(arms), 2)))
    fooled = 0
    for _ in range(people):
        tallies: dict[tuple[int, int], list[int]] = {}
        concluded = False
        for _ in range(picks):
            shown = rng.sample(range(arms), 3)
            winner = rng.choice(shown)
            for other in shown:
                if other != winner:
                    pair = min(winner, other), max(winner, other)
                    tally = tallies.setdefault(pair, [0, 0])
                    tally[winner == pair[0]] += 1
                    concluded |= e_value([Stratum(tally[1], sum(tally))]) / pairs >= CONCLUDED
        fooled += concluded
    assert fooled <= 0.05 * people
