"""A few quiet rows below a list: a dim label, and what it says."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from fusion_tui.ui.widgets.line import Line, Span

ROWS = 4
_LABEL = 10


class Preview(Vertical):
    """Rows of label and text, cut where they do not fit."""

    DEFAULT_CSS = """
    Preview { height: 4; margin: 0 1 1 3; }
    """

    def compose(self) -> ComposeResult:
        """The rows, empty."""
        yield from (Line() for _ in range(ROWS))

    def show(self, rows: tuple[tuple[str, str], ...]) -> None:
        """Draw these rows from now on, four at most. Their texts must be clean."""
        for place, line in enumerate(self.query(Line)):
            label, text = rows[place] if place < len(rows) else ("", "")
            line.show((Span(f"{label:<{_LABEL}}", "$dim"), Span(text, "$ink")))
