"""Asking a question again, and going on from the answer that was picked."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from fusion_tui.config.schema import ProviderConfig
from fusion_tui.core.compose import new_drafts
from fusion_tui.core.events import FinishReason, Request, TextDelta
from fusion_tui.core.models import Comparison, Panel, Record
from fusion_tui.engine import Engine
from fusion_tui.store import Store
from fusion_tui.ui import asking_again, draft
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.compose import ComposeScreen
from fusion_tui.ui.services import Services, StartAsk, StartCompose, StartHistory
from tests.helpers.fakes import NOW, FakeProvider, Step, answer, compared, ids, panel
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import screen_text, until


def two(folder: Path, **changed: Any) -> Services:
    return services_for(folder, {"one": answer("alpha"), "two": answer("beta")}, **changed)


def heard(services: Services) -> tuple[Services, FakeProvider]:
    """The same services with a provider whose requests can be looked at."""
    provider = FakeProvider({"one": answer("alpha"), "two": answer("beta")})
    engine = Engine({"fake": provider}, {}, clock=services.clock, now=services.now, new_id=services.new_id)
    return replace(services, engine=engine), provider


def composing(pilot: Pilot[Any]) -> ComposeScreen:
    screen = pilot.app.screen
    assert isinstance(screen, ComposeScreen), screen
    return screen


async def done(pilot: Pilot[Any]) -> Comparison:
    await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen) and not arena(pilot).comparison.live)
    return arena(pilot).comparison


def all_stored(folder: Path) -> list[Comparison]:
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        return [store.load(identity).comparison for identity in store.ids()]


async def test_i_fills_in_question_documents_and_members_to_be_edited(tmp_path: Path) -> None:
    services = two(tmp_path)
    (tmp_path / "plan.md").write_text("a plan")
    document = services.read_document(tmp_path / "plan.md")
    async with running(services, asking(services, documents=[document])) as pilot:
        first = await done(pilot)
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        assert composing(pilot).editor.text == "Which database?"
        assert composing(pilot).documents == (document,)
        assert len(composing(pilot).members) == 2
        await pilot.press(*" Now", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        second = await done(pilot)
    assert second.prompt == "Which database? Now" and second.documents == (document,)
    assert second.thread_id == second.id != first.id and second.parent_id is None and not second.context


async def test_only_the_members_that_were_asked_are_switched_on(tmp_path: Path) -> None:
    services = two(tmp_path)
    start = asking(services)
    comparison = replace(start.comparison, candidates=start.comparison.candidates[:1])
    ballot = replace(start.ballot, order=("A",))
    async with running(services, StartAsk(comparison, ballot)) as pilot:
        await done(pilot)
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        assert [m.name for m in composing(pilot).members] == [comparison.candidates[0].name]


async def test_going_on_sends_everybody_the_same_conversation(tmp_path: Path) -> None:
    services, provider = heard(two(tmp_path))
    async with running(services, asking(services)) as pilot:
        first = await done(pilot)
        await pilot.press("I")
        await until(pilot, lambda: "Pick an answer first" in arena(pilot).status)
        await pilot.press("2", "p")
        await until(pilot, lambda: "picked B" in arena(pilot).status)
        await pilot.press("I")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        assert composing(pilot).editor.text == ""
        assert "continues Which database?  from B" in screen_text(pilot)
        await pilot.press(*"And then?", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        second = await done(pilot)
        assert "question 2 of its thread" in screen_text(pilot)
        await pilot.press("Q")
        await until(pilot, lambda: "before: Which database? → picked B" in screen_text(pilot))
    assert (second.thread_id, second.parent_id) == (first.id, first.id)
    picked = first.candidate("B").text
    assert [spoken(request) for request in provider.requests[2:]] == 2 * [
        [("user", "Which database?"), ("assistant", picked), ("user", "And then?")]
    ]
    assert all_stored(tmp_path)[1].context == second.context


def spoken(request: Request) -> list[tuple[str, str]]:
    return [(message.role, message.content) for message in request.messages]


async def test_a_name_that_was_not_shown_stays_hidden_while_going_on(tmp_path: Path) -> None:
    async with running(two(tmp_path), asking(two(tmp_path))) as pilot:
        await done(pilot)
        await pilot.press("1", "p", "I")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        assert "name of" not in screen_text(pilot).split("panel")[0], "who was picked is not told"
    with Store(tmp_path / "data" / "fusion.db", now=lambda: NOW) as store:
        assert not store.load(store.ids()[0]).revealed


async def test_what_streams_goes_on_while_the_question_is_asked_again(tmp_path: Path) -> None:
    gate = asyncio.Event()
    script: list[Step] = [TextDelta("begun"), gate.wait, FinishReason("stop")]
    services = services_for(tmp_path, {"m": script})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "begun" in screen_text(pilot))
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        await pilot.press(*"!", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        gate.set()
        await until(pilot, lambda: not pilot.app.live_runs)  # type: ignore[attr-defined]
    assert [c.candidates[0].status for c in all_stored(tmp_path)] == ["complete", "complete"]


async def test_history_asks_again_and_goes_on_too(tmp_path: Path) -> None:
    services = two(tmp_path)
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("1", "p", "H", "I")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        assert "from A" in screen_text(pilot)
        await pilot.press("f4")
        await until(pilot, lambda: "1 comparison" in screen_text(pilot))
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        assert composing(pilot).editor.text == "Which database?"


async def test_an_unfinished_next_question_comes_back_with_its_thread(tmp_path: Path) -> None:
    async with running(two(tmp_path), asking(two(tmp_path))) as pilot:
        await done(pilot)
        await pilot.press("1", "p", "I")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        await pilot.press(*"And", "ctrl+q")
    later, _ = heard(replace(two(tmp_path), new_id=lambda: secrets.token_hex(16)))
    async with running(later) as pilot:
        await until(pilot, lambda: "your unfinished question is back" in composing(pilot).status)
        assert composing(pilot).editor.text == "And" and "from A" in screen_text(pilot)
        assert [turn.letter for turn in composing(pilot).turns] == ["A"]
        await pilot.press("enter")
        await done(pilot)
    async with running(two(tmp_path)) as pilot:
        assert composing(pilot).editor.text == "", "what was sent does not come back"


async def test_asking_again_leaves_another_unfinished_question_alone(tmp_path: Path) -> None:
    services = two(tmp_path)
    await services.store.run(lambda store: draft.keep(store, draft.Draft("Unfinished.")))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        assert composing(pilot).editor.text == "Which database?"
        await pilot.press(*"!", "enter")
        await done(pilot)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        assert composing(pilot).editor.text == "Unfinished."


async def test_stored_documents_of_an_unfinished_question_come_back(tmp_path: Path) -> None:
    services = two(tmp_path)
    (tmp_path / "plan.md").write_text("a plan")
    document = services.read_document(tmp_path / "plan.md")
    async with running(services, asking(services, documents=[document])) as pilot:
        await done(pilot)
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        await pilot.press(*"!", "ctrl+q")
    async with running(two(tmp_path)) as pilot:
        await until(pilot, lambda: "your unfinished question is back" in composing(pilot).status)
        assert composing(pilot).documents == (document,)


async def test_a_document_that_is_nowhere_any_more_is_said(tmp_path: Path) -> None:
    services = two(tmp_path)
    gone = draft.Draft("Why?", stored=(("plan.md", "0" * 64),))
    await services.store.run(lambda store: draft.keep(store, gone))
    async with running(services) as pilot:
        await until(pilot, lambda: "without 1 of its documents" in composing(pilot).status)


async def test_a_question_comes_back_even_when_its_thread_is_gone(tmp_path: Path) -> None:
    services = two(tmp_path)
    gone = draft.Draft("And then?", continues="0" * 32)
    await services.store.run(lambda store: draft.keep(store, gone))
    async with running(services) as pilot:
        await until(pilot, lambda: "is back, without its thread" in composing(pilot).status)
        assert composing(pilot).editor.text == "And then?" and composing(pilot).turns == ()


async def test_drafts_go_along_as_documents(tmp_path: Path) -> None:
    services = two(tmp_path)
    comparison, ballot = new_drafts(
        "Announce it.", [("a.md", "one"), ("b.md", "two")], blind=True, rng_seed=1, now=NOW, new_id=ids()
    )
    async with running(services, StartAsk(comparison, ballot)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        assert composing(pilot).editor.text == "Announce it."
        assert {d.name for d in composing(pilot).documents} == {"a.md", "b.md"}
        await pilot.press("f4", "enter", "1", "p", "I")
        await until(pilot, lambda: "continues Announce it." in screen_text(pilot))
        assert [d.text for d in composing(pilot).documents] == [comparison.candidate("A").text]
        assert composing(pilot).turns == (), "nobody said it in a conversation"
        await pilot.press(*"Shorten", "enter")
        second = await done(pilot)
    assert second.thread_id == comparison.id


async def test_the_demo_says_that_its_answers_are_recorded(tmp_path: Path) -> None:
    services = two(tmp_path)
    start = asking(services)
    async with running(services, StartAsk(replace(start.comparison, demo=True), start.ballot)) as pilot:
        await done(pilot)
        await pilot.press("i")
        await until(pilot, lambda: "demo's answers are recorded" in arena(pilot).status)


def record(members: Panel) -> Record:
    comparison, ballot = compared(*(m.model for m in members.members))
    comparison = replace(comparison, panel=members.name)
    return Record(comparison, (ballot,), (), ())


def test_a_panel_that_is_gone_is_offered_once_more_in_the_order_of_names(tmp_path: Path) -> None:
    config = two(tmp_path).config
    start = asking_again.again(record(panel("one", "three", "another", name="gone")), config)
    assert start.once is not None and start.panel == "gone"
    assert [m.model for m in start.once.members] == ["another", "one", "three"], "not in letter order"
    assert StartCompose().empty and not start.empty


def test_members_whose_provider_is_gone_leave_the_choice_to_the_person(tmp_path: Path) -> None:
    config = replace(
        two(tmp_path).config, providers={"other": ProviderConfig("other", "openai", "http://127.0.0.1:9/v1")}
    )
    assert asking_again.again(record(panel("one", name="gone")), config).once is None


async def test_an_old_question_of_a_panel_that_is_gone_is_asked_of_the_same_members(tmp_path: Path) -> None:
    comparison, ballot = compared("one", "two")
    with Store(tmp_path / "data" / "fusion.db", now=lambda: NOW) as store:
        store.save_comparison(replace(comparison, panel="members"), ballot)
        store.interrupt(comparison.id)
    services = services_for(
        tmp_path, {"one": answer("x"), "two": answer("y")}, panels=[panel("two", name="p")]
    )
    async with running(services, StartHistory()) as pilot:
        await until(pilot, lambda: "Which database?" in screen_text(pilot))
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        assert {m.model for m in composing(pilot).members} == {"one", "two"}
        assert "members" in screen_text(pilot)
