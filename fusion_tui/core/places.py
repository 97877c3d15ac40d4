"""The places of a group of providers: who runs, who waits, who is next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager


class Places:
    """A place for each call that may run at a time, and a queue for the others.

    A place that becomes free goes to a call of the model that ran last, so that a server which holds one
    model at a time loads each once; when no such call waits, to the one that has waited longest.
    """

    def __init__(self, limit: int) -> None:
        """`limit` is how many calls may run at a time; lowered, it ends none that runs."""
        self.limit = limit
        self._running = 0
        self._last: Hashable = None
        self._waiting: dict[asyncio.Future[None], Hashable] = {}
        """Turn to model, oldest first."""

    @asynccontextmanager
    async def place(self, model: Hashable) -> AsyncIterator[None]:
        """Wait for a place and hold it; whoever is cancelled here leaves neither a gap nor a place behind."""
        await self._enter(model)
        try:
            yield
        finally:
            self._last = model
            self._leave()

    async def _enter(self, model: Hashable) -> None:
        if self._running < self.limit:
            self._running += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting[turn] = model
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                # The place had come in the same moment: it goes on to the next.
                self._leave()
            raise
        finally:
            self._waiting.pop(turn, None)

    def _leave(self) -> None:
        self._running -= 1
        while self._running < self.limit and (turn := self._next()):
            self._running += 1
            turn.set_result(None)

    def _next(self) -> asyncio.Future[None] | None:
        # A turn that is done was cancelled or given a place, and its call has not woken up yet.
        waiting = [turn for turn in self._waiting if not turn.done()]
        same = (turn for turn in waiting if self._waiting[turn] == self._last)
        return next(same, waiting[0] if waiting else None)
