"""What is kept comes back, whatever happens to the program or the file."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fusion_tui.core.models import Call, CallError, Comparison, Document, Member, Pick, Reveal, Turn, Usage
from fusion_tui.core.picking import Choice, Circumstances, make_pick, undo
from fusion_tui.errors import NotFoundError, StoreError
from fusion_tui.store import JournalEntry, Store, database, reading, schema
from tests.helpers.command import ROOT
from tests.helpers.fakes import NOW, compared, ids

DOCUMENT = Document("plan.md", "line\r\nnext\x00 \ud800", "a" * 64, 12)
ERROR = CallError("stream", "connection_lost", None, "peer closed \ud83d", "Ask again.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store(tmp_path / "data" / "fusion.db", now=lambda: NOW) as opened:
        yield opened


def saved(store: Store, *models: str, title: str = "Which database?", minutes: int = 0) -> Comparison:
    new_id = ids() if minutes == 0 else iter([f"{minutes:032x}", f"{minutes + 10**6:032x}"]).__next__
    comparison, ballot = compared(
        *models or ("one", "two"), prompt=title, documents=(DOCUMENT,), new_id=new_id
    )
    comparison = replace(comparison, created_at=NOW + timedelta(minutes=minutes))
    store.save_comparison(comparison, ballot)
    return comparison


def call(letter: str, identity: str = "c1", **changed: object) -> Call:
    made = Call(identity, "member", letter, "name", "fake", "one", NOW, "complete")
    return replace(made, **changed)  # type: ignore[arg-type]  # the caller names fields


def pick_of(store: Store, comparison: Comparison, letter: str, identity: str) -> Pick:
    record = store.load(comparison.id)
    made = make_pick(
        Choice.of(((letter,),), ("clear",), "it is short \ud800"),
        record.comparison,
        record.ballots[0],
        revealed=False,
        around=Circumstances(("B", "A"), 3.5),
        now=NOW,
        new_id=lambda: identity,
    )
    store.save_pick(made)
    return made


def test_a_comparison_comes_back_as_it_was(store: Store) -> None:
    member = Member("fake", "one", "näme", "Be brief.", {"temperature": 1.0, "stop": ["x"]})
    comparison, ballot = compared("one", "two", documents=(DOCUMENT,))
    comparison = comparison.with_candidate(replace(comparison.candidates[0], member=member, name="näme"))
    store.save_comparison(comparison, ballot)
    done = replace(
        comparison.candidates[0],
        text="text \ud83d end \x00",
        reasoning="hm",
        status="truncated",
        error=ERROR,
        finish_reason="length",
        model_served="one-2026",
        usage=Usage(1, 2, None, 4),
        cost_usd=0.25,
        ttft_s=0.5,
        seconds=9.0,
    )
    receipt = call("A", status="truncated", error=ERROR, usage=Usage(1, 2), cost_usd=0.25, attempts=2)
    store.finish_candidate(comparison.id, done, receipt)
    record = store.load(comparison.id[:5])
    found = record.comparison
    assert found.candidates[0] == replace(
        done, text="text \ufffd end \x00", error=replace(ERROR, provider_text="peer closed \ufffd")
    )
    assert found.candidates[0].member == member
    assert found.documents == (replace(DOCUMENT, text="line\r\nnext\x00 \ufffd"),)
    assert replace(found, candidates=(), documents=()) == replace(comparison, candidates=(), documents=())
    assert record.ballots == (ballot,)
    assert record.calls == (replace(receipt, error=replace(ERROR, provider_text="peer closed \ufffd")),)


def test_the_journal_holds_what_arrived_and_ends_with_the_answer(store: Store) -> None:
    comparison = saved(store)
    for text in ("one ", "two \ud800"):
        store.append_journal(comparison.id, [JournalEntry("A", text, "why ")])
    live = store.load(comparison.id).comparison.candidate("A")
    assert (live.text, live.reasoning, live.status) == ("one two \ufffd", "why why ", "writing")
    store.finish_candidate(comparison.id, replace(live, text="all", status="complete"), call("A"))
    assert store.load(comparison.id).comparison.candidate("A").text == "all"
    with sqlite3.connect(store.path) as raw:
        assert raw.execute("SELECT count(*) FROM journal").fetchone() == (0,)


def test_asking_again_keeps_the_earlier_text(store: Store) -> None:
    comparison = saved(store)
    store.append_journal(comparison.id, [JournalEntry("A", "half a thought", "")])
    store.restart_candidate(comparison.id, "A")
    fresh = store.load(comparison.id).comparison.candidate("A")
    assert (fresh.text, fresh.status) == ("", "waiting")
    with sqlite3.connect(store.path) as raw:
        assert raw.execute("SELECT letter, text FROM earlier_attempt").fetchall() == [("A", "half a thought")]


def test_leaving_marks_what_ran_as_interrupted(store: Store) -> None:
    comparison = saved(store)
    store.append_journal(comparison.id, [JournalEntry("B", "so far", "")])
    store.interrupt(comparison.id)
    assert [(c.status, c.text) for c in store.load(comparison.id).comparison.candidates] == [
        ("interrupted", ""),
        ("interrupted", "so far"),
    ]


def test_picks_are_only_ever_added_and_an_undo_is_a_row(store: Store) -> None:
    comparison = saved(store)
    for letter in "AB":
        done = replace(comparison.candidate(letter), text="x", status="complete")
        store.finish_candidate(comparison.id, done, call(letter, f"call-{letter}"))
    first = pick_of(store, comparison, "A", "p1")
    second = pick_of(store, comparison, "B", "p2")
    record = store.load(comparison.id)
    assert record.pick == replace(second, why="it is short \ufffd")
    row = undo(record, now=NOW, new_id=lambda: "p3")
    assert row is not None
    store.save_pick(row)
    after = store.load(comparison.id)
    assert len(after.picks) == 3 and after.pick is not None and after.pick.id == first.id
    with sqlite3.connect(store.path) as raw:
        for statement in ("UPDATE pick SET blind = 0", "DELETE FROM pick"):
            with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
                raw.execute(statement)


def test_a_reveal_is_kept_with_how_it_came(store: Store) -> None:
    comparison = saved(store)
    assert not store.load(comparison.id).revealed
    store.save_reveal(Reveal(comparison.id, NOW, "esc"))
    assert store.load(comparison.id).reveals == (Reveal(comparison.id, NOW, "esc"),)


def test_an_id_needs_only_as_many_digits_as_tell_it_apart(store: Store) -> None:
    for first in ("abc1" + "0" * 28, "abd1" + "0" * 28):
        comparison, ballot = compared("m", new_id=iter([first, "f" * 24 + first[:8]]).__next__)
        store.save_comparison(comparison, ballot)
    assert store.load("ABC").comparison.id.startswith("abc1")
    with pytest.raises(NotFoundError, match="at least 3 characters"):
        store.load("ab")
    with pytest.raises(NotFoundError, match="No comparison"):
        store.load("ffff")
    for nonsense in ("", "xyz", "a%"):
        with pytest.raises(NotFoundError, match="not an id"):
            store.load(nonsense)


def test_history_pages_from_the_newest_and_says_what_was_picked(store: Store) -> None:
    made = [saved(store, title=f"q{n}", minutes=n) for n in range(1, 8)]
    newest = made[-1]
    store.finish_candidate(newest.id, replace(newest.candidate("A"), text="x", status="complete"), call("A"))
    failed = replace(newest.candidate("B"), status="failed", error=ERROR)
    store.finish_candidate(newest.id, failed, call("B", "c2"))
    pick_of(store, newest, "A", "p1")
    page = store.summaries(limit=3)
    assert [row.title for row in page] == ["q7", "q6", "q5"]
    assert (page[0].candidates, page[0].failed, page[0].unfinished) == (2, 1, 0)
    assert page[0].pick is not None and page[0].picked_name == newest.candidate("A").name
    assert page[1].unfinished == 2
    rest = store.summaries(limit=10, before=(page[-1].created_at, page[-1].id))
    assert [row.title for row in rest] == ["q4", "q3", "q2", "q1"]
    assert store.newest_picked() == newest.id
    assert store.ids() == tuple(c.id for c in made)


def test_wins_count_standing_picks_where_the_member_answered(store: Store) -> None:
    for n, best in enumerate(("one", "one", "two"), start=1):
        comparison = saved(store, title=f"q{n}", minutes=n)
        for candidate in comparison.candidates:
            done = replace(candidate, text="x", status="complete")
            store.finish_candidate(comparison.id, done, call(candidate.letter, f"c{n}{candidate.letter}"))
        letter = next(c.letter for c in comparison.candidates if c.name == f"name of {best}")
        pick_of(store, comparison, letter, f"p{n}")
    assert store.wins("name of one") == (2, 3)
    assert store.wins("name of two") == (1, 3)
    assert store.wins("nobody") == (0, 0)


def test_what_was_spent_counts_only_known_costs(store: Store) -> None:
    comparison = saved(store)
    for n, cost in enumerate((0.25, None, 0.5)):
        moment = NOW - timedelta(days=n * 20)
        receipt = call("A", f"c{n}", cost_usd=cost, started_at=moment)
        store.finish_candidate(comparison.id, replace(comparison.candidate("A"), status="complete"), receipt)
    assert store.spent_since(NOW - timedelta(days=1)) == 0.25
    assert store.spent_since(NOW - timedelta(days=90)) == 0.75


def test_small_things_are_remembered_and_forgotten(store: Store) -> None:
    store.remember("draft", "a\ud800")
    assert store.recall("draft") == "a\ufffd"
    store.remember("draft", "b")
    assert store.recall("draft") == "b"
    store.forget("draft")
    assert store.recall("draft") is None


def test_one_backup_a_day_and_only_the_newest_stay(tmp_path: Path) -> None:
    days = iter(range(10))
    moment = [NOW]
    with Store(tmp_path / "fusion.db", now=lambda: moment[0]) as store:
        saved(store)
        for day in days:
            moment[0] = NOW + timedelta(days=day)
            assert store.backup(keep=3) is not None
            assert store.backup(keep=3) is None
    backups = sorted(tmp_path.glob("*.backup.db"))
    assert len(backups) == 3 and all(b.stat().st_mode & 0o077 == 0 for b in backups)
    with Store(backups[-1], now=lambda: NOW) as copy:
        assert len(copy.ids()) == 1


def test_no_write_ahead_log_and_full_synchronisation(store: Store) -> None:
    saved(store)
    settings = [
        store._connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    ]
    assert settings == ["delete", 2, 1]
    assert not list(store.path.parent.glob("*-wal"))


def test_a_database_of_version_1_is_read_as_it_was_written(tmp_path: Path) -> None:
    """The first version's shape is frozen here; every later migration starts from it."""
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as raw:
        for statement in schema.statements(schema.MIGRATIONS[0]):
            raw.execute(statement)
        raw.execute("PRAGMA user_version = 1")
        raw.execute(
            "INSERT INTO comparison VALUES (?, '2026-01-02T03:04:05+00:00', 'old', 'old question', 'p',"
            " 1, 1, 0, 1, ?, NULL, NULL)",
            ("ab" * 16, "ab" * 16),
        )
    with Store(path, now=lambda: NOW) as store:
        assert store.load("ab").comparison.prompt == "old question"
        assert schema.version(store._connection) == len(schema.MIGRATIONS)


