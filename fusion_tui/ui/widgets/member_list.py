"""Who will be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

COLUMN = 28
"""Cells that names may take before what is said of them loses its column."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One line of the list; texts are clean."""

    name: str
    remark: str
    """Provider, and where its key comes from."""
    usable: bool
    chosen: bool


class MemberList(Widget, can_focus=True):
    """A panel's members: digits and space switch them, ← and → change the panel."""

    DEFAULT_CSS = """
    MemberList {
        height: auto; width: 1fr; padding: 0 2; text-wrap: nowrap; text-overflow: ellipsis;
    }
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

    @dataclass
    class Blinded(Message):
        """Names are to be hidden, or not any more."""

    def __init__(self, ascii_only: bool) -> None:
        """Empty."""
        super().__init__()
        self._title = ""
        self._several = False
        self._seats: tuple[Seat, ...] = ()
        self._blind = True
        self._here = 0
        self._ascii = ascii_only
        self._stacked = self._folded = False

    def show(self, title: str, seats: Sequence[Seat], *, several: bool, blind: bool) -> None:
        """Draw a panel; `several` says whether there are others."""
        self._title, self._seats, self._several, self._blind = title, tuple(seats), several, blind
        self._here = min(self._here, len(seats))
        self.refresh(layout=True)

    def fit(self, *, stacked: bool, folded: bool) -> None:
        """Remarks below the names; one line for all while something else has the focus."""
        self._stacked, self._folded = stacked, folded
        self.refresh(layout=True)

    def render(self) -> Content:
        """Title, a line a seat, then whether names are hidden."""
        if self._folded and not self.has_focus:
            return self._summary()
        arrows = "< >" if self._ascii else "← →"
        more = f" · {arrows} panels" if self._several else ""
        keys = f"   space switches{more}" if self.has_focus else ""
        parts: list[tuple[str, str]] = [(self._title, "bold $ink"), (keys, "$dim")]
        longest = max((min(cell_len(seat.name), COLUMN) for seat in self._seats), default=0)
        for place, seat in enumerate(self._seats):
            parts += self._line(place, f"{place + 1} ", seat.chosen, seat.name)
            gap = "\n        " if self._stacked else " " * (max(longest - cell_len(seat.name), 0) + 2)
            parts.append((gap + seat.remark, "$dim" if seat.usable else "$warning"))
        parts += self._line(len(self._seats), "  ", self._blind, "blind")
        parts.append(("  names are hidden" if self._blind else "  names are shown", "$dim"))
        return Content.assemble(*parts)

    def _summary(self) -> Content:
        chosen = sum(seat.chosen for seat in self._seats)
        blind = " · blind" if self._blind else ""
        said = f"  {chosen} of {len(self._seats)} members{blind} · tab shows them"
        return Content.assemble((self._title, "bold $ink"), (said, "$dim"))

    def _line(self, place: int, digit: str, chosen: bool, name: str) -> list[tuple[str, str]]:
        here = self.has_focus and place == self._here
        pointer = ("> " if self._ascii else "▸ ") if here else "  "
        yes, no = ("[x]", "[ ]") if self._ascii else ("☑", "☐")
        tone = "$ink" if chosen else "$dim"
        return [
            (f"\n{pointer}{digit}{yes if chosen else no} ", tone),
            (name, f"bold {tone}" if here else tone),
        ]

    def on_focus(self) -> None:
        """Unfold."""
        self.refresh(layout=True)

    def on_blur(self) -> None:
        """Fold, where there is little room."""
        self.refresh(layout=True)

    def on_key(self, event: events.Key) -> None:
        """Digits switch."""
        place = "12345678".find(event.character or " ")
        if 0 <= place < len(self._seats):
            event.stop()
            self.post_message(self.Toggled(place))

    def action_turn(self, step: int) -> None:
        """Another panel."""
        self.post_message(self.Turned(step))

    def action_move(self, step: int) -> None:
        """Another line."""
        self._here = (self._here + step) % (len(self._seats) + 1)
        self.refresh()

    def action_switch(self) -> None:
        """Switch the line pointed at."""
        chosen = self._here < len(self._seats)
        self.post_message(self.Toggled(self._here) if chosen else self.Blinded())
