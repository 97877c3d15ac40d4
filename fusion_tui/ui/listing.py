"""Which past comparisons are listed, read page by page as far as they are wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fusion_tui.core.summary import Summary
from fusion_tui.store import StoreThread
from fusion_tui.ui.widgets.history_list import Entry

PAGE = 200
"""Comparisons read at a time; more when the end of them is reached."""
SCAN = 1_000
"""Comparisons read at a time while only some of them fit; 100,000 take 1.5 s."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which comparisons are listed."""

    words: tuple[str, ...] = ()
    """Casefolded; all of them stand in the title."""
    unpicked: bool = False

    @property
    def everything(self) -> bool:
        """Whether nothing is left out; then a thread is one row that opens."""
        return not self.words and not self.unpicked

    def fits(self, row: Summary) -> bool:
        """Whether this one is listed."""
        title = row.title.casefold()
        return all(word in title for word in self.words) and not (self.unpicked and row.pick)


class Listing:
    """The comparisons that fit, newest first, as far as they have been read."""

    def __init__(self, store: StoreThread, wanted: Wanted) -> None:
        """Nothing is read yet."""
        self.wanted = wanted
        self.rows: list[Summary] = []
        """Only those that fit are kept."""
        self.entries: list[Entry] = []
        """The lines of the list: the rows, and what stands in threads that are open."""
        self.seen = 0
        self.complete = False
        self._store = store
        self._last: tuple[datetime, str] | None = None
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
        everything, last = self.wanted.everything, self._last
        limit = PAGE if everything else SCAN
        page = await self._store.run(lambda store: store.summaries(limit, last, threads=everything))
        self.rows += filter(self.wanted.fits, page)
        self.seen += len(page)
        self.complete = len(page) < limit
        if page:
            self._last = (page[-1].created_at, page[-1].id)
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
