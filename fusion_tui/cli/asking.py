"""`fusion`, `ask`, `demo`: from the command line's words to a question."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fusion_tui.cli import headless, wiring
from fusion_tui.cli.documents import read_document, to_document
from fusion_tui.cli.files import write_file
from fusion_tui.cli.talk import Exit, has_terminal, say
from fusion_tui.cli.wiring import World, new_id, new_seed, now
from fusion_tui.config import hosts, paths
from fusion_tui.core.budget import estimate_cost, over_budget
from fusion_tui.core.compose import new_comparison
from fusion_tui.core.models import Document, Panel
from fusion_tui.core.secrets import looks_secret
from fusion_tui.demo import load
from fusion_tui.errors import UsageError
from fusion_tui.store import Store, StoreThread

if TYPE_CHECKING:
    from fusion_tui.ui.services import Services, Start


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line said."""

    prompt: str | None
    files: Sequence[Path]
    panel: str | None
    members: Sequence[str]
    mode: str
    """`tui`, `json`, `plain`, or empty for what fits the terminal."""
    local: bool = False
    over_budget: bool = False
    send_secrets: bool = False


def open_tui(world: World, start: Start | None = None) -> Exit:
    """The program on the terminal."""
    if not has_terminal():
        raise UsageError('There is no terminal here. `fusion ask --plain "…"` asks without one.')
    from fusion_tui.ui.services import StartCompose

    world = asyncio.run(wiring.with_offer(world))
    return _run(world, start or StartCompose())


def ask(world: World, asked: Asked) -> Exit:
    """Ask a panel, on the screen or without one."""
    prompt, documents = _inputs(asked)
    if not prompt.strip():
        what = "The documents need a question" if documents else "There is no question"
        raise UsageError(f'{what}: fusion ask "What is missing here?" -f FILE')
    if not asked.members:
        world = asyncio.run(wiring.with_offer(world))
    world, panel = wiring.choose_panel(world, asked.panel, list(asked.members))
    if asked.local:
        wiring.refuse_remote(world.config, panel)
    mode = asked.mode or ("tui" if has_terminal() else "plain")
    if mode == "tui":
        return _ask_on_screen(world, asked, prompt, documents, panel)
    _refuse_secrets(documents, asked.send_secrets)
    _refuse_budget(world, asked, prompt, documents, panel)
    _say_hosts(world, panel, documents)
    comparison, ballot = new_comparison(
        prompt,
        documents,
        panel,
        blind=world.config.ui.blind,
        rng_seed=new_seed(),
        now=now(),
        new_id=new_id,
    )
    machine = wiring.build_machine(world, load())
    return asyncio.run(headless.ask(world, machine, comparison, ballot, as_json=mode == "json"))


def demo(world: World, speed: float) -> Exit:
    """The whole flow on recorded answers."""
    kit = load()
    comparison, ballot = new_comparison(
        kit.prompt,
        (kit.document,),
        kit.panel,
        blind=True,
        demo=True,
        rng_seed=new_seed(),
        now=now(),
        new_id=new_id,
    )
    if has_terminal():
        from fusion_tui.ui.services import StartAsk

        return _run(world, StartAsk(comparison, ballot), speed)
    machine = wiring.build_machine(world, kit, speed)
    return asyncio.run(headless.ask(world, machine, comparison, ballot, as_json=False))


def _inputs(asked: Asked) -> tuple[str, tuple[Document, ...]]:
    """The prompt and documents; `-` is standard input, once."""
    wants_stdin = [asked.prompt == "-", *(str(path) == "-" for path in asked.files)]
    if sum(wants_stdin) > 1:
        raise UsageError("Standard input can be read once; name - only once.")
    prompt = _stdin().text if asked.prompt == "-" else asked.prompt or ""
    documents = tuple(_stdin() if str(path) == "-" else read_document(path) for path in asked.files)
    return prompt, documents


def _stdin() -> Document:
    return to_document("stdin", sys.stdin.buffer.read())


def _ask_on_screen(
    world: World, asked: Asked, prompt: str, documents: tuple[Document, ...], panel: Panel
) -> Exit:
    if not has_terminal():
        raise UsageError("--tui needs a terminal for input and output; --plain and --json need none.")
    from fusion_tui.ui.services import StartAsk, StartCompose

    world = _with_panel(world, panel)
    doubtful = any(looks_secret(d.name, d.text) for d in documents) and not asked.send_secrets
    if doubtful or _budget_problem(world, asked, prompt, documents, panel):
        # The question's screen asks before it sends.
        return _run(world, StartCompose(prompt, documents, panel.name))
    _say_hosts(world, panel, documents)
    comparison, ballot = new_comparison(
        prompt,
        documents,
        panel,
        blind=world.config.ui.blind,
        rng_seed=new_seed(),
        now=now(),
        new_id=new_id,
    )
    return _run(world, StartAsk(comparison, ballot))


def _with_panel(world: World, panel: Panel) -> World:
    """The world in which a panel made on the spot can be chosen again."""

    panels = {**world.config.panels, panel.name: panel}
    return replace(world, config=replace(world.config, panels=panels))


def _refuse_secrets(documents: Sequence[Document], allowed: bool) -> None:
    found = [why for d in documents if (why := looks_secret(d.name, d.text))]
    if found and not allowed:
        raise UsageError(f"Not sent: {'; '.join(found)}. --send-secrets sends it all the same.")


def _refuse_budget(
    world: World, asked: Asked, prompt: str, documents: Sequence[Document], panel: Panel
) -> None:
    if problem := _budget_problem(world, asked, prompt, documents, panel):
        raise UsageError(f"{problem} --over-budget asks all the same.")


def _budget_problem(
    world: World, asked: Asked, prompt: str, documents: Sequence[Document], panel: Panel
) -> str | None:
    budget = world.config.budget
    if asked.over_budget or (budget.per_run is None and budget.per_month is None):
        return None
    month = now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    with Store(world.database, now=now) as store:
        spent = store.spent_since(month)
    cost = estimate_cost(panel.members, world.config.prices, prompt, documents)
    return over_budget(cost, spent, per_run=budget.per_run, per_month=budget.per_month)


def _say_hosts(world: World, panel: Panel, documents: Sequence[Document]) -> None:
    where = " and ".join(hosts(world.config, panel.members))
    what = "prompt" if not documents else f"prompt and {', '.join(d.name for d in documents)}"
    if where:
        say(f"Sending {what} to {where}.")


def _run(world: World, start: Start, speed: float = 1.0) -> Exit:
    from fusion_tui.ui.app import run_app

    return Exit(run_app(open_services(world, speed), start, world.offer))


def open_services(world: World, speed: float = 1.0) -> Services:
    """What the screens are handed: the store opened, providers ready, nothing connected."""
    from fusion_tui.ui.services import DemoKit, Services

    kit = load()
    machine = wiring.build_machine(world, kit, speed)
    store = StoreThread.open(world.database, now=now)

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
        demo=DemoKit(kit.prompt, kit.document, kit.panel),
        key_sources=machine.key_sources,
        close=close,
    )
