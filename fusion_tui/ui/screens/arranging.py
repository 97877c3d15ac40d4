"""How the panes stand: layout and zoom, remembered for windows of about one size."""

from __future__ import annotations

from contextlib import suppress
from statistics import median

from fusion_tui.errors import StoreError
from fusion_tui.ui.layout import CHOICES, Choice, size_class
from fusion_tui.ui.screens.rounds import RoundsScreen

LONG = 2
"""Pane heights that an answer must exceed to be long."""

_LAYOUT_WORDS: dict[Choice, str] = {
    "auto": "layout: by size",
    "columns": "layout: columns",
    "grid": "layout: grid",
    "single": "layout: one at a time",
}


class ArrangingScreen(RoundsScreen):
    """A screen whose panes can be laid out and zoomed."""

    _arranged = False
    """The person laid the panes out or zoomed, in this comparison."""

    async def action_zoom(self) -> None:
        """Zoom into the focused pane, and back; who zooms once is zoomed next time when answers are long."""
        self._arranged = True
        self.toggle_zoom()
        if self.grid.zoomed:
            await self._remember("zoom", "long")

    def toggle_zoom(self) -> None:
        """One pane, or all of them again."""
        self.grid.zoomed = not self.grid.zoomed
        self.grid.lay_out()
        self.redraw()

    async def action_layout(self) -> None:
        """The next layout, remembered for windows of this size; from then on nothing is zoomed by itself."""
        self._arranged = True
        choice = CHOICES[(CHOICES.index(self.grid.choice) + 1) % len(CHOICES)]
        self.grid.choice, self.grid.zoomed = choice, False
        self.grid.lay_out()
        self.redraw()
        self.say(_LAYOUT_WORDS[choice], "dim")
        await self._remember("layout", choice)
        await self._remember("zoom", "no")

    async def recall_layout(self) -> None:
        """Stand as the person last laid panes out in a window of this size."""
        remembered = await self._recall("layout")
        for choice in CHOICES:
            if choice == remembered:
                self.grid.choice = choice
        self.grid.lay_out()

    async def zoom_if_long(self) -> None:
        """Zoom as the person did before, when all has come, is long, and nobody has begun to read it."""
        if self.comparison.live or await self._recall("zoom") != "long" or self._begun or not self._long:
            return
        self.toggle_zoom()
        key = self.keymap.key("arena.zoom").shown
        self.say("zoomed as before, since the answers are long", "dim", f"{key} shows all of them")

    @property
    def _begun(self) -> bool:
        """Whether the person moved anything."""
        moved = any(pane.view.scroll_offset.y for pane in self.grid.panes)
        return self._arranged or self.grid.zoomed or self.grid.focused != 0 or moved

    @property
    def _long(self) -> bool:
        """Whether most answers, of several that are in view, exceed two heights of their pane."""
        views = [pane.view for pane in self.grid.visible_panes if pane.view.text]
        heights = [view.text_lines / view.size.height for view in views if view.size.height]
        return len(heights) > 1 and median(heights) > LONG

    async def _remember(self, what: str, value: str) -> None:
        """A store that cannot be written forgets how panes stood, and nothing else."""
        key = f"{what}:{size_class(*self.app.size)}"
        with suppress(StoreError):
            await self.services.store.run(lambda store: store.remember(key, value))

    async def _recall(self, what: str) -> str | None:
        key = f"{what}:{size_class(*self.app.size)}"
        return await self.services.store.run(lambda store: store.recall(key))
