"""Opening the record."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from fusion_tui.cli.talk import say
from fusion_tui.cli.world import World, now
from fusion_tui.errors import StoreError
from fusion_tui.store import KEPT, Store, StoreThread


def open_store(world: World) -> Store:
    """The record, with its notice said."""
    store = Store(world.database, now=now)
    if store.notice:
        say(store.notice)
    return store


def spent_this_month(world: World) -> float:
    """USD of this month's calls, as far as their cost is known; a record that is not there is not made."""
    if world.private and not world.database.exists():
        return 0.0
    with Store(world.database, now=now) as store:
        return store.spent_since(_month())


def _month() -> datetime:
    return now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def open_thread(world: World) -> StoreThread:
    """The record in a thread of its own, for whatever asks; today's copy is made first, then what was
    deleted 30 days ago is removed.

    A private run gets a record in memory, which knows of the real one only what was spent.
    """
    if world.private:
        budget = world.config.budget.per_month
        return StoreThread.open(None, now=now, spent=spent_this_month(world) if budget else 0.0)
    with Store(world.database, now=now) as store:
        back_up(store)
        _purge(store)
    return StoreThread.open(world.database, now=now)


def _purge(store: Store) -> None:
    """Remove what was deleted long enough ago; what cannot be removed now goes another day."""
    if not store.read_only:
        with suppress(StoreError):
            store.purge(now() - KEPT)


def back_up(store: Store) -> None:
    """Make today's copy; trouble with it is said and stops nothing."""
    try:
        store.backup()
    except StoreError as problem:
        # What is about to be done is worth more than a copy.
        say(str(problem))
