"""Headings of different answers meet when they are about the same."""

from __future__ import annotations

import pytest

from fusion_tui.core.headings import nearest


@pytest.mark.parametrize(
    ("wanted", "heading"),
    [
        ("Risks", "Risks and mitigations"),
        ("1. Risks", "Risks"),
        ("Risks", "2.3) RISKS:"),
        ("Risk", "Risks"),
        ("Summary", "Executive summary"),
        ("The options", "Options"),
        ("Step 2: Measure", "Measure"),
        ("IV. Costs", "Costs"),
        ("結論", "1. 結論"),
    ],
)
def test_headings_about_the_same_meet_both_ways(wanted: str, heading: str) -> None:
    others = ["Introduction", heading, "What else"]
    assert nearest(wanted, others) == 1
    assert nearest(heading, ["Introduction", wanted]) == 1


@pytest.mark.parametrize("wanted", ["Risks", "Class", "The end", "", "1.", "…"])
def test_other_headings_do_not(wanted: str) -> None:
    assert nearest(wanted, ["Introduction", "Costs and benefits", "3. Options"]) is None


def test_the_same_words_win_then_the_fewest_others_then_the_first() -> None:
    assert nearest("Risks", ["Risks and costs", "risks"]) == 1
    assert nearest("Risks", ["Risks, costs and time", "Risks and costs", "Costs and risks"]) == 1
