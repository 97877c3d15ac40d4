"""Stories of people whose old comparisons come back, to see how steady their picks are."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from fusion_tui.config.schema import Ui
from fusion_tui.core.repeats import AGE, comes_up
from fusion_tui.core.taste.questions.habits import repeat
from fusion_tui.store import Store
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.compose import ComposeScreen
from fusion_tui.ui.screens.dialogs import ConfirmDialog
from fusion_tui.ui.screens.retest import RetestScreen
from fusion_tui.ui.services import Services, StartOpen
from tests.core.taste.people import asked, picked, revealed
from tests.helpers.fakes import NOW, answer
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import screen_text, until

OLD = revealed(picked(asked("a", "b", texts={"a": "Use a queue.", "b": "Use a table."}), "B"))
LATER = NOW + AGE + timedelta(days=1)
LUCKY = next(seed for seed in itertools.count() if comes_up(seed))
UNLUCKY = next(seed for seed in itertools.count() if not comes_up(seed))


def a_week_later(folder: Path, seed: int = LUCKY, *, repeats: bool = True) -> Services:
    """Services with one old pick in the store."""
    (folder / "data").mkdir(exist_ok=True)
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        store.take(OLD)
    scripts = {"one": answer("Yes."), "two": answer("No.")}
    services = services_for(folder, scripts, ui=Ui(repeats=repeats))
    return replace(services, now=lambda: LATER, new_seed=lambda: seed)


async def pick_and_leave(pilot: Pilot[Any]) -> None:
    await until(pilot, lambda: not arena(pilot).comparison.live)
    await pilot.press("p")
    await until(pilot, lambda: "picked" in arena(pilot).status)
    await pilot.press("escape")


def repeated(folder: Path) -> tuple[float, int]:
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        same = repeat(list(store.all_for_taste())).same
        assert store.load(OLD.comparison.id).pick == OLD.pick, "the old pick stands"
    return same.count, same.n


async def test_two_keys_after_a_pick_repeat_an_old_one_blind(tmp_path: Path) -> None:
    services = a_week_later(tmp_path)
    async with running(services, asking(services)) as pilot:
        await pick_and_leave(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        assert "24 November 2026" in screen_text(pilot) and "Which?" in screen_text(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RetestScreen))
        assert "name of" not in screen_text(pilot) and "retest" in screen_text(pilot)
        number = next(c.letter for c in arena(pilot).comparison.candidates if c.text == "Use a table.")
        await pilot.press(number, "p")
        await until(pilot, lambda: f"then you picked {number}" in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
    assert repeated(tmp_path) == (1, 1)


async def test_esc_declines_and_nothing_is_stored(tmp_path: Path) -> None:
    services = a_week_later(tmp_path)
    async with running(services, asking(services)) as pilot:
        await pick_and_leave(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
    assert repeated(tmp_path) == (0, 0)


@pytest.mark.parametrize(("seed", "repeats"), [(LUCKY, False), (UNLUCKY, True)], ids=["off", "unlucky"])
async def test_nobody_is_asked_who_did_not_ask_for_it_or_when_it_is_not_time(
    tmp_path: Path, seed: int, repeats: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("an old pick was looked for")

    monkeypatch.setattr(Store, "old_pick", never)
    services = a_week_later(tmp_path, seed, repeats=repeats)
    async with running(services, asking(services)) as pilot:
        await pick_and_leave(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        await pilot.pause()
        assert isinstance(pilot.app.screen, ComposeScreen)


async def test_looking_at_what_was_picked_before_brings_nothing_back(tmp_path: Path) -> None:
    services = a_week_later(tmp_path)
    async with running(services, StartOpen(OLD.comparison.id)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, ArenaScreen))
        await pilot.pause()
        assert not isinstance(pilot.app.screen, ConfirmDialog)


async def test_the_command_opens_at_an_old_comparison(tmp_path: Path) -> None:
    services = a_week_later(tmp_path)
    old = await services.store.run(lambda store: store.old_pick(LATER, 1))
    assert old
    async with running(services, StartOpen(old.comparison.id, again=old)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, RetestScreen))
        assert "Use a queue." in screen_text(pilot)
