"""The documents that go with a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Attached:
    """One line; texts are clean."""

    name: str
    size: int
    tokens: int
    """Estimated."""
    warning: str | None


class Attachments(Widget, can_focus=True):
    """Name, size, tokens; `backspace` takes one off."""

    DEFAULT_CSS = """
    Attachments { height: auto; width: 1fr; padding: 0 2; margin: 1 0 0 0; display: none; }
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

    def __init__(self) -> None:
        """None."""
        super().__init__()
        self._attached: tuple[Attached, ...] = ()
        self._here = 0

    def show(self, attached: Sequence[Attached]) -> None:
        """Draw these."""
        self._attached = tuple(attached)
        self._here = max(min(self._here, len(attached) - 1), 0)
        self.set_class(bool(attached), "-some")
        self.refresh(layout=True)

    def render(self) -> Content:
        """A line a document."""
        parts: list[tuple[str, str]] = []
        for place, document in enumerate(self._attached):
            here = self.has_focus and place == self._here
            remark = "  backspace removes" if here else ""
            parts += [
                ("\n" if place else "", ""),
                (f"{'▸ ' if here else '  '}{document.name}", "bold $ink" if here else "$ink"),
                (f"  {document.size:,} bytes · about {document.tokens:,} tokens{remark}", "$dim"),
                (f"  {document.warning}" if document.warning else "", "$warning"),
            ]
        return Content.assemble(*parts)

    def action_move(self, step: int) -> None:
        """Another document."""
        self._here = (self._here + step) % max(len(self._attached), 1)
        self.refresh()

    def action_remove(self) -> None:
        """Take the document pointed at off."""
        if self._attached:
            self.post_message(self.Removed(self._here))
