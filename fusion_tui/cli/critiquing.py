"""`fusion critique`: what the command line asks for, and what it would come to, before anything is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fusion_tui.cli import rounds, wiring
from fusion_tui.cli.storing import open_store, spent_this_month
from fusion_tui.cli.talk import Exit, out, say
from fusion_tui.cli.world import World, new_seed
from fusion_tui.config import hosts, panel_from_members
from fusion_tui.core import rules
from fusion_tui.core.budget import Estimate, over_budget
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
    every_target,
    hidden_among,
    plan,
)
from fusion_tui.core.models import Member, Panel, Record
from fusion_tui.core.secrets import looks_secret
from fusion_tui.errors import ConfigError, UsageError


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
    dry_run: bool = False
    as_json: bool = False
    local: bool = False
    over_budget: bool = False
    send_secrets: bool = False


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
    for sentence in made.left_out:
        say(sentence)
    if not made.pairs:
        raise UsageError("There is nobody who could review that; --reviewer PROVIDER/MODEL names one.")
    world = _with_providers(world, made)
    seed = new_seed()
    _check(world, record, wanted, made, _estimate(world, record, made, seed))
    if wanted.dry_run:
        for pair in made.pairs:
            out(f"{pair.seat} on {pair.target}")
        return Exit.DONE
    return asyncio.run(rounds.carry(world, record, made, seed, wanted))


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


def _with_providers(world: World, made: Plan) -> World:
    """The providers that the comparison was asked with, also where no panel of today names them."""
    if not world.config.panels:
        world = asyncio.run(wiring.with_offer(world))
    for pair in made.pairs:
        if pair.reviewer.provider not in world.config.providers:
            try:
                config, _ = panel_from_members(
                    world.config, [f"{pair.reviewer.provider}/{pair.reviewer.model}"]
                )
            except ConfigError:
                # The call itself says what is missing; the other reviewers are not held up by it.
                continue
            world = replace(world, config=config)
    return world


def _estimate(world: World, record: Record, made: Plan, seed: int) -> Estimate:
    prices, among = world.config.prices, hidden_among(record)
    if made.wish.depth == "cross-look":
        return estimate_candidates(cross_looks(record.comparison, made, seed), prices, among)
    return estimate(consultations(made, record.comparison, seed), made.wish.depth, prices, among)


def _check(world: World, record: Record, wanted: Wanted, made: Plan, known: Estimate) -> None:
    """Say what it comes to and where it goes; what may not be sent is refused before anything is."""
    # While names are hidden, who is missing among those that review would tell whose text it is.
    members = (*(pair.reviewer for pair in made.pairs), *hidden_among(record))
    if wanted.local:
        wiring.refuse_remote(world.config, Panel("reviewers", tuple(m for m in members if _known(world, m))))
    documents = record.comparison.documents
    secret = [why for d in documents if (why := looks_secret(d.name, d.text))]
    if secret and not wanted.send_secrets:
        raise UsageError(f"Not sent: {'; '.join(secret)}. --send-secrets sends it all the same.")
    say(_said(known, wanted))
    budget = world.config.budget
    if not wanted.over_budget and (budget.per_run is not None or budget.per_month is not None):
        spent = spent_this_month(world)
        limits = {"per_run": budget.per_run, "per_month": budget.per_month}
        if problem := over_budget(known.cost_usd, spent, **limits):
            raise UsageError(f"{problem} --over-budget asks all the same.")
    if where := " and ".join(hosts(world.config, members)):
        sent = "Would send" if wanted.dry_run else "Sending"
        say(f"{sent} the question, its documents and answers to {where}.")


def _known(world: World, member: Member) -> bool:
    return member.provider in world.config.providers


def _said(known: Estimate, wanted: Wanted) -> str:
    more = [word for word, on in (("votes", wanted.vote), ("revisions", wanted.revise)) if on]
    after = f"; {' and '.join(more)} come on top" if more else ""
    return f"{known.said}{after}."
