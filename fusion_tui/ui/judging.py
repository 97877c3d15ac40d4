"""A judge's steps that the program carries: a screen starts them, and they go on when it is left."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from fusion_tui.config.schema import Config
from fusion_tui.core.judging import (
    Judge,
    Ticked,
    Way,
    Wish,
    consultations,
    judge_of,
    judges_of,
    named_judges,
    synthesis_of,
)
from fusion_tui.core.models import Candidate, Panel, Record
from fusion_tui.engine.judging import judge as ask_judges
from fusion_tui.engine.judging import synthesise as write_synthesis
from fusion_tui.errors import StoreError
from fusion_tui.ui.messages import RoundEnded
from fusion_tui.ui.running import RunningApp
from fusion_tui.ui.runs import Run


def judges(config: Config, record: Record) -> tuple[Judge, ...]:
    """Who may judge: the usual ones in order, then everybody else that is configured or has answered."""
    comparison = record.comparison
    configured = [m for panel in config.panels.values() for m in (*panel.judge, *panel.members)]
    seats = [] if comparison.demo else configured
    own = sorted((c.member for c in comparison.candidates if c.member), key=lambda member: member.name)
    found = list(judges_of(record, _panel(config, record), seats))
    # Those from outside before those that are partial.
    rest = [judge_of(comparison, member) for member in (*seats, *own)]
    for judge in sorted(rest, key=lambda judge: bool(judge.ties)):
        member = judge.member
        if all((j.member.provider, j.member.model) != (member.provider, member.model) for j in found):
            found.append(judge)
    return tuple(found)


def fallbacks(config: Config, record: Record) -> tuple[Judge, ...]:
    """Who is asked where the chosen judge fails."""
    return named_judges(record.comparison, _panel(config, record))


def _panel(config: Config, record: Record) -> Panel | None:
    return None if record.comparison.demo else config.panels.get(record.comparison.panel)


def ask(app: RunningApp, record: Record, wish: Wish) -> Run:
    """Have a judge compare, rank, or find points; its verdict is read from what is stored."""
    run = app.run_of(record)
    seed = app.services.new_seed()

    async def go() -> None:
        calls = await asyncio.to_thread(consultations, record.comparison, wish, seed)
        await ask_judges(partial(run.consult, app.services.engine), calls, every=wish.every)
        app.post_message(RoundEnded(record.comparison.id))

    app.work_on(run, go())
    return run


async def synthesise(
    app: RunningApp, record: Record, wish: Wish, way: Way, points: Sequence[Ticked] = ()
) -> Run:
    """Have a judge write one more candidate, and the next judge another where it leaves no text.

    Raises `StoreError`; then nobody is asked.
    """

    async def added(wish: Wish) -> tuple[Run, str]:
        run = app.run_of(record)
        now = replace(record, comparison=run.comparison, ballots=(*record.ballots, run.ballot))
        seed = app.services.new_seed()
        candidate = await asyncio.to_thread(synthesis_of, now.comparison, wish, way, seed, points)
        return await app.add_candidates(now, (candidate,)), candidate.letter

    run, first = await added(wish)

    async def write(wish_now: Wish) -> Candidate:
        letter = first if wish_now == wish else (await added(wish_now))[1]
        return await run.ended(letter)

    async def go() -> None:
        try:
            await write_synthesis(write, wish)
        except StoreError as problem:
            run.recorder.failed = problem

    app.work_on(run, go())
    return run
