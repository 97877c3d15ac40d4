"""A question becomes a comparison."""

from __future__ import annotations

from fusion_tui.core import prompts
from tests.helpers.fakes import compared


def test_the_arena_stands_in_letter_order_and_the_seed_is_kept() -> None:
    comparison, ballot = compared("a", "b", "c", seed=99)
    assert comparison.seed == ballot.seed == 99
    assert ballot.order == comparison.letters == ("A", "B", "C")
    assert ballot.comparison_id == comparison.id == comparison.thread_id
    assert ballot.id != comparison.id
    assert comparison.prompt_version == prompts.VERSION


def test_a_title_is_the_first_line_that_says_something() -> None:
    assert compared("a", prompt="\n\n  Which one? \nmore")[0].title == "Which one?"
    assert compared("a", prompt=" \n")[0].title == "(no question)"
    assert len(compared("a", prompt="x" * 300)[0].title) == 80
