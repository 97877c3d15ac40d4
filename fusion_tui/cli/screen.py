"""Opening the program on the terminal: everything it needs is put into its hands here."""

from __future__ import annotations

import asyncio
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

from fusion_tui.cli import wiring
from fusion_tui.cli.documents import read_document
from fusion_tui.cli.files import write_file
from fusion_tui.cli.storing import open_thread
from fusion_tui.cli.talk import Exit, out, say
from fusion_tui.cli.terminal import need_terminal, on_terminal
from fusion_tui.cli.world import World, new_id, new_seed, now
from fusion_tui.config import paths
from fusion_tui.demo import load
from fusion_tui.ui.app import run_app
from fusion_tui.ui.services import Services, Start, StartCompose

if TYPE_CHECKING:
    from fusion_tui.core.judging import Recipe


def open_tui(world: World, start: Start | None = None) -> Exit:
    """The program at the question, or at `start`."""
    world = asyncio.run(wiring.with_offer(world))
    return run(world, start or StartCompose())


def run(world: World, start: Start, speed: float = 1.0) -> Exit:
    """Run until the person leaves; as a filter, print the text then that was picked last in this run."""
    filtering = not sys.stdout.isatty()
    need_terminal()
    with on_terminal():
        left = run_app(open_services(world, speed), start, world.offer)
    if left.code or not filtering:
        return Exit(left.code)
    if left.text is None:
        say("Nothing was picked.")
        return Exit.FAILED
    out(left.text, end="")
    return Exit.DONE


def open_services(world: World, speed: float = 1.0) -> Services:
    """What the screens are handed: the store opened, providers ready, nothing connected."""
    kit = load()
    machine = wiring.build_machine(world, kit, speed)
    store = open_thread(world)

    async def close() -> None:
        await store.close()
        await machine.close()

    return Services(
        config=world.config,
        store=store,
        engine=machine.engine,
        redact=machine.redact,
        clock=time.monotonic,
        now=now,
        new_id=new_id,
        new_seed=new_seed,
        read_document=read_document,
        write_file=write_file,
        config_file=world.config_file,
        clipboard_file=paths.clipboard_file(world.environ),
        report_folder=paths.report_folder(world.environ),
        environ=world.environ,
        demo=kit,
        key_sources=machine.key_sources,
        recipes=partial(_recipes, world),
        keep_recipe=partial(_keep_recipe, world),
        private=world.private,
        close=close,
    )


def _recipes(world: World) -> tuple[Recipe, ...]:
    from fusion_tui.cli.recipes import recipes  # here, because the first paint needs no judge

    return recipes(world)


def _keep_recipe(world: World, recipe: Recipe) -> None:
    from fusion_tui.cli.recipes import keep_recipe

    keep_recipe(world, recipe)
