"""What is typed finds what is stored, in step with every write, on databases of every kind."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fusion_tui.core.compose import shown_with
from fusion_tui.core.filters import Sort, parse
from fusion_tui.core.models import Candidate, Member
from fusion_tui.core.picking import undo
from fusion_tui.errors import StoreError
from fusion_tui.store import JournalEntry, Store, database, owner, schema
from fusion_tui.store.search import index, lines
from tests.helpers.fakes import NOW
from tests.helpers.kept import keep


@pytest.fixture(params=["with FTS5", "without FTS5"])
def store(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty store, on a SQLite of either kind."""
    if request.param == "without FTS5":
        monkeypatch.setattr(index, "has_fts5", lambda db: False)
    with Store(tmp_path / "fusion.db", now=lambda: NOW) as opened:
        yield opened


def found(
    store: Store, typed: str, sort: Sort = "newest", limit: int = 200, threads: bool = False
) -> list[str]:
    """Titles in order, read in pages of this size."""
    titles: list[str] = []
    after = None
    while True:
        page = store.find(parse(typed, UTC), sort, limit, after, threads=threads)
        assert not page.pending
        titles += [row.title for row in page.rows]
        if len(page.rows) < limit:
            return titles
        after = page.rows[-1]


def test_words_of_questions_and_answers_are_found(store: Store) -> None:
    keep(store, 0, "Which database?", "Take SQLite.", "Take the finish_candidate road.")
    keep(store, 1, "Explain CRDTs", "Straße nach Köln, in Go", "gopher")
    keep(store, 2, "データベースを選ぶ", "数据库 is 한국어", "x")
    for typed, titles in {
        "database": ["Which database?"],
        "DATA": ["Which database?"],
        "base": [],
        "take sqlite which": ["Which database?"],
        '"take sqlite"': ["Which database?"],
        '"sqlite take"': [],
        '"take sqli"': [],
        '"take sqli': ["Which database?"],
        "candidate": ["Which database?"],
        "finish_candidate": ["Which database?"],
        "STRASSE köln": ["Explain CRDTs"],
        "koln": [],
        "go": ["Explain CRDTs"],
        "gop": ["Explain CRDTs"],
        "nowhere": [],
        "数据": ["データベースを選ぶ"],
        "据": ["データベースを選ぶ"],
        "据数": [],
        "ベース": ["データベースを選ぶ"],
        "国어": [],
        "국어": ["データベースを選ぶ"],
        "": ["Which database?", "Explain CRDTs", "データベースを選ぶ"],
    }.items():
        assert found(store, typed) == titles, typed


def test_marks_choose_by_what_is_known_of_a_comparison(store: Store) -> None:
    keep(store, 0, "best", "a", "b", groups=["A"], tags=["Ops", "two words"], revealed=True)
    keep(store, 1, "tied", "a", "b", groups=["AB"], tags=["db"])
    keep(store, 2, "ranked", "a", "b", groups=["A", "B"], panel="Review")
    keep(store, 3, "none", "a", "b", outcome="none")
    keep(store, 4, "skipped", "a", "b", outcome="skip")
    keep(store, 60 * 24, "open", "a", "b", demo=True, blind=False)
    for typed, titles in {
        "picked:yes": ["best", "tied", "ranked"],
        "picked:no": ["open"],
        "picked:none": ["none"],
        "picked:tie": ["tied"],
        "picked:tie picked:none": [],
        "#ops": ["best"],
        "#op": [],
        'tag:"two words"': ["best"],
        "#ops #db": [],
        "model:MODEL-1": ["best", "open"],
        'model:"name of"': ["best", "open"],
        "panel:rev": ["ranked"],
        "demo:yes": ["open"],
        "demo:no picked:none": ["none"],
        "kind:draft": [],
        "kind:answer picked:tie": ["tied"],
        "before:2026-11-24": ["open"],
        "after:2026-11-23": ["best", "tied", "ranked", "none", "skipped"],
        "after:2026-11-24": [],
        "before:soon picked:tie": ["tied"],
        "a picked:yes #ops": ["best"],
    }.items():
        assert found(store, typed) == titles, typed


def test_a_filter_tells_no_name_that_is_hidden(store: Store) -> None:
    made = keep(store, 0, "blind", "a", "b")
    assert found(store, "model:model-0") == []
    store.restart_candidate(made.id, "A")
    served = replace(made.candidate("A"), model_served="model-0-2026", status="complete", text="a")
    call = store.load(made.id).calls[0]
    store.finish_candidate(made.id, served, replace(call, id="c" * 32))
    assert found(store, "model:2026") == []
    keep(store, 1, "known", "a", "b", revealed=True)
    assert found(store, "model:model-0") == ["known"]


