"""A hundred thousand comparisons are as easy to look through as ten."""

from __future__ import annotations

from statistics import median

from benchmarks.goal import Figure, Goal
from benchmarks.terminal import Program

INDEXED_S = 600
"""Seconds that making and indexing the database may take; no part of the figures."""


def measure(quick: bool) -> list[Figure]:
    """CPU of the history's first page and of finding three comparisons by a word, each until painted."""
    count = 2_000 if quick else 100_000
    with Program.of("history", count=count, times=1 if quick else 5) as program:
        result = program.hear("result", timeout=INDEXED_S)
    read = f"{median(result['reads']) * 1e3:.0f} ms of it in the store"
    return [
        Figure("first page", 50, median(result["pages"]) * 1e3, "ms CPU", read),
        Figure("search", 100, median(result["finds"]) * 1e3, "ms CPU", "a word of three questions"),
    ]


GOAL = Goal("history", "history of 100,000 comparisons", measure)
