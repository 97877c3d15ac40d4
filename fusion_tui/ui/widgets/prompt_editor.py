"""Where the question is written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import TextArea

from fusion_tui.core.clean import clean


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
    class Pointed(Message):
        """Another suggestion is pointed at."""

    @dataclass
    class Accepted(Message):
        """This suggestion is wanted where `path` was typed."""

        path: str
        suggestion: str

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
        self._path: str | None = None
        self.suggestions: tuple[str, ...] = ()
        self.pointed = 0
        """Which suggestion tab and enter take."""

    def suggest(self, suggestions: Sequence[str]) -> None:
        """Offer these for the path that is being typed."""
        self.suggestions = tuple(suggestions)
        self.pointed = 0

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn: cleaned character by character; what is sent stays as it is."""
        return Text(clean(self.document.get_line(line_index)), end="", no_wrap=True)

    async def _on_key(self, event: events.Key) -> None:
        if self._act(event.key):
            event.stop()
            event.prevent_default()
        else:
            await super()._on_key(event)

    def _act(self, key: str) -> bool:
        """Do what a key means here; false for keys that write or move."""
        if self.suggestions and self._path is not None and self._choose(key, self._path):
            return True
        if key in self._new_line:
            self.insert("\n")
        elif key in self._send:
            self.post_message(self.Sent())
        else:
            return False
        return True

    def _choose(self, key: str, path: str) -> bool:
        match key:
            case "tab" | "enter":
                self.post_message(self.Accepted(path, self.suggestions[self.pointed]))
            case "up" | "down":
                step = 1 if key == "down" else -1
                self.pointed = (self.pointed + step) % len(self.suggestions)
                self.post_message(self.Pointed())
            case "escape":
                self.post_message(self.Completing(None))
            case _:
                return False
        return True

    def on_text_area_changed(self) -> None:
        """Say whether a path is being typed."""
        self._tell_path()

    def on_text_area_selection_changed(self) -> None:
        """Say whether the cursor left the path."""
        self._tell_path()

    def _tell_path(self) -> None:
        path = self._path_at_cursor()
        if path != self._path:
            self._path = path
            self.post_message(self.Completing(path))

    def _path_at_cursor(self) -> str | None:
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
