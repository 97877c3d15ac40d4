"""Which past comparisons are listed, read page by page as far as they are wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from fusion_tui.core.filters import Filter, Sort
from fusion_tui.core.summary import Summary
from fusion_tui.store import StoreThread
from fusion_tui.ui.widgets.history_list import Entry

PAGE = 200
"""Comparisons read at a time; more when the end of them is reached."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which comparisons are listed, and in which order."""

    filter: Filter = Filter()
    unpicked: bool = False
    """Only what was not picked yet, besides what the filter says."""
    sort: Sort = "newest"

    @property
    def whole(self) -> Filter:
        """All that must hold."""
        picked = self.filter.picked
        return replace(self.filter, picked=(*picked, "no")) if self.unpicked else self.filter

    @property
    def everything(self) -> bool:
        """Whether nothing is left out; then a thread is one row that opens."""
        return self.whole.empty


class Listing:
    """The comparisons that fit, in order, as far as they have been read."""

    def __init__(self, store: StoreThread, wanted: Wanted) -> None:
        """Nothing is read yet."""
        self.wanted = wanted
        self.rows: list[Summary] = []
        """Only those that fit are read."""
        self.entries: list[Entry] = []
        """The lines of the list: the rows, and what stands in threads that are open."""
        self.complete = False
        self.pending = 0
        """Comparisons that were not indexed when the last page was read; what is in them is missing."""
        self._store = store
        self._opened: dict[str, tuple[Summary, ...]] = {}
        self._reading = asyncio.Lock()

    @property
    def opened(self) -> tuple[str, ...]:
        """Ids of the threads that are open."""
        return tuple(self._opened)

    async def reach(self, count: int, tell: Callable[[], None] = lambda: None) -> None:
        """Read on until there are so many lines or none is left, telling each page; raises `StoreError`."""
        async with self._reading:
            while len(self.entries) < count and not self.complete:
                await self._page()
                tell()

    async def _page(self) -> None:
        wanted, after = self.wanted, self.rows[-1] if self.rows else None
        found = await self._store.run(
            lambda store: store.find(wanted.whole, wanted.sort, PAGE, after, threads=wanted.everything)
        )
        self.rows += found.rows
        self.pending = found.pending
        self.complete = len(found.rows) < PAGE
        self._lay_out()

    async def turn(self, thread_id: str) -> None:
        """Open a thread, or close it; raises `StoreError`."""
        if self._opened.pop(thread_id, None) is None:
            self._opened[thread_id] = await self._store.run(lambda store: store.thread(thread_id))
        self._lay_out()

    def _lay_out(self) -> None:
        self.entries = []
        for row in self.rows:
            head = row.questions > 1 and self.wanted.everything
            inside = self._opened.get(row.thread_id) if head else None
            self.entries.append(Entry(row, head=head, folded=head and inside is None))
            self.entries += [Entry(each, inside=True) for each in inside or ()]
