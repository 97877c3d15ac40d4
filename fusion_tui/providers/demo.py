"""The `demo` dialect: plays recorded answers at the pace of life."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace

from fusion_tui.core.events import (
    EmitItem,
    FinishReason,
    ReasoningDelta,
    Request,
    Served,
    StreamItem,
    TextDelta,
    UsageReport,
)
from fusion_tui.core.models import Usage
from fusion_tui.demo import Recording
from fusion_tui.demo.rounds import Rounds
from fusion_tui.errors import ProviderError

_CHARS_PER_TOKEN = 4
_BREATH_S = 0.15
"""A pause after a paragraph."""


class DemoProvider:
    """Answers from recordings; needs neither key nor network."""

    group = "demo"
    concurrency = 8

    def __init__(
        self,
        recordings: Mapping[str, Recording],
        rounds: Rounds,
        *,
        speed: float,
        rng: random.Random,
        name: str = "demo",
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`speed` 2 is twice as fast as life; it must be positive."""
        if speed <= 0:
            raise ValueError("speed must be positive")
        self.name = name
        self._recordings = recordings
        self._rounds = rounds
        self._speed = speed
        self._rng = rng
        self._sleep = sleep

    async def stream(self, request: Request, emit: EmitItem) -> None:
        """Play the recording of the requested model."""
        recording = self._recordings.get(request.model)
        if recording is None:
            known = ", ".join(self._recordings)
            raise ProviderError(
                "not_found",
                "response",
                f"The demo has no recording of {request.model!r}.",
                hint=f"It has {known}.",
            )
        if request.role != "member":
            # What a round's call takes was never recorded.
            text = self._rounds.reply(request)
            recording = replace(recording, text=text, reasoning="", usage=Usage(), cost_usd=0.0)
        await self._sleep(recording.first_token_s / self._speed)
        await emit(Served(request.model, "demo"))
        pace = 1 / (recording.tokens_per_second * self._speed)
        for item in self._items(recording):
            await emit(item)
            pause = pace * self._rng.uniform(0.4, 1.6)
            if isinstance(item, TextDelta) and item.text.endswith("\n\n"):
                pause += _BREATH_S / self._speed
            await self._sleep(pause)
        await emit(UsageReport(recording.usage, recording.cost_usd))
        await emit(FinishReason("stop"))

    def _items(self, recording: Recording) -> Iterator[StreamItem]:
        for piece in self._tokens(recording.reasoning):
            yield ReasoningDelta(piece)
        for piece in self._tokens(recording.text):
            yield TextDelta(piece)

    def _tokens(self, text: str) -> Iterator[str]:
        """Pieces of about a token, cut anywhere, but ending at a paragraph's end."""
        start = 0
        while start < len(text):
            end = start + self._rng.randint(2, 2 * _CHARS_PER_TOKEN - 2)
            gap = text.find("\n\n", start, end)
            end = gap + 2 if gap >= 0 else end
            yield text[start:end]
            start = end
