"""Stories of people who compare two at a time until it is clear which is best."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from fusion_tui.core.compose import new_drafts
from fusion_tui.core.models import Comparison
from fusion_tui.core.taste.duels import duels_of
from fusion_tui.store import Store
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.duel import DuelScreen
from fusion_tui.ui.screens.history import HistoryScreen
from fusion_tui.ui.services import Services, StartAsk, StartDuels, StartHistory
from tests.helpers.fakes import NOW, answer, ids
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import screen_text, until
from tests.ui.test_critique import stored

TEXTS = ("The best text.", "Another text.", "A third text.")


def drafts(services: Services, *, duel: bool = True) -> StartAsk:
    named = [(f"{n}.md", text) for n, text in enumerate(TEXTS)]
    made = new_drafts("A plan", named, blind=True, rng_seed=5, now=NOW, new_id=services.new_id)
    return StartAsk(*made, duel=duel)


async def duelling(pilot: Pilot[Any]) -> DuelScreen:
    await until(pilot, lambda: isinstance(pilot.app.screen, DuelScreen) and " text." in screen_text(pilot))
    screen = pilot.app.screen
    assert isinstance(screen, DuelScreen)
    return screen


async def say(pilot: Pilot[Any], key: str) -> DuelScreen:
    """Press a key, and be at the next pair."""
    before = await duelling(pilot)
    await pilot.press(key)
    await until(pilot, lambda: pilot.app.screen is not before)
    return await duelling(pilot)


def key_for(screen: DuelScreen, text: str = TEXTS[0]) -> str:
    """The key of the side that says this, else a tie."""
    return next((c.letter for c in screen.comparison.candidates if c.text == text), "equals_sign")


async def test_one_key_a_pair_and_the_ranking_is_the_pick(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": ()})
    async with running(services, drafts(services)) as pilot:
        screen = await duelling(pilot)
        assert len(screen.query("Pane")) == 2 and ".md" not in screen_text(pilot)
        for left in (2, 1):
            screen = await say(pilot, key_for(screen))
            assert f"{left} to go" in screen_text(pilot)
            assert "best not clear yet" in screen.status and "p records" in screen.status
            assert not set(screen.status.split()) & set("ABC"), "letters would lead the next answer"
        screen = await say(pilot, key_for(screen))
        best = _letter(stored(tmp_path).comparison, TEXTS[0])
        assert f"All pairs have met: p records {best}" in screen.status
        await pilot.press("1")
        await until(pilot, lambda: "All pairs have met" in screen.status)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen) and not _dueling(pilot))
        await until(pilot, lambda: "picked" in arena(pilot).status)
    record = stored(tmp_path)
    assert record.pick and record.pick.best == _letter(record.comparison, TEXTS[0])
    assert record.pick.outcome == "ranking" and record.pick.ballot_id == record.arena.id
    assert len(duels_of(record)) == 3 and record.pick.duels


def _dueling(pilot: Pilot[Any]) -> bool:
    return isinstance(pilot.app.screen, DuelScreen)


def _letter(comparison: Comparison, text: str) -> str:
    return next(c.letter for c in comparison.candidates if c.text == text)


async def test_duels_go_on_where_they_were_left(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": ()})
    async with running(services, drafts(services)) as pilot:
        await say(pilot, "1")
        await say(pilot, "2")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen) and not _dueling(pilot))
        await until(pilot, lambda: "2 duels kept" in arena(pilot).status)
        identity = arena(pilot).comparison.id
    again = services_for(tmp_path, {"one": ()})
    # Ids of the first visit are taken.
    [again.new_id() for _ in range(50)]
    async with running(again, StartDuels((identity,))) as pilot:
        await duelling(pilot)
        assert "2 duels so far" in screen_text(pilot)
        await say(pilot, "u")
        await until(pilot, lambda: "1 duel so far" in screen_text(pilot))
    assert len(duels_of(stored(tmp_path))) == 1


async def test_a_tie_neither_and_skip_are_answers_too(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": ()})
    async with running(services, drafts(services)) as pilot:
        for key in ("equals_sign", "0", "s"):
            await say(pilot, key)
    assert [duel.won for duel in duels_of(stored(tmp_path))] == ["tie", "neither", "skip"]


async def test_without_a_decision_there_is_no_ranking(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": ()})
    async with running(services, drafts(services, duel=False)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await pilot.press("D")
        screen = await duelling(pilot)
        await pilot.press("p")
        await until(pilot, lambda: "No duel is decided yet" in screen.status)


async def test_an_answer_that_met_nobody_is_in_no_ranking(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": ()})
    async with running(services, drafts(services)) as pilot:
        screen = await duelling(pilot)
        met = {c.text for c in screen.comparison.candidates}
        screen = await say(pilot, "1")
        assert "p records 2 in order, 1 left out" in screen.status
        await pilot.press("p")
        await until(pilot, lambda: not _dueling(pilot) and "picked" in arena(pilot).status)
    pick = stored(tmp_path).pick
    comparison = stored(tmp_path).comparison
    assert pick and {comparison.candidate(letter).text for letter in pick.order} == met
    assert len(pick.ranking) == 2 and {s.letter for s in pick.shown} == set(pick.order)


async def test_two_that_only_tied_are_picked_as_a_tie(tmp_path: Path) -> None:
    (identity,) = _kept(tmp_path, TEXTS[:2])
    async with running(fresh(tmp_path), StartDuels((identity,))) as pilot:
        screen = await say(pilot, "equals_sign")
        assert "p records A = B" in screen.status, "one duel is all there is"
        await pilot.press("p")
        await until(pilot, lambda: not _dueling(pilot) and "picked A = B" in arena(pilot).status)
    assert (pick := stored(tmp_path).pick) and pick.outcome == "tie"


async def test_neither_of_all_is_none_good_and_can_be_taken_back(tmp_path: Path) -> None:
    (identity,) = _kept(tmp_path, TEXTS[:2])
    async with running(fresh(tmp_path), StartDuels((identity,))) as pilot:
        screen = await say(pilot, "0")
        assert "p records none good" in screen.status
        screen = await say(pilot, "u")
        assert "took the last duel back" in screen.status
        await say(pilot, "0")
        await pilot.press("p")
        await until(pilot, lambda: not _dueling(pilot) and "none good" in arena(pilot).status)
    assert (pick := stored(tmp_path).pick) and pick.outcome == "none"


async def test_duels_that_all_ended_open_again_with_what_they_record(tmp_path: Path) -> None:
    (identity,) = _kept(tmp_path, TEXTS[:2])
    async with running(fresh(tmp_path), StartDuels((identity,))) as pilot:
        await say(pilot, "1")
        await pilot.press("escape")
        await until(pilot, lambda: not _dueling(pilot))
        await pilot.press("D")
        screen = await duelling(pilot)
        assert "All pairs have met" in screen.status


async def test_the_history_opens_a_duel_with_one_key(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": ()})
    async with running(services, drafts(services, duel=False)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await pilot.press("H")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
        await until(pilot, lambda: "A plan" in screen_text(pilot))
        await pilot.press("2")
        await duelling(pilot)


def _kept(folder: Path, *texts: Sequence[str]) -> tuple[str, ...]:
    """Ids of stored comparisons of drafts, one for each list of texts."""
    (folder / "data").mkdir(exist_ok=True)
    counted, made = ids(), []
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        for number, each in enumerate(texts):
            named = [(f"{n}.md", text) for n, text in enumerate(each)]
            at = NOW + timedelta(minutes=number)
            pair = new_drafts(f"Plan {number}", named, blind=True, rng_seed=5, now=at, new_id=counted)
            store.save_comparison(*pair)
            made.append(pair[0].id)
    return tuple(made)


def fresh(folder: Path) -> Services:
    """Services whose ids are not those of what is stored."""
    services = services_for(folder, {"one": ()})
    [services.new_id() for _ in range(50)]
    return services


async def test_the_next_comparison_follows_a_ranking_at_once(tmp_path: Path) -> None:
    first, second, third = _kept(tmp_path, TEXTS[:2], ["Alone.", ""], ["One text.", "Other text."])
    services = fresh(tmp_path)
    async with running(services, StartDuels((first, second, third))) as pilot:
        await say(pilot, "1")
        await pilot.press("p")
        await until(pilot, lambda: "Plan 2" in screen_text(pilot))
        screen = await duelling(pilot)
        assert "picked" in screen.status and "the last one" in screen.status
        await say(pilot, "2")
        await pilot.press("p")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen) and not _dueling(pilot))
        await until(pilot, lambda: "picked" in arena(pilot).status)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
    with Store(tmp_path / "data" / "fusion.db", now=lambda: NOW) as store:
        assert store.load(first).pick and store.load(third).pick
        assert store.load(second).pick is None, "what nobody can duel is passed over"


async def test_marked_comparisons_are_duelled_in_turn(tmp_path: Path) -> None:
    _kept(tmp_path, TEXTS[:2], ["One text.", "Other text."])
    async with running(fresh(tmp_path), StartHistory()) as pilot:
        await until(pilot, lambda: "Plan 0" in screen_text(pilot))
        await pilot.press("m", "m", "2")
        await duelling(pilot)
        one = "Plan 1" in screen_text(pilot)
        await say(pilot, "1")
        await pilot.press("p")
        await until(pilot, lambda: ("Plan 0" if one else "Plan 1") in screen_text(pilot))
        await duelling(pilot)


async def test_who_ends_meanwhile_joins_the_duels(tmp_path: Path) -> None:
    gate = asyncio.Event()
    late = (gate.wait, *answer("Late text."))
    scripts = {"one": answer("One text."), "two": answer("Two text."), "late": late}
    services = services_for(tmp_path, scripts)
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: sum(c.pickable for c in arena(pilot).comparison.candidates) == 2)
        await until(pilot, lambda: sum(c.live for c in arena(pilot).comparison.candidates) == 1)
        await pilot.press("D")
        await say(pilot, "1")
        run = next(iter(pilot.app.runs.values()))  # type: ignore[attr-defined]
        gate.set()
        await until(pilot, lambda: not run.comparison.live)
        await until(pilot, lambda: "Late text." in screen_text(pilot))
