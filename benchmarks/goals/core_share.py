"""Eight answers at once leave most of the machine to the person."""

from __future__ import annotations

from benchmarks import network
from benchmarks.goal import Figure, Goal


def measure(quick: bool) -> list[Figure]:
    """The share of one core while eight answers stream over HTTP."""
    share = network.fusion(1.0 if quick else 12.0)
    note = f"{share.tokens / share.wall:.0f} tokens/s came"
    return [Figure("", 55, 100 * share.cpu / share.wall, "%", note)]


GOAL = Goal("core_share", "share of one core at 8 x 100 tokens/s", measure)
