"""Rounds whose calls are made to a server that somebody else wrote."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from fusion_tui.config.schema import Api, ProviderConfig
from fusion_tui.core.events import Consultation, Consulted, Delta, Ended, Event
from fusion_tui.core.models import Candidate, Document, Member, Record, Status
from fusion_tui.core.redact import Redactor, Secret
from fusion_tui.engine import Engine
from fusion_tui.providers import open_provider
from tests.core.critique.rounds import answered
from tests.helpers.aimock import AiMock
from tests.helpers.fakes import NOW, ids

MODELS = ("vendor-alpha", "vendor-beta", "vendor-gamma")
PERSONAS = ("You are terse.", "You are kind.", "You are old.")
ISSUE = {
    "severity": "major",
    "quote": "a failover loses nothing",
    "claim": "A failover loses writes.",
    "why": "",
    "fix": "",
}


def seated() -> Record:
    """Three answers whose members have names, models and personas that could give them away."""
    record = answered()
    members = [
        Member("mock", model, f"Display {model}", persona=said)
        for model, said in zip(MODELS, PERSONAS, strict=True)
    ]
    candidates = tuple(
        replace(candidate, member=member, name=member.name)
        for candidate, member in zip(record.comparison.candidates, members, strict=True)
    )
    text = "# The plan\nOne queue, no limit."
    documents = (Document("plan.md", text, "0" * 64, len(text)),)
    return replace(record, comparison=replace(record.comparison, candidates=candidates, documents=documents))


@contextmanager
def serving(folder: Path, fixtures: Sequence[Mapping[str, object]]) -> Iterator[AiMock]:
    """A server with these fixtures."""
    (folder / "round.json").write_text(json.dumps({"fixtures": list(fixtures)}))
    server = AiMock(folder)
    try:
        yield server
    finally:
        server.close()


@dataclass
class Round:
    """A record whose calls are made."""

    record: Record
    engine: Engine

    async def ask(self, asked: Consultation) -> Consulted:
        """Make a call and keep its reply."""
        done = await self.engine.consult(self.record.comparison.id, asked)
        if done.reply:
            self.record = replace(self.record, replies=(*self.record.replies, done.reply))
        return done

    async def write(self, waiting: Sequence[Candidate]) -> None:
        """Let later candidates be written, and keep what came of each."""
        comparison = self.record.comparison
        comparison = replace(comparison, candidates=(*comparison.candidates, *waiting))
        texts = dict.fromkeys((c.letter for c in waiting), "")
        ended: dict[str, Status] = {}

        async def emit(event: Event) -> None:
            if isinstance(event, Delta):
                texts[event.letter] += event.text
            if isinstance(event, Ended):
                ended[event.letter] = event.call.status
                if event.below:
                    self.record = replace(self.record, replies=(*self.record.replies, event.below))

        await self.engine.fan_out(comparison, emit, list(texts))
        for candidate in waiting:
            done = replace(candidate, text=texts[candidate.letter], status=ended[candidate.letter])
            comparison = comparison.with_candidate(done)
        self.record = replace(self.record, comparison=comparison)


@asynccontextmanager
async def opened(mock: AiMock, api: Api, record: Record) -> AsyncIterator[Round]:
    """A record whose members are models of this server."""

    async def none(seconds: float) -> None:
        return None

    base = mock.anthropic if api == "anthropic" else mock.openai
    provider = open_provider(
        ProviderConfig("mock", api, base, concurrency=8, json_schema=True),
        Secret("sk-test-0123456789"),
        redact=Redactor(),
        trust_env=True,
        now=lambda: NOW,
        rng=random.Random(1),
        sleep=none,
    )
    clock = iter(range(10**9))
    engine = Engine({"mock": provider}, {}, clock=lambda: float(next(clock)), now=lambda: NOW, new_id=ids())
    try:
        yield Round(record, engine)
    finally:
        await provider.aclose()
