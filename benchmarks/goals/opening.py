"""A comparison opens as fast when its answers are long."""

from __future__ import annotations

from statistics import median

from benchmarks.goal import Figure, Goal
from benchmarks.measuring import sizes
from benchmarks.terminal import Program


def measure(quick: bool) -> list[Figure]:
    """CPU from opening to the first paint, of long answers by that of short ones."""
    with Program.of("stored", what="opening", large=sizes(quick)[1], times=1 if quick else 7) as program:
        result = program.hear("result")
    small, large = median(result["small"]), median(result["large"])
    return [Figure("", 1.5, large / small, note=f"{large * 1e3:.0f} by {small * 1e3:.0f} ms")]


GOAL = Goal("opening", "opening 8 x 100 KB from history by 8 x 1 KB", measure)
