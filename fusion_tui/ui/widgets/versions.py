"""The versions of one passage side by side, and the person's own words where there are some."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal

from fusion_tui.core.merging import Item
from fusion_tui.ui.layout import PANE_WIDTH
from fusion_tui.ui.widgets.line import Span
from fusion_tui.ui.widgets.pane import Head, Pane

YOURS = "yours"
"""What the pane of changed words is called, in the place of a letter."""

_DIGITS = 8


class Versions(Horizontal):
    """A pane a candidate, in the arena's order; those that do not fit stand aside."""

    DEFAULT_CSS = """
    Versions { height: 1fr; width: 1fr; }
    Versions > Pane { margin: 0 1 0 0; }
    Versions > Pane.-narrow { width: 19; }
    """

    def __init__(self, panes: Sequence[Pane], yours: Pane, digits: dict[str, int]) -> None:
        """`digits` are the keys of the letters."""
        super().__init__()
        self._panes = tuple(panes)
        self._yours = yours
        self._digits = digits
        self._said: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """All panes; those out of view stay mounted."""
        yield from self._panes
        yield self._yours

    def view(self, letter: str) -> Pane:
        """The pane of a letter, or of the changed words."""
        return next((pane for pane in self._panes if pane.letter == letter), self._yours)

    def show(self, item: Item, shown: str) -> tuple[str, ...]:
        """Put a passage on the screen; `shown` is the version in hand. Returns versions that do not fit."""
        in_view = self._in_view(item, shown)
        for pane in (*self._panes, self._yours):
            pane.display = pane in in_view
            if pane in in_view:
                self._fill(pane, item, shown)
        seen = [pane.letter for pane in in_view]
        return tuple(letter for letter in different(item) if letter not in seen)

    def _in_view(self, item: Item, shown: str) -> list[Pane]:
        """All candidates if they fit; else the different versions around the one in hand."""
        panes = [*self._panes, *([self._yours] if item.edited is not None else [])]
        room = max(self.size.width // PANE_WIDTH, 1)
        if len(panes) <= room:
            return panes
        letters = different(item)
        panes = [pane for pane in panes if pane.letter in letters]
        at = next((n for n, pane in enumerate(panes) if pane.letter == shown), 0)
        first = max(min(at - room // 2, len(panes) - room), 0)
        return panes[first : first + room]

    def _fill(self, pane: Pane, item: Item, shown: str) -> None:
        here = pane.letter == shown
        version = item.passage.version(pane.letter)
        text = (item.edited or "") if pane is self._yours else version.text if version else ""
        if self._said.get(pane.letter) != text:
            self._said[pane.letter] = text
            pane.view.set_text(text.strip("\n"))
            pane.view.scroll_top()
        nothing = () if pane is self._yours else note(item, pane.letter)
        pane.show_note(nothing)
        pane.set_class(bool(nothing), "-narrow")
        pane.focused_pane = here
        said = head(item, pane.letter, self._digits.get(pane.letter, 0), shown=here)
        pane.show_head(said)
        # How much is below is known once the text has its place.
        self.call_after_refresh(pane.show_head, said)


def different(item: Item) -> tuple[str, ...]:
    """Who says something of their own in a passage: one letter for each text, and the changed words."""
    groups = item.passage.groups
    own = tuple(item.letter if item.letter in group else group[0] for group in groups)
    return (*own, *((YOURS,) if item.edited is not None else ()))


def head(item: Item, letter: str, digit: int, *, shown: bool) -> Head:
    """A version's first line: that it is kept, or the keys that take it."""
    mine = letter == (YOURS if item.edited is not None else item.letter)
    said = item.provenance if letter == YOURS else ""
    if mine and item.state == "kept":
        return Head(f"{said} · kept" if said else "kept", picked=True)
    if letter not in different(item):
        return Head("", "$faint")
    keys = [*(["enter"] if shown else []), *([str(digit)] if 0 < digit <= _DIGITS else [])]
    takes = f"{' or '.join(keys)} takes it" if keys else ""
    return Head(" · ".join(part for part in (said, takes) if part))


def note(item: Item, letter: str) -> tuple[tuple[Span, ...], ...]:
    """What stands in the place of a version that there is no need to read, or nothing."""
    if item.passage.version(letter) is None:
        return ((Span("no such passage", "$faint"),),)
    if letter in different(item):
        return ()
    same = next(group for group in item.passage.groups if letter in group)
    other = next(each for each in different(item) if each in same)
    return ((Span(f"the same as {other}", "$faint"),),)
