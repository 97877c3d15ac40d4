"""What the statistics read: all they need, none of the long texts, and quickly."""

from __future__ import annotations

import random
import sqlite3
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from fusion_tui.core.models import Decision, Document, Record, Reply, Status
from fusion_tui.core.taste.availability import asked_calls, availability
from fusion_tui.core.taste.measured import Measured
from fusion_tui.core.taste.questions.activity import counts, picks_a_week
from fusion_tui.core.taste.questions.habits import habits
from fusion_tui.core.taste.questions.leaderboard import leaderboard
from fusion_tui.core.taste.questions.mind import change_of_mind
from fusion_tui.core.taste.style import Style
from fusion_tui.errors import StoreError
from fusion_tui.store import JournalEntry, Store, schema
from tests.core.taste.people import asked, picked, retested
from tests.helpers.any_record import any_records, kept
from tests.helpers.fakes import NOW

ANSWER = "# Yes\n\n- **one**\n- two"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store(tmp_path / "fusion.db", now=lambda: NOW) as opened:
        yield opened


def only(store: Store) -> Record:
    (record,) = store.all_for_taste()
    return record


def seen(store: Store, letter: str = "A") -> Measured:
    candidate = only(store).comparison.candidate(letter)
    assert isinstance(candidate, Measured)
    return candidate


def answered(number: int = 0, **texts: str) -> Record:
    record = asked(*texts, texts=texts, number=number)
    document = Document("plan.md", "long " * 1000, "a" * 64, 5000)
    return replace(record, comparison=replace(record.comparison, documents=(document,), prompt="long"))


def figures(records: list[Record]) -> tuple[object, ...]:
    rng = random.Random(1)
    board = leaderboard(records, rng), leaderboard(records, rng, grouping="process")
    return (
        *board,
        counts(records),
        picks_a_week(records),
        availability(asked_calls(records)),
        habits(records),
    )


def test_texts_prompts_and_documents_stay_where_they_are(store: Store) -> None:
    critiqued = picked(answered(one=ANSWER, two="No."), "A>B", tags=("db",))
    identity = critiqued.comparison.id
    reply = Reply("e" * 32, identity, "own", None, {"target": "A"}, "Nobody owns it.", NOW)
    decision = Decision(identity, "0" * 16, True, NOW)
    kept(store, replace(critiqued, replies=(reply,), decisions=(decision,)))
    record, whole = only(store), store.load("0")
    assert (record.comparison.prompt, record.comparison.documents) == ("", ())
    assert {c.text for c in record.comparison.candidates} == {""}
    assert (seen(store).chars, seen(store).style) == (len(ANSWER), Style(6, 1, 1, 2))
    assert (record.picks, record.ballots, record.reveals) == (whole.picks, whole.ballots, whole.reveals)
    assert (record.replies, record.decisions) == (whole.replies, whole.decisions)
    assert [c.cost_usd for c in record.calls] == [0.01, 0.01]


@given(any_records())
@settings(max_examples=30)
def test_every_figure_is_that_of_the_whole_record(record: Record) -> None:
    with TemporaryDirectory() as folder, Store(Path(folder) / "fusion.db", now=lambda: NOW) as store:
        whole = kept(store, record)
        for _ in range(2):
            assert figures([only(store)]) == figures([whole]), "counted now, and read from the counts"
        assert change_of_mind([only(store)]) == change_of_mind([whole])


def test_pages_hold_every_record_once_and_in_order(store: Store) -> None:
    for number in range(7):
        kept(store, answered(number, one="a", two="b"))
    pages, after = [], None
    while page := store.for_taste(after, limit=3):
        pages.append(len(page))
        after = page[-1].comparison.created_at, page[-1].comparison.id
    assert pages == [3, 3, 1]
    assert [r.comparison.id for r in store.all_for_taste()] == list(store.ids())


