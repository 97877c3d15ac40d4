"""The dashboard's numbers over many picks, from records in memory."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib import import_module

from benchmarks.programs.channel import settings, tell
from benchmarks.texts import answer
from fusion_tui.cli.world import new_id, now
from fusion_tui.core.compose import new_comparison
from fusion_tui.core.models import Call, Member, Panel, Pick, Record, Shown

ARMS = 8
SEATS = 4
TAGS = ("code", "prose", "design")


def picked(number: int, rng: random.Random) -> Record:
    """One blind pick among four of eight members, the later ones better."""
    seats = rng.sample(range(ARMS), SEATS)
    members = tuple(Member("bench", str(seat), f"model {seat}") for seat in seats)
    at = now() - timedelta(hours=number)
    comparison, ballot = new_comparison(
        f"Question {number}", (), Panel("all", members), blind=True, rng_seed=number, now=at, new_id=new_id
    )
    candidates = tuple(
        replace(c, text=answer(rng.randrange(300, 2_000), number), status="complete", cost_usd=0.01)
        for c in comparison.candidates
    )
    comparison = replace(comparison, candidates=candidates)
    strength = [float(c.member.model) + 1 if c.member else 1 for c in candidates]
    best = rng.choices(comparison.letters, strength)[0]
    shown = tuple(Shown(c.letter, "complete", len(c.text), len(c.text.split()), 1, False) for c in candidates)
    pick = Pick(
        id=new_id(),
        ballot_id=ballot.id,
        comparison_id=comparison.id,
        created_at=at,
        outcome="best",
        ranking=((best,),),
        offered=("best", "tie", "none", "skip"),
        order=ballot.order,
        shown=shown,
        finish_order=ballot.order,
        blind=True,
        seen_verdict=False,
        seen_critique=False,
        still_writing=0,
        seconds=20.0,
        tags=(rng.choice(TAGS),),
    )
    calls = tuple(
        Call(new_id(), "member", c.letter, c.name, "bench", c.member.model, at, "complete", cost_usd=0.01)
        for c in candidates
        if c.member
    )
    return Record(comparison, (ballot,), calls, (pick,))


def main(picks: int, times: int) -> None:
    """CPU of the board, with and without a tag, and of the person's habits."""
    rng = random.Random(1)
    records = [picked(number, rng) for number in range(picks)]
    board = import_module("fusion_tui.core.taste.questions.leaderboard").leaderboard
    habits = import_module("fusion_tui.core.taste.questions.habits").habits
    asked: dict[str, Callable[[], object]] = {
        "board": lambda: board(records, random.Random(1)),
        "tag": lambda: board(records, random.Random(1), tag=TAGS[0]),
        "habits": lambda: habits(records),
    }
    spent: dict[str, list[float]] = {what: [] for what in asked}
    for _ in range(times):
        for what, ask in asked.items():
            used = time.process_time()
            ask()
            spent[what].append(time.process_time() - used)
    tell("result", **spent)


if __name__ == "__main__":
    main(**settings())
