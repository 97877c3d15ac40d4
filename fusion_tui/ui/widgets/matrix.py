"""Reviewer by candidate: how many issues each raised with each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.widget import Widget

_CELL = 4


class Matrix(Widget):
    """A small table whose first row and column are letters; nothing without cells."""

    DEFAULT_CSS = "Matrix { height: auto; width: 1fr; margin: 1 1 0 3; }"

    def __init__(self, hue: Callable[[str], str]) -> None:
        """Empty; `hue` colours a letter."""
        super().__init__()
        self._hue = hue
        self._cells: Sequence[Sequence[str]] = ()

    def show(self, cells: Sequence[Sequence[str]]) -> None:
        """Draw these from now on."""
        if tuple(cells) != tuple(self._cells):
            self._cells = tuple(cells)
            self.refresh(layout=True)

    def render(self) -> Content:
        """A line per reviewer under the candidates' letters."""
        if not self._cells:
            return Content("")
        (_, *targets), *body = self._cells
        head = Content.assemble(
            (f"{'raised':<9}", "$dim"), *((f"{t:>{_CELL}}", f"bold {self._hue(t)}") for t in targets)
        )
        lines = [
            Content.assemble(
                ("by " if place == 0 else "   ", "$dim"),
                (f"{reviewer:<6}", f"bold {self._hue(reviewer)}" if len(reviewer) == 1 else "$ink"),
                *((f"{cell:>{_CELL}}", "$dim" if cell in "-0" else "$ink") for cell in cells),
            )
            for place, (reviewer, *cells) in enumerate(body)
        ]
        return Content("\n").join([head, *lines])
