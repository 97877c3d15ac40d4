"""Stories of people who put a text together by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from fusion_tui.config.schema import Budget
from fusion_tui.core.compose import new_drafts
from fusion_tui.core.events import EmitItem, FinishReason, Request, TextDelta, UsageReport
from fusion_tui.core.models import Candidate, Member, Price, Record, Usage
from fusion_tui.errors import StoreError
from fusion_tui.store import MERGE, Store
from fusion_tui.ui.app import FusionApp
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.dialogs import RestDialog
from fusion_tui.ui.screens.merge import MergeScreen
from fusion_tui.ui.screens.smoothing import ProposalScreen
from fusion_tui.ui.services import Services, StartAsk, StartOpen
from tests.helpers.fakes import NOW, FakeProvider, Step, answer, forever, panel
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import screen_text, until

ONE = "# Plan\n\nThree services share it.\n\n## Options\n\n- Postgres is known\n- SQLite\n\n## End\n\nBye.\n"
TWO = "# Plan\n\nA system of three.\n\n## Options considered\n\n- Postgres is well known\n- MySQL\n\n"
TWO += "Some more [/] \x1b[31m.\n\n## End\n\nBye.\n"


def drafts(services: Services, texts: Sequence[str] = (ONE, TWO)) -> StartAsk:
    """Files from disk; with this seed they keep their order: A, B, …"""
    named = [(f"{number}.md", text) for number, text in enumerate(texts, start=1)]
    for seed in range(1000):
        made = new_drafts("Which plan?", named, blind=True, rng_seed=seed, now=NOW, new_id=services.new_id)
        if [c.text for c in made[0].candidates] == list(texts):
            return StartAsk(*made)
    raise AssertionError("no seed keeps the order")


def without_models(folder: Path, **changed: Any) -> Services:
    return services_for(folder, {}, panels=[panel(name="nobody")], **changed)


async def merging(pilot: Pilot[Any]) -> MergeScreen:
    await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
    await pilot.press("m")
    await until(pilot, lambda: isinstance(pilot.app.screen, MergeScreen))
    screen = pilot.app.screen
    assert isinstance(screen, MergeScreen)
    await until(pilot, lambda: screen.merge is not None and "passage" in screen_text(pilot))
    return screen


def stored(folder: Path) -> Record:
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        return store.load(store.ids()[-1])


async def picked(pilot: Pilot[Any], letter: str) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
    await until(pilot, lambda: f"picked {letter}" in arena(pilot).status)


async def test_a_merge_is_picked_as_one_more_candidate_and_names_stay_hidden(tmp_path: Path) -> None:
    services = without_models(tmp_path)
    async with running(services, drafts(services)) as pilot:
        screen = await merging(pilot)
        assert "3 of 7 passages decided" in screen_text(pilot), "what both say alike is decided"
        await pilot.press("2", "enter", "2", "backspace")
        await until(pilot, lambda: "7 of 7 passages decided" in screen_text(pilot))
        assert "p picks the merge" in screen.status
        await pilot.press("p")
        await picked(pilot, "C")
        assert "B asks blind whether the merge helps" in screen_text(pilot), "offered once"
        assert arena(pilot).letter == "C" and not arena(pilot).record.revealed
        assert "merge of A and B" in screen_text(pilot) and "1.md" not in screen_text(pilot)
    record = stored(tmp_path)
    made = record.comparison.candidate("C")
    assert made.kind == "merge" and made.member is None and made.inputs == ("A", "B")
    assert made.text == (
        "# Plan\n\nA system of three.\n\n## Options\n\n- Postgres is well known\n- MySQL\n\n## End\n\nBye.\n"
    )
    assert record.pick and record.pick.best == "C" and record.pick.order == ("A", "B", "C")
    assert record.pick.ballot_id == record.arena.id and not record.revealed
    (kept,) = record.replies
    assert kept.kind == "merge" and kept.member is None and kept.about["letter"] == "C"
    passages = kept.about["passages"]
    assert isinstance(passages, list)
    assert [passage["from"] for passage in passages] == ["A", "B", "A", "B", "A", "A"]


async def test_hostile_words_are_shown_and_merged_as_they_are(tmp_path: Path) -> None:
    services = without_models(tmp_path)
    async with running(services, drafts(services)) as pilot:
        await merging(pilot)
        await pilot.press("j", "j", "j")
        await until(pilot, lambda: "Some more [/]" in screen_text(pilot))
        assert "\x1b" not in screen_text(pilot)
        await pilot.press("enter", "p", "enter")
        await picked(pilot, "C")
    assert "Some more [/] \x1b[31m." in stored(tmp_path).comparison.candidate("C").text


async def test_the_other_versions_can_be_looked_at_before_one_is_kept(tmp_path: Path) -> None:
    services = without_models(tmp_path)
    async with running(services, drafts(services)) as pilot:
        screen = await merging(pilot)
        assert screen.shown == "A" and "enter or 1 takes it" in screen_text(pilot)
        await pilot.press("l")
        await until(pilot, lambda: "enter or 2 takes it" in screen_text(pilot))
        await pilot.press("enter")
        assert screen.merge and screen.merge.items[1].letter == "B" and "from B" in screen.status
        await pilot.press("k")
        await until(pilot, lambda: "kept" in screen_text(pilot))
        await pilot.press("j", "j", "j", "h")
        assert "no other version" in screen.status, "only B has it"
        await pilot.press("1")
        assert "A has no such passage" in screen.status
        await pilot.press("7")
        assert "No answer is number 7" in screen.status


async def test_what_is_not_decided_is_asked_about(tmp_path: Path) -> None:
    services = without_models(tmp_path)
    async with running(services, drafts(services)) as pilot:
        screen = await merging(pilot)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(pilot.app.screen, RestDialog))
        asked = pilot.app.screen
        assert isinstance(asked, RestDialog) and asked.question == (
            "4 passages are not decided. Take them from A? 1 passage that A does not have stays out."
        )
        await pilot.press("enter")
        await until(pilot, lambda: "That is A as it stands." in screen.status)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(pilot.app.screen, RestDialog))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(pilot.app.screen, RestDialog))
        await pilot.press("n")
        await picked(pilot, "C")
    assert stored(tmp_path).comparison.candidate("C").text == "# Plan\n\n## End\n\nBye.\n"


async def test_an_empty_merge_is_not_picked(tmp_path: Path) -> None:
    services = without_models(tmp_path)
    async with running(services, drafts(services, ("One.\n", "Two.\n"))) as pilot:
        screen = await merging(pilot)
        await pilot.press("backspace", "p")
        await until(pilot, lambda: "There is nothing in the merge." in screen.status)
        await pilot.press("y")
        await until(pilot, lambda: "There is nothing to copy yet." in screen.status)


async def test_moves_splits_and_undo(tmp_path: Path) -> None:
    services = without_models(tmp_path)
    async with running(services, drafts(services)) as pilot:
        screen = await merging(pilot)
        await pilot.press("K", "K")
        await until(pilot, lambda: "It is the first passage." in screen.status)
        await pilot.press("J", "j", "j", "s")
        await until(pilot, lambda: "split into 3 passages" in screen.status)
        await pilot.press("2", "enter", "enter")
        assert screen.merge
        said = "- Postgres is well known\n- SQLite\n\n- MySQL\n"
        await until(pilot, lambda: screen.merge is not None and said in screen.merge.text)
        await pilot.press("u", "u", "u", "u", "u", "u")
        assert screen.merge.left == 4 and screen.merge.items[0].text == "# Plan\n\n"
        await pilot.press("u")
        await until(pilot, lambda: "No decision of this visit is left" in screen.status)
        await pilot.press("k", "s")
        await until(pilot, lambda: "nothing to split" in screen.status)


async def test_a_merge_that_was_left_is_there_next_time(tmp_path: Path) -> None:
    services = without_models(tmp_path)
    async with running(services, drafts(services)) as pilot:
        await merging(pilot)
        await pilot.press("2", "J", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        identity = arena(pilot).comparison.id
        screen = await merging(pilot)
        assert "your unfinished merge is back" in screen.status and screen.merge
        assert screen.merge.left == 3
    services = without_models(tmp_path)
    for _ in range(2000):
        services.new_id()  # those of the first visit are taken
    async with running(services, StartOpen(identity)) as pilot:
        screen = await merging(pilot)
        assert "your unfinished merge is back" in screen.status and screen.merge
        assert screen.merge.left == 3 and screen.merge.items[1].letter == "B"
        await pilot.press("p", "enter")
        await picked(pilot, "C")
        screen = await merging(pilot)
        assert screen.merge and screen.merge.left > 3, "a merge that was picked is done"


async def test_what_cannot_be_kept_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreError("the disk is full.")

    services = without_models(tmp_path)
    async with running(services, drafts(services)) as pilot:
        screen = await merging(pilot)
        monkeypatch.setattr(Store, "remember", full)
        monkeypatch.setattr(Store, "add_candidates", full)
        await pilot.press("2")
        await until(pilot, lambda: "The merge is NOT kept: the disk is full." in screen.status)
        await pilot.press("p", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await until(pilot, lambda: "The merge is NOT stored: the disk is full." in arena(pilot).status)
        assert arena(pilot).comparison.letters == ("A", "B")
        monkeypatch.setattr(Store, "recall", full)
        screen = await merging(pilot)
        assert "cannot be read: the disk is full." in screen.status


async def test_the_pick_is_what_a_merge_starts_from(tmp_path: Path) -> None:
    services = without_models(tmp_path)
    async with running(services, drafts(services)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await pilot.press("2", "p", "1")
        screen = await merging(pilot)
        assert screen.merge and screen.merge.base == "B" and screen.shown == "B"


async def test_one_that_still_writes_is_not_merged(tmp_path: Path) -> None:
    scripts: dict[str, list[Step]] = {
        "one": list(answer("alpha beta")),
        "two": list(answer("gamma")),
        "three": [*answer("half of")[:2], forever().wait],
    }
    services = services_for(tmp_path, scripts)
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "2 of 3 done" in screen_text(pilot))
        screen = await merging(pilot)
        assert screen.merge is not None and len(screen.merge.letters) == 2
        assert "name of" not in screen_text(pilot)
        await pilot.press("escape", "X")


async def test_one_answer_alone_is_no_merge(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("alpha"), "two": [forever().wait]})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "1 of 2 done" in screen_text(pilot))
        await pilot.press("m")
        await until(pilot, lambda: "A merge needs two answers" in arena(pilot).status)
        await pilot.press("X")


def script(folder: Path, body: str) -> str:
    path = folder / "editor"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 35), (160, 45)])
async def test_every_size_shows_a_version_and_the_merge(tmp_path: Path, size: tuple[int, int]) -> None:
    services = without_models(tmp_path)
    texts = [ONE, TWO, *(f"# Plan\n\nText {n} of it.\n" for n in range(4))]
    async with running(services, drafts_of(services, texts), size=size) as pilot:
        screen = await merging(pilot)
        for _ in range(6):
            shown = screen_text(pilot)
            assert "takes it" in shown and "your merge" in shown
            await pilot.press("l")
        await pilot.press("v")
        await until(pilot, lambda: "as it reads" in screen_text(pilot))
        assert "takes it" not in screen_text(pilot)
        await pilot.press("space", "pageup", "ctrl+d", "ctrl+u", "v", "space", "ctrl+d", "pageup", "ctrl+u")
        assert screen.merge and screen.merge.at == 1


def drafts_of(services: Services, texts: Sequence[str]) -> StartAsk:
    """Files from disk in whatever order is drawn."""
    named = [(f"{number}.md", text) for number, text in enumerate(texts, start=1)]
    return StartAsk(*new_drafts("", named, blind=True, rng_seed=7, now=NOW, new_id=services.new_id))


async def test_clicks_choose_a_passage_and_a_version(tmp_path: Path) -> None:
    services = without_models(tmp_path)
    async with running(services, drafts(services)) as pilot:
        screen = await merging(pilot)
        await pilot.click("PassageList", offset=(10, 3))
        await until(pilot, lambda: screen.merge is not None and screen.merge.at == 3)
        await pilot.click("#pane-B", offset=(10, 3))
        await until(pilot, lambda: screen.shown == "B")


SMOOTH = (
    "# Plan\n\nThree services share it.\n\n## Options\n\n- Postgres is known\n- SQLite\n\n## End\n\nSo bye.\n"
)


def smoothing(folder: Path, text: str = SMOOTH, *more: Step, **changed: Any) -> Services:
    """Services with a judge that smooths a merge to this text."""
    services = services_for(folder, {}, panels=[], **changed)
    judge = Member("fake", "judge", "name of judge")
    nobody = replace(panel("one", name="panel"), judge=(judge,))
    config = replace(services.config, panels={"panel": nobody}, prices={"judge": Price(1.0, 2.0)})
    scripts = services.engine._providers["fake"]
    assert isinstance(scripts, FakeProvider)

    async def play(request: Request, emit: EmitItem) -> None:
        scripts.requests.append(request)
        for step in more:
            await scripts._play(step, emit)
        first, last = request.messages[-1].content.splitlines()[-2:]
        await emit(TextDelta(f"{first}\n{text}\n{last}"))
        await emit(UsageReport(Usage(10, 10)))
        await emit(FinishReason("stop"))

    scripts.stream = play  # type: ignore[method-assign]
    return replace(services, config=config)


def requests(services: Services) -> int:
    provider = services.engine._providers["fake"]
    assert isinstance(provider, FakeProvider)
    return len(provider.requests)


async def decided(pilot: Pilot[Any]) -> MergeScreen:
    screen = await merging(pilot)
    await pilot.press("1", "1", "1", "backspace")
    await until(pilot, lambda: "7 of 7 passages decided" in screen_text(pilot))
    return screen


async def test_a_model_smooths_only_what_the_person_accepts(tmp_path: Path) -> None:
    services = smoothing(tmp_path)
    async with running(services, drafts(services)) as pilot:
        screen = await decided(pilot)
        await pilot.press("f")
        await until(pilot, lambda: "one call, shown as a proposal" in screen_text(pilot))
        assert "name of judge" in screen_text(pilot) and "about $0.0" in screen_text(pilot)
        await pilot.press("j", "j", "k", "k", "escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert requests(services) == 0, "nothing is sent before it is confirmed"
        await pilot.press("f", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ProposalScreen))
        await until(pilot, lambda: "So" in screen_text(pilot) and "into your merge?" in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert screen.merge and "So bye." not in screen.merge.text
        await pilot.press("f")
        await until(pilot, lambda: isinstance(pilot.app.screen, ProposalScreen))
        assert requests(services) == 1, "what was paid for is shown again for nothing"
        await pilot.press("y")
        await until(pilot, lambda: "smoothed by name of judge" in screen.status)
        assert screen.merge.text == SMOOTH and "smoothed" in screen_text(pilot)
        await pilot.press("u")
        await until(pilot, lambda: screen.merge is not None and "So bye." not in screen.merge.text)
        await pilot.press("f")
        await until(pilot, lambda: isinstance(pilot.app.screen, ProposalScreen))
        await pilot.press("enter")
        await until(pilot, lambda: screen.merge is not None and screen.merge.text == SMOOTH)
        await pilot.press("p")
        await picked(pilot, "C")
    record = stored(tmp_path)
    made = record.comparison.candidate("C")
    assert made.name == "merge of A, smoothed" and made.text == SMOOTH
    (call,) = record.calls
    assert call.role == "synthesiser" and call.member == "name of judge" and call.status == "complete"
    kinds = [reply.kind for reply in record.replies]
    assert kinds == ["smooth", "merge"] and record.replies[0].about["from"] == ["A"]


async def test_a_smoothing_that_fails_or_is_stopped_leaves_the_merge_as_it_was(tmp_path: Path) -> None:
    waits = forever()
    services = smoothing(tmp_path, SMOOTH, waits.wait)
    async with running(services, drafts(services)) as pilot:
        screen = await decided(pilot)
        await pilot.press("x")
        await until(pilot, lambda: "Nothing is being smoothed." in screen.status)
        await pilot.press("f", "enter")
        await until(pilot, lambda: "name of judge smooths the merge" in screen.status)
        await until(pilot, lambda: requests(services) == 1)
        await pilot.press("f")
        await until(pilot, lambda: "It is being smoothed; x stops that." in screen.status)
        await pilot.press("x")
        await until(pilot, lambda: "The smoothing was stopped." in screen.status)
        assert screen.merge and screen.merge.undo()


async def test_a_merge_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    gate = asyncio.Event()
    services = smoothing(tmp_path, SMOOTH, gate.wait)
    async with running(services, drafts(services)) as pilot:
        screen = await decided(pilot)
        await pilot.press("f", "enter")
        await until(pilot, lambda: requests(services) == 1)
        await pilot.press("g", "k", "2")
        gate.set()
        await until(pilot, lambda: "The merge has changed since it was asked about" in screen.status)


async def test_a_smoothing_outlives_its_screen(tmp_path: Path) -> None:
    gate = asyncio.Event()
    services = smoothing(tmp_path, SMOOTH, gate.wait)
    async with running(services, drafts(services)) as pilot:
        await decided(pilot)
        await pilot.press("f", "enter")
        await until(pilot, lambda: requests(services) == 1)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        screen = await merging(pilot)
        await pilot.press("f")
        await until(pilot, lambda: "It is being smoothed" in screen.status)
        gate.set()
        await until(pilot, lambda: isinstance(pilot.app.screen, ProposalScreen))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        assert stored(tmp_path).replies
        await merging(pilot)
        await pilot.press("f")
        await until(pilot, lambda: isinstance(pilot.app.screen, ProposalScreen))
        assert requests(services) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [(SMOOTH.replace("So bye", "Bye"), "It changes nothing."), ("", "does not hold the text")],
)
async def test_a_proposal_of_nothing_is_said(tmp_path: Path, text: str, said: str) -> None:
    services = smoothing(tmp_path, text)
    async with running(services, drafts(services)) as pilot:
        screen = await decided(pilot)
        await pilot.press("f", "enter")
        await until(pilot, lambda: said in screen.status)


async def test_what_looks_like_a_secret_is_asked_about_before_it_is_sent(tmp_path: Path) -> None:
    services = smoothing(tmp_path)
    key = "sk-" + "a1" * 20
    async with running(services, drafts(services, (f"{ONE}\n{key}\n", TWO))) as pilot:
        screen = await merging(pilot)
        await pilot.press("1", "1", "1", "backspace", "1", "f", "enter")
        await until(pilot, lambda: "looks like an API key" in screen_text(pilot))
        assert "127.0.0.1" in screen_text(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert requests(services) == 0


async def test_without_any_model_only_smoothing_is_missing(tmp_path: Path) -> None:
    services = without_models(tmp_path)
    async with running(services, drafts(services)) as pilot:
        screen = await merging(pilot)
        await pilot.press("f")
        await until(pilot, lambda: "No model is set up to smooth with" in screen.status)


async def test_an_answer_that_comes_later_is_not_in_a_merge_that_was_begun(tmp_path: Path) -> None:
    services = without_models(tmp_path)
    async with running(services, drafts(services)) as pilot:
        await merging(pilot)
        await pilot.press("2", "y", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        app = pilot.app
        assert isinstance(app, FusionApp)
        late = Candidate("C", "merge", None, "merge", "Late.\n", status="complete", inputs=("A",))
        arena(pilot).call_later(app.add_candidates, arena(pilot).record, [late])
        await until(pilot, lambda: "Late." in screen_text(pilot))
        screen = await merging(pilot)
        assert screen.status == "your unfinished merge is back; C came later and is not in it"
        await pilot.press("3")
        assert screen.status == "C is not in this merge."


async def test_what_was_kept_of_other_texts_is_begun_anew(tmp_path: Path) -> None:
    services = without_models(tmp_path)
    start = drafts(services)
    await services.store.run(lambda store: store.remember(f"{MERGE}{start.comparison.id}", "{}"))
    async with running(services, start) as pilot:
        screen = await merging(pilot)
        assert "it begins anew" in screen.status and screen.merge and screen.merge.left == 4
        await pilot.press("y")
        await until(pilot, lambda: "copied 5 words" in screen.status)
        await pilot.press("E")
        await until(pilot, lambda: "This terminal cannot be lent" in screen.status)
        assert screen.merge.left == 4


async def test_a_limit_is_asked_about_before_a_merge_is_smoothed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = smoothing(tmp_path)
    services = replace(services, config=replace(services.config, budget=Budget(per_run=0.0000001)))
    async with running(services, drafts(services)) as pilot:
        screen = await decided(pilot)
        await pilot.press("f", "enter")
        await until(pilot, lambda: "the limit for one question is" in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)

        def broken(*_: object) -> float:
            raise StoreError("the disk is gone.")

        monkeypatch.setattr(Store, "spent_since", broken)
        await pilot.press("f", "enter")
        await until(pilot, lambda: "the disk is gone." in screen.status)
        assert requests(services) == 0
