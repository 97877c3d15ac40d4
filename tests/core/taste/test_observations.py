"""Which picks count, what they say, and why the others do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.models import Record
from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.observations import (
    WHY,
    Observation,
    Reason,
    Remembering,
    observe,
    once,
    wins,
)
from fusion_tui.core.taste.style import Style
from tests.core.taste.people import arm, asked, later, member, picked, retested, undone


def only(record: Record) -> Observation:
    (observation,) = observe([record]).observations
    return observation


def test_a_blind_pick_is_a_choice_among_what_was_shown() -> None:
    texts = {"a": "one two", "b": "# Title\n\n**bold** words\n\n- item"}
    observation = only(picked(asked("a", "b", "c", texts=texts), "B", tags=["clear"]))
    choice = observation.choice
    assert observation.arms == (arm("a"), arm("b"), arm("c"))
    assert (choice.groups, choice.winner, choice.tags) == (((1,),), 1, ("clear",))
    assert choice.options[1].style == Style(words=6, headings=1, bolds=1, items=1)
    assert (choice.ties, choice.none) == (True, True)
    assert observation.winner == "B" and not observation.advised and not observation.cut


def test_options_stand_in_the_order_of_the_screen() -> None:
    record = picked(asked("a", "b", "c"), "A", order=("C", "A", "B"))
    assert only(record).letters == ("C", "A", "B")
    assert only(record).choice.winner == 1


@pytest.mark.parametrize(
    "decision, groups",
    [
        ("B", ((1,),)),
        ("A=C", ((0, 2),)),
        ("none", ()),
        ("C>A", ((2,), (0,))),
        ("A=B>C", ((0, 1), (2,))),
    ],
)
def test_every_decision_keeps_its_structure(decision: str, groups: tuple[tuple[int, ...], ...]) -> None:
    assert only(picked(asked("a", "b", "c"), decision)).choice.groups == groups


def test_only_outcomes_that_were_offered_are_in_the_denominator() -> None:
    bare = only(picked(asked("a", "b"), "A", offered=("best",))).choice
    assert (bare.ties, bare.none) == (False, False)
    tied = only(picked(asked("a", "b"), "A", offered=("best", "tie", "skip"))).choice
    assert (tied.ties, tied.none) == (True, False)


def test_a_failed_candidate_was_not_shown() -> None:
    observation = only(picked(asked("a", "b", "c", failed=["a"]), "C"))
    assert observation.letters == ("B", "C")
    assert observation.choice.winner == 1
    record = picked(asked("a", "b", "c"), "C")
    broken = replace(record.picks[0].shown[0], status="failed")
    shown = (broken, *record.picks[0].shown[1:])
    assert only(replace(record, picks=(replace(record.picks[0], shown=shown),))).letters == ("B", "C")


def test_what_was_cut_or_came_after_advice_counts_and_is_marked() -> None:
    record = picked(asked("a", "b"), "A", seen_critique=True)
    short = [replace(s, status="truncated") for s in record.picks[0].shown]
    record = replace(record, picks=(replace(record.picks[0], shown=tuple(short)),))
    assert only(record).advised and only(record).cut


LEFT_OUT: dict[Reason, Callable[[], Record]] = {
    "demo": lambda: demo(picked(asked("a", "b"), "A")),
    "undone": lambda: undone(picked(asked("a", "b"), "A")),
    "retest": lambda: picked(retested(asked("a", "b"), "BA"), "A"),
    "drafts": lambda: picked(drafts(asked("a", "b")), "A"),
    "skipped": lambda: picked(asked("a", "b"), "skip"),
    "knowing": lambda: picked(asked("a", "b"), "A", blind=False),
    "writing": lambda: picked(asked("a", "b", "c"), "A", still_writing=1),
    "late": lambda: picked(on_screen(later(asked("a", "b"), "synthesis", "s")), "A"),
    "few": lambda: picked(asked("a", "b", failed=["b"]), "A"),
    "many": lambda: picked(asked(*"abcdefghi"), "A"),
    "changed": lambda: changed(picked(asked("a", "b"), "A")),
    "unclear": lambda: picked(asked("a", "b"), "A", ranking=(("Z",),)),
}


def demo(record: Record) -> Record:
    return replace(record, comparison=replace(record.comparison, demo=True))


def drafts(record: Record) -> Record:
    candidates = tuple(replace(c, kind="draft", member=None) for c in record.comparison.candidates)
    return replace(record, comparison=replace(record.comparison, candidates=candidates))


def on_screen(record: Record) -> Record:
    """All candidates on the arena's ballot."""
    (ballot,) = record.ballots
    return replace(record, ballots=(replace(ballot, order=record.comparison.letters),))


def changed(record: Record) -> Record:
    """The answers as they are after they were asked for again."""
    candidates = tuple(replace(c, text="something else entirely") for c in record.comparison.candidates)
    return replace(record, comparison=replace(record.comparison, candidates=candidates))


@pytest.mark.parametrize("reason", LEFT_OUT)
def test_what_does_not_count_is_counted_under_its_reason(reason: Reason) -> None:
    seen = observe([LEFT_OUT[reason]()])
    assert seen.n == 0
    assert seen.left_out == {reason: 1}
    assert WHY[reason]


