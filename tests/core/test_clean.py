"""Nothing but text reaches a terminal, wherever a stream was cut."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.clean import clean, clean_line, is_clean
from tests.helpers.terminal_oracle import scan

HOSTILE: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "data" / "hostile_text.jsonl").read_text().splitlines()
]
ORDINARY = "Plain text, naïve café, Ελληνικά, 漢字, עברית, 👩‍👩‍👧 ❤️, a\tb\nnext – “quoted” ☑ ✓ ▸"


def test_all_texts_are_here() -> None:
    assert len(HOSTILE) == 201


@pytest.mark.parametrize("case", HOSTILE, ids=[case["id"] for case in HOSTILE])
def test_no_hostile_text_survives(case: dict[str, Any]) -> None:
    for shown in (clean(case["text"]), clean_line(case["text"])):
        assert scan(shown.encode("utf-8")) == {}


@given(st.text(), st.integers(0, 40))
def test_cutting_a_stream_anywhere_changes_nothing(text: str, cut: int) -> None:
    whole = clean(text)
    assert scan(whole.encode("utf-8")) == {}
    if "\r\n" not in text and not any(ord(c) >= 0x300 for c in text):
        assert clean(text[:cut]) + clean(text[cut:]) == whole


def test_ordinary_text_stays_as_it_is() -> None:
    assert clean(ORDINARY) == ORDINARY and is_clean(ORDINARY)
    assert clean("\x1b[31m") == "␛[31m" and not is_clean("\x1b[31m")


def test_line_ends_are_tamed() -> None:
    assert clean("a\r\nb\rc") == "a\nb␍c"
    assert clean_line("a\r\n b\t\tc ") == "a␍ b c"


def test_piled_up_combining_characters_are_cut_to_eight() -> None:
    assert clean("Z" + "\u0335" * 50 + "x") == "Z" + "\u0335" * 8 + "x"
