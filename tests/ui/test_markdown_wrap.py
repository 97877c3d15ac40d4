"""Wrapping: nothing is lost, nothing is too wide, in any script."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from fusion_tui.core.clean import clean
from fusion_tui.ui.widgets.markdown import wrap as module
from fusion_tui.ui.widgets.markdown.wrap import chop, width_of, wrap

PLAIN, BOLD = Style(), Style(bold=True)
TEXT = st.text(st.one_of(st.sampled_from(" ab漢。👩\u200d\u0301"), st.characters(exclude_categories=["Cs"])))


def wrapped(text: str, width: int) -> list[str]:
    """The lines of one run."""
    return ["".join(segment.text for segment in line) for line in wrap([(text, PLAIN)], width)]


def test_words_stay_whole_and_spaces_end_with_their_line() -> None:
    assert wrapped("one two  three   four", 9) == ["one two", "three", "four"]
    assert wrapped("one two", 7) == ["one two"]
    assert wrapped("a   ", 1) == ["a"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert wrapped("ab abcdefghij k", 4) == ["ab", "abcd", "efgh", "ij k"]


def test_chinese_and_japanese_break_anywhere_but_not_before_a_full_stop() -> None:
    assert wrapped("漢字漢字", 5) == ["漢字", "漢字"]
    assert wrapped("漢字。漢", 5) == ["漢", "字。", "漢"]
    assert wrapped("see 漢字かな", 8) == ["see 漢字", "かな"]


def test_joined_emoji_and_accents_stay_whole() -> None:
    family = "👩\u200d👩\u200d👧"
    assert wrapped(f"aa {family} b", 5) == [f"aa {family}", "b"]
    assert wrapped("e\u0301" * 6, 4) == ["e\u0301" * 4, "e\u0301" * 2]


def test_new_lines_are_kept_and_styles_stay_with_their_words() -> None:
    lines = wrap([("one ", PLAIN), ("two\nthr", BOLD), ("ee", PLAIN)], 20)
    assert [[(s.text, s.style) for s in line] for line in lines] == [
        [("one ", PLAIN), ("two", BOLD)],
        [("thr", BOLD), ("ee", PLAIN)],
    ]


def test_what_is_taken_to_be_narrow_is() -> None:
    narrow = [chr(code) for code in range(0x20, 0x30000) if module._NARROW.fullmatch(chr(code))]
    assert len(narrow) > 1000
    assert [character for character in narrow if cell_len(character) != 1] == []


@given(TEXT, st.integers(2, 40))
def test_any_text_fits_and_keeps_all_its_words(text: str, width: int) -> None:
    text = clean(text).expandtabs(4)
    lines = wrap([(text, PLAIN)], width)
    assert all(width_of(line) <= width for line in lines)
    assert re.sub("[ \n]", "", text) == re.sub(
        "[ \n]", "", "".join(segment.text for line in lines for segment in line)
    )


@given(TEXT, st.integers(2, 40))
def test_any_text_is_chopped_without_loss(text: str, width: int) -> None:
    text = clean(text).replace("\n", " ").expandtabs(4)
    assert "".join(chop(text, width)) == text
    assert all(cell_len(piece) <= width for piece in chop(text, width))