def test_a_pick_from_before_unread_input_was_noticed_says_nothing_of_it(store: Store) -> None:
    comparison = saved(store)
    done = replace(comparison.candidate("A"), text="x", status="complete")
    store.finish_candidate(comparison.id, done, call("A"))
    pick_of(store, comparison, "A", "p1")
    with sqlite3.connect(store.path) as raw:
        raw.execute("DROP TRIGGER pick_is_never_changed")
        raw.execute("UPDATE pick SET detail = replace(detail, ',\"cut_input\":false', '')")
        assert "cut_input" not in raw.execute("SELECT detail FROM pick").fetchone()[0]
    (pick,) = store.load(comparison.id).picks
    assert [shown.cut_input for shown in pick.shown] == [False, False]


def test_a_newer_database_is_read_and_never_changed(tmp_path: Path) -> None:
    path = tmp_path / "fusion.db"
    with Store(path, now=lambda: NOW) as store:
        comparison = saved(store)
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with Store(path, now=lambda: NOW) as newer:
        assert newer.read_only and newer.notice is not None and "newer Fusion" in newer.notice
        assert newer.load(comparison.id).comparison.prompt == "Which database?"
        with pytest.raises(StoreError, match="newer Fusion"):
            newer.remember("a", "b")
        assert newer.backup() is None
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [b"hello, I am a text", b"SQLite format 3\x00" + b"\x00" * 50, b"SQLite format 3\x00" + b"x" * 9000],
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "fusion.db"
    path.write_bytes(content)
    began = time.monotonic()
    with pytest.raises(StoreError, match="fusion.db"):
        Store(path, now=lambda: NOW)
    assert time.monotonic() - began < 1
    assert path.read_bytes() == content


