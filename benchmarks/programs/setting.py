"""The real program with everything in its hands, around providers and records made for measuring."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from benchmarks.programs.channel import until
from fusion_tui.cli.screen import open_services
from fusion_tui.cli.world import World, new_id, now
from fusion_tui.config.schema import Config, ProviderConfig, Ui
from fusion_tui.core.compose import new_comparison
from fusion_tui.core.events import Provider
from fusion_tui.core.models import Ballot, Call, Comparison, Member, Panel
from fusion_tui.engine import Engine
from fusion_tui.store import Store
from fusion_tui.ui import screens
from fusion_tui.ui.app import FusionApp
from fusion_tui.ui.services import Services, Start

PROVIDER = "bench"
SEED = 3


def panel_of(seats: int) -> Panel:
    """A panel whose models are called by their numbers."""
    return Panel("bench", tuple(Member(PROVIDER, str(n), f"model {n}") for n in range(seats)))


def asked(seats: int) -> tuple[Comparison, Ballot]:
    """A new question to so many members."""
    panel = panel_of(seats)
    return new_comparison(
        "What does it cost?", (), panel, blind=True, rng_seed=SEED, now=now(), new_id=new_id
    )


def services_in(folder: Path, provider: Provider | None = None) -> Services:
    """What the screens are handed; the database lies in `folder`, `provider` answers every member."""
    # Nothing is ever sent there: it only names the host that the arena shows.
    named = ProviderConfig(PROVIDER, "openai", "http://127.0.0.1:1/v1")
    config = Config(providers={PROVIDER: named}, panels={"bench": panel_of(8)}, ui=Ui(bell=False))
    services = open_services(World(config, folder / "config.toml", {"FUSION_DATA_DIR": str(folder)}))
    if provider is None:
        return services
    engine = Engine({PROVIDER: provider}, {}, clock=services.clock, now=now, new_id=new_id)
    return replace(services, engine=engine)


def keep_answers(store: Store, texts: Sequence[str]) -> str:
    """Store a comparison with these answers, all complete; returns its id."""
    comparison, ballot = asked(len(texts))
    store.save_comparison(comparison, ballot)
    for candidate, text in zip(comparison.candidates, texts, strict=True):
        member = candidate.member
        assert member is not None
        call = Call(
            new_id(), "member", candidate.letter, member.name, PROVIDER, member.model, now(), "complete"
        )
        store.finish_candidate(comparison.id, replace(candidate, text=text, status="complete"), call)
    return comparison.id


async def run_with(
    services: Services, start: Start, measure: Callable[[FusionApp], Coroutine[None, None, None]]
) -> None:
    """Run the program in this terminal until something was measured, or it is told to end."""
    app = FusionApp(services, start)

    async def go() -> None:
        await until(lambda: app.is_running)
        # A worker knows its app; a task of our own would not.
        await app.run_worker(measure(app), exit_on_error=False).wait()
        app.exit()

    measuring = asyncio.create_task(go())
    running = asyncio.create_task(app.run_async())
    await asyncio.wait({measuring, running}, return_when=asyncio.FIRST_COMPLETED)
    if measuring.done():
        app.exit()
    else:
        measuring.cancel()
    await running
    with suppress(asyncio.CancelledError):
        await measuring


async def arena_of(app: FusionApp) -> screens.ArenaScreen:
    """The arena, once it has the screen."""
    await until(lambda: isinstance(app.screen, screens.ArenaScreen) and bool(app.screen.query("AnswerView")))
    assert isinstance(app.screen, screens.ArenaScreen)
    return app.screen


async def painted(app: FusionApp) -> None:
    """Wait until what was asked for has been painted."""
    shown = asyncio.Event()
    app.screen.call_after_refresh(shown.set)
    await shown.wait()


async def all_drawn(arena: screens.ArenaScreen) -> None:
    """Wait until every line of every answer is drawn, in view or not."""
    # Imported late, as the program does it: the first paint is measured with this module.
    from fusion_tui.ui.widgets.answer_view import AnswerView

    views = list(arena.query(AnswerView))
    await until(lambda: all(view.line_count and view._flow.complete for view in views))
