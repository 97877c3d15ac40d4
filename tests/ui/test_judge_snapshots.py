"""What judges, merges and retests look like in the smallest window that is full and in a large one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from fusion_tui.ui.app import FusionApp
from fusion_tui.ui.screens.retest import RetestScreen
from fusion_tui.ui.services import Services
from tests.helpers.fakes import panel
from tests.helpers.programs import arena, asking
from tests.helpers.rounds import Part, rounds_for
from tests.helpers.waiting import screen_text, steady, until
from tests.ui.test_judge import asks, verdict
from tests.ui.test_merge import drafts, merging, without_models
from tests.ui.test_snapshots import one_python, settled

SnapCompare = Callable[..., bool]
SIZES = pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=["80x24", "160x45"])
QUESTION = "Which database for one writer and many readers?"
TEXTS = (
    "# Postgres\n\nUse Postgres. It costs $420 a month and everybody on the team knows it.",
    "# SQLite\n\nUse SQLite with one writer. Readers never wait, and a backup is one file.",
    "# Files\n\nUse plain files. What is written once needs no database.",
)

__all__ = ["one_python"]


def services_of(folder: Path, texts: tuple[str, ...] = TEXTS, **contexts: int) -> Services:
    """So many members, two judges from outside, and a clock that stands still."""
    names = [f"member-{place}" for place in range(len(texts))]
    judges = {"gemini-pro": Part("", synthesis="Use SQLite, copied nightly."), "kimi-k2": Part("")}
    seats = replace(panel(*names), judge=panel(*judges).members)
    parts = {**dict(zip(names, map(Part, texts), strict=True)), **judges}
    services, _ = rounds_for(folder, parts, panels=[seats], clock=lambda: 100.0)
    return replace(services, config=replace(services.config, contexts=contexts))


def eight(folder: Path, **contexts: int) -> Services:
    return services_of(
        folder, tuple(f"{TEXTS[n % 3]} Version {n}. {'More of it. ' * 40}" for n in range(8)), **contexts
    )


@pytest.fixture
def drawn(snap_compare: SnapCompare, size: tuple[int, int]) -> Iterator[Callable[..., bool]]:
    """Compares a picture once `act` has run over settled answers."""

    def draw(services: Services, act: Callable[[Pilot[Any]], Any]) -> bool:
        async def run(pilot: Pilot[Any]) -> None:
            await settled(pilot)
            await act(pilot)
            await steady(pilot)

        start = asking(services, QUESTION)
        return snap_compare(FusionApp(services, start), terminal_size=size, run_before=run)

    yield draw


@SIZES
def test_asking_a_judge_about_eight_answers(drawn: Callable[..., bool], tmp_path: Path) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        await pilot.press("f")
        await until(pilot, lambda: " out, " in screen_text(pilot))

    assert drawn(eight(tmp_path), act)


@pytest.mark.parametrize("size", [(80, 24)], ids=["80x24"])
def test_ways_out_where_eight_answers_may_not_fit(drawn: Callable[..., bool], tmp_path: Path) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        await pilot.press("f")
        await until(pilot, lambda: "It may not fit" in screen_text(pilot))

    assert drawn(eight(tmp_path, **{"gemini-pro": 2500, "kimi-k2": 131_072}), act)


@SIZES
def test_what_a_judge_compared(drawn: Callable[..., bool], tmp_path: Path) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        await verdict(pilot)
        await until(pilot, lambda: "all store data" in screen_text(pilot))
        await pilot.press("j")

    assert drawn(services_of(tmp_path), act)


@SIZES
def test_what_a_judge_ranked_beside_the_pick(drawn: Callable[..., bool], tmp_path: Path) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        await pilot.press("2", "p")
        await verdict(pilot, "r")
        await until(pilot, lambda: "stands first in both orders" in screen_text(pilot))

    assert drawn(services_of(tmp_path), act)


@SIZES
def test_a_synthesis_on_a_retest(drawn: Callable[..., bool], tmp_path: Path) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        await asks(pilot, "s")
        await until(pilot, lambda: len(arena(pilot).comparison.letters) == 4)
        await settled(pilot)
        await pilot.press("B")
        await until(pilot, lambda: isinstance(pilot.app.screen, RetestScreen))

    assert drawn(services_of(tmp_path), act)


@SIZES
def test_merging_two_drafts(snap_compare: SnapCompare, tmp_path: Path, size: tuple[int, int]) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        await merging(pilot)
        await pilot.press("2")
        await steady(pilot)

    services = without_models(tmp_path)
    assert snap_compare(FusionApp(services, drafts(services)), terminal_size=size, run_before=act)
