"""Issues, one a line: what was decided, how severe, who says so, what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from fusion_tui.core.clean import clean_line
from fusion_tui.core.issues import Group, State

_MARKS: dict[State, tuple[str, str, str]] = {
    "open": ("?", "?", "$dim"),
    "accepted": ("✓", "+", "bold $success"),
    "dismissed": ("✗", "x", "$dim"),
}
"""State to its glyph, its ASCII glyph, and how it is drawn."""
_SEVERITY = 9
_NOTE = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    group: Group
    state: State
    note: str = ""
    """A word before it: what became of it, where a review goes on with an earlier one."""
    by: tuple[str, ...] | None = None
    """Letters behind it; `None` for those of the group."""

    @property
    def letters(self) -> tuple[str, ...]:
        """Who says so."""
        return self.group.reviewers if self.by is None else self.by


class IssueList(Widget):
    """Draws the rows in view and says which one is chosen."""

    DEFAULT_CSS = "IssueList { height: 1fr; width: 1fr; margin: 0 1 0 1; }"

    @dataclass
    class Chosen(Message):
        """A row was clicked."""

        place: int

    def __init__(self, hue: Callable[[str], str], *, ascii_only: bool = False) -> None:
        """Empty; `hue` colours a letter."""
        super().__init__()
        self._hue = hue
        self._ascii = ascii_only
        self._rows: Sequence[Row] = ()
        self._chosen = 0
        self._first = 0

    def show(self, rows: Sequence[Row], chosen: int) -> None:
        """Draw these from now on, with one of them chosen."""
        self._rows, self._chosen = rows, chosen
        self.refresh()

    def render(self) -> Content:
        """The rows that fit, with the chosen one among them."""
        page = max(self.size.height, 1)
        self._first = max(min(self._first, self._chosen), self._chosen - page + 1, 0)
        in_view = self._rows[self._first : self._first + page]
        by = max((len(row.letters) for row in self._rows), default=1) * 2
        note = _NOTE if any(row.note for row in self._rows) else 0
        lines = [
            self._line(row, place == self._chosen, by, note)
            for place, row in enumerate(in_view, start=self._first)
        ]
        return Content("\n").join(lines)

    def _line(self, row: Row, here: bool, by: int, note: int) -> Content:
        glyph, plain, tone = _MARKS[row.state]
        ground = " on $surface" if here else ""
        ink = "bold $ink" if here else "$dim" if row.state == "dismissed" else "$ink"
        pointer = ("> " if self._ascii else "▸ ") if here else "  "
        spans = [(pointer, "bold $ink"), (f"{plain if self._ascii else glyph} ", tone)]
        spans.append((f"{row.note:<{note}}", "$dim"))
        spans.append(
            (f"{row.group.severity:<{_SEVERITY}}", "$warning" if row.group.severity == "blocker" else "$dim")
        )
        spans += [(f"{letter} ", self._hue(letter)) for letter in row.letters]
        used = 4 + note + _SEVERITY + by
        spans.append((" " * (by - 2 * len(row.letters)), ""))
        spans.append((_fit(clean_line(row.group.claim), self.size.width - used), ink))
        return Content.assemble(*((text, style + ground if style or ground else "") for text, style in spans))

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked row."""
        place = self._first + event.y
        if place < len(self._rows):
            self.post_message(self.Chosen(place))


def _fit(text: str, width: int) -> str:
    """A text on so many columns; an ellipsis says that something is missing."""
    width = max(width, 1)
    if cell_len(text) > width:
        return set_cell_size(text, width - 1).rstrip() + "…" if width > 1 else "…"
    return set_cell_size(text, width)
