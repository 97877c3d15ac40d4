"""What a step of a round comes to and where it goes, said before anything is sent; some is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from fusion_tui.cli import wiring
from fusion_tui.cli.storing import spent_this_month
from fusion_tui.cli.talk import say
from fusion_tui.cli.world import World
from fusion_tui.config import hosts, panel_from_members
from fusion_tui.core.budget import over_budget
from fusion_tui.core.models import Member, Panel, Record
from fusion_tui.core.secrets import looks_secret
from fusion_tui.errors import ConfigError, UsageError


@dataclass(frozen=True, slots=True)
class Limits:
    """What the command line allows."""

    dry_run: bool = False
    local: bool = False
    over_budget: bool = False
    send_secrets: bool = False
    over_context: bool = False


def with_providers(world: World, members: Iterable[Member]) -> World:
    """The providers that the comparison was asked with, also where no panel of today names them."""
    if not world.config.panels:
        world = asyncio.run(wiring.with_offer(world))
    for member in members:
        if member.provider not in world.config.providers:
            try:
                config, _ = panel_from_members(world.config, [f"{member.provider}/{member.model}"])
            except ConfigError:
                # The call itself says what is missing; the others are not held up by it.
                continue
            world = replace(world, config=config)
    return world


def check(
    world: World, record: Record, members: Sequence[Member], said: str, cost: float | None, limits: Limits
) -> None:
    """Say what it comes to and which hosts get it; raises `UsageError` for what may not be sent."""
    if limits.local:
        known = tuple(member for member in members if member.provider in world.config.providers)
        wiring.refuse_remote(world.config, Panel("those that are asked", known))
    secret = [why for d in record.comparison.documents if (why := looks_secret(d.name, d.text))]
    if secret and not limits.send_secrets:
        raise UsageError(f"Not sent: {'; '.join(secret)}. --send-secrets sends it all the same.")
    say(said)
    budget = world.config.budget
    if not limits.over_budget and (budget.per_run is not None or budget.per_month is not None):
        spent = spent_this_month(world)
        if problem := over_budget(cost, spent, per_run=budget.per_run, per_month=budget.per_month):
            raise UsageError(f"{problem} --over-budget asks all the same.")
    if where := " and ".join(hosts(world.config, members)):
        sent = "Would send" if limits.dry_run else "Sending"
        say(f"{sent} the question, its documents and answers to {where}.")
