"""Did seeing the critique change my mind, and did I keep it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fusion_tui.core.models import Record
from fusion_tui.core.taste.questions.mind import ChangeOfMind, change_of_mind
from tests.core.taste.people import asked, picked, undone


def course(*steps: str) -> Record:
    """Picks in order; `*` before one: after a critique was seen; `undo`; `review`: a reviewer answers."""
    record = asked("a", "b", "c")
    for number, step in enumerate(steps):
        if step == "undo":
            record = undone(record)
        elif step == "review":
            at = record.comparison.created_at + timedelta(minutes=number, seconds=30)
            call = replace(record.calls[0], id="review", role="reviewer", started_at=at)
            record = replace(record, calls=(*record.calls, call))
        else:
            record = picked(record, step.lstrip("*"), seen_critique=step.startswith("*"))
    return record


@pytest.mark.parametrize(
    "steps, expected",
    [
        (("A",), ChangeOfMind(0, 0, 0)),
        (("*A",), ChangeOfMind(0, 0, 0)),
        (("A", "*A"), ChangeOfMind(1, 0, 0)),
        (("A", "*B"), ChangeOfMind(0, 1, 0)),
        (("C", "A", "*B"), ChangeOfMind(0, 1, 0)),
        (("A", "*B", "*A"), ChangeOfMind(0, 1, 1)),
        (("A", "*B", "undo"), ChangeOfMind(0, 1, 1)),
        (("A", "*B", "*C"), ChangeOfMind(0, 1, 0)),
        (("A", "undo", "*B"), ChangeOfMind(0, 1, 0)),
        (("A", "review"), ChangeOfMind(1, 0, 0)),
        (("review", "A"), ChangeOfMind(0, 0, 0)),
        (("A", "review", "*B"), ChangeOfMind(0, 1, 0)),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_became_of_the_pick(steps: tuple[str, ...], expected: ChangeOfMind) -> None:
    assert change_of_mind([course(*steps)]) == expected


def test_it_is_told_in_one_sentence() -> None:
    found = change_of_mind([course("A", "*A"), course("A", "*B"), course("A", "*B", "*A")])
    assert found.n == 3
    assert found.meaning == (
        "In 3 comparisons a critique came after your pick: in 2 you picked something else, "
        "and in 1 of these you went back to your first pick."
    )
    assert change_of_mind([]).meaning.startswith("No critique has come after a pick yet")


def test_demos_are_left_out() -> None:
    record = course("A", "*B")
    demo = replace(record, comparison=replace(record.comparison, demo=True))
    assert change_of_mind([demo]).n == 0
