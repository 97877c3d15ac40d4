"""A list of points and what is chosen in it: beside each other where there is room, else below."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widget import Widget

from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.looks import answer_style
from fusion_tui.ui.screens.base import FusionScreen
from fusion_tui.ui.services import Services
from fusion_tui.ui.widgets.answer_view import AnswerView
from fusion_tui.ui.widgets.issue_list import IssueList

if TYPE_CHECKING:
    from fusion_tui.ui.app import FusionApp

_WIDE = 100
"""Columns from which the chosen one stands beside the list."""


class ListedScreen(FusionScreen):
    """What triage and verdicts have in common: where things stand, and how the text scrolls."""

    SCROLLS: ClassVar[tuple[str, ...]] = tuple(
        f"reader.{name}" for name in ("half_down", "half_up", "page_down", "page_up")
    )
    """Readers' keys that scroll what is chosen, while the list keeps its place."""
    DEFAULT_CSS = """
    ListedScreen #sides { height: 1fr; margin: 1 0 0 0; layout: vertical; }
    ListedScreen #listed { height: 40%; }
    ListedScreen AnswerView { height: 1fr; margin: 1 1 0 3; background: $background; }
    ListedScreen.-wide #sides { layout: horizontal; }
    ListedScreen.-wide #listed { height: 1fr; width: 6fr; }
    ListedScreen.-wide AnswerView { width: 5fr; margin: 0 1 0 1; }
    """

    app: FusionApp

    def __init__(self, keymap: Keymap, services: Services, hue: Callable[[str], str]) -> None:
        """`hue` colours a letter."""
        super().__init__(keymap)
        self._services = services
        self._hue = hue
        self._in_view = ("", False, 0)

    def compose_body(self) -> ComposeResult:
        """The list with what stands below it, and what is chosen."""
        ui = self._services.config.ui
        with Container(id="sides"):
            with Vertical(id="listed"):
                yield IssueList(self._hue, ascii_only=ui.glyphs == "ascii")
                yield from self.below_list()
            view = AnswerView(answer_style(self.app.look, ui, self.app.look.text), hz=ui.repaint_hz)
            view.can_focus = False
            yield view

    def below_list(self) -> Iterable[Widget]:
        """Nothing, unless a screen has more to say there."""
        return ()

    def on_resize(self) -> None:
        """Beside or below."""
        self.fit()

    def fit(self) -> None:
        """Where there is room, beside."""
        self.set_class(self.app.size.width >= _WIDE, "-wide")

    @property
    def text(self) -> AnswerView:
        """What is chosen."""
        return self.query_one(AnswerView)

    def show_text(self, text: str, source: bool = False, near: int = 0) -> bool:
        """Show this, `source` as it is written; whether it is another text or place than was shown before.

        What is shown already keeps the reader's place.
        """
        view, shown = self.text, (text, source, near)
        if shown == self._in_view:
            return False
        self._in_view = shown
        view.look_for("")
        if view.raw != source:
            view.raw = source
        view.set_text(text)
        view.scroll_top()
        return True

    def action_half_down(self) -> None:
        """Half a page down."""
        self._scroll(0.5)

    def action_half_up(self) -> None:
        """Half a page up."""
        self._scroll(-0.5)

    def action_page_down(self) -> None:
        """A page down."""
        self._scroll(1)

    def action_page_up(self) -> None:
        """A page up."""
        self._scroll(-1)

    def _scroll(self, pages: float) -> None:
        self.text.scroll_lines(round(pages * max(self.text.size.height - 1, 1)))
