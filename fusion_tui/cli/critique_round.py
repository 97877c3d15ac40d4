"""A critique round without a screen: reviews, then votes, then revisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fusion_tui.cli.rounds import Round, under_way
from fusion_tui.cli.talk import Exit, out, out_json, say
from fusion_tui.cli.world import World, new_seed
from fusion_tui.core import rules
from fusion_tui.core.critique import (
    Plan,
    Threshold,
    accepted_of_target,
    ballots,
    consultations,
    cross_looks,
    raised_in,
    revisions,
    unvoted,
)
from fusion_tui.core.export.rounds import critique_object, critique_text, later_text
from fusion_tui.core.models import Record
from fusion_tui.engine.critique import critique, vote

if TYPE_CHECKING:
    from fusion_tui.cli.critiquing import Wanted


async def carry(world: World, record: Record, made: Plan, seed: int, wanted: Wanted) -> Exit:
    """Make the calls of a plan, with votes and revisions where they are wanted, and print what came."""
    async with under_way(world, record) as round_:
        await _go(round_, made, seed, wanted)
    _print(round_, made, wanted)
    return round_.code()


async def _go(round_: Round, made: Plan, seed: int, wanted: Wanted) -> None:
    """The step, then votes, then revisions; each on what the one before has brought."""
    comparison = round_.record.comparison
    if made.wish.depth == "cross-look":
        await round_.write(cross_looks(comparison, made, seed))
        return
    went = await critique(round_.ask, consultations(made, comparison, seed))
    targets = tuple(dict.fromkeys(pair.target for pair in made.pairs))
    if wanted.vote and not round_.interrupted:
        raised = raised_in(round_.record)
        for sentence in unvoted(raised, targets):
            say(sentence)
        went += await vote(round_.ask, ballots(raised, targets, new_seed()))
    round_.unread = sum(not one.read and one.done.reply is not None for one in went)
    if wanted.revise and not round_.interrupted:
        await _revise(round_, targets, Threshold() if wanted.vote else None)


async def _revise(round_: Round, targets: Sequence[str], suggested: Threshold | None) -> None:
    """Against what the person accepted; where they have not decided, what votes suggest stands in."""
    raised = raised_in(round_.record)
    accepted = {}
    for target in targets:
        if why := rules.may_revise(raised, target, suggested=suggested):
            say(f"Not revised: {why}")
        else:
            accepted[target] = accepted_of_target(raised, target, suggested)
    await round_.write(revisions(round_.record.comparison, accepted, new_seed()))


def _print(round_: Round, made: Plan, wanted: Wanted) -> None:
    raised = raised_in(round_.record)
    targets = dict.fromkeys(pair.target for pair in made.pairs)
    if wanted.as_json:
        out_json(critique_object(raised, made.left_out), indent=2)
    else:
        parts = [critique_text(raised, target) for target in targets if target in raised.targets]
        out("\n".join([*parts, *(later_text(raised, letter) for letter in round_.written)]), end="")