def test_a_text_is_counted_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(store, answered(one=ANSWER, two="No."))
    before = figures([only(store)])
    monkeypatch.setattr("fusion_tui.store.tasting.style_of", lambda text: pytest.fail("counted again"))
    monkeypatch.setattr("fusion_tui.core.taste.measured.style_of", lambda text: Style())
    assert figures([only(store)]) == before


def test_a_text_that_is_asked_for_again_is_counted_again(store: Store) -> None:
    record = kept(store, answered(one=ANSWER, two="No."))
    assert seen(store).style.words == 6
    store.restart_candidate(record.comparison.id, "A")
    store.append_journal(record.comparison.id, [JournalEntry("A", "Three new words", "")])
    assert seen(store).style.words == 3, "what has arrived is in the journal"
    done = replace(record.comparison.candidate("A"), text="Two words", status="complete")
    store.finish_candidate(record.comparison.id, done, replace(record.calls[0], id="again"))
    assert seen(store).style.words == 2


def test_counts_by_older_rules_are_made_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(store, answered(one=ANSWER, two="No."))
    only(store)
    store._connection.execute("UPDATE text_count SET words = 99, rules = 0")
    assert seen(store).style.words == 6


def test_what_a_dead_process_left_counts_with_the_text_that_had_arrived(store: Store) -> None:
    live: Status = "writing"
    record = answered(one="", two="No.")
    writing = replace(record.comparison.candidate("A"), status=live)
    record = replace(record, comparison=record.comparison.with_candidate(writing))
    store.save_comparison(record.comparison, record.ballots[0])
    store.append_journal(record.comparison.id, [JournalEntry("A", "half of it", "")])
    store._connection.execute("UPDATE comparison SET owner = 'gone:1:1'")
    assert (seen(store).status, seen(store).style.words) == ("interrupted", 3)


@pytest.mark.parametrize("version", [2, len(schema.MIGRATIONS)])
def test_a_database_that_is_only_read_needs_no_room_for_counts(tmp_path: Path, version: int) -> None:
    path = tmp_path / "fusion.db"
    with Store(path, now=lambda: NOW) as store:
        whole = kept(store, picked(answered(one=ANSWER, two="No."), "A"))
    with closing(sqlite3.connect(path)) as raw:
        if version == 2:
            raw.executescript(
                "DROP TRIGGER text_count_is_of_this_text; DROP TRIGGER text_count_goes_with_its_text;"
                "DROP TABLE text_count; PRAGMA user_version = 2"
            )
    before = path.read_bytes()
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as raw:
        raw.row_factory = sqlite3.Row
        store = Store(None, now=lambda: NOW)
        store._connection.close()
        store._connection, store.read_only = raw, True
        assert schema.version(raw) == version
        assert figures(list(store.all_for_taste())) == figures([whole])
    assert path.read_bytes() == before


def test_no_room_for_counts_changes_no_figure(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = kept(store, picked(answered(one=ANSWER, two="No."), "A"))

    def full(*_: object) -> None:
        raise StoreError("the disk is full; free some room.")

    monkeypatch.setattr("fusion_tui.store.tasting.count", full)
    assert figures([only(store)]) == figures([whole])


def test_long_texts_are_never_held_together(store: Store) -> None:
    long = "word " * 4000
    for number in range(60):
        kept(store, answered(number, one=long, two=long, three=long, four=long))
    tracemalloc.start()
    try:
        for limit in (10, 60):
            tracemalloc.reset_peak()
            assert len(store.for_taste(limit=limit)) == limit
            assert tracemalloc.get_traced_memory()[1] < 2_000_000, "all texts are 4.8 MB"
    finally:
        tracemalloc.stop()


def test_comparisons_that_came_back_are_found_without_the_others(store: Store) -> None:
    for number in (1, 2, 3):
        record = answered(number, A=ANSWER, B="No.")
        kept(store, retested(record, "BA") if number == 2 else record)
    (found,) = store.retested()
    assert found.comparison.id == answered(2, A="", B="").comparison.id
    assert any(ballot.kind == "retest" for ballot in found.ballots)
    store.delete([found.comparison.id])
    assert store.retested() == ()
