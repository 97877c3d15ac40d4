"""Drafts from disk in the arena, and runs that keep nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App

from fusion_tui.core.compose import new_drafts
from fusion_tui.core.events import FinishReason, TextDelta
from fusion_tui.ui.screens.compose import ComposeScreen
from fusion_tui.ui.screens.receipt import ReceiptScreen
from fusion_tui.ui.services import Services, StartAsk
from tests.helpers.fakes import NOW, Step, answer, forever, ids
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import screen_text, until

DRAFTS = [("a.md", "# One\r\n\r\nfirst line\r\nsecond\r\n"), ("b.md", "two"), ("c.md", "three")]


def services(folder: Path) -> Services:
    return services_for(folder, {"m": answer("x")})


def comparing() -> StartAsk:
    return StartAsk(*new_drafts("Announce it.", DRAFTS, blind=True, rng_seed=2, now=NOW, new_id=ids()))


async def test_drafts_stand_side_by_side_without_names(tmp_path: Path) -> None:
    async with running(services(tmp_path), comparing()) as pilot:
        await until(pilot, lambda: "3 drafts" in screen_text(pilot))
        shown = screen_text(pilot)
        assert "Announce it." in shown and "1 line" in shown and "done" not in shown
        assert ".md" not in shown and "waiting" not in shown


async def test_windows_line_ends_are_kept_and_do_not_show(tmp_path: Path) -> None:
    async with running(services(tmp_path), comparing()) as pilot:
        await until(pilot, lambda: "first line second" in screen_text(pilot))
        assert "␍" not in screen_text(pilot) and "\r" not in screen_text(pilot)
        text = next(c.text for c in arena(pilot).comparison.candidates if c.name == "a.md")
        assert text == DRAFTS[0][1]
        await pilot.press("w")
        await until(pilot, lambda: "# One" in screen_text(pilot) or "raw source" in arena(pilot).status)
        assert "␍" not in screen_text(pilot)


async def test_the_reveal_says_files_and_no_costs(tmp_path: Path) -> None:
    async with running(services(tmp_path), comparing()) as pilot:
        await until(pilot, lambda: "3 drafts" in screen_text(pilot))
        chosen = arena(pilot).comparison.candidates[1].name
        await pilot.press("2", "p", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        await until(pilot, lambda: f"B was {chosen}, over " in screen_text(pilot))
        assert "cost" not in screen_text(pilot)


async def test_the_receipt_of_drafts_is_empty(tmp_path: Path) -> None:
    async with running(services(tmp_path), comparing()) as pilot:
        await until(pilot, lambda: "3 drafts" in screen_text(pilot))
        await pilot.press("1", "p", "b", "dollar_sign")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReceiptScreen))
        assert "No call was made" in screen_text(pilot)


async def test_a_private_run_says_so_on_every_screen(tmp_path: Path) -> None:
    private = services_for(tmp_path, {"m": answer("x")}, private=True)
    async with running(private, asking(private)) as pilot:
        for key in ("", "H", "a"):
            if key:
                await pilot.press(key)
            await until(pilot, lambda: "private: nothing is kept" in screen_text(pilot))


async def test_the_bell_rings_once_for_a_comparison_and_not_for_drafts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[App[None]] = []
    monkeypatch.setattr(App, "bell", lambda app: rung.append(app))
    scripts: dict[str, tuple[Step, ...]] = {"one": answer("x"), "two": answer("y"), "three": answer("z")}
    asked = services_for(tmp_path / "asked", scripts)
    async with running(asked, asking(asked)) as pilot:
        await until(pilot, lambda: "3 of 3 done" in screen_text(pilot))
        await until(pilot, lambda: bool(rung))
        await pilot.pause(0.1)
        assert len(rung) == 1
    async with running(services(tmp_path / "drafts"), comparing()) as pilot:
        await until(pilot, lambda: "3 drafts" in screen_text(pilot))
        assert len(rung) == 1
    waiting = services_for(
        tmp_path / "waiting", {"m": [TextDelta("x"), forever().wait, FinishReason("stop")]}
    )
    async with running(waiting, asking(waiting)) as pilot:
        await until(pilot, lambda: "writing" in screen_text(pilot))
        assert len(rung) == 1
        await pilot.press("x")
        await until(pilot, lambda: len(rung) == 2)
