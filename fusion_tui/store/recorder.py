"""Engine events into the live state and, about once a second, into the store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from fusion_tui.core.clean import whole
from fusion_tui.core.events import Consulted, Delta, Ended, Event, Reasoning, Started
from fusion_tui.core.live import LiveComparison
from fusion_tui.core.models import Comparison
from fusion_tui.errors import StoreError
from fusion_tui.store.store import JournalEntry, Store
from fusion_tui.store.thread import StoreThread


class Recorder:
    """Keeps one running comparison; a token costs a list append, only an end waits for the disk."""

    def __init__(
        self,
        store: StoreThread | None,
        comparison: Comparison,
        *,
        clock: Callable[[], float],
        interval: float = 1.0,
    ) -> None:
        """`None` for `store` keeps nothing; `interval` is seconds between two writes."""
        self.live = LiveComparison(comparison)
        self.failed: StoreError | None = None
        """The last write failed; what it held is kept and tried again with the next."""
        self._store = store
        self._id = comparison.id
        self._clock = clock
        self._interval = interval
        self._pending: dict[str, list[tuple[str, str]]] = {}
        self._unfinished: list[Ended] = []
        self._written_at = clock()
        self._writer: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()

    async def record(self, event: Event) -> None:
        """Take one event; an `Ended` is committed when this returns."""
        self.live.apply(event)
        match event:
            case Delta(letter, text):
                self._pending.setdefault(letter, []).append((text, ""))
                self._write_soon()
            case Reasoning(letter, text):
                self._pending.setdefault(letter, []).append(("", text))
                self._write_soon()
            case Started(letter):
                self._pending.pop(letter, None)
            case Ended(letter):
                self._pending.pop(letter, None)
                self._unfinished.append(event)
                await self._settle()
                await self._write()

    async def keep(self, done: Consulted) -> None:
        """Keep a call of a round with its reply, now."""
        if self._store is None:
            return
        try:
            await self._store.run(lambda store: store.save_reply(self._id, done.call, done.reply))
        except StoreError as problem:
            self.failed = problem

    async def close(self) -> None:
        """Write what has arrived; what still runs then reads as interrupted. May be called more than once."""
        await self._settle()
        await self._write()
        if self._store is not None and self.live.comparison.live and self.failed is None:
            try:
                await self._store.run(lambda store: store.interrupt(self._id))
            except StoreError as problem:
                self.failed = problem

    def _write_soon(self) -> None:
        """See to it that what is pending is written within the interval, even if nothing more arrives."""
        if self._writer is None:
            self._hurry.clear()
            self._writer = asyncio.create_task(self._write_later())
            self._writer.add_done_callback(self._written)

    async def _write_later(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(max(self._interval - (self._clock() - self._written_at), 0.0)):
                await self._hurry.wait()
        await self._write()

    def _written(self, writer: asyncio.Task[None]) -> None:
        self._writer = None
        if self._pending and not writer.cancelled():
            self._write_soon()

    async def _settle(self) -> None:
        """Write now what waits for its time, and wait for it."""
        if self._writer is not None:
            self._hurry.set()
            await asyncio.wait({self._writer})

    async def _write(self) -> None:
        self._written_at = self._clock()
        if self._store is None or not (self._pending or self._unfinished):
            return
        pending, self._pending = self._pending, {}
        ended, self._unfinished = self._unfinished, []
        work = self._work(pending, ended)
        try:
            await self._store.run(work)
        except StoreError as problem:
            self.failed = problem
            for letter, pieces in self._pending.items():
                pending.setdefault(letter, []).extend(pieces)
            self._pending, self._unfinished = pending, ended + self._unfinished
        else:
            self.failed = None

    def _work(self, pending: dict[str, list[tuple[str, str]]], ended: list[Ended]) -> Callable[[Store], None]:
        entries = [
            JournalEntry(letter, whole("".join(t for t, _ in pieces)), whole("".join(r for _, r in pieces)))
            for letter, pieces in pending.items()
        ]
        finished = [(self.live.comparison.candidate(event.letter), event) for event in ended]

        def work(store: Store) -> None:
            if entries:
                store.append_journal(self._id, entries)
                pending.clear()
            for candidate, event in finished:
                store.finish_candidate(self._id, candidate, event.call, event.below)
                ended.pop(0)

        # What is committed leaves the two collections, so that a failure half way repeats nothing.
        return work
