"""A key is seen at once, although eight answers stream."""

from __future__ import annotations

import random
import time

from benchmarks.goal import Figure, Goal
from benchmarks.keys import focus, half_page
from benchmarks.measuring import percentile
from benchmarks.terminal import Program


def measure(quick: bool) -> list[Figure]:
    """From a key to its repaint, read from the terminal: another pane in focus, then half a page down."""
    count, rng, waits = 20 if quick else 320, random.Random(1), []
    with Program.of("arena", chars=20_000, seconds=600) as program:
        program.hear("ready")
        for place in range(count // 2):
            for press in (focus(place % 8), half_page):
                time.sleep(rng.uniform(0.02, 0.1))
                waits.append(press(program) * 1e3)
    return [
        Figure("p50", 20, percentile(waits, 0.5), "ms", f"{len(waits)} keys"),
        Figure("p99", 50, percentile(waits, 0.99), "ms", f"max {max(waits):.0f} ms"),
    ]


GOAL = Goal("keys", "key to repaint while 8 panes stream", measure)
