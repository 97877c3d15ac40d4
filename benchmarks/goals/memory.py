"""Long answers fit into little memory."""

from __future__ import annotations

from benchmarks.goal import Figure, Goal
from benchmarks.measuring import arena, paging, sizes


def measure(quick: bool) -> list[Figure]:
    """The most memory held, with eight long answers that stream, and with eight opened and drawn whole."""
    large = sizes(quick)[1]
    streaming = arena(large, 1.0 if quick else 10.0)
    opened = paging(large, 5 if quick else 60)
    return [
        Figure("streaming", 150, streaming["peak_mb"], "MB"),
        Figure("opened", 150, opened["peak_mb"], "MB"),
    ]


GOAL = Goal("memory", "memory, 8 panes of 100 KB", measure)
