"""Past comparisons, one a line; only the lines in view are ever drawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from fusion_tui.core.clean import clean_line
from fusion_tui.core.summary import Summary

_WHEN, _ANSWERS, _NOTE = 9, 4, 17
_QUESTION = 82
"""What a title needs at most."""
_PICK_WIDE, _PICK_NARROW = 28, 16
_WIDE = 100
"""Columns of the list from which on names of picked members have room."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a comparison, or a thread by its newest one."""

    summary: Summary
    head: bool = False
    """Stands for a thread of several questions."""
    folded: bool = False
    """Its questions are not listed."""
    inside: bool = False
    """One question of a thread that is open above."""

    def is_still(self, other: Entry) -> bool:
        """Whether this is the line that the other was, before the list was read again."""
        return self.summary.id == other.summary.id and self.inside == other.inside


class HistoryList(Widget):
    """Draws the rows in view and says which one is chosen."""

    DEFAULT_CSS = "HistoryList { height: 1fr; width: 1fr; margin: 0 1 1 1; }"

    @dataclass
    class Chosen(Message):
        """A row was clicked."""

        place: int

    def __init__(self, *, ascii_only: bool = False) -> None:
        """Empty; `ascii_only` draws no glyph that is wide in some terminals."""
        super().__init__()
        self.now: datetime | None = None
        """With the person's time zone; rows of its day show their hour."""
        self._pointer = ">" if ascii_only else "▸"
        self._branch = "- " if ascii_only else "· "
        self._rows: Sequence[Entry] = ()
        self._live: Mapping[str, str] = {}
        self._marked: Collection[str] = ()
        self._chosen = 0
        self._first = 0

    def show(
        self,
        rows: Sequence[Entry],
        chosen: int,
        live: Mapping[str, str] | None = None,
        marked: Collection[str] = (),
    ) -> None:
        """Draw these from now on, with one of them chosen; `live` says of a comparison how far it is.

        `marked` are ids.
        """
        self._rows, self._chosen, self._live, self._marked = rows, chosen, live or {}, marked
        self.refresh()

    @property
    def page(self) -> int:
        """Rows that fit below the heading."""
        return max(self.size.height - 1, 1)

    def render(self) -> Content:
        """A heading and the rows that fit, with the chosen one among them."""
        if not self._rows:
            return Content("")
        self._first = max(min(self._first, self._chosen), self._chosen - self.page + 1, 0)
        in_view = self._rows[self._first : self._first + self.page]
        lines = [self._line(("  ", "when", "question", "n", "pick", "note"), "$dim")]
        for place, row in enumerate(in_view, start=self._first):
            lines.append(self._row(row, place == self._chosen))
        return Content("\n").join(lines)

    def _row(self, entry: Entry, here: bool) -> Content:
        row = entry.summary
        texts = (
            (self._pointer if here else " ") + ("*" if row.id in self._marked else " "),
            when(row.created_at, self.now),
            (self._branch if entry.inside else "") + clean_line(row.title),
            str(row.candidates),
            clean_line(row.decision),
            f"{row.questions} questions" if entry.head else self._live.get(row.id) or note(row),
        )
        ink = "bold $ink" if here else "$ink"
        styles = ("bold $ink", "$dim", ink, "$dim", "$ink" if row.pick else "$dim", "$dim")
        return self._line(texts, *styles, ground=" on $surface" if here else "")

    def _line(self, texts: tuple[str, ...], *styles: str, ground: str = "") -> Content:
        room = self.size.width - 2 - _WHEN - _ANSWERS - _NOTE
        question = min(room - (_PICK_WIDE if self.size.width >= _WIDE else _PICK_NARROW), _QUESTION)
        question = max(question, 10)
        pick = max(room - question, 2)
        widths = (2, _WHEN, question, _ANSWERS, pick, _NOTE)
        styles = styles if len(styles) > 1 else styles * len(widths)
        cells = zip(texts, widths, styles, strict=True)
        return Content.assemble(*((_cell(text, width), style + ground) for text, width, style in cells))

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked row; the heading is none."""
        place = self._first + event.y - 1
        if event.y > 0 and place < len(self._rows):
            self.post_message(self.Chosen(place))


def _cell(text: str, width: int) -> str:
    """A text on so many columns, two of them free at the end; an ellipsis says that something is missing."""
    if cell_len(text) > width - 2 and width > 2:
        return set_cell_size(set_cell_size(text, width - 3).rstrip() + "…", width)
    return set_cell_size(text, width)


def when(created_at: datetime, now: datetime | None) -> str:
    """The hour today, the day this year, the month before that; in the time zone of `now`."""
    if now is None:
        return f"{created_at:%Y-%m}"
    local = created_at.astimezone(now.tzinfo)
    if local.date() == now.date():
        return f"{local:%H:%M}"
    return f"{local:%m-%d}" if local.year == now.year else f"{local:%Y-%m}"


def note(row: Summary) -> str:
    """What is special about it, in a word or two."""
    if row.unfinished:
        return f"{row.unfinished} unfinished"
    if row.failed:
        return f"{row.failed} failed"
    return "demo" if row.demo else ""
