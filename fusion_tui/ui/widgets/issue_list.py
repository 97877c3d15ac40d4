"""Issues, one a line: what was decided, how severe, who says so, what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
_HEADS = ("true", "fix")
"""What stands over the votes."""


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
    """How wide each part of a line is: as its widest text and a space; 0 where no row has it."""

    mark: int
    target: int
    note: int
    severity: int
    votes: tuple[int, int]
    by: int

    @classmethod
    def of(cls, rows: Sequence[Row]) -> _Columns:
        cast = [row.votes for row in rows if row.votes]
        true, fix = (_width((head, *(vote[n] for vote in cast))) for n, head in enumerate(_HEADS))
        marks = (_SUGGESTED[True][0] if _suggests(row) else "?" for row in rows if row.state)
        return cls(
            mark=_width(marks),
            target=_width(row.target for row in rows),
            note=_width(row.note for row in rows),
            severity=_width(row.severity for row in rows),
            votes=(true, fix) if cast else (0, 0),
            by=max((sum(len(letter) + 1 for letter in row.by) for row in rows), default=0),
        )

    @property
    def before_votes(self) -> int:
        """Columns before the first vote."""
        return 2 + self.mark + self.target + self.note + self.severity

    @property
    def used(self) -> int:
        """Columns before the claim."""
        return self.before_votes + sum(self.votes) + self.by


def _width(texts: Iterable[str]) -> int:
    widest = max(map(cell_len, texts), default=0)
    return widest + 1 if widest else 0


def _suggests(row: Row) -> bool:
    return row.state == "open" and row.suggested is not None


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
        self._foot = ""
        self._first = 0
        self._above = 0

    def show(self, rows: Sequence[Row], chosen: int, foot: str = "") -> None:
        """Draw these from now on, with one of them chosen; `foot` stands below them."""
        self._rows, self._chosen, self._foot = rows, chosen, foot
        self.refresh()

    def render(self) -> Content:
        """The rows that fit, with the chosen one among them, under the names of the votes' columns."""
        columns = _Columns.of(self._rows)
        heads = [self._head(columns)] if any(columns.votes) else []
        self._above = len(heads)
        room = max(self.size.height - len(heads), 1)
        footed = room > 2 and (bool(self._foot) or len(self._rows) > room)
        page = room - footed
        self._first = max(min(self._first, self._chosen), self._chosen - page + 1, 0)
        in_view = self._rows[self._first : self._first + page]
        lines = [
            self._line(row, place == self._chosen, columns)
            for place, row in enumerate(in_view, start=self._first)
        ]
        blank = [Content("")] * (page - len(lines)) if footed else []
        foot = [self._below(len(self._rows) - self._first - len(lines))] if footed else []
        return Content("\n").join([*heads, *lines, *blank, *foot])

    def _below(self, rest: int) -> Content:
        """How many more there are, and what was given to stand there."""
        more = f"  {'v' if self._ascii else '↓'} {rest} more" if rest > 0 else ""
        foot = _fit(self._foot, min(cell_len(self._foot), max(self.size.width - cell_len(more) - 2, 1)))
        gap = " " * max(self.size.width - cell_len(more) - cell_len(foot) - 1, 1)
        return Content.assemble((more, "$dim"), gap, (foot if self._foot else "", "$faint"))

    def _head(self, columns: _Columns) -> Content:
        heads = (f"{head:<{width}}" for head, width in zip(_HEADS, columns.votes, strict=True))
        return Content(" " * columns.before_votes + "".join(heads)).stylize("$faint")

    def _line(self, row: Row, here: bool, columns: _Columns) -> Content:
        ground = " on $surface" if here else ""
        quiet = row.quiet or row.state == "dismissed"
        ink = "bold $ink" if here else "$dim" if quiet else "$ink"
        pointer = ("> " if self._ascii else "▸ ") if here else "  "
        spans = [(pointer, "bold $ink"), self._mark(row, columns.mark)]
        spans.append((f"{row.target:<{columns.target}}", self._hue(row.target) if row.target else ""))
        spans.append((f"{row.note:<{columns.note}}", "$dim"))
        tone = "$warning" if row.severity == "blocker" else "$dim"
        spans.append((f"{row.severity:<{columns.severity}}", tone))
        votes = zip(row.votes or ("", ""), columns.votes, strict=True)
        spans += [(f"{vote:<{width}}", "$dim") for vote, width in votes]
        spans += [(f"{letter} ", self._hue(letter) if len(letter) == 1 else "$dim") for letter in row.by]
        spans.append((" " * max(columns.by - sum(len(letter) + 1 for letter in row.by), 0), ""))
        spans.append((_fit(clean_line(row.claim), self.size.width - columns.used), ink))
        return Content.assemble(*((text, style + ground if style or ground else "") for text, style in spans))

    def _mark(self, row: Row, width: int) -> tuple[str, str]:
        if row.state is None:
            return " " * width, ""
        if _suggests(row) and row.suggested is not None:
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
