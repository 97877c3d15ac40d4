"""An old pick is found by chance among those that may be repeated."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from fusion_tui.core.models import Record
from fusion_tui.core.repeats import AGE
from fusion_tui.store import Store
from tests.core.taste.people import asked, picked, retested, undone
from tests.helpers.fakes import NOW

LATER = NOW + AGE + timedelta(days=2)


def kept(folder: Path, *records: Record) -> Store:
    store = Store(folder / "fusion.db", now=lambda: NOW)
    for record in records:
        store.take(record)
    return store


def test_each_old_pick_is_as_likely_as_another(tmp_path: Path) -> None:
    records = [picked(asked("a", "b", number=n), "A") for n in range(4)]
    with kept(tmp_path, *records) as store:
        found = [store.old_pick(LATER, seed) for seed in range(200)]
    counts = [sum(old is not None and old.comparison.id == r.comparison.id for old in found) for r in records]
    assert sum(counts) == 200 and min(counts) > 25


def test_young_undone_repeated_and_deleted_ones_are_not_found(tmp_path: Path) -> None:
    young = picked(asked("a", "b", number=24 * 9), "A")
    repeated = picked(retested(picked(asked("a", "b", number=2), "A"), "BA"), "B")
    gone = picked(asked("a", "b", number=3), "A")
    records = (young, undone(picked(asked("a", "b", number=1), "A")), repeated, gone)
    with kept(tmp_path, *records) as store:
        store.delete([gone.comparison.id])
        assert {store.old_pick(LATER, seed) for seed in range(20)} == {None}
        store.restore()
        found = store.old_pick(LATER, 0)
        assert found and found.comparison.id == gone.comparison.id and found.comparison.title
