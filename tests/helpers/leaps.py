"""An event loop whose clock a test can put forward, so that an hour of silence takes no time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec

P = ParamSpec("P")

_TURN_S, _TURNS = 0.01, 1000


class LeapingLoop(asyncio.SelectorEventLoop):
    """The usual loop; every timer on it believes the clock."""

    skipped = 0.0

    def time(self) -> float:
        """Seconds, with those that were skipped."""
        return super().time() + self.skipped


async def leap(seconds: float) -> None:
    """Put the clock forward once all is done that can be done, and let every timer act that is due then."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, LeapingLoop)
    await _turns()
    loop.skipped += seconds
    await _turns()


async def _turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def leaping(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run a test on such a loop, for about ten real seconds at most."""

    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=LeapingLoop) as runner:
            runner.run(_guarded(test(*args, **kwargs)))

    return run


async def _guarded(scenario: Coroutine[Any, Any, None]) -> None:
    running = asyncio.ensure_future(scenario)
    for _ in range(_TURNS):
        # A leap may cut a turn short; that is why turns are counted and no time is taken.
        done, _ = await asyncio.wait({running}, timeout=_TURN_S)
        if done:
            break
    else:
        running.cancel()
    await running
