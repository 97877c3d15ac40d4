"""A block of ready-made rows that can have the focus."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from fusion_tui.ui.widgets.line import Span


class TextPanel(Static):
    """Rows of spans, as high as they are many."""

    DEFAULT_CSS = """
    TextPanel { height: auto; padding: 0 1; margin-bottom: 1; }
    TextPanel.-focused { background: $surface; }
    """

    def show(self, rows: Sequence[Sequence[Span]], *, focused: bool) -> None:
        """Draw these rows from now on. Their texts must be clean."""
        self.set_class(focused, "-focused")
        lines = [Content.assemble(*((span.text, span.style) for span in row)) for row in rows]
        self.update(Content("\n").join(lines))
