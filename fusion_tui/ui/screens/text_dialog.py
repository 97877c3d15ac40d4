"""Windows that show text to scroll through: receipt, error detail, help."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from fusion_tui.core.clean import clean_line
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.base import Dialog
from fusion_tui.ui.screens.dialogs import Box
from fusion_tui.ui.widgets.line import Line, Span

Row = Sequence[Span]
"""One line of text; where it has to wrap, it goes on under its first word."""

_FRAME = 10
"""Rows of a dialog that are not its text."""
_SHARE, _WIDEST, _SIDES = 0.96, 112, 6
"""How wide the style sheet makes a dialog, and how much of that is frame and padding."""


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

    def __init__(self, keymap: Keymap, title: str) -> None:
        """`title` may hold outside text."""
        super().__init__(keymap)
        self._title = title

    @abstractmethod
    def rows(self, width: int) -> Sequence[Row]:
        """The text for so many columns; all of it must be clean."""

    def compose(self) -> ComposeResult:
        """Title, text, and how to leave."""
        title = Line()
        with Box():
            yield title
            yield VerticalScroll(can_focus=False)
            yield Line(id="keys")
        title.show((Span(clean_line(self._title), "bold $ink"),))

    @property
    def _body(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    async def on_resize(self) -> None:
        """Lay the text out, leaving room for title, keys and frame, whatever the window's size."""
        width, height = self.app.size
        self._body.styles.max_height = max(height - _FRAME, 1)
        await self._body.remove_children()
        rows = self.rows(min(int(width * _SHARE), _WIDEST) - _SIDES)
        await self._body.mount_all(_paragraphs(rows))
        self.call_after_refresh(self._say_place)

    def _scroll(self, lines: int) -> None:
        self._body.scroll_to(y=self._body.scroll_offset.y + lines, animate=False, immediate=True)
        self._say_place()

    def _say_place(self) -> None:
        body = self._body
        below = max(body.virtual_size.height - body.scroll_offset.y - body.size.height, 0)
        right = (Span(f"↓ {below}", "$dim"),) if below else ()
        close = self.keymap.key("app.back").shown
        self.query_one("#keys", Line).show((Span(close, "bold $accent"), Span(" close", "$dim")), right)

    def action_line_down(self) -> None:
        """One line down."""
        self._scroll(1)

    def action_line_up(self) -> None:
        """One line up."""
        self._scroll(-1)

    def action_half_down(self) -> None:
        """Half a page down."""
        self._scroll(self._body.size.height // 2)

    def action_half_up(self) -> None:
        """Half a page up."""
        self._scroll(-(self._body.size.height // 2))

    def action_page_down(self) -> None:
        """One page down."""
        self._scroll(max(self._body.size.height - 1, 1))

    def action_page_up(self) -> None:
        """One page up."""
        self._scroll(-max(self._body.size.height - 1, 1))

    def action_top(self) -> None:
        """To the start."""
        self._scroll(-self._body.virtual_size.height)

    def action_bottom(self) -> None:
        """To the end."""
        self._scroll(self._body.virtual_size.height)


def _paragraphs(rows: Sequence[Row]) -> Iterator[Static]:
    """One widget for neighbours that stand equally far in."""
    for indent, group in groupby(rows, _indent):
        lines = [Content.assemble(*((s.text, s.style) for s in row))[indent:] for row in group]
        paragraph = Static(Content("\n").join(lines))
        paragraph.styles.padding = (0, 0, 0, indent)
        yield paragraph


def _indent(row: Row) -> int:
    text = "".join(span.text for span in row)
    return len(text) - len(text.lstrip(" "))
