"""What a goal is, and what was measured of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, and the most it may be."""

    what: str
    target: float
    value: float | None
    """`None` when it could not be measured; that is no pass."""
    unit: str = ""
    note: str = ""
    """What stands beside it: a peer's number, or why there is none."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One row of the goals."""

    name: str
    """What it is called on the command line."""
    title: str
    measure: Callable[[bool], Sequence[Figure]]
    """Told whether a quick run is enough; then sizes shrink and the figures say nothing."""


@dataclass(slots=True)
class Measured:
    """One figure over all runs."""

    goal: Goal
    figures: list[Figure] = field(default_factory=list)
    """The same figure, once a run."""

    @property
    def values(self) -> list[float]:
        """What could be measured, the smallest first."""
        return sorted(figure.value for figure in self.figures if figure.value is not None)

    @property
    def passed(self) -> bool:
        """Whether it was measured in every run, and its median is within the target."""
        values = self.values
        return len(values) == len(self.figures) and median(values) <= self.figures[0].target

    @property
    def row(self) -> tuple[str, str, str, str, str]:
        """Goal, target, figure (with its spread when there were several runs), verdict, note."""
        first = self.figures[0]
        values, unit = self.values, f" {first.unit}" if first.unit else ""
        shown = "not measured"
        if values:
            shown = f"{_short(median(values))}{unit}"
            shown += f" ({_short(values[0])} to {_short(values[-1])})" if len(self.figures) > 1 else ""
        return (
            f"{self.goal.title}: {first.what}" if first.what else self.goal.title,
            f"<= {_short(first.target)}{unit}",
            shown,
            "pass" if self.passed else "FAIL",
            self.figures[-1].note,
        )


def _short(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
