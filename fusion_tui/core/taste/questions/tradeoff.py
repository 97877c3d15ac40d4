"""Money against picks: which arm is cheap, which is picked, and which is beaten at both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.intervals import Number
from fusion_tui.core.taste.questions.leaderboard import Leaderboard

CHEAPER = 0.99
"""Of a price, from which on another is called cheaper; cents of difference are none."""


@dataclass(frozen=True, slots=True)
class TradeOff:
    """One arm with what an answer of it costs and how often it is preferred."""

    arm: Arm
    usd: float
    """The mean of what its answers cost, failed runs included."""
    share: Number
    """How often it would beat the average arm."""
    n: int
    """Ballots it stood on."""
    beaten_by: tuple[Arm, ...]
    """Arms that cost less and are clearly preferred: their interval lies above this one's."""


def trade_offs(board: Leaderboard) -> tuple[TradeOff, ...]:
    """The cheapest first; arms without a rating, or of which a cost is unknown, are left out."""
    known = [
        (row.arm, row.cost.total_usd / row.n, row.as_shown.share, row.n)
        for row in board.rows
        if row.as_shown and row.n and row.cost and row.cost.total_usd is not None
    ]
    found = [
        TradeOff(
            arm,
            usd,
            share,
            n,
            tuple(
                other
                for other, price, theirs, _ in known
                if price < usd * CHEAPER and theirs.low > share.high
            ),
        )
        for arm, usd, share, n in known
    ]
    return tuple(sorted(found, key=lambda one: (one.usd, one.arm)))


def told(found: Sequence[TradeOff], name: Callable[[Arm], str]) -> str:
    """In one sentence; empty for fewer than two arms."""
    beaten = [one for one in found if one.beaten_by]
    if len(found) < 2:
        return ""
    if not beaten:
        return "No arm is beaten at both: whoever costs more is not clearly picked less."
    said = [f"{name(one.arm)} by {', '.join(name(arm) for arm in sorted(one.beaten_by))}" for one in beaten]
    return f"Beaten at both, dearer and clearly picked less: {'; '.join(said)}."
