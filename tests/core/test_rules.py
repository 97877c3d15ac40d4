"""What may happen next, and the sentence when it may not."""

from __future__ import annotations

from dataclasses import replace

from fusion_tui.core import rules
from fusion_tui.core.models import CallError, Comparison, Record, Status
from fusion_tui.core.picking import Choice, Circumstances, make_pick
from tests.helpers.fakes import NOW, compared, ids


def with_states(*states: tuple[Status, str]) -> Comparison:
    comparison, _ = compared(*(f"m{i}" for i in range(len(states))))
    error = CallError("connect", "connection_lost", None, "", "")
    for candidate, (status, text) in zip(comparison.candidates, states, strict=True):
        comparison = comparison.with_candidate(
            replace(candidate, status=status, text=text, error=error if status == "failed" else None)
        )
    return comparison


def test_what_has_text_can_be_picked_even_while_it_is_written() -> None:
    comparison = with_states(("writing", "so far"), ("complete", "x"), ("stopped", "x"), ("interrupted", "x"))
    assert all(rules.may_pick(comparison, letter) is None for letter in comparison.letters)


def test_what_has_no_text_cannot_be_picked_and_says_why() -> None:
    comparison = with_states(("waiting", ""), ("failed", ""), ("complete", "x"))
    assert rules.may_pick(comparison, "A") == "A has no text yet."
    assert rules.may_pick(comparison, "B") == "B failed and has nothing to pick."
    assert rules.may_pick(comparison, "Z") == "There is no Z here; the letters are A, B, C."


def test_reasoning_can_be_read_once_its_answer_has_ended() -> None:
    comparison = with_states(("writing", "so far"), ("complete", "x"), ("complete", "x"))
    for letter in ("A", "B"):
        comparison = comparison.with_candidate(replace(comparison.candidate(letter), reasoning="Hm."))
    said = "A is still being written; its reasoning can be read then."
    assert rules.may_read_reasoning(comparison, "A") == said
    assert rules.may_read_reasoning(comparison, "B") is None
    assert rules.may_read_reasoning(comparison, "C") == "C came without reasoning."


def test_a_ranking_names_each_letter_once() -> None:
    comparison = with_states(("complete", "x"), ("complete", "y"))
    assert rules.may_rank(comparison, (("A",), ("B",))) is None
    assert rules.may_rank(comparison, (("A",), ("A",))) == "A letter can stand only once in a ranking."
    assert rules.may_rank(comparison, ()) == "Name at least one letter."


def test_only_what_did_not_finish_can_be_asked_again() -> None:
    comparison = with_states(("complete", "x"), ("failed", ""), ("interrupted", "x"), ("writing", "x"))
    assert rules.retriable(comparison) == ("B", "C")
    assert rules.may_retry(comparison, "D") == "D is still writing; x stops it."
    assert rules.may_retry_any(with_states(("complete", "x"))) == "Nothing failed here."


def test_a_draft_from_disk_cannot_be_asked_again() -> None:
    comparison = with_states(("failed", ""))
    draft = replace(comparison.candidates[0], member=None)
    assert rules.may_retry(comparison.with_candidate(draft), "A") == "A was not written by a model."


def test_stopping_needs_something_that_writes() -> None:
    comparison = with_states(("complete", "x"), ("waiting", ""))
    assert rules.may_stop(comparison, "A") == "A is not writing."
    assert rules.may_stop(comparison, "B") is None
    assert rules.may_stop_any(comparison) is None
    assert rules.may_stop_any(with_states(("complete", "x"))) == "Nothing is writing."


def test_export_undo_and_reveal_follow_the_pick() -> None:
    comparison, ballot = compared("m")
    comparison = comparison.with_candidate(replace(comparison.candidates[0], status="complete", text="x"))
    record = Record(comparison, (ballot,), (), ())
    assert rules.may_undo(record) == "There is no pick to undo."
    assert rules.may_reveal(record) is None
    assert rules.may_export(record) is not None
    assert rules.may_export(record, everything=True) is None
    pick = make_pick(
        Choice.of((("A",),)),
        comparison,
        ballot,
        revealed=False,
        around=Circumstances((), None),
        now=NOW,
        new_id=ids(),
    )
    picked = replace(record, picks=(pick,))
    assert rules.may_undo(picked) is None and rules.may_export(picked) is None
    known = replace(record, comparison=replace(comparison, blind=False))
    assert rules.may_reveal(known) == "Names are already shown."


def test_a_merge_needs_two_texts_that_stay_as_they_are() -> None:
    assert rules.may_merge(with_states(("complete", "x"), ("truncated", "y"))) is None
    said = "A merge needs two answers that have text and have ended."
    assert rules.may_merge(with_states(("complete", "x"), ("writing", "y"))) == said
    assert rules.may_merge(with_states(("complete", "x"), ("failed", ""))) == said


def test_a_merge_is_smoothed_where_there_is_something_to_smooth_and_someone_to_ask() -> None:
    comparison = with_states(("complete", "x"), ("complete", "y"))
    assert rules.may_smooth(comparison, "x", models=True, asking=False) is None
    for text, models, asking, said in (
        ("x", False, False, "No model is set up"),
        ("x", True, True, "It is being smoothed"),
        (" \n", True, False, "nothing in the merge"),
    ):
        assert said in (rules.may_smooth(comparison, text, models=models, asking=asking) or "")
    demo = replace(comparison, demo=True)
    assert "recorded" in (rules.may_smooth(demo, "x", models=True, asking=False) or "")
