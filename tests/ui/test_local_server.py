"""Stories of people whose models share one slow server on their own machine."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from fusion_tui.cli.screen import open_services
from fusion_tui.cli.world import World
from fusion_tui.config import read_config
from fusion_tui.core.compose import new_comparison
from fusion_tui.core.events import FinishReason, TextDelta, UsageReport
from fusion_tui.core.models import Call, Document, Record, Usage
from fusion_tui.store import Store
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.dialogs import ConfirmDialog
from fusion_tui.ui.screens.receipt import ReceiptScreen
from fusion_tui.ui.services import Services, StartAsk
from tests.cli.model_server import Model, ModelServer
from tests.helpers.fakes import NOW, Step, ids
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.seeds import seed_for
from tests.helpers.waiting import screen_text, until

Serve = Callable[..., ModelServer]
PROSE = "The next call begins when the place is free again, and whoever waited longest goes first. " * 400
SPEC = Document("spec.md", PROSE, "0" * 64, len(PROSE))


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server with these models."""
    servers: list[ModelServer] = []

    def start(**models: Model) -> ModelServer:
        servers.append(ModelServer(models))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


class Watch:
    """The clock of the screen, which a test can put forward."""

    def __init__(self) -> None:
        self.skipped = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.skipped


def local(folder: Path, server: ModelServer, *members: str, watch: Watch | None = None) -> Services:
    """The program's own services, with these members on this server and no other word about it."""
    server.write_config(folder / "config.toml", members, provider="")
    config = read_config(folder / "config.toml")
    world = World(config, folder / "config.toml", {"FUSION_DATA_DIR": str(folder / "data")})
    return replace(open_services(world), clock=watch or Watch())


def seated(services: Services, *models: str) -> StartAsk:
    """A question whose letters go to these models in this order."""
    comparison, ballot = new_comparison(
        "Which database?",
        (),
        services.config.panels["all"],
        blind=True,
        rng_seed=seed_for(*models),
        now=NOW,
        new_id=ids(),
    )
    return StartAsk(comparison, ballot)


def head(pilot: Pilot[Any], letter: str) -> str:
    panes = {pane.letter: pane for pane in arena(pilot).grid.panes}
    return " ".join(panes[letter].plain_head.split())


async def shown(pilot: Pilot[Any], server: ModelServer, *models: str) -> None:
    """Wait until these models were asked, and the arena is on the screen and ready for keys."""
    await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen) and bool(arena(pilot).status))
    await until(pilot, lambda: server.asked == list(models))


def all_done(pilot: Pilot[Any]) -> bool:
    return not arena(pilot).comparison.live


def stored(folder: Path) -> Record:
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        return store.load(store.ids()[-1])


def calls(folder: Path) -> dict[str, Call]:
    return {call.letter: call for call in stored(folder).calls if call.letter}


async def test_the_second_member_is_queued_without_a_clock_while_the_first_is_silent(
    tmp_path: Path, serve: Serve
) -> None:
    server, watch = serve(m1=Model("first", silent=True), m2=Model("second", silent=True)), Watch()
    services = local(tmp_path, server, "m1", "m2", watch=watch)
    async with running(services, seated(services, "m1", "m2")) as pilot:
        await shown(pilot, server, "m1")
        await until(pilot, lambda: "waiting" in head(pilot, "A"))
        assert head(pilot, "B") == "B queued"
        watch.skipped = 600.0
        await until(pilot, lambda: "no data for 60" in head(pilot, "A"))
        assert "x stops" in head(pilot, "A") and head(pilot, "B") == "B queued"
        server.let_go()
        await until(pilot, lambda: server.asked == ["m1", "m2"] and "waiting" in head(pilot, "B"))
        assert "A done" in head(pilot, "A")
        server.let_go()
        await until(pilot, lambda: all_done(pilot) and "second" in screen_text(pilot))
    assert server.most_running == 1
    told = calls(tmp_path)
    assert told["A"].seconds is not None
    since = (told["B"].started_at - told["A"].started_at).total_seconds()
    assert since >= told["A"].seconds - 0.5, "the second began when the first had ended"


async def test_x_closes_a_silent_call_and_the_next_in_line_begins(tmp_path: Path, serve: Serve) -> None:
    server = serve(m1=Model(silent=True), m2=Model("second"))
    services = local(tmp_path, server, "m1", "m2")
    async with running(services, seated(services, "m1", "m2")) as pilot:
        await shown(pilot, server, "m1")
        await pilot.press("x")
        await until(pilot, lambda: server.left == ["m1"])
        await until(pilot, lambda: all_done(pilot) and "second" in screen_text(pilot))
        assert "stopped" in head(pilot, "A")
    assert server.asked == ["m1", "m2"] and server.most_running == 1


async def test_x_on_a_queued_call_sends_nothing(tmp_path: Path, serve: Serve) -> None:
    server = serve(m1=Model("first", silent=True), m2=Model("second"))
    services = local(tmp_path, server, "m1", "m2")
    async with running(services, seated(services, "m1", "m2")) as pilot:
        await shown(pilot, server, "m1")
        await pilot.press("2", "x")
        await until(pilot, lambda: "stopped" in head(pilot, "B"))
        server.let_go()
        await until(pilot, lambda: all_done(pilot) and "first" in screen_text(pilot))
    assert server.asked == ["m1"]
    assert (calls(tmp_path)["B"].status, calls(tmp_path)["B"].seconds) == ("stopped", None)


