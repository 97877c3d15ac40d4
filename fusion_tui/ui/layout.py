"""Where panes stand: the rule that turns a window's size into columns, a grid or a carousel."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Literal

Choice = Literal["auto", "columns", "grid", "single"]
CHOICES: tuple[Choice, ...] = ("auto", "columns", "grid", "single")

PANE_WIDTH = 38
PANE_HEIGHT = 14
FIXED_ROWS = 4
"""Title, question, status, hints."""
SMALL = (60, 15)
"""Columns and rows below which only the answer is left."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How many panes stand side by side and above each other."""

    columns: int
    rows: int
    panes: int
    """Of all candidates."""

    @property
    def shown(self) -> int:
        """Panes in view at once."""
        return min(self.columns * self.rows, self.panes)

    @property
    def carousel(self) -> bool:
        """Whether some panes are out of view."""
        return self.shown < self.panes


def arrange(panes: int, width: int, height: int, choice: Choice = "auto") -> Arrangement:
    """The arrangement for this many panes in a window of `width` x `height` cells.

    Columns if all fit side by side, else a grid with its rows evened out, else a one-row carousel.
    """
    panes = max(panes, 1)
    columns = max(min(panes, width // PANE_WIDTH), 1)
    rows = max((height - FIXED_ROWS) // PANE_HEIGHT, 1)
    if choice == "single" or is_small(width, height):
        return Arrangement(1, 1, panes)
    if choice == "columns":
        return Arrangement(max(min(panes, width // 24), 1), 1, panes)
    if choice == "grid" and panes > 1:
        return _evened(panes, max(min(columns, panes - 1), 1), max(rows, 2))
    if columns == panes:
        return Arrangement(columns, 1, panes)
    if columns * rows >= panes:
        return _evened(panes, columns, rows)
    return Arrangement(columns, 1, panes)


def window_start(start: int, focus: int, arrangement: Arrangement) -> int:
    """The first pane in view, moved as little as possible so that `focus` is among them."""
    last = arrangement.panes - arrangement.shown
    return max(min(start, focus, last), focus - arrangement.shown + 1, 0)


def is_small(width: int, height: int) -> bool:
    """Whether the window has room for one answer only."""
    return width < SMALL[0] or height < SMALL[1]


def size_class(width: int, height: int) -> str:
    """A name for windows in which the same layout feels right."""
    return f"{width // PANE_WIDTH}x{max((height - FIXED_ROWS) // PANE_HEIGHT, 1)}"


def _evened(panes: int, columns: int, rows: int) -> Arrangement:
    if columns * rows < panes:
        return Arrangement(columns, rows, panes)
    rows = ceil(panes / columns)
    return Arrangement(ceil(panes / rows), rows, panes)
