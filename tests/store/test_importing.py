"""What comes from another machine is added whole, and nothing that is here is changed by it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from fusion_tui.core.export import export_object, to_record
from fusion_tui.core.models import Ballot, Candidate, Document, Pick, Record, Reveal, Turn
from fusion_tui.core.picking import undo
from fusion_tui.errors import RecordError, StoreError
from fusion_tui.store import JournalEntry, Store
from tests.core.export.records import record
from tests.helpers.any_record import any_records, kept
from tests.helpers.fakes import NOW, compared
from tests.store.test_store import writer

Change = Callable[[Record], Record]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with opened(tmp_path) as made:
        yield made


def opened(folder: Path) -> Store:
    """The store of a folder."""
    return Store(folder / "fusion.db", now=lambda: NOW)


def line(store: Store, identity: str) -> dict[str, Any]:
    """What `export --format json` writes of a comparison."""
    told: dict[str, Any] = json.loads(json.dumps(export_object(store.load(identity))))
    return told


def everything(store: Store) -> list[tuple[object, ...]]:
    """Every row of every table."""
    tables = store._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [
        (table["name"], *row)
        for table in tables.fetchall()
        for row in store._connection.execute(f"SELECT * FROM {table['name']}").fetchall()
    ]


def pick(made: Record, identity: str, *groups: tuple[str, ...], hours: float = 0, **changed: Any) -> Pick:
    """Another pick on the first ballot, this long after the first one."""
    first = record(*groups or ("A",)).picks[0]
    return replace(
        first, id=identity, ballot_id=made.ballots[0].id, created_at=NOW + timedelta(hours=hours), **changed
    )


@settings(max_examples=40)
@given(any_records())
def test_any_comparison_is_the_same_on_the_next_machine(made: Record) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with Store(Path(folder) / "one.db", now=lambda: NOW) as one:
            kept(one, made)
            told = line(one, made.comparison.id)
        with Store(Path(folder) / "two.db", now=lambda: NOW) as two:
            assert two.take(to_record(told)) == "added"
            assert line(two, made.comparison.id) == told
            before = everything(two)
            assert two.take(to_record(told)) == "known"
            assert everything(two) == before


def test_a_second_time_nothing_is_added(store: Store) -> None:
    made = record(["A"], revealed=True)
    assert [store.take(made) for _ in range(3)] == ["added", "known", "known"]
    assert store.load(made.comparison.id) == made


def test_a_later_export_adds_what_is_missing_and_an_older_one_changes_nothing(store: Store) -> None:
    made = record(["A"])
    older = replace(made, calls=made.calls[:2])
    second = pick(made, "p2", ("B",), hours=1)
    taken_back = undo(replace(made, picks=(*made.picks, second)), now=NOW, new_id=lambda: "p3")
    assert taken_back
    later_candidate = Candidate("D", "merge", name="by hand", text="both", status="complete")
    retest = Ballot("b2", made.comparison.id, "retest", ("D", "A"), 3, NOW)
    newer = replace(
        made,
        comparison=replace(made.comparison, candidates=(*made.comparison.candidates, later_candidate)),
        ballots=(*made.ballots, retest),
        picks=(*made.picks, second, taken_back, pick(made, "p4", ("D",), hours=2)),
        reveals=(Reveal(made.comparison.id, NOW, "pick"),),
    )
    assert store.take(older) == "added"
    assert store.take(newer) == "completed"
    assert store.load(made.comparison.id) == newer
    before = everything(store)
    assert store.take(older) == store.take(newer) == "known"
    assert everything(store) == before


def test_picks_made_on_both_machines_are_all_kept_and_the_newest_stands(store: Store) -> None:
    made = record(["A"])
    store.take(made)
    here = pick(made, "here", ("B",), hours=2)
    store.save_pick(here)
    there = (pick(made, "there", ("A",), hours=1), pick(made, "there too", ("A",), hours=1.5))
    assert store.take(replace(made, picks=(*made.picks, *there))) == "completed"
    loaded = store.load(made.comparison.id)
    assert loaded.pick == here
    assert [p.id for p in loaded.picks] == ["there", "there too", made.picks[0].id, "here"]
    newest = pick(made, "newest", ("A",), hours=3)
    assert store.take(replace(made, picks=(*made.picks, newest))) == "completed"
    assert store.load(made.comparison.id).pick == newest


def test_old_picks_from_elsewhere_are_not_the_ones_made_last(store: Store) -> None:
    mine = record(["A"])
    store.take(mine)
    old = other(replace(mine, picks=(pick(mine, "old", hours=-1),)))
    assert store.take(old) == "added"
    assert store.newest_picked() == mine.comparison.id


def other(made: Record) -> Record:
    """The same under ids of its own."""
    identity = "e" * 32
    ballot = replace(made.ballots[0], id="b" * 32, comparison_id=identity)
    picks = (replace(p, id=f"other {p.id}", ballot_id=ballot.id, comparison_id=identity) for p in made.picks)
    return Record(
        replace(made.comparison, id=identity, thread_id=identity),
        (ballot,),
        tuple(replace(call, id=f"other {call.id}") for call in made.calls),
        tuple(picks),
    )


def test_a_document_comes_once_however_often_it_is_attached(store: Store) -> None:
    made = record(["A"])
    spec = made.comparison.documents[0]
    turn = Turn("f" * 32, "A", "Before?", (replace(spec, name="as it was called.md"),), "That.")
    made = replace(made, comparison=replace(made.comparison, context=(turn,)))
    store.take(made)
    assert store.load(made.comparison.id) == made
    assert [row[1] for row in everything(store) if row[0] == "document"] == [spec.sha256]


def with_text(made: Record, text: str) -> Record:
    """The record with another text in its document."""
    document = replace(made.comparison.documents[0], text=text)
    return replace(made, comparison=replace(made.comparison, documents=(document,)))


def in_context(made: Record) -> Record:
    """The record with its document's hash on another text in an earlier turn."""
    spec = made.comparison.documents[0]
    turn = Turn(
        "f" * 32, "A", "Before?", (Document("b.md", "another text", spec.sha256, spec.size),), "That."
    )
    return replace(made, comparison=replace(made.comparison, context=(turn,)))