async def test_members_of_one_model_follow_each_other(tmp_path: Path, serve: Serve) -> None:
    server = serve(m1=Model("first"), m2=Model("second"))
    services = local(tmp_path, server, "m1", "m1", "m2")
    async with running(services, seated(services, "m1", "m2", "m1")) as pilot:
        await until(pilot, lambda: all_done(pilot))
    assert server.asked == ["m1", "m1", "m2"] and server.most_running == 1


async def test_asking_again_waits_in_the_queue_like_everybody_and_x_takes_it_out(
    tmp_path: Path, serve: Serve
) -> None:
    server, watch = serve(m1=Model("first"), m2=Model("second", silent=True)), Watch()
    server.models["m1"] = Model(silent=True)
    services = local(tmp_path, server, "m1", "m2", watch=watch)
    async with running(services, seated(services, "m1", "m2")) as pilot:
        await shown(pilot, server, "m1")
        await pilot.press("x")
        await until(pilot, lambda: server.asked == ["m1", "m2"])
        watch.skipped = 600.0
        await pilot.press("r")
        await until(pilot, lambda: head(pilot, "A").endswith("A queued"))
        assert arena(pilot).comparison.candidate("A").live
        await pilot.press("x")
        await until(pilot, lambda: "stopped" in head(pilot, "A"))
        await pilot.press("r")
        await until(pilot, lambda: head(pilot, "A").endswith("A queued"))
        server.models["m1"] = Model("first")
        server.let_go()
        await until(pilot, lambda: all_done(pilot) and "first" in screen_text(pilot))
    assert server.asked == ["m1", "m2", "m1"] and server.most_running == 1


async def test_quitting_leaves_what_is_queued_interrupted(tmp_path: Path, serve: Serve) -> None:
    server = serve(m1=Model(silent=True), m2=Model("second"))
    services = local(tmp_path, server, "m1", "m2")
    async with running(services, seated(services, "m1", "m2")) as pilot:
        await shown(pilot, server, "m1")
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("enter")
        await until(pilot, lambda: server.left == ["m1"])
    assert {c.status for c in stored(tmp_path).comparison.candidates} == {"interrupted"}
    assert server.asked == ["m1"]


# Documents that were not read


def reading(tokens: int, text: str = "an answer") -> list[Step]:
    """An answer of a server that read so many tokens."""
    return [TextDelta(text), UsageReport(Usage(tokens, 20)), FinishReason("stop")]


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (160, 45), (50, 12)])
async def test_a_cut_document_has_a_badge_beside_that_of_an_author(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    scripts = {"cut": reading(2_050, "As Claude, I say no."), "whole": reading(9_000)}
    services = services_for(tmp_path, scripts)
    async with running(services, asking(services, documents=(SPEC,)), size=size) as pilot:
        await until(pilot, lambda: all_done(pilot))
        letters = {c.name: c.letter for c in arena(pilot).comparison.candidates}
        cut, whole = letters["name of cut"], letters["name of whole"]
        await pilot.press("1" if cut == "A" else "2")
        for badge in ("did not read the whole document", "names its author"):
            await until(pilot, lambda badge=badge: badge in screen_text(pilot))  # type: ignore[misc]
            assert badge in head(pilot, cut) and badge not in head(pilot, whole)
        assert "2,050" not in screen_text(pilot), "figures tell members apart"
        await pilot.press("p")
        await until(pilot, lambda: f"picked {cut}" in arena(pilot).status)
        await pilot.press("b")
        await until(pilot, lambda: "name of cut" in head(pilot, cut))
        assert "did not read the whole document" in head(pilot, cut)
        assert "names its author" not in head(pilot, cut), "which everybody knows by now"
    pick = stored(tmp_path).pick
    assert pick is not None
    assert {shown.letter: shown.cut_input for shown in pick.shown} == {cut: True, whole: False}


async def test_the_badge_goes_when_the_answer_is_asked_for_again(tmp_path: Path) -> None:
    gate = asyncio.Event()
    scripts: dict[str, list[Step]] = {"m": reading(2_050)}
    scripts["m"][-1:] = [FinishReason("length")]
    services = services_for(tmp_path, scripts)
    async with running(services, asking(services, documents=(SPEC,))) as pilot:
        await until(pilot, lambda: "did not read the whole document" in head(pilot, "A"))
        scripts["m"][:] = [gate.wait, *reading(9_000, "another answer")]
        await pilot.press("r")
        await until(pilot, lambda: "waiting" in head(pilot, "A"))
        assert "did not read" not in head(pilot, "A")
        gate.set()
        await until(pilot, lambda: all_done(pilot) and "another answer" in screen_text(pilot))
        assert "did not read" not in head(pilot, "A")


async def test_the_receipt_says_how_much_was_read_and_what_can_be_done(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"cut": reading(2_050), "whole": reading(9_000)})
    async with running(services, asking(services, documents=(SPEC,))) as pilot:
        await until(pilot, lambda: all_done(pilot))
        await pilot.press("dollar_sign")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReceiptScreen))
        receipt = " ".join(screen_text(pilot).replace("┃", " ").split())
    said = "did not read the whole document: the server read 2,050 of about 6,400 tokens or more"
    assert receipt.count(said) == 1
    assert "raise OLLAMA_CONTEXT_LENGTH, or num_ctx in a Modelfile." in receipt
