"""The dashboard of 2,000 picks is there at once."""

from __future__ import annotations

from importlib.util import find_spec
from statistics import median

from benchmarks.goal import Figure, Goal
from benchmarks.terminal import Program


def measure(quick: bool) -> list[Figure]:
    """CPU of the board with its covariates and of the habits; nothing to measure before there are any."""
    if find_spec("fusion_tui.core.taste") is None:
        return [Figure("", 300, None, "ms CPU", "not there yet")]
    with Program.of("taste", picks=200 if quick else 2_000, times=1 if quick else 3) as program:
        spent = program.hear("result")
    board, tag, habits = (median(spent[what]) * 1e3 for what in ("board", "tag", "habits"))
    note = f"habits {habits:.0f} ms of it; one tag's board {tag:.0f} ms"
    return [Figure("", 300, board + habits, "ms CPU", note)]


GOAL = Goal("taste", "taste dashboard of 2,000 picks, 8 arms", measure)
