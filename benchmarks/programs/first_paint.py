"""CPU from the start of the process to the first paint: of the program, and of a bare one beside it."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.programs.channel import settings, tell, until


def bare() -> None:
    """Eight panes of Textual's own: a head, and Markdown that scrolls."""
    from textual.app import App, ComposeResult
    from textual.containers import Grid, VerticalScroll
    from textual.widgets import Markdown, Static

    class Bare(App[None]):
        """A program that shows eight texts."""

        CSS = "Grid { grid-size: 4 2; }"

        def compose(self) -> ComposeResult:
            """The panes."""
            with Grid():
                for number in range(8):
                    with VerticalScroll():
                        yield Static(f"{number} waiting")
                        yield Markdown()

        def on_mount(self) -> None:
            """Begin to wait for the first paint."""
            self.run_worker(self.tell())

        async def tell(self) -> None:
            """What it cost."""
            await until(lambda: len(found := self.query(Markdown)) == 8 and all(m.size.width for m in found))
            shown = asyncio.Event()
            self.call_after_refresh(shown.set)
            await shown.wait()
            tell("result", cpu=time.process_time())
            self.exit()

    Bare().run()


def question(folder: Path) -> None:
    """`fusion`, up to its question."""
    from fusion_tui.cli import main, screen
    from fusion_tui.ui.app import FusionApp, Left
    from fusion_tui.ui.screens.compose import ComposeScreen
    from fusion_tui.ui.services import Services, Start

    def run_app(services: Services, start: Start, offer: str = "") -> Left:
        from benchmarks.programs.setting import painted, run_with

        async def measure(app: FusionApp) -> None:
            await until(lambda: isinstance(app.screen, ComposeScreen) and app.screen.size.width > 0)
            await painted(app)
            tell("result", cpu=time.process_time())

        asyncio.run(run_with(services, start, measure))
        return Left(0, None)

    config = folder / "config.toml"
    config.write_text(
        '[providers.here]\napi = "openai"\nbase_url = "http://127.0.0.1:1/v1"\n'
        '[panels.all]\nmembers = [{ provider = "here", model = "one" }]\n'
    )
    screen.run_app = run_app  # type: ignore[attr-defined]  # the module imported it by name
    os.environ["FUSION_CONFIG"] = str(config)
    sys.argv = ["fusion"]
    main.run()


def answers(folder: Path) -> None:
    """The program at eight answers that have not come yet."""
    from benchmarks.programs.arena import PacedProvider, Plan
    from benchmarks.programs.setting import arena_of, asked, painted, run_with, services_in
    from fusion_tui.ui.app import FusionApp
    from fusion_tui.ui.services import StartAsk

    async def measure(app: FusionApp) -> None:
        await arena_of(app)
        await painted(app)
        tell("result", cpu=time.process_time())

    async def go() -> None:
        services = services_in(folder, PacedProvider(Plan(0, 0)))
        await run_with(services, StartAsk(*asked(8)), measure)

    asyncio.run(go())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        match settings()["what"]:
            case "bare":
                bare()
            case "question":
                os.environ["FUSION_DATA_DIR"] = home
                question(Path(home))
            case "answers":
                answers(Path(home))
