"""Panels as rows, without a screen: every state, at every width."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from rich.cells import cell_len

from fusion_tui.core.clean import is_clean
from fusion_tui.core.taste.panel import Bar, Panel, Said
from fusion_tui.ui.screens.taste_rows import DAYS, Row, Wanted, after, columns, drawn, panel_rows

RATED = Panel(
    "leaderboard",
    "Leaderboard",
    1258,
    "one over two: 61% (48–73) of 58 picks; not concluded, about 60 more (20 to 140).",
    (
        Said("as shown", quiet=True),
        Bar("one", "76% (70–81)", 0.76, (0.70, 0.81), "1196 · best 78% · n=187"),
        Bar("two", "50% (43–57)", 0.50, (0.43, 0.57), "1000 · best 22% · n=201"),
        Bar(
            "a very long name of a model that goes on",
            "13% (7–21)",
            0.13,
            (0.07, 0.21),
            "664 · best <1% · n=9",
        ),
    ),
)
COSTS = Panel(
    "answers",
    "Answers and cost",
    20,
    "",
    (
        Bar("one", "98% answered", 0.98, note="184 of 187 · $0.065 a pick ($0.056–0.077), $5.22 in all"),
        Bar("two", "no cases", None, note="0 of 0"),
    ),
)
EVIL = Panel(
    "why", "Why", None, "a\x1b[2Jb", (Said("“\x07\u202e”"), Bar("\x1b[31m#x\n" + "三" * 30, "1", 1.0))
)


def text(rows: Sequence[Row]) -> list[str]:
    return ["".join(span.text for span in row).rstrip() for row in rows]


def test_a_panel_says_its_title_how_many_and_what_that_means() -> None:
    lines = text(panel_rows(RATED, 110))
    assert lines[0] == "  Leaderboard  n=1,258"
    assert lines[1].strip() == RATED.meaning
    assert text(panel_rows(RATED, 110, focused=True))[0].startswith("▸ Leaderboard")
    assert text(panel_rows(RATED, 110, focused=True, ascii_only=True))[0].startswith("> Leaderboard")


def test_numbers_stand_beside_their_bars_and_under_each_other() -> None:
    rows = text(panel_rows(RATED, 110))[3:]
    assert [row.index("%") for row in rows] == [rows[0].index("%")] * 3
    assert rows[0].endswith("76% (70–81)  1196 · best 78% · n=187")
    assert "…" in rows[2], "a long name is cut"


def test_an_interval_is_drawn_around_its_value_and_the_average_is_marked() -> None:
    one, two, three = text(panel_rows(RATED, 110))[3:]
    assert one.index("├") < one.index("●") < one.index("┤")
    assert three.index("┤") < two.index("├") and two.index("┤") < one.index("├"), "they do not overlap"
    assert one.index("┊") == three.index("┊") == two.index("●"), "the average arm has one half"


@pytest.mark.parametrize("width", range(56, 130, 3))
@pytest.mark.parametrize("panel", [RATED, COSTS, EVIL])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_no_row_is_wider_than_the_panel(width: int, panel: Panel, ascii_only: bool) -> None:
    rows = text(panel_rows(panel, width, ascii_only=ascii_only))
    assert max(map(cell_len, rows)) <= width
    assert all(is_clean(row) for row in rows)
    if ascii_only:
        assert not {"├", "●", "┊", "━", "╸", "▸"} & set("".join(rows))


def test_a_note_that_does_not_fit_beside_stands_below() -> None:
    wide, narrow = text(panel_rows(COSTS, 110)), text(panel_rows(COSTS, 70))
    assert wide[1].endswith("$5.22 in all") and len(wide) == 3
    assert narrow[1].endswith("98% answered") and narrow[2].strip().startswith("184 of 187")
    assert "no cases" in wide[2] and "━" not in wide[2]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.0, ""), (0.001, "╸"), (0.25, "━━╸"), (0.5, "━━━━━"), (1.0, "━" * 10), (7.0, "━" * 10)],
)
def test_a_bar_is_as_long_as_its_number(value: float, expected: str) -> None:
    (span,) = drawn(Bar("", "", value), 10)
    assert span.text == f"{expected:<10}"


def test_one_arm_alone_has_an_interval_too() -> None:
    spans = drawn(Bar("", "", 0.5, (0.5, 0.5)), 8, (0.5, 0.5))
    assert "".join(span.text for span in spans).strip() == "●"


def test_wide_windows_have_two_columns_and_others_one() -> None:
    every = (RATED, COSTS, EVIL)
    assert columns(every, 120) == (every,)
    assert columns(every, 160) == ((RATED, COSTS), (EVIL,))
    assert columns((EVIL,), 160) == ((EVIL,),)
    assert columns((), 160) == ((),)


def test_choices_come_in_turn_and_start_again() -> None:
    assert [after(day, DAYS) for day in DAYS] == [*DAYS[1:], None]
    assert after("gone", (None, "a")) is None


def test_what_is_wanted_is_one_row_of_words() -> None:
    assert Wanted().words == "all time · blind only · all tags · all panels"
    assert Wanted(90, "review", "d\nb", True).words == (
        "asked in the last 90 days · those made knowing names beside · #d b · panel review"
    )
    assert Wanted(by="persona").words.endswith(" · all panels · by persona")
