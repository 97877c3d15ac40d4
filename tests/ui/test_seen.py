"""A pick keeps what was read: how far down each answer had been in view, and how it looked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from fusion_tui.core.models import Shown
from fusion_tui.ui.widgets.seen import Seen
from tests.helpers.fakes import answer
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import until
from tests.ui.test_critique import stored

LONG = "\n\n".join(f"# Part {n}\n\n- a **bold** word\n- and {n}" for n in range(60))


async def picked(pilot: Pilot[Any], folder: Path) -> dict[str, Shown]:
    """Pick the focused answer; each as it was shown, by who wrote it."""
    await pilot.press("p")
    await until(pilot, lambda: "picked" in arena(pilot).status)
    record = stored(folder)
    assert record.pick
    names = {c.letter: c.name.rpartition(" ")[2] for c in record.comparison.candidates}
    return {names[shown.letter]: shown for shown in record.pick.shown}


async def complete(pilot: Pilot[Any]) -> None:
    await until(pilot, lambda: all(c.status == "complete" for c in arena(pilot).comparison.candidates))
    await until(pilot, lambda: all(view.seen > 0 for view in arena(pilot).all_views.values()))


async def test_a_pick_keeps_how_far_each_answer_had_been_in_view(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"long": answer(LONG), "short": answer("Short.")})
    async with running(services, asking(services), size=(120, 35)) as pilot:
        await complete(pilot)
        shown = await picked(pilot, tmp_path)
        assert shown["short"].seen == 1.0
        assert shown["long"].seen is not None and 0 < shown["long"].seen < 0.2
        assert (shown["long"].headings, shown["long"].bolds, shown["long"].items) == (60, 60, 120)
        assert (shown["short"].headings, shown["short"].bolds, shown["short"].items) == (0, 0, 0)


@pytest.mark.parametrize("back", [(), ("g",)], ids=["at the end", "back at the top"])
async def test_who_went_to_the_end_has_seen_it(tmp_path: Path, back: tuple[str, ...]) -> None:
    services = services_for(tmp_path, {"long": answer(LONG), "short": answer("Short.")})
    async with running(services, asking(services), size=(120, 35)) as pilot:
        await complete(pilot)
        if arena(pilot).comparison.candidate(arena(pilot).letter).text.strip() == "Short.":
            await pilot.press("tab")
        await pilot.press("G")
        await until(pilot, lambda: arena(pilot).view.seen == 1.0)
        await pilot.press(*back)
        assert (await picked(pilot, tmp_path))["long"].seen == 1.0


async def test_what_was_never_in_view_was_not_seen(tmp_path: Path) -> None:
    scripts = {name: answer(LONG + name) for name in ("one", "two", "three", "four")}
    services = services_for(tmp_path, scripts)
    async with running(services, asking(services), size=(60, 16)) as pilot:
        await until(pilot, lambda: all(c.status == "complete" for c in arena(pilot).comparison.candidates))
        await until(pilot, lambda: arena(pilot).view.seen > 0)
        seen = sorted(shown.seen or 0.0 for shown in (await picked(pilot, tmp_path)).values())
        assert seen[:3] == [0.0, 0.0, 0.0] and seen[3] > 0


def test_another_width_keeps_the_part_that_was_seen() -> None:
    seen = Seen()
    seen.note(80, 20, 40, whole=True)
    seen.note(40, 20, 80, whole=True)
    assert seen.share(80) == 0.5
    seen.note(40, 80, 80, whole=True)
    assert seen.share(90) == 1.0, "lines that were estimated may turn out to be more"


def test_the_end_of_what_has_arrived_is_not_the_end() -> None:
    seen = Seen()
    seen.note(80, 20, 10, whole=False)
    seen.note(80, 20, 100, whole=False)
    assert seen.share(100) == 0.2
