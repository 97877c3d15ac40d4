"""The dashboard of 2,000 picks is there at once."""

from __future__ import annotations

from statistics import median

from benchmarks.goal import Figure, Goal
from benchmarks.terminal import Program


def measure(quick: bool) -> list[Figure]:
    """CPU of everything the dashboard asks, with its covariates, for ballots of four answers and of eight."""
    with Program.of("taste", picks=200 if quick else 2_000, times=1 if quick else 3) as program:
        spent = program.hear("result")
    return [
        Figure(f"{seats} answers a ballot", 300, median(times) * 1e3, "ms CPU")
        for seats, times in spent.items()
        if seats != "kind"
    ]


GOAL = Goal("taste", "taste dashboard of 2,000 picks, 8 arms", measure)
