"""Letters hide who is who, and answers that say it are noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.blind import draw, letter, names_author, next_letter
from tests.helpers.fakes import panel


@given(st.integers(1, 8), st.integers(0, 2**32))
def test_the_draw_is_a_permutation_in_letter_order(seats: int, seed: int) -> None:
    members = panel(*(f"m{i}" for i in range(seats))).members
    drawn = draw(members, seed)
    assert [c.letter for c in drawn] == [letter(i) for i in range(seats)]
    assert sorted(c.member.model for c in drawn if c.member) == sorted(m.model for m in members)


def test_every_seat_comes_first_about_as_often() -> None:
    members = panel("a", "b", "c", "d").members
    firsts = [draw(members, seed)[0].name for seed in range(2000)]
    assert all(400 < firsts.count(member.name) < 600 for member in members)


def test_the_same_seed_draws_the_same_letters() -> None:
    members = panel("a", "b", "c").members
    assert draw(members, 11) == draw(members, 11)


def test_later_candidates_take_the_next_letter() -> None:
    assert next_letter(("A", "B", "D")) == "C"
    assert next_letter(()) == "A"
    assert letter(26) == "A2"


@pytest.mark.parametrize(
    "text",
    [
        "As Claude, I would say no.",
        "I'm ChatGPT and here to help.",
        "I am an AI trained by OpenAI.",
        "My name is Gemini.",
        "As GPT-4, my knowledge ends in 2023.",
        "I’m DeepSeek-V3.",
        "Well. I am qwen3 running on your machine.",
        "I am name of m1, at your service.",
    ],
)
def test_an_answer_that_names_its_author_is_noticed(text: str) -> None:
    assert names_author(text, ("vendor/m1", "name of m1"))


@pytest.mark.parametrize(
    "text",
    [
        "Claude and GPT-4 both support tool calls.",
        "As a reviewer, I would not sign this.",
        "I am sure the queue is unbounded.",
        "OpenAI's API returns 429 here.",
        "This is command line usage.",
        "As Gemini showed, long contexts help.",
        "",
    ],
)
def test_talking_about_a_model_is_not_naming_the_author(text: str) -> None:
    assert not names_author(text, ("vendor/m1",))
