"""What should I drop?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.evidence import CONCLUDED, Stratum, e_value, strata_of
from fusion_tui.core.taste.numbers.intervals import Share
from fusion_tui.core.taste.observations import Observation
from fusion_tui.core.taste.questions import words
from fusion_tui.core.taste.questions.costs import Cost


@dataclass(frozen=True, slots=True)
class Drop:
    """An arm that is picked less often than luck would pick it."""

    cost: Cost
    picked: Share
    """Of the ballots with one single winner on which it stood."""
    chance: float
    """The share that luck would give."""
    e: float
    """The e-value against luck, shared out among all arms that were looked at."""

    @property
    def arm(self) -> Arm:
        """Which one."""
        return self.cost.arm

    @property
    def n(self) -> int:
        """The picks behind it."""
        return self.picked.n

    @property
    def meaning(self) -> str:
        """In one sentence."""
        return self.told(lambda arm: arm.label)

    def told(self, name: Callable[[Arm], str]) -> str:
        """The same with names of your own for arms."""
        return (
            f"{name(self.arm)} was your pick in {self.picked.count:.0f} of {self.n} and cost "
            f"{words.paid(self.cost.total_usd)}{self._more}, where luck gives {words.percent(self.chance)}."
        )

    @property
    def _more(self) -> str:
        """Ties and "none good" have no single winner, but were paid for."""
        return f" in {self.cost.n} comparisons with ties and “none good”" if self.cost.n > self.n else ""


def drops(seen: Sequence[Observation], paid: Sequence[Cost]) -> tuple[Drop, ...]:
    """Arms of which the record proves it, however often somebody looks; the dearest first."""
    strata = _strata(seen)
    found = [_drop(cost, strata.get(cost.arm, ()), len(paid)) for cost in paid]
    proven = [d for d in found if d.e >= CONCLUDED and d.picked.count < d.chance * d.n]
    return tuple(sorted(proven, key=lambda d: (-(d.cost.total_usd or 0.0), d.arm)))


def _strata(seen: Sequence[Observation]) -> dict[Arm, tuple[Stratum, ...]]:
    """For each arm, its single wins by the chance that luck gave it."""
    decisions: dict[Arm, list[tuple[bool, float]]] = {}
    for observation in seen:
        arms, index = observation.arms, observation.choice.winner
        if index is not None and len(others := set(arms)) > 1:
            for arm in others:
                decided = arms[index] == arm, arms.count(arm) / len(arms)
                decisions.setdefault(arm, []).append(decided)
    return {arm: strata_of(decided) for arm, decided in decisions.items()}


def _drop(cost: Cost, found: Sequence[Stratum], looked_at: int) -> Drop:
    picked = Share(sum(s.wins for s in found), sum(s.n for s in found))
    chance = sum(s.n * s.chance for s in found) / picked.n if picked.n else 0.0
    return Drop(cost, picked, chance, e_value(found) / looked_at)