def test_an_empty_file_is_a_new_database_and_a_folder_is_none(tmp_path: Path) -> None:
    (tmp_path / "fusion.db").touch()
    with Store(tmp_path / "fusion.db", now=lambda: NOW) as store:
        assert store.ids() == ()
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(StoreError, match="is a folder"):
        Store(tmp_path / "folder.db", now=lambda: NOW)


def test_a_row_that_was_damaged_is_said_and_the_others_stay_readable(store: Store) -> None:
    damaged, fine = saved(store, title="damaged", minutes=1), saved(store, title="fine", minutes=2)
    with sqlite3.connect(store.path) as raw:
        raw.execute("UPDATE candidate SET usage = '{' WHERE comparison_id = ?", (damaged.id,))
    with pytest.raises(StoreError, match="a stored row cannot be read"):
        store.load(damaged.id)
    assert store.load(fine.id).comparison.prompt == "fine"
    assert len(store.summaries()) == 2


def test_a_full_disk_is_said_and_earlier_rows_stay(store: Store) -> None:
    comparison = saved(store)
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(StoreError, match="disk is full"):
        store.append_journal(comparison.id, [JournalEntry("A", "x" * 100_000, "")])
    assert store.load(comparison.id).comparison.candidate("A").text == ""
    store._connection.execute("PRAGMA max_page_count = 100000")
    store.append_journal(comparison.id, [JournalEntry("A", "later", "")])
    assert store.load(comparison.id).comparison.candidate("A").text == "later"


