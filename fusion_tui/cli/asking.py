"""`ask` and `demo`: from the command line's words to a question."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fusion_tui.cli import headless, wiring
from fusion_tui.cli.documents import MAX_BYTES, read_document, to_document
from fusion_tui.cli.talk import Exit, has_terminal, say
from fusion_tui.cli.world import World, new_id, new_seed, now
from fusion_tui.config import hosts
from fusion_tui.core.budget import estimate_cost, over_budget
from fusion_tui.core.compose import new_comparison
from fusion_tui.core.models import Ballot, Comparison, Document, Panel
from fusion_tui.core.secrets import looks_secret
from fusion_tui.demo import compared, load
from fusion_tui.errors import UsageError
from fusion_tui.store import Store


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


@dataclass(frozen=True, slots=True)
class _Question:
    prompt: str
    documents: tuple[Document, ...]
    panel: Panel

    def compared(self, world: World) -> tuple[Comparison, Ballot]:
        """A comparison of it, with letters drawn."""
        return new_comparison(
            self.prompt,
            self.documents,
            self.panel,
            blind=world.config.ui.blind,
            demo=wiring.is_demo(world.config, self.panel),
            rng_seed=new_seed(),
            now=now(),
            new_id=new_id,
        )


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
    question = _Question(prompt, documents, panel)
    if asked.mode == "tui" or not asked.mode and has_terminal():
        return _ask_on_screen(world, asked, question)
    _refuse_secrets(documents, asked)
    if problem := _budget_problem(world, asked, question):
        raise UsageError(f"{problem} --over-budget asks all the same.")
    _say_hosts(world, question)
    machine = wiring.build_machine(world, load(), only={m.provider for m in panel.members})
    comparison, ballot = question.compared(world)
    return asyncio.run(headless.ask(world, machine, comparison, ballot, as_json=asked.mode == "json"))


def demo(world: World, speed: float) -> Exit:
    """The whole flow on recorded answers."""
    kit = load()
    comparison, ballot = compared(kit, seed=new_seed(), now=now(), new_id=new_id)
    if has_terminal():
        from fusion_tui.cli import screen
        from fusion_tui.ui.services import StartAsk

        return screen.run(world, StartAsk(comparison, ballot), speed)
    machine = wiring.build_machine(world, kit, speed, only=())
    return asyncio.run(headless.ask(world, machine, comparison, ballot, as_json=False))


def _inputs(asked: Asked) -> tuple[str, tuple[Document, ...]]:
    """The prompt and documents; `-` is standard input, once."""
    wants_stdin = [asked.prompt == "-", *(str(path) == "-" for path in asked.files)]
    if sum(wants_stdin) > 1:
        raise UsageError("Standard input can be read once; name - only once.")
    prompt = _stdin().text if asked.prompt == "-" else _whole(asked.prompt or "")
    documents = [_stdin() if str(path) == "-" else read_document(path) for path in asked.files]
    return prompt, tuple(replace(d, name=_whole(d.name)) for d in documents)


def _stdin() -> Document:
    return to_document("stdin", sys.stdin.buffer.read(MAX_BYTES + 1))


def _whole(argument: str) -> str:
    """An argument whose bytes were not UTF-8, with replacement characters."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _ask_on_screen(world: World, asked: Asked, question: _Question) -> Exit:
    from fusion_tui.cli import screen
    from fusion_tui.ui.services import StartAsk, StartCompose

    screen.need_terminal()
    panels = {**world.config.panels, question.panel.name: question.panel}
    world = replace(world, config=replace(world.config, panels=panels))
    doubtful = any(looks_secret(d.name, d.text) for d in question.documents) and not asked.send_secrets
    if doubtful or _budget_problem(world, asked, question):
        # The question's screen asks before it sends.
        return screen.run(world, StartCompose(question.prompt, question.documents, question.panel.name))
    _say_hosts(world, question)
    return screen.run(world, StartAsk(*question.compared(world)))


def _refuse_secrets(documents: Sequence[Document], asked: Asked) -> None:
    found = [why for d in documents if (why := looks_secret(d.name, d.text))]
    if found and not asked.send_secrets:
        raise UsageError(f"Not sent: {'; '.join(found)}. --send-secrets sends it all the same.")


def _budget_problem(world: World, asked: Asked, question: _Question) -> str | None:
    budget = world.config.budget
    if asked.over_budget or (budget.per_run is None and budget.per_month is None):
        return None
    month = now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    with Store(world.database, now=now) as store:
        spent = store.spent_since(month)
    cost = estimate_cost(question.panel.members, world.config.prices, question.prompt, question.documents)
    return over_budget(cost, spent, per_run=budget.per_run, per_month=budget.per_month)


def _say_hosts(world: World, question: _Question) -> None:
    if world.offer:
        say(world.offer)
    documents = ", ".join(d.name for d in question.documents)
    if where := " and ".join(hosts(world.config, question.panel.members)):
        say(f"Sending prompt{f' and {documents}' if documents else ''} to {where}.")
