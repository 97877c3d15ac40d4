"""`benchmarks/run`: measures goals, prints each beside its target, and fails when one is missed."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from importlib import import_module

from benchmarks.goal import Figure, Goal, Measured
from benchmarks.measuring import forget
from benchmarks.terminal import BenchmarkError

NAMES = (
    "flatness markdown_stream network core_share stall keys resize page_down opening first_paint version "
    "journal memory history taste unicode"
).split()
HEAD = ("goal", "target", "figure", "verdict", "beside it")


def goal_of(name: str) -> Goal:
    """The goal that a module of `goals` measures."""
    found = import_module(f"benchmarks.goals.{name}").GOAL
    assert isinstance(found, Goal)
    return found


def measure(goals: Sequence[Goal], runs: int, quick: bool) -> list[Measured]:
    """Every figure of every goal, once a run."""
    measured: dict[tuple[str, str], Measured] = {}
    for run in range(runs):
        forget()
        for goal in goals:
            began = time.monotonic()
            for figure in figures_of(goal, quick):
                measured.setdefault((goal.name, figure.what), Measured(goal)).figures.append(figure)
            print(f"{run + 1}/{runs} {goal.name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    return list(measured.values())


def figures_of(goal: Goal, quick: bool) -> Sequence[Figure]:
    """What a goal measures; when its programs fail, one figure that says so."""
    try:
        return goal.measure(quick)
    except BenchmarkError as problem:
        print(f"{goal.name}: {problem}", file=sys.stderr)
        return [Figure("failed", 0, None, note=str(problem).splitlines()[0])]


def table(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table that reads well as it is."""
    widths = [max(len(row[column]) for row in (HEAD, *rows)) for column in range(len(HEAD))]
    lines = [HEAD, ["-" * width for width in widths], *rows]
    cells = (
        " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    )
    return "\n".join(f"| {line} |" for line in cells)


def main() -> int:
    """Returns 1 when a goal is missed or could not be measured."""
    parser = argparse.ArgumentParser("benchmarks/run", description=__doc__)
    parser.add_argument("goals", nargs="*", metavar="GOAL", help=f"all by default: {', '.join(NAMES)}")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: only shows that measuring works")
    parser.add_argument("--runs", type=int, default=1, metavar="N", help="measure N times, show the spread")
    given = parser.parse_args()
    if unknown := [name for name in given.goals if name not in NAMES]:
        parser.error(f"no goal is called {unknown[0]!r}; there are {', '.join(NAMES)}")
    goals = [goal_of(name) for name in given.goals or NAMES]
    measured = measure(goals, max(given.runs, 1), given.quick)
    print(table([each.row for each in measured]))
    return 0 if all(each.passed for each in measured) else 1


if __name__ == "__main__":
    sys.exit(main())