def add(store: Store, identity: str, later: Candidate) -> None:
    """A later candidate with its ballot."""
    store.add_candidates(identity, [later], shown_with(store.load(identity), [later], 1, NOW, "f" * 32))


def test_every_write_is_in_the_next_search(store: Store) -> None:
    made = keep(store, 0, "first words", live=True)
    assert found(store, "words picked:no") == ["first words"]
    store.append_journal(made.id, [JournalEntry("A", "halfway", "")])
    assert found(store, "halfway") == [], "what streams is found once it has ended"
    store.interrupt(made.id)
    assert found(store, "halfway") == ["first words"]
    store.restart_candidate(made.id, "A")
    assert found(store, "halfway") == []
    add(store, made.id, Candidate("C", "draft", None, "plan.md", text="planned", status="complete"))
    assert found(store, "planned kind:draft") == ["first words"]
    record = store.load(made.id)
    other = keep(store, 1, "second", "a", "b", groups=["A"])
    assert found(store, "picked:yes") == ["second"]
    taken_back = undo(store.load(other.id), now=NOW, new_id=lambda: "e" * 32)
    assert taken_back is not None
    store.save_pick(taken_back)
    assert found(store, "picked:yes") == []
    assert store.delete((record.comparison.id,)) == (), "this program writes it"


def test_what_a_program_wrote_when_it_died_is_found(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made = keep(store, 0, "crashed", live=True)
    store.append_journal(made.id, [JournalEntry("A", "half", ""), JournalEntry("A", "way there", "")])
    assert found(store, "halfway") == []
    monkeypatch.setattr(owner, "alive", lambda name: False)
    assert found(store, "halfway there") == ["crashed"]


@pytest.mark.parametrize("typed", ["", "word"])
def test_pages_come_in_every_order_without_a_gap(store: Store, typed: str) -> None:
    for number, answers in enumerate((2, 3, 2, 5, 3, 2, 2)):
        keep(
            store, number, f"q{number}", *["word"] * answers, created_at=NOW - timedelta(minutes=number // 2)
        )
    ids = [f"q{number}" for number in range(7)]
    for limit in (1, 2, 3, 200):
        newest = found(store, typed, limit=limit)
        assert sorted(newest) == ids
        assert found(store, typed, "oldest", limit) == newest[::-1]
        most = found(store, typed, "most answers", limit)
        assert most[:1] == ["q3"] and set(most[1:3]) == {"q1", "q4"} and sorted(most) == ids


def test_threads_fold_in_every_order(store: Store) -> None:
    keep(store, 1, "third", "a", "b", thread=3)
    keep(store, 2, "second", "a", "b", "c", thread=3)
    newer = keep(store, 0, "alone", "a", "b")
    assert found(store, "", threads=True) == ["alone", "third"]
    assert found(store, "", "oldest", threads=True) == ["third", "alone"]
    assert found(store, "", "most answers", threads=True) == ["alone", "third"]
    store.delete((newer.id,))
    assert [row.questions for row in store.summaries(threads=True)] == [2]


def test_a_database_of_the_former_version_is_indexed_in_slices_the_newest_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = former(tmp_path / "old.db", 25)
    monkeypatch.setattr(index, "SLICE", 10)
    with Store(path, now=lambda: NOW) as store:
        page = store.find(parse("question", UTC))
        assert page.pending == 15 and [row.title for row in page.rows] == [f"question {n}" for n in range(10)]
        assert [store.index(), store.index(), store.index()] == [5, 0, 0]
        assert len(found(store, "question")) == 25
    monkeypatch.setattr(index, "SLICE_CHARACTERS", 1)
    path = former(tmp_path / "long.db", 5)
    with Store(path, now=lambda: NOW) as store:
        assert [store.index() for _ in range(5)] == [4, 3, 2, 1, 0]


def former(path: Path, count: int) -> Path:
    """A database of the second version, which knew of no index."""
    with closing(sqlite3.connect(path)) as raw:
        for statement in (s for script in schema.MIGRATIONS[:2] for s in schema.statements(script)):
            raw.execute(statement)
        raw.execute("PRAGMA user_version = 2")
        for number in range(count):
            at = (NOW - timedelta(minutes=number)).isoformat()
            raw.execute(
                "INSERT INTO comparison VALUES (?1, ?2, ?3, ?3, 'p', 1, 1, 0, 1, ?1, NULL, NULL, '[]')",
                (f"{number:032x}", at, f"question {number}"),
            )
        raw.commit()
    return path


def test_an_older_database_that_may_only_be_read_is_searched_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = former(tmp_path / "old.db", 3)
    before = path.read_bytes()
    monkeypatch.setattr(database, "is_writable", lambda path: False)
    with Store(path, now=lambda: NOW) as store:
        assert found(store, "question 2") == ["question 2"]
        assert [row.title for row in store.summaries()] == [f"question {n}" for n in range(3)]
        assert store.spent_since(NOW) == 0 and store.newest_picked() is None
        with pytest.raises(StoreError, match="read-only"):
            store.delete((f"{0:032x}",))
    assert path.read_bytes() == before


@pytest.mark.parametrize("complete", [True, False])
def test_a_file_that_may_only_be_read_is_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, complete: bool
) -> None:
    path = tmp_path / "fusion.db"
    with Store(path, now=lambda: NOW) as store:
        keep(store, 0, "one question", "a", "b", revealed=True)
        gone = keep(store, 1, "deleted question", "a", "b")
        store.delete((gone.id,))
        if complete:
            assert store.index() == 0
    monkeypatch.setattr(database, "is_writable", lambda path: False)
    with Store(path, now=lambda: NOW) as store:
        assert found(store, "question model:model-1") == ["one question"]


def test_a_program_without_fts5_leaves_the_words_to_one_that_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "fusion.db"
    with Store(path, now=lambda: NOW) as store:
        keep(store, 0, "first", "a", "b")
        assert found(store, "first") == ["first"] and store.search_notice is None
    with monkeypatch.context() as without:
        without.setattr(index, "has_fts5", lambda db: False)
        with Store(path, now=lambda: NOW) as store:
            assert store.search_notice and "same results" in store.search_notice
            keep(store, 1, "second", "a", "b")
            assert found(store, "first") == ["first"] and found(store, "second") == ["second"]
            store.delete((store.load(f"{0:032x}").comparison.id,))
    with Store(path, now=lambda: NOW) as store:
        assert found(store, "second") == ["second"] and found(store, "first") == []
        check(store)


def check(store: Store) -> None:
    """The words in the index are those of the lines, no more and no fewer."""
    db = store._connection
    db.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, line_words, 'instance')")
    indexed = {(row["doc"], row["term"]) for row in db.execute("SELECT * FROM temp.terms")}
    kept = db.execute("SELECT place, text FROM line_text").fetchall()
    assert indexed == {(row["place"], word) for row in kept for word in lines.unpack(row["text"]).split()}
    db.execute("DROP TABLE temp.terms")


