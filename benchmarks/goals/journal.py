"""Keeping what arrives costs next to nothing beside showing it."""

from __future__ import annotations

from benchmarks.goal import Figure, Goal
from benchmarks.measuring import arena, per_token, sizes
from benchmarks.terminal import Program


def measure(quick: bool) -> list[Figure]:
    """CPU a token of the store by that of the screen."""
    with Program.of("journal", seconds=1.0 if quick else 12.0) as program:
        result = program.hear("result")
    journal = result["written"] + result["noted"]
    whole = per_token(arena(sizes(quick)[0], 1.0 if quick else 10.0))
    note = f"{journal * 1e6:.1f} of {whole * 1e6:.0f} µs, {result['noted'] * 1e6:.1f} of them to note it"
    return [Figure("", 0.05, journal / (whole - journal), note=note)]


GOAL = Goal("journal", "journal by paint, CPU a token", measure)
