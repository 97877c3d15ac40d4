"""A row with a label and one of several values: space, ← and → change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget


class ToggleRow(Widget, can_focus=True):
    """Label, then the values with the chosen one marked by a glyph and bold."""

    DEFAULT_CSS = """
    ToggleRow { height: 1; width: 1fr; }
    ToggleRow:focus { background: $faint 40%; }
    """
    BINDINGS = [
        Binding("space,right", "turn(1)", "next", show=False),
        Binding("left", "turn(-1)", "previous", show=False),
    ]

    @dataclass
    class Changed(Message):
        """Another value was chosen."""

        row: str | None
        value: str

    def __init__(self, label: str, values: Sequence[str], *, chosen: int = 0, id: str | None = None) -> None:
        """At least one value; texts must be clean."""
        super().__init__(id=id)
        self._label = label
        self._values = tuple(values)
        self._chosen = chosen

    @property
    def value(self) -> str:
        """The chosen value."""
        return self._values[self._chosen]

    def render(self) -> Content:
        """The row."""
        parts: list[tuple[str, str]] = [(f"{self._label:<10}", "$dim")]
        for place, value in enumerate(self._values):
            here = place == self._chosen
            parts.append((f"{'●' if here else '○'} {value}   ", "bold $ink" if here else "$dim"))
        return Content.assemble(*parts)

    def action_turn(self, step: int) -> None:
        """Choose the next value, around the end."""
        self._chosen = (self._chosen + step) % len(self._values)
        self.refresh()
        self.post_message(self.Changed(self.id, self.value))

    def on_click(self) -> None:
        """A click is a space."""
        self.action_turn(1)
