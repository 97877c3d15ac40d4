"""Untrusted text becomes safe to show, whatever way it was cut."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.clean import MAX_COMBINING, clean, clean_line, is_clean
from tests.helpers.hostile import Hostile, hostile_texts
from tests.helpers.terminal_oracle import scan

CORPUS = hostile_texts()


@pytest.mark.parametrize("hostile", CORPUS, ids=lambda hostile: hostile.id)
def test_a_hostile_text_is_harmless_once_cleaned(hostile: Hostile) -> None:
    assert scan(clean(hostile.text).encode(), hostile.needles) == {}
    assert scan(clean_line(hostile.text).encode(), hostile.needles) == {}


@pytest.mark.parametrize("hostile", CORPUS, ids=lambda hostile: hostile.id)
def test_a_hostile_text_is_harmless_in_the_pieces_it_came_in(hostile: Hostile) -> None:
    arrived = "".join(clean(chunk) for chunk in hostile.chunks)
    wrong = scan(arrived.encode(), hostile.needles)
    # A run that grows over many pieces is cut when the whole line is shown.
    assert {kind for kind in wrong if kind != "combining run"} == set()
    assert scan(clean(arrived).encode(), hostile.needles) == {}


@pytest.mark.parametrize(
    "text",
    [
        "plain words, [brackets], <think>tags</think> and list[str]",
        "שלום עולם 123",
        "क्षत्रिय नमस्ते",
        "Cafe\u0301 de\u0301ja\u0300",
        "👩\u200d👩\u200d👧 ❤\ufe0f 🇩🇪",
        "two\nlines\tand a tab",
    ],
)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert clean(text) == text
    assert is_clean(text)


def test_a_replaced_character_can_be_seen() -> None:
    assert clean("\x1b[2J\x00\x7f\x9b\u202e\u200b\U000e0041\ud800") == "␛[2J␀␡\ufffd\ufffd\ufffd\ufffd\ufffd"


def test_every_line_end_is_a_new_line_but_a_lone_return_is_shown() -> None:
    assert clean("a\r\nb\nc\rd\u2028e") == "a\nb\nc␍d\ufffde"


def test_one_line_stays_one_line() -> None:
    assert clean_line(" first\n\n\tsecond\x1b ") == "first second␛"


def test_marks_do_not_pile_up() -> None:
    assert clean("a" + "\u0301" * 500 + "b") == "a" + "\u0301" * MAX_COMBINING + "b"


def test_no_combining_character_is_overlooked() -> None:
    marks = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in ("Mn", "Me")]
    assert len(marks) > 1000
    assert [mark for mark in marks if len(clean(mark * 20)) not in (MAX_COMBINING, 20)] == []
    # Those that stay are replaced by a character that does not combine.
    assert {clean(mark) for mark in marks if len(clean(mark * 20)) == 20} == {"\ufffd"}


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_is_harmless_and_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert scan(once.encode()) == {}
    assert clean(once) == once
    assert is_clean(once)


@given(st.text(st.characters(exclude_categories=[])))
def test_nothing_the_terminal_would_obey_or_hide_survives_on_one_line(text: str) -> None:
    line = clean_line(text)
    assert not {unicodedata.category(character) for character in line} & {"Cc", "Cs"}
    assert scan(line.encode()) == {}
