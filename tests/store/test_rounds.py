"""Later candidates, and what rounds bring, are kept like everything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fusion_tui.core.compose import shown_with
from fusion_tui.core.messages import Brief, Message
from fusion_tui.core.models import Ballot, Call, Candidate, Comparison, Member, Reply
from fusion_tui.core.picking import Choice, Circumstances, make_pick
from fusion_tui.store import JournalEntry, Store
from tests.helpers.fakes import NOW
from tests.helpers.kept import keep

MEMBER = Member("fake", "one", "name of one", "Be brief.", {"temperature": 0.5})
BRIEF = Brief((Message("system", "Revise."), Message("user", "text \ud800", 4)), "===== 1 =====")
LATER = Candidate("C", "revision", MEMBER, "name of one", inputs=("A",), brief=BRIEF)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store(tmp_path / "fusion.db", now=lambda: NOW) as opened:
        yield opened


def with_later(store: Store) -> Comparison:
    made = keep(store, 0, "question", "one text", "another")
    record = store.load(made.id)
    store.add_candidates(made.id, [LATER], shown_with(record, [LATER], 5, NOW, "b" * 32))
    return store.load(made.id).comparison


def test_a_later_candidate_comes_back_with_what_it_was_made_of_and_told(store: Store) -> None:
    made = with_later(store)
    told = replace(BRIEF, messages=(BRIEF.messages[0], Message("user", "text \ufffd", 4)))
    assert made.candidate("C") == replace(LATER, brief=told)
    record = store.load(made.id)
    assert record.arena.order == ("A", "B", "C") and record.ballots[0].order == ("A", "B")


def test_asked_again_it_is_told_the_same(store: Store) -> None:
    made = with_later(store)
    store.append_journal(made.id, [JournalEntry("C", "half", "")])
    store.restart_candidate(made.id, "C")
    again = store.load(made.id).comparison.candidate("C")
    assert (again.text, again.status) == ("", "waiting")
    assert (again.brief, again.inputs) == (made.candidate("C").brief, ("A",))


def test_a_crash_leaves_a_later_candidate_its_text(store: Store, tmp_path: Path) -> None:
    made = with_later(store)
    store.append_journal(made.id, [JournalEntry("C", "half of it", "")])
    store._connection.execute("UPDATE comparison SET owner = 'nobody'")
    with Store(tmp_path / "fusion.db", now=lambda: NOW) as later:
        found = later.load(made.id).comparison.candidate("C")
    assert (found.text, found.status) == ("half of it", "interrupted")


def test_what_stands_below_a_candidates_text_is_kept_with_its_end(store: Store) -> None:
    made = with_later(store)
    call = Call("c" * 32, "reviser", "C", "name of one", "fake", "one", NOW, "complete")
    below = Reply(call.id, made.id, "revision", MEMBER, {"letter": "C"}, "1 fixed", NOW)
    store.finish_candidate(
        made.id, replace(made.candidate("C"), status="complete", text="better"), call, below
    )
    record = store.load(made.id)
    assert record.replies == (below,) and record.calls[-1] == call


def test_replies_come_back_in_their_order_and_without_a_call_when_a_person_wrote_them(store: Store) -> None:
    made = keep(store, 0, "question", "one text", "another")
    call = Call("c" * 32, "judge", None, "judge", "fake", "judge", NOW, "complete", cost_usd=0.5)
    about = {"labels": {"XK2": "A"}, "order": ["XK2"], "n": 1, "deep": [{"x": None}]}
    verdict = Reply(call.id, made.id, "rank", MEMBER, about, "A first \x00", NOW)
    mine = Reply("d" * 32, made.id, "own", None, {}, "no rollback", NOW - timedelta(days=1))
    before = store.spent_since(NOW)
    store.save_reply(made.id, call, verdict)
    store.save_reply(made.id, None, mine)
    assert store.load(made.id).replies == (verdict, mine)
    assert store.spent_since(NOW) == before + 0.5, "a round is paid for like an answer"
    failed = replace(call, id="e" * 32, status="failed")
    store.save_reply(made.id, failed, None)
    assert len(store.load(made.id).replies) == 2 and store.load(made.id).calls[-1] == failed


def test_what_a_retest_says_is_not_the_pick(store: Store) -> None:
    made = keep(store, 0, "question", "one text", "another", groups=["A"])
    record = store.load(made.id)
    retest = Ballot("f" * 32, made.id, "retest", ("B", "A"), 3, NOW)
    store.save_ballot(retest)
    pick = make_pick(
        Choice.of((("B",),)),
        made,
        retest,
        revealed=False,
        around=Circumstances((), None),
        now=NOW + timedelta(hours=1),
        new_id=lambda: "e" * 32,
    )
    store.save_pick(pick)
    again = store.load(made.id)
    assert again.picks[-1] == pick and again.pick == record.pick
    assert again.arena == record.arena
    (line,) = store.summaries()
    assert line.pick == record.pick
    assert store.wins(made.candidate("B").name)[0] == 0
