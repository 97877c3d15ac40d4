"""How a measured program is told its settings, tells its figures, and waits."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from benchmarks.terminal import CHANNEL

STALL_TICK_S = 0.002


def settings() -> dict[str, Any]:
    """What the program was started with."""
    return dict(json.loads(sys.argv[1]))


def tell(kind: str, **figures: object) -> None:
    """Report to whoever started the program."""
    os.write(int(os.environ[CHANNEL]), json.dumps({"kind": kind, **figures}).encode() + b"\n")


def peak_mb() -> float:
    """The most memory this process ever held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


async def until(condition: Callable[[], bool], timeout: float = 120.0) -> None:
    """Wait for a condition; raises `TimeoutError`."""
    async with asyncio.timeout(timeout):
        while not condition():
            await asyncio.sleep(0.01)


async def pace(rate: float, phase: float, send: Callable[[], Awaitable[object]]) -> None:
    """Call `send` so many times a second, forever; what is late is made up for at once."""
    clock = asyncio.get_running_loop().time
    began, count = clock() + phase / rate, 0
    while True:
        await asyncio.sleep(max(began + count / rate - clock(), 0))
        await send()
        count += 1


class Stalls:
    """How long the event loop was busy in one go, again and again: a key would wait as long."""

    def __init__(self) -> None:
        """Not watching yet."""
        self.wall: list[float] = []
        """Seconds late."""
        self.cpu: list[float] = []
        """Seconds this thread computed meanwhile: what is late for other reasons is the machine's."""

    async def watch(self, seconds: float) -> None:
        """Sample for some time."""
        end = time.perf_counter() + seconds
        while (before := time.perf_counter()) < end:
            used = time.thread_time()
            await asyncio.sleep(STALL_TICK_S)
            self.wall.append(max(time.perf_counter() - before - STALL_TICK_S, 0.0))
            self.cpu.append(time.thread_time() - used)
