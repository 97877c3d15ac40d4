"""Opening the program on the terminal: everything it needs is put into its hands here."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from fusion_tui.cli import wiring
from fusion_tui.cli.documents import read_document
from fusion_tui.cli.files import write_file
from fusion_tui.cli.storing import open_thread
from fusion_tui.cli.talk import Exit, out, say
from fusion_tui.cli.world import World, new_id, new_seed, now
from fusion_tui.config import paths
from fusion_tui.demo import load
from fusion_tui.errors import UsageError
from fusion_tui.store import Store
from fusion_tui.ui.app import run_app
from fusion_tui.ui.services import Services, Start, StartAsk, StartCompose


def open_tui(world: World, start: Start | None = None) -> Exit:
    """The program at the question, or at `start`."""
    world = asyncio.run(wiring.with_offer(world))
    return run(world, start or StartCompose())


def need_terminal() -> None:
    """Raise `UsageError` where nothing can be drawn or typed; stdout may be a pipe."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("--tui needs a terminal to draw on and to read keys from; --plain needs none.")


def run(world: World, start: Start, speed: float = 1.0) -> Exit:
    """Run until the person leaves; as a filter, print the picked text then."""
    if sys.stdout.isatty():
        return _run(world, start, speed)
    with _stdout_on_terminal():
        code = _run(world, start, speed)
    return _print_picked(world, start) if code is Exit.DONE else code


def _run(world: World, start: Start, speed: float) -> Exit:
    return Exit(run_app(open_services(world, speed), start, world.offer))


@contextmanager
def _stdout_on_terminal() -> Iterator[None]:
    """Textual asks stdout for the size of the terminal, so for a while stdout is one."""
    sys.stdout.flush()
    pipe = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(pipe, 1)
        os.close(pipe)


def _print_picked(world: World, start: Start) -> Exit:
    """Only the text that was picked in the comparison this run was started for."""
    with Store(world.database, now=now) as store:
        asked = start.comparison.id if isinstance(start, StartAsk) else store.newest_picked()
        record = store.load(asked) if asked else None
    if record is None or record.pick is None or not record.pick.ranking:
        say("Nothing was picked.")
        return Exit.FAILED
    out(record.comparison.candidate(record.pick.ranking[0][0]).text, end="")
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
        report_folder=paths.report_folder(world.environ),
        environ=world.environ,
        demo=kit,
        key_sources=machine.key_sources,
        close=close,
    )
