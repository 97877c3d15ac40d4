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
from fusion_tui.core.issues import State

_MARKS: dict[State, tuple[str, str, str]] = {
    "open": ("?", "?", "$dim"),
    "accepted": ("✓", "+", "bold $success"),
    "dismissed": ("✗", "x", "$dim"),
}
"""State to its glyph, its ASCII glyph, and how it is drawn."""
_SUGGESTED = {True: ("✓?", "+?"), False: ("✗?", "x?")}
"""What votes suggest while the person has not decided: glyphs and ASCII glyphs."""
_SEVERITY = 9
_NOTE = 9
_VOTE = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    claim: str
    severity: str
    by: tuple[str, ...]
    """Letters of those behind it."""
    state: State | None = None
    """`None`: there is nothing to decide."""
    note: str = ""
    """A word before it: what became of it."""
    target: str = ""
    """The letter of the candidate that it is about, where there are several."""
    votes: tuple[str, str] | None = None
    """How many hold it for true, and would have it fixed: `2/3`."""
    suggested: bool | None = None
    """What the votes suggest."""
    quiet: bool = False
    """Drawn dim: it is beside the point."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """How wide each part of a line is; 0 where no row has it."""

    mark: int
    target: int
    note: int
    votes: int
    by: int

    @classmethod
    def of(cls, rows: Sequence[Row]) -> _Columns:
        return cls(
            mark=3 if any(row.suggested is not None for row in rows) else 2,
            target=2 if any(row.target for row in rows) else 0,
            note=_NOTE if any(row.note for row in rows) else 0,
            votes=2 * _VOTE if any(row.votes for row in rows) else 0,
            by=max((sum(len(letter) + 1 for letter in row.by) for row in rows), default=2),
        )

    @property
    def used(self) -> int:
        """Columns before the claim."""
        return 2 + self.mark + self.target + self.note + _SEVERITY + self.votes + self.by


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
        self._above = 0

    def show(self, rows: Sequence[Row], chosen: int) -> None:
        """Draw these from now on, with one of them chosen."""
        self._rows, self._chosen = rows, chosen
        self.refresh()

    def render(self) -> Content:
        """The rows that fit, with the chosen one among them, under the names of the votes' columns."""
        columns = _Columns.of(self._rows)
        heads = [self._head(columns)] if columns.votes else []
        self._above = len(heads)
        page = max(self.size.height - len(heads), 1)
        self._first = max(min(self._first, self._chosen), self._chosen - page + 1, 0)
        in_view = self._rows[self._first : self._first + page]
        lines = [
            self._line(row, place == self._chosen, columns)
            for place, row in enumerate(in_view, start=self._first)
        ]
        return Content("\n").join([*heads, *lines])

    def _head(self, columns: _Columns) -> Content:
        before = " " * (2 + columns.mark + columns.target + columns.note + _SEVERITY)
        return Content(f"{before}{'true':<{_VOTE}}{'fix':<{_VOTE}}").stylize("$faint")

    def _line(self, row: Row, here: bool, columns: _Columns) -> Content:
        ground = " on $surface" if here else ""
        quiet = row.quiet or row.state == "dismissed"
        ink = "bold $ink" if here else "$dim" if quiet else "$ink"
        pointer = ("> " if self._ascii else "▸ ") if here else "  "
        spans = [(pointer, "bold $ink"), self._mark(row, columns.mark)]
        if columns.target:
            spans.append((f"{row.target:<{columns.target}}", self._hue(row.target) if row.target else ""))
        spans.append((f"{row.note:<{columns.note}}", "$dim"))
        spans.append((f"{row.severity:<{_SEVERITY}}", "$warning" if row.severity == "blocker" else "$dim"))
        if columns.votes:
            spans += [(f"{vote:<{_VOTE}}", "$dim") for vote in row.votes or ("", "")]
        spans += [(f"{letter} ", self._hue(letter) if len(letter) == 1 else "$dim") for letter in row.by]
        spans.append((" " * max(columns.by - sum(len(letter) + 1 for letter in row.by), 0), ""))
        spans.append((_fit(clean_line(row.claim), self.size.width - columns.used), ink))
        return Content.assemble(*((text, style + ground if style or ground else "") for text, style in spans))

    def _mark(self, row: Row, width: int) -> tuple[str, str]:
        if row.state is None:
            return " " * width, ""
        if row.state == "open" and row.suggested is not None:
            glyph, plain = _SUGGESTED[row.suggested]
            return f"{plain if self._ascii else glyph:<{width}}", "$success" if row.suggested else "$dim"
        glyph, plain, tone = _MARKS[row.state]
        return f"{plain if self._ascii else glyph:<{width}}", tone

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked row."""
        place = self._first + event.y - self._above
        if self._first <= place < len(self._rows):
            self.post_message(self.Chosen(place))


def _fit(text: str, width: int) -> str:
    """A text on so many columns; an ellipsis says that something is missing."""
    width = max(width, 1)
    if cell_len(text) > width:
        return set_cell_size(text, width - 1).rstrip() + "…" if width > 1 else "…"
    return set_cell_size(text, width)
