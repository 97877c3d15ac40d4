"""What does it cost, and what would it have cost to do without an arm?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fusion_tui.core.models import Call
from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.availability import Asked, answered
from fusion_tui.core.taste.numbers.intervals import Share
from fusion_tui.core.taste.observations import Observation, wins


@dataclass(frozen=True, slots=True)
class Cost:
    """What one arm cost in the comparisons whose picks count, lost and failed runs included."""

    arm: Arm
    wins: Share
    """Of the ballots it stood on."""
    alone: int
    """Wins without a tie: what would have been missing without this arm."""
    total_usd: float | None
    """All that is known to be paid; `None` where the cost of an answer is unknown."""
    unpriced: int
    """Failed calls that named no cost; the total leaves them out."""

    @property
    def n(self) -> int:
        """Ballots it stood on."""
        return self.wins.n

    @property
    def per_win_usd(self) -> float | None:
        """`None` without a win, or when the total is unknown."""
        if self.total_usd is None or not self.wins.count:
            return None
        return self.total_usd / self.wins.count

    @property
    def per_win_limits_usd(self) -> tuple[float, float | None] | None:
        """The 95% interval, by Wilson's limits of the share of wins; without a win it has no upper one."""
        if self.total_usd is None or not self.n:
            return None
        high = self.total_usd / (self.n * self.wins.low) if self.wins.low else None
        return self.total_usd / (self.n * self.wins.high), high

    @property
    def meaning(self) -> str:
        """In one sentence."""
        name = self.arm.label
        least = "at least " if self.unpriced else ""
        saved = "an unknown amount" if self.total_usd is None else f"{least}${self.total_usd:.2f}"
        return f"Without {name} you would have saved {saved} and given up {self.alone} of {self.n} picks."


def costs(asked: Asked, seen: Sequence[Observation]) -> tuple[Cost, ...]:
    """Of every arm on the ballots `seen`, in the order of arms; `asked` is by the same grouping."""
    counted = {observation.comparison.id for observation in seen}
    alone = Counter(o.arms[o.choice.winner] for o in seen if o.choice.winner is not None)
    return tuple(
        Cost(arm, won, alone[arm], *_total([call for of, call in asked.get(arm, ()) if of in counted]))
        for arm, won in sorted(wins(seen).items())
    )


def _total(calls: Sequence[Call]) -> tuple[float | None, int]:
    """What was paid, and how many failures do not say what they cost."""
    unpriced = [call for call in calls if call.cost_usd is None]
    free = sum(not answered(call) for call in unpriced)
    total = sum(call.cost_usd or 0.0 for call in calls)
    return (None if len(unpriced) > free or not calls else total), free
