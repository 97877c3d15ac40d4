"""What is deleted is out of everything at once, can be brought back, and in the end is really gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from fusion_tui.core.filters import parse
from fusion_tui.core.models import Decision, Document, Reply, Turn
from fusion_tui.errors import NotFoundError
from fusion_tui.store import MERGE, Store, examine
from tests.helpers.fakes import NOW, compared
from tests.helpers.kept import keep


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store(tmp_path / "fusion.db", now=lambda: NOW) as opened:
        yield opened


def titles(store: Store, typed: str = "") -> list[str]:
    return [row.title for row in store.find(parse(typed, UTC)).rows]


def test_a_deleted_comparison_is_in_no_list_search_export_or_statistic(store: Store) -> None:
    keep(store, 0, "stays", "words", "b", groups=["A"])
    gone = keep(store, 1, "goes", "words", "b", groups=["B"])
    assert titles(store, "words") == ["stays", "goes"]
    name = gone.candidate("B").name
    assert store.wins(name)[1] == 2
    assert store.delete((gone.id,)) == (gone.id,)
    assert titles(store) == titles(store, "words") == titles(store, "picked:yes") == ["stays"]
    assert examine(store.path).comparisons == 1
    assert len(store.ids()) == 1 and store.newest_picked() != gone.id
    assert store.wins(name)[1] == 1 and store.thread(gone.thread_id) == ()
    with pytest.raises(NotFoundError, match="was deleted; u in the history"):
        store.load(gone.id)
    assert store.spent_since(NOW) == 1.0, "what was paid was paid"


def test_deletions_are_undone_one_after_the_other(store: Store) -> None:
    made = [keep(store, n, f"q{n}", "a", "b") for n in range(4)]
    store.delete((made[0].id,))
    store.delete((made[1].id, made[2].id, "f" * 32, made[0].id))
    assert titles(store) == ["q3"] and store.deleted() == 3
    assert store.restore() == (made[1].id, made[2].id)
    assert titles(store, "a") == ["q1", "q2", "q3"]
    assert store.restore() == (made[0].id,)
    assert store.restore() == ()
    assert titles(store, "a") == titles(store) == ["q0", "q1", "q2", "q3"]


def test_a_purge_removes_what_was_deleted_long_enough_ago(tmp_path: Path) -> None:
    moment = [NOW]
    with Store(tmp_path / "fusion.db", now=lambda: moment[0]) as store:
        first, second = (keep(store, n, f"q{n}", "a", "b", groups=["A"], revealed=True) for n in range(2))
        store.delete((first.id,))
        moment[0] = NOW + timedelta(days=20)
        store.delete((second.id,))
        assert store.purge(before=NOW) == 0
        assert store.purge(before=NOW + timedelta(days=10)) == 1
        assert store.deleted() == 1 and store.restore() == (second.id,)
        with pytest.raises(NotFoundError, match="No comparison"):
            store.load(first.id)
        assert store.spent_since(NOW) == 1.0, "what was paid was paid"
        assert titles(store, "a") == ["q1"]


def test_after_a_purge_of_everything_no_word_is_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "fusion.db"
    document = Document("plan.md", "zebra in a document", "a" * 64, 3)
    with Store(path, now=lambda: NOW) as store:
        gone = keep(
            store, 0, "a quagga", "one okapi", "b", documents=(document,), groups=["A"], tags=["eland"]
        )
        keep(store, 1, "stays", "gnu", "b")
        assert titles(store, "okapi") == ["a quagga"]
        store.delete((gone.id,))
        assert store.purge() == 1 and store.purge() == 0
    raw = path.read_bytes()
    assert not [word for word in (b"zebra", b"quagga", b"okapi", b"eland") if word in raw]
    assert b"gnu" in raw


def test_a_document_stays_while_any_comparison_was_told_of_it(store: Store) -> None:
    document = Document("plan.md", "text", "a" * 64, 3)
    first = keep(store, 0, "first", "a", "b", documents=(document,))
    new_id = iter(f"{n:032x}" for n in range(900, 910)).__next__
    later, ballot = compared("m", new_id=new_id)
    turn = Turn(first.id, "A", "first", (document,), "a")
    store.save_comparison(replace(later, thread_id=first.id, parent_id=first.id, context=(turn,)), ballot)
    store.interrupt(later.id)
    store.delete((first.id,))
    store.purge()
    assert store.load(later.id).comparison.context == (turn,)
    store.delete((later.id,))
    store.purge()
    assert store.document("plan.md", "a" * 64) is None


def test_picks_can_be_removed_only_with_a_deleted_comparison(store: Store) -> None:
    keep(store, 0, "stays", "a", "b", groups=["A"])
    gone = keep(store, 1, "goes", "a", "b", groups=["A"])
    store.delete((gone.id,))
    with sqlite3.connect(store.path) as raw:
        with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
            raw.execute("DELETE FROM pick")
        with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
            raw.execute("UPDATE pick SET blind = 0")
    raw.close()


def test_importing_a_deleted_comparison_brings_it_back(store: Store) -> None:
    made = keep(store, 0, "again", "a", "b", groups=["A"])
    record = store.load(made.id)
    assert store.take(record) == "known"
    store.delete((made.id,))
    assert store.take(record) == "added"
    assert store.load(made.id) == record and titles(store, "a") == ["again"]


def test_a_deleted_comparison_counts_in_no_statistic_and_offers_no_tag(store: Store) -> None:
    keep(store, 0, "stays", "a", "b", groups=["A"], tags=("kept",))
    gone = keep(store, 1, "goes", "a", "b", groups=["B"], tags=("gone",))
    assert set(store.tags()) == {"kept", "gone"} and len(list(store.all_for_taste())) == 2
    store.delete((gone.id,))
    assert store.tags() == ("kept",)
    assert [record.comparison.id for record in store.all_for_taste()] != [gone.id]
    assert len(list(store.all_for_taste())) == 1
    store.restore()
    assert set(store.tags()) == {"kept", "gone"} and len(list(store.all_for_taste())) == 2


def test_a_purge_takes_decisions_and_replies_along_but_nothing_else_can(store: Store) -> None:
    gone = keep(store, 0, "goes", "a", "b")
    store.save_decisions([Decision(gone.id, "issue", True, NOW)])
    store.save_reply(gone.id, None, Reply("e" * 32, gone.id, "own", None, {}, "mine", NOW))
    with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
        store._connection.execute("DELETE FROM decision")
    store.delete((gone.id,))
    assert store.purge() == 1
    for table in ("decision", "reply", "text_count"):
        assert store._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, table


def test_a_merge_that_was_not_finished_goes_with_its_comparison(store: Store) -> None:
    gone, kept = (keep(store, n, f"q{n}", "a", "b") for n in range(2))
    for each in (gone, kept):
        store.remember(f"{MERGE}{each.id}", "half a merge")
    store.delete((gone.id,))
    assert store.recall(f"{MERGE}{gone.id}"), "it can be brought back"
    store.purge()
    assert store.recall(f"{MERGE}{gone.id}") is None and store.recall(f"{MERGE}{kept.id}")