@pytest.mark.parametrize("reason", ["demo", "drafts", "knowing", "writing", "changed"])
def test_what_would_be_left_out_counts_when_it_is_asked_for(reason: Reason) -> None:
    others: list[Reason] = [r for r in LEFT_OUT if r != reason]
    assert observe([LEFT_OUT[reason]()], also=[reason]).n == 1
    assert observe([LEFT_OUT[reason]()], also=others).left_out == {reason: 1}


def test_with_picks_made_knowing_names_among_the_others_the_newest_stands() -> None:
    record = picked(picked(asked("a", "b"), "A"), "B", blind=False)
    seen = observe([record], also=["knowing"])
    assert [o.winner for o in seen.observations] == ["B"]
    assert seen.left_out == {"moved": 1}


@pytest.mark.parametrize(
    "changes",
    [
        {"ranking": (("A",), ("A",))},
        {"ranking": ()},
        {"outcome": "none"},
        {"order": ("A", "Q")},
        {"shown": ()},
        {"ballot_id": "nowhere"},
    ],
)
def test_a_row_that_contradicts_itself_does_not_count(changes: dict[str, Any]) -> None:
    assert observe([picked(asked("a", "b"), "A", **changes)]).left_out == {"unclear": 1}


def test_moving_the_pick_leaves_the_last_one() -> None:
    record = picked(picked(asked("a", "b"), "A"), "B")
    assert only(record).winner == "B"
    assert observe([record]).left_out == {"moved": 1}


def test_undoing_brings_the_pick_before_back() -> None:
    record = undone(picked(picked(asked("a", "b"), "A"), "B"))
    assert only(record).winner == "A"
    assert observe([record]).left_out == {"undone": 1}


def test_a_change_made_knowing_names_does_not_reach_back() -> None:
    """Else the arms that names help would lose their blind defeats, and only these."""
    record = picked(picked(asked("a", "b"), "A"), "B", blind=False)
    assert only(record).winner == "A"
    assert observe([record]).left_out == {"knowing": 1}
    (knowing,) = observe([record], knowing=True).observations
    assert knowing.winner == "B"


def test_a_pick_of_a_late_candidate_leaves_the_pick_among_answers() -> None:
    record = later(picked(asked("a", "b"), "A"), "synthesis", "s")
    record = picked(on_screen(record), "C")
    assert only(record).winner == "A"
    assert observe([record]).left_out == {"late": 1}


def test_a_skip_takes_the_pick_before_it_back() -> None:
    seen = observe([picked(picked(asked("a", "b"), "A"), "skip")])
    assert seen.n == 0 and seen.left_out == {"skipped": 1, "moved": 1}


def test_retest_ballots_are_asked_for_by_name_and_count_once() -> None:
    record = later(picked(asked("a", "b"), "A"), "synthesis", "s")
    record = picked(retested(record, "CAB"), "C")
    record = picked(retested(record, "BCA"), "A")
    seen = observe([record], "process", source="retest")
    assert seen.left_out == {"arena": 1}
    synthesis = Arm("s", process="synthesis")
    assert [set(o.arms) for o in seen.observations] == [{Arm(process="answer"), synthesis}] * 2
    first = once(seen)
    assert [o.winner for o in first.observations] == ["C"]
    assert first.left_out == {"arena": 1, "again": 1}


def test_a_win_is_shared_by_those_that_tie() -> None:
    records = [
        picked(asked("a", "b", number=1), "A"),
        picked(asked("a", "b", number=2), "A=B"),
        picked(asked("b", "c", number=3), "none"),
    ]
    won = wins(observe(records).observations)
    assert {a.model: (share.count, share.n) for a, share in won.items()} == {
        "a": (1.5, 2),
        "b": (0.5, 3),
        "c": (0, 1),
    }


def test_the_same_model_twice_stands_once_on_a_ballot() -> None:
    record = picked(asked("a", member("a", name="a #2"), "b"), "B")
    won = wins(observe([record]).observations)
    assert (won[arm("a")].count, won[arm("a")].n) == (1, 1)


DECISIONS = st.sampled_from(["A", "B", "A=B", "none", "skip", "undo", "knowing", "retest"])


@given(st.lists(st.lists(DECISIONS, max_size=6), max_size=5))
def test_every_row_counts_or_has_a_reason(courses: list[list[str]]) -> None:
    records = []
    for number, course in enumerate(courses):
        record = asked("a", "b", number=number)
        for step in course:
            if step == "undo":
                record = undone(record) if record.picks and not record.picks[-1].undoes else record
            elif step == "retest":
                record = picked(retested(record, "BA"), "A")
            else:
                record = picked(record, "A" if step == "knowing" else step, blind=step != "knowing")
        records.append(record)
    seen = observe(records)
    assert seen.n + sum(seen.left_out.values()) == sum(not p.undoes for r in records for p in r.picks)
    assert seen.n <= len(records)
    for observation in seen.observations:
        assert observation.pick.blind and observation.pick.outcome != "skip"


def test_records_that_remember_are_read_once_for_each_way_of_looking() -> None:
    records = [picked(asked("a", "b", "c"), "B"), undone(picked(asked("a", "b"), "A"))]
    remembering = Remembering(records)
    seen = observe(remembering)
    assert seen == observe(records) and observe(remembering) is seen
    assert observe(remembering, knowing=True) == observe(records, knowing=True) != seen
    assert observe(remembering, source="retest") == observe(records, source="retest") != seen
