"""One row of the screen that changes without a layout: title, question, status, hints, a pane's head."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line; `style` is Textual's, such as `bold $accent`."""

    text: str
    style: str = ""


class Line(Widget):
    """A row with a left and a right part; the left one is cut when both do not fit."""

    DEFAULT_CSS = "Line { height: 1; width: 1fr; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        """An empty row."""
        super().__init__(id=id, classes=classes)
        self._left: tuple[Span, ...] = ()
        self._right: tuple[Span, ...] = ()

    def show(self, left: tuple[Span, ...], right: tuple[Span, ...] = ()) -> None:
        """Draw these parts from now on. Their texts must be clean."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    @property
    def plain(self) -> str:
        """What the row says, left then right."""
        return " ".join("".join(s.text for s in part) for part in (self._left, self._right) if part)

    def render(self) -> Content:
        """The row at its present width."""
        width = self.size.width
        right_width = min(sum(cell_len(span.text) for span in self._right), width)
        room = max(width - right_width - (1 if right_width else 0), 0)
        left = _fit(self._left, room)
        gap = Span(" " * max(width - right_width - sum(cell_len(s.text) for s in left), 0))
        return Content.assemble(
            *((span.text, span.style) for span in (*left, gap, *_fit(self._right, right_width)))
        )


def _fit(spans: tuple[Span, ...], width: int) -> tuple[Span, ...]:
    """The spans cut to a width, with an ellipsis where something is missing."""
    if sum(cell_len(span.text) for span in spans) <= width:
        return spans
    kept: list[Span] = []
    room = width - 1
    for span in spans:
        length = cell_len(span.text)
        if length > room:
            kept.append(
                Span(set_cell_size(span.text, max(room, 0)).rstrip() + "…" if width > 0 else "", span.style)
            )
            break
        kept.append(span)
        room -= length
    return tuple(kept)
