"""Answers that say the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fusion_tui.core.equal import equal_groups, equals_of, folded
from fusion_tui.core.models import Candidate, Comparison, Status
from fusion_tui.core.picking import Choice, Circumstances, describe, make_pick, with_equals
from tests.helpers.fakes import NOW, compared, ids


def with_texts(*texts: str, status: Status = "complete") -> Comparison:
    comparison, _ = compared(*(f"m{n}" for n in range(len(texts))))
    for letter, text in zip(comparison.letters, texts, strict=True):
        done: Candidate = replace(comparison.candidate(letter), text=text, status=status)
        comparison = comparison.with_candidate(done)
    return comparison


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("42", "**42**\n"),
        ("Use  Postgres.\n", "Use\nPostgres."),
        ("# Verdict\n\n- Use it", "Verdict\n\n* Use it"),
        ("Say `yes`.", "Say yes."),
        ("> quoted", "quoted"),
        ("one\r\n\r\ntwo", "one\n\ntwo"),
        ("one\n\n---\n\ntwo", "one\n\ntwo"),
    ],
)
def test_space_and_markup_do_not_make_a_difference(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("yes", "Yes"),
        ("1945. The war ended.", "1946. The war ended."),
        ("snake_case", "snakecase"),
        ("2 * 3", "2 3"),
        ("a-b", "ab"),
        ("#5", "5"),
        ("Use it.", "Use it"),
    ],
)
def test_words_case_and_numbers_do(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_groups_hold_finished_texts_only_in_letter_order() -> None:
    assert equal_groups(with_texts("x", "y", "**x**", "y", "z").candidates) == (("A", "C"), ("B", "D"))
    assert equal_groups(with_texts("", " \n").candidates) == (), "nothing equals nothing"
    assert equal_groups(with_texts("x", "x", status="stopped").candidates) == ()


def test_long_texts_that_only_start_alike_are_told_apart() -> None:
    start = "The same start. " * 400
    assert equal_groups(with_texts(start + "a", start + "b", start + "a").candidates) == (("A", "C"),)


def test_whoever_picks_a_text_picks_all_who_wrote_it() -> None:
    comparison = with_texts("x", "y", "x")
    assert equals_of(comparison, "C") == ("A", "C") and equals_of(comparison, "B") == ("B",)
    picked = with_equals(Choice.of([["C"]], ["t"], "why"), comparison)
    assert (picked.outcome, picked.ranking, picked.tags, picked.why) == ("tie", (("C", "A"),), ("t",), "why")
    assert with_equals(Choice.of([["B"]]), comparison) == Choice.of([["B"]])
    ranked = with_equals(Choice.of([["B"], ["A"]]), comparison)
    assert ranked.outcome == "ranking" and ranked.ranking == (("B",), ("A", "C"))


def test_letters_that_were_ranked_apart_stay_apart() -> None:
    comparison = with_texts("x", "y", "x")
    apart = Choice.of([["A"], ["C"]])
    assert with_equals(apart, comparison) == apart
    assert with_equals(Choice("none"), comparison) == Choice("none")
    assert apart.ranking == (("A",), ("C",)) and apart.outcome == "ranking"


def test_a_pick_of_equals_reads_as_such() -> None:
    comparison = with_texts("x", "y", "x")
    _, ballot = compared("m0", "m1", "m2")
    choice = with_equals(Choice.of([["A"]]), comparison)
    around = Circumstances((), None)
    pick = make_pick(choice, comparison, ballot, revealed=False, around=around, now=NOW, new_id=ids())
    assert describe(pick) == "A = C" and pick.best is None
