"""Picks between two models as LLM Comparator reads them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fusion_tui.core.export.decisions import LOST, SILENT, Also, Filters
from fusion_tui.core.export.llm_comparator import Models
from fusion_tui.core.export.preferences import NOTICE, Preferences, prefer
from fusion_tui.core.models import Record, Turn
from fusion_tui.errors import UsageError
from tests.core.export.consumers import check_llm_comparator, read
from tests.core.taste.people import asked, member, picked


def made(
    *records: Record, between: Models | None = None, also: tuple[Also, ...] = ()
) -> tuple[Any, Preferences]:
    """The document as LLM Comparator reads it, checked against what its README says."""
    found = prefer(records, "llm-comparator", Filters(also=frozenset(also)), between)
    (document,) = found.lines
    check_llm_comparator(read(document))
    return read(document), found


def scores(*records: Record, between: Models = ("a", "b"), also: tuple[Also, ...] = ()) -> list[float]:
    """Of each example."""
    return [example["score"] for example in made(*records, between=between, also=also)[0]["examples"]]


def test_a_pick_is_an_example_with_both_texts_and_who_wrote_them() -> None:
    record = picked(asked("b", "a"), "B", tags=["python"], why="shorter")
    document, found = made(record)
    assert document["models"] == [{"name": "a"}, {"name": "b"}]
    assert document["examples"] == [
        {
            "input_text": "Which?",
            "tags": ["python"],
            "output_text_a": "answer of a",
            "output_text_b": "answer of b",
            "score": 1.0,
            "individual_rater_scores": [{"is_flipped": True, "score": 1.0, "rationale": "shorter"}],
            "custom_fields": {
                "comparison_id": record.comparison.id,
                "weight": 1.0,
                "member": ["name of a", "name of b"],
            },
        }
    ]
    assert found.summary == ("llm-comparator: 1 row from 1 comparison",)
    assert found.telling == {record.comparison.id}
    assert NOTICE in document["metadata"]["source_path"]


@pytest.mark.parametrize(
    "decision, score",
    [("A", [1.0]), ("B", [-1.0]), ("A=B", [0.0]), ("C>B", [-1.0]), ("C>A>B", [1.0]), ("A=C", [1.0])],
)
def test_the_score_says_which_is_better_and_a_tie_is_zero(decision: str, score: list[float]) -> None:
    assert scores(picked(asked("a", "b", "c"), decision)) == score
    assert scores(picked(asked("a", "b", "c"), decision), between=("b", "a")) == [-s for s in score]


def test_two_answers_that_were_passed_over_have_no_order() -> None:
    document, found = made(picked(asked("a", "b", "c"), "C"), between=("a", "b"))
    assert document["examples"] == [] and found.rows_left_out == {LOST["unsaid"]: 1}


def test_none_good_is_no_tie_unless_it_is_asked_for() -> None:
    record = picked(asked("a", "b"), "none")
    assert made(record)[1].picks_left_out == {SILENT["none"]: 1}
    assert scores(record, also=("none",)) == [0.0]


def test_the_two_models_are_those_that_met_most_often() -> None:
    often = [picked(asked("b", "c", number=number), "A") for number in range(3)]
    seldom = [picked(asked("a", "b", number=number), "A") for number in range(3, 5)]
    document, found = made(*seldom, *often)
    assert document["models"] == [{"name": "b"}, {"name": "c"}]
    assert found.rows == 3 and found.picks_left_out == {SILENT["others"]: 2}


def test_a_model_that_no_pick_has_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="no pick that counts has 'x'; the models are a, b"):
        made(picked(asked("a", "b"), "A"), between=("a", "x"))
    with pytest.raises(UsageError, match="no pick counts here"):
        made(asked("a", "b"), between=("a", "b"))


def test_the_model_is_the_one_that_answered() -> None:
    record = picked(asked("a", "b"), "A")
    served = replace(record.comparison.candidate("A"), model_served="a-2026")
    record = replace(record, comparison=record.comparison.with_candidate(served))
    assert made(record)[0]["models"] == [{"name": "a-2026"}, {"name": "b"}]


def test_two_seats_of_one_model_are_two_examples_that_share_the_pick() -> None:
    record = picked(asked("a", member("a", name="a #2"), "b"), "A")
    examples = made(record)[0]["examples"]
    assert [example["output_text_b"] for example in examples] == ["answer of b"]
    record = picked(asked("a", member("a", name="a #2"), "b", texts={"b": "better"}), "C")
    examples = made(record, between=("a", "b"))[0]["examples"]
    assert [example["custom_fields"]["weight"] for example in examples] == [1 / 2, 1 / 2]
    assert [example["custom_fields"]["member"][0] for example in examples] == ["name of a", "a #2"]


def test_equal_answers_and_those_that_are_not_whole_are_no_example() -> None:
    same = picked(asked("a", "b", "c", texts={"a": "same", "b": "same"}), "A=B")
    assert made(same, between=("a", "b"))[1].rows_left_out == {LOST["equal"]: 1}
    cut = picked(asked("a", "b"), "A")
    candidate = replace(cut.comparison.candidate("B"), status="truncated")
    cut = replace(cut, comparison=cut.comparison.with_candidate(candidate))
    assert made(cut)[1].rows_left_out == {LOST["cut"]: 1}
    assert scores(cut, also=("cut",)) == [1.0]


def test_a_conversation_is_one_text_that_says_who_said_what() -> None:
    record = asked("a", "b")
    context = (Turn("0" * 32, "A", "Before?", (), "This."),)
    record = picked(replace(record, comparison=replace(record.comparison, context=context)), "A")
    (example,) = made(record)[0]["examples"]
    assert example["input_text"] == "[user]\nBefore?\n\n[assistant]\nThis.\n\n[user]\nWhich?"


def test_without_a_pick_there_is_an_empty_document() -> None:
    document, found = made(asked("a", "b"))
    assert document["examples"] == [] and found.rows == 0
