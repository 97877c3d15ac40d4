"""Asking without a screen: the same engine and recorder, stdout instead of panes."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from fusion_tui.cli.plain import Printer, tell, tell_failures
from fusion_tui.cli.storing import open_thread
from fusion_tui.cli.talk import Exit, out, out_json, say
from fusion_tui.cli.wiring import Machine
from fusion_tui.cli.world import World, now
from fusion_tui.core.events import Consultation, Consulted, Ended, Event, Retrying
from fusion_tui.core.export import ask_object
from fusion_tui.core.export.again import again_object, to_again
from fusion_tui.core.models import Ballot, Call, Comparison, Record, Reply, Reveal
from fusion_tui.core.rereview import Again, followed, judgements
from fusion_tui.engine.rechecking import recheck
from fusion_tui.errors import StoreError
from fusion_tui.store import Recorder, StoreThread

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class After:
    """What a re-review goes on with."""

    chain: tuple[Record, ...] = ()
    """The reviews before it, oldest first."""
    recheck: Consultation | None = None
    """The call besides the members' that tells what became of their issues."""

    def again(self, record: Record) -> Again:
        """The review beside those before it."""
        return followed((*self.chain, record))


async def ask(
    world: World,
    machine: Machine,
    comparison: Comparison,
    ballot: Ballot,
    *,
    as_json: bool,
    after: After = After(),  # noqa: B008  # frozen
) -> Exit:
    """Ask, print, and say how it went; on an interrupt what has arrived is kept."""
    store = open_thread(world)
    try:
        await store.run(lambda s: s.save_comparison(comparison, ballot))
        patient = world.config.ui.strict_blind and comparison.blind
        printer = None if as_json else Printer(comparison, patient=patient)
        recorder = Recorder(store, comparison, clock=time.monotonic)
        asking = _Asking(recorder, printer, patient, world.private)
        await asking.carry(machine, comparison, after.recheck)
        calls, replies = tuple(asking.calls), tuple(asking.replies)
        record = Record(asking.settled(), (ballot,), calls, (), replies=replies)
        code = asking.code_of(record.comparison)
        nobody = code is Exit.ALL_FAILED and not asking.interrupted
        if comparison.blind and (as_json or nobody):
            # Names are shown, so a later pick of this comparison is made knowing.
            how = "json" if as_json else "error detail"
            await _keep_reveal(store, Reveal(comparison.id, now(), how))
        _print(record, printer, after)
        return asking.ending(record, code)
    finally:
        await store.close()
        await machine.close()


def _print(record: Record, printer: Printer | None, after: After) -> None:
    again = after.again(record) if after.chain else None
    if printer:
        printer.rest(record.comparison)
        if again:
            out(f"\n===== {record.comparison.id[:8]} again =====\n\n{to_again(again)}", end="")
        return
    told = ask_object(record)
    if again:
        told["again"] = again_object(again, after.chain[-1].comparison.id)
    out_json(told, indent=2)


def exit_of(comparison: Comparison) -> Exit:
    """The code for how the members did."""
    candidates = comparison.candidates
    if not any(c.pickable for c in candidates):
        return Exit.ALL_FAILED
    return Exit.PARTIAL if any(c.error or c.status == "failed" for c in candidates) else Exit.DONE


@dataclass(slots=True)
class _Asking:
    """One comparison on its way: what arrives is recorded, counted and printed."""

    recorder: Recorder
    printer: Printer | None
    patient: bool
    private: bool
    calls: list[Call] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    recheck_failed: bool = False
    interrupted: bool = False

    async def carry(self, machine: Machine, comparison: Comparison, check: Consultation | None) -> None:
        """Make every call; a signal stops all of them, a second one does not wait for that."""
        asking = asyncio.ensure_future(
            asyncio.gather(
                machine.engine.fan_out(comparison, self._take),
                *([self._recheck(machine, comparison.id, check)] if check else []),
            )
        )

        def interrupt() -> None:
            self.interrupted = True
            if not machine.engine.stop_all(comparison.id):
                asking.cancel()

        with signals(interrupt):
            try:
                await asking
            except asyncio.CancelledError:
                self.interrupted = True
            finally:
                await self.recorder.close()

    async def _recheck(self, machine: Machine, comparison_id: str, asked: Consultation) -> None:
        async def consult(asked: Consultation) -> Consulted:
            done = await machine.engine.consult(comparison_id, asked)
            await self.recorder.keep(done)
            self.calls.append(done.call)
            self.replies += [done.reply] if done.reply else []
            return done

        done = await recheck(consult, asked)
        if error := done.call.error:
            self.recheck_failed = True
            say(f"The recheck failed ({error.kind}): {error.hint}")
        elif done.call.status != "stopped" and not judgements(self.replies):
            self.recheck_failed = True
            say("The recheck's reply cannot be read; what the text leaves unclear stays so.")

    def code_of(self, comparison: Comparison) -> Exit:
        """The code for how members and recheck did."""
        code = exit_of(comparison)
        return Exit.PARTIAL if code is Exit.DONE and self.recheck_failed else code

    async def _take(self, event: Event) -> None:
        await self.recorder.record(event)
        if isinstance(event, Ended):
            self.calls.append(event.call)
        if isinstance(event, Ended | Retrying):
            comparison = self.recorder.live.comparison
            ended = sum(call.letter is not None for call in self.calls)
            tell(event, f"{ended} of {len(comparison.candidates)}", patient=self.patient)
            if self.printer:
                self.printer.take(comparison)

    def settled(self) -> Comparison:
        """As it stands when nothing runs any more."""
        comparison = self.recorder.live.comparison
        return replace(
            comparison,
            candidates=tuple(
                replace(c, status="interrupted") if c.live else c for c in comparison.candidates
            ),
        )

    def ending(self, record: Record, code: Exit) -> Exit:
        """Say what became of it."""
        short = record.comparison.id[:8]
        kept = f"what had arrived is kept as {short}"
        if self.recorder.failed:
            say(f"Not everything could be stored: {self.recorder.failed}")
            return Exit.INTERRUPTED if self.interrupted else Exit.FAILED
        if self.interrupted:
            say("Interrupted; nothing is kept." if self.private else f"Interrupted; {kept}.")
            return Exit.INTERRUPTED
        if code is Exit.ALL_FAILED:
            tell_failures(record.comparison)
            say("Nobody answered." if self.private else f"Nobody answered. The question is kept as {short}.")
        elif self.private:
            say("Private: nothing is kept.")
        else:
            say(f"Kept as {short}; `fusion pick {short} LETTER` picks, then shows names.")
        return code


async def _keep_reveal(store: StoreThread, reveal: Reveal) -> None:
    """The answers are on their way to stdout; a full disk must not keep them from there."""
    try:
        await store.run(lambda s: s.save_reveal(reveal))
    except StoreError as problem:
        say(f"The reveal could not be stored: {problem}")


@contextmanager
def signals(act: Callable[[], object]) -> Iterator[None]:
    """Ctrl+C, a polite kill and a lost terminal all do this instead of ending the program at once."""
    loop = asyncio.get_running_loop()
    # What the shell set to be ignored, as `nohup` does, stays ignored.
    heeded = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    for number in heeded:
        loop.add_signal_handler(number, act)
    try:
        yield
    finally:
        for number in heeded:
            loop.remove_signal_handler(number)
