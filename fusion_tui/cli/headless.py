"""Asking without a screen: the same engine and recorder, stdout instead of panes."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from fusion_tui.cli.talk import Exit, out, say
from fusion_tui.cli.wiring import Machine, World, now
from fusion_tui.core.export import ask_object
from fusion_tui.core.models import Ballot, Candidate, Comparison, Ended, Event, Record, Retrying, Reveal
from fusion_tui.store import Recorder, StoreThread

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def ask(
    world: World, machine: Machine, comparison: Comparison, ballot: Ballot, *, as_json: bool
) -> Exit:
    """Ask, print, and say how it went; on an interrupt what has arrived is kept."""
    store = StoreThread.open(world.database, now=now)
    try:
        if store.notice:
            say(store.notice)
        await store.run(lambda s: s.backup())
        await store.run(lambda s: s.save_comparison(comparison, ballot))
        printer = None if as_json else _Plain(comparison)
        whole = await _carry(store, machine, comparison, printer)
        record = await store.run(lambda s: s.load(comparison.id))
        if as_json:
            out(json.dumps(ask_object(record), ensure_ascii=False, indent=2))
            # The object names every author, so a later pick of this comparison is made knowing.
            await store.run(lambda s: s.save_reveal(Reveal(comparison.id, now(), "json")))
        elif printer:
            printer.rest(record.comparison)
        say(f"Kept as {comparison.id[:8]}; `fusion pick {comparison.id[:8]} LETTER` picks, then shows names.")
        return exit_of(record) if whole else Exit.INTERRUPTED
    finally:
        await store.close()
        await machine.close()


def exit_of(record: Record) -> Exit:
    """The code for how the members did."""
    candidates = record.comparison.candidates
    if not any(c.pickable for c in candidates):
        return Exit.ALL_FAILED
    return Exit.PARTIAL if any(c.error or c.status == "failed" for c in candidates) else Exit.DONE


async def _carry(
    store: StoreThread, machine: Machine, comparison: Comparison, printer: _Plain | None
) -> bool:
    """Run the fan-out; false when a signal ended it."""
    recorder = Recorder(store, comparison, clock=time.monotonic)

    async def emit(event: Event) -> None:
        await recorder.record(event)
        _progress(event, recorder.live.comparison)
        if printer and isinstance(event, Ended):
            printer.take(recorder.live.comparison)

    asking = asyncio.create_task(machine.engine.fan_out(comparison, emit))
    with _signals(asking.cancel):
        try:
            await asking
        except asyncio.CancelledError:
            say("Interrupted; what has arrived is kept.")
            return False
        finally:
            await recorder.close()
            if recorder.failed:
                say(f"Not stored: {recorder.failed}")
    return True


@contextmanager
def _signals(act: Callable[[], object]) -> Iterator[None]:
    """Ctrl+C, a polite kill and a lost terminal all do this instead of ending the program at once."""
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, act)
    try:
        yield
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)


class _Plain:
    """Prints answers in letter order, each as soon as it and all before it have ended."""

    def __init__(self, comparison: Comparison) -> None:
        self._left = list(comparison.letters)
        if comparison.demo:
            out("DEMO: recorded answers, nothing was sent.\n")

    def take(self, comparison: Comparison) -> None:
        # Whoever read our output may have enough of it; the answers are stored all the same.
        with suppress(BrokenPipeError):
            while self._left and not comparison.candidate(self._left[0]).live:
                self._print(comparison.candidate(self._left[0]))
                self._left.pop(0)

    def rest(self, comparison: Comparison) -> None:
        for letter in self._left:
            self._print(comparison.candidate(letter))
        self._left.clear()

    def _print(self, candidate: Candidate) -> None:
        out(heading(candidate))
        if candidate.text:
            out("\n" + candidate.text.rstrip("\n"))
        if candidate.error:
            out(f"\n[{candidate.error.kind}] {candidate.error.hint}")
        out("")


def heading(candidate: Candidate, name: str = "") -> str:
    """The line above a printed answer."""
    words = len(candidate.text.split())
    amount = f" · {words:,} words" if words else ""
    who = f" · {name}" if name else ""
    return f"===== {candidate.letter}{who} · {candidate.status}{amount} ====="


def _progress(event: Event, comparison: Comparison) -> None:
    match event:
        case Ended(letter, call):
            done = sum(not c.live for c in comparison.candidates)
            why = f" ({call.error.kind})" if call.error else ""
            say(f"{letter} {call.status}{why} · {done} of {len(comparison.candidates)}")
        case Retrying(letter, wait):
            say(f"{letter} {wait.error.kind}; next try in {wait.seconds:.0f} s")