_WRITER = """
import sys, time
from pathlib import Path
from datetime import datetime, UTC
from fusion_tui.store import JournalEntry, Store
from tests.helpers.fakes import compared
store = Store(Path(sys.argv[1]), now=lambda: datetime.now(UTC))
comparison, ballot = compared("one", new_id=iter([sys.argv[2] * 32, sys.argv[2] * 31 + "e"]).__next__)
store.save_comparison(comparison, ballot)
n = 0
while n < int(sys.argv[3]):
    store.append_journal(comparison.id, [JournalEntry("A", f"[{n}]", "")])
    print(n, flush=True)
    n += 1
    # Without a breath between two writes nobody else would ever find the file unlocked.
    time.sleep(0.005)
"""


def writer(path: Path, digit: str, rows: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), digit, str(rows)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    draw = random.Random(5)
    for turn in range(8):
        path = tmp_path / f"{turn}.db"
        process = writer(path, "a", 10_000)
        assert process.stdout is not None
        acknowledged = -1
        for _ in range(draw.randint(1, 60)):
            acknowledged = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split()
        process.wait()
        process.stdout.close()
        acknowledged = int(rest[-1]) if rest else acknowledged
        with Store(path, now=lambda: NOW) as store:
            candidate = store.load("a").comparison.candidate("A")
            assert candidate.status == "interrupted"
            assert f"[{acknowledged}]" in candidate.text
            store.restart_candidate("a" * 32, "A")
            assert store.load("a").comparison.candidate("A").status == "waiting"


def test_a_comparison_that_another_program_still_writes_is_not_interrupted(tmp_path: Path) -> None:
    path = tmp_path / "fusion.db"
    process = writer(path, "a", 10_000)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        with Store(path, now=lambda: NOW) as store:
            record = store.load("a")
            assert record.running_elsewhere and record.comparison.candidate("A").status == "writing"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_first_starts_and_writes_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "fusion.db"
    processes = [writer(path, digit, 15) for digit in "abcd"]
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    with Store(path, now=lambda: NOW) as store:
        for digit in "abcd":
            assert store.load(digit).comparison.candidate("A").text.endswith("[14]")


