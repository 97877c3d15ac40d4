"""Critique rounds that the program carries: a screen starts them, and they go on when it is left."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from fusion_tui.config.schema import Config
from fusion_tui.core.critique import Plan, ballots, consultations, cross_looks, raised_in
from fusion_tui.core.events import Consultation
from fusion_tui.core.models import Member, Record
from fusion_tui.engine import critique as engine
from fusion_tui.ui.messages import RoundEnded
from fusion_tui.ui.running import RunningApp
from fusion_tui.ui.runs import Run


def outside(config: Config, record: Record) -> tuple[Member, ...]:
    """Members of all panels that have no answer here, each model once; the demo is left alone."""
    if record.comparison.demo:
        return ()
    here = {(c.member.provider, c.member.model) for c in record.comparison.candidates if c.member}
    found: dict[tuple[str, str], Member] = {}
    for member in (m for panel in config.panels.values() for m in panel.members):
        if (member.provider, member.model) not in here:
            found.setdefault((member.provider, member.model), member)
    return tuple(found.values())


def writers(config: Config, record: Record) -> tuple[tuple[str, Member], ...]:
    """Who could write a revision: members that answered, by letter, then those from outside, by name."""
    answered = [c for c in record.comparison.candidates if c.kind == "answer" and c.status != "failed"]
    own = [(c.letter, c.member) for c in answered if c.member]
    return (*own, *((member.name, member) for member in outside(config, record)))


def now_of(run: Run, record: Record) -> Record:
    """A record with what has come since."""
    return replace(record, comparison=run.comparison, replies=tuple(run.replies))


async def begin(app: RunningApp, record: Record, made: Plan, votes: bool) -> Run:
    """Ask reviewers as planned, then jurors where wanted; raises `StoreError`, and then asks nobody."""
    seed = app.services.new_seed()
    if made.wish.depth == "cross-look":
        looks = await asyncio.to_thread(cross_looks, record.comparison, made, seed)
        return await app.add_candidates(record, looks)
    run = app.run_of(record)
    app.work_on(run, _critique(app, run, record, made, votes))
    return run


async def _critique(app: RunningApp, run: Run, record: Record, made: Plan, votes: bool) -> None:
    seed = app.services.new_seed()
    calls = await asyncio.to_thread(consultations, made, record.comparison, seed)
    went = await engine.critique(partial(run.consult, app.services.engine), calls)
    if votes:
        went += await _vote(app, run, record, tuple(dict.fromkeys(pair.target for pair in made.pairs)))
    app.post_message(RoundEnded(record.comparison.id, went))


def ask_jurors(app: RunningApp, record: Record, asked: Sequence[Consultation]) -> Run:
    """Have these jurors vote."""
    run = app.run_of(record)

    async def go() -> None:
        went = await engine.vote(partial(run.consult, app.services.engine), asked)
        app.post_message(RoundEnded(record.comparison.id, went))

    app.work_on(run, go())
    return run


async def _vote(app: RunningApp, run: Run, record: Record, targets: Sequence[str]) -> tuple[engine.Went, ...]:
    now, seed = now_of(run, record), app.services.new_seed()
    asked = await asyncio.to_thread(lambda: ballots(raised_in(now), targets, seed))
    return await engine.vote(partial(run.consult, app.services.engine), asked)


def ask_evidence(app: RunningApp, record: Record, asked: Consultation) -> Run:
    """Have a reviewer show a disputed point."""
    run = app.run_of(record)

    async def go() -> None:
        went = await engine.dispute(partial(run.consult, app.services.engine), asked)
        app.post_message(RoundEnded(record.comparison.id, (went,)))

    app.work_on(run, go())
    return run
