"""What an engine reports, to look at and to wait for."""

from __future__ import annotations

import asyncio

from fusion_tui.core.events import Delta, Ended, Event
from fusion_tui.core.models import Call


class Log:
    """Collects events; `until` waits for one."""

    def __init__(self) -> None:
        """Nothing happened yet."""
        self.events: list[Event] = []
        self._changed = asyncio.Condition()

    async def __call__(self, event: Event) -> None:
        """Keep one event."""
        async with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    async def until(self, kind: type[Event], letter: str) -> None:
        """Wait for an event of this kind; five seconds in vain are a failure."""
        async with self._changed, asyncio.timeout(5):
            await self._changed.wait_for(
                lambda: any(isinstance(e, kind) and e.letter == letter for e in self.events)
            )

    def ended(self, letter: str) -> Ended:
        """The one end that this letter came to."""
        (ended,) = [e for e in self.events if isinstance(e, Ended) and e.letter == letter]
        return ended

    def call(self, letter: str) -> Call:
        """The call that ended, once, for this letter."""
        return self.ended(letter).call

    def text(self, letter: str) -> str:
        """What arrived for this letter."""
        return "".join(e.text for e in self.events if isinstance(e, Delta) and e.letter == letter)
