"""Who raised how much, where: a small table of counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widget import Widget

from fusion_tui.core.clean import clean_line

FAILED, UNREADABLE, ASKING, NOT_ASKED = "x", "?", ".", "-"
"""Cells that are no count."""
_MEANING = {FAILED: "failed", UNREADABLE: "cannot be read", ASKING: "being asked", NOT_ASKED: "not asked"}
_CELL = 4


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under letters."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    """A label, which may hold outside text, and its cells."""


class Matrix(Widget):
    """Draws a table and says what its signs mean; nothing without one."""

    DEFAULT_CSS = "Matrix { height: auto; max-height: 50%; width: 1fr; margin: 1 1 0 3; }"

    def __init__(self, hue: Callable[[str], str]) -> None:
        """Empty; `hue` colours a letter."""
        super().__init__()
        self._hue = hue
        self._table: Table | None = None

    def show(self, table: Table | None) -> None:
        """Draw this from now on."""
        if table != self._table:
            self._table = table
            self.refresh(layout=True)

    def render(self) -> Content:
        """A line per row under the letters."""
        table = self._table
        if table is None:
            return Content("")
        labels = [clean_line(label) for label, _ in table.rows]
        room = max(self.size.width - _CELL * len(table.columns), len(table.caption))
        width = min(max(map(cell_len, [table.caption, *labels])), room)
        heads = ((f"{c:>{_CELL}}", f"bold {self._tone(c)}") for c in table.columns)
        lines = [Content.assemble((_fit(table.caption, width), "$dim"), *heads)]
        for label, (_, cells) in zip(labels, table.rows, strict=True):
            tone = f"bold {self._tone(label)}" if len(label) == 1 else "$ink"
            lines.append(Content.assemble((_fit(label, width), tone), *map(_cell, cells)))
        signs = {cell for _, cells in table.rows for cell in cells}
        said = [f"{sign} {meaning}" for sign, meaning in _MEANING.items() if sign in signs]
        if signs & {FAILED, UNREADABLE, ASKING}:
            lines.append(Content("  ".join(said)).stylize("$faint"))
        return Content("\n").join(lines)

    def _tone(self, letter: str) -> str:
        return self._hue(letter) if len(letter) == 1 else "$ink"


def _cell(text: str) -> tuple[str, str]:
    quiet = text in (NOT_ASKED, ASKING, "0")
    return f"{text:>{_CELL}}", "$dim" if quiet else "$ink" if text.isdecimal() else "$warning"


def _fit(text: str, width: int) -> str:
    """A label on so many columns; an ellipsis says that something is missing."""
    if cell_len(text) > width:
        text = set_cell_size(text, max(width - 1, 0)).rstrip() + "…"
    return set_cell_size(text, width)
