"""The single writer: one thread owns the connection, everyone else awaits it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from fusion_tui.errors import StoreError
from fusion_tui.store.store import Store

T = TypeVar("T")


class StoreThread:
    """A `Store` in a thread of its own; work runs in the order it was given."""

    def __init__(self, executor: ThreadPoolExecutor, store: Store) -> None:
        """Use `open`."""
        self._executor = executor
        self._store = store
        self._closed = False

    @classmethod
    def open(cls, path: Path | None, *, now: Callable[[], datetime], spent: float = 0.0) -> StoreThread:
        """Open the database in its thread, or one in memory; raises `StoreError`."""
        executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        try:
            store = executor.submit(Store, path, now=now, spent=spent).result()
        except BaseException:
            executor.shutdown(wait=False)
            raise
        return cls(executor, store)

    @property
    def notice(self) -> str | None:
        """Why the database is only read, if it is."""
        return self._store.notice

    async def run(self, work: Callable[[Store], T]) -> T:
        """Do some work with the store; its errors arrive here. After `close` it is a `StoreError`."""
        if self._closed:
            raise StoreError("the program is closing; nothing more is stored.")
        return await self._do(work)

    async def _do(self, work: Callable[[Store], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, work, self._store)

    async def close(self) -> None:
        """Finish what was given and close."""
        self._closed = True
        await self._do(Store.close)
        self._executor.shutdown(wait=False)
