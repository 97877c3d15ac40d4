"""What the dashboard looks like with enough picks for a rating."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from fusion_tui.store import Store
from fusion_tui.ui.app import FusionApp
from fusion_tui.ui.services import StartHistory
from tests.core.taste.people import Taste, history, revealed
from tests.helpers.any_record import kept
from tests.helpers.fakes import NOW
from tests.helpers.programs import services_for
from tests.helpers.waiting import screen_text, steady, until

TASTE = Taste((0.0, 1.2, 0.3, -0.6), words=0.3, tie=-2.0, none=-2.0)


async def opened(pilot: Pilot[Any]) -> None:
    """The figures are there."""
    await pilot.press("T")
    await until(pilot, lambda: "Leaderboard" in screen_text(pilot))
    await steady(pilot)


def test_a_hundred_and_thirty_picks(snap_compare: Callable[..., bool], tmp_path: Path) -> None:
    with Store(tmp_path / "data" / "fusion.db", now=lambda: NOW) as store:
        for record in history(TASTE, random.Random(8), 131):
            kept(store, revealed(record))
    app = FusionApp(services_for(tmp_path, {}), StartHistory())
    assert snap_compare(app, terminal_size=(120, 35), run_before=opened)
