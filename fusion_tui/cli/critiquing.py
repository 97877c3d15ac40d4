"""`fusion critique`: what the command line asks for, and what it would come to, before anything is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fusion_tui.cli.critique_round import carry
from fusion_tui.cli.sending import Limits, check, with_providers
from fusion_tui.cli.storing import open_store
from fusion_tui.cli.talk import Exit, out, say
from fusion_tui.cli.world import World, new_seed
from fusion_tui.config import panel_from_members
from fusion_tui.core import rules
from fusion_tui.core.budget import Estimate, with_most
from fusion_tui.core.critique import (
    Depth,
    Plan,
    Stance,
    Wish,
    consultations,
    cross_looks,
    default_targets,
    estimate,
    estimate_candidates,
    estimate_votes,
    every_target,
    hidden_among,
    jurors_of,
    plan,
    raised_in,
)
from fusion_tui.core.models import Member, Record
from fusion_tui.errors import UsageError


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line said."""

    reviewers: Sequence[str] = ()
    """`PROVIDER/MODEL`, or a letter of the comparison."""
    targets: Sequence[str] = ()
    """Letters, or `all`."""
    stance: Stance = "neutral"
    depth: Depth = "issues"
    vote: bool = False
    revise: bool = False
    as_json: bool = False
    limits: Limits = Limits()


def critique(world: World, identity: str, wanted: Wanted) -> Exit:
    """Plan a step, say what it comes to, and make it."""
    if wanted.depth != "issues" and (wanted.vote or wanted.revise):
        raise UsageError(f"--vote and --revise need issues; --depth {wanted.depth} gives none.")
    with open_store(world) as store:
        record = store.load(identity)
    if record.running_elsewhere:
        raise UsageError("Another program is still asking this; critique it there, or when it has ended.")
    world, reviewers = _reviewers(world, record, wanted.reviewers)
    wish = Wish(_targets(record, wanted), reviewers, wanted.stance, wanted.depth)
    made = plan(record, wish)
    for sentence in (*made.left_out, *made.notes):
        say(sentence)
    if not made.pairs:
        raise UsageError("There is nobody who could review that; --reviewer PROVIDER/MODEL names one.")
    later = [member for _, member in jurors_of(record)] if wanted.vote else []
    members = [*(pair.reviewer for pair in made.pairs), *later]
    world, seed = with_providers(world, members), new_seed()
    known = _estimate(world, record, made, seed)
    votes = _votes(world, record, made) if wanted.vote else None
    # While names are hidden, who is missing among those that review would tell whose text it is.
    members += hidden_among(record)
    check(
        world, record, members, _said(known, votes, wanted), with_most(known, votes).cost_usd, wanted.limits
    )
    if wanted.limits.dry_run:
        for pair in made.pairs:
            out(f"{pair.seat} on {pair.target}")
        return Exit.DONE
    return asyncio.run(carry(world, record, made, seed, wanted))


def _targets(record: Record, wanted: Wanted) -> tuple[str, ...]:
    comparison = record.comparison
    letters = [target.upper() for target in wanted.targets]
    if "ALL" in letters or not letters and wanted.depth == "cross-look":
        return every_target(comparison)
    for letter in letters:
        if why := rules.may_critique(comparison, letter):
            raise UsageError(why)
    targets = tuple(dict.fromkeys(letters)) or default_targets(record)
    if not targets:
        raise UsageError(
            "Nothing is picked yet: --target LETTER names what is reviewed, --target all reviews all."
        )
    return targets


def _reviewers(world: World, record: Record, named: Sequence[str]) -> tuple[World, tuple[Member, ...]]:
    """The members that are meant: those of this comparison by letter, others by provider and model."""
    comparison, found = record.comparison, list[Member]()
    for name in named:
        if name.upper() in comparison.letters:
            member = comparison.candidate(name.upper()).member
            if member is None:
                raise UsageError(f"{name.upper()} was not written by a model and reviews nothing.")
            found.append(member)
            continue
        config, panel = panel_from_members(world.config, [name])
        world, (outside,) = replace(world, config=config), panel.members
        seated = [c for c in comparison.candidates if c.member and _same_model(c.member, outside)]
        if seated and not record.revealed:
            # To say which letter it is would tell whose answer that is.
            raise UsageError(f"{name} has an answer here; while names are hidden, name it by its letter.")
        found.append(seated[0].member if seated and seated[0].member else outside)
    return world, tuple(found)


def _same_model(one: Member, other: Member) -> bool:
    return (one.provider, one.model) == (other.provider, other.model)


def _estimate(world: World, record: Record, made: Plan, seed: int) -> Estimate:
    prices, among = world.config.prices, hidden_among(record)
    if made.wish.depth == "cross-look":
        return estimate_candidates(cross_looks(record.comparison, made, seed), prices, among)
    return estimate(consultations(made, record.comparison, seed), made.wish.depth, prices, among)


def _votes(world: World, record: Record, made: Plan) -> Estimate:
    return estimate_votes(raised_in(record), made, world.config.prices, hidden_among(record))


def _said(known: Estimate, votes: Estimate | None, wanted: Wanted) -> str:
    parts = [f"{known.said}."]
    parts += [f"Votes: at most {votes.said}."] if votes and votes.calls else []
    parts += ["Revisions come on top."] if wanted.revise else []
    return " ".join(parts)
