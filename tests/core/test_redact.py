"""Keys never show."""

from __future__ import annotations

import pytest

from fusion_tui.core.redact import MASK, Redactor, Secret


def test_a_key_does_not_print_itself() -> None:
    secret = Secret("sk-very-secret")
    assert "very" not in f"{secret} {secret!r} {[secret]}"


def test_known_keys_are_hidden_wherever_they_stand() -> None:
    redact = Redactor([Secret("hunter-two"), Secret("hunter-two-long")])
    assert redact("x hunter-two-long y hunter-two z") == f"x {MASK} y {MASK} z"


@pytest.mark.parametrize(
    "text",
    [
        "Incorrect API key provided: sk-proj-abcd****wxyz",
        "Authorization: Bearer abcdef0123456789",
        "AIzaSyA1234567890abcdefghij",
        "token ghp_abcdefghijklmnopqrst1234",
    ],
)
def test_what_looks_like_a_key_is_hidden_too(text: str) -> None:
    assert MASK in Redactor()(text)


def test_a_very_short_value_does_not_mask_ordinary_words() -> None:
    assert Redactor([Secret("none")])("none of it") == "none of it"
