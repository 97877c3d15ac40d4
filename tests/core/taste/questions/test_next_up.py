"""What should I compare next?"""

from __future__ import annotations

import random
from collections import Counter

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.choices import ChoiceSet
from fusion_tui.core.taste.questions.next_up import compare_next
from tests.core.taste.people import Taste

ARMS = [Arm(f"m{i}") for i in range(6)]
TASTE = Taste((1.5, 1.2, 0.0, -0.5, -1.0, -1.5))


def test_arms_that_may_be_the_best_are_compared_more_often() -> None:
    choices = TASTE.choices(random.Random(1), 60)
    rng = random.Random(2)
    found = [compare_next(ARMS, choices, 2, rng) for _ in range(200)]
    seats = Counter(arm for suggestion in found for arm in suggestion.arms)
    assert seats[ARMS[0]] + seats[ARMS[1]] > 200
    assert min(seats[arm] for arm in ARMS) > 5
    assert 20 <= sum(s.at_random for s in found) <= 60


def test_seats_are_shuffled_and_never_held_twice() -> None:
    """Else the favourite, which is drawn first, would always sit in the first place."""
    choices = Taste((3.0, -3.0)).choices(random.Random(1), 60, seats=2)
    rng = random.Random(3)
    firsts = Counter(compare_next(ARMS[:2], choices, 2, rng).arms[0] for _ in range(100))
    assert 30 <= firsts[ARMS[0]] <= 70
    assert all(len(set(compare_next(ARMS, choices, 4, rng).arms)) == 4 for _ in range(20))


def test_an_arm_without_a_pick_gets_its_chance() -> None:
    choices = TASTE.choices(random.Random(1), 60)
    new, rng = Arm("new"), random.Random(4)
    assert sum(new in compare_next([*ARMS, new], choices, 2, rng).arms for _ in range(60)) > 10


def test_before_the_first_pick_and_with_few_arms() -> None:
    found = compare_next(ARMS, [], 3, random.Random(1))
    assert (len(found.arms), found.n) == (3, 0)
    assert found.meaning.startswith("Compare m") and found.meaning.endswith("(after 0 picks).")
    assert compare_next(ARMS[:1], [], 3, random.Random(1)).arms == (ARMS[0],)
    assert compare_next([], [], 3, random.Random(1)).arms == ()


def test_only_the_arms_that_are_offered_are_suggested() -> None:
    choices = TASTE.choices(random.Random(1), 60)
    rng = random.Random(5)
    assert all(set(compare_next(ARMS[2:], choices, 2, rng).arms) <= set(ARMS[2:]) for _ in range(30))


def test_it_finds_the_best_arm_sooner_than_luck_does() -> None:
    """Two close favourites among six: after 30 ballots, how often the most picked arm is the right one."""
    right = {"thompson": 0, "random": 0}
    for seed in range(40):
        for way in right:
            rng = random.Random(seed)
            choices: list[ChoiceSet] = []
            for _ in range(30):
                seats = compare_next(ARMS, choices, 2, rng).arms if way == "thompson" else rng.sample(ARMS, 2)
                choices.append(TASTE.decide([int(arm.model[1:]) for arm in seats], rng))
            won = Counter(c.options[c.winner].arm for c in choices if c.winner is not None)
            right[way] += won.most_common(1)[0][0] == ARMS[0]
    assert right["thompson"] >= right["random"]


def test_it_says_of_no_arm_that_it_may_be_the_best_when_it_cannot() -> None:
    """One arm is best by far: it alone may be, and the other seats are filled at random."""
    choices = Taste((3.0, -1.0, -1.0, -1.0)).choices(random.Random(1), 400)
    found = next(
        one
        for seed in range(20)
        if not (one := compare_next(ARMS[:4], choices, 3, random.Random(seed))).at_random
    )
    assert found.likely == (ARMS[0],) and len(found.arms) == 3
    others = " ".join(sorted(arm.label for arm in found.arms if arm != ARMS[0])).replace(" ", ", ")
    assert found.meaning == (
        f"Compare m0, {others} next: m0 may be your best, the others are drawn at random, to forget no arm "
        "(after 400 picks)."
    )
