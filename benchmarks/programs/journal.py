"""What keeping text that arrives costs: tokens at a pace into the recorder, with a store and without one."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from benchmarks.programs.channel import pace, settings, tell
from benchmarks.programs.setting import asked
from benchmarks.texts import TOKEN, answer
from fusion_tui.cli.world import now
from fusion_tui.core.events import Delta
from fusion_tui.store import Recorder, StoreThread

SEATS = 8


async def recorded(store: StoreThread | None, seconds: float, rate: float) -> tuple[float, int]:
    """CPU seconds, and how many tokens came."""
    comparison, ballot = asked(SEATS)
    if store:
        await store.run(lambda opened: opened.save_comparison(comparison, ballot))
    recorder = Recorder(store, comparison, clock=time.monotonic)
    text = answer(100_000, 1)
    sent = 0

    async def send_to(letter: str) -> None:
        nonlocal sent
        place = sent * TOKEN % (len(text) - TOKEN)
        await recorder.record(Delta(letter, text[place : place + TOKEN]))
        sent += 1

    tasks = [
        asyncio.create_task(pace(rate, seat / SEATS, lambda one=letter: send_to(one)))  # type: ignore[misc]
        for seat, letter in enumerate(comparison.letters)
    ]
    await asyncio.sleep(0.5)
    used, before = time.process_time(), sent
    await asyncio.sleep(seconds)
    figures = time.process_time() - used, sent - before
    for task in tasks:
        task.cancel()
    await recorder.close()
    return figures


async def main(seconds: float, rate: float = 100) -> None:
    """Measure both, each in halves that alternate, so that a busy machine touches both alike."""
    with tempfile.TemporaryDirectory() as folder:
        store = StoreThread.open(Path(folder) / "fusion.db", now=now)
        per_token = {"without": 0.0, "with": 0.0}
        for _ in range(2):
            for name, kept in (("without", None), ("with", store)):
                cpu, tokens = await recorded(kept, seconds / 2, rate)
                per_token[name] += cpu / tokens / 2
        await store.close()
    tell("result", **per_token)


if __name__ == "__main__":
    asyncio.run(main(**settings()))
