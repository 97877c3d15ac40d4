"""What keeping text that arrives costs: to note it down, and to write it about once a second."""

from __future__ import annotations

import asyncio
import tempfile
import time
from functools import partial
from pathlib import Path

from benchmarks.programs.channel import pace, settings, tell
from benchmarks.programs.setting import asked
from benchmarks.texts import TOKEN, answer
from fusion_tui.cli.world import now
from fusion_tui.core.events import Delta
from fusion_tui.core.live import LiveComparison
from fusion_tui.store import Recorder, StoreThread

SEATS = 8
MANY = 50_000


async def kept(store: StoreThread, seconds: float, rate: float) -> tuple[float, int]:
    """CPU seconds of the store's thread while tokens come at a pace, and how many came."""
    comparison, ballot = asked(SEATS)
    await store.run(lambda opened: opened.save_comparison(comparison, ballot))
    recorder = Recorder(store, comparison, clock=time.monotonic)
    text = answer(100_000, 1)
    sent = 0

    async def send_to(letter: str) -> None:
        nonlocal sent
        place = sent * TOKEN % (len(text) - TOKEN)
        await recorder.record(Delta(letter, text[place : place + TOKEN]))
        sent += 1

    before = await store.run(lambda _: time.thread_time())
    tasks = [
        asyncio.create_task(pace(rate, seat / SEATS, partial(send_to, letter)))
        for seat, letter in enumerate(comparison.letters)
    ]
    await asyncio.sleep(seconds)
    for task in tasks:
        task.cancel()
    used = await store.run(lambda _: time.thread_time()) - before
    await recorder.close()
    return used, sent


async def noted() -> float:
    """CPU seconds a token of putting it down to be written, beside what the screen needs of it anyway."""
    comparison, _ = asked(SEATS)
    recorder = Recorder(None, comparison, clock=time.monotonic, interval=3_600)
    live = LiveComparison(comparison)
    events = [Delta(comparison.letters[n % SEATS], "word") for n in range(MANY)]
    used = time.process_time()
    for event in events:
        live.apply(event)
    alone = time.process_time() - used
    used = time.process_time()
    for event in events:
        await recorder.record(event)
    both = time.process_time() - used
    await recorder.close()
    return (both - alone) / MANY


async def main(seconds: float, rate: float = 100) -> None:
    """Measure both halves of it."""
    with tempfile.TemporaryDirectory() as folder:
        store = StoreThread.open(Path(folder) / "fusion.db", now=now)
        used, tokens = await kept(store, seconds, rate)
        await store.close()
    tell("result", written=used / tokens, noted=await noted())


if __name__ == "__main__":
    asyncio.run(main(**settings()))
