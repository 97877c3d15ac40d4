"""A pick carries everything that statistics will ask for later."""

from __future__ import annotations

from dataclasses import replace

from fusion_tui.core.models import Ballot, Comparison, Pick, Record
from fusion_tui.core.picking import OFFERED, Choice, Circumstances, describe, make_pick, undo
from tests.helpers.fakes import NOW, compared, ids


def picked(
    choice: Choice, comparison: Comparison, ballot: Ballot, *, revealed: bool = False, knowing: bool = False
) -> Pick:
    around = Circumstances(("B", "A"), 12.5, knowing=knowing)
    return make_pick(choice, comparison, ballot, revealed=revealed, around=around, now=NOW, new_id=ids())


def three() -> tuple[Comparison, Ballot]:
    comparison, ballot = compared("one", "two", "three")
    texts = {"A": ("complete", "one two\nthree"), "B": ("complete", "four"), "C": ("writing", "so far")}
    for letter, (status, text) in texts.items():
        comparison = comparison.with_candidate(
            replace(comparison.candidate(letter), status=status, text=text)  # type: ignore[arg-type]
        )
    return comparison, ballot


def test_a_pick_is_stored_with_all_that_was_on_the_screen() -> None:
    comparison, ballot = three()
    pick = picked(Choice.of((("A",),), ("clear",), "short"), comparison, ballot)
    assert (pick.outcome, pick.ranking, pick.best) == ("best", (("A",),), "A")
    assert (pick.order, pick.offered) == (("A", "B", "C"), OFFERED)
    assert [(s.letter, s.status, s.words, s.lines, s.chars) for s in pick.shown] == [
        ("A", "complete", 3, 2, 13),
        ("B", "complete", 1, 1, 4),
        ("C", "writing", 2, 1, 6),
    ]
    assert (pick.still_writing, pick.finish_order, pick.seconds) == (1, ("B", "A"), 12.5)
    assert (pick.tags, pick.why, pick.blind) == (("clear",), "short", True)


def test_a_pick_is_knowing_after_a_reveal_or_when_an_answer_names_its_author() -> None:
    comparison, ballot = three()
    choice = Choice.of((("A",),))
    assert not picked(choice, comparison, ballot, revealed=True).blind
    assert not picked(choice, comparison, ballot, knowing=True).blind
    named = comparison.with_candidate(replace(comparison.candidate("B"), text="As Claude, I agree."))
    assert not picked(choice, named, ballot).blind


def test_groups_of_letters_say_what_was_meant() -> None:
    assert Choice.of((("A",),)).outcome == "best"
    assert Choice.of((("A", "B"),)).outcome == "tie"
    assert Choice.of((("A",), ("C", "B"))).outcome == "ranking"


def test_a_decision_reads_in_a_few_words() -> None:
    comparison, ballot = three()
    say = [
        describe(picked(choice, comparison, ballot))
        for choice in (Choice.of((("C",), ("A", "B"))), Choice("none"), Choice("skip"), Choice.of((("B",),)))
    ]
    assert say == ["C > A = B", "none good", "skipped", "B"]


def test_an_undo_is_one_more_row_and_the_pick_before_stands_again() -> None:
    comparison, ballot = three()
    first = picked(Choice.of((("A",),)), comparison, ballot)
    second = replace(first, id="second", ranking=(("B",),))
    record = Record(comparison, (ballot,), (), (first, second))
    row = undo(record, now=NOW, new_id=lambda: "third")
    assert row is not None and row.undoes == "second"
    after = replace(record, picks=(*record.picks, row))
    assert after.pick == first
    last = undo(after, now=NOW, new_id=lambda: "fourth")
    assert last is not None
    empty = replace(after, picks=(*after.picks, last))
    assert empty.pick is None
    assert undo(empty, now=NOW, new_id=ids()) is None
