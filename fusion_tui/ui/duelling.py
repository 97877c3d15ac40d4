"""Duels of several comparisons, one after the other."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from textual import on

from fusion_tui.core import rules
from fusion_tui.ui.messages import DuelsWanted
from fusion_tui.ui.running import RunningApp

if TYPE_CHECKING:
    from fusion_tui.ui.services import Services


class DuellingApp(RunningApp):
    """An app that knows whose duels come next."""

    def __init__(self, services: Services) -> None:
        """None are wanted yet."""
        super().__init__(services)
        self._to_duel: list[str] = []

    @abstractmethod
    async def open(self, comparison_id: str) -> None:
        """Show a comparison, or say why not."""

    @on(DuelsWanted)
    async def on_duels_wanted(self, message: DuelsWanted) -> None:
        """Duels were asked for, of one comparison or of several."""
        await self.duel_all(message.comparisons)

    async def duel_all(self, comparisons: tuple[str, ...]) -> None:
        """Open the first of these duels; the others follow as rankings are picked."""
        self._to_duel = list(comparisons)
        await self.duel_next()

    def duel_here(self) -> None:
        """A duel of the answers on the screen, if it shows some."""
        from fusion_tui.ui.screens import ArenaScreen

        if isinstance(self.screen, ArenaScreen):
            self.screen.action_duel()

    async def duel_next(self, said: str = "") -> None:
        """Open the next duel, after what was said of the last one; what nobody can duel is passed over."""
        from fusion_tui.ui.screens import ArenaScreen

        while self._to_duel:
            below = self.screen
            await self.open(self._to_duel.pop(0))
            screen = self.screen
            if screen is below or not isinstance(screen, ArenaScreen):
                continue
            if self._to_duel and rules.may_duel(screen.record.comparison):
                await self.pop_screen()
                continue
            screen.open_duel(f"{said} · {self._left}" if said else "")
            return

    @property
    def more_duels(self) -> bool:
        """Whether others follow."""
        return bool(self._to_duel)

    @property
    def _left(self) -> str:
        more = len(self._to_duel)
        return f"{more} more after this one" if more else "the last one"
