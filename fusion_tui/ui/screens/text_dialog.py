"""Windows that show text to scroll through: receipt, error detail, help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.base import Dialog
from fusion_tui.ui.screens.dialogs import Box
from fusion_tui.ui.widgets.line import Line, Span

Row = Sequence[Span]

_FRAME = 10
"""Rows of a dialog that are not its text."""


class TextDialog(Dialog[None]):
    """Rows of styled text under a title; the readers' keys scroll, `esc` closes."""

    ROWS: ClassVar[tuple[str, ...]] = tuple(
        f"reader.{name}"
        for name in (
            "line_down",
            "line_up",
            "half_down",
            "half_up",
            "page_down",
            "page_up",
            "top",
            "bottom",
        )
    )

    def __init__(self, keymap: Keymap, title: str, rows: Sequence[Row]) -> None:
        """All texts must be clean."""
        super().__init__(keymap)
        self._title = title
        self.rows = tuple(tuple(row) for row in rows)

    def compose(self) -> ComposeResult:
        """Title, text, and how to leave."""
        spans = [(s.text, s.style) for row in self.rows for s in (*row, Span("\n"))]
        title, keys = Line(), Line(id="keys")
        with Box():
            yield title
            with VerticalScroll(can_focus=False):
                yield Static(Content.assemble(*spans[:-1]))
            yield keys
        title.show((Span(self._title, "bold $ink"),))

    def on_mount(self) -> None:
        """Say what is below once the heights are known."""
        self._fit()

    def on_resize(self) -> None:
        """Another size hides another part."""
        self._fit()

    def _fit(self) -> None:
        """Leave room for title, keys and frame, whatever the window's height."""
        self.query_one(VerticalScroll).styles.max_height = max(self.app.size.height - _FRAME, 1)
        self.call_after_refresh(self._say_place)

    @property
    def plain(self) -> str:
        """The text without styles."""
        return "\n".join("".join(span.text for span in row) for row in self.rows)

    def _scroll(self, lines: int) -> None:
        body = self.query_one(VerticalScroll)
        body.scroll_to(y=body.scroll_offset.y + lines, animate=False, immediate=True)
        self._say_place()

    def _say_place(self) -> None:
        body = self.query_one(VerticalScroll)
        below = max(body.virtual_size.height - body.scroll_offset.y - body.size.height, 0)
        right = (Span(f"↓ {below}", "$dim"),) if below else ()
        self.query_one("#keys", Line).show((Span("esc", "bold $accent"), Span(" close", "$dim")), right)

    def action_line_down(self) -> None:
        """One line down."""
        self._scroll(1)

    def action_line_up(self) -> None:
        """One line up."""
        self._scroll(-1)

    def action_half_down(self) -> None:
        """Half a page down."""
        self._scroll(self.query_one(VerticalScroll).size.height // 2)

    def action_half_up(self) -> None:
        """Half a page up."""
        self._scroll(-(self.query_one(VerticalScroll).size.height // 2))

    def action_page_down(self) -> None:
        """One page down."""
        self._scroll(max(self.query_one(VerticalScroll).size.height - 1, 1))

    def action_page_up(self) -> None:
        """One page up."""
        self._scroll(-max(self.query_one(VerticalScroll).size.height - 1, 1))

    def action_top(self) -> None:
        """To the start."""
        self._scroll(-1_000_000)

    def action_bottom(self) -> None:
        """To the end."""
        self._scroll(1_000_000)