def in_thread(store: Store, title: str, minutes: int, parent: Comparison) -> Comparison:
    new_id = iter([f"{minutes:032x}", f"{minutes + 10**6:032x}"]).__next__
    comparison, ballot = compared("one", "two", prompt=title, new_id=new_id)
    turn = Turn(parent.id, "B", parent.prompt, parent.documents, "what was picked \ud800")
    comparison = replace(
        comparison,
        created_at=NOW + timedelta(minutes=minutes),
        thread_id=parent.thread_id,
        parent_id=parent.id,
        context=(*parent.context, turn),
    )
    store.save_comparison(comparison, ballot)
    return comparison


def test_a_continued_question_keeps_its_conversation_whatever_is_picked_later(store: Store) -> None:
    first = saved(store)
    second = in_thread(store, "And then?", 5, first)
    kept = store.load(second.id).comparison
    (turn,) = kept.context
    assert (kept.thread_id, kept.parent_id) == (first.id, first.id)
    assert (turn.comparison_id, turn.letter, turn.prompt) == (first.id, "B", "Which database?")
    assert turn.answer == "what was picked \N{REPLACEMENT CHARACTER}", "a lone surrogate cannot be stored"
    assert [(d.name, d.sha256, d.size) for d in turn.documents] == [("plan.md", "a" * 64, 12)]
    assert kept.documents == ()


def test_history_folds_a_thread_into_its_newest_question(store: Store) -> None:
    alone, first = saved(store, title="alone", minutes=1), saved(store, title="first", minutes=2)
    second = in_thread(store, "second", 3, first)
    third = in_thread(store, "third", 4, second)
    folded = store.summaries(threads=True)
    assert [(row.title, row.questions) for row in folded] == [("third", 3), ("alone", 1)]
    assert [row.title for row in store.summaries()] == ["third", "second", "first", "alone"]
    assert [row.title for row in store.thread(first.id)] == ["third", "second", "first"]
    assert {row.thread_id for row in store.thread(third.thread_id)} == {first.id}
    page = store.summaries(limit=1, threads=True)
    rest = store.summaries(before=(page[0].created_at, page[0].id), threads=True)
    assert [row.id for row in rest] == [alone.id], "an older question of the thread is no row of its own"


def test_a_document_can_be_found_under_any_name_it_went_by(store: Store) -> None:
    saved(store)
    found = store.document("other.md", "a" * 64)
    assert found is not None and (found.name, found.size) == ("other.md", 12)
    assert store.document("other.md", "b" * 64) is None


def test_a_store_in_memory_does_everything_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.rglob("*"))
    with Store(None, now=lambda: NOW, spent=1.25) as store:
        comparison = saved(store)
        pick_of(store, comparison, "A", "p1")
        store.append_journal(comparison.id, [JournalEntry("A", "text", "")])
        assert store.load(comparison.id).comparison.candidate("A").text == "text"
        assert store.backup() is None and not store.read_only
        assert store.spent_since(NOW) == 1.25, "what others spent is known"
        finished = replace(comparison.candidate("B"), text="x", status="complete")
        store.finish_candidate(comparison.id, finished, call("B", cost_usd=0.5))
        assert store.spent_since(NOW) == 1.75
        assert set(tmp_path.rglob("*")) == before


def test_a_read_only_file_of_the_first_version_is_read_without_its_later_columns(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as raw:
        for statement in schema.statements(schema.MIGRATIONS[0]):
            raw.execute(statement)
        raw.execute("PRAGMA user_version = 1")
        raw.execute(
            "INSERT INTO comparison VALUES (?, '2026-01-02T03:04:05+00:00', 'old', 'old question', 'p',"
            " 1, 1, 0, 1, ?, NULL, NULL)",
            ("ab" * 16, "ab" * 16),
        )
    with closing(database._read_only(path)) as raw:
        record = reading.record(raw, "ab", "me")
    assert record.comparison.prompt == "old question" and record.comparison.context == ()
