"""Stories of people who ask themselves blind whether a revision helped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from fusion_tui.core.models import Record
from fusion_tui.core.taste.questions.processes import critique as critique_helps
from fusion_tui.errors import StoreError
from fusion_tui.store import Store
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.arena_rows import roster
from fusion_tui.ui.screens.pick import PickDialog
from fusion_tui.ui.screens.retest import RetestScreen
from fusion_tui.ui.services import Services, StartOpen
from tests.helpers.fakes import NOW, forever
from tests.helpers.programs import arena, asking, running
from tests.helpers.rounds import Part, rounds_for
from tests.helpers.waiting import screen_text, until
from tests.ui.test_critique import critique, done, focus, stored, three

REVISED = "Acknowledge after two replicas."


async def revised(pilot: Pilot[Any]) -> str:
    """Critique, accept, revise, and go back to the answers; returns the original's letter."""
    await done(pilot)
    letter = await focus(pilot, "one")
    await critique(pilot)
    await until(pilot, lambda: "0 of 2 issues decided" in screen_text(pilot))
    await pilot.press("y", "v")
    await until(pilot, lambda: "1 call, about" in screen_text(pilot))
    await pilot.press("enter")
    await until(pilot, lambda: "✓ fixed" in screen_text(pilot))
    await pilot.press("escape")
    await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
    return letter


def services_of(folder: Path) -> Services:
    one = Part("Acknowledge writes early.\n\nThe queue grows.", revision=REVISED)
    return rounds_for(folder, three(one=one))[0]


async def retesting(pilot: Pilot[Any]) -> RetestScreen:
    await pilot.press("B")
    await until(pilot, lambda: isinstance(pilot.app.screen, RetestScreen))
    screen = pilot.app.screen
    assert isinstance(screen, RetestScreen)
    return screen


async def pick_revision(pilot: Pilot[Any], screen: RetestScreen) -> str:
    """Pick the revision by what it says; returns its number."""
    number = next(c.letter for c in screen.comparison.candidates if c.text.strip() == REVISED)
    await pilot.press(number, "p")
    await until(pilot, lambda: f"picked {number}" in screen.status)
    return number


async def test_three_keys_ask_blind_whether_a_revision_helped(tmp_path: Path) -> None:
    services = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        letter = await revised(pilot)
        screen = await retesting(pilot)
        shown = screen_text(pilot)
        assert "retest" in shown and "revision" not in shown, "nothing tells which came late"
        assert not any(f" {each} " in shown for each in "ABCD"), "no letter stands there"
        number = await pick_revision(pilot, screen)
        said = "".join(span.text for span in roster(screen.comparison, number, lambda _: "red", False))
        assert said.split() == ["1", "✓", "2", "✓"], "a digit that is the name is said once"
        assert f"{number} was D, the revision" in screen.status and "name of" not in screen_text(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: type(pilot.app.screen) is ArenaScreen)
        assert not arena(pilot).record.revealed, "leaving a retest reveals nothing"
    record = stored(tmp_path)
    (ballot,) = (b for b in record.ballots if b.kind == "retest")
    (pick,) = record.picks
    assert pick.ballot_id == ballot.id and pick.ranking == (("D",),) and set(ballot.order) == {letter, "D"}
    assert pick.blind and record.pick is None, "the comparison itself is not picked"


async def test_what_was_picked_on_a_retest_answers_whether_critique_helps(tmp_path: Path) -> None:
    import random

    services = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        await revised(pilot)
        await pick_revision(pilot, await retesting(pilot))
    with Store(tmp_path / "data" / "fusion.db", now=lambda: NOW) as store:
        records = store.retested()
    _, subset = critique_helps(records, random.Random(1))
    assert (subset.better.count, subset.n) == (1, 1)


async def test_the_next_revision_says_what_past_rounds_have_done(tmp_path: Path) -> None:
    one = Part("Acknowledge writes early.\n\nThe queue grows.", revision=REVISED)
    services, _ = rounds_for(tmp_path, three(one=one))
    async with running(services, asking(services)) as pilot:
        await revised(pilot)
        await pick_revision(pilot, await retesting(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: type(pilot.app.screen) is ArenaScreen)
        await pilot.press("t")
        await until(pilot, lambda: "1 of 2 issues decided" in screen_text(pilot))
        one.before = forever().wait
        await pilot.press("j", "y", "v")
        await until(pilot, lambda: "1 call, about" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "In 1 blind pair the revised answer won 1 time" in screen_text(pilot))
        assert "being written: E from" in screen_text(pilot)


async def test_a_pick_moved_after_it_was_told_is_not_blind(tmp_path: Path) -> None:
    services = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        await revised(pilot)
        screen = await retesting(pilot)
        number = await pick_revision(pilot, screen)
        other = {"1": "2", "2": "1"}[number]
        await pilot.press(other, "p")
        await until(pilot, lambda: f"picked {other}" in screen.status)
        await pilot.press("u")
        await until(pilot, lambda: "took back" in screen.status)
    picks = stored(tmp_path).picks
    assert [pick.blind for pick in picks if not pick.undoes] == [True, False] and picks[-1].undoes


async def test_it_is_offered_once_and_quietly(tmp_path: Path) -> None:
    services = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        await revised(pilot)
        await until(pilot, lambda: "B asks blind whether the revision helps" in arena(pilot).status)
        await pilot.press("j")
        arena(pilot).offer_retest()
        arena(pilot).say("")
        arena(pilot).offer_retest()
        assert arena(pilot).status.strip() == ""


async def test_without_anything_later_there_is_nothing_to_retest(tmp_path: Path) -> None:
    services = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("B")
        await until(pilot, lambda: "there is none yet" in arena(pilot).status)


async def test_the_dialog_ranks_and_ties_numbers(tmp_path: Path) -> None:
    services = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        await revised(pilot)
        screen = await retesting(pilot)
        await pilot.press("P")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickDialog))
        await pilot.press("1", "equals_sign", "2", "enter")
        await until(pilot, lambda: "picked 1 = 2" in screen.status)
    record = stored(tmp_path)
    assert [sorted(group) for group in record.picks[0].ranking] == [sorted(record.picks[0].order)]


async def test_a_retest_of_names_that_are_known_is_stored_as_made_knowing(tmp_path: Path) -> None:
    services = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        await revised(pilot)
        await pilot.press("p", "b")
        await until(pilot, lambda: arena(pilot).record.revealed)
        await pick_revision(pilot, await retesting(pilot))
    record: Record = stored(tmp_path)
    assert [pick.blind for pick in record.picks] == [True, False] and record.pick == record.picks[0]


async def test_a_pick_that_cannot_be_stored_is_not_shown_as_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Store, pick: object) -> None:
        raise StoreError("the disk is full; free some room.")

    services = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        await revised(pilot)
        screen = await retesting(pilot)
        monkeypatch.setattr(Store, "save_pick", refuse)
        await pilot.press("1", "p")
        await until(pilot, lambda: "NOT stored" in screen.status)
        assert "your pick" not in screen_text(pilot)


async def test_the_command_opens_at_the_retest(tmp_path: Path) -> None:
    services = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        await revised(pilot)
        identity = arena(pilot).comparison.id
    async with running(services_of(tmp_path), StartOpen(identity, "D")) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, RetestScreen))
        assert REVISED in screen_text(pilot)
