"""Panes as columns, a grid, a carousel, or one zoomed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.widget import Widget

from fusion_tui.ui.layout import (
    FIXED_ROWS,
    PANE_HEIGHT,
    Arrangement,
    Choice,
    arrange,
    is_small,
    window_start,
)
from fusion_tui.ui.widgets.pane import Pane


class PaneGrid(Widget):
    """Lays panes out and knows which one has the focus; Textual's own focus and maximize are not used."""

    DEFAULT_CSS = """
    PaneGrid { layout: grid; height: 1fr; width: 1fr; grid-gutter: 1 1; padding: 0 1; margin: 1 0 0 0; }
    PaneGrid.-strips { grid-gutter: 0; }
    PaneGrid.-small { margin: 0; padding: 0; grid-gutter: 0; }
    """

    def __init__(self, panes: Sequence[Pane]) -> None:
        """At least one pane, in the ballot's order."""
        super().__init__()
        self.panes = tuple(panes)
        self.focused = 0
        self.zoomed = False
        self.choice: Choice = "auto"
        self._start = 0
        self._leaders: dict[int, int] = {}
        self._originals: dict[int, int] = {}
        """Place of a revision to the place of the original whose pane it takes."""
        self._front: dict[int, int] = {}
        """Place of an original to the place of the version in view."""
        self._arrangement = Arrangement(1, 1, len(self.panes))

    def compose(self) -> ComposeResult:
        """All panes; those out of view stay mounted, so that nothing of them is lost."""
        yield from self.panes

    def on_mount(self) -> None:
        """Lay out once."""
        self.lay_out()

    @property
    def seen(self) -> dict[str, float]:
        """By letter, how far down it had been in view; one pane stands for all that say the same."""
        found = {pane.letter: pane.view.seen for pane in self.panes}
        for pane in self.panes:
            found |= {letter: max(pane.view.seen, found.get(letter, 0.0)) for letter in pane.equals}
        return found

    @property
    def pane(self) -> Pane:
        """The focused pane."""
        return self.panes[self.focused]

    @property
    def hides_some(self) -> bool:
        """Whether some panes are out of view."""
        if self.zoomed:
            return len(self._places) > 1 and not self.strips
        return self._arrangement.carousel

    @property
    def strips(self) -> tuple[Pane, ...]:
        """Panes that are a line each above and below the zoomed one, where that leaves it room to read."""
        others = tuple(self.panes[place] for place in self._places if place != self.focused)
        room = self.app.size.height - FIXED_ROWS - len(others)
        return others if self.zoomed and room >= PANE_HEIGHT else ()

    @property
    def visible_panes(self) -> tuple[Pane, ...]:
        """The panes whose text is in view."""
        if self.zoomed:
            return (self.pane,)
        places = self._places[self._start : self._start + self._arrangement.shown]
        return tuple(self.panes[place] for place in places)

    @property
    def standing(self) -> tuple[Pane, ...]:
        """The panes that stand for themselves, in view or not."""
        return tuple(self.panes[place] for place in self._places)

    @property
    def _places(self) -> list[int]:
        """Places of the panes that stand for themselves, as they lie on the screen."""
        firsts = [place for place in range(len(self.panes)) if place not in self._originals]
        fronts = [self._front.get(place, place) for place in firsts]
        return [place for place in fronts if place not in self._leaders]

    def add(self, pane: Pane, original: str | None = None) -> None:
        """A later candidate's pane: after all others, or in front of its original, which stays mounted."""
        place_of = {pane.letter: place for place, pane in enumerate(self.panes)}
        self.panes = (*self.panes, pane)
        place = len(self.panes) - 1
        if original not in place_of:
            self.mount(pane)
        else:
            first = self._originals.get(place_of[original], place_of[original])
            self._originals[place] = first
            self._bring_forward(place)
            self.mount(pane, after=self.panes[first])
        self.lay_out()

    def versions(self, letter: str) -> tuple[str, ...]:
        """Letters of an original and its revisions, when this is one of them; else only its own."""
        place = next(place for place, pane in enumerate(self.panes) if pane.letter == letter)
        first = self._originals.get(place, place)
        later = sorted(p for p, original in self._originals.items() if original == first)
        return tuple(self.panes[p].letter for p in (first, *later))

    def _bring_forward(self, place: int) -> None:
        first = self._originals.get(place, place)
        if self._front.get(first, first) == self.focused:
            self.focused = place
        self._front[first] = place

    def collapse(self, groups: Sequence[Sequence[str]]) -> None:
        """Let the first pane of each group of letters stand for the others; digits keep their meaning."""
        # A revision that changed nothing stays with its original, in one pane.
        place_of = {p.letter: place for place, p in enumerate(self.panes) if place not in self._originals}
        groups = [kept for group in groups if (kept := [letter for letter in group if letter in place_of])]
        self._leaders = {place_of[other]: place_of[group[0]] for group in groups for other in group[1:]}
        for pane in self.panes:
            pane.equals = next((tuple(group[1:]) for group in groups if pane.letter in group[:1]), ())
        self.focus_at(self.focused)

    def focus_at(self, index: int) -> None:
        """Move the focus, and the zoom with it; a collapsed pane hands it to the one it equals.

        Of an original and its revisions the focused one comes into view.
        """
        place = index % len(self.panes)
        self._bring_forward(place)
        self.focused = self._leaders.get(place, place)
        self.lay_out()

    def step(self, direction: int) -> None:
        """Focus the next pane, or the one before, around the end."""
        places = self._places
        self.focus_at(places[(places.index(self.focused) + direction) % len(places)])

    def lay_out(self) -> None:
        """Apply the layout rule to the window as it is now."""
        width, height = self.app.size
        small = is_small(width, height)
        places = self._places
        self._arrangement = arrange(len(places), width, height, self.choice)
        self._start = window_start(self._start, places.index(self.focused), self._arrangement)
        shown, strips = self.visible_panes, self.strips
        self._share_out(strips)
        self.set_class(small, "-small")
        for pane in self.panes:
            pane.set_class(small, "-small")
            pane.display = pane in shown or pane in strips
            pane.strip = pane in strips
            if pane.focused_pane != (pane is self.pane):
                pane.focused_pane = pane is self.pane

    def _share_out(self, strips: Sequence[Pane]) -> None:
        """Columns and rows; in zoom one column, in which the others keep their place as lines."""
        self.set_class(bool(strips), "-strips")
        if not self.zoomed:
            self.styles.grid_size_columns = self._arrangement.columns
            self.styles.grid_size_rows = self._arrangement.rows
            self.styles.grid_rows = "1fr"
            return
        inside = [pane for pane in self.panes if pane in strips or pane is self.pane]
        self.styles.grid_size_columns, self.styles.grid_size_rows = 1, len(inside)
        self.styles.grid_rows = " ".join("1" if pane in strips else "1fr" for pane in inside)
