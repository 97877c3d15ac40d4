"""Labels that a call gives the texts it shows say nothing of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.labels import draw_labels, draw_nonce

LETTERS = st.lists(st.sampled_from("ABCDEFGHIJ"), max_size=8, unique=True)


@given(LETTERS, st.integers())
def test_labels_are_drawn_once_each_and_map_back_to_every_letter(letters: list[str], seed: int) -> None:
    pairs = draw_labels(letters, seed)
    assert sorted(letter for _, letter in pairs) == sorted(letters)
    assert len({label for label, _ in pairs}) == len(letters)
    assert not {label for label, _ in pairs} & set(letters)
    assert pairs == draw_labels(letters, seed), "what was sent can be told again from the seed"


def test_another_call_has_another_order_and_other_labels() -> None:
    drawn = {draw_labels("ABCD", seed) for seed in range(50)}
    assert len({tuple(letter for _, letter in pairs) for pairs in drawn}) > 10
    assert len({frozenset(label for label, _ in pairs) for pairs in drawn}) > 40


def test_a_nonce_that_a_text_holds_is_drawn_again() -> None:
    first = draw_nonce([], 7)
    second = draw_nonce([f"I know {first}"], 7)
    assert first != second and len(second) == 32
