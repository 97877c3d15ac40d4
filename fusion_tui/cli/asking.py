"""`ask`, `review` and `demo`: from the command line's words to a question."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fusion_tui.cli import headless, wiring
from fusion_tui.cli.documents import read_input, whole
from fusion_tui.cli.storing import spent_this_month
from fusion_tui.cli.talk import Exit, has_terminal, say
from fusion_tui.cli.terminal import keep_talk_out_of_stdout, need_terminal
from fusion_tui.cli.world import World, new_id, new_seed, now
from fusion_tui.config import hosts
from fusion_tui.core.budget import estimate_cost, over_budget
from fusion_tui.core.compose import new_comparison
from fusion_tui.core.events import Consultation
from fusion_tui.core.models import Ballot, Comparison, Document, Member, Panel, Record
from fusion_tui.core.rereview import carried_into
from fusion_tui.core.secrets import looks_secret
from fusion_tui.demo import compared, load
from fusion_tui.engine.rechecking import plan
from fusion_tui.errors import UsageError


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line said."""

    prompt: str | None
    files: Sequence[Path]
    panel: str | None
    members: Sequence[str]
    mode: str
    """`tui`, `json`, `plain`, or empty for what fits the terminal."""
    private: bool = False
    local: bool = False
    over_budget: bool = False
    send_secrets: bool = False
    rubric: str | None = None
    """The name or file of a review's rubric."""
    again: bool = False
    """A review goes on with an earlier one."""


@dataclass(frozen=True, slots=True)
class _Question:
    prompt: str
    documents: tuple[Document, ...]
    panel: Panel
    chain: tuple[Record, ...] = ()
    """The reviews that it goes on with, oldest first."""
    recheck: Consultation | None = None
    """Asked besides the members, about what was accepted in them."""

    @property
    def asked(self) -> tuple[Member, ...]:
        """Everybody whom it is sent to."""
        return (*self.panel.members, *([self.recheck.member] if self.recheck else []))

    def compared(self, world: World) -> tuple[Comparison, Ballot]:
        """A comparison of it, with letters drawn."""
        return new_comparison(
            self.prompt,
            self.documents,
            self.panel,
            blind=world.config.ui.blind,
            demo=wiring.is_demo(world.config, self.panel),
            continues=self.chain[-1].comparison if self.chain else None,
            rng_seed=new_seed(),
            now=now(),
            new_id=new_id,
        )


def ask(world: World, asked: Asked) -> Exit:
    """Ask a panel, on the screen or without one."""
    world = prepared(world, asked.mode, asked.private)
    prompt, documents = inputs(asked)
    if not prompt.strip():
        what = "The documents need a question" if documents else "There is no question"
        raise UsageError(f'{what}: fusion ask "What is missing here?" -f FILE')
    return ask_about(world, asked, prompt, documents)


def prepared(world: World, mode: str, private: bool) -> World:
    """What has to be settled before anything is read or said: where keys come from, and what is kept."""
    if mode == "tui":
        need_terminal()
        keep_talk_out_of_stdout()
    return replace(world, private=private)


def ask_about(
    world: World, asked: Asked, prompt: str, documents: tuple[Document, ...], chain: tuple[Record, ...] = ()
) -> Exit:
    """Ask a question that is complete; `chain` are the reviews that it goes on with, oldest first."""
    if not asked.members:
        world = asyncio.run(wiring.with_offer(world))
    world, panel = wiring.choose_panel(world, asked.panel, list(asked.members))
    question = _Question(prompt, documents, panel, chain, _recheck(chain, documents, panel))
    if asked.local:
        wiring.refuse_remote(world.config, replace(panel, members=question.asked))
    on_screen = asked.mode == "tui" or not asked.mode and has_terminal()
    if on_screen and not chain:
        return _ask_on_screen(world, asked, question)
    _refuse_secrets(documents, asked)
    if problem := _budget_problem(world, asked, question):
        raise UsageError(f"{problem} --over-budget asks all the same.")
    if on_screen:
        return _ask_on_screen(world, asked, question)
    _say_hosts(world, question)
    machine = wiring.build_machine(world, load(), only={m.provider for m in question.asked})
    comparison, ballot = question.compared(world)
    after = headless.After(chain, question.recheck)
    return asyncio.run(
        headless.ask(world, machine, comparison, ballot, as_json=asked.mode == "json", after=after)
    )


def _recheck(chain: tuple[Record, ...], documents: tuple[Document, ...], panel: Panel) -> Consultation | None:
    """The call that judges what the text leaves unclear: by the panel's judge, else its first member."""
    if not chain:
        return None
    judge = (*panel.judge, *panel.members)[0]
    earlier = carried_into(chain, documents)
    return plan(chain[-1].comparison.id, documents, earlier, judge, seed=new_seed(), new_id=new_id)


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


def inputs(asked: Asked) -> tuple[str, tuple[Document, ...]]:
    """The prompt and documents; `-` is standard input, once."""
    wants_stdin = [asked.prompt == "-", *(str(path) == "-" for path in asked.files)]
    if sum(wants_stdin) > 1:
        raise UsageError("Standard input can be read once; name - only once.")
    prompt = read_input(Path("-")).text if asked.prompt == "-" else whole(asked.prompt or "")
    return prompt, tuple(map(read_input, asked.files))


def _ask_on_screen(world: World, asked: Asked, question: _Question) -> Exit:
    from fusion_tui.cli import screen
    from fusion_tui.ui.services import StartAsk, StartCompose

    panels = {**world.config.panels, question.panel.name: question.panel}
    world = replace(world, config=replace(world.config, panels=panels))
    # A re-review was refused by now, if there was a reason to.
    doubtful = (
        not question.chain
        and any(looks_secret(d.name, d.text) for d in question.documents)
        and not asked.send_secrets
    )
    if doubtful or not question.chain and _budget_problem(world, asked, question):
        # The question's screen asks before it sends.
        return screen.run(world, StartCompose(question.prompt, question.documents, question.panel.name))
    _say_hosts(world, question)
    return screen.run(world, StartAsk(*question.compared(world), question.recheck))


def _refuse_secrets(documents: Sequence[Document], asked: Asked) -> None:
    found = [why for d in documents if (why := looks_secret(d.name, d.text))]
    if found and not asked.send_secrets:
        raise UsageError(f"Not sent: {'; '.join(found)}. --send-secrets sends it all the same.")


def _budget_problem(world: World, asked: Asked, question: _Question) -> str | None:
    budget = world.config.budget
    if asked.over_budget or (budget.per_run is None and budget.per_month is None):
        return None
    prices, documents = world.config.prices, question.documents
    cost = estimate_cost(question.panel.members, prices, question.prompt, documents)
    if cost is not None and (recheck := question.recheck):
        # Its messages hold the documents.
        told = "".join(message.content for message in recheck.messages)
        more = estimate_cost((recheck.member,), prices, told, ())
        cost = None if more is None else cost + more
    return over_budget(cost, spent_this_month(world), per_run=budget.per_run, per_month=budget.per_month)


def _say_hosts(world: World, question: _Question) -> None:
    if world.offer:
        say(world.offer)
    documents = ", ".join(d.name for d in question.documents)
    if where := " and ".join(hosts(world.config, question.asked)):
        say(f"Sending prompt{f' and {documents}' if documents else ''} to {where}.")
