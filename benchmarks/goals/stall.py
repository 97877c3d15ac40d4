"""The event loop is never busy for so long that a key would wait."""

from __future__ import annotations

from benchmarks.goal import Figure, Goal
from benchmarks.measuring import arena, percentile, sizes


def measure(quick: bool) -> list[Figure]:
    """CPU of the loop in one go, while eight long answers stream; what the clock says stands beside it."""
    result = arena(sizes(quick)[1], 1.0 if quick else 12.0, stalls=True)
    busy, wall = result["busy"], result["stalls"]
    return [
        Figure(
            "p99", 16, percentile(busy, 0.99) * 1e3, "ms", f"{percentile(wall, 0.99) * 1e3:.1f} ms by clock"
        ),
        Figure("max", 33, max(busy) * 1e3, "ms", f"{max(wall) * 1e3:.1f} ms by clock"),
    ]


GOAL = Goal("stall", "event loop busy in one go, 8 panes of 100 KB", measure)
