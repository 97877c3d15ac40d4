"""Overlap: who says the same, over questions that both have answered."""

from __future__ import annotations

from dataclasses import replace

from fusion_tui.core.models import Record, Reveal
from fusion_tui.core.taste.questions.overlap import ENOUGH, overlaps
from tests.core.critique.rounds import answered
from tests.helpers.fakes import NOW, letter_of

SAME = "Use one database with a replica and copy it nightly."
OTHER = "Write to files, read them back, and sleep well at night."


def record(number: int, *, revealed: bool = True, **texts: str) -> Record:
    """Three members; what two of them say is given, by model."""
    made = answered()
    comparison = made.comparison
    for model, text in {"m1": SAME, "m2": SAME, "m3": OTHER, **texts}.items():
        letter = letter_of(comparison, model)
        comparison = comparison.with_candidate(replace(comparison.candidate(letter), text=text))
    reveals = (Reveal(comparison.id, NOW, "b"),) if revealed else ()
    return replace(made, comparison=replace(comparison, id=f"{number:032x}"), reveals=reveals)


def test_the_pair_that_says_the_same_stands_first() -> None:
    found = overlaps(record(n) for n in range(ENOUGH))
    assert [(pair.one.model, pair.other.model) for pair in found][0] == ("m1", "m2")
    assert found[0].median == 1.0 and found[0].n == ENOUGH and found[-1].median < 0.4


def test_one_odd_answer_does_not_move_the_median() -> None:
    records = [record(n) for n in range(ENOUGH)] + [record(99, m2=OTHER)]
    assert overlaps(records)[0].median == 1.0


def test_few_questions_hidden_names_and_answers_that_failed_say_nothing() -> None:
    assert overlaps(record(n) for n in range(ENOUGH - 1)) == ()
    assert overlaps(record(n, revealed=False) for n in range(ENOUGH)) == ()
    empty = overlaps(record(n, m2="") for n in range(ENOUGH))
    assert {model for pair in empty for model in (pair.one.model, pair.other.model)} == {"m1", "m3"}
