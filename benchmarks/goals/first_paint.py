"""The program stands on the screen hardly later than a bare one."""

from __future__ import annotations

from statistics import median

from benchmarks.goal import Figure, Goal
from benchmarks.terminal import Program


def measure(quick: bool) -> list[Figure]:
    """CPU to the first paint, of the question and of eight answers, by that of a bare program of 8 panes."""
    spent: dict[str, list[float]] = {"bare": [], "question": [], "answers": []}
    for _ in range(1 if quick else 5):
        for what, times in spent.items():
            with Program.of("first_paint", what=what) as program:
                times.append(program.hear("result")["cpu"])
    bare = median(spent["bare"])
    return [
        Figure(what, 1.3, median(spent[what]) / bare, note=f"{median(spent[what]):.2f} by {bare:.2f} s")
        for what in ("question", "answers")
    ]


GOAL = Goal("first_paint", "first paint by a bare Textual program with 8 panes", measure)
