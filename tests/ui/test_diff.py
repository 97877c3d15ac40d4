"""Stories of people who compare two answers word by word."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from fusion_tui.config.schema import Ui
from fusion_tui.core.compose import new_drafts
from fusion_tui.core.diff import diff
from fusion_tui.core.events import FinishReason, TextDelta
from fusion_tui.store import Store
from fusion_tui.ui.screens import diff as diff_screen
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.diff import DiffScreen
from fusion_tui.ui.services import StartAsk
from fusion_tui.ui.widgets.diff_view import DiffStyle, Drawn, Look, draw
from fusion_tui.ui.widgets.markdown.wrap import width_of
from tests.helpers.fakes import NOW, Step, answer, ids
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import screen_text, until

ONE = "# Why\n\nJSONB covers the document case.\n\n" + "Filler.\n\n" * 40 + "# Example\n\ncode\n"
TWO = "# Why\n\nJSONB covers most of the document case.\n\n" + "Filler.\n\n" * 40 + "The end.\n"
STYLE = DiffStyle("#ffffff", "#888888", "#444444", "#ff0000", "#00ff00")


def drafts(*texts: str) -> StartAsk:
    named = [(f"{n}.md", text) for n, text in enumerate(texts)]
    return StartAsk(*new_drafts("Which?", named, blind=True, rng_seed=2, now=NOW, new_id=ids()))


async def comparing(pilot: Pilot[Any]) -> DiffScreen:
    await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
    await pilot.press("d")
    await until(pilot, lambda: isinstance(pilot.app.screen, DiffScreen))
    await until(pilot, lambda: "alike" in screen_text(pilot))
    screen = pilot.app.screen
    assert isinstance(screen, DiffScreen)
    return screen


async def test_two_answers_stand_side_by_side_with_their_changes_marked(tmp_path: Path) -> None:
    async with running(services_for(tmp_path, {"m": answer("x")}), drafts(ONE, TWO)) as pilot:
        await comparing(pilot)
        shown = screen_text(pilot)
        assert "diff · A ↔ B" in shown and " of 4 · " in shown and "% alike" in shown
        assert "{+most of+}" in shown or "[-most of-]" in shown
        assert " │ " in shown and ".md" not in shown


async def test_below_a_hundred_columns_they_stand_below_each_other(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"m": answer("x")})
    async with running(services, drafts(ONE, TWO), size=(80, 24)) as pilot:
        screen = await comparing(pilot)
        assert " │ " not in screen_text(pilot) and "~ JSONB covers" in screen_text(pilot)
        await pilot.press("v")
        await until(pilot, lambda: "needs 100 columns" in screen.status)


def shows(pilot: Pilot[Any], words: str) -> bool:
    return words in screen_text(pilot)


async def test_n_goes_from_change_to_change(tmp_path: Path) -> None:
    async with running(services_for(tmp_path, {"m": answer("x")}), drafts(ONE, TWO)) as pilot:
        screen = await comparing(pilot)
        for number in (1, 2, 3, 4):
            await pilot.press("n")
            await until(pilot, partial(shows, pilot, f"change {number} of 4"))
        assert "only" in screen_text(pilot), "the heading that one text has is in view"
        await pilot.press("n")
        await until(pilot, lambda: "no change below" in screen.status)
        await pilot.press("N")
        await until(pilot, lambda: "change 3 of 4" in screen_text(pilot))
        await pilot.press("g")
        await until(pilot, lambda: "JSONB" in screen_text(pilot))


async def test_both_versions_stand_whole_when_words_are_not_wanted(tmp_path: Path) -> None:
    async with running(services_for(tmp_path, {"m": answer("x")}), drafts(ONE, TWO)) as pilot:
        await comparing(pilot)
        await pilot.press("w")
        await until(pilot, lambda: "{+" not in screen_text(pilot) and "[-" not in screen_text(pilot))
        assert "- JSONB covers" in screen_text(pilot) and "+ JSONB covers" in screen_text(pilot)


async def test_keys_do_not_wait_while_many_lines_are_laid_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, drawn = threading.Event(), []

    def slowly(*asked: Any) -> Drawn:
        drawn.append(asked)
        assert held.wait(20)
        return draw(*asked)

    async with running(services_for(tmp_path, {"m": answer("x")}), drafts(ONE, TWO)) as pilot:
        screen = await comparing(pilot)
        monkeypatch.setattr(diff_screen, "draw", slowly)
        await pilot.press("w")
        await until(pilot, lambda: len(drawn) == 1)
        assert shows(pilot, "{+") or shows(pilot, "[-"), "what stood there stays"
        await pilot.press("n", "v")
        await until(pilot, lambda: len(drawn) == 2 and "change 1 of 4" in screen_text(pilot))
        held.set()
        await until(pilot, lambda: "- JSONB covers" in screen_text(pilot) and not shows(pilot, " │ "))
        assert screen.view.change == 1


async def test_digits_choose_who_stands_on_a_side(tmp_path: Path) -> None:
    async with running(services_for(tmp_path, {"m": answer("x")}), drafts("one", "two", "three")) as pilot:
        screen = await comparing(pilot)
        assert "diff · A ↔ B" in screen_text(pilot)
        await pilot.press("3")
        await until(pilot, lambda: "diff · A ↔ C" in screen_text(pilot))
        await pilot.press("tab", "2")
        await until(pilot, lambda: "diff · B ↔ C" in screen_text(pilot))
        await pilot.press("3")
        await until(pilot, lambda: "C is compared already" in screen.status)
        await pilot.press("8")
        await until(pilot, lambda: "only 3 answers" in screen.status)


async def test_the_pick_is_what_the_focused_one_is_compared_with_and_nothing_is_revealed(
    tmp_path: Path,
) -> None:
    services = services_for(tmp_path, {m: answer(f"text of {m}") for m in ("one", "two", "three")})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: not arena(pilot).comparison.live)
        await pilot.press("3", "p", "1")
        await comparing(pilot)
        assert "diff · C ↔ A" in screen_text(pilot) and "name of" not in screen_text(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
    with Store(tmp_path / "data" / "fusion.db", now=lambda: NOW) as store:
        assert not store.load(store.ids()[0]).revealed


async def test_one_answer_alone_cannot_be_compared_and_one_that_is_written_says_so(tmp_path: Path) -> None:
    gate = asyncio.Event()
    slow: list[Step] = [TextDelta("begun"), gate.wait, FinishReason("stop")]
    services = services_for(tmp_path, {"slow": slow, "fast": [gate.wait, *answer("done")]})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "begun" in screen_text(pilot))
        await pilot.press("d")
        await until(pilot, lambda: "needs two answers that have text" in arena(pilot).status)
        gate.set()
        await until(pilot, lambda: not any(run.busy for run in pilot.app.runs.values()))  # type: ignore[attr-defined]


@pytest.mark.parametrize(("beside", "width"), [(True, 38), (True, 100), (False, 12), (False, 90)])
@pytest.mark.parametrize("words", [True, False])
def test_no_line_is_wider_than_the_view_and_no_text_acts_on_the_terminal(
    beside: bool, words: bool, width: int
) -> None:
    one = "長い質問です。\n\n\x1b]0;x\x07 [bold] e\u0301\u0301 word " + "a" * 200
    other = "長い質問でした。\n\n\x1b]0;y\x07 [bold] word " + "b" * 200
    drawn = draw(diff(one, other), width, Look(beside, words, "A", "B"), STYLE)
    assert drawn.lines and drawn.starts
    assert all(width_of(line) <= width for line in drawn.lines)
    assert "\x1b" not in "".join(segment.text for line in drawn.lines for segment in line)


@pytest.mark.parametrize("key", ["d", "t"])
async def test_strictly_blind_no_other_screen_shows_text_before_all_are_done(
    tmp_path: Path, key: str
) -> None:
    gate = asyncio.Event()
    scripts: dict[str, Sequence[Step]] = {
        "fast": answer("early text"),
        "slow": [TextDelta("late text"), gate.wait, FinishReason("stop")],
    }
    services = services_for(tmp_path, scripts, ui=Ui(strict_blind=True))
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "1 of 2 done" in screen_text(pilot))
        await pilot.press(key)
        await until(pilot, lambda: "held until all are done" in arena(pilot).status)
        gate.set()
        await until(pilot, lambda: not any(run.busy for run in pilot.app.runs.values()))  # type: ignore[attr-defined]
