"""Retests: who meets whom, and nothing that tells them apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.models import Ballot, Candidate, CandidateKind, Record
from fusion_tui.core.picking import Choice, Circumstances, make_pick
from fusion_tui.core.retest import Retest, due, retestable
from fusion_tui.core.rules import may_retest
from tests.core.critique.rounds import answered, with_candidates
from tests.helpers.fakes import NOW, ids


def later(kind: CandidateKind, letter: str, *inputs: str) -> Candidate:
    return Candidate(letter, kind, text=f"The {kind}.", status="complete", inputs=inputs)


def with_all() -> Record:
    """Three answers, a revision of A, and a synthesis and a merge of answers."""
    revision = later("revision", "D", "A")
    made = later("synthesis", "E", "A", "B", "C"), later("merge", "F", "B", "C")
    return with_candidates(answered(), revision, *made)


@pytest.mark.parametrize(
    ("letter", "meets"),
    [("A", "AD"), ("D", "AD"), ("B", ""), ("E", "ABCE"), ("F", "BCF")],
)
def test_each_meets_what_it_came_from_or_became(letter: str, meets: str) -> None:
    assert "".join(retestable(with_all().comparison, letter)) == meets


def test_what_has_no_text_yet_is_not_retested() -> None:
    writing = replace(later("revision", "D", "A"), status="writing")
    record = with_candidates(answered(), writing)
    assert retestable(record.comparison, "D") == () and due(record) is None


def of_many(answers: int) -> Record:
    """So many answers, and a synthesis of all."""
    letters = "ABCDEFGHIJ"[:answers]
    record = answered()
    made = [Candidate(x, text=f"Answer {x}.", status="complete") for x in letters]
    fused = later("synthesis", "K", *letters)
    return replace(record, comparison=replace(record.comparison, candidates=(*made, fused)))


def test_a_synthesis_of_a_full_panel_stands_beside_its_eight_inputs() -> None:
    record = of_many(8)
    assert due(record) == "K" and may_retest(record, "K") is None
    assert list(of(record, "K").numbers) == list("123456789")


def test_more_than_a_retest_has_room_for_is_refused_with_the_numbers() -> None:
    record = of_many(9)
    assert due(record) is None
    assert may_retest(record, "K") == "K and what it came from are 10 texts; a retest has room for 9."


def of(record: Record, letter: str, seed: int = 3) -> Retest:
    return Retest.of(record, letter, seed, NOW, ids())


def test_nothing_on_a_retest_tells_which_came_late() -> None:
    record = with_all()
    masked = of(record, "E").masked(record)
    assert masked.comparison.letters == masked.arena.order == ("1", "2", "3", "4")
    assert {c.kind for c in masked.comparison.candidates} == {"answer"}
    assert not any(c.inputs or c.brief or c.seconds for c in masked.comparison.candidates)
    assert masked.pick is None and not masked.revealed and masked.comparison.blind


@given(st.integers(0, 2**32), st.sampled_from("ADEF"))
def test_a_pick_among_numbers_is_one_among_the_letters_that_stood_there(seed: int, letter: str) -> None:
    record = with_all()
    retest = of(record, letter, seed)
    masked = retest.masked(record)
    pick = make_pick(
        Choice.of([["2"], ["1"]]),
        masked.comparison,
        masked.arena,
        revealed=False,
        around=Circumstances((), 1.0),
        now=NOW,
        new_id=ids(),
    )
    real = retest.unmasked(pick)
    assert real.order == retest.ballot.order and set(real.order) == set(retestable(record.comparison, letter))
    assert real.ranking == ((real.order[1],), (real.order[0],)) and real.ballot_id == retest.ballot.id
    texts = [record.comparison.candidate(each).text for each in real.order]
    assert [c.text for c in masked.comparison.candidates] == texts
    assert [shown.letter for shown in real.shown] == list(real.order)


def test_the_order_is_drawn_anew_and_nobody_stands_first_more_often() -> None:
    record = with_all()
    first = Counter(of(record, "D", seed).ballot.order[0] for seed in range(2000))
    assert 900 < first["A"] < 1100 and set(first) == {"A", "D"}


def test_a_later_candidate_is_due_until_a_retest_with_it_got_a_pick() -> None:
    record = with_all()
    assert due(record) == "F"
    retest = of(record, "F")
    with_ballot = replace(record, ballots=(*record.ballots, retest.ballot))
    assert due(with_ballot) == "F", "shown is not picked"
    pick = make_pick(
        Choice.of([["B"]]),
        record.comparison,
        Ballot(retest.ballot.id, record.comparison.id, "retest", retest.ballot.order, 1, NOW),
        revealed=False,
        around=Circumstances((), 1.0),
        now=NOW,
        new_id=ids(),
    )
    picked = replace(with_ballot, picks=(pick,))
    assert due(picked) == "E" and picked.pick is None, "a retest's pick is none of the comparison's"
    assert due(replace(picked, picks=(pick, replace(pick, id="u", undoes=pick.id)))) == "F"


def test_what_each_number_was_is_told_in_order() -> None:
    record = with_all()
    retest = of(record, "D")
    one, two = retest.ballot.order
    said = {"A": "A", "D": "D, the revision"}
    assert retest.told(record.comparison) == f"1 was {said[one]}, 2 was {said[two]}"
