"""One line of the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fusion_tui.core.models import Pick
from fusion_tui.core.picking import describe


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the history."""

    id: str
    created_at: datetime
    title: str
    panel: str
    candidates: int
    failed: int
    unfinished: int
    """Candidates that were interrupted or still run."""
    pick: Pick | None
    revealed: bool
    picked_name: str | None
    """Display name of the picked candidate."""
    demo: bool
    thread_id: str = ""
    questions: int = 1
    """In its thread."""

    @property
    def decision(self) -> str:
        """The pick by letter; once names are known, the winner's stands beside its letter."""
        if self.pick is None:
            return "not picked"
        best = self.pick.best
        if best is None or not self.revealed or not self.picked_name:
            return describe(self.pick)
        return f"{best} {self.picked_name}{describe(self.pick).removeprefix(best)}"
