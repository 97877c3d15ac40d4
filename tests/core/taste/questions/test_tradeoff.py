"""Money against picks: who is beaten at both, and nothing claimed that the intervals do not carry."""

from __future__ import annotations

import random
from dataclasses import replace

from fusion_tui.core.models import Record
from fusion_tui.core.taste.questions.leaderboard import Leaderboard, leaderboard
from fusion_tui.core.taste.questions.tradeoff import told, trade_offs
from tests.core.taste.people import Taste, history, revealed


def board(taste: Taste, count: int) -> Leaderboard:
    records = [priced(revealed(record)) for record in history(taste, random.Random(4), count)]
    return leaderboard(records, random.Random(1))


def priced(record: Record) -> Record:
    """The first arm is the dearest."""
    prices = {"m0": 0.03, "m1": 0.02, "m2": 0.01}
    calls = tuple(replace(call, cost_usd=prices[call.model_requested]) for call in record.calls)
    return replace(record, calls=calls)


def test_an_arm_that_costs_more_and_is_clearly_picked_less_is_beaten() -> None:
    found = trade_offs(board(Taste((-1.2, 0.0, 1.2)), 400))
    assert [one.usd for one in found] == sorted(one.usd for one in found)
    for one in found:
        for arm in one.beaten_by:
            other = next(o for o in found if o.arm == arm)
            assert other.usd < one.usd and other.share.low > one.share.high
    cheapest, middle, dearest = found
    assert not cheapest.beaten_by and cheapest.arm in middle.beaten_by and len(dearest.beaten_by) == 2
    assert "Beaten at both, dearer and clearly picked less" in told(found, lambda arm: arm.label)


def test_the_dearest_is_not_beaten_where_it_is_picked_most() -> None:
    assert not any(one.beaten_by for one in trade_offs(board(Taste((1.2, 0.0, -1.2)), 400)))


def test_of_a_person_without_a_preference_no_arm_is_beaten() -> None:
    found = trade_offs(board(Taste((0.0, 0.0, 0.0)), 200))
    assert told(found, lambda arm: arm.label).startswith("No arm is beaten at both")


def test_before_there_are_ratings_nothing_is_said() -> None:
    found = trade_offs(board(Taste((0.5, -0.5, 0.0)), 10))
    assert found == () and told(found, lambda arm: arm.label) == ""
