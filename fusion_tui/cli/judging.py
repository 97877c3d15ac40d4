"""`fusion judge` and `fusion synth`: what the command line asks of a judge, carried without a screen."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fusion_tui.cli.recipes import find_recipe
from fusion_tui.cli.rounds import Round, under_way
from fusion_tui.cli.sending import Limits, check, with_providers
from fusion_tui.cli.storing import open_store
from fusion_tui.cli.talk import Exit, out, out_json, say
from fusion_tui.cli.world import World, new_seed
from fusion_tui.config import panel_from_members
from fusion_tui.core.budget import Estimate
from fusion_tui.core.events import Consultation
from fusion_tui.core.export.verdicts import sources_text, syntheses_object, verdict_text, verdicts_object
from fusion_tui.core.judging import (
    Judge,
    Recipe,
    Step,
    Ticked,
    Verdict,
    Way,
    Wish,
    choices,
    consultations,
    default_inputs,
    estimate,
    fit,
    judge_of,
    judges_of,
    named_judges,
    synthesis_of,
    verdicts_of,
    waiting,
    why_not,
    with_fallbacks,
)
from fusion_tui.core.models import Candidate, Record
from fusion_tui.engine.judging import Write, synthesise
from fusion_tui.engine.judging import judge as ask_judges
from fusion_tui.errors import UsageError


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line said."""

    step: Step
    way: Way = "fuse"
    inputs: Sequence[str] = ()
    judges: Sequence[str] = ()
    """`PROVIDER/MODEL`."""
    every: bool = False
    recipe: str = ""
    points: Sequence[int] | None = None
    """Numbers of the points that a guided synthesis takes; `None` asks for the points."""
    as_json: bool = False
    limits: Limits = Limits()


def judge(world: World, identity: str, wanted: Wanted) -> Exit:
    """Plan a step, say what it comes to, make it, and print what came."""
    with open_store(world) as store:
        record = store.load(identity)
    if record.running_elsewhere:
        raise UsageError("Another program is still asking this; judge it there, or when it has ended.")
    ticked = _ticked(record, wanted)
    world, judges = _judges(world, record, wanted.judges, ticked[0] if ticked else None)
    wish = _wish(world, record, judges, wanted, ticked)
    if live := waiting(record.comparison):
        say(f"{', '.join(live)} have not ended; what is ready is used.")
    world = with_providers(world, [one.member for one in wish.judges])
    seed = new_seed()
    _check(world, record, wish, wanted, ticked, seed)
    if wanted.limits.dry_run:
        return Exit.DONE
    return asyncio.run(_carry(world, record, wish, (wanted, ticked), seed))


def _judges(
    world: World, record: Record, named: Sequence[str], points: Verdict | None
) -> tuple[World, tuple[Judge, ...]]:
    """The ones that are named, in that order as fallbacks; else who found the points; else the usual ones."""
    comparison, panels = record.comparison, world.config.panels
    if named:
        config, panel = panel_from_members(world.config, named)
        return replace(world, config=config), tuple(judge_of(comparison, m) for m in panel.members)
    own = None if comparison.demo else panels.get(comparison.panel)
    if points and (member := points.replies[0].member):
        return world, with_fallbacks(judge_of(comparison, member), named_judges(comparison, own))
    seats = [m for panel in panels.values() for m in (*panel.judge, *panel.members)]
    return world, judges_of(record, own, [] if comparison.demo else seats)


def _ticked(record: Record, wanted: Wanted) -> tuple[Verdict, tuple[Ticked, ...]] | None:
    """The points that were asked for before, with what is wanted of them."""
    if wanted.step != "points" or wanted.points is None:
        return None
    newest = next((v for v in reversed(verdicts_of(record)) if v.points), None)
    if newest is None or newest.points is None:
        raise UsageError("There are no points yet: `fusion synth ID --guided` asks for them first.")
    points = newest.points.points
    if wrong := [n for n in wanted.points if not 1 <= n <= len(points)]:
        raise UsageError(f"--want {wrong[0]}: the points are 1 to {len(points)}.")
    return newest, tuple(Ticked(p, n in wanted.points) for n, p in enumerate(points, start=1))


