"""A command that needs no screen loads none."""

from __future__ import annotations

import sys
from statistics import median

from benchmarks.goal import Figure, Goal
from benchmarks.terminal import ROOT, cpu_to_end


def measure(quick: bool) -> list[Figure]:
    """CPU of `fusion --version` by that of importing Typer."""
    ours, peer = [], []
    for _ in range(2 if quick else 15):
        ours.append(cpu_to_end([str(ROOT / ".venv" / "bin" / "fusion"), "--version"]))
        peer.append(cpu_to_end([sys.executable, "-c", "import typer"]))
    note = f"{median(ours) * 1e3:.0f} by {median(peer) * 1e3:.0f} ms"
    return [Figure("", 1.5, median(ours) / median(peer), note=note)]


GOAL = Goal("version", "fusion --version by python -c 'import typer'", measure)
