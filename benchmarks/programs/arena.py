"""The arena while answers stream in at a pace: how much CPU a token costs, and how long the loop is busy.

Text arrives fast until each answer has its size, then at the pace that is measured.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.cells import cell_len

from benchmarks.programs.channel import Stalls, pace, peak_mb, settings, tell, until
from benchmarks.programs.setting import all_drawn, arena_of, asked, run_with, services_in
from benchmarks.texts import MORE, TOKEN, answer, arrived
from fusion_tui.core.events import EmitItem, Request, TextDelta
from fusion_tui.ui.app import FusionApp
from fusion_tui.ui.services import StartAsk
from fusion_tui.ui.widgets.answer_view import AnswerView

PIECE = 4_000
"""Characters that arrive at a time before the pace begins."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is streamed, and for how long."""

    chars: int
    """Of every answer before the pace begins."""
    seconds: float
    rate: float = 100
    """Tokens a second and answer."""
    panes: int = 8
    world: bool = False
    """In many scripts."""
    stalls: bool = False
    """Whether the loop is sampled, which costs a little itself."""


class PacedProvider:
    """Answers every model: fast up to a size, then at a pace, without an end."""

    name = group = "bench"
    concurrency = 8

    def __init__(self, plan: Plan) -> None:
        """Nothing was sent yet."""
        self.plan = plan
        self.sent = 0
        self.ready = 0
        """Answers that have their size."""
        self.go = asyncio.Event()

    async def stream(self, request: Request, emit: EmitItem) -> None:
        """Send the text of one model."""
        plan, seat = self.plan, int(request.model)
        text = arrived(plan.chars, seat, world=plan.world)
        for start in range(0, len(text), PIECE):
            await emit(TextDelta(text[start : start + PIECE]))
            await asyncio.sleep(0.25 if plan.chars > PIECE else 0)
        self.ready += 1
        await self.go.wait()
        more = answer(int((plan.seconds + 60) * plan.rate) * TOKEN, MORE + seat, world=plan.world)
        place = 0

        async def send() -> None:
            nonlocal place
            await emit(TextDelta(more[place : place + TOKEN]))
            place += TOKEN
            self.sent += 1

        await pace(plan.rate, seat / plan.panes, send)


async def main(plan: Plan) -> None:
    """Measure one plan."""
    provider = PacedProvider(plan)
    with tempfile.TemporaryDirectory() as folder:

        async def measure(app: FusionApp) -> None:
            arena = await arena_of(app)
            await until(lambda: provider.ready == plan.panes)
            await all_drawn(arena)
            provider.go.set()
            await asyncio.sleep(1.5)
            tell("ready")
            sent, used, began = provider.sent, time.process_time(), time.perf_counter()
            stalls = Stalls()
            await (stalls.watch(plan.seconds) if plan.stalls else asyncio.sleep(plan.seconds))
            tell(
                "result",
                tokens=provider.sent - sent,
                cpu=time.process_time() - used,
                wall=time.perf_counter() - began,
                stalls=stalls.wall,
                busy=stalls.cpu,
                peak_mb=peak_mb(),
                drifted=sum(map(drifted, arena.query(AnswerView))),
            )

        services = services_in(Path(folder), provider)
        await run_with(services, StartAsk(*asked(plan.panes)), measure)


def drifted(view: AnswerView) -> int:
    """Lines in view that are not as wide as their pane, counted by their text."""
    strips = view.render_lines(view.size.region)
    return sum(cell_len(strip.text) != view.size.width for strip in strips)


if __name__ == "__main__":
    asyncio.run(main(Plan(**settings())))
