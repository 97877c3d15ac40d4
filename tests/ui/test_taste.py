"""What my picks say: opening it, reading it, narrowing it, and what it never gives away."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from fusion_tui.core.models import Record
from fusion_tui.core.taste.dashboard import Dashboard, dashboard
from fusion_tui.errors import StoreError
from fusion_tui.store import Store
from fusion_tui.ui.screens import taste
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.compose import ComposeScreen
from fusion_tui.ui.screens.history import HistoryScreen
from fusion_tui.ui.screens.taste import TasteScreen
from fusion_tui.ui.services import Services, StartHistory
from tests.core.taste.people import Taste, asked, history, member, picked, revealed
from tests.helpers.any_record import kept
from tests.helpers.fakes import NOW, answer
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import screen_text, until

PLANTED = Taste((0.0, 1.8, 0.2), words=0.3, tie=-2.0, none=-2.0, tags={"db": (0.0,) * 3, "prose": (0.0,) * 3})


def lived(count: int, start: int = 0) -> list[Record]:
    return [revealed(record) for record in history(PLANTED, random.Random(2), count, start=start)]


def serving(folder: Path, records: Iterable[Record], **changed: Any) -> Services:
    """The program over a record of these comparisons."""
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        for record in records:
            kept(store, record)
    services = services_for(folder, {"one": answer("alpha"), "two": answer("beta")})
    return replace(services, **changed)


def dash(pilot: Pilot[Any]) -> TasteScreen:
    screen = pilot.app.screen
    assert isinstance(screen, TasteScreen), screen
    return screen


async def opened(pilot: Pilot[Any], words: str) -> str:
    """Open the dashboard and wait until these words stand on it."""
    await pilot.press("f5")
    return await seen(pilot, words)


async def seen(pilot: Pilot[Any], words: str) -> str:
    await until(pilot, lambda: words in screen_text(pilot))
    return screen_text(pilot)


async def test_it_opens_from_anywhere_and_goes_back_to_where_the_person_was(tmp_path: Path) -> None:
    async with running(serving(tmp_path, lived(60)), StartHistory()) as pilot:
        await pilot.press("T")
        await seen(pilot, "Leaderboard  n=60")
        await pilot.press("T")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        await pilot.press("T", "f5")
        await seen(pilot, "Leaderboard  n=60")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        assert "T" in screen_text(pilot), "while typing T is a letter"


async def test_the_planted_favourite_stands_first_with_an_interval(tmp_path: Path) -> None:
    async with running(serving(tmp_path, lived(120))) as pilot:
        await opened(pilot, "Leaderboard  n=120")
        lines = screen_text(pilot).splitlines()
        first = next(line for line in lines if "●" in line)
        assert first.split()[0] == "m1" and "best >99%" in first and "├" in first
        assert "Directly: m1 over" in " ".join(lines) and "concluded" in " ".join(lines)
        assert "no synthesis yet" in "".join(shown_rows(dash(pilot)))


def shown_rows(screen: TasteScreen) -> list[str]:
    return [row.text for panel in screen._panels for row in panel.rows if hasattr(row, "text")]


async def test_without_a_pick_it_says_what_to_do(tmp_path: Path) -> None:
    async with running(serving(tmp_path, [])) as pilot:
        await opened(pilot, "No pick yet: a asks a question, p picks an answer")
        await pilot.press("tab", "j", "t", "p", "b")
        assert isinstance(pilot.app.screen, TasteScreen)


async def test_few_picks_are_counts_and_how_many_are_missing(tmp_path: Path) -> None:
    async with running(serving(tmp_path, lived(7))) as pilot:
        screen = await opened(pilot, "So far  n=7")
        assert "Too early: about 43 more picks." in screen and "m1: picked" in screen
        assert "●" not in screen and "Leaderboard" not in screen


async def test_a_pick_that_is_not_revealed_yet_gives_no_name_away(tmp_path: Path) -> None:
    services = serving(tmp_path, lived(3, start=50))
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: not arena(pilot).comparison.live)
        await pilot.press("1", "p")
        await until(pilot, lambda: "picked A" in arena(pilot).status)
        screen = await opened(pilot, "1 pick whose names are not revealed yet")
        assert "one" not in screen.split("Picks a week")[0] and "two" not in screen.split("Picks a week")[0]
        await pilot.press("escape", "b")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await until(pilot, lambda: "A was" in screen_text(pilot))
        screen = await opened(pilot, "So far  n=4")
        assert "one: picked" in screen and "not revealed yet" not in screen


async def test_keys_move_between_panels_and_scroll(tmp_path: Path) -> None:
    async with running(serving(tmp_path, lived(60)), size=(80, 24)) as pilot:
        await opened(pilot, "▸ Leaderboard")
        await pilot.press("tab")
        await seen(pilot, "▸ Answers and cost")
        await pilot.press("shift+tab", "shift+tab")
        await seen(pilot, "▸ Not known")
        body = dash(pilot)._body
        await pilot.press("g")
        assert body.scroll_offset.y == 0
        await pilot.press("j", "j", "k")
        assert body.scroll_offset.y == 1
        await pilot.press("space")
        assert body.scroll_offset.y == body.size.height
        await pilot.press("G")
        assert "↓" not in screen_text(pilot).splitlines()[0]
        await pilot.press("pageup", "ctrl+u", "ctrl+d", "g")
        await seen(pilot, "more   60 picks")


async def test_a_tag_a_time_and_a_panel_narrow_it(tmp_path: Path) -> None:
    records = lived(120)
    for place in (0, 1):
        other = replace(records[place].comparison, panel="other")
        records[place] = replace(records[place], comparison=other)
    now = NOW + timedelta(hours=120)
    async with running(serving(tmp_path, records, now=lambda: now)) as pilot:
        await opened(pilot, "Leaderboard  n=120")
        await pilot.press("t")
        await seen(pilot, "Leaderboard #")
        assert "#prose ·" in screen_text(pilot) or "#db ·" in screen_text(pilot)
        await pilot.press("t", "t")
        await seen(pilot, "Leaderboard  n=120")
        await pilot.press("p")
        await seen(pilot, "So far  n=2")
        assert "panel other" in screen_text(pilot)
        await pilot.press("p", "p")
        await seen(pilot, "Leaderboard  n=120")
        await pilot.press("d", "d", "d")
        await seen(pilot, "asked in the last 30 days")
        await seen(pilot, "Leaderboard  n=120")


async def test_what_is_rated_can_be_changed(tmp_path: Path) -> None:
    seats = [replace(member("m"), persona="You are brief."), replace(member("m"), persona="You are kind.")]
    records = [revealed(picked(asked(*seats, number=n), "B")) for n in range(60)]
    async with running(serving(tmp_path, records)) as pilot:
        await opened(pilot, "Leaderboard  n=60")
        await pilot.press("w")
        await seen(pilot, "by model")
        await until(pilot, lambda: len(dash(pilot)._found.board.rows) == 1)  # type: ignore[union-attr]
        await pilot.press("w")
        await seen(pilot, "by persona")
        await until(pilot, lambda: len(dash(pilot)._found.board.rows) == 2)  # type: ignore[union-attr]
        await pilot.press("w", "w")
        await until(pilot, lambda: "all panels · by" not in screen_text(pilot))


async def test_nothing_in_the_last_days_says_which_keys_show_others(tmp_path: Path) -> None:
    services = serving(tmp_path, lived(3), now=lambda: NOW + timedelta(days=400))
    async with running(services) as pilot:
        await opened(pilot, "So far  n=3")
        await pilot.press("d")
        await seen(pilot, "No pick here; t d p show others.")


async def test_picks_made_knowing_names_come_and_go_with_a_key(tmp_path: Path) -> None:
    knowing = [revealed(picked(asked("m0", "m2", number=100 + i), "A", blind=False)) for i in range(3)]
    async with running(serving(tmp_path, [*lived(60), *knowing])) as pilot:
        screen = await opened(pilot, "Leaderboard  n=60")
        assert "knowing names, for comparison" not in screen
        await pilot.press("b")
        await seen(pilot, "picked knowing names, for comparison only")
        await pilot.press("b")
        await until(pilot, lambda: "for comparison only" not in screen_text(pilot))


async def test_it_says_that_it_works_and_stays_in_reach_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest wish wins, whichever answer comes first."""
    gates: dict[object, threading.Event] = {}

    def slow(*arguments: Any, **options: Any) -> Dashboard:
        gate = gates.setdefault(options["scope"].since is None, threading.Event())
        assert gate.wait(10)
        return dashboard(*arguments, **options)

    monkeypatch.setattr(taste, "dashboard", slow)
    async with running(serving(tmp_path, lived(60))) as pilot:
        await opened(pilot, "working out what 60 comparisons say …")
        await pilot.press("d")
        await seen(pilot, "asked in the last 365 days")
        await until(pilot, lambda: len(gates) == 2)
        gates[True].set()
        await pilot.press("b", "b")
        await pilot.pause()
        assert "Leaderboard" not in screen_text(pilot), "the older answer is not shown"
        gates[False].set()
        await seen(pilot, "Leaderboard  n=60")
        assert not dash(pilot).status.strip()


