"""What an arm cost, and what it was worth."""

from __future__ import annotations

import pytest

from fusion_tui.core.models import Record
from fusion_tui.core.taste.availability import asked_calls
from fusion_tui.core.taste.observations import observe
from fusion_tui.core.taste.questions.costs import Cost, costs
from tests.core.taste.people import arm, asked, picked


def found(*records: Record) -> dict[str, Cost]:
    return {c.arm.model: c for c in costs(asked_calls(records), observe(records).observations)}


def limits(cost: Cost) -> list[float]:
    """Those that there are."""
    return [limit for limit in cost.per_win_limits_usd or () if limit is not None]


def test_lost_runs_are_paid_for_too() -> None:
    records = [picked(asked("a", "b", number=i), "A" if i < 2 else "B") for i in range(10)]
    cost = found(*records)["a"]
    assert (cost.n, cost.alone) == (10, 2)
    assert cost.total_usd == pytest.approx(0.1)
    assert cost.per_win_usd == pytest.approx(0.05)
    assert limits(cost) == pytest.approx([0.01 / 0.5098, 0.01 / 0.0567], rel=1e-3)
    assert cost.meaning == "Without fake/a you would have saved $0.10 and given up 2 of 10 picks."


def test_without_a_win_the_cost_of_one_has_no_upper_limit() -> None:
    cost = found(*(picked(asked("a", "b", number=i), "B") for i in range(10)))["a"]
    assert cost.per_win_usd is None
    assert limits(cost) == pytest.approx([0.01 / 0.2775], rel=1e-3)


def test_a_tie_is_no_loss_without_the_arm() -> None:
    cost = found(picked(asked("a", "b"), "A=B"))["a"]
    assert (cost.wins.count, cost.alone) == (0.5, 0)


def test_an_unknown_cost_is_not_nothing() -> None:
    records = [picked(asked("a", "b", number=1), "A"), picked(asked("a", "b", number=2, cost=None), "A")]
    cost = found(*records)["a"]
    assert (cost.total_usd, cost.per_win_usd, cost.per_win_limits_usd) == (None, None, None)
    assert "an unknown amount" in cost.meaning


def test_a_failure_that_names_no_cost_is_left_out_and_counted() -> None:
    failed = picked(asked("a", "b", "c", number=1, failed=["a"]), "B")
    cost = found(failed, picked(asked("a", "b", number=2), "A"))["a"]
    assert (cost.n, cost.total_usd, cost.per_win_usd, cost.unpriced) == (1, 0.01, 0.01, 1)
    assert "saved at least $0.01" in cost.meaning


def test_what_was_never_decided_is_nobodys_cost_of_winning() -> None:
    kept = found(picked(asked("a", "b", number=1), "B"), asked("a", "b", number=2))
    assert kept["b"].total_usd == pytest.approx(0.01) and kept["b"].arm == arm("b")
