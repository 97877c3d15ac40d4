"""The real program with scripted providers, a temporary database and clocks that can be read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from fusion_tui.cli.screen import open_services
from fusion_tui.cli.world import World
from fusion_tui.config.schema import Config, ProviderConfig, Ui
from fusion_tui.core.compose import new_comparison
from fusion_tui.core.models import Document, Panel
from fusion_tui.engine import Engine
from fusion_tui.ui.app import FusionApp
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.services import Services, Start, StartAsk, StartCompose
from tests.helpers.fakes import NOW, FakeProvider, Step, ids, panel


def services_for(
    folder: Path,
    scripts: Mapping[str, Sequence[Step]],
    *,
    ui: Ui | None = None,
    panels: Sequence[Panel] = (),
    **changed: Any,
) -> Services:
    """Services whose only provider plays these scripts; the database lies in `folder`."""
    config = Config(
        providers={"fake": ProviderConfig("fake", "openai", "http://127.0.0.1:9/v1")},
        panels={p.name: p for p in panels or (panel(*scripts),)},
        ui=ui or Ui(),
    )
    world = World(config, folder / "config.toml", {"FUSION_DATA_DIR": str(folder / "data")})
    services = open_services(world)
    counted = ids()
    engine = Engine(
        {"fake": FakeProvider(dict(scripts))}, {}, clock=services.clock, now=lambda: NOW, new_id=counted
    )
    return replace(services, engine=engine, now=lambda: NOW, new_id=counted, new_seed=lambda: 7, **changed)


def asking(
    services: Services, prompt: str = "Which database?", documents: Sequence[Document] = ()
) -> StartAsk:
    """A start that asks the first panel at once."""
    first = next(iter(services.config.panels.values()))
    comparison, ballot = new_comparison(
        prompt,
        documents,
        first,
        blind=services.config.ui.blind,
        rng_seed=7,
        now=NOW,
        new_id=services.new_id,
    )
    return StartAsk(comparison, ballot)


@asynccontextmanager
async def running(
    services: Services, start: Start | None = None, size: tuple[int, int] = (120, 35)
) -> AsyncIterator[Pilot[None]]:
    """The program, running."""
    app = FusionApp(services, start or StartCompose())
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield pilot


def arena(pilot: Pilot[Any]) -> ArenaScreen:
    """The arena, which must be on the screen."""
    screen = pilot.app.screen
    assert isinstance(screen, ArenaScreen), screen
    return screen
