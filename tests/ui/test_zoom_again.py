"""Stories of people who zoom once: long answers are zoomed the next time, and only then."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from fusion_tui.store import Store
from fusion_tui.ui.services import Services, StartOpen
from tests.helpers.fakes import NOW, Step, answer
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import until


def words_of(name: str, paragraphs: int) -> str:
    return "\n\n".join(f"Paragraph {n} of {name}." for n in range(paragraphs))


def long_services(folder: Path, **changes: list[Step]) -> Services:
    scripts: dict[str, list[Step]] = {name: [*answer(words_of(name, 60))] for name in ("one", "two", "three")}
    return services_for(folder, scripts | changes)


def done(pilot: Pilot[Any]) -> bool:
    return not arena(pilot).comparison.live


def zooms(folder: Path) -> str | None:
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        return store.recall("zoom:3x2")


def remember(folder: Path) -> None:
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        store.remember("zoom:3x2", "long")


async def zoomed_once(folder: Path) -> str:
    """Ask, zoom, look at all of them again; returns which comparison it was."""
    services = long_services(folder)
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: done(pilot))
        assert not arena(pilot).grid.zoomed
        await pilot.press("z")
        assert arena(pilot).grid.zoomed
        await until(pilot, lambda: zooms(folder) == "long")
        await pilot.press("escape")
        assert not arena(pilot).grid.zoomed
        return arena(pilot).comparison.id


async def test_long_answers_are_zoomed_when_they_are_opened_again(tmp_path: Path) -> None:
    opened = await zoomed_once(tmp_path)
    async with running(long_services(tmp_path), StartOpen(opened)) as pilot:
        await until(pilot, lambda: arena(pilot).grid.zoomed)
        assert "zoomed as before" in arena(pilot).status and "z shows all" in arena(pilot).status
        await pilot.press("z")
        assert len(arena(pilot).grid.visible_panes) == 3


async def test_new_answers_are_zoomed_once_all_have_come(tmp_path: Path) -> None:
    remember(tmp_path)
    gate = asyncio.Event()
    services = long_services(tmp_path, one=[gate.wait, *answer(words_of("one", 60))])
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: sum(not c.live for c in arena(pilot).comparison.candidates) == 2)
        assert not arena(pilot).grid.zoomed, "nothing moves while answers come"
        gate.set()
        await until(pilot, lambda: arena(pilot).grid.zoomed)


async def test_who_has_begun_to_read_is_left_where_they_are(tmp_path: Path) -> None:
    remember(tmp_path)
    gate = asyncio.Event()
    services = long_services(tmp_path, one=[gate.wait, *answer(words_of("one", 60))])
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: sum(not c.live for c in arena(pilot).comparison.candidates) == 2)
        await pilot.press("2")
        gate.set()
        await until(pilot, lambda: done(pilot))
        await pilot.pause()
        assert not arena(pilot).grid.zoomed


async def test_short_answers_stay_side_by_side(tmp_path: Path) -> None:
    remember(tmp_path)
    services = services_for(tmp_path, {name: answer(f"short {name}") for name in ("one", "two", "three")})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: done(pilot))
        await pilot.pause()
        assert not arena(pilot).grid.zoomed


async def test_who_chooses_a_layout_is_not_zoomed_any_more(tmp_path: Path) -> None:
    opened = await zoomed_once(tmp_path)
    async with running(long_services(tmp_path), StartOpen(opened)) as pilot:
        await until(pilot, lambda: arena(pilot).grid.zoomed)
        await pilot.press("v")
        await until(pilot, lambda: zooms(tmp_path) == "no")
    async with running(long_services(tmp_path), StartOpen(opened)) as pilot:
        await until(pilot, lambda: len(arena(pilot).grid.visible_panes) > 1)
        await pilot.pause()
        assert not arena(pilot).grid.zoomed
