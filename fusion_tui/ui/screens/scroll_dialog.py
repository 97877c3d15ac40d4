"""A window whose body scrolls when it is too high, between a title and keys that always stand."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from textual.containers import VerticalScroll

from fusion_tui.ui.screens.base import Answer, Dialog
from fusion_tui.ui.widgets.line import Line, Span


class ScrollDialog(Dialog[Answer]):
    """Its Box holds a title, a `VerticalScroll`, and a `Line` for keys; the readers' keys scroll."""

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
    FRAME: ClassVar[int] = 10
    """Rows of the window that are not its body."""

    @property
    @abstractmethod
    def keys(self) -> Sequence[Span]:
        """What the last line offers."""

    @property
    def body(self) -> VerticalScroll:
        """What scrolls."""
        return self.query_one(VerticalScroll)

    def fit(self) -> None:
        """Leave room for title, keys and frame, whatever the window's size."""
        self.body.styles.max_height = max(self.app.size.height - self.FRAME, 1)
        self.call_after_refresh(self.show_keys)

    def show_keys(self) -> None:
        """Draw the last line, with how much is below."""
        body = self.body
        below = max(body.virtual_size.height - body.scroll_offset.y - body.size.height, 0)
        right = (Span(f"↓ {below}", "$dim"),) if below else ()
        self.query_one("#keys", Line).show(tuple(self.keys), right)

    def _scroll(self, lines: int) -> None:
        self.body.scroll_to(y=self.body.scroll_offset.y + lines, animate=False, immediate=True)
        self.show_keys()

    def action_line_down(self) -> None:
        """One line down."""
        self._scroll(1)

    def action_line_up(self) -> None:
        """One line up."""
        self._scroll(-1)

    def action_half_down(self) -> None:
        """Half a page down."""
        self._scroll(self.body.size.height // 2)

    def action_half_up(self) -> None:
        """Half a page up."""
        self._scroll(-(self.body.size.height // 2))

    def action_page_down(self) -> None:
        """One page down."""
        self._scroll(max(self.body.size.height - 1, 1))

    def action_page_up(self) -> None:
        """One page up."""
        self._scroll(-max(self.body.size.height - 1, 1))

    def action_top(self) -> None:
        """To the start."""
        self._scroll(-self.body.virtual_size.height)

    def action_bottom(self) -> None:
        """To the end."""
        self._scroll(self.body.virtual_size.height)
