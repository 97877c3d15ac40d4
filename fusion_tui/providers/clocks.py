"""The clocks of one attempt that the HTTP library does not keep."""

from __future__ import annotations

import asyncio
import math
from types import TracebackType

from fusion_tui.config.schema import Timeouts
from fusion_tui.errors import ErrorKind


class Clocks:
    """`content`, and an `idle` that waits for the answer; leaving raises `TimeoutError` when one ran out.

    An `idle` that counts from the start is the HTTP library's own. Bytes and texts only note when they
    came: the one timer looks at the notes when it rings, and is wound up again for what is left.
    """

    def __init__(self, timeouts: Timeouts) -> None:
        """Nothing runs before the clocks are entered."""
        self.overdue: ErrorKind = "timeout_no_content"
        """What a `TimeoutError` means."""
        self._content = timeouts.content
        self._content_waits = timeouts.content_waits
        self._idle = timeouts.idle if timeouts.idle_waits else None
        self._begun = False
        self._heard = self._said = 0.0
        self._loop = asyncio.get_running_loop()
        self._limit = asyncio.timeout(None)
        self._timer: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> None:
        """The request is on its way: what does not wait runs."""
        await self._limit.__aenter__()
        self._said = self._loop.time()
        self._wind()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The attempt is over."""
        if self._timer:
            self._timer.cancel()
        await self._limit.__aexit__(kind, error, trace)

    def heard(self) -> None:
        """Bytes came."""
        self._heard = self._loop.time()

    def said(self) -> None:
        """Text or reasoning came."""
        self._said = self._loop.time()
        if not self._begun:
            self.begin()

    def begin(self) -> None:
        """The server has read its prompt and answers: what has waited runs from now on."""
        if self._begun:
            return
        self._begun = True
        self._heard = self._loop.time()
        if self._content_waits:
            self._said = self._heard
        self._wind()

    def _wind(self) -> None:
        if self._timer:
            self._timer.cancel()
        due, _ = self._due()
        self._timer = None if due == math.inf else self._loop.call_at(due, self._ring)

    def _ring(self) -> None:
        due, self.overdue = self._due()
        if due > self._loop.time():
            self._wind()
        else:
            self._limit.reschedule(due)

    def _due(self) -> tuple[float, ErrorKind]:
        """When the first clock runs out as things stand, and what that means."""
        idle = content = math.inf
        if self._idle is not None and self._begun:
            idle = self._heard + self._idle
        if self._content is not None and (self._begun or not self._content_waits):
            content = self._said + self._content
        return (idle, "stalled") if idle < content else (content, "timeout_no_content")
