"""Windows that show text to scroll through: receipt, error detail, help."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from itertools import groupby

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from fusion_tui.core.clean import clean_line
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.dialogs import Box
from fusion_tui.ui.screens.scroll_dialog import ScrollDialog
from fusion_tui.ui.widgets.line import Line, Span

Row = Sequence[Span]
"""One line of text; where it has to wrap, it goes on under its first word."""

_SHARE, _WIDEST, _SIDES = 0.96, 112, 6
"""How wide the style sheet makes a dialog, and how much of that is frame and padding."""


class TextDialog(ScrollDialog[None]):
    """Rows of styled text under a title; the readers' keys scroll, `esc` closes."""

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
    def keys(self) -> Sequence[Span]:
        """How to leave."""
        return Span(self.keymap.key("app.back").shown, "bold $accent"), Span(" close", "$dim")

    async def on_resize(self) -> None:
        """Lay the text out anew."""
        await self.body.remove_children()
        rows = self.rows(min(int(self.app.size.width * _SHARE), _WIDEST) - _SIDES)
        await self.body.mount_all(_paragraphs(rows))
        self.fit()


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
