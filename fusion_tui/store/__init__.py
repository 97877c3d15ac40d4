"""The record: one SQLite file, one writer, picks only ever added."""

from fusion_tui.store.deleting import KEPT, MERGE
from fusion_tui.store.health import Health, examine
from fusion_tui.store.importing import Taken
from fusion_tui.store.recorder import Recorder
from fusion_tui.store.search import Found
from fusion_tui.store.store import JournalEntry, Store
from fusion_tui.store.thread import StoreThread

__all__ = [
    "KEPT",
    "MERGE",
    "Found",
    "Health",
    "JournalEntry",
    "Recorder",
    "Store",
    "StoreThread",
    "Taken",
    "examine",
]
