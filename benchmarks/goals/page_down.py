"""Paging through a long answer is cheap."""

from __future__ import annotations

from benchmarks.goal import Figure, Goal
from benchmarks.measuring import paging, sizes


def measure(quick: bool) -> list[Figure]:
    """CPU of one page down, painted, with eight long answers on the screen."""
    result = paging(sizes(quick)[1], 5 if quick else 60)
    return [Figure("", 8, result["cpu"] * 1e3, "ms CPU")]


GOAL = Goal("page_down", "page down in 8 panes of 100 KB", measure)
