"""A token costs the same whether the answers are short or long."""

from __future__ import annotations

from benchmarks.goal import Figure, Goal
from benchmarks.measuring import arena, per_token, sizes


def measure(quick: bool) -> list[Figure]:
    """CPU a token with long answers, by that with short ones."""
    small, large = sizes(quick)
    seconds = 1.0 if quick else 10.0
    short, long = per_token(arena(small, seconds)), per_token(arena(large, seconds))
    note = f"{short * 1e6:.0f} and {long * 1e6:.0f} µs a token"
    return [Figure(f"{large // 1000} KB by {small // 1000} KB", 1.2, long / short, note=note)]


GOAL = Goal("flatness", "CPU a token, 8 panes", measure)
