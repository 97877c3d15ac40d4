"""A window that changes its size still answers to keys."""

from __future__ import annotations

import time
from statistics import median

from benchmarks.goal import Figure, Goal
from benchmarks.keys import focus
from benchmarks.measuring import sizes
from benchmarks.terminal import SIZE, Program

OTHER = (184, 46)
"""Eight panes fit as they did, narrower."""


def measure(quick: bool) -> list[Figure]:
    """The longest wait for a key in the second after a change of size, with eight long answers open."""
    waits: list[float] = []
    with Program.of("stored", what="waiting", large=sizes(quick)[1]) as program:
        program.hear("ready")
        for turn in range(2 if quick else 10):
            program.resize(*(OTHER if turn % 2 == 0 else SIZE))
            for _ in range(10):
                # Always another pane than the one in focus, whose head any resize draws.
                waits.append(focus((len(waits) + 1) % 8)(program) * 1e3)
                time.sleep(0.06)
    note = f"{len(waits)} keys, median {median(waits):.0f} ms"
    return [Figure("", 80, max(waits), "ms", note)]


GOAL = Goal("resize", "key, at most, while 8 x 100 KB are resized", measure)