def _wish(
    world: World,
    record: Record,
    judges: tuple[Judge, ...],
    wanted: Wanted,
    ticked: tuple[Verdict, tuple[Ticked, ...]] | None,
) -> Wish:
    step: Step = "synthesis" if ticked else wanted.step
    letters = tuple(dict.fromkeys(letter.upper() for letter in wanted.inputs))
    usual = ticked[0].letters if ticked else default_inputs(record.comparison, step)
    usual_recipe = ticked[0].recipe if ticked else Recipe()
    recipe = find_recipe(world, wanted.recipe) if wanted.recipe else usual_recipe
    wish = Wish(step, letters or usual, judges, wanted.every, recipe)
    if why := why_not(record.comparison, wish):
        raise UsageError(why)
    return wish


def _check(
    world: World,
    record: Record,
    wish: Wish,
    wanted: Wanted,
    ticked: tuple[Verdict, tuple[Ticked, ...]] | None,
    seed: int,
) -> None:
    comparison, config = record.comparison, world.config
    calls: list[Consultation | Candidate] = []
    if wish.step == "synthesis":
        calls.append(_synthesis(record, wish, wanted, ticked, seed))
    else:
        asked = consultations(comparison, wish, seed)
        calls += [call for each in (asked if wish.every else asked[:1]) for call in each]
    known: Estimate = estimate(comparison, wish, calls, config.prices)
    first = wish.judges[0]
    flag = f" ({first.flag})" if first.flag else ""
    others = [] if wish.every else [one.member.name for one in wish.judges[1:]]
    after = f", or {' or '.join(others)} where it fails" if others else ""
    check(
        world,
        record,
        [one.member for one in wish.judges],
        f"{first.member.name}{flag} judges{after}. {known.said}.",
        known.cost_usd,
        wanted.limits,
    )
    ways = choices(comparison, wish, fit(comparison, wish, calls, config.contexts), config.contexts)
    if ways and not wanted.limits.over_context:
        said = " ".join(f"{way.says}" for way in ways if way.kind != "all the same")
        raise UsageError(
            f"It may not fit what the judge can read. {said} --over-context sends it all the same."
        )


def _synthesis(
    record: Record,
    wish: Wish,
    wanted: Wanted,
    ticked: tuple[Verdict, tuple[Ticked, ...]] | None,
    seed: int,
) -> Candidate:
    way: Way = "guided" if ticked else wanted.way
    return synthesis_of(record.comparison, wish, way, seed, ticked[1] if ticked else ())


async def _carry(
    world: World,
    record: Record,
    wish: Wish,
    told: tuple[Wanted, tuple[Verdict, tuple[Ticked, ...]] | None],
    seed: int,
) -> Exit:
    wanted, ticked = told
    before = len(verdicts_of(record))
    async with under_way(world, record) as round_:
        if wish.step == "synthesis":
            await synthesise(_writer(round_, wanted, ticked, seed), wish)
        else:
            calls = consultations(record.comparison, wish, seed)
            went = await ask_judges(round_.ask, calls, every=wish.every)
            read = any(one.read for one in went)
            round_.unread = 0 if read else sum(one.done.reply is not None for one in went)
    _print(round_, wanted, before)
    return round_.code()


def _writer(
    round_: Round, wanted: Wanted, ticked: tuple[Verdict, tuple[Ticked, ...]] | None, seed: int
) -> Write:
    async def write(wish: Wish) -> Candidate:
        candidate = _synthesis(round_.record, wish, wanted, ticked, seed)
        await round_.write((candidate,))
        return round_.record.comparison.candidate(candidate.letter)

    return write


def _print(round_: Round, wanted: Wanted, before: int) -> None:
    record = round_.record
    if wanted.as_json:
        letters = set(round_.written)
        out_json(
            {
                "id": record.comparison.id,
                "verdicts": verdicts_object(record)[before:],
                "syntheses": [one for one in syntheses_object(record) if one["letter"] in letters],
            },
            indent=2,
        )
        return
    for verdict in verdicts_of(record)[before:]:
        out(verdict_text(record, verdict), end="")
    for letter in round_.written:
        candidate = record.comparison.candidate(letter)
        if candidate.pickable:
            out(f"{candidate.text.rstrip()}\n\n{sources_text(record, letter)}", end="")
