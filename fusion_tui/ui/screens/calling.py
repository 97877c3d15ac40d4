"""Stop and retry: what a person does with the calls behind the answers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection
from typing import TYPE_CHECKING

from textual import work

from fusion_tui.core import rules
from fusion_tui.core.events import Event
from fusion_tui.errors import StoreError
from fusion_tui.ui import words
from fusion_tui.ui.screens.deciding import DecidingScreen

if TYPE_CHECKING:
    from fusion_tui.ui.app import FusionApp


class CallingScreen(DecidingScreen):
    """A screen whose candidates may still be written."""

    app: FusionApp

    @abstractmethod
    def on_engine_event(self, event: Event) -> None:
        """Take one event of this comparison."""

    @abstractmethod
    def clear(self, letters: Collection[str]) -> None:
        """Take away what these candidates had: they start anew."""

    def action_stop(self) -> None:
        """Stop the focused answer; its text stays."""
        if why := rules.may_stop(self.comparison, self.letter):
            self.say(why, "dim")
        else:
            self.services.engine.stop(self.comparison.id, self.letter)
            self.say(f"stopped {self.letter}; its text is kept", more="r asks again")

    def action_stop_all(self) -> None:
        """Stop every answer; the texts stay."""
        asking = len(self.run.asking) if self.run else 0
        why = rules.may_stop_any(self.comparison)
        if why and not asking:
            self.say(why, "dim")
            return
        stopped = self.services.engine.stop_all(self.comparison.id)
        if asking:
            self.say(f"stopped {words.count(stopped, 'call')}; what has arrived is kept")
        else:
            self.say(
                f"stopped {words.count(stopped, 'answer')}; the texts are kept", more="ctrl+r asks again"
            )

    async def action_retry(self) -> None:
        """Ask the focused member again."""
        if self.run and self.letter in self.run.waits:
            await self.services.engine.halt(self.comparison.id, self.letter)
        elif why := rules.may_retry(self.comparison, self.letter):
            self.say(why, "dim")
            return
        self._retry((self.letter,))

    def action_retry_all(self) -> None:
        """Ask every member again that did not finish."""
        if why := rules.may_retry_any(self.comparison):
            self.say(why, "dim")
        else:
            self._retry(rules.retriable(self.comparison))

    @work
    async def _retry(self, letters: tuple[str, ...]) -> None:
        if self._record.running_elsewhere:
            self.say("Another window is still receiving these answers.", "warn")
            return
        try:
            run = await self.app.retry(self.record, letters)
        except StoreError as problem:
            self.say(str(problem), "bad")
            return
        self.run, run.listener = run, self.on_engine_event
        self.clear(letters)
        self.redraw()
        self.say(f"asking {', '.join(letters)} again", "dim")
