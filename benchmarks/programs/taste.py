"""The dashboard's numbers over many picks, from records in memory."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import timedelta

from benchmarks.programs.channel import settings, tell
from benchmarks.texts import answer
from fusion_tui.cli.world import new_id, now
from fusion_tui.core.compose import new_comparison
from fusion_tui.core.models import Call, Member, Panel, Pick, Record, Reveal, Shown
from fusion_tui.core.taste.dashboard import dashboard
from fusion_tui.core.taste.measured import chars_of, measured
from fusion_tui.ui.collecting import IdleCollector

ARMS = 8
SEATS = (4, 8)
"""Answers on a ballot."""
TAGS = ("code", "prose", "design")


def picked(number: int, rng: random.Random, seats: int) -> Record:
    """One blind pick among some of eight members, the later ones better; its names are revealed."""
    chosen = rng.sample(range(ARMS), seats)
    members = tuple(Member("bench", str(seat), f"model {seat}") for seat in chosen)
    at = now() - timedelta(hours=number)
    comparison, ballot = new_comparison(
        f"Question {number}", (), Panel("all", members), blind=True, rng_seed=number, now=at, new_id=new_id
    )
    # As the store hands them to the dashboard: texts are counted when they come in.
    candidates = tuple(
        measured(replace(c, text=answer(rng.randrange(300, 2_000), number), status="complete", cost_usd=0.01))
        for c in comparison.candidates
    )
    comparison = replace(comparison, candidates=candidates)
    strength = [float(c.member.model) + 1 if c.member else 1 for c in candidates]
    best = rng.choices(comparison.letters, strength)[0]
    shown = tuple(Shown(c.letter, "complete", chars_of(c), c.style.words, 1, False) for c in candidates)
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
    return Record(comparison, (ballot,), calls, (pick,), (Reveal(comparison.id, at, "key"),))


def main(picks: int, times: int) -> None:
    """CPU of the whole dashboard, by answers on a ballot; full collections wait, as in the program."""
    IdleCollector(time.monotonic).start()
    spent: dict[str, list[float]] = {}
    for seats in SEATS:
        rng = random.Random(1)
        records = [picked(number, rng, seats) for number in range(picks)]
        for _ in range(times):
            used = time.process_time()
            found = dashboard(records, random.Random(1))
            spent.setdefault(str(seats), []).append(time.process_time() - used)
            assert found.n == picks and not found.early
    tell("result", **spent)


if __name__ == "__main__":
    main(**settings())
