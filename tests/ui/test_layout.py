"""Panes stand where a person can read them, in every window."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.ui.layout import CHOICES, Arrangement, Choice, arrange, window_start


@pytest.mark.parametrize(
    ("panes", "width", "height", "columns", "rows"),
    [
        (1, 80, 24, 1, 1),
        (2, 80, 24, 2, 1),
        (3, 80, 24, 2, 1),
        (3, 120, 35, 3, 1),
        (4, 120, 35, 2, 2),
        (4, 160, 45, 4, 1),
        (5, 160, 45, 3, 2),
        (8, 160, 45, 4, 2),
        (8, 200, 60, 4, 2),
        (8, 80, 24, 2, 1),
        (4, 60, 15, 1, 1),
        (3, 59, 40, 1, 1),
    ],
)
def test_the_window_decides_columns_grid_or_carousel(
    panes: int, width: int, height: int, columns: int, rows: int
) -> None:
    assert arrange(panes, width, height) == Arrangement(columns, rows, panes)


@given(st.integers(1, 8), st.integers(20, 240), st.integers(5, 80), st.sampled_from(CHOICES))
def test_no_window_hides_everything_or_shows_a_pane_twice(
    panes: int, width: int, height: int, choice: Choice
) -> None:
    arrangement = arrange(panes, width, height, choice)
    assert 1 <= arrangement.shown <= panes
    if arrangement.rows > 1:
        assert arrangement.columns * (arrangement.rows - 1) < panes, "no row stays empty"


@given(st.integers(1, 8), st.integers(0, 7), st.integers(0, 7), st.integers(1, 8))
def test_the_focused_pane_is_always_in_view(panes: int, start: int, focus: int, columns: int) -> None:
    focus %= panes
    arrangement = Arrangement(min(columns, panes), 1, panes)
    first = window_start(start, focus, arrangement)
    assert first <= focus < first + arrangement.shown
    assert 0 <= first <= panes - arrangement.shown


def test_the_carousel_moves_no_further_than_it_must() -> None:
    three_of_eight = Arrangement(3, 1, 8)
    assert window_start(2, 3, three_of_eight) == 2
    assert window_start(2, 5, three_of_eight) == 3
    assert window_start(2, 1, three_of_eight) == 1


def test_a_person_can_ask_for_one_at_a_time_or_for_columns() -> None:
    assert arrange(4, 200, 60, "single") == Arrangement(1, 1, 4)
    assert arrange(4, 120, 35, "columns") == Arrangement(4, 1, 4)
    assert arrange(4, 160, 45, "grid") == Arrangement(2, 2, 4)