def test_a_full_disk_does_not_keep_a_person_from_searching(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path / "fusion.db", now=lambda: NOW) as store:
        keep(store, 0, "first", "a", "b")
        assert found(store, "first") == ["first"]
        keep(store, 1, "second", "a", "b")

        def full(*_: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        monkeypatch.setattr(store._index, "_add", full)
        page = store.find(parse("a", UTC))
        assert [row.title for row in page.rows] == ["first"] and page.pending == 1


_WORDS = st.lists(
    st.sampled_from(
        ["go", "golang", "a", "Straße", "strasse", "数据库", "据", "x_y", "ᾳ", "e\u0301", "①", "ﬁn", "\x00"]
    )
    | st.text(max_size=4),
    max_size=6,
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(_WORDS, min_size=1, max_size=5), typed=_WORDS, quoted=st.booleans())
def test_with_and_without_fts5_the_same_is_found(texts: list[str], typed: str, quoted: bool) -> None:
    typed = typed.replace('"', " ")
    asked = f'"{typed}"' if quoted else typed
    results = []
    has: Callable[[sqlite3.Connection], bool] = index.has_fts5
    for kind in (has, lambda db: False):
        with pytest.MonkeyPatch.context() as patch, Store(None, now=lambda: NOW) as store:
            patch.setattr(index, "has_fts5", kind)
            for number, text in enumerate(texts):
                keep(store, number, f"q{number}", text or "-")
            assert store.index() == 0
            results.append(found(store, asked, limit=2))
            if kind is has:
                check(store)
    assert results[0] == results[1]


def test_a_member_that_an_older_version_wrote_without_a_model_harms_nothing(store: Store) -> None:
    keep(store, 0, "odd", "a", "b", revealed=True)
    member = Member("fake", "", "")
    made = keep(store, 1, "empty", live=True)
    store.interrupt(made.id)
    later = Candidate("C", "answer", member, "", text="later", status="complete")
    add(store, made.id, later)
    assert found(store, "later") == ["empty"]
