"""The documents that go with a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

LEAST = 3
"""Lines that are shown while the list has the focus, however little room there is."""

Parts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Attached:
    """One line; texts are clean."""

    name: str
    size: int
    tokens: int
    """Estimated."""
    warning: str | None
    """A sentence that begins with the name."""


class Attachments(Widget, can_focus=True):
    """Name, size, tokens; `backspace` takes one off."""

    DEFAULT_CSS = """
    Attachments { height: auto; width: 1fr; padding: 0 2; margin: 1 0 0 0; display: none;
        text-wrap: nowrap; text-overflow: ellipsis; }
    Attachments.-some { display: block; }
    Attachments:focus { background: $surface; }
    """
    BINDINGS = [
        Binding("up", "move(-1)", "up", show=False),
        Binding("down", "move(1)", "down", show=False),
        Binding("backspace,delete", "remove", "remove", show=False),
    ]

    @dataclass
    class Removed(Message):
        """This place is not to be sent."""

        place: int

    def __init__(self, ascii_only: bool) -> None:
        """None."""
        super().__init__()
        self._attached: tuple[Attached, ...] = ()
        self._here = 0
        self._most = LEAST
        self._pointer = "> " if ascii_only else "▸ "

    def show(self, attached: Sequence[Attached], most: int) -> None:
        """Draw these, on this many lines."""
        self._attached, self._most = tuple(attached), most
        self._here = max(min(self._here, len(attached) - 1), 0)
        self.set_class(bool(attached), "-some")
        self.refresh(layout=True)

    def render(self) -> Content:
        """A line a document; those there is no room for are counted."""
        room = max(self._most, LEAST) if self.has_focus else self._most
        if len(self._attached) <= room:
            return Content.assemble(*self._lines(0, len(self._attached)))
        if room < 2:
            return Content.assemble(*self._summary())
        first = min(max(self._here - room + 2, 0), len(self._attached) - room + 1)
        rest = len(self._attached) - room + 1
        more = (f"\n  and {rest} more", "$dim")
        return Content.assemble(*self._lines(first, first + room - 1), more)

    def _summary(self) -> Parts:
        tokens = sum(document.tokens for document in self._attached)
        warning = next((document.warning for document in self._attached if document.warning), None)
        return [
            (f"{len(self._attached)} documents", "$ink"),
            (f" · {warning}" if warning else "", "$warning"),
            (f"  about {tokens:,} tokens", "$dim"),
        ]

    def _lines(self, first: int, end: int) -> Parts:
        parts: Parts = []
        for place, document in enumerate(self._attached[first:end], first):
            here = self.has_focus and place == self._here
            remark = " · backspace removes" if here else ""
            warning = (document.warning or "").removeprefix(document.name)
            parts += [
                ("\n" if place > first else "", ""),
                (f"{self._pointer if here else '  '}{document.name}", "bold $ink" if here else "$ink"),
                (warning, "$warning"),
                (f"  {document.size:,} bytes · about {document.tokens:,} tokens{remark}", "$dim"),
            ]
        return parts

    def on_focus(self) -> None:
        """Unfold."""
        self.refresh(layout=True)

    def on_blur(self) -> None:
        """Fold, where there is little room."""
        self.refresh(layout=True)

    def action_move(self, step: int) -> None:
        """Another document."""
        self._here = (self._here + step) % max(len(self._attached), 1)
        self.refresh()

    def action_remove(self) -> None:
        """Take the document pointed at off."""
        if self._attached:
            self.post_message(self.Removed(self._here))
