"""Opening the record."""

from __future__ import annotations

from fusion_tui.cli.talk import say
from fusion_tui.cli.world import World, now
from fusion_tui.errors import StoreError
from fusion_tui.store import Store, StoreThread


def open_store(world: World) -> Store:
    """The record, with its notice said."""
    store = Store(world.database, now=now)
    if store.notice:
        say(store.notice)
    return store


def open_thread(world: World) -> StoreThread:
    """The record in a thread of its own, for whatever asks; today's copy is made first."""
    with Store(world.database, now=now) as store:
        try:
            store.backup()
        except StoreError as problem:
            # A question is worth more than a copy.
            say(str(problem))
    return StoreThread.open(world.database, now=now)
