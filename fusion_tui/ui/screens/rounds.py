"""What a person does beyond reading and picking: rounds, and what came of them."""

from __future__ import annotations

from abc import abstractmethod

from fusion_tui.ui.screens import arena_rows as rows
from fusion_tui.ui.screens.calling import CallingScreen
from fusion_tui.ui.widgets.pane_grid import PaneGrid


class RoundsScreen(CallingScreen):
    """A screen from which rounds start, and in which their candidates stand."""

    @property
    @abstractmethod
    def grid(self) -> PaneGrid:
        """The panes."""

    @abstractmethod
    def show_view(self, letter: str) -> None:
        """Focus the pane with this letter."""

    def action_flip(self) -> None:
        """The other version of the focused answer in its pane, at the same heading."""
        versions = self.grid.versions(self.letter)
        if len(versions) < 2:
            self.say(f"{self.letter} has no revision.", "dim")
            return
        left = self.grid.pane.view
        self.show_view(versions[(versions.index(self.letter) + 1) % len(versions)])
        self.call_after_refresh(self.grid.pane.view.stand_where, left)
        self.say(f"{self.letter}, {rows.version(self.comparison, self.letter)}", "dim")
