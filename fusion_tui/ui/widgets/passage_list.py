"""The passages of a merge, one a line: from whom it is, what it says, who else has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from fusion_tui.core.clean import clean_line
from fusion_tui.core.equal import folded
from fusion_tui.core.merging import Item, Merge, kind_of

_LONGEST = 400
"""Characters of a passage that are looked at: no line shows more."""


class PassageList(Widget):
    """Draws the passages in view and says which one is chosen."""

    DEFAULT_CSS = "PassageList { height: 1fr; width: 1fr; }"

    @dataclass
    class Chosen(Message):
        """A row was clicked."""

        place: int

    def __init__(self, hue: Callable[[str], str], *, ascii_only: bool = False) -> None:
        """Empty; `hue` colours a letter."""
        super().__init__()
        self._hue = hue
        self._ascii = ascii_only
        self._merge: Merge | None = None
        self._first = 0

    def show(self, merge: Merge) -> None:
        """Draw this merge from now on."""
        self._merge = merge
        self.refresh()

    def render(self) -> Content:
        """The passages that fit, with the one in hand and some around it among them."""
        merge = self._merge
        if merge is None:
            return Content("")
        page = max(self.size.height, 1)
        around = min(2, (page - 1) // 2)
        last = max(len(merge.items) - page, 0)
        self._first = max(min(self._first, merge.at - around, last), merge.at + around - page + 1, 0)
        in_view = merge.items[self._first : self._first + page]
        lines = [self._line(item, n == merge.at) for n, item in enumerate(in_view, start=self._first)]
        return Content("\n").join(lines)

    def _line(self, item: Item, here: bool) -> Content:
        ground = " on $surface" if here else ""
        pointer = ("> " if self._ascii else "▸ ") if here else "  "
        mark, style = self._mark(item, ground)
        right = self._right(item)
        room = self.size.width - len(pointer) - len(mark) - sum(cell_len(text) for text, _ in right) - 3
        said = _fit(_said(item.text), room)
        spans = [(pointer, "bold $ink" + ground), (mark, style), ("  ", ground.strip())]
        spans += [(said, self._ink(item, here) + ground), (" ", ground.strip())]
        spans += [(text, style + ground) for text, style in right]
        return Content.assemble(*spans)

    def _mark(self, item: Item, ground: str) -> tuple[str, str]:
        """Whose words they are in the merge, as a badge; `?` while that is open."""
        match item.state:
            case "open":
                return " ? ", "$dim" + ground
            case "dropped":
                return (" - " if self._ascii else " – "), "$dim" + ground
            case _ if item.letter:
                return f" {item.letter} ", f"bold $background on {self._hue(item.letter)}"
        return " + ", "bold $ink" + ground

    def _ink(self, item: Item, here: bool) -> str:
        if item.state == "dropped":
            return "$dim strike"
        heading = "bold " if kind_of(item.text) == "heading" else ""
        return f"{heading}$ink" if here or item.state == "kept" else f"{heading}$dim"

    def _right(self, item: Item) -> list[tuple[str, str]]:
        """What was done to it, and in columns all who have a version."""
        done = {"": "", "you": "edited", "model": "smoothed"}[item.hand]
        cells = [(done, "$dim")]
        for letter in self._merge.letters if self._merge else ():
            has = letter in item.passage.letters
            cells.append((f" {letter if has else ' ' * cell_len(letter)}", self._hue(letter)))
        return [*cells, (" ", "")]

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked row."""
        place = self._first + event.y
        if self._merge and place < len(self._merge.items):
            self.post_message(self.Chosen(place))


def _said(text: str) -> str:
    """A passage on one line, without the marks that make it a heading, a list or code."""
    start = text[:_LONGEST].strip()
    match kind_of(start):
        case "code":
            return clean_line(" ".join(start.splitlines()[1:]).rstrip("`~ "))
        case "list":
            return clean_line(" · ".join(map(folded, start.splitlines())))
    return clean_line(folded(start))


def _fit(text: str, width: int) -> str:
    """A text on so many columns; an ellipsis says that something is missing."""
    width = max(width, 1)
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1).rstrip() + "…"
    return set_cell_size(text, width)
