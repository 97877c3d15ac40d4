"""Who is compared with whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fusion_tui.core.models import Candidate
from fusion_tui.core.taste.arms import Arm, Grouping, arm_of
from tests.core.taste.people import member

SEAT = member("gpt", persona="You are a sceptical SRE.", params={"temperature": 1.0, "top_p": 0.9})


def test_an_arm_is_provider_version_persona_and_parameters() -> None:
    served = Candidate("A", member=SEAT, model_served="gpt-2026-11")
    expected = Arm("gpt-2026-11", "fake", SEAT.persona, '{"temperature": 1.0, "top_p": 0.9}')
    assert arm_of(served, "member") == expected
    assert arm_of(replace(served, model_served=None), "member").model == "gpt"


def test_the_order_in_which_parameters_are_written_makes_no_other_arm() -> None:
    turned = replace(SEAT, params={"top_p": 0.9, "temperature": 1.0})
    assert arm_of(Candidate("A", member=turned), "member") == arm_of(Candidate("A", member=SEAT), "member")


@pytest.mark.parametrize(
    "grouping, expected",
    [("model", Arm("gpt")), ("persona", Arm(persona=SEAT.persona)), ("process", Arm(process="answer"))],
)
def test_arms_are_grouped_by_one_part(grouping: Grouping, expected: Arm) -> None:
    assert arm_of(Candidate("A", member=SEAT), grouping) == expected


def test_processes_are_told_apart_and_a_synthesis_is_its_writers() -> None:
    synthesis = Candidate("D", "synthesis", SEAT)
    assert arm_of(synthesis, "process").label == "synthesis by gpt"
    assert arm_of(Candidate("E", "revision", SEAT), "process").label == "revision"
    assert arm_of(Candidate("F", "merge"), "process").label == "merge"
    assert arm_of(Candidate("F", "merge"), "model").label == "merge"
    assert arm_of(synthesis, "member") != arm_of(Candidate("A", member=SEAT), "member")


def test_a_label_is_one_short_line() -> None:
    long = replace(SEAT, persona="You are\na reviewer " + "of everything " * 20, params={})
    label = arm_of(Candidate("A", member=long), "member").label
    assert label.startswith("fake/gpt “You are a reviewer of everything") and label.endswith("…”")
    assert "\n" not in label and len(label) < 60
    assert arm_of(Candidate("A", member=member("gpt")), "persona").label == "no persona"
