"""A critique round without a screen: the same coroutines and recorder, stdout instead of panes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fusion_tui.cli.headless import signals
from fusion_tui.cli.storing import open_thread
from fusion_tui.cli.talk import Exit, out, out_json, say
from fusion_tui.cli.wiring import Machine, build_machine
from fusion_tui.cli.world import World, new_id, new_seed, now
from fusion_tui.core import rules
from fusion_tui.core.compose import shown_with
from fusion_tui.core.critique import (
    Plan,
    Threshold,
    accepted_of_target,
    ballots,
    consultations,
    cross_looks,
    raised_in,
    revisions,
)
from fusion_tui.core.events import Consultation, Consulted, Ended, Event
from fusion_tui.core.export.rounds import critique_object, critique_text, later_text
from fusion_tui.core.models import Call, Candidate, Record
from fusion_tui.demo import load
from fusion_tui.engine.critique import critique, vote
from fusion_tui.store import Recorder, StoreThread

if TYPE_CHECKING:
    from fusion_tui.cli.critiquing import Wanted


async def carry(world: World, record: Record, made: Plan, seed: int, wanted: Wanted) -> Exit:
    """Make the calls of a plan, with votes and revisions where they are wanted, and print what came."""
    store = open_thread(world)
    machine = build_machine(world, load())
    recorder = Recorder(store, record.comparison, clock=time.monotonic)
    round_ = _Round(store, machine, recorder, record)
    try:
        with signals(round_.interrupt):
            await round_.go(made, seed, wanted)
        await recorder.close()
        return round_.ending(made, wanted)
    finally:
        await store.close()
        await machine.close()


@dataclass(slots=True)
class _Round:
    """One step on its way: what arrives is stored, counted and told."""

    store: StoreThread
    machine: Machine
    recorder: Recorder
    record: Record
    calls: list[Call] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    """Letters of the candidates that joined."""
    unread: int = 0
    """Replies that arrived and could not be read."""
    interrupted: bool = False

    async def go(self, made: Plan, seed: int, wanted: Wanted) -> None:
        """The step, then votes, then revisions; each on what the one before has brought."""
        comparison = self.record.comparison
        if made.wish.depth == "cross-look":
            await self._write(cross_looks(comparison, made, seed))
            return
        went = await critique(self._ask, consultations(made, comparison, seed))
        targets = tuple(dict.fromkeys(pair.target for pair in made.pairs))
        if wanted.vote and not self.interrupted:
            asked = ballots(raised_in(self.record), targets, new_seed())
            if not asked:
                say("There is nothing to vote on.")
            went += await vote(self._ask, asked)
        self.unread = sum(not one.read and one.done.reply is not None for one in went)
        if wanted.revise and not self.interrupted:
            await self._revise(targets, Threshold() if wanted.vote else None)

    async def _revise(self, targets: Sequence[str], suggested: Threshold | None) -> None:
        """Against what the person accepted; where they have not decided, votes of this run stand in."""
        raised = raised_in(self.record)
        accepted = {}
        for target in targets:
            if why := rules.may_revise(raised, target, suggested=suggested):
                say(f"Not revised: {why}")
            else:
                accepted[target] = accepted_of_target(raised, target, suggested)
        await self._write(revisions(self.record.comparison, accepted, new_seed()))

    async def _ask(self, asked: Consultation) -> Consulted:
        done = await self.machine.engine.consult(self.record.comparison.id, asked)
        await self.recorder.keep(done)
        self.calls.append(done.call)
        if done.reply:
            self.record = replace(self.record, replies=(*self.record.replies, done.reply))
        seat = asked.about.get("reviewer") or asked.about.get("juror")
        why = f" ({done.call.error.kind})" if done.call.error else ""
        say(f"{asked.kind} by {seat} on {asked.about.get('target')}: {done.call.status}{why}")
        return done

    async def _write(self, waiting: Sequence[Candidate]) -> None:
        """Later candidates are stored before anything of them is sent, and asked like any answer."""
        if not waiting:
            return
        comparison_id = self.record.comparison.id
        ballot = shown_with(self.record, waiting, new_seed(), now(), new_id())
        await self.store.run(lambda store: store.add_candidates(comparison_id, waiting, ballot))
        for candidate in waiting:
            self.recorder.live.add(candidate)
        self.written = [candidate.letter for candidate in waiting]
        await self.machine.engine.fan_out(self.recorder.live.comparison, self._take, self.written)
        self.record = replace(
            self.record,
            comparison=self.recorder.live.comparison,
            ballots=(*self.record.ballots, ballot),
        )

    async def _take(self, event: Event) -> None:
        await self.recorder.record(event)
        if isinstance(event, Ended):
            self.calls.append(event.call)
            if event.below:
                self.record = replace(self.record, replies=(*self.record.replies, event.below))
            say(f"{event.letter} {event.call.status}")

    def interrupt(self) -> None:
        """Stop every call; what has arrived is kept."""
        self.interrupted = True
        self.machine.engine.stop_all(self.record.comparison.id)

    def ending(self, made: Plan, wanted: Wanted) -> Exit:
        """Print what came, and say how it went."""
        raised = raised_in(self.record)
        targets = dict.fromkeys(pair.target for pair in made.pairs)
        if wanted.as_json:
            out_json(critique_object(raised, made.left_out), indent=2)
        else:
            parts = [critique_text(raised, target) for target in targets if target in raised.targets]
            out("\n".join([*parts, *(later_text(raised, letter) for letter in self.written)]), end="")
        if self.recorder.failed:
            say(f"Not everything could be stored: {self.recorder.failed}")
            return Exit.INTERRUPTED if self.interrupted else Exit.FAILED
        if self.interrupted:
            say("Interrupted; what had arrived is kept.")
            return Exit.INTERRUPTED
        return self._code()

    def _code(self) -> Exit:
        failed = [call for call in self.calls if call.error]
        for call in failed:
            if call.error:
                said = " ".join(call.error.hint.split())
                say(f"A call failed: {call.error.kind}. {said}")
        if self.unread:
            say(f"{self.unread} brought nothing that could be read; what arrived is kept as it came.")
        if self.calls and all(call.status == "failed" for call in self.calls):
            return Exit.ALL_FAILED
        return Exit.PARTIAL if failed or self.unread else Exit.DONE
