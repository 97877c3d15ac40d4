"""A tiny app around answer views, and reading what they show."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip

from fusion_tui.ui.filters import CleanFilter
from fusion_tui.ui.widgets.answer_view import AnswerStyle, AnswerView

STYLE = AnswerStyle("#e8e2d9", "#8f877d", "#4b4640", "#ff9e64", "#e8e2d9", "#221f1a", "#6cb6eb")


class Views(App[None]):
    """Some answer views side by side, as wide as the screen allows."""

    CSS = "Screen { background: #141311; } .focused { background: #1d1a17; }"

    def __init__(self, count: int = 1, style: AnswerStyle = STYLE) -> None:
        """`count` views in one style."""
        super().__init__()
        self.views = [AnswerView(style) for _ in range(count)]
        self.grew: list[AnswerView] = []
        self.scrolled: list[AnswerView] = []

    @property
    def view(self) -> AnswerView:
        """The first one."""
        return self.views[0]

    def compose(self) -> ComposeResult:
        """The views."""
        yield Horizontal(*self.views)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """As in the program."""
        return [*super().get_line_filters(), CleanFilter()]

    def on_flow_view_grew(self) -> None:
        """Remember that more lines are there."""
        self.grew.append(self.view)

    def on_flow_view_scrolled(self) -> None:
        """Remember that another part is in view."""
        self.scrolled.append(self.view)


def on_screen(view: AnswerView) -> list[str]:
    """The visible lines as they are painted, without the spaces at their ends."""
    assert settled(view)
    return [strip.text.rstrip() for strip in _strips(view)]


def settled(view: AnswerView) -> bool:
    """Whether the visible lines have the view's width; for a moment after a resize they have the old one."""
    return all(strip.cell_length == view.size.width for strip in _strips(view))


def _strips(view: AnswerView) -> list[Strip]:
    return view.render_lines(Region(0, 0, view.size.width, view.size.height))


def all_lines(view: AnswerView) -> list[str]:
    """Every line from top to bottom, read page by page; the view ends at its top again."""
    view.scroll_bottom()
    view.scroll_top()
    lines: dict[int, str] = {}
    while True:
        top = view.scroll_offset.y
        lines.update(enumerate(on_screen(view), top))
        if not view.lines_below:
            break
        view.scroll_lines(view.size.height)
    view.scroll_top()
    return [lines[number] for number in range(view.line_count)]
