"""Providers and comparisons made by hand, for tests that need no network."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from fusion_tui.core.compose import new_comparison
from fusion_tui.core.events import EmitItem, FinishReason, Request, StreamItem, TextDelta
from fusion_tui.core.models import Ballot, Comparison, Document, Member, Panel

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

Step = StreamItem | Exception | Callable[[], Awaitable[object]]


class FakeProvider:
    """Plays a script per model: items are emitted, exceptions raised, coroutine functions awaited."""

    def __init__(
        self, scripts: dict[str, Sequence[Step]], name: str = "fake", concurrency: int = 8, group: str = ""
    ) -> None:
        """A model without a script answers with one word."""
        self.scripts = scripts
        self.name = name
        self.group = group or name
        self.concurrency = concurrency
        self.requests: list[Request] = []
        self.running = 0
        self.most_running = 0
        self.cancelled: list[str] = []

    async def stream(self, request: Request, emit: EmitItem) -> None:
        """Play the script of the requested model."""
        self.requests.append(request)
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            for step in self.scripts.get(request.model, (TextDelta("word"), FinishReason("stop"))):
                await self._play(step, emit)
        except asyncio.CancelledError:
            self.cancelled.append(request.model)
            raise
        finally:
            self.running -= 1

    async def _play(self, step: Step, emit: EmitItem) -> None:
        if isinstance(step, Exception):
            raise step
        if callable(step):
            await step()
        else:
            await emit(step)
            await asyncio.sleep(0)


def answer(text: str, reason: str = "stop") -> tuple[StreamItem, ...]:
    """A script that writes a text word by word and ends."""
    return (*(TextDelta(word) for word in text.split(" ") for word in (word, " ")), FinishReason(reason))


def forever() -> asyncio.Event:
    """An event that nobody sets: `forever().wait` is a step that never ends."""
    return asyncio.Event()


def panel(*models: str, provider: str = "fake", name: str = "panel") -> Panel:
    """A panel with one member a model; the display name says whose it is."""
    return Panel(name, tuple(Member(provider, model, f"name of {model}") for model in models))


def ids() -> Callable[[], str]:
    """Ids that count: 32 digits each."""
    numbers = itertools.count(1)
    return lambda: f"{next(numbers):032x}"


def compared(
    *models: str,
    prompt: str = "Which database?",
    documents: Sequence[Document] = (),
    blind: bool = True,
    seed: int = 7,
    new_id: Callable[[], str] | None = None,
) -> tuple[Comparison, Ballot]:
    """A comparison of these models with every member waiting."""
    return new_comparison(
        prompt,
        documents,
        panel(*models),
        blind=blind,
        rng_seed=seed,
        now=NOW,
        new_id=new_id or ids(),
    )


def letter_of(comparison: Comparison, model: str) -> str:
    """The letter a model drew."""
    return next(c.letter for c in comparison.candidates if c.member and c.member.model == model)
