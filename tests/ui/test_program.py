"""The program around the screens: history, leaving, crashing, coming back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from fusion_tui.core.events import FinishReason, TextDelta
from fusion_tui.core.redact import Secret
from fusion_tui.store import Store
from fusion_tui.ui.crash import write_report
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.compose import ComposeScreen
from fusion_tui.ui.screens.dialogs import ConfirmDialog
from fusion_tui.ui.screens.history import HistoryScreen
from fusion_tui.ui.services import StartHistory, StartOpen
from tests.helpers.fakes import NOW, Step, answer, compared, forever
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import screen_text, until


def listed(pilot: Pilot[Any]) -> HistoryScreen:
    screen = pilot.app.screen
    assert isinstance(screen, HistoryScreen), screen
    return screen


def filled(folder: Path, count: int) -> None:
    """Comparisons that nobody finished."""
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        for n in range(count):
            new_id = iter([f"{n:032x}", f"{n + 10**6:032x}"]).__next__
            comparison, ballot = compared("m", prompt=f"question number {n}", new_id=new_id)
            store.save_comparison(replace(comparison, created_at=NOW + timedelta(minutes=n)), ballot)
            store.interrupt(comparison.id)


async def test_the_history_opens_what_is_chosen(tmp_path: Path) -> None:
    filled(tmp_path, 5)
    async with running(services_for(tmp_path, {}), StartHistory()) as pilot:
        await until(pilot, lambda: "question number 4" in screen_text(pilot))
        await pilot.press("j", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        assert arena(pilot).comparison.prompt == "question number 3"
        assert "interrupted: A" in arena(pilot).status
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))


async def test_the_history_filters_pages_and_says_when_nothing_fits(tmp_path: Path) -> None:
    filled(tmp_path, 450)
    async with running(services_for(tmp_path, {}), StartHistory()) as pilot:
        await until(pilot, lambda: "200+ comparisons" in screen_text(pilot))
        for _ in range(3):
            await pilot.press("G")
        await until(pilot, lambda: "450 comparisons" in screen_text(pilot))
        await pilot.press("slash", *"number 377")
        await until(pilot, lambda: "1 comparison" in screen_text(pilot))
        await pilot.press(*"zzz")
        await until(pilot, lambda: "No comparison matches “number 377zzz”; esc clears." in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "450 comparisons" in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))


async def test_an_empty_history_says_how_to_fill_it(tmp_path: Path) -> None:
    async with running(services_for(tmp_path, {}), StartHistory()) as pilot:
        await until(pilot, lambda: "Nothing yet: a asks a question." in listed(pilot).status)


async def test_leaving_stops_nothing_and_one_sentence_says_when_it_is_ready(tmp_path: Path) -> None:
    gate = asyncio.Event()
    scripts: dict[str, list[Step]] = {"m": [TextDelta("begun"), gate.wait, FinishReason("stop")]}
    services = services_for(tmp_path, scripts)
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "begun" in screen_text(pilot))
        identity = arena(pilot).comparison.id
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        gate.set()
        await until(pilot, lambda: "1 comparison is ready to pick" in screen_text(pilot))
    with Store(tmp_path / "data" / "fusion.db", now=lambda: NOW) as store:
        assert store.load(identity).comparison.candidate("A").status == "complete"


async def test_several_ready_comparisons_are_counted_and_picked_ones_are_not(tmp_path: Path) -> None:
    gate = asyncio.Event()
    scripts: dict[str, list[Step]] = {"m": [TextDelta("begun"), gate.wait, FinishReason("stop")]}
    services = services_for(tmp_path, scripts)
    async with running(services, asking(services)) as pilot:
        for prompt in ("second", "third"):
            await until(pilot, lambda: "begun" in screen_text(pilot))
            await pilot.press("a")
            await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
            await pilot.press(*prompt, "enter")
            await until(pilot, partial(asked, pilot, prompt))
        await until(pilot, lambda: "begun" in screen_text(pilot))
        await pilot.press("1", "p", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        gate.set()
        await until(pilot, lambda: "2 comparisons are ready to pick; F4 opens" in screen_text(pilot))


def asked(pilot: Pilot[None], prompt: str) -> bool:
    screen = pilot.app.screen
    return isinstance(screen, ArenaScreen) and screen.comparison.prompt == prompt


async def test_coming_back_to_a_stream_shows_all_of_it(tmp_path: Path) -> None:
    gate, more = asyncio.Event(), asyncio.Event()
    script: list[Step] = [TextDelta("first part"), gate.wait, TextDelta(", second part"), more.wait]
    services = services_for(tmp_path, {"m": [*script, FinishReason("stop")]})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "first part" in screen_text(pilot))
        await pilot.press("H")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
        gate.set()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await until(pilot, lambda: "first part, second part" in screen_text(pilot))
        more.set()
        await until(pilot, lambda: not arena(pilot).comparison.live)


async def test_quitting_asks_while_answers_arrive_and_keeps_what_came(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"m": [TextDelta("half an answer"), forever().wait]})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "half an answer" in screen_text(pilot))
        identity = arena(pilot).comparison.id
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app._exit)
    with Store(tmp_path / "data" / "fusion.db", now=lambda: NOW) as store:
        candidate = store.load(identity).comparison.candidate("A")
    assert (candidate.text, candidate.status) == ("half an answer", "interrupted")


async def test_leaving_does_not_ask_about_calls_that_were_just_stopped(tmp_path: Path) -> None:
    """A connection takes a moment to close; there is nothing left to ask about meanwhile."""
    closing, closed = asyncio.Event(), asyncio.Event()

    async def close_slowly() -> None:
        try:
            await forever().wait()
        finally:
            closing.set()
            await closed.wait()

    services = services_for(tmp_path, {"slow": [TextDelta("half"), close_slowly]})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "half" in screen_text(pilot))
        await pilot.press("x")
        await until(pilot, closing.is_set)
        assert arena(pilot).comparison.live
        await pilot.press("q")
        await until(pilot, lambda: pilot.app._exit or isinstance(pilot.app.screen, ConfirmDialog))
        assert not isinstance(pilot.app.screen, ConfirmDialog)
        closed.set()
    with Store(tmp_path / "data" / "fusion.db", now=lambda: NOW) as store:
        (identity,) = store.ids()
        (candidate,) = store.load(identity).comparison.candidates
    assert candidate.text == "half" and candidate.status in ("stopped", "interrupted")


async def test_an_interrupted_comparison_opens_and_each_member_can_be_asked_again(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"m": [TextDelta("lost thread"), forever().wait], "n": answer("fine")})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "lost thread" in screen_text(pilot) and "fine" in screen_text(pilot))
        identity = arena(pilot).comparison.id
        await pilot.app._leave()  # type: ignore[attr-defined]  # what a signal calls
    again = services_for(tmp_path, {"m": answer("found thread"), "n": answer("never asked")})
    async with running(again, StartOpen(identity[:8])) as pilot:
        await until(pilot, lambda: "lost thread" in screen_text(pilot))
        assert "interrupted" in arena(pilot).status
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "found thread" in screen_text(pilot) and not arena(pilot).comparison.live)
        assert "fine" in screen_text(pilot) and "never asked" not in screen_text(pilot)


async def test_an_unknown_id_is_one_sentence(tmp_path: Path) -> None:
    async with running(services_for(tmp_path, {}), StartOpen("abc")) as pilot:
        await until(
            pilot,
            lambda: (
                "No comparison's id starts with" in screen_text(pilot)
                or "No comparison" in screen_text(pilot)
            ),
        )


def test_a_crash_report_has_no_key_and_no_local_variables(tmp_path: Path) -> None:
    from fusion_tui.core.redact import Redactor

    def broken(key: str) -> None:
        hidden = f"local {key}"
        raise ValueError(f"failed with {key}{hidden[:0]}")

    try:
        broken("sk-secret-value-123456")
    except ValueError as error:
        said = write_report(error, tmp_path / "r", Redactor([Secret("sk-secret-value-123456")]), NOW).plain
    (report,) = (tmp_path / "r").iterdir()
    text = report.read_text()
    assert "ValueError" in said and str(report) in said
    assert "sk-secret" not in text and "local sk" not in text and "broken" in text
    assert report.stat().st_mode & 0o777 == 0o600


async def test_a_defect_ends_the_program_with_exit_code_1(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"m": answer("x")})
    with pytest.raises(ZeroDivisionError):
        async with running(services, asking(services)) as pilot:
            await until(pilot, lambda: not arena(pilot).comparison.live)
            pilot.app.call_later(lambda: 1 // 0)
            await until(pilot, lambda: pilot.app._exception is not None)
            assert pilot.app.return_code == 1
    assert list((tmp_path / "data" / "reports").iterdir())
