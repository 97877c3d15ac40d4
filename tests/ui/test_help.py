"""Every key of a screen can be looked up, with the id that moves it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.base import FusionScreen
from fusion_tui.ui.screens.compose import ComposeScreen
from fusion_tui.ui.screens.help import HelpScreen
from fusion_tui.ui.screens.history import HistoryScreen
from fusion_tui.ui.services import StartHistory
from tests.helpers.programs import running, services_for
from tests.helpers.waiting import screen_text, until
from tests.helpers.windows import answers, opened


@pytest.mark.parametrize("screen", [ArenaScreen, ComposeScreen, HistoryScreen])
@pytest.mark.parametrize("width", [60, 80, 120])
async def test_every_key_stands_there_with_its_id(screen: type[FusionScreen], width: int) -> None:
    keymap = Keymap()
    rows = tuple(dict.fromkeys((*screen.ROWS, "app")))
    async with opened(HelpScreen(keymap, rows, "keys"), size=(width, 160)) as pilot:
        words = screen_text(pilot).split()
    for key in keymap.row(*rows):
        assert words.count(key.id) == 1, f"{key.id} is whole, once"
        assert key.id == "arena.focus" or key.shown in words


async def test_what_is_special_here_stands_first_and_what_works_everywhere_last() -> None:
    rows = (*ArenaScreen.ROWS, "app")
    async with opened(HelpScreen(Keymap(), rows, "keys"), size=(120, 90)) as pilot:
        lines = [line.strip(" │") for line in screen_text(pilot).splitlines()]
    places = [lines.index(heading) for heading in ("the answers", "reading", "everywhere")]
    assert places == sorted(places)


async def test_a_persons_own_keys_are_the_ones_that_are_shown() -> None:
    keymap = Keymap({"history.open": ("o", "f9")})
    async with opened(HelpScreen(keymap, HistoryScreen.ROWS, "keys"), size=(120, 60)) as pilot:
        line = next(line for line in screen_text(pilot).splitlines() if "history.open" in line)
    assert "o  F9" in line


async def test_a_long_help_scrolls_to_its_end() -> None:
    async with opened(HelpScreen(Keymap(), (*ArenaScreen.ROWS, "app"), "keys")) as pilot:
        assert "↓" in screen_text(pilot) and "app.undo" not in screen_text(pilot)
        await pilot.press("G")
        await until(pilot, lambda: "app.undo" in screen_text(pilot) and "↓" not in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: answers(pilot) == [None])


async def test_the_question_mark_opens_it_for_the_screen_below(tmp_path: Path) -> None:
    async with running(services_for(tmp_path, {}), StartHistory()) as pilot:
        await until(pilot, lambda: "Nothing yet" in screen_text(pilot))
        await pilot.press("question_mark")
        await until(pilot, lambda: "history.unpicked" in screen_text(pilot))
        assert "arena.pick" not in screen_text(pilot)
