"""Where the question is written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import TextArea


class PromptEditor(TextArea):
    """A text area in which enter sends, and `@` starts a path."""

    DEFAULT_CSS = """
    PromptEditor, PromptEditor:focus {
        border: none; padding: 1 2; background: $surface; color: $ink; height: 1fr; min-height: 4;
    }
    PromptEditor .text-area--cursor { background: $accent; color: $background; }
    PromptEditor .text-area--cursor-line { background: $surface; }
    PromptEditor .text-area--placeholder { color: $dim; }
    """

    @dataclass
    class Sent(Message):
        """The person wants to ask this."""

    @dataclass
    class Completing(Message):
        """A path is being typed (without its `@`), or not any more."""

        path: str | None

    @dataclass
    class Accepted(Message):
        """The first suggestion for this path is wanted."""

        path: str

    def __init__(self, text: str, *, send: Collection[str], new_line: Collection[str], blink: bool) -> None:
        """`send` and `new_line` are key names."""
        super().__init__(
            text,
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder="Ask something. @ attaches a file.",
        )
        self.cursor_blink = blink
        self._send = frozenset(send)
        self._new_line = frozenset(new_line)
        self.suggesting = False

    async def _on_key(self, event: events.Key) -> None:
        path = self.path_at_cursor()
        if self.suggesting and path is not None and event.key in ("tab", "enter"):
            event.stop()
            event.prevent_default()
            self.post_message(self.Accepted(path))
        elif event.key in self._new_line:
            event.stop()
            event.prevent_default()
            self.insert("\n")
        elif event.key in self._send:
            event.stop()
            event.prevent_default()
            self.post_message(self.Sent())
        else:
            await super()._on_key(event)

    def on_text_area_changed(self) -> None:
        """Say whether a path is being typed."""
        self.post_message(self.Completing(self.path_at_cursor()))

    def path_at_cursor(self) -> str | None:
        """The path behind an `@` that the cursor stands at the end of."""
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        at = before.rfind("@")
        if at < 0 or (at > 0 and not before[at - 1].isspace()):
            return None
        path = before[at + 1 :]
        return None if any(c.isspace() for c in path) else path

    def replace_path(self, path: str, text: str) -> None:
        """Put a text where `@path` stands before the cursor."""
        row, column = self.cursor_location
        self.replace(text, (row, column - len(path) - 1), (row, column))