REFUSED: dict[str, tuple[Change, str]] = {
    "a document with another text": (lambda r: with_text(r, "another text"), "the sha256 of another text"),
    "another question under its id": (
        lambda r: replace(r, comparison=replace(r.comparison, prompt="Other?")),
        "another comparison with this id",
    ),
    "another answer, and a pick on it": (
        lambda r: replace(
            r,
            comparison=r.comparison.with_candidate(replace(r.comparison.candidate("A"), text="other")),
            picks=(*r.picks, pick(r, "p9")),
        ),
        "its A is not the A that is stored here",
    ),
    "another answer, and a call for it": (
        lambda r: replace(
            r,
            comparison=r.comparison.with_candidate(replace(r.comparison.candidate("C"), text="at last")),
            calls=(*r.calls, replace(r.calls[2], id="again")),
        ),
        "its C is not the C that is stored here",
    ),
    "a call of another comparison": (
        lambda r: replace(other(r), calls=r.calls),
        "the call 'call A' belongs to another comparison here",
    ),
    "a pick of another comparison": (
        lambda r: replace(other(r), picks=(replace(other(r).picks[0], id=r.picks[0].id),)),
        "the pick",
    ),
    "one hash for two texts": (
        lambda r: in_context(other(r)),
        "the document 'b.md' has the sha256 of another text",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_refused_whole_and_what_is_here_stays(store: Store, case: str) -> None:
    change, says = REFUSED[case]
    made = record(["A"])
    store.take(made)
    before = everything(store)
    with pytest.raises(RecordError, match=says):
        store.take(change(made))
    assert everything(store) == before


def test_two_texts_for_one_hash_are_refused_in_an_empty_record_too(store: Store) -> None:
    with pytest.raises(RecordError, match="another text"):
        store.take(in_context(record(["A"])))
    assert store.ids() == ()


def test_what_another_program_is_asking_is_not_disturbed(tmp_path: Path) -> None:
    process = writer(tmp_path / "fusion.db", "a", 10_000)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        with opened(tmp_path) as store:
            told = line(store, "a")
            assert told["candidates"][0]["status"] == "interrupted"
            assert store.take(to_record(told)) == "known"
            told["reveals"] = [{"at": NOW.isoformat(), "how": "export"}]
            with pytest.raises(RecordError, match="another program is still asking this"):
                store.take(to_record(told))
            assert store.load("a").comparison.candidate("A").status == "writing"
            written = int(process.stdout.readline())
            assert int(process.stdout.readline()) > written
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_what_a_dead_program_left_unfinished_can_be_completed(store: Store) -> None:
    comparison, ballot = compared("one", "two")
    store.save_comparison(comparison, ballot)
    store.append_journal(comparison.id, [JournalEntry("A", "half", "")])
    store._connection.execute("UPDATE comparison SET owner = 'nobody:1:1'")
    told = line(store, comparison.id)
    assert store.take(to_record(told)) == "known"
    told["reveals"] = [{"at": NOW.isoformat(), "how": "export"}]
    assert store.take(to_record(told)) == "completed"
    loaded = store.load(comparison.id)
    assert loaded.reveals and loaded.comparison.candidate("A").text == "half"


def test_a_stored_row_that_cannot_be_read_costs_only_its_own_line(store: Store) -> None:
    made = record(["A"])
    store.take(made)
    store._connection.execute("UPDATE candidate SET usage = '{'")
    with pytest.raises(RecordError, match="what is stored of it cannot be read"):
        store.take(made)
    assert store.take(other(made)) == "added"


def test_a_full_disk_keeps_a_comparison_out_whole(store: Store) -> None:
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages + 1}")
    made = record(["A"], texts=("x" * 100_000, "y", ""))
    with pytest.raises(StoreError, match="disk is full"):
        store.take(made)
    assert store.ids() == ()
    store._connection.execute("PRAGMA max_page_count = 100000")
    assert store.take(made) == "added"
