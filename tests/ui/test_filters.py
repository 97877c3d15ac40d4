"""The last gate before the terminal."""

from __future__ import annotations

from rich.segment import ControlType, Segment
from rich.style import Style
from textual.color import Color

from fusion_tui.ui.filters import CleanFilter
from tests.helpers.hostile import hostile_texts
from tests.helpers.terminal_oracle import scan

GROUND = Color(0, 0, 0)


def test_text_of_any_widget_is_cleaned_and_keeps_its_style() -> None:
    bold = Style(bold=True)
    shown = CleanFilter().apply([Segment("a\x1b[2J", bold), Segment("b\u202ec\td\ne")], GROUND)
    assert shown == [Segment("a␛[2J", bold), Segment("b\ufffdc d e")]


def test_harmless_lines_pass_as_they_are() -> None:
    line = [Segment("plain"), Segment("漢字 é")]
    assert CleanFilter().apply(line, GROUND) is line


def test_control_segments_are_textuals_own() -> None:
    control = Segment("\x1b[1A", None, [(ControlType.CURSOR_UP, 1)])
    assert CleanFilter().apply([control, Segment("\x07")], GROUND)[0] is control


def test_nothing_of_the_corpus_gets_through() -> None:
    for hostile in hostile_texts():
        shown = CleanFilter().apply([Segment(hostile.text)], GROUND)
        assert scan("".join(s.text for s in shown).encode(), hostile.needles) == {}, hostile.id