async def test_a_record_that_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise StoreError("the disk is gone.")

    services = serving(tmp_path, [])
    async with running(services) as pilot:
        monkeypatch.setattr(Store, "for_taste", broken)
        await opened(pilot, "the disk is gone.")


async def test_a_private_run_reads_no_record(tmp_path: Path) -> None:
    async with running(serving(tmp_path, lived(60), private=True)) as pilot:
        screen = await opened(pilot, "A private run keeps nothing")
        assert "Leaderboard" not in screen


def line_with(words: str, pilot: Pilot[Any]) -> str:
    return next((line for line in screen_text(pilot).splitlines() if words in line), "")


async def test_another_width_draws_other_bars_and_keeps_the_focus(tmp_path: Path) -> None:
    async with running(serving(tmp_path, lived(60)), size=(80, 24)) as pilot:
        await opened(pilot, "▸ Leaderboard")
        await pilot.press("tab")
        await seen(pilot, "▸ Answers and cost")
        await pilot.resize_terminal(160, 45)
        await pilot.press("home")
        # Two columns: what stood below now stands beside.
        await until(pilot, lambda: "Money against picks" in line_with("Leaderboard", pilot))
        assert "▸ Answers and cost" in screen_text(pilot)


async def test_picks_leave_the_dashboard_as_preference_data_with_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with running(serving(tmp_path, lived(60)), StartHistory()) as pilot:
        await opened(pilot, "Leaderboard  n=60")
        await pilot.press("e")
        shown = await seen(pilot, "dpo: ")
        assert "may restrict training" in shown
        await pilot.press("down", "down", "down")
        await seen(pilot, "sft: ")
        await pilot.press("enter")
        await until(pilot, lambda: "wrote picks-sft.jsonl" in dash(pilot).status)
        await pilot.press("e", "down", "down", "down")
        await seen(pilot, "sft: ")
        await pilot.press("enter")
        await until(pilot, lambda: "exists; choose another name" in dash(pilot).status)
    rows = [json.loads(line) for line in (tmp_path / "picks-sft.jsonl").read_text().splitlines()]
    assert len(rows) > 20 and all("messages" in row for row in rows)
    assert (tmp_path / "picks-sft.jsonl.README.txt").read_text()


