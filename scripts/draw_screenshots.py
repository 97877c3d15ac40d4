"""Runs the program without a terminal, presses keys, and writes what its screen shows."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from textual.pilot import Pilot

from fusion_tui import demo
from fusion_tui.cli.screen import open_services
from fusion_tui.cli.world import World
from fusion_tui.config.schema import Config, ProviderConfig, Ui
from fusion_tui.core.models import Member, Panel
from fusion_tui.ui.app import FusionApp
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.services import Start, StartAsk, StartCompose, StartHistory

SEED = 3
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Picture:
    """One file: which start, which window, which keys."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    start: str = "ask"
    theme: str = "ember"


PICTURES = (
    Picture("arena", (160, 45), ("3", "p")),
    Picture("arena-120x35", (120, 35), ("2", "p")),
    Picture("arena-80x24", (80, 24), ("1",)),
    Picture("arena-paper", (160, 45), ("2", "p", "b"), theme="paper"),
    Picture("zoom", (120, 35), ("3", "z", "right_square_bracket", "right_square_bracket")),
    Picture("pick", (120, 35), ("P", "2", "4", "equals_sign", "1")),
    Picture("receipt", (120, 35), ("2", "p", "b", "dollar_sign")),
    Picture("export", (120, 35), ("2", "p", "e")),
    Picture("help", (120, 35), ("question_mark",)),
    Picture("question", (120, 35), start="question"),
    Picture("history", (120, 35), ("j",), start="history"),
    Picture("first-run", (80, 24), start="first run"),
)


def configuration(start: str, theme: str) -> Config:
    """A panel for the pictures that need one; its hosts are examples."""
    if start != "question":
        return Config(ui=Ui(theme=theme, bell=False))
    members = (
        Member("openrouter", "anthropic/claude-opus-latest", "anthropic/claude-opus-latest"),
        Member("openrouter", "deepseek/deepseek-v4", "deepseek/deepseek-v4"),
        Member("local", "qwen3", "qwen at home"),
    )
    providers = {
        "openrouter": ProviderConfig("openrouter", "openai", "https://openrouter.ai/api/v1"),
        "local": ProviderConfig("local", "openai", "http://127.0.0.1:8080/v1"),
    }
    return Config(providers=providers, panels={"review": Panel("review", members)}, ui=Ui(theme=theme))


async def draw(picture: Picture, folder: Path) -> None:
    """Run the program once and write its picture."""
    with tempfile.TemporaryDirectory() as home:
        world = World(
            configuration(picture.start, picture.theme), Path("config.toml"), {"FUSION_DATA_DIR": home}
        )
        services = replace(open_services(world, speed=1000), now=lambda: NOW)
        kit = demo.load()
        comparison, ballot = demo.compared(kit, seed=SEED, now=NOW, new_id=services.new_id)
        start: Start = StartAsk(comparison, ballot)
        if picture.start == "question":
            start = StartCompose("What is missing in this proposal?", (kit.document,))
        elif picture.start == "first run":
            start = StartCompose()
        elif picture.start == "history":
            await services.store.run(lambda store: store.save_comparison(comparison, ballot))
            await services.store.run(lambda store: store.interrupt(comparison.id))
            start = StartHistory()
        app = FusionApp(services, start)
        async with app.run_test(size=picture.size) as pilot:
            await settled(pilot)
            for key in picture.keys:
                await pilot.press(key)
                await pilot.pause(0.2)
            await pilot.pause(0.3)
            svg = app.export_screenshot(title="fusion")
    (folder / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
    print(folder / f"{picture.name}.svg")


async def settled(pilot: Pilot[None]) -> None:
    """Wait until nothing writes any more."""
    await pilot.pause(0.5)
    while isinstance(screen := pilot.app.screen, ArenaScreen) and screen.comparison.live:
        await pilot.pause(0.1)
    await pilot.pause(0.5)


def main() -> None:
    """Draw all pictures into a folder."""
    folder = Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    for picture in PICTURES:
        asyncio.run(draw(picture, folder))


if __name__ == "__main__":
    main()
