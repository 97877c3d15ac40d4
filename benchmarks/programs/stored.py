"""Stored comparisons: opened again and again, or paged through, or looked at while the window changes."""

from __future__ import annotations

import asyncio
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any, Literal

from textual import events

from benchmarks.programs.channel import peak_mb, settings, tell, until
from benchmarks.programs.setting import (
    all_drawn,
    arena_of,
    keep_answers,
    painted,
    run_with,
    services_in,
)
from benchmarks.texts import answer
from fusion_tui.ui.app import FusionApp
from fusion_tui.ui.screens.history import HistoryScreen
from fusion_tui.ui.services import StartHistory
from fusion_tui.ui.widgets import drawing_clock

SEATS = 8


async def opening(app: FusionApp, ids: dict[str, str], times: int) -> None:
    """CPU of opening each comparison until its first paint."""
    figures: dict[str, list[float]] = {size: [] for size in ids}
    for _ in range(times):
        for size, identity in ids.items():
            used = time.process_time()
            await app.open(identity)
            arena = await arena_of(app)
            await until(lambda: all(view.line_count for view in arena.all_views.values()))  # noqa: B023
            await painted(app)
            figures[size].append(time.process_time() - used)
            await app.leave()
            await until(lambda: isinstance(app.screen, HistoryScreen))
            await asyncio.sleep(0.3)
    tell("result", **figures)


async def shown(app: FusionApp, ids: dict[str, str]) -> None:
    """Open the longest and draw all of it."""
    await app.open(ids["large"])
    slice_s, drawing_clock.SLICE_S = drawing_clock.SLICE_S, 0.2
    await all_drawn(await arena_of(app))
    drawing_clock.SLICE_S = slice_s
    await asyncio.sleep(0.5)


async def paging(app: FusionApp, ids: dict[str, str], presses: int, pause_s: float = 0.05) -> None:
    """CPU of one page down, without what the program costs at rest."""
    await shown(app, ids)
    used = time.process_time()
    for _ in range(presses):
        await asyncio.sleep(pause_s)
    rest = time.process_time() - used
    used = time.process_time()
    for _ in range(presses):
        app.post_message(events.Key("space", " "))
        await asyncio.sleep(pause_s)
    cpu = time.process_time() - used - rest
    tell("result", cpu=cpu / presses, peak_mb=peak_mb())


async def waiting(app: FusionApp, ids: dict[str, str]) -> None:
    """Stay open for whoever presses keys."""
    await shown(app, ids)
    tell("ready")
    await asyncio.Event().wait()


async def main(
    what: Literal["opening", "paging", "waiting"], large: int, times: int = 5, small: int = 1_000
) -> None:
    """Store one comparison of each size, then measure."""
    with tempfile.TemporaryDirectory() as folder:
        services = services_in(Path(folder))
        ids = {}
        for size, chars in (("small", small), ("large", large)):
            texts = [answer(chars, seat) for seat in range(SEATS)]
            ids[size] = await services.store.run(partial(keep_answers, texts=texts))

        async def measure(app: FusionApp) -> None:
            await until(lambda: isinstance(app.screen, HistoryScreen))
            match what:
                case "opening":
                    await opening(app, ids, times)
                case "paging":
                    await paging(app, ids, times)
                case "waiting":
                    await waiting(app, ids)

        await run_with(services, StartHistory(), measure)


if __name__ == "__main__":
    given: dict[str, Any] = settings()
    asyncio.run(main(**given))
