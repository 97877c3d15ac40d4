"""The headings of one answer, to jump to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from fusion_tui.core.clean import clean_line
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.base import Dialog, hint_spans
from fusion_tui.ui.screens.dialogs import Box
from fusion_tui.ui.widgets.flow_view import Heading
from fusion_tui.ui.widgets.line import Line, Span

_FRAME = 10
"""Rows of the dialog that are not headings."""


class OutlineDialog(Dialog[int]):
    """Answers with the place of a heading; digits type its number."""

    ROWS: ClassVar[tuple[str, ...]] = (
        *(f"reader.{name}" for name in ("line_down", "line_up", "page_down", "page_up", "top", "bottom")),
        "outline",
    )
    DEFAULT_CSS = """
    OutlineDialog VerticalScroll { height: auto; margin: 1 0; }
    """

    def __init__(
        self, keymap: Keymap, letter: str, headings: Sequence[Heading], here: int, pointer: str = "▸"
    ) -> None:
        """At least one heading; `here` is the one that the reader is under."""
        super().__init__(keymap)
        self._letter = letter
        self._headings = headings
        self._chosen = here
        self._typed = ""
        self._pointer = pointer

    def compose(self) -> ComposeResult:
        """Title, one row a heading, keys."""
        title, keys = Line(), Line()
        with Box():
            yield title
            with VerticalScroll(can_focus=False):
                for _ in self._headings:
                    yield Line(classes="heading")
            yield keys
        title.show((Span(f"outline of {self._letter}", "bold $ink"),))
        keys.show(hint_spans(self.keymap, ("reader.line_down", "reader.line_up", "outline.jump", "app.back")))

    def on_mount(self) -> None:
        """Start at the heading that the reader is under."""
        self._choose(self._chosen)

    def on_resize(self) -> None:
        """Leave room for title, keys and frame, whatever the window's size."""
        self.query_one(VerticalScroll).styles.max_height = max(self.app.size.height - _FRAME, 1)
        self.call_after_refresh(self._choose, self._chosen)

    def on_key(self, event: events.Key) -> None:
        """Digits in a row are the number of a heading."""
        if event.character and event.character in "0123456789":
            event.stop()
            self._typed += event.character
            if int(self._typed) not in range(1, len(self._headings) + 1):
                self._typed = event.character
            if 0 < int(self._typed) <= len(self._headings):
                self._choose(int(self._typed) - 1)
        else:
            self._typed = ""

    def _choose(self, index: int) -> None:
        self._chosen = min(max(index, 0), len(self._headings) - 1)
        top = min(heading.level for heading in self._headings)
        width = len(str(len(self._headings)))
        rows = self.query("Line.heading").results(Line)
        for number, (heading, row) in enumerate(zip(self._headings, rows, strict=True)):
            here = number == self._chosen
            pointer = f"{self._pointer if here else ' '} {number + 1:>{width}}  "
            text = "  " * (heading.level - top) + clean_line(heading.text)
            row.show(
                (Span(pointer, "bold $ink" if here else "$dim"), Span(text, "bold $ink" if here else "$ink"))
            )
            if here:
                row.scroll_visible(animate=False)

    def action_line_down(self) -> None:
        """The next heading."""
        self._choose(self._chosen + 1)

    def action_line_up(self) -> None:
        """The heading before."""
        self._choose(self._chosen - 1)

    def action_page_down(self) -> None:
        """One page of headings down."""
        self._choose(self._chosen + max(self.query_one(VerticalScroll).size.height - 1, 1))

    def action_page_up(self) -> None:
        """One page of headings up."""
        self._choose(self._chosen - max(self.query_one(VerticalScroll).size.height - 1, 1))

    def action_top(self) -> None:
        """The first heading."""
        self._choose(0)

    def action_bottom(self) -> None:
        """The last heading."""
        self._choose(len(self._headings) - 1)

    def action_jump(self) -> None:
        """To the chosen heading."""
        self.dismiss(self._chosen)
