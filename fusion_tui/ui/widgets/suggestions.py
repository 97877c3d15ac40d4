"""What could stand where a path is being typed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget


class Suggestions(Widget):
    """A line a path, one of them pointed at; nothing while there is nothing to suggest."""

    DEFAULT_CSS = """
    Suggestions { height: auto; width: 1fr; padding: 0 2; display: none; }
    Suggestions.-open { display: block; }
    """

    def __init__(self, ascii_only: bool) -> None:
        """Nothing."""
        super().__init__()
        self._paths: tuple[str, ...] = ()
        self._here = 0
        self._pointer = "> " if ascii_only else "▸ "

    def show(self, paths: Sequence[str], here: int) -> None:
        """Draw these clean texts; `here` is pointed at."""
        self._paths, self._here = tuple(paths), here
        self.set_class(bool(paths), "-open")
        self.refresh(layout=True)

    def render(self) -> Content:
        """A line a path, then what to press."""
        lines = [
            (f"{self._pointer if place == self._here else '  '}{path}\n", self._style(place))
            for place, path in enumerate(self._paths)
        ]
        return Content.assemble(*lines, ("tab takes it", "$dim"))

    def _style(self, place: int) -> str:
        return "$ink" if place == self._here else "$dim"
