"""Answers that say the same stand in one pane."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from fusion_tui.core.events import FinishReason, TextDelta
from fusion_tui.core.models import Record
from fusion_tui.store import Store
from fusion_tui.ui.screens.pick import PickDialog
from fusion_tui.ui.services import Services, StartOpen
from tests.helpers.fakes import NOW, Step, answer
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import screen_text, until

SCRIPTS: dict[str, tuple[Step, ...]] = {"one": answer("**42**"), "two": answer("43"), "three": answer("42")}


def three(folder: Path) -> Services:
    return services_for(folder, SCRIPTS)


def same(pilot: Pilot[Any]) -> tuple[str, str]:
    """The letters of the two that say 42, in order."""
    letters = [c.letter for c in arena(pilot).comparison.candidates if "42" in c.text]
    return letters[0], letters[1]


def digit(letter: str) -> str:
    return str(ord(letter) - ord("A") + 1)


def stored(folder: Path) -> Record:
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        return store.load(store.ids()[-1])


async def shown_together(pilot: Pilot[Any]) -> tuple[str, str]:
    await until(pilot, lambda: not arena(pilot).comparison.live)
    first, second = same(pilot)
    await until(pilot, lambda: f" {first} = {second} " in screen_text(pilot))
    return first, second


async def test_equal_answers_share_a_pane_and_are_picked_together(tmp_path: Path) -> None:
    services = three(tmp_path)
    async with running(services, asking(services)) as pilot:
        first, second = await shown_together(pilot)
        assert screen_text(pilot).count("42") == 1
        assert len(arena(pilot).grid.visible_panes) == 2
        await pilot.press(digit(first), "p")
        await until(pilot, lambda: f"picked {first} = {second}" in arena(pilot).status)
        await until(pilot, lambda: "your pick" in screen_text(pilot))
    pick = stored(tmp_path).pick
    assert pick is not None and (pick.outcome, pick.ranking) == ("tie", ((first, second),))


async def test_digits_keep_their_meaning_and_steps_go_over_the_hidden_pane(tmp_path: Path) -> None:
    services = three(tmp_path)
    async with running(services, asking(services)) as pilot:
        first, second = await shown_together(pilot)
        (other,) = {"A", "B", "C"} - {first, second}
        await pilot.press(digit(other))
        assert arena(pilot).letter == other
        await pilot.press(digit(second))
        assert arena(pilot).letter == first, "its text stands there"
        await pilot.press("l")
        assert arena(pilot).letter == other
        await pilot.press("l")
        assert arena(pilot).letter == first


async def test_both_names_show_after_the_reveal(tmp_path: Path) -> None:
    services = three(tmp_path)
    async with running(services, asking(services), size=(160, 45)) as pilot:
        await shown_together(pilot)
        await pilot.press(digit(same(pilot)[0]), "p", "b")
        names = " = ".join(arena(pilot).comparison.candidate(letter).name for letter in same(pilot))
        await until(pilot, lambda: names in screen_text(pilot))


async def test_nothing_moves_while_another_is_still_written(tmp_path: Path) -> None:
    gate = asyncio.Event()
    slow: list[Step] = [TextDelta("begun"), gate.wait, FinishReason("stop")]
    services = services_for(tmp_path, {"one": answer("42"), "two": slow, "three": answer("42")})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: screen_text(pilot).count("42") == 2)
        assert len(arena(pilot).grid.visible_panes) == 3
        gate.set()
        await shown_together(pilot)


async def test_a_stored_comparison_opens_with_them_together(tmp_path: Path) -> None:
    services = three(tmp_path)
    async with running(services, asking(services)) as pilot:
        await shown_together(pilot)
        identity = arena(pilot).comparison.id
    async with running(three(tmp_path), StartOpen(identity)) as pilot:
        await shown_together(pilot)


async def test_the_pick_dialog_ranks_them_together(tmp_path: Path) -> None:
    services = three(tmp_path)
    async with running(services, asking(services)) as pilot:
        first, second = await shown_together(pilot)
        await pilot.press("P")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickDialog))
        await pilot.press(digit(second))
        await until(pilot, lambda: screen_text(pilot).count("best") == 2)
        await pilot.press("backspace")
        await until(pilot, lambda: "A         done" in screen_text(pilot))
        (other,) = {"A", "B", "C"} - {first, second}
        await pilot.press(digit(other), digit(first), "enter")
        await until(pilot, lambda: f"picked {other} > {first} = {second}" in arena(pilot).status)
