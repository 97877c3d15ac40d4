"""What should I compare next?"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.choices import ChoiceSet
from fusion_tui.core.taste.numbers.design import AS_SHOWN
from fusion_tui.core.taste.numbers.logit import Fit, fit
from fusion_tui.core.taste.numbers.ratings import Ratings
from fusion_tui.core.taste.questions import words

EXPLORED = 0.2
"""The part of suggestions that is drawn at random, so that no arm is forgotten."""

MOST_DRAWS = 30
"""Draws after which seats that are still free are filled at random."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Arms for the next comparison."""

    arms: tuple[Arm, ...]
    """In the order of their seats, shuffled."""
    likely: tuple[Arm, ...]
    """Those of them that may be the best; the others were drawn at random."""
    n: int
    """Picks it stands on."""

    @property
    def at_random(self) -> bool:
        """Whether it is one of those that only explore."""
        return not self.likely

    @property
    def meaning(self) -> str:
        """In one sentence."""
        return self.told(lambda arm: arm.label)

    def told(self, name: Callable[[Arm], str]) -> str:
        """The same with names of your own for arms."""
        likely, others = sorted(self.likely), sorted(set(self.arms) - set(self.likely))
        names = ", ".join(name(arm) for arm in (*likely, *others))
        return f"Compare {names} next: {self._why(name)} (after {words.counted(self.n, 'pick')})."

    def _why(self, name: Callable[[Arm], str]) -> str:
        rest = "drawn at random, to forget no arm"
        if self.at_random:
            return rest
        if len(self.likely) == len(self.arms):
            return "each may be your best"
        only = name(self.likely[0]) if len(self.likely) == 1 else f"the first {len(self.likely)}"
        return f"{only} may be your best, the others are {rest}"


def compare_next(
    arms: Sequence[Arm],
    choices: Sequence[ChoiceSet],
    seats: int,
    rng: random.Random,
    fitted: Fit | None = None,
) -> Suggestion:
    """Top-two Thompson sampling for `seats` arms out of `arms`, of which some may never have been shown.

    Ratings are drawn from the posterior until so many different arms have won; one suggestion in five is
    random. `fitted` is a fit of these choices as shown, if there is one.
    """
    known = sorted(set(arms))
    seats = min(seats, len(known))
    at_random = rng.random() < EXPLORED
    likely = [] if at_random else _winners(known, choices, seats, rng, fitted)
    chosen = [*likely]
    rest = [arm for arm in known if arm not in chosen]
    chosen += rng.sample(rest, seats - len(chosen))
    rng.shuffle(chosen)
    return Suggestion(tuple(chosen), tuple(sorted(likely)), len(choices))


def _winners(
    arms: Sequence[Arm], choices: Sequence[ChoiceSet], seats: int, rng: random.Random, fitted: Fit | None
) -> list[Arm]:
    if fitted is None or fitted.layout.terms != AS_SHOWN or not set(arms) <= set(fitted.arms):
        fitted = fit(choices, arms=arms)
    ratings = Ratings.of(fitted)
    places = [(i, arm) for i, arm in enumerate(ratings.arms) if arm in arms]
    winners: list[Arm] = []
    for draw in ratings.draws(rng, MOST_DRAWS):
        best = max(places, key=lambda place: draw[place[0]])[1]
        if best not in winners:
            winners.append(best)
        if len(winners) == seats:
            break
    return winners
