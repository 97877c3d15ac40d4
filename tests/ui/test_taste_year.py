"""Every panel of the dashboard, over a year of 2,000 picks whose truths are known."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from fusion_tui.store import Store
from fusion_tui.ui.app import FusionApp
from fusion_tui.ui.screens.taste import TasteScreen
from fusion_tui.ui.services import StartHistory
from tests.core.taste.year import year
from tests.helpers.fakes import NOW
from tests.helpers.programs import services_for
from tests.helpers.waiting import screen_text, steady, until

PANELS = (
    "Leaderboard",
    "Answers and cost",
    "Money against picks",
    "Who says the same",
    "What to compare next",
    "What to drop",
    "Does a synthesis help me?",
    "Does a critique help me?",
    "Which reviewer is worth it?",
    "Did I change my mind?",
    "Do these judges judge like me?",
    "My own biases",
    "Picks a week",
    "Why",
    "Reported apart",
    "Not counted",
)
PAGES = 7
"""Of 120x35 until the last panel stands there."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the year in its database."""
    folder = tmp_path_factory.mktemp("year")
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        for record in year():
            store.take(record)
    return folder


@pytest.fixture
def app(lived: Path, tmp_path: Path) -> FusionApp:
    """The program on the last day of that year."""
    shutil.copytree(lived / "data", tmp_path / "data")
    services = services_for(tmp_path, {})
    return FusionApp(replace(services, now=lambda: NOW + timedelta(days=365)), StartHistory())


async def opened(pilot: Pilot[Any]) -> None:
    await pilot.press("T")
    await until(pilot, lambda: "Leaderboard" in screen_text(pilot))
    await steady(pilot)


async def turned(pilot: Pilot[Any], pages: int) -> None:
    await opened(pilot)
    for _ in range(pages):
        await pilot.press("pagedown")
    await steady(pilot)


async def test_every_panel_can_be_read_and_tab_goes_through_them(app: FusionApp) -> None:
    async with app.run_test(size=(120, 35)) as pilot:
        await opened(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, TasteScreen)
        read = screen_text(pilot)
        for _ in range(PAGES - 1):
            await pilot.press("pagedown")
            await steady(pilot)
            read += screen_text(pilot)
        assert [title for title in PANELS if title not in read] == []
        assert "more   " not in screen_text(pilot), "nothing stands below the last page"
        await pilot.press("home", "tab")
        await until(pilot, lambda: "▸ Answers and cost" in screen_text(pilot))


async def test_without_the_extra_bars_say_the_same(app: FusionApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fusion_tui.ui.screens.taste.can_plot", lambda: False)
    async with app.run_test(size=(120, 60)) as pilot:
        await opened(pilot)
        await until(pilot, lambda: "Beaten at both" in screen_text(pilot))
        assert not pilot.app.screen.query(".plot")
        assert "● ada" not in screen_text(pilot) and "$0.020 an answer" in screen_text(pilot)


@pytest.mark.parametrize("page", range(PAGES))
def test_pages_of_the_dashboard(page: int, app: FusionApp, snap_compare: Callable[..., bool]) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await turned(pilot, page)

    assert snap_compare(app, terminal_size=(120, 35), run_before=before)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=["80x24", "160x45"])
def test_other_windows(size: tuple[int, int], app: FusionApp, snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(app, terminal_size=size, run_before=opened)