async def test_early_and_knowing_picks_leave_the_dashboard_only_when_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    others = [
        revealed(picked(asked("m0", "m1", number=900), "A", still_writing=1)),
        revealed(picked(asked("m0", "m1", number=901), "A", blind=False)),
    ]
    async with running(serving(tmp_path, [*lived(60), *others]), StartHistory(), size=(80, 24)) as pilot:
        await opened(pilot, "Leaderboard  n=60")
        await pilot.press("e")
        shown = await seen(pilot, "dpo: ")
        assert "left out: 1 pick made knowing names" in shown and "1 pick made while others" in shown
        await pilot.press("tab", "space")
        shown = await seen(pilot, "● included")
        await until(pilot, lambda: "1 pick made knowing names" not in screen_text(pilot))
        await until(pilot, lambda: "dpo: " in screen_text(pilot))
        await pilot.press("tab", "space")
        await until(pilot, lambda: "1 pick made while others" not in screen_text(pilot))
        await until(pilot, lambda: "from 58 comparisons" in screen_text(pilot))
        assert "enter write" in screen_text(pilot), "the keys have room in a narrow window"


async def test_without_a_pick_there_is_nothing_to_export(tmp_path: Path) -> None:
    async with running(serving(tmp_path, []), StartHistory()) as pilot:
        await opened(pilot, "No pick yet")
        await pilot.press("e")
        await until(pilot, lambda: "There is no pick to write down yet" in dash(pilot).status)
