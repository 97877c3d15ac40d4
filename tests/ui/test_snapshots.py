"""What the screens look like: one picture for each thing a person does first."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from fusion_tui import demo
from fusion_tui.cli.documents import to_document
from fusion_tui.config.schema import Ui
from fusion_tui.core.events import FinishReason, RetryWait, TextDelta, UsageReport
from fusion_tui.core.models import CallError
from fusion_tui.errors import ProviderError
from fusion_tui.ui.app import FusionApp
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.services import Services, StartAsk, StartCompose
from tests.helpers.fakes import Step, forever
from tests.helpers.programs import asking, services_for
from tests.helpers.waiting import screen_text, steady, until

SnapCompare = Callable[..., bool]
BUSY = ProviderError("rate_limited", "response", "busy", http_status=429, hint="Wait.")


@pytest.fixture(autouse=True)
def one_python() -> Iterator[None]:
    """Pictures are drawn on one Python; others draw the same but may number classes otherwise."""
    if sys.version_info[:2] != (3, 11) and "--snapshot-update" in sys.argv:
        pytest.fail("snapshots are updated on Python 3.11 only")
    yield


def reviews() -> dict[str, list[Step]]:
    """The demo's texts at once, in the order of their members."""
    kit = demo.load()
    return {
        model: [TextDelta(r.text), UsageReport(r.usage, r.cost_usd), FinishReason("stop")]
        for model, r in kit.recordings.items()
    }


def reviewing(folder: Path, ui: Ui | None = None) -> tuple[Services, StartAsk]:
    kit = demo.load()
    frozen = services_for(folder, reviews(), ui=ui, clock=lambda: 100.0)
    return frozen, asking(frozen, kit.prompt, (kit.document,))


async def settled(pilot: Pilot[Any]) -> None:
    """Every answer has ended and is drawn."""
    await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
    screen = pilot.app.screen
    assert isinstance(screen, ArenaScreen)
    await until(pilot, lambda: not screen.comparison.live)
    await until(pilot, lambda: all(p.view._flow.complete for p in screen.grid.visible_panes))
    await steady(pilot)


def after(*keys: str) -> Callable[[Pilot[Any]], Any]:
    """Press keys once everything is settled."""

    async def run(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await pilot.press(*keys)
        await steady(pilot)

    return run


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (160, 45)], ids=["80x24", "120x35", "160x45"])
def test_reading_four_reviews_with_one_picked(
    snap_compare: SnapCompare, tmp_path: Path, size: tuple[int, int]
) -> None:
    services, start = reviewing(tmp_path)
    assert snap_compare(FusionApp(services, start), terminal_size=size, run_before=after("2", "p"))


def test_reading_on_paper_after_the_reveal(snap_compare: SnapCompare, tmp_path: Path) -> None:
    services, start = reviewing(tmp_path, Ui(theme="paper"))
    assert snap_compare(FusionApp(services, start), terminal_size=(160, 45), run_before=after("3", "p", "b"))


def test_zoomed_into_the_longest_review(snap_compare: SnapCompare, tmp_path: Path) -> None:
    services, start = reviewing(tmp_path)
    keys = ("3", "z", "right_square_bracket", "right_square_bracket")
    assert snap_compare(FusionApp(services, start), terminal_size=(120, 35), run_before=after(*keys))


def test_failures_and_waits_side_by_side(snap_compare: SnapCompare, tmp_path: Path) -> None:
    wait = RetryWait(8.0, 2, 3, CallError.of(BUSY))
    cut = ProviderError("connection_lost", "stream", "peer closed")
    scripts: dict[str, list[Step]] = {
        "failed": [BUSY],
        "waiting": [wait, forever().wait],
        "writing": [TextDelta("# Begun\n\nThe first words of it"), forever().wait],
        "cut": [TextDelta("Half of an answer."), cut],
    }
    services = services_for(tmp_path, scripts, clock=lambda: 100.0)

    async def shown(pilot: Pilot[Any]) -> None:
        screen = pilot.app.screen
        assert isinstance(screen, ArenaScreen)
        await until(pilot, lambda: sum(not c.live for c in screen.comparison.candidates) == 2)
        for said in ("Half of an answer.", "The first words of it", "attempt 2 of 3", "HTTP 429"):
            await until(pilot, lambda said=said: said in screen_text(pilot))  # type: ignore[misc]
        await steady(pilot)

    assert snap_compare(FusionApp(services, asking(services)), terminal_size=(160, 30), run_before=shown)


def test_writing_a_question_with_a_document(snap_compare: SnapCompare, tmp_path: Path) -> None:
    services = services_for(tmp_path, {"model-one": [], "model-two": []}, ui=Ui(motion="none"))
    document = to_document("proposal.md", b"x" * 51_743)
    start = StartCompose("What is missing in this proposal?\nQuote the lines you mean.", (document,))
    assert snap_compare(FusionApp(services, start), terminal_size=(120, 35))


def test_ranking_in_the_pick_dialog(snap_compare: SnapCompare, tmp_path: Path) -> None:
    services, start = reviewing(tmp_path)
    assert snap_compare(
        FusionApp(services, start),
        terminal_size=(80, 24),
        run_before=after("P", "3", "1", "equals_sign", "2"),
    )
