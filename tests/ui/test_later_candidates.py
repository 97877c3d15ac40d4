"""Stories of candidates that join a comparison after its answers: revisions, syntheses, merges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from fusion_tui.core.events import Consultation
from fusion_tui.core.messages import Brief, Message
from fusion_tui.core.models import Candidate, Member, Record, Reply
from fusion_tui.errors import StoreError
from fusion_tui.store import Store
from fusion_tui.ui.app import FusionApp
from fusion_tui.ui.services import Services, StartOpen
from tests.helpers.fakes import NOW, answer, forever, panel
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import screen_text, until

HEADED = "# First\n\n" + "word\n\n" * 60 + "# Second\n\n" + "more\n\n" * 60
REVISED = "# First\n\nshorter\n\n# Second\n\n" + "better\n\n" * 60
TOLD = Brief((Message("system", "Revise."), Message("user", "it")), "===== 00 =====")
REVISER = Member("fake", "reviser", "name of reviser")


def revision(letter: str = "C", of: str = "A") -> Candidate:
    return Candidate(letter, "revision", REVISER, REVISER.name, inputs=(of,), brief=TOLD)


def app(pilot: Pilot[Any]) -> FusionApp:
    assert isinstance(pilot.app, FusionApp)
    return pilot.app


def stored(services: Services, folder: Path) -> Record:
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        return store.load(store.ids()[-1])


def shown(pilot: Pilot[Any]) -> list[str]:
    return [pane.letter for pane in arena(pilot).grid.standing]


async def join(pilot: Pilot[Any], later: Candidate, *replies: Reply) -> None:
    """Let it join as a screen does: from a handler of its own."""
    joined: list[str] = []

    async def add() -> None:
        await app(pilot).add_candidates(arena(pilot).record, [later], replies)
        joined.append(later.letter)

    arena(pilot).call_later(add)
    await until(pilot, lambda: bool(joined))


async def all_done(pilot: Pilot[Any]) -> None:
    await until(pilot, lambda: not arena(pilot).comparison.live)


async def test_a_revision_takes_its_originals_pane_and_a_key_flips_between_them(tmp_path: Path) -> None:
    services = services_for(
        tmp_path,
        {
            "one": answer(HEADED),
            "two": answer(HEADED + "and so on"),
            "reviser": answer(f"{REVISED}\n===== 00 =====\n1 fixed"),
        },
        panels=[panel("one", "two")],
    )
    start = asking(services)
    async with running(services, start) as pilot:
        await until(pilot, lambda: "done" in screen_text(pilot))
        await all_done(pilot)
        await pilot.press("1", "right_square_bracket", "right_square_bracket")
        await join(pilot, revision())
        await all_done(pilot)
        await until(pilot, lambda: "better" in screen_text(pilot))
        assert shown(pilot) == ["C", "B"] and arena(pilot).letter == "C"
        assert "revision of A" in screen_text(pilot) and "00 ==" not in screen_text(pilot)
        await pilot.press("less_than_sign")
        await until(pilot, lambda: arena(pilot).letter == "A" and shown(pilot) == ["A", "B"])
        heading = arena(pilot).view.headings[1]
        await until(pilot, lambda: arena(pilot).view.scroll_offset.y >= 0)
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: arena(pilot).view.scroll_offset.y == heading.line)
        await pilot.press("less_than_sign")
        revised = arena(pilot).view
        await until(pilot, lambda: revised.scroll_offset.y == revised.headings[1].line)
        await pilot.press("3")
        assert arena(pilot).letter == "C", "digits reach it wherever it stands"
        await pilot.press("2", "less_than_sign")
        assert "B has no revision" in arena(pilot).status
    record = stored(services, tmp_path)
    assert [reply.text for reply in record.replies] == ["1 fixed"]
    assert record.comparison.candidate("C").text.strip() == REVISED.strip()


async def test_a_pick_of_a_later_candidate_stands_on_a_ballot_that_shows_it(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("alpha"), "two": answer("beta")})
    async with running(services, asking(services)) as pilot:
        await all_done(pilot)
        await pilot.press("1", "p")
        await until(pilot, lambda: "picked A" in arena(pilot).status)
        merged = Candidate("C", "merge", None, "merge", "alpha beta", status="complete", inputs=("A", "B"))
        mine = Reply("e" * 32, arena(pilot).comparison.id, "own", None, {"from": ["A", "B"]}, "", NOW)
        await join(pilot, merged, mine)
        await until(pilot, lambda: "merge of A and B" in screen_text(pilot))
        await pilot.press("3", "p")
        await until(pilot, lambda: "picked C" in arena(pilot).status)
    record = stored(services, tmp_path)
    assert record.pick is not None and record.pick.best == "C"
    assert record.pick.order == ("A", "B", "C") and record.pick.ballot_id == record.arena.id
    assert record.picks[0].order == ("A", "B") and record.replies == (mine,)


async def test_a_later_candidate_streams_is_stopped_and_asked_again_from_the_history(tmp_path: Path) -> None:
    scripts = {"one": answer("alpha"), "reviser": [*answer("half of")[:2], forever().wait]}
    panels = [panel("one")]
    services = services_for(tmp_path, scripts, panels=panels)
    async with running(services, asking(services)) as pilot:
        await all_done(pilot)
    identity = stored(services, tmp_path).comparison.id
    services = services_for(tmp_path, scripts, panels=panels)
    for _ in range(20):
        services.new_id()  # those of the first visit are taken
    async with running(services, StartOpen(identity)) as pilot:
        await join(pilot, revision("B"))
        await until(pilot, lambda: "half" in screen_text(pilot))
        assert app(pilot).live_runs
        await pilot.press("x")
        await until(pilot, lambda: arena(pilot).comparison.candidate("B").status == "stopped")
        await pilot.press("r")
        await until(pilot, lambda: arena(pilot).comparison.candidate("B").status == "writing")
        assert arena(pilot).comparison.candidate("B").brief == TOLD
        await pilot.press("x")
        await all_done(pilot)
    services = services_for(tmp_path, scripts, panels=panels)
    async with running(services, StartOpen(identity)) as pilot:
        await until(pilot, lambda: "half" in screen_text(pilot))
        assert shown(pilot) == ["B"] and arena(pilot).comparison.letters == ("A", "B")


async def test_a_consultation_is_kept_with_its_call_and_shows_its_progress(tmp_path: Path) -> None:
    scripts = {"one": answer("alpha"), "two": answer("beta"), "judge": answer("A is better")}
    services = services_for(tmp_path, scripts, panels=[panel("one", "two")])
    judge = Member("fake", "judge", "name of judge")
    async with running(services, asking(services)) as pilot:
        await all_done(pilot)
        run = app(pilot).run_of(arena(pilot).record)
        asked = Consultation("q", "rank", "judge", judge, TOLD.messages, {"order": ["A", "B"]})
        done = await run.consult(services.engine, asked)
        assert done.reply is not None and run.replies[-1] == done.reply and not run.asking
    record = stored(services, tmp_path)
    assert record.replies == (done.reply,) and record.calls[-1].role == "judge"


async def test_what_cannot_be_stored_does_not_join(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreError("the disk is full.")

    services = services_for(tmp_path, {"one": answer("alpha"), "two": answer("beta")})
    async with running(services, asking(services)) as pilot:
        await all_done(pilot)
        monkeypatch.setattr(Store, "add_candidates", full)
        with pytest.raises(StoreError):
            await app(pilot).add_candidates(arena(pilot).record, [revision()])
        assert arena(pilot).comparison.letters == ("A", "B")
        assert arena(pilot).record.arena.order == ("A", "B")


async def test_a_revision_that_changed_nothing_stays_in_its_originals_pane(tmp_path: Path) -> None:
    scripts = {"one": answer("alpha"), "two": answer("beta"), "reviser": answer("alpha")}
    services = services_for(tmp_path, scripts, panels=[panel("one", "two")])
    async with running(services, asking(services)) as pilot:
        await all_done(pilot)
        (same,) = [c.letter for c in arena(pilot).comparison.candidates if "alpha" in c.text]
        await join(pilot, revision(of=same))
        await all_done(pilot)
        await until(pilot, lambda: len(shown(pilot)) == 2 and "C" in shown(pilot))
        arena(pilot).run_ended()
        assert len(shown(pilot)) == 2 and "C" in shown(pilot)
