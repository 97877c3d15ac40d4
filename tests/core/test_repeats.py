"""Which old comparisons may come back, and how often."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.models import Record, Reveal
from fusion_tui.core.picking import Choice, Circumstances, make_pick
from fusion_tui.core.repeats import AGE, comes_up, repeatable
from fusion_tui.core.retest import Retest
from fusion_tui.core.taste.questions.habits import repeat
from tests.core.taste.people import asked, later, picked, retested, revealed, undone
from tests.helpers.fakes import NOW, ids

LATER = NOW + AGE + timedelta(days=1)


def old() -> Record:
    """Picked and revealed long before `LATER`."""
    return revealed(picked(asked("a", "b", "c"), "B"))


def test_about_one_pick_in_twenty_brings_an_old_one_back() -> None:
    count = sum(comes_up(seed) for seed in range(20_000))
    # Four standard deviations of 20,000 coins of 1/20.
    assert abs(count - 1_000) < 124


def test_an_old_blind_pick_of_one_answer_comes_back_with_all_that_stood_there() -> None:
    found = repeatable(old(), LATER)
    assert found and found.letters == ("A", "B", "C") and found.winner == "B"


@pytest.mark.parametrize(
    "record",
    [
        asked("a", "b"),
        picked(asked("a", "b"), "none"),
        picked(asked("a", "b"), "skip"),
        picked(asked("a", "b"), "A=B"),
        undone(picked(asked("a", "b"), "A")),
        picked(asked("a", "b"), "A", blind=False),
        replace(old(), comparison=replace(old().comparison, demo=True)),
        picked(retested(old(), "CAB"), "C"),
        replace(old(), reveals=(Reveal(old().comparison.id, LATER - timedelta(days=2), "b"),)),
    ],
    ids="unpicked none skip tie undone knowing demo repeated revealed-lately".split(),
)
def test_what_would_tell_nothing_does_not_come_back(record: Record) -> None:
    assert repeatable(record, LATER) is None


def test_a_retest_of_a_revision_does_not_keep_the_answers_from_coming_back() -> None:
    record = picked(retested(later(old(), "revision"), "AD"), "D")
    found = repeatable(record, LATER)
    assert found and found.letters == ("A", "B", "C")


def test_a_pick_is_a_week_old_before_it_comes_back() -> None:
    record = picked(asked("a", "b"), "A")
    made = record.picks[0].created_at
    assert repeatable(record, made + AGE - timedelta(seconds=1)) is None
    assert repeatable(record, made + AGE)


@given(st.integers(0, 2**32), st.sampled_from("123"))
def test_what_is_picked_again_counts_as_a_repeat_and_never_as_a_new_pick(seed: int, number: str) -> None:
    record = old()
    found = repeatable(record, LATER)
    assert found
    retest = Retest.again(found, seed, LATER, ids())
    masked = retest.masked(record)
    pick = retest.unmasked(
        make_pick(
            Choice.of([[number]]),
            masked.comparison,
            masked.arena,
            revealed=False,
            around=Circumstances((), 1.0),
            now=LATER,
            new_id=ids(),
        )
    )
    after = replace(record, ballots=(*record.ballots, retest.ballot), picks=(*record.picks, pick))
    share = repeat([after]).same
    assert (share.n, share.count) == (1, retest.numbers[number] == "B")
    assert after.pick == record.pick, "the old pick stands"
    assert repeatable(after, LATER + AGE * 2) is None, "once is enough"
    then = next(n for n, letter in retest.numbers.items() if letter == "B")
    assert retest.told(record.comparison).endswith(f"; then you picked {then}")


def test_orders_of_what_comes_back_are_drawn_anew() -> None:
    found = repeatable(old(), LATER)
    assert found
    orders = {Retest.again(found, seed, LATER, ids()).ballot.order for seed in range(60)}
    assert len(orders) == 6
