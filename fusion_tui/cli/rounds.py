"""Rounds without a screen: the same coroutines and recorder, stdout instead of panes."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from fusion_tui.cli.headless import signals
from fusion_tui.cli.storing import open_thread
from fusion_tui.cli.talk import Exit, say
from fusion_tui.cli.wiring import Machine, build_machine
from fusion_tui.cli.world import World, new_id, new_seed, now
from fusion_tui.core.compose import shown_with
from fusion_tui.core.events import Consultation, Consulted, Ended, Event
from fusion_tui.core.models import Call, Candidate, Record
from fusion_tui.demo import load
from fusion_tui.store import Recorder, StoreThread


@asynccontextmanager
async def under_way(world: World, record: Record) -> AsyncIterator[Round]:
    """A round that an interrupt stops and in which what has arrived is kept."""
    store = open_thread(world)
    machine = build_machine(world, load())
    recorder = Recorder(store, record.comparison, clock=time.monotonic)
    round_ = Round(store, machine, recorder, record)
    try:
        with signals(round_.interrupt):
            yield round_
            await recorder.close()
    finally:
        await store.close()
        await machine.close()


@dataclass(slots=True)
class Round:
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

    async def ask(self, asked: Consultation) -> Consulted:
        """Make one call, keep what it brings, and say how it went."""
        done = await self.machine.engine.consult(self.record.comparison.id, asked)
        await self.recorder.keep(done)
        self.calls.append(done.call)
        if done.reply:
            self.record = replace(self.record, replies=(*self.record.replies, done.reply))
        about = asked.about
        seat = about.get("reviewer") or about.get("juror") or asked.member.name
        on = f" on {about['target']}" if about.get("target") else ""
        why = f" ({done.call.error.kind})" if done.call.error else ""
        say(f"{asked.kind} by {seat}{on}: {done.call.status}{why}")
        return done

    async def write(self, waiting: Sequence[Candidate]) -> None:
        """Later candidates are stored before anything of them is sent, and asked like any answer."""
        if not waiting:
            return
        comparison_id = self.record.comparison.id
        ballot = shown_with(self.record, waiting, new_seed(), now(), new_id())
        await self.store.run(lambda store: store.add_candidates(comparison_id, waiting, ballot))
        for candidate in waiting:
            self.recorder.live.add(candidate)
        letters = [candidate.letter for candidate in waiting]
        self.written += letters
        await self.machine.engine.fan_out(self.recorder.live.comparison, self.take, letters)
        self.record = replace(
            self.record,
            comparison=self.recorder.live.comparison,
            ballots=(*self.record.ballots, ballot),
        )

    async def take(self, event: Event) -> None:
        """Keep one event of a candidate that joined."""
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

    def code(self) -> Exit:
        """How it went, and what failed, in a sentence each."""
        if self.recorder.failed:
            say(f"Not everything could be stored: {self.recorder.failed}")
            return Exit.INTERRUPTED if self.interrupted else Exit.FAILED
        if self.interrupted:
            say("Interrupted; what had arrived is kept.")
            return Exit.INTERRUPTED
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
