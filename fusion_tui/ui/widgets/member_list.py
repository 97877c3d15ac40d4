"""Who will be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Seat:
    """One line of the list; texts are clean."""

    name: str
    remark: str
    """Provider, and where its key comes from."""
    usable: bool
    chosen: bool


class MemberList(Widget, can_focus=True):
    """A panel's members: digits switch them, ← and → change the panel."""

    DEFAULT_CSS = """
    MemberList { height: auto; width: 1fr; padding: 1 2; }
    MemberList:focus { background: $surface; }
    """
    BINDINGS = [
        Binding("left", "turn(-1)", "panel", show=False),
        Binding("right", "turn(1)", "panel", show=False),
        Binding("up", "move(-1)", "up", show=False),
        Binding("down", "move(1)", "down", show=False),
        Binding("space", "switch", "switch", show=False),
    ]

    @dataclass
    class Toggled(Message):
        """This place is to be asked, or not any more."""

        place: int

    @dataclass
    class Turned(Message):
        """Another panel is wanted."""

        step: int

    def __init__(self, ascii_only: bool) -> None:
        """Empty."""
        super().__init__()
        self._title = ""
        self._several = False
        self._seats: tuple[Seat, ...] = ()
        self._here = 0
        self._ascii = ascii_only
        self.stacked = False
        """Remarks stand below the names."""

    def show(self, title: str, seats: Sequence[Seat], several: bool) -> None:
        """Draw a panel; `several` says whether there are others."""
        self._title, self._seats, self._several = title, tuple(seats), several
        self._here = min(self._here, max(len(seats) - 1, 0))
        self.refresh(layout=True)

    def render(self) -> Content:
        """Title, then a line a seat."""
        more = "   ← → changes" if self._several and self.has_focus else ""
        parts: list[tuple[str, str]] = [(self._title, "bold $ink"), (f"{more}\n", "$dim")]
        gap = "\n        " if self.stacked else "  "
        yes, no = ("[x]", "[ ]") if self._ascii else ("☑", "☐")
        for place, seat in enumerate(self._seats):
            pointer = ("> " if self._ascii else "▸ ") if self.has_focus and place == self._here else "  "
            parts += [
                (f"\n{pointer}{place + 1} {yes if seat.chosen else no} ", "$ink" if seat.chosen else "$dim"),
                (seat.name, "$ink" if seat.chosen else "$dim"),
                (gap + seat.remark, "$dim" if seat.usable else "$warning"),
            ]
        return Content.assemble(*parts)

    def on_key(self, event: events.Key) -> None:
        """Digits switch."""
        if event.character and event.character.isdigit() and 0 < int(event.character) <= len(self._seats):
            event.stop()
            self.post_message(self.Toggled(int(event.character) - 1))

    def action_turn(self, step: int) -> None:
        """Another panel."""
        self.post_message(self.Turned(step))

    def action_move(self, step: int) -> None:
        """Another seat."""
        self._here = (self._here + step) % max(len(self._seats), 1)
        self.refresh()

    def action_switch(self) -> None:
        """Switch the seat pointed at."""
        self.post_message(self.Toggled(self._here))
